"""Whatever people do, in whatever order: no target leaves the table of moves, no text is lost, nobody approves alone.

A machine of Hypothesis plays people at one target over a real database and keeps a plain account of its own of what
must be so; after each step it compares.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from domain.errors import DeskError, FourEyes, NothingToSubmit, StaleTarget, WrongState
from domain.permissions import Actor, PersonRole
from domain.states import ALLOWED, State
from models import Target, TargetRevision
from models.review import ReturnReason
from services import editing, reviewing
from services.editing import Conflict, Saved
from tests.factories import noise, person, target_ids, translation

WHO = st.integers(0, 2)
STALE = st.sampled_from([0] * 12 + [-1, -2, 1, 10**6])  # what a person's version is off by
EDITS = st.sampled_from(["add", "add", "drop", "replace", "clear"])
REFUSED = (WrongState, FourEyes, StaleTarget, NothingToSubmit)


def attempt(step: Callable[[], Saved | Conflict]) -> Saved | Conflict | DeskError:
    """Return the answer of `step`, or how it was refused."""
    try:
        return step()
    except REFUSED as refused:
        return refused


class Play(RuleBasedStateMachine):
    """Three people who may each translate and review, a target, a clock, and an account of what happened."""

    session: Session
    people: list[Actor]
    at: datetime = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

    @initialize()
    def open_a_statement(self) -> None:
        type(self).at = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
        self.target_id = target_ids(self.session, translation(self.session))[1]
        self.numbers = count(1)
        self.text, self.state, self.version = "", State.UNTRANSLATED, 0
        self.kept: list[str] = []  # texts that history must hold for good
        self.foldable: tuple[int, datetime, str] | None = None  # who, since when, the last text of a running fold
        self.aside: list[str] = []
        self.approved: dict[int, set[str]] = {n: set() for n in range(3)}  # words that others of each have approved
        self.wrote: set[int] = set()

    # What people do

    @rule(
        who=WHO, stale=STALE, submits=st.booleans(), edit=st.sampled_from(["add", "drop", "replace", "clear"]), at=WHO
    )
    def save(self, who: int, stale: int, submits: bool, edit: str, at: int) -> None:
        text = self.edited(who, edit, at)
        answer = editing.save(
            self.session, self.people[who], self.target_id, text, version=self.version + stale, keep_submitted=submits
        )
        self.check_save(who, text, answer, stale)

    @rule(who=WHO, stale=STALE, at=WHO)
    def save_the_same(self, who: int, stale: int, at: int) -> None:
        before = self.row()
        answer = editing.save(self.session, self.people[who], self.target_id, self.text, version=self.version + stale)
        assert isinstance(answer, Saved)
        assert not answer.is_changed
        assert self.row() == before

    @precondition(lambda self: self.state in {State.DRAFT, State.RETURNED})
    @rule(who=WHO, stale=STALE)
    def submit(self, who: int, stale: int) -> None:
        self.judge(who, stale, lambda *place, version: editing.submit(*place, version=version))

    @precondition(lambda self: self.state is State.TRANSLATED)
    @rule(who=WHO, stale=STALE)
    def approve(self, who: int, stale: int) -> None:
        self.try_to_approve(who, stale)

    @precondition(lambda self: self.text)
    @rule(first=WHO)
    def hand_in_and_let_each_try_to_approve(self, first: int) -> None:
        if self.state in {State.DRAFT, State.RETURNED}:
            self.judge(first, 0, lambda *place, version: editing.submit(*place, version=version))
        for who in range(first, first + 3):
            if self.state is State.TRANSLATED:
                self.try_to_approve(who % 3, 0)

    @precondition(lambda self: self.state is State.TRANSLATED)
    @rule(who=WHO, stale=STALE)
    def send_back(self, who: int, stale: int) -> None:
        reason = ReturnReason.STYLE
        self.judge(who, stale, lambda *place, version: reviewing.send_back(*place, version=version, reason=reason))

    @precondition(lambda self: self.state is State.TRANSLATED)
    @rule(who=WHO, stale=STALE, at=WHO)
    def approve_with_edit(self, who: int, stale: int, at: int) -> None:
        text = self.edited(who, "replace", at)
        answer = reviewing.approve_with_edit(
            self.session, self.people[who], self.target_id, text, version=self.version + stale
        )
        self.check_save(who, text, answer, stale)

    @precondition(lambda self: self.state is not State.TRANSLATED)
    @rule(who=WHO)
    def judge_out_of_turn(self, who: int) -> None:
        place, before = (self.session, self.people[who], self.target_id), self.row()
        for step in (
            lambda: reviewing.approve(*place, version=self.version),
            lambda: reviewing.send_back(*place, version=self.version, reason=ReturnReason.STYLE),
            lambda: reviewing.approve_with_edit(*place, "otra", version=self.version),
        ):
            assert isinstance(attempt(step), WrongState)
        if State.TRANSLATED not in ALLOWED[self.state]:
            submitted = attempt(lambda: editing.submit(*place, version=self.version))
            assert isinstance(submitted, WrongState | NothingToSubmit)
        assert self.row() == before

    @rule(minutes=st.sampled_from([1, 4, 6]))
    def time_passes(self, minutes: int) -> None:
        type(self).at += timedelta(minutes=minutes)

    # The account

    def edited(self, who: int, edit: str, at: int) -> str:
        """Return the text after an edit; every new word is its writer's, and no other's."""
        words, new = self.text.split(), f"w{who}n{next(self.numbers)}"
        at = min(at, len(words))
        return " ".join(
            {
                "add": [*words[:at], new, *words[at:]],
                "drop": [*words[:at], *words[at + 1 :]],
                "replace": [*words[:at], new, *words[at + 1 :]],
                "clear": [],
            }[edit]
        )

    def check_save(self, who: int, text: str, answer: Saved | Conflict, stale: int) -> None:
        self.wrote.add(who)
        if isinstance(answer, Conflict):
            assert stale
            assert (answer.mine, answer.theirs) == (text, self.text)
            self.aside.append(text)
            return
        if text == self.text:
            if answer.is_changed:  # handed in as it stands
                assert answer.state is State.TRANSLATED
                self.end_fold()
                self.moved(answer)
            return
        assert not stale, "a stale save overwrote the target"
        folds = self.foldable and self.foldable[0] == who and self.at - self.foldable[1] <= editing.FOLDING
        began = self.foldable[1] if folds and self.foldable else self.at
        if not (folds and answer.state is State.DRAFT):
            self.end_fold()
        self.text = text
        if answer.state is State.DRAFT:
            self.foldable = (who, began, text)
        else:
            self.kept.append(text)
        self.moved(answer)

    def judge(self, who: int, stale: int, step: Callable[..., Saved]) -> bool:
        """Take a step that gives no text, and tell whether it was taken."""
        place = (self.session, self.people[who], self.target_id)
        answer = attempt(lambda: step(*place, version=self.version + stale))
        if isinstance(answer, Saved):
            assert not stale, "a verdict was given unseen"
            self.end_fold()
            self.moved(answer)
            return True
        assert isinstance(answer, StaleTarget) == bool(stale)
        assert not isinstance(answer, FourEyes) or who in self.wrote, "somebody who wrote nothing was refused"
        return False

    def try_to_approve(self, who: int, stale: int) -> None:
        seen = self.text
        if self.judge(who, stale, lambda *place, version: reviewing.approve(*place, version=version)):
            assert self.text == seen
            own = {word for word in self.text.split() if word.startswith(f"w{who}")}
            assert own <= self.approved[who], "somebody approved a word of their own"
            for other in set(range(3)) - {who}:
                self.approved[other] |= set(self.text.split())

    def end_fold(self) -> None:
        if self.foldable:
            self.kept.append(self.foldable[2])
        self.foldable = None

    def moved(self, answer: Saved) -> None:
        by_draft = ALLOWED[State.DRAFT] if State.DRAFT in ALLOWED[self.state] else frozenset()
        assert answer.state in {self.state, *ALLOWED[self.state], *by_draft}
        assert answer.version == self.version + 1
        self.state, self.version = answer.state, answer.version

    def row(self) -> tuple:
        columns = (Target.text, Target.state, Target.version, Target.updated_by_id, Target.updated_at)
        return tuple(self.session.execute(select(*columns).where(Target.id == self.target_id)).one())

    # What must be so after every step

    @invariant()
    def the_target_is_what_the_account_says(self) -> None:
        assert self.row()[:3] == (self.text, self.state, self.version)
        assert (self.state is State.UNTRANSLATED) == (self.text == "")

    @invariant()
    def no_acknowledged_text_is_lost(self) -> None:
        query = select(TargetRevision.text, TargetRevision.version).where(TargetRevision.target_id == self.target_id)
        history = self.session.execute(query.order_by(TargetRevision.id)).all()
        stood = [text for text, version in history if version is not None]
        assert stood == [*self.kept, *([self.foldable[2]] if self.foldable else [])]
        assert {text for text, version in history if version is None} == set(self.aside)
        versions = [version for _, version in history if version is not None]
        assert versions == sorted(set(versions))


@pytest.mark.slow
def test_no_sequence_of_steps_leaves_the_rules(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editing, "now", lambda: Play.at)
    with Session(engine, expire_on_commit=False) as session:
        noise(session)
        roles = (PersonRole.TRANSLATOR, PersonRole.REVIEWER)
        people = [person(session, *roles).as_actor() for _ in range(3)]
        session.commit()
        Play.session, Play.people = session, people
        slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
        limits = settings(max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=slow)
        run_state_machine_as_test(Play, settings=limits)
