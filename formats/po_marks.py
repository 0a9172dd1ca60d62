"""What the desk knows of a pair and PO has no place for, as comment lines: `state: reviewed`, `version: 7`.

One form for all: a name, a colon, a value on the same line. A value that cannot stand so (it holds line
breaks, or white space at an end) is written as a JSON string. Notes, which are printed, and the marks of the
segment are extracted comments (`#. `); comments to a colleague are translator comments (`# `), where editors
let people read and write them.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from domain.bitext import Remark, Side
from formats.printable import cleaned

Fields = list[tuple[str, str]]

NOTE_NAMES = frozenset({"note", "note-anchor", "note-author", "note-side", "note-created"})
COMMENT_NAMES = frozenset({"comment", "comment-anchor", "comment-author", "comment-created"})
_LONG = frozenset({"note", "comment", "extra"})  # values that a program may have wrapped
_UNWRAPPED = 74  # letters of a line that nobody wraps
_BARE = ""  # the name of a text that stands without one

_FIELD = re.compile(r"([a-z][a-z0-9-]*):(?: (.*))?", re.DOTALL)
# What ends a line somewhere, or shows nowhere: never bare in a value.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# An accent after `\n` would make an ń of it once somebody composes the file.
_UNSAFE_IN_JSON = re.compile(f"{_UNSAFE.pattern[:-1]}\u0300-\u036f]")
_HYPHEN = re.compile(r"\w-$")


def is_safe(line: str) -> bool:
    """Say whether `line` can stand in a comment as it is and comes back the same."""
    return line.strip() == line != "" and not _UNSAFE.search(line)


def on_one_line(text: str) -> str:
    """Return `text` so that it can stand in a comment."""
    return _UNSAFE.sub(" ", text).strip()


def encode(value: str) -> str:
    """Return `value` as it stands after the colon: itself, or a JSON string."""
    if value.startswith('"') or not (value == "" or is_safe(value)):
        return quoted(value)
    return value


def decode(value: str) -> str:
    """Return what `encode` was given, without characters that a text may not hold."""
    if value.startswith('"'):
        found = unquoted(value)
        value = found if isinstance(found, str) else value
    return cleaned(value)


def quoted(value: object) -> str:
    """Return `value` as JSON on one line, in which no character breaks a line or joins the letter of an escape."""
    return _UNSAFE_IN_JSON.sub(_as_escape, json.dumps(value, ensure_ascii=False))


def unquoted(value: str) -> object:
    """Return the value of a piece of JSON, None for what is none."""
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def moment(text: str) -> datetime | None:
    """Return a time in UTC, None for what is none; one without a zone is in UTC."""
    try:
        found = datetime.fromisoformat(text)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def lines(fields: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Give the comment line of each field, without its sign."""
    return (f"{name}: {encode(value)}" for name, value in fields)


def fields(comment: Iterable[str], names: frozenset[str]) -> tuple[Fields, list[str]]:
    """Return the fields of a comment whose name is one of `names`, and the lines that are none.

    A line that is none, after a field that may be long, goes on with it: some programs wrap comments.
    """
    found: list[tuple[str, list[str]]] = []
    rest: list[str] = []
    for line in comment:
        match = _FIELD.fullmatch(line)
        if match and match[1] in names:
            found.append((match[1], [match[2] or ""]))
        elif found and found[-1][0] in _LONG:
            found[-1][1].append(line)
        else:
            rest.append(line)
    return [(name, decode(_unwrapped(pieces))) for name, pieces in found], rest


def remark_fields(kind: str, remarks: Iterable[Remark]) -> Iterator[tuple[str, str]]:
    """Give the fields of notes or comments (`kind`): the text, then what is known beside it."""
    for remark in remarks:
        yield kind, remark.text
        if remark.anchor:
            yield f"{kind}-anchor", remark.anchor
        if remark.author:
            yield f"{kind}-author", remark.author
        if remark.side and kind == "note":  # a comment is on the pair
            yield f"{kind}-side", remark.side
        if remark.created:
            yield f"{kind}-created", remark.created.isoformat()


def remarks(kind: str, found: Fields) -> Iterator[Remark]:
    """Give the remarks that fields of one `kind` make up; what belongs to no text is left out."""
    text: str | None = None
    beside: dict[str, str] = {}
    for name, value in [*found, (kind, "")]:
        if name != kind:
            beside[name.removeprefix(f"{kind}-")] = value
            continue
        if text is not None:
            yield _remark(text, **beside)
        text, beside = value, {}


def _remark(text: str, author: str = "", anchor: str = "", side: str = "", created: str = "") -> Remark:
    """Return the remark; what is no side of a pair or no time, as another program may have written it, is none."""
    return Remark(text, author, anchor, Side(side) if side in list(Side) else None, moment(created))


def comment_lines(comments: Iterable[Remark]) -> Iterator[str]:
    """Give the lines of comments for colleagues: bare text where nothing else is known, else fields.

    A bare text after something that it could belong to would be read as its end, so that is a field too.
    """
    would_go_on = False
    for comment in comments:
        is_bare = not would_go_on and _is_bare(comment)
        yield from comment.text.split("\n") if is_bare else lines(remark_fields("comment", (comment,)))
        would_go_on = not (comment.author or comment.anchor or comment.created)


def comments(comment: Iterable[str]) -> Iterator[Remark]:
    """Give the comments that the lines of a translator comment hold, whoever wrote them."""
    found: list[tuple[str, list[str]]] = []
    for line in comment:
        match = _FIELD.fullmatch(line)
        if match and match[1] in COMMENT_NAMES:
            found.append((match[1], [match[2] or ""]))
        elif found and found[-1][0] in ("comment", _BARE):
            found[-1][1].append(line)
        else:
            found.append((_BARE, [line]))
    return remarks("comment", list(_comment_fields(found)))


def _comment_fields(found: list[tuple[str, list[str]]]) -> Iterator[tuple[str, str]]:
    for name, pieces in found:
        if name != _BARE:
            yield name, decode(_unwrapped(pieces))
        elif text := cleaned("\n".join(pieces)).strip("\n"):
            yield "comment", text


def _is_bare(comment: Remark) -> bool:
    """Say whether the text alone tells all, in lines that no program changes or wraps."""
    if comment.author or comment.anchor or comment.created or comment.text.strip() != comment.text or not comment.text:
        return False
    return all(
        len(line) <= _UNWRAPPED and line.rstrip() == line and not _FIELD.fullmatch(line) and not _UNSAFE.search(line)
        for line in comment.text.split("\n")
    )


def _unwrapped(pieces: list[str]) -> str:
    """Return a line that was wrapped, whole again; a wrap may have cut it after a hyphen."""
    if len(pieces) == 1:
        return pieces[0]
    return "".join(piece if _HYPHEN.search(piece) else f"{piece} " for piece in pieces[:-1]) + pieces[-1]


def _as_escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
