"""Nothing that a document says is lost or doubled on the way in, whoever wrote the file."""

import unicodedata
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.document import Document
from domain.errors import EmptyFile
from formats import REGISTRY, detect
from formats.inline import to_plain
from tests.formats.written import Part, Piece, docx_of, epub_of, html_of, odt_of

OFFICE = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "interchange" / "office"
needs_shared = pytest.mark.skipif(not OFFICE.is_dir(), reason="the shared test data is not here")
WRITERS = {"docx": docx_of, "html": html_of, "odt": odt_of, "epub": epub_of}
_LETTERS = st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co"), exclude_characters="\ufeff")
TEXT = st.one_of(
    st.text(_LETTERS, max_size=20),
    st.sampled_from(
        [
            "*",
            "**bold**",
            "_",
            "[a](http://x)",
            "[^1]",
            "\\",
            "<b>",
            "&amp;",
            " ",
            "a\u00a0b",
            "so\u00adft",
            "1. ",
            "- ",
        ]
    ),
)
PIECES = st.lists(st.builds(Piece, TEXT, st.booleans(), st.booleans()), min_size=1, max_size=4).map(tuple)
PARTS = st.lists(
    st.builds(Part, st.sampled_from(["heading", "paragraph", "item", "quote", "row"]), PIECES), min_size=1, max_size=6
)


def ink(text: str) -> str:
    """Return the characters of a text that are not white space; composed or not, they are the same."""
    return unicodedata.normalize("NFD", "".join(text.split()))


@pytest.mark.parametrize("format", WRITERS)
@settings(max_examples=40, deadline=None)
@given(parts=PARTS)
def test_every_character_stands_in_exactly_one_paragraph_in_order(format: str, parts: list[Part]) -> None:
    expected = ink("".join(piece.text for part in parts for piece in part.pieces))
    data = WRITERS[format](parts)
    assert detect(f"x.{format}", data) == format
    try:
        document = REGISTRY[format].read_document(data)
    except EmptyFile:
        assert not expected
        return
    assert ink("".join(to_plain(block.text) for block in document.blocks if not block.is_furniture)) == expected


def found_in_order(document: Document, expected: list[str]) -> float:
    """Return the share of the expected paragraphs that stand in a document, in their order."""
    found = [" ".join(to_plain(block.text).split()) for block in document.blocks]
    matcher = SequenceMatcher(None, expected, found, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) / len(expected)


@needs_shared
@pytest.mark.parametrize("format", WRITERS)
@pytest.mark.parametrize("name", ["welcome.en", "welcome.es", "live-about.en", "live-about.es"])
def test_documents_of_another_program_come_in_whole(format: str, name: str) -> None:
    lines = (OFFICE / "expected" / f"{name}.paragraphs.txt").read_text(encoding="utf-8").splitlines()
    expected = [" ".join(line.split()) for line in lines if line.strip()]
    data = (OFFICE / f"{name}.{format}").read_bytes()
    assert found_in_order(REGISTRY[format].read_document(data), expected) == 1


def _paragraphs_of_a_page(page: str, inner: str) -> list[str]:
    """Return the paragraphs of a page by html5lib, which shares nothing with our reader."""
    import html5lib

    root = html5lib.parse(page, namespaceHTMLElements=False)
    found = ["".join(e.itertext()) for e in root.iter("p") if not list(e.iter("a")) and inner not in e.get("class", "")]
    return [" ".join(text.split()) for text in found if text.strip()]


@needs_shared
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_page_as_it_was_shipped_gives_its_text_and_not_its_navigation(language: str) -> None:
    data = (OFFICE / f"maint-guide-start-as-shipped.{language}.html").read_bytes()
    document = REGISTRY["html"].read_document(data)
    expected = [
        text for text in _paragraphs_of_a_page(data.decode(), "toc") if not text.startswith("Table of Contents")
    ]
    expected = [text for text in expected if text not in ("Table of Contents", "Tabla de contenidos")]
    assert len(expected) > 40
    assert found_in_order(document, expected) >= 0.97
    words = " ".join(block.text for block in document.blocks)
    assert "Prev" not in words
    assert sum(block.text.startswith("[^") for block in document.blocks) == 3


@needs_shared
def test_a_book_as_it_was_shipped_gives_all_its_chapters() -> None:
    import io
    import zipfile

    data = (OFFICE / "ubuntu-packaging-guide.es.epub").read_bytes()
    document = REGISTRY["epub"].read_document(data)
    assert (document.title, document.language, len(document.chapters)) == ("Ubuntu Packaging Guide", "es", 17)
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        pages = {name: book.read(name).decode() for name in book.namelist() if name.endswith("libraries.xhtml")}
    (page,) = pages.values()
    chapter = document.chapters[8]
    part = Document(document.blocks[chapter.start : chapter.end])
    assert found_in_order(part, _paragraphs_of_a_page(page, "-")) >= 0.97


@needs_shared
def test_a_statement_of_python_docx_comes_in_with_its_stack_of_titles_and_its_cells() -> None:
    document = REGISTRY["docx"].read_document((OFFICE / "statement.docx").read_bytes())
    texts = [block.text for block in document.blocks if not block.is_furniture]
    assert texts[:3] == [
        "No. 2, April-May 1997",
        "Statement of the Internationalist Group",
        "Down with the Executioner Fujimori!",
    ]
    assert texts[-4:-1] == ["Table cell one", "Celda dos", "Third cell"]
    assert texts[-1].startswith("Last line")
    assert [block.text for block in document.blocks if block.is_furniture] == ["[table: 2 × 2]"]
