"""Statements: storing a document, addresses, languages, translations, the list with its progress."""

import hashlib
from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from domain.document import Block, Document, Role
from domain.errors import BadValue, Duplicate, EmptyFile, NotAllowed, NotFound, TextTooLong, TooManySegments
from domain.permissions import OPERATOR, Actor, PersonRole
from domain.states import APPROVED, State
from domain.words import count_words
from models import Event, Segment, SourceFile, SourceRevision, Statement, Target, Translation
from models.revision import Origin
from models.statement import FourEyesRule
from services import statements
from services.statements import Details
from tests.factories import document, noise, person, target_ids, translation, translator
from tests.services.stories import HEAD, UPLOAD, create, segments, story


@pytest.fixture
def ana(session: Session) -> Actor:
    noise(session)
    return translator(session)


# Storing a document


def test_a_statement_has_its_segments_in_order_each_with_its_role_text_and_words(session, ana):
    statement = create(session, ana, title="A bridge for everybody", targets=("es",))
    rows = segments(session, statement)
    assert [(row.role, row.source) for row in rows] == list(HEAD)
    assert len(rows) == 15
    assert [row.position for row in rows] == [row.number for row in rows] == list(range(1, 16))
    assert [row.key for row in rows][:2] == ["p1", "p2"]
    assert [row.source_words for row in rows] == [count_words(text) for _, text in HEAD]
    assert statement.next_number == 16
    assert statement.created_by_id == ana.id


def test_every_segment_has_its_first_source_revision(session, ana):
    statement = create(session, ana)
    query = select(SourceRevision).join(Segment, Segment.id == SourceRevision.segment_id)
    rows = session.scalars(query.where(Segment.statement_id == statement.id).order_by(Segment.position)).all()
    assert [(row.number, row.text, row.origin, row.author_id) for row in rows] == [
        (1, text, Origin.IMPORT, ana.id) for _, text in HEAD
    ]


def test_every_segment_has_an_empty_target_in_each_language_asked_for(session, ana):
    statement = create(session, ana, targets=("es", "pt_br", "ES"))
    found = session.scalars(select(Translation).where(Translation.statement_id == statement.id)).all()
    assert sorted(there.language for there in found) == ["es", "pt-BR"]
    for there in found:
        rows = session.scalars(select(Target).where(Target.translation_id == there.id).order_by(Target.id)).all()
        assert len(rows) == 15
        assert {(row.text, row.state, row.version, row.source_revision) for row in rows} == {
            ("", State.UNTRANSLATED, 0, 1)
        }
        assert not any(row.is_outdated or row.is_locked or row.is_machine or row.is_self_approved for row in rows)
        assert [row.words for row in rows] == [count_words(text) for _, text in HEAD]
        assert {row.updated_at.utcoffset().total_seconds() for row in rows} == {0}


def test_the_uploaded_bytes_are_kept_as_they_came(session, ana):
    statement = create(session, ana)
    session.commit()
    session.expire_all()
    file = statements.source_file(session, ana, statement.slug)
    assert (file.content, file.name, file.format, file.encoding) == (UPLOAD.content, "bridge.txt", "txt", "utf-8")
    assert file.sha256 == hashlib.sha256(UPLOAD.content).hexdigest()
    (event,) = session.scalars(select(Event).where(Event.statement_id == statement.id, Event.name.like("%imported")))
    assert event.facts == {"sha256": file.sha256, "segments": 15}


def test_furniture_and_empty_blocks_are_left_out(session, ana):
    text = Document(
        (
            Block(Role.PARAGRAPH, "Uno."),
            Block(Role.PARAGRAPH, "— 7 —", is_furniture=True),
            Block(Role.PARAGRAPH, " \n\0\u00a0"),
            Block(Role.SEPARATOR, "* * *"),
            Block(Role.PARAGRAPH, "Dos."),
        )
    )
    statement = create(session, ana, text, targets=("es",))
    rows = segments(session, statement)
    assert [row.source for row in rows] == ["Uno.", "* * *", "Dos."]
    assert [row.number for row in rows] == [1, 2, 3]
    assert statement.next_number == 4


@pytest.mark.parametrize("blocks", [(), (Block(Role.PARAGRAPH, "7", is_furniture=True),), (Block(Role.ITEM, " \n"),)])
def test_a_document_without_text_becomes_no_statement(session, ana, blocks):
    with pytest.raises(EmptyFile):
        create(session, ana, Document(blocks))


def test_one_hundred_thousand_paragraphs_are_taken_and_one_more_is_not(session, ana, monkeypatch):
    assert statements.MOST_SEGMENTS == 100_000
    many = Document((Block(Role.PARAGRAPH, "x"),) * 100_001)
    with pytest.raises(TooManySegments) as too_many:
        create(session, ana, many)
    assert too_many.value.facts == {"count": 100_001, "limit": 100_000}
    furniture = replace(many.blocks[0], is_furniture=True)
    monkeypatch.setattr(statements, "_store_segments", lambda *_: None)  # storing them is another test's subject
    create(session, ana, Document((*many.blocks[:-1], furniture)))


