"""Two texts beside each other with what differs marked: what goes on the one side, what comes on the other."""

import re

from markupsafe import Markup, escape

from domain.difference import Effort, changes

MOST_STEPS = 20_000  # for one pair: a page shows fifty
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


def _marked(tag: str, pieces: list[str], spans: list[tuple[int, int]]) -> Markup:
    out, at = [], 0
    for start, end in spans:
        out.append(escape("".join(pieces[at:start])))
        if end > start:
            out.append(Markup("<{0}>{1}</{0}>").format(Markup(tag), "".join(pieces[start:end])))  # noqa: S704
        at = end
    return Markup("").join([*out, escape("".join(pieces[at:]))])
