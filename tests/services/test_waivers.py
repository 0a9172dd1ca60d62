"""Errors that block, and waivers: who may, which finding one holds for, what splits, merges and time do to it."""

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from domain.checks import Profile
from domain.checks.waiving import fingerprint
from domain.errors import BlockedByChecks, NotAllowed, NotFound, NothingWritten, TextTooLong
from domain.permissions import Actor, PersonRole
from domain.states import State
from models import Event, Target, Waiver
from services import arrangements, checking, editing, reviewing, waivers, waiving
from services.store import find_translation
from tests import factories
from tests.services import arranged

LONE = "Abran el camino!"  # without its ¡
REASON = "The leaflet has it so."


@pytest.fixture
def ana(session: Session) -> Actor:
    return factories.translator(session, name="Ana")


@pytest.fixture
def here(session: Session) -> int:
    factories.noise(session)
    made = factories.translation(session, ["Open the path!", "Bring a chair."], also=("pt",))
    return factories.target_ids(session, made)[0]


def written(session: Session, who: Actor, target_id: int, text: str = LONE) -> int:
    """Save the text and return its version."""
    saved = editing.save(session, who, target_id, text, version=editing.place(session, target_id).version)
    return saved.version


def marks(session: Session, who: Actor, target_id: int) -> list[str]:
    """Return the fingerprints of what the checks find in the target, waived or not."""
    text = editing.place(session, target_id).text
    found = checking.findings_beside(session, who, target_id, Profile())
    return [fingerprint(finding, text) for finding in found]


def left(session: Session, who: Actor, target_id: int) -> list[str]:
    """Return the checks that have something open in the target."""
    text = editing.place(session, target_id).text
    found = checking.findings_beside(session, who, target_id, Profile())
    own = waivers.waivers_beside(session, who, target_id)
    return [finding.check for finding in waivers.with_waivers(found, text, own)[0]]


# What blocks


def test_an_error_is_not_handed_in_and_the_text_stays(session, ana, here):
    version = written(session, ana, here)
    with pytest.raises(BlockedByChecks) as refused:
        editing.submit(session, ana, here, version=version)
    assert refused.value.facts["segment"] == editing.place(session, here).key
    assert [finding.check for finding in refused.value.facts["findings"]] == ["inverted-marks"]
    after = session.get_one(Target, here, populate_existing=True)
    assert (after.text, after.state, after.version) == (LONE, State.DRAFT, version)


def test_a_warning_is_handed_in(session, ana, here):
    version = written(session, ana, here, "¡Abran el el camino!")
    assert left(session, ana, here) == ["doubles"]
    assert editing.submit(session, ana, here, version=version).state is State.TRANSLATED


def test_an_approval_with_an_edit_is_checked_and_an_approval_is_not(session, ana, here):
    version = written(session, ana, here, "¡Abran el camino!")
    editing.submit(session, ana, here, version=version)
    marta = factories.reviewer(session)
    with pytest.raises(BlockedByChecks):
        reviewing.approve_with_edit(session, marta, here, LONE, version=version + 1)
    assert editing.place(session, here).text == "¡Abran el camino!"
    session.execute(Target.__table__.update().where(Target.id == here).values(text=LONE))  # from before there were any
    assert reviewing.approve(session, marta, here, version=version + 1).state is State.REVIEWED


def test_a_save_is_never_checked(session, ana, here, monkeypatch):
    monkeypatch.setattr(editing, "refuse_blocked", lambda *_given: pytest.fail("checked on a save"))
    written(session, ana, here)


def test_handing_in_asks_once_for_what_the_checks_need(session, ana, here):
    version = written(session, ana, here, "¡Abran el camino!")
    asked = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *given: asked.append(given[2]))
    editing.submit(session, ana, here, version=version)
    assert not any("waiver" in one for one in asked)  # only where there is an error
    assert len([one for one in asked if one.startswith("SELECT")]) == 2


