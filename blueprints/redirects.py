"""Where to go next: only ever a place of this desk."""

from urllib.parse import urlsplit

from flask import request


def safe_next(wanted: str | None) -> str:
    """Return `wanted` when it is a path of this desk, else the way to the front page.

    Browsers drop control characters and read a backslash as a slash, so neither may occur at all.
    """
    home = request.script_root + "/"
    if not wanted or "\\" in wanted or not wanted.isprintable() or not wanted.isascii():
        return home
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc or not wanted.startswith("/") or wanted.startswith("//"):
        return home
    return wanted
