"""Capitals: whole words of them, and English ones in Spanish headings."""

import re
from collections.abc import Iterator

from domain.checks.base import Check, Finding, Pair, Profile
from domain.document import Role

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
HEADINGS = frozenset({Role.HEADLINE, Role.SUBHEAD, Role.DECK, Role.MASTHEAD})
_CAPITALS = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-žͰ-ϿЀ-Я]{2}")
_MOST = 0.75  # of the words that count
_SHOUTED = 12  # characters of a text in capitals that is no acronym
_SHORT = 2  # letters: words of so few are not counted in a title
_SMALL = frozenset({
    "del", "los", "las", "una", "uno", "por", "con", "sin", "que", "para", "como", "des", "les", "und", "della", "dos",
    "das", "aux", "sur", "sobre", "entre", "desde", "hacia", "hasta", "dans", "pour", "avec", "com", "sem", "per",
})  # fmt: skip


class CapitalRuns(Check):
    """Words in capitals where the source has none, or none where it has: shouting is translated as shouting.

    RAE, Ortografía (2010), 4.2.5: whole texts in capitals are for titles, headings and warnings.
    """

    id = "capital-runs"

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield each run of words in capitals that the source does not have, or that one is lost."""
        source, target = pair.source.plain, pair.target.plain
        if not (_CAPITALS.search(source) or _CAPITALS.search(target)):
            return
        if source.upper() == source:
            if target.upper() != target and len(source) >= _SHOUTED and any(_runs(source)) and not any(_runs(target)):
                yield self.finding(pair, "lost", 0, len(target), source)
            return
        for start, end in _runs(source):
            if not _words_in_capitals(source[start:end]) & _words_in_capitals(target) and not any(_runs(target)):
                yield self.finding(pair, "lost", 0, len(target), source[start:end])
        for start, end in _runs(target):
            if not _words_in_capitals(target[start:end]) & _words_in_capitals(source) and not any(_runs(source)):
                yield self.finding(pair, "added", start, end, target[start:end])


class TitleCase(Check):
    """A Spanish heading has one capital at its beginning, and those of names.

    RAE, Ortografía (2010), 4.2.4.8.5; Fundéu, "mayúsculas en títulos": the English habit of a capital for each word
    is none of Spanish.
    """

    id = "title-case"
    languages = frozenset({"es", "pt", "fr", "it", "ca", "gl"})

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield one finding for a heading whose long words all begin with a capital."""
        if pair.role not in HEADINGS:
            return
        words = list(_WORD.finditer(pair.target.plain))[1:]
        known = set(_WORD.findall(pair.source.plain))
        own = [word for word in words if _counts(word[0]) and word[0] not in known]
        if len(own) >= 2 and sum(word[0][0].isupper() for word in own) >= _MOST * len(own):
            yield self.finding(pair, "capitals", own[0].start(), own[-1].end())


def _counts(word: str) -> bool:
    """Tell whether a word of a title would have a small letter: not a small word, no acronym."""
    return len(word) > _SHORT and not word.isupper() and word not in _SMALL


def _words_in_capitals(text: str) -> set[str]:
    return {word for word in _WORD.findall(text) if word.isupper() and len(word) > 1}


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Yield where two or more words in capitals follow each other, five letters or more in all."""
    run: list[re.Match[str]] = []
    for word in [*_WORD.finditer(text), None]:
        is_capital = word is not None and word[0].isupper() and len(word[0]) > 1
        if is_capital and (not run or "," not in text[run[-1].end() : word.start()]):
            run.append(word)
            continue
        if len(run) >= 2 and sum(len(own[0]) for own in run) >= 5 and any(len(own[0]) > 3 for own in run):
            yield run[0].start(), run[-1].end()
        run = [word] if is_capital else []
