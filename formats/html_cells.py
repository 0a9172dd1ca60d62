"""The texts of a pair as HTML: sentences marked as they stand for each other, notes linked there and back."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from domain.bitext import Remark
from domain.states import State
from formats.inline import Reference, parse, to_html, to_plain
from formats.page import Page, Row
from formats.pairing import sentence_pairs

# A sentence is a span without a role: it is read, copied and searched as if it were not there.
_SENTENCE = '<span data-s="%d">%s</span>%s'
_REFERENCE = Markup('<sup class="note-anchor"><a href="#{}"{} role="doc-noteref">{}</a></sup>')
_ANCHOR_ID = Markup(' id="{}"')
_SPACE_AFTER = re.compile(r"(?<!\\)[ \n]+$")


@dataclass(frozen=True, slots=True)
class Note:
    """A note of a text. `id`: its own; `anchor_id`: of its place in the text, "" where it has none."""

    id: str
    anchor_id: str
    label: str
    html: Markup


@dataclass(frozen=True, slots=True)
class Cell:
    """One text of a row as it is printed: HTML, what stands before it, and its notes."""

    html: Markup
    state: State
    notes: tuple[Note, ...]
    gap: str = ""
    mark: str = ""
    remark: str = ""


class NoteIds:
    """Gives the ids of notes: those that no paragraph of the file has."""

    def __init__(self, taken: Iterable[str]) -> None:
        """`taken`: the ids of the file's paragraphs."""
        self._taken, self._number = frozenset(taken), 0

    def next(self) -> tuple[str, str]:
        """Return the id of the next note and the one of its place in the text."""
        while True:
            self._number += 1
            found = f"note-{self._number}", f"to-note-{self._number}"
            if not self._taken.intersection(found):
                return found


def cells(page: Page, row: Row, ids: NoteIds) -> tuple[Cell | None, Cell | None]:
    """Return the source and the target of `row`, None for the one that `page` does not print."""
    pieces = _pieces(page, row)
    source = _cell(row, row.unit.source, row.source_notes, pieces[0], ids) if page.has_source else None
    if not page.has_target:
        return source, None
    target = _cell(row, row.target, row.target_notes, pieces[1], ids)
    return source, Cell(target.html, target.state, target.notes, row.gap, row.mark, row.remark)


def _pieces(page: Page, row: Row) -> tuple[list[str], list[str]]:
    """Return the stretches of both texts that stand for each other; none where there is nothing to stand for."""
    if not (page.has_source and page.has_target and row.target.strip() and row.unit.source.strip()):
        return [], []
    texts = row.unit.source, row.target
    pairs = sentence_pairs(*texts, (page.bitext.source_language, page.bitext.target_language))
    sides = [source for source, _ in pairs], [target for _, target in pairs]
    # A mark that a cut divides after all would be printed: then the paragraph is one stretch.
    if len(pairs) > 1 and any(_is_broken(text, side) for text, side in zip(texts, sides, strict=True)):
        return [texts[0]], [texts[1]]
    return sides


def _is_broken(text: str, pieces: list[str]) -> bool:
    shown = to_plain(text)
    return shown != text and "".join(map(to_plain, pieces)) != shown


def _cell(row: Row, text: str, notes: tuple[Remark, ...], pieces: list[str], ids: NoteIds) -> Cell:
    anchored = {run.note for run in parse(text) if run.note and not run.href} if notes else set()
    made = tuple(_note(note, note.anchor in anchored, ids) for note in notes)
    reference = _References(made) if made else None
    if pieces:
        stretches = (_sentence(n, piece, reference) for n, piece in enumerate(pieces, 1) if piece)
        html = Markup("").join(stretches)
    else:
        html = to_html(text, reference)
    return Cell(html, row.unit.state, made)


def _sentence(number: int, piece: str, reference: Reference | None) -> Markup:
    space = _SPACE_AFTER.search(piece)
    after = space[0] if space else ""
    html = _SENTENCE % (number, to_html(piece[: len(piece) - len(after)], reference), to_html(after))
    return Markup(html)  # noqa: S704 - a number and two that are HTML already; format would escape anew, at length


def _note(note: Remark, is_anchored: bool, ids: NoteIds) -> Note:
    id, anchor_id = ids.next()
    return Note(id, anchor_id if is_anchored else "", note.anchor, to_html(note.text))


class _References:
    """Gives the HTML of the note anchors of one text; the first of a label is where its note leads back to."""

    def __init__(self, notes: tuple[Note, ...]) -> None:
        self._waiting = {note.label: note for note in reversed(notes)}
        self._known = dict(self._waiting)

    def __call__(self, label: str) -> Markup:
        note = self._known.get(label)
        if note is None:
            return Markup('<sup class="note-anchor">{}</sup>').format(label)
        first = self._waiting.pop(label, None)
        return _REFERENCE.format(note.id, _ANCHOR_ID.format(note.anchor_id) if first else "", label)
