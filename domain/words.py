"""Words: counting them, which measures progress, and taking a text apart into them, which compares texts."""

import re
import unicodedata
from itertools import chain, groupby

# Scripts written without spaces. Chinese and Japanese characters count as a word each, as translation tools do.
_WIDE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
UNSPACED = _WIDE + "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # and Thai, Lao, Burmese, Khmer
_JOINERS = "\u00ad\u200c\u200d\u2060"  # soft hyphen and invisible joiners: inside a word, never its end


def _marks() -> str:
    """Return, as ranges of a character class, what sits on a letter: accents, Hindi and Arabic vowels."""
    marks = [n for n in chain(range(0x300, 0x1F000), range(0xE0100, 0xE01F0)) if unicodedata.category(chr(n))[0] == "M"]
    runs = ([n for _, n in run] for _, run in groupby(enumerate(marks), lambda pair: pair[1] - pair[0]))
    return "".join(f"{chr(run[0])}-{chr(run[-1])}" for run in runs)


ON_LETTERS = _marks() + _JOINERS
# A run of letters and digits, held together by inner apostrophes, hyphens, points and commas (don't, 2,40).
_RUN = rf"[^\W_](?:[^\W_]|[{ON_LETTERS}])*"
_WORD = re.compile(rf"{_RUN}(?:['’.,\-‑]{_RUN})*")
_WIDE_CHARACTER = re.compile(f"[{_WIDE}]")

_PARTS = rf"[{UNSPACED}]|[^\W{UNSPACED}](?:[^\W{UNSPACED}]|[{ON_LETTERS}])*|[^\w\s]"
_TOKEN = re.compile(_PARTS)
_PIECE = re.compile(rf"\s+|{_PARTS}")


def count_words(text: str) -> int:
    """Return the number of words in `text`; Chinese and Japanese characters count one each."""
    wide = len(_WIDE_CHARACTER.findall(text))
    return wide + len(_WORD.findall(_WIDE_CHARACTER.sub(" ", text) if wide else text))


def tokens(text: str) -> list[str]:
    """Return the words and marks of `text`, in order, without the space between them.

    In scripts without spaces each character stands for itself, or a sentence would be one word.
    """
    return _TOKEN.findall(text)


def pieces(text: str) -> list[str]:
    """Return `tokens` and the space between them: together they are `text`."""
    return _PIECE.findall(text)


def is_word(token: str) -> bool:
    """Tell whether a token says something by itself: all but punctuation and invisible characters do."""
    return any(unicodedata.category(c)[0] != "P" and unicodedata.category(c) != "Cf" for c in token)
