"""What the typesetter is told of a page: plain data, so that no text of it can be taken for an instruction.

formats/typst/edition.typ reads it as JSON. Lengths are in points.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count, pairwise
from typing import Any

from domain.bitext import Remark
from domain.document import Role
from domain.volume import Volume
from formats.base import Binding, Layout, Margins, Paper, Setting, TypeSize
from formats.book import Book, Part
from formats.chunks import chunks
from formats.inline import Run, parse, to_plain
from formats.items import as_listed, printed_role
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
SIDES = ("source", "target")
_AROUND = frozenset({Role.MASTHEAD, Role.BYLINE, Role.HEADLINE, Role.DECK, Role.SUBHEAD, Role.DATELINE, Role.SIGNATURE})
# A word for which a line may have no room, and where a line ends in it: after a sign of an address; where there is
# none for long, at any character that is not joined to the next.
_LONG_WORD = re.compile(r"[^\s\u00ad\u200b]{25,}")
_BREAK = re.compile(r"[/.?&=_#:;,%+~@|\\-]+(?=\w)")
_ENDLESS = re.compile(r"[^\u200b]{48,}")
_SHORTEST_NOTE = 80  # what a note takes of a foot beside its text, in characters: a line is not always full
_LETTER = 0.45  # width of a letter of a text on the average, as a part of the type size
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

    @property
    def head(self) -> int:
        """The characters of a title that the running head has room for, beside the numbers of its paragraphs."""
        return int((self.width - self.inner - self.outer) * 0.8 / (0.82 * self.type_size * _LETTER))

    def has_room(self, words: str) -> bool:
        """Whether one line of the colophon holds `words`: a hash is better not divided."""
        return len(words) * 0.85 * self.type_size * 0.52 <= self.width - self.inner - self.outer

    @property
    def foot(self) -> int:
        """The characters of notes that two fifths of a page have room for, at four fifths of the type's size."""
        area = (self.width - self.inner - self.outer) * (self.height - self.top - self.bottom)
        return int(0.4 * area / (0.8 * self.type_size) ** 2 / _LETTER / (0.65 + self.leading))


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
        "front": [{"side": side, "title": _breakable(title)} for side, title in titles],
        "appeared": "" if book.has_own_title else _clean(" · ".join(book.appeared)),
        "is_edition": book.has_own_title,
        "series": _clean(to_plain(volume.series)),
        "matter": [{"side": side, "paragraphs": [_plain_runs(text) for text in texts]} for side, texts in book.front],
        "draft": book.draft,
        "notices": list(book.notices),
        "words": {"about": words.about, "contents": words.contents, "text": words.text, **_language(words.language)},
        "colophon": [[label, value if sheet.has_room(value) else _breakable(value)] for label, value in facts],
        "outline": "target" if book.has_target else "source",
        "share": _share(volume),
        "parts": _sound((_part(book, part, sheet) for part in book.parts), book),
    }


def code_points(characters: str) -> str:
    """Return "U+6F22, U+1F600": how a page names what it cannot print."""
    return ", ".join(f"U+{ord(character):04X}" for character in sorted(set(characters)))


def _share(volume: Volume) -> float:
    """Return how much of the width of two columns the targets should have, so that both end at about one height."""
    pairs = [unit for part in volume.parts for unit in part.units if unit.source and unit.target]
    source, target = (sum(len(getattr(unit, side)) for unit in pairs) for side in SIDES)
    return min(max(round(target / (source + target), 3), 0.46), 0.54) if pairs else 0.5


def _sound(parts: Iterable[Data], book: Book) -> list[Data]:
    """Return `parts` with no level of headings left out: PDF/UA-1 asks for it, whatever a text begins with."""
    found, level = list(parts), 0
    shown = [side for side, is_there in zip(SIDES, (book.has_source, book.has_target), strict=True) if is_there]
    for row in (row for part in found for row in part["rows"] if row["level"]):
        row["level"] = min(row["level"], level + 1)
        is_on_each_page = all(any(row[side]) or (side == "target" and row["gap"]) for side in shown)
        level = row["level"] if is_on_each_page else min(level, row["level"])
    return found


