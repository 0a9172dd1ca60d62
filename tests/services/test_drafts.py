"""What a publisher typed and did not save is kept for that publisher, and for a while."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from domain.errors import NotAllowed, NotFound, StaleEdition, TextTooLong
from domain.permissions import Actor, PersonRole
from models import Edition, EditionDraft
from models.base import now
from services import drafts, editions
from services.editions import Details
from tests import factories


@pytest.fixture
def publisher(session: Session) -> Actor:
    return factories.person(session, PersonRole.PUBLISHER, name="Pía").as_actor()


@pytest.fixture
def edition(session: Session, publisher: Actor) -> Edition:
    return editions.create(session, publisher, "A book", "en", "es")


def count(session: Session) -> int:
    return session.scalar(select(func.count(EditionDraft.id))) or 0


def test_what_was_typed_comes_back_even_what_could_not_be_saved(
    session: Session, publisher: Actor, edition: Edition
) -> None:
    typed = Details("", target_title="x" * 600, layout="spiral", front_source="One.\r\n\r\nTwo.")
    key = drafts.keep(session, publisher, edition, typed, 1)
    found = drafts.kept(session, publisher, edition, key)
    assert found.details == replace(typed, front_source="One.\n\nTwo.")
    assert found.version == 1
    assert drafts.newest(session, publisher, edition) == found
    assert drafts.keep(session, publisher, edition, typed, 1) == key
    assert count(session) == 1


def test_what_is_saved_is_no_draft(session: Session, publisher: Actor, edition: Edition) -> None:
    assert drafts.keep(session, publisher, edition, editions.details_of(edition), 1) == ""
    drafts.keep(session, publisher, edition, Details("Other"), 1)
    drafts.forget(session, publisher, edition)
    assert drafts.newest(session, publisher, edition) is None


def test_a_draft_is_its_writers_alone(session: Session, publisher: Actor, edition: Edition) -> None:
    key = drafts.keep(session, publisher, edition, Details("Mine"), 1)
    other = factories.person(session, PersonRole.PUBLISHER).as_actor()
    another = editions.create(session, publisher, "Another", "en", "es")
    for actor, of, asked in ((other, edition, key), (publisher, another, key), (publisher, edition, "é/..")):
        with pytest.raises(NotFound):
            drafts.kept(session, actor, of, asked)
    with pytest.raises(NotAllowed):
        drafts.kept(session, factories.reviewer(session), edition, key)
    with pytest.raises(NotAllowed):
        drafts.keep(session, factories.reviewer(session), edition, Details("Theirs"), 1)


def test_drafts_are_few_and_grow_old(session: Session, publisher: Actor, edition: Edition) -> None:
    for n in range(drafts.MOST + 5):
        drafts.keep(session, publisher, edition, Details(f"Title {n}"), 1)
    assert count(session) == drafts.MOST
    session.execute(update(EditionDraft).values(saved_at=now() - drafts.KEPT - timedelta(hours=1)))
    drafts.keep(session, publisher, edition, Details("New"), 1)
    assert count(session) == 1
    with pytest.raises(TextTooLong):
        drafts.keep(session, publisher, edition, Details("x" * (drafts.LONGEST + 1)), 1)


def test_statements_are_put_in_an_order_that_names_all_of_them(
    session: Session, publisher: Actor, edition: Edition
) -> None:
    slugs = [factories.translation(session).statement.slug for _ in range(3)]
    for slug in slugs:
        editions.add(session, publisher, edition.slug, slug)
    editions.arrange(session, publisher, edition.slug, slugs[::-1])
    assert [text.slug for text in editions.texts_of(session, edition)] == slugs[::-1]
    version = edition.version
    assert editions.arrange(session, publisher, edition.slug, slugs[::-1]).version == version
    for wrong in (slugs[:2], [*slugs, "more"], [slugs[0], *slugs[:2]], []):
        with pytest.raises(StaleEdition):
            editions.arrange(session, publisher, edition.slug, wrong)
    with pytest.raises(NotAllowed):
        editions.arrange(session, factories.reviewer(session), edition.slug, slugs)


def test_statements_are_found_by_words_of_their_title(session: Session, publisher: Actor, edition: Edition) -> None:
    for title in ("Río crecido", "The 100% bridge", "A bridge over the río"):
        factories.translation(session, title=title)

    def found(words: str) -> set[str]:
        return {text.title for text in editions.candidates(session, publisher, edition, words)}

    assert found("BRIDGE") == {"The 100% bridge", "A bridge over the río"}
    assert found("rio bridge") == {"A bridge over the río"}
    assert found("100%") == {"The 100% bridge"}
    assert found("_") == set()
    assert len(found("")) == 3


def test_who_changed_an_edition_last_is_known(session: Session, publisher: Actor, edition: Edition) -> None:
    other = factories.person(session, PersonRole.PUBLISHER, name="Quim").as_actor()
    editions.describe(session, other, edition.slug, Details("New"), version=None)
    editions.create(session, publisher, "Another", "en", "es")
    name, at = editions.last_change(session, publisher, edition) or ("", None)
    assert name == "Quim"
    assert at is not None
