"""A guess at the language of a text from its commonest words: shown as a suggestion, never taken as a fact."""

import re

# Words that stand in any paragraph of the one language and are no words of the other (so not "a", "me", "no").
_ENGLISH = """
    the of and to in is that was for it with as his on be at by had are this from not but have they which you
    were her she there been their has would will what if can when who more an or we our its
"""
_SPANISH = """
    de la que el en los del se las por un con una su para es al lo como más pero sus le ya o este sí porque esta
    entre cuando muy sin sobre también hasta hay donde quien desde todo nos durante todos uno les ni contra otros
    ese eso ante ellos e esto antes algunos qué unos otro otras otra él tanto esa estos mucho quienes nada muchos
    cual poco ella estar estas algunas algo nosotros son fue y
"""
COMMONEST: dict[str, frozenset[str]] = {"en": frozenset(_ENGLISH.split()), "es": frozenset(_SPANISH.split())}
SAMPLE_CHARACTERS = 20_000
FEWEST_WORDS = 2

_WORD = re.compile(r"[^\W\d_]+")


def guess_language(text: str) -> str | None:
    """Return the BCP 47 tag of the language that `text` seems to be in; None when its words do not tell.

    Counts the commonest words of each known language in the first 20,000 characters; the first must have
    at least two of them and half as many again as the second.
    """
    words = [word.lower() for word in _WORD.findall(text[:SAMPLE_CHARACTERS])]
    counts = sorted(((sum(w in known for w in words), tag) for tag, known in COMMONEST.items()), reverse=True)
    (most, tag), (second, _) = counts[:2]
    return tag if most >= FEWEST_WORDS and most >= 1.5 * second else None
