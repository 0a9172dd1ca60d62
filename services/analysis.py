"""The analysis at the start of a job: how much of a translation the memory has, how much repeats, how much is new."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.analysis import Analysis, Band, Counted, band_of, count
from domain.permissions import Action, Actor, require
from domain.states import State
from models import AnalysisResult, Segment, Target, Translation
from models.base import now
from services.passages import Memory, passages, same_text, translations_of

LONG_FROM = 200  # paragraphs: so many are looked up while somebody waits, some milliseconds each
Tell = Callable[[int, int], None]


@dataclass(slots=True)
class Looked:
    """What the memory had for a translation, by the id of the target. `several`: how many different translations."""

    bands: dict[int, Band] = field(default_factory=dict)
    several: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """An analysis, and when the memory was asked for it."""

    analysis: Analysis
    at: datetime


def look(session: Session, actor: Actor, translation: Translation, *, tell: Tell | None = None) -> Looked:
    """Ask the memory for every paragraph of `translation`, whether it is translated or not.

    The first of several paragraphs with the same source counts by its match, the later ones as repetitions. A
    paragraph's own approved text does not count as a match of it. `tell` hears how many of how many are done.
    Raises NotAllowed.
    """
    require(actor, Action.READ)
    memory, found = Memory(session, actor, translation), Looked()
    seen: set[str] = set()
    everything = passages(session, translation)
    for n, passage in enumerate(everything):
        if tell:
            tell(n, len(everything))
        source = same_text(passage.source)
        if source in seen:
            found.bands[passage.target_id] = Band.REPETITION
            continue
        seen.add(source)
        matches = memory.matches(passage)
        found.bands[passage.target_id] = band_of(matches[0].score if matches else 0)
        if (translations := translations_of(matches)) > 1:
            found.several[passage.target_id] = translations
    return found


def counted(session: Session, actor: Actor, translation: Translation, looked: Looked) -> Analysis:
    """Count the paragraphs and source words of `translation` as it stands now, by what was found. Raises NotAllowed."""
    require(actor, Action.READ)
    query = (
        select(Target.id, Segment.number, Segment.source_words, Target.state)
        .join(Segment, Segment.id == Target.segment_id)
        .where(Target.translation_id == translation.id)
        .order_by(Segment.position)
    )
    return count(
        Counted(
            f"p{number}", words, state is State.UNTRANSLATED, looked.bands.get(target_id),
            looked.several.get(target_id, 0),
        )
        for target_id, number, words, state in session.execute(query)
    )  # fmt: skip


def store(session: Session, translation: Translation, looked: Looked) -> None:
    """Keep what was found, in place of what was found before."""
    row = session.get(AnalysisResult, translation.id, with_for_update=True)
    if row is None:
        row = AnalysisResult(translation_id=translation.id)
        session.add(row)
    row.at = now()
    row.found = {"bands": _with_names(looked.bands), "several": _with_names(looked.several)}
    session.flush()


def stored(session: Session, actor: Actor, translation: Translation) -> Found | None:
    """Return the analysis by what was kept last, counted anew; None where nothing was. Raises NotAllowed."""
    require(actor, Action.READ)
    row = session.get(AnalysisResult, translation.id)
    if row is None:
        return None
    bands = {int(target): Band(band) for target, band in row.found["bands"].items()}
    several = {int(target): translations for target, translations in row.found["several"].items()}
    return Found(counted(session, actor, translation, Looked(bands, several)), row.at)


def analyse(session: Session, actor: Actor, translation: Translation) -> Analysis:
    """Look everything up and count it, which takes some milliseconds a paragraph. Raises NotAllowed."""
    return counted(session, actor, translation, look(session, actor, translation))


def _with_names(found: Mapping[int, object]) -> dict[str, object]:
    """Return `found` as JSON holds it, where every name is a text."""
    return {str(target): value for target, value in found.items()}
