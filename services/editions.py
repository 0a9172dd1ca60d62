"""Editions: composing them. Which statements, in which order, under which titles; services/releases.py prints them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.errors import BadValue, NotFound, NothingWritten, StaleEdition, TextTooLong
from domain.permissions import Action, Actor, require
from formats.base import PRESETS, Binding, Layout, Margins, Paper, TypeSize
from models import Edition, EditionStatement, Event, Release, Statement, Translation, User
from services.statements import LONGEST_TITLE, Progress, folded, language_tag, progress_of
from services.store import find_statement, is_key, record, storable

MOST_WORDS = 10  # of a search for a title
LONGEST_MATTER = 50_000  # characters of the front matter in one language
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")


@dataclass(frozen=True, slots=True)
class Details:
    """What a publisher says of an edition. Front matter: paragraphs of inline CommonMark, a blank line between."""

    title: str
    target_title: str = ""
    series: str = ""
    licence: str = ""
    layout: str = Layout.FACING
    paper: str = ""
    type_size: str = TypeSize.NORMAL
    margins: str = Margins.NORMAL
    binding: str = Binding.NONE
    front_source: str = ""
    front_target: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """One statement of an edition. `translation_id`: None where it is not (or no longer) in the edition's language."""

    statement_id: int
    slug: str
    title: str
    position: int
    translation_id: int | None
    progress: Progress

    @property
    def approved_share(self) -> int:
        """How much of it is approved, in whole percent of its paragraphs, rounded down."""
        total = self.progress.total_segments
        return 100 * self.progress.approved_segments // total if total else 0


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list of editions."""

    edition: Edition
    texts: int
    releases: int


def create(session: Session, actor: Actor, title: str, source_language: str, target_language: str) -> Edition:
    """Store a new edition without statements.

    Raises NotAllowed, NothingWritten (no title), TextTooLong, BadValue (language, or twice the same).
    """
    require(actor, Action.PUBLISH)
    source, target = language_tag(source_language), language_tag(target_language)
    if source == target:
        raise BadValue(field="target", value=target)
    edition = Edition(
        title=_title(title), source_language=source, target_language=target, front_matter={}, created_by_id=actor.id
    )
    _give_address(session, edition)
    record(session, actor, "edition.created", edition=edition.id)
    return edition


def describe(session: Session, actor: Actor, slug: str, details: Details, *, version: int | None) -> Edition:
    """Change what is said of an edition; its address stays. `version` is the one that was on the screen.

    Raises NotFound, NotAllowed, StaleEdition, NothingWritten, TextTooLong, BadValue (layout, paper, presets).
    """
    require(actor, Action.PUBLISH)
    edition = locked(session, slug, version)
    checked = checked_details(details)
    edition.title, edition.target_title = checked.title, checked.target_title
    edition.series, edition.licence = checked.series, checked.licence
    edition.layout, edition.paper = checked.layout, checked.paper
    for name in PRESETS:
        setattr(edition, name, getattr(checked, name))
    edition.front_matter = {"source": checked.front_source, "target": checked.front_target}
    _changed(session, actor, edition, "edition.described")
    return edition


def checked_details(details: Details) -> Details:
    """Return `details` as they are stored. Raises NothingWritten (no title), TextTooLong, BadValue."""
    if details.layout not in list(Layout):
        raise BadValue(field="layout", value=details.layout)
    if details.paper and details.paper not in list(Paper):
        raise BadValue(field="paper", value=details.paper)
    for name, kind in PRESETS.items():
        if getattr(details, name) not in list(kind):
            raise BadValue(field=name, value=getattr(details, name))
    return Details(
        title=_title(details.title),
        target_title=_line("target_title", details.target_title),
        series=_line("series", details.series),
        licence=_line("licence", details.licence),
        layout=str(details.layout),
        paper=str(details.paper),
        **{name: str(getattr(details, name)) for name in PRESETS},
        front_source=_matter("front_source", details.front_source),
        front_target=_matter("front_target", details.front_target),
    )


def details_of(edition: Edition) -> Details:
    """Return what is said of an edition."""
    names = ("title", "target_title", "series", "licence", "layout", "paper", *PRESETS)
    front = {f"front_{side}": edition.front_matter.get(side, "") for side in ("source", "target")}
    return Details(**{name: getattr(edition, name) for name in names}, **front)


def add(session: Session, actor: Actor, slug: str, statement_slug: str) -> Edition:
    """Put a statement at the end of an edition; one that is in it stays where it is.

    Raises NotFound, NotAllowed, BadValue (its language is another one, or it is in no translation for this edition).
    """
    require(actor, Action.PUBLISH)
    edition = locked(session, slug)
    statement = find_statement(session, statement_slug)
    is_fit = select(Translation.id).where(
        Translation.statement_id == statement.id, Translation.language == edition.target_language
    )
    if statement.source_language != edition.source_language or session.scalar(is_fit) is None:
        raise BadValue(field="statement", value=statement.slug)
    order = _order(session, edition)
    if statement.id not in order:
        _put_in_order(session, edition, [*order, statement.id])
        _changed(session, actor, edition, "edition.statement_added", statement=statement.id)
    return edition


def remove(session: Session, actor: Actor, slug: str, statement_slug: str) -> Edition:
    """Take a statement out of an edition. Raises NotFound, NotAllowed."""
    require(actor, Action.PUBLISH)
    edition = locked(session, slug)
    statement_id = _member(session, edition, statement_slug)
    _put_in_order(session, edition, [id for id in _order(session, edition) if id != statement_id])
    _changed(session, actor, edition, "edition.statement_removed", statement=statement_id)
    return edition


def move(session: Session, actor: Actor, slug: str, statement_slug: str, steps: int) -> Edition:
    """Move a statement of an edition by so many places: -1 is one towards the beginning. It stops at the ends.

    Raises NotFound, NotAllowed.
    """
    require(actor, Action.PUBLISH)
    edition = locked(session, slug)
    statement_id = _member(session, edition, statement_slug)
    order = _order(session, edition)
    place = order.index(statement_id)
    wanted = max(0, min(len(order) - 1, place + steps))
    if wanted != place:
        order.insert(wanted, order.pop(place))
        _put_in_order(session, edition, order)
        _changed(session, actor, edition, "edition.ordered", statement=statement_id)
    return edition


def arrange(session: Session, actor: Actor, slug: str, statement_slugs: Sequence[str]) -> Edition:
    """Put the statements of an edition in that order, which names each of them once.

    Raises NotFound, NotAllowed, StaleEdition (somebody put one in or took one out meanwhile).
    """
    require(actor, Action.PUBLISH)
    edition = locked(session, slug)
    known = {text.slug: text.statement_id for text in texts_of(session, edition)}
    if sorted(known) != sorted(statement_slugs):
        raise StaleEdition(title=edition.title)
    order = [known[wanted] for wanted in statement_slugs]
    if order != _order(session, edition):
        _put_in_order(session, edition, order)
        _changed(session, actor, edition, "edition.ordered")
    return edition


def last_change(session: Session, actor: Actor, edition: Edition) -> tuple[str, datetime] | None:
    """Return who changed an edition last ("" for the operator) and when. Raises NotAllowed."""
    require(actor, Action.READ)
    query = (
        select(func.coalesce(User.name, ""), Event.at)
        .outerjoin(User, User.id == Event.actor_id)
        .where(Event.name.startswith("edition."), Event.facts["edition"].as_integer() == edition.id)
        .order_by(Event.id.desc())
        .limit(1)
    )
    found = session.execute(query).first()
    return (found[0], found[1]) if found else None


def find_edition(session: Session, actor: Actor, slug: str) -> Edition:
    """Return the edition at that address. Raises NotFound, NotAllowed."""
    require(actor, Action.READ)
    return _found(session, select(Edition).where(Edition.slug == slug), slug)


def locked(session: Session, slug: str, version: int | None = None) -> Edition:
    """Return the edition, kept from other writers until the transaction ends.

    Raises NotFound, and StaleEdition if it is not at `version` any more (None takes any).
    """
    query = select(Edition).where(Edition.slug == slug).with_for_update().execution_options(populate_existing=True)
    edition = _found(session, query, slug)
    if version is not None and edition.version != version:
        raise StaleEdition(title=edition.title)
    return edition


def _found(session: Session, query: Select[tuple[Edition]], slug: str) -> Edition:
    edition = session.scalar(query) if is_key(slug) else None
    if edition is None:
        raise NotFound(what="edition", key=slug)
    return edition


def listed(session: Session, actor: Actor) -> list[Listed]:
    """Return the editions, the newest first, with how many statements and releases each has. Raises NotAllowed."""
    require(actor, Action.READ)
    texts = select(func.count()).where(EditionStatement.edition_id == Edition.id).scalar_subquery()
    releases = select(func.count(Release.id)).where(Release.edition_id == Edition.id).scalar_subquery()
    return [Listed(*row) for row in session.execute(select(Edition, texts, releases).order_by(Edition.id.desc()))]


def texts_of(session: Session, edition: Edition) -> list[Text]:
    """Return the statements of an edition in order, with how far each is, in two queries."""
    query = (
        select(Statement.id, Statement.slug, Statement.title, EditionStatement.position, Translation.id)
        .join(EditionStatement, EditionStatement.statement_id == Statement.id)
        .outerjoin(
            Translation,
            and_(Translation.statement_id == Statement.id, Translation.language == edition.target_language),
        )
        .where(EditionStatement.edition_id == edition.id)
        .order_by(EditionStatement.position)
    )
    rows = session.execute(query).all()
    progress = progress_of(session, [row[4] for row in rows if row[4] is not None])
    return [Text(*row, progress.get(row[4], Progress())) for row in rows]


def candidates(session: Session, actor: Actor, edition: Edition, words: str = "", *, limit: int = 200) -> list[Text]:
    """Return the statements that could be added, the newest first, with how far each is. Raises NotAllowed.

    `words`: all of them stand in the title or the address, in any order, whatever their case.
    """
    require(actor, Action.READ)
    is_in = exists().where(
        EditionStatement.edition_id == edition.id, EditionStatement.statement_id == Statement.id
    )  # fmt: skip
    query = (
        select(Statement.id, Statement.slug, Statement.title, Translation.id)
        .join(Translation, Translation.statement_id == Statement.id)
        .where(
            Statement.source_language == edition.source_language,
            Translation.language == edition.target_language,
            ~is_in,
            *(_names(Statement, word) for word in words.split()[:MOST_WORDS]),
        )
        .order_by(Statement.id.desc())
        .limit(limit)
    )
    rows = session.execute(query).all()
    progress = progress_of(session, [row[3] for row in rows])
    return [Text(id, slug, title, 0, translation, progress[translation]) for id, slug, title, translation in rows]


def _names(statement: type[Statement], word: str) -> ColumnElement[bool]:
    """Return the question whether a statement is called by `word`; the address holds it without accents."""
    has_word = statement.title.icontains(word, autoescape=True)
    stem = folded(word)
    return has_word | statement.slug.contains(stem, autoescape=True) if stem else has_word


def language_pairs(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """Return the pairs of languages that there are translations for. Raises NotAllowed."""
    require(actor, Action.READ)
    pair = (Statement.source_language, Translation.language)
    query = select(*pair).join(Translation, Translation.statement_id == Statement.id).distinct().order_by(*pair)
    return [tuple(row) for row in session.execute(query)]


def paragraphs_of(matter: str) -> tuple[str, ...]:
    """Return the paragraphs of a front matter."""
    return tuple(text for part in _BLANK_LINES.split(matter) if (text := part.strip()))


def _give_address(session: Session, edition: Edition) -> None:
    """Store `edition` under an address of its own, also when another one takes the same at this moment."""
    stem = folded(edition.title)[:60].rstrip("-") or "edition"
    while True:
        taken = set(session.scalars(select(Edition.slug).where(Edition.slug.startswith(stem))))
        edition.slug = next(
            slug for n in range(1, len(taken) + 2) if (slug := stem if n == 1 else f"{stem}-{n}") not in taken
        )
        try:
            with session.begin_nested():
                session.add(edition)
                session.flush()
        except IntegrityError:
            if not session.scalar(select(Edition.id).where(Edition.slug == edition.slug)):
                raise  # it was not the address
        else:
            return


def _order(session: Session, edition: Edition) -> list[int]:
    query = select(EditionStatement.statement_id).where(EditionStatement.edition_id == edition.id)
    return list(session.scalars(query.order_by(EditionStatement.position)))


def _put_in_order(session: Session, edition: Edition, order: Sequence[int]) -> None:
    """Write the list anew: a place that two rows hold, if for a moment, would be refused."""
    session.execute(delete(EditionStatement).where(EditionStatement.edition_id == edition.id))
    rows = [{"edition_id": edition.id, "statement_id": id, "position": n} for n, id in enumerate(order, 1)]
    if rows:
        session.execute(insert(EditionStatement), rows)


def _member(session: Session, edition: Edition, statement_slug: str) -> int:
    statement = find_statement(session, statement_slug)
    if statement.id not in _order(session, edition):
        raise NotFound(what="statement", key=statement_slug)
    return statement.id


def _changed(session: Session, actor: Actor, edition: Edition, name: str, **facts: Any) -> None:
    session.flush()
    counted = update(Edition).where(Edition.id == edition.id).values(version=Edition.version + 1)
    session.execute(counted)
    session.refresh(edition)
    record(session, actor, name, edition=edition.id, **facts)


def _title(text: str) -> str:
    title = _line("title", text)
    if not title:
        raise NothingWritten(field="title")
    return title


def _line(field: str, text: str) -> str:
    line = " ".join(storable(text).split())
    if len(line) > LONGEST_TITLE:
        raise TextTooLong(field=field, length=len(line), limit=LONGEST_TITLE)
    return line


def _matter(field: str, text: str) -> str:
    matter = storable(text).strip()
    if len(matter) > LONGEST_MATTER:
        raise TextTooLong(field=field, length=len(matter), limit=LONGEST_MATTER)
    return matter
