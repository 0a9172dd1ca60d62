"""What should not come, but does: each gets its clear answer in the person's language, and changes nothing.

Files that cannot be taken in have their tests with intake and the command line; here is what comes by the desk's
doors, and what no single page owns.
"""

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from domain.errors import ParagraphTooLong, TooManySegments
from domain.permissions import OPERATOR, PersonRole
from domain.states import State
from models import Review, Target, TargetRevision, Translation, User
from services import editing, intake, statements
from services.intake import Limits
from services.statements import Details
from tests.browsing import Browser, Page, text_of
from tests.factories import noise, person, target_ids, translation, translator

JSON = {"Accept": "application/json"}
FORGED = ["", "x", "-1", "1.5", "٣", " 1", "0x1", "99", "9" * 9, "9" * 30, "1e3", "null"]


@pytest.fixture
def both(session: Session) -> User:
    """Give somebody who may translate and review."""
    noise(session)
    return person(session, PersonRole.TRANSLATOR, PersonRole.REVIEWER, name="Ana")


@pytest.fixture
def there(session: Session, both: User) -> Translation:
    return translation(session, title="The River")


@pytest.fixture
def waiting(session: Session, there: Translation) -> int:
    """Give a target that somebody else has handed in: version 1, ready to be judged or written over."""
    target_id = target_ids(session, there)[0]
    editing.save(session, translator(session, name="Beto"), target_id, "El río.", version=0, keep_submitted=True)
    session.commit()
    return target_id


def stands(session: Session, target_id: int) -> tuple[str, State, int]:
    session.rollback()
    query = select(Target.text, Target.state, Target.version).where(Target.id == target_id)
    return tuple(session.execute(query).one())


def words_of(page: Page) -> str:
    """Return what the page says in its notice."""
    (notice,) = page.all("notice")
    return text_of(notice)


DOORS = {
    "": {"text": "Otra cosa."},
    "/submission": {"text": "Otra cosa."},
    "/approval": {},
    "/edited-approval": {"text": "Otra cosa."},
    "/return": {"reason": "style", "words": "Mi comentario."},
}


# Versions


@pytest.mark.parametrize("door", DOORS)
def test_a_forged_version_overwrites_and_judges_nothing_and_keeps_what_was_typed(app, session, both, waiting, door):
    browser = Browser(app, both)
    for version in FORGED:
        page = browser.send(f"/targets/{waiting}{door}", {"version": version, **DOORS[door]})
        assert page.status == 409, version
        assert stands(session, waiting) == ("El río.", State.TRANSLATED, 1)
        typed = [text_of(box) for box in page.root.iter("textarea")]
        assert {DOORS[door].get("text"), DOORS[door].get("words")} - {None} <= set(typed)
        assert "El río." in page.text
    assert session.scalar(select(func.count()).select_from(Review).where(Review.target_id == waiting)) == 0
    kept = select(TargetRevision.text).where(TargetRevision.target_id == waiting, TargetRevision.version.is_(None))
    assert session.scalars(kept).all() == (["Otra cosa."] if "text" in DOORS[door] else [])


@pytest.mark.parametrize("door", DOORS)
def test_a_form_that_names_no_version_is_as_good_as_stale(app, session, both, waiting, door):
    assert Browser(app, both).send(f"/targets/{waiting}{door}", DOORS[door]).status == 409
    assert stands(session, waiting) == ("El río.", State.TRANSLATED, 1)


@pytest.mark.parametrize("door", DOORS)
def test_a_stale_form_says_so_in_the_persons_language(app, session, both, waiting, door):
    said = {}
    for language in ("en", "es"):
        page = Browser(app, both, language).send(f"/targets/{waiting}{door}", {"version": "0", **DOORS[door]})
        assert page.status == 409
        said[language] = words_of(page)
    assert said["en"] != said["es"]
    assert "changed" in said["en"]
    assert "cambió" in said["es"] or "modificó" in said["es"]


@pytest.mark.parametrize("door", DOORS)
def test_a_stale_form_of_the_script_gets_both_texts(app, session, both, waiting, door):
    browser = Browser(app, both)
    form = {"version": "0", "csrf_token": browser.open("/statements").token, **DOORS[door]}
    answer = browser.client.post(f"/targets/{waiting}{door}", data=form, headers=JSON)
    assert answer.status_code == 409
    assert answer.json["conflict"]["theirs"] == "El río."
    assert answer.json["conflict"]["version"] == 1
    assert answer.json["words"]


# Tokens


