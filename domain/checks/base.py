"""What every check is given and what it gives back."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import ClassVar

from domain.checks.profile import Address, Profile
from domain.checks.shown import Shown, shown
from domain.document import Role
from domain.language_tags import base_language
from domain.sentences import sentences
from domain.terms import TermFact

__all__ = ["Address", "Check", "Finding", "Pair", "Profile", "Severity", "Text"]

_WORD = re.compile(r"[^\W\d_]+")


class Severity(StrEnum):
    """What a finding does: an error blocks handing in, a warning asks for a look, info only tells."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Text:
    """One side of a pair: as typed, as a reader sees it, and its language."""

    def __init__(self, typed: str, language: str) -> None:
        """Take inline CommonMark and its language (BCP 47)."""
        self.typed = typed
        self.language = language

    @cached_property
    def shown(self) -> Shown:
        """What a reader sees, and where each of its characters stands in what was typed."""
        return shown(self.typed)

    @property
    def plain(self) -> str:
        """What a reader sees."""
        return self.shown.text

    @cached_property
    def words(self) -> list[str]:
        """The words of `plain`, letters alone, as they are written: several checks look for theirs among them."""
        return _WORD.findall(self.plain)

    @cached_property
    def lowered(self) -> frozenset[str]:
        """The `words` in small letters."""
        return frozenset(map(str.lower, self.words))

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Where the sentences of `plain` begin and end."""
        return sentences(self.plain, self.language)

    @property
    def base_language(self) -> str:
        """The language without its variety: `es` of es-MX."""
        return base_language(self.language)


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
