"""Bringing a text in, with and without script, on a wide screen and on a phone, in both languages."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from domain.permissions import PersonRole
from extensions import db
from models import Segment, Statement
from tests.browser.people import Desk, Words, arrive, problems

TEXT = "EL RÍO\nBoletín 3\n\nEl río es de todos. Nadie lo puede cercar; así lo dijo la asamblea.\n\n¡Abran el camino!\n"
FILE = {"name": "rio.txt", "mimeType": "text/plain", "buffer": TEXT.encode("cp1252")}
PHONE, SCREEN = {"width": 390, "height": 800}, {"width": 1440, "height": 900}


def check(page: Page) -> None:
    """Hold the page that stands open to the rules for everybody: axe finds nothing, nothing is wider than the page."""
    page.wait_for_load_state()
    found = [(v["id"], [node["target"] for node in v["nodes"]]) for v in Axe().run(page).response["violations"]]
    assert not found, f"{page.url}: {found}"
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"{page.url} is {wider} px too wide"


def sources(desk: Desk) -> list[tuple[str, str]]:
    """Return role and source of each segment of the newest statement."""
    with desk.app.app_context():
        newest = select(Statement.id).order_by(Statement.id.desc()).limit(1).scalar_subquery()
        query = select(Segment.role, Segment.source).where(Segment.statement_id == newest).order_by(Segment.position)
        return [(role.value, source) for role, source in db.session.execute(query)]


def bring_in(page: Page, desk: Desk, say: Words) -> None:
    page.goto(f"{desk.server.url}/intake")
    page.locator("input[type=file]").set_input_files(FILE)
    page.get_by_role("button", name=say("Look it over")).click()
    expect(page.locator("h1")).to_have_text(say("Preview of the text"))


@pytest.mark.parametrize(("language", "size"), [("en", SCREEN), ("es", PHONE)])
def test_a_file_is_looked_over_and_becomes_a_statement(
    browser: Browser, desk: Desk, language: str, size: dict[str, int]
) -> None:
    say = Words(language)
    ana = arrive(browser, desk, "ana@example.org", PersonRole.TRANSLATOR, language=language, viewport=size)
    ana.goto(f"{desk.server.url}/intake")
    check(ana)
    bring_in(ana, desk, say)
    check(ana)
    expect(ana.locator(".block")).to_have_count(4)

    ana.locator("#b3 .block-more summary").click()
    ana.get_by_role("button", name=say("Cut it in two")).click()
    box = ana.locator("cut-box textarea")
    expect(box).to_be_focused()
    check(ana)
    box.evaluate("box => box.setSelectionRange(20, 20)")
    ana.get_by_role("button", name=say("Cut at the cursor")).click()
    expect(ana.locator(".block")).to_have_count(5)
    expect(ana.locator("#b3 .text")).to_have_text("El río es de todos.")

    ana.locator("details.sweep summary").click()
    ana.get_by_role("button", name=say("Tick all on this page")).click()
    expect(ana.locator("input[name=tick]:checked")).to_have_count(5)
    ana.locator("#role-4").select_option("quote")
    ana.locator("#left-out-2").check()
    ana.locator("#title").fill("El río es de todos")
    ana.get_by_role("button", name=say("Create the statement")).click()
    expect(ana.locator("h1")).to_have_text("El río es de todos")
    assert sources(desk) == [
        ("headline", "EL RÍO"),
        ("paragraph", "El río es de todos."),
        ("quote", "Nadie lo puede cercar; así lo dijo la asamblea."),
        ("slogan", "¡Abran el camino!"),
    ]
    assert problems(ana) == []


def test_it_works_without_script(browser: Browser, desk: Desk) -> None:
    ana = arrive(browser, desk, "ana@example.org", PersonRole.TRANSLATOR, script=False)
    bring_in(ana, desk, Words("en"))
    ana.locator("#b3 .block-more summary").click()
    ana.get_by_role("button", name="Cut it in two").click()
    expect(ana.get_by_role("button", name="Cut at the cursor")).to_have_count(0)
    box = ana.locator("cut-box textarea")
    box.fill(box.input_value().replace("todos. ", "todos.\n\n"))
    ana.get_by_role("button", name="Cut at the empty lines").click()
    expect(ana.locator(".block")).to_have_count(5)
    ana.get_by_role("button", name="Create the statement").click()
    assert [source for _role, source in sources(desk)][2:4] == [
        "El río es de todos.",
        "Nadie lo puede cercar; así lo dijo la asamblea.",
    ]


@pytest.fixture
def small_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the server that is started next take one megabyte."""
    monkeypatch.setenv("UPLOAD_LIMIT_MB", "1")