@pytest.mark.parametrize("door", DOORS)
def test_a_form_without_its_token_changes_nothing_and_gives_the_text_back(app, session, both, waiting, door):
    said = {}
    for language, token in (("en", None), ("en", "forged"), ("es", ""), ("es", None)):
        browser = Browser(app, both, language)
        form = {"version": "1", **DOORS[door], **({} if token is None else {"csrf_token": token})}
        page = Page(browser, browser.client.post(f"/targets/{waiting}{door}", data=form, headers=browser.headers))
        assert page.status == 400
        said[language] = words_of(page)
        typed = {box.get("name"): text_of(box) for box in page.root.iter("textarea")}
        assert typed == {name: DOORS[door][name] for name in ("text", "words") if name in DOORS[door]}
        assert stands(session, waiting) == ("El río.", State.TRANSLATED, 1)
    assert said["en"] != said["es"]


def test_what_was_given_back_can_be_sent_again(app, session, both, waiting):
    browser = Browser(app, both)
    form = {"version": "1", "text": "Otra cosa."}
    page = Page(browser, browser.client.post(f"/targets/{waiting}", data=form, headers=browser.headers))
    page.press("Send it again")
    assert stands(session, waiting) == ("Otra cosa.", State.DRAFT, 2)


def test_the_script_gets_a_fresh_token_and_goes_on(app, session, both, waiting):
    client = Browser(app, both).client
    form = {"version": "1", "text": "Otra cosa.", "csrf_token": "forged"}
    refused = client.post(f"/targets/{waiting}", data=form, headers=JSON)
    assert (refused.status_code, refused.json["error"]) == (400, "csrf")
    form["csrf_token"] = refused.json["csrf_token"]
    assert client.post(f"/targets/{waiting}", data=form, headers=JSON).status_code == 200
    assert stands(session, waiting) == ("Otra cosa.", State.DRAFT, 2)


# Ids


@pytest.mark.parametrize("door", DOORS)
def test_a_target_that_does_not_exist_is_not_found(app, session, both, there, door):
    session.commit()
    for target_id in ("0", "999999", "2147483648", "9" * 30):
        said = {}
        for language in ("en", "es"):
            page = Browser(app, both, language).send(f"/targets/{target_id}{door}", {"version": "0", **DOORS[door]})
            assert page.status == 404, target_id
            said[language] = words_of(page)
        assert said["en"] != said["es"]


