"""Verdicts: what waits for them; approve the revision seen, approve with an edit, send back, ask, approve many."""

import json
import re
from itertools import groupby, pairwise

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.answers import NO_VERSION, conflict_answer, own_form, row_address, saved_answer, version_sent
from blueprints.differences import in_one
from blueprints.identity import me
from blueprints.key_names import in_words
from blueprints.keys import COMMANDS, keys_of, platform_asking
from blueprints.labels import REASONS
from blueprints.numbers import whole
from blueprints.pages import number, waiting_count, wants_json
from blueprints.rows import ROW_NOTE
from blueprints.wording import words_for
from domain.errors import (
    BadValue,
    DeskError,
    FourEyes,
    LockedTarget,
    NothingToSubmit,
    NothingWritten,
    WrongState,
)
from domain.permissions import Action, require
from extensions import db
from services import checking, editing, reviewing, sightings
from services.editing import Conflict, Saved
from services.keys import changed_keys
from services.reviewing import Answer, ReturnReason
from services.store import find_translation

bp = Blueprint("review", __name__)
bp.add_app_template_global(in_one, "in_one")

STEPS = ("review-next", "review-previous", "approve", "return", "ask")  # of the desk's commands, those for the queue
_PAIRS = re.compile(r"\s*(?:[0-9]{1,9}:[0-9]{1,9}(?:\s+|$)){0,200}")
PAGE = 30  # texts of the queue on one page: an hour's reading


@bp.get("/review")
def index() -> ResponseReturnValue:
    """Show what waits for this reviewer, statement by statement in reading order; `after` skips that many."""
    after = whole(request.args.get("after", ""))
    found = reviewing.queue(db.session, me(), after=after, limit=PAGE + 1)
    waiting = found[:PAGE]
    groups = [list(lines) for _key, lines in groupby(waiting, key=lambda line: (line.slug, line.language))]
    return render_template(
        "review/index.html",
        groups=groups,
        findings=checking.count_open(db.session, {line.translation_id for line in waiting}),
        count=waiting_count(me()),
        person=me().id,
        next_row={line.target_id: later.target_id for line, later in pairwise(waiting)},
        after=after,
        later=after + PAGE if len(found) > PAGE else None,
        **_keys(),
        changes=sightings.changes_of(
            db.session, me(), {line.target_id: (line.language, line.text) for line in waiting}
        ),
        reasons=[(reason.value, words) for reason, words in REASONS.items()],
    )


def _keys() -> dict[str, object]:
    """Return the person's own keys for the steps that the queue has, for the page and for its script."""
    platform = platform_asking()
    keys = keys_of(changed_keys(db.session, me(), platform), platform)
    chords = {chord: name for name in STEPS for chord in keys[name]}
    named = [(in_words(keys[name][0], platform), COMMANDS[name].words) for name in STEPS if keys[name]]
    return {"keys": json.dumps(chords, separators=(",", ":")), "platform": platform, "named_keys": named}


@bp.post("/targets/<int:target_id>/approval")
def create_approval(target_id: int) -> ResponseReturnValue:
    """Approve the revision that was on the screen."""
    own_form()
    try:
        saved = reviewing.approve(db.session, me(), target_id, version=_version_seen())
    except (FourEyes, LockedTarget, NothingToSubmit, WrongState) as error:
        if wants_json():
            raise
        return _say_at_row(target_id, error)
    db.session.commit()
    return _judged(saved, _("Approved."))


@bp.post("/targets/<int:target_id>/edited-approval")
def create_edited_approval(target_id: int) -> ResponseReturnValue:
    """Store the reviewer's own wording and leave it for a second person to approve."""
    own_form()
    text = request.form.get("text", "")
    saved = reviewing.approve_with_edit(db.session, me(), target_id, text, version=_version_seen())
    db.session.commit()
    return conflict_answer(saved) if isinstance(saved, Conflict) else saved_answer(saved)


@bp.post("/targets/<int:target_id>/return")
def create_return(target_id: int) -> ResponseReturnValue:
    """Send the revision that was on the screen back to its translator, with a reason."""
    own_form()
    saved = reviewing.send_back(
        db.session, me(), target_id,
        version=_version_seen(), reason=_reason(), words=request.form.get("words", ""),
    )  # fmt: skip
    db.session.commit()
    return _judged(saved, _("Sent back."))


