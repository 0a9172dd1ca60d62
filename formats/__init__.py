"""The formats, one file each: bytes in, bytes out. The registry below is the only list of them."""

from domain.bitext import Bitext
from domain.errors import UnknownFormat
from formats import csv, detection, docx, epub, html, md, odt, pdf, po, tmx, txt, xliff, xliff2, xlsx
from formats.base import Format

REGISTRY: dict[str, Format] = {
    f.INFO.id: f for f in (html, pdf, epub, docx, odt, txt, md, po, xliff, xliff2, tmx, csv, xlsx)
}

_ALIASES = {alias: f.INFO.id for f in REGISTRY.values() for alias in f.INFO.aliases}
# Of two formats with one suffix, the first is what a name alone says; the content says more.
_SUFFIXES = {f.INFO.suffix: f.INFO.id for f in reversed(REGISTRY.values())}


def writer(id: str) -> Format:
    """Return the format of that id or alias, to write with; raise UnknownFormat if there is none that writes."""
    return _known(id, "writes")


def volume_writer(id: str) -> Format:
    """Return the format of that id, to write an edition with (`write_volume`); raise UnknownFormat if none does."""
    return _known(id, "writes_volumes")


def reader(id: str) -> Format:
    """Return the format of that id or alias, to read targets from (`read`); raise UnknownFormat if none does."""
    return _known(id, "reads_targets")


def read_pair(id: str, data: bytes, source_language: str, target_language: str) -> Bitext:
    """Return the pairs of an exchange file; of one that holds several languages, those of the pair wanted.

    Raises UnknownFormat, and FileProblem as `read` does: WrongLanguage where the file has none of the pair.
    """
    found = reader(id)
    if found.INFO.holds_many_languages:
        return found.read(data, languages=(source_language, target_language))
    return found.read(data)


def document_reader(id: str) -> Format:
    """Return the format of that id, to read a source from (`read_document`); raise UnknownFormat if none does."""
    return _known(id, "reads_documents")


def detect(name: str, data: bytes) -> str:
    """Return the id of the format of a file called `name`, found by its content, then by its suffix.

    A name without suffix is plain text. The format may be one that is only written: ask `reader` or
    `document_reader` for it. Raises WrongContent for bytes that are certainly no text, UnknownFormat for a
    suffix that nobody here knows.
    """
    return detection.detect(name, data, _SUFFIXES)


def _known(id: str, direction: str) -> Format:
    found = REGISTRY.get(_ALIASES.get(id.lower(), id))
    if found is None or not getattr(found.INFO, direction):
        raise UnknownFormat(format=id)
    return found
