"""Who did what in a statement: everything once, newest first, gathered by person and day."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from domain.errors import NotAllowed
from domain.permissions import OPERATOR, Actor
from models import Event, Statement, TargetRevision, Translation
from models.base import now
from models.review import ReturnReason
from services import activity, assigning, editing, reviewing, talk
from services.activity import EDITED, Cursor, Entry, Kind
from services.store import record
from tests.factories import person, target_ids, translation


@pytest.fixture
def there(session: Session) -> Translation:
    return translation(session, [f"Paragraph {n}." for n in range(1, 8)], also=("fr",))


def write(session: Session, who: Actor, target_id: int, text: str = "Una frase.", *, submit: bool = True) -> None:
    version = editing.place(session, target_id).version
    editing.save(session, who, target_id, text, version=version, keep_submitted=submit)


def happened(session: Session, who: Actor, there: Translation, **rest: object) -> tuple[Entry, ...]:
    return activity.activity(session, who, there.statement, **rest).entries


def brief(entries: tuple[Entry, ...]) -> list[tuple[str, str, int]]:
    return [(entry.name, entry.person, entry.count) for entry in entries]


def test_a_statement_begins_with_its_import_and_its_translations(session, ana, there):
    found = happened(session, ana, there)
    assert [entry.name for entry in found] == ["statement.imported", "translation.started", "translation.started"]
    assert {entry.language for entry in found} == {"", "es", "fr"}
    assert found[0].facts["segments"] == 7


def test_what_one_person_did_many_times_is_one_entry_with_its_paragraphs(session, ana, marta, there):
    ids = target_ids(session, there)
    for target_id in ids[4:2:-1]:
        write(session, ana, target_id, submit=False)
    for target_id in ids[:3]:
        write(session, ana, target_id)
    for target_id in ids[:2]:
        reviewing.approve(session, marta, target_id, version=1)
    reviewing.send_back(session, marta, ids[2], version=1, reason=ReturnReason.STYLE)
    found = happened(session, ana, there)
    assert brief(found)[:4] == [
        ("target.returned", "Marta", 1), ("target.approved", "Marta", 2), ("target.submitted", "Ana", 3),
        (EDITED, "Ana", 2),
    ]  # fmt: skip
    assert [place.key for place in found[3].places] == ["p4", "p5"]
    assert [place.position for place in found[2].places] == [1, 2, 3]
    assert {entry.language for entry in found[:4]} == {"es"}


def test_languages_people_and_days_are_kept_apart(session, ana, marta, there):
    french = session.scalars(select(Translation).where(Translation.language == "fr", Translation.statement_id ==
                                                       there.statement_id)).one()  # fmt: skip
    first, second, *_rest = target_ids(session, there)
    write(session, ana, first)
    write(session, marta, second)
    write(session, ana, target_ids(session, french)[0], "Une phrase.")
    newest = session.scalar(select(func.max(Event.id)))
    session.execute(update(Event).where(Event.id < newest).values(at=now() - timedelta(days=1)))
    found = [entry for entry in happened(session, ana, there) if entry.name == "target.submitted"]
    assert [(entry.person, entry.language) for entry in found] == [("Ana", "fr"), ("Marta", "es"), ("Ana", "es")]
    assert found[0].day - found[1].day == timedelta(days=1)


def test_the_same_paragraph_twice_counts_once(session, ana, there):
    first, *_rest = target_ids(session, there)
    for text in ("Una.", "Dos.", "Tres."):
        write(session, ana, first, text)
        editing.save(session, ana, first, text + "…", version=editing.place(session, first).version)
    entry = next(entry for entry in happened(session, ana, there) if entry.name == "target.submitted")
    assert (entry.count, [place.key for place in entry.places]) == (1, ["p1"])


def test_texts_from_files_and_those_that_came_late_are_no_edits(session, ana, marta, there):
    first, second, *_rest = target_ids(session, there)
    editing.save(session, ana, first, "De un archivo.", version=0, origin=editing.Origin.IMPORT)
    write(session, ana, second, "Una.", submit=False)
    editing.save(session, marta, second, "Tarde.", version=0)
    assert [(e.person, e.count) for e in happened(session, ana, there) if e.name == EDITED] == [("Ana", 1)]


def test_a_gift_names_the_person(session, ana, marta, there):
    assigning.assign(session, ana, there, marta.id, None)
    entry = happened(session, ana, there)[0]
    assert (entry.name, entry.person, entry.about, entry.language) == ("translation.assigned", "Ana", "Marta", "es")


def test_an_event_of_tomorrow_is_told_too(session, ana, there):
    record(session, OPERATOR, "segment.turned_blue", statement_id=there.statement_id, target="es", translation="x")
    entry = happened(session, ana, there)[0]
    assert (entry.name, entry.person, entry.count, entry.places, entry.language) == (
        "segment.turned_blue", "", 1, (), "",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (Kind.TEXT, {EDITED, "target.submitted"}),
        (Kind.VERDICT, {"target.approved", "target.asked"}),
        (Kind.TALK, {"comment.added", "comment.asked"}),
        (Kind.ARRANGEMENT, {"segment.split"}),
        (Kind.STATEMENT, {"statement.imported", "translation.started"}),
    ],
)
def test_one_kind_alone(session, ana, marta, there, kind, names):
    first, second, third, *_rest = target_ids(session, there)
    write(session, ana, first)
    write(session, ana, second)
    write(session, ana, third, submit=False)
    reviewing.approve(session, marta, first, version=1)
    reviewing.ask(session, marta, second, version=1, words="¿Por qué?")
    talk.comment(session, ana, second, "Porque sí.")
    record(session, ana, "segment.split", statement_id=there.statement_id)
    assert {entry.name for entry in happened(session, ana, there, kind=kind)} == names


def test_one_person_alone(session, ana, marta, there):
    first, second, *_rest = target_ids(session, there)
    write(session, ana, first)
    write(session, marta, second, submit=False)
    assert brief(happened(session, ana, there, person_id=marta.id)) == [(EDITED, "Marta", 1)]
    assert happened(session, ana, there, person_id=999_999) == ()
    named = dict(activity.people(session, ana, there.statement))
    assert named[ana.id] == "Ana"
    assert named[marta.id] == "Marta"
    assert len(named) == 3  # whoever brought it in


def test_pages_leave_nothing_out_and_tell_nothing_twice(session, ana, marta, there):
    ids = target_ids(session, there)
    for round_number in range(3):
        for target_id in ids:
            write(session, ana, target_id, f"Texto {round_number}.", submit=False)
            write(session, ana, target_id, f"Texto {round_number}, entregado.")
    session.execute(update(TargetRevision).values(created_at=now()))
    newest = session.scalar(select(func.max(Event.id)))
    for event_id in range(newest, newest - 12, -1):  # some of each sort among the others
        session.execute(
            update(Event).where(Event.id == event_id).values(at=now() - timedelta(minutes=newest - event_id))
        )
    events = session.scalar(select(func.count()).where(Event.statement_id == there.statement_id))
    whole = activity.activity(session, ana, there.statement, limit=1000)
    assert whole.before is None
    seen: list[str] = []
    before, pages = None, 0
    while True:
        deeds = []
        found = activity.activity(session, ana, there.statement, before=before, limit=4)
        deeds += [(entry.name, place.key) for entry in found.entries for place in entry.places]
        seen += [f"{name} {key}" for name, key in deeds]
        pages += 1
        if found.before is None:
            break
        assert found.before != before
        before = found.before
    assert pages > 5
    told = {f"{entry.name} {place.key}" for entry in whole.entries for place in entry.places}
    assert set(seen) == told
    assert events > 20


def test_a_cursor_beyond_everything_gives_nothing(session, ana, there):
    assert activity.activity(session, ana, there.statement, before=Cursor(0, 0)).entries == ()


def test_the_cost_does_not_grow(session: Session, counted: Callable[[], int], ana, marta, there):
    costs = []
    for target_id in target_ids(session, there)[:3]:
        write(session, ana, target_id)
        talk.comment(session, marta, target_id, "Bien.")
        session.commit()
        statement = session.get_one(Statement, there.statement_id)
        before = counted()
        activity.activity(session, ana, statement)
        costs.append(counted() - before)
    assert len(set(costs)) == 1
    assert costs[0] <= 5


def test_only_members_read_it(session, there):
    nobody = person(session).as_actor()
    with pytest.raises(NotAllowed):
        activity.activity(session, nobody, there.statement)
    with pytest.raises(NotAllowed):
        activity.people(session, nobody, there.statement)
