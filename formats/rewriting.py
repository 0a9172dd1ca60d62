"""Putting one text for another inside inline text, so that its marks, links and note anchors stay as they are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.folding import Span
from domain.replacing import Wish, is_whole_word, matches
from formats import inline
from formats.inline import Run

STAND_IN = "\ufdd0"  # a character that no stored text has; it counts as a letter
MOST_PLACES = 500  # of one text with marks: each is looked at by itself
MOST_ALONE = 50  # places that are tried one by one where all together would disturb a mark

_MARKS = re.compile(r"[*_\[\\]")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What replacing makes of a text. `places`: of the old text; `left`: how many a mark does not let be replaced."""

    text: str
    places: tuple[Span, ...] = ()
    left: int = 0


def rewrite(text: str, wish: Wish) -> Rewritten:
    """Return `text` with every place that can be replaced replaced.

    A place that crosses the edge of a mark or link, or whose replacing would make or break one, is left.
    """
    found, total = _found(text, wish)
    new = _put(text, found, wish)
    if new is None:
        found = _one_by_one(text, found, wish)
        new = _put(text, found, wish)
    return Rewritten(text if new is None else new, tuple(found), total - len(found))


def _found(text: str, wish: Wish) -> tuple[list[Span], int]:
    """Return the places that no mark crosses, and how many there are with those that one does."""
    if not _MARKS.search(text):
        found = _whole(text, matches(text, wish), wish)
        return found, len(found)
    runs = inline.parse(text)
    seen = "".join(run.text for run in runs if not run.note)
    total = len(_whole(seen, matches(seen, wish), wish))
    if not 0 < total <= MOST_PLACES:
        return [], total
    candidates = matches(text, wish, is_escaped=True)[:MOST_PLACES]
    found = [span for span in candidates if _is_inside(text, span, runs, wish)]
    return found, max(total, len(found))


def _whole(text: str, spans: Sequence[Span], wish: Wish) -> list[Span]:
    if not wish.is_whole_words:
        return list(spans)
    return [(start, end) for start, end in spans if is_whole_word(text[:start], text[start:end], text[end:])]


def _is_inside(text: str, span: Span, runs: Sequence[Run], wish: Wish) -> bool:
    """Tell whether a place stands in one run of what a reader sees: not in an address, a mark or a note's anchor."""
    start, end = span
    stood = inline.parse(text[:start] + STAND_IN + text[end:])
    if [_look(run) for run in stood] != [_look(run) for run in runs]:
        return False
    own = _ESCAPED.sub(r"\1", text[start:end])
    if [run.text.replace(STAND_IN, own) for run in stood] != [run.text for run in runs]:
        return False
    before, has_it, after = "".join(run.text for run in stood).partition(STAND_IN)
    return bool(has_it) and (not wish.is_whole_words or is_whole_word(before, own, after))


def _look(run: Run) -> tuple[bool, bool, str, str]:
    return run.is_strong, run.is_emphasis, run.href, run.note


def _put(text: str, spans: Sequence[Span], wish: Wish) -> str | None:
    """Return `text` with the replacement at `spans`; None where that would disturb a mark."""
    if not spans:
        return text
    stood = inline.parse(_spliced(text, spans, STAND_IN))
    runs = ((_look(run), run.text.replace(STAND_IN, wish.replacement)) for run in stood)
    expected = [(look, own) for look, own in runs if own]
    for own in dict.fromkeys((wish.replacement, inline.escape(wish.replacement), inline.escape_all(wish.replacement))):
        new = _spliced(text, spans, own)
        if [(_look(run), run.text) for run in inline.parse(new)] == expected:
            return new
    return None


def _spliced(text: str, spans: Sequence[Span], own: str) -> str:
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], own]
        at = end
    return "".join([*parts, text[at:]])


def _one_by_one(text: str, spans: Sequence[Span], wish: Wish) -> list[Span]:
    """Return those places, from the first on, that can be replaced together."""
    kept: list[Span] = []
    for span in spans[:MOST_ALONE]:
        if _put(text, [*kept, span], wish) is not None:
            kept.append(span)
    return kept
