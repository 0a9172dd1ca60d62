"""The profile of a translation: which variety, quotation marks, decimal mark and address its checks ask for."""

from dataclasses import dataclass, replace

from babel import Locale, UnknownLocaleError
from babel.localedata import locale_identifiers
from babel.numbers import get_decimal_symbol
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.checks.profile import Address, DecimalMark, Profile, Quotation, region_of
from domain.errors import BadValue
from domain.language_tags import base_language
from domain.permissions import Action, Actor, require
from models import Statement, Translation, TranslationProfile
from models.base import now
from services.store import is_key, record
from services.usual_lengths import lengths_between

_MARKS = {DecimalMark.ANY: "", DecimalMark.COMMA: ",", DecimalMark.POINT: "."}


@dataclass(frozen=True, slots=True)
class Choices:
    """What a group has chosen for a translation. `variety`: a region, "" for that of the language tag."""

    variety: str = ""
    quotation: Quotation = Quotation.ANY
    decimal_mark: DecimalMark = DecimalMark.ANY
    address: Address = Address.ANY


_QUERY = (
    select(
        Statement.source_language, Translation.language, TranslationProfile.variety, TranslationProfile.quotation,
        TranslationProfile.decimal_mark, TranslationProfile.address,
    )
    .join(Statement, Statement.id == Translation.statement_id)
    .outerjoin(TranslationProfile, TranslationProfile.translation_id == Translation.id)
)  # fmt: skip


def profile_of(session: Session, translation_id: int) -> Profile:
    """Return the profile that the checks of a translation go by; where there is no such translation, the default.

    With how long the group's own translations are (services/usual_lengths.py).
    """
    known = is_key(translation_id)
    row = session.execute(_QUERY.where(Translation.id == translation_id)).one_or_none() if known else None
    if row is None:
        return Profile()
    source, language, *chosen = row
    profile = resolved(language, Choices(*chosen) if chosen[0] is not None else Choices())
    return replace(profile, lengths=lengths_between(session, (source, language)))


def resolved(language: str, chosen: Choices) -> Profile:
    """Return the profile of a translation into `language`: what was left to the variety is looked up (CLDR)."""
    variety = chosen.variety or region_of(language)
    is_usual = chosen.decimal_mark is DecimalMark.VARIETY
    mark = usual_mark(language, variety) if is_usual else _MARKS[chosen.decimal_mark]
    return Profile(variety, mark, chosen.address, chosen.quotation)


def usual_mark(language: str, variety: str) -> str:
    """Return the decimal mark of a language in a region, as CLDR has it: `,` `.`, or "" where it knows neither."""
    base = base_language(language)
    for name in (f"{base}_{variety}", base) if variety else (base,):
        try:
            mark = get_decimal_symbol(Locale.parse(name))
        except (UnknownLocaleError, ValueError):
            continue
        return mark if mark in (",", ".") else ""
    return ""


def varieties(language: str) -> list[str]:
    """Return the regions that CLDR knows a variety of `language` for, in their own order."""
    base = base_language(language)
    names = (region_of(name) for name in locale_identifiers() if base_language(name) == base)
    return sorted({name for name in names if name})


def choices(session: Session, actor: Actor, translation: Translation) -> Choices:
    """Return what was chosen for a translation. Raises NotAllowed."""
    require(actor, Action.READ)
    row = session.get(TranslationProfile, translation.id)
    return Choices(row.variety, row.quotation, row.decimal_mark, row.address) if row else Choices()


def choose(session: Session, actor: Actor, translation: Translation, chosen: Choices) -> bool:
    """Give a translation another profile; tell whether it is another. Raises NotAllowed, BadValue.

    Whoever may start a translation may: the profile is settled with it, as are who has it and when it is due.
    """
    require(actor, Action.START_TRANSLATION)
    if chosen.variety and chosen.variety not in varieties(translation.language):
        raise BadValue(field="variety", value=chosen.variety)
    if chosen == choices(session, actor, translation):
        return False
    row = session.get(TranslationProfile, translation.id) or TranslationProfile(translation_id=translation.id)
    row.variety, row.quotation = chosen.variety, chosen.quotation
    row.decimal_mark, row.address = chosen.decimal_mark, chosen.address
    row.updated_at, row.updated_by_id = now(), actor.id
    session.add(row)
    session.flush()
    about = {"statement_id": translation.statement_id, "translation": translation.id}
    record(session, actor, "translation.profile_changed", **about)
    return True
