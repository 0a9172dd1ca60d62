"""Recurring phrases of translated work that may be terms, each with what stands for it in the other language.

Candidates are runs of one to four words, by their stems, ranked by C-value (Frantzi, Ananiadou and Mima 2000, in the
form of Barrón-Cedeño et al. 2009, which has a weight for single words, too) times the square of how surely they are
rendered by one phrase: the Dice coefficient of both over the aligned pairs (Smadja, McKeown and Hatzivassiloglou 1996).
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from domain.common_words import COMMON_WORDS, DETERMINERS, EDGE_WORDS
from domain.folding import fold
from domain.terms import STOP_WORDS, Stems, Word, words

LONGEST = 4  # words of a candidate
LONGEST_EQUIVALENT = 6
LEAST_PAIRS = 4  # that a phrase has to recur in
MOST_LOOKED_AT = 600  # candidates whose equivalent is looked for
MOST_PAIRS_EACH = 300  # that are looked through for the equivalent of one
LEAST_SHARE = 0.2  # of a candidate's pairs that its equivalent has to stand in
LEAST_LIKENESS = 0.3  # of an equivalent: below it a phrase is rendered in so many ways that it is hardly a term
MOST_EXAMPLES = 3
NAME_FROM = 0.8  # of the places within sentences that have capitals

_JOINED = re.compile(r"[ \u00a0\u2010\u2011-]?")  # what may stand between two words of one phrase
_ACRONYM = re.compile(r"(?P<before>[^()\n]{4,120}?) ?\((?P<acronym>[A-ZÁÉÍÓÚÑ]{2,8})\)")

Gram = tuple[str, ...]  # the stems of a run of words


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair of plain texts. `id`: what an example is known by."""

    id: int
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Side:
    """A language: its base, and what gives its stems."""

    language: str
    stems: Stems


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A phrase that may be a term. `key`: its stems; `likeness`: of the equivalent, in percent; `examples`: pairs."""

    key: str
    text: str
    pairs: int
    is_name: bool = False
    acronym: str = ""
    equivalent: str = ""
    likeness: int = 0
    examples: tuple[int, ...] = ()


_OWN_STEMS = 2  # of a word itself, singular and as it is; the others are of what it may be a form of
Runs = list[list[Word]]  # of a text: words with nothing but a space or a hyphen between them


def key_of(text: str, stems: Stems) -> str:
    """Return what a phrase is known by, in whatever form: its stems."""
    return " ".join(word.stems[0] for word in words(text, stems))


def suggest(
    pairs: Sequence[Pair], source: Side, target: Side, *, known: frozenset[str] = frozenset(), most: int = 200
) -> list[Suggestion]:
    """Return the likeliest new terms of the sources, the best first. `known`: keys of those that are not asked for."""
    sources = [_runs(pair.source, source) for pair in pairs]
    counts = _recurring(sources)
    found = [gram for gram in counts if _may_be_term(gram, source)]
    weights = _c_values(found, counts)
    ranked = sorted(found, key=lambda gram: (-weights[gram], gram))
    looked_at = [gram for gram in ranked if " ".join(gram) not in known][:MOST_LOOKED_AT]
    places = _places(sources, frozenset(looked_at))
    targets = [_runs(pair.target, target) for pair in pairs]
    equivalents = _Equivalents(targets, source, target).of_all({gram: places[gram] for gram in looked_at})
    kept = [gram for gram, one in equivalents.items() if one.likeness >= LEAST_LIKENESS]
    order = sorted(kept, key=lambda gram: (-weights[gram] * equivalents[gram].likeness ** 2, gram))
    acronyms = _acronyms(pairs, source)
    return [
        _suggestion(gram, equivalents[gram], places[gram], pairs, (sources, targets), acronyms) for gram in order[:most]
    ]


def _runs(text: str, side: Side) -> Runs:
    """Return the words of a text in runs: no phrase goes over a comma or the end of a sentence."""
    runs: Runs = []
    end = -1
    for word in words(text, side.stems):
        if end < 0 or not _JOINED.fullmatch(text, end, word.start):
            runs.append([])
        runs[-1].append(word)
        end = word.end
    return runs


def _grams(runs: Runs, size: int) -> Iterator[tuple[Gram, Sequence[Word]]]:
    for run in runs:
        for n in range(len(run) - size + 1):
            part = run[n : n + size]
            yield tuple(word.stems[0] for word in part), part


def _recurring(texts: Sequence[Runs]) -> dict[Gram, int]:
    """Return the phrases that recur, with the number of texts; a phrase can only recur if its parts do."""
    counts: dict[Gram, int] = {}
    for size in range(1, LONGEST + 1):
        found: Counter[Gram] = Counter()
        for runs in texts:
            found.update({
                gram
                for gram, _words in _grams(runs, size)
                if size == 1 or (gram[1:] in counts and gram[:-1] in counts)
            })  # fmt: skip
        counts |= {gram: count for gram, count in found.items() if count >= LEAST_PAIRS}
    return counts


@lru_cache(maxsize=8)
def _edges(language: str, stems: Stems) -> frozenset[str]:
    """Return the stems that no term begins or ends with, and the words themselves."""
    return _with_stems(STOP_WORDS.get(language, frozenset()) | EDGE_WORDS.get(language, frozenset()), stems)


def _with_stems(own: frozenset[str], stems: Stems) -> frozenset[str]:
    return own | {stem for word in own for stem in stems(word)[:_OWN_STEMS]}


@lru_cache(maxsize=8)
def _determiners(language: str, stems: Stems) -> frozenset[str]:
    return _with_stems(DETERMINERS.get(language, frozenset()), stems)


def _is_whole(gram: Gram, side: Side) -> bool:
    """Tell whether a phrase may be one: no stop word at its ends, and nothing new begins in it (joined a strike)."""
    edges, new = _edges(side.language, side.stems), _determiners(side.language, side.stems)
    if any(stem in edges or len(stem) < 2 or stem.isdigit() for stem in (gram[0], gram[-1])):
        return False
    return not any(stem in new and before not in edges for before, stem in pairwise(gram))


@lru_cache(maxsize=8)
def _common(language: str, stems: Stems) -> frozenset[str]:
    """Return the stems of the words of the general language."""
    return frozenset(stem for word in COMMON_WORDS.get(language, ()) for stem in stems(word)[:_OWN_STEMS])


def _may_be_term(gram: Gram, side: Side) -> bool:
    """Tell whether a phrase may be a term: whole, and not of general words or numbers alone."""
    edges, common = _edges(side.language, side.stems), _common(side.language, side.stems)
    return _is_whole(gram, side) and not all(stem in common or stem in edges or stem.isdigit() for stem in gram)


def _c_values(found: Iterable[Gram], counts: dict[Gram, int]) -> dict[Gram, float]:
    """Return the C-value of each candidate: how often it stands by itself, and not in a longer one, by its length."""
    own = list(found)
    within: dict[Gram, list[int]] = defaultdict(list)
    for gram in own:
        for size in range(1, len(gram)):
            for part in {gram[n : n + size] for n in range(len(gram) - size + 1)}:
                within[part].append(counts[gram])
    values = {}
    for gram in own:
        longer = within.get(gram, ())
        values[gram] = math.log2(len(gram) + 1) * (counts[gram] - (sum(longer) / len(longer) if longer else 0))
    return values


def _places(texts: Sequence[Runs], wanted: frozenset[Gram]) -> dict[Gram, list[int]]:
    """Return the numbers of the texts that each wanted phrase stands in."""
    found: dict[Gram, list[int]] = {gram: [] for gram in wanted}
    sizes = sorted({len(gram) for gram in wanted})
    for number, runs in enumerate(texts):
        for gram in {gram for size in sizes for gram, _words in _grams(runs, size) if gram in wanted}:
            found[gram].append(number)
    return found


class _Equivalent(NamedTuple):
    gram: Gram
    likeness: float  # 0 to 1


class _Equivalents:
    """What stands in the targets wherever a phrase stands in the sources."""

    def __init__(self, targets: Sequence[Runs], source: Side, target: Side) -> None:
        self._targets, self._side = targets, target
        self._stop = _edges(target.language, target.stems)
        self._no_meaning = _edges(source.language, source.stems)

    def of_all(self, places: dict[Gram, list[int]]) -> dict[Gram, _Equivalent]:
        """Return the equivalent of each phrase by its places; a phrase without one is left out."""
        beside = {gram: self._beside(own) for gram, own in places.items()}
        wanted = frozenset(one for found in beside.values() for one in found)
        totals = {gram: len(own) for gram, own in _places(self._targets, wanted).items()} if wanted else {}
        found = {}
        for gram, counts in beside.items():
            share = len(places[gram]) / max(1, min(len(places[gram]), MOST_PAIRS_EACH))
            likeness = {
                one: min(1.0, 2 * count * share / (len(places[gram]) + totals[one])) for one, count in counts.items()
            }
            if likeness:
                best = max(likeness, key=lambda one: (likeness[one], -self._difference(gram, one), -len(one), one))
                found[gram] = _Equivalent(best, likeness[best])
        return found

    def _difference(self, gram: Gram, other: Gram) -> int:
        """Return by how many words with a meaning of their own two phrases differ."""
        return abs(sum(stem not in self._stop for stem in other) - sum(stem not in self._no_meaning for stem in gram))

    def _beside(self, numbers: Sequence[int]) -> dict[Gram, int]:
        """Return the phrases that stand in enough of these targets, with the number of them."""
        looked_at = numbers[:: -(-len(numbers) // MOST_PAIRS_EACH)] if numbers else ()
        least = max(2, math.ceil(LEAST_SHARE * len(looked_at)))
        kept: dict[Gram, int] = {}
        for size in range(1, LONGEST_EQUIVALENT + 1):
            found: Counter[Gram] = Counter()
            for number in looked_at:
                found.update({
                    gram
                    for gram, _words in _grams(self._targets[number], size)
                    if size == 1 or (gram[1:] in kept and gram[:-1] in kept)
                })  # fmt: skip
            kept |= {gram: count for gram, count in found.items() if count >= least}
        return {
            gram: count for gram, count in kept.items() if not {gram[0], gram[-1]} & self._stop and len(gram[0]) > 1
        }


def _suggestion(
    gram: Gram, equivalent: _Equivalent, places: Sequence[int], pairs: Sequence[Pair],
    texts: tuple[Sequence[Runs], Sequence[Runs]], acronyms: dict[Gram, str],
) -> Suggestion:  # fmt: skip
    sources, targets = texts
    looked_at = places[:MOST_PAIRS_EACH]
    forms = [form for n in looked_at for form in _forms(gram, sources[n], pairs[n].source)]
    own = [form for n in looked_at for form in _forms(equivalent.gram, targets[n], pairs[n].target)]
    both = [n for n in looked_at if _forms(equivalent.gram, targets[n], pairs[n].target)]
    examples = sorted(both, key=lambda n: (abs(len(pairs[n].source) - 80), n))[:MOST_EXAMPLES]
    is_name = _is_name(forms)
    return Suggestion(
        " ".join(gram), _usual(forms, is_name=is_name), len(places), is_name, acronyms.get(gram, ""),
        _usual(own, is_name=_is_name(own)), round(100 * equivalent.likeness), tuple(pairs[n].id for n in examples),
    )  # fmt: skip


def _forms(gram: Gram, runs: Runs, text: str) -> list[tuple[str, bool]]:
    """Return how a phrase is written in a text, and whether at the beginning of a run, where capitals say nothing."""
    return [
        (text[part[0].start : part[-1].end], any(part[0] is run[0] for run in runs))
        for found, part in _grams(runs, len(gram))
        if found == gram
    ]


def _is_name(forms: Sequence[tuple[str, bool]]) -> bool:
    """Tell whether a phrase is written with capitals also within sentences, where those say something."""
    within = [form for form, is_first in forms if not is_first and not form.isupper()]
    names = [form for form in within if form[:1].isupper() and form.split()[-1][:1].isupper()]
    return len(within) >= 2 and len(names) >= NAME_FROM * len(within)


def _usual(forms: Sequence[tuple[str, bool]], *, is_name: bool) -> str:
    """Return the way in which a phrase is written most often; a capital at the beginning of a run does not count."""
    written: Counter[str] = Counter()
    for form, is_first in forms:
        is_said = is_name or not is_first or form[1:2].isupper()
        written[form if is_said else form[:1].lower() + form[1:]] += 1
    return max(written, key=lambda form: (written[form], form.islower(), -len(form), form), default="")


def _acronyms(pairs: Sequence[Pair], side: Side) -> dict[Gram, str]:
    """Return the names that stand before their acronym in parentheses: International Committee (IC)."""
    found: dict[Gram, str] = {}
    for pair in pairs:
        if "(" not in pair.source:
            continue
        for match in _ACRONYM.finditer(pair.source):
            own = words(match["before"], side.stems)
            stop = STOP_WORDS.get(side.language, frozenset())
            for size in range(2, LONGEST + 1):
                part = own[-size:]
                initials = "".join(word.folded[0] for word in part if word.folded not in stop)
                if (
                    len(part) == size
                    and initials == fold(match["acronym"])
                    and match["before"][part[0].start].isupper()
                ):
                    found.setdefault(tuple(word.stems[0] for word in part), match["acronym"])
    return found
