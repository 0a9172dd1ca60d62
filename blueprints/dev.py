"""For those who build the desk: every component of the design on one page, to look at before and after a change."""

from datetime import UTC, datetime

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.answers import marked
from blueprints.identity import me
from blueprints.rows import desk_of, rows_html, script_words
from domain.bitext import Flag
from domain.document import Role
from domain.merging import merge
from domain.permissions import Action, require
from domain.states import State
from services.desk import DeskRow, Filter, Return, Window
from services.editing import Conflict
from services.reviewing import ReturnReason
from services.statements import Progress, Statement
from services.store import Translation

bp = Blueprint("dev", __name__)

TOKENS = (
    "paper", "sheet", "sheet-active", "ink", "ink-soft", "ink-faint", "line", "line-strong", "accent", "link", "focus",
    "notice-info", "notice-good", "notice-warning", "notice-problem", "inserted", "deleted", "marked",
)  # fmt: skip
SIZES = ("2xl", "xl", "l", "m", "s", "xs")
SOURCE = "We ran this boat for *sixty years*, and nobody was ever left on the wrong bank."
TARGET = "Llevamos este barco *sesenta años*, y nadie se quedó nunca en la otra orilla."
MOMENT = datetime(2026, 5, 12, 14, 2, tzinfo=UTC).replace(tzinfo=None)


@bp.get("/dev/patterns")
def patterns() -> ResponseReturnValue:
    """Show every component: the rows are the desk's own, set from texts that stand in no database."""
    require(me(), Action.MANAGE_PEOPLE)
    statement = Statement(slug="patterns", title="Patterns", source_language="en")
    desk = desk_of(Translation(id=0, statement=statement, language="es"), Filter.ALL)
    by_state, by_role = _rows_by_state(), _rows_by_role()
    progress = Progress(
        segments=dict(zip(State, (5, 2, 3, 1, 4, 2), strict=True)),
        words=dict(zip(State, (210, 80, 140, 40, 190, 82), strict=True)),
    )
    conflict = _conflict()
    return render_template(
        "dev/patterns.html", conflict=conflict, marked=marked(conflict), offer=None, language="es",
        words=_("Someone else changed this. Both texts are kept: choose."),
        tokens=TOKENS, sizes=SIZES, flags=tuple(Flag), progress=progress, desk=desk,
        by_state=rows_html(Window(by_state, None), desk), by_role=rows_html(Window(by_role, None), desk),
        script_words=script_words(desk.look), kinds={"info": _("Information"), "good": _("Done"),
        "warning": _("Warning"), "problem": _("Problem")},
    )  # fmt: skip


def _conflict() -> Conflict:
    """Return two texts for one paragraph, and what they have in common."""
    base, theirs = TARGET, TARGET.replace("barco", "lancha")
    mine = TARGET.replace("nadie se quedó nunca", "nunca se quedó nadie")
    proposal = merge(base, mine, theirs)
    return Conflict(
        0, 4, State.DRAFT, base, theirs, mine, "Tomás", None, MOMENT, proposal.text if proposal else None, True
    )  # fmt: skip


def _rows_by_state() -> tuple[DeskRow, ...]:
    """Return a row in each state, and one with each flag."""
    states = [_row(n, state=state) for n, state in enumerate(State, 1)]
    flagged = [_row(len(states) + n, flag=flag) for n, flag in enumerate(Flag, 1)]
    return (*states, *flagged)


def _rows_by_role() -> tuple[DeskRow, ...]:
    return tuple(_row(n, role=role) for n, role in enumerate(Role, 50))


def _row(number: int, *, state: State = State.DRAFT, role: Role = Role.PARAGRAPH, flag: Flag | None = None) -> DeskRow:
    returned = Return(ReturnReason.STYLE, "«Barco» o «lancha»: una sola.", "Marta", MOMENT)
    is_empty = state is State.UNTRANSLATED
    return DeskRow(
        segment_id=number, number=number, position=number, role=role, source=SOURCE, words=16, target_id=number,
        text="" if is_empty else TARGET, state=state, version=0 if is_empty else 3,
        is_outdated=flag is Flag.OUTDATED, is_self_approved=flag is Flag.SELF_APPROVED,
        is_machine=flag is Flag.MACHINE, is_locked=flag is Flag.LOCKED, updated_at=MOMENT, updated_by_id=None,
        author="" if is_empty else "Ana", returned=returned if state is State.RETURNED else None,
    )  # fmt: skip
