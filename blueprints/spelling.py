"""Spelling beside a paragraph: another word for one that nobody knows, or the word to the group's list."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from blueprints.answers import own_form, version_sent
from blueprints.identity import me
from blueprints.numbers import whole
from blueprints.panel import done
from domain.permissions import Action, require
from extensions import db
from services import editing, spelling, word_list

bp = Blueprint("spelling", __name__)


@bp.post("/targets/<int:target_id>/spellings")
def create(target_id: int) -> ResponseReturnValue:
    """Write `word` for `old`, which stands at `start` of the target."""
    own_form()
    wanted = request.form.get("old", ""), whole(request.form.get("start", ""))
    word = request.form.get("word", "")
    saved = spelling.replace(db.session, me(), target_id, wanted, word, version=version_sent())
    return done(target_id, "spelling", saved)


@bp.post("/targets/<int:target_id>/known-words")
def create_known(target_id: int) -> ResponseReturnValue:
    """Add `word` to the group's list, in the language of the target."""
    own_form()
    require(me(), Action.TRANSLATE)  # first: a look-up would tell what exists
    language = editing.place(db.session, target_id).language
    word_list.add(db.session, me(), language, request.form.get("word", ""))
    return done(target_id, "spelling")
