"""The pages of the termbase: found, added, changed, merged, deleted, brought in and taken out."""

import io
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.permissions import OPERATOR, PersonRole
from domain.termlist import ListedConcept, ListedTerm
from domain.terms import Status
from models import Concept, Term, User
from services import terms
from tests.browsing import Browser, Page
from tests.factories import person

P, A, F, K = Status


@pytest.fixture
def sign_in(app: Flask, session: Session) -> Callable[..., Browser]:
    """Give what signs somebody in with roles."""

    def browser(*roles: PersonRole, name: str = "Ana") -> Browser:
        user: User = person(session, *roles, name=name)
        session.commit()
        return Browser(app, user)

    return browser


def add(session: Session, *own: tuple[str, str, Status], **rest: str) -> int:
    """Add a concept with its terms (language, text, status); return its id."""
    listed = ListedConcept(tuple(ListedTerm(language, text, status) for language, text, status in own), **rest)
    return terms.add(session, OPERATOR, listed).id


def row(number: int, language: str, text: str, **rest: str) -> dict[str, str]:
    """Return the fields of a term of the form."""
    values = {"language": language, "text": text, "status": "preferred", **rest}
    return {f"term-{number}-{name}": value for name, value in values.items()}


def texts(session: Session, concept_id: int) -> list[tuple[str, str]]:
    """Return language and text of a concept's terms as they are stored."""
    session.rollback()
    query = select(Term.language, Term.text).where(Term.concept_id == concept_id).order_by(Term.id)
    return [tuple(one) for one in session.execute(query)]


def test_words_are_found_in_any_language_without_accents(session: Session, sign_in: Callable[..., Browser]):
    add(session, ("en", "direct action", P), ("es", "Acción directa", P), domain="work")
    add(session, ("en", "bread", P), ("es", "pan", P))
    browser = sign_in(PersonRole.READER)
    assert "direct action" in browser.open("/terms?q=ACCION+dir").text
    assert "bread" not in browser.open("/terms?q=accion").text
    assert "bread" not in browser.open("/terms?domain=work").text
    assert "bread" not in browser.open("/terms?status=forbidden").text
    for evil in ("%25", "_", "(", "a*", "%00", "x" * 5000):
        assert browser.open(f"/terms?q={evil}").status == 200
    assert browser.open("/terms?q=%25").html.count('class="concept"') == 0


def test_concepts_stand_in_the_order_of_their_first_terms(session: Session, sign_in: Callable[..., Browser]):
    for first, other in (("Órgano", "zebra"), ("bread", "pan"), ("ring", "anillo")):
        add(session, ("en", first, P), ("es", other, P))
    page = sign_in(PersonRole.READER).open("/terms")
    assert [text.split()[1] for text in page.texts("concept")] == ["bread", "Órgano", "ring"]
    page = sign_in(PersonRole.READER).open("/terms?source=es")
    assert [text.split()[1] for text in page.texts("concept")] == ["ring", "bread", "Órgano"]


def test_a_new_concept_is_filled_in_by_its_address_and_leads_back(session: Session, sign_in: Callable[..., Browser]):
    browser = sign_in(PersonRole.TRANSLATOR)
    place = "/terms/new?source_text=rent+strike&target_text=huelga+de+alquileres&source=en&target=es-PE&back=/account"
    page = browser.open(place)
    assert 'value="rent strike"' in page.html
    assert 'value="huelga de alquileres"' in page.html
    assert 'value="es-PE"' in page.html
    fields = {**row(0, "en", "rent strike"), **row(1, "es-pe", " huelga  de alquileres "), "back": "/account"}
    there = browser.send("/terms", fields, token_from=place)
    assert there.path == "/account"
    [concept] = session.scalars(select(Concept))
    assert texts(session, concept.id) == [("en", "rent strike"), ("es-PE", "huelga de alquileres")]


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site(session: Session, sign_in: Callable[..., Browser], back: str):
    browser = sign_in(PersonRole.TRANSLATOR)
    there = browser.send("/terms", {**row(0, "en", "rent strike"), "back": back}, token_from="/terms/new")
    assert there.path == "/"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "There is no term in it"),
        (row(0, "en", "a"), "A single letter stands in every text"),
        (row(0, "es", "de la"), "A word that is in nearly every sentence"),
        (row(0, "en", "¡…!"), "There is no word in it"),
        (row(0, "en", "word " * 100), "longer than 300 characters"),
        (row(0, "no such tag", "word"), "There is no such language"),
        (row(0, "", "word"), "There is no such language"),
        (row(0, "en", "word", acronym="x" * 400), "longer than 300 characters"),
        ({**row(0, "en", "word"), **row(1, "en", "word")}, "The same term stands further up already"),
        ({**row(0, "en", "word"), "domain": "x" * 200}, "The domain is longer"),
        ({**row(0, "en", "word"), "note": "x" * 9000}, "The note is longer"),
    ],
)
def test_what_cannot_be_stored_comes_back_with_the_reason(
    session: Session, sign_in: Callable[..., Browser], typed: dict[str, str], words: str
):
    browser = sign_in(PersonRole.REVIEWER)
    page = browser.send("/terms", {**typed, "definition": "Kept words."}, token_from="/terms/new")
    assert page.status == 400
    assert words in page.text
    assert "Kept words." in page.html
    assert session.scalar(select(Concept.id)) is None


