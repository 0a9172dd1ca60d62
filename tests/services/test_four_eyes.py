"""Nobody approves a text that they wrote any surviving word of: every door there is, and who may pass."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.errors import FourEyes, NotAllowed, StaleTarget, WrongState
from domain.permissions import OPERATOR, Actor, PersonRole
from domain.states import State
from models import Statement, Target, TargetRevision
from models.review import ReturnReason
from models.revision import Origin
from models.statement import FourEyesRule
from services import editing, reviewing
from services.editing import Conflict
from tests.factories import noise, person, reviewer, target_ids, translation, translator

TEXT = "El río es de todos."


@pytest.fixture
def ana(session: Session) -> Actor:
    """Give somebody who may do both, translate and review: the one whom the rule is about."""
    noise(session)
    return person(session, PersonRole.TRANSLATOR, PersonRole.REVIEWER, name="Ana").as_actor()


@pytest.fixture
def carla(session: Session, ana: Actor) -> Actor:
    """Give a third one."""
    return reviewer(session, name="Carla")


@pytest.fixture
def here(session: Session, ana: Actor) -> int:
    return target_ids(session, translation(session))[1]


@pytest.fixture
def desk(session: Session, here: int) -> "Desk":
    return Desk(session, here)


class Desk:
    """One target, and what people do to it by the version that is on everybody's screen."""

    def __init__(self, session: Session, target_id: int) -> None:
        self.session, self.target_id = session, target_id

    @property
    def now(self) -> Target:
        self.session.flush()
        return self.session.get_one(Target, self.target_id, populate_existing=True)

    def writes(self, who: Actor, text: str, *, submits: bool = True, origin: Origin = Origin.TYPED) -> None:
        saved = editing.save(
            self.session, who, self.target_id, text, version=self.now.version, keep_submitted=submits, origin=origin
        )
        assert not isinstance(saved, Conflict)

    def writes_late(self, who: Actor, text: str, *, version: int = 0) -> None:
        assert isinstance(editing.save(self.session, who, self.target_id, text, version=version), Conflict)

    def approves(self, who: Actor) -> None:
        reviewing.approve(self.session, who, self.target_id, version=self.now.version)
        assert self.now.state is State.REVIEWED

    def edits_and_approves(self, who: Actor, text: str) -> None:
        reviewing.approve_with_edit(self.session, who, self.target_id, text, version=self.now.version)

    def returns(self, who: Actor) -> None:
        reviewing.send_back(self.session, who, self.target_id, version=self.now.version, reason=ReturnReason.MEANING)

    def refuses(self, who: Actor) -> None:
        """Check that `who` cannot approve what stands there, and that nothing has come of the try."""
        before = (self.now.state, self.now.version, self.now.text)
        assert before[0] is State.TRANSLATED
        with pytest.raises(FourEyes) as refused:
            self.approves(who)
        assert refused.value.facts == {"segment": "p2"}
        assert (self.now.state, self.now.version, self.now.text) == before


# Whom the rule stops


def test_an_author_approves_nothing_of_their_own(desk, ana):
    desk.writes(ana, TEXT)
    desk.refuses(ana)


def test_an_author_does_not_get_round_it_by_handing_in_later(desk, ana, session, here):
    desk.writes(ana, TEXT, submits=False)
    editing.submit(session, ana, here, version=1)
    desk.refuses(ana)


def test_an_author_does_not_get_round_it_by_letting_another_hand_it_in(desk, ana, beto, session, here):
    desk.writes(ana, TEXT, submits=False)
    editing.submit(session, beto, here, version=1)
    desk.refuses(ana)
    desk.approves(beto)


@pytest.mark.parametrize("origin", Origin)
def test_whatever_the_words_came_from_they_are_of_who_brought_them(desk, ana, origin):
    desk.writes(ana, TEXT, origin=origin)
    desk.refuses(ana)


