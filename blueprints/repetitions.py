"""The same paragraph elsewhere: taking its text over, putting this text there, too, and undoing that."""

from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from blueprints.answers import own_form, version_sent
from blueprints.identity import me
from blueprints.numbers import whole
from blueprints.panel import done
from domain.states import State
from extensions import db
from services import fillings, repetitions

bp = Blueprint("repetitions", __name__, url_prefix="/targets/<int:target_id>/repetitions")


@bp.post("/taken")
def take(target_id: int) -> ResponseReturnValue:
    """Make the text of the repetition `twin` the target, as a draft."""
    own_form()
    twin = whole(request.form.get("twin", ""), 0)
    saved = repetitions.take(db.session, me(), target_id, twin, version=version_sent())
    return done(target_id, "twins", saved)


@bp.post("")
def create(target_id: int) -> ResponseReturnValue:
    """Put the text of the target, as it was on the screen, to its empty repetitions, as drafts."""
    own_form()
    filled = repetitions.spread(db.session, me(), target_id, version=version_sent())
    rows = _rows(filled.filling_id, State.UNTRANSLATED) if filled.filling_id is not None else []
    return done(target_id, "twins", rows=rows)


@bp.post("/<int:filling_id>/undoing")
def undo(target_id: int, filling_id: int) -> ResponseReturnValue:
    """Empty again the repetitions that were filled in that step."""
    own_form()
    repetitions.take_back(db.session, me(), target_id, filling_id)
    return done(target_id, "twins", rows=_rows(filling_id, State.DRAFT))


def _rows(filling_id: int, before: State) -> list[dict[str, Any]]:
    """Return the rows of a filling that moved from the state `before`, as the desk's script reads them."""
    return [
        {"target": one.target_id, "from": before, "to": one.state, "words": one.words}
        for one in fillings.touched(db.session, filling_id)
        if one.state is not before
    ]
