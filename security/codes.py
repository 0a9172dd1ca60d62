"""Codes from an authenticator app: each is taken once, and the QR code is drawn without a data: address."""

import io
from typing import Any

import qrcode
import qrcode.image.svg
from flask_security import Totp, UserMixin
from markupsafe import Markup
from passlib.exc import UsedTokenError
from passlib.totp import TotpMatch
from sqlalchemy import or_, update

from extensions import db
from models import User


class Codes(Totp):
    """Flask-Security's codes, with the memory of the last one that it leaves to the application (RFC 6238, 5.2)."""

    def verify_totp(self, token: str, totp_secret: str, user: UserMixin, window: int = 0) -> bool:
        """Tell whether `token` is right; a second time it is not. A new secret starts with a clean memory."""
        if totp_secret != user.tf_totp_secret:
            user.tf_last_counter = None
        return super().verify_totp(token, totp_secret, user, window)

    def get_last_counter(self, user: UserMixin) -> int | None:
        """Return the time step of the last code taken from `user`."""
        return user.tf_last_counter

    def set_last_counter(self, user: UserMixin, tmatch: TotpMatch) -> None:
        """Keep the time step; raise UsedTokenError when another request took the same code a moment ago."""
        older = or_(User.tf_last_counter.is_(None), User.tf_last_counter < tmatch.counter)
        taken = db.session.execute(update(User).where(User.id == user.id, older).values(tf_last_counter=tmatch.counter))
        if taken.rowcount != 1:
            raise UsedTokenError

    def generate_qrcode(self, username: str, totp: str) -> str:
        """Return the code as an <svg> element: an <img> would need data: in the Content-Security-Policy."""
        image: Any = qrcode.make(
            self.get_totp_uri(username, totp), image_factory=qrcode.image.svg.SvgPathImage, border=2
        )
        buffer = io.BytesIO()
        image.save(buffer)
        svg = buffer.getvalue().decode().partition("?>")[2].strip()
        return Markup(svg)  # noqa: S704 - drawn here from numbers alone
