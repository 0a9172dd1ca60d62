"""The same paragraph elsewhere in a statement: offered before it is approved, put there, too, and taken back."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from domain.errors import NotAllowed, NotFound, NothingToSubmit, StaleTarget, UndoneAlready
from domain.permissions import Actor, PersonRole
from models import Segment, Target, TargetRevision, Translation
from models.revision import Origin
from services import editing, repetitions, reviewing
from services.editing import Conflict, place
from services.repetitions import Beside
from tests import factories

SOURCES = ("Signed:", "Something else here.", "Signed:", "Signature", "Signed:", "Signed:")


@pytest.fixture
def translation(session: Session) -> Translation:
    factories.noise(session)
    factories.translation(session, SOURCES, title="Another one with the same paragraphs")
    return factories.translation(session, SOURCES, title="The Dam", also=("fr",))


@pytest.fixture
def ana(session: Session) -> Actor:
    return factories.translator(session, name="Ana")


@pytest.fixture
def targets(session: Session, translation: Translation) -> list[int]:
    return factories.target_ids(session, translation)


def beside(session: Session, actor: Actor, target_id: int) -> Beside:
    return repetitions.beside(session, actor, place(session, target_id))


def texts(session: Session, translation: Translation) -> list[str]:
    query = select(Target.text).join(Segment, Segment.id == Target.segment_id)
    return list(session.scalars(query.where(Target.translation_id == translation.id).order_by(Segment.position)))


def test_a_draft_is_offered_where_the_same_paragraph_is_empty(session: Session, ana: Actor, targets: list[int]) -> None:
    assert beside(session, ana, targets[2]) == Beside((), (), None)
    editing.save(session, ana, targets[0], "Firman:", version=0)
    (offer,) = beside(session, ana, targets[2]).offers
    assert (offer.key, offer.text, offer.author) == ("p1", "Firman:", "Ana")
    assert beside(session, ana, targets[0]).offers == ()
    assert beside(session, ana, targets[1]) == Beside()
    assert beside(session, ana, targets[3]) == Beside(), "as many words are not the same words"


def test_white_space_makes_no_other_paragraph_and_a_mark_does(session: Session, ana: Actor) -> None:
    sources = ("Signed by all", "Signed  by\nall", "Signed *by* all", "Signedby all of", "Signed\u00a0by all")
    targets = factories.target_ids(session, factories.translation(session, sources))
    editing.save(session, ana, targets[0], "Firman todos", version=0)
    assert [twin.key for twin in beside(session, ana, targets[0]).empty] == ["p2", "p5"]


def test_what_was_handed_in_comes_first_then_what_is_near_and_each_text_once(
    session: Session, ana: Actor, targets: list[int]
) -> None:
    editing.save(session, ana, targets[0], "Lejos:", version=0)
    editing.save(session, ana, targets[2], "Cerca:", version=0)
    editing.save(session, ana, targets[5], "Entregado:", version=0, keep_submitted=True)
    assert [twin.text for twin in beside(session, ana, targets[4]).offers] == ["Entregado:", "Cerca:", "Lejos:"]
    editing.save(session, ana, targets[4], "Cerca:", version=0)
    assert [twin.text for twin in beside(session, ana, targets[4]).offers] == ["Entregado:", "Lejos:"]


def test_once_one_is_approved_the_memory_has_it_and_drafts_are_offered_no_more(
    session: Session, ana: Actor, targets: list[int]
) -> None:
    editing.save(session, ana, targets[2], "Borrador:", version=0)
    editing.save(session, ana, targets[0], "Firman:", version=0, keep_submitted=True)
    reviewing.approve(session, factories.reviewer(session), targets[0], version=1)
    assert beside(session, ana, targets[4]).offers == ()
    assert beside(session, ana, targets[0]).offers == ()


def test_taking_a_text_makes_a_draft_from_the_memory(session: Session, ana: Actor, targets: list[int]) -> None:
    editing.save(session, ana, targets[0], "Firman:", version=0, keep_submitted=True)
    repetitions.take(session, ana, targets[2], targets[0], version=0)
    (revision,) = session.scalars(select(TargetRevision).where(TargetRevision.target_id == targets[2])).all()
    assert (revision.text, revision.state.value, revision.origin) == ("Firman:", "draft", Origin.MEMORY)
    assert isinstance(repetitions.take(session, ana, targets[4], targets[0], version=7), Conflict)
    for wrong in (targets[1], targets[4], 0, 10**12):
        with pytest.raises(NotFound):
            repetitions.take(session, ana, targets[5], wrong, version=0)


def test_a_text_is_put_to_all_empty_ones_in_one_step_and_taken_back(
    session: Session, translation: Translation, ana: Actor, targets: list[int]
) -> None:
    editing.save(session, ana, targets[2], "Mi texto:", version=0)
    session.get_one(Target, targets[5]).is_locked = True
    editing.save(session, ana, targets[0], "Firman:", version=0)
    assert [twin.key for twin in beside(session, ana, targets[0]).empty] == ["p5"]
    session.get_one(Target, targets[5]).is_locked = False
    session.flush()
    done = repetitions.spread(session, ana, targets[0], version=1)
    assert done.targets == ("p5", "p6")
    assert texts(session, translation) == ["Firman:", "", "Mi texto:", "", "Firman:", "Firman:"]
    assert done.filling_id is not None
    for target in (targets[0], targets[4]):
        last = beside(session, ana, target).last
        assert last is not None
        assert (last.filling_id, last.keys) == (done.filling_id, ("p5", "p6"))
    editing.save(session, ana, targets[4], "Otra cosa:", version=1)
    last = beside(session, ana, targets[0]).last
    assert last is not None
    assert last.keys == ("p6",), "what somebody went on with is not told"
    undone = repetitions.take_back(session, ana, targets[0], done.filling_id)
    assert (undone.targets, undone.moved) == (1, ("p5",))
    assert texts(session, translation) == ["Firman:", "", "Mi texto:", "", "Otra cosa:", ""]
    assert beside(session, ana, targets[0]).last is None
    with pytest.raises(UndoneAlready):
        repetitions.take_back(session, ana, targets[0], done.filling_id)


def test_a_text_that_moved_on_is_not_put_anywhere(
    session: Session, translation: Translation, ana: Actor, targets: list[int]
) -> None:
    with pytest.raises(NothingToSubmit):
        repetitions.spread(session, ana, targets[0], version=0)
    editing.save(session, ana, targets[0], "Firman:", version=0)
    with pytest.raises(StaleTarget):
        repetitions.spread(session, ana, targets[0], version=0)
    assert texts(session, translation)[2:] == ["", "", "", ""]
    assert repetitions.spread(session, ana, targets[0], version=1).filling_id is not None
    assert repetitions.spread(session, ana, targets[0], version=1).filling_id is None, "nothing is empty any more"


def test_a_text_with_a_note_of_its_own_goes_nowhere_else(session: Session, ana: Actor, targets: list[int]) -> None:
    editing.save(session, ana, targets[0], "Firman[^7]:", version=0)
    assert beside(session, ana, targets[0]).empty == ()
    assert beside(session, ana, targets[2]).offers == ()


def test_only_who_translates_that_language_takes_and_puts(session: Session, ana: Actor, targets: list[int]) -> None:
    editing.save(session, ana, targets[0], "Firman:", version=0)
    for actor in (factories.person(session, PersonRole.READER).as_actor(), factories.translator(session, "fr")):
        for act in (
            lambda: repetitions.take(session, actor, targets[2], targets[0], version=0),  # noqa: B023
            lambda: repetitions.spread(session, actor, targets[0], version=1),  # noqa: B023
            lambda: repetitions.take_back(session, actor, targets[0], 1),  # noqa: B023
        ):
            with pytest.raises(NotAllowed):
                act()
    with pytest.raises(NotAllowed):
        beside(session, factories.person(session).as_actor(), targets[0])


def test_what_is_beside_a_paragraph_costs_one_question_and_no_more_than_two(
    session: Session, ana: Actor, targets: list[int], counted: Callable[[], int]
) -> None:
    here = place(session, targets[0])
    before = counted()
    repetitions.beside(session, ana, here)
    assert counted() - before == 1
    editing.save(session, ana, targets[2], "Firman:", version=0)
    before = counted()
    repetitions.beside(session, ana, here)
    assert counted() - before == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_paragraphs_with_as_many_words_are_found_by_the_index(
    session: Session, engine: Engine, ana: Actor, targets: list[int]
) -> None:
    sent: list[tuple[str, tuple[object, ...]]] = []
    here = place(session, targets[0])
    event.listen(engine, "before_cursor_execute", lambda *call: sent.append((call[2], call[3])))
    repetitions.beside(session, ana, here)
    query, values = sent[0]
    steps = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values).all()
    assert any("ix_segment_statement_id_source_words" in step[-1] for step in steps), steps
