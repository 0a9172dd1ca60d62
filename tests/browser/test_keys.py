"""Keys: each command by its own, nothing that types is ever taken, and every key can be changed."""

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select, update

from blueprints.keys import COMMANDS, Where
from domain.chords import works_in_fields
from domain.permissions import PersonRole
from extensions import db
from models import Target, User
from services import editing, reviewing
from services.reviewing import ReturnReason
from services.store import find_translation
from tests import factories
from tests.browser.people import Desk, Words, arrive, box, expect_state, problems, row, said, write
from tests.browser.test_accessible import check, looks

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MAC = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36"
)
ROLES = (PersonRole.TRANSLATOR, PersonRole.REVIEWER)
PRESSED = {"Mod": "Control", "Ctrl": "Control", "Alt": "Alt", "Shift": "Shift"}
# Takes the place of every handler of commands, and remembers them with the row that they came from.
LISTEN = """() => {
  window.heard = [];
  addEventListener("desk-command", (event) => {
    heard.push(event.detail.name);
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
}"""


def press(page: Page, chord: str, platform: str = "pc") -> None:
    """Press `chord` as a keyboard does: on a Mac, Mod is Cmd."""
    *modifiers, key = chord.split("+") if chord != "+" else ["+"]
    names = [("Meta" if platform == "mac" and m == "Mod" else PRESSED[m]) for m in modifiers]
    code = f"Key{key}" if modifiers and len(key) == 1 and key.isalpha() else key
    page.keyboard.press("+".join([*names, code]))


def heard(page: Page) -> list[str]:
    """Return the commands since the last look."""
    return page.evaluate("heard.splice(0)")


@pytest.mark.parametrize("platform", ["pc", "mac"])
def test_every_default_key_gives_its_command_where_it_works(browser: Browser, desk: Desk, platform: str) -> None:
    rest = {"user_agent": MAC} if platform == "mac" else {}
    page = arrive(browser, desk, "rosa@example.org", *ROLES, **rest)
    page.evaluate(LISTEN)
    for name, command in COMMANDS.items():
        for chord in command.defaults(platform):
            box(page, 2).focus()
            press(page, chord, platform)
            in_box = works_in_fields(chord) and command.where is not Where.PAGE
            assert heard(page) == [name] * in_box, f"{chord} in the box"
            row(page, 2).focus()
            press(page, chord, platform)
            assert heard(page) == [name], f"{chord} in the row"
            page.evaluate("document.activeElement.blur()")
            press(page, chord, platform)
            assert heard(page) == [name] * (command.where is not Where.BOX), f"{chord} on the page"
    assert problems(page) == []


def test_what_a_person_may_not_do_has_no_key(browser: Browser, desk: Desk) -> None:
    page = arrive(browser, desk, "lee@example.org", PersonRole.READER)
    page.evaluate(LISTEN)
    row(page, 2).focus()
    for name in ("approve", "review-next", "save", "comment", "split"):
        for chord in COMMANDS[name].keys:
            press(page, chord)
    assert heard(page) == []
    press(page, "Alt+ArrowDown")
    assert heard(page) == ["next"]


def test_single_letters_type_in_every_field(browser: Browser, desk: Desk) -> None:
    page = arrive(browser, desk, "rosa@example.org", *ROLES)
    page.evaluate(LISTEN)
    write(page, 3, "jkarqngwbchv/?A")
    expect(box(page, 3)).to_have_value("jkarqngwbchv/?A")
    page.locator("#go-to").focus()
    page.keyboard.type("12n")
    expect(page.locator("#go-to")).to_have_value("12n")
    assert heard(page) == []


# What a Spanish keyboard types with AltGr: the browser says so by the modifier, Windows as Ctrl and Alt as well.
ALTGR = """([key, code, says]) => {
  const box = document.activeElement;
  const facts = { key, code, bubbles: true, cancelable: true };
  const modifiers = { graph: { modifierAltGraph: true }, both: { ctrlKey: true, altKey: true, modifierAltGraph: true },
    windows: { ctrlKey: true, altKey: true }, mac: { altKey: true } }[says];
  return box.dispatchEvent(new KeyboardEvent("keydown", { ...facts, ...modifiers }));
}"""


