"""Statements: storing a document, starting translations, the list with its progress."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    bindparam,
    case,
    false,
    func,
    insert,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.document import Block, Document
from domain.errors import BadValue, Duplicate, EmptyFile, TextTooLong, TooManySegments
from domain.language_tags import usual_case
from domain.permissions import Action, Actor, require
from domain.states import APPROVED, State
from domain.words import count_words
from models import Segment, SourceFile, SourceRevision, Statement, Target, Translation, User
from models.base import now
from models.revision import Origin
from models.statement import FourEyesRule
from services.editing import LONGEST_TARGET
from services.store import find_statement, name_of, position, record, storable

MOST_SEGMENTS = 100_000
LONGEST_TITLE = 500
LONGEST_SOURCE = LONGEST_TARGET  # characters of one segment: who could not translate it should not take it in
# BCP 47, as far as translations need it: language, script, region, variants.
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?(-([A-Za-z\d]{5,8}|\d[A-Za-z\d]{3}))*", re.ASCII)
# Latin letters that no decomposition takes to ASCII.
_LATIN = str.maketrans({"ß": "ss", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: its name, the format it was read as, its bytes."""

    name: str
    format: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The hexadecimal SHA-256 of the bytes."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Details:
    """What a person says of a statement beside its text."""

    source_language: str
    title: str = ""
    appeared: str = ""
    licence: str = ""
    four_eyes: FourEyesRule = FourEyesRule.STRICT
    targets: tuple[str, ...] = ()  # languages to start translations in


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a translation is: segments and source words by state, and how many are outdated."""

    segments: dict[State, int] = field(default_factory=dict)
    words: dict[State, int] = field(default_factory=dict)
    outdated: int = 0

    @property
    def total_segments(self) -> int:
        """All segments."""
        return sum(self.segments.values())

    @property
    def total_words(self) -> int:
        """All source words."""
        return sum(self.words.values())

    @property
    def approved_segments(self) -> int:
        """Segments that a reviewer has approved."""
        return sum(self.segments.get(state, 0) for state in APPROVED)

    @property
    def approved_words(self) -> int:
        """Source words of the segments that a reviewer has approved."""
        return sum(self.words.get(state, 0) for state in APPROVED)

    def percent(self, state: State) -> float:
        """Return the share of the source words that stands in `state`, 0-100; by segments where no word counts."""
        total, counts = (self.total_words, self.words) if self.total_words else (self.total_segments, self.segments)
        return 100 * counts.get(state, 0) / total if total else 0.0


class Order(StrEnum):
    """How the list of statements is ordered: the newest first, by the next day that is due, the least done first."""

    NEWEST = "newest"
    DUE = "due"
    LEAST_DONE = "least_done"


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list of statements: the statement with its translations and their progress.

    `names`: of the people whom translations were given to, by id.
    """

    statement: Statement
    translations: tuple[tuple[Translation, Progress], ...]
    names: Mapping[int, str] = field(default_factory=dict)


def create(
    session: Session,
    actor: Actor,
    document: Document,
    upload: Upload,
    details: Details,
    *,
    most_segments: int = MOST_SEGMENTS,
) -> Statement:
    """Store `document` as a new statement with all its segments, and start the translations asked for.

    Furniture (page numbers) and empty blocks are left out. Raises NotAllowed, EmptyFile, TooManySegments, BadValue
    (language), TextTooLong (title, or a paragraph longer than any target may be).
    """
    require(actor, Action.IMPORT_STATEMENT)
    blocks = _kept_blocks(document)
    if not blocks:
        raise EmptyFile()
    if len(blocks) > most_segments:
        raise TooManySegments(count=len(blocks), limit=most_segments)
    statement = Statement(
        title=_title(document, upload, details), source_language=language_tag(details.source_language),
        appeared=storable(details.appeared).strip(), licence=storable(details.licence).strip(),
        four_eyes=details.four_eyes, next_number=len(blocks) + 1, created_by_id=actor.id,
    )  # fmt: skip
    _give_address(session, statement)
    session.add(
        SourceFile(
            statement_id=statement.id, name=_line(upload.name), format=upload.format, encoding=document.encoding,
            sha256=upload.sha256, content=upload.content,
        )
    )  # fmt: skip
    _store_segments(session, actor, statement, blocks)
    for language in dict.fromkeys(map(language_tag, details.targets)):
        start_translation(session, actor, statement, language)
    record(session, actor, "statement.imported", statement_id=statement.id, sha256=upload.sha256, segments=len(blocks))
    session.flush()
    return statement


def _kept_blocks(document: Document) -> list[Block]:
    """Return the blocks that become segments, their texts as the database holds them."""
    blocks = [replace(block, text=storable(block.text)) for block in document.blocks if not block.is_furniture]
    longest = max((len(block.text) for block in blocks), default=0)
    if longest > LONGEST_SOURCE:
        raise TextTooLong(length=longest, limit=LONGEST_SOURCE)
    return [block for block in blocks if block.text.strip()]


