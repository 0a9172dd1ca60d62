"""The floor: the least that Flask, SQLAlchemy and Jinja can do. Every figure of the desk is a ratio to it.

`GET /floor` is one query and 50 rows rendered; `POST /floor` is one UPDATE and one INSERT in a transaction.
A row is both texts, the target in a form that could save it. It has no people, no rules, no layout and no words
to translate, and runs on the same server and the same database as the desk.
"""

import os

from flask import Flask, render_template, request
from jinja2 import DictLoader
from sqlalchemy import bindparam, create_engine, insert, select, update
from sqlalchemy.orm import Session

from config import read_settings
from domain.states import State
from extensions import prepare_sqlite
from models import Segment, Target, TargetRevision

PAGE = """<!doctype html><html lang="en"><title>Floor</title><body>
{% for row in rows %}<article id="p{{ row.number }}"><p lang="en">{{ row.source }}</p>
<form method="post" action="/floor"><input type="hidden" name="id" value="{{ row.id }}">
<input type="hidden" name="version" value="{{ row.version }}"><label>{{ row.number }} {{ row.state.value }}
<textarea name="text" lang="es">{{ row.text }}</textarea></label><button>Save</button></form></article>{% endfor %}
</body></html>"""
WINDOW = (
    select(Segment.number, Segment.source, Target.id, Target.version, Target.state, Target.text)
    .join(Target, Target.segment_id == Segment.id)
    .where(
        Segment.statement_id == bindparam("statement"),
        Target.translation_id == bindparam("translation"),
    )
    .order_by(Segment.position)
    .limit(50)
)

CHANGE = (
    update(Target.__table__)
    .where(Target.id == bindparam("target"))
    .values(text=bindparam("text"), state=State.DRAFT, version=Target.version + 1)
)
ADD = insert(TargetRevision.__table__).values(state=State.DRAFT, version=1, based_on=0, source_revision=1)


def create_app() -> Flask:
    """Return the floor application, on the database of the settings."""
    app = Flask(__name__)
    app.jinja_loader = DictLoader({"floor.html": PAGE})  # compiled once, as a file would be
    engine = create_engine(read_settings(os.environ)["SQLALCHEMY_DATABASE_URI"])
    if engine.dialect.name == "sqlite":
        prepare_sqlite(engine)

    @app.get("/floor")
    def page() -> str:
        wanted = {name: int(request.args[name]) for name in ("statement", "translation")}
        with Session(engine) as session:
            return render_template("floor.html", rows=session.execute(WINDOW, wanted).all())

    @app.post("/floor")
    def write() -> dict[str, bool]:
        target, text = int(request.form["id"]), request.form["text"]
        with engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection, connection.begin():
            connection.execute(CHANGE, {"target": target, "text": text})
            connection.execute(ADD, {"target_id": target, "text": text})
        return {"ok": True}

    return app