def test_who_edits_after_an_approval_does_not_approve_the_edit(desk, ana, beto):
    desk.writes(beto, TEXT)
    desk.approves(ana)
    desk.writes(ana, "El río es de nadie.")
    desk.refuses(ana)
    desk.approves(beto)


@pytest.mark.parametrize(
    "edited",
    [
        "El lago es de todos.",
        "El gran río es de todos.",
        "El es de todos.",
        "El río es de todos",
        "El río es de todos…",
        "¿El río es de todos?",
        "El Río es de todos.",
        "El rio es de todos.",
        "El río es de todos. 🙂",
        "El río es de todos_.",
        "El ríō es de todos.",
        "El *río* es de todos.",
        "Elrío es de todos.",
        "todos es de El río.",
        "El ri\u0306o es de todos.",
        "El rí\u200bo es de todos.",
    ],
)
def test_a_reviewer_who_changed_anything_does_not_approve_it(desk, ana, beto, carla, edited):
    desk.writes(beto, TEXT)
    desk.writes(ana, edited)
    desk.refuses(ana)
    desk.refuses(beto)  # who wrote the rest of it
    desk.approves(carla)


@pytest.mark.parametrize("edited", [f"  {TEXT}", "El río\nes de todos.", "El río\u00a0es de todos.\n\n"])
def test_white_space_is_nobodys_word(desk, ana, beto, edited):
    desk.writes(beto, TEXT)
    desk.writes(ana, edited)
    desk.approves(ana)


def test_deleting_and_restoring_by_another_makes_a_text_nobody_elses(desk, ana, beto):
    desk.writes(ana, TEXT)
    desk.writes(beto, "")
    desk.writes(beto, TEXT, origin=Origin.RESTORE)
    desk.refuses(ana)


def test_replacing_and_restoring_by_another_neither(desk, ana, beto):
    desk.writes(ana, TEXT)
    desk.writes(beto, "Otra cosa muy distinta")
    desk.writes(beto, TEXT)
    desk.refuses(ana)


def test_restoring_what_was_never_approved_after_an_approval_neither(desk, ana, beto, carla):
    desk.writes(ana, TEXT)
    desk.writes(beto, "Otra cosa muy distinta")
    desk.approves(carla)
    desk.writes(beto, TEXT, origin=Origin.RESTORE)
    desk.refuses(ana)
    desk.approves(carla)


@pytest.mark.parametrize("version", [0, -1, 99, 2**31, 10**30])
def test_a_text_that_came_too_late_stays_its_writers_when_another_merges_it(desk, ana, beto, version):
    desk.writes(beto, "El río.")
    desk.writes_late(ana, TEXT, version=version)
    desk.writes(beto, TEXT, origin=Origin.MERGE)
    desk.refuses(ana)


def test_a_late_text_stays_its_writers_across_an_approval(desk, ana, beto, carla):
    desk.writes(beto, "Un lago para nadie")
    desk.writes_late(ana, TEXT)
    desk.approves(carla)
    desk.writes(beto, TEXT, origin=Origin.MERGE)
    desk.refuses(ana)


def test_a_late_deletion_that_another_takes_over_stays_its_makers(desk, ana, beto, carla):
    desk.writes(beto, "El río no es de todos.")
    desk.writes(carla, "El río no es de todos. Nunca.")
    desk.writes_late(ana, "El río es de todos.", version=1)
    desk.writes(carla, "El río es de todos. Nunca.", origin=Origin.MERGE)
    desk.refuses(ana)


def test_words_that_another_has_only_moved_stay_their_writers(desk, ana, beto):
    desk.writes(beto, "El gato come pescado")
    desk.writes(ana, "El gato come siempre pescado")
    desk.writes(beto, "Siempre el gato come pescado")
    desk.writes(beto, "siempre El gato come pescado")
    desk.refuses(ana)


def test_approving_with_an_edit_leaves_it_to_a_second_person(desk, ana, beto, carla):
    desk.writes(beto, TEXT)
    desk.edits_and_approves(ana, "El lago es de todos.")
    assert desk.now.state is State.TRANSLATED
    desk.refuses(ana)
    desk.refuses(beto)
    desk.approves(carla)