@pytest.mark.usefixtures("small_limit")
def test_a_file_over_the_limit_gets_its_words_before_and_after_sending(
    small_limit: None, browser: Browser, desk: Desk
) -> None:
    large = {"name": "long.txt", "mimeType": "text/plain", "buffer": b"word " * 1_500_000}
    with_script = arrive(browser, desk, "ana@example.org", PersonRole.TRANSLATOR)
    with_script.goto(f"{desk.server.url}/intake")
    with_script.locator("input[type=file]").set_input_files(large)
    expect(with_script.get_by_role("alert")).to_contain_text("larger than 1 MB")
    with_script.get_by_role("button", name="Look it over").click()
    expect(with_script.locator("h1")).to_have_text("Bring in a text")

    without = arrive(browser, desk, "beto@example.org", PersonRole.TRANSLATOR, script=False)
    without.goto(f"{desk.server.url}/intake")
    without.locator("input[type=file]").set_input_files(large)
    without.get_by_role("button", name="Look it over").click()
    expect(without.locator(".notice")).to_contain_text("larger than the limit of 1 MB")


@pytest.mark.parametrize(("language", "size"), [("es", SCREEN), ("en", PHONE)])
def test_the_pages_around_the_desk_are_for_everybody(
    browser: Browser, desk: Desk, language: str, size: dict[str, int]
) -> None:
    """Take the text out, change it outside, bring it back in, and judge it from the queue."""
    say = Words(language)
    ana = arrive(browser, desk, "ana@example.org", PersonRole.TRANSLATOR, language=language, viewport=size)
    ana.goto(f"{desk.path}/exports")
    check(ana)
    with ana.expect_download() as download:
        ana.locator("form[action$='/po'] button[value=all]").click()
    assert download.value.suggested_filename == f"{desk.slug}.es.po"
    po = download.value.path().read_text(encoding="utf-8")
    po = po.replace('msgid "Bring a chair."\nmsgstr ""', 'msgid "Bring a chair."\nmsgstr "Traigan una silla."')

    ana.goto(f"{desk.path}/targets-file")
    check(ana)
    file = {"name": "rio.po", "mimeType": "text/x-gettext-translation", "buffer": po.encode()}
    ana.locator("input[type=file]").set_input_files(file)
    ana.get_by_role("button", name=say("See what would change")).click()
    expect(ana.locator(".transfer .recto .text")).to_have_text("Traigan una silla.")
    check(ana)
    ana.locator("main button[value=all]").click()
    expect(ana).to_have_url(desk.path)
    assert desk.targets()[3][:2] == ("Traigan una silla.", "translated")

    beto = arrive(browser, desk, "beto@example.org", PersonRole.REVIEWER, language=language, viewport=size)
    beto.goto(f"{desk.server.url}/review")
    check(beto)
    row = beto.locator(".queue .row", has_text="Traigan una silla.")
    for fold in row.locator("summary").all():
        fold.click()
    check(beto)
    row.get_by_role("button", name=say("Approve")).click()
    expect(row).to_have_count(0)
    assert desk.targets()[3][1] == "reviewed"
    assert problems(ana) == problems(beto) == []
