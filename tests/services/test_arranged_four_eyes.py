"""However a text is split, merged and put back: nobody approves a word of their own that nobody else has approved."""

from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from domain.errors import ChangedSince, FourEyes
from domain.permissions import Actor
from domain.sentences import cuts, sentences
from domain.states import State
from models import Statement, Translation
from services import arrangements, editing, reviewing
from services.arrangements import Division
from tests.factories import noise, target_ids
from tests.services.arranged import everybody, river, segments

WHO = st.integers(0, 2)
WHERE = st.integers(0, 9)


class Play(RuleBasedStateMachine):
    """Three people who may each do everything, and an account of the words that others of each have approved.

    Every sentence begins with a word of its writer's own, such as `W1n7`.
    """

    session: Session
    people: list[Actor]

    @initialize()
    def open_a_statement(self) -> None:
        self.translation: Translation = river(self.session)[0]
        self.statement = self.session.get_one(Statement, self.translation.statement_id)
        self.numbers = count(1)
        self.approved: list[set[str]] = [set(), set(), set()]
        self.done: list[int] = []
        for who, target in enumerate(target_ids(self.session, self.translation)):
            editing.save(self.session, self.people[who], target, f"W{who}n0 dice. W{who}m0 calla.", version=0)

    @rule(who=WHO, where=WHERE, at=WHERE, edit=st.sampled_from(["add", "add", "drop", "replace"]))
    def write(self, who: int, where: int, at: int, edit: str) -> None:
        here = self.at(where)
        own = [here.text[a:b] for a, b in sentences(here.text, "es")]
        at = min(at, len(own))
        new = [] if edit == "drop" else [f"W{who}n{next(self.numbers)} dice algo."]
        own[at : at + (edit != "add")] = new
        editing.save(self.session, self.people[who], here.target_id, " ".join(own), version=here.version)

    @rule(first=WHO, where=WHERE)
    def hand_in_and_let_each_try_to_approve(self, first: int, where: int) -> None:
        here = self.at(where)
        if here.text and here.state in {State.DRAFT, State.RETURNED}:
            editing.submit(self.session, self.people[first], here.target_id, version=here.version)
        for who in range(first, first + 3):
            self.try_to_approve(who % 3, editing.place(self.session, here.target_id))

    def try_to_approve(self, who: int, here: editing.Place) -> None:
        if here.state is not State.TRANSLATED:
            return
        try:
            reviewing.approve(self.session, self.people[who], here.target_id, version=here.version)
        except FourEyes:
            return
        words = {word for word in here.text.split() if word.startswith("W")}
        own = {word for word in words if word.startswith(f"W{who}")}
        assert own <= self.approved[who], "somebody approved a word of their own"
        for other in {0, 1, 2} - {who}:
            self.approved[other] |= words

    @rule(who=WHO, where=WHERE, place=WHERE)
    def split(self, who: int, where: int, place: int) -> None:
        own = segments(self.session, self.translation)
        key, source = own[where % len(own)]
        places = [cut for cut in cuts(source, "en") if arrangements.is_whole(source, cut)]
        if places:
            division = Division(places[place % len(places)].start, self.chosen(where, place))
            done = arrangements.split(self.session, self.people[who], self.statement, key, division)
            self.done.append(done.id)

    def chosen(self, where: int, place: int) -> dict[int, int]:
        """Return an end of the target, so that it is divided however few sentences the source has."""
        here = self.at(where)
        ends = [begin for begin, _end in sentences(here.text, "es")[1:]]
        return {here.target_id: ends[place % len(ends)]} if ends else {}

    @rule(who=WHO, where=WHERE)
    def merge(self, who: int, where: int) -> None:
        keys = [key for key, _source in segments(self.session, self.translation)]
        if len(keys) > 1:
            key = keys[where % (len(keys) - 1)]
            self.done.append(arrangements.merge(self.session, self.people[who], self.statement, key, seen=None).id)

    @precondition(lambda self: self.done)
    @rule(who=WHO)
    def undo(self, who: int) -> None:
        try:
            arrangements.undo(self.session, self.people[who], self.done[-1])
            self.done.pop()
        except ChangedSince:
            self.done.clear()

    def at(self, where: int) -> editing.Place:
        ids = target_ids(self.session, self.translation)
        return editing.place(self.session, ids[where % len(ids)])


@pytest.mark.slow
def test_four_eyes_hold_through_splits_merges_and_undoing(engine: Engine) -> None:
    with Session(engine, expire_on_commit=False) as session:
        noise(session)
        Play.session, Play.people = session, [everybody(session) for _ in range(3)]
        session.commit()
        slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
        limits = settings(max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=slow)
        run_state_machine_as_test(Play, settings=limits)