def test_sending_back_and_taking_part_in_the_answer_does_not_help(desk, ana, beto):
    desk.writes(beto, TEXT)
    desk.returns(ana)
    desk.writes(ana, "El lago es de todos.", submits=False)
    desk.writes(beto, "El lago es de todas.")
    desk.refuses(ana)


def test_a_draft_folded_away_by_oneself_still_has_its_last_text(desk, ana, beto):
    desk.writes(beto, TEXT, submits=False)
    for text in ("El lago es de todos.", "El lago es de todas.", "El lago es de nadie."):
        desk.writes(ana, text, submits=False)
    desk.writes(beto, "El lago es de nadie más.")
    desk.refuses(ana)


def test_a_second_tab_with_an_older_version_approves_nothing(desk, ana, beto, session, here):
    desk.writes(beto, TEXT)
    seen = desk.now.version
    desk.writes(beto, "Otra cosa.")
    for version in (seen, seen + 5, 0, -1, None, 10**30):
        with pytest.raises(StaleTarget):
            reviewing.approve(session, ana, here, version=version)
    assert desk.now.state is State.TRANSLATED


# Whom it lets pass


def test_a_second_person_approves(desk, ana, beto):
    desk.writes(ana, TEXT)
    desk.approves(beto)


def test_who_came_too_late_and_was_not_heard_may_approve(desk, ana, beto):
    desk.writes(beto, "Un lago para nadie")
    desk.writes_late(ana, TEXT)
    desk.approves(ana)


def test_whose_words_were_all_replaced_may_approve(desk, ana, beto):
    desk.writes(ana, "¡El río es de todos!")
    desk.writes(beto, "¡Un lago para nadie!")
    desk.approves(ana)


def test_whose_change_was_taken_back_may_approve(desk, ana, beto):
    desk.writes(beto, TEXT)
    desk.writes(ana, "El gran río es de todos.")
    desk.writes(beto, TEXT)
    desk.approves(ana)


def test_after_somebody_elses_approval_the_count_starts_anew(desk, ana, beto, carla):
    desk.writes(ana, TEXT)
    desk.approves(beto)
    desk.writes(carla, "El río es de todas.")
    desk.approves(ana)  # of her own words, which beto has approved, and carla's


def test_ones_own_approval_does_not_start_the_count_anew(desk, ana, beto):
    desk.writes(ana, TEXT)
    desk.writes(beto, "Un lago para nadie")
    desk.approves(ana)
    desk.writes(beto, TEXT, origin=Origin.RESTORE)
    desk.refuses(ana)


def test_who_only_judged_has_written_nothing(desk, ana, beto):
    desk.writes(beto, TEXT)
    desk.returns(ana)
    desk.writes(beto, "El río es de todas.")
    desk.approves(ana)


# One-person groups


def test_where_the_rule_is_off_an_own_approval_says_so(session, ana, beto):
    here = target_ids(session, translation(session, four_eyes=FourEyesRule.OFF))[1]
    desk = Desk(session, here)
    desk.writes(ana, TEXT)
    desk.approves(ana)
    assert desk.now.is_self_approved
    desk.writes(ana, "El río es de nadie.")
    assert not desk.now.is_self_approved
    desk.approves(beto)
    assert not desk.now.is_self_approved


def test_what_was_approved_alone_counts_when_the_rule_is_strict_again(session, ana, beto, carla):
    there = translation(session, four_eyes=FourEyesRule.OFF)
    desk = Desk(session, target_ids(session, there)[1])
    desk.writes(ana, TEXT)
    desk.approves(ana)
    statement = session.get_one(Statement, there.statement_id)
    statement.four_eyes = FourEyesRule.STRICT
    desk.writes(beto, "El río es de todas.")
    desk.refuses(ana)
    desk.approves(carla)


