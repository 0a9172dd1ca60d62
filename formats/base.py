"""What every format is: its description, the choices of an export, and the three functions it offers."""

from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields, replace
from enum import StrEnum
from typing import NoReturn, Protocol

from domain.bitext import Bitext, States, Unit
from domain.document import Document
from domain.errors import BadValue, UnknownFormat
from domain.volume import Volume


class Layout(StrEnum):
    """How source and target stand to each other on the page; docs/formats.md says what each format makes of it."""

    COLUMNS = "columns"  # side by side, the paragraph number between them
    FACING = "facing"  # as two pages of an open book, numbered
    STACKED = "stacked"  # each source above its target
    SOURCE = "source"
    TARGET = "target"


class Paper(StrEnum):
    """The size of a printed page."""

    A4 = "a4"
    A5 = "a5"
    LETTER = "letter"
    HALF_LETTER = "half-letter"


class TypeSize(StrEnum):
    """How large the text of a printed page is, next to what suits its paper and layout."""

    SMALL = "small"
    NORMAL = "normal"
    LARGE = "large"
    LARGE_PRINT = "large-print"  # for readers with low vision: 16 points at least


class Margins(StrEnum):
    """How much white stands around the text of a printed page."""

    NARROW = "narrow"
    NORMAL = "normal"
    WIDE = "wide"


class Binding(StrEnum):
    """How the pages are held together: what the fold takes is added to the inner margin."""

    NONE = "none"
    STAPLED = "stapled"
    GLUED = "glued"


IDENTITY = frozenset({"id", "source", "target", "units", "source_language", "target_language"})
EVERYTHING = frozenset(field.name for kind in (Bitext, Unit) for field in fields(kind)) - {"notices"}


@dataclass(frozen=True, slots=True)
class FormatInfo:
    """What a format is and does, as menus, the command line, the documents and the contract test read it.

    `layouts`: those it can write, the default first; none for an exchange format. `papers`: the sizes of page
    that one may choose, where it has pages. `writes_volumes`: whether an edition of several texts can be written.
    `carries`: the fields of Unit and Bitext that a file of it holds so that they can be read again. `aliases`:
    other names under which people ask for it. `holds_many_languages`: a file may be of several pairs, so `read`
    takes `languages`, the pair that is wanted.
    """

    id: str
    name: str
    suffix: str
    media_type: str
    reads_targets: bool = False
    reads_documents: bool = False
    writes: bool = True
    writes_volumes: bool = False
    layouts: tuple[Layout, ...] = ()
    papers: tuple[Paper, ...] = ()
    carries: frozenset[str] = IDENTITY
    aliases: tuple[str, ...] = ()
    holds_many_languages: bool = False

    @property
    def leaves_out(self) -> tuple[str, ...]:
        """The fields of Unit and Bitext that a file of this format does not hold, sorted."""
        return tuple(sorted(EVERYTHING - self.carries))


@dataclass(frozen=True, slots=True)
class Options:
    """What one chooses for an export.

    `layout`, `paper`: None is the format's own default. `wrap`: columns of a line in plain text and Markdown, 0 for
    lines as long as the paragraph. `type_size`, `margins`, `binding`: of formats that have a size of paper.
    """

    layout: Layout | None = None
    states: States = States.ALL
    wrap: int = 0
    paper: Paper | None = None
    type_size: TypeSize | None = None
    margins: Margins | None = None
    binding: Binding | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """How a printed page is set, each choice made."""

    type_size: TypeSize = TypeSize.NORMAL
    margins: Margins = Margins.NORMAL
    binding: Binding = Binding.NONE


# What an edition, the web and the command line offer for printed pages beside layout and paper, by its field.
PRESETS: dict[str, type[TypeSize] | type[Margins] | type[Binding]] = {
    "type_size": TypeSize,
    "margins": Margins,
    "binding": Binding,
}
DEFAULTS = Options()


class Format(Protocol):
    """One format: a module of this folder. A direction that its INFO does not declare raises UnknownFormat."""

    INFO: FormatInfo

    @staticmethod
    def write(bitext: Bitext, options: Options = DEFAULTS) -> bytes:
        """Return the file; the same bitext and options give the same bytes."""
        ...

    @staticmethod
    def write_volume(volume: Volume, options: Options = DEFAULTS) -> bytes:
        """Return the file of an edition; the same volume and options give the same bytes."""
        ...

    @staticmethod
    def read(data: bytes, *, languages: tuple[str, str] | None = None) -> Bitext:
        """Return the pairs of an exchange file. Raises FileProblem, nothing else, whatever the bytes are.

        `languages`: only of a format that `holds_many_languages`.
        """
        ...

    @staticmethod
    def read_document(data: bytes, *, encoding: str | None = None) -> Document:
        """Return the paragraphs of a source file. Raises FileProblem, nothing else, whatever the bytes are."""
        ...


def cannot_read(info: FormatInfo) -> Callable[..., NoReturn]:
    """Return the reader of a format that is only written: it raises UnknownFormat."""

    def read(data: bytes, *, encoding: str | None = None) -> NoReturn:
        raise UnknownFormat(format=info.id)

    return read


def cannot_write_volumes(info: FormatInfo) -> Callable[..., NoReturn]:
    """Return the writer of editions of a format that holds one text: it raises UnknownFormat."""

    def write_volume(volume: Volume, options: Options = DEFAULTS) -> NoReturn:
        raise UnknownFormat(format=info.id)

    return write_volume


def chosen_layout(info: FormatInfo, options: Options) -> Layout:
    """Return the layout to write; raise BadValue for one that this format does not have."""
    layout = options.layout or info.layouts[0]
    if layout not in info.layouts:
        raise BadValue(field="layout", value=layout)
    return layout


def chosen_paper(info: FormatInfo, options: Options) -> Paper | None:
    """Return the size of page to write, None for the format's own; raise BadValue for one that it does not have."""
    if options.paper is not None and options.paper not in info.papers:
        raise BadValue(field="paper", value=options.paper)
    return options.paper


def chosen_setting(info: FormatInfo, options: Options) -> Setting:
    """Return the presets to set pages by; raise BadValue for one that is asked of a format without pages."""
    asked = {name: value for name in PRESETS if (value := getattr(options, name)) is not None}
    if asked and not info.papers:
        name, value = next(iter(asked.items()))
        raise BadValue(field=name, value=value)
    return Setting(**asked)


def carried(bitext: Bitext, info: FormatInfo) -> Bitext:
    """Return what is left of `bitext` once a file of this format has been written and read again."""
    units = tuple(replace(unit, **_defaults(Unit, info)) for unit in bitext.units)
    return replace(bitext, **_defaults(Bitext, info), units=units)


def _defaults(kind: type[Unit] | type[Bitext], info: FormatInfo) -> dict[str, object]:
    return {
        field.name: field.default
        for field in fields(kind)
        if field.name not in info.carries and field.default is not MISSING
    }
