"""`kill -9` in the middle of 200 saves: every acknowledged one is there, and the rest can be sent again."""

from http.client import HTTPException
from random import Random
from threading import Lock, Thread

import pytest
from flask import Flask
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from models import Target, TargetRevision
from tests.factories import target_ids, translation
from tests.faults.conftest import signed_in
from tests.faults.serving import TIME_OUT_S, Browser, Server

SAVES, WRITERS = 200, 8


class Writing:
    """Writers at a server that may die: who was told what, and a kill at a chosen moment."""

    def __init__(self, browser: Browser, targets: list[int], kill_after: int) -> None:
        self.browser, self.targets, self.kill_after = browser, targets, kill_after
        self.told: dict[int, int] = {}  # the version that a save was acknowledged with, by target
        self.strange: list[object] = []
        self.lock = Lock()

    def run(self) -> None:
        """Let the writers go until the server is dead or everything is saved."""
        threads = [Thread(target=self.write, args=(self.targets[n::WRITERS],), daemon=True) for n in range(WRITERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(TIME_OUT_S)
        assert not any(thread.is_alive() for thread in threads)

    def write(self, targets: list[int]) -> None:
        for target_id in targets:
            try:
                answer = self.browser.save(target_id, words_for(target_id), 0, submit="1")
            except (OSError, HTTPException):
                return  # the server is dead: nobody was told that this one is saved
            with self.lock:
                if answer.status == 200:
                    self.told[target_id] = answer.facts["version"]
                else:
                    self.strange.append(answer)
                if len(self.told) == self.kill_after:
                    self.browser.server.kill()


def words_for(target_id: int) -> str:
    return f"Texto de {target_id}: ñ, 漢, 🙂.\n" * 20


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_what_was_acknowledged_before_a_kill_is_there_after_it(
    app: Flask, engine: Engine, server: Server, session: Session, seed: int
) -> None:
    there = translation(session, [f"Paragraph {n}." for n in range(SAVES)])
    targets = target_ids(session, there)
    session.commit()
    (browser,) = signed_in(app, server, 1)
    kill_after = Random(seed).randint(20, 180)

    before = Writing(browser, targets, kill_after)
    before.run()
    assert before.strange == []
    assert kill_after <= len(before.told) < SAVES
    session.rollback()
    assert_there(session, before.told)

    server.start()  # the same person goes on in the same session, and sends everything again
    after = Writing(browser, targets, kill_after=-1)
    after.run()
    assert after.strange == []
    assert set(after.told) == set(targets)
    session.rollback()
    assert_there(session, after.told)
    revisions = select(TargetRevision.target_id).order_by(TargetRevision.target_id)
    assert list(session.scalars(revisions)) == sorted(targets)  # none is lost, none came twice
    if engine.dialect.name == "sqlite":
        assert session.scalars(text("PRAGMA integrity_check")).all() == ["ok"]


def assert_there(session: Session, told: dict[int, int]) -> None:
    """Check that each target that somebody was told of has its text, in the target and in a revision."""
    session.expire_all()
    rows = {row.id: row for row in session.scalars(select(Target).where(Target.id.in_(told)))}
    history = set(map(tuple, session.execute(select(TargetRevision.target_id, TargetRevision.text))))
    for target_id, version in told.items():
        assert (rows[target_id].text, rows[target_id].version) == (words_for(target_id), version)
        assert (target_id, words_for(target_id)) in history
