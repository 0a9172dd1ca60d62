"""What stands where on the pages of a printed book, by the places of its characters."""

import ctypes

import pypdfium2
import pypdfium2.raw as pdfium

from formats.base import Layout, Paper
from formats.typesetting import sheet_of

FRONT, BACK = 1, 1  # title page, colophon


def unused(pdf: bytes, paper: Paper = Paper.A5) -> list[float]:
    """Return for each spread of a book of one text but the last what remains empty below the taller text.

    As a part of the height of the type area, from the lowest base line of either page to the foot of the area.
    """
    sheet = sheet_of(paper, Layout.FACING)
    lowest = [lowest_line(page, sheet.bottom) for page in pypdfium2.PdfDocument(pdf)]
    body = lowest[FRONT : len(lowest) - BACK]
    area = sheet.height - sheet.top - sheet.bottom
    return [(min(pair) - sheet.bottom) / area for pair in zip(body[::2], body[1::2], strict=True)][:-1]


def lowest_line(page: pypdfium2.PdfPage, foot: float) -> float:
    """Return how high the lowest base line stands that is not below `foot`, in points."""
    text, x, y = page.get_textpage(), ctypes.c_double(), ctypes.c_double()
    lowest = page.get_height()
    for n in range(text.count_chars()):
        if pdfium.FPDFText_GetCharOrigin(text.raw, n, x, y) and foot - 1 <= y.value < lowest:
            lowest = y.value
    return lowest
