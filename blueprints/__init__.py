"""The web: parse, call a service, commit, answer."""

from flask import Flask

from blueprints import (
    account,
    activity,
    arranging,
    comparing,
    desk,
    dev,
    edition_files,
    editions,
    errors,
    exports,
    headers,
    home,
    identity,
    intake,
    intake_chapters,
    jobs,
    key_settings,
    memory,
    pages,
    panel,
    people,
    presence,
    previews,
    public,
    publication,
    reading,
    replacing,
    review,
    samples,
    search,
    statements,
    terms,
    token_logs,
    transfers,
)


def init_app(app: Flask) -> None:
    """Register every blueprint, and what runs around every request."""
    presence.init_app(app)  # innermost: what stands around the application stands around its side door, too
    for around in (token_logs, headers, identity, pages, errors):
        around.init_app(app)
    for part in (
        home,
        statements,
        activity,
        intake,
        intake_chapters,
        desk,
        arranging,
        comparing,
        review,
        panel,
        reading,
        samples,
        exports,
        transfers,
        editions,
        publication,
        public,
        edition_files,
        previews,
        jobs,
        search,
        memory,
        terms,
        replacing,
        account,
        key_settings,
        people,
        presence,
        dev,
    ):
        app.register_blueprint(part.bp)
