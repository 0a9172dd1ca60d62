"""The pages of an edition as they will be printed, before they are: only the part that is looked at is set.

A short edition is set whole. Of a longer one, each text is divided into windows of STEP paragraphs, set with as many
more as fill the last page: what a preview costs does not grow with the book. docs/decisions/0024 says why.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from domain.bitext import Bitext
from domain.errors import NotFound, TooLongToSet
from domain.permissions import Action, Actor, require
from domain.volume import Volume
from formats import previews
from formats.base import PRESETS, Layout, Paper, Setting
from formats.pictures import SECONDS, Pages, key_of, set_pages
from formats.typesetting import Data, default_paper
from models import Edition, Statement, Translation
from services import excerpts
from services.editions import Details, Text, checked_details, paragraphs_of, texts_of
from services.exporting import bitext_of, imprint_of
from services.obstacles import has_obstacles

WHOLE = 40  # paragraphs of an edition that is set whole
STEP = 12  # paragraphs of a window
MORE = 24  # paragraphs after it, at the most: as many as FILL its last page
FILL = 2400  # characters of a page, a paragraph counting for LINE at least
LINE = 60
BEGINNING = 5  # paragraphs in which a headline stands, for the contents
FRONT, END = "", "-"  # places beside the addresses of texts
CACHE_BYTES = 24 << 20
LAST = -1


@dataclass(frozen=True, slots=True)
class Place:
    """A spread: of a text (or FRONT, END), of the window with that paragraph (from 1).

    `spread`: which one of the window (from 0), LAST for its last one, None for the one where the paragraph begins.
    """

    text: str = FRONT
    paragraph: int = 1
    spread: int | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What is to be set for a place.

    `key` names its pages, and those of no other edition. `window`: the paragraphs that it is there to show, from 1.
    `is_whole`: whether the whole edition is set, so that the numbers of its pages are those of the book.
    """

    data: Data
    key: str
    layout: Layout
    texts: tuple[Text, ...]
    place: Place
    window: range
    is_whole: bool


def prepare(session: Session, actor: Actor, edition: Edition, details: Details, place: Place) -> Preview:
    """Return what to set to show `place` of `edition` with `details`, saved or not, and today's texts.

    Raises NotAllowed, NotFound (text), NothingWritten, TextTooLong, BadValue (details).
    """
    require(actor, Action.EXPORT)
    said = checked_details(details)
    texts = tuple(text for text in texts_of(session, edition) if text.translation_id is not None)
    at = _index(texts, place.text)
    volume = _volume(session, edition, said)
    look = _look(said)
    total = sum(text.progress.total_segments for text in texts)
    if total <= WHOLE:
        parts = tuple(bitext_of(session, actor, of) for of in _translations(session, texts))
        data, window = previews.whole(replace(volume, parts=parts), *look), range(1, total + 1)
    elif at is None:
        data, window = _edge(session, actor, volume, texts, place, look), range(0)
    else:
        data, window = _window(session, actor, volume, texts, at, place.paragraph, look)
    return Preview(data, f"{edition.id}-{key_of(data)}", look[0], texts, place, window, total <= WHOLE)


Look = tuple[Layout, Paper, Setting]


def _look(said: Details) -> Look:
    layout = Layout(said.layout)
    paper = Paper(said.paper) if said.paper else default_paper(layout)
    return layout, paper, Setting(**{name: kind(getattr(said, name)) for name, kind in PRESETS.items()})


def _index(texts: Sequence[Text], slug: str) -> int | None:
    if slug in (FRONT, END):
        return None
    index = next((n for n, text in enumerate(texts) if text.slug == slug), None)
    if index is None:
        raise NotFound(what="statement", key=slug)
    return index


def _volume(session: Session, edition: Edition, said: Details) -> Volume:
    return Volume(
        edition.source_language,
        edition.target_language,
        (),
        slug=edition.slug,
        title=said.title,
        target_title=said.target_title,
        series=said.series,
        front_source=paragraphs_of(said.front_source),
        front_target=paragraphs_of(said.front_target),
        licence=said.licence,
        is_draft=has_obstacles(session, edition),
    )


def _edge(session: Session, actor: Actor, volume: Volume, texts: Sequence[Text], place: Place, look: Look) -> Data:
    """Return what stands before the texts, or after them."""
    translations = _translations(session, texts)
    if place.text == END:
        return previews.end(replace(volume, parts=tuple(imprint_of(session, of) for of in translations)), *look)
    beginnings = (excerpts.excerpt_of(session, actor, of, range(BEGINNING)) for of in translations)
    return previews.front(replace(volume, parts=tuple(beginnings)), *look)


def _window(
    session: Session, actor: Actor, volume: Volume, texts: Sequence[Text], at: int, paragraph: int, look: Look
) -> tuple[Data, range]:
    total = texts[at].progress.total_segments
    first = (min(max(paragraph, 1), max(total, 1)) - 1) // STEP * STEP
    translation = session.get_one(Translation, texts[at].translation_id)
    excerpt = _enough(excerpts.excerpt_of(session, actor, translation, range(first, first + STEP + MORE)))
    others = tuple(Bitext(volume.source_language, volume.target_language, ()) for _ in texts)
    data = previews.excerpt(
        replace(volume, parts=others), excerpt, at, excerpts.before(session, translation, first), *look
    )
    return data, range(first + 1, min(first + STEP, total) + 1)


def _enough(text: Bitext) -> Bitext:
    """Return `text` without the paragraphs that would not come to stand on the last page of its window."""
    filled, count = 0, min(STEP, len(text.units))
    while count < len(text.units) and filled < FILL:
        filled += max(len(text.units[count].source), len(text.units[count].target), LINE)
        count += 1
    return replace(text, units=text.units[:count])


def _translations(session: Session, texts: Sequence[Text]) -> list[Translation]:
    query = (
        select(Translation)
        .join(Translation.statement)
        .options(contains_eager(Translation.statement))
        .where(Translation.id.in_([text.translation_id for text in texts]), Statement.id == Translation.statement_id)
    )
    found = {translation.id: translation for translation in session.scalars(query)}
    return [found[text.translation_id] for text in texts if text.translation_id in found]


# Set pages are kept for a while, since a browser asks for each picture by itself. Any process can set them again.

_kept: "OrderedDict[str, Pages]" = OrderedDict()
_guard = threading.Lock()
_turns = [threading.Lock() for _ in range(8)]  # so that two requests for the same pages set them once
_at_once = threading.BoundedSemaphore(2)


def pages_of(preview: Preview) -> Pages:
    """Return the pages of a preview, set now if they are not kept here. Raises TooLongToSet."""
    with _turns[hash(preview.key) % len(_turns)]:
        found = kept_pages(preview.key)
        if found is None:
            found = _set_in_turn(preview)
            _keep(preview.key, found)
    return found


def _set_in_turn(preview: Preview) -> Pages:
    """Set the pages when one of the two places is free; whoever would wait long is told to come back."""
    if not _at_once.acquire(timeout=SECONDS):
        raise TooLongToSet(seconds=SECONDS, detail="others are being set")
    try:
        return set_pages(preview.data)
    finally:
        _at_once.release()


def kept_pages(key: str) -> Pages | None:
    """Return pages that this process has set a short while ago."""
    with _guard:
        if key in _kept:
            _kept.move_to_end(key)
        return _kept.get(key)


def _keep(key: str, pages: Pages) -> None:
    with _guard:
        _kept[key] = pages
        while len(_kept) > 1 and sum(each.size for each in _kept.values()) > CACHE_BYTES:
            _kept.popitem(last=False)
