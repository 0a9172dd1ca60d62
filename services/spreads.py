"""Spreads of a preview: which pages lie open together, what stands on them, and where one comes from there."""

from collections import defaultdict
from dataclasses import dataclass

from formats.base import Layout
from formats.pictures import Pages, Stand
from services.editions import Text
from services.previewing import END, FRONT, LAST, Place, Preview


@dataclass(frozen=True, slots=True)
class Picture:
    """One page. `page` names its picture; `number` is the one printed on it, None where that is not known.

    `text`, `first`, `last`: whose paragraphs begin or go on there, None and 0 where there are none.
    """

    page: int
    number: int | None
    text: Text | None = None
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class Spread:
    """What is shown at once, and the places before and behind it, None at the ends of the book."""

    pictures: tuple[Picture, ...]
    place: Place
    previous: Place | None
    next: Place | None


def spread_at(preview: Preview, pages: Pages) -> Spread:
    """Return the spread at the place of `preview`."""
    spreads = _spreads(preview, pages)
    by_page: dict[int, list[Stand]] = defaultdict(list)
    for stand in pages.stands:
        by_page[stand.page].append(stand)
    index = _chosen(preview, spreads, by_page)
    pictures = tuple(_picture(preview, page, by_page[page]) for page in (spreads[index] if spreads else ()))
    place = _arrived(preview.place, pictures)
    previous, after = _around(preview, index, len(spreads))
    return Spread(pictures, place, previous, after)


def _spreads(preview: Preview, pages: Pages) -> list[list[int]]:
    """Return the numbers of the pages that are there to be shown, in spreads: of facing pages two and two."""
    wanted = range(1, len(pages.pictures) + 1)
    if not preview.is_whole and preview.place.text == FRONT:
        wanted = range(1, min((stand.page for stand in pages.stands), default=len(wanted) + 1))
    found: dict[int, list[int]] = defaultdict(list)
    for page in wanted:
        found[page // 2 if preview.layout is Layout.FACING else page].append(page)
    if preview.is_whole or preview.place.text in (FRONT, END):
        return list(found.values())
    shown = {stand.page for stand in pages.stands if max(stand.row, preview.window.start) in preview.window}
    return [spread for spread in found.values() if shown.intersection(spread)]


def _chosen(preview: Preview, spreads: list[list[int]], by_page: dict[int, list[Stand]]) -> int:
    """Return the index of the spread to show."""
    place, last = preview.place, max(len(spreads) - 1, 0)
    if place.spread is not None:
        return last if place.spread == LAST else min(place.spread, last)
    if place.text in (FRONT, END):
        return last if place.text == END else 0
    part = next(n for n, text in enumerate(preview.texts) if text.slug == place.text)
    for index, spread in enumerate(spreads):
        stands = [stand for page in spread for stand in by_page[page] if stand.part == part]
        if stands and max(stand.row for stand in stands) >= place.paragraph:
            return index
    return last


def _picture(preview: Preview, page: int, stands: list[Stand]) -> Picture:
    number = page if preview.is_whole else None
    if not stands:
        return Picture(page, number)
    rows = [stand.row for stand in stands if stand.row]
    text = preview.texts[stands[0].part] if stands[0].part < len(preview.texts) else None
    return Picture(page, number, text, min(rows, default=0), max(rows, default=0))


def _arrived(place: Place, pictures: tuple[Picture, ...]) -> Place:
    """Return the place by what stands there: to come back to it when the pages have changed."""
    stood = next((picture for picture in pictures if picture.text and picture.first), None)
    return Place(stood.text.slug, stood.first) if stood and stood.text else place


def _around(preview: Preview, index: int, count: int) -> tuple[Place | None, Place | None]:
    """Return the places before and behind the spread of that index."""
    here = Place(preview.place.text, preview.window.start if preview.window else 1)
    if preview.is_whole:
        here = Place()
    inside = [Place(here.text, here.paragraph, n) if 0 <= n < count else None for n in (index - 1, index + 1)]
    if preview.is_whole:
        return inside[0], inside[1]
    before, behind = _neighbours(preview)
    return inside[0] or before, inside[1] or behind


def _neighbours(preview: Preview) -> tuple[Place | None, Place | None]:
    """Return the places before and behind what is set for a preview of a part of the book."""
    texts, window = preview.texts, preview.window
    ends = [Place(FRONT, 1, LAST), *(Place(text.slug, text.progress.total_segments, LAST) for text in texts)]
    starts = [*(Place(text.slug, 1, 0) for text in texts), Place(END, 1, 0)]
    if preview.place.text == FRONT:
        return None, starts[0]
    if preview.place.text == END:
        return ends[-1], None
    at = next(n for n, text in enumerate(texts) if text.slug == preview.place.text)
    slug, total = texts[at].slug, texts[at].progress.total_segments
    before = Place(slug, window.start - 1, LAST) if window.start > 1 else ends[at]
    behind = Place(slug, window.stop, 0) if window.stop <= total else starts[at + 1]
    return before, behind
