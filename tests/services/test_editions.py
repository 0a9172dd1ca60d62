"""Editions: composing, and what stands in the way of a release."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from domain.checks import Profile
from domain.checks.waiving import fingerprint
from domain.errors import (
    BadValue,
    HasObstacles,
    NotAllowed,
    NotFound,
    NothingWritten,
    StaleEdition,
    TextTooLong,
)
from domain.permissions import Actor, PersonRole
from models import Edition, Segment, Target, TargetRevision, Translation
from services import checking, editing, editions, obstacles, releases, reviewing, talk, waiving
from services.editions import Details
from services.obstacles import Kind
from tests import factories
from tests.services.books import approved, composed, kinds


def slugs(session: Session, edition: Edition) -> list[str]:
    return [text.slug for text in editions.texts_of(session, edition)]


# Composing


def test_statements_are_added_ordered_and_removed(session: Session, publisher: Actor) -> None:
    one, two, three = (approved(session) for _ in range(3))
    edition = composed(session, publisher, one, two, three)
    a, b, c = (translation.statement.slug for translation in (one, two, three))
    editions.add(session, publisher, edition.slug, a)  # is in it already
    assert slugs(session, edition) == [a, b, c]
    editions.move(session, publisher, edition.slug, c, -1)
    assert slugs(session, edition) == [a, c, b]
    editions.move(session, publisher, edition.slug, a, -1)
    editions.move(session, publisher, edition.slug, a, 99)
    assert slugs(session, edition) == [c, b, a]
    editions.remove(session, publisher, edition.slug, b)
    assert slugs(session, edition) == [c, a]
    assert [text.position for text in editions.texts_of(session, edition)] == [1, 2]
    with pytest.raises(NotFound):
        editions.remove(session, publisher, edition.slug, b)


def test_what_can_be_added_is_in_its_languages_and_not_in_it(session: Session, publisher: Actor) -> None:
    one, two = approved(session), factories.translation(session)
    french = factories.translation(session, language="fr")
    edition = composed(session, publisher, one)
    offered = editions.candidates(session, publisher, edition)
    assert two.statement.slug in [text.slug for text in offered]
    assert {one.statement.slug, french.statement.slug}.isdisjoint(text.slug for text in offered)
    with pytest.raises(BadValue):
        editions.add(session, publisher, edition.slug, french.statement.slug)
    assert editions.texts_of(session, edition)[0].approved_share == 100
    assert ("en", "es") in editions.language_pairs(session, publisher)


def test_every_change_counts_and_a_stale_one_is_refused(session: Session, publisher: Actor) -> None:
    edition = composed(session, publisher, approved(session))
    seen = edition.version
    editions.describe(session, publisher, edition.slug, Details("New", front_source=" One.\n\n\nTwo. "), version=seen)
    assert (edition.title, edition.slug, edition.version) == ("New", "two-texts", seen + 1)
    assert editions.paragraphs_of(edition.front_matter["source"]) == ("One.", "Two.")
    with pytest.raises(StaleEdition):
        editions.describe(session, publisher, edition.slug, Details("Newer"), version=seen)


def test_titles_with_markup_slashes_and_any_length_the_desk_takes(session: Session, publisher: Actor) -> None:
    for title in ("<b>a/b</b> ../.. *x* {{7*7}}", "漢字", "é" * 500):
        edition = editions.create(session, publisher, title, "en", "es")
        assert edition.title == title
        assert set(edition.slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert editions.create(session, publisher, "漢字", "en", "es").slug != "edition"
    for wrong in ("", " \n "):
        with pytest.raises(NothingWritten):
            editions.create(session, publisher, wrong, "en", "es")
    with pytest.raises(TextTooLong):
        editions.create(session, publisher, "x" * 501, "en", "es")
    with pytest.raises(BadValue):
        editions.create(session, publisher, "x", "en", "en")
    with pytest.raises(BadValue):
        editions.describe(session, publisher, edition.slug, Details("x", layout="spiral"), version=None)


@pytest.mark.parametrize("role", [role for role in PersonRole if role is not PersonRole.PUBLISHER])
def test_publishing_is_for_publishers(session: Session, publisher: Actor, role: PersonRole) -> None:
    one = approved(session)
    slug, text = composed(session, publisher, one).slug, one.statement.slug
    other = factories.person(session, role).as_actor()
    refused: list[Callable[[], object]] = [
        lambda: editions.create(session, other, "T", "en", "es"),
        lambda: editions.describe(session, other, slug, Details("T"), version=None),
        lambda: editions.add(session, other, slug, text),
        lambda: editions.remove(session, other, slug, text),
        lambda: editions.move(session, other, slug, text, 1),
        lambda: releases.release(session, other, slug),
    ]
    for step in refused:
        with pytest.raises(NotAllowed):
            step()
    assert editions.listed(session, other)[0].texts == 1
    assert releases.build(session, other, slug, "txt")


# The gate


def test_each_obstacle_is_named_with_its_place(session: Session, publisher: Actor) -> None:
    edition = composed(session, publisher)
    assert kinds(session, publisher, edition) == {Kind.EMPTY: 1}
    ready = approved(session)
    rough = factories.translation(session, ("A.", "B.", "C.", "D.", "E."))
    ana, beto = factories.translator(session), factories.reviewer(session)
    targets = factories.target_ids(session, rough)
    for target_id in targets[1:]:
        editing.save(session, ana, target_id, "x", version=0, keep_submitted=True)
    reviewing.send_back(session, beto, targets[2], version=1, reason="style")
    for target_id in targets[3:]:
        reviewing.approve(session, beto, target_id, version=1)
    session.get_one(Target, targets[3]).is_outdated = True
    session.flush()
    talk.comment(session, ana, targets[4], "Really?", kind="question")
    for translation in (ready, rough):
        editions.add(session, publisher, edition.slug, translation.statement.slug)
    found = obstacles.obstacles(session, publisher, edition)
    assert [(o.kind, o.key, o.position) for o in found.shown] == [
        (Kind.UNTRANSLATED, "p1", 1), (Kind.UNREVIEWED, "p2", 2), (Kind.RETURNED, "p3", 3), (Kind.OUTDATED, "p4", 4),
        (Kind.QUESTION, "p5", 5),
    ]  # fmt: skip
    assert {(o.slug, o.language) for o in found.shown} == {(rough.statement.slug, "es")}
    assert found.total == 5
    with pytest.raises(HasObstacles) as refused:
        releases.release(session, publisher, edition.slug)
    assert refused.value.facts == {"count": 5}
    assert "BORRADOR" in releases.build(session, publisher, edition.slug, "txt").decode()


def rough(session: Session) -> Translation:
    """Store an approved text without the anchor of a note in its second paragraph: no desk would hand that in."""
    found = approved(session)
    second = (Segment.statement_id == found.statement_id) & (Segment.position == 2)
    session.execute(update(Segment).where(second).values(source="So they say.[^1]"))
    return found


def test_an_error_of_a_check_stands_in_the_way(
    session: Session, publisher: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = approved(session), rough(session)
    edition = composed(session, publisher, good, bad)
    session.commit()
    found = obstacles.obstacles(session, publisher, edition)
    assert [(o.kind, o.slug, o.key, o.position) for o in found.shown] == [(Kind.CHECK, bad.statement.slug, "p2", 2)]
    assert obstacles.has_obstacles(session, edition)
    with pytest.raises(HasObstacles):
        releases.release(session, publisher, edition.slug)
    assert "BORRADOR" in releases.build(session, publisher, edition.slug, "txt").decode()
    assert obstacles.obstacles(session, publisher, edition, only_remembered=True) == found, "so few are checked at once"
    monkeypatch.setattr(obstacles, "AT_ONCE", 5)
    remembered = obstacles.obstacles(session, publisher, edition, only_remembered=True)
    assert remembered.counts == {Kind.UNCHECKED: 6}
    assert checking.catch_up_all(session, [good.id, bad.id], seconds=3600)
    assert obstacles.obstacles(session, publisher, edition, only_remembered=True) == found
    assert obstacles.obstacles(session, publisher, edition) == found


def test_a_waived_error_does_not_and_a_corrected_one(session: Session, publisher: Actor) -> None:
    waived, corrected = rough(session), rough(session)
    edition = composed(session, publisher, waived, corrected)
    session.commit()
    assert kinds(session, publisher, edition) == {Kind.CHECK: 2}
    ana = factories.translator(session)
    for translation in (waived, corrected):
        second = factories.target_ids(session, translation)[1]
        if translation is waived:
            found = checking.findings_beside(session, ana, second, Profile())
            [finding] = [one for one in found if one.check == "notes"]
            waiving.waive(session, ana, second, fingerprint(finding, "Párrafo 2."), "The note is in the preface.")
        else:
            checking.catch_up(session, translation.id)  # what is remembered must not outlive the text
            editing.save(session, ana, second, "Párrafo 2.[^1]", version=2, keep_submitted=True)
            reviewing.approve(session, factories.reviewer(session), second, version=3)
        session.commit()
    for only_remembered in (False, True):
        found = obstacles.obstacles(session, publisher, edition, only_remembered=only_remembered)
        assert Kind.CHECK not in found.counts
        checking.catch_up_all(session, [waived.id, corrected.id])
    assert not obstacles.has_obstacles(session, edition)
    assert releases.release(session, publisher, edition.slug).number == 1


def test_what_is_remembered_of_an_edition_costs_the_same_however_many_texts(
    session: Session, publisher: Actor, counted: Callable[[], int]
) -> None:
    texts = [rough(session) for _ in range(6)]
    editions_of = [composed(session, publisher, *texts[:count], title=f"Of {count}") for count in (1, 6)]
    session.commit()
    assert checking.catch_up_all(session, [text.id for text in texts], seconds=3600)
    costs = []
    for edition in editions_of:
        before = counted()
        obstacles.obstacles(session, publisher, edition, only_remembered=True)
        costs.append(counted() - before)
    assert costs[0] == costs[1]


def test_a_statement_whose_translation_was_withdrawn_stands_in_the_way(session: Session, publisher: Actor) -> None:
    one, two = approved(session), approved(session)
    edition = composed(session, publisher, one, two)
    session.commit()
    targets = select(Target.id).where(Target.translation_id == two.id)
    session.execute(delete(TargetRevision).where(TargetRevision.target_id.in_(targets)))
    session.execute(delete(Translation).where(Translation.id == two.id))
    session.commit()
    assert kinds(session, publisher, edition) == {Kind.NO_TRANSLATION: 1}
    with pytest.raises(HasObstacles):
        releases.release(session, publisher, edition.slug)
    assert releases.build(session, publisher, edition.slug, "html")


def test_an_edition_without_statements_has_pages_and_no_release(session: Session, publisher: Actor) -> None:
    edition = composed(session, publisher)
    assert "BORRADOR" in releases.build(session, publisher, edition.slug, "txt").decode()
    with pytest.raises(HasObstacles):
        releases.release(session, publisher, edition.slug)
