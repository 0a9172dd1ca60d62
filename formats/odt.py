"""OpenDocument text, as LibreOffice writes it: only read, as a source."""

from typing import NoReturn

from domain.bitext import Bitext
from domain.errors import UnknownFormat
from formats.base import DEFAULTS, FormatInfo, Options, cannot_read, cannot_write_volumes
from formats.odt_in import read_document

INFO = FormatInfo(
    id="odt",
    name="OpenDocument",
    suffix=".odt",
    media_type="application/vnd.oasis.opendocument.text",
    reads_documents=True,
    writes=False,
)

read = cannot_read(INFO)
write_volume = cannot_write_volumes(INFO)
__all__ = ["INFO", "read", "read_document", "write", "write_volume"]


def write(bitext: Bitext, options: Options = DEFAULTS) -> NoReturn:
    """Raise UnknownFormat: LibreOffice opens the Word document that the desk writes."""
    raise UnknownFormat(format=INFO.id)
