"""How a translation is written: its variety, marks of quotation, decimal mark and address, which the checks go by."""

from functools import lru_cache

from babel import Locale
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.answers import own_form
from blueprints.identity import me
from domain.checks.profile import Address, DecimalMark, Quotation, region_of
from domain.errors import BadValue
from domain.language_tags import base_language
from domain.permissions import Action, require
from extensions import db
from i18n import language as interface
from services import profiles
from services.profiles import Choices
from services.store import Translation, find_translation

bp = Blueprint("profiles", __name__)

QUOTATIONS = {
    Quotation.ANY: _l("Not decided: any marks"),
    Quotation.ANGULAR: _l("«Angular», and “curly” ones within"),
    Quotation.CURLY: _l("“Curly”, and ‘single’ ones within"),
}
ADDRESSES = {
    Address.ANY: _l("Not decided: one way in each paragraph"),
    Address.TU: "tú",
    Address.USTED: "usted",
    Address.VOS: "vos",
}


@bp.get("/statements/<slug>/<language>/profile")
def show(slug: str, language: str) -> ResponseReturnValue:
    """Show what was chosen, as a form for those who may choose."""
    require(me(), Action.READ)  # first: a look-up would tell what exists
    translation = find_translation(db.session, slug, language)
    chosen = profiles.choices(db.session, me(), translation)
    return render_template(
        "profiles/show.html",
        statement=translation.statement, translation=translation, chosen=chosen, person=me().id,
        may_choose=me().may(Action.START_TRANSLATION),
        varieties=[("", _usual_variety(translation)), *_regions(language, interface())],
        quotations=list(QUOTATIONS.items()),
        decimal_marks=_decimal_marks(translation, chosen),
        addresses=list(ADDRESSES.items()) if base_language(language) == "es" else [],
    )  # fmt: skip


@bp.post("/statements/<slug>/<language>/profile")
def update(slug: str, language: str) -> ResponseReturnValue:
    """Store what was chosen."""
    own_form()
    require(me(), Action.START_TRANSLATION)  # before the look-up, which would tell what exists
    translation = find_translation(db.session, slug, language)
    if profiles.choose(db.session, me(), translation, _chosen()):
        flash(_("Stored. The checks go by it from now on."), "good")
    db.session.commit()
    return redirect(url_for("profiles.show", slug=slug, language=language))


def _chosen() -> Choices:
    """Return what the form says; raise BadValue."""
    sent = request.form
    try:
        return Choices(
            sent.get("variety", ""), Quotation(sent.get("quotation", "any")),
            DecimalMark(sent.get("decimal_mark", "any")), Address(sent.get("address", "any")),
        )  # fmt: skip
    except ValueError as error:
        raise BadValue(field="profile", value=str(error).partition(" ")[0].strip("'")) from error


def _usual_variety(translation: Translation) -> str:
    region = region_of(translation.language)
    if not region:
        return _("Not decided: any variety")
    return _("That of the language: %(region)s", region=_region_name(region, interface()))


def _decimal_marks(translation: Translation, chosen: Choices) -> list[tuple[DecimalMark, str]]:
    """Return the choices of a decimal mark; the usual one only where the variety that is chosen has one."""
    variety = chosen.variety or region_of(translation.language)
    usual = profiles.usual_mark(translation.language, variety)
    found = [(DecimalMark.ANY, _("Not decided: any mark"))]
    if usual or chosen.decimal_mark is DecimalMark.VARIETY:
        found.append((DecimalMark.VARIETY, _("As usual in the variety: %(number)s", number=f"2{usual or '…'}5")))
    return [*found, (DecimalMark.COMMA, _("A comma: 2,5")), (DecimalMark.POINT, _("A point: 2.5"))]


@lru_cache(maxsize=64)
def _regions(language: str, locale: str) -> list[tuple[str, str]]:
    """Return the regions that have a variety of the language, in the order of their names."""
    named = [(region, _region_name(region, locale)) for region in profiles.varieties(language)]
    return sorted(named, key=lambda pair: pair[1])


def _region_name(region: str, locale: str) -> str:
    return Locale.parse(locale.replace("-", "_")).territories.get(region, region)
