"""The save protocol: what is acknowledged is kept, what comes too late is kept beside it, nothing else happens."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.errors import (
    LockedTarget,
    NotAllowed,
    NotFound,
    NothingToSubmit,
    StaleTarget,
    TextTooLong,
    WrongState,
)
from domain.permissions import Actor, Grant, PersonRole
from domain.states import State
from models import Event as Happening
from models import Segment, Target, TargetRevision
from models.review import ReturnReason
from models.revision import Origin
from services import editing, reviewing
from services.editing import Conflict, Saved, clean
from services.store import begin_write
from tests.factories import noise, reviewer, target_ids, translation, translator

TIME_OUT_S = 120


@pytest.fixture
def ana(session: Session) -> Actor:
    """Give a translator, and everything else that a query could wrongly meet."""
    noise(session)
    return translator(session, name="Ana")


@pytest.fixture
def beto(session: Session, ana: Actor) -> Actor:
    """Give another translator."""
    return translator(session, name="Beto")


@pytest.fixture
def here(session: Session, ana: Actor) -> int:
    """Give an empty target with others beside it."""
    return target_ids(session, translation(session, also=("fr",)))[1]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Give a way to let time pass. The service's clock stands still otherwise."""
    at = [datetime(2026, 11, 22, 9, 0, tzinfo=UTC)]
    monkeypatch.setattr(editing, "now", lambda: at[0])

    def passes(time: timedelta) -> None:
        at[0] += time

    return passes


def target(session: Session, target_id: int) -> Target:
    """Return the target as the database has it now."""
    session.flush()
    return session.get_one(Target, target_id, populate_existing=True)


def history(session: Session, target_id: int) -> list[TargetRevision]:
    """Return the revisions, oldest first, as the database has them now."""
    query = select(TargetRevision).where(TargetRevision.target_id == target_id).order_by(TargetRevision.id)
    return list(session.scalars(query, execution_options={"populate_existing": True}))


def texts(session: Session, target_id: int) -> list[str]:
    return [revision.text for revision in history(session, target_id)]


def others(session: Session, target_id: int) -> list[tuple]:
    """Return all other targets and revisions, to see that they stay as they are."""
    columns = (Target.id, Target.text, Target.state, Target.version, Target.updated_at)
    rest = select(TargetRevision.id, TargetRevision.text).where(TargetRevision.target_id != target_id)
    return [
        *session.execute(select(*columns).where(Target.id != target_id).order_by(Target.id)),
        *session.execute(rest.order_by(TargetRevision.id)),
    ]


# What a save does


def test_a_save_makes_a_draft_a_version_and_a_revision_and_touches_nothing_else(session, ana, here):
    before = others(session, here)
    saved = editing.save(session, ana, here, "El río es de todos.", version=0)
    assert saved == Saved(here, 1, State.DRAFT, saved.saved_at)
    row = target(session, here)
    assert (row.text, row.state, row.version, row.updated_by_id) == ("El río es de todos.", State.DRAFT, 1, ana.id)
    assert row.updated_at == saved.saved_at
    (revision,) = history(session, here)
    assert (revision.text, revision.version, revision.based_on) == ("El río es de todos.", 1, 0)
    assert (revision.author_id, revision.origin, revision.state) == (ana.id, Origin.TYPED, State.DRAFT)
    assert others(session, here) == before


def test_a_save_sent_again_is_a_success_and_changes_nothing(session, ana, here):
    first = editing.save(session, ana, here, "Hola.", version=0)
    for version in (0, 1, 7):
        again = editing.save(session, ana, here, "Hola.", version=version)
        assert again == Saved(here, 1, State.DRAFT, first.saved_at, is_changed=False)
    assert texts(session, here) == ["Hola."]


