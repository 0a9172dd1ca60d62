"""The memory and splits and merges: what is undone is found as before, and in between what stands there is."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.permissions import OPERATOR, Actor
from models import MemoryEntry, MemoryMark, SourceRevision, Translation
from services import editing, memory, reviewing
from services.memory import Asked, concordance, drafts, gathering
from tests.factories import noise, target_ids, translation
from tests.services.arranged import SOURCES, SPANISH, everybody, merge, river, segments, split, targets, undo, write

Step = Callable[[Session, Actor, Translation], Any]
STEPS: dict[str, Step] = {
    "split": lambda session, who, spanish: split(session, who, spanish, "p1"),
    "merge": lambda session, who, spanish: merge(session, who, spanish, "p1"),
    "merge of the last": lambda session, who, spanish: merge(session, who, spanish, "p2"),
}
SENTENCE = "Nobody may fence it."


@pytest.fixture
def ana(session: Session) -> Actor:
    noise(session)
    return everybody(session, name="Ana")


@pytest.fixture
def spanish(session: Session) -> Translation:
    return river(session)[0]


def approve_all(session: Session, who: Actor, made: Translation) -> None:
    luis = everybody(session, name="Luis")
    for target_id, text in zip(target_ids(session, made), SPANISH, strict=True):
        editing.save(session, who, target_id, text, version=0, keep_submitted=True)
        reviewing.approve(session, luis, target_id, version=1)


def gather(session: Session) -> None:
    assert memory.catch_up(session, seconds=60)
    assert concordance.catch_up(session, seconds=60)
    assert drafts.catch_up(session, seconds=60)


def matches(session: Session, text: str, **rest: Any) -> list[tuple]:
    found = memory.lookup(session, OPERATOR, Asked(text, "en", "es", floor=60, limit=50, **rest))
    return [(m.score, m.source, m.target, m.kind, m.segment, m.author, m.penalties) for m in found]


def of_all(session: Session, **rest: Any) -> list[list[tuple]]:
    """Return what each source between its neighbours finds, a sentence, a text alike, and a word in context."""
    around = ["", *SOURCES, ""]
    found = [
        matches(session, text, before=around[n], after=around[n + 2], **rest) for n, text in enumerate(SOURCES)
    ]  # fmt: skip
    pairs = concordance.search(session, OPERATOR, concordance.Asked("mayo")).entries
    in_context = sorted((pair.source.text, pair.target.text, pair.key, pair.places) for pair in pairs)
    alike = [matches(session, text, **rest) for text in (SENTENCE, f"{SOURCES[0]} Soon.")]
    return [*found, *alike, in_context]


@pytest.mark.parametrize("is_gathered_between", [False, True])
@pytest.mark.parametrize("step", STEPS)
def test_what_an_undoing_approves_again_is_found_as_before(
    session: Session, ana: Actor, spanish: Translation, step: str, *, is_gathered_between: bool
):
    approve_all(session, ana, spanish)
    gather(session)
    before = of_all(session)
    assert [found[0][0] for found in before[:5]] == [102, 102, 102, 98, 91]
    assert len(before[5]) == 1
    done = STEPS[step](session, ana, spanish)
    if is_gathered_between:
        gather(session)
    assert of_all(session) != before, "a text that nobody approved is no match"
    undo(session, ana, done)
    gather(session)
    assert of_all(session) == before
    own = select(MemoryEntry.target_id, MemoryEntry.source, func.count()).where(MemoryEntry.target_id.is_not(None))
    counted = session.execute(own.group_by(MemoryEntry.target_id, MemoryEntry.source)).all()
    assert {count for *_rest, count in counted} == {1}, "none stands twice"


def test_before_anything_is_gathered_an_undoing_has_it_found_too(session: Session, ana: Actor, spanish: Translation):
    approve_all(session, ana, spanish)
    before = [matches(session, text) for text in SOURCES]
    assert all(before)
    undo(session, ana, merge(session, ana, spanish, "p1"))
    assert [matches(session, text) for text in SOURCES] == before


@pytest.mark.parametrize("is_gathered_between", [False, True])
@pytest.mark.parametrize("step", STEPS)
def test_drafts_are_found_where_they_stand_now(
    session: Session, ana: Actor, spanish: Translation, step: str, *, is_gathered_between: bool
):
    write(session, ana, spanish)
    gather(session)
    before = of_all(session, with_drafts=True)
    done = STEPS[step](session, ana, spanish)
    if is_gathered_between:
        assert_each_is_found(session, spanish)
    undo(session, ana, done)
    assert_each_is_found(session, spanish)
    assert of_all(session, with_drafts=True) == before


def test_drafts_are_found_after_another_split_of_the_same(session: Session, ana: Actor, spanish: Translation):
    """The revision has the number that another had, which was undone before anybody looked."""
    write(session, ana, spanish)
    for number in (1, 2, 1):
        done = split(session, ana, spanish, "p1", number)
        assert_each_is_found(session, spanish)
        undo(session, ana, done)
    assert_each_is_found(session, spanish)


def test_drafts_are_found_where_others_brought_sources_since(session: Session, ana: Actor, spanish: Translation):
    """The newest revision is then the one that the mark names, though an older one is gone."""
    write(session, ana, spanish)
    done = merge(session, ana, spanish, "p1")
    translation(session, ["Something else altogether."])
    gather(session)
    assert session.get_one(MemoryMark, drafts.SOURCE).position == session.scalar(select(func.max(SourceRevision.id)))
    undo(session, ana, done)
    assert_each_is_found(session, spanish)


def assert_each_is_found(session: Session, made: Translation) -> None:
    gather(session)
    for (key, source), (target, _state) in zip(segments(session, made), targets(session, made), strict=True):
        best = matches(session, source, with_drafts=True)[0]
        assert (best[0], best[1], best[2], best[4]) == (90, source, target, key)


def test_what_was_approved_again_stays_however_many_wait_before_it(
    session: Session, ana: Actor, spanish: Translation, monkeypatch: pytest.MonkeyPatch
):
    """Gathered in another transaction than its former entry, it takes that one's place, and not the other way round."""
    monkeypatch.setattr(gathering, "_WAITING", gathering._WAITING.limit(1))
    approve_all(session, ana, spanish)
    first, luis = target_ids(session, spanish)[0], everybody(session)
    editing.save(session, ana, first, "El río no tiene dueño.", version=2, keep_submitted=True)
    version = editing.place(session, first).version
    reviewing.approve(session, luis, first, version=version)
    gather(session)
    assert [match[:3] for match in matches(session, SOURCES[0])] == [(100, SOURCES[0], "El río no tiene dueño.")]
    entries = select(MemoryEntry.target).where(MemoryEntry.target_id == first, MemoryEntry.source == SOURCES[0])
    assert session.scalars(entries).all() == ["El río no tiene dueño."]
