"""What happened: everything in a statement by days, and what others changed in a translation since a moment."""

from datetime import UTC, datetime, timedelta
from itertools import groupby

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.activity_words import KINDS, sentence
from blueprints.differences import two_sides
from blueprints.identity import me
from domain.errors import BadValue
from domain.permissions import Action, require
from extensions import db
from services import activity, changes
from services.activity import Cursor, Kind
from services.presence import last_visits
from services.store import LARGEST, find_statement, find_translation

bp = Blueprint("activity", __name__)

BEGINNING = datetime(1990, 1, 1, tzinfo=UTC)  # before anything was written here


@bp.get("/statements/<slug>/activity")
def show(slug: str) -> ResponseReturnValue:
    """Show who did what, day by day, newest first: `person` and `kind` narrow it, `before` is where a page begins."""
    require(me(), Action.READ)
    statement = find_statement(db.session, slug)
    person, kind = _whole(request.args.get("person", "")), _kind()
    found = activity.activity(
        db.session, me(), statement, before=_cursor(request.args.get("before", "")), person_id=person, kind=kind
    )
    later = found.before and url_for(
        "activity.show", slug=slug, person=person, kind=kind, before=f"{found.before.event}-{found.before.revision}"
    )
    return render_template(
        "activity/show.html",
        statement=statement, days=[(day, list(entries)) for day, entries in groupby(found.entries, lambda e: e.day)],
        languages=sorted({entry.language for entry in found.entries if entry.language}), sentence=sentence,
        people=activity.people(db.session, me(), statement), person=person, kinds=KINDS.items(), kind=kind,
        is_first="before" not in request.args, later=later,
    )  # fmt: skip


@bp.get("/statements/<slug>/<language>/changes")
def show_changes(slug: str, language: str) -> ResponseReturnValue:
    """Show what others changed `since` a moment (else since the last visit), in reading order from `after` on."""
    translation = find_translation(db.session, slug, language)
    since = _since(request.args.get("since", "")) or last_visits(db.session, me()).get(translation.id, BEGINNING)
    after = _whole(request.args.get("after", "")) or 0
    found = changes.page(db.session, me(), translation, since, after=after)

    def address(after: int | None, since: datetime | None = since) -> str:
        moment = since.isoformat() if since else None
        return url_for("activity.show_changes", slug=slug, language=language, since=moment, after=after or None)

    moments = [
        (_("Since the last visit"), address(None, None), "since" not in request.args),
        *((words, address(None, moment), moment == since) for words, moment in _moments()),
    ]
    return render_template(
        "activity/changes.html",
        statement=translation.statement, translation=translation, since=since, is_since_beginning=since <= BEGINNING,
        moments=moments,
        changes=[(item, *two_sides(item.before, item.after)) for item in found.items],
        earlier=address(None) if after else None, later=address(found.next_after) if found.next_after else None,
    )  # fmt: skip


def _moments() -> list[tuple[str, datetime]]:
    """Return moments to choose from; of midnights, so that an address stays the same for a day."""
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return [
        (_("Since yesterday"), midnight - timedelta(days=1)),
        (_("In seven days"), midnight - timedelta(days=7)),
        (_("Since the beginning"), BEGINNING),
    ]


def _since(text: str) -> datetime | None:
    """Return the moment that an address names, None for none. Raises BadValue."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))  # a plus that was not escaped
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadValue(field="since", value=text[:40]) from error
    return max(moment, BEGINNING)


def _kind() -> Kind | None:
    wanted = request.args.get("kind", "")
    return Kind(wanted) if wanted in list(Kind) else None


def _cursor(text: str) -> Cursor | None:
    event, _dash, revision = text.partition("-")
    ends = _whole(event), _whole(revision)
    return Cursor(*(min(end, LARGEST) for end in ends if end is not None)) if None not in ends else None


def _whole(text: str) -> int | None:
    return min(int(text), LARGEST) if text.isascii() and text.isdigit() and len(text) < 12 else None
