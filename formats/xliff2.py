"""XLIFF 2.1: one unit a segment, with one segment in it.

What the desk knows of a unit stands in the standard's metadata module, remarks in its notes, and the signs of
Markdown in its original data, so that a tool can show them. Reading is in formats/xliff2_in.py.
"""

from collections.abc import Iterable, Iterator

from domain.bitext import Bitext, Flag, Remark, Unit
from domain.states import State
from formats import xliff2_in
from formats.base import DEFAULTS, EVERYTHING, FormatInfo, Options, cannot_read, cannot_write_volumes
from formats.coded import Kind, Mark, contents, exact
from formats.exchange import (
    ID,
    PREVIOUS,
    SOURCE,
    TARGET,
    TEXT,
    admitted,
    attribute,
    escaped,
    extra_pairs,
    head_pairs,
    held,
    name_for,
    remarks_of,
    safe,
    unit_pairs,
)
from formats.foreign import put

INFO = FormatInfo(
    id="xliff2",
    name="XLIFF 2.1",
    suffix=".xlf",
    media_type="application/xliff+xml",
    reads_targets=True,
    carries=EVERYTHING,
    aliases=("xliff21", "xliff-2.1", "xliff2.1", "xliff20", "xliff-2.0", "xliff2.0"),
)
STATES = {
    State.UNTRANSLATED: 'state="initial"',
    State.DRAFT: 'state="initial" subState="rv:draft"',
    State.TRANSLATED: 'state="translated"',
    State.RETURNED: 'state="initial" subState="rv:returned"',
    State.REVIEWED: 'state="reviewed"',
    State.FINAL: 'state="final"',
}
_SIGNS = {Kind.EMPHASIS: ("*", "*"), Kind.STRONG: ("**", "**"), Kind.BREAK: ("\n", "")}
_TYPES = {
    Kind.EMPHASIS: 'type="fmt" subType="xlf:i"',
    Kind.STRONG: 'type="fmt" subType="xlf:b"',
    Kind.BREAK: 'type="fmt" subType="xlf:lb"',
    Kind.LINK: 'type="link"',
    Kind.NOTE: f'type="other" subType="{xliff2_in.NOTE}"',
}

read = xliff2_in.read
read_document = cannot_read(INFO)
write_volume = cannot_write_volumes(INFO)


def write(bitext: Bitext, options: Options = DEFAULTS) -> bytes:
    """Return `bitext` as XLIFF 2.1 in UTF-8. An empty target has no target element."""
    units = (_unit(unit, number) for number, unit in enumerate(admitted(bitext, options.states), 1))
    return "".join((*_head(bitext), *units, "</file>\n</xliff>\n")).encode()


def _head(bitext: Bitext) -> Iterator[str]:
    own, elements, rest = put(bitext.extra, xliff2_in.FILE, lambda name: name not in xliff2_in.FILE_ATTRIBUTES)
    _, skeleton, rest = put(rest, xliff2_in.SKELETON, _is_none)
    _, notes, rest = put(rest, xliff2_in.NOTES, _is_none)
    known = [pair for pair in head_pairs(bitext) if pair[0] != "extra"]
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<xliff version="2.1" xmlns="{xliff2_in.NAMESPACE}" xmlns:mda="{xliff2_in.METADATA}" '
        f'xmlns:rv="{xliff2_in.OWN}" srcLang="{attribute(bitext.source_language)}" '
        f'trgLang="{attribute(bitext.target_language)}">\n'
        f'<file id="f1" original="{attribute(bitext.slug or "text")}" xml:space="preserve"{own}>\n'
    )
    yield f"{skeleton}{_metadata([*known, *extra_pairs(rest)], always=True)}{elements}{notes}"