@pytest.mark.parametrize("platform", ["pc", "mac"])
def test_what_a_spanish_keyboard_types_is_never_taken(browser: Browser, desk: Desk, platform: str) -> None:
    rest = {"user_agent": MAC} if platform == "mac" else {}
    page = arrive(browser, desk, "rosa@example.org", *ROLES, **rest)
    page.evaluate(LISTEN)
    typed = [("@", "Digit2"), ("#", "Digit3"), ("[", "BracketLeft"), ("]", "BracketRight"), ("{", "Quote"),
             ("}", "Backslash"), ("€", "KeyE"), ("¬", "Digit6"), ("\\", "Backquote"), ("|", "Digit1"), ("~", "Digit4"),
             ("ß", "KeyS"), ("ø", "KeyO"), ("c", "KeyC"), ("q", "KeyQ")]  # fmt: skip
    ways = ("mac", "graph") if platform == "mac" else ("graph", "both", "windows")
    for place in (box(page, 3), row(page, 3)):
        place.focus()
        for key, code in typed:
            for says in ways:
                assert page.evaluate(ALTGR, [key, code, says]), f"{key} was taken ({says})"
        for key in ("Dead", "Process", "Unidentified", "Alt", "AltGraph", "Shift"):
            assert page.evaluate(ALTGR, [key, "KeyN", "windows"])
    composing = 'document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "n", isComposing: true }))'
    assert page.evaluate(composing)
    assert heard(page) == []
    box(page, 3).focus()
    page.keyboard.insert_text("¿@#[]{}€¬?")  # as the system hands it over
    expect(box(page, 3)).to_have_value("¿@#[]{}€¬?")
    assert problems(page) == []


def test_a_key_held_down_submits_once_and_moves_on_and_on(browser: Browser, desk: Desk) -> None:
    page = arrive(browser, desk, "ana@example.org")
    page.evaluate(LISTEN)
    box(page, 1).focus()
    for chord, name in (("Control+Enter", "submit-next"), ("Alt+ArrowDown", "next")):
        *modifiers, key = chord.split("+")
        page.keyboard.down(modifiers[0])
        for _ in range(3):
            page.keyboard.down(key)
        page.keyboard.up(key)
        page.keyboard.up(modifiers[0])
        assert heard(page) == [name] * (1 if name == "submit-next" else 3)


# Moving


@pytest.fixture
def mixed(app: Flask, desk: Desk) -> Desk:
    """Give the short statement with its second paragraph handed in, its fourth sent back and a source changed."""
    with app.app_context():
        author, critic = factories.translator(db.session), factories.reviewer(db.session)
        ids = factories.target_ids(db.session, find_translation(db.session, desk.slug, desk.language))
        for n in (1, 3):
            editing.save(db.session, author, ids[n], "Texto.", version=0, keep_submitted=True)
        reviewing.send_back(db.session, critic, ids[3], version=1, reason=ReturnReason.STYLE)
        db.session.execute(update(Target).where(Target.id == ids[4]).values(is_outdated=True))
        db.session.commit()
    return desk


def focused(page: Page) -> str | None:
    """Return the id of the row that has the focus."""
    return page.evaluate("document.activeElement.closest('desk-row')?.id ?? null")


def wait_focused(page: Page, key: str) -> None:
    """Wait until the focus is in row `key`."""
    expect(page.locator(f"#{key}:focus-within")).to_be_attached()


def test_one_moves_by_keys(browser: Browser, mixed: Desk) -> None:
    page = arrive(browser, mixed, "ana@example.org")
    press(page, "Alt+ArrowDown")
    wait_focused(page, "p1")
    for chord, key in (
        ("Alt+ArrowDown", "p2"), ("Alt+ArrowUp", "p1"), ("Alt+Shift+ArrowDown", "p5"), ("Alt+Shift+ArrowUp", "p1"),
        ("Alt+Shift+N", "p3"), ("Alt+Shift+N", "p4"), ("Alt+Shift+N", "p5"), ("Alt+Shift+N", "p1"),
        ("Alt+Shift+E", "p4"), ("Alt+Shift+Y", "p5"), ("Escape", "p5"), ("Home", "p1"), ("Escape", "p1"), ("n", "p3"),
        ("Escape", "p3"), ("b", "p4"), ("Escape", "p4"), ("w", "p5"), ("Escape", "p5"), ("End", "p5"),
    ):  # fmt: skip
        press(page, chord)
        wait_focused(page, key)
    press(page, "Alt+ArrowDown")
    expect(page.locator("[data-announce]")).to_have_text("This is the last paragraph.")
    assert problems(page) == []


