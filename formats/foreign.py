"""What other programs put into an XML exchange file and the desk does not know: kept in `extra`, written again.

A pair (`xliff:@name`, value) is an attribute, (`xliff:<`, XML) an element, canonical so that it is the same
whenever it is read. `sign` says where it stood: `xliff:` a unit of XLIFF 1.2, `xliff:file` its file.
"""

import re
from collections.abc import Callable, Collection, Iterable

from lxml import etree

from domain.errors import BrokenFile, FileProblem
from formats import xml
from formats.exchange import Pairs, attribute
from formats.printable import cleaned

_XML = "http://www.w3.org/XML/1998/namespace"
_NAME = re.compile(r"(?:\{([^{}\s]+)\})?([A-Za-z_][\w.-]*)", re.ASCII)
_RESERVED = ("http://www.w3.org/2000/xmlns/", "")


def attributes(element: xml.Element, sign: str, known: Collection[str]) -> Pairs:
    """Return the attributes whose names are not `known`."""
    return [(f"{sign}@{name}", cleaned(value)) for name, value in element.items() if name not in known]


def kept(element: xml.Element, sign: str, home: str = "") -> tuple[str, str]:
    """Return the pair of an element that nobody here reads.

    `home`: the namespace in which an element of an older version of the same format is written again. Raises
    BrokenFile for one that has no canonical form.
    """
    try:
        written = etree.tostring(element, method="c14n", exclusive=True, with_tail=False).decode()
    except etree.LxmlError as error:
        raise BrokenFile(format=sign.split(":")[0], line=element.sourceline, detail=str(error)) from error
    namespace = element.tag[1:].partition("}")[0] if element.tag.startswith("{") else ""
    if home and namespace.rpartition(":")[0] == home.rpartition(":")[0]:
        written = written.replace(f'xmlns="{namespace}"', f'xmlns="{home}"')
    elif home and not namespace:
        written = f'<{element.tag} xmlns="{home}"{written[len(element.tag) + 1 :]}'
    return f"{sign}<", cleaned(written)


def put(extra: Iterable[tuple[str, str]], sign: str, is_free: Callable[[str], bool]) -> tuple[str, str, Pairs]:
    """Return the attributes and the elements that `extra` holds for this place, as XML, and the other pairs.

    `is_free` says whether an attribute of that name may be written: a name twice would break the file.
    """
    written, elements = "", ""
    used: set[str] = set()
    rest: Pairs = []
    for key, value in extra:
        place, name = key[: len(sign) + 1], key[len(sign) + 1 :]
        if place == f"{sign}@" and name not in used and is_free(name) and (text := _attribute(name, value, len(used))):
            written += text
            used.add(name)
        elif key == f"{sign}<" and _is_element(value):
            elements += value
        else:
            rest.append((key, value))
    return written, elements, rest


def _attribute(name: str, value: str, number: int) -> str:
    """Return the attribute as XML, "" for a name that cannot be one."""
    match = _NAME.fullmatch(name)
    if match is None or match[1] in _RESERVED or match[2] == "xmlns":
        return ""
    if match[1] is None:
        return f' {name}="{attribute(value)}"'
    if match[1] == _XML:
        return f' xml:{match[2]}="{attribute(value)}"'
    return f' xmlns:n{number}="{attribute(match[1])}" n{number}:{match[2]}="{attribute(value)}"'


def _is_element(text: str) -> bool:
    """Say whether this is one element as `kept` writes it: what comes in from elsewhere may be anything."""
    try:
        root = xml.parse(text.encode(), format="xml")
    except (FileProblem, UnicodeEncodeError):
        return False
    return kept(root, "")[1] == text
