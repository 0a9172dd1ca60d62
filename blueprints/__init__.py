"""The web: parse, call a service, commit, answer."""

from flask import Flask

from blueprints import (
    account,
    desk,
    dev,
    errors,
    exports,
    headers,
    home,
    identity,
    intake,
    pages,
    people,
    review,
    statements,
    transfers,
)


def init_app(app: Flask) -> None:
    """Register every blueprint, and what runs around every request."""
    for around in (headers, identity, pages, errors):
        around.init_app(app)
    for part in (home, statements, intake, desk, review, exports, transfers, account, people, dev):
        app.register_blueprint(part.bp)
