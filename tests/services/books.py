"""Editions for the tests, and approved texts for them."""

from sqlalchemy.orm import Session

from domain.permissions import Actor
from models import Edition, Translation, User
from services import editing, editions, obstacles, reviewing
from services.obstacles import Kind
from tests import factories


def approved(session: Session, *paragraphs: str, **rest: object) -> Translation:
    """Store a statement with every paragraph translated and approved, by people who wish to be named."""
    translation = factories.translation(session, paragraphs or factories.PARAGRAPHS, **rest)
    people = [factories.translator(session, name="Ana"), factories.reviewer(session, name="Beto")]
    for actor in people:
        session.get_one(User, actor.id).credit_name = f"{actor.name} R."
    for n, target_id in enumerate(factories.target_ids(session, translation), 1):
        editing.save(session, people[0], target_id, f"Párrafo {n}.", version=0, keep_submitted=True)
        reviewing.approve(session, people[1], target_id, version=1)
    return translation


def composed(session: Session, publisher: Actor, *translations: Translation, title: str = "Two Texts") -> Edition:
    """Compose an edition of the statements of `translations`."""
    edition = editions.create(session, publisher, title, "en", "es")
    for translation in translations:
        editions.add(session, publisher, edition.slug, translation.statement.slug)
    return edition


def kinds(session: Session, publisher: Actor, edition: Edition) -> dict[Kind, int]:
    """Return how many obstacles of each kind stand in the way of a release."""
    return obstacles.obstacles(session, publisher, edition).counts
