"""Inline text as codes in a text, the way translation tools see it: pairs and placeholders with numbers.

Markdown's marks become codes of a few kinds, and codes become marks again. What a kind is called belongs to each
format (formats/xliff.py, xliff2.py, tmx.py).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from formats import inline_writer
from formats.inline import Run, escape, may_have_marks, parse
from formats.printable import cleaned, parsed


class Kind(StrEnum):
    """What a code does. The first three are pairs around words, the others stand alone."""

    EMPHASIS = "emphasis"
    STRONG = "strong"
    LINK = "link"  # value: the address
    NOTE = "note"  # value: the label of [^label]
    BREAK = "break"  # a line break kept as typed
    CONTROL = "control"  # value: the number, in four hexadecimal digits, of a character that XML has no place for


@dataclass(frozen=True, slots=True)
class Code:
    """One code, wherever it stands: the same code in source and target has the same number."""

    kind: Kind
    value: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A code at its place: where a pair opens (`step` 1) or closes (-1), or a placeholder (0)."""

    code: Code
    number: int
    step: int


Pieces = list[str | Mark]
EMPHASIS, STRONG, BREAK = Code(Kind.EMPHASIS), Code(Kind.STRONG), Code(Kind.BREAK)

_APART = re.compile("([\n\v\f])")
_Look = tuple[bool, bool, str]
_PLAIN: _Look = (False, False, "")


class Numbers:
    """Gives each code of a pair of texts its number: those of the source first, and the target's by these."""

    def __init__(self) -> None:
        self._last = 0
        self._given: dict[Code, list[int]] = {}

    def source(self, code: Code) -> int:
        """Return a number not given yet."""
        self._last += 1
        self._given.setdefault(code, []).append(self._last)
        return self._last

    def target(self, code: Code) -> int:
        """Return the number that the code has in the source, each occurrence once; else a new one."""
        if given := self._given.get(code):
            return given.pop(0)
        self._last += 1
        return self._last


def has_codes(text: str) -> bool:
    """Say whether `text` may hold anything but words; if not, it stands in a file as it is."""
    return may_have_marks(text) or "\n" in text or "\v" in text or "\f" in text


def pieces(text: str, numbers: Numbers, *, of_source: bool) -> Pieces:
    """Return inline text as words and codes; pairs are closed in the order in which they were opened, reversed."""
    number = numbers.source if of_source else numbers.target
    found: Pieces = []
    for href, linked in groupby(parse(text), lambda run: run.href):
        with_link = [Code(Kind.LINK, href)] if href else []
        opened = [Mark(code, number(code), 1) for code in with_link]
        found += opened
        for look, runs in groupby(linked, lambda run: (run.is_strong, run.is_emphasis)):
            codes = [code for code, is_on in zip((STRONG, EMPHASIS), look, strict=True) if is_on]
            inner = [Mark(code, number(code), 1) for code in codes]
            found += inner
            for run in runs:
                _put_run(found, run, number)
            found += _closed(inner)
        found += _closed(opened)
    return found


def exact(text: str) -> str:
    """Return `text` if its marks are spelt in a way that codes do not tell (`_so_`, `\\.`), else ""."""
    return text if may_have_marks(text) and _usual(text) != text else ""


def spelt(read: str, said: str) -> str:
    """Return the text as it was spelt (`said`, where a file says so) if that is what was read, else `read`."""
    return said if said and said != read and _usual(said) == _usual(read) else read


class Reading:
    """Words and codes in the order of a file, becoming inline text again."""

    def __init__(self) -> None:
        self._runs: list[Run] = []
        self._parts: list[str] = []  # of the run that is not complete yet, so that a thousand tags cost no more
        self._look: _Look = _PLAIN
        self._open: dict[Kind, int] = {}
        self._hrefs: list[str] = []

    def words(self, text: str | None) -> None:
        """Take words as they stand between codes."""
        if text:
            self._take(text, self._current())

    def run(self, run: Run) -> None:
        """Take a run as `parse` gives it."""
        if run.note:
            self._end()
            self._runs.append(run)
        else:
            self._take(run.text, (run.is_strong, run.is_emphasis, run.href))

    def mark(self, code: Code, step: int) -> None:
        """Take a code: where a pair opens (1) or closes (-1), or a placeholder (0)."""
        if code.kind is Kind.LINK:
            self._link(code.value, step)
        elif step:
            self._open[code.kind] = max(0, self._open.get(code.kind, 0) + step)
        elif code.kind is Kind.BREAK:
            self.words("\n")
        elif code.kind is Kind.CONTROL:
            self.words(control(code.value))
        else:
            self.run(Run(f"[{code.value}]", *self._current(), code.value))

    def text(self) -> str:
        """Return what was taken as inline text, NFC."""
        return cleaned(inline_writer.write(self.runs()))

    def runs(self) -> list[Run]:
        """Return what was taken, words of one look together, each line break by itself."""
        self._end()
        return self._runs

    def _current(self) -> _Look:
        href = self._hrefs[-1] if self._hrefs else ""
        return bool(self._open.get(Kind.STRONG)), bool(self._open.get(Kind.EMPHASIS)), href

    def _link(self, href: str, step: int) -> None:
        if step > 0:
            self._hrefs.append(href)
        elif self._hrefs:
            self._hrefs.pop()

    def _take(self, text: str, look: _Look) -> None:
        for part in _APART.split(text):
            if part == "\n" or look != self._look:
                self._end()
                self._look = look
            if part == "\n":
                self._runs.append(Run("\n", *look))
            elif part:
                self._parts.append(part)

    def _end(self) -> None:
        """Put the words taken so far into a run."""
        if self._parts:
            self._runs.append(Run("".join(self._parts), *self._look))
            self._parts = []


def plain(words: str) -> str:
    """Return the inline text of words without codes, as a parser of XML gave them."""
    return escape(parsed(words))


def control(number: str) -> str:
    """Return the character of that hexadecimal number if it is one that texts may hold, else nothing."""
    try:
        return cleaned(chr(int(number, 16)))
    except (ValueError, OverflowError):
        return ""


def _usual(text: str) -> str:
    """Return `text` as it is spelt once it has been codes."""
    reading = Reading()
    for run in parse(text):
        reading.run(run)
    return inline_writer.write(reading.runs())


def _put_run(found: Pieces, run: Run, number: Callable[[Code], int]) -> None:
    if run.note:
        code = Code(Kind.NOTE, run.note)
        found.append(Mark(code, number(code), 0))
        return
    for part in _APART.split(run.text):
        if part in ("\v", "\f"):
            code = Code(Kind.CONTROL, f"{ord(part):04X}")
            found.append(Mark(code, number(code), 0))
        elif part == "\n":
            found.append(Mark(BREAK, number(BREAK), 0))
        elif part:
            found.append(part)


def _closed(opened: list[Mark]) -> Pieces:
    return [Mark(mark.code, mark.number, -1) for mark in reversed(opened)]


def contents(source: str, target: str, written: Callable[[str | Mark], str]) -> tuple[str, str]:
    """Return two texts as their elements hold them: `written` of each piece. The same code has one number in both."""
    if not has_codes(source) and not has_codes(target):
        return written(source), written(target)
    numbers = Numbers()
    return (
        "".join(map(written, pieces(source, numbers, of_source=True))),
        "".join(map(written, pieces(target, numbers, of_source=False))),
    )
