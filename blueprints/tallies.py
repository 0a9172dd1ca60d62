"""What the desk says of a translation's counts: its size, a bar, the filters. Set from patterns, as its rows are.

A long translation is counted after its page (templates/desk/counts.html); `progress` is None until then.
"""

from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup, escape

from blueprints.pages import STATES_IN_BAR, bar_of, number, segments_count, words_count
from blueprints.patterns import Pattern, pattern
from i18n import language
from services.desk import Filter
from services.statements import Progress

SIZE = '<span data-counted="size">{}</span>'
UNCOUNTED = Markup('<div class="desk-progress" data-counted="bar" aria-busy="true"></div>')
PARTS = ("x", "width", "count", "hidden")  # of each state of a bar


class FilterOf(NamedTuple):
    """A filter with its words, and how many rows it lets through; None while they are not counted."""

    name: Filter
    words: str
    count: int | None


class Tallies(NamedTuple):
    """The pieces of HTML."""

    size: Markup
    bar: Markup
    filters: Markup


def tallies(progress: Progress | None, filters: list[FilterOf], shown: Filter, address: str) -> Tallies:
    """Return what is said of `progress` and `filters`, of which `shown` is in use, at the desk's `address`."""
    said = f" · {segments_count(progress.total_segments)} · {words_count(progress.total_words)}" if progress else ""
    return Tallies(
        Markup(SIZE.format(escape(said))),  # noqa: S704 - escaped
        _bar(progress) if progress else UNCOUNTED,
        _filters(filters, shown, address),
    )


def _bar(progress: Progress) -> Markup:
    bar = bar_of(progress)
    values: dict[str, object] = {"words": escape(bar.words), "total": progress.total_words}
    for part in bar.parts:
        hidden = "" if part.count else " hidden"
        own = (part.x, part.width, number(part.count), hidden)
        values |= {f"{part.state}_{name}": value for name, value in zip(PARTS, own, strict=True)}
    return Markup(_bar_pattern(language()).fill(values))  # noqa: S704 - numbers, and words that were escaped


@lru_cache(maxsize=8)
def _bar_pattern(_locale: str) -> Pattern:
    names = [f"{state.value}_{name}" for state in STATES_IN_BAR for name in PARTS]
    return pattern("desk/_bar.html", ["words", "total", *names], states=STATES_IN_BAR)


def _filters(filters: list[FilterOf], shown: Filter, address: str) -> Markup:
    found = tuple((name, words, count is not None) for name, words, count in filters)
    values: dict[str, object] = {name.value: number(count) for name, _words, count in filters if count is not None}
    values["address"] = escape(address)
    return Markup(_filters_pattern(language(), found, shown).fill(values))  # noqa: S704 - numbers, and escaped


@lru_cache(maxsize=256)
def _filters_pattern(_locale: str, filters: tuple[tuple[Filter, str, bool], ...], shown: Filter) -> Pattern:
    names = ["address", *(name.value for name, _words, _is_counted in filters)]
    return pattern("desk/_filters.html", names, filters=filters, shown=shown)
