"""How a save or a verdict is answered: JSON for the desk's script, the row's page for a plain form."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup, escape

from blueprints.differences import in_one, two_sides
from blueprints.identity import me
from blueprints.labels import state_words
from blueprints.numbers import whole
from blueprints.pages import wants_json
from domain.errors import OtherPerson
from extensions import db
from services import editing
from services.editing import Conflict, Saved

NO_VERSION = -1  # as good as one that is gone: nothing is saved or approved over a text that nobody named


def version_sent() -> int:
    """Return the version that the form names; NO_VERSION when there is none, or it is no number."""
    text = request.form.get("version", "")
    return whole(text, NO_VERSION)


def own_form() -> None:
    """Raise OtherPerson when the form was opened by somebody else, who was signed in here before."""
    person = request.form.get("person")
    if person is not None and person != str(me().id):
        raise OtherPerson()


def saved_answer(saved: Saved) -> ResponseReturnValue:
    """Say that it is stored: the version to name next, the state, when."""
    if not wants_json():
        return redirect(row_address(saved.target_id))
    return acknowledged(saved)


def acknowledged(saved: Saved) -> dict[str, object]:
    """Return what is stored as the desk's script reads it."""
    return {
        "version": saved.version,
        "state": saved.state,
        "state_label": state_words()[saved.state],
        "saved_at": saved.saved_at.isoformat(),
    }


def conflict_answer(conflict: Conflict, words: str = "") -> ResponseReturnValue:
    """Return 409 with what the target holds and what this person has, as JSON or as a page with forms to choose."""
    words = words or _conflict_words(conflict)
    if wants_json():
        view = conflict_view(conflict, words) if conflict.mine != conflict.theirs else ""
        return {"error": "stale_target", "words": words, "conflict": as_json(conflict) | {"view": view}}, 409
    here = editing.place(db.session, conflict.target_id)
    remark = request.form.get("words", "")
    page = render_template(
        "desk/conflict.html", conflict=conflict, marked=marked(conflict), here=here, words=words, remark=remark
    )
    return page, 409


def as_json(conflict: Conflict) -> dict[str, object]:
    """Return the conflict as the desk's script reads it."""
    return {
        "version": conflict.version,
        "state": conflict.state,
        "state_label": state_words()[conflict.state],
        "base": conflict.base,
        "theirs": conflict.theirs,
        "mine": conflict.mine,
        "author": conflict.author,
        "is_own": conflict.author_id == me().id,
        "at": conflict.at.isoformat(),
        "merged": conflict.merged,
        "is_clean": conflict.is_clean,
    }


def conflict_view(conflict: Conflict, words: str, *, offer: int | None = None) -> str:
    """Return the texts side by side as HTML for the row. `offer`: mine is that one of what earlier visits left."""
    return render_template(
        "desk/_conflict.html",
        conflict=conflict, marked=marked(conflict), words=words, offer=offer,
        language=editing.place(db.session, conflict.target_id).language,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Marked:
    """The texts of a conflict with what differs marked; without a `base`, against each other.

    `is_moved`: somebody changed the target after this person began. `proposal`: the texts put together, None where
    that is one of the two.
    """

    base: str | None
    theirs: Markup
    mine: Markup
    is_moved: bool
    proposal: str | None


def marked(conflict: Conflict) -> Marked:
    """Return what the columns of a conflict show."""
    base, theirs, mine = conflict.base, conflict.theirs, conflict.mine
    proposal = conflict.merged if conflict.merged not in (mine, theirs) else None
    if base is None or base == theirs:
        return Marked(None, *two_sides(theirs, mine), base is None, proposal)
    return Marked(base, in_one(base, theirs) or escape(theirs), in_one(base, mine) or escape(mine), True, proposal)


def _conflict_words(conflict: Conflict) -> str:
    if conflict.author_id == me().id:
        return _("This was changed in another tab or window. Both texts are kept: choose.")
    return _("Someone else changed this paragraph while you were writing. Both texts are kept: choose.")


def row_address(target_id: int) -> str:
    """Return the address of the row, in the filter that the form came from."""
    here = editing.place(db.session, target_id)
    shown = request.form.get("show") or None
    return url_for("desk.show", slug=here.slug, language=here.language, at=here.key, show=shown, _anchor=here.key)
