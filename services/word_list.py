"""The group's word list: one for each language, whatever its variety."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, union
from sqlalchemy.orm import Session

from domain.errors import BadValue, NotFound
from domain.folding import fold
from domain.language_tags import base_language
from domain.permissions import Action, Actor, require
from domain.spelling import as_listed, is_listable
from models import KnownWord, Statement, Translation, User
from models.base import now
from services.statements import language_tag
from services.store import find, name_of, position, record, storable

PAGE = 100  # words shown at once
MOST_WORDS = 50_000  # of one file
_ASKED_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Listed:
    """A word of the list. `who`: what colleagues call who added it, "" for nobody in particular."""

    id: int
    word: str
    who: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """Some words of a language, in their order. `total`: of those looked for; `after`: how many stand before."""

    language: str
    words: tuple[Listed, ...]
    total: int
    after: int


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file of words came to."""

    added: int
    unchanged: int
    skipped: int


def may_add(actor: Actor, language: str | None = None) -> bool:
    """Tell whether `actor` may add words."""
    return actor.may(Action.TRANSLATE, language)


def may_remove(actor: Actor) -> bool:
    """Tell whether `actor` may take words out."""
    return actor.may(Action.MANAGE_MEMORY)


def languages(session: Session, actor: Actor) -> dict[str, int]:
    """Return the languages that statements are in or translated into, or that have words, each with how many words.

    Raises NotAllowed.
    """
    require(actor, Action.READ)
    tags = union(select(Statement.source_language), select(Translation.language))
    counts = dict.fromkeys(sorted({base_language(tag) for tag in session.scalars(tags)}), 0)
    query = select(KnownWord.language, func.count()).group_by(KnownWord.language).order_by(KnownWord.language)
    for language, count in session.execute(query):
        counts[language] = count
    return counts


def page_of(session: Session, actor: Actor, language: str, *, looked_for: str = "", after: int = 0) -> Page:
    """Return the words of `language` that have `looked_for` in them, from number `after` on. Raises NotAllowed."""
    require(actor, Action.READ)
    own = base_language(language)
    asked = KnownWord.language == own
    if looked_for := fold(storable(looked_for).strip()):
        asked &= KnownWord.folded.contains(looked_for, autoescape=True)
    total = session.scalar(select(func.count()).select_from(KnownWord).where(asked)) or 0
    query = (
        select(KnownWord.id, KnownWord.word, name_of(User).label("who"), KnownWord.added_at)
        .outerjoin(User, User.id == KnownWord.added_by_id)
        .where(asked)
        .order_by(KnownWord.folded, KnownWord.word)
        .offset(position(after))
        .limit(PAGE)
    )
    return Page(own, tuple(Listed(*row) for row in session.execute(query)), total, position(after))


def all_words(session: Session, actor: Actor, language: str) -> list[str]:
    """Return every word of `language`, in the order of their letters. Raises NotAllowed, NotFound (no language)."""
    require(actor, Action.EXPORT)
    own = base_language(language)
    if own not in languages(session, actor):
        raise NotFound(what="word_list", key=language)
    return sorted(session.scalars(select(KnownWord.word).where(KnownWord.language == own)))


def listed(session: Session, language: str, words: Collection[str]) -> set[str]:
    """Return those of `words` that the list of a base language has, also with a small letter at their beginning."""
    forms = {form for word in words for form in as_listed(word)}
    known: set[str] = set()
    for some in _batches(sorted(forms)):
        known.update(
            session.scalars(select(KnownWord.word).where(KnownWord.language == language, KnownWord.word.in_(some)))
        )
    return {word for word in words if not known.isdisjoint(as_listed(word))}


def add(session: Session, actor: Actor, language: str, word: str) -> bool:
    """Add a word to the list of `language` (BCP 47); return whether it was not there.

    Raises NotAllowed, and BadValue for a language that is none or what cannot be a word.
    """
    require(actor, Action.TRANSLATE)  # in any language: a wrong one would tell nothing
    own = language_tag(language)
    require(actor, Action.TRANSLATE, own)
    fit = _fit(word)
    if not fit:
        raise BadValue(field="word", value=word[:40])
    added = _put(session, actor, base_language(own), [fit])
    if added:
        record(session, actor, "word.added", language=base_language(own), words=added)
    return bool(added)


def bring(session: Session, actor: Actor, language: str, words: Iterable[str]) -> Brought:
    """Add the words of a file, one a line; what cannot be a word is left out. Raises NotAllowed, BadValue (language).

    What hunspell writes behind a word in its own lists, from `/` on, is none of it.
    """
    require(actor, Action.TRANSLATE)
    own = language_tag(language)
    require(actor, Action.TRANSLATE, own)
    lines = [line.strip() for line in words if line.strip() and not line.lstrip().startswith("#")]
    fit = list(dict.fromkeys(filter(None, (_fit(line.partition("/")[0]) for line in lines[:MOST_WORDS]))))
    added = _put(session, actor, base_language(own), fit)
    if added:
        record(session, actor, "word.added", language=base_language(own), words=added)
    return Brought(added, len(fit) - added, len(lines) - len(fit))


def remove(session: Session, actor: Actor, word_id: int) -> KnownWord:
    """Take a word out, and return it. Raises NotAllowed, NotFound."""
    require(actor, Action.MANAGE_MEMORY)
    word = find(session, KnownWord, word_id)
    session.execute(delete(KnownWord).where(KnownWord.id == word.id))
    session.expunge(word)
    record(session, actor, "word.removed", language=word.language)
    return word


def _fit(word: str) -> str:
    """Return the word as the list has it, "" for what is none."""
    straight = storable(word).strip().replace("’", "'")
    return straight if is_listable(straight) else ""


def _put(session: Session, actor: Actor, language: str, words: list[str]) -> int:
    """Add those of `words` that the list has not; return how many."""
    fresh = list(_without_known(session, language, words))
    moment = now()
    session.add_all(
        KnownWord(language=language, word=word, folded=fold(word), added_by_id=actor.id, added_at=moment)
        for word in fresh
    )
    session.flush()
    return len(fresh)


def _without_known(session: Session, language: str, words: list[str]) -> Iterator[str]:
    for some in _batches(words):
        asked = select(KnownWord.word).where(KnownWord.language == language, KnownWord.word.in_(some))
        known = set(session.scalars(asked))
        yield from (word for word in some if word not in known)


def _batches(words: list[str]) -> Iterator[list[str]]:
    yield from (words[n : n + _ASKED_AT_ONCE] for n in range(0, len(words), _ASKED_AT_ONCE))
