"""ZIP archives from outside: the one way in which DOCX, ODT, EPUB and XLSX files are opened.

Members are read by name into memory, and nothing is ever written to disk, so a name such as `../../etc/passwd` is
only a name. What an archive says of its own size is not believed: bytes are counted as they come out.
"""

import io
import zipfile
import zlib
from posixpath import normpath

from domain.errors import ArchiveTooLarge, BrokenFile, ProtectedFile, WrongContent
from formats.magic import foreign_content

MEGABYTE = 1024 * 1024
MOST_MEMBERS = 10_000
MOST_UNPACKED = 64 * MEGABYTE  # of all members that are read: no text that people write comes near it
_LARGEST_MEMBER = 32 * MEGABYTE
_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
_ENTRY = b"PK\x01\x02"  # one in the directory at the end for each member
_ENCRYPTED = 0x1
_MIMETYPES = {
    b"application/epub+zip": "epub",
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.text-template": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
_PARTS = (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("ppt/presentation.xml", "pptx"))
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


class Archive:
    """A ZIP whose members are read within bounds. `format`: the id that errors name."""

    def __init__(self, data: bytes, *, format: str) -> None:
        """Open the archive in `data`.

        Raises WrongContent for what is no ZIP, BrokenFile for one without its directory, ArchiveTooLarge for too
        many members; nothing else, whatever the bytes.
        """
        self._format = format
        self._left = MOST_UNPACKED
        if not data.startswith(_MARKS):
            raise WrongContent(format=format, found=foreign_content(data) or "text")
        # Each entry takes a kilobyte of memory once it is opened, and 50 bytes in the file.
        if data.count(_ENTRY) > MOST_MEMBERS:
            raise ArchiveTooLarge(limit_mb=MOST_UNPACKED // MEGABYTE)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _FAULTS as error:
            raise self._broken(str(error)) from error
        self._members = {
            _plain(info.filename): info for info in self._zip.infolist() if not info.filename.endswith("/")
        }

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the members as they stand in the directory, with slashes."""
        return tuple(self._members)

    def has(self, name: str) -> bool:
        """Say whether there is a member of that name."""
        return _plain(name) in self._members

    def read(self, name: str) -> bytes:
        """Return the bytes of a member.

        Raises BrokenFile for one that is missing or damaged, ProtectedFile for one with a password, ArchiveTooLarge
        for one, or all together, over the limit.
        """
        info = self._members.get(_plain(name))
        if info is None:
            raise self._broken(f"no {name}")
        if info.flag_bits & _ENCRYPTED:
            raise ProtectedFile(format=self._format)
        limit = min(_LARGEST_MEMBER, self._left)
        if info.file_size > limit:
            raise ArchiveTooLarge(limit_mb=limit // MEGABYTE)
        try:
            with self._zip.open(info) as member:
                content = member.read(limit + 1)
        except _FAULTS as error:
            raise self._broken(str(error)) from error
        if len(content) > limit:
            raise ArchiveTooLarge(limit_mb=limit // MEGABYTE)
        self._left -= len(content)
        return content

    def read_if_there(self, name: str) -> bytes:
        """Return the bytes of a member, none when there is no such member. Raises as `read`."""
        return self.read(name) if self.has(name) else b""

    def _broken(self, detail: str) -> BrokenFile:
        return BrokenFile(format=self._format, line=None, detail=detail[:200])


def kind(data: bytes) -> str:
    """Return what a ZIP holds by its members (`docx`, `odt`, `epub`, `xlsx`, `pptx` …), else `zip`; never raises."""
    try:
        archive = Archive(data, format="zip")
        mimetype = archive.read_if_there("mimetype").strip()
    except (WrongContent, BrokenFile, ArchiveTooLarge, ProtectedFile):
        return "zip"
    if found := _MIMETYPES.get(mimetype):
        return found
    if archive.has("META-INF/container.xml"):
        return "epub"
    return next((name for part, name in _PARTS if archive.has(part)), "zip")


def _plain(name: str) -> str:
    """Return the name of a member as other members write it: slashes, no step in place or back, none at the head."""
    return normpath("/" + name.replace("\\", "/")).lstrip("/")
