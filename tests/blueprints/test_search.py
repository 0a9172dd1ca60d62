"""The page of results: what it shows, where it leads, and what hostile texts do to it (nothing)."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blueprints import search as page_of_search
from blueprints.excerpts import AROUND, LONGEST, excerpt
from domain.permissions import PersonRole
from extensions import db
from services import editing, search
from tests import factories

EVIL = '<script>alert(1)</script> & "river" \'><img src=x> %(source)s %s {{ 7*7 }} \0river'
Asking = Callable[[str], str]


@pytest.fixture
def ask(app: Flask, client: FlaskClient) -> Asking:
    """Give a reader who asks for an address and gets the page."""
    with app.app_context():
        user = factories.person(db.session, PersonRole.READER)
        db.session.commit()
        factories.sign_in(client, user)

    def get(address: str) -> str:
        answer = client.get(address)
        assert answer.status_code == 200
        return answer.text

    return get


def store(app: Flask, *pairs: tuple[str, str], title: str = "", also: tuple[str, ...] = ()) -> str:
    """Store a statement of these sources and targets; return its address without the language."""
    with app.app_context():
        translation = factories.translation(db.session, [source for source, _target in pairs], title=title, also=also)
        writer = factories.translator(db.session)
        for target_id, (_source, target) in zip(factories.target_ids(db.session, translation), pairs, strict=True):
            if target:
                editing.save(db.session, writer, target_id, target, version=0)
        slug = translation.statement.slug
        db.session.commit()
    return f"/statements/{slug}"


def test_a_hit_is_marked_and_leads_to_its_row(app: Flask, ask: Asking) -> None:
    address = store(app, ("The *river*.", "El río."), ("A chair.", ""), title="The River & Co.")
    html = ask("/search?q=RIO")
    assert "El <mark>río</mark>." in html
    assert "The river." in html
    assert f'href="{address}/es?at=p1#p1"' in html
    assert "The River &amp; Co." in html
    assert "1 paragraph" in html
    html = ask("/search?q=chair")
    assert "A <mark>chair</mark>." in html
    assert "Not translated yet" in html


def test_hostile_texts_and_questions_are_shown_as_text(app: Flask, ask: Asking) -> None:
    store(app, (EVIL, EVIL), title=EVIL)
    for question in ("river", "script", "%3Cscript%3Ealert", "%22%3E%3Cimg%20src=x%3E%20river"):
        html = ask(f"/search?q={question}")
        assert "<script>alert" not in html
        assert "<img" not in html
    assert "<mark>script</mark>&gt;alert(1)" in ask("/search?q=script")
    assert "%(source)s %s {{ 7*7 }}" in ask("/search?q=river")


@pytest.mark.parametrize(
    "address",
    [
        "/search", "/search?q=", "/search?q=%22%22", "/search?q=%00", "/search?q=AND+OR+NOT+NEAR(", "/search?q=%22*",
        "/search?q='a':*|!%26", "/search?q=river&after=x", "/search?q=river&after=999999999", "/search?q=river&in=x",
        "/search?q=river&language=zz", "/search?q=" + "a" * 4000, "/search?q=%E6%B2%B3%E6%B5%81&language='",
        "/search?q=river&language=%22)+OR+(%22&in=target", "/search?q=river&language='+|+'_source",
        "/search?q=" + "%22a%20b%22%20" * 100,
    ],
)  # fmt: skip
def test_no_question_breaks_the_page(app: Flask, ask: Asking, address: str) -> None:
    store(app, ("The river.", "El río."))
    assert "<h1>" in ask(address)


def test_an_unknown_statement_is_not_found(ask: Asking, client: FlaskClient) -> None:
    assert client.get("/search?q=river&statement=no-such").status_code == 404
    assert ask("/search?q=river")


def test_pages_follow_each_other(app: Flask, ask: Asking) -> None:
    store(app, *((f"The river {n}.", "") for n in range(search.PAGE + 5)))
    html = ask("/search?q=river")
    assert html.count("<article") == search.PAGE
    later = re.search(r'href="(/search[^"]*after=\d+)"', html)
    assert later
    html = ask(later[1].replace("&amp;", "&"))
    assert html.count("<article") == 5
    assert 'rel="prev"' in html


def test_one_looks_in_this_statement_first_and_then_in_all(app: Flask, ask: Asking) -> None:
    here = store(app, ("The river.", ""), also=("fr",))
    store(app, ("Another river.", ""))
    slug = here.rpartition("/")[2]
    html = ask(f"/search?q=river&statement={slug}&language=es")
    assert html.count("<article") == 1
    assert 'href="/search?q=river"' in html
    assert "French" in html  # to choose from
    assert ask("/search?q=river").count("<article") == 2


def test_the_way_to_replacing_is_offered_in_one_translation(app: Flask, ask: Asking, client: FlaskClient) -> None:
    here = store(app, ("The river.", ""))
    address = f"/search?q=%22river%22&statement={here.rpartition('/')[2]}&language=es"
    assert "/replacement" not in ask(address)  # a reader's
    with app.app_context():
        user = factories.person(db.session, PersonRole.TRANSLATOR, language="es")
        db.session.commit()
        factories.sign_in(client, user)
    assert f'href="{here}/es/replacement?find=river"' in ask(address)
    assert "/replacement" not in ask("/search?q=river")


def test_a_backlog_is_said_in_words_and_the_page_goes_on(
    app: Flask, ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(app, ("The river.", ""))
    monkeypatch.setattr(page_of_search.search, "catch_up", lambda _session: False)
    monkeypatch.setattr(page_of_search.search, "is_behind", lambda _session: True)
    html = ask("/search?q=river")
    assert "still being gathered" in html
    assert "<search-again" in html
    assert "search-again.js" in html


def test_every_page_has_the_search_box_and_the_desk_searches_its_statement(app: Flask, ask: Asking) -> None:
    here = store(app, ("The river.", ""))
    assert "data-search" in ask("/statements")
    html = ask(f"{here}/es")
    assert f'name="statement" value="{here.rpartition("/")[2]}"' in html
    assert ask("/search").count("data-search") == 1


def test_excerpts_are_cut_between_words_and_keep_every_hit_they_show() -> None:
    text = "palabra " * 200 + "río " + "otra " * 200 + "río."
    spans = [(1600, 1603), (len(text) - 4, len(text) - 1)]
    html = excerpt(text, spans)
    assert html.count("<mark>río</mark>") == 2
    assert len(html) < 6 * AROUND + 200
    assert html.startswith('<span class="cut">…</span>palabra')
    assert excerpt("x" * LONGEST, []) == "x" * LONGEST
    assert "y" in excerpt("x" * 1000 + "y" + "x" * 1000, [], beside=0.5)
    assert excerpt("a río b", [(2, 5)], instead="<mar>") == "a <del>río</del><ins>&lt;mar&gt;</ins> b"
