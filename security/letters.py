"""Letters: built in the request, sent beside it, so that nobody can tell from the time whether there was one."""

import logging
import smtplib
from threading import Thread

from flask import Flask, current_app, render_template
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _
from flask_mail import Message
from flask_security import MailUtil

from extensions import mail

log = logging.getLogger("rectoverso.letters")
PATIENCE_S = 15  # how long an inviter waits for the mail server


class LetterFailed(Exception):
    """The mail server did not take the letter, or did not answer in time."""


class Letters(MailUtil):
    """What Flask-Security calls to send mail, and to bring an address into the one form that is stored."""

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: str | tuple[str, str],
        sender: str | tuple[str, str],
        body: str | None,
        html: str | None,
        **_context: object,
    ) -> None:
        """Send in the background where there is a mail server; a failure is logged, the request goes on."""
        app: Flask = current_app._get_current_object()  # the thread outlives the request's proxy
        if can_send():
            message = Message(str(subject), recipients=[recipient], body=body)
            Thread(target=_deliver, args=(app, message, template), name="letter").start()

    def normalize(self, email: str) -> str:
        """Return the address as it is stored: validated, in lower case, without spaces around."""
        return super().normalize(email.strip()).lower()

    def validate(self, email: str) -> str:
        """Return the address as it is stored; never asks the domain name system."""
        return self.normalize(email)


def can_send() -> bool:
    """Tell whether this installation has a mail server."""
    return bool(current_app.config["MAIL_SERVER"])


def send_invitation(recipient: str, link: str, inviter: str, locale: str | None) -> None:
    """Send the link to a new member, in their language or else the inviter's, who waits. Raises LetterFailed."""
    with force_locale(locale or str(get_locale())):
        body = render_template("security/email/invitation.txt", link=link, inviter=inviter)
        message = Message(_("An invitation to Rectoverso"), recipients=[recipient], body=body)
    sent: list[bool] = []
    app: Flask = current_app._get_current_object()
    thread = Thread(target=lambda: sent.append(_deliver(app, message, "invitation")), name="letter", daemon=True)
    thread.start()
    thread.join(PATIENCE_S)
    if sent != [True]:
        raise LetterFailed


def _deliver(app: Flask, message: Message, template: str) -> bool:
    with app.app_context():
        try:
            mail.send(message)
        except (OSError, smtplib.SMTPException) as error:
            log.warning("letter.failed", extra={"template": template, "error": type(error).__name__})
            return False
    return True
