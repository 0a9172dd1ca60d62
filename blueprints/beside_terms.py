"""A new term from beside the paragraph that it stands in."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.answers import own_form
from blueprints.identity import me
from blueprints.pages import wants_json
from blueprints.panel import done
from blueprints.term_words import problem_words
from domain.errors import UnfitConcept
from domain.termlist import ListedConcept, ListedTerm
from extensions import db
from services.editing import place
from services.store import find_translation
from services.terms import editing, finding

bp = Blueprint("beside_terms", __name__)


@bp.post("/targets/<int:target_id>/terms")
def create(target_id: int) -> ResponseReturnValue:
    """Add a concept: `source_text` in the language of the source, and `target_text` for it in that of the target.

    What the termbase has already, or cannot hold, is left to the form with all fields.
    """
    own_form()
    editing.require_adding(me())  # first: a look-up would tell what exists
    here = place(db.session, target_id)
    languages = find_translation(db.session, here.slug, here.language).statement.source_language, here.language
    texts = [request.form.get(name, "").strip() for name in ("source_text", "target_text")]
    terms = tuple(ListedTerm(language, text) for language, text in zip(languages, texts, strict=True) if text)
    if finding.alike(db.session, me(), [(one.language, one.text) for one in terms]):
        return _to_all_fields(
            languages, texts, _("The termbase has this term already. To add it all the same, open all fields.")
        )
    try:
        editing.add(db.session, me(), ListedConcept(terms, note=request.form.get("note", "")))
    except UnfitConcept as error:
        said = dict.fromkeys(problem_words(problem) for problem in error.facts["problems"])
        return _to_all_fields(languages, texts, " ".join(said))
    return done(target_id, "terms")


def _to_all_fields(languages: tuple[str, str], texts: list[str], words: str) -> ResponseReturnValue:
    """Say what is wrong; without script, in the form with all fields, as far as it is filled in."""
    if wants_json():
        return {"error": "unfit_concept", "words": words}, 409
    source, target = languages
    return redirect(url_for("terms.new", source_text=texts[0], target_text=texts[1], source=source, target=target))