@bp.post("/targets/<int:target_id>/question")
def create_question(target_id: int) -> ResponseReturnValue:
    """Put a question about the revision that was on the screen; the text goes on waiting."""
    own_form()
    try:
        saved = reviewing.ask(
            db.session, me(), target_id, version=_version_seen(), words=request.form.get("words", "")
        )  # fmt: skip
    except (LockedTarget, NothingWritten, WrongState) as error:
        if wants_json():
            raise
        return _say_at_row(target_id, error)
    db.session.commit()
    return _judged(saved, _("Your question stands at the paragraph."))


@bp.post("/translations/<int:translation_id>/sightings")
def create_sightings(translation_id: int) -> ResponseReturnValue:
    """Remember what was on the screen: `seen`, pairs of target and version."""
    own_form()
    count = sightings.record_sightings(db.session, me(), translation_id, _pairs("seen"))
    db.session.commit()
    return {"seen": count}


@bp.post("/statements/<slug>/<language>/approvals")
def create_approvals(slug: str, language: str) -> ResponseReturnValue:
    """Approve what was on the screen: `approve` and `seen` are pairs of target and version; see decision 0020."""
    own_form()
    require(me(), Action.REVIEW)  # in any language: a look-up would tell what exists
    translation = find_translation(db.session, slug, language)
    sightings.record_sightings(db.session, me(), translation.id, _pairs("seen"))
    answers = reviewing.approve_shown(db.session, me(), translation, _pairs("approve"))
    db.session.commit()
    words = _approvals_words(answers)
    if not wants_json():
        flash(words, "info")
        return redirect(url_for("desk.show", slug=slug, language=language))
    return {"words": words, "results": [_result(answer) for answer in answers]}


def _approvals_words(answers: list[Answer]) -> str:
    count = sum(answer.saved is not None for answer in answers)
    rest = len(answers) - count
    words = [ngettext("%(number)s approved.", "%(number)s approved.", count, number=number(count))]
    if rest:
        words.append(ngettext("%(number)s not approved.", "%(number)s not approved.", rest, number=number(rest)))
    return " ".join(words)


def _result(answer: Answer) -> dict[str, object]:
    about: dict[str, object] = {"target": answer.target_id, "key": answer.key}
    if answer.error is not None:
        return {**about, "words": words_for(answer.error)}
    return about


def _pairs(name: str) -> dict[int, int]:
    """Return the field `name`, such as `12:3 13:2`, as versions by target. Raises BadValue."""
    text = request.form.get(name, "")
    if not _PAIRS.fullmatch(text):
        raise BadValue(field=name, value=text)
    return {int(target): int(version) for target, _colon, version in (pair.partition(":") for pair in text.split())}


def _version_seen() -> int | None:
    version = version_sent()
    return None if version == NO_VERSION else version


def _reason() -> ReturnReason:
    reason = request.form.get("reason", "")
    if reason not in list(ReturnReason):
        raise BadValue(field="reason", value=reason)
    return ReturnReason(reason)


def _judged(saved: Saved, words: str) -> ResponseReturnValue:
    """Lead back to the queue, or to wherever the verdict was given."""
    if wants_json() or "queue" not in request.form:
        return saved_answer(saved)
    flash(words, "good")
    return redirect(_queue_address())


def _queue_address() -> str:
    """Return the page of the queue that the form came from, at the text that comes next."""
    after, following = whole(request.form["queue"]), whole(request.form.get("next", ""))
    return url_for("review.index", after=after or None, _anchor=f"t{following}" if following else None)


def _say_at_row(target_id: int, error: DeskError) -> ResponseReturnValue:
    """Lead back to the row with the words for `error` standing in it."""
    me()  # before the roll-back, which forgets the person's row
    db.session.rollback()
    if "queue" in request.form:
        flash(words_for(error), "problem")
        return redirect(_queue_address())
    flash(words_for(error), ROW_NOTE + editing.place(db.session, target_id).key)
    return redirect(row_address(target_id))
