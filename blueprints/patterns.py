"""Pieces of HTML that are set from a pattern, as type is.

A template is rendered once for each kind of piece, with a slot for each value; a piece of a page is that pattern with
its values filled in. What fills a slot is HTML already: whoever fills it in escapes what people typed.
"""

import re
from collections.abc import Iterable, Mapping

from flask import render_template
from markupsafe import Markup

_SLOT = re.compile("\0([a-z0-9_]+)\0")


class Pattern:
    """HTML with slots, made of `html` in which a slot stands as `slots` gives it."""

    __slots__ = ("_names", "_parts", "_text")

    def __init__(self, html: str) -> None:
        self._parts = _SLOT.split(html)
        self._names = self._parts[1::2]
        self._text = "%s".join(part.replace("%", "%%") for part in self._parts[::2])

    def fill(self, values: Mapping[str, object]) -> str:
        """Return the HTML with `values`, which have one for each slot and may have more."""
        return self._text % tuple(map(values.__getitem__, self._names))

    def fill_some(self, values: Mapping[str, object]) -> "Pattern":
        """Return the pattern that is left when the slots that `values` names are filled."""
        parts = [
            str(values[part]) if n % 2 and part in values else f"\0{part}\0" if n % 2 else part
            for n, part in enumerate(self._parts)
        ]
        return Pattern("".join(parts))


def slots(names: Iterable[str]) -> dict[str, Markup]:
    """Return what a template writes for each of `names`: no text has a NUL in it (blueprints/incoming.py)."""
    return {name: Markup("\0{}\0").format(name) for name in names}


def pattern(template: str, names: Iterable[str], **values: object) -> Pattern:
    """Return the pattern that `template` gives, which writes `slot.name` where a value is to stand."""
    return Pattern(render_template(template, slot=slots(names), **values).strip())
