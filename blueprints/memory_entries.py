"""Single entries of the memory, and what is in it twice."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.answers import own_form
from blueprints.errors import status_of
from blueprints.file_wishes import by_job
from blueprints.identity import me
from blueprints.memory_words import languages_offered
from blueprints.numbers import signed
from blueprints.pages import number
from blueprints.wording import words_for
from domain.errors import DeskError, NotFound
from domain.permissions import Action, require
from extensions import db
from services.job_kinds import memory_merging
from services.memory import duplicates, upkeep
from services.memory.duplicates import Kind

bp = Blueprint("memory_entries", __name__, url_prefix="/memory")

MERGED_AT_ONCE = 2  # steps of services.memory.duplicates while somebody waits; what is left is a job


@bp.get("/entries/<int:entry_id>")
def show(entry_id: int) -> ResponseReturnValue:
    """Show an entry, where it comes from, and a form to change it where that is here."""
    return _page(entry_id)


@bp.post("/entries/<int:entry_id>")
def update(entry_id: int) -> ResponseReturnValue:
    """Give an entry other texts; it has another number then."""
    source, target = request.form.get("source", ""), request.form.get("target", "")
    require(me(), Action.MANAGE_MEMORY)
    try:
        new_id = upkeep.edit_entry(db.session, me(), entry_id, source, target)
    except DeskError as error:
        me()  # before the roll-back, which forgets the person's row
        db.session.rollback()
        return _refused(entry_id, error, source, target)
    db.session.commit()
    flash(_("The entry is saved.") if new_id != entry_id else _("Nothing was changed."), "good")
    return redirect(url_for("memory_entries.show", entry_id=new_id), 303)


@bp.post("/entries/<int:entry_id>/removal")
def remove(entry_id: int) -> ResponseReturnValue:
    """Delete an entry that came with a file."""
    upkeep.remove_entry(db.session, me(), entry_id)
    db.session.commit()
    flash(_("The entry is deleted."), "good")
    return redirect(_back(), 303)


@bp.get("/duplicates", endpoint="duplicates")
def list_duplicates() -> ResponseReturnValue:
    """List what is in the memory twice: pairs, or sources with different targets."""
    wanted = _wanted(request.args)
    page = duplicates.groups(db.session, me(), wanted, after=signed(request.args.get("after", "")))
    return render_template(
        "memory/duplicates.html",
        page=page,
        wanted=wanted,
        languages=languages_offered(),
        files=[listed.file for listed in upkeep.files(db.session, me())],
        may_change=me().may(Action.MANAGE_MEMORY),
        chosen={"kind": wanted.kind.value, "languages": " ".join(wanted.languages or ()), "origin": wanted.origin},
    )


@bp.post("/duplicates/merging")
def merge() -> ResponseReturnValue:
    """Merge one group (`key`), or all that are asked for: what is more than a page or two, by a job."""
    own_form()
    key = signed(request.form.get("key", ""))
    if key is not None:
        gone = duplicates.merge(db.session, me(), key)
    else:
        wanted = _wanted(request.form)
        gone, is_all = duplicates.merge_all(db.session, me(), wanted, most=MERGED_AT_ONCE)
        if not is_all:
            payload = {"languages": " ".join(wanted.languages or ()), "origin": wanted.origin}
            return by_job(memory_merging.KIND, payload)
    db.session.commit()
    flash(ngettext("%(number)s entry is gone.", "%(number)s entries are gone.", gone, number=number(gone)), "good")
    return redirect(_back(), 303)


def _page(entry_id: int, words: str = "", typed: tuple[str, str] | None = None) -> str:
    one = upkeep.entry(db.session, me(), entry_id)
    may_change = me().may(Action.MANAGE_MEMORY) and one.is_own
    typed = typed or (one.entry.source, one.entry.target)
    return render_template("memory/entry.html", one=one, may_change=may_change, words=words, typed=typed)


def _refused(entry_id: int, error: DeskError, source: str, target: str) -> ResponseReturnValue:
    """Give what was typed back: with the entry, or alone where it is gone."""
    try:
        return _page(entry_id, words_for(error), (source, target)), status_of(error)
    except NotFound as gone:
        return render_template("memory/gone.html", words=words_for(gone), typed=(source, target)), status_of(gone)


def _wanted(values: Mapping[str, str]) -> duplicates.Wanted:
    kind = values.get("kind", "")
    tags = values.get("languages", "").split()
    return duplicates.Wanted(
        Kind(kind) if kind in list(Kind) else Kind.PAIR, (tags[0], tags[1]) if len(tags) == 2 else None,
        values.get("origin", ""),
    )  # fmt: skip


def _back() -> str:
    """Return where a form on the page of duplicates leads back to; else the search."""
    if "kind" in request.form:
        kept = {name: value for name in ("kind", "languages", "origin", "after") if (value := request.form.get(name))}
        return url_for("memory_entries.duplicates", **kept)
    return url_for("memory.show")
