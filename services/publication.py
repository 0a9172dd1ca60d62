"""Who besides the members sees an edition: everybody its releases, or whoever holds a link what it is today.

Nobody of these is signed in, and nothing is looked up for them but the one edition that was opened to them.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.orm import Session

from domain.errors import BadValue, NotFound, NothingWritten, TextTooLong
from domain.permissions import Action, Actor, Grant, PersonRole, require
from domain.volume import Volume
from models import Edition, PreviewLink, Publication, Release, User
from models.base import now
from models.job import JobFile
from services import jobs
from services.editions import find_edition, locked
from services.job_kinds import edition_build
from services.releases import live_volume, released_volume
from services.store import LARGEST, is_key, name_of, record, storable

DAYS, MOST_DAYS = 7, 90  # that a link holds
LONGEST_PURPOSE = 200  # characters
MOST_LINKS = 50  # of one edition that are shown
_USED_ANEW = timedelta(minutes=1)  # a page that is opened again at once is no news
# On behalf of nobody in particular: what is open to them is decided before, in this file.
_READER = Actor(None, "", (Grant(PersonRole.READER),))


@dataclass(frozen=True, slots=True)
class Opened:
    """A release of an edition that anybody may read. `numbers`: of all its releases with their days, newest first."""

    edition: Edition
    number: int
    sha256: str
    numbers: tuple[tuple[int, datetime], ...]

    @property
    def newest(self) -> int:
        """The number of the newest release."""
        return self.numbers[0][0]


@dataclass(frozen=True, slots=True)
class Listed:
    """A link as publishers see it. Its token is not here: nobody has it but those it was given to."""

    id: int
    purpose: str
    created_at: datetime
    who: str
    ends_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether it still leads anywhere."""
        return self.revoked_at is None and self.ends_at > now()


# Open to everybody


def open_to_all(session: Session, actor: Actor, slug: str) -> None:
    """Let anybody read the releases of an edition, those made and those to come. Raises NotFound, NotAllowed."""
    require(actor, Action.PUBLISH)
    edition = locked(session, slug)
    if session.get(Publication, edition.id) is None:
        session.add(Publication(edition_id=edition.id, opened_by_id=actor.id))
        session.flush()
        record(session, actor, "edition.opened", edition=edition.id)


def close(session: Session, actor: Actor, slug: str) -> None:
    """Let nobody but members read the releases of an edition any more. Raises NotFound, NotAllowed."""
    require(actor, Action.PUBLISH)
    edition = locked(session, slug)
    if session.execute(delete(Publication).where(Publication.edition_id == edition.id)).rowcount:
        record(session, actor, "edition.closed", edition=edition.id)


def opened_at(session: Session, actor: Actor, edition: Edition) -> datetime | None:
    """Return since when anybody may read the releases of an edition; None where they may not. Raises NotAllowed."""
    require(actor, Action.READ)
    return session.scalar(select(Publication.opened_at).where(Publication.edition_id == edition.id))


def opened(session: Session, slug: str, number: int | None = None) -> Opened:
    """Return a release that anybody may read, the newest if no `number` is given.

    Raises NotFound, the same for an edition that is not there, that is not open, and that has no such release.
    """
    query = select(Edition).join(Publication, Publication.edition_id == Edition.id).where(Edition.slug == slug)
    edition = session.scalar(query) if is_key(slug) else None
    releases = select(Release.number, Release.sha256, Release.released_at).order_by(Release.number.desc())
    rows = session.execute(releases.where(Release.edition_id == edition.id)).all() if edition else []
    found = next((row for row in rows if number in (None, row.number)), None)
    if edition is None or found is None:
        raise NotFound(what="publication", key="")
    return Opened(edition, found.number, found.sha256, tuple((row.number, row.released_at) for row in rows))


def made_file(session: Session, release: Opened, format_id: str) -> JobFile | None:
    """Return the file of a release that a member has had made as the edition is composed, while it is kept."""
    file_id = jobs.kept(session, edition_build.key_as_composed(release.edition.slug, release.sha256, format_id))
    return session.get(JobFile, file_id) if file_id is not None else None


