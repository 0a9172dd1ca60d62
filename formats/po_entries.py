"""Reading gettext's file format: bytes to entries, and nothing about what they mean to the desk.

Our own reader, for a file from outside meets it first. polib's treats a short text as the name of a file to
open, splits lines inside strings at U+2028, U+0085 and form feeds (so that it cannot read what it wrote), and
takes quadratic time over a long string of many lines. This one is linear, and its errors name the line.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from domain.errors import BrokenFile, EmptyFile, TooManySegments, UnknownEncoding, WrongContent
from formats.detection import foreign_content

MOST_ENTRIES = 200_000

_CHARSET = re.compile(rb'(?:"|\\n)Content-Type:[^"\r\n]*?charset=([\w.:+-]+)', re.IGNORECASE)
_HEADER_BYTES = 65_536
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
# A file that claims one of these and yet is UTF-8 was saved by an editor that did not read the header.
_SINGLE_BYTE = re.compile(r"iso8859|cp125|koi8|mac")
# Python's own codecs that are text and yet no character set of a file.
_NO_CHARSETS = re.compile(r"utf.?(7|16|32).*|idna|punycode|.*escape|undefined|mbcs|oem")
_STATEMENT = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d{1,3})\])?[ \t]*(?=")')
_SIMPLE_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "v": "\v", "f": "\f", "b": "", "a": "", '"': '"'}
# A run of bytes by number, as `msgcat --escape` writes what is not ASCII; or one sign.
_ESCAPE = re.compile(r"((?:\\(?:[0-7]{3}|x[0-9A-Fa-f]{2}))+)|\\(.)", re.DOTALL)
_BYTE = re.compile(r"\\(?:x(..)|(...))")
_BLANKS = " \t\v\f\r"


@dataclass(slots=True)
class Entry:
    """One message as it stands in the file, strings joined and unescaped.

    `strings` holds msgctxt, msgid, msgid_plural, msgstr or msgstr[0], msgstr[1]…, and the previous ones as
    `#msgctxt`, `#msgid`, `#msgid_plural`; what the file does not have is not in it. `translator` and
    `extracted` are the lines of `# ` and `#. ` comments without their signs.
    """

    line: int
    strings: dict[str, str] = field(default_factory=dict)
    translator: list[str] = field(default_factory=list)
    extracted: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)

    @property
    def is_header(self) -> bool:
        """Whether this is the entry with the file's own data."""
        return not self.strings["msgid"] and "msgctxt" not in self.strings


def entries(data: bytes) -> Iterator[Entry]:
    """Give the entries of a PO file in order, the obsolete ones left out.

    Raises EmptyFile, WrongContent, UnknownEncoding, TooManySegments or BrokenFile with the line.
    """
    reader = _Reader()
    for number, line in enumerate(_text(data).split("\n"), start=1):
        if finished := reader.take(number, line.strip(_BLANKS)):
            yield finished
    if finished := reader.end():
        yield finished


