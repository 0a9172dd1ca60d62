"""What every check is given and what it gives back."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from domain.checks.profile import Address, Profile
from domain.checks.shown import Shown, shown
from domain.document import Role
from domain.language_tags import base_language
from domain.sentences import sentences
from domain.terms import TermFact

__all__ = ["Address", "Check", "Finding", "Pair", "Profile", "Severity", "Text"]

_WORD = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d+")
_LETTERS_ALONE = bytes(code if bytes([code]).decode("cp1252", "replace").isalpha() else ord(" ") for code in range(256))


class Severity(StrEnum):
    """What a finding does: an error blocks handing in, a warning asks for a look, info only tells."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Text:
    """One side of a pair: as typed, as a reader sees it, and its language.

    What several checks ask for is worked out once, when the first of them asks.
    """

    __slots__ = ("_lowered", "_numbers", "_sentences", "_small", "_words", "base_language", "language", "plain",
                 "shown", "typed")  # fmt: skip

    def __init__(self, typed: str, language: str) -> None:
        """Take inline CommonMark and its language (BCP 47).

        `shown`: what a reader sees, and where each of its characters stands in what was typed; `plain`: its text;
        `base_language`: without its variety, `es` of es-MX.
        """
        self.typed = typed
        self.language = language
        self.base_language = base_language(language)
        self.shown: Shown = shown(typed)
        self.plain = self.shown.text
        self._words: list[str] | None = None
        self._small: list[str] | None = None
        self._lowered: frozenset[str] | None = None
        self._numbers: list[str] | None = None
        self._sentences: list[tuple[int, int]] | None = None

    @property
    def words(self) -> list[str]:
        """The words of `plain`, letters alone, as they are written: several checks look for theirs among them."""
        if self._words is None:
            self._words = _words_in(self.plain)
        return self._words

    @property
    def small(self) -> list[str]:
        """The `words` in small letters."""
        if self._small is None:
            self._small = _words_in(self.plain.lower())
        return self._small

    @property
    def lowered(self) -> frozenset[str]:
        """What there is among `small`."""
        if self._lowered is None:
            self._lowered = frozenset(self.small)
        return self._lowered

    @property
    def numbers(self) -> list[str]:
        """The runs of digits of `plain`."""
        if self._numbers is None:
            self._numbers = _DIGITS.findall(self.plain)
        return self._numbers

    @property
    def sentences(self) -> list[tuple[int, int]]:
        """Where the sentences of `plain` begin and end."""
        if self._sentences is None:
            self._sentences = sentences(self.plain, self.language)
        return self._sentences


def _words_in(text: str) -> list[str]:
    """Return the words of a text, letters alone."""
    try:  # twice as quick as the expression, and true of nearly all texts in a language of Western Europe
        return text.encode("cp1252").translate(_LETTERS_ALONE).decode("cp1252").split()
    except UnicodeEncodeError:
        return _WORD.findall(text)


@dataclass(frozen=True, slots=True)
class Pair:
    """A source and its target, which is never empty. `terms`: what the termbase finds wrong with it."""

    source: Text
    target: Text
    role: Role = Role.PARAGRAPH
    terms: tuple[TermFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. `start`, `end`: where in the target as typed, in characters; equal for a place between two.

    `kind`: which of the check's messages; `facts`: what the message names. `fix`: what may stand there instead
    without a doubt, None where a person has to decide.
    """

    check: str
    severity: Severity
    kind: str
    start: int
    end: int
    facts: tuple[str, ...] = ()
    fix: str | None = None


class Check:
    """One check: what it looks for is in its docstring, with the source of the rule."""

    id: ClassVar[str]
    severity: ClassVar[Severity] = Severity.WARNING
    # Whether any of its findings is an error, which is for those that are certain to be slips.
    may_block: ClassVar[bool] = False
    # The language of targets that it knows, None for all.
    languages: ClassVar[frozenset[str] | None] = None

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield what is wrong with the target of `pair`, in any order."""
        raise NotImplementedError

    def finding(
        self, pair: Pair, kind: str, start: int, end: int, *facts: str, fix: str | None = None,
        is_error: bool = False,
    ) -> Finding:  # fmt: skip
        """Return a finding at `start` to `end` of what a reader sees of the target; `is_error`: it blocks."""
        a, b = pair.target.shown.place(start, end)
        return Finding(self.id, Severity.ERROR if is_error else self.severity, kind, a, b, facts, fix)
