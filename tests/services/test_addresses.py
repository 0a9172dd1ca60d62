"""Where a statement stands: its title, its address, its language tags."""

from threading import Barrier, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from domain.errors import BadValue, TextTooLong
from domain.permissions import Actor
from models import Segment, Statement
from services import statements
from services.statements import language_tag
from services.store import begin_write
from tests.factories import noise, translator
from tests.services.stories import HEAD, create, segments, story

TIME_OUT_S = 120


@pytest.fixture
def ana(session: Session) -> Actor:
    noise(session)
    return translator(session)


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
