"""What a publisher types on the page of an edition: read from any form of that page, kept until it is saved."""

from dataclasses import dataclass, fields
from datetime import datetime

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from blueprints.answers import NO_VERSION, version_sent
from blueprints.identity import me
from extensions import db
from services import drafts, editions
from services.editions import Details, Edition

FIELDS = tuple(field.name for field in fields(Details))
# What a form that leaves a choice out stands for.
USUAL = {field.name: str(field.default) for field in fields(Details) if field.name != "title"}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why it was not saved. `field`: the one that is wrong, or "". `change`: who changed the edition, and when."""

    words: str
    field: str = ""
    change: tuple[str, datetime] | None = None


def version_named() -> int | None:
    """Return the version that the form names; one that no edition has where it names none."""
    version = version_sent()
    return 0 if version == NO_VERSION else version


def typed() -> Details | None:
    """Return what the form says of the edition, None if it is another form."""
    if "title" not in request.form:
        return None
    return Details(**{name: request.form.get(name, USUAL.get(name, "")) for name in FIELDS})


def keep_typed(edition: Edition, before: int | None = None) -> str | None:
    """Keep what was typed and is not saved, and return its key, None if there is nothing of the kind.

    `before`: the version of the edition before this person's own step, which makes no one's typing stale.
    """
    details, version = typed(), version_named() or 0
    if details is None:
        return None
    version = edition.version if version == before else version
    return drafts.keep(db.session, me(), edition, details, version) or None


def back_to(edition: Edition, before: int | None = None, **query: str | None) -> ResponseReturnValue:
    """Lead to the page of the edition, with what was typed there. It is the end of a writing view."""
    key = keep_typed(edition, before)
    db.session.commit()
    return redirect(url_for("editions.show", edition=edition.slug, draft=key, **query))


def version_of(slug: str) -> int:
    """Return the version of the edition, which stays as it is until this request ends."""
    return editions.locked(db.session, slug).version