# Waiving


def test_a_waived_error_is_handed_in(session, ana, here):
    version = written(session, ana, here)
    [mark] = marks(session, ana, here)
    waiving.waive(session, ana, here, mark, f"  {REASON} ")
    assert left(session, ana, here) == []
    assert editing.submit(session, ana, here, version=version).state is State.TRANSLATED
    [waived] = waivers.waivers_beside(session, ana, here)
    assert (waived.reason, waived.author, waived.check, waived.facts) == (REASON, "Ana", "inverted-marks", ("!",))
    assert waived.is_standing


def test_a_withdrawn_waiver_blocks_again_and_is_kept(session, ana, here):
    version = written(session, ana, here)
    made = waiving.waive(session, ana, here, marks(session, ana, here)[0], REASON)
    marta = factories.reviewer(session, name="Marta")
    waiving.withdraw(session, marta, here, made.id)
    waiving.withdraw(session, ana, here, made.id)  # once is enough
    with pytest.raises(BlockedByChecks):
        editing.submit(session, ana, here, version=version)
    [waived] = waivers.waivers_beside(session, ana, here)
    assert waived.withdrawn_by == "Marta"
    names = session.scalars(select(Event.name).where(Event.name.like("waiver.%")).order_by(Event.id)).all()
    assert names == ["waiver.given", "waiver.withdrawn"]
    waiving.waive(session, ana, here, waived.fingerprint, "Again.")  # as a waiver of its own
    assert [one.is_standing for one in waivers.waivers_beside(session, ana, here)] == [False, True]


def test_a_new_slip_of_the_same_check_is_open(session, ana, here):
    written(session, ana, here)
    waiving.waive(session, ana, here, marks(session, ana, here)[0], REASON)
    written(session, ana, here, f"{LONE} Traigan sillas!")
    assert left(session, ana, here) == ["inverted-marks"]


def test_only_what_is_open_can_be_waived(session, ana, here):
    written(session, ana, here)
    [mark] = marks(session, ana, here)
    waiving.waive(session, ana, here, mark, REASON)
    for gone in (mark, "", "0" * 32, "'\"><script>"):
        with pytest.raises(NotFound):
            waiving.waive(session, ana, here, gone, REASON)


@pytest.mark.parametrize(("reason", "error"), [("", NothingWritten), (" \n", NothingWritten), ("x" * 401, TextTooLong)])
def test_a_waiver_has_a_reason(session, ana, here, reason, error):
    written(session, ana, here)
    with pytest.raises(error):
        waiving.waive(session, ana, here, marks(session, ana, here)[0], reason)


def test_who_translates_or_reviews_in_the_language_may_waive(session, ana, here):
    written(session, ana, here)
    [mark] = marks(session, ana, here)
    french, publisher = factories.translator(session, "fr"), factories.person(session, PersonRole.PUBLISHER).as_actor()
    for stranger in (french, publisher):
        with pytest.raises(NotAllowed):
            waiving.waive(session, stranger, here, mark, REASON)
        with pytest.raises(NotAllowed):
            waiving.withdraw(session, stranger, here, 1)
    made = waiving.waive(session, factories.reviewer(session, "es"), here, mark, REASON)
    with pytest.raises(NotFound):
        waiving.withdraw(session, ana, here + 1, made.id)


def test_the_waivers_of_a_translation_are_listed_in_reading_order(session, ana, here):
    made = find_translation(session, editing.place(session, here).slug, "es")
    second = factories.target_ids(session, made)[1]
    for target_id in (second, here):
        written(session, ana, target_id, LONE)
        waiving.waive(session, ana, target_id, marks(session, ana, target_id)[0], REASON)
    reader = factories.person(session, PersonRole.READER).as_actor()
    assert [one.target_id for one in waivers.waivers(session, reader, made)] == [here, second]
    standing = waivers.standing(session, made.id)
    assert set(standing) == {here, second}
    [finding] = checking.findings_beside(session, ana, here, Profile())
    assert waivers.open_findings([finding], LONE, standing[here]) == []
    assert waivers.open_findings([finding], LONE, []) == [finding]


