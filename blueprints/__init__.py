"""The web: parse, call a service, commit, answer."""

from flask import Flask

from blueprints import (
    account,
    comparing,
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
    presence,
    reading,
    review,
    samples,
    statements,
    transfers,
)


def init_app(app: Flask) -> None:
    """Register every blueprint, and what runs around every request."""
    for around in (headers, identity, pages, errors):
        around.init_app(app)
    for part in (
        home,
        statements,
        intake,
        desk,
        comparing,
        review,
        reading,
        samples,
        exports,
        transfers,
        account,
        people,
        presence,
        dev,
    ):
        app.register_blueprint(part.bp)
