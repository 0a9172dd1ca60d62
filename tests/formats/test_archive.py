"""Archives from outside are opened within bounds, whatever they say of themselves."""

import io
import struct
import zipfile

import pytest

from domain.errors import ArchiveTooLarge, BrokenFile, ProtectedFile, WrongContent
from formats import archive
from formats.archive import MEGABYTE, Archive
from tests.formats.written import packed


def test_members_are_found_by_any_way_of_writing_their_names() -> None:
    found = Archive(
        packed({"a/../word\\x.xml": "one", "/tmp/y": "two", "../../z": "three", "folder/": ""}), format="docx"
    )
    assert [found.read(name) for name in ("word/x.xml", "tmp/y", "z")] == [b"one", b"two", b"three"]
    assert not found.has("folder")
    assert found.read_if_there("nothing") == b""
    with pytest.raises(BrokenFile):
        found.read("nothing")


def test_a_member_that_unpacks_beyond_the_limit_is_not_unpacked() -> None:
    with pytest.raises(ArchiveTooLarge):
        Archive(packed({"x": b"\0" * (33 * MEGABYTE)}), format="docx").read("x")


def test_members_together_stay_within_the_limit() -> None:
    found = Archive(packed({str(n): b"\0" * (20 * MEGABYTE) for n in range(4)}), format="docx")
    assert all(len(found.read(str(n))) == 20 * MEGABYTE for n in range(3))
    with pytest.raises(ArchiveTooLarge):
        found.read("3")


def test_the_size_that_an_archive_claims_is_not_believed() -> None:
    data = bytearray(packed({"x": b"\0" * (2 * MEGABYTE)}))
    entry = data.index(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = struct.pack("<I", 10)
    try:
        assert len(Archive(bytes(data), format="docx").read("x")) <= 10
    except BrokenFile:
        return


def test_an_archive_of_countless_members_is_not_opened() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as found:
        for n in range(archive.MOST_MEMBERS + 1):
            found.writestr(str(n), "")
    with pytest.raises(ArchiveTooLarge):
        Archive(file.getvalue(), format="docx")


def test_a_member_with_a_password_says_so() -> None:
    data = bytearray(packed({"x": "words"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(ProtectedFile):
        Archive(bytes(data), format="docx").read("x")


@pytest.mark.parametrize("data", [b"", b"words", b"\x89PNG"])
def test_what_is_no_archive_is_refused(data: bytes) -> None:
    with pytest.raises(WrongContent):
        Archive(data, format="docx")


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        ({"word/document.xml": ""}, "docx"),
        ({"xl/workbook.xml": ""}, "xlsx"),
        ({"ppt/presentation.xml": ""}, "pptx"),
        ({"mimetype": "application/vnd.oasis.opendocument.text"}, "odt"),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, "ods"),
        ({"mimetype": "application/epub+zip\n"}, "epub"),
        ({"META-INF/container.xml": ""}, "epub"),
        ({"x": ""}, "zip"),
    ],
)
def test_the_kind_of_an_archive_is_known_by_its_members(members: dict[str, str | bytes], kind: str) -> None:
    assert archive.kind(packed(members)) == kind
    assert archive.kind(packed(members)[:-5]) == "zip"
