"""The whole story in a browser, as two people: written, handed in, approved, sent back, mended, approved."""

import pytest
from playwright.sync_api import Browser, expect

from domain.permissions import PersonRole
from tests.browser.people import Desk, Words, arrive, box, expect_state, problems, row, said, write

RIVER = "El río es de todos. Nadie puede cercarlo."
CHAIR = "Traiga una silla."
MENDED = "Traigan una silla."


@pytest.mark.parametrize("language", ["en", "es"])
def test_two_people_bring_a_text_to_approval(browser: Browser, desk: Desk, language: str) -> None:
    say = Words(language)
    ana = arrive(browser, desk, "ana@example.org", PersonRole.TRANSLATOR, language=language)
    expect(ana.locator("html")).to_have_attribute("lang", language)
    write(ana, 3, RIVER)
    expect(said(ana, 3)).to_contain_text(say("Saved at {time}").partition("{")[0])
    expect_state(ana, 3, "draft")
    assert desk.targets()[2][:2] == (RIVER, "draft")
    ana.reload()
    expect(box(ana, 3)).to_have_value(RIVER)
    box(ana, 3).focus()
    row(ana, 3).get_by_role("button", name=say("Save and submit")).click()
    expect_state(ana, 3, "translated")
    expect(row(ana, 3).get_by_role("button", name=say("Approve"), exact=True)).to_have_count(0)
    write(ana, 4, CHAIR)
    ana.keyboard.press("ControlOrMeta+Enter")
    expect_state(ana, 4, "translated")
    expect(row(ana, 5)).to_have_attribute("data-active", "")

    marta = arrive(browser, desk, "marta@example.org", PersonRole.REVIEWER, language=language)
    row(marta, 3).locator(".verso").click()
    row(marta, 3).get_by_role("button", name=say("Approve"), exact=True).click()
    expect_state(marta, 3, "reviewed")
    row(marta, 4).locator(".verso").click()
    row(marta, 4).locator("summary", has_text=say("Send back")).click()
    row(marta, 4).locator("select[name=reason]").select_option("style")
    row(marta, 4).locator("form.return textarea[name=words]").fill("Somos muchos.")
    row(marta, 4).locator("form.return button").click()
    expect_state(marta, 4, "returned")

    ana.reload()
    expect(row(ana, 4).locator(".returned")).to_contain_text("Somos muchos.")
    expect(row(ana, 4).locator(".returned")).to_contain_text(say("Style"))
    write(ana, 4, MENDED)
    ana.keyboard.press("ControlOrMeta+Enter")
    expect_state(ana, 4, "translated")

    marta.reload()
    row(marta, 4).locator(".verso").click()
    marta.keyboard.press("ControlOrMeta+Alt+Enter")
    expect_state(marta, 4, "reviewed")
    expect(marta.locator(".progress-words [data-state=reviewed]")).to_contain_text("2")
    assert [state for _text, state, _version in desk.targets()] == [
        "untranslated", "untranslated", "reviewed", "reviewed", "untranslated",
    ]  # fmt: skip
    assert desk.targets()[3][0] == MENDED
    assert problems(ana) == problems(marta) == []


def test_two_people_do_it_without_script(browser: Browser, desk: Desk) -> None:
    ana = arrive(browser, desk, "ana@example.org", PersonRole.TRANSLATOR, script=False)
    box(ana, 3).fill(RIVER)
    row(ana, 3).get_by_role("button", name="Save", exact=True).click()
    expect(box(ana, 3)).to_have_value(RIVER)
    expect(ana).to_have_url(f"{desk.path}#p3")
    row(ana, 3).get_by_role("button", name="Save and submit").click()
    expect_state(ana, 3, "translated")  # the next page is there: a click does not wait for it
    box(ana, 4).fill(CHAIR)
    row(ana, 4).get_by_role("button", name="Save and submit").click()
    expect_state(ana, 4, "translated")
    assert [state for _text, state, _version in desk.targets()[2:4]] == ["translated", "translated"]

    marta = arrive(browser, desk, "marta@example.org", PersonRole.REVIEWER, script=False)
    row(marta, 3).get_by_role("button", name="Approve", exact=True).click()
    expect_state(marta, 3, "reviewed")
    row(marta, 4).locator("summary", has_text="Send back").click()
    row(marta, 4).locator("select[name=reason]").select_option("style")
    row(marta, 4).locator("form.return textarea[name=words]").fill("Somos muchos.")
    row(marta, 4).locator("form.return button").click()
    expect_state(marta, 4, "returned")
    assert [state for _text, state, _version in desk.targets()[2:4]] == ["reviewed", "returned"]

    ana.reload()
    expect(row(ana, 4).locator(".returned")).to_contain_text("Somos muchos.")
    box(ana, 4).fill(MENDED)
    row(ana, 4).get_by_role("button", name="Save and submit").click()
    expect_state(ana, 4, "translated")
    marta.reload()
    row(marta, 4).get_by_role("button", name="Approve", exact=True).click()
    expect_state(marta, 4, "reviewed")
    assert desk.targets()[3][:2] == (MENDED, "reviewed")


def test_a_conflict_without_script_shows_both_texts_and_keeps_the_chosen_one(browser: Browser, desk: Desk) -> None:
    ana = arrive(browser, desk, "ana@example.org", PersonRole.TRANSLATOR, script=False)
    other = ana.context.new_page()
    other.goto(desk.path)
    box(other, 4).fill("Lleve una silla.")
    row(other, 4).get_by_role("button", name="Save", exact=True).click()
    expect(other).to_have_url(f"{desk.path}#p4")
    box(ana, 4).fill(CHAIR)
    row(ana, 4).get_by_role("button", name="Save", exact=True).click()
    expect(ana.locator("main")).to_contain_text("Lleve una silla.")
    expect(ana.get_by_role("textbox", name="My text, as it is to be saved")).to_have_value(CHAIR)
    ana.get_by_role("button", name="Keep mine").click()
    expect(box(ana, 4)).to_have_value(CHAIR)
    assert desk.targets()[3][0] == CHAIR
