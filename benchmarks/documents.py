"""Reading a long Word document, against mammoth alone over the same bytes. Run in a process of its own."""

import io
import sys
import time
from collections.abc import Callable

from benchmarks.web import Figure

PAGES = 300
PARAGRAPHS_A_PAGE = 8
ROUNDS = 3
_WORDS = "The river is for all of us, and whoever sells it sells what was never theirs to sell."


def long_document() -> bytes:
    """Return a Word document of some 300 pages, written with python-docx: headings, emphasis, lists, a table."""
    import docx

    document = docx.Document()
    for page in range(PAGES):
        document.add_heading(f"Part {page}", level=2)
        for n in range(PARAGRAPHS_A_PAGE):
            paragraph = document.add_paragraph(style="List Bullet" if n == 3 else None)
            for piece in range(4):
                run = paragraph.add_run(f"{_WORDS} {page}.{n}.{piece} ")
                run.bold, run.italic = piece == 1, piece == 2
    table = document.add_table(20, 3)
    for cell in table._cells:
        cell.text = _WORDS
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def reading() -> list[Figure]:
    """Return how long reading the document takes, as a ratio to mammoth; the best of a few turns each."""
    import mammoth

    from formats import docx_in

    data = long_document()
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(_seconds(lambda: docx_in.read_document(data)))
        theirs.append(_seconds(lambda: mammoth.convert_to_html(io.BytesIO(data))))
    detail = f"{min(ours):.2f} s against {min(theirs):.2f} s, {PAGES} pages, {len(data) // 1024} kB"
    return [Figure("reading a 300-page DOCX, against mammoth alone", min(ours) / min(theirs), 2, detail)]


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    sys.stdout.write("".join(f"{figure.name}: {figure.ratio:.2f} ({figure.detail})\n" for figure in reading()))