def _unit(unit: Unit, number: int) -> str:
    own, elements, rest = put(unit.extra, xliff2_in.UNIT, lambda name: name not in xliff2_in.UNIT_ATTRIBUTES)
    of_segment, _, rest = put(rest, xliff2_in.SEGMENT, lambda name: name not in ("state", "subState"))
    id = name_for(unit, number)
    translate = ' translate="no"' if Flag.LOCKED in unit.flags else ""
    data: dict[str, str] = {}
    source, target = contents(unit.source, unit.target, lambda piece: _piece(piece, data))
    state = STATES[unit.state if unit.target else State.UNTRANSLATED]
    return (
        f'<unit id="{id}"{translate}{own}>\n{_metadata(_pairs(unit, id, rest))}{elements}{_notes(unit)}{_data(data)}'
        f"<segment {state}{of_segment}>\n<source>{source}</source>\n"
        f"{f'<target>{target}</target>' if unit.target else ''}\n</segment>\n</unit>\n"
    )


def _is_none(name: str) -> bool:
    return False


def _pairs(unit: Unit, id: str, rest: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    if id != unit.id:
        yield held(ID, unit.id)
    yield from unit_pairs(unit)
    if unit.previous_source:
        yield held(PREVIOUS, unit.previous_source)
    for name, text in ((SOURCE, unit.source), (TARGET, unit.target)):
        if said := exact(text):
            yield held(name, said)
    for number, (_, remark) in enumerate(remarks_of(unit), 1):
        if safe(remark.text) != remark.text:
            yield held(f"{TEXT}-{number}", remark.text)
        if safe(remark.author) != remark.author:
            yield held(f"{xliff2_in.AUTHOR}-{number}", remark.author)
    yield from extra_pairs(rest)


def _metadata(pairs: Iterable[tuple[str, str]], *, always: bool = False) -> str:
    """Return the metadata element. `always`: the file's says whose it is, even with nothing in it."""
    metas = "".join(f'<mda:meta type="{name}">{escaped(value)}</mda:meta>\n' for name, value in pairs)
    if not metas and always:
        metas = '<mda:meta type="title"></mda:meta>\n'
    group = f'<mda:metaGroup category="{xliff2_in.CATEGORY}">\n{metas}</mda:metaGroup>'
    return f"<mda:metadata>\n{group}\n</mda:metadata>\n" if metas else ""


def _notes(unit: Unit) -> str:
    notes = "".join(_note(number, kind, remark) for number, (kind, remark) in enumerate(remarks_of(unit), 1))
    return f"<notes>\n{notes}</notes>\n" if notes else ""


def _note(number: int, kind: str, remark: Remark) -> str:
    known = {
        "appliesTo": remark.side or "",
        "rv:author": remark.author,
        "rv:anchor": remark.anchor,
        "rv:created": remark.created.isoformat() if remark.created else "",
    }
    written = "".join(f' {name}="{attribute(value)}"' for name, value in known.items() if value)
    return f'<note id="n{number}" category="{kind}"{written}>{escaped(remark.text)}</note>\n'


def _data(data: dict[str, str]) -> str:
    held_data = "".join(f'<data id="{id}" xml:space="preserve">{escaped(sign)}</data>\n' for sign, id in data.items())
    return f"<originalData>\n{held_data}</originalData>\n" if held_data else ""


# Inline


def _piece(piece: str | Mark, data: dict[str, str]) -> str:
    if isinstance(piece, str):
        return escaped(piece)
    if piece.step < 0:
        return "</pc>"
    kind, value, number = piece.code.kind, piece.code.value, piece.number
    if kind is Kind.CONTROL:
        return f'<cp hex="{value}"/>'
    opens, closes = _SIGNS.get(kind) or (("[", f"]({value})") if kind is Kind.LINK else (f"[^{value}]", ""))
    if piece.step == 0:
        return f'<ph id="{number}" {_TYPES[kind]} dataRef="{_id(opens, data)}"/>'
    refs = f'dataRefStart="{_id(opens, data)}" dataRefEnd="{_id(closes, data)}"'
    return f'<pc id="{number}" {_TYPES[kind]} {refs}>'


def _id(sign: str, data: dict[str, str]) -> str:
    return data.setdefault(sign, f"d{len(data) + 1}")
