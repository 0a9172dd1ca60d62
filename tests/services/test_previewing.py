"""The pages of an edition before they are printed: which part is set, what stands on it, how one walks through it."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from domain.document import Block, Document, Role
from domain.errors import BadValue, NotFound, TooLongToSet
from domain.permissions import Actor, PersonRole
from formats import pictures
from formats.base import Layout
from models import Edition
from services import editing, editions, previewing, spreads, statements
from services.editions import Details
from services.previewing import END, FRONT, LAST, Place
from services.spreads import Spread
from services.statements import Upload
from services.store import find_translation
from tests import factories

SENTENCE = "The ferry left at night, and those who had waited on the wrong bank waited until the morning. "


@pytest.fixture
def publisher(session: Session) -> Actor:
    return factories.person(session, PersonRole.PUBLISHER).as_actor()


@pytest.fixture
def edition(session: Session, publisher: Actor) -> Edition:
    """Give an edition of two texts, of 45 paragraphs and of 3."""
    made = editions.create(session, publisher, "A book", "en", "es")
    for title, count in (("Long", 45), ("Short", 3)):
        blocks = [Block(Role.HEADLINE, title)]
        blocks += [Block(Role.PARAGRAPH, f"Paragraph {n}. " + SENTENCE * (n % 3 + 1)) for n in range(2, count + 1)]
        upload = Upload("text.txt", "txt", b"text")
        details = statements.Details("en", title=title, targets=("es",))
        statement = statements.create(
            session, factories.translator(session), Document(tuple(blocks), title=title), upload, details
        )
        editions.add(session, publisher, made.slug, statement.slug)
    return made


def shown(session: Session, publisher: Actor, edition: Edition, place: Place, **said: str) -> Spread:
    details = Details(**{"title": "A book", **said})
    preview = previewing.prepare(session, publisher, edition, details, place)
    return spreads.spread_at(preview, previewing.pages_of(preview))


def walk(session: Session, publisher: Actor, edition: Edition, *, backwards: bool = False) -> Iterator[Spread]:
    place: Place | None = Place(END if backwards else FRONT)
    while place is not None:
        spread = shown(session, publisher, edition, place)
        yield spread
        place = spread.previous if backwards else spread.next


def rows(found: list[Spread], slug: str) -> list[tuple[int, int]]:
    return [
        (spread.pictures[0].first, spread.pictures[0].last)
        for spread in found
        if spread.pictures and spread.pictures[0].text and spread.pictures[0].text.slug == slug
    ]


def test_one_walks_through_the_whole_book_both_ways(session: Session, publisher: Actor, edition: Edition) -> None:
    there = list(walk(session, publisher, edition))
    back = list(walk(session, publisher, edition, backwards=True))
    assert [spread.pictures for spread in back[::-1]] == [spread.pictures for spread in there]
    for slug, count in (("long", 45), ("short", 3)):
        met = {n for first, last in rows(there, slug) for n in range(first, last + 1)}
        assert met == set(range(1, count + 1))
    assert all(len(spread.pictures) <= 2 for spread in there)
    assert there[0].previous is None
    assert there[-1].next is None


def test_what_is_set_does_not_grow_with_the_book(session: Session, publisher: Actor, edition: Edition) -> None:
    preview = previewing.prepare(session, publisher, edition, Details("A book"), Place("long", 15))
    assert len(preview.data["parts"]) == 1
    numbers = [row["n"] for row in preview.data["parts"][0]["rows"]]
    assert numbers == list(range(13, 13 + len(numbers)))
    assert preview.window == range(13, 25)
    assert 12 < len(numbers) < 30
    assert not preview.is_whole


def test_a_paragraph_is_found_on_its_spread(session: Session, publisher: Actor, edition: Edition) -> None:
    for paragraph in (1, 17, 21, 45):
        spread = shown(session, publisher, edition, Place("long", paragraph))
        assert spread.pictures[0].first <= paragraph <= spread.pictures[0].last
    beyond = shown(session, publisher, edition, Place("long", 999_999))
    assert beyond.pictures[0].last == 45


def test_a_short_edition_is_set_whole_with_its_numbers(session: Session, publisher: Actor, edition: Edition) -> None:
    editions.remove(session, publisher, edition.slug, "long")
    spread = shown(session, publisher, edition, Place("short", 2))
    assert [picture.number for picture in spread.pictures] == [2, 3]
    assert shown(session, publisher, edition, Place(FRONT)).pictures[0].number == 1
    last = shown(session, publisher, edition, Place(END))
    assert last.next is None
    assert last.pictures[-1].number == 4


@pytest.mark.parametrize("layout", Layout)
def test_every_layout_has_pages(session: Session, publisher: Actor, edition: Edition, layout: Layout) -> None:
    spread = shown(session, publisher, edition, Place("long", 25), layout=layout)
    assert len(spread.pictures) == (2 if layout is Layout.FACING else 1)
    assert spread.pictures[0].first <= 25 <= spread.pictures[0].last


def test_an_edition_without_statements_has_a_title_page_and_a_colophon(session: Session, publisher: Actor) -> None:
    empty = editions.create(session, publisher, "Nothing", "en", "es")
    spread = shown(session, publisher, empty, Place())
    assert spread.pictures
    assert spread.next is not None


def test_what_is_typed_changes_the_pages_and_the_same_text_has_the_same(
    session: Session, publisher: Actor, edition: Edition
) -> None:
    def key(**said: str) -> str:
        return previewing.prepare(session, publisher, edition, Details(**{"title": "A book", **said}), Place()).key

    keys = [key(), key(title="Another"), key(front_source="Hello."), key(paper="a4"), key(type_size="large")]
    assert len(set(keys)) == len(keys)
    assert key() == keys[0]


def test_the_newest_text_of_a_paragraph_is_shown(session: Session, publisher: Actor, edition: Edition) -> None:
    def key(paragraph: int) -> str:
        return previewing.prepare(session, publisher, edition, Details("A book"), Place("long", paragraph)).key

    near, far = key(25), key(45)
    target_id = factories.target_ids(session, find_translation(session, "long", "es"))[24]
    editing.save(session, factories.translator(session), target_id, "Un texto nuevo.", version=0)
    assert key(25) != near
    assert key(45) == far


def test_numbers_of_paragraphs_and_notes_go_on(session: Session, publisher: Actor, edition: Edition) -> None:
    data = previewing.prepare(session, publisher, edition, Details("A book"), Place("long", 40)).data
    assert data["parts"][0]["rows"][0]["n"] == 37
    assert data["parts"][0]["rows"][0]["role"] == "paragraph"  # no title above it


def test_what_is_wrong_is_refused(session: Session, publisher: Actor, edition: Edition) -> None:
    with pytest.raises(NotFound):
        shown(session, publisher, edition, Place("nowhere"))
    with pytest.raises(BadValue):
        shown(session, publisher, edition, Place(), paper="a0")
    assert shown(session, publisher, edition, Place("long", 1, LAST)).pictures


def test_a_limit_of_time_ends_it(session: Session, publisher: Actor, edition: Edition) -> None:
    data = previewing.prepare(session, publisher, edition, Details("A book"), Place("long")).data
    row = data["parts"][0]["rows"][1]
    row["source"] = row["target"] = [[{"t": "word " * 400}]] * 3000
    with pytest.raises(TooLongToSet):
        pictures.set_pages(data, seconds=1)


def test_who_would_wait_long_is_told(
    session: Session, publisher: Actor, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previewing, "SECONDS", 0.01)
    preview = previewing.prepare(
        session, publisher, edition, Details(f"Waiting on {session.get_bind().dialect.name}"), Place()
    )
    with previewing._at_once, previewing._at_once, pytest.raises(TooLongToSet):
        previewing.pages_of(preview)
    assert previewing.pages_of(preview).pictures


def test_pictures_are_svg_without_anything_that_runs(session: Session, publisher: Actor, edition: Edition) -> None:
    hostile = '</svg><script>alert(1)</script> #read("/etc/passwd") <img src=x onerror=alert(1)>'
    preview = previewing.prepare(session, publisher, edition, Details(hostile, target_title=hostile), Place())
    svg = previewing.pages_of(preview).svg(1).decode()
    assert svg.startswith("<svg")
    assert not re.search(r"<script|onerror|href=\"(?!#)", svg)
