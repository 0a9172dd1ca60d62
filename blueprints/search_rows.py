"""The rows of a page of results, set from patterns as the desk's are."""

from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup, escape

from blueprints.excerpts import excerpt, place_of
from blueprints.patterns import Pattern, pattern
from domain.states import State
from i18n import language
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
    kind = Kind(language(), source.language, sides)
    return Markup(_pattern(kind).fill(values))  # noqa: S704 - escaped


@lru_cache(maxsize=1024)
def _pattern(kind: Kind) -> Pattern:
    """Return the row of this kind with a slot for each value."""
    names = ("number", "key", "source", "address", *(f"target{n}" for n in range(len(kind.sides))))
    return pattern("search/_row.html", names, kind=kind)
