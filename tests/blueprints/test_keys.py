"""Keys over HTTP: the table holds together, what is stored, what is refused, what the desk is told."""

import json
from collections import Counter

import pytest
from flask import Flask

from blueprints.browser_keys import BROWSER, OWNED
from blueprints.key_names import as_written, in_words
from blueprints.keys import COMMANDS, GROUPS, ON_BUTTONS, Where
from domain.chords import PLATFORMS, parse, works_in_fields
from domain.permissions import PersonRole
from extensions import db
from models import User
from services import keys
from tests import factories
from tests.browsing import Browser
from tests.signing_in import JSON

pytestmark = pytest.mark.usefixtures("app")
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"


@pytest.fixture
def desk_path(app: Flask, ana: User) -> str:
    with app.app_context():
        slug = factories.translation(db.session, title="The River").statement.slug
        db.session.commit()
        return f"/statements/{slug}/es"


def send(app: Flask, user: User, **form: str) -> tuple[int, str]:
    """Send one change as the list does; return the status and the error's name, or ""."""
    browser = Browser(app, user)
    token = browser.open("/account").token
    form = {"platform": "pc", **form, "csrf_token": token}
    answer = browser.client.post("/account/keys", data=form, headers={**browser.headers, **JSON})
    return answer.status_code, answer.json.get("error", "")


def stored(app: Flask, user: User) -> object:
    with app.app_context():
        return db.session.get_one(User, user.id).keys


def desk_keys(app: Flask, user: User, path: str, agent: str = "") -> dict[str, dict[str, str]]:
    """Return the keys that the desk's page gives its script."""
    browser = Browser(app, user)
    headers = {**browser.headers, **({"User-Agent": agent} if agent else {})}
    browser.headers = headers
    told: dict[str, dict[str, str]] = json.loads(browser.open(path).one(".//desk-book").get("data-commands"))
    return told


# The table


@pytest.mark.parametrize("platform", PLATFORMS)
def test_no_key_of_the_table_is_for_two_commands_or_out_of_place(platform: str) -> None:
    given = Counter(chord for command in COMMANDS.values() for chord in command.defaults(platform))
    assert [chord for chord, count in given.items() if count > 1] == []
    for command in COMMANDS.values():
        assert command.defaults(platform)
        for chord in command.defaults(platform):
            assert parse(chord, platform) == chord
            assert chord not in OWNED[platform], "no page hears of it"
            assert chord not in BROWSER[platform] or command.name == "save", "the browser does something with it"
            assert command.where is not Where.BOX or works_in_fields(chord)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_browsers_keys_are_written_as_chords_are(platform: str) -> None:
    for chord in OWNED[platform] | BROWSER[platform]:
        assert parse(chord, platform) == chord


def test_every_group_has_commands_and_every_button_a_command() -> None:
    assert {command.group for command in COMMANDS.values()} == set(GROUPS)
    assert set(ON_BUTTONS) <= set(COMMANDS)


@pytest.mark.parametrize(
    ("chord", "pc", "mac"),
    [("Mod+Shift+Enter", "Ctrl+Shift+Enter", "⌘⇧↩"), ("Alt+ArrowDown", "Alt+↓", "⌥↓"), ("Mod++", "Ctrl++", "⌘+"),
     ("+", "+", "+"), ("?", "?", "?")],
)  # fmt: skip
def test_a_key_is_called_what_stands_on_it(app: Flask, chord: str, pc: str, mac: str) -> None:
    with app.test_request_context():
        assert (in_words(chord, "pc"), in_words(chord, "mac")) == (pc, mac)
    for platform in PLATFORMS:
        assert parse(as_written(chord, platform), platform) == chord


# Changing them


def test_only_what_differs_is_stored_for_each_kind_of_keyboard(app: Flask, ana: User) -> None:
    assert send(app, ana, command="next", key="Alt+Shift+O") == (200, "")
    assert send(app, ana, command="next", key="Ctrl+Shift+O", platform="mac") == (200, "")
    assert stored(app, ana) == {"pc": {"next": ["Alt+Shift+O"]}, "mac": {"next": ["Ctrl+Shift+O"]}}
    assert send(app, ana, command="next", key="Alt+ArrowDown") == (200, "")
    assert stored(app, ana) == {"mac": {"next": ["Ctrl+Shift+O"]}}
    assert send(app, ana, reset="*", platform="mac") == (200, "")
    assert stored(app, ana) is None


def test_a_key_takes_the_place_of_the_one_that_works_where_it_does(app: Flask, ana: User) -> None:
    send(app, ana, command="go-to", key="Alt+Shift+O")
    assert stored(app, ana) == {"pc": {"go-to": ["g", "Alt+Shift+O"]}}
    send(app, ana, command="go-to", key="x")
    assert stored(app, ana) == {"pc": {"go-to": ["x", "Alt+Shift+O"]}}
    send(app, ana, command="go-to", how="clear")
    assert stored(app, ana) == {"pc": {"go-to": []}}
    send(app, ana, reset="go-to")
    assert stored(app, ana) is None


