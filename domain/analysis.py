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


@dataclass(slots=True)
class Analysis:
    """What an analysis counted. `left`: what is not translated yet; `whole`: everything, as if nothing were.

    `done`: what has a text. `several`: of what is left.
    """

    left: Counts = field(default_factory=Counts)
    whole: Counts = field(default_factory=Counts)
    done: Count = field(default_factory=Count)
    several: list[Several] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return {
            "left": _as_json(self.left), "whole": _as_json(self.whole), "done": asdict(self.done),
            "several": [{"segment": one.key, "translations": one.translations} for one in self.several],
        }  # fmt: skip

    @staticmethod
    def from_json(value: dict[str, Any]) -> "Analysis":
        """Return what `as_json` gave."""
        several = [Several(one["segment"], one["translations"]) for one in value["several"]]
        return Analysis(_from_json(value["left"]), _from_json(value["whole"]), Count(**value["done"]), several)


def _as_json(counts: Counts) -> dict[str, dict[str, int]]:
    return {band.value: asdict(count) for band, count in counts.bands.items()}


def _from_json(value: dict[str, dict[str, int]]) -> Counts:
    return Counts({band: Count(**value.get(band.value, {})) for band in Band})
