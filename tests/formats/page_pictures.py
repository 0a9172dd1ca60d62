"""Pictures of the facing pages of a small edition: small, grey, and the same wherever the same fonts are set."""

from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops

from formats import pdf
from formats.base import Layout, Options
from tests.formats.test_volumes import EDITION

FOLDER = Path(__file__).parent / "golden" / "pages"
SCALE = 1.0  # pixels to a point: a line is twelve high
# The mean difference of the pixels, of 255, in the strip of a page that differs most. Another machine rounds the grey
# at the edge of a letter otherwise; what moved by a line differs many times as much.
LIMIT = 2.0
STRIPS = 12


def pictures() -> dict[str, Image.Image]:
    """Return the pages of the edition with texts on them, by the names of their files."""
    document = pypdfium2.PdfDocument(pdf.write_volume(EDITION, Options(Layout.FACING)))
    pages = {
        f"page-{n:02}.png": page.render(scale=SCALE, grayscale=True).to_pil() for n, page in enumerate(document, 1)
    }
    return {name: page.convert("L") for name, page in pages.items()}


def difference(page: Image.Image, other: Image.Image) -> float:
    """Return how much two pictures differ where they differ most: 0 to 255, 255 where their sizes differ."""
    other = other.convert("L")
    if page.size != other.size:
        return 255.0
    apart = ImageChops.difference(page, other)
    height = -(-page.height // STRIPS)
    strips = (apart.crop((0, top, page.width, min(top + height, page.height))) for top in range(0, page.height, height))
    return max(sum(strip.tobytes()) / (strip.width * strip.height) for strip in strips)


def main() -> None:
    """Write the pictures anew, and take away those of pages that are no more."""
    FOLDER.mkdir(exist_ok=True)
    found = pictures()
    for name, page in found.items():
        page.save(FOLDER / name, optimize=True)
    for path in FOLDER.iterdir():
        if path.name not in found:
            path.unlink()


if __name__ == "__main__":
    main()
