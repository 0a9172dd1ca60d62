"""What findings depend on besides the two texts: the checks themselves, the profile, and the termbase.

A digest of it stands with what is remembered of a target, so that whatever changes is noticed without being told.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

import domain
from domain.checks import Profile
from domain.language_tags import base_language
from models import Concept, Statement, Term, Translation, TranslationProfile
from services.profiles import Choices, resolved
from services.terms import stems
from services.usual_lengths import lengths_between

OF_CHECKS = 16  # characters of a digest that are of the checks alone


@dataclass(frozen=True, slots=True)
class Rules:
    """What a translation is checked by. `languages`: of source and target (BCP 47).

    `checks` is the digest of the checks alone, which is enough for errors (services/blocking.py); `without_terms`
    of everything but the termbase; `digest` of all, and begins with that of the checks.
    """

    translation_id: int
    languages: tuple[str, str]
    profile: Profile
    checks: str
    without_terms: str
    digest: str


def rules_of(session: Session, translation_ids: Collection[int]) -> dict[int, Rules]:
    """Return what each of these translations is checked by, in one query and two more for each pair of languages."""
    query = (
        select(
            Translation.id, Statement.source_language, Translation.language, TranslationProfile.variety,
            TranslationProfile.quotation, TranslationProfile.decimal_mark, TranslationProfile.address,
        )
        .join(Statement, Statement.id == Translation.statement_id)
        .outerjoin(TranslationProfile, TranslationProfile.translation_id == Translation.id)
        .where(Translation.id.in_(translation_ids))
    )  # fmt: skip
    found: dict[int, Rules] = {}
    terms: dict[tuple[str, str], str] = {}
    lengths: dict[tuple[str, str], tuple[float, float]] = {}
    for translation_id, source, target, *chosen in session.execute(query):
        languages = source, target
        if languages not in terms:
            terms[languages] = _termbase_digest(session, languages)
            lengths[languages] = lengths_between(session, languages)
        profile = resolved(target, Choices(*chosen) if chosen[0] is not None else Choices())
        profile = replace(profile, lengths=lengths[languages])
        # The translation stands in it, too: one digest never holds for another translation's targets.
        checks = digest(translation_id, languages, checks_digest())[:OF_CHECKS]
        base = digest(checks, profile)
        whole = f"{checks}-{digest(base, terms[languages])}"
        found[translation_id] = Rules(translation_id, languages, profile, checks, base, whole)
    return found


@lru_cache(maxsize=1)
def checks_digest() -> str:
    """Return the digest of the checks as they are in this version of the program: of the files that they stand in."""
    folder = Path(next(iter(domain.__path__)))
    files = [*sorted(folder.rglob("*.py")), Path(stems.__file__)]
    return digest(*(hashlib.sha256(file.read_bytes()).hexdigest() for file in files))


def digest(*parts: object) -> str:
    """Return what stands for `parts` and for nothing else."""
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _termbase_digest(session: Session, languages: tuple[str, str]) -> str:
    bases = [base_language(one) for one in languages]
    of_them = or_(*(or_(Term.language == one, Term.language.startswith(f"{one}-")) for one in bases))
    query = (
        select(Term.id, Term.concept_id, Term.language, Term.text, Term.status, Concept.is_name)
        .join(Concept, Concept.id == Term.concept_id)
        .where(of_them)
        .order_by(Term.id)
    )
    return digest(*(tuple(row) for row in session.connection().execute(query)))