def test_one_goes_to_a_paragraph_by_its_number(browser: Browser, mixed: Desk) -> None:
    page = arrive(browser, mixed, "ana@example.org")
    box(page, 1).focus()
    press(page, "Escape")
    press(page, "g")
    expect(page.locator("#go-to")).to_be_focused()
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    wait_focused(page, "p4")
    press(page, "Alt+Shift+G")
    page.keyboard.type("99")
    page.keyboard.press("Enter")
    expect(page.locator("[data-announce]")).to_have_text("There is no such paragraph here.")
    assert page.locator("#go-to").evaluate("(field) => field.validationMessage") == "There is no such paragraph here."


def test_one_goes_to_a_paragraph_without_script(browser: Browser, mixed: Desk) -> None:
    page = arrive(browser, mixed, "ana@example.org", script=False)
    page.locator("#go-to").fill("4")
    page.get_by_role("button", name="Go", exact=True).click()
    page.wait_for_url("**#p4")
    page.locator("#go-to").fill("99")
    page.get_by_role("button", name="Go", exact=True).click()
    expect(page.locator(".flashes")).to_contain_text("There is no paragraph 99 here.")


def test_submitting_goes_on_by_keys(browser: Browser, mixed: Desk) -> None:
    page = arrive(browser, mixed, "ana@example.org")
    write(page, 1, "Boletín.")
    press(page, "Mod+Enter")
    expect_state(page, 1, "translated")
    wait_focused(page, "p2")
    write(page, 3, "El río.")
    press(page, "Mod+Shift+Enter")
    expect_state(page, 3, "translated")
    wait_focused(page, "p4")
    write(page, 4, "Una silla.")
    press(page, "Mod+S")
    expect(said(page, 4)).to_contain_text("Saved at")


# Characters


def test_characters_go_to_the_caret_or_around_what_is_selected(browser: Browser, desk: Desk) -> None:
    page = arrive(browser, desk, "ana@example.org")
    here = box(page, 4)
    here.focus()
    press(page, "Alt+Shift+Q")
    expect(here).to_have_value("«»")
    page.keyboard.type("río")
    expect(here).to_have_value("«río»")
    here.evaluate("(box) => box.setSelectionRange(1, 4)")
    press(page, "Alt+Shift+W")
    expect(here).to_have_value("«“río”»")
    page.evaluate("document.getElementById('p4').flush().then(() => true)")  # no save comes in between the next
    here.evaluate("(box) => box.setSelectionRange(0, 0)")
    for chord in ("Alt+Shift+P", "Alt+Shift+X", "Alt+Shift+D", "Mod+Shift+Space"):
        press(page, chord)
    expect(here).to_have_value("¿¡—\u00a0«“río”»")
    expect(said(page, 4)).to_contain_text("Saved at")
    assert desk.targets()[3][0] == "¿¡—\u00a0«“río”»"
    page.keyboard.press("ControlOrMeta+z")
    expect(here).to_have_value("«“río”»")  # what came in one go is taken back in one
    assert problems(page) == []


def test_the_source_is_copied_with_its_marks(browser: Browser, desk: Desk) -> None:
    page = arrive(browser, desk, "ana@example.org")
    box(page, 3).focus()
    press(page, "Alt+Shift+C")
    expect(box(page, 3)).to_have_value("The river is everybody's. *Nobody* may fence it.")
    box(page, 4).fill("Una: ")
    press(page, "Alt+Shift+C")
    expect(box(page, 4)).to_have_value("Una: Bring a chair.")
    expect(said(page, 4)).to_contain_text("Saved at")
    assert desk.targets()[3][0] == "Una: Bring a chair."


