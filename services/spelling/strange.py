"""All words of a translation that nobody knows, each once: names to be listed beside slips to be put right."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import spelling
from domain.checks import Text
from domain.permissions import Action, Actor, require
from models import Segment, Target, Translation
from services import word_list
from services.spelling import program
from services.spelling.reading import found_in
from services.store import position

PARAGRAPHS = 500  # that are looked at for one page
MOST_PLACES = 5  # named for one word
MOST_TOGETHER = 500  # words listed in one step


@dataclass(frozen=True, slots=True)
class Strange:
    """A word that nobody knows. `meant`: the likeliest first; `places`: the ids (`p12`) of some paragraphs."""

    word: str
    count: int
    meant: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Those of some paragraphs, the most frequent first. `next_after`: the position where the next ones begin, if any.

    `is_answered`: False where the dictionary could not be asked in time.
    """

    words: tuple[Strange, ...]
    paragraphs: int
    next_after: int | None
    is_answered: bool


def words(session: Session, actor: Actor, translation: Translation, variety: str = "", *, after: int = 0) -> Words:
    """Return the words that nobody knows in the paragraphs behind position `after`, some hundreds at a time.

    Raises NotAllowed.
    """
    require(actor, Action.READ)
    query = (
        select(Segment.number, Segment.position, Segment.source, Target.text)
        .join(Target, Target.segment_id == Segment.id)
        .where(Target.translation_id == translation.id, Target.text != "", Segment.position > position(after))
        .order_by(Segment.position)
        .limit(PARAGRAPHS + 1)
    )
    rows = session.execute(query).all()
    languages = translation.statement.source_language, translation.language
    pairs = [(Text(row.source, languages[0]), Text(row.text, languages[1])) for row in rows[:PARAGRAPHS]]
    found = found_in(session, pairs, variety, program.TIMEOUT_S)
    counts: Counter[str] = Counter()
    meant: dict[str, tuple[str, ...]] = {}
    places: dict[str, dict[str, None]] = {}
    for row, findings in zip(rows, found, strict=False):  # one row more than was looked at
        for finding in findings:
            word, suggested = finding.facts
            counts[word] += 1
            meant[word] = tuple(filter(None, suggested.split(", ")))
            places.setdefault(word, {})[f"p{row.number}"] = None
    strange = [Strange(word, counts[word], meant[word], tuple(places[word])[:MOST_PLACES]) for word in counts]
    strange.sort(key=lambda one: (-one.count, one.word.casefold(), one.word))
    next_after = rows[PARAGRAPHS - 1].position if len(rows) > PARAGRAPHS else None
    return Words(tuple(strange), len(pairs), next_after, _is_answered(pairs, variety))


def add_all(session: Session, actor: Actor, language: str, chosen: list[str]) -> int:
    """Add words to the list of `language` (BCP 47); return how many were not there. Raises as `word_list.add`."""
    require(actor, Action.TRANSLATE)  # in any language: a look-up would tell what exists
    require(actor, Action.TRANSLATE, language)
    return sum(word_list.add(session, actor, language, word) for word in chosen[:MOST_TOGETHER])


def _is_answered(pairs: Sequence[tuple[Text, Text]], variety: str) -> bool:
    dictionary = program.dictionary_for(pairs[0][1].language, variety) if pairs else None
    asked = (place.word for pair in pairs for place in spelling.asked(*pair))
    return dictionary is None or program.has_answered(asked, dictionary)
