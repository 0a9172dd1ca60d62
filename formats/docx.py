"""A document for Word and LibreOffice: two columns in a table, one text above the other, or one alone.

For people who go on working with the text: real styles, real footnotes, the language on every run. The same text gives
the same bytes. The parts of the file are WordprocessingML (ECMA-376); what never changes in them are templates.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import escape

from domain.bitext import Bitext
from domain.document import Role
from domain.volume import Volume, volume_of
from formats import base, docx_in
from formats.base import DEFAULTS, EVERYTHING, FormatInfo, Layout, Options, Paper, chosen_layout, chosen_paper
from formats.book import Book, Part, bind
from formats.docx_exchange import PARTS, Exchange, exchanged
from formats.docx_runs import Links, Notes, Voice, paragraph, run, run_properties, runs, tag_of, text_elements, words
from formats.inline import to_plain
from formats.items import as_listed, printed_role
from formats.page import Page, Row, heading_levels
from formats.printable import printable
from formats.typesetting import GUTTERS, MARGINS, PAPERS, SMALL, type_size
from formats.wording import direction, language_name

INFO = FormatInfo(
    id="docx",
    name="Word",
    suffix=".docx",
    media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    writes_volumes=True,
    reads_documents=True,
    layouts=(Layout.COLUMNS, Layout.STACKED, Layout.SOURCE, Layout.TARGET),
    papers=tuple(Paper),
    reads_targets=True,
    carries=EVERYTHING,
)
TEMPLATES = Path(__file__).parent.parent / "templates" / "editions" / "docx"
EPOCH = datetime(1980, 1, 1, tzinfo=UTC)
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML 1.0, section 2.2
TWIPS = 1440 / 25.4  # in a millimetre
SHORT = 700  # letters of a row that is not worth dividing: some ten lines of a column
IN_HEADER, IN_SMALL_HEADER = 42, 26  # letters of a title there: two of them fit in one line
IN_CAPTION = 200  # letters of the title of a table: Word refuses some names past 255
NUMBER_WIDTH = 620
EXCHANGE_WIDTH = 1240  # with the state below the number
STYLES = {
    Role.MASTHEAD: "Masthead",
    Role.BYLINE: "Byline",
    Role.DECK: "Deck",
    Role.PARAGRAPH: "BodyText",
    Role.QUOTE: "Quote",
    Role.ITEM: "ListBullet",
    Role.VERSE: "Verse",
    Role.SLOGAN: "Slogan",
    Role.SIGNATURE: "Signature",
    Role.DATELINE: "Date",
    Role.CAPTION: "Caption",
    Role.FOOTNOTE: "NoteParagraph",
    Role.SEPARATOR: "Separator",
}
_WHOLE = frozenset({Role.HEADLINE, Role.SUBHEAD, Role.ITEM})  # one paragraph, whatever stands in it

read_document = docx_in.read_document


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page, in twentieths of a point."""

    width: int
    height: int
    margin: int
    gutter: int  # more at the inner margin
    size: int  # of the type, in half points

    @property
    def measure(self) -> int:
        """The width between the margins."""
        return self.width - 2 * self.margin - self.gutter


@dataclass(slots=True)
class Script:
    """What the file is written with: the book, its voices, and the notes and links that it has so far."""

    book: Book
    sheet: Sheet
    links: Links = field(default_factory=Links)
    notes: Notes = field(default_factory=Notes)
    exchange: Exchange | None = None  # what a table that comes back holds beside its texts

    @property
    def number_width(self) -> int:
        """The width of the cells between two columns."""
        return EXCHANGE_WIDTH if self.exchange else NUMBER_WIDTH

    @property
    def column(self) -> int:
        """The width of each of the two columns."""
        return (self.sheet.measure - self.number_width) // 2

    def voice(self, side: str) -> Voice:
        """Return the voice of a side; a source above its target has a colour of its own."""
        volume = self.book.volume
        if side == "target":
            return Voice(volume.target_language)
        return Voice(volume.source_language, "SourceText" if self.book.layout is Layout.STACKED else "")

    @property
    def own(self) -> Voice:
        """The voice of what the book says itself."""
        return Voice(self.book.words.language)


