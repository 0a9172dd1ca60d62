"""Lines of a given width for a page of equal letters: wrapping, and two texts side by side."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import zip_longest

_WIDE = frozenset("WF")
_NO_WIDTH = frozenset({"Mn", "Me", "Cf"})
# What a reader sees as one sign: a flag's two letters, emoji joined to one another or with a colour of skin.
_PICTURE = "[\u2600-\u27bf\U0001f000-\U0001faff]"
_LOOK = "[\ufe0f\U0001f3fb-\U0001f3ff]"
_ONE_SIGN = re.compile(
    f"[\U0001f1e6-\U0001f1ff]{{2}}|{_PICTURE}{_LOOK}*(?:\u200d{_PICTURE}{_LOOK}*)+|{_PICTURE}{_LOOK}*[\U0001f3fb-\U0001f3ff]"
)
_JOINERS = re.compile("[\u200d\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff]")
# Of East Asian texts: what begins no line.
_CLOSES = frozenset("、。，．・：；？！」』）］｝〕〉》】〗…‥ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ")
_ISOLATE_RTL, _POP_ISOLATE = "\u2067", "\u2069"


def width(text: str) -> int:
    """Return how many columns `text` takes: two for wide East Asian letters and emoji, none for accents."""
    if text.isascii():
        return len(text)
    return sum(map(_width_of, _signs(text)))


def wrap(text: str, columns: int, *, may_cut: bool = True) -> list[str]:
    """Return the lines of `text`, none wider than `columns`.

    A newline in `text` stays one. With `columns` 0 the lines stay as they are. A word that is too long is
    cut, unless `may_cut` is False: then it stands on a line of its own.
    """
    lines: list[str] = []
    for line in text.split("\n"):
        lines += [line] if columns <= 0 or width(line) <= columns else _wrap_line(line, columns, may_cut)
    return lines


def side_by_side(left: str, right: str, columns: int, *, rtl: tuple[bool, bool] = (False, False)) -> list[str]:
    """Return lines with `left` and `right` next to each other, `columns` wide together.

    `rtl` says which of the two is written from right to left: its lines are isolated, so that a terminal or
    editor with bidirectional text keeps them in their own half.
    """
    half = max((columns - 3) // 2, 10)
    pairs = zip_longest(wrap(left, half), wrap(right, half), fillvalue="")
    return [f"{_isolated(a, rtl[0])}{' ' * (half - width(a))}   {_isolated(b, rtl[1])}".rstrip() for a, b in pairs]


def _signs(text: str) -> Iterator[str]:
    """Give the signs of `text`: nearly always its characters."""
    if not _JOINERS.search(text):
        yield from text
        return
    at = 0
    for sign in _ONE_SIGN.finditer(text):
        yield from text[at : sign.start()]
        yield sign[0]
        at = sign.end()
    yield from text[at:]


def _width_of(sign: str) -> int:
    if len(sign) > 1:
        return 2
    if unicodedata.category(sign) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in _WIDE else 1


def _wrap_line(line: str, columns: int, may_cut: bool) -> list[str]:
    lines: list[str] = []
    words: list[str] = []
    used = 0
    typed = line.split(" ")
    for word in (piece for whole in typed for piece in _cut(whole, columns)) if may_cut else typed:
        size = width(word)
        if words and used + 1 + size > columns:
            lines.append(" ".join(words))
            words, used = [], 0
        used += size + (1 if words else 0)
        words.append(word)
    return [*lines, " ".join(words)]


def _cut(word: str, columns: int) -> Iterator[str]:
    """Give `word` in pieces that fit; nearly always that is the word itself."""
    if width(word) <= columns:
        yield word
        return
    piece: list[str] = []
    used = 0
    for sign in _signs(word):
        size = _width_of(sign)
        if piece and used + size > columns:
            # A sign that closes takes the one before it along to the next line.
            before = _width_of(piece[-1]) if sign in _CLOSES and len(piece) > 2 and piece[-1] not in _CLOSES else 0
            taken = [piece.pop()] if before and before + size <= columns else []
            yield "".join(piece)
            piece, used = taken, before if taken else 0
        piece.append(sign)
        used += size
    yield "".join(piece)


def _isolated(line: str, is_rtl: bool) -> str:
    return f"{_ISOLATE_RTL}{line}{_POP_ISOLATE}" if is_rtl and line else line