@pytest.mark.parametrize("version", [0, 1, 3, 99, -1, -(10**30), 10**30, 2**31, 2**63])
def test_a_version_that_is_not_the_targets_keeps_both_texts(session, ana, beto, here, version):
    editing.save(session, ana, here, "Uno.", version=0)
    editing.save(session, ana, here, "Uno dos.", version=1)
    before = others(session, here)
    answer = editing.save(session, beto, here, "Tres.", version=version)
    assert isinstance(answer, Conflict)
    assert (answer.theirs, answer.mine, answer.version, answer.state) == ("Uno dos.", "Tres.", 2, State.DRAFT)
    assert (answer.author, answer.author_id) == ("Ana", ana.id)
    row = target(session, here)
    assert (row.text, row.version, row.updated_by_id) == ("Uno dos.", 2, ana.id)
    aside = history(session, here)[-1]
    assert (aside.text, aside.version, aside.author_id, aside.state) == ("Tres.", None, beto.id, State.DRAFT)
    assert 0 <= aside.based_on <= 2
    assert others(session, here) == before


def test_ones_own_second_tab_is_a_conflict_too(session, ana, here):
    editing.save(session, ana, here, "Uno.", version=0)
    answer = editing.save(session, ana, here, "Dos.", version=0)
    assert isinstance(answer, Conflict)
    assert answer.author_id == ana.id
    assert target(session, here).text == "Uno."


def test_a_late_text_is_kept_once_however_often_it_is_sent(session, ana, beto, here):
    editing.save(session, ana, here, "Uno.", version=0)
    for _ in range(3):
        assert isinstance(editing.save(session, beto, here, "Dos.", version=0), Conflict)
    assert texts(session, here) == ["Uno.", "Dos."]
    editing.save(session, ana, here, "Dos.", version=0)
    assert texts(session, here) == ["Uno.", "Dos.", "Dos."]  # the same words, but another person's


def test_a_late_deletion_is_kept_as_what_it_is(session, ana, beto, here):
    editing.save(session, ana, here, "Uno.", version=0)
    editing.save(session, beto, here, "Uno, dos.", version=1)
    answer = editing.save(session, ana, here, "", version=1)
    assert isinstance(answer, Conflict)
    assert (history(session, here)[-1].text, history(session, here)[-1].state) == ("", State.UNTRANSLATED)
    assert target(session, here).text == "Uno, dos."


# What a conflict offers


def test_a_conflict_knows_the_text_that_the_writer_started_from_and_proposes_a_merge(session, ana, beto, here):
    editing.save(session, ana, here, "El río es de todos.", version=0)
    editing.save(session, beto, here, "El gran río es de todos.", version=1)
    answer = editing.save(session, ana, here, "El río es de todas.", version=1)
    assert answer.base == "El río es de todos."
    assert (answer.merged, answer.is_clean) == ("El gran río es de todas.", True)
    assert target(session, here).text == "El gran río es de todos."


@pytest.mark.parametrize("version", [3, 50, 2**31, 10**30, -1])
def test_a_version_that_never_was_has_no_base_and_proposes_nothing(session, ana, beto, here, version):
    editing.save(session, ana, here, "Uno.", version=0)
    editing.save(session, beto, here, "Dos.", version=1)
    answer = editing.save(session, ana, here, "Tres.", version=version)
    assert (answer.base, answer.merged, answer.is_clean) == (None, None, False)


def test_who_started_from_nothing_has_the_empty_text_as_base(session, ana, beto, here):
    editing.save(session, ana, here, "Uno.", version=0)
    answer = editing.save(session, beto, here, "Dos.", version=0)
    assert (answer.base, answer.merged, answer.is_clean) == ("", "Dos.", False)


def test_a_draft_that_was_folded_away_is_no_base(session, ana, beto, here, clock):
    for version, text in enumerate(["Uno.", "Uno dos.", "Uno dos tres."]):
        editing.save(session, ana, here, text, version=version)
    answers = [editing.save(session, beto, here, f"Otro {version}.", version=version) for version in (1, 2)]
    assert [answer.base for answer in answers] == [None, None]