@pytest.mark.parametrize("width", [1280, 390])
def test_the_bar_of_characters_goes_with_the_box(browser: Browser, desk: Desk, width: int) -> None:
    touch = {"has_touch": True, "is_mobile": True} if width == 390 else {}
    page = arrive(browser, desk, "ana@example.org", viewport={"width": width, "height": 800}, **touch)
    bar = page.locator(".characters")
    expect(bar).to_be_hidden()
    box(page, 3).focus()
    expect(row(page, 3).locator(".characters")).to_be_visible()
    page.keyboard.type("Hola ")
    bar.get_by_role("button", name="Opening question mark ¿").click()
    expect(box(page, 3)).to_be_focused()
    expect(box(page, 3)).to_have_value("Hola ¿")
    box(page, 4).focus()
    expect(row(page, 4).locator(".characters")).to_be_visible()
    if width == 390:
        for size in bar.locator("button").evaluate_all("all => all.map((b) => b.getBoundingClientRect().toJSON())"):
            assert min(size["width"], size["height"]) >= 44


# The list, and one's own keys


def change(page: Page, name: str) -> None:
    """Ask for another key for the command `name` in the list."""
    page.locator(f"key-list li[data-name={name}] [data-change]").click()


def chords(page: Page, name: str) -> str:
    """Return the keys of a command as the list shows them."""
    return " ".join(page.locator(f"key-list li[data-name={name}] .key-chords").inner_text().split())


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("platform", ["pc", "mac"])
def test_the_list_speaks_the_language_and_names_the_keys_of_the_machine(
    browser: Browser, desk: Desk, language: str, platform: str
) -> None:
    rest = {"user_agent": MAC} if platform == "mac" else {}
    words = Words(language)
    page = arrive(browser, desk, "rosa@example.org", *ROLES, language=language, **rest)
    page.keyboard.press("?")
    listed = page.locator("key-list li")
    expect(listed).to_have_count(len(COMMANDS))
    for heading in ("Writing", "Moving", "Characters", "Beside the paragraph", "Reviewing", "The page"):
        expect(page.get_by_role("heading", name=words(heading), exact=True)).to_be_visible()
    enter = page.locator("li[data-name=submit-next-unfinished]").locator("kbd > [aria-hidden], kbd:not(:has(*))")
    shown = [text.strip() for text in enter.all_inner_texts()]
    assert shown == (["⌘", "⇧", "↩"] if platform == "mac" else ["Ctrl", words("Shift"), words("Enter")])
    page.locator("[data-other]").click()
    expect(page.locator("key-list")).to_have_attribute("data-platform", "pc" if platform == "mac" else "mac")
    page.keyboard.press("Escape")
    expect(page.locator("#desk-keys")).to_be_hidden()
    box(page, 1).focus()
    button = row(page, 1).locator("[data-act=submission]")
    content = button.evaluate("(b) => getComputedStyle(b, '::after').content")
    assert ("⌘↩" if platform == "mac" else f"Ctrl+{words('Enter')}") in content
    assert problems(page) == []


def test_a_key_is_changed_follows_the_person_and_is_reset(browser: Browser, app: Flask, desk: Desk) -> None:
    page = arrive(browser, desk, "ana@example.org")
    page.keyboard.press("?")
    change(page, "next")
    page.keyboard.press("Alt+Shift+KeyO")
    expect(page.locator("key-list [data-said]")).to_have_text("Saved.")
    assert chords(page, "next") == "Alt Shift O"
    page.keyboard.press("Escape")
    box(page, 1).focus()
    press(page, "Alt+ArrowDown")
    press(page, "Alt+Shift+O")
    wait_focused(page, "p2")
    other = page.context.new_page()
    other.goto(desk.path)
    box(other, 3).focus()
    press(other, "Alt+Shift+O")
    wait_focused(other, "p4")
    with app.app_context():
        stored = db.session.scalar(select(User.keys).where(User.email == "ana@example.org"))
    assert stored == {"pc": {"next": ["Alt+Shift+O"]}}
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.locator("li[data-name=next] [data-reset]").click()
    expect(page.locator("li[data-name=next] [data-reset]")).to_have_count(0)
    assert chords(page, "next") == "Alt ↓ Down arrow"
    assert problems(page) == []


