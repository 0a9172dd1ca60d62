"""Editions: composing them, what stands in the way, and the releases."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.answers import own_form
from blueprints.composing import Problem, back_to, typed, version_named, version_of
from blueprints.differences import two_sides
from blueprints.edition_words import BUNDLES, MARKS, OBSTACLES, obstacle_count
from blueprints.errors import status_of
from blueprints.format_words import LAYOUTS, PAPERS, PRESETS, format_words
from blueprints.identity import me
from blueprints.pages import wants_json
from blueprints.wording import words_for
from domain.errors import BadValue, DeskError, NotFound, NothingWritten, StaleEdition, TextTooLong
from domain.permissions import Action, require
from extensions import db
from formats import REGISTRY
from services import checking, drafts, editions, obstacles, releases
from services.drafts import Draft
from services.editions import Details, Edition

bp = Blueprint("editions", __name__, url_prefix="/editions")

MOST_CHANGES = 500  # on one page
STEPS = {"up": -1, "down": 1}


@bp.get("")
def index() -> ResponseReturnValue:
    """List the editions; publishers begin a new one here."""
    found = editions.listed(db.session, me())
    return render_template(
        "publishing/index.html", listed=found, pairs=editions.language_pairs(db.session, me()),
        may_publish=me().may(Action.PUBLISH),
    )  # fmt: skip


@bp.post("")
def create() -> ResponseReturnValue:
    """Begin an edition, and lead to it."""
    own_form()
    source, _space, target = request.form.get("languages", "").partition(" ")
    edition = editions.create(db.session, me(), request.form.get("title", ""), source, target)
    db.session.commit()
    return redirect(url_for("editions.show", edition=edition.slug))


@bp.get("/<edition>")
def show(edition: str) -> ResponseReturnValue:
    """Show an edition: its texts in order, what stands in the way, its files, its releases, what is said of it.

    `draft`: what this publisher typed and has not saved, to go on with. `q`: which statements to offer.
    """
    found = editions.find_edition(db.session, me(), edition)
    texts = editions.texts_of(db.session, found)
    checking.catch_up_all(db.session, [text.translation_id for text in texts if text.translation_id is not None])
    key = request.args.get("draft", "")
    return _page(found, drafts.kept(db.session, me(), found, key) if key else None)


def _page(found: Edition, draft: Draft | None = None, problem: Problem | None = None) -> str:
    """Return the page of an edition, with `draft` in its form and what was wrong with it."""
    may_publish = me().may(Action.PUBLISH)
    words = request.args.get("q", "")[:200]
    offered = editions.candidates(db.session, me(), found, words) if may_publish else []
    left = drafts.newest(db.session, me(), found) if may_publish and draft is None else None
    return render_template(
        "publishing/show.html",
        edition=found,
        details=draft.details if draft else editions.details_of(found),
        saved=editions.details_of(found),
        draft=draft,
        left=left,
        problem=problem,
        texts=editions.texts_of(db.session, found),
        candidates=offered,
        q=words,
        obstacles=obstacles.obstacles(db.session, me(), found, only_remembered=True),
        releases=releases.releases_of(db.session, me(), found),
        formats=[(f.INFO, format_words(f.INFO)) for f in REGISTRY.values() if f.INFO.writes_volumes],
        layouts=LAYOUTS,
        papers=PAPERS,
        presets=PRESETS,
        bundles=BUNDLES,
        obstacle_words=OBSTACLES,
        obstacle_marks=MARKS,
        obstacle_count=obstacle_count,
        may_publish=may_publish,
        moved=(request.args.get("moved", ""), request.args.get("to", "")),
    )


@bp.post("/<edition>")
def update(edition: str) -> ResponseReturnValue:
    """Change what is said of an edition. What cannot be saved is kept and shown again, with what is wrong."""
    own_form()
    details = typed() or Details(title="")
    try:
        found = editions.describe(db.session, me(), edition, details, version=version_named())
    except (StaleEdition, NothingWritten, TextTooLong, BadValue) as error:
        return _refused(edition, details, error)
    drafts.forget(db.session, me(), found)
    db.session.commit()
    flash(_("Saved."), "good")
    return redirect(url_for("editions.show", edition=found.slug))


def _refused(edition: str, details: Details, error: DeskError) -> ResponseReturnValue:
    """Show what was typed again, over the edition as it is now, and who changed that in the meantime."""
    found = editions.find_edition(db.session, me(), edition)
    key = drafts.keep(db.session, me(), found, details, version_named() or 0)
    db.session.commit()
    change = editions.last_change(db.session, me(), found) if isinstance(error, StaleEdition) else None
    problem = Problem(words_for(error), str(error.facts.get("field", "")), change)
    draft = Draft(key, details, found.version)
    return _page(found, draft, problem), status_of(error)


@bp.post("/<edition>/statements")
def add_statement(edition: str) -> ResponseReturnValue:
    """Put a statement at the end of an edition."""
    own_form()
    require(me(), Action.PUBLISH)
    before = version_of(edition)
    found = editions.add(db.session, me(), edition, request.form.get("statement", ""))
    return back_to(found, before, _anchor="texts")


@bp.post("/<edition>/statements/<statement>/place")
def move_statement(edition: str, statement: str) -> ResponseReturnValue:
    """Move a statement one place, `to` up or down."""
    own_form()
    require(me(), Action.PUBLISH)
    direction = request.form.get("to", "")
    if direction not in STEPS:
        raise BadValue(field="to", value=direction)
    before = version_of(edition)
    found = editions.move(db.session, me(), edition, statement, STEPS[direction])
    # No anchor: with one, browsers give no focus to the button that asks for it.
    return back_to(found, before, moved=statement, to=direction)


@bp.post("/<edition>/order")
def arrange_statements(edition: str) -> ResponseReturnValue:
    """Put the statements in the order in which `statement` names them, all of them; say which version that is."""
    own_form()
    require(me(), Action.PUBLISH)
    before = version_of(edition)
    found = editions.arrange(db.session, me(), edition, request.form.getlist("statement"))
    if not wants_json():
        return back_to(found, before, _anchor="texts")
    db.session.commit()
    return {"before": before, "version": found.version}


@bp.post("/<edition>/statements/<statement>/removal")
def remove_statement(edition: str, statement: str) -> ResponseReturnValue:
    """Take a statement out of an edition; the statement itself stays as it is."""
    own_form()
    require(me(), Action.PUBLISH)
    before = version_of(edition)
    found = editions.remove(db.session, me(), edition, statement)
    return back_to(found, before, _anchor="texts")


@bp.post("/<edition>/releases")
def create_release(edition: str) -> ResponseReturnValue:
    """Release the edition as it was on the screen, once the publisher says that they are sure."""
    own_form()
    require(me(), Action.PUBLISH)
    if request.form.get("sure") != "yes":
        raise BadValue(field="sure", value=request.form.get("sure", ""))
    made = releases.release(db.session, me(), edition, version=version_named())
    db.session.commit()
    flash(_("Release %(number)s is made. Its files will be the same for ever.", number=made.number), "good")
    return redirect(url_for("editions.show", edition=edition, _anchor="releases"))


@bp.get("/<edition>/releases/<int:release_number>/changes")
def show_changes(edition: str, release_number: int) -> ResponseReturnValue:
    """Show the paragraphs that changed since an earlier release, `since`, or else the one before: the errata."""
    found = editions.find_edition(db.session, me(), edition)
    made = releases.releases_of(db.session, me(), found)
    given = request.args.get("since", "")
    since = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else max(1, release_number - 1)
    if release_number not in [release.number for release in made]:
        raise NotFound(what="release", key=release_number)
    changes = releases.changes(db.session, me(), found, since, release_number)
    return render_template(
        "publishing/changes.html", edition=found, since=since, release_number=release_number, releases=made,
        changes=changes[:MOST_CHANGES], total=len(changes), two_sides=two_sides,
    )  # fmt: skip
