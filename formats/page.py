"""What is to be printed of a bitext, decided once for every format that people read.

Unapproved text is left out or marked, by choice, never silently mixed: each target that a `Row` gives is
approved, or comes with its `mark`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.bitext import Bitext, Flag, Remark, Side, States, Unit, only
from domain.document import Role
from domain.states import State
from formats.base import Layout
from formats.inline import parse, to_plain
from formats.wording import Words, words_for


@dataclass(frozen=True, slots=True)
class Row:
    """One place of the page, with both texts as inline CommonMark.

    `number` counts from 1 in reading order. `target` is "" where none may stand, and `gap` says so instead.
    `mark` names the state of a target that nobody has approved, and stands before it. `remark` says what else
    a reader should know of an approved one (that its source has changed since).
    """

    number: int
    unit: Unit
    target: str
    gap: str = ""
    mark: str = ""
    remark: str = ""
    source_notes: tuple[Remark, ...] = ()
    target_notes: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A bitext ready to be printed.

    `language` is that of the page's own words and numbers: the target's, unless only the source is printed.
    `notices` stand at the head. `colophon` holds labels and values.
    """

    bitext: Bitext
    layout: Layout
    language: str
    words: Words
    rows: tuple[Row, ...]
    notices: tuple[str, ...]
    colophon: tuple[tuple[str, str], ...]

    @property
    def has_source(self) -> bool:
        """Whether the source is printed."""
        return self.layout is not Layout.TARGET

    @property
    def has_target(self) -> bool:
        """Whether targets are printed."""
        return self.layout is not Layout.SOURCE

    @property
    def titles(self) -> tuple[str, ...]:
        """The title in each language that is printed: inline text, never empty, the target's only if approved."""
        source = self.bitext.title if self.has_source else ""
        target = self.bitext.target_title if self.has_target else ""
        found = tuple(title for title in (source, target) if title.strip())
        return found or (self.bitext.title.strip() or self.bitext.slug.strip() or self.words.about,)


def lay_out(bitext: Bitext, layout: Layout, states: States) -> Page:
    """Return the page of `bitext`, with the targets that `states` admits."""
    language = bitext.source_language if layout is Layout.SOURCE else bitext.target_language
    words = words_for(language)
    rows = tuple(_row(number, unit, states, words) for number, unit in enumerate(only(bitext, states).units, start=1))
    return Page(
        bitext=bitext,
        layout=layout,
        language=language,
        words=words,
        rows=rows,
        notices=() if layout is Layout.SOURCE else notices_of(bitext.units, states, words),
        colophon=_colophon(bitext, layout, rows, words),
    )


def _row(number: int, unit: Unit, states: States, words: Words) -> Row:
    has_target = bool(unit.target.strip())
    gap = mark = remark = ""
    if not has_target:
        gap = words.not_approved if states is States.REVIEWED else words.not_translated
    elif not unit.is_approved:
        mark = words.states[unit.state if unit.state is not State.UNTRANSLATED else State.DRAFT]
        if Flag.MACHINE in unit.flags:
            mark = f"{mark}, {words.machine}"
    elif Flag.OUTDATED in unit.flags:
        remark = words.outdated
    of_source, of_target = _by_side(unit)
    return Row(
        number=number,
        unit=unit,
        target=unit.target if has_target else "",
        gap=gap,
        mark=mark,
        remark=remark,
        source_notes=of_source,
        # A note belongs to the text that it explains: it goes where that goes.
        target_notes=of_target if has_target else (),
    )


def _by_side(unit: Unit) -> tuple[tuple[Remark, ...], tuple[Remark, ...]]:
    """Return the notes of the source and those of the target; one that names no side goes where its anchor is."""
    if not unit.notes:
        return (), ()
    in_source = _anchors(unit.source)
    sides = [note.side or (Side.SOURCE if note.anchor in in_source else Side.TARGET) for note in unit.notes]
    of_source, of_target = (
        tuple(note for note, side in zip(unit.notes, sides, strict=True) if side is wanted) for wanted in Side
    )
    return of_source, of_target


def _anchors(text: str) -> frozenset[str]:
    return frozenset(run.note for run in parse(text) if run.note)


def notices_of(units: Sequence[Unit], states: States, words: Words) -> tuple[str, ...]:
    """Return the counts for the head of the page: what is missing, and what nobody has approved."""
    empty = sum(1 for unit in units if not unit.target.strip())
    unapproved = sum(1 for unit in units if unit.target.strip() and not unit.is_approved)
    if states is States.REVIEWED:
        counts = ((words.left_out, unapproved + empty),)
    else:
        counts = ((words.unapproved, unapproved), (words.untranslated, empty))
    return tuple(words.count(pair, n) for pair, n in counts if n)


def _colophon(bitext: Bitext, layout: Layout, rows: tuple[Row, ...], words: Words) -> tuple[tuple[str, str], ...]:
    of_source = [
        (words.title, to_plain(bitext.title)),
        (words.appeared, bitext.appeared),
        (words.licence, bitext.licence),
    ]
    of_target = [
        (words.translators, ", ".join(bitext.translators)),
        (words.reviewers, ", ".join(bitext.reviewers)),
        (words.self_approved, approved_alone(rows)),
        (words.updated, bitext.updated.date().isoformat() if bitext.updated else ""),
    ]
    sha256 = [(words.sha256, bitext.sha256)]
    facts = [*of_source, *([] if layout is Layout.SOURCE else of_target), *sha256]
    return tuple((label, value) for label, value in facts if value)


def approved_alone(rows: tuple[Row, ...]) -> str:
    """Return "¶ 4, 7": the numbers of the rows that their translator alone approved, or nothing."""
    alone = [str(row.number) for row in rows if row.target and Flag.SELF_APPROVED in row.unit.flags and not row.mark]
    return "¶ " + ", ".join(alone) if alone else ""


def heading_levels(rows: tuple[Row, ...]) -> dict[int, int]:
    """Return the heading level of each row that is a heading, by its number.

    The first headline is the page's own (1), a later one opens a part (2), and a subhead stands one below
    the headline that it follows, so that no level is skipped.
    """
    levels: dict[int, int] = {}
    subhead = 2
    for row in rows:
        if row.unit.role is Role.HEADLINE:
            levels[row.number] = 2 if 1 in levels.values() else 1
            subhead = levels[row.number] + 1
        elif row.unit.role is Role.SUBHEAD:
            levels[row.number] = subhead
    return levels
