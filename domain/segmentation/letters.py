"""How a piece of text begins and ends: small letter or capital, end of a sentence. Looks at the edges only."""

import re

from domain.segmentation.words import all_words

_EDGE = 60
_LONGEST_TITLE = 150
_LONGEST_EXCLAMATION = 300
_PARTICLES = frozenset(all_words("particles"))
_OPENERS = re.compile(r"\W+")
# What may stand after the mark that ends a sentence: closing quotes and brackets; a note anchor.
_CLOSERS = "\"'”’»›)]}*_ \u00a0\u202f"
_NOTE_ANCHOR = re.compile(r"(?:\[\^?\w{1,8}\]|[¹²³⁰⁴-⁹†‡]+)$")
_STOPS = tuple(".…。۔।")
_SENTENCE_MARKS = re.compile(r"[.!?…]+(?=[\s\"'”’»)]|$)")
_SENTENCE_ENDS = tuple(".!?…。！？؟۔।")


def begins_small(text: str) -> bool:
    """Say whether the first letter is a small one; quotes, brackets and dashes before it do not count."""
    return _first_letter(text).islower()


def has_case(text: str) -> bool:
    """Say whether the first letter belongs to a script that has small letters and capitals."""
    letter = _first_letter(text)
    return letter.islower() or letter.isupper()


def _first_letter(text: str) -> str:
    if text[:1].isalnum():
        return text[0]
    return _OPENERS.sub("", text[:_EDGE], count=1)[:1]


def ends_sentence(text: str) -> bool:
    """Say whether a sentence ends here: a full stop, ! or ?, perhaps inside closing quotes or brackets."""
    return _last_sign(text) in _SENTENCE_ENDS


def ends_with_stop(text: str) -> bool:
    """Say whether a full stop or dots end the text, perhaps inside closing quotes or brackets."""
    return _last_sign(text) in _STOPS


def _last_sign(text: str) -> str:
    return _NOTE_ANCHOR.sub("", text[-_EDGE:].rstrip()).rstrip(_CLOSERS)[-1:]


def ends_open(text: str) -> bool:
    """Say whether the last word is a small one that nothing ends with: an article, a preposition, "and"."""
    words = text[-_EDGE:].split()
    return bool(words) and len(words) > 1 and words[-1] in _PARTICLES


def sentence_marks(text: str) -> list[str]:
    """Return the signs that end the sentences of a text, in order."""
    return [mark[0] for mark in _SENTENCE_MARKS.finditer(text)]


def is_exclamation(text: str) -> bool:
    """Say whether a text of a few lines at most is nothing but exclamations."""
    marks = sentence_marks(text) if len(text) <= _LONGEST_EXCLAMATION else []
    return bool(marks) and ends_sentence(text) and all("!" in mark for mark in marks)


def is_capitals(text: str) -> bool:
    """Say whether a short text is written in capitals throughout, with at least four letters."""
    if len(text) > _LONGEST_TITLE or not text.isupper():
        return False
    return sum(character.isalpha() for character in text) >= 4


def is_title_case(text: str) -> bool:
    """Say whether a short text capitalises its words, as English titles do, and ends no plain sentence."""
    if len(text) > _LONGEST_TITLE or text.endswith((".", ",", ";", ":")):
        return False
    words = re.findall(r"[^\W\d_][\w'’-]*", text)
    if not words or words[-1].lower() in _PARTICLES:
        return False
    words = [word for word in words if word.lower() not in _PARTICLES]
    return len(words) >= 2 and sum(word[0].isupper() for word in words) >= 0.85 * len(words)