class _Reader:
    """Takes a file line by line and gives an entry whenever one is complete."""

    def __init__(self) -> None:
        self.count = 0
        self.line = 0
        self.entry = Entry(1)
        self.parts: dict[str, list[str]] = {}
        self.current: list[str] | None = None  # the string that a continuation line goes on with

    def take(self, number: int, line: str) -> Entry | None:
        """Read one line, and return the entry that ended before it, if one did."""
        self.line = number
        if not line:
            return None
        if line[0] == '"':
            if self.current is None:
                raise self._broken("a string that belongs to nothing")
            self.current.append(self._unquoted(line))
            return None
        if line[0] == "#":
            return self._comment(line)
        statement = _STATEMENT.match(line)
        if statement is None:
            raise self._broken("neither a comment nor a message")
        finished = None
        if statement[1] == "msgctxt" or (statement[1] == "msgid" and "msgid" in self.parts):
            finished = self.end()
        self._open(_name(statement), self._unquoted(line[statement.end() :]))
        return finished

    def end(self) -> Entry | None:
        """Return the entry that is complete at this point, or None if there were only comments."""
        entry, parts = self.entry, self.parts
        if not parts or all(name.startswith("#") for name in parts):
            return None
        if "msgid" not in parts or "msgstr" not in parts:
            self.line = entry.line
            raise self._broken("a message without msgstr" if "msgid" in parts else "a message without msgid")
        self.count += 1
        if self.count > MOST_ENTRIES:
            raise TooManySegments(count=self.count, limit=MOST_ENTRIES)
        entry.strings = {name: "".join(pieces) for name, pieces in parts.items()}
        self._begin()
        return entry

    def _begin(self) -> None:
        self.entry, self.parts, self.current = Entry(self.line), {}, None

    def _open(self, name: str, string: str) -> None:
        if name in self.parts or (name.startswith("msgstr") and "msgid" not in self.parts):
            raise self._broken(f"{name} out of place")
        self.current = self.parts[name] = [string]
        if name in ("msgctxt", "msgid"):
            self.entry.line = self.line

    def _comment(self, line: str) -> Entry | None:
        kind = line[1:2]
        finished = self.end() if "msgstr" in self.parts or (kind == "~" and "msgid" in self.parts) else None
        if kind == "~":
            self._begin()  # with it go the comments above: an obsolete message is not part of the text
        elif kind == "|":
            self._previous(line[2:].lstrip(_BLANKS))
        elif kind == ".":
            self.entry.extracted.append(_without_sign(line, 2))
        elif kind == ":":
            self.entry.references.append(_without_sign(line, 2))
        elif kind in (",", "="):
            self.entry.flags += filter(None, (flag.strip(_BLANKS) for flag in line[2:].split(",")))
        else:
            self.entry.translator.append(_without_sign(line, 1))
        return finished

    def _previous(self, line: str) -> None:
        if line.startswith('"') and self.current is not None:
            self.current.append(self._unquoted(line))
        elif statement := _STATEMENT.match(line):
            self._open("#" + statement[1], self._unquoted(line[statement.end() :]))
        else:
            raise self._broken("a previous message that cannot be read")

    def _unquoted(self, quoted: str) -> str:
        """Return what a quoted string means. An escape that gettext does not know stays as it is."""
        body = quoted[1:-1]
        if len(quoted) < 2 or quoted[-1] != '"':
            raise self._broken("a string that is not closed")
        if "\\" not in body:
            if '"' in body:
                raise self._broken("a quotation mark inside a string")
            return body
        pieces = body.split("\\\\")
        bare = [piece.replace('\\"', "") for piece in pieces]
        if any('"' in piece for piece in bare) or bare[-1].endswith("\\"):
            raise self._broken("a string that is not closed, or a quotation mark inside it")
        return "\\".join(_unescaped(piece) for piece in pieces)

    def _broken(self, detail: str) -> BrokenFile:
        return BrokenFile(format="po", line=self.line, detail=detail)


def _name(statement: re.Match[str]) -> str:
    return statement[1] if statement[2] in (None, "0") else f"{statement[1]}[{int(statement[2])}]"


def _without_sign(line: str, length: int) -> str:
    return line[length + 1 :] if line[length : length + 1] in (" ", "\t") else line[length:]


def _unescaped(piece: str) -> str:
    if "\\" not in piece:
        return piece
    piece = piece.replace("\\n", "\n").replace('\\"', '"')
    return _ESCAPE.sub(_unescape_one, piece) if "\\" in piece else piece


def _unescape_one(match: re.Match[str]) -> str:
    if match[2]:
        return _SIMPLE_ESCAPES.get(match[2], match[0])
    values = [int(hexadecimal, 16) if hexadecimal else int(octal, 8) for hexadecimal, octal in _BYTE.findall(match[1])]
    try:
        return bytes(values).decode("utf-8")
    except ValueError:
        return match[0]


def _text(data: bytes) -> str:
    """Return the decoded file with LF line ends."""
    if not data.strip(b" \t\r\n\v\f\0"):
        raise EmptyFile
    if found := foreign_content(data):
        raise WrongContent(format="po", found=found)
    text = _decoded(data)
    if not text.strip():
        raise EmptyFile
    if (nul := text.find("\0")) >= 0:
        raise BrokenFile(format="po", line=_line_of(text, nul), detail="a NUL character")
    return text.replace("\r\n", "\n") if "\n" in text else text.replace("\r", "\n")


def _decoded(data: bytes) -> str:
    for mark, charset in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return _strictly(data[len(mark) :], charset)
    charset = _declared(data)
    if _SINGLE_BYTE.match(charset):
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    return _strictly(data, charset)


def _declared(data: bytes) -> str:
    """Return the charset that the header names; UTF-8 where it names none, or is still a template."""
    found = _CHARSET.search(data[:_HEADER_BYTES])
    name = found[1].decode("ascii", "replace") if found else "CHARSET"
    if name == "CHARSET":
        return "utf-8"
    try:
        charset = codecs.lookup(name).name
        "".encode(charset)  # refuses what is no text encoding, such as rot13 or zip
    except (LookupError, ValueError) as error:
        raise UnknownEncoding(encoding=name) from error
    if _NO_CHARSETS.fullmatch(charset):
        raise UnknownEncoding(encoding=name)
    return charset


def _strictly(data: bytes, charset: str) -> str:
    try:
        return data.decode(charset)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BrokenFile(format="po", line=line, detail=f"not {charset}, as the header says") from error


def _line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
