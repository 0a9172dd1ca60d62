"""The desk's commands and their keys: the one table that the desk's script, the list under `?` and the settings read.

A key is written as domain/chords.py says: `Mod` is Ctrl on a PC and Cmd on a Mac. A Mac types characters with Option
and Shift, so where the PC has Alt+Shift and a letter, the Mac has Control+Shift and that letter.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from flask import request
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from blueprints.key_names import in_words
from domain.permissions import Action, Actor

_APPLE = re.compile("Macintosh|Mac OS X|iPhone|iPad")


class Group(StrEnum):
    """The headings of the list of keys, in its order."""

    WRITING = "writing"
    MOVING = "moving"
    CHARACTERS = "characters"
    SEGMENTS = "segments"
    BESIDE = "beside"
    REVIEW = "review"
    PAGE = "page"


class Where(StrEnum):
    """Where a command's keys work. Without Ctrl, Cmd or Alt no key but Escape works in a field, wherever."""

    ANYWHERE = "anywhere"
    BOX = "box"  # while a target is being written in
    PAGE = "page"  # while no field has the focus


GROUPS = {
    Group.WRITING: _l("Writing"),
    Group.MOVING: _l("Moving"),
    Group.CHARACTERS: _l("Characters"),
    Group.SEGMENTS: _l("Splitting and merging"),
    Group.BESIDE: _l("Beside the paragraph"),
    Group.REVIEW: _l("Reviewing"),
    Group.PAGE: _l("The page"),
}


@dataclass(frozen=True, slots=True)
class Command:
    """One command of the desk. `keys`: as they are until a person changes them; `mac`: on a Mac, where they differ."""

    name: str
    group: Group
    words: LazyString
    keys: tuple[str, ...]
    where: Where
    needs: Action
    mac: tuple[str, ...] = ()

    def defaults(self, platform: str) -> tuple[str, ...]:
        """Return the keys on `platform`, "pc" or "mac"."""
        return (self.mac or self.keys) if platform == "mac" else self.keys


def _with_letter(letter: str, *plain: str) -> dict[str, tuple[str, ...]]:
    """Return the keys Alt+Shift+letter (on a Mac Ctrl+Shift+letter) after the `plain` ones."""
    return {"keys": (*plain, f"Alt+Shift+{letter}"), "mac": (*plain, f"Ctrl+Shift+{letter}")}


_W, _M, _C, _S, _B, _R, _P = Group  # in the order above
_ANY, _BOX, _PAGE = Where
_READ, _WRITE, _SAY, _REVIEW = Action.READ, Action.TRANSLATE, Action.COMMENT, Action.REVIEW
_ARRANGE = Action.EDIT_STATEMENT

