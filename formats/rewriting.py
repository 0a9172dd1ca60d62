"""Putting one text for another inside inline text, so that its marks, links and note anchors stay as they are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.folding import Span
from domain.replacing import Wish, is_whole_word, matches
from formats import inline
from formats.inline import Run

STAND_IN = "\ufdd0"  # a character that no stored text has; it counts as a letter
MOST_ALONE = 50  # places of one text that are tried one by one


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What replacing makes of a text. `places`: of the old text; `left`: those that a mark does not let be replaced."""

    text: str
    places: tuple[Span, ...] = ()
    left: int = 0


def rewrite(text: str, wish: Wish) -> Rewritten:
    """Return `text` with every place that can be replaced replaced.

    A place that crosses the edge of a mark or link, or whose replacing would make or break one, is left.
    """
    is_plain = inline.to_plain(text) == text and not any(mark in text for mark in "*_[\\")
    found = matches(text, wish, is_escaped=not is_plain)
    if is_plain:
        if wish.is_whole_words:
            found = [(s, e) for s, e in found if is_whole_word(text[:s], text[s:e], text[e:])]
        total = len(found)
    else:
        if not found and not matches(inline.to_plain(text), wish):
            return Rewritten(text)
        found = [span for span in found if _is_inside(text, span, wish)]
        total = max(len(found), _count_plain(text, wish))
    own = _put(text, found, wish) if found else None
    if own is None:
        found = _one_by_one(text, found, wish)
        own = _put(text, found, wish) if found else text
    return Rewritten(own or text if own is not None else text, tuple(found), total - len(found))
