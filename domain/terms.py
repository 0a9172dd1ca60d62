"""Terms: what they are, and finding them in a text in every inflection, also those of several words.

The stems come from outside (a language's rules are no matter of ours); docs/decisions/0031 says why it is done so.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from domain import folding
from domain.inflection import are_forms
from domain.inflection.words import Word, words
from domain.language_tags import base_language

Stems = Callable[[str], tuple[str, ...]]  # of a word as it is written: the first is what a term is kept under
LONGEST_TEXT = 300  # characters of a term: a longer one is a sentence
MOST_PLACES = 1000  # of terms in one text
LONGEST_ACRONYM = 6  # letters: longer words in capitals are words
# What no term goes over, unless it has it itself: the end of a sentence, a comma, a bracket.
_STOP = re.compile(r"[.,;:!?¿¡…()\[\]—–]|\n\s*\n")
_STOP_INSIDE = re.compile(rf"(?:{_STOP.pattern})(?=.*\w)")


class Status(StrEnum):
    """What may be done with a term. Kept: it stands in the other language as it is."""

    PREFERRED = "preferred"
    ADMITTED = "admitted"
    FORBIDDEN = "forbidden"
    KEEP = "keep"


class PartOfSpeech(StrEnum):
    """The parts of speech that TBX-Basic has."""

    NOUN = "noun"
    VERB = "verb"
    ADJECTIVE = "adjective"
    ADVERB = "adverb"
    OTHER = "other"


class Gender(StrEnum):
    """The genders that TBX-Basic has."""

    MASCULINE = "masculine"
    FEMININE = "feminine"
    NEUTER = "neuter"
    OTHER = "other"


class Unfit(StrEnum):
    """Why a text cannot be a term: it could not be looked for, or would be found everywhere."""

    NO_WORD = "no_word"
    ONE_LETTER = "one_letter"
    STOP_WORDS = "stop_words"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Entry:
    """A term as it is looked for. `concept`: what it belongs to. `is_name`: it begins with a capital, as written.

    `part_of_speech`: None where nobody said; then it may be any that its ending allows.
    """

    concept: int
    text: str
    status: Status = Status.PREFERRED
    is_name: bool = False
    part_of_speech: PartOfSpeech | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A term of a text and where it stands there."""

    entry: Entry
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TermFact:
    """What the termbase finds wrong with a target: a term missed, or used though it is forbidden.

    `status`: PREFERRED for a term of the source without any of `terms` in the target, KEEP for one that should stand
    there as it is, FORBIDDEN for one that stands in the target, from `start` to `end`, instead of `terms`.
    `text`: the term as it stands, in the source or, a forbidden one, in the target.
    """

    status: Status
    text: str
    terms: tuple[str, ...] = ()
    start: int = 0
    end: int = 0


# Words that say nothing by themselves: a term of these alone would be everywhere.
STOP_WORDS = {
    language: frozenset(written.split())
    for language, written in {
        "en": """
        a about after all also an and any are as at be been but by can did do does for from had has have he her him
        his how i if in into is it its me my no not of on or our out she so some than that the their them then there
        these they this those to too up us was we were what when where which who why will with would you your
        """,
        "es": """
        a al algo ante aquel aquella asi aun como con cual cuando de del desde donde e el ella ellas ellos en entre
        era es esa esas ese eso esos esta estas este esto estos fue ha han hasta hay la las le les lo los mas me mi
        mis muy ni no nos o os para pero por porque que quien se ser si sin sobre son su sus tambien te ti tu tus un
        una unas uno unos y ya yo
        """,
    }.items()
}


def is_findable(text: str, language: str) -> bool:
    """Tell whether a text can be a term: one letter or stop words alone would be everywhere, unless in capitals."""
    return why_unfit(text, language) is None


def why_unfit(text: str, language: str) -> Unfit | None:
    """Return why a text in `language` (BCP 47) cannot be a term, None where it can."""
    own = folding.words_of(text)
    if not own:
        return Unfit.NO_WORD
    if len(text) > LONGEST_TEXT:
        return Unfit.TOO_LONG
    if sum(map(len, own)) < 2:
        return Unfit.ONE_LETTER
    is_stop = not _is_in_capitals(text) and set(own) <= STOP_WORDS.get(base_language(language), frozenset())
    return Unfit.STOP_WORDS if is_stop else None


