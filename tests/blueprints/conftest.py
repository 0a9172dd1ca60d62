"""People whom many tests of the pages begin with."""

import pytest
from flask import Flask

from domain.permissions import PersonRole
from extensions import db
from models import User
from tests import factories
from tests.browsing import Browser


@pytest.fixture
def ana(app: Flask) -> User:
    """Give a translator."""
    with app.app_context():
        user = factories.person(db.session, PersonRole.TRANSLATOR, name="Ana")
        db.session.commit()
    return user


@pytest.fixture
def visitor(app: Flask, ana: User) -> Browser:
    """Give the translator's browser."""
    return Browser(app, ana)


@pytest.fixture
def eva(app: Flask) -> User:
    """Give a publisher, and everything else that a page could wrongly show."""
    with app.app_context():
        factories.noise(db.session)
        user = factories.person(db.session, PersonRole.PUBLISHER, name="Eva")
        db.session.commit()
    return user
