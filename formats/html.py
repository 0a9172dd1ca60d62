"""The bilingual page as one HTML file: no script, nothing fetched, made for reading, printing and linking to."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from domain.bitext import Bitext, Flag, Remark
from domain.document import Role
from domain.states import State
from domain.volume import Volume, volume_of
from formats.base import DEFAULTS, FormatInfo, Layout, Options, cannot_read, chosen_layout
from formats.book import Book, Part, bind
from formats.inline import to_html, to_plain
from formats.page import Page, Row, heading_levels
from formats.printable import printable
from formats.wording import direction, language_name

INFO = FormatInfo(
    id="html",
    name="HTML",
    suffix=".html",
    media_type="text/html",
    writes_volumes=True,
    layouts=(Layout.COLUMNS, Layout.FACING, Layout.STACKED, Layout.SOURCE, Layout.TARGET),
)
TEMPLATES = Path(__file__).parent.parent / "templates" / "editions"

# Ids that the page itself uses; a segment cannot take them.
_OWN_IDS = frozenset(
    {"view-both", "view-source", "view-target", "colophon", "contents"}
    | {f"s-{shape}" for shape in (*State, Flag.OUTDATED)}
)
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]*")

read = cannot_read(INFO)
read_document = cannot_read(INFO)


@dataclass(frozen=True, slots=True)
class Cell:
    """One text of a row as it is printed: HTML, what stands before it, and its notes."""

    html: Markup
    state: State
    notes: tuple[tuple[str, Markup], ...]  # label and text
    gap: str = ""
    mark: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """One row. `ids`: the permanent anchors that are its own on this page, the segment's first."""

    number: int
    role: Role
    level: int  # of its heading, 0 for what is none
    ids: tuple[str, ...]
    source: Cell | None
    target: Cell | None


@dataclass(frozen=True, slots=True)
class Section:
    """One text of the file. `id`: of the section, "" where it is the only one; `opening`: titles that it must bring."""

    id: str
    titles: tuple[str, ...]
    opening: tuple[str, ...]
    pairs: tuple[Pair, ...]


def write(bitext: Bitext, options: Options = DEFAULTS) -> bytes:
    """Return `bitext` as one HTML file in UTF-8 that asks for nothing else."""
    return write_volume(volume_of(bitext), options)


def write_volume(volume: Volume, options: Options = DEFAULTS) -> bytes:
    """Return `volume` as one HTML file: its title and front matter, its contents, its texts, each with its anchors."""
    book = bind(volume, chosen_layout(INFO, options), options.states)
    html = _template().render(
        book=book,
        words=book.words,
        titles=[(side, to_plain(title)) for side, title in book.titles],
        languages={"source": volume.source_language, "target": volume.target_language},
        source_language=volume.source_language,
        target_language=volume.target_language,
        sections=_sections(book),
    )
    return printable(html).encode()


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
    anchors = iter(_anchors(book.parts))
    return [_section(book, part, anchors) for part in book.parts]


def _section(book: Book, part: Part, anchors: Iterator[tuple[str, ...]]) -> Section:
    levels, deeper = heading_levels(part.page.rows), int(book.has_own_title)
    pairs = tuple(
        _pair(part.page, row, levels[row.number] + deeper if row.number in levels else 0, next(anchors))
        for row in part.page.rows
    )
    # Without any headline the title of a text that stands by itself is the page's.
    is_alone = not book.has_own_title and not part.has_headline
    titles = tuple(to_plain(title) for title in part.page.titles)
    opening = tuple(titles if is_alone else (to_plain(title) for _side, title in book.opening(part)))
    return Section(f"{part.prefix}text" if part.prefix else "", titles, opening, pairs)


def _pair(page: Page, row: Row, level: int, ids: tuple[str, ...]) -> Pair:
    return Pair(
        number=row.number,
        role=row.unit.role,
        level=level,
        ids=ids,
        source=_source(row) if page.has_source else None,
        target=_target(row) if page.has_target else None,
    )


def _anchors(parts: tuple[Part, ...]) -> list[tuple[str, ...]]:
    """Return the ids that each row can have in this file, each once; an id goes before another row's alias."""
    taken = set(_OWN_IDS)
    rows = [(part.prefix, row.unit) for part in parts for row in part.page.rows]
    anchors = [tuple(_free((f"{prefix}{unit.id}",), taken)) for prefix, unit in rows]
    aliases = ([f"{prefix}{alias}" for alias in unit.aliases] for prefix, unit in rows)
    return [(*ids, *_free(others, taken)) for ids, others in zip(anchors, aliases, strict=True)]


def _free(ids: Iterable[str], taken: set[str]) -> Iterator[str]:
    for id in ids:
        if _ID.fullmatch(id) and id not in taken:
            taken.add(id)
            yield id


def _source(row: Row) -> Cell:
    return Cell(html=to_html(row.unit.source), state=row.unit.state, notes=_notes(row.source_notes))


def _target(row: Row) -> Cell:
    return Cell(
        html=to_html(row.target),
        state=row.unit.state,
        notes=_notes(row.target_notes),
        gap=row.gap,
        mark=row.mark,
        remark=row.remark,
    )


def _notes(notes: tuple[Remark, ...]) -> tuple[tuple[str, Markup], ...]:
    return tuple((note.anchor, to_html(note.text)) for note in notes)
