"""What a paragraph is on the page, guessed from its place, its length, its last sign and a few words.

A wrong guess costs a person a click, so whatever is in doubt is a paragraph.
"""

import re
from collections.abc import Sequence

from domain.document import Role
from domain.segmentation.dates import holds_date, is_date, is_month
from domain.segmentation.letters import (
    begins_small,
    ends_sentence,
    ends_with_stop,
    has_case,
    is_capitals,
    is_exclamation,
    is_title_case,
    sentence_marks,
)
from domain.segmentation.markers import find_marker, is_note, is_separator
from domain.segmentation.stanzas import is_header
from domain.segmentation.words import all_words

_LONGEST_TITLE = 150
_LONGEST_UNCASED_TITLE = 60
_LONGEST_SUBHEAD = 90
_LONGEST_BYLINE = 120
_LONGEST_SIGNATURE = 80
_MOST_AT_HEAD = 10
_MOST_AT_TAIL = 12
_SHORT = 400
_BODY = (Role.VERSE, Role.QUOTE, Role.ITEM, Role.FOOTNOTE)


def _any(name: str) -> str:
    return "|".join(map(re.escape, all_words(name)))


_ISSUE = re.compile(rf"\b(?:{_any('issue')})[.:]?\s?[º°ª#]?\s?\d", re.IGNORECASE)
_MASTHEAD = re.compile(rf"(?:{_any('masthead')})\b", re.IGNORECASE)
_BYLINE = re.compile(
    rf"(?:(?:an?|una?|la|el|the)\s+)?(?:[\w-]+\s+)?(?:{_any('byline_kinds')})\s+(?:[\w-]+\s+)?(?:{_any('byline_links')})\s",
    re.IGNORECASE,
)
_BY = re.compile(rf"(?:{_any('byline_openers')})\s+(?P<name>.+)", re.IGNORECASE)
_SECTION = re.compile(rf"(?:{_any('sections')})\b", re.IGNORECASE)
_CAPTION = re.compile(rf"[(\[]?(?:{_any('captions')})\.?\s*[\divxlc]*\s*(?:[.:)–—]|-\s)", re.IGNORECASE)
_NOTE_WORD = re.compile(rf"(?:{_any('footnotes')})\.?\s*\d*\s*:", re.IGNORECASE)
_NOTE_SIGN = re.compile(r"(\*{1,3}|[†‡])\s?[\w¿¡«“\"'(]")
# A sign after a word, but none at its start: *this* is no anchor.
_ANCHOR = re.compile(r"(?<![*\w.,;:!?»”\")])[\w.,;:!?»”\")]+(\*{1,3}|[†‡])(?!\w)")
_CLOSING = re.compile(rf"[—–-]?\s*(?:{_any('closings')})\b[.:]?\s*", re.IGNORECASE)
_SLOGAN = re.compile(rf"[¡«“\"']*\s*(?:{_any('slogans')})\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w.'’-]*")
_PARTICLES = frozenset(all_words("particles"))


def guess_roles(texts: Sequence[str], known: Sequence[Role | None]) -> list[Role]:
    """Return a role for each paragraph of a document, in order.

    `texts`: plain text, without marks. `known`: the role that the layout or the file's markup gives, None
    where it gives none; known roles are kept, but for headings that turn out to be a deck.
    """
    roles = [role or _alone(text) for text, role in zip(texts, known, strict=True)]
    _guess_notes(texts, roles)
    _guess_head(texts, roles)
    _guess_tail(texts, roles)
    _guess_between(texts, roles)
    return [role or Role.PARAGRAPH for role in roles]


def _alone(text: str) -> Role | None:
    """Return the role that a text has wherever it stands."""
    if is_separator(text):
        return Role.SEPARATOR
    if is_date(text):
        return Role.DATELINE
    if len(text) <= _SHORT and _CAPTION.match(text):
        return Role.CAPTION
    if is_note(text) or _NOTE_WORD.match(text[:60]):
        return Role.FOOTNOTE
    return None


def _guess_notes(texts: Sequence[str], roles: list[Role | None]) -> None:
    """A paragraph that begins with a note sign is a note if the sign hangs on a word before it."""
    seen: set[str] = set()
    for n, text in enumerate(texts):
        sign = _NOTE_SIGN.match(text[:10])
        if sign and sign[1] in seen and roles[n] in (None, Role.ITEM):
            roles[n] = Role.FOOTNOTE
        elif "*" in text or "†" in text or "‡" in text:
            seen.update(_ANCHOR.findall(text))


# Head


def _guess_head(texts: Sequence[str], roles: list[Role | None]) -> None:
    """Name the lines before the first paragraph: masthead, byline, headline, deck, subheads."""
    headings: list[int] = [n for n, role in enumerate(roles[:_MOST_AT_HEAD]) if role is Role.HEADLINE]
    for n, text in enumerate(texts[:_MOST_AT_HEAD]):
        if roles[n] in _BODY:
            break
        if roles[n] not in (None, Role.SUBHEAD, Role.HEADLINE):
            continue
        role = roles[n] or _head_line(text)
        if role is None:
            break
        if role is Role.SUBHEAD and roles[n] is None:
            headings.append(n)
        roles[n] = role
    # A single line is no title of anything.
    if len(texts) < 2:
        roles[:] = [None if role in (Role.SUBHEAD, Role.BYLINE) else role for role in roles]
        return
    if headings:
        roles[headings[0]] = Role.HEADLINE
    for n in headings[1:2]:
        if not _SECTION.match(texts[n]) and n < len(texts) - 1:
            roles[n] = Role.DECK


