"""Administrators look after people: invitations, roles, links to hand over, closed accounts, lost phones."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from blueprints import person_words
from blueprints.identity import me
from blueprints.wording import words_for
from config import LANGUAGES
from domain.errors import BadValue, DeskError, Duplicate, LastAdmin
from domain.permissions import Action, Grant, PersonRole, require
from extensions import db
from security import link_to
from security.letters import LetterFailed, can_send, send_invitation
from services import accounts

bp = Blueprint("people", __name__, url_prefix="/people")
bp.context_processor(person_words.context)
NOBODY: MultiDict[str, str] = MultiDict()


@dataclass(frozen=True, slots=True)
class RoleField:
    """One role in a form: whether it is given, and for which languages ('' for all); None where it has none."""

    role: PersonRole
    is_given: bool
    languages: str | None


@bp.get("")
def index() -> ResponseReturnValue:
    """List everybody."""
    return render_template("people/index.html", people=accounts.listed(db.session, me()))


@bp.get("/new")
def new() -> ResponseReturnValue:
    """Show the form of an invitation."""
    require(me(), Action.MANAGE_PEOPLE)
    return render_template("people/new.html", form=NOBODY, roles=role_fields([Grant(PersonRole.TRANSLATOR)]))


@bp.post("")
def create() -> ResponseReturnValue:
    """Invite somebody: by letter where mail is set up, else by a link shown to the inviter, once."""
    form = request.form
    locale = form.get("locale") if form.get("locale") in LANGUAGES else None
    try:
        user, token = accounts.invite(
            db.session, me(), form.get("email", ""), form.get("name", ""), read_grants(form), locale
        )
    except (BadValue, Duplicate) as error:
        db.session.rollback()
        page = render_template("people/new.html", form=form, roles=typed_roles(form), **problem(error))
        return page, 400
    db.session.commit()
    failed = False
    if can_send():
        try:
            send_invitation(user.email, link_to(token), me().name, user.locale)
        except LetterFailed:
            failed = True
        else:
            flash(_("The invitation to %(email)s is sent.", email=user.email), "success")
            return redirect(url_for("people.index"))
    return handover(user, token, letter_failed=failed), 201


@bp.get("/<int:person_id>")
def show(person_id: int) -> ResponseReturnValue:
    """Show one person and what an administrator may do."""
    return person_page(accounts.person(db.session, me(), person_id))


@bp.post("/<int:person_id>/roles")
def set_roles(person_id: int) -> ResponseReturnValue:
    """Give the person the roles ticked."""
    actor = me()
    try:
        user = accounts.set_grants(db.session, actor, person_id, read_grants(request.form))
    except (BadValue, LastAdmin) as error:
        db.session.rollback()
        user = accounts.person(db.session, actor, person_id)
        return person_page(user, typed_roles(request.form), **problem(error)), 400
    db.session.commit()
    flash(_("The roles of %(name)s are stored.", name=user.name or user.email), "success")
    return redirect(url_for("people.show", person_id=person_id))


@bp.post("/<int:person_id>/link")
def create_link(person_id: int) -> ResponseReturnValue:
    """Make a link to hand over, by which the person sets a password."""
    token = accounts.make_link(db.session, me(), person_id)
    user = accounts.person(db.session, me(), person_id)
    db.session.commit()
    return handover(user, token), 201


@bp.post("/<int:person_id>/closure")
def close(person_id: int) -> ResponseReturnValue:
    """Close the account."""
    actor = me()
    try:
        user = accounts.deactivate(db.session, actor, person_id)
    except LastAdmin as error:
        db.session.rollback()
        return person_page(accounts.person(db.session, actor, person_id), **problem(error)), 400
    db.session.commit()
    flash(_("The account of %(name)s is closed.", name=user.name or user.email), "success")
    return redirect(url_for("people.index"))


@bp.post("/<int:person_id>/opening")
def open_again(person_id: int) -> ResponseReturnValue:
    """Open a closed account."""
    user = accounts.activate(db.session, me(), person_id)
    db.session.commit()
    flash(_("The account of %(name)s is open again.", name=user.name or user.email), "success")
    return redirect(url_for("people.show", person_id=person_id))


@bp.post("/<int:person_id>/two-factor-removal")
def remove_two_factor(person_id: int) -> ResponseReturnValue:
    """Let somebody who lost the telephone in by password alone."""
    user = accounts.turn_off_two_factor(db.session, me(), person_id)
    db.session.commit()
    flash(_("Two-factor sign-in of %(name)s is off.", name=user.name or user.email), "success")
    return redirect(url_for("people.show", person_id=person_id))


def person_page(user: accounts.User, roles: list[RoleField] | None = None, **problem: str) -> str:
    """Return the page of one person; `roles` as typed, else as stored."""
    fields = roles or role_fields(user.as_actor().grants)
    return render_template("people/show.html", user=user, roles=fields, is_me=user.id == me().id, **problem)


def handover(user: accounts.User, token: str, *, letter_failed: bool = False) -> str:
    """Return the page that shows a link once."""
    return render_template(
        "people/handover.html",
        user=user,
        link=link_to(token),
        lifetime=accounts.LINK_LIFETIME,
        letter_failed=letter_failed,
    )


def problem(error: DeskError) -> dict[str, str]:
    """Return what a form needs to say about `error`: the words, and the field they belong to."""
    field = "email" if isinstance(error, Duplicate) else str(error.facts.get("field", "roles"))
    return {"problem": words_for(error), "problem_field": "roles" if field in ("role", "language") else field}


def read_grants(form: MultiDict[str, str]) -> list[Grant]:
    """Return the roles ticked, each for the languages typed beside it, or for all. Raises BadValue."""
    grants = []
    for word in form.getlist("role"):
        if word not in set(PersonRole):
            raise BadValue(field="role", value=word)
        tags = re.split(r"[\s,;]+", form.get(f"languages-{word}", "").strip())
        grants.extend(Grant(PersonRole(word), tag or None) for tag in tags)
    return grants


def role_fields(grants: Iterable[Grant]) -> list[RoleField]:
    """Return every role as a field, filled in from `grants`."""
    held: dict[PersonRole, list[str]] = {}
    for grant in grants:
        held.setdefault(grant.role, []).append(grant.language or "")
    return [_field(role, role in held, " ".join(held.get(role, ()))) for role in PersonRole]


def typed_roles(form: MultiDict[str, str]) -> list[RoleField]:
    """Return every role as a field, as the person typed it."""
    return [_field(role, role in form.getlist("role"), form.get(f"languages-{role}", "")) for role in PersonRole]


def _field(role: PersonRole, is_given: bool, languages: str) -> RoleField:
    return RoleField(role, is_given, languages if role in accounts.WITH_LANGUAGE else None)
