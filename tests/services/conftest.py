"""People and texts that many tests of the services begin with."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from domain.permissions import Actor, PersonRole
from models import Translation
from services import editing, reviewing
from tests.factories import noise, person, reviewer, target_ids, translation, translator
from tests.services.files_back import SOURCES


@pytest.fixture
def ana(session: Session) -> Actor:
    """Give a translator, and everything else that a query could wrongly meet."""
    noise(session)
    return translator(session, name="Ana")


@pytest.fixture
def bruno(session: Session, ana: Actor) -> Actor:
    """Give another translator."""
    return translator(session, name="Bruno")


@pytest.fixture
def beto(session: Session, ana: Actor) -> Actor:
    """Give a reviewer."""
    return reviewer(session, name="Beto")


@pytest.fixture
def marta(session: Session) -> Actor:
    """Give another reviewer."""
    return reviewer(session, name="Marta")


@pytest.fixture
def publisher(session: Session) -> Actor:
    """Give a publisher, and everything else that a query could wrongly meet."""
    noise(session)
    return person(session, PersonRole.PUBLISHER, name="Pía").as_actor()


@pytest.fixture
def here(session: Session, ana: Actor) -> int:
    """Give an empty target with others beside it."""
    return target_ids(session, translation(session, also=("fr",)))[1]


@pytest.fixture(name="translation")
def gate(session: Session) -> Translation:
    """Give an empty translation that files come back to, and everything else that a query could wrongly meet."""
    noise(session)
    return translation(session, SOURCES, title="The Gate")


@pytest.fixture
def approved(session: Session, ana: Actor, beto: Actor) -> Callable[..., Translation]:
    """Give the maker of a translation whose targets are approved; those without a text stay empty."""

    def make(*pairs: tuple[str, str], language: str = "es") -> Translation:
        made = translation(session, [source for source, _target in pairs], language=language)
        for target_id, (_source, text) in zip(target_ids(session, made), pairs, strict=True):
            if text:
                editing.save(session, ana, target_id, text, version=0, keep_submitted=True)
                reviewing.approve(session, beto, target_id, version=1)
        return made

    return make
