"""What an HTML edition says of itself to machines, and the style and script that it brings along.

The policy in the file lets exactly this style and this script act, by their hashes, and nothing else.
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markupsafe import Markup

from domain.document import Role
from formats.book import Book
from formats.inline import to_plain

TEMPLATES = Path(__file__).parent.parent / "templates" / "editions"
SENTENCES = 16  # of one paragraph that are marked without script, too
LONGEST_DESCRIPTION = 200  # characters
_OPENING = frozenset({Role.DECK, Role.PARAGRAPH})
_ADDRESS = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:)\]]")
_CREATIVE_COMMONS = re.compile(r"\bCC[ -](BY(?:[ -](?:NC|SA|ND))*)[ -](\d\.\d)\b", re.IGNORECASE)
_ZERO = re.compile(r"\bCC0\b|\bCC[ -]Zero\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Own:
    """The style and the script of every page, and the policy that lets them act."""

    style: Markup
    script: Markup
    policy: str


@cache
def own() -> Own:
    """Return them as they stand in templates/editions, the same for every page."""
    style = "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in ("edition.css", "volume.css"))
    style = f"\n{style}{''.join(_rules())}"
    script = "\n" + (TEMPLATES / "edition.js").read_text(encoding="utf-8")
    policy = "; ".join(
        (
            "default-src 'none'", f"style-src 'sha256-{_digest(style)}'", f"script-src 'sha256-{_digest(script)}'",
            "img-src data:", "base-uri 'none'", "form-action 'none'",
        )
    )  # fmt: skip
    return Own(Markup(style), Markup(script), policy)  # noqa: S704 - files of ours


def _digest(text: str) -> str:
    return b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _rules() -> Iterator[str]:
    """Yield what marks the sentence under a pointer on both sides where no script runs."""
    numbers = range(1, SENTENCES + 1)
    selectors = (f'html:not(.js) .row:has([data-s="{n}"]:hover) [data-s="{n}"]' for n in numbers)
    yield "@media screen and (hover: hover) {\n" + ",\n".join(selectors) + " { background: var(--mark); }\n}\n"


def description(book: Book) -> str:
    """Return the first words of the book in the page's language, approved ones only; "" where there are none."""
    opening = next((" ".join(to_plain(text).split()) for text in _openings(book) if text.strip()), "")
    return _shortened(opening)


def _openings(book: Book) -> Iterator[str]:
    side = "target" if book.has_target else "source"
    yield from (text for printed, texts in book.front if printed == side for text in texts)
    for part in book.parts:
        for row in part.page.rows:
            if row.unit.role in _OPENING:
                yield ("" if row.mark else row.target) if book.has_target else row.unit.source


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_DESCRIPTION:
        return text
    return text[: LONGEST_DESCRIPTION - 1].rsplit(" ", 1)[0].rstrip(" ,.;:—–-") + "…"


def licence_address(licence: str) -> str:
    """Return where the terms of `licence` stand: the address in it, or that of a Creative Commons licence; else ""."""
    if found := _ADDRESS.search(licence):
        return found[0]
    if _ZERO.search(licence):
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    if found := _CREATIVE_COMMONS.search(licence):
        return f"https://creativecommons.org/licenses/{found[1].lower().replace(' ', '-')}/{found[2]}/"
    return ""