# Splits and merges


@pytest.fixture
def river(session: Session):
    """Give a translation whose first paragraph has a waived finding in its last sentence, and one of the first."""
    [made] = arranged.river(session)
    who = arranged.everybody(session)
    texts = ("El río es es de todos. Nadie puede cercarlo. Traigan una silla!", *arranged.SPANISH[1:])
    first, *_ = arranged.write(session, who, made, texts)
    for mark in marks(session, who, first):
        waiving.waive(session, who, first, mark, REASON)
    return made, who


def open_in(session: Session, who: Actor, made) -> list[list[str]]:
    return [left(session, who, target_id) for target_id in factories.target_ids(session, made)]


def test_a_waiver_goes_with_its_words_and_comes_back(session, river):
    made, who = river
    before = open_in(session, who, made)
    assert before[0] == []
    done = arranged.split(session, who, made, "p1", 2)
    ids = factories.target_ids(session, made)
    assert [len(waivers.waivers_beside(session, who, target_id)) for target_id in ids[:2]] == [1, 1]
    assert open_in(session, who, made)[:2] == [[], []]
    later = waiving.withdraw(session, who, ids[1], waivers.waivers_beside(session, who, ids[1])[0].id)
    arrangements.undo(session, who, done.id)
    session.expire_all()
    assert len(waivers.waivers_beside(session, who, ids[0])) == 2
    assert later.target_id == ids[0]
    assert later.withdrawn_at is not None
    assert open_in(session, who, made)[0] == ["inverted-marks"]


def test_a_waiver_given_since_a_split_stays_when_that_is_undone(session, river):
    made, who = river
    done = arranged.split(session, who, made, "p1", 2)
    second = factories.target_ids(session, made)[1]
    first = waivers.waivers_beside(session, who, second)[0]
    waiving.withdraw(session, who, second, first.id)
    waiving.waive(session, who, second, first.fingerprint, "Since then.")
    arrangements.undo(session, who, done.id)
    assert open_in(session, who, made)[0] == []


def test_a_merge_carries_waivers_over_and_gives_them_back(session, river):
    made, who = river
    ids = factories.target_ids(session, made)
    written(session, who, ids[1], "Nos vimos el el 4 de mayo. Vinimos *todos*.")
    waiving.waive(session, who, ids[1], marks(session, who, ids[1])[0], REASON)
    rows = select(Waiver.id, Waiver.target_id).order_by(Waiver.id)
    before = session.execute(rows).all()
    done = arranged.merge(session, who, made, "p1")
    assert open_in(session, who, made)[0] == []
    assert {target for _id, target in session.execute(rows)} == {ids[0]}
    arrangements.undo(session, who, done.id)
    assert session.execute(rows).all() == before


def test_the_same_source_with_two_targets_may_stand_for_a_reason(session, ana):
    made = factories.translation(session, ["Bring a chair.", "Open it.", "Bring a chair."])
    first, _second, third = factories.target_ids(session, made)
    written(session, ana, first, "Trae una silla.")
    written(session, ana, third, "Traigan una silla.")
    assert left(session, ana, first) == []
    assert left(session, ana, third) == ["same-source"]
    [mark] = marks(session, ana, third)
    waiving.waive(session, ana, third, mark, REASON)
    assert left(session, ana, third) == []
    checking.catch_up(session, made.id)
    listed = checking.listed(session, ana, made.id, checking.Asked())
    assert (listed.total, listed.waived) == (0, {third: [mark]})
    written(session, ana, first, "Traiga una silla.")  # another difference: it is open again
    checking.catch_up(session, made.id)
    assert left(session, ana, third) == ["same-source"]
    assert checking.listed(session, ana, made.id, checking.Asked()).total == 1
