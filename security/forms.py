"""Flask-Security's forms, with a limit on how often one may guess, and without the doors that are not used."""

import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime
from ipaddress import IPv6Address, ip_address

from flask import Response, after_this_request, current_app, request
from flask_security import current_user
from flask_security import forms as library
from flask_security.recovery_codes import MfRecoveryForm
from wtforms import RadioField

from domain.attempts import ACCOUNT, ADDRESS
from domain.errors import TooManyAttempts
from extensions import db
from models import User
from services import attempts
from services.store import begin_write


def address() -> str:
    """Return where the request comes from; for IPv6 its network, of which one person has 2**64 addresses."""
    text = request.remote_addr or ""
    try:
        found = ip_address(text)
    except ValueError:  # a socket without an address
        return text
    return str(int(found) >> 64) if isinstance(found, IPv6Address) and not found.ipv4_mapped else text


def key(*parts: object) -> str:
    """Return the keyed hash that a failure is counted under: the table alone tells nobody's account or address."""
    text = "\x1f".join(map(str, parts))
    return hmac.new(current_app.config["SECRET_KEY"].encode(), text.encode(), hashlib.sha256).hexdigest()


def guarded(tries: attempts.Tries, check: Callable[[], bool], is_wrong: Callable[[], bool] = lambda: True) -> bool:
    """Return what `check` says, counting a failure for each key of `tries` when it is a wrong guess.

    `is_wrong` is asked after a check that fails: an unfinished form is not a guess. Raises TooManyAttempts before
    `check` is asked, so that a right guess during the wait looks like a wrong one. A right one is forgiven in the
    transaction that the view commits.
    """
    at = begin(tries)
    if check():
        attempts.forgive(db.session, tries, at)
        return True
    if not is_wrong():
        attempts.take_back(db.session, tries, at)
        db.session.commit()
    return False


def begin(tries: attempts.Tries) -> datetime:
    """Count a failure for each key, and say when. Raises TooManyAttempts, answered with a Retry-After header."""
    try:
        at = attempts.begin(db.session, tries)
    except TooManyAttempts as error:
        wait = str(error.facts["retry_after_s"])

        @after_this_request
        def say_when(response: Response) -> Response:
            response.headers["Retry-After"] = wait
            return response

        raise
    db.session.commit()  # the slow hash is worked out without the write lock
    return at


class LoginForm(library.LoginForm):
    """Sign in with email and password."""

    def validate(self, **kwargs: object) -> bool:
        """Check both, slowly when often wrong; the answer is the same whether the account exists or not."""
        if not (self.email.data and self.password.data):
            return super().validate(**kwargs)
        account = str(self.email.data).strip().casefold()
        tries = {key("sign-in", account, address()): ACCOUNT, key("sign-in", address()): ADDRESS}
        is_right = guarded(tries, lambda: super(LoginForm, self).validate(**kwargs))
        db.session.commit()  # with two-factor the view has nothing to commit yet
        return is_right


class ForgotPasswordForm(library.ForgotPasswordForm):
    """Ask for a new password: every request counts, so that no mailbox is flooded."""

    def validate(self, **kwargs: object) -> bool:
        """Check the address; raises TooManyAttempts, for unknown accounts as for known ones."""
        if self.email.data:
            account = str(self.email.data).strip().casefold()
            begin({key("reset", account): ACCOUNT, key("reset", address()): ADDRESS})
        return super().validate(**kwargs)


class CodeForm(library.TwoFactorVerifyCodeForm):
    """Type the code of the authenticator app."""

    def validate(self, **kwargs: object) -> bool:
        """Check the code; slow when often wrong, wherever the guesses come from."""
        return guarded(_second_factor(self.user), lambda: super(CodeForm, self).validate(**kwargs))


class RecoveryForm(MfRecoveryForm):
    """Type a recovery code."""

    def validate(self, **kwargs: object) -> bool:
        """Check the code as printed, whatever the case or the spaces around it."""
        self.code.data = str(self.code.data or "").strip().lower()
        return guarded(_second_factor(self.user), lambda: self._check(**kwargs))

    def _check(self, **kwargs: object) -> bool:
        begin_write(db.session)  # until the view has crossed the code out and committed, nobody else reads the list
        db.session.refresh(self.user, ["mf_recovery_codes"], with_for_update=True)
        return super().validate(**kwargs)


class PasswordAgainForm(library.VerifyForm):
    """Type the password once more, before a step that matters."""

    def validate(self, **kwargs: object) -> bool:
        """Check the password; slow when often wrong: a found session must not become a known password."""
        return guarded(_password(self.user), lambda: super(PasswordAgainForm, self).validate(**kwargs))


class ChangePasswordForm(library.ChangePasswordForm):
    """Change the password, knowing the present one."""

    def validate(self, **kwargs: object) -> bool:
        """Check all three; slow when the present one is often wrong."""
        return guarded(
            _password(current_user),
            lambda: super(ChangePasswordForm, self).validate(**kwargs),
            is_wrong=lambda: bool(self.password.errors),
        )


class RescueForm(library.TwoFactorRescueForm):
    """What to do without the app: a recovery code is the only way, the library adds it when there are any."""

    help_setup = RadioField(choices=[])


def _second_factor(user: User) -> attempts.Tries:
    return {key("code", user.id): ACCOUNT}


def _password(user: User) -> attempts.Tries:
    return {key("password", user.id): ACCOUNT}
