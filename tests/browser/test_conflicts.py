"""Two texts for one paragraph: who is shown what, what may be chosen, what becomes of the text that is not."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from extensions import db
from tests.browser.people import (
    KEPT,
    OFFER,
    Desk,
    after_a_crash,
    arrive,
    box,
    column,
    problems,
    row,
    wait_saved,
    wait_until,
    write,
)

ANA, BEA = "ana@example.org", "bea@example.org"
BEGUN, HERS, MINE = "Traiga una silla al río.", "Traiga una silla vieja al río.", "Traigan una silla al río."
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def view(page: Page) -> Locator:
    """Return the view of the conflict in paragraph 4."""
    return row(page, 4).locator("desk-conflict:not([data-kept])")


def overtaken(browser: Browser, desk: Desk, language: str = "en") -> Page:
    """Return Ana's desk, where she has begun a text that Bea has changed since."""
    ana = arrive(browser, desk, ANA, language=language)
    write(ana, 4, BEGUN)
    box(ana, 4).evaluate("(box) => box.closest('desk-row').flush()")
    bea = arrive(browser, desk, BEA)
    write(bea, 4, HERS)
    wait_saved(bea, 4)
    return ana


def test_who_is_typing_stays_in_the_box_and_who_hands_in_is_led_to_the_choice(browser: Browser, desk: Desk) -> None:
    ana = overtaken(browser, desk)
    write(ana, 4, MINE)
    expect(view(ana)).to_be_visible()
    expect(box(ana, 4)).to_be_focused()
    expect(ana.locator("[data-announce]")).to_contain_text("Someone else changed this")
    ana.keyboard.press("End")
    ana.keyboard.type(" ¡Ya!")
    ana.keyboard.press("ControlOrMeta+Enter")
    heading = view(ana).get_by_role("heading", name="Two texts for one paragraph")
    expect(heading).to_be_focused()
    # Nobody leaves the view by Escape with something lost; the choice is made by keys alone.
    ana.keyboard.press("Escape")
    expect(view(ana)).to_be_visible()
    heading.focus()
    ana.keyboard.press("Tab")
    expect(view(ana).get_by_role("button", name="Take theirs")).to_be_focused()
    ana.keyboard.press("Enter")
    expect(box(ana, 4)).to_have_value(HERS)
    expect(box(ana, 4)).to_be_focused()
    expect(view(ana)).to_have_count(0)
    assert desk.targets()[3][0] == HERS
    assert desk.revisions(4)[-2:] == [MINE, f"{MINE} ¡Ya!"], "both are in the history, the one typed on as well"
    ana.keyboard.press("ControlOrMeta+z")
    expect(box(ana, 4)).to_have_value(f"{MINE} ¡Ya!")
    assert problems(ana) == []


def test_a_base_that_the_history_has_folded_away_comes_from_the_browser(browser: Browser, desk: Desk) -> None:
    ana = overtaken(browser, desk, language="es")
    bea = browser.contexts[-1].pages[0]
    # Bea reads Ana's text again and both go on from there; then Bea's own next draft folds hers away.
    write(bea, 4, "Uno dos tres.")
    wait_saved(bea, 4)
    ana.reload()
    write(bea, 4, "Uno dos tres cuatro.")
    expect(bea.locator("#p4")).to_have_attribute("data-version", "4")
    write(ana, 4, "Cero uno dos tres.")
    expect(view(ana)).to_be_visible()
    expect(column(ana, 4, "El punto de partida")).to_have_text("Uno dos tres.")
    expect(view(ana).locator("textarea")).to_have_value("Cero uno dos tres cuatro.")
    assert ana.locator("#p4 desk-conflict [data-choose]").all_inner_texts() == [
        "Tomar el otro", "Conservar el propio", "Guardar este texto",
    ]  # fmt: skip