PLACES = [
    "/statements/{0}", "/statements/{0}/source-file", "/statements/{0}/es", "/statements/{0}/es/rows",
    "/statements/{0}/es/next", "/statements/{0}/es/exports", "/statements/{0}/es/exports/po",
    "/statements/{0}/es/targets-file", "/intake/{0}",
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_an_address_that_leads_nowhere_says_so(app, session, both, there, place):
    session.commit()
    browser = Browser(app, both)
    for slug in ("no-such", "%00", "a%00b", "%FF%FE", "%ED%A0%80", "..%2f..%2fetc", "x" * 3000, "%25", "🙂"):
        page = browser.open(place.format(slug))
        assert page.status == 404, slug
        assert words_of(page)


@pytest.mark.parametrize("place", PLACES[2:-1])
def test_a_language_that_the_statement_is_not_in_is_not_found(app, session, both, there, place):
    session.commit()
    for language in ("fr", "ES", "e%00s", "x" * 3000, "%ED%A0%80", "es-"):
        page = Browser(app, both).open(place.replace("/es", f"/{language}").format(there.statement.slug))
        assert page.status == 404, language


def test_a_question_that_makes_no_sense_gets_the_page_all_the_same(app, session, both, there):
    session.commit()
    slug, client = there.statement.slug, Browser(app, both).client
    for query in ("after=-1", "after=x", "after=" + "9" * 30, "after=1.5", "after=%00", "show=x", "show=%00"):
        for path in (f"/statements/{slug}/es", f"/statements/{slug}/es/rows", "/statements", "/review"):
            assert client.get(f"{path}?{query}").status_code == 200, (path, query)
        assert client.get(f"/statements/{slug}/es/next?{query}").status_code == 302


def test_a_paragraph_that_is_not_there_is_not_found(app, session, both, there):
    session.commit()
    browser = Browser(app, both)
    for key in ("p0", "p99", "x", "p" + "9" * 30, "p٣"):
        assert browser.open(f"/statements/{there.statement.slug}/es?at={key}").status == 404, key
        assert browser.open(f"/statements/{there.statement.slug}/es/rows?only={key}").status == 404, key


@pytest.mark.parametrize("door", DOORS)
def test_what_one_may_not_change_stays_as_it_is(app, session, both, waiting, door):
    strangers = [person(session, PersonRole.READER), person(session, PersonRole.PUBLISHER, PersonRole.ADMIN),
                 person(session, PersonRole.TRANSLATOR, PersonRole.REVIEWER, language="fr")]  # fmt: skip
    session.commit()
    for stranger in strangers:
        said = {}
        for language in ("en", "es"):
            page = Browser(app, stranger, language).send(f"/targets/{waiting}{door}", {"version": "1", **DOORS[door]})
            assert page.status == 403
            said[language] = words_of(page)
        assert said["en"] != said["es"]
    assert stands(session, waiting) == ("El río.", State.TRANSLATED, 1)


def test_a_return_without_one_of_the_reasons_is_none(app, session, both, waiting):
    browser = Browser(app, both)
    for reason in ("", "no-such", "STYLE", "a\0b", "x" * 5000):
        page = browser.send(f"/targets/{waiting}/return", {"version": "1", "reason": reason, "words": "Hola."})
        assert page.status == 400, reason
        assert "Hola." in [text_of(box) for box in page.root.iter("textarea")]
        assert stands(session, waiting)[1] is State.TRANSLATED


@pytest.mark.parametrize("door", ["", "/submission", "/approval", "/edited-approval"])
def test_a_locked_target_is_not_changed_and_the_text_comes_back(app, session, both, waiting, door):
    session.execute(update(Target).where(Target.id == waiting).values(is_locked=True))
    session.commit()
    page = Browser(app, both).send(f"/targets/{waiting}{door}", {"version": "1", **DOORS[door]})
    if door:
        assert page.status in (200, 409)  # an approval leads back to its row
    if "text" in DOORS[door]:
        assert page.status == 409
        assert "Otra cosa." in [text_of(box) for box in page.root.iter("textarea")]
    assert "locked" in page.text
    assert stands(session, waiting) == ("El río.", State.TRANSLATED, 1)


# Texts


def test_a_target_of_two_hundred_thousand_characters_is_saved_and_shown(app, session, both, waiting, there):
    longest = "ñandú 🙂\n" * 25_000
    assert len(longest) == 200_000
    browser = Browser(app, both)
    page = browser.send(f"/targets/{waiting}", {"version": "1", "text": longest.replace("\n", "\r\n")})
    assert page.status == 200
    assert stands(session, waiting) == (longest, State.DRAFT, 2)
    box = next(box for box in page.root.iter("textarea") if "ñandú" in (box.text or ""))
    assert box.text == longest


@pytest.mark.parametrize("door", ["", "/submission", "/edited-approval"])
def test_one_character_more_is_refused_and_comes_back_whole(app, session, both, waiting, door):
    said = {}
    for language in ("en", "es"):
        browser = Browser(app, both, language)
        page = browser.send(f"/targets/{waiting}{door}", {"version": "1", "text": "ñ" * 200_001})
        assert page.status == 413
        said[language] = words_of(page)
        (box,) = page.root.iter("textarea")
        assert (box.text or "").strip() == "ñ" * 200_001
    assert said["en"] != said["es"]
    assert all("200" in words for words in said.values())
    assert stands(session, waiting) == ("El río.", State.TRANSLATED, 1)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "</textarea><script>alert(1)</script>",
        "{{ 7*7 }} {% if x %} {# x #} {{ config.SECRET_KEY }}",
        "[a](javascript:alert(1)) ![b](x) <https://example.org> `code` &amp; &lt;",
        "# Title\n\n* item\n\n> quote\n\n```\ncode\n```",
        "\u202bשלום עולם\u202c (ערב) \u2067x\u2069 مرحبا",
        "a\u200bb\ufeffc\u00add",
        "🙂👨‍👩‍👧‍👦 \U0001f1f5\U0001f1ea e\u0301\u0327",
        "\n\n  first lines empty",
        "'\"`; DROP TABLE target; --\\",
    ],
)
def test_a_text_is_text_whatever_it_looks_like(app, session, both, there, waiting, text):
    browser = Browser(app, both)
    page = browser.send(f"/targets/{waiting}", {"version": "1", "text": text})
    assert page.status == 200
    stored = stands(session, waiting)[0]
    assert stored == editing.clean(text)
    boxes = [box.text or "" for box in page.root.iter("textarea")]
    assert stored in boxes
    main = page.one(".//main")
    assert not [e for e in main.iter() if e.tag in ("script", "img") or any(a.startswith("on") for a in e.attrib)]
    links = [e.get("href", "") for e in main.iter("a")]
    assert not [href for href in links if href.lower().startswith(("javascript:", "data:"))]
    assert "49" not in text_of(main).replace("1997", "")


