"""What stands beside a paragraph: changes, matches, terms, checks, spelling, words to look up, talk, notes, history.

Each part is a section: a template and what it shows. The whole is a page by itself; with `part` in the query, or for a
script's form, it is the piece of HTML that the desk puts beside the active row.
"""

from collections.abc import Callable, Collection
from itertools import chain
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from blueprints import saying
from blueprints.answers import conflict_answer, own_form, saved_answer, version_sent
from blueprints.check_words import FACETS, PENALTY_WORDS, message
from blueprints.differences import in_brief
from blueprints.excerpts import place as place_in
from blueprints.happenings import HAPPENINGS, ORIGINS, VERDICTS
from blueprints.identity import me
from blueprints.numbers import signed, whole
from blueprints.pages import wants_json
from blueprints.term_words import GENDERS, STATUSES
from domain.bitext import Side
from domain.checks.waiving import fingerprint
from domain.errors import BadValue
from domain.memory import PENALTIES
from domain.permissions import Action, require
from domain.states import APPROVED, UNFINISHED
from extensions import db
from services import (
    checking,
    desk,
    editing,
    history,
    memory,
    notes,
    profiles,
    repetitions,
    sightings,
    spelling,
    talk,
    terms,
    waivers,
    waiving,
)
from services.editing import Conflict, Place, Saved
from services.memory import Offers
from services.store import find_translation
from services.talk import CommentKind

bp = Blueprint("panel", __name__)
bp.add_app_template_global(in_brief, "in_brief")

TEXTS_BESIDE = 4  # of the history, until all of it is asked for
PLACES_NAMED = 8  # of the same paragraph elsewhere
AROUND = 32  # characters on each side of what a check found


def _changes(here: Place) -> dict[str, Any]:
    return {"changes": sightings.changes(db.session, me(), here.target_id)}


def _twins(here: Place) -> dict[str, Any]:
    twins = repetitions.beside(db.session, me(), here)
    return {"twins": twins, "may_write": _may_write(here), "may_take": _may_take(here), "most_named": PLACES_NAMED}


def _memory(here: Place) -> dict[str, Any]:
    """Return the matches; a text that is approved needs none."""
    with_drafts = memory.sees_drafts(db.session, me())
    for gathering in (memory, memory.drafts) if with_drafts else (memory,):
        if gathering.is_behind(db.session):
            gathering.catch_up(db.session)
            db.session.commit()
    is_asked = here.state not in APPROVED
    statement = find_translation(db.session, here.slug, here.language).statement
    found = memory.offers(db.session, me(), here.target_id, with_drafts=with_drafts) if is_asked else Offers("")
    return {
        "offers": found,
        "is_asked": is_asked,
        "with_drafts": with_drafts,
        "source_language": statement.source_language,
        "facets": FACETS,
        "penalties": PENALTY_WORDS,
        "taken_off": PENALTIES,
        "may_write": _may_write(here),
        "may_take": _may_take(here),
    }


def _terms(here: Place) -> dict[str, Any]:
    return {
        "terms": terms.beside(db.session, me(), here.target_id),
        "source_language": find_translation(db.session, here.slug, here.language).statement.source_language,
        "term_statuses": STATUSES,
        "term_genders": GENDERS,
        "may_take": _may_take(here),
        "may_add": terms.may_add(me()),
    }


def _concordance(here: Place) -> dict[str, Any]:
    return {"source_language": find_translation(db.session, here.slug, here.language).statement.source_language}


def _checks(here: Place) -> dict[str, Any]:
    profile = profiles.profile_of(db.session, here.translation_id)
    findings = checking.findings_beside(db.session, me(), here.target_id, profile)
    known = waivers.waivers_beside(db.session, me(), here.target_id)
    still_open, waived = waivers.with_waivers(findings, here.text, known)
    return {
        "findings": [(finding, fingerprint(finding, here.text)) for finding in still_open],
        "waived": waived,
        "finding_words": message,
        "place": lambda finding: place_in(here.text, finding.start, finding.end, around=AROUND),
        "may_write": _may_write(here),
        "may_waive": waiving.may_waive(me(), here.language),
        "longest": waiving.LONGEST_REASON,
    }


def _spelling(here: Place) -> dict[str, Any]:
    variety = profiles.profile_of(db.session, here.translation_id).variety
    has_dictionary = spelling.dictionary_for(here.language, variety) is not None
    return {
        "has_dictionary": has_dictionary,
        "findings": spelling.findings_beside(db.session, me(), here.target_id, variety) if has_dictionary else [],
        "may_write": _may_write(here),
    }


