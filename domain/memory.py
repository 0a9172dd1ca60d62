"""What a translation memory compares texts by: their normal form, its keys, and a sketch that alike texts share.

The sketch is a sample of a text's character grams, the same for every text that holds them: those with the smallest
hashes (A. Z. Broder, "On the resemblance and containment of documents", 1997). Two texts that are alike share some
of it, so that of a large memory only a few entries need to be compared letter by letter. docs/decisions/0030.
"""

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple
from zlib import crc32

from domain.folding import words_of
from domain.language_tags import base_language

LONGEST = 20_000  # characters; a longer text is found when it is the same, not when it is alike
SKETCH = 16  # grams of a text that stand in the index
SHORT = 30  # characters of folded text below which grams are short
SHORT_GRAM, LONG_GRAM = 4, 8
_SPACE = re.compile(r"\s+")
_UNEVEN = re.compile(r"[^\S ]|  ")
_MIXER = 2_654_435_761  # Knuth's multiplier: neighbours among checksums are none among hashes


def normalised(text: str) -> str:
    """Return `text` as it is compared: NFC, every run of white space one space, none at the ends."""
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return _SPACE.sub(" ", text).strip() if _UNEVEN.search(text) else text.strip(" ")


@lru_cache(maxsize=256)
def pair_of(source_language: str, target_language: str) -> str:
    """Return the name of a pair of languages whatever their varieties: es-MX is es."""
    return f"{base_language(source_language)}>{base_language(target_language)}"


def key(*texts: str) -> int:
    """Return 64 bits (signed) that stand for these texts."""
    digest = blake2b("\x1f".join(texts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


class Sketched(NamedTuple):
    """A text as the index knows it. `length`: characters of its normal form."""

    length: int
    hashes: tuple[int, ...]


def sketch(text: str, pair: str) -> Sketched:
    """Return the sketch of a normalised text: up to SKETCH hashes (32 bits, signed), none of a text beyond LONGEST."""
    folded = _folded(text)
    return Sketched(len(text), _hashes(folded, _gram(len(folded)), pair))


def probe(text: str, pair: str, *, floor: int) -> tuple[int, ...]:
    """Return the hashes to look for texts by that are alike `text` by `floor` percent or more.

    Beside its own sketch, that in the other size of grams where an alike text may be on the other side of SHORT.
    """
    folded = _folded(text)
    length = len(folded)
    sizes = {_gram(length), _gram(length * floor // 100), _gram(length * 100 // max(1, floor))}
    return tuple(sorted({h for size in sizes for h in _hashes(folded, size, pair)}))


def lengths(length: int, floor: int) -> tuple[int, int]:
    """Return the shortest and the longest text that may be alike one of `length` by `floor` percent."""
    return -(-length * floor // 100), length * 100 // max(1, floor)


def _folded(text: str) -> str:
    if len(text) > LONGEST:
        return ""
    return f" {' '.join(words_of(text)) or text} " if text else ""


def _gram(length: int) -> int:
    return SHORT_GRAM if length < SHORT else LONG_GRAM


def _hashes(folded: str, size: int, pair: str) -> tuple[int, ...]:
    if not folded:
        return ()
    letters = folded.encode("utf-8", "replace") if folded.isascii() else None
    count = max(1, len(folded) - size + 1)
    if letters is not None:
        sums = {crc32(letters[n : n + size]) for n in range(count)}
    else:
        sums = {crc32(folded[n : n + size].encode("utf-8", "replace")) for n in range(count)}
    salt = crc32(pair.encode())
    chosen = sorted([value * _MIXER & 0xFFFFFFFF for value in sums])[:SKETCH]
    return tuple(sorted((value ^ salt) - 0x80000000 for value in chosen))
