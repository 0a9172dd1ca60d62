"""Everything that the checks find in a translation: a page of it, how far the checking is, one-key fixes, waivers."""

from collections import Counter
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from blueprints.answers import conflict_answer, own_form, version_sent
from blueprints.check_names import SEVERITIES, SEVERITY_MARKS, check_name
from blueprints.check_words import message
from blueprints.excerpts import place as place_in
from blueprints.identity import me
from blueprints.numbers import whole
from blueprints.pages import number
from domain.checks import CHECKS, Finding, Severity
from domain.checks.waiving import fingerprint
from domain.errors import NotFound
from domain.language_tags import base_language
from domain.permissions import Action, require
from extensions import db
from services import checking, waivers, waiving
from services.checking import SAME_SOURCE, Asked, Found, Paragraph, Progress
from services.editing import Conflict, place
from services.profiles import profile_of
from services.store import Translation, find_translation
from services.waivers import Waived

bp = Blueprint("checks", __name__, url_prefix="/statements/<slug>/<language>/checks")

MOST_WAIVED = 200  # on one page; all are counted
AROUND = 60  # characters on each side of a place


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding as the page shows it. `words`: the text around its place, None where it is about the whole target.

    `mark`: what a waiver knows it by, "" where it cannot be waived.
    """

    finding: Finding
    message: str
    words: Markup | None
    mark: str


@bp.get("")
def show(slug: str, language: str) -> ResponseReturnValue:
    """Show what is found, a page of paragraphs behind position `after`, of one `check` and `severity` if named.

    What is not checked as it is now is checked for a second; then the page says how far that is.
    """
    require(me(), Action.READ)
    checking.catch_up(db.session, find_translation(db.session, slug, language).id)
    translation = find_translation(db.session, slug, language)
    asked = _asked()
    found = checking.listed(db.session, me(), translation.id, asked)
    known = [one for one in waivers.waivers(db.session, me(), translation) if one.is_standing]
    may_write = me().may(Action.TRANSLATE, language)
    return render_template(
        "checking/show.html",
        statement=translation.statement, translation=translation, asked=asked, found=found,
        progress=checking.progress(db.session, translation.id),
        rows=[(paragraph, _shown(paragraph)) for paragraph in found.paragraphs],
        checks=_choices(found), severities=_severities(found), looked_for=_looked_for(language),
        waived=[(one, _waived_words(one), _holds(one, found)) for one in known[:MOST_WAIVED]], waived_count=len(known),
        may_write=may_write, may_waive=waiving.may_waive(me(), language), longest=waiving.LONGEST_REASON,
        check_name=check_name, severity_names=SEVERITIES, severity_marks=SEVERITY_MARKS,
        person=me().id, progress_words=_progress_words,
        here=_address(translation, asked),
        first=_address(translation, asked) if asked.after else None,
        later=_address(translation, asked, after=found.next_after) if found.next_after else None,
    )  # fmt: skip


@bp.get("/progress")
def progress(slug: str, language: str) -> ResponseReturnValue:
    """Go on checking for a second, and tell a script how far it is."""
    require(me(), Action.READ)
    translation_id = find_translation(db.session, slug, language).id
    checking.catch_up(db.session, translation_id)
    done = checking.progress(db.session, translation_id)
    return {"done": done.done, "total": done.total, "words": _progress_words(done)}


@bp.post("/fixes")
def create_fix(slug: str, language: str) -> ResponseReturnValue:
    """Put what is certain in the place of a finding in the target `target`, and lead back to the page."""
    own_form()
    require(me(), Action.TRANSLATE)  # in any language: a look-up would tell what exists
    translation, target_id = find_translation(db.session, slug, language), _target(slug, language)
    wanted = request.form.get("check", ""), request.form.get("kind", ""), whole(request.form.get("start", ""))
    profile = profile_of(db.session, translation.id)
    saved = checking.fix(db.session, me(), target_id, wanted, profile, version=version_sent())
    db.session.commit()
    if isinstance(saved, Conflict):
        return conflict_answer(saved)
    flash(_("Put right. Look at the paragraph: it is in work again."), "good")
    return _back(translation)


@bp.post("/waivers")
def create_waiver(slug: str, language: str) -> ResponseReturnValue:
    """Let the finding with the fingerprint `mark` in the target `target` stand, for the reason in `text`."""
    own_form()
    require(me(), Action.TRANSLATE)  # as reviewers may, too; in any language: a look-up would tell what exists
    waiving.waive(
        db.session, me(), _target(slug, language), request.form.get("mark", ""), request.form.get("text", "")
    )  # fmt: skip
    db.session.commit()
    flash(_("Waived, with your reason."), "good")
    return _back(find_translation(db.session, slug, language))


def _target(slug: str, language: str) -> int:
    """Return the target that the form names, where it is of this translation. Raises NotFound."""
    target_id = whole(request.form.get("target", ""))
    here = place(db.session, target_id)
    if (here.slug, here.language) != (slug, language):
        raise NotFound(what="target", key=target_id)
    return target_id


def _back(translation: Translation) -> ResponseReturnValue:
    then = request.form.get("then", "")
    return redirect(_address(translation, _asked(), _anchor=then if then.isalnum() and then.isascii() else None))


def _asked() -> Asked:
    """Return what the address, or the form that came from it, asks for."""
    severity, after = request.values.get("severity", ""), request.values.get("after", "")
    return Asked(
        request.values.get("only", "")[:40], severity if severity in list(Severity) else "", whole(after)
    )  # fmt: skip


def _address(
    translation: Translation, asked: Asked, *, after: int | None = None, _anchor: str | None = None
) -> str:  # fmt: skip
    at = after or (asked.after if request.method == "POST" else None)
    return url_for(
        "checks.show", slug=translation.statement.slug, language=translation.language, only=asked.check or None,
        severity=asked.severity or None, after=at or None, _anchor=_anchor,
    )  # fmt: skip


def _shown(paragraph: Paragraph) -> list[Shown]:
    return [
        Shown(
            finding, message(finding), place_in(paragraph.text, finding.start, finding.end, around=AROUND),
            fingerprint(finding, paragraph.text),
        )
        for finding in paragraph.findings
    ]  # fmt: skip


def _choices(found: Found) -> list[tuple[str, str, int]]:
    """Return the checks that found something with their names and how often, by name."""
    counts: Counter[str] = Counter()
    for (check, _severity), count in found.counts.items():
        counts[check] += count
    return sorted(((check, check_name(check), count) for check, count in counts.items()), key=lambda one: one[1])


def _severities(found: Found) -> list[tuple[Severity, str, int]]:
    counts: Counter[Severity] = Counter()
    for (_check, severity), count in found.counts.items():
        counts[severity] += count
    return [(severity, str(words), counts[severity]) for severity, words in SEVERITIES.items() if counts[severity]]


def _looked_for(language: str) -> list[str]:
    """Return the names of the checks that a translation into `language` goes through."""
    base = base_language(language)
    own = [one.id for one in CHECKS if one.languages is None or base in one.languages]
    return [check_name(check) for check in (*own, SAME_SOURCE)]


def _progress_words(done: Progress) -> str:
    return ngettext(
        "%(done)s of %(number)s paragraph is checked.", "%(done)s of %(number)s paragraphs are checked.",
        done.total, done=number(done.done), number=number(done.total),
    )  # fmt: skip


def _waived_words(waived: Waived) -> str:
    """Return what the finding said that somebody waived; a check that is no more says its name."""
    finding = Finding(waived.check, Severity.WARNING, waived.kind, 0, 0, waived.facts)
    try:
        return message(finding)
    except KeyError:
        return check_name(waived.check)


def _holds(waived: Waived, found: Found) -> bool:
    """Tell whether the waiver holds for a finding that is there now."""
    return waived.fingerprint in found.waived.get(waived.target_id, ())
