"""The bilingual table coming back from Word or LibreOffice: what a person changed in it, and nothing else.

A row is known by its bookmark, else by its number. What its target cell says is compared with what the same target
gives when it is written again: as long as the two read the same, the target is the one that went out, to the letter.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from domain.bitext import Bitext, Remark, Side, Unit
from domain.document import Notice, NoticeKind
from domain.errors import BrokenFile, NoTable, SeveralTexts, TooManySegments, WrongContent
from domain.states import APPROVED, State
from formats import inline_writer
from formats.archive import Archive, kind
from formats.docx_again import Written, target_cells
from formats.docx_cells import Cells, Piece, as_runs
from formats.docx_exchange import NAMESPACE, author_of
from formats.docx_parts import W, read_parts, relationships, transitional
from formats.inline import MOST_MARKS, Run, parse
from formats.packing import unpack
from formats.po_marks import moment
from formats.printable import cleaned
from formats.wording import WORDS
from formats.xml import Element, elements, root_of
from formats.xml import parse as parse_xml

FORMAT = "docx"
MOST_ROWS = 200_000
_BOOKMARK = re.compile(r"rv_(?:(p[1-9]\d{0,9})(?:_v(\d{1,9}))?|row(\d{1,9}))")
_NUMBER = re.compile(r"\s*(\d{1,9})\b")
_WRAPPER = (
    '<w:tc xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">{}</w:tc>'
)
_MARKS = {"¶", "#", "Nº", "No."}


@dataclass(slots=True)
class File:
    """What a document has beside its rows: comments and notes by their ids."""

    cells: Cells
    comments: Mapping[str, Remark]
    notes: Mapping[str, str]


@dataclass(slots=True)
class Row:
    """One row of the table. `key`: (id, version, place) as its bookmark tells; `number`: as it shows."""

    source: list[Piece]
    number: str
    target: list[Piece]
    comments: list[str]
    key: tuple[str, int | None, int | None] | None = None


@dataclass(slots=True)
class Sent:
    """What went out in this document, and how each target of it reads."""

    bitext: Bitext
    places: dict[str, int] = field(default_factory=dict)
    cell: Callable[[int], Written] = field(init=False)

    def __post_init__(self) -> None:
        self.cell = target_cells(self.bitext)
        for place, unit in enumerate(self.bitext.units):
            self.places.setdefault(unit.id, place)

    def place_of(self, row: Row) -> int | None:
        """Return the place of the unit that a row is of, from 0; None for a row that somebody added."""
        found: int | None = None
        if row.key is not None:
            id, _version, place = row.key
            found = place - 1 if place else self.places.get(id)
        elif match := _NUMBER.match(row.number):
            found = int(match[1]) - 1
        return found if found is not None and 0 <= found < len(self.bitext.units) else None

    def reading(self, place: int) -> tuple[list[Piece], dict[str, str]]:
        """Return how a target reads, and the texts of its notes by their ids."""
        sent = self.cell(place)
        notes = {
            str(n): _note_text(_element(note), Cells(links=sent.note_links)) for n, note in enumerate(sent.notes, 1)
        }
        return Cells(links=sent.links).read(_element(sent.markup)), notes


def read(data: bytes) -> Bitext:
    """Return the pairs of the table in a document. Raises FileProblem, nothing else."""
    try:
        archive = Archive(data, format=FORMAT)
    except BrokenFile:
        if b"word/" in data:
            raise
        raise WrongContent(format=FORMAT, found="zip") from None
    main = _main_part(archive)
    if not archive.has(main):
        raise WrongContent(format=FORMAT, found=kind(data))
    file = _file(archive, main)
    rows = list(_rows(archive, main, file))
    packed = _packed(archive)
    if not rows and packed is None:
        raise NoTable(format=FORMAT)
    bitext = _with_data(rows, file, Sent(packed)) if packed else _without_data(rows, file)
    counts = ((NoticeKind.CHANGES_ACCEPTED, file.cells.changes), (NoticeKind.IMAGES, file.cells.lost))
    return replace(bitext, notices=tuple(Notice(kind_of, count) for kind_of, count in counts if count))


# The file


def _main_part(archive: Archive) -> str:
    found = relationships(archive, "_rels/.rels", "/officeDocument") if archive.has("_rels/.rels") else {}
    return next((name.lstrip("/") for name in found.values() if archive.has(name)), "word/document.xml")


def _file(archive: Archive, main: str) -> File:
    folder = main.rpartition("/")[0]
    parts = read_parts(archive, main)
    notes: dict[str, str] = {}
    for name, prefix in (("footnote", ""), ("endnote", "e")):
        links = relationships(archive, f"{folder}/_rels/{name}s.xml.rels")
        for note in _each(archive, f"{folder}/{name}s.xml", name):
            notes[prefix + note.get(f"{W}id", "")] = _note_text(note, Cells(links=links))
    return File(Cells(parts.looks, parts.links), dict(_comments(archive, folder)), notes)


def _comments(archive: Archive, folder: str) -> Iterator[tuple[str, Remark]]:
    for comment in _each(archive, f"{folder}/comments.xml", "comment"):
        pieces = Cells().read(comment)
        text = "".join("\n" if piece.text == "\n\n" else piece.text for piece in pieces).strip()
        said = moment(comment.get(f"{W}date", "")) if comment.get(f"{W}date") else None
        yield comment.get(f"{W}id", ""), Remark(text, cleaned(comment.get(f"{W}author", "")), created=said)


def _note_text(note: Element, cells: Cells) -> str:
    return inline_writer.write(as_runs(cells.read(note), {}, frozenset())).strip()


def _packed(archive: Archive) -> Bitext | None:
    """Return the bitext that lies in the document; several parts of it may, as LibreOffice writes some twice."""
    for name in archive.names:
        if not (name.startswith("customXml/item") and name.endswith(".xml")):
            continue
        content = archive.read(name)
        root = root_of(content)
        if root and root[0] == NAMESPACE:
            return unpack(parse_xml(content, format=FORMAT).text or "")
    return None


# Rows


def _each(archive: Archive, name: str, tag: str) -> Iterator[Element]:
    """Give the elements of one kind in a part, one at a time: a long table must not stand in memory as a tree."""
    if archive.has(name):
        yield from elements(transitional(archive.read(name)), format=FORMAT, tags=[f"{W}{tag}"])


def _rows(archive: Archive, main: str, file: File) -> Iterator[Row]:
    """Give the rows of the table in reading order. Raises SeveralTexts for tables of several texts."""
    cells = file.cells
    inside: dict[Element, list[Piece]] = {}  # what stands in tables within the cells: they come first
    heads = count = 0
    for row in _each(archive, main, "tr"):
        if (around := next(row.iterancestors(f"{W}tc"), None)) is not None:
            own = inside.setdefault(around, [])
            for column in row.iterchildren(f"{W}tc"):
                own += [Piece("\n\n"), *cells.read(column)]
            continue
        if row.find(f"{W}trPr/{W}del") is not None:
            cells.changes += 1
            continue
        found = _row(row, cells, inside)
        inside.clear()
        if found is None:
            continue
        is_head = found.number.strip() in _MARKS
        heads += is_head
        if is_head or row.find(f"{W}trPr/{W}tblHeader") is not None:
            continue
        count += 1
        if count > MOST_ROWS:
            raise TooManySegments(count=count, limit=MOST_ROWS)
        yield found
    if heads > 1:
        raise SeveralTexts(format=FORMAT)


def _row(row: Element, cells: Cells, inside: Mapping[Element, list[Piece]]) -> Row | None:
    """Return a row of two texts, with or without a number between; None for any other."""
    columns = [cell for cell in row.iter(f"{W}tc") if next(cell.iterancestors(f"{W}tr")) is row]
    if len(columns) not in (2, 3):
        return None
    cells.bookmarks, cells.comments = [], []
    read = [[*cells.read(column), *inside.get(column, ())] for column in columns]
    key = next((_key(match) for name in cells.bookmarks if (match := _BOOKMARK.fullmatch(name))), None)
    number = "" if len(columns) == 2 else "".join(piece.text or " " for piece in read[1])
    return Row(_unmarked(read[0]), number, _unmarked(read[-1]), list(cells.comments), key)


def _key(match: re.Match[str]) -> tuple[str, int | None, int | None]:
    id, version, place = match.groups()
    return id or "", int(version) if version else None, int(place) if place else None


def _unmarked(pieces: list[Piece]) -> list[Piece]:
    """Return pieces without what a document for readers says of a text that is not approved."""
    said = {word for words in WORDS.values() for word in (words.not_approved, words.not_translated)}
    kept = []
    for piece in pieces:
        text = piece.text
        if piece.style == "Mark":
            text = re.sub(r"^\[[^\]]*\]\s?", "", text)
        elif piece.style == "Gap":
            text = next((text.replace(word, "") for word in said if word in text), text)
        if text or piece.footnote:
            kept.append(piece if text == piece.text else replace(piece, text=text))
    while kept and kept[0].text.isspace() and len(kept) < len(pieces):
        kept.pop(0)
    return kept


# With the bitext that went out


def _with_data(rows: list[Row], file: File, sent: Sent) -> Bitext:
    units = []
    taken: set[int] = set()
    keyed = {place for row in rows if row.key and (place := sent.place_of(row)) is not None}
    for row in rows:
        place = sent.place_of(row)
        if place is None or place in taken or (row.key is None and place in keyed):
            units.append(_added(row, file))
        else:
            taken.add(place)
            units.append(_back(sent.bitext.units[place], row, file, sent, place))
    return replace(sent.bitext, units=tuple(units))


def _back(unit: Unit, row: Row, file: File, sent: Sent, place: int) -> Unit:
    """Return the unit of a row, which is the one that went out where nobody touched it."""
    text, notes = unit.target, unit.notes
    said, expected_number = _state_said(row.number), _state_of(unit)
    if not _is_as_sent(row.target, unit):
        text, notes = _target(unit, row, file, sent, place)
    state = unit.state
    if not text:
        state = State.UNTRANSLATED
    elif said is not None and said is not expected_number:
        state = said
    elif text != unit.target:
        # What somebody changed is no more what was approved; an empty place says nothing of its text.
        state = State.TRANSLATED if state in APPROVED else State.DRAFT if state is State.UNTRANSLATED else state
    elif state is State.UNTRANSLATED:
        state = State.DRAFT
    comments = _with_new(unit.comments, [file.comments[id] for id in row.comments if id in file.comments])
    return replace(unit, target=text, state=state, notes=notes, comments=comments)


def _is_as_sent(pieces: list[Piece], unit: Unit) -> bool:
    """Tell at first sight that nobody touched a target: else it takes writing it again to know."""
    if any(piece.footnote or piece.is_raised for piece in pieces):
        return False
    if not any(piece.href or piece.is_strong or piece.is_emphasis for piece in pieces):
        return "".join(piece.text for piece in pieces) == unit.target
    return tuple(as_runs(pieces, {}, frozenset())) == parse(unit.target)


def _target(unit: Unit, row: Row, file: File, sent: Sent, place: int) -> tuple[str, tuple[Remark, ...]]:
    """Return the text of a target cell and the notes it has."""
    known = frozenset(run.note for run in parse(unit.target) if run.note)
    pieces, bodies = sent.reading(place)
    before = _labelled(pieces, bodies, unit)
    after = _labelled(row.target, file.notes, unit)
    old, new = _inline(as_runs(pieces, before, known)), _inline(as_runs(row.target, after, known))
    if old == new:
        text = unit.target
    else:
        text = new.strip()
    if [bodies[id] for id in before] == [file.notes.get(id, "") for id in after] and old == new:
        return text, unit.notes
    return text, _notes(unit, {label: file.notes.get(id, "") for id, label in after.items()}, before, bodies)


def _inline(runs: list[Run]) -> str:
    """Return runs as inline text; with more marks than the desk reads in one text, without them."""
    if len(runs) > MOST_MARKS // 4:
        runs = [Run("".join(run.text for run in runs))]
    return inline_writer.write(runs)


def _labelled(pieces: list[Piece], notes: Mapping[str, str], unit: Unit) -> dict[str, str]:
    """Return the label of each note that a cell refers to: by its text, then in order, then a new number."""
    ids = list(dict.fromkeys(piece.footnote for piece in pieces if piece.footnote))
    own = [note for note in unit.notes if note.side is not Side.SOURCE and note.anchor]
    labels: dict[str, str] = {}
    for id in ids:
        match = next((note for note in own if _folded(note.text) == _folded(notes.get(id, ""))), None)
        if match:
            own.remove(match)
            labels[id] = match.anchor
    rest = [id for id in ids if id not in labels]
    used = {note.anchor for note in unit.notes}
    for n, id in enumerate(rest):
        if len(rest) == len(own):
            labels[id] = own[n].anchor
        else:
            labels[id] = next(str(k) for k in range(1, len(used) + 2) if str(k) not in used)
            used.add(labels[id])
    return {id: labels[id] for id in ids}


def _notes(unit: Unit, found: dict[str, str], before: dict[str, str], bodies: Mapping[str, str]) -> tuple[Remark, ...]:
    """Return the notes of a unit with what was changed in the document's footnotes."""
    as_sent = {label: bodies.get(id, "") for id, label in before.items()}
    kept = []
    for note in unit.notes:
        text = found.pop(note.anchor, None) if note.side is not Side.SOURCE else None
        is_same = text is None or text == as_sent.get(note.anchor)
        kept.append(note if is_same else replace(note, text=text or ""))
    return (*kept, *(Remark(text, anchor=label, side=Side.TARGET) for label, text in found.items()))


