"""Find and replace in the targets of a translation: a preview of every place, one step, one way back."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from blueprints.excerpts import excerpt
from blueprints.identity import me
from blueprints.numbers import whole
from blueprints.pages import number
from blueprints.undone_words import paragraphs, undone_words
from domain.errors import BadValue
from domain.permissions import Action, require
from domain.states import APPROVED, State
from extensions import db
from services import replacing
from services.replacing import Change, Done, Plan, Wish
from services.store import Translation, find_translation

bp = Blueprint("replacing", __name__, url_prefix="/statements/<slug>/<language>/replacement")

PAGE = 50  # paragraphs
FIELDS = ("find", "replacement", "case", "words", "accents", "approved")


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of the preview."""

    change: Change
    html: Markup


@bp.get("")
def show(slug: str, language: str) -> ResponseReturnValue:
    """Show what replacing `find` by `replacement` would do; `case`, `words`, `accents`, `approved` are set or not."""
    translation = _translation(slug, language)
    values = {name: request.args.get(name, "") for name in FIELDS}
    wanted = _wish(values) if values["find"] else None
    plan = _plan(translation, wanted, values) if wanted else None
    after = _after()
    shown = plan.changes[after : after + PAGE] if plan else ()
    return render_template(
        "replacing/show.html",
        statement=translation.statement, translation=translation, values=values, wanted=wanted, plan=plan,
        lines=[_line(change, wanted) for change in shown],
        left=[_line(change, None) for change in plan.left[:PAGE]] if plan else [],
        everything=" ".join(f"{change.target_id}@{change.version}" for change in plan.changes) if plan else "",
        submitted=plan.count(State.TRANSLATED) if plan else 0, approved=plan.count(*APPROVED) if plan else 0,
        past=replacing.past(db.session, me(), translation),
        earlier=_address(translation, values, max(0, after - PAGE)) if after else None,
        later=_address(translation, values, after + PAGE) if plan and len(plan.changes) > after + PAGE else None,
    )  # fmt: skip


@bp.post("")
def create(slug: str, language: str) -> ResponseReturnValue:
    """Replace in all paragraphs of the preview, or with `do=ticked` in those ticked; lead back to what is left."""
    translation = _translation(slug, language)
    values = {name: request.form.get(name, "") for name in FIELDS}
    wanted = _wish(values)
    is_all = request.form.get("do") == "all"
    chosen = _chosen(request.form.get("everything", "").split() if is_all else request.form.getlist("target"))
    done = replacing.apply(db.session, me(), translation, wanted, chosen)
    db.session.commit()
    for words, kind in _done_words(done):
        flash(words, kind)
    return redirect(_address(translation, values, 0))


@bp.post("/<int:replacement_id>/undoing")
def undo(slug: str, language: str, replacement_id: int) -> ResponseReturnValue:
    """Put a replacement back, and lead to the list of them."""
    translation = _translation(slug, language)
    undone = replacing.undo(db.session, me(), translation, replacement_id)
    db.session.commit()
    for words, kind in undone_words(undone):
        flash(words, kind)
    return redirect(url_for("replacing.show", slug=slug, language=language))


def _translation(slug: str, language: str) -> Translation:
    require(me(), Action.TRANSLATE)  # whoever translates nothing is not told what exists
    translation = find_translation(db.session, slug, language)
    require(me(), Action.TRANSLATE, translation.language)
    return translation


def _wish(values: dict[str, str]) -> Wish:
    return replacing.wish(
        values["find"], values["replacement"], matches_case=bool(values["case"]),
        is_whole_words=bool(values["words"]), folds_accents=bool(values["accents"]),
    )  # fmt: skip


def _plan(translation: Translation, wanted: Wish, values: dict[str, str]) -> Plan:
    return replacing.plan(db.session, me(), translation, wanted, with_approved=bool(values["approved"]))


def _line(change: Change, wanted: Wish | None) -> Line:
    """Return a paragraph with what would be put in its places; without `wanted`, as it stays."""
    own = wanted.replacement if wanted else None
    return Line(change, excerpt(change.text, change.places, instead=own))


def _chosen(pairs: list[str]) -> dict[int, int]:
    """Return the versions that were on the screen by the target's id. Raises BadValue."""
    found: dict[int, int] = {}
    for pair in pairs:
        target, _at, version = pair.partition("@")
        if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in (target, version)):
            raise BadValue(field="target", value=pair)
        found[int(target)] = int(version)
    return found


def _address(translation: Translation, values: dict[str, str], after: int) -> str:
    address = url_for("replacing.show", slug=translation.statement.slug, language=translation.language)
    asked = {name: value for name, value in values.items() if value} | ({"after": after} if after else {})
    return f"{address}?{urlencode(asked)}" if asked else address


def _after() -> int:
    text = request.args.get("after", "")
    return whole(text)


def _done_words(done: Done) -> list[tuple[str, str]]:
    words = []
    if done.targets:
        places = ngettext("%(number)s place", "%(number)s places", done.places, number=number(done.places))
        words.append(
            (
                ngettext(
                    "Replaced in %(number)s paragraph (%(places)s). It can be undone below.",
                    "Replaced in %(number)s paragraphs (%(places)s). It can be undone below.",
                    done.targets, number=number(done.targets), places=places,
                ),
                "good",
            )
        )  # fmt: skip
    if done.moved:
        words.append(
            (_("Changed by somebody meanwhile, so left as it is: %(names)s", names=paragraphs(done.moved)), "warning")
        )
    if done.locked:
        words.append((_("Locked, so left as it is: %(names)s", names=paragraphs(done.locked)), "warning"))
    return words or [(_("Nothing was chosen, so nothing was replaced."), "info")]
