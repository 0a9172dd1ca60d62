"""How people are described in templates: roles with their languages, the state of an account."""

from typing import Any

from flask_babel import gettext as _

from blueprints import labels
from config import LANGUAGES
from services.accounts import User


def context() -> dict[str, Any]:
    """Return what the templates about people need beside their own data."""
    return {"role_words": role_words, "account_words": account_words, "locales": locale_choices()}


def role_words(user: User) -> list[str]:
    """Return the roles of `user`, such as "Administrator", "Reviewer (Spanish, Portuguese)"."""
    languages: dict[str, list[str]] = {}
    for grant in user.roles:
        names = languages.setdefault(grant.role, [])
        if grant.language:
            names.append(labels.language_name(grant.language))
    return [_with_languages(str(labels.PERSON_ROLES[role]), names) for role, names in languages.items()]


def _with_languages(role: str, names: list[str]) -> str:
    return f"{role} ({', '.join(names)})" if names else role


def account_words(user: User) -> str:
    """Say whether `user` can come in."""
    if not user.active:
        return _("closed")
    return _("open") if user.password else _("invited")


def locale_choices() -> list[tuple[str, str]]:
    """Return the interface languages under their own names, and the choice to leave it to the browser."""
    return [("", _("As the browser asks")), *((tag, labels.own_name(tag)) for tag in LANGUAGES)]
