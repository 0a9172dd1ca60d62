"""XLIFF 1.2, the exchange format that most translation tools read: one trans-unit a segment.

What the desk knows and XLIFF 1.2 has no place for stands in a context group of the unit, which other tools keep and
do not offer for translation (OmegaT 3 does so with elements of our own), and in `rv:meta` in the header. Reading is
in formats/xliff_in.py; docs/formats.md has the table.
"""

from collections.abc import Iterable, Iterator

from domain.bitext import Bitext, Flag, Unit
from domain.document import Role
from domain.states import APPROVED, State
from formats import foreign, xliff_in
from formats.base import DEFAULTS, EVERYTHING, FormatInfo, Options, cannot_read, cannot_write_volumes
from formats.coded import Kind, Mark, contents, exact
from formats.exchange import (
    ID,
    PREVIOUS,
    REMARK,
    SOURCE,
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
    unit_pairs,
)

INFO = FormatInfo(
    id="xliff",
    name="XLIFF 1.2",
    suffix=".xlf",
    media_type="application/xliff+xml",
    reads_targets=True,
    carries=EVERYTHING,
    aliases=("xliff12", "xliff-1.2", "xliff1.2", "xlf"),
    holds_many_languages=True,
)
STATES = {
    State.UNTRANSLATED: "new",
    State.DRAFT: "needs-translation",
    State.TRANSLATED: "translated",
    State.RETURNED: "needs-review-translation",
    State.REVIEWED: "signed-off",
    State.FINAL: "final",
}
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<xliff version="1.2" xmlns="{xliff_in.NAMESPACE}" xmlns:rv="{xliff_in.OWN}">\n'
)
_CTYPES = {Kind.EMPHASIS: "italic", Kind.STRONG: "bold", Kind.LINK: "link"}

read = xliff_in.read
read_document = cannot_read(INFO)
write_volume = cannot_write_volumes(INFO)


def write(bitext: Bitext, options: Options = DEFAULTS) -> bytes:
    """Return `bitext` as XLIFF 1.2 in UTF-8."""
    units = (_unit(unit, number) for number, unit in enumerate(admitted(bitext, options.states), 1))
    return "".join((_HEAD, *_file(bitext), *units, "</body>\n</file>\n</xliff>\n")).encode()


def _file(bitext: Bitext) -> Iterator[str]:
    own, elements, rest = foreign.put(bitext.extra, xliff_in.FILE, lambda name: name not in xliff_in.FILE_ATTRIBUTES)
    yield (
        f'<file original="{attribute(bitext.slug or "text")}" datatype="plaintext" '
        f'source-language="{attribute(bitext.source_language)}" '
        f'target-language="{attribute(bitext.target_language)}" product-name="{xliff_in.PRODUCT}"{own}>\n<header>\n'
    )
    yield elements
    for name, value in head_pairs(bitext):
        if name != "extra":
            yield _meta(name, value)
    yield "".join(_meta(*pair) for pair in extra_pairs(rest))
    yield "</header>\n<body>\n"


def _unit(unit: Unit, number: int) -> str:
    own, elements, rest = foreign.put(unit.extra, xliff_in.UNIT, lambda name: name not in xliff_in.UNIT_ATTRIBUTES)
    id = name_for(unit, number)
    restype = "" if unit.role is Role.PARAGRAPH else f' restype="x-{unit.role}"'
    approved = ' approved="yes"' if unit.target and unit.state in APPROVED else ""
    translate = ' translate="no"' if Flag.LOCKED in unit.flags else ""
    source, target = contents(unit.source, unit.target, _piece)
    state = STATES[unit.state] if unit.target else STATES[State.UNTRANSLATED]
    return (
        f'<trans-unit id="{id}"{restype}{approved}{translate} xml:space="preserve"{own}>\n'
        f'<source>{source}</source>\n<target state="{state}">{target}</target>\n'
        f"{''.join(_remarks(unit))}{_previous(unit, target)}"
        f"{_context(id, _pairs(unit, id, rest))}{elements}</trans-unit>\n"
    )


def _remarks(unit: Unit) -> Iterator[str]:
    for _, remark in remarks_of(unit):
        by = f' from="{attribute(remark.author)}"' if remark.author else ""
        yield f'<note{by} annotates="{remark.side or "general"}">{escaped(remark.text)}</note>\n'


def _previous(unit: Unit, target: str) -> str:
    """Return the former source with the target that was made for it, which tools show as a match."""
    if not unit.previous_source:
        return ""
    former, _ = contents(unit.previous_source, "", _piece)
    return (
        '<alt-trans alttranstype="previous-version" xml:space="preserve">'
        f"<source>{former}</source><target>{target}</target></alt-trans>\n"
    )


def _pairs(unit: Unit, id: str, rest: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    if id != unit.id:
        yield held(ID, unit.id)
    yield from (pair for pair in unit_pairs(unit) if pair[0] != "role")
    for name, text in ((SOURCE, unit.source), (TARGET, unit.target), (PREVIOUS, unit.previous_source)):
        if said := exact(text):
            yield held(name, said)
    for kind, remark in remarks_of(unit):
        yield REMARK, remark_value(kind, remark)
    yield from extra_pairs(rest)


def _context(id: str, pairs: Iterable[tuple[str, str]]) -> str:
    known = "".join(f'<context context-type="x-{name}">{escaped(value)}</context>\n' for name, value in pairs)
    if not known:
        return ""
    return f'<context-group name="{xliff_in.GROUP}{id}" purpose="information">\n{known}</context-group>\n'


def _meta(name: str, value: str) -> str:
    return f'<rv:meta name="{name}">{escaped(value)}</rv:meta>\n'


# Inline


def _piece(piece: str | Mark) -> str:
    if isinstance(piece, str):
        return escaped(piece)
    if piece.step < 0:
        return "</g>"
    kind, value = piece.code.kind, attribute(piece.code.value)
    match kind:
        case Kind.LINK:
            return f'<g id="{piece.number}" ctype="link" rv:href="{value}">'
        case Kind.BREAK:
            return f'<x id="{piece.number}" ctype="lb"/>'
        case Kind.NOTE:
            return f'<x id="{piece.number}" ctype="{xliff_in.NOTE}" equiv-text="[^{value}]"/>'
        case Kind.CONTROL:
            return f'<x id="{piece.number}" ctype="{xliff_in.CONTROL}" equiv-text="{value}"/>'
    return f'<g id="{piece.number}" ctype="{_CTYPES[kind]}">'
