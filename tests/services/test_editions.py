"""Editions: composing, the gate, the release that never changes, what two releases differ in."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from domain.checks import Profile
from domain.checks.waiving import fingerprint
from domain.errors import (
    BadValue,
    HasObstacles,
    NotAllowed,
    NotFound,
    NothingNew,
    NothingWritten,
    StaleEdition,
    TextTooLong,
    UnknownFormat,
)
from domain.permissions import Actor, PersonRole
from domain.states import State
from formats import REGISTRY
from formats.base import Layout, Options
from models import Edition, Event, Release, Segment, Target, TargetRevision, Translation, User
from models.statement import FourEyesRule
from services import checking, editing, editions, obstacles, releases, reviewing, talk, waiving
from services.editions import Details
from services.obstacles import Kind
from services.store import begin_write
from tests import factories

ROOT = Path(__file__).parent.parent.parent
EDITION_FORMATS = [f.INFO.id for f in REGISTRY.values() if f.INFO.writes_volumes]


def approved(session: Session, *paragraphs: str, **rest: object) -> Translation:
    """Store a statement with every paragraph translated and approved, by people who wish to be named."""
    translation = factories.translation(session, paragraphs or factories.PARAGRAPHS, **rest)
    people = [factories.translator(session, name="Ana"), factories.reviewer(session, name="Beto")]
    for actor in people:
        session.get_one(User, actor.id).credit_name = f"{actor.name} R."
    for n, target_id in enumerate(factories.target_ids(session, translation), 1):
        editing.save(session, people[0], target_id, f"Párrafo {n}.", version=0, keep_submitted=True)
        reviewing.approve(session, people[1], target_id, version=1)
    return translation


def composed(session: Session, publisher: Actor, *translations: Translation, title: str = "Two Texts") -> Edition:
    edition = editions.create(session, publisher, title, "en", "es")
    for translation in translations:
        editions.add(session, publisher, edition.slug, translation.statement.slug)
    return edition


def slugs(session: Session, edition: Edition) -> list[str]:
    return [text.slug for text in editions.texts_of(session, edition)]


def kinds(session: Session, publisher: Actor, edition: Edition) -> dict[Kind, int]:
    return obstacles.obstacles(session, publisher, edition).counts


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


# The release


def test_a_release_is_numbered_and_finishes_what_it_prints(session: Session, publisher: Actor) -> None:
    one = approved(session)
    locked = session.get_one(Target, factories.target_ids(session, one)[0])
    locked.is_locked = True
    edition = composed(session, publisher, one)
    made = releases.release(session, publisher, edition.slug, version=edition.version)
    assert (made.number, made.sha256) == (1, hashlib.sha256(made.content).hexdigest())
    targets = session.scalars(select(Target).where(Target.translation_id == one.id)).all()
    assert {(target.state, target.version) for target in targets} == {(State.FINAL, 3)}
    volume = releases.released_volume(session, publisher, edition, 1)
    assert (volume.number, volume.released, volume.is_draft) == (1, made.released_at, False)
    assert {unit.state for part in volume.parts for unit in part.units} == {State.FINAL}
    assert volume.translators == ("Ana R.",)
    assert volume.reviewers == ("Beto R.",)
    (line,) = releases.releases_of(session, publisher, edition)
    assert (line.number, line.who) == (1, "Pía")
    assert session.scalar(select(Event.name).order_by(Event.id.desc())) == "edition.released"
    with pytest.raises(NotFound):
        releases.released_volume(session, publisher, edition, 2)


def test_a_released_text_never_changes(session: Session, publisher: Actor) -> None:
    one = approved(session)
    edition = composed(session, publisher, one)
    releases.release(session, publisher, edition.slug)
    before = {id: releases.build(session, publisher, edition.slug, id, number=1) for id in EDITION_FORMATS}
    target_id = factories.target_ids(session, one)[0]
    editing.save(session, factories.translator(session), target_id, "Otra cosa.", version=3, keep_submitted=True)
    editions.describe(session, publisher, edition.slug, Details("Changed", layout="columns"), version=None)
    session.commit()
    for id, data in before.items():
        assert releases.build(session, publisher, edition.slug, id, number=1) == data, id
    assert "Otra cosa." in releases.build(session, publisher, edition.slug, "txt").decode()
    assert kinds(session, publisher, edition) == {Kind.UNREVIEWED: 1}


def test_fresh_processes_build_the_same_bytes_of_a_release(session: Session, publisher: Actor, tmp_path: Path) -> None:
    edition = composed(session, publisher, approved(session), approved(session))
    releases.release(session, publisher, edition.slug)
    session.commit()
    script = (
        "import sys, hashlib; from sqlalchemy import create_engine; from sqlalchemy.orm import Session;"
        "from domain.permissions import OPERATOR; from services import releases\n"
        "with Session(create_engine(sys.argv[1])) as s:\n"
        "    for f in sys.argv[3:]:\n"
        "        print(f, hashlib.sha256(releases.build(s, OPERATOR, sys.argv[2], f, number=1)).hexdigest())"
    )
    url = session.get_bind().url.render_as_string(hide_password=False)
    found = [
        subprocess.run(
            [sys.executable, "-c", script, url, edition.slug, *EDITION_FORMATS], cwd=ROOT, check=True, text=True,
            capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "America/Lima"))
    ]  # fmt: skip
    assert found[0] == found[1]
    own = hashlib.sha256(releases.build(session, publisher, edition.slug, "pdf", number=1)).hexdigest()
    assert f"pdf {own}" in found[0]


def test_an_unchanged_edition_is_not_released_again(session: Session, publisher: Actor) -> None:
    edition = composed(session, publisher, approved(session))
    releases.release(session, publisher, edition.slug)
    with pytest.raises(NothingNew):
        releases.release(session, publisher, edition.slug)
    editions.describe(session, publisher, edition.slug, Details("Two Texts", series="Papers"), version=None)
    assert releases.release(session, publisher, edition.slug).number == 2


def test_who_releases_what_they_have_not_seen_is_told(session: Session, publisher: Actor) -> None:
    edition = composed(session, publisher, approved(session))
    seen = edition.version
    editions.describe(session, publisher, edition.slug, Details("Meanwhile"), version=None)
    with pytest.raises(StaleEdition):
        releases.release(session, publisher, edition.slug, version=seen)


def test_of_two_who_release_at_once_one_wins_and_one_is_told(
    session: Session, engine: Engine, publisher: Actor
) -> None:
    edition = composed(session, publisher, approved(session))
    slug, seen = edition.slug, edition.version
    session.commit()
    answers: list[object] = []
    barrier = Barrier(2, timeout=60)

    def work() -> None:
        try:
            with Session(engine) as own:
                barrier.wait()
                begin_write(own)
                answers.append(releases.release(own, publisher, slug, version=seen).number)
                own.commit()
        except Exception as error:
            answers.append(type(error))

    threads = [Thread(target=work, daemon=True) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert sorted(answers, key=str) == [1, StaleEdition]
    session.expire_all()
    assert session.scalars(select(Release.number).where(Release.edition_id == edition.id)).all() == [1]


def test_who_asked_not_to_be_named_is_not_and_who_approved_alone_is_said(session: Session, publisher: Actor) -> None:
    alone = factories.translation(session, four_eyes=FourEyesRule.OFF)
    both = factories.person(session, PersonRole.TRANSLATOR, PersonRole.REVIEWER, name="Nadie").as_actor()
    for target_id in factories.target_ids(session, alone):
        editing.save(session, both, target_id, "Texto.", version=0, keep_submitted=True)
        reviewing.approve(session, both, target_id, version=1)
    edition = composed(session, publisher, alone)
    made = releases.release(session, publisher, edition.slug)
    assert b"Nadie" not in made.content
    for id in ("txt", "html", "md"):
        page = releases.build(session, publisher, edition.slug, id, number=1).decode()
        assert "Nadie" not in page
        assert "¶ 1, 2, 3" in page


# Files


def test_the_publishers_layout_is_the_first_and_any_other_can_be_asked_for(session: Session, publisher: Actor) -> None:
    edition = composed(session, publisher, approved(session))
    editions.describe(session, publisher, edition.slug, Details("T", layout="source", paper="a4"), version=None)
    assert "Párrafo" not in releases.build(session, publisher, edition.slug, "txt").decode()
    assert "Párrafo" in releases.build(session, publisher, edition.slug, "txt", Options(Layout.TARGET)).decode()
    for wrong in ("po", "wordstar"):
        with pytest.raises(UnknownFormat):
            releases.build(session, publisher, edition.slug, wrong)


def test_who_builds_is_told_how_many_texts_are_gathered(session: Session, publisher: Actor) -> None:
    edition = composed(session, publisher, approved(session), approved(session))
    releases.release(session, publisher, edition.slug)
    for number, expected in ((None, [(0, 2), (1, 2), (2, 2)]), (1, [(2, 2)])):
        told: list[tuple[int, int]] = []
        releases.build(
            session, publisher, edition.slug, "txt", number=number, tell=lambda *step, told=told: told.append(step)
        )
        assert told == expected


def test_the_errata_name_each_paragraph_that_changed(session: Session, publisher: Actor) -> None:
    one, two = approved(session), approved(session)
    edition = composed(session, publisher, one)
    releases.release(session, publisher, edition.slug)
    target_id = factories.target_ids(session, one)[1]
    ana, beto = factories.translator(session), factories.reviewer(session)
    editing.save(session, ana, target_id, "Mejor.", version=3, keep_submitted=True)
    reviewing.approve(session, beto, target_id, version=4)
    editions.add(session, publisher, edition.slug, two.statement.slug)
    releases.release(session, publisher, edition.slug)
    found = releases.changes(session, publisher, edition, 1, 2)
    assert [(c.slug, c.number, c.is_added) for c in found] == [
        (one.statement.slug, 2, False), (two.statement.slug, 0, True),
    ]  # fmt: skip
    assert (found[0].old.target, found[0].new.target) == ("Párrafo 2.", "Mejor.")
    back = releases.changes(session, publisher, edition, 2, 1)
    assert [(c.slug, c.is_added) for c in back] == [(one.statement.slug, False), (two.statement.slug, False)]
    assert releases.changes(session, publisher, edition, 2, 2) == ()


def test_errata_tell_what_came_and_what_went(session: Session, publisher: Actor) -> None:
    from domain import errata

    edition = composed(session, publisher, approved(session))
    volume = releases.live_volume(session, publisher, edition)
    (part,) = volume.parts
    shorter = replace(volume, parts=(replace(part, units=part.units[1:]),))
    gone, come = errata.changes(volume, shorter), errata.changes(shorter, volume)
    assert [(c.old.id, c.new, c.is_added) for c in gone] == [("p1", None, False)]
    assert [(c.old, c.new.id, c.is_added) for c in come] == [(None, "p1", True)]
