"""TMX 1.4b, the exchange format of translation memories: one tu a segment, with its id.

What the desk knows of a segment stands in `prop` elements (`x-rv-state`), which the standard has for that. Markup
is in bpt, ept and ph with its own signs in them. Reading is in formats/tmx_in.py; docs/formats.md has the table.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from domain.bitext import Bitext, Unit
from formats import tmx_in
from formats.base import DEFAULTS, EVERYTHING, FormatInfo, Options, cannot_read, cannot_write_volumes
from formats.coded import Kind, Mark, contents, exact
from formats.exchange import (
    ID,
    PREVIOUS,
    REMARK,
    SOURCE,
    STATE,
    TARGET,
    admitted,
    attribute,
    escaped,
    extra_pairs,
    head_pairs,
    held,
    name_for,
    remark_value,
    remarks_of,
    safe,
    unit_pairs,
)
from formats.foreign import put

INFO = FormatInfo(
    id="tmx",
    name="TMX 1.4b",
    suffix=".tmx",
    media_type="application/x-tmx+xml",
    reads_targets=True,
    carries=EVERYTHING,
    aliases=("tmx14", "tmx-1.4", "tmx1.4", "tmx14b", "tmx-1.4b", "tmx1.4b"),
    holds_many_languages=True,
)
_TYPES = {Kind.EMPHASIS: "italic", Kind.STRONG: "bold", Kind.LINK: "link"}
_SIGNS = {Kind.EMPHASIS: ("*", "*"), Kind.STRONG: ("**", "**")}

read = tmx_in.read
units = tmx_in.units
read_document = cannot_read(INFO)
write_volume = cannot_write_volumes(INFO)


def write(bitext: Bitext, options: Options = DEFAULTS) -> bytes:
    """Return `bitext` as TMX 1.4b in UTF-8. An empty target has no tuv."""
    languages = attribute(bitext.source_language), attribute(bitext.target_language)
    body = (_unit(unit, number, *languages) for number, unit in enumerate(admitted(bitext, options.states), 1))
    return "".join((*_head(bitext), *body, "</body>\n</tmx>\n")).encode()


def _head(bitext: Bitext) -> Iterator[str]:
    language = attribute(bitext.source_language)
    changed = f' changedate="{written(bitext.updated)}"' if bitext.updated else ""
    own, _, rest = put(bitext.extra, tmx_in.HEADER, lambda name: name not in tmx_in.HEADER_ATTRIBUTES)
    notes, rest = _notes(rest)
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">\n'
        f'<header creationtool="{tmx_in.PRODUCT}" creationtoolversion="1" segtype="paragraph" o-tmf="Markdown" '
        f'adminlang="en" srclang="{language}" datatype="plaintext"{changed}{own}>\n{notes}'
    )
    yield prop(*held(tmx_in.TARGET_LANGUAGE, bitext.target_language))
    for name, value in head_pairs(bitext):
        if name != "extra":
            yield prop(name, value)
    yield _extra(rest)
    yield "</header>\n<body>\n"


def _unit(unit: Unit, number: int, source_language: str, target_language: str) -> str:
    own, _, rest = put(unit.extra, tmx_in.UNIT, lambda name: name not in tmx_in.UNIT_ATTRIBUTES)
    id = name_for(unit, number)
    by = f' changeid="{attribute(unit.author)}"' if unit.author else ""
    changed = f' changedate="{written(unit.changed)}"' if unit.changed else ""
    source, target = contents(unit.source, unit.target, piece)
    remarks = "".join(
        f"<note>{escaped(remark.text)}</note>{prop(REMARK, remark_value(kind, remark))}"
        for kind, remark in remarks_of(unit)
    )
    theirs = f'<tuv xml:lang="{target_language}"{by}{changed}>\n<seg>{target}</seg>\n</tuv>\n' if unit.target else ""
    return (
        f'<tu tuid="{id}"{own}>\n{remarks}{"".join(prop(*pair) for pair in _pairs(unit, id))}{_extra(rest)}'
        f'<tuv xml:lang="{source_language}">\n<seg>{source}</seg>\n</tuv>\n{theirs}</tu>\n'
    )


def _pairs(unit: Unit, id: str) -> Iterator[tuple[str, str]]:
    if id != unit.id:
        yield held(ID, unit.id)
    if unit.target:
        yield STATE, unit.state
    for pair in unit_pairs(unit):
        if not (unit.target and _is_in_attributes(pair[0], unit)):
            yield pair
    if unit.previous_source:
        yield held(PREVIOUS, unit.previous_source)
    for name, text in ((SOURCE, unit.source), (TARGET, unit.target)):
        if said := exact(text):
            yield held(name, said)


def _is_in_attributes(name: str, unit: Unit) -> bool:
    """Say whether an attribute of the target's tuv tells all: dates there have whole seconds."""
    if name == "changed":
        return unit.changed is not None and not unit.changed.microsecond
    return name == "author" and safe(unit.author) == unit.author


def _notes(extra: Iterable[tuple[str, str]]) -> tuple[str, list[tuple[str, str]]]:
    """Return the notes of a header, which the standard puts first, and the other pairs."""
    notes, rest = "", []
    for key, value in extra:
        if key == tmx_in.HEADER_NOTE:
            notes += f"<note>{escaped(value)}</note>\n"
        else:
            rest.append((key, value))
    return notes, rest


def _extra(pairs: Iterable[tuple[str, str]]) -> str:
    """Return the props of other programs as they were, and what only another format has a place for."""
    written, others = "", []
    for key, value in pairs:
        if key.startswith(tmx_in.PROP) and safe(key + value) == key + value:
            written += f'<prop type="{attribute(key.removeprefix(tmx_in.PROP))}">{escaped(value)}</prop>\n'
        else:
            others.append((key, value))
    return written + "".join(prop(*pair) for pair in extra_pairs(others))


def prop(name: str, value: str) -> str:
    """Return a value of ours as an element."""
    return f'<prop type="{tmx_in.OWN}{name}">{escaped(value)}</prop>\n'


def written(moment: datetime) -> str:
    """Return a moment as the standard writes it: in UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


# Inline


def piece(part: str | Mark) -> str:
    """Return words, or a code, as they stand in a seg."""
    if isinstance(part, str):
        return escaped(part)
    kind, value, number = part.code.kind, part.code.value, part.number
    opens, closes = _SIGNS.get(kind, ("[", f"]({value})"))
    if part.step > 0:
        return f'<bpt i="{number}" x="{number}" type="{_TYPES[kind]}">{opens}</bpt>'
    if part.step < 0:
        return f'<ept i="{number}">{escaped(closes)}</ept>'
    match kind:
        case Kind.BREAK:
            return f'<ph x="{number}" type="lb">\n</ph>'
        case Kind.NOTE:
            return f'<ph x="{number}" type="fnote">[^{escaped(value)}]</ph>'
    return f'<ph x="{number}" type="{tmx_in.CONTROL}">{escaped(value)}</ph>'