def test_a_version_that_a_verdict_made_has_the_text_that_was_judged_as_base(session, ana, beto, here):
    critic = reviewer(session)
    editing.save(session, ana, here, "Uno.", version=0)
    editing.submit(session, ana, here, version=1)
    reviewing.approve(session, critic, here, version=2)
    editing.save(session, beto, here, "Dos.", version=3)
    for version in (1, 2, 3):
        assert editing.save(session, ana, here, "Tres.", version=version).base == "Uno."


def test_an_import_over_an_older_version_hides_no_base(session, ana, beto, here):
    editing.save(session, ana, here, "Uno.", version=0)
    editing.save(session, beto, here, "Dos.", version=1)
    session.execute(update(TargetRevision).where(TargetRevision.text == "Dos.").values(based_on=0))
    assert editing.save(session, ana, here, "Tres.", version=1).base == "Uno."


# Folding


def test_one_persons_drafts_within_five_minutes_are_one_revision_with_the_last_text(session, ana, here, clock):
    editing.save(session, ana, here, "U", version=0)
    for version, text in enumerate(["Un", "Uno", "Uno."], 1):
        clock(timedelta(minutes=1))
        editing.save(session, ana, here, text, version=version)
    (revision,) = history(session, here)
    assert (revision.text, revision.version, revision.based_on) == ("Uno.", 4, 0)
    assert revision.folded_at == revision.created_at + timedelta(minutes=3)
    assert target(session, here).version == 4


def test_a_fold_ends_five_minutes_after_it_began(session, ana, here, clock):
    editing.save(session, ana, here, "Uno.", version=0)
    clock(timedelta(minutes=5))
    editing.save(session, ana, here, "Dos.", version=1)
    clock(timedelta(microseconds=1))
    editing.save(session, ana, here, "Tres.", version=2)
    assert texts(session, here) == ["Dos.", "Tres."]


def test_another_persons_draft_is_a_revision_of_its_own(session, ana, beto, here, clock):
    editing.save(session, ana, here, "Uno.", version=0)
    editing.save(session, beto, here, "Dos.", version=1)
    editing.save(session, ana, here, "Tres.", version=2)
    assert texts(session, here) == ["Uno.", "Dos.", "Tres."]


def test_what_was_submitted_is_never_folded(session, ana, here, clock):
    editing.save(session, ana, here, "Uno.", version=0)
    editing.submit(session, ana, here, version=1)
    editing.save(session, ana, here, "Dos.", version=2)
    editing.save(session, ana, here, "Tres.", version=3, keep_submitted=True)
    editing.save(session, ana, here, "Cuatro.", version=4)
    assert texts(session, here) == ["Uno.", "Dos.", "Tres.", "Cuatro."]


def test_what_a_verdict_was_given_on_is_never_folded(session, ana, here, clock):
    critic = reviewer(session)
    editing.save(session, ana, here, "Uno.", version=0, keep_submitted=True)
    reviewing.send_back(session, critic, here, version=1, reason=ReturnReason.TERM)
    editing.save(session, ana, here, "Dos.", version=2)
    editing.save(session, ana, here, "Dos tres.", version=3)
    assert texts(session, here) == ["Uno.", "Dos tres."]


@pytest.mark.parametrize("origin", [origin for origin in Origin if origin is not Origin.TYPED])
def test_what_was_not_typed_is_never_folded(session, ana, here, clock, origin):
    editing.save(session, ana, here, "Uno.", version=0)
    editing.save(session, ana, here, "Dos.", version=1, origin=origin)
    editing.save(session, ana, here, "Tres.", version=2)
    assert texts(session, here) == ["Uno.", "Dos.", "Tres."]
    assert [revision.origin for revision in history(session, here)] == [Origin.TYPED, origin, Origin.TYPED]


def test_a_text_kept_beside_the_target_is_never_folded_into(session, ana, beto, here, clock):
    editing.save(session, ana, here, "Uno.", version=0)
    editing.save(session, beto, here, "Tarde.", version=0)
    editing.save(session, ana, here, "Uno dos.", version=1)
    editing.save(session, beto, here, "Tres.", version=2)
    assert texts(session, here) == ["Uno dos.", "Tarde.", "Tres."]


