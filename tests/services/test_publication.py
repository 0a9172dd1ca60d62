"""Who besides the members sees an edition: its releases by everybody, its draft by whoever holds a link."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from domain.errors import BadValue, NotAllowed, NotFound, NothingWritten, TextTooLong
from domain.permissions import Actor, PersonRole
from models import Edition, Event, PreviewLink
from models.base import now
from services import editions, publication, releases
from services.editions import Details
from tests import factories
from tests.services.books import approved


@pytest.fixture
def edition(session: Session, publisher: Actor) -> Edition:
    """Give an edition that was released once."""
    edition = editions.create(session, publisher, "A book", "en", "es")
    editions.add(session, publisher, edition.slug, approved(session).statement.slug)
    releases.release(session, publisher, edition.slug)
    return edition


def again(session: Session, publisher: Actor, edition: Edition) -> None:
    editions.describe(session, publisher, edition.slug, Details("A book", series="Papers"), version=None)
    releases.release(session, publisher, edition.slug)


# Open to everybody


def test_an_edition_is_closed_until_a_publisher_opens_it(session: Session, publisher: Actor, edition: Edition) -> None:
    with pytest.raises(NotFound):
        publication.opened(session, edition.slug)
    publication.open_to_all(session, publisher, edition.slug)
    publication.open_to_all(session, publisher, edition.slug)
    found = publication.opened(session, edition.slug)
    assert (found.number, found.newest, found.edition.id) == (1, 1, edition.id)
    assert publication.volume_of(session, found).title == "A book"
    again(session, publisher, edition)
    assert publication.opened(session, edition.slug).number == 2
    assert publication.opened(session, edition.slug, 1).newest == 2
    publication.close(session, publisher, edition.slug)
    publication.close(session, publisher, edition.slug)
    for number in (None, 1, 2):
        with pytest.raises(NotFound):
            publication.opened(session, edition.slug, number)
    names = session.scalars(select(Event.name).where(Event.name.in_(["edition.opened", "edition.closed"]))).all()
    assert names == ["edition.opened", "edition.closed"]


@pytest.mark.parametrize("number", [0, -1, 3, 2**31, 10**30])
def test_what_was_never_released_is_not_there(
    session: Session, publisher: Actor, edition: Edition, number: int
) -> None:
    publication.open_to_all(session, publisher, edition.slug)
    with pytest.raises(NotFound) as error:
        publication.opened(session, edition.slug, number)
    assert "book" not in str(error.value.facts).lower()


def test_an_open_edition_without_a_release_shows_nothing(session: Session, publisher: Actor) -> None:
    edition = editions.create(session, publisher, "Secret plans", "en", "es")
    publication.open_to_all(session, publisher, edition.slug)
    for slug in (edition.slug, "no-such-edition", "é", "a\0b"):
        with pytest.raises(NotFound) as error:
            publication.opened(session, slug)
        assert error.value.facts == {"what": "publication", "key": ""}


@pytest.mark.parametrize("role", [role for role in PersonRole if role is not PersonRole.PUBLISHER])
def test_nobody_else_decides_it(session: Session, edition: Edition, role: PersonRole) -> None:
    actor = factories.person(session, role).as_actor()
    for act in (
        lambda: publication.open_to_all(session, actor, edition.slug),
        lambda: publication.close(session, actor, edition.slug),
        lambda: publication.create_link(session, actor, edition.slug, "For me"),
        lambda: publication.links_of(session, actor, edition.slug),
        lambda: publication.revoke_link(session, actor, edition.slug, 1),
    ):
        with pytest.raises(NotAllowed):
            act()


# Links


def test_a_link_shows_the_edition_as_it_stands_as_a_draft(session: Session, publisher: Actor, edition: Edition) -> None:
    link, token = publication.create_link(session, publisher, edition.slug, " For  the printer ", 3)
    volume, ends_at = publication.previewed(session, token)
    assert volume.is_draft
    assert volume.number is None
    assert volume.title == "A book"
    assert ends_at == link.ends_at == link.created_at + timedelta(days=3)
    editions.describe(session, publisher, edition.slug, Details("Another book"), version=None)
    assert publication.previewed(session, token)[0].title == "Another book"
    (listed,) = publication.links_of(session, publisher, edition.slug)
    assert (listed.purpose, listed.who, listed.is_open) == ("For the printer", "Pía", True)
    assert listed.last_used_at is not None


def test_a_link_that_has_ended_was_revoked_or_never_was_is_the_same(
    session: Session, publisher: Actor, edition: Edition
) -> None:
    ended, ended_token = publication.create_link(session, publisher, edition.slug, "Ended")
    revoked, revoked_token = publication.create_link(session, publisher, edition.slug, "Revoked")
    ended.ends_at = now() - timedelta(seconds=1)
    publication.revoke_link(session, publisher, edition.slug, revoked.id)
    session.flush()
    facts = set()
    for token in (ended_token, revoked_token, "never", "", "é" * 5000, "\ud800", f"{ended_token}x", ended.digest):
        with pytest.raises(NotFound) as error:
            publication.previewed(session, token)
        facts.add(str(error.value.facts))
    assert len(facts) == 1
    assert not any(link.is_open for link in publication.links_of(session, publisher, edition.slug))


def test_the_token_is_kept_nowhere(session: Session, publisher: Actor, edition: Edition) -> None:
    _link, token = publication.create_link(session, publisher, edition.slug, "The printer")
    publication.previewed(session, token)
    session.flush()
    kept = [str(row) for row in session.execute(text("SELECT * FROM preview_link"))]
    kept += [str((event.name, event.facts)) for event in session.scalars(select(Event))]
    assert len(kept) > 1
    assert not any(token in line for line in kept)
    assert len(token) >= 40


@pytest.mark.parametrize(
    ("purpose", "days", "error"),
    [("", 7, NothingWritten), (" \n", 7, NothingWritten), ("x" * 201, 7, TextTooLong), ("x", 0, BadValue),
     ("x", 91, BadValue), ("x", -1, BadValue)],
)  # fmt: skip
def test_a_link_needs_a_purpose_and_an_end(
    session: Session, publisher: Actor, edition: Edition, purpose: str, days: int, error: type[Exception]
) -> None:
    with pytest.raises(error):
        publication.create_link(session, publisher, edition.slug, purpose, days)
    assert session.scalar(select(func.count(PreviewLink.id))) == 0


def test_a_link_of_another_edition_is_not_revoked_here(session: Session, publisher: Actor, edition: Edition) -> None:
    other = editions.create(session, publisher, "Another", "en", "es")
    link, token = publication.create_link(session, publisher, edition.slug, "The printer")
    for wrong in (link.id + 1, 0, -1, 2**40):
        with pytest.raises(NotFound):
            publication.revoke_link(session, publisher, edition.slug, wrong)
    with pytest.raises(NotFound):
        publication.revoke_link(session, publisher, other.slug, link.id)
    assert publication.previewed(session, token)
    publication.revoke_link(session, publisher, edition.slug, link.id)
    first = link.revoked_at
    publication.revoke_link(session, publisher, edition.slug, link.id)
    assert link.revoked_at == first


def test_opening_a_link_again_at_once_writes_nothing(session: Session, publisher: Actor, edition: Edition) -> None:
    link, token = publication.create_link(session, publisher, edition.slug, "The printer")
    publication.previewed(session, token)
    session.refresh(link)
    first = link.last_used_at
    publication.previewed(session, token)
    session.refresh(link)
    assert link.last_used_at == first
    link.last_used_at = now() - timedelta(hours=1)
    session.flush()
    publication.previewed(session, token)
    session.refresh(link)
    assert link.last_used_at > now() - timedelta(minutes=5)