def _with_new(own: tuple[Remark, ...], found: list[Remark]) -> tuple[Remark, ...]:
    """Return the comments that went out, then those that somebody added in the document."""
    known = [(author_of(remark), _folded(remark.text)) for remark in own]
    new = []
    for remark in found:
        key = (author_of(remark), _folded(remark.text))
        if key in known:
            known.remove(key)
        elif remark.text:
            new.append(remark)
    return (*own, *new)


def _added(row: Row, file: File) -> Unit:
    """Return the unit of a row that is known by nothing but its source."""
    source, target = (
        inline_writer.write(as_runs(_without_notes(p), {}, frozenset())) for p in (row.source, row.target)
    )
    comments = tuple(file.comments[id] for id in row.comments if id in file.comments)
    state = (_state_said(row.number) or State.DRAFT) if target.strip() else State.UNTRANSLATED
    id, version, _place = row.key or ("", None, None)
    target = target.strip()
    return Unit(id, source.strip(), target, state if target else State.UNTRANSLATED, version=version, comments=comments)


# Without it


def _without_data(rows: list[Row], file: File) -> Bitext:
    return Bitext("", "", tuple(_added(row, file) for row in rows))


def _without_notes(pieces: list[Piece]) -> list[Piece]:
    return [piece for piece in pieces if not piece.footnote]


# Words


def _state_said(number: str) -> State | None:
    """Return the state that stands below the number of a row, in any language that we have words for."""
    words = _NUMBER.sub("", number, count=1).casefold()
    labels = [(label, state) for language in WORDS.values() for state, label in language.states.items()]
    found = [
        (label, state)
        for label, state in labels
        if state is not State.UNTRANSLATED and re.search(rf"(?<!\w){re.escape(label)}(?!\w)", words)
    ]
    return max(found, key=lambda pair: len(pair[0]))[1] if found else None


def _state_of(unit: Unit) -> State | None:
    """Return the state that the document said of a unit when it went out; approved text has no mark."""
    return None if unit.state in APPROVED or not unit.target.strip() else unit.state


def _folded(text: str) -> str:
    return " ".join(text.split())


def _element(markup: str) -> Element:
    return parse_xml(_WRAPPER.format(markup).encode(), format=FORMAT)
