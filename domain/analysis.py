"""What is counted before a translation is begun: source words by how alike the memory's best match is.

The bands are those that translation tools use (Trados, memoQ, OmegaT: 75-84, 85-94, 95-99, 100, in context).
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Band(StrEnum):
    """How much of a paragraph is known already, the best first."""

    CONTEXT = "context"  # 101 and 102: the same text with one or both neighbours
    EXACT = "exact"  # 100
    REPETITION = "repetition"  # the same source stands earlier in the statement
    HIGH = "95-99"
    MIDDLE = "85-94"
    LOW = "75-84"
    NONE = "none"


LEAST = {Band.CONTEXT: 101, Band.EXACT: 100, Band.HIGH: 95, Band.MIDDLE: 85, Band.LOW: 75}  # percent
READY = frozenset({Band.CONTEXT, Band.EXACT, Band.REPETITION})  # the text is there: it is read, not written
_EXACT = frozenset({Band.CONTEXT, Band.EXACT})
TO_MEND = frozenset({Band.HIGH, Band.MIDDLE, Band.LOW})


def band_of(score: int) -> Band:
    """Return the band of a match with that score, in whole percent; 0 for no match."""
    return next((band for band, least in LEAST.items() if score >= least), Band.NONE)


@dataclass(slots=True)
class Count:
    """So many paragraphs with so many source words."""

    paragraphs: int = 0
    words: int = 0

    def add(self, words: int) -> None:
        """Count one more paragraph."""
        self.paragraphs += 1
        self.words += words


@dataclass(slots=True)
class Counts:
    """Paragraphs and source words by band."""

    bands: dict[Band, Count] = field(default_factory=lambda: {band: Count() for band in Band})

    def of(self, bands: Iterable[Band] = Band) -> Count:
        """Return the sum of `bands`."""
        chosen = [self.bands[band] for band in bands]
        return Count(sum(count.paragraphs for count in chosen), sum(count.words for count in chosen))

    def percent(self, band: Band) -> int:
        """Return the share of a band in all words, in whole percent, rounded down."""
        return 100 * self.bands[band].words // max(1, self.of().words)


@dataclass(frozen=True, slots=True)
class Several:
    """A paragraph whose source has several different approved translations. `key`: `p12`."""

    key: str
    translations: int


@dataclass(frozen=True, slots=True)
class Counted:
    """A paragraph as it is counted. `band`: None where it was not there yet when the memory was asked.

    `translations`: how many different approved ones its source has.
    """

    key: str
    words: int
    is_empty: bool
    band: Band | None
    translations: int = 0


@dataclass(slots=True)
class Analysis:
    """What an analysis counted. `left`: what is not translated yet; `whole`: everything, as if nothing were.

    `done`: what has a text. `unknown`: what came after the memory was asked. `several`: of what is left.
    """

    left: Counts = field(default_factory=Counts)
    whole: Counts = field(default_factory=Counts)
    done: Count = field(default_factory=Count)
    unknown: Count = field(default_factory=Count)
    several: list[Several] = field(default_factory=list)

    @property
    def may_fill(self) -> bool:
        """Tell whether any of what is left may have an exact match; a repetition may be one of what has."""
        repeats = self.left.bands[Band.REPETITION].paragraphs and self.whole.of(_EXACT).paragraphs
        return bool(self.left.of(_EXACT).paragraphs or repeats)

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return {
            "left": _as_json(self.left), "whole": _as_json(self.whole), "done": asdict(self.done),
            "several": [{"segment": one.key, "translations": one.translations} for one in self.several],
        }  # fmt: skip


def count(paragraphs: Iterable[Counted]) -> Analysis:
    """Return what `paragraphs` come to."""
    found = Analysis()
    for one in paragraphs:
        if not one.is_empty:
            found.done.add(one.words)
        if one.band is None:
            found.unknown.add(one.words)
            continue
        found.whole.bands[one.band].add(one.words)
        if one.is_empty:
            found.left.bands[one.band].add(one.words)
            if one.translations > 1:
                found.several.append(Several(one.key, one.translations))
    return found


def _as_json(counts: Counts) -> dict[str, dict[str, int]]:
    return {band.value: asdict(count) for band, count in counts.bands.items()}
