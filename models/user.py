"""People, their roles, and failed sign-ins (to slow down guessing).

Flask-Security's mixins are plain classes: they add methods, no columns, and need no application.
"""

from datetime import datetime
from typing import Any

from flask_security import RoleMixin, UserMixin
from sqlalchemy import JSON, ForeignKey, Index, false, text
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.permissions import Actor, Grant, PersonRole
from models.base import Base, now, words


class User(Base, UserMixin):
    """A member of the group. The columns without a comment are those that Flask-Security names."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    password: Mapped[str | None]  # an argon2 hash; None until an invitation is taken up
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="")  # as colleagues see it
    credit_name: Mapped[str] = mapped_column(default="")  # as printed in a colophon; empty: not named
    locale: Mapped[str | None]  # of the interface; None follows the browser
    tf_primary_method: Mapped[str | None]
    tf_totp_secret: Mapped[str | None]
    tf_last_counter: Mapped[int | None]  # the time step of the last code taken: no code is taken twice
    mf_recovery_codes: Mapped[list[Any] | None] = mapped_column(MutableList.as_mutable(JSON()))
    # Of the desk, where they differ from blueprints/keys.py: {"pc" or "mac": {command: [chord, …]}}.
    keys: Mapped[dict[str, dict[str, list[str]]] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    sees_drafts: Mapped[bool] = mapped_column(default=False, server_default=false())  # among matches of the memory
    reset_requested_at: Mapped[datetime | None]  # asked for a new password where no mail can be sent
    create_datetime: Mapped[datetime] = mapped_column(default=now)
    update_datetime: Mapped[datetime] = mapped_column(default=now, onupdate=now)

    roles: Mapped[list["RoleGrant"]] = relationship(
        cascade="all, delete-orphan", lazy="raise_on_sql", order_by="RoleGrant.id"
    )

    tf_phone_number = None  # Flask-Security reads it; no code is ever sent to a telephone

    def as_actor(self) -> Actor:
        """Return who the services see: the id, the name, the grants. The roles must have been loaded."""
        grants = tuple(Grant(grant.role, grant.language) for grant in self.roles)
        return Actor(self.id, self.name or self.email, grants)


class RoleGrant(Base, RoleMixin):
    """One role of one person, for all languages or for one."""

    __tablename__ = "role_grant"
    __table_args__ = (
        Index("ix_role_grant_user_id", "user_id", "role", "language", unique=True),
        # In a unique index one NULL differs from another, so "for all languages" needs one of its own.
        Index(
            "ix_role_grant_all_languages", "user_id", "role", unique=True,
            sqlite_where=text("language IS NULL"), postgresql_where=text("language IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    role: Mapped[PersonRole] = mapped_column(words(PersonRole, "role"))
    language: Mapped[str | None]  # BCP 47; None: all

    # The mixin compares by name alone, but the same role for two languages is two grants.
    __eq__ = object.__eq__
    __ne__ = object.__ne__
    __hash__ = object.__hash__

    @property
    def name(self) -> str:
        """The role's word, as Flask-Security asks for it."""
        return self.role.value


class SignInFailure(Base):
    """One failed try at a password or code, under a keyed hash of account and address: neither is stored."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index("ix_sign_in_failure_key_at", "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)