def test_what_no_key_may_be_is_refused_in_words(browser: Browser, desk: Desk) -> None:
    page = arrive(browser, desk, "ana@example.org")
    page.keyboard.press("?")
    ask = page.locator(".key-ask")
    change(page, "save")
    expect(ask).to_contain_text("Press the key.")
    page.keyboard.press("Control+Alt+KeyE")
    expect(ask).to_contain_text("AltGr")
    page.keyboard.press("Control+KeyT")
    expect(ask).to_contain_text("Ctrl+T belongs to the browser: it opens a tab or window")
    expect(ask.get_by_role("button")).to_have_count(0)
    page.keyboard.press("Control+KeyP")
    expect(ask).to_contain_text("In a browser Ctrl+P prints.")
    page.keyboard.press("Escape")
    expect(page.locator("li[data-name=save] [data-change]")).to_be_focused()
    assert chords(page, "save") == "Ctrl S"
    change(page, "insert-dash")
    page.keyboard.press("x")
    expect(ask).to_contain_text("x types a character in the box")
    page.keyboard.press("Tab")  # the keyboard finds its way out
    expect(ask).to_have_count(0)
    change(page, "save")
    page.keyboard.press("Control+KeyP")
    ask.get_by_role("button", name="Use it all the same").click()
    expect(page.locator("key-list [data-said]")).to_have_text("Saved.")
    assert chords(page, "save") == "Ctrl P"


@pytest.mark.parametrize(("choice", "others"), [("Swap the two", "Alt ↓ Down arrow"), ("Take it from there", "no key")])
def test_a_taken_key_is_swapped_or_taken(browser: Browser, desk: Desk, choice: str, others: str) -> None:
    page = arrive(browser, desk, "ana@example.org")
    page.keyboard.press("?")
    change(page, "next")
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".key-ask")).to_contain_text("is the key for “Previous paragraph”")
    page.locator(".key-ask").get_by_role("button", name=choice).click()
    expect(page.locator("key-list [data-said]")).to_have_text("Saved.")
    assert (chords(page, "next"), chords(page, "previous")) == ("Alt ↑ Up arrow", others)
    page.get_by_role("button", name="Reset all keys").click()
    expect(page.get_by_role("button", name="Reset all keys")).to_have_count(0)
    assert (chords(page, "next"), chords(page, "previous")) == ("Alt ↓ Down arrow", "Alt ↑ Up arrow")


def test_keys_are_changed_without_script(browser: Browser, desk: Desk) -> None:
    page = arrive(browser, desk, "ana@example.org", script=False)
    page.goto(f"{desk.server.url}/account")
    page.get_by_role("link", name="Keys of the desk").click()
    page.get_by_label("Next paragraph", exact=True).fill("ctrl+shift+arriba")
    page.get_by_label("Save now", exact=True).fill("Hyper+9")
    page.get_by_label("Save now", exact=True).press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Nothing was saved")
    expect(page.locator("#key-save-error")).to_contain_text("No key is called “Hyper+9”")
    expect(page.get_by_label("Next paragraph", exact=True)).to_have_value("ctrl+shift+arriba")
    page.get_by_label("Save now", exact=True).fill("Ctrl+S")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_label("Next paragraph", exact=True)).to_have_value("Ctrl+Shift+ArrowUp")
    page.get_by_role("button", name="Reset: Next paragraph").click()
    expect(page.get_by_label("Next paragraph", exact=True)).to_have_value("Alt+ArrowDown")


@looks
def test_the_list_and_the_page_of_keys_are_for_everybody(
    browser: Browser, desk: Desk, language: str, look: dict[str, Any]
) -> None:
    page = arrive(browser, desk, "rosa@example.org", *ROLES, language=language, **look)
    box(page, 3).focus()
    expect(row(page, 3).locator(".characters")).to_be_visible()
    check(page)
    press(page, "Escape")
    page.keyboard.press("?")
    change(page, "next")
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".key-ask button")).to_have_count(2)
    check(page)
    page.goto(f"{desk.server.url}/account/keys")
    check(page)
