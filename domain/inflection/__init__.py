"""Telling forms of one word from other words with the same stem: strikes and striking are strike, strikers is not.

A stemmer takes off more than endings: organ, organize and organization have one stem. It takes off less, too: it leaves
piden and pedir apart. So a text is asked for terms by the stems of all that its words may be forms of (`kin`), and what
is found has to be a form by the rules of its language (`are_forms`). Why it is done so: docs/decisions/0031.
"""

import re
from itertools import islice

from domain.folding import fold
from domain.inflection import english, spanish_nouns, spanish_verbs
from domain.inflection.english_words import LEMMAS

MOST_KIN = 20  # words that one may be a form of
_ENGLISH_PLURAL = re.compile(r"(?:(?<=[sxz])|(?<=[cs]h))es$|(?<=[^s])s$")
_SPANISH_PLURAL = re.compile(r"(?<=\w[dlnrsxjy])es$|(?<=[aeo])s$")


def plain_form(word: str, language: str) -> str:
    """Return a folded word without what its language does besides endings: women is woman, struck strike."""
    if language != "en":
        return word
    return f"{word[:-2]}an" if word.endswith("men") and len(word) > 4 else LEMMAS.get(word, (word,))[0]


def singular(word: str, language: str) -> str:
    """Return a word (small letters, with its accents) without the mark of what looks like a plural.

    A stemmer that meets mínimos takes it for a verb, as it does with ciudades and not with ciudad.
    """
    if len(word) < 4:
        return word
    if language == "en":
        return _ENGLISH_PLURAL.sub("", word)
    if language == "es":
        return f"{word[:-3]}z" if word.endswith("ces") else _SPANISH_PLURAL.sub("", word)
    return word


def one_spelling(stem: str, language: str) -> str:
    """Return a folded stem as it is written before any ending: luz and luc, pag and pagu, boycott and boycot."""
    if language == "en" and len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "aeiou":
        return stem[:-1]
    if language != "es":
        return stem
    for ending, written in (("qu", "c"), ("gu", "g"), ("z", "c"), ("j", "g")):
        if stem.endswith(ending) and len(stem) > len(ending) + 1:
            return stem[: -len(ending)] + written
    return stem


def kin(written: str, language: str) -> tuple[str, ...]:
    """Return the words whose stems a word (small letters) may have to be looked for under, besides its own."""
    if language == "en":
        found = [fold(written), *english.spellings(fold(written))]
    elif language == "es":
        bare = spanish_nouns.without_accents(written)
        found = [*spanish_nouns.singulars(bare), *spanish_verbs.infinitives(bare)]
    else:
        return ()
    return tuple(islice(dict.fromkeys(found), MOST_KIN))


def are_forms(
    term: str, word: str, language: str, *, in_capitals: bool = False, part: str = "", is_further: bool = False
) -> bool:
    """Tell whether a word is a form of a term's word, both in small letters; True for a language without rules.

    `in_capitals`: the word stands so, where accents are often left out. `part`: of speech, noun, verb or adjective, ""
    where nobody said. `is_further`: the term's word stands behind another, and takes its gender if it has one.
    """
    if term == word:
        return True
    if language == "en":
        return english.is_form(fold(term), fold(word), is_noun=part == "noun", is_verb=part == "verb")
    if language != "es":
        return True
    bare = spanish_nouns.without_accents(word)
    own = spanish_nouns.without_accents(term)
    if part != "noun" and spanish_verbs.is_infinitive(own) and spanish_verbs.is_form(
        own, word, bare, in_capitals=in_capitals
    ):  # fmt: skip
        return True
    is_adjective = part == "adjective" or is_further
    return part != "verb" and spanish_nouns.is_form(
        term, word, bare, in_capitals=in_capitals, is_adjective=is_adjective
    )
