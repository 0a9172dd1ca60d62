"""The stems of words, by the rules of their language (Snowball, M. Porter)."""

from collections.abc import Callable
from functools import cache, lru_cache

from domain.folding import fold
from domain.inflection import kin, one_spelling, plain_form, singular
from domain.terms import Stems

_NAMES = {"en": "english", "es": "spanish", "pt": "portuguese", "fr": "french", "it": "italian", "de": "german"}


@cache
def stems_in(language: str) -> Stems:
    """Return what gives the stems of a word in a base language (`es`): folded, without its endings.

    The first is that of a term; a word in a text may have others: of what it may be a form of. A language without rules
    gets the folded word.
    """
    name = _NAMES.get(language)
    if name is None:
        return lambda word: (fold(word),)

    def stem(word: str) -> str:
        return one_spelling(fold(_stemmer(name)(word)), language) or fold(word)

    @lru_cache(maxsize=50_000)
    def stems(word: str) -> tuple[str, ...]:
        small = word.lower()
        written = plain_form(fold(word), "en") if language == "en" else small
        both = stem(singular(written, language)), stem(written)
        return tuple(dict.fromkeys((*both, *map(stem, kin(small, language)))))

    return stems


@lru_cache(maxsize=8)
def _stemmer(name: str) -> Callable[[str], str]:
    import snowballstemmer  # here, as it takes a while to load and most pages need none

    return snowballstemmer.stemmer(name).stemWord