def _talk(here: Place) -> dict[str, Any]:
    threads = talk.threads(db.session, me(), here)
    said = list(chain.from_iterable((thread.first, *thread.replies) for thread in threads))
    places = talk.paragraphs(db.session, here.statement_id, saying.places_in(one.text for one in said))
    address = url_for("desk.show", slug=here.slug, language=here.language)
    may_comment = me().may(Action.COMMENT)
    return {
        "open": [thread for thread in threads if not thread.is_resolved],
        "resolved": [thread for thread in threads if thread.is_resolved],
        "words": {one.id: saying.shown(one.text, places, address, one.mentions) for one in said},
        "may_comment": may_comment,
        "members": talk.members(db.session) if may_comment else [],
        "longest": talk.LONGEST_COMMENT,
    }


def _notes(here: Place) -> dict[str, Any]:
    may_write = me().may(Action.TRANSLATE, here.language)
    sides = [Side.SOURCE] if here.is_locked else [Side.TARGET, Side.SOURCE]
    return {
        "notes": notes.notes(db.session, me(), here),
        "sides": sides if may_write else [],
        "longest": notes.LONGEST_NOTE,
        "source_language": find_translation(db.session, here.slug, here.language).statement.source_language,
    }


def _history(here: Place) -> dict[str, Any]:
    return {"history": history.history(db.session, me(), here, limit=TEXTS_BESIDE), **_of_history(here)}


# What a save changes, so that the desk fetches it anew: `part=saved`.
AFTER_A_SAVE = ("twins", "checks", "spelling", "history")
# The sections in order: the name of the template, templates/panel/_NAME.html, and what it is given.
SECTIONS: dict[str, Callable[[Place], dict[str, Any]]] = {
    "changed": _changes,
    "twins": _twins,
    "memory": _memory,
    "terms": _terms,
    "checks": _checks,
    "spelling": _spelling,
    "concordance": _concordance,
    "talk": _talk,
    "notes": _notes,
    "history": _history,
}


@bp.get("/targets/<int:target_id>/panel")
def show(target_id: int) -> ResponseReturnValue:
    """Show everything that stands beside the paragraph; with `part`, as a piece of HTML: one section, or `all`."""
    here, part = _readable(target_id), request.args.get("part")
    if part in SECTIONS:
        return _section(part, here, **SECTIONS[part](here))
    if part == "saved":
        return _sections(here, AFTER_A_SAVE)
    return _sections(here) if part else _page(here, _sections(here))


@bp.get("/targets/<int:target_id>/history")
def show_history(target_id: int) -> ResponseReturnValue:
    """Show the history from the text `before` back, and the difference between the texts `old` and `new`, if named."""
    here = _readable(target_id)
    old, new = (request.args.get(name, type=int) for name in ("old", "new"))
    section = _section(
        "history",
        here,
        history=history.history(db.session, me(), here, before=request.args.get("before", type=int)),
        choices=history.choices(db.session, me(), here),
        old=history.text(db.session, me(), here, old) if old is not None else None,
        new=history.text(db.session, me(), here, new) if new is not None else None,
        **_of_history(here),
    )
    return section if "part" in request.args else _page(here, section)


@bp.post("/targets/<int:target_id>/comments")
def create_comment(target_id: int) -> ResponseReturnValue:
    """Say something about the paragraph, or answer what was said."""
    own_form()
    kind = request.form.get("kind", CommentKind.COMMENT)
    if kind not in list(CommentKind):
        raise BadValue(field="kind", value=kind)
    talk.comment(
        db.session, me(), target_id, request.form.get("text", ""),
        kind=CommentKind(kind), parent_id=_number("parent"), is_on_source="on_source" in request.form,
        mentions=[int(id) for id in request.form.getlist("mention") if id.isascii() and id.isdigit()],
    )  # fmt: skip
    return done(target_id, "talk")


@bp.post("/targets/<int:target_id>/comments/<int:comment_id>")
def update_comment(target_id: int, comment_id: int) -> ResponseReturnValue:
    """Give a comment of one's own other words."""
    own_form()
    talk.edit(db.session, me(), target_id, comment_id, request.form.get("text", ""))
    return done(target_id, "talk")


@bp.post("/targets/<int:target_id>/comments/<int:comment_id>/removal")
def remove_comment(target_id: int, comment_id: int) -> ResponseReturnValue:
    """Take a comment of one's own back."""
    own_form()
    talk.remove(db.session, me(), target_id, comment_id)
    return done(target_id, "talk")


@bp.post("/targets/<int:target_id>/comments/<int:comment_id>/resolution")
def resolve_comment(target_id: int, comment_id: int) -> ResponseReturnValue:
    """Mark the thread of the comment as done with; with `resolved=no`, as open again."""
    own_form()
    talk.resolve(db.session, me(), target_id, comment_id, is_resolved=request.form.get("resolved") != "no")
    return done(target_id, "talk")


