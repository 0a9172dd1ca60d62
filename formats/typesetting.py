"""What the typesetter is told of a page: plain data, so that no text of it can be taken for an instruction.

formats/typst/edition.typ reads it as JSON. Lengths are in points.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from domain.bitext import Remark
from formats.base import Binding, Layout, Margins, Paper, Setting, TypeSize
from formats.book import Book, Part
from formats.chunks import chunks
from formats.inline import Run, parse, to_plain
from formats.page import Page, Row, heading_levels
from formats.printable import printable
from formats.wording import direction

MM = 72 / 25.4
# Width and height in millimetres; half Letter is 5.5 by 8.5 inches.
PAPERS = {
    Paper.A4: (210.0, 297.0),
    Paper.A5: (148.0, 210.0),
    Paper.LETTER: (215.9, 279.4),
    Paper.HALF_LETTER: (139.7, 215.9),
}
SMALL = frozenset({Paper.A5, Paper.HALF_LETTER})
# Parts of the size and the margins that suit a paper and a layout; millimetres that a fold takes from the inner one.
TYPE_SIZES = {TypeSize.SMALL: 0.9, TypeSize.NORMAL: 1.0, TypeSize.LARGE: 1.2, TypeSize.LARGE_PRINT: 1.5}
LARGE_PRINT = 16.0  # points at least (RNIB, "Clear print" and "large print")
MARGINS = {Margins.NARROW: 0.7, Margins.NORMAL: 1.0, Margins.WIDE: 1.3}
GUTTERS = {Binding.NONE: 0.0, Binding.STAPLED: 3.0, Binding.GLUED: 7.0}
FONTS = ("Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono")
Data = dict[str, Any]
_VISIBLE = re.compile(
    r"[^\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    r"\ufe00-\ufe0f\ufeff]"
)
# A soft hyphen that divides no word: at the end of a note the typesetter stumbles over it.
_IDLE_HYPHEN = re.compile(r"\u00ad(?!\w)")
# The raya of an aside in Spanish stands close to the aside, as a bracket would (RAE, Ortografía 2010, 3.4.7).
_OPENING_DASH = re.compile(r"(?<![^\s(«“¿¡])—(?=[^\s—])")
_CLOSING_DASH = re.compile(r"(?<=[^\s—])—(?=[\s.,;:)»”?!]|$)")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Sizes of a page, in points: of the paper, the margins, the type."""

    width: float
    height: float
    inner: float
    outer: float
    top: float
    bottom: float
    type_size: float
    leading: float  # between lines, as a part of the type size


def sheet_of(paper: Paper, layout: Layout, setting: Setting = Setting()) -> Sheet:  # noqa: B008 it is frozen
    """Return the page for `paper`: a measure of some 60 characters, or two narrower columns on one page."""
    width, height = (round(mm * MM, 2) for mm in PAPERS[paper])
    is_narrow = paper in SMALL
    is_parallel = layout is Layout.COLUMNS
    inner, outer = (18, 20) if is_narrow else (26, 30) if is_parallel else (34, 40)
    size = (9 if is_parallel else 10) if is_narrow else (10.5 if is_parallel else 11.5)
    top, bottom = (20, 20) if is_narrow else (27, 28)
    inner, outer, top, bottom = (mm * MARGINS[setting.margins] for mm in (inner, outer, top, bottom))
    inner += GUTTERS[setting.binding]
    margins = (round(mm * MM, 2) for mm in (inner, outer, top, bottom))
    return Sheet(width, height, *margins, type_size(size, setting), 0.62)


def type_size(points: float, setting: Setting) -> float:
    """Return the size of the text, in points, where `points` are normal: rounded to a tenth."""
    least = LARGE_PRINT if setting.type_size is TypeSize.LARGE_PRINT else 0.0
    return max(least, round(points * TYPE_SIZES[setting.type_size], 1))


def default_paper(layout: Layout) -> Paper:
    """Return the paper that suits `layout`: two columns need the width of A4."""
    return Paper.A4 if layout in (Layout.COLUMNS, Layout.STACKED) else Paper.A5


def data_of(book: Book, paper: Paper, setting: Setting = Setting(), *, lacking: str = "") -> Data:  # noqa: B008
    """Return the whole volume as data. `lacking`: characters that no font has, to be listed in the colophon."""
    sheet, volume, words = sheet_of(paper, book.layout, setting), book.volume, book.words
    titles = [(side, _clean(to_plain(title))) for side, title in book.titles]
    facts = [(label, _clean(value)) for label, value in book.colophon]
    facts += [(words.lacking, code_points(lacking))] if lacking else []
    day = volume.released or volume.updated
    return {
        "layout": book.layout.value,
        "paper": {"width": sheet.width, "height": sheet.height},
        "margins": {"inner": sheet.inner, "outer": sheet.outer, "top": sheet.top, "bottom": sheet.bottom},
        "size": sheet.type_size,
        "leading": sheet.leading,
        "fonts": FONTS,
        "document_title": " · ".join(title for _side, title in titles),
        "authors": [_clean(name) for name in volume.translators],
        "date": [day.year, day.month, day.day] if day else [1970, 1, 1],
        "page": _language(book.language),
        "source": _language(volume.source_language),
        "target": _language(volume.target_language),
        "front": [{"side": side, "title": title} for side, title in titles],
        "appeared": "" if book.has_own_title else _clean(" · ".join(book.appeared)),
        "is_edition": book.has_own_title,
        "series": _clean(to_plain(volume.series)),
        "matter": [{"side": side, "paragraphs": [_plain_runs(text) for text in texts]} for side, texts in book.front],
        "draft": book.draft,
        "notices": list(book.notices),
        "words": {"about": words.about, "contents": words.contents, **_language(words.language)},
        "colophon": [list(fact) for fact in facts],
        "outline": "target" if book.has_target else "source",
        "parts": [_part(book, part) for part in book.parts],
    }


