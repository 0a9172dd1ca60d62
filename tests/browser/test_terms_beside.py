"""Terms at the desk: underlined in the source, written by key or button, in a real browser."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from domain.permissions import OPERATOR
from domain.termlist import ListedConcept, ListedTerm
from domain.terms import Gender, Status
from extensions import db
from services import terms
from tests.browser.people import Desk, arrive, box, expect_state, problems
from tests.browser.test_accessible import check

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WIDE = {"viewport": {"width": 1440, "height": 900}}
NARROW = {"viewport": {"width": 390, "height": 844}}
P, A, F, K = Status
MARKED = """[...(CSS.highlights.get('terms') ?? [])].map((range) =>
    [range.startContainer.parentElement.closest('desk-row').id, range.toString()])"""
AGREED = (
    ListedConcept((
        ListedTerm("en", "river", P), ListedTerm("es", "río", P, gender=Gender.MASCULINE),
        ListedTerm("es", "arroyo", A), ListedTerm("es", "riachuelo", F),
    ), definition="Water that flows."),
    ListedConcept((
        ListedTerm("en", "nobody", P), ListedTerm("es", "nadie", P, first_mention="nadie (ninguna persona)"),
    )),
    ListedConcept((ListedTerm("en", "chair", P), ListedTerm("es", "silla", P))),
)  # fmt: skip


@pytest.fixture
def agreed(desk: Desk) -> Desk:
    """Give a desk with a termbase: paragraph 3 has a river and nobody, paragraph 4 a chair."""
    with desk.app.app_context():
        terms.import_terms(db.session, OPERATOR, AGREED, name="terms.csv")
        db.session.commit()
    return desk


def ana_in(browser: Browser, desk: Desk, number: int, **look: object) -> Page:
    page = arrive(browser, desk, "ana@example.org", **(look or WIDE))
    box(page, number).focus()
    return page


def underlined(page: Page, *places: tuple[str, str]) -> None:
    page.wait_for_function(f"(wanted) => JSON.stringify({MARKED}.sort()) === wanted", arg=_as_json(*places))


def _as_json(*places: tuple[str, str]) -> str:
    return "[" + ",".join(f'["{row}","{words}"]' for row, words in sorted(places)) + "]"


def test_the_terms_of_the_row_that_one_is_in_are_underlined(browser: Browser, agreed: Desk) -> None:
    page = ana_in(browser, agreed, 3)
    source = page.locator("#p3 .verso .text")
    before = source.inner_html()
    underlined(page, ("p3", "Nobody"), ("p3", "river"))  # across the emphasis
    assert source.inner_html() == before
    style = "getComputedStyle(document.querySelector('#p3 .verso .text'), '::highlight(terms)').textDecorationLine"
    assert page.evaluate(style) == "underline"
    check(page)
    box(page, 4).focus()
    underlined(page, ("p4", "chair"))
    box(page, 5).focus()
    underlined(page)
    assert problems(page) == []


def test_a_row_that_comes_anew_is_underlined_anew(browser: Browser, agreed: Desk) -> None:
    page = ana_in(browser, agreed, 4)
    underlined(page, ("p4", "chair"))
    page.keyboard.type("Traiga una silla.")
    page.keyboard.press("Control+Enter")
    expect_state(page, 4, "translated")
    expect(page.locator("#p5")).to_have_attribute("data-active", "")  # the answer comes first, then the next row
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#p4")).to_be_focused()
    underlined(page, ("p4", "chair"))


def test_a_key_writes_the_next_term_and_again_another_one(browser: Browser, agreed: Desk) -> None:
    page = ana_in(browser, agreed, 3)
    expect(page.locator("#beside-terms")).to_contain_text("nadie (ninguna persona)")
    page.keyboard.type("El")
    for wanted in ("El río", "El arroyo", "El nadie (ninguna persona)", "El nadie", "El río"):
        page.keyboard.press("F2")
        expect(box(page, 3)).to_have_value(wanted)
    page.keyboard.press("Control+Z")
    expect(box(page, 3)).to_have_value("El nadie")
    page.keyboard.press("Control+Y")
    page.keyboard.type(" es de todos.")
    page.keyboard.press("F2")  # the river stands there
    expect(box(page, 3)).to_have_value("El río es de todos. nadie (ninguna persona)")
    page.keyboard.type(".")
    page.keyboard.press("F2")
    expect(page.locator("#desk-panel [data-status]")).to_have_text("Every term of this paragraph stands in the text.")
    expect_state(page, 3, "draft")
    page.keyboard.press("Control+S")
    expect(page.locator("#p3 [data-said]")).to_contain_text("Saved at")
    assert agreed.targets()[2][0] == "El río es de todos. nadie (ninguna persona)."
    assert problems(page) == []


def test_a_button_writes_its_term_at_the_caret(browser: Browser, agreed: Desk) -> None:
    page = ana_in(browser, agreed, 3)
    page.keyboard.type("El  fluye.")
    for _ in range(7):
        page.keyboard.press("ArrowLeft")
    section = page.locator("#beside-terms")
    expect(section.get_by_role("button")).to_have_count(4)  # none for the one that is not to be used
    section.get_by_role("button", name="Insert “arroyo”").focus()
    page.keyboard.press("Enter")
    expect(box(page, 3)).to_have_value("El arroyo fluye.")
    expect(box(page, 3)).to_be_focused()
    page.keyboard.press("Control+Z")
    expect(box(page, 3)).to_have_value("El  fluye.")


def test_a_form_for_the_first_mention_is_offered_until_it_was_mentioned(browser: Browser, agreed: Desk) -> None:
    page = ana_in(browser, agreed, 2)
    page.keyboard.type("De nadie (ninguna persona).")
    page.keyboard.press("Control+S")
    expect_state(page, 2, "draft")
    box(page, 3).focus()
    section = page.locator("#beside-terms")
    expect(section).to_contain_text("first as nadie (ninguna persona)")
    expect(section.get_by_role("button")).to_have_count(3)


def test_the_key_works_where_the_panel_is_closed(browser: Browser, agreed: Desk) -> None:
    page = ana_in(browser, agreed, 4, **NARROW)
    page.keyboard.press("F2")
    expect(box(page, 4)).to_have_value("silla")
    expect(page.locator("#desk-panel")).to_be_hidden()
    box(page, 5).focus()
    page.keyboard.press("F2")
    expect(page.locator("[data-announce]")).to_have_text("The termbase has nothing for this paragraph.")


def test_without_script_the_terms_are_a_list(browser: Browser, agreed: Desk) -> None:
    page = arrive(browser, agreed, "ana@example.org", script=False)
    page.locator("#p3").get_by_role("link", name="Beside this paragraph").click()
    expect(page.locator("#beside-terms")).to_contain_text("arroyo")
    expect(page.locator("#beside-terms").get_by_role("button")).to_have_count(0)


def select_in_source(page: Page, number: int, words: str) -> None:
    """Select words of the source as a pointer does."""
    page.evaluate(
        """([id, words]) => {
            const node = document.querySelector(`#${id} .verso .text`).firstChild;
            const start = node.data.indexOf(words);
            getSelection().setBaseAndExtent(node, start, node, start + words.length);
        }""",
        [f"p{number}", words],
    )


def test_a_term_is_added_from_what_is_selected_on_both_sides(browser: Browser, agreed: Desk) -> None:
    page = ana_in(browser, agreed, 5)
    expect(page.locator("#beside-terms")).to_be_visible()
    page.evaluate("import('/static/js/components/panel-terms.js')")  # it remembers selections from then on
    page.keyboard.type("¡Abran el sendero!")
    select_in_source(page, 5, "path")
    box(page, 5).evaluate("(box) => { box.focus(); box.setSelectionRange(10, 17); }")
    page.keyboard.press("Shift+F2")
    fields = page.locator('[data-form="term"] input:not([type=hidden])')
    expect(fields.nth(0)).to_have_value("path")
    expect(fields.nth(1)).to_have_value("sendero")
    expect(fields.nth(0)).to_be_focused()
    check(page)
    page.keyboard.press("Enter")
    underlined(page, ("p5", "path"))
    expect(page.locator("#beside-terms")).to_contain_text("sendero")
    expect(box(page, 5)).to_be_focused()
    expect(box(page, 5)).to_have_value("¡Abran el sendero!")
    assert problems(page) == []


def test_without_a_selection_the_form_is_empty_and_what_is_there_already_is_said(
    browser: Browser, agreed: Desk
) -> None:
    page = ana_in(browser, agreed, 4)
    page.keyboard.press("Shift+F2")
    expect(page.locator('[data-form="term"] [name=source_text]')).to_be_focused()
    page.keyboard.type("chair")
    page.keyboard.press("Tab")
    page.keyboard.type("asiento")
    page.keyboard.press("Enter")
    said = page.locator("#desk-panel [data-status]")
    expect(said).to_have_text("The termbase has this term already. To add it all the same, open all fields.")
    expect(page.locator('[data-form="term"] [name=target_text]')).to_have_value("asiento")
    page.keyboard.press("Escape")
    expect(box(page, 4)).to_be_focused()


def test_all_fields_open_with_what_is_typed_and_the_text_is_saved_first(browser: Browser, agreed: Desk) -> None:
    page = ana_in(browser, agreed, 4)
    page.keyboard.type("Traiga una silla.")
    page.keyboard.press("Shift+F2")
    expect(page.locator('[data-form="term"] [name=source_text]')).to_be_focused()
    page.keyboard.type("chair of the river")
    page.get_by_role("link", name="All fields").click()
    page.wait_for_url("**/terms/new?*")
    assert "chair of the river" in page.locator("main").inner_html()
    assert agreed.targets()[3][0] == "Traiga una silla."


def test_on_a_phone_the_form_opens_over_the_page(browser: Browser, agreed: Desk) -> None:
    page = ana_in(browser, agreed, 4, **NARROW)
    page.keyboard.press("Shift+F2")
    expect(page.locator('[data-form="term"] [name=source_text]')).to_be_focused()
    check(page)


def test_without_script_a_term_is_added_on_the_page_beside(browser: Browser, agreed: Desk) -> None:
    page = arrive(browser, agreed, "ana@example.org", script=False)
    page.locator("#p5").get_by_role("link", name="Beside this paragraph").click()
    page.locator("summary", has_text="Add a term").click()
    page.get_by_label("English").fill("path")
    page.get_by_label("Spanish").fill("sendero")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#beside-terms")).to_contain_text("sendero")
    page.locator("summary", has_text="Add a term").click()
    page.get_by_label("English").fill("path")
    page.get_by_label("Spanish").fill("senda")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page).to_have_url(re.compile("/terms/new"))
