"""How a comment is shown: escaped, its paragraphs linked (¶12 or p12), the people whom it calls marked."""

import re
from collections.abc import Collection, Iterable

from markupsafe import Markup, escape

_PLACE = r"¶\s?(?P<sign>\d{1,9})\b|(?<![\w/#@.¶-])p(?P<id>\d{1,9})\b"
_PLACES = re.compile(_PLACE, re.IGNORECASE)


def places_in(texts: Iterable[str]) -> set[int]:
    """Return the numbers of the paragraphs that `texts` name, whether there are such paragraphs or not."""
    return {int(found["sign"] or found["id"]) for text in texts for found in _PLACES.finditer(text)}


def shown(text: str, places: Collection[int], desk: str, names: Collection[str] = ()) -> Markup:
    """Return `text` as HTML: a link for each paragraph among `places`, `desk` being the address; `names` are marked.

    Line breaks stay as they are, for a style that keeps them.
    """
    called = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    pattern = re.compile(rf"{_PLACE}|(?P<name>@(?:{called}))(?!\w)" if called else _PLACE, re.IGNORECASE)
    out, at = [], 0
    for found in pattern.finditer(text):
        out += [escape(text[at : found.start()]), _marked(found, places, desk)]
        at = found.end()
    return Markup("").join([*out, escape(text[at:])])


def _marked(found: re.Match[str], places: Collection[int], desk: str) -> Markup:
    if found.groupdict().get("name"):
        return Markup('<b class="called">{}</b>').format(found[0])
    number = int(found["sign"] or found["id"])
    if number not in places:
        return escape(found[0])
    return Markup('<a href="{0}?at=p{1}#p{1}" data-place="p{1}">{2}</a>').format(desk, number, found[0])
