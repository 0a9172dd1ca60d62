"""The forms of a Spanish noun or adjective: plural, feminine, and those written for all genders.

Letters stand without accents, ñ stays. Source: RAE 2009, 2.1 to 2.6 (gender), 3.2 to 3.4 (plural), 13.5 (short
adjectives). No rule tells that casa is not the feminine of caso: the nouns with such a neighbour stand in a list.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from domain.inflection.spanish_words import ALONE, ARTICLES, FEMININES, PEOPLE_IN_A, SHORTENED, STRESSED_N, STRESSED_S

_GENDERED_R = re.compile(r"\w+(?:[dts]or|ñor)")
_STRESSED_PLURAL = re.compile(r"[áéíóú][sx]$")
_FINAL_ACCENT = re.compile(r"[áéíóú]s?$")
_SINGULAR_OF_FEMININE = {form: lemma for lemma, form in FEMININES.items()}


def is_form(term: str, written: str, bare: str, *, in_capitals: bool, is_adjective: bool) -> bool:
    """Tell whether a word is a form of a noun or an adjective, both in small letters with their accents.

    `bare`: the word without accents. One may be missing, as often in capitals; one too many at the end makes another
    word: papá, marchó. `is_adjective`: it takes the gender of another word for certain.
    """
    own = without_accents(term)
    if any(own in articles and bare in articles for articles in ARTICLES):
        return True
    if not in_capitals and _FINAL_ACCENT.search(written) and not _FINAL_ACCENT.search(term):
        return False
    return any(bare in _forms(one, is_adjective) for one in _singulars(term))


def singulars(bare: str) -> Iterator[str]:
    """Yield the words that a word, without accents, may be a form of and that its stem does not show."""
    yield from (one for articles in ARTICLES if bare in articles for one in sorted(articles))
    for one in _singulars(bare):
        yield one
        if one in SHORTENED:
            yield SHORTENED[one]
        yield from (short for short, whole in SHORTENED.items() if one in (whole, f"{whole[:-1]}a"))
        if one in _SINGULAR_OF_FEMININE:
            yield _SINGULAR_OF_FEMININE[one]
        stem = one[:-1]
        if one.endswith("x"):
            yield from (f"{stem}o", stem)
        elif one.endswith("e") and len(one) > 3:
            soft = stem[:-2] + "c" if stem.endswith("qu") else stem[:-1] if stem.endswith("gu") else stem
            yield from (f"{soft}o", soft)
        elif one.endswith("a") and len(one) > 3:
            yield stem


def without_accents(written: str) -> str:
    """Return a word without its accents and the points of ü; ñ is a letter of its own."""
    return written if written.isascii() else written.translate(_ACCENTS)


_ACCENTS = str.maketrans("áéíóúüàèìòùâêôç", "aeiouuaeiouaeoc")


@lru_cache(maxsize=20_000)
def _singulars(term: str) -> tuple[str, ...]:
    """Return a word and what it would be in the singular, without accents."""
    bare = without_accents(term)
    found = [bare]
    if _STRESSED_PLURAL.search(term):
        return (bare,)
    if bare.endswith("ces"):
        found.append(f"{bare[:-3]}z")
    if bare.endswith("es") and len(bare) > 4:
        found.append(bare[:-2])
    if bare.endswith("s") and len(bare) > 3 and bare[-2] in "aeioux" and not bare.endswith(("sis", "tus", "rus")):
        found.append(bare[:-1])
    return tuple(found)


@lru_cache(maxsize=5_000)
def _forms(bare: str, is_adjective: bool) -> frozenset[str]:
    """Return the forms of a singular."""
    found = {bare, *_plurals(bare)}
    for own in {bare, SHORTENED.get(bare, bare)}:
        for other in (own, *_genders(own, is_adjective)):
            found |= {other, *_plurals(other)}
    return frozenset(found | {short for short, whole in SHORTENED.items() if whole == bare})


def _plurals(bare: str) -> Iterator[str]:
    last = bare[-1:]
    if not last:
        return
    if last in "aeiou":
        yield f"{bare}s"
        if last in "iu":
            yield f"{bare}es"
    elif last == "z":
        yield f"{bare[:-1]}ces"
    elif last == "c":
        yield from (f"{bare[:-1]}ques", f"{bare}s")
    elif last == "s":
        yield f"{bare}es"
    else:
        yield from (f"{bare}es", f"{bare}s")


def _genders(bare: str, is_adjective: bool) -> Iterator[str]:
    """Yield the other genders of a singular: of the other sex, and with x or e for all."""
    if other := FEMININES.get(bare):
        yield other
    stem = bare[:-1] if bare[-1:] in ("o", "a") else bare
    if bare.endswith("o"):
        if bare in ALONE and not is_adjective:
            return
        yield f"{stem}a"
    elif bare.endswith("a"):
        if not is_adjective and bare not in PEOPLE_IN_A and not _takes_a(stem):
            return
        yield from (f"{stem}o", stem)
    elif _takes_a(bare):
        yield f"{bare}a"
    else:
        return
    soft = f"{stem[:-1]}qu" if stem.endswith("c") else f"{stem}u" if stem.endswith("g") else stem
    yield from (f"{stem}x", f"{soft}e")


def _takes_a(bare: str) -> bool:
    return (_GENDERED_R.fullmatch(bare) is not None and bare not in ALONE) or bare in STRESSED_N or bare in STRESSED_S