def test_the_limit_of_the_setting_is_the_limit(session, ana):
    with pytest.raises(TooManySegments) as too_many:
        statements.create(session, ana, story(*HEAD), UPLOAD, Details("en"), most_segments=14)
    assert too_many.value.facts == {"count": 15, "limit": 14}
    statements.create(session, ana, story(*HEAD), UPLOAD, Details("en"), most_segments=15)


def test_a_paragraph_that_nobody_could_translate_is_not_taken(session, ana):
    with pytest.raises(TextTooLong) as too_long:
        create(session, ana, document(["Short.", "x" * 200_001]))
    assert too_long.value.facts == {"length": 200_001, "limit": 200_000}
    create(session, ana, document(["x" * 200_000]))


def test_a_text_holds_what_it_held_but_for_what_no_text_may_hold(session, ana):
    texts = ["<b>{{ x }}</b> \U0001f642", "a\0b\x01\r\nc\ud800", "\u202bשלום\u202c", "cancio\u0301n", "  spaces  "]
    statement = create(session, ana, document(texts), title="T\0i\ntle", appeared=" 1\x01997 ", licence="by\0")
    session.commit()
    stored = [row.source for row in segments(session, statement)]
    assert stored == ["<b>{{ x }}</b> \U0001f642", "ab\nc", "\u202bשלום\u202c", "canción", "  spaces  "]
    assert (statement.title, statement.appeared, statement.licence) == ("Ti tle", "1997", "by")


@pytest.mark.parametrize("role", [PersonRole.READER, None])
def test_who_may_not_import_imports_nothing(session, ana, role):
    stranger = person(session, *([role] if role else [])).as_actor()
    count = session.scalar(select(func.count()).select_from(Statement))
    with pytest.raises(NotAllowed):
        create(session, stranger)
    assert session.scalar(select(func.count()).select_from(Statement)) == count


def test_the_operator_imports_in_nobodys_name(session, ana):
    statement = create(session, OPERATOR, targets=("es",))
    assert statement.created_by_id is None


def test_the_rule_of_four_eyes_is_strict_unless_said_otherwise(session, ana):
    assert create(session, ana).four_eyes is FourEyesRule.STRICT
    assert create(session, ana, four_eyes=FourEyesRule.OFF).four_eyes is FourEyesRule.OFF


# Translations


def test_a_translation_is_started_later_with_the_source_as_it_is_now(session, ana):
    statement = create(session, ana)
    third = (Segment.statement_id == statement.id) & (Segment.position == 3)
    session.execute(update(Segment).where(third).values(source_revision=4))
    there = statements.start_translation(session, ana, statement, "FR")
    rows = session.scalars(select(Target).where(Target.translation_id == there.id).order_by(Target.id)).all()
    assert there.language == "fr"
    assert [row.source_revision for row in rows] == [1, 1, 4] + [1] * 12
    assert not any(row.is_outdated for row in rows)


def test_a_translation_is_started_once(session, ana):
    statement = create(session, ana, targets=("es-PE",))
    for tag in ("es-PE", "es-pe", "ES_PE"):
        with pytest.raises(Duplicate):
            statements.start_translation(session, ana, statement, tag)
    assert statements.start_translation(session, ana, statement, "es").language == "es"


def test_a_translation_started_by_two_at_once_is_one(session, ana, monkeypatch):
    """Made certain: the look finds nothing, the step finds the other's."""
    statement = create(session, ana)
    session.commit()
    real = session.scalar
    statements.start_translation(session, ana, statement, "es")
    session.commit()
    monkeypatch.setattr(session, "scalar", lambda *_: None)
    with pytest.raises(Duplicate):
        statements.start_translation(session, ana, statement, "es")
    monkeypatch.setattr(session, "scalar", real)
    count = select(func.count()).select_from(Translation).where(Translation.statement_id == statement.id)
    assert session.scalar(count) == 1  # and the session can go on


@pytest.mark.parametrize("tag", ["en", "EN", "junk!", ""])
def test_a_statement_is_not_translated_into_its_own_language_or_none(session, ana, tag):
    statement = create(session, ana)
    with pytest.raises(BadValue):
        statements.start_translation(session, ana, statement, tag)
    with pytest.raises(BadValue):
        create(session, ana, targets=(tag,))


def test_a_reader_starts_no_translation(session, ana):
    statement = create(session, ana)
    with pytest.raises(NotAllowed):
        statements.start_translation(session, person(session, PersonRole.READER).as_actor(), statement, "es")


# Progress