def test_markup_and_control_characters_are_text(session: Session, sign_in: Callable[..., Browser]):
    browser = sign_in(PersonRole.REVIEWER)
    fields = {**row(0, "en", "<b>bold</b>\0 \ufffemove"), "definition": "<script>1</script>"}
    page = browser.send("/terms", fields, token_from="/terms/new")
    assert page.status == 200
    assert "<script>1" not in page.html
    [concept] = session.scalars(select(Concept))
    assert texts(session, concept.id) == [("en", "<b>bold</b> move")]


def test_a_term_that_is_there_already_is_asked_about_first(session: Session, sign_in: Callable[..., Browser]):
    there = add(session, ("en", "bank", P), ("es", "banco", P))
    browser = sign_in(PersonRole.TRANSLATOR)
    fields = {**row(0, "en", "Bank"), **row(1, "es", "orilla")}
    page = browser.send("/terms", fields, token_from="/terms/new")
    assert page.status == 409
    assert f"/terms/{there}" in page.html
    assert session.scalars(select(Concept.id)).all() == [there]
    session.rollback()
    browser.send("/terms", {**fields, "again": "1"}, token_from="/terms/new")
    session.rollback()
    assert len(session.scalars(select(Concept.id)).all()) == 2


def test_a_concept_is_changed_and_a_term_taken_away(session: Session, sign_in: Callable[..., Browser]):
    concept = add(session, ("en", "strike", P), ("es", "paro", P), note="Old.")
    browser = sign_in(PersonRole.REVIEWER, name="Marta")
    fields = {
        **row(0, "en", "strike"), **row(1, "es", "paro", removed="1"), **row(2, "es", "huelga", gender="feminine"),
        "version": "1", "note": "New.",
    }  # fmt: skip
    page = browser.send(f"/terms/{concept}", fields, token_from=f"/terms/{concept}")
    assert page.status == 200
    assert "last changed by Marta" in page.text
    assert texts(session, concept) == [("en", "strike"), ("es", "huelga")]
    assert session.get_one(Concept, concept).note == "New."


def test_two_people_at_one_concept_overwrite_nothing(session: Session, sign_in: Callable[..., Browser]):
    concept = add(session, ("en", "strike", P), ("es", "paro", P))
    ana, marta = sign_in(PersonRole.REVIEWER), sign_in(PersonRole.PUBLISHER)
    first = {**row(0, "en", "strike"), **row(1, "es", "huelga"), "version": "1"}
    second = {**row(0, "en", "strike"), **row(1, "es", "paro general"), "version": "1", "note": "My long note."}
    assert ana.send(f"/terms/{concept}", first, token_from=f"/terms/{concept}").status == 200
    page = marta.send(f"/terms/{concept}", second, token_from=f"/terms/{concept}")
    assert page.status == 409
    assert "huelga" in page.html
    assert "My long note." in page.html
    assert 'value="paro general"' in page.html
    assert texts(session, concept) == [("en", "strike"), ("es", "huelga")]
    again = marta.send(f"/terms/{concept}", {**second, "version": "2"}, token_from=f"/terms/{concept}")
    assert again.status == 200
    assert texts(session, concept) == [("en", "strike"), ("es", "paro general")]
    gone = ana.send(f"/terms/{concept}/removal", {"version": "1"}, token_from=f"/terms/{concept}")
    assert gone.status == 409


