"""The analysis at the start of a job: how much of a translation the memory has, how much repeats, how much is new."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from domain.analysis import Analysis, Band, Several, band_of
from domain.permissions import Action, Actor, require
from models import AnalysisResult, Translation
from models.base import now
from services.passages import Memory, passages, same_text, translations_of

LONG_FROM = 200  # paragraphs: so many are looked up while somebody waits, some milliseconds each
MOST_SEVERAL = 100  # paragraphs that are named
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Stored:
    """An analysis, and when it was kept; None where it was made just now."""

    analysis: Analysis
    at: datetime | None


def analyse(session: Session, actor: Actor, translation: Translation, *, tell: Tell | None = None) -> Analysis:
    """Count the paragraphs and source words of `translation` by what the memory has for them.

    The first of several paragraphs with the same source counts by its match, the later ones as repetitions. A
    paragraph's own approved text does not count as a match of it. `tell` hears how many of how many are done.
    Raises NotAllowed.
    """
    require(actor, Action.READ)
    memory, found = Memory(session, actor, translation), Analysis()
    seen: set[str] = set()
    everything = passages(session, translation)
    for n, passage in enumerate(everything):
        if tell:
            tell(n, len(everything))
        source, matches = same_text(passage.source), []
        if source in seen:
            band = Band.REPETITION
        else:
            matches = memory.matches(passage)
            band = band_of(matches[0].score if matches else 0)
        seen.add(source)
        found.whole.bands[band].add(passage.words)
        if not passage.is_empty:
            found.done.add(passage.words)
            continue
        found.left.bands[band].add(passage.words)
        if (count := translations_of(matches)) > 1 and len(found.several) < MOST_SEVERAL:
            found.several.append(Several(passage.key, count))
    return found


def store(session: Session, translation: Translation, analysis: Analysis) -> None:
    """Keep what was counted, in place of what was counted before."""
    row = session.get(AnalysisResult, translation.id, with_for_update=True)
    if row is None:
        row = AnalysisResult(translation_id=translation.id)
        session.add(row)
    row.at, row.counts = now(), analysis.as_json()
    session.flush()


def stored(session: Session, actor: Actor, translation: Translation) -> Stored | None:
    """Return the newest analysis that was kept, if there is one. Raises NotAllowed."""
    require(actor, Action.READ)
    row = session.get(AnalysisResult, translation.id)
    return Stored(Analysis.from_json(row.counts), row.at) if row else None