# Who reviews at all


def test_a_reviewer_of_another_language_does_not_approve(desk, ana, session, here):
    desk.writes(ana, TEXT)
    for who in (reviewer(session, "fr"), reviewer(session, "es-PE"), translator(session), OPERATOR):
        with pytest.raises(NotAllowed):
            reviewing.approve(session, who, here, version=1)
        with pytest.raises(NotAllowed):
            reviewing.approve_with_edit(session, who, here, "Otra cosa.", version=1)
    desk.approves(reviewer(session, "es"))


def test_a_reviewer_of_a_language_approves_its_varieties(session, ana):
    here = target_ids(session, translation(session, language="es-PE"))[0]
    desk = Desk(session, here)
    desk.writes(ana, TEXT)
    desk.approves(reviewer(session, "es"))


def test_the_operators_words_are_nobodys_so_anybody_else_may_approve(desk, ana):
    desk.writes(OPERATOR, TEXT)
    desk.approves(ana)


def test_nothing_is_approved_that_was_not_handed_in(desk, ana, beto, session, here):
    with pytest.raises(WrongState):
        reviewing.approve(session, beto, here, version=0)
    desk.writes(ana, TEXT, submits=False)
    with pytest.raises(WrongState):
        reviewing.approve(session, beto, here, version=1)
    desk.writes(ana, TEXT)
    desk.approves(beto)
    with pytest.raises(WrongState):
        reviewing.approve(session, beto, here, version=desk.now.version)


# Long texts and long histories


@pytest.mark.parametrize(
    "text",
    ["la " * 66_000, "la lo " * 33_000, "漢" * 200_000, " ".join(f"palabra{n}" for n in range(14_000))],
    ids=["one word", "two words", "one word without spaces", "many words"],
)
def test_a_long_text_is_decided(desk, ana, beto, carla, text):
    desk.writes(beto, text)
    desk.writes(ana, f"{text[: len(text) // 2]} propio {text[len(text) // 2 : -10]}")
    desk.refuses(ana)
    desk.approves(carla)
    desk.writes(ana, "Nada más")
    desk.refuses(ana)
    desk.writes(beto, "Otra cosa")
    desk.approves(ana)


def test_a_long_history_is_decided_with_few_questions(session, desk, ana, beto, counted: Callable[[], int]):
    for number in range(60):
        desk.writes(ana if number % 2 else beto, f"Texto número {number} de todos")
    before = counted()
    desk.writes(beto, "Nada que ver")
    desk.approves(ana)
    assert counted() - before < 25
    revisions = select(TargetRevision.id).where(TargetRevision.target_id == desk.target_id)
    assert len(session.scalars(revisions).all()) == 61


def test_a_first_word_of_long_ago_still_counts(desk, ana, beto):
    desk.writes(ana, "Primera palabra mía.")
    for number in range(50):
        desk.writes(ana if number % 2 else beto, f"Primera {number}")
    desk.writes(beto, "Nada palabra")
    desk.refuses(ana)


def test_an_approval_of_another_target_is_none_of_this_one(session, desk, ana, beto, carla):
    desk.writes(ana, TEXT)
    elsewhere = Desk(session, target_ids(session, translation(session))[1])
    elsewhere.writes(beto, TEXT)
    elsewhere.approves(carla)
    desk.refuses(ana)


def test_the_rule_asks_for_the_history_of_this_target_alone(session, desk, ana, beto, here):
    """Somebody else's target with the same words, and another of the same translation, must not count."""
    elsewhere = target_ids(session, translation(session))[1]
    Desk(session, elsewhere).writes(ana, TEXT)
    Desk(session, here - 1).writes(ana, TEXT)
    desk.writes(beto, TEXT)
    desk.approves(ana)
    session.execute(update(TargetRevision).where(TargetRevision.target_id == elsewhere).values(target_id=here))
    desk.writes(beto, "El río es de todas.")
    desk.refuses(ana)
