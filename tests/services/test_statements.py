"""Statements: storing a document, addresses, languages, translations, the list with its progress."""

import hashlib
from collections import Counter
from dataclasses import replace
from random import Random
from threading import Barrier, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
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
from services.statements import Details, Upload, language_tag
from services.store import begin_write
from tests.factories import document, noise, person, target_ids, translation, translator

TIME_OUT_S = 120
HEAD = (
    (Role.MASTHEAD, "THE VALLEY COURIER"),
    (Role.BYLINE, "By the River Committee"),
    (Role.HEADLINE, "A bridge for everybody"),
    (Role.DECK, "What 2,500 neighbours built in one spring"),
    *((Role.PARAGRAPH, f"Paragraph {n} of the story — with “quotes”, {n * 10} stones and *a word*.") for n in range(7)),
    (Role.SLOGAN, "The river divides no one!"),
    (Role.SLOGAN, "One bridge, two banks!"),
    (Role.SIGNATURE, "The Committee"),
    (Role.DATELINE, "Millbrook, 4 May 1997"),
)
UPLOAD = Upload("bridge.txt", "txt", b"as it came\xff\0")


@pytest.fixture
def ana(session: Session) -> Actor:
    noise(session)
    return translator(session)


def story(*blocks: tuple[Role, str], **rest: str) -> Document:
    return Document(tuple(Block(role, text) for role, text in blocks), **rest)


def create(session: Session, actor: Actor, text: Document | None = None, **details: object) -> Statement:
    details = {"source_language": "en", **details}
    return statements.create(session, actor, text or story(*HEAD, encoding="utf-8"), UPLOAD, Details(**details))


def segments(session: Session, statement: Statement) -> list[Segment]:
    query = select(Segment).where(Segment.statement_id == statement.id).order_by(Segment.position)
    return list(session.scalars(query))


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


# Titles and addresses


@pytest.mark.parametrize(
    ("typed", "guessed", "title"),
    [
        ("Typed", "Guessed", "Typed"),
        ("", "Guessed  title\n of two lines", "Guessed title of two lines"),
        ("  \n ", "Guessed", "Guessed"),
        ("", "x" * 700, "x" * 500),
        ("", "", "bridge.txt"),
        ("", " \0 ", "bridge.txt"),
    ],
)
def test_a_title_is_the_typed_one_else_the_documents_else_the_files(session, ana, typed, guessed, title):
    assert create(session, ana, story(*HEAD, title=guessed), title=typed).title == title


def test_a_typed_title_is_not_cut_silently(session, ana):
    with pytest.raises(TextTooLong):
        create(session, ana, title="x" * 501)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("A Bridge, for Everybody!", "a-bridge-for-everybody"),
        ("¿Qué será, será?", "que-sera-sera"),
        ("Straße nach Łódź", "strasse-nach-lodz"),
        ("Ærø, œuvre ıŞık", "aero-oeuvre-isik"),
        ("ﬁn de siècle", "fin-de-siecle"),
        ("河水属于大家", "statement"),
        ("Мост для всех", "statement"),
        ("🙂", "statement"),
        ("../../etc/passwd", "etc-passwd"),
        ("<script>", "script"),
        ("100 %_done", "100-done"),
        ("---", "statement"),
        ("word " * 40, "word-word-word-word-word-word-word-word-word-word-word-word"),
        ("a" * 59 + " b", "a" * 59),
        ("x" * 300, "x" * 60),
    ],
)
def test_an_address_is_made_of_the_titles_letters_and_digits(session, ana, title, slug):
    assert create(session, ana, title=title).slug == slug


def test_a_taken_address_gets_the_next_free_number(session, ana):
    assert [create(session, ana, title="Peace").slug for _ in range(3)] == ["peace", "peace-2", "peace-3"]
    assert create(session, ana, title="Peace 2").slug == "peace-2-2"
    session.execute(update(Statement).where(Statement.slug == "peace-2").values(slug="war"))
    assert create(session, ana, title="Peace").slug == "peace-2"
    assert create(session, ana, title="Pea").slug == "pea"


@given(st.text(max_size=80))
def test_an_address_has_nothing_that_an_address_may_not_have(title):
    class Empty:
        def scalars(self, _query: object) -> list[str]:
            return []

    slug = statements.free_slug(Empty(), title)
    assert 0 < len(slug) <= 60
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not slug.startswith("-")
    assert not slug.endswith("-")


def test_imports_at_the_same_time_get_addresses_of_their_own(session, engine, ana):
    session.commit()
    barrier, slugs, errors = Barrier(4, timeout=TIME_OUT_S), [], []

    def work() -> None:
        try:
            with Session(engine) as other:
                barrier.wait()
                begin_write(other)
                statement = create(other, ana, title="The same title", targets=("es",))
                slugs.append(statement.slug)
                other.commit()
        except Exception as error:
            errors.append(error)

    threads = [Thread(target=work, daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(TIME_OUT_S)
    assert errors == []
    assert sorted(slugs) == ["the-same-title", "the-same-title-2", "the-same-title-3", "the-same-title-4"]
    stored = select(func.count(Segment.id)).join(Statement, Statement.id == Segment.statement_id)
    assert session.scalar(stored.where(Statement.slug.like("the-same-title%"))) == 60


def test_an_import_whose_address_was_taken_between_look_and_step_takes_the_next(session, engine, ana, monkeypatch):
    """On PostgreSQL two transactions may choose the same address; made certain here, on both."""
    create(session, ana, title="Peace")
    session.commit()
    real, asked = statements.free_slug, []

    def late(*question: object) -> str:
        asked.append(question)
        return "peace" if len(asked) == 1 else real(*question)

    monkeypatch.setattr(statements, "free_slug", late)
    begin_write(session)
    statement = create(session, ana, title="Peace", targets=("es",))
    session.commit()
    assert statement.slug == "peace-2"
    assert len(segments(session, statement)) == 15


# Languages


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("es", "es"),
        ("ES", "es"),
        (" es ", "es"),
        ("ES-pe", "es-PE"),
        ("es_419", "es-419"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("sr-LATN", "sr-Latn"),
        ("quc", "quc"),
        ("de-ch-1901", "de-CH-1901"),
        ("ca-VALENCIA", "ca-valencia"),
    ],
)
def test_a_language_tag_is_written_as_usual(text, tag):
    assert language_tag(text) == tag
    assert language_tag(tag) == tag


@pytest.mark.parametrize(
    "text",
    ["", " ", "e", "english", "es-", "-es", "es--PE", "es-P", "es PE", "es/PE", "../es", "es-٤١٩", "ёё", "es\0",
     "e" * 999, "es-PE-PE-PE-x", "<es>", "es\nfr"],
)  # fmt: skip
def test_what_is_no_language_tag_is_refused(text):
    with pytest.raises(BadValue) as refused:
        language_tag(text)
    assert refused.value.facts["field"] == "language"
    assert len(refused.value.facts["value"]) <= 40


@given(st.text(max_size=20))
def test_a_language_tag_is_refused_or_safe_in_an_address(text):
    try:
        tag = language_tag(text)
    except BadValue:
        return
    assert tag.isascii()
    assert tag.replace("-", "").isalnum()


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
