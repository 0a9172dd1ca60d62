"""The save protocol: what is acknowledged is kept, what comes too late is kept beside it, nothing else happens."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.errors import (
    LockedTarget,
    NotAllowed,
    NotFound,
    NothingToSubmit,
    StaleTarget,
    WrongState,
)
from domain.permissions import Actor, Grant, PersonRole
from domain.states import State
from models import Event as Happening
from models import Segment, Target, TargetRevision
from models.revision import Origin
from services import editing, reviewing
from services.editing import Conflict, Saved
from tests.factories import reviewer
from tests.services.rows import history, target, texts


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
def test_a_version_that_is_not_the_targets_keeps_both_texts(session, ana, bruno, here, version):
    editing.save(session, ana, here, "Uno.", version=0)
    editing.save(session, ana, here, "Uno dos.", version=1)
    before = others(session, here)
    answer = editing.save(session, bruno, here, "Tres.", version=version)
    assert isinstance(answer, Conflict)
    assert (answer.theirs, answer.mine, answer.version, answer.state) == ("Uno dos.", "Tres.", 2, State.DRAFT)
    assert (answer.author, answer.author_id) == ("Ana", ana.id)
    row = target(session, here)
    assert (row.text, row.version, row.updated_by_id) == ("Uno dos.", 2, ana.id)
    aside = history(session, here)[-1]
    assert (aside.text, aside.version, aside.author_id, aside.state) == ("Tres.", None, bruno.id, State.DRAFT)
    assert 0 <= aside.based_on <= 2
    assert others(session, here) == before


def test_ones_own_second_tab_is_a_conflict_too(session, ana, here):
    editing.save(session, ana, here, "Uno.", version=0)
    answer = editing.save(session, ana, here, "Dos.", version=0)
    assert isinstance(answer, Conflict)
    assert answer.author_id == ana.id
    assert target(session, here).text == "Uno."


def test_a_late_text_is_kept_once_however_often_it_is_sent(session, ana, bruno, here):
    editing.save(session, ana, here, "Uno.", version=0)
    for _ in range(3):
        assert isinstance(editing.save(session, bruno, here, "Dos.", version=0), Conflict)
    assert texts(session, here) == ["Uno.", "Dos."]
    editing.save(session, ana, here, "Dos.", version=0)
    assert texts(session, here) == ["Uno.", "Dos.", "Dos."]  # the same words, but another person's


def test_a_late_deletion_is_kept_as_what_it_is(session, ana, bruno, here):
    editing.save(session, ana, here, "Uno.", version=0)
    editing.save(session, bruno, here, "Uno, dos.", version=1)
    answer = editing.save(session, ana, here, "", version=1)
    assert isinstance(answer, Conflict)
    assert (history(session, here)[-1].text, history(session, here)[-1].state) == ("", State.UNTRANSLATED)
    assert target(session, here).text == "Uno, dos."


# What a conflict offers


def test_a_conflict_knows_the_text_that_the_writer_started_from_and_proposes_a_merge(session, ana, bruno, here):
    editing.save(session, ana, here, "El río es de todos.", version=0)
    editing.save(session, bruno, here, "El gran río es de todos.", version=1)
    answer = editing.save(session, ana, here, "El río es de todas.", version=1)
    assert answer.base == "El río es de todos."
    assert (answer.merged, answer.is_clean) == ("El gran río es de todas.", True)
    assert target(session, here).text == "El gran río es de todos."


@pytest.mark.parametrize("version", [3, 50, 2**31, 10**30, -1])
def test_a_version_that_never_was_has_no_base_and_proposes_nothing(session, ana, bruno, here, version):
    editing.save(session, ana, here, "Uno.", version=0)
    editing.save(session, bruno, here, "Dos.", version=1)
    answer = editing.save(session, ana, here, "Tres.", version=version)
    assert (answer.base, answer.merged, answer.is_clean) == (None, None, False)


def test_who_started_from_nothing_has_the_empty_text_as_base(session, ana, bruno, here):
    editing.save(session, ana, here, "Uno.", version=0)
    answer = editing.save(session, bruno, here, "Dos.", version=0)
    assert (answer.base, answer.merged, answer.is_clean) == ("", "Dos.", False)


def test_a_version_that_a_verdict_made_has_the_text_that_was_judged_as_base(session, ana, bruno, here):
    critic = reviewer(session)
    editing.save(session, ana, here, "Uno.", version=0)
    editing.submit(session, ana, here, version=1)
    reviewing.approve(session, critic, here, version=2)
    editing.save(session, bruno, here, "Dos.", version=3)
    for version in (1, 2, 3):
        assert editing.save(session, ana, here, "Tres.", version=version).base == "Uno."


def test_an_import_over_an_older_version_hides_no_base(session, ana, bruno, here):
    editing.save(session, ana, here, "Uno.", version=0)
    editing.submit(session, ana, here, version=1)
    editing.save(session, bruno, here, "Dos.", version=2, origin=Origin.IMPORT)
    session.execute(update(TargetRevision).where(TargetRevision.text == "Dos.").values(based_on=0))
    assert editing.save(session, ana, here, "Tres.", version=2).base == "Uno."


# Handing in


def test_a_target_is_handed_in_as_it_stands(session, ana, here):
    editing.save(session, ana, here, "Uno.", version=0)
    before = target(session, here).updated_at
    assert editing.submit(session, ana, here, version=1).state is State.TRANSLATED
    row = target(session, here)
    assert (row.state, row.version, row.text, row.updated_at) == (State.TRANSLATED, 2, "Uno.", before)
    assert texts(session, here) == ["Uno."]


def test_who_hands_in_what_another_wrote_is_not_its_writer(session, ana, bruno, here):
    editing.save(session, ana, here, "Uno.", version=0, origin=Origin.MACHINE)
    answer = editing.save(session, bruno, here, "Uno.", version=1, keep_submitted=True)
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
def test_handing_in_names_the_version_seen(session, ana, bruno, here, version):
    editing.save(session, ana, here, "Uno.", version=0)
    with pytest.raises(StaleTarget) as stale:
        editing.submit(session, bruno, here, version=version)
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
