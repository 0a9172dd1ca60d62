"""Settings, read once from the environment. A wrong one stops the start with one sentence."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent
SECRETS = ("SECRET_KEY", "SECURITY_PASSWORD_SALT", "TOTP_SECRET")
LANGUAGES = ("en", "es")  # of the interface


class SettingsError(SystemExit):
    """A setting is missing or wrong. The message is the one sentence that a person needs."""


def read_settings(environ: Mapping[str, str] = os.environ, instance: Path = ROOT / "instance") -> dict[str, Any]:
    """Return Flask's configuration from `environ`, with secrets from `instance`/secrets.env where it has none.

    Raises SettingsError, which ends the program with its sentence, when a value cannot be used.
    """
    given = {name: value for name, value in environ.items() if value}  # set to nothing is not set
    values = {**_secrets(instance, given), **given}
    public = _public_url(values.get("PUBLIC_URL", ""))
    return {
        "SECRET_KEY": values["SECRET_KEY"],
        "SECURITY_PASSWORD_SALT": values["SECURITY_PASSWORD_SALT"],
        "SECURITY_TOTP_SECRETS": {"1": values["TOTP_SECRET"]},
        "SQLALCHEMY_DATABASE_URI": _database_url(values.get("DATABASE_URL", ""), instance),
        "PUBLIC_URL": public,
        "SESSION_COOKIE_SECURE": public.startswith("https:"),
        "TRUSTED_PROXIES": _whole("TRUSTED_PROXIES", values, 0, least=0),
        "UPLOAD_LIMIT_MB": _whole("UPLOAD_LIMIT_MB", values, 20),
        "SEGMENT_LIMIT": _whole("SEGMENT_LIMIT", values, 100_000),
        **_jobs(values),
        **_mail(values, public),
    }


def _secrets(instance: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the installation's own secrets, making them once; none is ever known in advance."""
    if all(environ.get(name) for name in SECRETS):
        return {}
    file = instance / "secrets.env"
    try:
        if not file.exists():
            _make_secrets(file)
        pairs = (line.split("=", 1) for line in file.read_text().splitlines() if "=" in line)
        found = {name.strip(): value.strip() for name, value in pairs}
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise SettingsError(f"The secrets in {file} cannot be read or written: {reason}.") from error
    if missing := [name for name in SECRETS if not (environ.get(name) or found.get(name))]:
        raise SettingsError(f"{file} does not set {', '.join(missing)}: add a long random value for each.")
    return found


def _make_secrets(file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = "".join(f"{name}={secrets.token_urlsafe(48)}\n" for name in SECRETS)
    own = file.with_suffix(f".{os.getpid()}")
    own.touch(mode=0o600)
    own.write_text(text)
    try:
        os.link(own, file)  # the first of two processes that start at once wins, the other reads its file
    except FileExistsError:
        pass
    finally:
        own.unlink()


def _database_url(url: str, instance: Path) -> str:
    if not url:
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)  # the texts are nobody else's on this machine
        return f"sqlite:///{instance / 'rectoverso.sqlite3'}"
    if url.startswith(("postgres://", "postgresql://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingsError(f"DATABASE_URL must begin with sqlite:/// or postgresql://, not {url.split(':', 1)[0]}:.")
    try:
        name = make_url(url).database or ""
    except (ArgumentError, ValueError) as error:
        # Not the address itself: it may hold a password, and this sentence ends in a log.
        raise SettingsError("DATABASE_URL is no address of a database: look at its port and its slashes.") from error
    if not name:
        raise SettingsError("DATABASE_URL must name a database after the last slash.")
    folder = Path(name).parent
    if url.startswith("sqlite:") and folder.is_absolute() and not folder.is_dir():
        raise SettingsError(f"DATABASE_URL names a file in {folder}, which is no folder.")
    return url


def _jobs(values: Mapping[str, str]) -> dict[str, Any]:
    """Return where workers are woken (worker/queue.py knows the default), and what one job may use."""
    url = values.get("JOBS_URL", "")
    if url and not url.startswith(("sqlite:///", "redis://", "rediss://", "postgresql://", "memory:")):
        kinds = "sqlite:///, redis://, rediss:// or postgresql://"
        raise SettingsError(f"JOBS_URL must begin with {kinds}, not {url.split(':', 1)[0][:40]}:.")
    return {
        "JOBS_URL": url,
        "JOB_MEMORY_MB": _whole("JOB_MEMORY_MB", values, 0, least=0),
        "JOB_MINUTES": _whole("JOB_MINUTES", values, 60),
        "JOB_FILE_MB": _whole("JOB_FILE_MB", values, 250, most=1000),
        "JOB_FILES_MB": _whole("JOB_FILES_MB", values, 2000),
    }


def _public_url(url: str) -> str:
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        is_whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0 and not parts.query
    except ValueError:  # a port that is no number, a bracket without its fellow
        is_whole = False
    if not is_whole:
        example = "https://desk.example.org"
        raise SettingsError(f"PUBLIC_URL must be the whole address of the desk, such as {example}, not {url}.")
    return url.rstrip("/")


def _whole(name: str, values: Mapping[str, str], default: int, *, least: int = 1, most: int = 1_000_000_000) -> int:
    text = values.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 20 and least <= int(text) <= most):
        raise SettingsError(f"{name} must be a whole number from {least} to {most}, not {text[:40]}.")
    return int(text)


def _switch(name: str, values: Mapping[str, str], default: bool) -> bool:
    text = values.get(name, str(int(default)))
    if text not in ("0", "1"):
        raise SettingsError(f"{name} must be 1 for yes or 0 for no, not {text[:40]}.")
    return text == "1"


def _mail(values: Mapping[str, str], public: str) -> dict[str, Any]:
    server = values.get("MAIL_SERVER", "")
    sender = values.get("MAIL_SENDER", "")
    if server and not sender:
        raise SettingsError("MAIL_SERVER is set, so MAIL_SENDER must be too: the address that letters come from.")
    if server and "@" not in sender:
        raise SettingsError(f"MAIL_SENDER must be the address that letters come from, not {sender[:80]}.")
    if server and not public:
        # The Host header of a request is anybody's word: a link in a letter must not be built from it.
        raise SettingsError("MAIL_SERVER is set, so PUBLIC_URL must be too: the address that links in letters lead to.")
    return {
        "MAIL_SERVER": server or None,
        "MAIL_PORT": _whole("MAIL_PORT", values, 587, most=65_535),
        "MAIL_USE_TLS": _switch("MAIL_TLS", values, default=True),
        "MAIL_USERNAME": values.get("MAIL_USERNAME") or None,
        "MAIL_PASSWORD": values.get("MAIL_PASSWORD") or None,
        "MAIL_DEFAULT_SENDER": sender or None,
    }