def code_points(characters: str) -> str:
    """Return "U+6F22, U+1F600": how a page names what it cannot print."""
    return ", ".join(f"U+{ord(character):04X}" for character in sorted(set(characters)))


def _part(book: Book, part: Part) -> Data:
    page = part.page
    levels = heading_levels(page.rows)
    numbers = count(1)
    titles = [_clean(to_plain(title)) for title in page.titles]
    sides = [side for side, is_there in (("source", page.has_source), ("target", page.has_target)) if is_there]
    both = dict(zip(sides, titles if len(titles) == len(sides) else titles * len(sides), strict=False))
    opening = [_opening(both, page.rows[0].number if page.rows else 1)] if book.opening(part) else []
    return {
        "source": both.get("source", ""),
        "target": both.get("target", ""),
        "rows": opening + [_row(page, row, levels.get(row.number, 0), numbers) for row in page.rows],
    }


def _opening(titles: dict[str, str], number: int) -> Data:
    """Return a row that heads a text which brings no headline: its title in each language that is printed."""
    sides = {side: [[{"t": titles[side]}]] if side in titles else [] for side in ("source", "target")}
    if not all(sides.values()):  # a side that is not printed has as many pieces
        sides = {side: pieces or [[]] for side, pieces in sides.items()}
    return {"n": number, "role": "headline", "level": 1, **sides, "gap": "", "mark": "", "remark": ""}


def _plain_runs(text: str) -> list[Data]:
    return [_run(run, {}, {}) for run in parse(printable(text))]


def _row(page: Page, row: Row, level: int, numbers: Iterator[int]) -> Data:
    """Return one row: its texts in pieces that belong together. `numbers` gives the numbers of notes."""
    source = row.unit.source if page.has_source else ""
    target = row.target if page.has_target else ""
    notes = _Notes(row if page.has_source else replace(row, source_notes=()), numbers)
    pieces = chunks(printable(source), printable(target), (page.bitext.source_language, page.bitext.target_language))
    return {
        "n": row.number,
        "role": row.unit.role.value,
        "level": level or (2 if row.unit.role.value in ("headline", "subhead") else 0),
        "source": _side([piece for piece, _other in pieces], notes.source),
        "target": _side([piece for _other, piece in pieces], notes.target),
        "gap": row.gap if page.has_target else "",
        "mark": row.mark if page.has_target else "",
        "remark": row.remark if page.has_target else "",
    }


class _Notes:
    """The notes of a row with their numbers: what has the same label on both sides has the same number."""

    def __init__(self, row: Row, numbers: Iterator[int]) -> None:
        known: dict[str, int] = {}
        for note in (*row.source_notes, *row.target_notes):
            if note.anchor not in known:
                known[note.anchor] = next(numbers)
        self.source, self.target = (
            {note.anchor: (str(known[note.anchor]), note) for note in notes}
            for notes in (row.source_notes, row.target_notes)
        )


Numbered = dict[str, tuple[str, Remark]]


def _side(pieces: list[tuple[Run, ...]], notes: Numbered) -> list[list[Data]]:
    """Return the runs of each piece; a note that is anchored nowhere in the text stands at its end."""
    left = dict(notes)
    runs = [[_run(run, notes, left) for run in piece] for piece in pieces]
    if runs:
        runs[-1] += [_note(number, note) for number, note in left.values()]
    return runs


def _run(run: Run, notes: Numbered, left: Numbered) -> Data:
    if run.note in notes:
        left.pop(run.note, None)
        return _note(*notes[run.note])
    if run.note:
        return {"t": run.note, "s": True}  # an anchor whose note is missing
    looks = {"b": run.is_strong, "i": run.is_emphasis, "u": run.href}
    return {"t": _joined(run.text), **{key: value for key, value in looks.items() if value}}


def _joined(text: str) -> str:
    """Return `text` with its rayas held to the word that they open or close before: a line ends at neither."""
    return _OPENING_DASH.sub("—\u2060", _CLOSING_DASH.sub("\u2060—", text)) if "—" in text else text


def _note(number: str, note: Remark) -> Data:
    """Return the note; one in which there is nothing to see is its number alone, as no foot can be set of it."""
    if not _VISIBLE.search(note.text):
        return {"t": number, "s": True}
    text = _IDLE_HYPHEN.sub("", printable(note.text))
    runs = [{"t": run.text, **({"i": True} if run.is_emphasis else {})} for run in parse(text)]
    return {"t": "", "number": number, "note": runs}


def _language(tag: str) -> Data:
    """Return `tag` as the typesetter takes it: language and region apart, and which way it runs."""
    first, *rest = tag.lower().replace("_", "-").split("-")
    region = next((part for part in rest if re.fullmatch("[a-z]{2}", part)), None)
    known = first if re.fullmatch("[a-z]{2,3}", first) else "und"
    return {"lang": known, "region": region, "rtl": direction(tag) == "rtl"}


def _clean(text: str) -> str:
    return " ".join(printable(text).split())
