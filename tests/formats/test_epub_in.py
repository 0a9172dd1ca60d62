"""E-books: chapters in reading order with their titles, and notes that stand in other files."""

import zipfile
from io import BytesIO

import pytest

from domain.chapters import chosen_chapters, numbers_of
from domain.document import Document
from domain.errors import BadValue, BrokenFile, EmptyFile, ProtectedFile
from formats import epub_in
from tests.formats.written import epub, packed

BOOK = {
    "two.xhtml": '<h1>Second</h1><p>Text&nbsp;of it.<a epub:type="noteref" href="notes.xhtml#n1" id="r1">1</a></p>',
    "sub/one.xhtml": '<h1>First</h1><p>Text.<a href="../notes.xhtml#n2" epub:type="noteref">2</a><br/>'
    'Line.<a id="x"/></p>',
    "notes.xhtml": '<h1>Notes</h1><aside epub:type="footnote" id="n1"><p>One. <a href="two.xhtml#r1">↩</a></p></aside>'
    '<aside epub:type="footnote" id="n2"><p>Two.</p></aside>',
}
CONTENTS = '<li><a href="two.xhtml">The second</a></li><li><a href="two.xhtml#x">Again</a></li>'


def read(**options: str) -> Document:
    return epub_in.read_document(epub(BOOK, contents=CONTENTS, **options))


def encryption(method: str) -> str:
    """Return what a book says of a file in it that is encrypted."""
    entry = f'<EncryptedData xmlns="http://www.w3.org/2001/04/xmlenc#"><EncryptionMethod Algorithm="{method}"/>'
    return f"<encryption>{entry}</EncryptedData></encryption>"


def shown(document: Document) -> list[tuple[str, str]]:
    return [(block.role.value, block.text) for block in document.blocks]


def test_the_spine_says_the_order_and_notes_go_over_all_files() -> None:
    document = read(language="es-PE")
    assert shown(document) == [
        ("headline", "Second"),
        ("paragraph", "Text\u00a0of it.[^1]"),
        ("subhead", "First"),
        ("paragraph", "Text.[^2]\nLine."),
        ("subhead", "Notes"),
        ("footnote", "[^1]: One."),
        ("footnote", "[^2]: Two."),
    ]
    assert (document.title, document.language) == ("A book", "es")
    assert [(c.title, c.start, c.end) for c in document.chapters] == [
        ("The second", 0, 2), ("First", 2, 4), ("Notes", 4, 7),
    ]  # fmt: skip


def test_chapters_are_taken_with_the_notes_that_they_refer_to() -> None:
    document = chosen_chapters(read(), [2])
    assert shown(document) == [("headline", "First"), ("paragraph", "Text.[^2]\nLine."), ("footnote", "[^2]: Two.")]
    assert document.title == "First"
    two = chosen_chapters(read(), (3, 1))
    assert [text for _, text in shown(two)] == ["Second", "Text\u00a0of it.[^1]", "Notes", "[^1]: One.", "[^2]: Two."]
    assert two.title == "A book"
    assert chosen_chapters(read(), (1, 2, 3)) == read()


@pytest.mark.parametrize("numbers", [(), (0,), (4,), (1, 9)])
def test_chapters_that_are_not_there_are_refused(numbers: tuple[int, ...]) -> None:
    with pytest.raises(BadValue):
        chosen_chapters(read(), numbers)


def test_chapters_are_named_by_numbers_and_ranges() -> None:
    assert numbers_of("1, 3-5,3", 9) == (1, 3, 4, 5)
    for wrong in ("", "a", "0", "10", "3-", "1-99999999999", "-1", "²"):
        with pytest.raises(BadValue):
            numbers_of(wrong, 9)


def test_a_chapter_that_is_no_xml_is_read_as_browsers_do() -> None:
    document = epub_in.read_document(epub({"a.xhtml": "<h1>One<p>Two <b>bold</p>"}))
    assert [text for _, text in shown(document)] == ["One", "Two **bold**"]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (epub({}), BrokenFile),
        (epub({"a.xhtml": "<p> </p>"}), EmptyFile),
        (packed({"META-INF/container.xml": "<container/>"}), BrokenFile),
        (packed({"META-INF/encryption.xml": encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc")}), ProtectedFile),
        (packed({"META-INF/encryption.xml": "<encryption>"}), BrokenFile),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        epub_in.read_document(data)


@pytest.mark.parametrize("method", ["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"])
def test_a_book_whose_fonts_alone_are_scrambled_is_read(method: str) -> None:
    plain = epub({"a.xhtml": "<p>Hello there.</p>"})
    book = BytesIO(plain)
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr("META-INF/encryption.xml", encryption(method))
    assert epub_in.read_document(book.getvalue()) == epub_in.read_document(plain)
