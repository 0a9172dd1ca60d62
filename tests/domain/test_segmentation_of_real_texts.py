"""Real texts give the paragraphs that they hold, plain and wrapped; they stand beside the project, not in it."""

import csv
import unicodedata
from pathlib import Path

import pytest

from domain.encodings import decode
from domain.segmentation import segment
from tests.domain.prose import texts_of, wrapped

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
DATA = SHARED / "data"
needs_shared = pytest.mark.skipif(not DATA.is_dir(), reason="the shared test data is not here")


def real_texts() -> list[str]:
    return sorted(path.name for path in (DATA / "interchange" / "text").glob("*.txt"))


@needs_shared
@pytest.mark.parametrize("name", real_texts())
def test_real_texts_give_the_paragraphs_that_they_hold(name: str) -> None:
    folder = DATA / "interchange" / "text"
    expected = (folder / "expected" / f"{name}.paragraphs.txt").read_bytes().decode()
    decoded = decode((folder / name).read_bytes())
    wanted = [unicodedata.normalize("NFC", line) for line in expected.split("\n") if line]
    assert texts_of(segment(decoded.text)) == wanted


def short_texts() -> list[tuple[str, str]]:
    listing = DATA / "align" / "shorts" / "list.tsv"
    if not listing.is_file():
        return []
    rows = csv.DictReader(listing.read_text(encoding="utf-8").splitlines(), delimiter="\t")
    return [(row["case"], language) for row in rows for language in ("en", "es")]


def paragraphs_of(path: Path) -> list[str]:
    """Return the lines that hold text: in these files no paragraph goes on over a line end."""
    return [line.strip() for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


@needs_shared
@pytest.mark.parametrize(("case", "language"), short_texts())
def test_heads_of_several_lines_are_kept_apart(case: str, language: str) -> None:
    path = DATA / "align" / "shorts" / case / f"{language}.txt"
    assert texts_of(segment(path.read_text(encoding="utf-8"))) == paragraphs_of(path)


def long_texts() -> list[str]:
    return sorted(str(path.relative_to(DATA)) for path in DATA.glob("align/*/e[ns].txt"))


@needs_shared
@pytest.mark.parametrize("name", long_texts())
def test_long_texts_give_their_paragraphs_plain_and_wrapped(name: str) -> None:
    paragraphs = paragraphs_of(DATA / name)
    assert texts_of(segment((DATA / name).read_text(encoding="utf-8"))) == paragraphs
    paragraphs = [" ".join(paragraph.split()) for paragraph in paragraphs]
    for width in (66, 72, 76):
        text = "\n\n".join(wrapped(paragraph, width) for paragraph in paragraphs)
        assert texts_of(segment(text)) == paragraphs


@needs_shared
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_statement_of_1997_gives_fifteen_segments(language: str) -> None:
    blocks = segment((DATA / "statements" / f"fujimori-1997-{language}.txt").read_text(encoding="utf-8")).blocks
    assert [block.role.value for block in blocks] == [
        *("masthead", "byline", "headline", "deck"),
        *("paragraph",) * 7,
        *("slogan", "slogan", "signature", "dateline"),
    ]
    assert not blocks[0].text.endswith("\u00a0")


@needs_shared
@pytest.mark.parametrize("width", [64, 68, 72, 76])
def test_the_statement_of_1997_gives_the_same_when_wrapped(width: int) -> None:
    blocks = segment((DATA / "statements" / "fujimori-1997-en.txt").read_text(encoding="utf-8")).blocks
    lines = [wrapped(block.text, width) for block in blocks]
    text = "\n".join(lines[:5]) + "\n\n" + "\n\n".join(lines[5:])
    assert segment(text).blocks == blocks
