"""Everybody's own keys: the list that `?` shows, changing one there, and the page that does it all without script."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints import wording
from blueprints.browser_keys import BROWSER, OWNED
from blueprints.identity import me
from blueprints.key_names import as_written, in_words, key_names
from blueprints.keys import COMMANDS, GROUPS, Command, Where, changes_in, keys_of, platform_asking, script_keys
from blueprints.pages import wants_json
from domain.chords import PLATFORMS, parse, works_in_fields
from domain.errors import BadValue, BrowserKey, KeyProblem, OwnedKey, TakenKey, TypingKey
from extensions import db
from services import keys

bp = Blueprint("keys", __name__, url_prefix="/account/keys")

Map = dict[str, tuple[str, ...]]
# What may be done about a refusal, as the buttons beside it say.
ANYWAY, SWAP, TAKE, CLEAR = "anyway", "swap", "take", "clear"
ALL = "*"


@bp.get("")
def show() -> ResponseReturnValue:
    """Show every command with its keys; with `list` only the list, as the desk in `language` shows it."""
    platform = _platform()
    own = _own(platform)
    if "list" in request.args:
        changed = changes_in(own, platform)
        commands = script_keys(me(), request.args["list"], changed, platform)
        return render_template("keys/_list.html", commands=commands, **_facts(own, platform))
    fields = {name: " ".join(as_written(chord, platform) for chord in chords) for name, chords in own.items()}
    return render_template("keys/show.html", fields=fields, problems={}, **_facts(own, platform))


@bp.post("")
def change() -> ResponseReturnValue:
    """Store keys: all those of the page, with `reset` the table's again, or from the list one `key` for a `command`."""
    platform = _platform()
    own = _own(platform)
    if reset := request.form.get("reset"):
        own = _reset(own, reset, platform)
    elif "command" in request.form:
        own = _with_one(own, platform)
    else:
        problems, own = _read(own, platform)
        if problems:
            facts = _facts(own, platform)
            return render_template("keys/show.html", fields=request.form, problems=problems, **facts), 400
    keys.keep(db.session, me(), platform, changes_in(own, platform))
    db.session.commit()
    if wants_json():
        return {"saved": True}
    flash(_("Saved."), "success")
    return redirect(url_for("keys.show", platform=platform))


def _platform() -> str:
    wanted = request.values.get("platform", "")
    return wanted if wanted in PLATFORMS else platform_asking()


def _own(platform: str) -> Map:
    return keys_of(keys.changed_keys(db.session, me(), platform), platform)


def _facts(own: Map, platform: str) -> dict[str, object]:
    """Return what both templates need: the commands that the person may give, by group, and how a chord is called."""
    mine = [command for command in COMMANDS.values() if me().may(command.needs)]
    groups = [(words, [command for command in mine if command.group is group]) for group, words in GROUPS.items()]
    return {
        "groups": [(words, commands) for words, commands in groups if commands], "own": own, "platform": platform,
        "changed": changes_in(own, platform), "key_names": key_names,
    }  # fmt: skip


def _command(name: str) -> Command:
    if name not in COMMANDS:
        raise BadValue(field="command", value=name)
    return COMMANDS[name]


def _reset(own: Map, name: str, platform: str) -> Map:
    """Return the keys with those of one command, or of all, as the table has them; whoever took one gives it back."""
    if name == ALL:
        return keys_of({}, platform)
    default = _command(name).defaults(platform)
    return {other: tuple(chord for chord in own[other] if chord not in default) for other in own} | {name: default}


def _with_one(own: Map, platform: str) -> Map:
    """Return the keys with `key` for `command`, in the place of the one that works where it does. Raises KeyProblem."""
    command, how = _command(request.form["command"]), request.form.get("how", "")
    if how == CLEAR:
        return {**own, command.name: ()}
    chord = _fit(command, request.form.get("key", ""), platform, is_sure=how in (ANYWAY, SWAP, TAKE))
    kept = tuple(c for c in own[command.name] if works_in_fields(c) != works_in_fields(chord))
    given_up = tuple(c for c in own[command.name] if c not in kept and c != chord)
    changed = {**own, command.name: (*kept, chord) if works_in_fields(chord) else (chord, *kept)}
    holder = _holder(own, chord, apart_from=command.name)
    if holder and how not in (SWAP, TAKE):
        raise TakenKey(text=in_words(chord, platform), command=COMMANDS[holder].words)
    if holder:
        rest = tuple(c for c in own[holder] if c != chord)
        changed[holder] = rest + given_up if how == SWAP else rest
    return changed


def _fit(command: Command, text: str, platform: str, *, is_sure: bool) -> str:
    """Return the chord written as `text`, when `command` may have it. Raises KeyProblem."""
    chord = parse(text, platform)
    shown = in_words(chord, platform)
    if command.where is Where.BOX and not works_in_fields(chord):
        raise TypingKey(text=shown)
    if chord in OWNED[platform]:
        raise OwnedKey(text=shown, does=OWNED[platform][chord])
    if chord in BROWSER[platform] and not is_sure and chord not in command.defaults(platform):
        raise BrowserKey(text=shown, does=BROWSER[platform][chord])
    return chord


def _holder(own: Map, chord: str, *, apart_from: str) -> str:
    return next((name for name, chords in own.items() if chord in chords and name != apart_from), "")


def _read(own: Map, platform: str) -> tuple[dict[str, str], Map]:
    """Return what is wrong with the page's fields, by command, and the keys that they ask for."""
    problems: dict[str, str] = {}
    wanted = dict(own)
    for name, command in COMMANDS.items():
        try:
            wanted[name] = _of_field(command, request.form, own[name], platform)
        except KeyProblem as error:
            problems[name] = wording.words_for(error)
    for name, chords in wanted.items():
        for chord in chords:
            if name not in problems and (holder := _holder(wanted, chord, apart_from=name)):
                taken = TakenKey(text=in_words(chord, platform), command=COMMANDS[holder].words)
                problems[name] = wording.words_for(taken)
    return problems, wanted


def _of_field(command: Command, form: Mapping[str, str], own: tuple[str, ...], platform: str) -> tuple[str, ...]:
    """Return the chords that a field of the page names, written with spaces between; its own are not asked about."""
    if command.name not in form:
        return own
    is_sure = "sure" in form
    found = []
    for text in form[command.name].split():
        chord = parse(text, platform)
        found.append(chord if chord in own else _fit(command, text, platform, is_sure=is_sure))
    return tuple(dict.fromkeys(found))
