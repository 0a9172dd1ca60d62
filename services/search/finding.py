"""Finding: paragraphs that hold what is looked for, each with its texts on both sides and where the hits stand."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from domain.folding import Query, Span, hits, parse
from domain.permissions import Action, Actor, require
from domain.states import State
from models import Segment, Statement, Target, Translation
from services.search import dialects
from services.search.entries import SHIFT, SOURCE, TARGET, Wanted, plain, source_id, wanted
from services.store import find_statement, position

PAGE = 15  # paragraphs
MOST_COUNTED = 1000  # texts
SIDES = ("", SOURCE, TARGET)  # both, one, the other


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person looks for: words, and where. Empty: everywhere. `after`: the last paragraph already shown."""

    text: str
    side: str = ""
    slug: str = ""
    language: str = ""
    after: int = 0


class Text(NamedTuple):
    """A text as a reader sees it, and where the hits stand in it. `state` is None for a source."""

    text: str
    language: str
    hits: tuple[Span, ...] = ()
    state: State | None = None


class FoundParagraph(NamedTuple):
    """One paragraph with a hit. `targets`: those with hits; where only the source has any, all that there are."""

    segment_id: int
    number: int
    position: int
    source: Text
    targets: tuple[Text, ...]
    languages: tuple[str, ...]  # all that the statement is in, of those asked for: where the paragraph can be opened

    @property
    def key(self) -> str:
        """The segment's public id, `p12`."""
        return f"p{self.number}"


@dataclass(frozen=True, slots=True)
class FoundStatement:
    """The paragraphs of one statement on a page of results."""

    slug: str
    title: str
    source_language: str
    paragraphs: list[FoundParagraph] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Found:
    """One page of results. `count`: of paragraphs; `is_more`: there are more than those (not all are counted).

    `later`: what to go on after; None on the last page.
    """

    count: int
    is_more: bool
    statements: list[FoundStatement]
    later: int | None = None
    has_words: bool = True  # in what is looked for


def search(session: Session, actor: Actor, asked: Asked) -> Found:
    """Return a page of the paragraphs that hold what is asked for, in the order they were brought in.

    What was saved since the last `catch_up` is not found: call that first. Raises NotAllowed, NotFound (statement).
    """
    require(actor, Action.READ)
    query = parse(asked.text)
    statement_id = find_statement(session, asked.slug).id if asked.slug else None
    if not query.phrases:
        return Found(0, False, [], has_words=False)
    looked_for = wanted(query, side=asked.side, statement_id=statement_id, language=asked.language)
    find = dialects.of(session).find
    ids = find(session, looked_for, after=0, limit=MOST_COUNTED + 1)
    segments = _segments(ids)
    is_more = len(ids) > MOST_COUNTED
    count = len(segments) - is_more  # of the last one there may be another text
    start = position(asked.after)
    first = bisect_right(segments, start)
    page = segments[first : first + PAGE + 1]
    if is_more and len(page) <= PAGE:  # beyond what is counted
        page = _beyond(session, looked_for, start)
    shown = page[:PAGE]
    statements = _statements(session, query, asked, shown)
    return Found(count, is_more, statements, shown[-1] if len(page) > PAGE else None)


def _segments(entry_ids: Sequence[int]) -> list[int]:
    """Return the segments of some entries, each once, in their order: that of the entries."""
    return list(dict.fromkeys([entry_id >> SHIFT for entry_id in entry_ids]))


def _beyond(session: Session, looked_for: Wanted, start: int) -> list[int]:
    """Return the segments of one page and one more, behind the segment `start`."""
    found: dict[int, None] = {}
    after = source_id(start + 1) - 1
    while len(found) <= PAGE:
        ids = dialects.of(session).find(session, looked_for, after=after, limit=PAGE * 4)
        if not ids:
            break
        found.update(dict.fromkeys(_segments(ids)))
        after = ids[-1]
    return list(found)[: PAGE + 1]


def languages(session: Session, actor: Actor, slug: str = "") -> list[str]:
    """Return the languages that there are translations into, of one statement or of any. Raises NotAllowed."""
    require(actor, Action.READ)
    connection = session.connection()
    found = connection.execute(_LANGUAGES_OF, {"slug": slug}) if slug else connection.execute(_LANGUAGES)
    return list(found.scalars())


_LANGUAGES = select(Translation.language).distinct().order_by(Translation.language)
_LANGUAGES_OF = _LANGUAGES.join(Statement, Statement.id == Translation.statement_id).where(
    Statement.slug == bindparam("slug")
)
# One question with as many places as a page has: to put a list of ids into it anew took as long as to answer it.
_PLACES = [f"id{n}" for n in range(PAGE)]
_NOWHERE = dict.fromkeys(_PLACES, 0)
_PARAGRAPHS = (
    select(
        Segment.id, Segment.number, Segment.position, Segment.source, Statement.slug, Statement.title,
        Statement.source_language, Translation.language, Target.text, Target.state,
    )
    .join(Statement, Statement.id == Segment.statement_id)
    .outerjoin(Target, Target.segment_id == Segment.id)
    .outerjoin(Translation, Translation.id == Target.translation_id)
    .where(Segment.id.in_([bindparam(name, type_=Segment.id.type) for name in _PLACES]))
    .order_by(Statement.id, Segment.position, Translation.id)
)  # fmt: skip


def _statements(session: Session, query: Query, asked: Asked, segment_ids: Sequence[int]) -> list[FoundStatement]:
    """Return the paragraphs under the statements that they belong to; a page of them at most."""
    if not segment_ids:
        return []
    values = _NOWHERE | dict(zip(_PLACES, segment_ids, strict=False))
    found: dict[str, FoundStatement] = {}
    for _segment, rows in groupby(session.connection().execute(_PARAGRAPHS, values), lambda row: row.id):
        targets = list(rows)
        first = targets[0]
        here = found.setdefault(first.slug, FoundStatement(first.slug, first.title, first.source_language))
        here.paragraphs.append(_paragraph(query, asked, targets))
    return list(found.values())


def _paragraph(query: Query, asked: Asked, rows: Sequence[Any]) -> FoundParagraph:
    """Return the paragraph that `rows` are of: one for each of its targets, or a single one without any."""
    targets = []
    for row in rows:
        if row.language is not None and asked.language in ("", row.language):
            own = plain(row.text)
            spans = tuple(hits(query, own)) if own and asked.side != SOURCE else ()
            targets.append(Text(own, row.language, spans, row.state))
    first = rows[0]
    own = plain(first.source)
    source = Text(own, first.source_language, tuple(hits(query, own)) if asked.side != TARGET else ())
    languages = tuple(target.language for target in targets)
    return FoundParagraph(first.id, first.number, first.position, source, _shown(targets), languages)


def _shown(targets: Iterable[Text]) -> tuple[Text, ...]:
    """Return the targets with hits, else all."""
    targets = tuple(targets)
    return tuple(target for target in targets if target.hits) or targets
