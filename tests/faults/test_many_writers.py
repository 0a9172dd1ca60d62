"""Sixteen people saving at once on one database: no error, no lost save, and of two texts at one place both stay."""

from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from models import Target, TargetRevision
from tests.factories import target_ids, translation
from tests.faults.conftest import signed_in
from tests.faults.serving import TIME_OUT_S, Answer, Browser, Server

PEOPLE, ROUNDS = 16, 8


@pytest.mark.slow
def test_sixteen_people_save_at_once_and_nothing_is_lost(app: Flask, server: Server, session: Session) -> None:
    there = translation(session, [f"Paragraph {n}." for n in range(PEOPLE + 1)])
    shared, *own = target_ids(session, there)
    session.commit()
    browsers = signed_in(app, server, PEOPLE)
    barrier = Barrier(PEOPLE, timeout=TIME_OUT_S)
    answers: list[list[Answer]] = [[] for _ in range(PEOPLE)]

    def work(number: int, browser: Browser) -> None:
        barrier.wait()
        answers[number].append(browser.save(shared, f"Mío es {number}.", 0))
        for round_ in range(ROUNDS):
            # Handed in each time, so that no two of them fold into one revision.
            answer = browser.save(
                own[number], f"Texto {number}, vuelta {round_}.", answered_version(answers[number]), submit="1"
            )
            answers[number].append(answer)

    threads = [Thread(target=work, args=pair, daemon=True) for pair in enumerate(browsers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(TIME_OUT_S)
    assert not any(thread.is_alive() for thread in threads)
    session.rollback()

    first = [answer.status for answer, *_ in answers]
    assert sorted(first) == [200] + [409] * (PEOPLE - 1)
    assert [[answer.status for answer in rest] for _, *rest in answers] == [[200] * ROUNDS] * PEOPLE
    expected = {(shared, f"Mío es {n}.") for n in range(PEOPLE)}
    expected |= {(own[n], f"Texto {n}, vuelta {r}.") for n in range(PEOPLE) for r in range(ROUNDS)}
    history = session.execute(select(TargetRevision.target_id, TargetRevision.text)).all()
    assert len(history) == len(expected)
    assert {tuple(row) for row in history} == expected
    rows = dict(session.execute(select(Target.id, Target.text).where(Target.translation_id == there.id)).all())
    assert rows == {shared: rows[shared]} | {own[n]: f"Texto {n}, vuelta {ROUNDS - 1}." for n in range(PEOPLE)}
    assert rows[shared] == f"Mío es {first.index(200)}."
    if session.get_bind().dialect.name == "sqlite":
        assert session.scalars(text("PRAGMA integrity_check")).all() == ["ok"]
    assert server.log.read_text() == ""


def answered_version(answers: list[Answer]) -> int:
    """Return the version that the last save of one's own target was answered with; 0 before the first."""
    return answers[-1].facts["version"] if len(answers) > 1 else 0