def write(bitext: Bitext, options: Options = DEFAULTS) -> bytes:
    """Return `bitext` as a document; in columns as a table that can be edited and read again (`read`)."""
    is_table = chosen_layout(INFO, options) is Layout.COLUMNS
    return _written(volume_of(bitext), options, Exchange(exchanged(bitext, options.states)) if is_table else None)


def write_volume(volume: Volume, options: Options = DEFAULTS) -> bytes:
    """Return `volume` as a document: title page and front matter of an edition, its texts, its colophon."""
    return _written(volume, options, None)


def read(data: bytes) -> Bitext:
    """Return the pairs of a table of two columns: ours after Word or LibreOffice has saved it, or anyone's.

    Raises FileProblem, nothing else, whatever the bytes are.
    """
    from formats import docx_back  # it writes again what it reads, to tell what a person changed

    return docx_back.read(data)


def _written(volume: Volume, options: Options, exchange: Exchange | None) -> bytes:
    layout, paper = chosen_layout(INFO, options), chosen_paper(INFO, options) or Paper.A4
    script = Script(
        bind(volume, layout, options.states), sheet_of(paper, base.chosen_setting(INFO, options)), exchange=exchange
    )
    body = "".join(_body(script))
    titles = [(side, _line(to_plain(title))) for side, title in script.book.titles]
    when = (volume.released or volume.updated or EPOCH).strftime("%Y-%m-%dT%H:%M:%SZ")
    values = {
        "body": body,
        "book": script.book,
        "sheet": script.sheet,
        "notes": script.notes.bodies,
        "title": " · ".join(title for _side, title in titles),
        "header": _header(script, titles, IN_SMALL_HEADER if paper in SMALL else IN_HEADER),
        "own": run_properties(script.own),
        "authors": "; ".join(_line(name) for name in volume.translators),
        "series": _line(to_plain(volume.series)),
        "language": tag_of(script.book.language),
        "is_rtl": _is_rtl(script.book),
        "when": when,
        "exchange": exchange,
    }  # fmt: skip
    return _zipped(values, script)


def sheet_of(paper: Paper, setting: base.Setting = base.Setting()) -> Sheet:  # noqa: B008 it is frozen
    """Return the page of that size."""
    width, height = (round(mm * TWIPS) for mm in PAPERS[paper])
    margin = (16 if paper in SMALL else 22) * MARGINS[setting.margins]
    size = type_size(9.5 if paper in SMALL else 10.5, setting)
    return Sheet(width, height, round(margin * TWIPS), round(GUTTERS[setting.binding] * TWIPS), round(2 * size))


def _zipped(values: dict[str, object], script: Script) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, template in (
            ("[Content_Types].xml", "content_types.xml"),
            ("_rels/.rels", "package.rels.xml"),
            ("docProps/core.xml", "core.xml"),
            ("word/document.xml", "document.xml"),
            ("word/styles.xml", "styles.xml"),
            ("word/settings.xml", "settings.xml"),
            ("word/numbering.xml", "numbering.xml"),
            ("word/footnotes.xml", "footnotes.xml"),
            ("word/header1.xml", "header.xml"),
            ("word/footer1.xml", "footer.xml"),
            ("word/footer2.xml", "footer.xml"),
        ):
            _add(archive, name, _rendered(template, values))
        for name, links, is_document in (("document", script.links, True), ("footnotes", script.notes.links, False)):
            own = script.exchange if is_document else None
            data = _rendered("part.rels.xml", {"links": links.ids, "is_document": is_document, "exchange": own})
            _add(archive, f"word/_rels/{name}.xml.rels", data)
        if script.exchange:
            for name, template in PARTS.items():
                _add(archive, name, _rendered(template, values))
    return out.getvalue()


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
    archive.writestr(info, data)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip


def _rendered(template: str, values: dict[str, object]) -> bytes:
    text = printable(_environment().get_template(template).render(**values))
    return NOT_XML.sub(" ", text).encode()


# What stands in it


def _body(script: Script) -> Iterator[str]:
    book = script.book
    if book.has_own_title:
        yield from _front(script)
    else:
        yield from _head(script)
    for part in book.parts:
        if book.has_own_title or part.number > 1:
            # Two tables that touch would be one; this begins the page that the text stands on.
            yield paragraph("TextStart", "", breaks=True)
        if book.draft:
            yield paragraph("Draft", words(book.draft, script.own), script.own)
        yield from _opening(script, part)
        yield from _columns(script, part) if book.layout is Layout.COLUMNS else _flowing(script, part.page)
    yield from _colophon(script)


def _front(script: Script) -> Iterator[str]:
    book = script.book
    for side, title in book.titles:
        voice = script.voice(side)
        yield paragraph("Title", run("<w:br/>", voice).join(runs(title, voice, script.links)), voice)
    if book.volume.series.strip():
        voice = Voice(book.language)
        yield paragraph("Subtitle", words(to_plain(book.volume.series), voice), voice)
    if book.draft:
        yield paragraph("Draft", words(book.draft, script.own), script.own)
    yield from _head(script)
    for n, (side, texts) in enumerate(book.front):
        voice = script.voice(side)
        gap = 'w:before="480"' if n else ""  # between the two languages
        for inner in (inner for text in texts for inner in runs(text, voice, script.links)):
            yield paragraph("BodyText", inner, voice, spacing=gap)
            gap = ""


def _head(script: Script) -> Iterator[str]:
    yield from (paragraph("Notice", words(notice, script.own), script.own) for notice in script.book.notices)


def _opening(script: Script, part: Part) -> Iterator[str]:
    """Yield the headings of a text that brings none: each text of the file has one to be found by."""
    titles = script.book.opening(part)
    if not titles and not part.has_headline and not script.book.has_own_title:
        titles = script.book.titles
    for side, title in titles:
        voice = script.voice(side)
        yield paragraph("Heading1", words(to_plain(title), voice), voice)


def _columns(script: Script, part: Part) -> Iterator[str]:
    """Yield the table of one text: source, number, target."""
    page = part.page
    levels = heading_levels(page.rows)
    title = escape(_shortened(_line(" · ".join(to_plain(title) for title in page.titles)), IN_CAPTION))
    column, number = script.column, script.number_width
    rtl = "<w:bidiVisual/>" if _is_rtl(script.book) else ""
    yield (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="Parallel"/>{rtl}<w:tblW w:w="{2 * column + number}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
        f'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val="{title}"/></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{column}"/><w:gridCol w:w="{number}"/><w:gridCol w:w="{column}"/>'
        "</w:tblGrid>"
    )
    yield _names(script)
    yield from (_table_row(script, row, levels.get(row.number, 0)) for row in page.rows)
    yield "</w:tbl>"


def _names(script: Script) -> str:
    """Return the row with the names of the languages, which stands at the head of every page."""
    cells = []
    for side in ("source", "target"):
        voice = script.voice(side)
        cells.append(paragraph("ColumnHead", words(language_name(voice.language), voice), voice))
    number = paragraph("RowNumber", words("¶", script.own), script.own)
    return _cells(script, (cells[0], number, cells[1]), "<w:cantSplit/><w:tblHeader/>")