def _part(book: Book, part: Part, sheet: Sheet) -> Data:
    """Return one text with its running heads and its rows."""
    page, longest, room = part.page, sheet.head, sheet.foot
    levels = heading_levels(page.rows)
    numbers = count(1)
    titles = [_clean(to_plain(title)) for title in page.titles]
    sides = [side for side, is_there in (("source", page.has_source), ("target", page.has_target)) if is_there]
    both = dict(zip(sides, titles if len(titles) == len(sides) else titles * len(sides), strict=False))
    opening = [_opening(both, page.rows[0].number if page.rows else 1)] if book.opening(part) else []
    rows = [data for row in page.rows for data in _rows(page, row, levels.get(row.number, 0), numbers, room)]
    heads = {f"{side}_head": _breakable(_shortened(both.get(side, ""), longest)) for side in SIDES}
    return {**heads, "rows": opening + _closing(rows)}


def _closing(rows: list[Data]) -> list[Data]:
    """Return `rows`, of which those know it that date the text after its end, as a letter is dated."""
    last = max((n for n, row in enumerate(rows) if row["role"] not in _AROUND), default=len(rows))
    return [{**row, "closes": True} if n > last and row["role"] == Role.DATELINE else row for n, row in enumerate(rows)]


def _opening(titles: dict[str, str], number: int) -> Data:
    """Return a row that heads a text which brings no headline: its title in each language that is printed."""
    sides = {side: [[{"t": _breakable(titles[side])}]] if side in titles else [] for side in SIDES}
    if not all(sides.values()):  # a side that is not printed has as many pieces
        sides = {side: pieces or [[]] for side, pieces in sides.items()}
    return {"n": number, "role": "headline", "level": 1, **sides, "gap": "", "mark": "", "remark": ""}


def _plain_runs(text: str) -> list[Data]:
    return [_look(run) for run in parse(printable(text))]


def _rows(page: Page, row: Row, level: int, numbers: Iterator[int], room: int) -> Iterator[Data]:
    """Yield a row, its texts in pieces that belong together, and after it the notes for which a foot has no `room`.

    `numbers` gives the numbers of notes.
    """
    role, row = printed_role(row), as_listed(row)
    source = row.unit.source if page.has_source else ""
    target = row.target if page.has_target else ""
    notes = _Notes(row if page.has_source else replace(row, source_notes=()), numbers)
    languages = (page.bitext.source_language, page.bitext.target_language)
    pieces = chunks(printable(source), printable(target), languages)
    sides = {
        side: _Side([pair[n] for pair in pieces], known, room)
        for n, (side, known) in enumerate(zip(SIDES, (notes.source, notes.target), strict=True))
    }
    yield {
        "n": row.number,
        "role": role,
        "level": level or (2 if role in ("headline", "subhead") else 0),
        **{side: found.pieces for side, found in sides.items()},
        "gap": row.gap if page.has_target else "",
        "mark": row.mark if page.has_target else "",
        "remark": row.remark if page.has_target else "",
    }
    for side, found in sides.items():
        for note in found.left_over:
            yield _as_row(row.number, side, note, languages)


def _as_row(number: int, side: str, note: Data, languages: tuple[str, str]) -> Data:
    """Return a note that is too long for the foot of a page as a row after its text, with nothing beside it."""
    pieces = [[_look(run) for run in piece] for piece, _nothing in chunks(note["text"], "", languages)]
    pieces[0].insert(0, {"t": f"{note['number']} ", "s": True})
    texts = {each: pieces if each == side else [[] for _ in pieces] for each in SIDES}
    return {"n": number, "role": "footnote", "level": 0, **texts, "gap": "", "mark": "", "remark": ""}


Numbered = dict[str, tuple[str, Remark]]


