"""The chapters of a book on its way in: which there are, and previews of some of them."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.orm import Session

from domain.errors import BadValue, StaleIntake
from domain.permissions import Actor
from models import Intake
from services.files_in import Reading, of_chapters
from services.intake import columns_of, find, kept_settings, own, start, store, suggested


@dataclass(frozen=True, slots=True)
class Chosen:
    """One chapter to choose: its number from 1, its title, its paragraphs, and whether it is in the preview now."""

    number: int
    title: str
    paragraphs: int
    is_chosen: bool


def chapters(session: Session, actor: Actor, token: str) -> list[Chosen]:
    """Return the chapters of the book that an intake is taken from, none for what is no book. Raises NotFound."""
    settings = find(session, actor, token).settings
    chosen = settings.get("chosen")
    return [
        Chosen(n, title, paragraphs, not chosen or n in chosen)
        for n, (title, paragraphs) in enumerate(settings.get("chapters", ()), 1)
    ]


def choose(
    session: Session, actor: Actor, token: str, reading: Reading, chosen: Collection[int], *, version: int
) -> int:
    """Make the intake one of some chapters, out of a new reading of the same bytes; return the new version.

    Raises NotFound, StaleIntake, BadValue.
    """
    if not chosen:
        raise BadValue(field="chapters", value="")
    find(session, actor, token)
    reading, book = of_chapters(reading, chosen)
    settings = kept_settings(suggested(reading), reading) | book
    return store(session, actor, token, version, {"settings": settings, **columns_of(reading)})


def divide(
    session: Session, actor: Actor, token: str, reading: Reading, chosen: Collection[int], *, version: int
) -> list[str]:
    """Make an intake of each of some chapters, in the place of the one of the book, and return their tokens.

    Raises NotFound, StaleIntake, BadValue, TooManyIntakes. Then nothing is made.
    """
    if not chosen:
        raise BadValue(field="chapters", value="")
    find(session, actor, token)
    done = session.execute(delete(Intake).where(*own(actor, token), Intake.version == version))
    if done.rowcount != 1:
        raise StaleIntake(version=version)
    return [start(session, actor, reading, (number,)) for number in sorted(set(chosen))]
