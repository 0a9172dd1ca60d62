"""What an approval adds to the memory: the paragraph, and, when the memory is next gathered, the sentences inside it.

An entry counts only while its target is approved: what takes the approval away need not know of the memory.
"""

import re
from collections.abc import Iterator

from sqlalchemy import text
from sqlalchemy.orm import Session

from domain.alignment import align
from domain.errors import NotFound
from domain.sentences import sentences
from models.memory import MemoryKind
from services.memory.entries import Pair

MOST_SENTENCES = 60  # of a paragraph: beyond that it is a chapter, and the alignment would take too long

_MAY_END = re.compile(r"[.!?…。！？؟۔।॥][^\w\s]*\S?[^\w\s]*\s+\S|[。！？]\S|\n\s*\n")


# Numbers below 0 stand for the keys until then: two that wait are never taken for the same.
_REMEMBER = text(
    "INSERT INTO memory_entry (source_language, target_language, kind, source, target, source_key, pair_key, "
    "target_id, author, changed_at, is_waiting) SELECT st.source_language, tr.language, 'paragraph', s.source, t.text, "
    "-t.id, -t.id, t.id, coalesce(nullif(u.name, ''), u.email, ''), t.updated_at, :is_waiting FROM target AS t "
    "JOIN segment AS s ON s.id = t.segment_id JOIN translation AS tr ON tr.id = t.translation_id "
    'JOIN statement AS st ON st.id = tr.statement_id LEFT JOIN "user" AS u ON u.id = t.updated_by_id '
    "WHERE t.id = :target"
).bindparams(is_waiting=True)


def remember(session: Session, target_id: int) -> None:
    """Put an approved target into the memory. Raises NotFound.

    Call it in the transaction that approves. It waits there for its keys, grams and sentences, and takes the place of
    what was there of the target when they are gathered (services/memory/gathering.py): a look-up compares with what
    waits, too, and an approval need not pay for them.
    """
    if session.connection().execute(_REMEMBER, {"target": target_id}).rowcount != 1:
        raise NotFound(what="target", key=target_id)


def sentence_pairs(whole: Pair, source_language: str, target_language: str) -> Iterator[Pair]:
    """Yield the pairs of sentences of a paragraph, paired by their lengths; none where it is one sentence."""
    if not (_MAY_END.search(whole.source) and _MAY_END.search(whole.target)):
        return  # one sentence at most: to look closer takes its time
    spans = sentences(whole.source, source_language), sentences(whole.target, target_language)
    if min(map(len, spans)) < 2 or max(map(len, spans)) > MOST_SENTENCES:
        return
    for bead in align(*([end - start for start, end in side] for side in spans)):
        own = spans[0][bead.source_start : bead.source_end], spans[1][bead.target_start : bead.target_end]
        if all(own):
            source, target = whole.source[own[0][0][0] : own[0][-1][1]], whole.target[own[1][0][0] : own[1][-1][1]]
            yield Pair(source, target, MemoryKind.SENTENCE, author=whole.author, changed_at=whole.changed_at)
