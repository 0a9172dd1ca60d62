"""What an approval adds to the memory: the paragraph, and the sentences inside it.

An entry counts only while its target is approved: what takes the approval away need not know of the memory.
"""

from collections.abc import Iterator

from sqlalchemy import ScalarSelect, bindparam, select
from sqlalchemy.orm import Session, aliased

from domain.alignment import align
from domain.errors import NotFound
from domain.memory import key, pair_of
from domain.sentences import sentences
from models import Segment, Statement, Target, Translation, User
from models.memory import MemoryEntry, MemoryKind
from services.memory.entries import Pair, compared, forget, pair_key, store
from services.store import name_of

MOST_SENTENCES = 60  # of a paragraph: beyond that it is a chapter, and the alignment would take too long


def _next_to(*, is_before: bool) -> ScalarSelect[str | None]:
    other = aliased(Segment)
    side = other.position < Segment.position if is_before else other.position > Segment.position
    order = other.position.desc() if is_before else other.position
    query = select(other.source).where(other.statement_id == Segment.statement_id, side).order_by(order).limit(1)
    return query.correlate(Segment).scalar_subquery()


_APPROVED = (
    select(
        Segment.source, Target.text, Statement.source_language, Translation.language, Target.updated_at,
        name_of(User).label("author"), _next_to(is_before=True).label("before"),
        _next_to(is_before=False).label("after"),
    )
    .select_from(Target)
    .join(Segment, Segment.id == Target.segment_id)
    .join(Translation, Translation.id == Target.translation_id)
    .join(Statement, Statement.id == Translation.statement_id)
    .outerjoin(User, User.id == Target.updated_by_id)
    .where(Target.id == bindparam("target"))
)  # fmt: skip
_KNOWN = select(MemoryEntry.pair_key, MemoryEntry.before_key, MemoryEntry.after_key).where(
    MemoryEntry.target_id == bindparam("target"), MemoryEntry.kind == MemoryKind.PARAGRAPH
)


def remember(session: Session, target_id: int) -> None:
    """Put an approved target into the memory, in place of what was there of it. Raises NotFound.

    Call it in the transaction that approves.
    """
    row = session.execute(_APPROVED, {"target": target_id}).one_or_none()
    if row is None:
        raise NotFound(what="target", key=target_id)
    languages = pair_of(row.source_language, row.language)
    before, after = (None if text is None else key(languages, compared(text)) for text in (row.before, row.after))
    known = session.execute(_KNOWN, {"target": target_id}).first()
    if known is not None:
        if tuple(known) == (pair_key(row.source, row.text, languages), before, after):
            return
        forget(session, target_id=target_id)
    whole = Pair(row.source, row.text, before=before, after=after, author=row.author, changed_at=row.updated_at)
    pairs = [whole, *_sentences(whole, row.source_language, row.language)]
    store(session, pairs, row.source_language, row.language, target_id=target_id)


def _sentences(whole: Pair, source_language: str, target_language: str) -> Iterator[Pair]:
    """Yield the pairs of sentences of a paragraph, paired by their lengths; none where it is one sentence."""
    spans = sentences(whole.source, source_language), sentences(whole.target, target_language)
    if min(map(len, spans)) < 2 or max(map(len, spans)) > MOST_SENTENCES:
        return
    for bead in align(*([end - start for start, end in side] for side in spans)):
        own = spans[0][bead.source_start : bead.source_end], spans[1][bead.target_start : bead.target_end]
        if all(own):
            source, target = whole.source[own[0][0][0] : own[0][-1][1]], whole.target[own[1][0][0] : own[1][-1][1]]
            yield Pair(source, target, MemoryKind.SENTENCE, author=whole.author, changed_at=whole.changed_at)