@pytest.mark.parametrize("typed", ["El\0 lago.", "El lago.\x01\x1f", "El\x7f\x80 lago."])
def test_characters_that_no_text_may_hold_are_left_out(app, session, both, waiting, typed):
    assert Browser(app, both).send(f"/targets/{waiting}", {"version": "1", "text": typed}).status == 200
    assert stands(session, waiting)[0] == "El lago."


def test_bytes_that_are_no_text_are_no_error(app, session, both, waiting):
    browser = Browser(app, both)
    token = browser.open("/statements").token
    for number, tail in enumerate((b"\xff", b"%FF%ED%A0%80", b"%", b"&%00=%00&=&&;")):
        body = f"csrf_token={token}&version={number}&text=El+lago+".encode() + tail
        kind = "application/x-www-form-urlencoded"
        answer = browser.client.post(f"/targets/{waiting}", data=body, content_type=kind, headers=JSON)
        assert answer.status_code in (200, 400, 409), tail
        stands(session, waiting)[0].encode()


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("he", "rtl"), ("es", "ltr")])
def test_a_script_from_right_to_left_is_shown_so(app, session, both, language, direction):
    there = translation(session, language=language)
    (first, *_rest) = target_ids(session, there)
    session.commit()
    page = Browser(app, both).send(f"/targets/{first}", {"version": "0", "text": "مرحبا بالعالم (2026)"})
    boxes = [box for box in page.root.iter("textarea") if box.get("lang") == language]
    assert {box.get("dir") for box in boxes} == {direction}
    assert "مرحبا بالعالم (2026)" in [(box.text or "").strip() for box in boxes]


@pytest.mark.parametrize("door", DOORS)
def test_a_field_that_comes_twice_breaks_nothing(app, session, both, waiting, door):
    browser = Browser(app, both)
    token = browser.open("/statements").token
    for name in ("text", "version", "submit", "person", "show", "words", "reason"):
        form = {"version": ["0"], "csrf_token": [token], **{key: [value] for key, value in DOORS[door].items()}}
        form[name] = [*form.get(name, ["x"]), "other"]
        answer = browser.client.post(f"/targets/{waiting}{door}", data=form, headers=JSON)
        assert 400 <= answer.status_code < 500, name
        assert stands(session, waiting)[2] == 1


# Large files


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # how many rows there are is the same to both
def test_a_hundred_thousand_paragraphs_are_one_statement_and_one_more_is_none(session):
    noise(session)
    ana = translator(session)
    text = "\n\n".join(f"Paragraph {n} of very many." for n in range(100_000))
    reading = intake.read("many.txt", text.encode(), Limits())
    assert len(reading.document.blocks) == 100_000
    statement = statements.create(session, ana, reading.document, reading.upload, Details("en", targets=("es",)))
    there = select(Translation.id).where(Translation.statement_id == statement.id).scalar_subquery()
    count = select(func.count()).select_from(Target).where(Target.translation_id == there)
    assert session.scalar(count) == 100_000
    with pytest.raises(TooManySegments) as refused:
        intake.read("many.txt", f"{text}\n\nOne more.".encode(), Limits())
    assert refused.value.facts == {"count": 100_001, "limit": 100_000}


@pytest.mark.slow
@pytest.mark.parametrize("line", ["word " * 10_000_000, "x" * 50_000_000], ids=["words", "letters"])
def test_a_line_of_fifty_megabytes_is_refused_as_a_paragraph_too_long(line):
    def take_in() -> None:
        reading = intake.read("line.txt", line.encode(), Limits(megabytes=60))
        statements.create(untouched, OPERATOR, reading.document, reading.upload, Details("en"))

    untouched = Session()  # without a database: it is refused before anything is asked of one
    with pytest.raises(ParagraphTooLong) as refused:
        take_in()
    assert refused.value.facts["limit"] == 200_000


def test_a_paragraph_too_long_for_any_target_is_refused_in_the_persons_language(app, session, both):
    session.commit()
    said = {}
    for language in ("en", "es"):
        browser = Browser(app, both, language)
        page = browser.open("/intake")
        assert page.status == 200
        said[language] = browser.client.post(
            "/intake",
            data={"csrf_token": page.token, "text": "word " * 50_000},
            headers=browser.headers,
            follow_redirects=True,
        ).get_data(as_text=True)
    assert said["en"] != said["es"]
