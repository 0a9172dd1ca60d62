"""The application factory: `flask run` finds `create_app` here."""

from collections.abc import Mapping
from typing import Any

from flask import Flask

import blueprints
import cli
import i18n
import schema
import security
from blueprints import incoming
from config import ROOT, read_settings
from extensions import bind_database, csrf, db, mail, migrate
from worker import queue


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """Return the desk as a WSGI application.

    `overrides` replace settings read from the environment (tests use this). Raises config.SettingsError, and
    schema.SchemaError when the database is not one for this program.
    """
    app = Flask(__name__)
    incoming.init_app(app)
    app.config.update(read_settings())
    app.config.update(overrides or {})
    app.config["MAX_CONTENT_LENGTH"] = (app.config["UPLOAD_LIMIT_MB"] + 1) * 1024 * 1024
    app.config["MAX_FORM_MEMORY_SIZE"] = app.config["MAX_CONTENT_LENGTH"]
    bind_database(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    mail.init_app(app)
    csrf.init_app(app)
    i18n.init_app(app)
    security.init_app(app)
    blueprints.init_app(app)
    queue.init_app(app)
    cli.init_app(app)
    schema.init_app(app)
    return app