def test_progress_is_what_counting_one_by_one_gives(session, ana):
    chance = Random(7)
    there = translation(session, [f"{'word ' * (n % 5)}{n}" for n in range(40)], also=("fr",))
    for target_id in target_ids(session, there):
        state = chance.choice(list(State))
        text = "" if state is State.UNTRANSLATED else "texto"
        values = {"state": state, "text": text, "is_outdated": chance.random() < 0.3}
        session.execute(update(Target).where(Target.id == target_id).values(**values))
    rows = session.execute(
        select(Target.state, Target.words, Target.is_outdated).where(Target.translation_id == there.id)
    ).all()
    progress = statements.progress_of(session, [there.id])[there.id]
    assert progress.segments == Counter(row.state for row in rows)
    assert progress.words == {
        state: sum(row.words for row in rows if row.state is state) for state in {row.state for row in rows}
    }
    assert progress.outdated == sum(row.is_outdated for row in rows)
    assert (progress.total_segments, progress.total_words) == (40, sum(row.words for row in rows))
    assert progress.approved_segments == sum(row.state in APPROVED for row in rows)
    assert progress.approved_words == sum(row.words for row in rows if row.state in APPROVED)
    for state in State:
        expected = 100 * sum(row.words for row in rows if row.state is state) / progress.total_words
        assert progress.percent(state) == pytest.approx(expected)
    assert sum(progress.percent(state) for state in State) == pytest.approx(100)


def test_progress_of_a_text_without_words_goes_by_segments(session, ana):
    there = translation(session, ["* * *", "…"])
    session.execute(update(Target).where(Target.id == target_ids(session, there)[0]).values(state="draft", text="***"))
    progress = statements.progress_of(session, [there.id])[there.id]
    assert (progress.total_words, progress.percent(State.DRAFT)) == (0, 50.0)


def test_progress_of_nothing_is_nothing(session, ana):
    assert statements.progress_of(session, []) == {}
    assert statements.progress_of(session, [999_999])[999_999].total_segments == 0
    assert statements.Progress().percent(State.DRAFT) == 0.0


# The list


def test_the_list_has_the_newest_first_each_with_its_translations_and_their_progress(session, ana):
    first = create(session, ana, title="First", targets=("fr", "es"))
    second = create(session, ana, title="Second")
    listed = statements.listed(session, ana)
    assert [line.statement.id for line in listed][:2] == [second.id, first.id]
    assert [there.language for there, _ in listed[1].translations] == ["es", "fr"]
    assert [progress.total_segments for _, progress in listed[1].translations] == [15, 15]
    assert listed[0].translations == ()
    assert statements.overview(session, ana, first.slug).statement.id == first.id
    assert len(statements.overview(session, ana, first.slug).translations) == 2


def test_the_list_pages_without_a_gap(session, ana):
    for number in range(5):
        create(session, ana, document([f"Text {number}."]), title=f"Statement of the list {number}")
    whole = [line.statement.id for line in statements.listed(session, ana)]
    pages = [statements.listed(session, ana, after=after, limit=2) for after in range(0, 8, 2)]
    assert [line.statement.id for page in pages for line in page] == whole
    assert statements.listed(session, ana, after=10**30) == []
    assert [line.statement.id for line in statements.listed(session, ana, after=-3, limit=1)] == whole[:1]


def test_the_list_costs_three_questions_however_long_it_is(session, ana, counted):
    costs = []
    for _ in range(2):
        for number in range(10):
            create(session, ana, document([f"Text {number}."]), targets=("es", "fr"))
        session.commit()
        before = counted()
        statements.listed(session, ana)
        costs.append(counted() - before)
    assert costs == [3, 3]


@pytest.mark.parametrize("slug", ["no-such", "", "a\0b", "ñ"])
def test_a_statement_that_does_not_exist_is_not_found(session, ana, slug):
    with pytest.raises(NotFound):
        statements.overview(session, ana, slug)
    with pytest.raises(NotFound):
        statements.source_file(session, ana, slug)


def test_who_has_no_role_sees_nothing(session, ana):
    slug = create(session, ana).slug
    stranger = person(session).as_actor()
    for look in (
        lambda: statements.listed(session, stranger),
        lambda: statements.overview(session, stranger, slug),
        lambda: statements.source_file(session, stranger, slug),
    ):
        with pytest.raises(NotAllowed):
            look()


def test_ten_thousand_paragraphs_are_stored_with_few_questions(session, ana, counted):
    small, big = document(["One."] * 100), document(["One."] * 10_000)
    costs = []
    for text in (small, big):
        before = counted()
        create(session, ana, text, targets=("es",))
        costs.append(counted() - before)
    # The rows themselves go in batches; nothing else may depend on how many there are.
    assert costs[1] - costs[0] <= 100
    assert costs[0] < 25


def test_a_source_file_belongs_to_one_statement(session, ana):
    first, second = create(session, ana, title="First"), create(session, ana, title="Second")
    session.execute(update(SourceFile).where(SourceFile.statement_id == second.id).values(content=b"other"))
    session.expire_all()
    assert statements.source_file(session, ana, first.slug).content == UPLOAD.content
    assert statements.source_file(session, ana, second.slug).content == b"other"
