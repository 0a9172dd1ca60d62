"""The states of a target and the only moves between them (one table, no number scale)."""

from enum import StrEnum

from domain.errors import WrongState


class State(StrEnum):
    """XLIFF 2.1's four states, with its subStates spelt out."""

    UNTRANSLATED = "untranslated"
    DRAFT = "draft"
    TRANSLATED = "translated"
    RETURNED = "returned"
    REVIEWED = "reviewed"
    FINAL = "final"


ALLOWED: dict[State, frozenset[State]] = {
    State.UNTRANSLATED: frozenset({State.DRAFT}),
    State.DRAFT: frozenset({State.UNTRANSLATED, State.TRANSLATED}),
    State.TRANSLATED: frozenset({State.DRAFT, State.RETURNED, State.REVIEWED}),
    State.RETURNED: frozenset({State.DRAFT, State.TRANSLATED}),
    State.REVIEWED: frozenset({State.DRAFT, State.TRANSLATED, State.FINAL}),
    State.FINAL: frozenset({State.DRAFT, State.TRANSLATED}),
}

APPROVED = frozenset({State.REVIEWED, State.FINAL})
UNFINISHED = frozenset({State.UNTRANSLATED, State.DRAFT, State.RETURNED})
IN_ORDER = tuple(State)


def move(current: State, wanted: State) -> State:
    """Return `wanted` if a target in `current` may go there; raise WrongState otherwise."""
    if wanted not in ALLOWED[current]:
        raise WrongState(current=current, wanted=wanted)
    return wanted


def path_after_edit(current: State, text: str, *, keep_submitted: bool = False) -> tuple[State, ...]:
    """Return the moves, in order, that a new `text` causes; empty when the state stays.

    A cleared target is untranslated; any other new text is a draft, unless the writer chose
    (`keep_submitted`) to hand the changed text straight in again.
    """
    if not text.strip():
        return () if current is State.UNTRANSLATED else _by_way_of_draft(current, State.UNTRANSLATED)
    if keep_submitted:
        return () if current is State.TRANSLATED else _by_way_of_draft(current, State.TRANSLATED)
    return () if current is State.DRAFT else (move(current, State.DRAFT),)


def _by_way_of_draft(current: State, wanted: State) -> tuple[State, ...]:
    if wanted in ALLOWED[current]:
        return (wanted,)
    return move(current, State.DRAFT), move(State.DRAFT, wanted)