def _head_line(text: str) -> Role | None:
    if len(text) > _LONGEST_TITLE or "\n" in text:
        return None
    if _is_masthead(text):
        return Role.MASTHEAD
    if _is_byline(text):
        return Role.BYLINE
    return Role.SUBHEAD if _is_title(text) else None


def _is_masthead(text: str) -> bool:
    if text.endswith((".", "!", "?")) and not _ISSUE.match(text):
        return False
    return bool(is_month(text) or is_header(text) or _MASTHEAD.match(text) or (_ISSUE.search(text) and len(text) <= 80))


def _is_byline(text: str) -> bool:
    if len(text) > _LONGEST_BYLINE or ends_sentence(text):
        return False
    if _BYLINE.match(text):
        return True
    by = _BY.match(text)
    return bool(by and _is_name(by["name"]))


def _is_title(text: str) -> bool:
    """Say whether a line may be a title: short, one sentence at most, and no full stop or comma at its end."""
    if len(text) > (_LONGEST_TITLE if has_case(text) else _LONGEST_UNCASED_TITLE) or begins_small(text):
        return False
    if text.endswith((",", ";", ":")) or not any(map(str.isalpha, text)):
        return False
    if ends_with_stop(text) and not is_capitals(text):
        return False
    marks = sentence_marks(text)
    return len(text.split()) <= 22 and (len(marks) <= 1 or all("!" in mark for mark in marks))


# Tail


def _guess_tail(texts: Sequence[str], roles: list[Role | None]) -> None:
    """Name the lines after the last paragraph: slogans, signature, dateline, separators."""
    first = len(texts)
    named: list[tuple[int, Role]] = []
    while first > 1 and len(texts) - first < _MOST_AT_TAIL:
        n = first - 1
        if roles[n] is None:
            role = _tail_line(texts[n])
            if role is None:
                break
            named.append((n, role))
        elif roles[n] not in (Role.SEPARATOR, Role.FOOTNOTE, Role.CAPTION, Role.DATELINE, Role.VERSE):
            break
        first = n
    for n, role in named:
        roles[n] = role


def _tail_line(text: str) -> Role | None:
    if "\n" in text:
        return None
    if is_month(text):
        return Role.DATELINE
    if is_exclamation(text):
        return Role.SLOGAN
    return Role.SIGNATURE if _is_signature(text) else None


def _is_signature(text: str) -> bool:
    if len(text) > _LONGEST_SIGNATURE or begins_small(text):
        return False
    closing = _CLOSING.match(text)
    if closing and (closing.end() == len(text.rstrip(",:")) or _is_name(text[closing.end() :])):
        return True
    return not text.endswith((",", ";", ":", "!", "?", "…")) and not _ends_plainly(text) and _is_name(text)


def _ends_plainly(text: str) -> bool:
    """Say whether a full stop ends a sentence, and not an abbreviation like "Jr."."""
    last = text.split()[-1]
    return text.endswith(".") and (len(last) > 4 or last[0].islower())


def _is_name(text: str) -> bool:
    """Say whether at least half the words, but for the small ones inside names, begin with a capital."""
    words = [word for word in _WORD.findall(text) if word.lower() not in _PARTICLES]
    capitals = sum(word[0].isupper() or not has_case(word) for word in words)
    return 1 <= len(words) <= 10 and words[0][0].isupper() and 2 * capitals >= len(words)


# Between


def _guess_between(texts: Sequence[str], roles: list[Role | None]) -> None:
    for n, text in enumerate(texts):
        if roles[n] is None and is_exclamation(text) and (_SLOGAN.match(text) or is_capitals(text)):
            roles[n] = Role.SLOGAN
        elif roles[n] in (None, Role.ITEM) and n < len(texts) - 1 and _is_subhead(texts, roles, n):
            roles[n] = Role.SUBHEAD


def _is_subhead(texts: Sequence[str], roles: Sequence[Role | None], n: int) -> bool:
    text = texts[n]
    if len(text) > _LONGEST_SUBHEAD or not _is_title(text) or holds_date(text):
        return False
    if roles[n] is Role.ITEM:
        alone = Role.ITEM not in (roles[n - 1] if n else None, roles[n + 1])
        return alone and _is_numbered_heading(text) and len(texts[n + 1]) > len(text)
    if ends_sentence(text):
        return is_title_case(text) and len(text) <= 60
    if roles[n + 1] is Role.SEPARATOR:
        return abs(len(text) - len(texts[n + 1])) <= 3  # underlined
    return n > 0 and roles[n + 1] in (None, Role.ITEM, Role.VERSE, Role.QUOTE, Role.SUBHEAD) and has_case(text)


def _is_numbered_heading(text: str) -> bool:
    """Say whether a numbered item is rather a heading: "1. Introduction"."""
    marker = find_marker(text)
    return marker is not None and marker.number > 0 and _is_title(text.split(maxsplit=1)[1]) and not ends_sentence(text)
