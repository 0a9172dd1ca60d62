"""The forms of an English word: plural, those of a verb, and the two spellings of Britain and America.

Words are folded. Source: R. Quirk et al., A Comprehensive Grammar of the English Language (1985), 3.2 to 3.20 (verbs),
5.73 to 5.103 (plurals).
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from domain.inflection.english_words import (
    ENDING_IN_IS,
    FORMS,
    LEMMAS,
    NO_PLURAL,
    NO_SINGULAR,
    NO_VERB,
    NOT_IZE,
    OUR,
    SPELLINGS,
)
from domain.inflection.listed import listed

_VOWELS = "aeiouy"
_MUST_DOUBLE = re.compile(r"(?:[^aeiou]|^qu)*(?:qu)?[aeiouy][bcdfgklmnprstvz]")
_MAY_DOUBLE = re.compile(r"\w*[aeiou][bdfgklmnprstvz]")
_ISE = re.compile(r"(\w{3,}[^aeiou]|\w{2,}i?al)is(e|es|ed|er|ers|ing|ation|ations)")
_OUR = re.compile(rf"({OUR})our(s|ed|ing|er|ers|hood|hoods|able|ite|ites|ful|less|ist|ists)?")


def is_form(term: str, word: str, *, is_noun: bool = False, is_verb: bool = False) -> bool:
    """Tell whether a folded word is a form of a term's folded word. `is_noun`, `is_verb`: what it is, where known."""
    own, others = american(term), {word, american(word)}
    if own in others:
        return True
    nouns = () if is_verb else _singulars(own)
    verbs = () if is_noun or own in NO_VERB else (own,)
    return any(others & _plurals(one) for one in nouns) or any(others & _verb(one) for one in verbs)


def spellings(word: str) -> Iterator[str]:
    """Yield the words that a folded word may be a form of, as other spellings have them, too."""
    own = american(word)
    yield own
    yield from LEMMAS.get(own, ())
    yield from LEMMAS.get(word, ())
    yield from _singulars(own)
    yield from (
        f"{prefix}{one}"
        for prefix in _PREFIXES
        if word.startswith(prefix)
        for one in LEMMAS.get(word[len(prefix) :], ())
    )
    if own.endswith(("eed", "eeing")):
        yield own[:-1] if own.endswith("d") else own[:-3]
    if own.endswith("ying"):
        yield f"{own[:-4]}ie"
    if "iz" in own:
        yield re.sub(r"iz(?=e|ing|ation)", "is", own)
    if "or" in own:
        yield re.sub(rf"({OUR})or", r"\1our", own)
    yield from SPELLINGS.get(own, ())
    if own.endswith("s"):
        yield from SPELLINGS.get(own[:-1], ())


@lru_cache(maxsize=20_000)
def american(word: str) -> str:
    """Return a folded word in the spelling of America: organise, labour, defence are organize, labor, defense."""
    if (found := _ISE.fullmatch(word)) and not NOT_IZE.fullmatch(word):
        return f"{found[1]}iz{found[2]}"
    if found := _OUR.fullmatch(word):
        return f"{found[1]}or{found[2] or ''}"
    if word in _AMERICAN:
        return _AMERICAN[word]
    if word.endswith("s") and word[:-1] in _AMERICAN:
        return f"{_AMERICAN[word[:-1]]}s"
    return word


_AMERICAN = {british: own for own, others in SPELLINGS.items() for british in others}


def _singulars(word: str) -> tuple[str, ...]:
    """Return a word, and what it would be in the singular."""
    found = [word, *(lemma for lemma in LEMMAS.get(word, ()) if word in _irregular_plurals(lemma))]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and word not in NO_SINGULAR and len(word) > 3:
        found.append(word[:-1])
        if word.endswith("ies"):
            found.append(f"{word[:-3]}y")
        if word.endswith(("ses", "xes", "zes", "ches", "shes", "oes")):
            found.append(word[:-2])
        if word.endswith("ses") and f"{word[:-2]}is" in ENDING_IN_IS:
            found.append(f"{word[:-2]}is")
    return tuple(found)


@lru_cache(maxsize=5_000)
def _plurals(word: str) -> frozenset[str]:
    if word in NO_PLURAL:
        return frozenset((word,))
    found = {word, f"{word}s", *_irregular_plurals(word)}
    if word.endswith(("s", "x", "z", "ch", "sh", "o")):
        found.add(f"{word}es")
    if word.endswith("y") and word[-2:-1] not in tuple("aeiou"):
        found.add(f"{word[:-1]}ies")
    if word.endswith("man") and len(word) > 3:
        found.add(f"{word[:-2]}en")
    if word.endswith(("is",)):
        found.add(f"{word[:-2]}es")
    if word.endswith(("person", "child", "foot", "tooth", "wife", "life", "half", "shelf")):
        found |= {word[: -len(end)] + form for end in _ENDS if word.endswith(end) for form in _irregular_plurals(end)}
    return frozenset(found)


_ENDS = ("person", "child", "foot", "tooth", "wife", "life", "half", "shelf")


def _irregular_plurals(word: str) -> tuple[str, ...]:
    nouns, _verbs = FORMS.get(word, ((), ()))
    return nouns


@lru_cache(maxsize=5_000)
def _verb(word: str) -> frozenset[str]:
    """Return the forms of a verb."""
    _nouns, irregular = FORMS.get(word, ((), ()))
    if not irregular:
        prefix = next(
            (one for one in _PREFIXES if word.startswith(one) and FORMS.get(word[len(one) :], ("", ()))[1]), ""
        )
        irregular = tuple(f"{prefix}{form}" for form in FORMS[word[len(prefix) :]][1]) if prefix else ()
    found = {*_plurals(word), *irregular, *(_with(word, "ing")), f"{word}s"}
    if not irregular or word in _BOTH:
        found |= set(_with(word, "ed"))
    return frozenset(found)


_PREFIXES = ("under", "over", "out", "fore", "with", "mis", "re", "un", "be", "up")
_BOTH = listed("burn dream learn show sow hang light swell prove shine lie dwell spell spill lean leap")


def _with(word: str, ending: str) -> Iterator[str]:
    """Yield a verb with -ed or -ing: stopped, taking, dying, denied, freed."""
    if word.endswith("e"):
        if ending == "ed":
            yield f"{word}d"
        elif word.endswith("ie"):
            yield f"{word[:-2]}ying"
        elif word.endswith(("ee", "oe", "ye")) or word in ("singe", "be"):
            yield f"{word}ing"
        else:
            yield f"{word[:-1]}ing"
        return
    if word.endswith("y") and word[-2:-1] not in tuple("aeiou"):
        yield f"{word[:-1]}ied" if ending == "ed" else f"{word}ing"
        return
    doubled = f"{word}{word[-1:]}{ending}"
    if word.endswith("c"):
        yield f"{word}k{ending}"
    if _MUST_DOUBLE.fullmatch(word) and len(word) > 2:
        yield doubled
        return
    if _MAY_DOUBLE.fullmatch(word) and word[-3:-2] not in tuple("aeiou"):
        yield doubled
    yield f"{word}{ending}"