def test_two_concepts_become_one_that_says_all(session: Session, sign_in: Callable[..., Browser]):
    one = add(session, ("en", "strike", P), ("es", "huelga", P), definition="Stopping work.", domain="work")
    other = add(session, ("en", "strike", P), ("es", "paro", A), definition="Another.", note="Note.", domain="press")
    browser = sign_in(PersonRole.REVIEWER)
    assert "paro" in browser.open(f"/terms/{one}/merging").text
    assert "paro" in browser.open(f"/terms/{one}/merging?q=par").text
    fields = {"version": "1", "other": str(other), "other_version": "1"}
    assert browser.send(f"/terms/{one}/merging", fields, token_from=f"/terms/{one}").path == f"/terms/{one}"
    assert texts(session, one) == [("en", "strike"), ("es", "huelga"), ("es", "paro")]
    concept = session.get_one(Concept, one)
    assert (concept.definition, concept.note, concept.domain) == ("Stopping work. / Another.", "Note. / press", "work")
    assert browser.open(f"/terms/{other}").status == 404


def test_more_rows_store_nothing(session: Session, sign_in: Callable[..., Browser]):
    browser = sign_in(PersonRole.TRANSLATOR)
    page = browser.send("/terms", {**row(0, "en", "kept"), "do": "rows"}, token_from="/terms/new")
    assert 'name="term-3-text"' in page.html
    assert 'value="kept"' in page.html
    assert session.scalar(select(Concept.id)) is None


def test_who_translates_may_add_and_not_change(session: Session, sign_in: Callable[..., Browser]):
    concept = add(session, ("en", "strike", P))
    browser = sign_in(PersonRole.TRANSLATOR)
    assert "term-0-text" not in browser.open(f"/terms/{concept}").html
    assert browser.open("/terms/new").status == 200
    answer = browser.send(f"/terms/{concept}", {"version": "1", **row(0, "en", "x y")}, token_from="/terms/new")
    assert answer.status == 403
    assert sign_in(PersonRole.READER).open("/terms/new").status == 403


CSV = b"source,target,status,domain\nstrike,huelga,,work\nstrike,golpe,forbidden,work\na,un,,\n,,forbidden,\n"


def test_a_file_is_looked_at_before_it_comes_in(session: Session, sign_in: Callable[..., Browser]):
    browser = sign_in(PersonRole.REVIEWER)

    def upload() -> Page:
        fields = {"file": (io.BytesIO(CSV), "terms.csv"), "source": "en", "target": "es"}
        return browser.send("/terms/files", fields, token_from="/terms/files")

    preview = upload()
    assert preview.path.startswith("/terms/files/")
    assert "huelga" in preview.text
    assert "A single letter stands in every text" in preview.text
    assert session.scalar(select(Concept.id)) is None
    session.rollback()
    page = browser.send(f"{preview.path}/import", {}, token_from=preview.path)
    assert "1 concept added" in page.text
    [concept] = session.scalars(select(Concept.id))
    assert texts(session, concept) == [("en", "strike"), ("es", "huelga"), ("es", "golpe")]
    assert browser.open(preview.path).status == 404
    assert "The file says nothing new." in upload().text


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("terms.csv", b"word,thing\nstrike,huelga\n", "no column called"),
        ("terms.csv", b"", "There is no text in the file"),
        ("terms.csv", b"source,target,status\nstrike,huelga,sometimes\n", "sometimes"),
        ("terms.tbx", b"<tbx><text>", "could not be read"),
        ("terms.tbx", b"<html></html>", "not what the file"),
        ("terms.csv", b"\0\1\2" * 100, "There is no text in the file"),
    ],
)
def test_a_wrong_file_is_told_so_on_the_same_page(
    session: Session, sign_in: Callable[..., Browser], name: str, content: bytes, words: str
):
    browser = sign_in(PersonRole.REVIEWER)
    fields = {"file": (io.BytesIO(content), name), "source": "en", "target": "es"}
    page = browser.send("/terms/files", fields, token_from="/terms/files")
    assert page.path == "/terms/files"
    assert 400 <= page.status < 500
    assert words in page.text


def test_files_go_out(session: Session, sign_in: Callable[..., Browser]):
    add(session, ("en", "=strike", P), ("es", "huelga & paro", P), domain="work")
    add(session, ("en", "bread", P), ("pt", "pão", P))
    browser = sign_in(PersonRole.READER)
    tbx = browser.client.get("/terms/files/export?format=tbx")
    assert tbx.mimetype == "application/x-tbx+xml"
    assert "huelga &amp; paro" in tbx.text
    assert "pão" in tbx.text
    csv = browser.client.get("/terms/files/export?format=csv&source=en&target=es&domain=work")
    assert "'=strike" in csv.text
    assert "bread" not in csv.text
    assert browser.open("/terms/files/export?format=exe").status == 400
