"""The termbase: concepts looked for, added, changed, deleted, merged.

`/terms/new` is filled in by its address: `source_text`, `target_text`, `source` and `target` (languages), `acronym`,
`names` (1 for a person or an organisation), `back` (where to go afterwards, on this desk).
"""

from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints import term_words
from blueprints.answers import own_form, version_sent
from blueprints.identity import me, me_or_none
from blueprints.numbers import whole
from blueprints.redirects import safe_next
from blueprints.term_forms import ConceptForm, form_of, prefilled, terms_typed, typed, wanted, with_problems
from domain.errors import StaleConcept, UnfitConcept
from domain.terms import Status
from extensions import db
from services.terms import editing, finding
from services.terms.finding import PAGE, Asked, Shown

bp = Blueprint("terms", __name__, url_prefix="/terms")

LANGUAGES = ("en", "es")  # of a new concept for which nothing says any
MORE_ROWS = 3


@bp.context_processor
def words() -> dict[str, object]:
    """Give the templates the words of the termbase."""
    person = me_or_none()
    return {
        "term_statuses": term_words.STATUSES,
        "term_genders": term_words.ALL_GENDERS,
        "term_parts": term_words.PARTS_OF_SPEECH,
        "may_add_terms": person is not None and editing.may_add(person),
        "may_change_terms": person is not None and editing.may_change(person),
    }


@bp.get("")
def index() -> ResponseReturnValue:
    """List the concepts that have what is asked for: q, source, target, domain, status, names; from `after` on."""
    asked, after = _asked(), whole(request.args.get("after", ""))
    found = finding.look(db.session, me(), asked, after=after)
    return render_template(
        "terms/index.html",
        asked=asked, found=found, after=after, domains=finding.domains(db.session, me()),
        languages=finding.languages(db.session, me()), is_filtered=asked != Asked(),
        earlier=_address(asked, max(0, after - PAGE)) if after else None,
        later=_address(asked, after + PAGE) if after + PAGE < found.count else None,
    )  # fmt: skip


@bp.get("/new")
def new() -> ResponseReturnValue:
    """Show the form of a new concept, filled in with what the address says."""
    editing.require_adding(me())
    return _new_page(prefilled(request.args, _languages(request.args)).with_spare(_languages(request.args)))


@bp.post("")
def create() -> ResponseReturnValue:
    """Add a concept; one whose terms are there already is asked about first."""
    editing.require_adding(me())
    own_form()
    form = typed(request.form)
    if request.form.get("do") == "rows":
        return _new_page(form.with_spare(_languages(request.form), MORE_ROWS))
    alike = finding.alike(db.session, me(), terms_typed(form))
    if alike and not request.form.get("again"):
        return _new_page(form, 409, alike=alike)
    try:
        concept = editing.add(db.session, me(), wanted(form))
    except UnfitConcept as error:
        return _new_page(with_problems(form, error.facts["problems"]), 400)
    db.session.commit()
    flash(_("The concept is in the termbase."), "good")
    back = request.form.get("back")
    return redirect(safe_next(back) if back else url_for("terms.show", concept_id=concept.id))


@bp.get("/<int:concept_id>")
def show(concept_id: int) -> ResponseReturnValue:
    """Show one concept; to those who may change it, as a form."""
    shown = finding.show(db.session, me(), concept_id)
    return _concept_page(shown, form_of(shown.concept, shown.terms))


@bp.post("/<int:concept_id>")
def change(concept_id: int) -> ResponseReturnValue:
    """Make the concept what the form says; what somebody else changed meanwhile is shown first."""
    editing.require_changing(me())
    own_form()
    form = typed(request.form)
    shown = finding.show(db.session, me(), concept_id)
    if request.form.get("do") == "rows":
        return _concept_page(shown, form.with_spare(_languages(request.form), MORE_ROWS), version=version_sent())
    try:
        editing.change(db.session, me(), concept_id, wanted(form), version=version_sent())
    except UnfitConcept as error:
        return _concept_page(shown, with_problems(form, error.facts["problems"]), 400, version=version_sent())
    except StaleConcept:
        return _concept_page(shown, form, 409, is_stale=True)
    db.session.commit()
    flash(_("The concept is saved."), "good")
    return redirect(url_for("terms.show", concept_id=concept_id))


@bp.post("/<int:concept_id>/removal")
def remove(concept_id: int) -> ResponseReturnValue:
    """Delete the concept as it was on the screen."""
    editing.remove(db.session, me(), concept_id, version=version_sent())
    db.session.commit()
    flash(_("The concept is deleted."), "good")
    return redirect(url_for("terms.index"))


@bp.get("/<int:concept_id>/merging")
def merging(concept_id: int) -> ResponseReturnValue:
    """Show which other concepts this one can be made one with: those that `q` finds, else those with its terms."""
    editing.require_changing(me())
    shown = finding.show(db.session, me(), concept_id)
    query = request.args.get("q", "").strip()
    if query:
        others = finding.look(db.session, me(), Asked(query)).concepts
    else:
        terms = [(term.language, term.text) for term in shown.terms]
        others = finding.alike(db.session, me(), terms, apart_from=concept_id)
    others = [one for one in others if one.concept.id != concept_id]
    return render_template("terms/merging.html", shown=shown, others=others, query=query)


@bp.post("/<int:concept_id>/merging")
def merge(concept_id: int) -> ResponseReturnValue:
    """Make one concept of this one and `other`, both as they were on the screen."""
    versions = version_sent(), whole(request.form.get("other_version", ""), -1)
    other = whole(request.form.get("other", ""))
    editing.merge(db.session, me(), concept_id, other, versions=versions)
    db.session.commit()
    flash(_("The two concepts are one. Look whether its preferred terms are right."), "good")
    return redirect(url_for("terms.show", concept_id=concept_id))


def _asked() -> Asked:
    values = request.args
    status = values.get("status", "")
    return Asked(
        values.get("q", "").strip(), values.get("source", ""), values.get("target", ""), values.get("domain", ""),
        Status(status) if status in list(Status) else None, names_only=bool(values.get("names")),
    )  # fmt: skip


def _address(asked: Asked, after: int = 0) -> str:
    values = {
        "q": asked.text, "source": asked.source, "target": asked.target, "domain": asked.domain,
        "status": asked.status or "", "names": "1" if asked.names_only else "", "after": str(after or ""),
    }  # fmt: skip
    return f"{url_for('terms.index')}?{urlencode({name: value for name, value in values.items() if value})}"


def _languages(values: dict[str, str]) -> tuple[str, str]:
    return values.get("source") or LANGUAGES[0], values.get("target") or LANGUAGES[1]


def _new_page(form: ConceptForm, status: int = 200, **rest: object) -> ResponseReturnValue:
    values = request.values
    back = safe_next(values["back"]) if values.get("back") else ""
    page = render_template(
        "terms/new.html", form=form, back=back, pair=_languages(values),
        known_languages=_known_languages(), domains=finding.domains(db.session, me()), **rest,
    )  # fmt: skip
    return page, status


def _concept_page(
    shown: Shown, form: ConceptForm, status: int = 200, *, version: int | None = None, is_stale: bool = False
) -> ResponseReturnValue:
    page = render_template(
        "terms/show.html", shown=shown, form=form, pair=LANGUAGES, is_stale=is_stale,
        version=shown.concept.version if version is None else version, known_languages=_known_languages(),
        domains=finding.domains(db.session, me()),
    )  # fmt: skip
    return page, status


def _known_languages() -> list[str]:
    return sorted({*finding.languages(db.session, me()), *LANGUAGES})
