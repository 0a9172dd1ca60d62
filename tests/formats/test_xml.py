"""The one parser of XML: what it takes, what it refuses, and that it says where."""

import pytest

from domain.errors import BrokenFile, EmptyFile, FileProblem, WrongContent
from formats import xml
from formats.printable import cleaned, parsed

ENTITY = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a><b>&x;</b></a>'
PARAMETER = b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]><a><b/></a>'
HIDDEN = b'<!DOCTYPE a [<!-- <a> --><!ENTITY x "y">]><a><b t="&x;"/></a>'


def read(data: bytes) -> list[str]:
    """Return the texts of the `b` elements, found by both ways of reading, which must agree."""
    whole = [b.text or "" for b in xml.parse(data, format="xml").iterfind(".//{*}b")]
    assert [b.text or "" for b in xml.elements(data, format="xml", tags=("{*}b",))] == whole
    return whole


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "iso-8859-1", "cp1252"])
def test_any_encoding_is_read(encoding: str) -> None:
    name = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16", "cp1252": "windows-1252"}.get(encoding, encoding)
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    assert read(f'{mark}<?xml version="1.0" encoding="{name}"?><a><b>año</b></a>'.encode(encoding)) == ["año"]


def test_what_a_doctype_names_is_not_fetched() -> None:
    assert read(b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a><b>x</b></a>') == ["x"]


def test_comments_and_instructions_are_no_text() -> None:
    assert read(b"\n <a><b>x<!-- no -->y<?no no?>z<![CDATA[<&]]></b></a>") == ["xyz<&"]


@pytest.mark.parametrize("data", [ENTITY, PARAMETER, HIDDEN, ENTITY.decode().encode("utf-16")])
def test_entities_are_refused(data: bytes) -> None:
    for attempt in (lambda: xml.parse(data, format="xml"), lambda: list(xml.elements(data, format="xml", tags=("b",)))):
        with pytest.raises(BrokenFile) as problem:
            attempt()
        assert problem.value.facts["detail"] == "the file declares entities"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyFile),
        (b" \n", EmptyFile),
        (b"PK\x03\x04....", WrongContent),
        (b"words", BrokenFile),
        (b"<a>" * 5_000, BrokenFile),
        (b"<a>" + b"<c/>" * (xml.MOST_TAGS + 1) + b"</a>", BrokenFile),
        (b"<a " + b"c='' " * (xml.MOST_ATTRIBUTES + 1) + b"/>", BrokenFile),
        (b"<a>" + b"c" * 10_000_001 + b"</a>", BrokenFile),
        (b"<a>\xff</a>", BrokenFile),
        (b"<a>&#8;</a>", BrokenFile),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', BrokenFile),
    ],
)
def test_what_is_no_xml_of_a_text_is_refused(data: bytes, error: type[FileProblem]) -> None:
    with pytest.raises(error):
        xml.parse(data, format="xml")
    with pytest.raises(error):
        list(xml.elements(data, format="xml", tags=("b",)))


def test_a_fault_has_its_line() -> None:
    with pytest.raises(BrokenFile) as problem:
        xml.parse(b"\n\n<a>\n<b></a>", format="tmx")
    assert problem.value.facts["line"] == 4
    assert problem.value.facts["format"] == "tmx"


def test_elements_are_given_back_one_by_one() -> None:
    data = b"<a><h>x</h>" + b"<g k='1'><c/><b>y</b></g>" * 3 + b"</a>"
    read = []
    for b in xml.elements(data, format="xml", tags=("b",)):
        assert b.getparent().get("k") == "1"
        root = b.getroottree().getroot()
        assert root.findtext("h") == "x"
        assert [before.text for before in read] == [None] * len(read)
        read.append(b)
    assert len(read) == 3


def test_any_number_of_elements_may_come_one_by_one() -> None:
    count = xml.MOST_TAGS // 2 + 10
    assert sum(1 for _ in xml.elements(b"<a>" + b"<b></b>" * count + b"</a>", format="xml", tags=("b",))) == count


def test_the_root_is_known_from_the_first_bytes() -> None:
    head = '<?xml version="1.0"?><!DOCTYPE tmx SYSTEM "x"><tmx version="1.4" xmlns="urn:x"><header'
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert xml.root_of(head.encode(encoding)) == ("urn:x", "tmx", {"version": "1.4"})
    for other in (b"", b"words", b"<", b"\xff\xfe<", b"\0"):
        assert xml.root_of(other) is None


@pytest.mark.parametrize("number", range(0x180))
def test_what_a_parser_gave_needs_less_cleaning(number: int) -> None:
    try:
        text = xml.parse(f"<a>x&#{number};e\u0301</a>".encode(), format="xml").text
    except BrokenFile:
        return  # no character of XML: it never comes this far
    assert parsed(text) == cleaned(text)
    assert parsed(text[:2]) == cleaned(text[:2])
