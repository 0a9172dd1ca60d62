"""An e-book (EPUB 3.3) that flows to fit any screen: source and target in pairs, one of them alone, or the target with
its source a tap away.

Notes are pop-up footnotes where the reader knows them, and links where it does not. The same text gives the same bytes.
"""

import hashlib
import io
import re
import uuid
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import count
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from domain.bitext import Bitext, Remark
from domain.volume import Volume, volume_of
from formats import epub_in
from formats.base import DEFAULTS, FormatInfo, Layout, Options, cannot_read, chosen_layout
from formats.book import Book, bind
from formats.inline import Run, parse, to_plain
from formats.items import as_listed, printed_role
from formats.page import Page, Row, heading_levels
from formats.printable import printable
from formats.wording import direction

INFO = FormatInfo(
    id="epub",
    name="EPUB",
    suffix=".epub",
    media_type="application/epub+zip",
    writes_volumes=True,
    reads_documents=True,
    layouts=(Layout.STACKED, Layout.FACING, Layout.SOURCE, Layout.TARGET),
)
TEMPLATES = Path(__file__).parent.parent / "templates" / "editions" / "epub"
PAIRS = 250  # in one file of the book: readers lay a file out whole before they show it
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
REFERENCE = Markup('<a class="noteref" epub:type="noteref" role="doc-noteref" href="#{}"{}>{}</a>')
NO_IDS: Mapping[str, str] = {}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML 1.0, section 2.2
LINE = 18  # letters of a line on the cover, about

read = cannot_read(INFO)
read_document = epub_in.read_document


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a pair. `said`: what must be said of it before; `gap`: what stands in its place."""

    side: str
    html: Markup
    plain: str
    notes: tuple[tuple[str, str, Markup], ...]  # id, label, text
    said: tuple[str, ...] = ()
    gap: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """One place of the book. `behind`: the source that a tap on the number shows."""

    number: int
    id: str
    role: str
    level: int
    texts: tuple[Text, ...]
    behind: Text | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """One file of the book. `titles`: pairs of side and text that head a part which brings no headline."""

    name: str
    pairs: tuple[Pair, ...]
    titles: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the table of contents."""

    href: str
    words: str
    language: str


def write(bitext: Bitext, options: Options = DEFAULTS) -> bytes:
    """Return `bitext` as an EPUB."""
    return write_volume(volume_of(bitext), options)


def write_volume(volume: Volume, options: Options = DEFAULTS) -> bytes:
    """Return `volume` as an EPUB: cover, contents, front matter, its texts, colophon."""
    book = bind(volume, chosen_layout(INFO, options), options.states)
    chapters = tuple(_chapters(book))
    titles = [(side, _line(to_plain(title))) for side, title in book.titles]
    tags = {"source": _tag(volume.source_language), "target": _tag(volume.target_language)}
    values = {
        "book": book,
        "words": book.words,
        "titles": titles,
        "tags": tags,
        "language": _tag(book.language),
        "chapters": chapters,
        "entries": tuple(_contents(book, chapters)) or _one_entry(titles, chapters, _tag(book.language)),
        "modified": (volume.released or volume.updated or EPOCH).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "authors": [_line(name) for name in volume.translators],
        "series": _line(to_plain(volume.series)),
        "front": [(side, [Markup("").join(_html(run) for run in parse(printable(text))) for text in texts])
                  for side, texts in book.front],
        "cover_lines": [(side, list(_wrapped(title))) for side, title in titles],
    }  # fmt: skip
    return _zipped(values)


def _zipped(values: dict[str, object]) -> bytes:
    files = {f"text/{chapter.name}": _rendered("text.xhtml", values, chapter=chapter) for chapter in values["chapters"]}
    for name in ("cover.xhtml", "nav.xhtml", *(["front.xhtml"] if values["front"] else []), "colophon.xhtml"):
        files[f"text/{name}"] = _rendered(name, values)
    files["style.css"] = _rendered("style.css", values)
    files["cover.svg"] = _rendered("cover.svg", values)
    content = b"".join(name.encode() + data for name, data in files.items())
    book_id = uuid.UUID(bytes=hashlib.sha256(content).digest()[:16], version=5)
    files["content.opf"] = _rendered("content.opf", values, book_id=book_id)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        _add(archive, "mimetype", INFO.media_type.encode(), zipfile.ZIP_STORED)
        _add(archive, "META-INF/container.xml", _rendered("container.xml", values))
        for name, data in files.items():
            _add(archive, f"EPUB/{name}", data)
    return out.getvalue()


def _add(archive: zipfile.ZipFile, name: str, data: bytes, method: int = zipfile.ZIP_DEFLATED) -> None:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type, info.create_system, info.external_attr = method, 3, 0o644 << 16
    archive.writestr(info, data)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters.update(direction=direction, clean=_line)
    return environment


