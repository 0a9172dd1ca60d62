"""The history of a paragraph: what it tells, in which order, in pages; and restoring, which approves nothing."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.errors import FourEyes, LockedTarget, NotAllowed, NotFound
from domain.permissions import Actor, PersonRole
from domain.states import State
from models import Event, SourceRevision, Target, TargetRevision
from models.review import ReturnReason, Verdict
from models.revision import Origin
from services import editing, history, reviewing
from services.editing import Conflict, Saved, place
from services.history import Happened, Judged, Text
from tests import factories
from tests.services import rows

STEPS = ("draft", "submit", "late", "judge")


@pytest.fixture
def ana(session: Session) -> Actor:
    """Give a translator."""
    return factories.translator(session, name="Ana")


@pytest.fixture
def target_id(session: Session) -> int:
    """Give an empty target among others that have a history."""
    factories.noise(session)
    return factories.target_ids(session, factories.translation(session))[0]


def submit(session: Session, actor: Actor, target_id: int, text: str) -> int:
    version = rows.target(session, target_id).version
    return editing.save(session, actor, target_id, text, version=version, keep_submitted=True).version


def told(session: Session, actor: Actor, target_id: int, **rest: int) -> history.History:
    return history.history(session, actor, place(session, target_id), **rest)


def in_words(entry: history.Entry) -> str:
    if isinstance(entry, Text):
        return f"{entry.who}: {entry.before} > {entry.text}{' (beside)' if entry.is_beside else ''}"
    if isinstance(entry, Judged):
        return f"{entry.who} {entry.verdict}"
    return f"{entry.who} {entry.name}"


def test_it_tells_texts_verdicts_and_what_happened_newest_first(
    session: Session, ana: Actor, marta: Actor, target_id: int
) -> None:
    submit(session, ana, target_id, "Uno.")
    reviewing.send_back(session, marta, target_id, version=1, reason=ReturnReason.STYLE, words="Why?")
    late = editing.save(session, marta, target_id, "Uno mío.", version=1)
    nothing = editing.save(session, marta, target_id, "De la nada.", version=0)
    assert isinstance(late, Conflict)
    assert isinstance(nothing, Conflict)
    editing.save(session, ana, target_id, "Dos.", version=2)
    editing.save(session, ana, target_id, "Dos o tres.", version=3)  # folded into the draft before
    editing.submit(session, ana, target_id, version=4)
    reviewing.approve(session, marta, target_id, version=5)
    segment_id = place(session, target_id).segment_id
    session.add(SourceRevision(segment_id=segment_id, number=2, text="Two.", author_id=marta.id))
    session.flush()
    found = told(session, ana, target_id)
    assert [in_words(entry) for entry in found.entries] == [
        "Marta source.changed",
        "Marta approved",
        "Ana target.submitted",
        "Ana: Uno. > Dos o tres.",
        "Marta:  > De la nada. (beside)",
        "Marta: Uno. > Uno mío. (beside)",
        "Marta returned",
        "Ana target.submitted",
        "Ana:  > Uno.",
    ]
    assert (found.texts, found.next_before) == (4, None)
    returned = next(entry for entry in found.entries if isinstance(entry, Judged) and entry.verdict is Verdict.RETURNED)
    assert (returned.reason, returned.words) == (ReturnReason.STYLE, "Why?")
    current = next(entry for entry in found.entries if isinstance(entry, Text) and entry.id == found.current)
    assert current.text == "Dos o tres."


def test_what_happened_to_another_translation_of_the_paragraph_is_its_own(session: Session, ana: Actor) -> None:
    translation = factories.translation(session, also=("pt",))
    spanish = factories.target_ids(session, translation)[0]
    segment_id = place(session, spanish).segment_id
    portuguese = session.scalars(select(Target.id).where(Target.segment_id == segment_id, Target.id != spanish)).one()
    submit(session, ana, portuguese, "Um.")
    assert told(session, ana, spanish).entries == ()
    session.add(Event(name="segment.split", actor_id=ana.id, segment_id=segment_id, facts={"number": 1}))
    session.flush()
    assert [entry.name for entry in told(session, ana, spanish).entries if isinstance(entry, Happened)] == [
        "segment.split"
    ]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    steps=st.lists(st.sampled_from(["draft", "submit", "late", "judge"]), min_size=1, max_size=14),
    limit=st.integers(1, 4),
)
def test_pages_together_are_the_whole_history(session: Session, steps: list[str], limit: int) -> None:
    ana, marta = factories.translator(session), factories.reviewer(session)
    target_id = factories.target_ids(session, factories.translation(session))[0]
    for n, step in enumerate(steps):
        target = rows.target(session, target_id)
        if step == "judge":
            if target.state is State.TRANSLATED:
                reason = ReturnReason.OTHER
                reviewing.send_back(session, marta, target_id, version=target.version, reason=reason)
        elif step == "late":
            editing.save(session, marta, target_id, f"Tarde {n}.", version=target.version + 7)
        else:
            is_submitted = step == "submit"
            editing.save(session, ana, target_id, f"Texto {n}.", version=target.version, keep_submitted=is_submitted)
    whole = told(session, ana, target_id, limit=1000)
    assert whole.next_before is None
    pages, before = [], None
    while True:
        page = history.history(session, ana, place(session, target_id), before=before, limit=limit)
        pages += page.entries
        before = page.next_before
        if before is None:
            break
    assert pages == list(whole.entries)
    assert whole.texts == len([entry for entry in whole.entries if isinstance(entry, Text)])


def test_restoring_is_an_edit_that_says_where_the_words_came_from(
    session: Session, ana: Actor, marta: Actor, target_id: int
) -> None:
    submit(session, ana, target_id, "Uno.")
    version = submit(session, ana, target_id, "Dos.")
    saved = reviewing.approve(session, marta, target_id, version=version)
    first = rows.history(session, target_id)[0].id
    restored = history.restore(session, ana, target_id, first, version=saved.version)
    assert isinstance(restored, Saved)
    target = rows.target(session, target_id)
    assert (target.text, target.state, target.version) == ("Uno.", State.DRAFT, saved.version + 1)
    newest = rows.history(session, target_id)[-1]
    assert (newest.origin, newest.author_id, newest.based_on) == (Origin.RESTORE, ana.id, saved.version)
    again = history.restore(session, ana, target_id, first, version=0)  # the text stands there already
    assert isinstance(again, Saved)
    assert not again.is_changed
    assert session.scalars(select(Event.name).where(Event.name == "target.restored")).all() == ["target.restored"]


def test_neither_the_author_nor_who_restored_it_can_approve_it(session: Session, target_id: int) -> None:
    author, restorer = (factories.person(session, PersonRole.REVIEWER).as_actor() for _ in range(2))
    other = factories.translator(session)
    submit(session, author, target_id, "El río es de todos nosotros.")
    version = submit(session, other, target_id, "Traiga una silla.")
    first = rows.history(session, target_id)[0].id
    restored = history.restore(session, restorer, target_id, first, version=version)
    handed_in = editing.submit(session, other, target_id, version=restored.version)
    for person in (author, restorer):
        with pytest.raises(FourEyes):
            reviewing.approve(session, person, target_id, version=handed_in.version)
    reviewing.approve(session, factories.reviewer(session), target_id, version=handed_in.version)


def test_restoring_over_somebody_elses_text_is_a_conflict(
    session: Session, ana: Actor, marta: Actor, target_id: int
) -> None:
    version = submit(session, ana, target_id, "Uno.")
    first = rows.history(session, target_id)[0].id
    submit(session, marta, target_id, "Dos.")
    answer = history.restore(session, ana, target_id, first, version=version)
    assert isinstance(answer, Conflict)
    assert (answer.theirs, answer.mine) == ("Dos.", "Uno.")
    assert rows.target(session, target_id).text == "Dos."


def test_who_may_not_restore_and_what_cannot_be_restored(session: Session, ana: Actor, target_id: int) -> None:
    version = submit(session, ana, target_id, "Uno.")
    first = rows.history(session, target_id)[0].id
    version = submit(session, ana, target_id, "Dos.")
    for actor in (factories.translator(session, "fr"), factories.person(session, PersonRole.READER).as_actor()):
        with pytest.raises(NotAllowed):
            history.restore(session, actor, target_id, first, version=version)
    elsewhere = session.scalars(select(TargetRevision.id).where(TargetRevision.target_id != target_id)).first()
    assert elsewhere
    for revision in (elsewhere, 10**12, -1, 0):
        with pytest.raises(NotFound):
            history.restore(session, ana, target_id, revision, version=version)
    session.execute(update(Target).where(Target.id == target_id).values(is_locked=True))
    with pytest.raises(LockedTarget):
        history.restore(session, ana, target_id, first, version=version)


def test_a_long_history_costs_no_more_questions(session: Session, ana: Actor, target_id: int, counted: object) -> None:
    here = place(session, target_id)

    def cost() -> int:
        before = counted()  # type: ignore[operator]
        history.history(session, ana, here, limit=5)
        return counted() - before  # type: ignore[operator]

    for n in range(7):
        submit(session, ana, target_id, f"Texto {n}.")
    little = cost()
    for n in range(20):
        submit(session, ana, target_id, f"Otro texto {n}.")
    assert cost() == little
