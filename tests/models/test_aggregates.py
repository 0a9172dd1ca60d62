"""What the tables hold together by themselves: unique places, allowed values, and what goes with what."""

from datetime import date

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.document import Role
from domain.permissions import PersonRole
from domain.states import State
from models import (
    Base,
    Comment,
    Edition,
    EditionStatement,
    Event,
    Job,
    Note,
    Release,
    Review,
    RoleGrant,
    Segment,
    SegmentAlias,
    SourceFile,
    SourceRevision,
    Statement,
    Target,
    TargetRevision,
    Translation,
    User,
)
from models.base import now
from models.review import Verdict
from tests.factories import noise, person, target_ids, translation


@pytest.fixture
def there(session: Session) -> Translation:
    noise(session)
    return translation(session)


def refused(session: Session, row: Base) -> str:
    """Return which constraint the database refuses `row` by."""
    session.add(row)
    with pytest.raises(IntegrityError) as error:
        session.flush()
    return str(error.value.orig)


def segment(there: Translation, **values: object) -> Segment:
    plain = {"number": 99, "position": 99, "role": Role.PARAGRAPH, "source": "x", "source_words": 1}
    return Segment(statement_id=there.statement_id, **{**plain, **values})


@pytest.mark.parametrize(
    ("values", "constraint"),
    [({"number": 1}, "number"), ({"position": 0}, "position_from_one"), ({"number": 0}, "number_from_one")],
)
def test_a_segments_number_is_its_own_and_counts_from_one(session, there, values, constraint):
    assert constraint in refused(session, segment(there, **values))


def test_two_statements_may_have_the_same_numbers(session, there):
    other = translation(session)
    numbers = select(Segment.statement_id).where(Segment.number == 1)
    assert {there.statement_id, other.statement_id} <= set(session.scalars(numbers))


def test_an_address_is_taken_once(session, there):
    slug = session.get_one(Statement, there.statement_id).slug
    assert "slug" in refused(session, Statement(slug=slug, title="x", source_language="en"))


def test_a_language_is_translated_into_once(session, there):
    assert "language" in refused(session, Translation(statement_id=there.statement_id, language="es"))


def test_a_segment_has_one_target_in_a_translation(session, there):
    here = session.get_one(Target, target_ids(session, there)[0])
    twin = Target(translation_id=there.id, segment_id=here.segment_id, words=1)
    assert "segment_id" in refused(session, twin)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"version": -1}, "version_from_zero"),
        ({"text": "x"}, "empty_is_untranslated"),
        ({"state": State.REVIEWED}, "empty_is_untranslated"),
    ],
)
def test_a_target_holds_its_own_rules(session, there, values, constraint):
    new = segment(there)
    session.add(new)
    session.flush()
    row = Target(translation_id=there.id, segment_id=new.id, words=1, **values)
    assert constraint in refused(session, row)


def test_an_alias_stands_for_one_segment(session, there):
    first, second = session.scalars(select(Segment.id).where(Segment.statement_id == there.statement_id).limit(2))
    session.add(SegmentAlias(statement_id=there.statement_id, number=50, segment_id=first))
    session.flush()
    session.expunge_all()
    alias = SegmentAlias(statement_id=there.statement_id, number=50, segment_id=second)
    assert "segment_alias" in refused(session, alias)


def test_a_source_revision_has_its_own_number(session, there):
    (first,) = session.scalars(select(Segment.id).where(Segment.statement_id == there.statement_id).limit(1))
    assert "number" in refused(session, SourceRevision(segment_id=first, number=1, text="x"))


def test_a_role_is_given_once(session, there):
    user = person(session, PersonRole.REVIEWER, language="es")
    session.add(RoleGrant(user_id=user.id, role=PersonRole.REVIEWER, language="fr"))
    session.add(RoleGrant(user_id=user.id, role=PersonRole.REVIEWER))
    session.flush()
    assert "role" in refused(session, RoleGrant(user_id=user.id, role=PersonRole.REVIEWER, language="es"))


