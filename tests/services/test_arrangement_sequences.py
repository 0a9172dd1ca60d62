"""Whatever is split, merged, undone and written, in whatever order: no word is lost, and undoing leads back.

A machine of Hypothesis keeps a plain list of paragraphs of its own, with two languages, and compares after each step.
"""

import random
from dataclasses import dataclass, field, replace

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

from domain.errors import ChangedSince, FourEyes
from domain.permissions import Actor
from domain.sentences import cuts
from models import Comment, Segment, Statement, Target
from services import arrangements, desk, editing, reviewing
from services.arrangements import WHOLE, Division, Done
from services.paragraphs import paragraph, segment_id, stamp
from tests.factories import noise, target_ids
from tests.services.arranged import COUNTED, every_row, everybody, river, segments, target_of, targets

WHERE = st.integers(0, 30)
LANGUAGES = st.integers(0, 1)


@dataclass(frozen=True)
class Plain:
    """A paragraph as the account has it: its id, the source, a text for each language."""

    key: str
    source: str
    texts: tuple[str, str]


@dataclass
class Made:
    """A step that may be undone, how it was before, and what was changed since."""

    done: Done
    before: list[Plain]
    changed: set[str] = field(default_factory=set)

    @property
    def keys(self) -> set[str]:
        return {self.done.key, self.done.other}


def joined(one: str, other: str) -> str:
    return f"{one}\n\n{other}" if one and other else one or other


class Play(RuleBasedStateMachine):
    """Two people, two languages, a list of paragraphs."""

    session: Session
    people: list[Actor]

    @initialize()
    def open_a_statement(self) -> None:
        self.translations = river(self.session, "fr")
        self.statement = self.session.get_one(Statement, self.translations[0].statement_id)
        self.paragraphs = [Plain(key, source, ("", "")) for key, source in segments(self.session, self.translations[0])]
        self.words = " ".join(p.source for p in self.paragraphs).split()
        self.done: list[Made] = []
        self.numbers = 0

    @rule(at=WHERE, place=WHERE, who=LANGUAGES, choice=st.sampled_from([None, None, WHOLE, 0, 1]))
    def split(self, at: int, place: int, who: int, choice: int | None) -> None:
        one = self.paragraphs[at % len(self.paragraphs)]
        places = [cut for cut in cuts(one.source, "en") if arrangements.is_whole(one.source, cut)]
        if not places:
            return
        cut = places[place % len(places)]
        division = Division(cut.start, self.chosen(one, choice), self.seen(one.key))
        done = arrangements.split(self.session, self.people[who], self.statement, one.key, division)
        before = list(self.paragraphs)
        number = self.paragraphs.index(one)
        parts = [self.target(done.key, n) for n in (0, 1)], [self.target(done.other, n) for n in (0, 1)]
        for n in (0, 1):
            assert " ".join((parts[0][n] + " " + parts[1][n]).split()) == " ".join(one.texts[n].split())
        sources = arrangements.divided(one.source, cut)
        self.paragraphs[number : number + 1] = [
            Plain(one.key, sources[0], tuple(parts[0])), Plain(done.other, sources[1], tuple(parts[1])),
        ]  # fmt: skip
        self.made(done, before)

    def chosen(self, one: Plain, choice: int | None) -> dict[int, int]:
        """Return an end chosen by hand for the first language, or none."""
        ends = [cut.start for cut in cuts(one.texts[0], "es") if arrangements.is_whole(one.texts[0], cut)]
        if choice is None or (choice != WHOLE and choice >= len(ends)):
            return {}
        return {target_of(self.session, self.translations[0], one.key): WHOLE if choice == WHOLE else ends[choice]}

    @precondition(lambda self: len(self.paragraphs) > 1)
    @rule(at=WHERE, who=LANGUAGES)
    def merge(self, at: int, who: int) -> None:
        number = at % (len(self.paragraphs) - 1)
        one, other = self.paragraphs[number : number + 2]
        seen = self.seen(one.key, other.key)
        done = arrangements.merge(self.session, self.people[who], self.statement, one.key, seen=seen)
        before = list(self.paragraphs)
        texts = tuple(joined(*pair) for pair in zip(one.texts, other.texts, strict=True))
        self.paragraphs[number : number + 2] = [Plain(one.key, joined(one.source, other.source), texts)]
        self.made(done, before)

    @precondition(lambda self: self.done)
    @rule(who=LANGUAGES)
    def undo(self, who: int) -> None:
        last = self.done[-1]
        if last.keys & last.changed:
            with pytest.raises(ChangedSince):
                arrangements.undo(self.session, self.people[who], last.done.id)
            self.done.clear()
            return
        arrangements.undo(self.session, self.people[who], last.done.id)
        self.paragraphs = self.done.pop().before

    @rule(at=WHERE, language=LANGUAGES, who=LANGUAGES, submits=st.booleans())
    def write(self, at: int, language: int, who: int, submits: bool) -> None:
        number = at % len(self.paragraphs)
        one = self.paragraphs[number]
        target = target_of(self.session, self.translations[language], one.key)
        self.numbers += 1
        text = f"{one.texts[language]} Palabra{self.numbers} dicha.".strip()
        version = editing.place(self.session, target).version
        editing.save(self.session, self.people[who], target, text, version=version, keep_submitted=submits)
        texts = tuple(text if n == language else own for n, own in enumerate(one.texts))
        self.paragraphs[number] = replace(one, texts=texts)
        for made in self.done:
            made.changed.add(one.key)
            made.before = [replace(p, texts=texts) if p.key == one.key else p for p in made.before]

    @rule(at=WHERE, language=LANGUAGES, who=LANGUAGES)
    def approve(self, at: int, language: int, who: int) -> None:
        one = self.paragraphs[at % len(self.paragraphs)]
        target = target_of(self.session, self.translations[language], one.key)
        here = editing.place(self.session, target)
        if here.state.value != "translated":
            return
        try:
            reviewing.approve(self.session, self.people[who], target, version=here.version)
        except FourEyes:
            return
        for made in self.done:
            made.changed.add(one.key)

    @rule(at=WHERE)
    def remark(self, at: int) -> None:
        one = self.paragraphs[at % len(self.paragraphs)]
        segment = segment_id(self.session, self.statement.id, one.key)
        self.session.add(Comment(segment_id=segment, text="Why?", author_id=self.people[0].id))
        self.session.flush()

    def made(self, done: Done, before: list[Plain]) -> None:
        self.done.append(Made(done, before))

    def seen(self, *keys: str) -> str:
        return stamp([paragraph(self.session, segment_id(self.session, self.statement.id, key)) for key in keys])

    def target(self, key: str, language: int) -> str:
        return editing.place(self.session, target_of(self.session, self.translations[language], key)).text

    @invariant()
    def the_statement_is_what_the_account_says(self) -> None:
        assert segments(self.session, self.translations[0]) == [(p.key, p.source) for p in self.paragraphs]
        assert " ".join(p.source for p in self.paragraphs).split() == self.words
        for n, translation in enumerate(self.translations):
            found = targets(self.session, translation)
            assert [text for text, _state in found] == [p.texts[n] for p in self.paragraphs]
            assert all((state == "untranslated") == (not text) for text, state in found)

    @invariant()
    def positions_are_dense_and_every_id_leads_somewhere(self) -> None:
        query = select(Segment.position).where(Segment.statement_id == self.statement.id).order_by(Segment.position)
        assert self.session.scalars(query).all() == list(range(1, len(self.paragraphs) + 1))
        for number in (1, 2, 3):
            assert desk.position_of(self.session, self.translations[0], f"p{number}") >= 1

    @invariant()
    def words_are_counted_and_nothing_is_outdated(self) -> None:
        columns = (Target.words, Segment.source_words, Target.is_outdated, Target.source_revision)
        query = select(*columns, Segment.source_revision).join(Segment)
        query = query.where(Segment.statement_id == self.statement.id)
        for words, source_words, is_outdated, made_against, newest in self.session.execute(query):
            assert (words, is_outdated, made_against) == (source_words, False, newest)


