"""The bilingual page as one HTML file: no script, nothing fetched, made for reading, printing and linking to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from domain.bitext import Bitext, Flag, Remark
from domain.document import Role
from domain.states import State
from formats.base import DEFAULTS, FormatInfo, Layout, Options, cannot_read, chosen_layout
from formats.inline import to_html, to_plain
from formats.page import Page, Row, heading_levels, lay_out
from formats.printable import printable
from formats.wording import direction, language_name

INFO = FormatInfo(
    id="html",
    name="HTML",
    suffix=".html",
    media_type="text/html",
    layouts=(Layout.COLUMNS, Layout.FACING, Layout.STACKED, Layout.SOURCE, Layout.TARGET),
)
TEMPLATES = Path(__file__).parent.parent / "templates" / "editions"

# Ids that the page itself uses; a segment cannot take them.
_OWN_IDS = frozenset(
    {"view-both", "view-source", "view-target", "colophon"} | {f"s-{shape}" for shape in (*State, Flag.OUTDATED)}
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


def write(bitext: Bitext, options: Options = DEFAULTS) -> bytes:
    """Return `bitext` as one HTML file in UTF-8 that asks for nothing else."""
    page = lay_out(bitext, chosen_layout(INFO, options), options.states)
    levels = heading_levels(page.rows)
    html = _template().render(
        page=page,
        words=page.words,
        titles=[to_plain(title) for title in page.titles],
        source_language=bitext.source_language,
        target_language=bitext.target_language,
        pairs=_pairs(page, levels),
        has_headline=1 in levels.values(),
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


def _pairs(page: Page, levels: dict[int, int]) -> Iterator[Pair]:
    for row, ids in zip(page.rows, _anchors(page.rows), strict=True):
        yield Pair(
            number=row.number,
            role=row.unit.role,
            level=levels.get(row.number, 0),
            ids=ids,
            source=_source(row) if page.has_source else None,
            target=_target(row) if page.has_target else None,
        )


def _anchors(rows: tuple[Row, ...]) -> list[tuple[str, ...]]:
    """Return the ids that each row can have on this page, each once; an id goes before another row's alias."""
    taken = set(_OWN_IDS)
    anchors = [tuple(_free((row.unit.id,), taken)) for row in rows]
    return [(*ids, *_free(row.unit.aliases, taken)) for ids, row in zip(anchors, rows, strict=True)]


def _free(ids: tuple[str, ...], taken: set[str]) -> Iterator[str]:
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
