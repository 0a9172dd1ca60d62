"""The page of the memory: what it shows, where it leads, and what comes of questions that nobody should ask."""

from hashlib import sha256
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from blueprints import memory as page_of_memory
from domain.permissions import OPERATOR, PersonRole
from extensions import db
from services import editing, memory, reviewing
from services.memory import Incoming, concordance
from tests import factories
from tests.browsing import Browser

EVIL = '<script>alert(1)</script> & "river" \'><img src=x> %(source)s %s {{ 7*7 }}'


@pytest.fixture
def reader(app: Flask) -> Browser:
    with app.app_context():
        factories.noise(db.session)
        user = factories.person(db.session, PersonRole.READER)
        db.session.commit()
        return Browser(app, user)


def bring(app: Flask, *pairs: tuple[str, str], name: str = "old.tmx", target: str = "es") -> None:
    with app.app_context():
        memory.import_pairs(
            db.session, OPERATOR, [Incoming(*pair) for pair in pairs], name=name, source_language="en",
            sha256=sha256(name.encode()).hexdigest(), target_language=target,
        )  # fmt: skip
        db.session.commit()


def approve(app: Flask, source: str, target: str, title: str = "The River & Co.") -> str:
    """Store and approve a pair; return the address of its statement."""
    with app.app_context():
        made = factories.translation(db.session, [source], title=title)
        [target_id] = factories.target_ids(db.session, made)
        editing.save(db.session, factories.translator(db.session, name="Ana"), target_id, target, version=0,
                     keep_submitted=True)  # fmt: skip
        reviewing.approve(db.session, factories.reviewer(db.session), target_id, version=1)
        slug = made.statement.slug
        db.session.commit()
    return f"/statements/{slug}"


def test_without_words_it_says_what_the_memory_holds(app: Flask, reader: Browser) -> None:
    bring(app, ("A chair.", "Una silla."), ("A table.", "Una mesa."), target="pt")
    approve(app, "A river.", "Un río.")
    page = reader.open("/memory")
    said = page.text
    assert "English → Spanish" in said
    assert "English → Portuguese" in said
    assert "2 pairs out of files" in said
    assert "2 paragraphs approved here" in said  # one of them is noise
    assert page.one(".//nav[@class='tabs']//a[@aria-current='page']").get("href") == "/memory"
    assert page.one(".//nav[@class='site-nav']//a[@aria-current='page']").get("href") == "/memory"


def test_hits_are_marked_on_their_side_and_lead_to_their_paragraph(app: Flask, reader: Browser) -> None:
    address = approve(app, "The *river*.", "El río.")
    bring(app, ("A river & a chair.", "Un rio y una silla."))
    html = reader.open("/memory?q=RÍO").html
    assert "El <mark>río</mark>." in html
    assert "Un <mark>rio</mark> y una silla." in html
    assert "A river &amp; a chair." in html
    assert f'href="{address}/es?at=p1#p1"' in html
    assert "The River &amp; Co." in html
    assert "old.tmx" in html
    assert "2 pairs" in html
    assert "<mark>" not in reader.open("/memory?q=río&in=source").html


def test_the_filters_stay_in_the_form_and_in_the_addresses(app: Flask, reader: Browser) -> None:
    bring(app, *((f"river {n}", f"río {n}") for n in range(40)))
    bring(app, ("river", "rio"), target="pt", name="pt.tmx")
    page = reader.open("/memory?q=river&in=source&pair=en/es&origin=files")
    chosen = [option.get("value") for option in page.root.findall(".//main//option[@selected]")]
    assert chosen == ["source", "en/es", "files"]
    assert "40 pairs" in page.text
    later = page.one(".//nav[@class='pager']//a[@rel='next']").get("href") or ""
    assert later == "/memory?q=river&in=source&pair=en%2Fes&origin=files&skip=15"
    assert "river 24" in reader.open(later).text
    last = reader.open(later.replace("=15", "=30"))
    assert last.root.findall(".//a[@rel='next']") == []
    assert last.one(".//a[@rel='prev']").get("href") == later.replace("&skip=15", "")


@pytest.mark.parametrize("query", ["(a|b)+", "col*r", "^river$", "[aeiou]", "ri.*er", "a\\b"])
def test_a_pattern_is_said_to_be_none(app: Flask, reader: Browser, query: str) -> None:
    said = reader.open(f"/memory?q={quote(query)}").text
    assert "Words are looked for here, not signs or patterns." in said


@pytest.mark.parametrize("query", ["What’s the price?", "«río», “mar”", "2,40", "don't", "e.g. (a) river; or…"])
def test_signs_of_a_text_are_passed_over(app: Flask, reader: Browser, query: str) -> None:
    assert "not signs or patterns" not in reader.open(f"/memory?q={quote(query)}").text


@pytest.mark.parametrize("query", ["?!", '""', "+++", "%F0%9F%98%80"])
def test_where_there_is_no_word_it_says_so(app: Flask, reader: Browser, query: str) -> None:
    assert "There is no word in that to look for" in reader.open(f"/memory?q={query.replace('+', '%2B')}").text


def test_what_is_too_long_is_cut_and_said_to_be(app: Flask, reader: Browser) -> None:
    bring(app, ("x" * 250, "equis"))
    said = reader.open(f"/memory?q={'river ' * 2000}").text
    assert "Only the first 300 characters were looked for." in said
    assert len(said) < 20_000
    assert "1 pair" in reader.open(f"/memory?q={'x' * 300}").text


