"""Spelling: another word for one that nobody knows, or it to the group's list; all such words of a translation."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from blueprints.answers import own_form, version_sent
from blueprints.identity import me
from blueprints.numbers import whole
from blueprints.pages import number
from blueprints.panel import done
from domain.permissions import Action, require
from extensions import db
from services import editing, spelling, word_list
from services.profiles import profile_of
from services.store import find_translation

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


@bp.get("/statements/<slug>/<language>/spelling")
def show(slug: str, language: str) -> ResponseReturnValue:
    """Show the words of a translation that nobody knows, those of some paragraphs behind position `after` at a time."""
    require(me(), Action.READ)
    translation, after = find_translation(db.session, slug, language), whole(request.args.get("after", ""))
    variety = profile_of(db.session, translation.id).variety
    has_dictionary = spelling.dictionary_for(language, variety) is not None
    return render_template(
        "spelling/show.html",
        statement=translation.statement, translation=translation, after=after, has_dictionary=has_dictionary,
        found=spelling.words(db.session, me(), translation, variety, after=after) if has_dictionary else None,
        may_add=word_list.may_add(me(), language),
    )  # fmt: skip


@bp.post("/statements/<slug>/<language>/known-words")
def create_listed(slug: str, language: str) -> ResponseReturnValue:
    """Add the words that were chosen, each a `word`, to the group's list."""
    require(me(), Action.TRANSLATE)  # first: a look-up would tell what exists
    translation = find_translation(db.session, slug, language)
    added = spelling.add_all(db.session, me(), translation.language, request.form.getlist("word"))
    db.session.commit()
    if added:
        flash(
            ngettext(
                "%(number)s word is in the list now.", "%(number)s words are in the list now.", added,
                number=number(added),
            ),
            "good",
        )  # fmt: skip
    after = whole(request.form.get("after", "")) or None
    return redirect(url_for("spelling.show", slug=slug, language=language, after=after))
