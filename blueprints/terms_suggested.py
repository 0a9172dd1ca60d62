"""Suggested terms: looked for in approved work, added to the termbase by hand or refused for good."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.identity import me
from blueprints.numbers import whole
from blueprints.terms import LANGUAGES, words
from domain.errors import BadValue
from extensions import db
from services import jobs
from services.job_kinds import term_suggestions
from services.terms import editing, finding, suggesting
from services.terms.suggesting import PAGE, Languages

bp = Blueprint("terms_suggested", __name__, url_prefix="/terms/suggestions")
bp.context_processor(words)


@bp.get("")
def index() -> ResponseReturnValue:
    """Show what was found last for a pair of languages: `source`, `target`; from `after` on."""
    editing.require_adding(me())
    pair, after = _pair(), whole(request.args.get("after", ""))
    page = suggesting.listed(db.session, me(), pair, after=after)
    here = {"source": pair[0], "target": pair[1]}
    return render_template(
        "terms/suggestions.html", page=page, pair=pair, after=after,
        known_languages=sorted({*finding.languages(db.session, me()), *LANGUAGES, *pair}),
        back=url_for("terms_suggested.index", **here, after=after or None),
        earlier=url_for("terms_suggested.index", **here, after=max(0, after - PAGE)) if after else None,
        later=url_for("terms_suggested.index", **here, after=after + PAGE) if after + PAGE < page.count else None,
    )  # fmt: skip


@bp.post("")
def create() -> ResponseReturnValue:
    """Ask for a look through the approved work, and lead to the job."""
    editing.require_adding(me())
    payload = {"source": request.form.get("source", ""), "target": request.form.get("target", "")}
    job = jobs.ask(db.session, me(), term_suggestions.KIND, payload)
    db.session.commit()
    return redirect(url_for("jobs.show", job_id=job.id))


@bp.post("/<int:suggestion_id>/refusal")
def refuse(suggestion_id: int) -> ResponseReturnValue:
    """Remember that it is no term, and go on with the others."""
    pair = suggesting.refuse(db.session, me(), suggestion_id)
    db.session.commit()
    flash(_("It is not suggested again."), "good")
    after = whole(request.form.get("after", ""))
    return redirect(url_for("terms_suggested.index", source=pair[0], target=pair[1], after=after or None))


def _pair() -> Languages:
    source, target = request.args.get("source") or LANGUAGES[0], request.args.get("target") or LANGUAGES[1]
    try:
        return suggesting.checked_languages(source, target)
    except BadValue:
        return LANGUAGES
