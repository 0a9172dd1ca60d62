"""The memory: words looked for in it, in context; without words, what it holds."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from blueprints.identity import me
from extensions import db
from services.memory.contents import contents

bp = Blueprint("memory", __name__)


@bp.get("/memory")
def show() -> ResponseReturnValue:
    """Show what the memory holds."""
    return render_template("memory/show.html", contents=contents(db.session, me()))