@pytest.mark.parametrize(
    ("command", "key", "error"),
    [
        ("save", "Ctrl+T", "owned_key"), ("save", "Tab", "owned_key"), ("save", "Ctrl+P", "browser_key"),
        ("save", "Alt+ArrowLeft", "browser_key"), ("save", "Ctrl+Alt+e", "alt_gr_key"),
        ("save", "Nothing", "unreadable_key"), ("save", "", "unreadable_key"), ("save", "Alt+ArrowDown", "taken_key"),
        ("insert-dash", "d", "typing_key"),
        ("insert-dash", "Home", "typing_key"), ("dance", "x", "bad_value"),
    ],
)  # fmt: skip
def test_what_a_key_may_not_be_is_refused_and_nothing_changes(
    app: Flask, ana: User, command: str, key: str, error: str
) -> None:
    status, said = send(app, ana, command=command, key=key)
    assert (status, said) == (400, error)
    assert stored(app, ana) is None


def test_a_refusal_may_be_overruled_where_a_page_can_have_the_key(app: Flask, ana: User) -> None:
    assert send(app, ana, command="save", key="Ctrl+P", how="anyway") == (200, "")
    assert send(app, ana, command="save", key="Ctrl+T", how="anyway") == (400, "owned_key")
    assert send(app, ana, command="next", key="Alt+ArrowUp", how="swap") == (200, "")
    assert send(app, ana, command="first", key="End", how="take") == (200, "")
    assert stored(app, ana) == {
        "pc": {
            "save": ["Mod+P"], "next": ["Alt+ArrowUp"], "previous": ["Alt+ArrowDown"],
            "first": ["End", "Alt+Shift+ArrowUp"], "last": ["Alt+Shift+ArrowDown"],
        }
    }  # fmt: skip
    send(app, ana, reset="last")  # takes its key back from whoever has it
    assert stored(app, ana)["pc"]["first"] == ["Alt+Shift+ArrowUp"]


def test_the_desk_is_told_the_keys_of_the_person_and_the_machine(app: Flask, ana: User, desk_path: str) -> None:
    told = desk_keys(app, ana, desk_path)
    assert told["anywhere"]["Alt+ArrowDown"] == "next"
    assert told["box"]["Mod+Enter"] == "submit-next"
    assert (told["shown"]["submit-next"], told["shown"]["match-2"]) == ("Ctrl+Enter", "Alt+Shift+2")
    assert set(told["shown"]) == set(ON_BUTTONS)
    assert "j" not in told["page"]  # a translator approves nothing
    assert desk_keys(app, ana, desk_path, MAC)["box"]["Ctrl+Shift+Q"] == "insert-guillemets"
    send(app, ana, command="submit-next", key="Alt+Shift+O")
    told = desk_keys(app, ana, desk_path)
    assert "Mod+Enter" not in told["box"]
    assert (told["box"]["Alt+Shift+O"], told["shown"]["submit-next"]) == ("submit-next", "Alt+Shift+O")


def test_another_persons_keys_stay_as_they_are(app: Flask, ana: User, desk_path: str) -> None:
    with app.app_context():
        beto = factories.person(db.session, PersonRole.TRANSLATOR)
        db.session.commit()
    send(app, ana, command="next", key="Alt+Shift+O")
    assert stored(app, beto) is None
    assert "Alt+Shift+O" not in desk_keys(app, beto, desk_path)["anywhere"]


def test_the_page_stores_all_fields_or_none(app: Flask, ana: User) -> None:
    browser = Browser(app, ana)
    page = browser.open("/account/keys")
    answer = page.press("Save", next="alt+shift+o x", save="Nonsense+Q")
    assert (answer.status, stored(app, ana)) == (400, None)
    assert "No key is called" in answer.text
    assert answer.one(".//input[@id='key-next']").get("value") == "alt+shift+o x"
    answer = page.press("Save", next="alt+shift+o x", previous="", search="Ctrl+F")
    assert "In a browser Ctrl+F searches in the page." in answer.text
    answer = page.press("Save", next="End", previous="")
    assert "is the key for “Last paragraph”" in answer.text
    answer = page.press("Save", next="alt+shift+o x", previous="", search="Ctrl+F", sure="1")
    assert answer.status == 200
    assert stored(app, ana) == {"pc": {"next": ["Alt+Shift+O", "x"], "previous": [], "search": ["Mod+F"]}}


def test_the_operator_and_strangers_have_no_keys(app: Flask) -> None:
    from domain.permissions import OPERATOR

    with app.app_context():
        assert keys.changed_keys(db.session, OPERATOR, "pc") == {}
