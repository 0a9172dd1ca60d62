"""Writing pairs of the memory, one after another in the memory of one: TMX 1.4b, a table, or lines with a tab.

Markup is real markup in TMX, as formats/tmx.py writes it, stays as it is in a table, and is left out of lines. What is
read again is the same (formats/pairs.py).
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from formats import pairs, tmx_in
from formats.base import FormatInfo
from formats.coded import contents, exact
from formats.csv import INFO as TABLE_INFO
from formats.csv import protected
from formats.exchange import SOURCE, TARGET, attribute, held
from formats.inline import to_plain
from formats.languages import Languages
from formats.tmx import INFO as TMX_INFO
from formats.tmx import piece, prop, written

PROGRAM = f"{tmx_in.PRODUCT} Memory"
LINES_INFO = FormatInfo(pairs.LINES, "TSV", ".tsv", "text/tab-separated-values")
INFOS = {info.id: info for info in (TMX_INFO, TABLE_INFO, LINES_INFO)}
_KIND, _ORIGIN = "kind", "origin"


class Written(NamedTuple):
    """A pair as a file is to hold it. `origin`: the paragraph or the file that it comes from."""

    id: int
    source: str
    target: str
    source_language: str
    target_language: str
    author: str
    changed_at: datetime | None
    origin: str
    is_sentence: bool


def write_pairs(found: Iterable[Written], format_id: str, languages: Languages) -> Iterator[bytes]:
    """Give the file in pieces, a pair each. `languages`: those of all pairs, "" where they differ.

    The same pairs give the same bytes. Raises KeyError for another format than those of INFOS.
    """
    writers = {pairs.TMX: _tmx, pairs.TABLE: _table, pairs.LINES: _lines}
    write: Callable[[Iterable[Written], Languages], Iterator[str]] = writers[format_id]
    return (text.encode() for text in write(found, languages))


def _tmx(found: Iterable[Written], languages: Languages) -> Iterator[str]:
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">\n'
        f'<header creationtool="{PROGRAM}" creationtoolversion="1" segtype="paragraph" o-tmf="Markdown" '
        f'adminlang="en" srclang="{attribute(languages[0]) or "*all*"}" datatype="plaintext">\n'
    )
    if languages[1]:
        yield prop(*held(tmx_in.TARGET_LANGUAGE, languages[1]))
    yield "</header>\n<body>\n"
    yield from map(_unit, found)
    yield "</body>\n</tmx>\n"


def _unit(pair: Written) -> str:
    source, target = contents(pair.source, pair.target, piece)
    said = [(name, text) for name, text in ((SOURCE, exact(pair.source)), (TARGET, exact(pair.target))) if text]
    if pair.is_sentence:
        said.append((_KIND, pairs.SENTENCE[1]))
    if pair.origin:
        said.append((_ORIGIN, pair.origin))
    by = f' changeid="{attribute(pair.author)}"' if pair.author else ""
    changed = f' changedate="{written(pair.changed_at)}"' if pair.changed_at else ""
    return (
        f'<tu tuid="m{pair.id}">\n{"".join(prop(*held(*value)) for value in said)}'
        f'<tuv xml:lang="{attribute(pair.source_language)}">\n<seg>{source}</seg>\n</tuv>\n'
        f'<tuv xml:lang="{attribute(pair.target_language)}"{by}{changed}>\n<seg>{target}</seg>\n</tuv>\n</tu>\n'
    )


def _table(found: Iterable[Written], languages: Languages) -> Iterator[str]:
    """Give the rows as formats/csv.py writes them; the first names the languages, where they are the same in all."""
    yield "\ufeff"
    yield _row(languages if all(languages) else ("source", "target"))
    for pair in found:
        yield _row((protected(pair.source), protected(pair.target)))


def _row(cells: Languages) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()


def _lines(found: Iterable[Written], _languages: Languages) -> Iterator[str]:
    for pair in found:
        yield f"{_line(pair.source)}\t{_line(pair.target)}\n"


def _line(text: str) -> str:
    """Return the words of a text on one line: white space of any kind is a space."""
    return " ".join(to_plain(text).split())
