"""A publisher's random tenth: drawn, read, and what the reading found."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.answers import NO_VERSION, own_form, version_sent
from blueprints.identity import me
from blueprints.numbers import whole
from domain.errors import BadValue
from extensions import db
from services import sampling
from services.sampling import Finding

bp = Blueprint("samples", __name__)


@bp.post("/statements/<slug>/<language>/samples")
def create(slug: str, language: str) -> ResponseReturnValue:
    """Draw a sample of what is approved, and lead to it."""
    own_form()
    sample = sampling.draw(db.session, me(), slug, language)
    db.session.commit()
    return redirect(url_for("samples.show", sample_id=sample.id))


@bp.get("/samples/<int:sample_id>")
def show(sample_id: int) -> ResponseReturnValue:
    """Show a part of the sample, source and target facing; `after` skips so many paragraphs."""
    page = sampling.page_of(db.session, me(), sample_id, after=whole(request.args.get("after", "")))
    return render_template("samples/show.html", page=page, reading=page.reading, step=sampling.PAGE)


@bp.post("/samples/<int:sample_id>/findings")
def create_finding(sample_id: int) -> ResponseReturnValue:
    """Keep what was found of one paragraph, `target` at `version`: it is fine, or a question in `words`."""
    own_form()
    target_id, version = whole(request.form.get("target", "")), version_sent()
    seen = None if version == NO_VERSION else version
    if _finding() is Finding.FINE:
        sampling.find_fine(db.session, me(), sample_id, target_id, version=seen)
    else:
        sampling.ask(db.session, me(), sample_id, target_id, request.form.get("words", ""), version=seen)
        flash(_("Your question stands at the paragraph."), "good")
    db.session.commit()
    after, following = whole(request.form.get("after", "")), whole(request.form.get("next", ""))
    anchor = f"t{following}" if following else None
    return redirect(url_for("samples.show", sample_id=sample_id, after=after or None, _anchor=anchor))


def _finding() -> Finding:
    wanted = request.form.get("finding", "")
    if wanted not in list(Finding):
        raise BadValue(field="finding", value=wanted)
    return Finding(wanted)