def volume_of(session: Session, release: Opened) -> Volume:
    """Return what a release that is open to everybody froze."""
    return released_volume(session, _READER, release.edition, release.number)


# Links to what is not released yet


def create_link(session: Session, actor: Actor, slug: str, purpose: str, days: int = DAYS) -> tuple[PreviewLink, str]:
    """Store a new link to an edition as it stands, and return it with its token, which is known nowhere else.

    Raises NotFound, NotAllowed, NothingWritten (no purpose), TextTooLong, BadValue (days).
    """
    require(actor, Action.PUBLISH)
    edition = locked(session, slug)
    said = " ".join(storable(purpose).split())
    if not said:
        raise NothingWritten()
    if len(said) > LONGEST_PURPOSE:
        raise TextTooLong(length=len(said), limit=LONGEST_PURPOSE)
    if not 1 <= days <= MOST_DAYS:
        raise BadValue(field="days", value=days)
    token = secrets.token_urlsafe(32)
    made_at = now()
    link = PreviewLink(
        edition_id=edition.id, digest=_digest(token), purpose=said, created_at=made_at, created_by_id=actor.id,
        ends_at=made_at + timedelta(days=days),
    )  # fmt: skip
    session.add(link)
    session.flush()
    record(session, actor, "edition.preview_created", edition=edition.id, link=link.id, days=days)
    return link, token


def revoke_link(session: Session, actor: Actor, slug: str, link_id: int) -> None:
    """End a link at once; one that has ended stays so. Raises NotFound, NotAllowed."""
    require(actor, Action.PUBLISH)
    edition = locked(session, slug)
    known = 0 < link_id <= LARGEST
    link = session.scalar(_links(edition.id).where(PreviewLink.id == link_id)) if known else None
    if link is None:
        raise NotFound(what="preview_link", key=link_id)
    if link.revoked_at is None:
        link.revoked_at = now()
        session.flush()
        record(session, actor, "edition.preview_revoked", edition=edition.id, link=link.id)


def _links(edition_id: int) -> Select[tuple[PreviewLink]]:
    return select(PreviewLink).where(PreviewLink.edition_id == edition_id)


def links_of(session: Session, actor: Actor, slug: str) -> list[Listed]:
    """Return the links of an edition that were made last, the newest first. Raises NotFound, NotAllowed."""
    require(actor, Action.PUBLISH)
    edition = find_edition(session, actor, slug)
    link = PreviewLink
    query = (
        select(link.id, link.purpose, link.created_at, name_of(User), link.ends_at, link.last_used_at, link.revoked_at)
        .outerjoin(User, User.id == link.created_by_id)
        .where(link.edition_id == edition.id)
        .order_by(link.id.desc())
        .limit(MOST_LINKS)
    )
    return [Listed(*row) for row in session.execute(query)]


def previewed(session: Session, token: str) -> tuple[Volume, datetime]:
    """Return an edition as it stands, a draft whatever stands in its way, and when the link `token` ends.

    Raises NotFound, the same for a link that has ended, that was revoked, and that never was.
    """
    query = select(PreviewLink).where(
        PreviewLink.digest == _digest(token), PreviewLink.revoked_at.is_(None), PreviewLink.ends_at > now()
    )
    link = session.scalar(query)
    if link is None:
        raise NotFound(what="preview", key="")
    edition = session.get_one(Edition, link.edition_id)
    volume = live_volume(session, _READER, edition, is_draft=True)
    _use(session, link)
    return volume, link.ends_at


def _use(session: Session, link: PreviewLink) -> None:
    """Note that a link was used; of two at once either may have the last word."""
    is_old = or_(PreviewLink.last_used_at.is_(None), PreviewLink.last_used_at < now() - _USED_ANEW)
    if link.last_used_at is None or link.last_used_at < now() - _USED_ANEW:
        session.execute(update(PreviewLink).where(PreviewLink.id == link.id, is_old).values(last_used_at=now()))


def _digest(token: str) -> str:
    """Return what is stored of a token: it is long and random, so one round without salt is enough."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
