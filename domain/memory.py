"""What a translation memory compares texts by: their normal form, its keys, and a sketch that alike texts share.

The sketch is a sample of a text's character grams, the same for every text that holds them: those with the smallest
hashes (A. Z. Broder, "On the resemblance and containment of documents", 1997). Two texts that are alike share some
of it, so that of a large memory only a few entries need to be compared letter by letter. docs/decisions/0030.
"""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b
from zlib import crc32

from domain.folding import words_of
from domain.language_tags import base_language


class Penalty(StrEnum):
    """Why a match is worth less than its texts are alike: somebody should look twice."""

    DRAFT = "draft"  # nobody has approved it
    MACHINE = "machine"  # no person has written it
    OUTDATED = "outdated"  # its source has changed since
    SENTENCE = "sentence"  # paired by lengths, by no person
    VARIETY = "variety"  # another country's


# Percent taken off.
PENALTIES = {
    Penalty.DRAFT: 10, Penalty.MACHINE: 5, Penalty.OUTDATED: 10, Penalty.SENTENCE: 2, Penalty.VARIETY: 1,
}  # fmt: skip
LONGEST = 20_000  # characters; a longer text is found when it is the same, not when it is alike
SKETCH = 12  # grams of a text that stand in the index
PROBE = 20  # grams of a text that are looked for: what two texts share may be further down among those of one of them
SHORT = 48  # bytes of folded text; grams of a shorter one are short, and begin at every letter, not at every word
_SHORT_GRAMS, _LONG_GRAMS = re.compile(rb"(?=(.{4}))", re.DOTALL), re.compile(rb"(?=( .{1,7}))", re.DOTALL)
ENTRY_BITS, LENGTH_BITS, HASH_BITS = 29, 7, 28  # of a posting: 64 together
MOST_ENTRIES = 1 << ENTRY_BITS
_HALF = 1 << (HASH_BITS - 1)
# A letter or a figure, lower case, of each character that is one; else a space: what domain/folding.py makes of ASCII.
_PLAIN = bytes(ord(chr(n).lower()) if n < 128 and chr(n).isalnum() else 32 for n in range(256))
_DROPPED = 32 - HASH_BITS


def normalised(text: str) -> str:
    """Return `text` as it is compared: NFC, every run of white space one space, none at the ends."""
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())  # what `split` takes for white space is what `\\s` matches


@lru_cache(maxsize=256)
def pair_of(source_language: str, target_language: str) -> str:
    """Return the name of a pair of languages whatever their varieties: es-MX is es."""
    return f"{base_language(source_language)}>{base_language(target_language)}"


def key(*texts: str) -> int:
    """Return 64 bits (signed) that stand for these texts."""
    digest = blake2b("\x1f".join(texts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def probe(text: str, pair: str, *, floor: int) -> list[int]:
    """Return the hashes to look for texts by that are alike `text` by `floor` percent or more.

    Those of both kinds of grams where an alike text may be on the other side of SHORT.
    """
    folded = _folded(text)
    length = len(folded)
    sides = {size < SHORT for size in (length, length * floor // 100, length * 100 // max(1, floor))}
    salt = _salt(pair)
    return sorted({value >> _DROPPED ^ salt for is_short in sides for value in _smallest(folded, is_short, PROBE)})


def postings(text: str, pair: str, entry: int) -> list[int]:
    """Return the rows of the index for a normalised text: of each gram of its sketch one, with its length and number.

    None of a text beyond LONGEST, nor of an entry whose number has more than ENTRY_BITS.
    """
    if entry >= MOST_ENTRIES:
        return []
    folded, salt = _folded(text), _salt(pair)
    place = beginning(0) + (grade(len(text)) << ENTRY_BITS | entry)
    least = _smallest(folded, len(folded) < SHORT, SKETCH)
    return [((value >> _DROPPED ^ salt) << ENTRY_BITS + LENGTH_BITS) + place for value in least]


def beginning(value: int) -> int:
    """Return the least posting of a hash, signed: its entries follow, the shorter texts first."""
    return (value - _HALF) << (ENTRY_BITS + LENGTH_BITS)


def grade(length: int) -> int:
    """Return the length of a text on a scale of eight steps to the double, at most 127: about a tenth each."""
    bits = max(0, length.bit_length() - 4)
    return min((1 << LENGTH_BITS) - 1, (bits << 3) + (length >> bits))


def lengths(length: int, floor: int) -> tuple[int, int]:
    """Return the shortest and the longest text that may be alike one of `length` by `floor` percent."""
    return -(-length * floor // 100), length * 100 // max(1, floor)


@lru_cache(maxsize=256)
def _salt(pair: str) -> int:
    return crc32(pair.encode()) >> _DROPPED


def _folded(text: str) -> bytes:
    """Return the words of a text alone, each with a space on both sides."""
    if not text or len(text) > LONGEST:
        return b""
    if text.isascii():  # most are, and it takes a fifth of the time
        return b" %b " % (b" ".join(text.encode().translate(_PLAIN).split()) or text.encode())
    return f" {' '.join(words_of(text)) or text} ".encode("utf-8", "replace")


def _smallest(folded: bytes, is_short: bool, count: int) -> list[int]:
    """Return the least checksums of a text's grams; a posting has no room for their last bits."""
    grams = (_SHORT_GRAMS if is_short else _LONG_GRAMS).findall(folded) or ([folded] if folded else [])
    return sorted(set(map(crc32, grams)))[:count]
