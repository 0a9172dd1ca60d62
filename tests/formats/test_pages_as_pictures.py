"""The facing pages of an edition look as they did: pictures of them, within a tolerance. Rebuild: make golden."""

from pathlib import Path

import pytest
from PIL import Image, ImageChops

from tests.formats.page_pictures import FOLDER, LIMIT, difference, pictures

PICTURES = pictures()


@pytest.mark.parametrize("name", PICTURES)
def test_a_page_looks_as_it_did(name: str, tmp_path: Path) -> None:
    with Image.open(FOLDER / name) as expected:
        found = difference(PICTURES[name], expected)
        if found > LIMIT:
            PICTURES[name].save(tmp_path / f"found-{name}")
            ImageChops.difference(PICTURES[name], expected.convert("L")).save(tmp_path / f"difference-{name}")
    assert found <= LIMIT, f"See {tmp_path}. If the change is meant: make golden, and look at the pictures."


def test_no_picture_is_missing_or_left_over() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(PICTURES)


def test_a_paragraph_one_line_further_down_is_noticed() -> None:
    """Move a fifth of a page by one line, as an added line above it would: that is more than is allowed."""
    name, page = max(PICTURES.items(), key=lambda pair: sum(255 - n for n in pair[1].tobytes()))
    top, bottom = page.height * 3 // 10, page.height // 2
    moved = page.copy()
    moved.paste(page.crop((0, top, page.width, bottom)), (0, top + 12))
    assert difference(moved, page) > 2 * LIMIT, name
    assert difference(page, page) == 0
