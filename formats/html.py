"""The bilingual page as one HTML file: nothing fetched, made for reading, printing and linking to.

It reads well without its script, which marks the sentence pointed at in both languages (templates/editions/edition.js).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from domain.bitext import Bitext, Flag
from domain.states import State
from domain.volume import Volume, volume_of
from formats import html_head, html_in
from formats.base import DEFAULTS, FormatInfo, Layout, Options, cannot_read, chosen_layout
from formats.book import Book, Part, bind
from formats.html_cells import Cell, NoteIds, cells
from formats.html_head import TEMPLATES
from formats.inline import to_html, to_plain
from formats.items import as_listed, printed_role
from formats.page import Page, Row, heading_levels
from formats.printable import printable
from formats.wording import direction, language_name

INFO = FormatInfo(
    id="html",
    name="HTML",
    suffix=".html",
    media_type="text/html",
    writes_volumes=True,
    reads_documents=True,
    layouts=(Layout.COLUMNS, Layout.FACING, Layout.STACKED, Layout.SOURCE, Layout.TARGET),
)

# Ids that the page itself uses; a segment cannot take them.
_OWN_IDS = frozenset(
    {"view-both", "view-source", "view-target", "colophon", "contents"}
    | {f"s-{shape}" for shape in (*State, Flag.OUTDATED)}
)
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]*")

read = cannot_read(INFO)
read_document = html_in.read_document


@dataclass(frozen=True, slots=True)
class Link:
    """One address that a page leads to. `language`: of its words, "" for the page's own."""

    href: str
    words: str
    language: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses under one heading."""

    words: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a text that has an address; all in the page's own language.

    `title`: before the text's. `views`: of source, target or both, where each has an address of its own.
    `alternates`: pairs of language and whole address. `notices`: sentences, each with where it leads, if anywhere.
    """

    canonical: str = ""
    alternates: tuple[tuple[str, str], ...] = ()
    robots: str = ""
    views: tuple[Link, ...] = ()
    notices: tuple[tuple[str, Link | None], ...] = ()
    foot: tuple[Links, ...] = ()


BARE = Frame()  # of a file


@dataclass(frozen=True, slots=True)
class Written:
    """A page, with the id of the paragraph that each of its anchors, former ones too, stands for."""

    data: bytes
    anchors: dict[str, str]


@dataclass(frozen=True, slots=True)
class Pair:
    """One row. `ids`: the permanent anchors that are its own on this page, the segment's first."""

    number: int
    role: str
    level: int  # of its heading, 0 for what is none
    ids: tuple[str, ...]
    source: Cell | None
    target: Cell | None


@dataclass(frozen=True, slots=True)
class Section:
    """One text of the file. `id`: of the section, "" where it is the only one.

    `titles`: pairs of side and title; `opening`: those that the section must bring, since its text does not.
    """

    id: str
    titles: tuple[tuple[str, str], ...]
    opening: tuple[tuple[str, str], ...]
    pairs: tuple[Pair, ...]


def write(bitext: Bitext, options: Options = DEFAULTS) -> bytes:
    """Return `bitext` as one HTML file in UTF-8 that asks for nothing else."""
    return write_volume(volume_of(bitext), options)


def write_volume(volume: Volume, options: Options = DEFAULTS) -> bytes:
    """Return `volume` as one HTML file: its title and front matter, its contents, its texts, each with its anchors."""
    return write_page(volume, options, BARE).data


def write_page(volume: Volume, options: Options, frame: Frame) -> Written:
    """Return `volume` as the page that stands at an address, or with a BARE frame as a file."""
    book = bind(volume, chosen_layout(INFO, options), options.states)
    sections = _sections(book)
    is_both = book.has_source and book.has_target
    html = _template().render(
        book=book,
        words=book.words,
        frame=frame,
        own=html_head.own(),
        description=html_head.description(book),
        licence_address=html_head.licence_address(book.licence),
        titles=[(side, to_plain(title)) for side, title in book.titles],
        languages={"source": volume.source_language, "target": volume.target_language},
        source_language=volume.source_language,
        target_language=volume.target_language,
        is_both=is_both,
        sections=sections,
    )
    anchors = {id: pair.ids[0] for section in sections for pair in section.pairs for id in pair.ids}
    return Written(printable(html).encode(), anchors)


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(inline=to_html, direction=direction, language_name=language_name)
    return environment.get_template("edition.html")


def _sections(book: Book) -> list[Section]:
    found = _anchors(book.parts)
    anchors = iter(found)
    notes = NoteIds(id for ids in found for id in ids)
    return [_section(book, part, anchors, notes) for part in book.parts]


def _section(book: Book, part: Part, anchors: Iterator[tuple[str, ...]], notes: NoteIds) -> Section:
    levels, deeper = heading_levels(part.page.rows), int(book.has_own_title)
    pairs = tuple(
        _pair(part.page, row, levels[row.number] + deeper if row.number in levels else 0, next(anchors), notes)
        for row in part.page.rows
    )
    # Without any headline the title of a text that stands by itself is the page's.
    is_alone = not book.has_own_title and not part.has_headline
    sides = [side for side, is_there in (("source", book.has_source), ("target", book.has_target)) if is_there]
    titles = tuple((side, to_plain(title)) for side, title in zip(sides, part.page.titles, strict=False))
    opening = titles if is_alone else tuple((side, to_plain(title)) for side, title in book.opening(part))
    return Section(f"{part.prefix}text" if part.prefix else "", titles, opening, pairs)


def _pair(page: Page, row: Row, level: int, ids: tuple[str, ...], notes: NoteIds) -> Pair:
    source, target = cells(page, as_listed(row), notes)
    return Pair(row.number, printed_role(row), level, ids, source, target)


def _anchors(parts: tuple[Part, ...]) -> list[tuple[str, ...]]:
    """Return the ids that each row can have in this file, each once; an id goes before another row's alias."""
    taken = {*_OWN_IDS, *(f"{part.prefix}text" for part in parts if part.prefix)}
    rows = [(part.prefix, row.unit) for part in parts for row in part.page.rows]
    anchors = [tuple(_free((f"{prefix}{unit.id}",), taken)) for prefix, unit in rows]
    aliases = ([f"{prefix}{alias}" for alias in unit.aliases] for prefix, unit in rows)
    return [(*ids, *_free(others, taken)) for ids, others in zip(anchors, aliases, strict=True)]


def _free(ids: Iterable[str], taken: set[str]) -> Iterator[str]:
    for id in ids:
        if _ID.fullmatch(id) and id not in taken:
            taken.add(id)
            yield id
