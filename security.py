"""How people get in: Flask-Security with our own user model."""

from flask import Flask
from flask_security import SQLAlchemyUserDatastore

from extensions import db, security
from models import RoleGrant, User


def init_app(app: Flask) -> None:
    """Bind Flask-Security: argon2 hashes, reset by link, two-factor by authenticator."""
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",
        SECURITY_JOIN_USER_ROLES=True,
    )
    security.init_app(app, SQLAlchemyUserDatastore(db, User, RoleGrant))
