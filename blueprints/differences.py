"""Two texts with what differs marked: beside each other, or one inside the other."""

import re

from markupsafe import Markup, escape

from domain.difference import Effort, changes

MOST_STEPS = 20_000  # for one pair: a page shows fifty
AROUND = 9  # words and spaces that are shown beside a change, where the rest is cut short
_PIECE = re.compile(r"\w+|\s+|[^\w\s]")


def two_sides(old: str, new: str) -> tuple[Markup, Markup]:
    """Return `old` with <del> and `new` with <ins> around the words that differ; neither where all of it does."""
    if not old or not new or old == new:
        return escape(old), escape(new)
    before, after = _PIECE.findall(old), _PIECE.findall(new)
    found = changes(before, after, Effort(MOST_STEPS))
    if found is None:
        return escape(old), escape(new)
    return (
        _marked("del", before, [(change.start, change.end) for change in found]),
        _marked("ins", after, [(change.new_start, change.new_end) for change in found]),
    )


def in_one(old: str, new: str) -> Markup | None:
    """Return one text with what went as <del> and what came as <ins>; None when it would cost too much to find."""
    before, after = _PIECE.findall(old), _PIECE.findall(new)
    found = changes(before, after, Effort(MOST_STEPS))
    if found is None:
        return None
    out, at = [], 0
    for change in found:
        out.append(escape("".join(before[at : change.start])))
        out += [
            _tagged("del", before[change.start : change.end]),
            _tagged("ins", after[change.new_start : change.new_end]),
        ]
        at = change.end
    return Markup("").join([*out, escape("".join(before[at:]))])


def in_brief(old: str, new: str) -> Markup | None:
    """Return what `in_one` does with long stretches that stayed the same cut short; None when it costs too much."""
    before, after = _PIECE.findall(old), _PIECE.findall(new)
    found = changes(before, after, Effort(MOST_STEPS))
    if found is None:
        return None
    out, at = [], 0
    for n, change in enumerate(found):
        out += [
            _cut(before[at : change.start], is_first=n == 0, is_last=False),
            _tagged("del", before[change.start : change.end]),
            _tagged("ins", after[change.new_start : change.new_end]),
        ]
        at = change.end
    return Markup("").join([*out, _cut(before[at:], is_first=not found, is_last=True)])


def _cut(pieces: list[str], *, is_first: bool, is_last: bool) -> Markup:
    """Return pieces that stayed the same: the ends that stand next to a change, with an ellipsis between."""
    ahead, behind = (0 if is_first else AROUND), (0 if is_last else AROUND)
    if len(pieces) <= ahead + behind + AROUND:
        return escape("".join(pieces))
    start, end = "".join(pieces[:ahead]).rstrip(), "".join(pieces[len(pieces) - behind :]).lstrip()
    return escape(f"… {end}" if is_first else f"{start} …" if is_last else f"{start} … {end}")


def _tagged(tag: str, pieces: list[str]) -> Markup:
    return Markup("<{0}>{1}</{0}>").format(Markup(tag), "".join(pieces)) if pieces else Markup("")  # noqa: S704


def _marked(tag: str, pieces: list[str], spans: list[tuple[int, int]]) -> Markup:
    out, at = [], 0
    for start, end in spans:
        out.append(escape("".join(pieces[at:start])))
        if end > start:
            out.append(Markup("<{0}>{1}</{0}>").format(Markup(tag), "".join(pieces[start:end])))  # noqa: S704
        at = end
    return Markup("").join([*out, escape("".join(pieces[at:]))])