def test_numbers_and_names_that_mean_nothing_are_no_filters(app: Flask, reader: Browser) -> None:
    bring(app, ("river", "río"))
    for filters in (
        "in=both",
        "origin=ghost",
        "origin=%00",
        "pair=en",
        "pair=/es",
        "pair=%00/%00",
        "skip=-1",
        "skip=" + "9" * 40,
    ):
        assert "1 pair" in reader.open(f"/memory?q=river&{filters}").text, filters
    for filters in ("pair=zz/yy", "origin=7777777"):
        assert "Nothing is found." in reader.open(f"/memory?q=river&{filters}").text, filters


def test_a_phrase_that_is_not_found_is_offered_as_words(app: Flask, reader: Browser) -> None:
    bring(app, ("The river was wide.", "El río era ancho."))
    page = reader.open('/memory?q="wide river"&in=source')
    assert "Nothing is found." in page.text
    assert "1 pair" in page.press("Look for these words apart").text


def test_an_entry_of_20_000_characters_is_cut_around_its_hits(app: Flask, reader: Browser) -> None:
    bring(app, ("sun and moon " * 800 + "river " + "stars " * 1000, "sol y luna " * 945 + "río " + "astros " * 860))
    page = reader.open("/memory?q=river")
    assert "<mark>river</mark>" in page.html
    assert len(page.text) < 6000
    assert "río" in page.text, "the other side is cut at the same place"


@pytest.mark.parametrize(("source", "query"), [("河流很长。", "长"), ("河流很长。", "流很"), ("แม่น้ำกว้าง", "น้ำ")])
def test_texts_without_spaces_are_found_within(app: Flask, reader: Browser, source: str, query: str) -> None:
    bring(app, (source, "El río."))
    assert f"<mark>{query}</mark>" in reader.open(f"/memory?q={query}").html


def test_hostile_texts_are_shown_as_text(app: Flask, reader: Browser) -> None:
    approve(app, EVIL, "<script>alert(1)</script> y «el río» '><img src=x>", title=EVIL)
    bring(app, (EVIL, EVIL + " "), name=EVIL)
    for query in ("river", "script", "%3Cscript%3Ealert", "%22%3E%3Cimg%20src=x%3E%20river"):
        html = reader.open(f"/memory?q={query}").html
        assert "<script>alert" not in html
        assert "<img" not in html
    assert "%(source)s %s {{ 7*7 }}" in reader.open("/memory?q=river").text


def test_only_who_manages_the_memory_is_led_to_an_entry(app: Flask, reader: Browser) -> None:
    bring(app, ("river", "río"))
    with app.app_context():
        keeper = factories.person(db.session, PersonRole.PUBLISHER)
        db.session.commit()
        browser = Browser(app, keeper)
    links = [
        link.get("href") for link in browser.open("/memory?q=river").root.findall(".//main//a")
        if (link.get("href") or "").startswith("/memory/entries/")
    ]  # fmt: skip
    assert len(links) == 1
    assert browser.open(links[0] or "").status == 200
    assert "/memory/entries/" not in reader.open("/memory?q=river").html


def test_what_is_not_gathered_yet_is_said(app: Flask, reader: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(app, *((f"river {n}", f"río {n}") for n in range(40)))
    monkeypatch.setattr(page_of_memory.concordance, "catch_up", lambda session: False)
    page = reader.open("/memory?q=river")
    assert "pairs of the memory are not searched yet" in page.text
    assert page.one(".//search-again").get("data-after")
    monkeypatch.undo()
    assert "not searched yet" not in reader.open("/memory?q=river").text


def test_beside_a_paragraph_it_is_a_piece_of_a_page(app: Flask, reader: Browser) -> None:
    bring(app, ("river", "río"))
    html = reader.client.get("/memory?q=river&pair=en/es&part=beside", headers=reader.headers).text
    assert html.lstrip().startswith("<section")
    assert "<mark>río</mark>" not in html
    assert "<mark>river</mark>" in html
    assert 'href="/memory?q=river&amp;pair=en%2Fes"' in html
    empty = reader.client.get("/memory?part=beside", headers=reader.headers).text
    assert "Words to look for in the memory." in empty


def test_without_script_the_panel_leads_here(app: Flask, reader: Browser) -> None:
    address = approve(app, "A river.", "Un río.")
    panel = reader.open(f"{address}/es").one(".//a[@data-command='panel']").get("href") or ""
    page = reader.open(panel)
    [form] = page.forms(page.one(".//section[@id='beside-concordance']"))
    page = form.press("Search", q="rio")
    assert "Un <mark>río</mark>." in page.html


def test_the_page_asks_the_database_no_more_for_more_results(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        factories.sign_in(client, factories.person(db.session, PersonRole.READER))
        db.session.commit()
        engine = db.engine
    counts = []
    for many in (2, 60):
        bring(app, *((f"river {many} {n}", f"río {n}") for n in range(many)), name=f"{many}.tsv")
        for _ in range(3):
            client.get("/memory?q=river")
        asked: list[str] = []

        def note(*args: object, asked: list[str] = asked) -> None:
            asked.append(str(args[2]))

        event.listen(engine, "before_cursor_execute", note)
        assert client.get("/memory?q=river").status_code == 200
        event.remove(engine, "before_cursor_execute", note)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 16, counts
    assert concordance.PAGE == 15