class _Notes:
    """The notes of a row with their numbers: what has the same label on both sides has the same number."""

    def __init__(self, row: Row, numbers: Iterator[int]) -> None:
        known: dict[str, int] = {}
        self.source, self.target = (
            self._numbered(notes, known, numbers) for notes in (row.source_notes, row.target_notes)
        )

    def _numbered(self, notes: Iterable[Remark], known: dict[str, int], numbers: Iterator[int]) -> Numbered:
        found: Numbered = {}
        for n, note in enumerate(notes):
            if note.anchor in found:  # a second one of the same label is anchored nowhere
                found[f"{note.anchor} {n}"] = (str(next(numbers)), note)
                continue
            if note.anchor not in known:
                known[note.anchor] = next(numbers)
            found[note.anchor] = (str(known[note.anchor]), note)
        return found


class _Side:
    """One text of a row: the runs of each of its pieces, and the notes for which there is no room at a foot.

    A note stands where it is anchored first; one that is anchored nowhere in the text stands at its end.
    """

    def __init__(self, pieces: list[tuple[Run, ...]], notes: Numbered, room: int) -> None:
        self.notes, self.waiting, self.room = notes, dict(notes), room
        self.left_over: list[Data] = []
        self.pieces = [self._piece(piece) for piece in pieces]
        if self.pieces:
            self.pieces[-1] += [self._note(label) for label in list(self.waiting)]

    def _piece(self, piece: tuple[Run, ...]) -> list[Data]:
        self.used = 0  # of the room that a page has for the notes of one piece
        return [self._note(run.note) if run.note in self.notes else _look(run) for run in piece]

    def _note(self, label: str) -> Data:
        """Return the note at its anchor: with its text, or its number alone where that stands elsewhere.

        Of a note in which there is nothing to see no foot can be set.
        """
        number, note = self.notes[label]
        if self.waiting.pop(label, None) is None or not _VISIBLE.search(note.text):
            return {"t": number, "s": True}
        text = _IDLE_HYPHEN.sub("", printable(note.text))
        self.used += len(text) + _SHORTEST_NOTE
        if self.used > self.room:
            self.left_over.append({"number": number, "text": text})
            return {"t": number, "s": True}
        return {"t": "", "number": number, "note": [_look(run) for run in parse(text)]}


def _look(run: Run) -> Data:
    if run.note:
        return {"t": run.note, "s": True}  # an anchor whose note is missing
    looks = {"b": run.is_strong, "i": run.is_emphasis, "u": run.href}
    return {"t": _joined(_breakable(run.text)), **{key: value for key, value in looks.items() if value}}


def _joined(text: str) -> str:
    """Return `text` with its rayas held to the word that they open or close before: a line ends at neither."""
    return _OPENING_DASH.sub("—\u2060", _CLOSING_DASH.sub("\u2060—", text)) if "—" in text else text


def _breakable(text: str) -> str:
    """Return `text` with zero width spaces where a line may end in a word that is longer than a line."""
    return _LONG_WORD.sub(lambda word: _ENDLESS.sub(_broken, _BREAK.sub("\\g<0>\u200b", word[0])), text)


def _broken(word: re.Match[str]) -> str:
    """Return `word` with a place to break after each character that the next is not joined to."""
    found = word[0][:1]
    for before, after in pairwise(word[0]):
        is_joined = "\u200d" in (before, after) or unicodedata.category(after)[0] == "M"
        found += after if is_joined else f"\u200b{after}"
    return found


def _shortened(text: str, longest: int) -> str:
    """Return `text`, or as many words of it as `longest` characters hold."""
    if len(text) <= longest:
        return text
    words, space, _ = text[:longest].rpartition(" ")
    return f"{words if space else text[:longest]} …"


def _language(tag: str) -> Data:
    """Return `tag` as the typesetter takes it: language and region apart, and which way it runs."""
    first, *rest = tag.lower().replace("_", "-").split("-")
    region = next((part for part in rest if re.fullmatch("[a-z]{2}", part)), None)
    known = first if re.fullmatch("[a-z]{2,3}", first) else "und"
    return {"lang": known, "region": region, "rtl": direction(tag) == "rtl"}


def _clean(text: str) -> str:
    return " ".join(printable(text).split())
