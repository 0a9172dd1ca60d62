"""Rows for the tests, made as the program makes them. What a test does not name has a plain, distinct value."""

from collections.abc import Sequence
from itertools import count

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.document import Block, Document, Role
from domain.permissions import Actor, PersonRole
from models import RoleGrant, Segment, Target, Translation, User
from models.review import ReturnReason
from models.statement import FourEyesRule
from services import editing, reviewing, statements
from services.store import find_translation

NUMBERS = count(1)
PARAGRAPHS = ("The river is everybody's.", "Bring a chair.", "Bring your neighbour, too.")


def person(
    session: Session, *roles: PersonRole, language: str | None = None, name: str = "", email: str = "",
    locale: str | None = None,
) -> User:  # fmt: skip
    """Add somebody with `roles`, all of them for `language`, who has no password."""
    number = next(NUMBERS)
    user = User(
        email=email or f"person{number}@example.org", name=name or f"Person {number}", locale=locale,
        fs_uniquifier=f"uniquifier-{number}", roles=[RoleGrant(role=role, language=language) for role in roles],
    )  # fmt: skip
    session.add(user)
    session.flush()
    return user


def translator(session: Session, language: str | None = None, **rest: str) -> Actor:
    """Add a translator and return them as the services see them."""
    return person(session, PersonRole.TRANSLATOR, language=language, **rest).as_actor()


def reviewer(session: Session, language: str | None = None, **rest: str) -> Actor:
    """Add a reviewer and return them as the services see them."""
    return person(session, PersonRole.REVIEWER, language=language, **rest).as_actor()


def document(paragraphs: Sequence[str] = PARAGRAPHS, title: str = "") -> Document:
    """Return a document of plain paragraphs."""
    return Document(tuple(Block(Role.PARAGRAPH, text) for text in paragraphs), title=title, encoding="utf-8")


def translation(
    session: Session, paragraphs: Sequence[str] = PARAGRAPHS, *, language: str = "es", title: str = "",
    four_eyes: FourEyesRule = FourEyesRule.STRICT, also: Sequence[str] = (),
) -> Translation:  # fmt: skip
    """Store a statement of `paragraphs` in English and return its translation into `language`.

    `also`: further languages that it is being translated into.
    """
    title = title or f"Statement {next(NUMBERS)}"
    actor = translator(session)
    upload = statements.Upload("statement.txt", "txt", "\n\n".join(paragraphs).encode())
    details = statements.Details("en", title=title, four_eyes=four_eyes, targets=(language, *also))
    statement = statements.create(session, actor, document(paragraphs), upload, details)
    return find_translation(session, statement.slug, language)


def target_ids(session: Session, translation: Translation) -> list[int]:
    """Return the ids of the targets in reading order."""
    query = select(Target.id).join(Segment, Segment.id == Target.segment_id)
    return list(session.scalars(query.where(Target.translation_id == translation.id).order_by(Segment.position)))


def noise(session: Session) -> None:
    """Add what no query of a test should meet: another statement in two languages, written, judged, in conflict."""
    stranger, critic = translator(session), reviewer(session)
    other = translation(session, ("Noise one.", "Noise two.", "Noise three."), also=("pt-BR",))
    first, second, third = target_ids(session, other)
    editing.save(session, stranger, first, "Ruido uno.", version=0, keep_submitted=True)
    reviewing.approve(session, critic, first, version=1)
    editing.save(session, critic, second, "Ruido dos.", version=0, keep_submitted=True)
    editing.save(session, stranger, second, "Otro ruido.", version=0)
    editing.save(session, stranger, third, "Ruido tres.", version=0, keep_submitted=True)
    reviewing.send_back(session, critic, third, version=1, reason=ReturnReason.STYLE, words="noise")
    session.flush()


def sign_in(client: FlaskClient, user: User) -> None:
    """Sign `user` in as a browser that has their session cookie; tests of signing in itself use the page."""
    with client.session_transaction() as cookie:
        cookie["_user_id"] = user.fs_uniquifier
        cookie["_fresh"] = True
