"""Texts cut around what was found in them."""

from collections.abc import Sequence

from markupsafe import Markup, escape

LONGEST = 320  # characters that are shown whole, unless more are asked for
AROUND = 100  # characters on each side of a hit
MOST_WINDOWS = 3  # stretches of one text; a paragraph with more hits is better opened
CUT = '<span class="cut">…</span>'
AT_A_PLACE = Markup('<mark class="between">‸</mark>')

Span = tuple[int, int]


def excerpt(
    text: str, hits: Sequence[Span], *, beside: float = 0.0, instead: str | None = None, longest: int = LONGEST
) -> Markup:
    """Return `text` cut to the surroundings of its `hits`, each in a `<mark>`; one up to `longest` characters whole.

    A text without hits is cut around `beside`, a part of its length, so that it shows what stands beside a hit.
    `instead`: what is to take the place of each hit, shown as a `<del>` with an `<ins>` behind it.
    """
    if len(text) <= longest:
        return Markup(_marked(text, 0, len(text), hits, instead))  # noqa: S704 - escaped piece by piece
    windows = _windows(text, hits, int(beside * len(text)))
    pieces = [_marked(text, start, end, hits, instead).strip() for start, end in windows]
    before, after = CUT if windows[0][0] > 0 else "", CUT if windows[-1][1] < len(text) else ""
    return Markup(before + f" {CUT} ".join(pieces) + after)  # noqa: S704 - escaped piece by piece


def place(text: str, start: int, end: int, *, around: int) -> Markup | None:
    """Return a place of `text` in a `<mark>`, with up to `around` characters on each side, cut between words.

    A place between two characters is a caret, a long one shows its ends. None where the place is all of the text.
    """
    if start == 0 and end >= len(text):
        return None
    before, after = text[max(0, start - around) : start], text[end : end + around]
    if start > around:
        before = f"…{before.partition(' ')[2] or before}"
    if len(text) > end + around:
        after = f"{after.rpartition(' ')[0] or after}…"
    words = text[start:end]
    if len(words) > 4 * around:
        first, last = words[:around], words[-around:]
        words = f"{first.rpartition(' ')[0] or first} … {last.partition(' ')[2] or last}"
    here = AT_A_PLACE if start == end else Markup("<mark>{}</mark>").format(words)
    return Markup("{}{}{}").format(before, here, after)


def place_of(text: str, hits: Sequence[Span]) -> float:
    """Return where in `text` the first hit stands, as a part of its length."""
    return hits[0][0] / len(text) if hits and text else 0.0


def _windows(text: str, hits: Sequence[Span], beside: int) -> list[Span]:
    """Return the stretches to show, in order, from one word's edge to another."""
    found: list[Span] = []
    wide = [(start - AROUND, end + AROUND) for start, end in hits] or [(beside - LONGEST // 2, beside + LONGEST // 2)]
    for left, right in wide:
        start, end = _edge(text, left, -1), _edge(text, right, 1)
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif len(found) < MOST_WINDOWS:
            found.append((start, end))
        else:
            break
    return found


def _edge(text: str, at: int, step: int) -> int:
    """Return the nearest white space from `at` on, at most 30 characters away: some scripts have none."""
    at = max(0, min(at, len(text)))
    for place in range(at, at + 30 * step, step):
        if not 0 < place < len(text):
            return max(0, min(place, len(text)))
        if text[place].isspace():
            return place
    return at


def _marked(text: str, start: int, end: int, hits: Sequence[Span], instead: str | None) -> str:
    """Return a stretch of `text` as HTML."""
    tag, put_in = ("mark", "") if instead is None else ("del", f"<ins>{escape(instead)}</ins>" if instead else "")
    parts, at = [], start
    for left, right in hits:
        left, right = max(at, left), min(right, end)
        if left < right:
            parts += [escape(text[at:left]), f"<{tag}>", escape(text[left:right]), f"</{tag}>", put_in]
            at = right
    return "".join([*parts, escape(text[at:end])])