@bp.post("/targets/<int:target_id>/notes")
def create_note(target_id: int) -> ResponseReturnValue:
    """Add a note for the reader to an anchor of the source or of the target."""
    own_form()
    side = request.form.get("side", Side.TARGET)
    if side not in list(Side):
        raise BadValue(field="side", value=side)
    text, anchor = request.form.get("text", ""), request.form.get("anchor", "")
    notes.add(db.session, me(), target_id, text, side=Side(side), anchor=anchor)
    return done(target_id, "notes")


@bp.post("/targets/<int:target_id>/notes/<int:note_id>")
def update_note(target_id: int, note_id: int) -> ResponseReturnValue:
    """Give a note another text."""
    own_form()
    text, seen = request.form.get("text", ""), request.form.get("seen", "")
    notes.change(db.session, me(), target_id, note_id, text, seen=seen)
    return done(target_id, "notes")


@bp.post("/targets/<int:target_id>/notes/<int:note_id>/removal")
def remove_note(target_id: int, note_id: int) -> ResponseReturnValue:
    """Remove a note; with `anchor`, its anchor in the target as well."""
    own_form()
    saved = notes.remove(
        db.session, me(), target_id, note_id,
        seen=request.form.get("seen", ""), takes_anchor="anchor" in request.form, version=version_sent(),
    )  # fmt: skip
    return done(target_id, "notes", saved)


@bp.post("/targets/<int:target_id>/restorations")
def create_restoration(target_id: int) -> ResponseReturnValue:
    """Make an earlier text, `revision`, the target again, over the version that was on the screen."""
    own_form()
    revision = _number("revision")
    saved = history.restore(db.session, me(), target_id, -1 if revision is None else revision, version=version_sent())
    return done(target_id, "history", saved)


@bp.post("/targets/<int:target_id>/insertions")
def create_insertion(target_id: int) -> ResponseReturnValue:
    """Make a match of the memory the target: that of `entry`, or the one put together where none is named."""
    own_form()
    saved = memory.take(db.session, me(), target_id, signed(request.form.get("entry", "")), version=version_sent())
    return done(target_id, "memory", saved)


@bp.post("/targets/<int:target_id>/draft-matches")
def choose_drafts(target_id: int) -> ResponseReturnValue:
    """Have drafts among the matches from now on; with `drafts=no`, no more."""
    own_form()
    _readable(target_id)
    memory.choose_drafts(db.session, me(), are_seen=request.form.get("drafts") != "no")
    return done(target_id, "memory")


@bp.post("/targets/<int:target_id>/fixes")
def create_fix(target_id: int) -> ResponseReturnValue:
    """Put what is certain in the place of what a check found."""
    own_form()
    require(me(), Action.TRANSLATE)  # in any language: a look-up would tell what exists
    wanted = request.form.get("check", ""), request.form.get("kind", ""), _number("start") or 0
    profile = profiles.profile_of(db.session, _readable(target_id).translation_id)
    saved = checking.fix(db.session, me(), target_id, wanted, profile, version=version_sent())
    return done(target_id, "checks", saved)


def done(target_id: int, section: str, saved: Saved | Conflict | None = None, **more: Any) -> ResponseReturnValue:
    """Commit, and lead back to the section; a script gets the panel as it is, what became of the text, and `more`."""
    db.session.commit()
    if isinstance(saved, Conflict):
        return conflict_answer(saved)
    if not wants_json():
        return redirect(url_for("panel.show", target_id=target_id, _anchor=f"beside-{section}"))
    answer = {"html": _sections(_readable(target_id)), **more}
    return answer | saved_answer(saved) if saved else answer


def _readable(target_id: int) -> Place:
    require(me(), Action.READ)  # first: a look-up would tell what exists
    return editing.place(db.session, target_id)


def _sections(here: Place, names: Collection[str] = SECTIONS.keys()) -> Markup:
    return Markup("\n").join(_section(name, here, **SECTIONS[name](here)) for name in names)


def _section(name: str, here: Place, **data: Any) -> Markup:
    html = render_template(f"panel/_{name}.html", here=here, person=me().id, **data)
    return Markup(html)  # noqa: S704 - a template has just escaped it


def _page(here: Place, sections: Markup) -> str:
    row = desk.row(db.session, me(), here.target_id)
    statement = find_translation(db.session, here.slug, here.language).statement
    return render_template("panel/show.html", here=here, row=row, statement=statement, sections=sections)


def _of_history(here: Place) -> dict[str, Any]:
    return {"may_write": _may_write(here), "happenings": HAPPENINGS, "origins": ORIGINS, "verdicts": VERDICTS}


def _may_write(here: Place) -> bool:
    return me().may(Action.TRANSLATE, here.language) and not here.is_locked


def _may_take(here: Place) -> bool:
    """Tell whether a text may be put in at once: what was handed in, or approved, is to be opened first."""
    return _may_write(here) and here.state in UNFINISHED


def _number(field: str) -> int | None:
    text = request.form.get(field, "")
    return whole(text, None)