def _title(document: Document, upload: Upload, details: Details) -> str:
    """Return the title that was typed, else the document's (cut: it may be a whole paragraph), else the file's name."""
    typed = _line(details.title)
    if len(typed) > LONGEST_TITLE:
        raise TextTooLong(length=len(typed), limit=LONGEST_TITLE)
    return typed or _line(document.title)[:LONGEST_TITLE].rstrip() or _line(upload.name) or "?"


def _line(text: str) -> str:
    return " ".join(storable(text).split())


def _give_address(session: Session, statement: Statement) -> None:
    """Store `statement` under an address of its own, also when another import takes the same one at this moment."""
    while True:
        statement.slug = free_slug(session, statement.title)
        try:
            with session.begin_nested():
                session.add(statement)
                session.flush()
        except IntegrityError:
            if free_slug(session, statement.title) == statement.slug:
                raise  # it was not the address
        else:
            return


def start_translation(session: Session, actor: Actor, statement: Statement, language: str) -> Translation:
    """Start `statement` in `language`, with an empty target for every segment.

    Raises NotAllowed, BadValue (not a language tag, or the source's own), Duplicate.
    """
    require(actor, Action.START_TRANSLATION)
    language = language_tag(language)
    if language == statement.source_language:
        raise BadValue(field="target", value=language)
    query = select(Translation.id).where(
        Translation.statement_id == statement.id, func.lower(Translation.language) == language.lower()
    )
    if session.scalar(query):
        raise Duplicate(what="translation", key=language)
    translation = Translation(statement_id=statement.id, language=language)
    try:
        with session.begin_nested():
            session.add(translation)
            session.flush()
    except IntegrityError as error:  # somebody else started it at this moment
        raise Duplicate(what="translation", key=language) from error
    at = now()
    columns = {
        "translation_id": literal(translation.id, Integer), "segment_id": Segment.id, "text": literal(""),
        "state": literal(State.UNTRANSLATED, Target.state.type), "version": literal(0, Integer),
        "source_revision": Segment.source_revision, "words": Segment.source_words,
        "is_outdated": literal(False), "is_self_approved": literal(False), "is_machine": literal(False),
        "is_locked": literal(False), "updated_at": literal(at, Target.updated_at.type),
    }  # fmt: skip
    rows = select(*columns.values()).where(Segment.statement_id == statement.id).order_by(Segment.position)
    session.execute(insert(Target).from_select(list(columns), rows, include_defaults=False))
    record(session, actor, "translation.started", statement_id=statement.id, language=language)
    return translation


def language_tag(text: str) -> str:
    """Return `text` as a well-formed BCP 47 tag in its usual case (`ES-pe` gives `es-PE`); raise BadValue."""
    text = text.strip().replace("_", "-")
    if not _TAG.fullmatch(text):
        raise BadValue(field="language", value=text[:40])
    return usual_case(text)


def free_slug(session: Session, title: str) -> str:
    """Return an address for `title` that no statement has: its ASCII letters and digits, a number when taken."""
    stem = folded(title)[:60].rstrip("-") or "statement"
    taken = set(session.scalars(select(Statement.slug).where(Statement.slug.startswith(stem, autoescape=True))))
    if stem not in taken:
        return stem
    return next(f"{stem}-{n}" for n in range(2, len(taken) + 3) if f"{stem}-{n}" not in taken)