def _table_row(script: Script, row: Row, level: int) -> str:
    source, target = (texts_of(script, row, side, level) for side in ("source", "target"))
    inner = words(str(row.number), script.own) if script.exchange or not level else ""
    number = paragraph("RowNumber", inner, script.own, follows=level > 0)
    if script.exchange:
        said = [*([words(row.gap, script.own, "Gap")] if row.gap else []), *_marks(script, row)]
        first = script.exchange.marked(row.unit, row.number, inner, script.own)
        number = "".join(paragraph("RowNumber", one, script.own, follows=level > 0) for one in (first, *said))
    is_short = max(len(row.unit.source), len(row.target)) <= SHORT
    return _cells(script, ("".join(source), number, "".join(target)), "<w:cantSplit/>" if is_short else "")


def _cells(script: Script, cells: Iterable[str], properties: str) -> str:
    widths = (script.column, script.number_width, script.column)
    inner = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
        for width, cell in zip(widths, cells, strict=True)
    )
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{inner}</w:tr>"


def _flowing(script: Script, page: Page) -> Iterator[str]:
    """Yield the paragraphs of a text: each source close above its target, or one of them alone."""
    levels = heading_levels(page.rows)
    sides = [side for side, is_there in (("source", page.has_source), ("target", page.has_target)) if is_there]
    for row in page.rows:
        for side in sides:
            yield from texts_of(script, row, side, levels.get(row.number, 0), is_pair=len(sides) > 1)


def texts_of(script: Script, row: Row, side: str, level: int, *, is_pair: bool = False) -> list[str]:
    """Return the paragraphs of one text of a row. `is_pair`: its other text stands above or below it."""
    role = row.unit.role
    if not script.exchange:
        role, row = (Role.PARAGRAPH if printed_role(row) == "numbered" else role), as_listed(row)
    voice, before = script.voice(side), ""
    if side == "source":
        inners = runs(row.unit.source, voice, script.links, script.notes, row.source_notes)
        if is_pair and not level:
            before = words(str(row.number), script.own, "NumberInLine") + run(text_elements(" "), script.own)
    elif row.gap:
        inners = [words(row.gap, script.own, "Gap") if not script.exchange else ""]
    else:
        if not script.exchange:
            before = "".join(mark + run(text_elements(" "), script.own) for mark in _marks(script, row))
        inners = runs(row.target, voice, script.links, script.notes, row.target_notes)
    if row.unit.role in _WHOLE:
        inners = [run("<w:br/><w:br/>", voice).join(inners)]
    inners[0] = before + inners[0]
    style = f"Heading{level}" if level else STYLES[role]
    above = is_pair and side == "source"
    spacing = 'w:after="40"' if above else 'w:before="0"' if is_pair and level else ""
    return [paragraph(style, inner, voice, follows=above, spacing=spacing) for inner in inners]


def _marks(script: Script, row: Row) -> list[str]:
    """Return what a reader must know of a target, as runs."""
    return [words(f"[{said}]", script.own, "Mark") for said in (row.mark, row.remark) if said]


def _colophon(script: Script) -> Iterator[str]:
    book, own = script.book, script.own
    level = "Heading1" if book.has_own_title else "Heading2"
    yield paragraph(level, words(book.words.about, own), own, breaks=book.has_own_title)
    for label, value in book.colophon:
        inner = words(f"{label}:", own, "Label") + run(text_elements(" "), own) + words(value, own)
        yield paragraph("Colophon", inner, own)


def _header(script: Script, titles: list[tuple[str, str]], most: int) -> str:
    """Return what stands at the head of each page but the first: a title at each margin, between them that it is a
    draft.
    """
    inner = [words(_shortened(title, most), Voice(script.voice(side).language)) for side, title in titles]
    draft = words(script.book.draft, script.own, "DraftInLine") if script.book.draft else ""
    return run("<w:tab/>", script.own).join([*inner[:1], draft, *inner[1:]])


def _shortened(title: str, most: int) -> str:
    if len(title) <= most:
        return title
    return title[: most - 1].rsplit(" ", 1)[0].rstrip(" ,.;:—–-") + "…"


def _is_rtl(book: Book) -> bool:
    return direction(book.language) == "rtl"


def _line(text: str) -> str:
    return " ".join(printable(text).split())
