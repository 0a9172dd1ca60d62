"""The one check that looks at the whole translation: the same source with two targets.

What translation tools call "inconsistent translation".
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from domain.checks import Finding, Severity
from domain.memory import normalised

SAME_SOURCE = "same-source"
SEVERITY = Severity.WARNING


class Texts(NamedTuple):
    """A target by what its texts hash to, with its place in the reading order."""

    target_id: int
    position: int
    source_key: int
    target_key: int


def key_of(text: str) -> int:
    """Return what a text hashes to, as it is compared: space and normal form aside. In 64 bits, with a sign."""
    found = hashlib.blake2b(normalised(text).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(found, "big", signed=True)


def differing(texts: Iterable[Texts]) -> Iterator[tuple[Texts, Texts]]:
    """Yield each target that differs from that of an earlier segment with the same source, with that first one.

    `texts` are in reading order; the same difference is told once.
    """
    first: dict[int, Texts] = {}
    told: dict[int, set[int]] = defaultdict(set)
    for one in texts:
        known = first.setdefault(one.source_key, one)
        if one.target_key != known.target_key and one.target_key not in told[one.source_key]:
            told[one.source_key].add(one.target_key)
            yield one, known


def finding(text: str, first_key: str, first_text: str) -> Finding:
    """Return the finding in the target `text`, whose source has the target `first_text` in the segment `first_key`."""
    return Finding(SAME_SOURCE, SEVERITY, "differs", 0, len(text), (first_key, first_text))
