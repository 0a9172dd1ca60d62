"""The expected exports of a small text, kept as files so that a change shows as a diff. Rebuild: make golden."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from domain.bitext import States
from formats import REGISTRY
from formats.base import Options
from tests.formats import page_pictures
from tests.formats.reading import page_texts
from tests.formats.reading_room import LIBRARY

FOLDER = Path(__file__).parent / "golden"
WRAP = 72


def exports() -> Iterator[tuple[str, bytes]]:
    """Give the name and the bytes of each: every layout with all targets, and the default with approved ones."""
    for fmt in REGISTRY.values():
        info = fmt.INFO
        if not info.writes:
            continue
        for n, layout in enumerate(info.layouts or (None,)):
            for states in States if n == 0 else (States.ALL,):
                name = "-".join(filter(None, (info.id, layout, states))) + info.suffix
                data = fmt.write(LIBRARY, Options(layout, states, WRAP))
                if info.suffix in (".pdf", ".epub", ".docx", ".xlsx"):
                    name, data = f"{name}.txt", _pages(data) if info.suffix == ".pdf" else _parts(data)
                yield name, data


def _pages(pdf: bytes) -> bytes:
    """Return the text of a PDF page by page: a change of it can be read, one of its bytes could not."""
    return "\n\f\n".join(page_texts(pdf)).encode() + b"\n"


def _parts(archived: bytes) -> bytes:
    """Return the files of an e-book or a Word document one after the other, a paragraph a line."""
    with zipfile.ZipFile(io.BytesIO(archived)) as archive:
        parts = [f"=== {name}\n{archive.read(name).decode()}\n" for name in archive.namelist()]
    return "".join(parts).replace("</w:p>", "</w:p>\n").encode()


def main() -> None:
    """Write the files anew, and take away those that nothing writes any more."""
    FOLDER.mkdir(exist_ok=True)
    expected = dict(exports())
    for name, data in expected.items():
        (FOLDER / name).write_bytes(data)
    for path in FOLDER.iterdir():
        if path.is_file() and path.name not in expected:
            path.unlink()
    page_pictures.main()


if __name__ == "__main__":
    main()
