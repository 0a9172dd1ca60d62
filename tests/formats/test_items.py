"""Items of a list that brought their mark as words: printed with one mark, never with two."""

import io
import zipfile

import pytest

from domain.bitext import Bitext, Unit
from domain.document import Role
from domain.states import State
from formats import docx, epub, html, md, txt
from formats.base import Layout, Options
from formats.items import is_numbered, without_bullet


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("- That it stays open.", "That it stays open."), ("– Uno", "Uno"), ("\\* Two", "Two"), ("• Tres", "Tres"),
        ("1. First", "1. First"), ("-5 degrees", "-5 degrees"), ("- ", "- "), ("*Emphasis* here", "*Emphasis* here"),
    ],
)  # fmt: skip
def test_a_bullet_is_taken_off_and_nothing_else(text: str, shown: str):
    assert without_bullet(text) == shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. First", True), ("a) one", True), ("(iv) four", True), ("12\\) x", True), ("1997 was wet.", False),
        ("I. ", False), ("We. Us", False), ("- x", False),
    ],
)  # fmt: skip
def test_a_number_of_its_own_is_known(text: str, expected: bool):
    assert is_numbered(text) is expected


def bitext(source: str, target: str) -> Bitext:
    unit = Unit("p1", source, target, State.REVIEWED, Role.ITEM)
    return Bitext("en", "es", (unit,), slug="list", title="A list")


def pages(source: str, target: str) -> dict[str, str]:
    """Return the text as the formats hold it that set bullets of their own."""
    text = bitext(source, target)
    options = Options(Layout.STACKED)
    with zipfile.ZipFile(io.BytesIO(epub.write(text, options))) as book:
        chapter = next(name for name in book.namelist() if name.endswith("text-1.xhtml"))
        found = {"epub": book.read(chapter).decode()}
    with zipfile.ZipFile(io.BytesIO(docx.write(text, options))) as document:
        found["docx"] = document.read("word/document.xml").decode()
    return found | {"html": html.write(text, options).decode()}


def test_no_page_shows_two_bullets():
    for name, page in pages("- That it stays open.", "Que siga abierta.").items():
        assert "That it stays open." in page, name
        assert "- That" not in page, name


def test_a_number_stands_instead_of_a_bullet():
    for name, page in pages("1. That it stays open.", "1. Que siga abierta.").items():
        assert "1. That it stays open." in page, name
        assert "numbered" in page if name != "docx" else "ListBullet" not in page, name


def test_plain_texts_keep_the_mark_that_they_brought():
    text = bitext("- That it stays open.", "- Que siga abierta.")
    assert "- That it stays open." in txt.write(text, Options(Layout.SOURCE)).decode()
    assert md.write(text, Options(Layout.SOURCE)).decode().count("- That") == 1
