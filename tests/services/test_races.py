"""Two at once, on two real connections: who is late loses no text and overwrites none."""

from collections.abc import Callable
from threading import Barrier, Event, Thread

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from domain.errors import (
    StaleTarget,
)
from domain.permissions import Actor
from domain.states import State
from services import editing
from services.editing import Conflict, Saved
from services.store import begin_write
from tests.factories import translator
from tests.services.rows import target, texts

TIME_OUT_S = 120


def saving(
    engine: Engine, actor: Actor, target_id: int, text: str, answers: list, ready: Callable = lambda: None
) -> Thread:
    """Return a thread that saves `text` over version 0 as a request does, and leaves its answer in `answers`."""

    def work() -> None:
        try:
            with Session(engine) as session:
                ready()
                begin_write(session)
                answers.append(editing.save(session, actor, target_id, text, version=0))
                session.commit()
        except Exception as error:
            answers.append(error)

    return Thread(target=work, daemon=True)


@pytest.mark.parametrize("text", ["Dos.", "Uno."])
def test_who_loses_the_race_between_look_and_step_loses_no_text(session, engine, ana, bruno, here, monkeypatch, text):
    session.commit()
    looked, answers, real = Event(), [], editing.clean

    def seen(typed: str) -> str:
        looked.set()
        return real(typed)

    with Session(engine) as first:
        begin_write(first)
        editing.save(first, ana, here, "Uno.", version=0)
        monkeypatch.setattr(editing, "clean", seen)
        second = saving(engine, bruno, here, text, answers)
        second.start()
        if engine.dialect.name == "postgresql":  # SQLite's second writer waits before it looks
            assert looked.wait(TIME_OUT_S)
        first.commit()
    second.join(TIME_OUT_S)
    (answer,) = answers
    assert target(session, here).text == "Uno."
    if text == "Uno.":
        assert (answer.is_changed, answer.version) == (False, 1)
        assert texts(session, here) == ["Uno."]
    else:
        assert isinstance(answer, Conflict)
        assert (answer.theirs, answer.mine, answer.author_id) == ("Uno.", "Dos.", ana.id)
        assert texts(session, here) == ["Uno.", "Dos."]


def test_who_hands_in_while_another_saves_hands_nothing_in_unseen(session, engine, ana, bruno, here, monkeypatch):
    editing.save(session, ana, here, "Uno.", version=0)
    session.commit()
    looked, answers, real = Event(), [], editing.move

    def seen(current: State, wanted: State) -> State:
        looked.set()
        return real(current, wanted)

    def work() -> None:
        with Session(engine) as other:
            begin_write(other)
            try:
                answers.append(editing.submit(other, bruno, here, version=1))
            except StaleTarget as error:
                answers.append(error)

    with Session(engine) as first:
        begin_write(first)
        editing.save(first, ana, here, "Uno dos.", version=1)
        monkeypatch.setattr(editing, "move", seen)
        second = Thread(target=work, daemon=True)
        second.start()
        if engine.dialect.name == "postgresql":
            assert looked.wait(TIME_OUT_S)
        first.commit()
    second.join(TIME_OUT_S)
    assert isinstance(answers[0], StaleTarget)
    assert answers[0].facts["conflict"].theirs == "Uno dos."
    assert target(session, here).state is State.DRAFT


def test_of_many_saves_at_once_exactly_one_wins_and_no_text_is_lost(session, engine, ana, here):
    people = [ana, *(translator(session) for _ in range(7))]
    session.commit()
    barrier, answers = Barrier(len(people), timeout=TIME_OUT_S), []
    threads = [saving(engine, who, here, f"Texto {n}.", answers, barrier.wait) for n, who in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(TIME_OUT_S)
    winners = [answer for answer in answers if isinstance(answer, Saved)]
    assert len(winners) == 1
    assert [type(answer) for answer in answers].count(Conflict) == len(people) - 1
    assert sorted(texts(session, here)) == [f"Texto {n}." for n in range(len(people))]
    assert target(session, here).version == 1
