"""Editions in the hands of others' programs, and real texts in every format: none of what is built here is kept."""

import io
import re
import statistics
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from domain.volume import Volume, volume_of
from formats import REGISTRY, docx, epub, pdf
from formats.base import Format, Layout, Options
from formats.inline import to_plain
from tests.formats import real_texts
from tests.formats.reading import text_of
from tests.formats.reading_room import LIBRARY
from tests.formats.spreads import unused
from tests.formats.test_volumes import EDITION
from tests.tools import command, needs

needs_texts = pytest.mark.skipif(not real_texts.ARE_HERE, reason=real_texts.WHY_NOT)
SOME = 25  # pairs
MOST_UNUSED = 0.06  # of the height of facing pages, in the middle of a book


def volumes() -> dict[str, Volume]:
    """Return the texts to hand to others: an edition of several, and a real statement where it is here."""
    found = {"edition": EDITION}
    return found | ({"statement": volume_of(real_texts.statement())} if real_texts.ARE_HERE else {})


def words_of(volume: Volume, side: str) -> list[str]:
    """Return the words of all texts on that side, in order."""
    texts = (to_plain(getattr(unit, side)) for part in volume.parts for unit in part.units)
    return re.findall(r"\w+", " ".join(texts).replace("[1]", ""))


# Printed pages


@needs("qpdf")
@pytest.mark.parametrize("layout", pdf.INFO.layouts)
def test_qpdf_finds_every_file_sound(layout: Layout, tmp_path: Path) -> None:
    for name, volume in volumes().items():
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(pdf.write_volume(volume, Options(layout)))
        done = subprocess.run([*command("qpdf"), "--check", str(path)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


@needs("pdfinfo")
@pytest.mark.parametrize("layout", [Layout.FACING, Layout.COLUMNS, Layout.STACKED])
def test_each_text_is_a_paragraph_or_a_heading_to_machines(layout: Layout, tmp_path: Path) -> None:
    path = tmp_path / "library.pdf"
    path.write_bytes(pdf.write(LIBRARY, Options(layout)))
    command_line = [*command("pdfinfo"), "-struct-text", str(path)]
    tree = subprocess.run(command_line, capture_output=True, check=True).stdout.decode(errors="replace")
    blocks = dict.fromkeys(("P", "H1", "H2"), "")
    kind = ""
    for line in tree.splitlines():
        if opened := re.match(r" *(\w+) ?.*\((block|inline)\)$", line):
            kind = kind if opened[2] == "inline" else opened[1]
        elif kind in blocks:
            blocks[kind] += re.sub(r'[\s"]', "", line)
    for kind, texts in {
        "P": ("On Saturday 14 September", "El sábado 14 de septiembre", "Eleven shelves", "Once estantes"),
        "H1": ("A Library Is Lent", "La biblioteca se le"), "H2": ("What we still need", "Lo que todavía hace falta"),
    }.items():  # fmt: skip
        for text in texts:
            assert text.replace(" ", "") in blocks[kind], (kind, text)


@pytest.mark.parametrize("layout", [Layout.FACING, Layout.COLUMNS, Layout.STACKED])
def test_each_block_says_its_language(layout: Layout) -> None:
    root = pypdf.PdfReader(io.BytesIO(pdf.write(LIBRARY, Options(layout)))).trailer["/Root"]
    languages = list(languages_of(root["/StructTreeRoot"], str(root["/Lang"])))
    assert languages.count("en") == len(LIBRARY.units)
    assert languages.count("es") >= len(LIBRARY.units)


def languages_of(node: object, language: str) -> Iterator[str]:
    """Yield the language of each paragraph and heading: its own, or that of what it stands in."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for child in node:
            yield from languages_of(child, language)
    elif isinstance(node, dict):
        language = str(node.get("/Lang", language))
        if node.get("/S") in ("/P", "/H1", "/H2", "/H3"):
            yield language
        yield from languages_of(node.get("/K"), language)


# E-books and Word documents


@needs("epubcheck")
def test_epubcheck_finds_nothing(tmp_path: Path) -> None:
    paths = []
    for name, volume in volumes().items():
        # What test_epub and test_volumes do not check already; each book takes seconds.
        for layout in (Layout.SOURCE, Layout.TARGET) if name == "edition" else (Layout.STACKED, Layout.FACING):
            paths.append(tmp_path / f"{name}-{layout}.epub")
            paths[-1].write_bytes(epub.write_volume(volume, Options(layout)))
    with ThreadPoolExecutor(2) as pool:
        for path, said in zip(paths, pool.map(checked, paths), strict=True):
            assert not said, (path.name, said)


def checked(path: Path) -> str:
    """Return what epubcheck says of an e-book with an error or a warning, or nothing."""
    line = [*command("epubcheck"), "--failonwarnings", str(path)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr if done.returncode else ""


@needs("writer")
def test_libreoffice_prints_everything_that_a_word_document_holds(tmp_path: Path) -> None:
    wanted = {
        f"{name}-{layout}": (volume, layout)
        for name, volume in volumes().items()
        for layout in (Layout.COLUMNS, Layout.STACKED)
    }
    for name, (volume, layout) in wanted.items():
        (tmp_path / f"{name}.docx").write_bytes(docx.write_volume(volume, Options(layout)))
    subprocess.run(
        [*command("writer"), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to",
         "pdf", "--outdir", str(tmp_path), *(str(tmp_path / f"{name}.docx") for name in wanted)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    for name, (volume, _layout) in wanted.items():
        printed = re.sub(r"[\s-]", "", text_of(pdf, (tmp_path / f"{name}.pdf").read_bytes())).casefold()
        for side in ("source", "target"):
            lost = [word for word in words_of(volume, side) if word.casefold() not in printed]
            assert not lost, name


# Real texts


@needs_texts
@pytest.mark.parametrize("fmt", [f for f in REGISTRY.values() if f.INFO.writes], ids=lambda f: f.INFO.id)
def test_real_texts_come_out_in_every_format_and_layout(fmt: Format) -> None:
    texts = [real_texts.statement()]
    for folder in real_texts.FOLDERS:
        text = real_texts.aligned(folder.name)
        texts.append(replace(text, units=text.units[:SOME]))
    for text in texts:
        for layout in fmt.INFO.layouts or (None,):
            data = fmt.write(text, Options(layout))
            assert data
            if fmt is pdf:
                assert b"pdfuaid:part" in data, (text.slug, layout)


@needs_texts
@pytest.mark.parametrize("name", [folder.name for folder in real_texts.FOLDERS])
def test_facing_pages_of_a_long_text_are_full(name: str) -> None:
    found = unused(pdf.write(real_texts.aligned(name), Options(Layout.FACING)))
    assert statistics.median(found) < MOST_UNUSED
    assert min(found) > -0.01  # nothing stands below the type area
