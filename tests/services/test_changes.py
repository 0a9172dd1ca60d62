"""What others changed since a moment: exactly those paragraphs, as they were and as they are."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from domain.errors import NotAllowed
from domain.permissions import Actor
from domain.states import State
from models import TargetRevision, Translation
from models.base import now
from models.review import ReturnReason
from services import changes, editing, reviewing
from tests.factories import target_ids, translation

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def there(session: Session) -> Translation:
    return translation(session, [f"Paragraph {n}." for n in range(1, 8)], also=("fr",))


def write(session: Session, who: Actor, target_id: int, text: str, *, submit: bool = True) -> None:
    version = editing.place(session, target_id).version
    editing.save(session, who, target_id, text, version=version, keep_submitted=submit)


def numbers(session: Session, who: Actor, there: Translation, since: datetime, **rest: int) -> list[int]:
    return [item.number for item in changes.page(session, who, there, since, **rest).items]


def test_a_text_by_somebody_else_is_shown_as_it_was_and_as_it_is(session, ana, marta, there):
    first, second, *_rest = target_ids(session, there)
    write(session, ana, first, "Una frase.")
    since = now()
    write(session, marta, first, "Una frase mejor.", submit=False)
    write(session, marta, second, "Otra.")
    one, two = changes.page(session, ana, there, since).items
    assert (one.number, one.before, one.after) == (1, "Una frase.", "Una frase mejor.")
    assert (one.state_before, one.state, one.who, one.source) == (
        State.TRANSLATED, State.DRAFT, "Marta", "Paragraph 1.",
    )  # fmt: skip
    assert (two.number, two.before, two.after) == (2, "", "Otra.")
    assert (two.state_before, two.state) == (State.UNTRANSLATED, State.TRANSLATED)
    assert since < one.at < two.at


def test_a_verdict_is_a_change_and_ones_own_work_is_none(session, ana, marta, there):
    first, second, third, *_rest = target_ids(session, there)
    for target_id in (first, second):
        write(session, ana, target_id, "Una frase.")
    write(session, marta, third, "De Marta.", submit=False)
    since = now()
    reviewing.approve(session, marta, first, version=1)
    reviewing.send_back(session, marta, second, version=1, reason=ReturnReason.STYLE)
    editing.submit(session, marta, third, version=1)
    found = changes.page(session, ana, there, since).items
    assert [(one.state_before, one.state) for one in found] == [
        (State.TRANSLATED, State.REVIEWED), (State.TRANSLATED, State.RETURNED), (State.DRAFT, State.TRANSLATED),
    ]  # fmt: skip
    assert all(one.before == one.after for one in found)
    assert changes.page(session, marta, there, since).items == ()


def test_what_was_there_before_and_other_translations_are_left_out(session, ana, marta, there):
    first, second, *_rest = target_ids(session, there)
    write(session, marta, first, "Antes.")
    since = now()
    french = next(t for t in session.query(Translation).filter_by(statement_id=there.statement_id, language="fr"))
    write(session, marta, target_ids(session, french)[1], "Après.")
    assert numbers(session, ana, there, since) == []
    assert numbers(session, ana, french, since) == [2]
    write(session, marta, second, "Después.")
    assert numbers(session, ana, there, since) == [2]


def test_a_text_that_lost_a_race_changed_nothing(session, ana, marta, there):
    first, *_rest = target_ids(session, there)
    write(session, ana, first, "Una frase.")
    since = now()
    editing.save(session, marta, first, "Tarde.", version=0)
    assert numbers(session, ana, there, since) == []


def test_a_draft_that_is_written_on_after_the_visit_is_a_change(session, ana, marta, there):
    first, *_rest = target_ids(session, there)
    write(session, marta, first, "Una", submit=False)
    since = now()
    write(session, marta, first, "Una frase.", submit=False)
    assert session.query(TargetRevision).filter_by(target_id=first).count() == 1
    (one,) = changes.page(session, ana, there, since).items
    assert (one.after, one.state_before, one.state) == ("Una frase.", State.DRAFT, State.DRAFT)


def test_an_old_draft_written_on_within_the_folding_time_is_not_overlooked(session, ana, marta, there):
    """The row is older than the visit by nearly as much as a draft may be when it is folded."""
    first, second, *_rest = target_ids(session, there)
    write(session, marta, first, "Una", submit=False)
    write(session, marta, second, "Dos", submit=False)
    since = now() - timedelta(minutes=1)
    begun = since - editing.FOLDING + timedelta(seconds=90)
    session.execute(update(TargetRevision).where(TargetRevision.target_id == first).values(created_at=begun))
    session.execute(update(TargetRevision).where(TargetRevision.target_id == first).values(folded_at=now()))
    assert numbers(session, ana, there, since) == [1, 2]


def test_pages_follow_each_other_in_reading_order(session, ana, marta, there):
    for target_id in reversed(target_ids(session, there)):
        write(session, marta, target_id, "Nuevo.")
    found, after, pages = [], 0, 0
    while after is not None:
        page = changes.page(session, ana, there, LONG_AGO, after=after, limit=3)
        found += [one.position for one in page.items]
        after, pages = page.next_after, pages + 1
    assert (found, pages) == ([1, 2, 3, 4, 5, 6, 7], 3)
    assert changes.page(session, ana, there, LONG_AGO, after=10**30).items == ()


def test_the_cost_does_not_grow_with_what_changed(session: Session, counted: Callable[[], int], ana, marta, there):
    costs = []
    for target_id in target_ids(session, there)[:2]:
        write(session, marta, target_id, "Nuevo.")
        session.commit()
        before = counted()
        changes.page(session, ana, there, LONG_AGO)
        costs.append(counted() - before)
    assert costs[0] == costs[1] <= 4


def test_visits_are_answered_in_their_order_the_latest_first(session, ana, marta):
    ours = [translation(session, title=f"Text {n}") for n in range(3)]
    moments = {there.id: now() - timedelta(minutes=n) for n, there in enumerate(ours)}
    for there in ours[:2]:
        write(session, marta, target_ids(session, there)[0], "Nuevo.")
    late = translation(session)
    write(session, marta, target_ids(session, late)[0], "Antes de la visita.")
    found = changes.since_visits(session, ana, {**moments, late.id: now()})
    assert [(one.title, one.paragraphs) for one in found] == [("Text 0", 1), ("Text 1", 1)]
    assert [one.since for one in found] == [moments[ours[0].id], moments[ours[1].id]]
    assert changes.since_visits(session, ana, {}) == []


def test_only_members_read_it(session, there):
    with pytest.raises(NotAllowed):
        changes.page(session, Actor(1, "", ()), there, LONG_AGO)
