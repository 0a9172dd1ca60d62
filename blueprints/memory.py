"""The memory: words looked for in its pairs, in context (a concordance); without words, what it holds."""

import re
from dataclasses import replace
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from blueprints.excerpts import LONGEST, excerpt, place_of
from blueprints.identity import me
from blueprints.numbers import whole
from domain.folding import LONGEST_QUERY, QUOTES, Query
from domain.permissions import Action
from extensions import db
from services.memory import concordance
from services.memory.concordance import SIDES, Asked, FoundEntry
from services.memory.contents import contents, files, pairs

bp = Blueprint("memory", __name__)

_QUOTES = re.compile(f"[{QUOTES}]")
WHOLE, BESIDE = 1000, LONGEST  # characters of a text that are shown whole: on the page, at the desk
# Signs that people write who expect a pattern; those of a text itself are passed over in silence.
_PATTERN = re.compile(r"[*+^$|\\\[\]{}<>=~#/]|\.\.|\(\?")


@bp.get("/memory")
def show() -> ResponseReturnValue:
    """Show what `q` finds: `in` one side, `pair` of languages (en/es), `origin`, `skip` what was shown before.

    Without words, what the memory holds. With `part`, the piece of HTML that the desk puts beside the paragraph.
    """
    asked = _asked()
    is_beside = "part" in request.args
    if not asked.text and not is_beside:
        return render_template("memory/show.html", asked=asked, contents=contents(db.session, me()), **_choices(asked))
    is_whole = True
    if asked.text and concordance.is_behind(db.session):
        is_whole = concordance.catch_up(db.session)
        db.session.commit()
    found = concordance.search(db.session, me(), asked)
    longest = BESIDE if is_beside else WHOLE
    return render_template(
        "memory/_beside.html" if is_beside else "memory/show.html",
        asked=asked, found=found, rows=[(entry, *_excerpts(entry, longest)) for entry in found.entries],
        left=0 if is_whole else max(1, concordance.count_left(db.session)),
        pair=_pair(asked), words=_words(found.query), words_apart=_apart(asked.text),
        is_pattern=bool(_PATTERN.search(asked.text)),
        is_long=len(asked.text) > LONGEST_QUERY, longest=LONGEST_QUERY, here=_address(asked),
        first=_address(replace(asked, skipped=0)) if asked.skipped else None,
        later=_address(replace(asked, skipped=found.later)) if found.later else None,
        may_manage=me().may(Action.MANAGE_MEMORY), **({} if is_beside else _choices(asked)),
    )  # fmt: skip


def _asked() -> Asked:
    side, origin = request.args.get("in", ""), request.args.get("origin", "")
    source, _slash, target = request.args.get("pair", "").partition("/")
    return Asked(
        request.args.get("q", "").strip(), side if side in SIDES else "", source if target else "", target, origin,
        whole(request.args.get("skip", "")) or 0,
    )  # fmt: skip


def _address(asked: Asked) -> str:
    """Return the address of these results."""
    values = {"q": asked.text[:LONGEST_QUERY], "in": asked.side, "pair": _pair(asked), "origin": asked.origin}
    if asked.skipped:
        values["skip"] = str(asked.skipped)
    return f"{url_for('memory.show')}?{urlencode({name: value for name, value in values.items() if value})}"


def _pair(asked: Asked) -> str:
    return f"{asked.source_language}/{asked.target_language}" if asked.target_language else ""


def _choices(asked: Asked) -> dict[str, object]:
    """Return what the form offers to choose from."""
    own = (asked.source_language, asked.target_language)
    offered = pairs(db.session, me())
    is_other = all(own) and own not in offered
    return {"pairs": [*offered, own] if is_other else offered, "files": files(db.session, me())}


def _excerpts(entry: FoundEntry, longest: int) -> tuple[Markup, ...]:
    """Return both texts cut around their hits; what has none, around the place beside those of the other."""
    source, target = entry.source, entry.target
    if max(len(source.text), len(target.text)) > longest:
        longest = LONGEST  # where one is cut, so is the other
    first = source if source.hits else target
    beside = place_of(first.text, first.hits)
    return tuple(excerpt(one.text, one.hits, beside=beside, longest=longest) for one in (source, target))


def _apart(text: str) -> str:
    """Return the words of a phrase without its quotes; nothing where there is no phrase."""
    plain = _QUOTES.sub(" ", text)
    return " ".join(plain.split())[:LONGEST_QUERY] if plain != text else ""


def _words(query: Query) -> list[str]:
    """Return what was looked for: words, phrases; what may go on ends in dots."""
    return [" ".join(phrase.terms) + ("…" if phrase.is_prefix else "") for phrase in query.phrases]
