"""A short story with every kind of head and foot, and how it becomes a statement."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.document import Block, Document, Role
from domain.permissions import Actor
from models import Segment, Statement
from services import statements
from services.statements import Details, Upload

HEAD = (
    (Role.MASTHEAD, "THE VALLEY COURIER"),
    (Role.BYLINE, "By the River Committee"),
    (Role.HEADLINE, "A bridge for everybody"),
    (Role.DECK, "What 2,500 neighbours built in one spring"),
    *((Role.PARAGRAPH, f"Paragraph {n} of the story — with “quotes”, {n * 10} stones and *a word*.") for n in range(7)),
    (Role.SLOGAN, "The river divides no one!"),
    (Role.SLOGAN, "One bridge, two banks!"),
    (Role.SIGNATURE, "The Committee"),
    (Role.DATELINE, "Millbrook, 4 May 1997"),
)
UPLOAD = Upload("bridge.txt", "txt", b"as it came\xff\0")


def story(*blocks: tuple[Role, str], **rest: str) -> Document:
    """Return a document of these blocks."""
    return Document(tuple(Block(role, text) for role, text in blocks), **rest)


def create(session: Session, actor: Actor, text: Document | None = None, **details: object) -> Statement:
    """Store `text` (the story, if none) as a statement in English."""
    details = {"source_language": "en", **details}
    return statements.create(session, actor, text or story(*HEAD, encoding="utf-8"), UPLOAD, Details(**details))


def segments(session: Session, statement: Statement) -> list[Segment]:
    """Return the segments in reading order."""
    query = select(Segment).where(Segment.statement_id == statement.id).order_by(Segment.position)
    return list(session.scalars(query))