_TABLE = (
    Command("submit-next", _W, _l("Submit and go to the next paragraph"), ("Mod+Enter",), _BOX, _WRITE),
    Command(
        "submit-next-unfinished", _W, _l("Submit and go to the next unfinished"), ("Mod+Shift+Enter",), _BOX, _WRITE
    ),
    Command("save", _W, _l("Save now"), ("Mod+S",), _ANY, _WRITE),
    Command("copy-source", _W, _l("Copy the source into the box"), **_with_letter("C"), where=_BOX, needs=_WRITE),
    Command("leave", _W, _l("Leave the box"), ("Escape",), _ANY, _READ),
    Command("next", _M, _l("Next paragraph"), ("Alt+ArrowDown",), _ANY, _READ),
    Command("previous", _M, _l("Previous paragraph"), ("Alt+ArrowUp",), _ANY, _READ),
    Command(
        "first", _M, _l("First paragraph"), ("Home", "Alt+Shift+ArrowUp"), _ANY, _READ, ("Home", "Mod+Alt+ArrowUp")
    ),
    Command(
        "last", _M, _l("Last paragraph"), ("End", "Alt+Shift+ArrowDown"), _ANY, _READ, ("End", "Mod+Alt+ArrowDown")
    ),
    Command("go-to", _M, _l("Go to a paragraph by its number"), **_with_letter("G", "g"), where=_ANY, needs=_READ),
    Command("next-unfinished", _M, _l("Next unfinished"), **_with_letter("N", "n"), where=_ANY, needs=_READ),
    Command("next-warning", _M, _l("Next with a warning"), **_with_letter("Y", "w"), where=_ANY, needs=_READ),
    Command("next-returned", _M, _l("Next sent back"), **_with_letter("E", "b"), where=_ANY, needs=_READ),
    Command("insert-nbsp", _C, _l("Non-breaking space"), ("Mod+Shift+Space",), _BOX, _WRITE, ("Alt+Space",)),
    Command("insert-guillemets", _C, _l("Angle quotes « »"), **_with_letter("Q"), where=_BOX, needs=_WRITE),
    Command("insert-quotes", _C, _l("Curly quotes “ ”"), **_with_letter("W"), where=_BOX, needs=_WRITE),
    Command("insert-dash", _C, _l("Dash —"), **_with_letter("D"), where=_BOX, needs=_WRITE),
    Command("insert-question", _C, _l("Opening question mark ¿"), **_with_letter("P"), where=_BOX, needs=_WRITE),
    Command("insert-exclamation", _C, _l("Opening exclamation mark ¡"), **_with_letter("X"), where=_BOX, needs=_WRITE),
    Command("split", _S, _l("Split the paragraph"), **_with_letter("S"), where=_ANY, needs=_ARRANGE),
    Command("merge", _S, _l("Merge with the next paragraph"), **_with_letter("J"), where=_ANY, needs=_ARRANGE),
    Command(
        "undo-arrangement", _S, _l("Undo the last split or merge"), **_with_letter("Z"), where=_ANY, needs=_ARRANGE
    ),
    Command("comment", _B, _l("Comment"), **_with_letter("K", "c"), where=_ANY, needs=_SAY),
    Command("question", _B, _l("Ask a question"), **_with_letter("U"), where=_ANY, needs=_SAY),
    Command("note", _B, _l("Note for the reader"), **_with_letter("F"), where=_ANY, needs=_WRITE),
    Command("match", _B, _l("Take the best match of the memory"), **_with_letter("M"), where=_ANY, needs=_WRITE),
    *(
        Command(
            f"match-{n}",
            _B,
            _l("Take match number %(number)s", number=n),
            **_with_letter(str(n)),
            where=_ANY,
            needs=_WRITE,
        )
        for n in range(2, 6)
    ),
    Command("term", _B, _l("Insert the next term"), ("F2",), _ANY, _WRITE, ("F2", "Ctrl+Shift+T")),
    Command(
        "concordance", _B, _l("Look the selected words up"), ("m", "Mod+Shift+F"), _ANY, _READ, ("m", "Ctrl+Shift+B")
    ),
    Command("fix", _B, _l("Put right what a check is sure of"), ("F8",), _ANY, _WRITE, ("F8", "Ctrl+Shift+A")),
    Command("checks", _B, _l("What the checks found"), ("Shift+F8",), _ANY, _READ),
    Command("new-term", _B, _l("Add a term"), ("Shift+F2",), _ANY, _WRITE),
    Command("history", _B, _l("History"), **_with_letter("H", "h"), where=_ANY, needs=_READ),
    Command("review-next", _R, _l("Next to review"), ("j",), _PAGE, _REVIEW),
    Command("review-previous", _R, _l("Previous to review"), ("k",), _PAGE, _REVIEW),
    Command("approve", _R, _l("Approve"), ("a",), _PAGE, _REVIEW),
    Command("approve-next", _R, _l("Approve and go to the next paragraph"), ("Mod+Alt+Enter",), _ANY, _REVIEW),
    Command("return", _R, _l("Send back"), ("r",), _PAGE, _REVIEW),
    Command("ask", _R, _l("Ask the translator"), ("q",), _PAGE, _REVIEW),
    Command("approve-shown", _R, _l("Approve all that was on the screen"), ("Shift+A",), _PAGE, _REVIEW),
    Command("search", _P, _l("Search"), **_with_letter("L", "/"), where=_ANY, needs=_READ),
    Command("replace", _P, _l("Replace"), **_with_letter("R"), where=_ANY, needs=_WRITE),
    Command("reading", _P, _l("Read the text by itself"), **_with_letter("V", "v"), where=_ANY, needs=_READ),
    Command("help", _P, _l("This list of keys"), ("?",), _PAGE, _READ),
)
COMMANDS = {command.name: command for command in _TABLE}
# Whose key a button shows.
ON_BUTTONS = (
    "submit-next", "approve-next", "help", "fix", "term", "match", "match-2", "match-3", "match-4", "match-5",
)  # fmt: skip


def keys_of(changed: Mapping[str, Sequence[str]], platform: str) -> dict[str, tuple[str, ...]]:
    """Return the keys of every command on `platform`: what the person has changed, else the table's."""
    return {
        name: tuple(changed[name]) if name in changed else command.defaults(platform)
        for name, command in COMMANDS.items()
    }


def changes_in(keys: Mapping[str, Sequence[str]], platform: str) -> dict[str, list[str]]:
    """Return those of `keys` that differ from the table."""
    return {
        name: list(keys[name])
        for name, command in COMMANDS.items()
        if name in keys and tuple(keys[name]) != command.defaults(platform)
    }


def script_keys(actor: Actor, language: str, changed: Mapping[str, Sequence[str]], platform: str) -> str:
    """Return the keys for the desk's script, as JSON: for each place the command of each chord, in `shown` names.

    Only the commands that `actor` may give in `language`.
    """
    allowed = tuple(action for action in Action if actor.may(action, language))
    own = tuple((name, tuple(chords)) for name, chords in changed.items())
    return _script_keys(allowed, own, platform, str(get_locale()))


@lru_cache(maxsize=64)
def _script_keys(
    allowed: tuple[Action, ...], changed: tuple[tuple[str, tuple[str, ...]], ...], platform: str, _locale: str
) -> str:
    places: dict[str, dict[str, str]] = {where.value: {} for where in Where}
    keys = keys_of(dict(changed), platform)
    for name, chords in keys.items():
        if COMMANDS[name].needs in allowed:
            places[COMMANDS[name].where] |= dict.fromkeys(chords, name)
    shown = {name: in_words(keys[name][0], platform) if keys[name] else "" for name in ON_BUTTONS}
    return json.dumps({**places, "shown": shown}, separators=(",", ":"))


def platform_asking() -> str:
    """Return the kind of keyboard that the browser's machine has, by what it says of itself."""
    return "mac" if _APPLE.search(request.headers.get("User-Agent", "")) else "pc"
