"""The head of a PO file: gettext's own fields, and what the desk knows of the statement as X- fields."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC

from domain.bitext import Bitext
from formats.po_marks import decode, encode, moment, quoted, unquoted
from formats.printable import cleaned
from formats.wording import language_name

COMMENT = "#"  # the key under which Bitext.extra keeps the comment above the header

# The fields that gettext knows, in its order, and those that we write ourselves.
_STANDARD = (
    "Project-Id-Version",
    "Report-Msgid-Bugs-To",
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Last-Translator",
    "Language-Team",
)
_TEXTS = {"X-Statement": "slug", "X-Title": "title", "X-Appeared": "appeared", "X-Licence": "licence"}
_NAMES = {"X-Translators": "translators", "X-Reviewers": "reviewers"}
_OWN = frozenset(
    {"Language", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "X-Source-Language"}
    | {"X-Source-SHA256", "X-Updated", "X-Extra", *_TEXTS, *_NAMES}
)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_LINE = re.compile(r"([A-Za-z][A-Za-z0-9-]*):[ \t]*(.*)")

Pairs = list[tuple[str, str]]


def write(bitext: Bitext) -> str:
    """Return the msgstr of the header."""
    extra = [pair for pair in bitext.extra if _is_plain(pair)]
    others = [list(pair) for pair in bitext.extra if not _is_plain(pair) and pair[0] != COMMENT]
    given = {name for name, _ in extra}
    usual = [pair for pair in _usual(bitext) if pair[0] not in given]
    pairs = sorted([*usual, *extra], key=_place)
    pairs += _own(bitext)
    if others:
        pairs.append(("X-Extra", quoted(others)))
    return "".join(f"{name}: {value}\n" for name, value in pairs)


def read(msgstr: str, comment: str = "") -> Bitext:
    """Return a bitext without units, with what the header says. What it does not say is empty.

    `comment`: the lines above the header, kept as they are.
    """
    pairs = list(_pairs(msgstr))
    own = {name: value for name, value in pairs if name in _OWN}
    bitext = Bitext(
        source_language=_language(own.get("X-Source-Language", "")),
        target_language=_language(own.get("Language", "")),
        units=(),
        sha256=decode(own.get("X-Source-SHA256", "")),
        updated=moment(own.get("X-Updated", "")),
        **{field: decode(own.get(name, "")) for name, field in _TEXTS.items()},
        **{field: _names(own.get(name, "")) for name, field in _NAMES.items()},
    )
    usual = set(_usual(bitext))
    kept = sorted((pair for pair in pairs if pair[0] not in _OWN and pair not in usual), key=_place)
    above = [(COMMENT, comment)] if comment else []
    return replace(bitext, extra=(*above, *((name, decode(value)) for name, value in kept), *_others(own)))


def _usual(bitext: Bitext) -> Pairs:
    """Return gettext's own fields as they follow from the bitext."""
    updated = bitext.updated.astimezone(UTC).strftime("%Y-%m-%d %H:%M+0000") if bitext.updated else ""
    values = {
        "Project-Id-Version": bitext.slug,
        "PO-Revision-Date": updated,
        "Last-Translator": ", ".join(bitext.translators),
        "Language-Team": language_name(bitext.target_language),
    }
    return [(name, encode(value)) for name, value in values.items() if value]


def _own(bitext: Bitext) -> Pairs:
    values = {
        "X-Source-SHA256": encode(bitext.sha256),
        **{name: encode(getattr(bitext, field)) for name, field in _TEXTS.items()},
        **{name: quoted(names) for name, field in _NAMES.items() if (names := getattr(bitext, field))},
        "X-Updated": bitext.updated.isoformat() if bitext.updated else "",
    }
    return [
        ("Language", encode(bitext.target_language.replace("-", "_"))),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=UTF-8"),
        ("Content-Transfer-Encoding", "8bit"),
        ("X-Source-Language", encode(bitext.source_language.replace("-", "_"))),
        *((name, value) for name, value in values.items() if value),
    ]


def _is_plain(pair: tuple[str, str]) -> bool:
    return bool(_NAME.fullmatch(pair[0])) and pair[0] not in _OWN


def _place(pair: tuple[str, str]) -> int:
    return _STANDARD.index(pair[0]) if pair[0] in _STANDARD else len(_STANDARD)


def _pairs(msgstr: str) -> Iterator[tuple[str, str]]:
    """Give names and values; a line without a name goes on with the value before it."""
    name, value = "", ""
    for line in msgstr.split("\n"):
        if match := _LINE.fullmatch(line.rstrip()):
            if name:
                yield name, value
            name, value = match[1], match[2]
        elif name and line.strip():
            value = f"{value} {line.strip()}"
    if name:
        yield name, value


def _language(name: str) -> str:
    """Return the BCP 47 tag of a gettext language (`es_PE`), "" for what is none."""
    tag = decode(name).split("@")[0].strip().replace("_", "-")
    return tag if _TAG.fullmatch(tag) else ""


def _names(text: str) -> tuple[str, ...]:
    found = unquoted(text)
    return tuple(cleaned(str(name)) for name in found) if isinstance(found, list) else ()


def _others(own: dict[str, str]) -> Iterator[tuple[str, str]]:
    found = unquoted(own.get("X-Extra", ""))
    for pair in found if isinstance(found, list) else ():
        if isinstance(pair, list) and len(pair) == 2:
            yield cleaned(str(pair[0])), cleaned(str(pair[1]))
