"""Which languages a file of pairs says that it has, before anybody chooses: found by going through it once.

What cannot be read at all is told of here, before anybody is asked for languages.
"""

from collections import Counter
from collections.abc import Iterable
from typing import BinaryIO, NamedTuple

from domain.errors import WithoutPairs
from domain.language_tags import base_language
from formats import csv, pairs, xml
from formats.languages import Languages, is_same
from formats.printable import cleaned
from formats.table_values import is_tag
from formats.tmx_in import OWN, TARGET_LANGUAGE

MOST_LANGUAGES = 200  # named; a file with more names things that are none
_LONGEST_LINE = 65_536
_NO_LANGUAGE = ("", "*all*")


class Survey(NamedTuple):
    """What a file says. `languages`: each tag with the number of its texts, the most frequent first.

    `source`, `target`: the pair that it seems to be for, "" for what it does not tell.
    """

    format: str
    source: str
    target: str
    languages: tuple[tuple[str, int], ...] = ()


def survey(file: BinaryIO, name: str) -> Survey:
    """Return what a file says of its languages. Raises FileProblem: all of it is looked at."""
    kind = pairs.format_of(file, name)
    if kind == pairs.TMX:
        return _of_tmx(file)
    said = _in_first_line(file, kind)
    # To its end, though one pair would tell: what is wrong in the last line is told of now.
    if not sum(bool(pair.source and pair.target) for pair in pairs.read_pairs(file, name, said)):
        raise WithoutPairs
    return Survey(kind, *said)


def _of_tmx(file: BinaryIO) -> Survey:
    source = target = ""
    found: Counter[str] = Counter()
    with pairs.unpacked(file) as stream:
        for element in xml.elements(stream, format=pairs.TMX, tags=("{*}tu", "{*}header")):
            if xml.local(element) == "header":
                source = _tag(element.get("srclang", ""))
                said = (prop for prop in element.iterfind("{*}prop") if prop.get("type") == OWN + TARGET_LANGUAGE)
                target = next((_tag(prop.text or "") for prop in said), "")
            else:
                tags = _tags(element)
                source = source or next(iter(tags), "")
                found.update(tag for tag in tags if tag in found or len(found) < MOST_LANGUAGES)
    if not found:
        raise WithoutPairs
    source = spoken(found, source) if source else ""
    others = [tag for tag, _count in found.most_common() if not is_same(tag, source)]
    target = target or (spoken(found, others[0]) if others else "")
    return Survey(pairs.TMX, source, target, tuple(found.most_common()))


def spoken(found: Iterable[str], tag: str) -> str:
    """Return the tag of a language as the file has it: of several varieties, the language itself."""
    own = [other for other in found if is_same(other, tag)]
    return own[0] if len(own) == 1 else base_language(tag) if own else tag


def _tags(tu: xml.Element) -> list[str]:
    tuvs = tu.iterfind("{*}tuv")
    return [tag for tuv in tuvs if (tag := _tag(tuv.get(f"{xml.XML}lang") or tuv.get("lang") or ""))]


def _in_first_line(file: BinaryIO, kind: str) -> Languages:
    """Return the languages that the first line of a table, or of lines, names."""
    with pairs.unpacked(file) as stream:
        first = next(pairs.lines_of(stream), "")[:_LONGEST_LINE]
    delimiter = "\t" if kind == pairs.LINES else max(csv.DELIMITERS, key=first.count)
    tags = [tag for cell in first.split(delimiter) if (tag := cell.strip(' "\r\n'))]
    if len(tags) == 2 and all(map(is_tag, tags)) and not is_same(tags[0], tags[1]):
        return _tag(tags[0]), _tag(tags[1])
    return "", ""


def _tag(text: str) -> str:
    tag = cleaned(text).strip().replace("_", "-")
    return "" if tag in _NO_LANGUAGE or not is_tag(tag) else tag
