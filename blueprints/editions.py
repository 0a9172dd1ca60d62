"""Editions: composing them, what stands in the way, and the releases."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.answers import NO_VERSION, own_form, version_sent
from blueprints.differences import two_sides
from blueprints.edition_words import BUNDLES, MARKS, OBSTACLES, obstacle_count
from blueprints.format_words import LAYOUTS, PAPERS, format_words
from blueprints.identity import me
from domain.errors import BadValue, NotFound
from domain.permissions import Action, require
from extensions import db
from formats import REGISTRY
from services import editions, releases
from services.editions import Details

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
    """Show an edition: its texts in order, what stands in the way, its files, its releases, what is said of it."""
    found = editions.find_edition(db.session, me(), edition)
    may_publish = me().may(Action.PUBLISH)
    return render_template(
        "publishing/show.html",
        edition=found,
        texts=editions.texts_of(db.session, found),
        candidates=editions.candidates(db.session, me(), found) if may_publish else [],
        obstacles=releases.obstacles(db.session, me(), found),
        releases=releases.releases_of(db.session, me(), found),
        formats=[(f.INFO, format_words(f.INFO)) for f in REGISTRY.values() if f.INFO.writes_volumes],
        layouts=LAYOUTS,
        papers=PAPERS,
        bundles=BUNDLES,
        obstacle_words=OBSTACLES,
        obstacle_marks=MARKS,
        obstacle_count=obstacle_count,
        may_publish=may_publish,
        moved=(request.args.get("moved", ""), request.args.get("to", "")),
    )


@bp.post("/<edition>")
def update(edition: str) -> ResponseReturnValue:
    """Change what is said of an edition."""
    own_form()
    names = ("title", "target_title", "series", "licence", "layout", "paper", "front_source", "front_target")
    details = Details(**{name: request.form.get(name, "") for name in names})
    found = editions.describe(db.session, me(), edition, details, version=_version())
    db.session.commit()
    flash(_("Saved."), "good")
    return redirect(url_for("editions.show", edition=found.slug))


@bp.post("/<edition>/statements")
def add_statement(edition: str) -> ResponseReturnValue:
    """Put a statement at the end of an edition."""
    own_form()
    editions.add(db.session, me(), edition, request.form.get("statement", ""))
    db.session.commit()
    return redirect(url_for("editions.show", edition=edition, _anchor="texts"))


@bp.post("/<edition>/statements/<statement>/place")
def move_statement(edition: str, statement: str) -> ResponseReturnValue:
    """Move a statement one place, `to` up or down."""
    own_form()
    require(me(), Action.PUBLISH)
    direction = request.form.get("to", "")
    if direction not in STEPS:
        raise BadValue(field="to", value=direction)
    editions.move(db.session, me(), edition, statement, STEPS[direction])
    db.session.commit()
    # No anchor: with one, browsers give no focus to the button that asks for it.
    return redirect(url_for("editions.show", edition=edition, moved=statement, to=direction))


@bp.post("/<edition>/statements/<statement>/removal")
def remove_statement(edition: str, statement: str) -> ResponseReturnValue:
    """Take a statement out of an edition; the statement itself stays as it is."""
    own_form()
    editions.remove(db.session, me(), edition, statement)
    db.session.commit()
    return redirect(url_for("editions.show", edition=edition, _anchor="texts"))


@bp.post("/<edition>/releases")
def create_release(edition: str) -> ResponseReturnValue:
    """Release the edition as it was on the screen, once the publisher says that they are sure."""
    own_form()
    require(me(), Action.PUBLISH)
    if request.form.get("sure") != "yes":
        raise BadValue(field="sure", value=request.form.get("sure", ""))
    made = releases.release(db.session, me(), edition, version=_version())
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


def _version() -> int | None:
    """Return the version that the form names; one that no edition has where it names none."""
    version = version_sent()
    return 0 if version == NO_VERSION else version
