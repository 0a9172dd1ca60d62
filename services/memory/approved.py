"""What an approval adds to the memory: the paragraph, and, when the memory is next gathered, the sentences inside it.

An entry counts only while its target is approved: what takes the approval away need not know of the memory.
"""

import re
from collections.abc import Iterator

from sqlalchemy.orm import Session

from domain.alignment import align
from domain.memory import key, pair_of
from domain.sentences import sentences
from models.memory import MemoryKind
from services.memory.entries import Pair, compared, forget, pair_key, store
from services.memory.places import surroundings

MOST_SENTENCES = 60  # of a paragraph: beyond that it is a chapter, and the alignment would take too long

_MAY_END = re.compile(r"[.!?…。！？؟۔।॥][^\w\s]*\S?[^\w\s]*\s+\S|[。！？]\S|\n\s*\n")


def remember(session: Session, target_id: int) -> None:
    """Put an approved target into the memory, in place of what was there of it. Raises NotFound.

    Call it in the transaction that approves. It waits there for its grams and its sentences: a look-up compares with
    what waits, too, and an approval need not pay for them (services/memory/gathering.py).
    """
    here = surroundings(session, target_id)
    languages = pair_of(here.source_language, here.target_language)
    before, after = (key(languages, compared(text)) for text in (here.before, here.after))
    if here.known is not None:
        if here.known == (pair_key(here.source, here.target, languages), before, after):
            return
        forget(session, target_id=target_id)
    whole = Pair(here.source, here.target, before=before, after=after, author=here.author, changed_at=here.changed_at)
    store(session, [whole], here.source_language, here.target_language, target_id=target_id, is_waiting=True)


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
