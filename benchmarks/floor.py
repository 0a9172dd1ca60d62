"""The floor: the least that Flask, SQLAlchemy and Jinja can do. Every figure of the desk is a ratio to it.

`GET /floor` is one query and 50 rows rendered; `POST /floor` is one UPDATE and one INSERT in a transaction.
It has no people, no rules and no forms, and runs on the same server and the same database as the desk.
"""

import os

from flask import Flask, render_template_string, request
from sqlalchemy import create_engine, text

from config import read_settings
from extensions import prepare_sqlite

PAGE = """<!doctype html><html lang="en"><title>Floor</title><body>
{% for row in rows %}<article id="p{{ row.number }}"><p lang="en">{{ row.source }}</p><p lang="es">{{ row.text }}</p>
</article>{% endfor %}</body></html>"""
WINDOW = text(
    "SELECT s.number, s.source, t.text FROM segment s JOIN target t ON t.segment_id = s.id"
    " WHERE s.statement_id = :statement AND t.translation_id = :translation ORDER BY s.position LIMIT 50"
)
UPDATE = text("UPDATE target SET text = :text, state = 'draft', version = version + 1 WHERE id = :id")
INSERT = text(
    "INSERT INTO target_revision (target_id, text, state, version, based_on, source_revision, origin, created_at)"
    " VALUES (:id, :text, 'draft', 1, 0, 1, 'typed', '2026-01-01 00:00:00')"
)


def create_app() -> Flask:
    """Return the floor application, on the database of the settings."""
    app = Flask(__name__)
    engine = create_engine(read_settings(os.environ)["SQLALCHEMY_DATABASE_URI"])
    if engine.dialect.name == "sqlite":
        prepare_sqlite(engine)

    @app.get("/floor")
    def page() -> str:
        with engine.connect() as connection:
            rows = connection.execute(
                WINDOW, {"statement": request.args["statement"], "translation": request.args["translation"]}
            ).all()
        return render_template_string(PAGE, rows=rows)

    @app.post("/floor")
    def write() -> dict[str, bool]:
        values = {"id": int(request.form["id"]), "text": request.form["text"]}
        with engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection, connection.begin():
            connection.execute(UPDATE, values)
            connection.execute(INSERT, values)
        return {"ok": True}

    return app
