"""Drafts of one person within five minutes are one revision; nothing else is."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from domain.states import State
from models.review import ReturnReason
from models.revision import Origin
from services import editing, reviewing
from tests.factories import reviewer
from tests.services.rows import history, target, texts


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Give a way to let time pass. The service's clock stands still otherwise."""
    at = [datetime(2026, 11, 22, 9, 0, tzinfo=UTC)]
    monkeypatch.setattr(editing, "now", lambda: at[0])

    def passes(time: timedelta) -> None:
        at[0] += time

    return passes


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


def test_another_persons_draft_is_a_revision_of_its_own(session, ana, bruno, here, clock):
    editing.save(session, ana, here, "Uno.", version=0)
    editing.save(session, bruno, here, "Dos.", version=1)
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


def test_a_text_kept_beside_the_target_is_never_folded_into(session, ana, bruno, here, clock):
    editing.save(session, ana, here, "Uno.", version=0)
    editing.save(session, bruno, here, "Tarde.", version=0)
    editing.save(session, ana, here, "Uno dos.", version=1)
    editing.save(session, bruno, here, "Tres.", version=2)
    assert texts(session, here) == ["Uno dos.", "Tarde.", "Tres."]


def test_a_cleared_text_is_a_revision_and_its_predecessor_stays(session, ana, here, clock):
    editing.save(session, ana, here, "Uno.", version=0)
    saved = editing.save(session, ana, here, " \n\t", version=1)
    assert (saved.state, saved.version) == (State.UNTRANSLATED, 2)
    assert (target(session, here).text, target(session, here).state) == ("", State.UNTRANSLATED)
    editing.save(session, ana, here, "Dos.", version=2)
    assert texts(session, here) == ["Uno.", "", "Dos."]


def test_a_draft_that_was_folded_away_is_no_base(session, ana, bruno, here, clock):
    for version, text in enumerate(["Uno.", "Uno dos.", "Uno dos tres."]):
        editing.save(session, ana, here, text, version=version)
    answers = [editing.save(session, bruno, here, f"Otro {version}.", version=version) for version in (1, 2)]
    assert [answer.base for answer in answers] == [None, None]