def test_a_cleared_text_is_a_revision_and_its_predecessor_stays(session, ana, here, clock):
    editing.save(session, ana, here, "Uno.", version=0)
    saved = editing.save(session, ana, here, " \n\t", version=1)
    assert (saved.state, saved.version) == (State.UNTRANSLATED, 2)
    assert (target(session, here).text, target(session, here).state) == ("", State.UNTRANSLATED)
    editing.save(session, ana, here, "Dos.", version=2)
    assert texts(session, here) == ["Uno.", "", "Dos."]


# Handing in


def test_a_target_is_handed_in_as_it_stands(session, ana, here):
    editing.save(session, ana, here, "Uno.", version=0)
    before = target(session, here).updated_at
    assert editing.submit(session, ana, here, version=1).state is State.TRANSLATED
    row = target(session, here)
    assert (row.state, row.version, row.text, row.updated_at) == (State.TRANSLATED, 2, "Uno.", before)
    assert texts(session, here) == ["Uno."]


def test_who_hands_in_what_another_wrote_is_not_its_writer(session, ana, beto, here):
    editing.save(session, ana, here, "Uno.", version=0, origin=Origin.MACHINE)
    answer = editing.save(session, beto, here, "Uno.", version=1, keep_submitted=True)
    assert (answer.state, answer.version, answer.is_changed) == (State.TRANSLATED, 2, True)
    row = target(session, here)
    assert (row.updated_by_id, row.is_machine) == (ana.id, True)
    assert [revision.author_id for revision in history(session, here)] == [ana.id]


def test_a_new_text_can_be_handed_in_at_once(session, ana, here):
    saved = editing.save(session, ana, here, "Uno.", version=0, keep_submitted=True)
    assert (saved.state, saved.version) == (State.TRANSLATED, 1)
    submissions = select(Happening.facts).where(Happening.name == "target.submitted", Happening.actor_id == ana.id)
    assert session.scalars(submissions).all() == [{"target": here, "version": 1}]


def test_a_cleared_target_has_nothing_to_hand_in(session, ana, here):
    editing.save(session, ana, here, "Uno.", version=0)
    assert editing.save(session, ana, here, "", version=1, keep_submitted=True).state is State.UNTRANSLATED
    again = editing.save(session, ana, here, "", version=2, keep_submitted=True)
    assert (again.state, again.is_changed) == (State.UNTRANSLATED, False)
    with pytest.raises(NothingToSubmit):
        editing.submit(session, ana, here, version=2)


@pytest.mark.parametrize("version", [0, 2, -1, 10**30])
def test_handing_in_names_the_version_seen(session, ana, beto, here, version):
    editing.save(session, ana, here, "Uno.", version=0)
    with pytest.raises(StaleTarget) as stale:
        editing.submit(session, beto, here, version=version)
    assert stale.value.facts["conflict"].theirs == "Uno."
    assert target(session, here).state is State.DRAFT


def test_what_is_handed_in_is_not_handed_in_again(session, ana, here):
    editing.save(session, ana, here, "Uno.", version=0, keep_submitted=True)
    with pytest.raises(WrongState):
        editing.submit(session, ana, here, version=1)
    again = editing.save(session, ana, here, "Uno.", version=1, keep_submitted=True)
    assert (again.state, again.version, again.is_changed) == (State.TRANSLATED, 1, False)


@pytest.mark.parametrize("keep_submitted", [False, True])
def test_an_unchanged_text_takes_no_approval_away(session, ana, here, keep_submitted):
    editing.save(session, ana, here, "Uno.", version=0, keep_submitted=True)
    reviewing.approve(session, reviewer(session), here, version=1)
    again = editing.save(session, ana, here, "Uno.", version=2, keep_submitted=keep_submitted)
    assert (again.state, again.is_changed) == (State.REVIEWED, False)
    assert target(session, here).state is State.REVIEWED


