"""Where Flask-Security finds people: its own datastore, with the one look-up of every request made short."""

from flask_security import SQLAlchemyUserDatastore
from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from models import User

# Built once: to put the statement together anew took longer than to answer it.
BY_SESSION = select(User).options(joinedload(User.roles)).where(User.fs_uniquifier == bindparam("uniquifier"))


class People(SQLAlchemyUserDatastore):
    """The people of the desk, with their roles."""

    def find_user(self, case_insensitive: bool = False, **kwargs: object) -> User | None:
        """Return the one person with these columns, roles loaded, or None."""
        if kwargs.keys() == {"fs_uniquifier"}:
            return self.db.session.scalars(BY_SESSION, {"uniquifier": kwargs["fs_uniquifier"]}).unique().one_or_none()
        return super().find_user(case_insensitive, **kwargs)