class _Form(NamedTuple):
    """How terms are written, in small letters, and what else tells their forms. `has_stop`: between two words."""

    words: tuple[str, ...]
    part: str
    has_stop: bool


class _Node:
    """A step in the tree of terms: the stems that may follow, and the terms that end here by how they are written."""

    __slots__ = ("forms", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.forms: dict[_Form, list[Entry]] = {}


class Lexicon:
    """Terms of one language, found by the stems of their words: however many they are, a text is gone through once."""

    def __init__(self, entries: Iterable[Entry], language: str, stems: Stems) -> None:
        """Take the terms, the base language (`es`) and what gives its stems."""
        self._language = language
        self._stems = stems
        self._root = _Node()
        for entry in entries:
            if is_findable(entry.text, language):
                self._add(entry)

    def hits(self, text: str) -> list[Hit]:
        """Return the terms that stand in `text`, one inside another included, in order; at most `MOST_PLACES`."""
        found: list[Hit] = []
        if not self._root.next:
            return found
        standing = words(text, self._stems)
        for n in range(len(standing)):
            found += self._from(text, standing, n)
            if len(found) >= MOST_PLACES:
                break
        return found[:MOST_PLACES]

    def _add(self, entry: Entry) -> None:
        node, own = self._root, words(entry.text, self._stems)
        for word in own:
            node = node.next.setdefault(word.stems[0], _Node())
        part = entry.part_of_speech.value if entry.part_of_speech and len(own) == 1 else ""
        form = _Form(tuple(word.written for word in own), part, _STOP_INSIDE.search(entry.text) is not None)
        node.forms.setdefault(form, []).append(entry)

    def _from(self, text: str, standing: Sequence[Word], first: int) -> Iterator[Hit]:
        """Yield the terms whose first word is number `first`."""
        nodes = [self._root]
        for n in range(first, len(standing)):
            nodes = list(
                {id(node.next[s]): node.next[s] for node in nodes for s in standing[n].stems if s in node.next}.values()
            )
            if not nodes:
                return
            here = standing[first : n + 1]
            for node in nodes:
                yield from self._ending(node, here, text)

    def _ending(self, node: _Node, here: Sequence[Word], text: str) -> Iterator[Hit]:
        start, end = here[0].start, here[-1].end
        goes_over = any(_STOP.search(text, one.end, other.start) for one, other in pairwise(here))
        for form, entries in node.forms.items():
            if (not goes_over or form.has_stop) and self._is_form(form, here):
                for entry in entries:
                    if self._is_written_so(entry, text, start, end):
                        yield Hit(entry, start, end)

    def _is_form(self, form: _Form, here: Sequence[Word]) -> bool:
        return all(
            are_forms(
                own, other.written, self._language, in_capitals=other.in_capitals, part=form.part, is_further=n > 0
            )
            for n, (own, other) in enumerate(zip(form.words, here, strict=True))
        )

    def _is_written_so(self, entry: Entry, text: str, start: int, end: int) -> bool:
        """Tell whether a term may be written so: kept or an acronym only as it is, a name with its capital.

        What is a word in small letters (US) is not told from it where all is in capitals.
        """
        written = text[start:end]
        if entry.status is Status.KEEP:
            return written == entry.text
        if is_acronym(entry.text):
            own = _letters(entry.text)
            is_word = folding.fold(own) in STOP_WORDS.get(self._language, ())
            return _letters(written) in (own, f"{own}s") and not (is_word and text.isupper() and written != text)
        return not entry.is_name or written[:1].isupper() or not entry.text[:1].isupper()


def outermost(hits: Sequence[Hit]) -> list[Hit]:
    """Return those of `hits` that stand in no longer one: a voting machine is no machine."""
    kept: list[Hit] = []
    reach = 0
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.end > reach or (kept and (hit.start, hit.end) == (kept[-1].start, kept[-1].end)):
            kept.append(hit)
            reach = max(reach, hit.end)
    return kept


def _is_in_capitals(text: str) -> bool:
    return text.isupper() and sum(map(str.isalpha, text)) > 1


def is_acronym(text: str) -> bool:
    """Tell whether a term is a short word in capitals, points apart: NGO, EE. UU."""
    own = _letters(text)
    return _is_in_capitals(text) and len(own) <= LONGEST_ACRONYM and (" " not in text or "." in text)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


class Termbase:
    """The terms of two languages, and what they say of a pair of texts."""

    def __init__(
        self, source: Iterable[Entry], target: Iterable[Entry], languages: tuple[str, str], stems: tuple[Stems, Stems]
    ) -> None:
        """Take the terms of both base languages, and what gives the stems of each."""
        own = list(target)
        self._source = Lexicon((e for e in source if e.status is not Status.FORBIDDEN), languages[0], stems[0])
        self._target = Lexicon(own, languages[1], stems[1])
        self._agreed: dict[int, list[str]] = {}
        for status in (Status.PREFERRED, Status.ADMITTED, Status.KEEP):
            for entry in own:
                if entry.status is status:
                    self._agreed.setdefault(entry.concept, []).append(entry.text)

    def in_source(self, text: str) -> list[Hit]:
        """Return the terms of a source, none inside a longer one."""
        return outermost(self._source.hits(text))

    def facts(self, source: str, target: str) -> tuple[TermFact, ...]:
        """Return what is wrong with a target (plain text, as `source`): each missed term once, each forbidden use.

        A term with a forbidden one of its own in its place is told as that alone.
        """
        asked = self.in_source(source)
        standing = self._target.hits(target)
        concepts = {hit.entry.concept for hit in asked}
        accepted = {
            (hit.start, hit.end)
            for hit in standing
            if hit.entry.status is not Status.FORBIDDEN and hit.entry.concept in concepts
        }
        found = {hit.entry.concept for hit in standing if hit.entry.status is not Status.FORBIDDEN}
        found |= {hit.entry.concept for hit in outermost(standing) if (hit.start, hit.end) not in accepted}
        return (*self._missed(source, target, asked, found), *self._forbidden(target, standing, accepted))

    def _missed(self, source: str, target: str, asked: list[Hit], found: set[int]) -> Iterator[TermFact]:
        told: set[tuple[int, ...]] = set()
        by_place: dict[tuple[int, int], list[Entry]] = {}
        for hit in asked:
            by_place.setdefault((hit.start, hit.end), []).append(hit.entry)
        for (start, end), entries in by_place.items():
            concepts = tuple(sorted({entry.concept for entry in entries}))
            agreed = tuple(dict.fromkeys(text for one in concepts for text in self._agreed.get(one, ())))
            kept = [entry.text for entry in entries if entry.status is Status.KEEP]
            if concepts in told or not found.isdisjoint(concepts) or any(stands_in(text, target) for text in kept):
                continue
            told.add(concepts)
            if kept:
                yield TermFact(Status.KEEP, kept[0], (kept[0],))
            elif agreed:
                yield TermFact(Status.PREFERRED, source[start:end], agreed)

    def _forbidden(self, target: str, standing: list[Hit], accepted: set[tuple[int, int]]) -> Iterator[TermFact]:
        told: set[tuple[int, int]] = set()
        for hit in outermost(standing):
            place = hit.start, hit.end
            if hit.entry.status is Status.FORBIDDEN and place not in accepted | told:
                told.add(place)
                agreed = tuple(self._agreed.get(hit.entry.concept, ()))
                yield TermFact(Status.FORBIDDEN, target[hit.start : hit.end], agreed, *place)


def stands_in(term: str, text: str) -> bool:
    """Tell whether `term` stands in `text` exactly as it is, and not as a part of a word."""
    at = text.find(term)
    while at >= 0:
        before, after = text[at - 1 : at] if at else "", text[at + len(term) : at + len(term) + 1]
        if not (before.isalnum() and term[:1].isalnum()) and not (after.isalnum() and term[-1:].isalnum()):
            return True
        at = text.find(term, at + 1)
    return False
