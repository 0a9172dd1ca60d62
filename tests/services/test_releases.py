"""Releases: what is printed never changes; its files, and what two releases differ in."""

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from domain.errors import (
    NotFound,
    NothingNew,
    StaleEdition,
    UnknownFormat,
)
from domain.permissions import Actor, PersonRole
from domain.states import State
from formats import REGISTRY
from formats.base import Layout, Options
from models import Event, Release, Target
from models.statement import FourEyesRule
from services import editing, editions, releases, reviewing
from services.editions import Details
from services.obstacles import Kind
from services.store import begin_write
from tests import factories
from tests.services.books import approved, composed, kinds

ROOT = Path(__file__).parent.parent.parent
EDITION_FORMATS = [f.INFO.id for f in REGISTRY.values() if f.INFO.writes_volumes]


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