@pytest.mark.parametrize(("keep_submitted", "state"), [(False, State.DRAFT), (True, State.TRANSLATED)])
def test_a_changed_text_takes_the_approval_away_and_history_keeps_it(session, ana, here, keep_submitted, state):
    critic = reviewer(session)
    editing.save(session, ana, here, "Uno.", version=0, keep_submitted=True)
    reviewing.approve(session, critic, here, version=1)
    assert editing.save(session, ana, here, "Dos.", version=2, keep_submitted=keep_submitted).state is state
    assert [(revision.text, revision.state) for revision in history(session, here)] == [
        ("Uno.", State.TRANSLATED),
        ("Dos.", state),
    ]


# The source has moved on


def test_a_text_against_an_older_source_says_so_until_it_is_handed_in(session, ana, here):
    editing.save(session, ana, here, "Uno.", version=0)
    segment = target(session, here).segment_id
    session.execute(update(Segment).where(Segment.id == segment).values(source_revision=2))
    editing.save(session, ana, here, "Uno dos.", version=1)
    assert (target(session, here).is_outdated, target(session, here).source_revision) == (True, 1)
    editing.submit(session, ana, here, version=2)
    assert (target(session, here).is_outdated, target(session, here).source_revision) == (False, 2)


def test_a_text_written_afresh_is_against_the_newest_source(session, ana, here):
    segment = target(session, here).segment_id
    session.execute(update(Segment).where(Segment.id == segment).values(source_revision=2))
    editing.save(session, ana, here, "Uno.", version=0)
    assert (target(session, here).is_outdated, target(session, here).source_revision) == (False, 2)
    assert history(session, here)[0].source_revision == 2


def test_the_machines_text_is_the_machines_until_somebody_changes_it(session, ana, here):
    editing.save(session, ana, here, "Uno.", version=0, origin=Origin.MACHINE)
    assert target(session, here).is_machine
    editing.save(session, ana, here, "Dos.", version=1)
    assert not target(session, here).is_machine


# Who may


def test_a_locked_target_takes_no_text(session, ana, here):
    editing.save(session, ana, here, "Uno.", version=0)
    session.execute(update(Target).where(Target.id == here).values(is_locked=True))
    with pytest.raises(LockedTarget) as locked:
        editing.save(session, ana, here, "Dos.", version=1)
    assert locked.value.facts == {"segment": "p2"}
    with pytest.raises(LockedTarget):
        editing.submit(session, ana, here, version=1)
    assert editing.save(session, ana, here, "Uno.", version=1).is_changed is False
    assert texts(session, here) == ["Uno."]


@pytest.mark.parametrize(
    "grants",
    [
        (),
        (Grant(PersonRole.READER),),
        (Grant(PersonRole.PUBLISHER), Grant(PersonRole.ADMIN)),
        (Grant(PersonRole.TRANSLATOR, "fr"), Grant(PersonRole.REVIEWER, "es-PE")),
    ],
)
def test_who_may_not_translate_into_this_language_stores_nothing(session, ana, here, grants):
    stranger = Actor(ana.id, "Ana", grants)
    for version in (0, 5):
        with pytest.raises(NotAllowed):
            editing.save(session, stranger, here, "Uno.", version=version)
        with pytest.raises(NotAllowed):
            editing.submit(session, stranger, here, version=version)
    assert history(session, here) == []


@pytest.mark.parametrize("target_id", [0, -1, 999_999, 2**31, 2**63, 10**30])
def test_a_target_that_does_not_exist_is_not_found(session, ana, target_id):
    with pytest.raises(NotFound):
        editing.save(session, ana, target_id, "Uno.", version=0)
    with pytest.raises(NotFound):
        editing.submit(session, ana, target_id, version=0)


