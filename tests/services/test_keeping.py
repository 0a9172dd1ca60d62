"""Whatever two people in two tabs each do, over whatever line: nothing that was typed or acknowledged disappears.

It is the target's text, or in the history, or still kept by the browser that it was typed in. Only three things
take a text away: going on typing in the same box, one's own draft of the last five minutes, and throwing away what
was offered back while nobody else had touched the paragraph.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from domain.permissions import Actor
from domain.states import State
from services import editing
from services.editing import Conflict, Saved
from tests.factories import noise, target_ids, translation, translator
from tests.services.keeping import Line, Store, Tab
from tests.services.rows import target, texts

TABS = st.integers(0, 3)  # two of Ana's, two of Beto's
LINES = st.sampled_from([Line.GOOD, Line.GOOD, Line.GOOD, Line.ANSWER_LOST, Line.REQUEST_LOST])
EDITS = st.sampled_from(["new", "new", "new", "add", "back", "clear"])


@dataclass
class Draft:
    """A person's text that their own next draft may take the place of, and since when it may."""

    person: int
    text: str
    since: datetime


class Keeping(RuleBasedStateMachine):
    """Two people with a browser each, two tabs in each, one paragraph, a clock, and an account of what was promised."""

    session: Session
    people: list[Actor]
    at = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

    @initialize()
    def open_the_desk(self) -> None:
        type(self).at = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
        self.target_id = target_ids(self.session, translation(self.session))[1]
        self.numbers = count(1)
        self.stores: list[Store] = [{}, {}]
        self.tabs = [self.opened(slot) for slot in range(4)]
        self.draft: Draft | None = None
        self.promised: set[str] = set()  # acknowledged: the desk has it for good
        self.given_up: set[str] = set()  # in this step, by whoever typed it

    # What people do

    @rule(slot=TABS, edit=EDITS)
    def write(self, slot: int, edit: str) -> None:
        tab = self.tabs[slot]
        self.given_up.add(tab.text)
        tab.type(self.edited(tab, edit))

    @rule(slot=TABS, line=LINES)
    def save(self, slot: int, line: Line) -> None:
        self.tabs[slot].flush(line)

    @rule(slots=st.permutations(range(4)), line=LINES)
    def write_in_two_tabs_and_save_both(self, slots: list[int], line: Line) -> None:
        for slot in slots[:2]:
            self.write(slot, "new")
        self.tabs[slots[0]].flush(line)
        self.tabs[slots[1]].flush(Line.GOOD)

    @rule(slot=TABS, line=LINES, edit=EDITS)
    def write_before_the_answer_comes(self, slot: int, line: Line, edit: str) -> None:
        tab = self.tabs[slot]
        if tab.is_dirty and tab.conflict is None:
            self.given_up.add(tab.text)
            tab.flush(line, meanwhile=self.edited(tab, edit))

    @rule(slot=TABS)
    def crash_and_return(self, slot: int) -> None:
        self.tabs[slot] = self.opened(slot)

    @rule(slot=TABS)
    def hand_in(self, slot: int) -> None:
        here = target(self.session, self.target_id)
        if here.text and here.state is State.DRAFT:
            editing.submit(self.session, self.people[slot // 2], self.target_id, version=here.version)
            self.draft = None

    @rule(minutes=st.sampled_from([1, 3, 6]))
    def time_passes(self, minutes: int) -> None:
        type(self).at += timedelta(minutes=minutes)

    @precondition(lambda self: any(tab.conflict for tab in self.tabs))
    @rule(slot=TABS, choice=st.sampled_from(["mine", "theirs", "merged", "edited"]), line=LINES)
    def choose(self, slot: int, choice: str, line: Line) -> None:
        undecided = [n for n in range(4) if self.tabs[n].conflict]
        tab = self.tabs[undecided[slot % len(undecided)]]
        if choice == "theirs":
            tab.take_theirs(line)
        elif choice == "mine":
            tab.keep_mine(line)
        else:
            proposal = tab.conflict.merged if choice == "merged" else None
            tab.keep_mine(line, self.fresh(slot) if proposal is None else proposal)

    @precondition(lambda self: any(tab.conflict for tab in self.tabs))
    @rule(slot=TABS, edit=EDITS)
    def write_on_before_choosing(self, slot: int, edit: str) -> None:
        undecided = [n for n in range(4) if self.tabs[n].conflict]
        self.write(undecided[slot % len(undecided)], edit)

    @precondition(lambda self: any(self.stores))
    @rule(slot=TABS, choice=st.sampled_from(["mine", "theirs", "edited"]), line=LINES, which=st.integers(0, 5))
    def answer_an_offer(self, slot: int, choice: str, line: Line, which: int) -> None:
        tab, store = self.tabs[slot], self.stores[slot // 2]
        alive = {self.tabs[n].number for n in range(4)}
        offered = sorted(set(store) - alive)
        if not offered or tab.conflict is not None:
            return
        kept = offered[which % len(offered)]
        entry, actor = store[kept], self.people[slot // 2]
        shown = editing.compare(self.session, actor, self.target_id, entry.text, version=entry.version, base=entry.base)
        if shown.mine == shown.theirs:
            del store[kept]
        elif choice == "theirs":
            if tab.throw_away(kept, shown, line):
                self.given_up.add(entry.text)
        else:
            if choice == "edited":
                self.given_up.add(entry.text)
            tab.restore(kept, shown, entry.text if choice == "mine" else self.fresh(slot), line)

    # What must be so

    @invariant()
    def what_is_unsaved_is_kept(self) -> None:
        for slot, tab in enumerate(self.tabs):
            kept = self.stores[slot // 2].get(tab.number)
            assert not tab.is_dirty or (kept is not None and kept.text == tab.text)

    @invariant()
    def nothing_has_disappeared(self) -> None:
        there = {target(self.session, self.target_id).text, *texts(self.session, self.target_id)}
        assert self.promised <= there
        kept = {entry.text for store in self.stores for entry in store.values()}
        before, self.seen = getattr(self, "seen", set()), kept
        assert before - self.given_up - {""} <= there | kept
        self.given_up = set()

    # The server, and the account of it

    def opened(self, slot: int) -> Tab:
        here = target(self.session, self.target_id)
        person = slot // 2

        def send(text: str, version: int, line: Line) -> Saved | Conflict | None:
            return self.served(person, text, version, line)

        return Tab(next(self.numbers), self.stores[person], send, here.text, here.version)

    def served(self, person: int, text: str, version: int, line: Line) -> Saved | Conflict | None:
        if line is Line.REQUEST_LOST:
            return None
        state = target(self.session, self.target_id).state
        answer = editing.save(self.session, self.people[person], self.target_id, text, version=version)
        if isinstance(answer, Saved) and answer.is_changed:
            self.fold(person, text, state)
        if text and line is Line.GOOD:
            self.promised.add(text)
        return None if line is Line.ANSWER_LOST else answer

    def fold(self, person: int, text: str, state: State) -> None:
        """Account for a text that was stored: an own draft of the last five minutes makes room for it."""
        last = self.draft
        is_folded = last and last.person == person and state is State.DRAFT and text
        if last and is_folded and self.at - last.since <= editing.FOLDING:
            if last.text not in texts(self.session, self.target_id):  # no other revision has the same words
                self.promised.discard(last.text)
                self.given_up.add(last.text)
            self.draft = Draft(person, text, last.since)
        else:
            self.draft = Draft(person, text, self.at) if text else None

    def edited(self, tab: Tab, edit: str) -> str:
        if edit == "clear":
            return ""
        if edit == "back":
            return tab.saved
        return f"{tab.text} w{next(self.numbers)}".strip() if edit == "add" else f"w{next(self.numbers)} x"

    def fresh(self, slot: int) -> str:
        return f"merged by {slot} as {next(self.numbers)}"


def test_nothing_typed_or_acknowledged_disappears(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editing, "now", lambda: Keeping.at)
    with Session(engine) as session:
        noise(session)
        Keeping.session = session
        Keeping.people = [translator(session, name=name) for name in ("Ana", "Beto")]
        session.commit()
        slow = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
        limits = settings(max_examples=80, stateful_step_count=40, deadline=None, suppress_health_check=slow)
        run(Keeping, settings=limits)
