"""Spelling of targets: words that neither a dictionary nor the group's list nor the termbase nor the source has."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import spelling
from domain.checks import Finding, Text
from domain.errors import NotFound
from domain.language_tags import base_language
from domain.permissions import Action, Actor, require
from domain.spelling import Place, Unknown
from models import Segment, Statement, Target, Translation
from services.checking import Located
from services.editing import Conflict, Saved, place, save
from services.spelling import program
from services.store import is_key
from services.terms import termbase
from services.word_list import listed

WHOLE_TIMEOUT_S = 60.0  # for a whole translation, which no page waits for

_Texts = tuple[Text, Text]


def findings_beside(session: Session, actor: Actor, target_id: int, variety: str = "") -> list[Finding]:
    """Return the words of one target that nobody knows, with what may have been meant.

    `variety`: a region (`MX`) where the translation is for one. Nothing without a dictionary for its language, or when
    it could not be asked in time. Raises NotAllowed, NotFound.
    """
    require(actor, Action.READ)
    row = session.execute(_ONE.where(Target.id == target_id)).one_or_none() if is_key(target_id) else None
    if row is None:
        raise NotFound(what="target", key=target_id)
    pair = Text(row.source, row.source_language), Text(row.text, row.language)
    return found_in(session, [pair], variety, program.TIMEOUT_S)[0]


def findings(session: Session, actor: Actor, translation: Translation, variety: str = "") -> list[Located]:
    """Return the same of all targets of a translation, in reading order. Raises NotAllowed."""
    require(actor, Action.READ)
    query = _ONE.where(Target.translation_id == translation.id, Target.text != "").order_by(Segment.position)
    rows = session.execute(query).all()
    pairs = [(Text(row.source, row.source_language), Text(row.text, row.language)) for row in rows]
    found = found_in(session, pairs, variety, WHOLE_TIMEOUT_S)
    return [
        Located(f"p{row.number}", row.position, one)
        for row, own in zip(rows, found, strict=True)
        for one in own
    ]  # fmt: skip


def replace(
    session: Session, actor: Actor, target_id: int, wanted: tuple[str, int], word: str, *, version: int
) -> Saved | Conflict:
    """Put `word` in the place of another, `wanted`, that stands at a place of the target as typed.

    Raises what `editing.save` does, and NotFound where that word does not stand there (any more).
    """
    require(actor, Action.TRANSLATE)  # in any language: a look-up would tell what exists
    here = place(session, target_id)
    require(actor, Action.TRANSLATE, here.language)
    old, start = wanted
    end = start + len(old)
    if not old or start < 0 or here.text[start:end] != old:
        raise NotFound(what="finding", key=spelling.CHECK)
    return save(session, actor, target_id, here.text[:start] + word + here.text[end:], version=version)


_ONE = (
    select(
        Segment.number, Segment.position, Segment.source, Target.text, Statement.source_language, Translation.language
    )
    .select_from(Target)
    .join(Segment, Segment.id == Target.segment_id)
    .join(Translation, Translation.id == Target.translation_id)
    .join(Statement, Statement.id == Translation.statement_id)
)


def found_in(session: Session, pairs: Sequence[_Texts], variety: str, timeout_s: float) -> list[list[Finding]]:
    """Return the findings of each of `pairs` of source and target, all of which are in the same languages."""
    languages = (pairs[0][0].language, pairs[0][1].language) if pairs else ("", "")
    dictionary = program.dictionary_for(languages[1], variety)
    if dictionary is None:
        return [[] for _ in pairs]
    places = [spelling.asked(*pair) for pair in pairs]
    strange = set(program.unknown([one.word for own in places for one in own], dictionary, timeout_s=timeout_s))
    strange -= _verbs_with_pronouns(strange, base_language(languages[1]), dictionary, timeout_s)
    strange -= listed(session, base_language(languages[1]), strange)
    left = [[one for one in own if one.word in strange] for own in places]
    left = _without_terms(session, pairs, left, languages)
    asked = list(dict.fromkeys(one.word for own in left for one in own[: spelling.MOST_FINDINGS]))
    meant = program.suggestions(asked, dictionary, timeout_s=timeout_s)
    return [
        list(spelling.findings(target, [Unknown(one, meant.get(one.word, ())) for one in own]))
        for (_source, target), own in zip(pairs, left, strict=True)
    ]


def _verbs_with_pronouns(words: Iterable[str], language: str, dictionary: str, timeout_s: float) -> set[str]:
    """Return those of `words` that are a form the dictionary has, with pronouns behind it."""
    verbs = {word: spelling.verb_of(word, language) for word in words}
    asked = sorted({verb for verb in verbs.values() if verb})
    if not asked:
        return set()
    strange = set(program.unknown(asked, dictionary, timeout_s=timeout_s))
    known = {verb for verb in asked if verb not in strange and program.is_known(verb, dictionary)}
    return {word for word, verb in verbs.items() if verb in known}


def _without_terms(
    session: Session, pairs: Sequence[_Texts], places: list[list[Place]], languages: tuple[str, str]
) -> list[list[Place]]:
    """Return `places` without those inside a term of the termbase, in whatever inflection."""
    asked = [pair for pair, own in zip(pairs, places, strict=True) if own]
    if not asked:
        return places
    turned = [(target, source) for source, target in asked]  # it is the terms of the target that are looked for
    known = termbase(session, turned, (languages[1], languages[0]))
    return [
        [one for one in own if not _is_inside(one, terms)]
        for own, terms in (
            (own, [(hit.start, hit.end) for hit in known.in_source(target.plain)] if own else [])
            for (_source, target), own in zip(pairs, places, strict=True)
        )
    ]


def _is_inside(one: Place, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= one.start and one.end <= end for start, end in spans)
