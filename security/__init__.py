"""How people get in: Flask-Security with our own user model, its unused doors shut."""

import base64
import hashlib
from datetime import timedelta
from typing import Any

from flask import Flask, current_app, has_request_context, request
from flask_security import Security

import i18n
from extensions import db
from models import RoleGrant, User
from models.base import now
from security import forms, sessions, words
from security.codes import Codes
from security.letters import Letters
from security.people import People
from services.accounts import EMAIL_RULES, LINK_LIFETIME, SHORTEST_PASSWORD

FORMS: dict[str, type] = {
    "login_form": forms.LoginForm,
    "forgot_password_form": forms.ForgotPasswordForm,
    "change_password_form": forms.ChangePasswordForm,
    "verify_form": forms.PasswordAgainForm,
    "two_factor_verify_code_form": forms.CodeForm,
    "two_factor_rescue_form": forms.RescueForm,
    "mf_recovery_form": forms.RecoveryForm,
}


def init_app(app: Flask) -> None:
    """Bind Flask-Security: argon2 hashes, links to set a password, two-factor by authenticator, renewed sessions."""
    app.config.update(_cookies(app) | _library(app) | words.settings(has_mail=bool(app.config["MAIL_SERVER"])))
    store = People(db, User, RoleGrant)
    library = Security(app, store, totp_cls=Codes, mail_util_cls=Letters, **FORMS)
    library.login_manager.request_loader(lambda _request: None)  # a session is the only way in: no tokens
    # Flask-Principal's permissions are not ours, and it would load the person before anything is checked. Without
    # a loader everybody is anonymous to it: a view that asked it would refuse.
    library.principal.identity_loaders.clear()
    library.i18n_domain = i18n.LibraryWords(app)
    app.jinja_env.globals["_fsdomain"] = library.i18n_domain.gettext
    sessions.init_app(app)
    app.jinja_env.globals["link_to"] = link_to


def link_to(token: str) -> str:
    """Return the whole address where the holder of `token` sets a password: under PUBLIC_URL where that is set.

    Else under the address that the request came to, which is the inviter's own, or this machine's.
    """
    root = current_app.config["PUBLIC_URL"] or (request.url_root if has_request_context() else "http://127.0.0.1:8097")
    return f"{root.rstrip('/')}/reset/{token}"


def _cookies(app: Flask) -> dict[str, Any]:
    secure = app.config["SESSION_COOKIE_SECURE"]
    return {
        # Browsers share cookies between the ports of a machine, so the usual name could be another program's.
        "SESSION_COOKIE_NAME": "rectoverso_session",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": sessions.LIFETIME,
        "REMEMBER_COOKIE_HTTPONLY": True,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_SECURE": secure,
        # Bound to the session. A page left open over lunch must still save.
        "WTF_CSRF_TIME_LIMIT": None,
        "SESSION_PROTECTION": None,  # phones change their address while somebody types
    }


def _library(app: Flask) -> dict[str, Any]:
    has_mail = bool(app.config["MAIL_SERVER"])
    settings = {
        "PASSWORD_HASH": "argon2",
        "PASSWORD_SCHEMES": ["argon2"],
        # Of the password's hash in the token of a link. A slow one would tell by the time who has an account.
        "HASHING_SCHEMES": ["hex_sha256"],
        "DEPRECATED_HASHING_SCHEMES": [],
        "PASSWORD_LENGTH_MIN": SHORTEST_PASSWORD,
        "EMAIL_VALIDATOR_ARGS": EMAIL_RULES,
        "RETURN_GENERIC_RESPONSES": True,  # whether an account exists is nobody's business
        "API_ENABLED_METHODS": ["session"],
        "CLI_USERS_NAME": None,
        "CLI_ROLES_NAME": None,
        "STATIC_FOLDER": None,
        "CACHE_CONTROL": None,  # blueprints/headers.py says it
        "DATETIME_FACTORY": now,
        "CHANGEABLE": True,
        "POST_CHANGE_VIEW": "account.show",
        "RECOVERABLE": True,
        "RESET_PASSWORD_WITHIN": LINK_LIFETIME,
        "SEND_PASSWORD_RESET_EMAIL": has_mail,
        "SEND_PASSWORD_RESET_NOTICE_EMAIL": has_mail,
        "SEND_PASSWORD_CHANGE_EMAIL": has_mail,
        "EMAIL_HTML": False,
        "FRESHNESS": timedelta(minutes=30),
        "FRESHNESS_GRACE_PERIOD": timedelta(minutes=10),
        "TWO_FACTOR": True,
        "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,  # seconds before and after: clocks differ
        "TWO_FACTOR_RESCUE_EMAIL": False,
        "TWO_FACTOR_POST_SETUP_VIEW": "account.show",
        "TOTP_ISSUER": "Rectoverso",
        "MULTI_FACTOR_RECOVERY_CODES": True,
        "MULTI_FACTOR_RECOVERY_CODES_N": 10,
        "MULTI_FACTOR_RECOVERY_CODES_KEYS": [_key_for_codes(app)],
    }
    return {f"SECURITY_{name}": value for name, value in settings.items()}


def _key_for_codes(app: Flask) -> bytes:
    """Return the key that recovery codes are stored under, drawn from the one for authenticator secrets."""
    secret = app.config["SECURITY_TOTP_SECRETS"]["1"]
    return base64.urlsafe_b64encode(hashlib.sha256(f"recovery codes {secret}".encode()).digest())
