"""The same paragraph elsewhere in a statement: its text offered before anybody approved it, and put there, too."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from domain.errors import NotFound
from domain.permissions import Action, Actor, require
from domain.states import APPROVED, State
from models import FilledTarget, Filling, Segment, Target, Translation, User
from models.filling import FillingKind
from models.revision import Origin
from services.editing import Conflict, Place, Saved, place, save, text_seen
from services.fillings import Fill, Filled, fill, undo
from services.passages import fits, same_text
from services.putting_back import Undone
from services.store import name_of

MOST_OFFERED = 3  # texts
CHUNK = 500
_SPACES = (" ", "\n", "\t", "\u00a0")
_BEST_FIRST = {State.TRANSLATED: 0, State.DRAFT: 1, State.RETURNED: 2}


class Twin(NamedTuple):
    """Another paragraph with the same source. `author`: of its text; `source_revision`: of its source."""

    target_id: int
    number: int
    position: int
    source: str
    source_revision: int
    words: int
    text: str
    state: State
    version: int
    is_locked: bool
    author: str

    @property
    def key(self) -> str:
        """The public id, `p12`."""
        return f"p{self.number}"


@dataclass(frozen=True, slots=True)
class Step:
    """A text that was put to its repetitions: the paragraphs where it still stands as it was put there."""

    filling_id: int
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known of the repetitions of a paragraph.

    `offers`: those with a text that nobody has approved yet, one for each text, handed-in ones first (what is approved
    comes from the memory). `empty`: those that its own text could be put to. `last`: the newest step of that kind.
    """

    offers: tuple[Twin, ...] = ()
    empty: tuple[Twin, ...] = ()
    last: Step | None = None


def beside(session: Session, actor: Actor, here: Place) -> Beside:
    """Return what the repetitions of a paragraph offer it, and it them. Raises NotAllowed."""
    require(actor, Action.READ)
    own, twins = _twins(session, here)
    if not twins:
        return Beside()
    empty = tuple(twin for twin in twins if twin.state is State.UNTRANSLATED and not twin.is_locked)
    may_be_put = bool(here.text) and fits(own.source, here.text)
    return Beside(_offers(here, own, twins), empty if may_be_put else (), _last(session, [own, *twins]))


def take(session: Session, actor: Actor, target_id: int, twin_id: int, *, version: int) -> Saved | Conflict:
    """Make the text of a repetition the target: a draft. Raises what `editing.save` does, NotFound (not offered)."""
    require(actor, Action.TRANSLATE)  # in any language: a look-up would tell what exists
    here = place(session, target_id)
    require(actor, Action.TRANSLATE, here.language)
    for twin in beside(session, actor, here).offers:
        if twin.target_id == twin_id:
            return save(session, actor, target_id, twin.text, version=version, origin=Origin.MEMORY)
    raise NotFound(what="repetition", key=twin_id)


def spread(session: Session, actor: Actor, target_id: int, *, version: int) -> Filled:
    """Put the text of a target, as it stands at `version`, to its empty repetitions: as drafts, in one step.

    Call it in a writing transaction, which the caller commits. Raises NotFound, NotAllowed, StaleTarget,
    NothingToSubmit (there is no text).
    """
    here = text_seen(session, actor, target_id, version=version)
    found = beside(session, actor, here).empty
    fills = [Fill(twin.target_id, here.text, twin.version, twin.source_revision) for twin in found]
    translation = session.get_one(Translation, here.translation_id)
    return fill(session, actor, translation, fills, FillingKind.REPETITION)


def take_back(session: Session, actor: Actor, target_id: int, filling_id: int) -> Undone:
    """Undo a step that put a text to the repetitions of a target. Raises as `fillings.undo`, and NotFound."""
    require(actor, Action.TRANSLATE)  # in any language: a look-up would tell what exists
    here = place(session, target_id)
    require(actor, Action.TRANSLATE, here.language)
    return undo(session, actor, session.get_one(Translation, here.translation_id), filling_id)


def _twins(session: Session, here: Place) -> tuple[Twin, list[Twin]]:
    """Return the paragraph itself and those with the same source, in one question.

    The same source has as many words, which an index knows (0.1 ms in a statement of ten thousand paragraphs); the
    database compares these without their spaces, and what is left is compared as everywhere.
    """
    own = aliased(Segment)
    query = (
        select(
            Target.id, Segment.number, Segment.position, Segment.source, Segment.source_revision, Segment.source_words,
            Target.text, Target.state, Target.version, Target.is_locked, name_of(User),
        )
        .select_from(own)
        .join(Segment, (Segment.statement_id == own.statement_id) & (Segment.source_words == own.source_words))
        .join(Target, (Target.segment_id == Segment.id) & (Target.translation_id == here.translation_id))
        .outerjoin(User, User.id == Target.updated_by_id)
        .where(own.id == here.segment_id, _unspaced(Segment.source) == _unspaced(own.source))
    )  # fmt: skip
    session.flush()
    # Put in order here: asked to do it, SQLite walks the statement in reading order and leaves the index aside.
    found = sorted((Twin(*row) for row in session.connection().execute(query)), key=lambda twin: twin.position)
    itself = next(twin for twin in found if twin.target_id == here.target_id)
    wanted = same_text(itself.source)
    return itself, [twin for twin in found if twin is not itself and same_text(twin.source) == wanted]


def _unspaced(source: ColumnElement[str]) -> ColumnElement[str]:
    for space in _SPACES:
        source = func.replace(source, space, "")
    return source


def _offers(here: Place, own: Twin, twins: Sequence[Twin]) -> tuple[Twin, ...]:
    """Return the texts of `twins` that may be taken, one of each; none where there is an approved one."""
    if here.state in APPROVED or any(twin.state in APPROVED for twin in twins):
        return ()
    written = [
        twin for twin in twins if twin.state in _BEST_FIRST and twin.text != here.text and fits(own.source, twin.text)
    ]
    written.sort(key=lambda twin: (_BEST_FIRST[twin.state], abs(twin.position - own.position)))
    by_text: dict[str, Twin] = {}
    for twin in written:
        by_text.setdefault(twin.text, twin)
    return tuple(by_text.values())[:MOST_OFFERED]


def _last(session: Session, twins: Sequence[Twin]) -> Step | None:
    """Return the newest step that filled any of `twins` from another and stands in some of them untouched."""
    ids = [twin.target_id for twin in twins if twin.state is State.DRAFT]
    if not ids:
        return None
    newest = (
        select(Filling.id)
        .join(FilledTarget, FilledTarget.filling_id == Filling.id)
        .join(Target, (Target.id == FilledTarget.target_id) & (Target.version == FilledTarget.version))
        .where(
            FilledTarget.target_id.in_(ids[:CHUNK]), Filling.kind == FillingKind.REPETITION, Filling.undone_at.is_(None)
        )
        .order_by(Filling.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(FilledTarget.filling_id, Segment.number)
        .join(Target, (Target.id == FilledTarget.target_id) & (Target.version == FilledTarget.version))
        .join(Segment, Segment.id == Target.segment_id)
        .where(FilledTarget.filling_id == newest)
        .order_by(Segment.position)
    )
    rows = session.execute(query).all()
    return Step(rows[0].filling_id, tuple(f"p{row.number}" for row in rows)) if rows else None