def test_what_is_made_of_the_proposal_survives_a_crash(browser: Browser, desk: Desk) -> None:
    ana = overtaken(browser, desk)
    write(ana, 4, MINE)
    view(ana).locator("textarea").press_sequentially("Amiga: ")
    edited = view(ana).locator("textarea").input_value()
    ana = after_a_crash(ana)
    ana.goto(desk.path)
    offers = row(ana, 4).locator(OFFER)
    expect(offers).to_have_count(2)
    assert {offers.nth(n).locator("section", has_text="Mine").first.count() for n in (0, 1)} == {1}
    ids = ana.locator("desk-conflict [id]").evaluate_all("(all) => all.map((one) => one.id)")
    assert len(ids) == len(set(ids))
    mine = offers.filter(has=ana.locator("ins", has_text="Amiga"))
    mine.get_by_role("button", name="Put it in the box").click()
    wait_saved(ana, 4)
    assert desk.targets()[3][0] == edited
    offers.get_by_role("button", name="Throw it away").click()
    expect(offers).to_have_count(0)
    assert MINE in desk.revisions(4)
    assert ana.evaluate(KEPT) == []


def test_a_text_left_behind_is_offered_beside_what_somebody_wrote_since(browser: Browser, desk: Desk) -> None:
    ana = arrive(browser, desk, ANA)
    write(ana, 4, BEGUN)
    wait_saved(ana, 4)
    ana.context.set_offline(True)
    write(ana, 4, MINE)
    wait_until(ana, f"({KEPT}).length")
    bea = arrive(browser, desk, BEA)
    write(bea, 4, HERS)
    wait_saved(bea, 4)
    ana = after_a_crash(ana)
    ana.context.set_offline(False)
    ana.goto(desk.path)
    offer = row(ana, 4).locator(OFFER)
    expect(offer).to_contain_text("The paragraph has been changed since.")
    expect(column(ana, 4, "As it is now").locator("ins")).to_have_text("vieja ")
    expect(offer).to_contain_text("Bea")
    offer.get_by_role("button", name="Save this text").click()
    wait_saved(ana, 4)
    assert desk.targets()[3][0] == "Traigan una silla vieja al río."
    assert ana.evaluate(KEPT) == []


def test_throwing_away_elsewhere_takes_nothing_from_a_tab_that_still_has_it(browser: Browser, desk: Desk) -> None:
    first = arrive(browser, desk, ANA)
    first.evaluate("void (window.fetch = () => Promise.reject(new TypeError()))")
    write(first, 4, MINE)
    wait_until(first, f"({KEPT}).length")
    second = first.context.new_page()
    second.goto(desk.path)
    row(second, 4).locator(OFFER).get_by_role("button", name="Throw it away").click()
    expect(row(second, 4).locator(OFFER)).to_have_count(0)
    wait_until(second, f"({KEPT}).length")
    first = after_a_crash(first)
    first.goto(desk.path)
    expect(column(first, 4, "Mine")).to_have_text(MINE)


def test_a_text_that_is_refused_stays_and_the_row_says_why(browser: Browser, desk: Desk) -> None:
    from sqlalchemy import update

    from models import Target

    ana = arrive(browser, desk, ANA)
    with desk.app.app_context():
        number = int(ana.locator("#p4").get_attribute("data-target") or 0)
        db.session.execute(update(Target).where(Target.id == number).values(is_locked=True))
        db.session.commit()
    write(ana, 4, MINE)
    expect(row(ana, 4).locator(".problem")).to_contain_text("locked")
    expect(row(ana, 4).locator("[data-said]")).to_contain_text("kept in this browser")
    ana.reload()
    offer = row(ana, 4).locator(OFFER)
    expect(offer).to_contain_text("not open for writing")
    expect(offer).to_contain_text(MINE)
    expect(offer.get_by_role("button")).to_have_count(1)


def test_without_script_the_three_texts_stand_on_a_page(browser: Browser, desk: Desk) -> None:
    cleo = arrive(browser, desk, "cleo@example.org", script=False)
    bea = arrive(browser, desk, BEA)
    write(bea, 4, HERS)
    wait_saved(bea, 4)
    cleo.locator("#p4 textarea[name=text]").fill(MINE)
    cleo.locator("#p4").get_by_role("button", name="Save", exact=True).click()
    expect(cleo.get_by_role("heading", level=1)).to_have_text("Two texts for one paragraph")
    assert cleo.locator(".texts h2").all_inner_texts() == ["Where both began", "As it is now", "Mine"]
    cleo.get_by_label("My text, as it is to be saved").fill(f"{MINE} ¡Ya!")
    cleo.get_by_role("button", name="Keep mine").click()
    expect(cleo.locator("#p4 textarea[name=text]")).to_have_value(f"{MINE} ¡Ya!")
    assert desk.revisions(4) == [HERS, MINE, f"{MINE} ¡Ya!"]