@pytest.mark.slow
def test_no_sequence_of_steps_loses_a_word_or_an_id(engine: Engine) -> None:
    with Session(engine, expire_on_commit=False) as session:
        noise(session)
        Play.session, Play.people = session, [everybody(session), everybody(session)]
        session.commit()
        slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
        limits = settings(max_examples=25, stateful_step_count=18, deadline=None, suppress_health_check=slow)
        run_state_machine_as_test(Play, settings=limits)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_undoing_everything_leaves_every_row_as_it_was(session: Session, seed: int) -> None:
    chance = random.Random(seed)
    ana, luis = everybody(session), everybody(session)
    spanish, french = river(session, "fr")
    for number, target in enumerate([*target_ids(session, spanish), *target_ids(session, french)[:2]]):
        editing.save(session, ana, target, f"Una frase {number}. Otra *más*. Y otra.", version=0, keep_submitted=True)
        if number % 2:
            reviewing.approve(session, luis, target, version=1)
    session.flush()
    before = every_row(session)
    statement, done = session.get_one(Statement, spanish.statement_id), []
    for _step in range(14):
        keys = segments(session, spanish)
        at = chance.randrange(len(keys))
        places = [cut for cut in cuts(keys[at][1], "en") if arrangements.is_whole(keys[at][1], cut)]
        if at + 1 < len(keys) and (chance.random() < 0.5 or not places):
            done.append(arrangements.merge(session, luis, statement, keys[at][0], seen=None))
        elif places:
            division = Division(chance.choice(places).start)
            done.append(arrangements.split(session, ana, statement, keys[at][0], division))
        elif done and chance.random() < 0.3:
            arrangements.undo(session, ana, done.pop().id)
    assert every_row(session) != before
    for step in reversed(done):
        arrangements.undo(session, luis, step.id)
    assert every_row(session) == before
    assert COUNTED