def folded(text: str) -> str:
    """Return the ASCII letters and digits of `text` as an address has them: small, accents off, a hyphen between."""
    letters = unicodedata.normalize("NFKD", text.lower().translate(_LATIN)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


def _store_segments(session: Session, actor: Actor, statement: Statement, blocks: Sequence[Block]) -> None:
    rows = [
        {
            "statement_id": statement.id, "number": n, "position": n, "role": block.role, "source": block.text,
            "source_revision": 1, "source_words": count_words(block.text),
        }
        for n, block in enumerate(blocks, 1)
    ]  # fmt: skip
    session.execute(insert(Segment), rows)
    columns = {
        "segment_id": Segment.id, "number": literal(1, Integer), "text": Segment.source,
        "origin": literal(Origin.IMPORT, SourceRevision.origin.type),
        "author_id": literal(actor.id, Integer), "created_at": literal(now(), SourceRevision.created_at.type),
    }  # fmt: skip
    copied = select(*columns.values()).where(Segment.statement_id == statement.id)
    session.execute(insert(SourceRevision).from_select(list(columns), copied, include_defaults=False))


_PROGRESS = (
    select(Target.translation_id, Target.state, Target.is_outdated, func.count(), func.sum(Target.words))
    .where(Target.translation_id.in_(bindparam("ids", expanding=True)))
    .group_by(Target.translation_id, Target.state, Target.is_outdated)
)


def _counted(state: State, is_outdated: bool) -> Select[tuple[int, State, bool, int, int]]:
    named = (literal(state, Target.state.type), literal(is_outdated), func.count(), func.sum(Target.words))
    of_one = Target.translation_id == bindparam("id")
    return select(bindparam("id", type_=Integer), *named).where(
        of_one, Target.state == state, Target.is_outdated.is_(is_outdated)
    )


_PROGRESS_OF_A_SHORT_ONE = (
    select(Target.translation_id, Target.state, Target.is_outdated, func.count(), func.sum(Target.words))
    .where(Target.translation_id == bindparam("id"))
    .group_by(Target.translation_id, Target.state, Target.is_outdated)
)
# The same for one long translation, a count for each pair of state and flag: the desk asks for it at every opening, and
# to add up a stretch of the index takes two thirds of the time that grouping its rows does.
_PROGRESS_OF_ONE = union_all(*(_counted(state, is_outdated) for state in State for is_outdated in (False, True)))


def progress_of(session: Session, translation_ids: Iterable[int], *, is_short: bool = False) -> dict[int, Progress]:
    """Return the progress of each translation: one query, answered from an index alone.

    `is_short`: there is one, of some hundred segments at most; to group so few takes less than to ask for each state.
    """
    ids = list(translation_ids)
    counts: dict[int, tuple[dict[State, int], dict[State, int], int]] = {}
    of_one = _PROGRESS_OF_A_SHORT_ONE if is_short else _PROGRESS_OF_ONE
    query, wanted = (of_one, {"id": ids[0]}) if len(ids) == 1 else (_PROGRESS, {"ids": ids})
    for translation_id, state, is_outdated, segments, words in session.connection().execute(query, wanted):
        if not segments:
            continue
        by_segments, by_words, outdated = counts.get(translation_id, ({}, {}, 0))
        by_segments[state] = by_segments.get(state, 0) + segments
        by_words[state] = by_words.get(state, 0) + int(words or 0)
        counts[translation_id] = (by_segments, by_words, outdated + (segments if is_outdated else 0))
    return {n: Progress(*counts.get(n, ({}, {}, 0))) for n in ids}


def listed(
    session: Session,
    actor: Actor,
    *,
    after: int = 0,
    limit: int = 50,
    order: Order = Order.NEWEST,
    is_mine: bool = False,
    title: str = "",
) -> list[Listed]:
    """Return the statements with their translations and progress, in three queries.

    `is_mine` leaves those that have a translation given to the actor, `title` those whose title has these words, case
    and accents apart. `after` skips that many. Raises NotAllowed.
    """
    require(actor, Action.READ)
    query = select(Statement)
    if is_mine:
        own = select(Translation.id).where(Translation.statement_id == Statement.id)
        query = query.where(own.where(Translation.assigned_to_id == actor.id).exists())
    for word in storable(title).split():
        # The address is the title without its accents; a word that has no letters there is looked for as it stands.
        plain = folded(word)
        in_address = Statement.slug.contains(plain, autoescape=True) if plain else false()
        query = query.where(or_(Statement.title.icontains(word, autoescape=True), in_address))
    query = query.order_by(*_ordered(order), Statement.id.desc()).offset(position(after)).limit(limit)
    return _with_progress(session, session.scalars(query).all())


def _ordered(order: Order) -> list[ColumnElement[Any]]:
    """Return what the list is ordered by before the age of the statements."""
    own = Translation.statement_id == Statement.id
    unapproved = [state for state in State if state not in APPROVED]
    if order is Order.DUE:
        is_open = select(Target.id).where(Target.translation_id == Translation.id, Target.state.in_(unapproved))
        due = select(func.min(Translation.due_on)).where(own, is_open.exists())
        return [due.scalar_subquery().asc().nulls_last()]
    if order is Order.LEAST_DONE:
        words = case((Target.state.in_(unapproved), 0), else_=Target.words)
        share = select(func.sum(words) * 1.0 / func.nullif(func.sum(Target.words), 0))
        share = share.join(Translation, Translation.id == Target.translation_id).where(own)
        return [func.coalesce(share.scalar_subquery(), 0)]
    return []


def overview(session: Session, actor: Actor, slug: str) -> Listed:
    """Return one statement with its translations and their progress. Raises NotAllowed, NotFound."""
    require(actor, Action.READ)
    return _with_progress(session, [find_statement(session, slug)])[0]


def source_file(session: Session, actor: Actor, slug: str) -> SourceFile:
    """Return what is known of the uploaded file (its bytes load when asked for). Raises NotAllowed, NotFound."""
    require(actor, Action.READ)
    return session.get_one(SourceFile, find_statement(session, slug).id)


def _with_progress(session: Session, statements: Iterable[Statement]) -> list[Listed]:
    statements = list(statements)
    query = (
        select(Translation, name_of(User))
        .outerjoin(User, User.id == Translation.assigned_to_id)
        .where(Translation.statement_id.in_([s.id for s in statements]))
        .order_by(Translation.language)
    )
    found = session.execute(query).all()
    translations = [row[0] for row in found]
    names = {there.assigned_to_id: name for there, name in found if there.assigned_to_id}
    progress = progress_of(session, [t.id for t in translations])
    return [
        Listed(s, tuple((t, progress[t.id]) for t in translations if t.statement_id == s.id), names) for s in statements
    ]
