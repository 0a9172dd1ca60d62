"""The command line: thin, the same services as the web."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register every command."""
