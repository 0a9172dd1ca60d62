"""The web: parse, call a service, commit, answer."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register every blueprint."""