# The text itself


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("uno\r\ndos\rtres", "uno\ndos\ntres"),
        ("uno\x0bdos\x0ctres\x85cuatro\u2028cinco", "uno\ndos\ntres\ncuatro\ncinco"),
        ("a\0b", "ab"),
        ("a\x01\x1f\x7f\x80\x9fb\tc", "ab\tc"),
        ("a\ud800b\udfff", "ab"),
        ("a\ufffeb\uffffc\ufdd0d\U0001ffff", "abcd"),
        ("cancio\u0301n", "canción"),
        ("e\x01\u0301", "é"),
        ("\ufb01n", "\ufb01n"),
        ("\u202bשלום\u202c \u200f\u2067x\u2069", "\u202bשלום\u202c \u200f\u2067x\u2069"),
        ("a\u00adb\u200bc\u200dd\ufeffe\ue000f", "a\u00adb\u200bc\u200dd\ufeffe\ue000f"),
        ("  uno \n", "  uno \n"),
        ("", ""),
        (" \r\n\t\u00a0\u3000\0", ""),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("{{ config }} {% raw %} {# x #}", "{{ config }} {% raw %} {# x #}"),
        ("# [a](javascript:x) `b` &amp; &#0;", "# [a](javascript:x) `b` &amp; &#0;"),
        ("'; DROP TABLE target; --", "'; DROP TABLE target; --"),
    ],
)
def test_a_text_is_stored_as_it_is_but_for_what_no_text_may_hold(session, ana, here, typed, stored):
    saved = editing.save(session, ana, here, typed, version=0)
    session.commit()
    assert target(session, here).text == stored
    assert saved.state is (State.DRAFT if stored else State.UNTRANSLATED)
    assert editing.save(session, ana, here, typed, version=0).is_changed is False


@given(st.text(st.characters(), max_size=60))
def test_cleaning_a_text_again_changes_nothing_and_leaves_what_can_be_stored(text):
    once = clean(text)
    assert clean(once) == once
    once.encode("utf-8")
    assert bool(once) == bool(once.strip())
    assert not {"\0", "\r", "\x0b", "\x85", "\ufffe", "\uffff"} & set(once)


@given(st.text(st.sampled_from("ab \n\0\r\x85\u0301é\u2028"), max_size=20))
def test_cleaning_joins_no_two_words(text):
    words = "".join(" " if character in "\r\x85\u2028" else character for character in text).replace("\0", "")
    assert len(clean(text).split()) == len(words.split())


def test_two_hundred_thousand_characters_are_taken_and_one_more_is_not(session, ana, here):
    longest = "áéí…🙂" * 40_000
    assert len(longest) == editing.LONGEST_TARGET == 200_000
    with pytest.raises(TextTooLong) as too_long:
        editing.save(session, ana, here, longest + "x", version=0)
    assert too_long.value.facts == {"length": 200_001, "limit": 200_000}
    assert history(session, here) == []
    assert editing.save(session, ana, here, longest, version=0).version == 1
    session.commit()
    assert target(session, here).text == longest
    assert isinstance(editing.save(session, ana, here, longest[1:], version=0), Conflict)


def test_what_the_limit_counts_is_what_is_stored(session, ana, here):
    assert editing.save(session, ana, here, "a\u0301" * 200_000, version=0).version == 1


@pytest.mark.parametrize("values", [{"text": "x"}, {"state": State.DRAFT}])
def test_the_database_itself_holds_empty_and_untranslated_together(session, ana, here, values):
    with pytest.raises(IntegrityError, match="empty_is_untranslated"):
        session.execute(update(Target).where(Target.id == here).values(values))


# Two at once, on two real connections


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
def test_who_loses_the_race_between_look_and_step_loses_no_text(session, engine, ana, beto, here, monkeypatch, text):
    session.commit()
    looked, answers, real = Event(), [], editing.clean

    def seen(typed: str) -> str:
        looked.set()
        return real(typed)

    with Session(engine) as first:
        begin_write(first)
        editing.save(first, ana, here, "Uno.", version=0)
        monkeypatch.setattr(editing, "clean", seen)
        second = saving(engine, beto, here, text, answers)
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


def test_who_hands_in_while_another_saves_hands_nothing_in_unseen(session, engine, ana, beto, here, monkeypatch):
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
                answers.append(editing.submit(other, beto, here, version=1))
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