def _rendered(template: str, values: dict[str, object], **rest: object) -> bytes:
    text = printable(_environment().get_template(template).render(**values, **rest))
    return _NOT_XML.sub(" ", text).encode()


# What stands in it


def _chapters(book: Book) -> Iterator[Chapter]:
    number = count(1)
    for part in book.parts:
        levels = heading_levels(part.page.rows)
        pairs = [_pair(part.page, row, levels.get(row.number, 0), part.prefix) for row in part.page.rows]
        for start in range(0, max(1, len(pairs)), PAIRS):
            titles = () if start else tuple((side, _line(to_plain(title))) for side, title in book.opening(part))
            yield Chapter(f"text-{next(number)}.xhtml", tuple(pairs[start : start + PAIRS]), titles)


def _pair(page: Page, row: Row, level: int, prefix: str) -> Pair:
    role, row = printed_role(row), as_listed(row)
    source = _text("source", row.unit.source, row.source_notes, row.number)
    said = tuple(f"[{words}]" for words in (row.mark, row.remark) if words)
    target = _text("target", row.target, row.target_notes, row.number, said, row.gap)
    is_behind = page.layout is Layout.FACING
    shown = [source] * (page.has_source and not is_behind) + [target] * page.has_target
    id = f"{prefix}s{row.number}"
    return Pair(row.number, id, role, level, tuple(shown), source if is_behind else None)


def _text(
    side: str, text: str, notes: Iterable[Remark], number: int, said: tuple[str, ...] = (), gap: str = ""
) -> Text:
    numbered = [(f"n{number}-{side}-{n}", note) for n, note in enumerate(notes, 1)]
    ids: dict[str, str] = {}
    for id, note in numbered:  # of two notes of one label the first stands at the anchor
        ids.setdefault(note.anchor, id)
    open_ids = dict(ids)
    html = Markup("").join(_html(run, ids, open_ids) for run in parse(printable(text)))
    placed = {ids[anchor] for anchor in ids.keys() - open_ids.keys()}
    for id, note in numbered:  # a note that is anchored nowhere stands at the end
        html += _reference(id, note.anchor or "*") if id not in placed else ""
    bodies = tuple(
        (id, note.anchor or "*", Markup("").join(_html(run) for run in parse(printable(note.text))))
        for id, note in numbered
    )
    return Text(side, html, _line(to_plain(text)), bodies, said, gap)


def _html(run: Run, ids: Mapping[str, str] = NO_IDS, open_ids: dict[str, str] | None = None) -> Markup:
    """Return `run` as XHTML. `ids`: of the notes by their labels; `open_ids`: of those not anchored so far."""
    if run.note and run.note in ids:
        is_first = open_ids is not None and open_ids.pop(run.note, None) is not None
        return _reference(ids[run.note], run.note, is_first=is_first)
    if run.note:
        return Markup("<sup>{}</sup>").format(run.note)
    if run.text.startswith("\n"):
        return Markup("<br/>") * len(run.text)
    html = Markup("{}").format(run.text)
    if run.is_emphasis:
        html = Markup("<em>{}</em>").format(html)
    if run.is_strong:
        html = Markup("<strong>{}</strong>").format(html)
    return Markup('<a href="{}">{}</a>').format(run.href, html) if run.href and not run.href.startswith("#") else html


def _reference(id: str, label: str, *, is_first: bool = True) -> Markup:
    """Return the reference to a note; the first one has the id to which the note leads back."""
    own = Markup(' id="r-{}"').format(id) if is_first else ""
    return REFERENCE.format(id, own, label)


def _contents(book: Book, chapters: Iterable[Chapter]) -> Iterator[Entry]:
    language = book.volume.target_language if book.has_target else book.volume.source_language
    for chapter in chapters:
        if chapter.titles:
            side, title = chapter.titles[-1]
            tag = _tag(book.volume.target_language if side == "target" else book.volume.source_language)
            yield Entry(chapter.name, title, tag)
        for pair in chapter.pairs:
            if pair.level and pair.texts:
                text = pair.texts[-1]  # marked here, too, when nobody has approved it
                words = " ".join((*text.said, text.plain or text.gap))
                yield Entry(f"{chapter.name}#{pair.id}", words, _tag(language))


def _one_entry(titles: list[tuple[str, str]], chapters: tuple[Chapter, ...], language: str) -> tuple[Entry, ...]:
    return tuple(Entry(chapter.name, titles[0][1], language) for chapter in chapters[:1])


def _tag(language: str) -> str:
    """Return `language` as a tag that XML takes; "und" for what is none."""
    return language if re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", language) else "und"


def _line(text: str) -> str:
    return " ".join(printable(text).split())


def _wrapped(title: str) -> Iterator[str]:
    """Yield the lines of a title on the cover, six at the most."""
    lines = [""]
    for word in title.split():
        if lines[-1] and len(lines[-1]) + len(word) >= LINE:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    yield from lines[:6]
