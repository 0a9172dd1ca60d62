"""The rows of a page of results, set from patterns as the desk's are (blueprints/rows.py says why)."""

from functools import lru_cache
from typing import NamedTuple

from flask import render_template
from flask_babel import get_locale
from markupsafe import Markup, escape

from blueprints.excerpts import excerpt, place_of
from domain.states import State
from services.search import FoundParagraph


class SideKind(NamedTuple):
    """What one target's part of the pattern depends on."""

    language: str
    state: State
    has_text: bool


class Kind(NamedTuple):
    """What the pattern of a row depends on."""

    locale: str
    source: str
    sides: tuple[SideKind, ...]


def row_html(paragraph: FoundParagraph, address: str) -> Markup:
    """Return a paragraph that was found: the source cut around its hits, the targets beside it.

    `address`: of the statement; where it is translated, the row leads to the paragraph at the desk.
    """
    source, targets = paragraph.source, paragraph.targets
    sides = tuple(SideKind(text.language, text.state or State.UNTRANSLATED, bool(text.text)) for text in targets)
    first = next((text for text in (source, *targets) if text.hits), source)
    beside = place_of(first.text, first.hits)
    values = {f"target{n}": excerpt(text.text, text.hits, beside=beside) for n, text in enumerate(targets)}
    values |= {
        "source": excerpt(source.text, source.hits, beside=beside), "address": escape(address),
        "key": Markup(paragraph.key), "number": Markup(paragraph.number),  # noqa: S704 - numbers
    }  # fmt: skip
    return Markup(_pattern(Kind(str(get_locale() or "en"), source.language, sides)) % values)  # noqa: S704 - escaped


@lru_cache(maxsize=1024)
def _pattern(kind: Kind) -> str:
    """Return the row of this kind with a slot, `%(name)s`, for each value."""
    names = ("number", "key", "source", "address", *(f"target{n}" for n in range(len(kind.sides))))
    slots = {name: Markup("\0{}\0").format(name) for name in names}
    html = render_template("search/_row.html", kind=kind, slot=slots).replace("%", "%%")
    for name, slot in slots.items():
        html = html.replace(slot, f"%({name})s")
    return html.strip()