def test_a_role_for_all_languages_is_given_once_too(session, there):
    user = person(session, PersonRole.READER)
    assert "role" in refused(session, RoleGrant(user_id=user.id, role=PersonRole.READER))


@pytest.mark.parametrize("values", [{"resolved_at": now()}, {"resolved_by_id": 1}])
def test_a_comment_is_resolved_by_someone_at_some_time(session, there, values):
    (first,) = session.scalars(select(Segment.id).where(Segment.statement_id == there.statement_id).limit(1))
    assert "resolved_by_someone" in refused(session, Comment(segment_id=first, text="x", **values))


def test_a_release_has_its_own_number_from_one(session, there):
    edition = Edition(slug="first", title="First", source_language="en", target_language="es")
    session.add(edition)
    session.flush()
    session.add(EditionStatement(edition_id=edition.id, statement_id=there.statement_id, position=1))
    session.add(Release(edition_id=edition.id, number=1, content=b"\0\xff", sha256="x"))
    session.commit()
    assert session.scalars(select(Release)).one().content == b"\0\xff"
    session.expunge_all()
    for number, constraint in ((1, "number"), (0, "number_from_one")):
        assert constraint in refused(session, Release(edition_id=edition.id, number=number, content=b"", sha256="x"))
        session.rollback()


def test_a_job_waits_until_a_worker_takes_it(session):
    session.add(Job(kind="export"))
    session.commit()
    job = session.scalars(select(Job)).one()
    assert (job.state.value, job.done, job.total, job.tries, job.owner, job.payload) == ("queued", 0, 0, 0, None, {})


def test_a_translation_may_be_assigned_and_due(session, there):
    there.assigned_to_id, there.due_on = person(session).id, date(2026, 12, 24)
    session.commit()
    session.expire_all()
    assert session.get_one(Translation, there.id).due_on == date(2026, 12, 24)


def everything_of(session: Session, statement_id: int) -> None:
    """Give a statement one row of everything that hangs on it."""
    segment_id = session.scalars(select(Segment.id).where(Segment.statement_id == statement_id).limit(1)).one()
    target = session.scalars(select(Target).where(Target.segment_id == segment_id)).one()
    revision = TargetRevision(
        target_id=target.id, text="x", state=State.DRAFT, version=1, based_on=0, source_revision=1
    )
    session.add(revision)
    session.flush()
    session.add_all(
        [
            Review(target_id=target.id, revision_id=revision.id, version=1, verdict=Verdict.QUESTION),
            Note(segment_id=segment_id, translation_id=target.translation_id, anchor="1", text="note"),
            Comment(segment_id=segment_id, text="comment"),
            SegmentAlias(statement_id=statement_id, number=90, segment_id=segment_id),
            Event(name="tried", statement_id=statement_id, segment_id=segment_id),
        ]
    )
    session.commit()


def test_what_belongs_to_a_statement_goes_with_it_and_nothing_else_does(session, there):
    counts = {table: select(func.count()).select_from(table) for table in Base.metadata.sorted_tables}
    other = translation(session)
    before = {table.name: session.scalar(query) for table, query in counts.items()}
    everything_of(session, there.statement_id)
    session.execute(delete(Statement).where(Statement.id == there.statement_id))
    session.commit()
    after = {table.name: session.scalar(query) for table, query in counts.items()}
    gone = {
        "statement": 1,
        "source_file": 1,
        "segment": 3,
        "source_revision": 3,
        "translation": 1,
        "target": 3,
        "event": 2,
    }
    assert after == {name: number - gone.get(name, 0) for name, number in before.items()}
    assert session.get(SourceFile, other.statement_id) is not None


def test_a_person_whose_work_is_there_is_not_deleted(session, there):
    author = session.get_one(Statement, there.statement_id).created_by_id
    with pytest.raises(IntegrityError):
        session.execute(delete(User).where(User.id == author))


def test_a_row_without_its_parent_is_refused(session, there):
    """SQLite holds this only where foreign keys are switched on, on every connection."""
    assert "FOREIGN KEY" in refused(session, Translation(statement_id=999_999, language="fr")).upper()
