"""The first page's lists: what is in them, what is not, and at what cost."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from domain.errors import NotAllowed
from domain.permissions import Actor, PersonRole
from domain.states import State
from models import Comment, CommentMention, Presence, Target, Translation, User
from models.base import now
from models.remark import CommentKind
from models.review import ReturnReason
from models.statement import FourEyesRule
from services import editing, needs, reviewing
from services.needs import MOST
from tests.factories import person, reviewer, target_ids, translation, translator


def write(session: Session, who: Actor, target_id: int, text: str = "Una frase.", *, submit: bool = True) -> None:
    version = editing.place(session, target_id).version
    editing.save(session, who, target_id, text, version=version, keep_submitted=submit)


def send_back(session: Session, who: Actor, target_id: int, words: str = "Falta algo.") -> None:
    version = editing.place(session, target_id).version
    reviewing.send_back(session, who, target_id, version=version, reason=ReturnReason.OMISSION, words=words)


def say(session: Session, who: Actor | None, target_id: int, text: str = "¿Por qué?", **rest: object) -> Comment:
    """Leave a question on a target."""
    here = editing.place(session, target_id)
    values = {"kind": CommentKind.QUESTION, "translation_id": here.translation_id} | rest
    comment = Comment(segment_id=here.segment_id, text=text, author_id=who.id if who else None, **values)
    session.add(comment)
    session.flush()
    return comment


# Sent back


def test_what_was_sent_back_to_me_comes_with_its_reason(session, ana, marta):
    there = translation(session)
    first, second, third = target_ids(session, there)
    for target_id in (first, second, third):
        write(session, ana, target_id)
    send_back(session, marta, third, "Antes.")
    write(session, ana, third, "Otra frase.")
    send_back(session, marta, third, "Después.")
    send_back(session, marta, second)
    found = needs.returned(session, ana)
    assert [(one.number, one.words, one.remark) for one in found.items] == [(2, 3, "Falta algo."), (3, 4, "Después.")]
    assert (found.total, found.paragraphs, found.words, found.more) == (2, 2, 7, 0)
    one = found.items[1]
    assert (one.slug, one.language, one.reason, one.reviewer) == (
        there.statement.slug, "es", ReturnReason.OMISSION, "Marta",
    )  # fmt: skip


def test_what_was_sent_back_to_others_or_is_done_again_is_not_mine(session, ana, marta):
    first, second, third = target_ids(session, translation(session))
    write(session, translator(session), first)
    write(session, ana, second)
    write(session, ana, third)
    for target_id in (first, second, third):
        send_back(session, marta, target_id)
    write(session, ana, second, "Mejor.")
    write(session, translator(session), third, "De otra persona.", submit=False)
    assert needs.returned(session, ana) == needs.Found()


def test_a_language_that_is_mine_no_longer_needs_me_no_longer(session, marta):
    before = translator(session)
    (first, *_rest) = target_ids(session, translation(session))
    write(session, before, first)
    send_back(session, marta, first)
    assert needs.returned(session, before).total == 1
    after = Actor(before.id, before.name, translator(session, language="fr").grants)
    assert needs.returned(session, after).total == 0


def test_a_long_list_is_cut_and_counted(session, ana, marta):
    there = translation(session, ["Two words."] * (MOST + 3))
    for target_id in target_ids(session, there):
        write(session, ana, target_id)
        send_back(session, marta, target_id)
    found = needs.returned(session, ana)
    assert (len(found.items), found.total, found.more, found.words) == (MOST, MOST + 3, 3, 2 * (MOST + 3))


# To translate


def test_mine_are_the_unfinished_translations_given_to_me_by_their_days(session, ana):
    plain, late, done = translation(session), translation(session), translation(session, ["One."])
    for there in (plain, late, done):
        there.assigned_to_id = ana.id
    late.due_on = date(2026, 1, 2)
    write(session, ana, target_ids(session, done)[0])
    write(session, ana, target_ids(session, late)[0])
    session.flush()
    found = needs.assigned(session, ana)
    assert [(one.translation_id, one.due_on) for one in found.items] == [(late.id, late.due_on), (plain.id, None)]
    assert [(one.paragraphs, one.words, one.number) for one in found.items] == [(2, 7, 2), (3, 11, 1)]
    assert (found.total, found.paragraphs, found.words) == (2, 5, 18)


def test_what_others_have_is_not_mine_and_what_nobody_has_is_free(session, ana):
    ours, theirs = translation(session, also=("fr",)), translation(session)
    theirs.assigned_to_id = translator(session).id
    session.flush()
    assert needs.assigned(session, ana) == needs.Found()
    free = {(one.slug, one.language) for one in needs.free(session, ana).items}
    assert {(ours.statement.slug, "es"), (ours.statement.slug, "fr")} <= free
    assert theirs.statement.slug not in {slug for slug, _language in free}


@pytest.mark.parametrize(
    ("own", "seen"),
    [("es", {"es", "es-PE"}), ("es-PE", {"es-PE"}), ("ES", {"es", "es-PE"}), ("fr", set()), ("e", set())],
)
def test_free_are_those_in_my_languages(session, own, seen):
    translation(session, also=("es-PE", "est"))
    mine = translator(session, language=own)
    assert {one.language for one in needs.free(session, mine).items} == seen


def test_the_first_paragraph_is_the_first_in_reading_order(session, ana):
    there = translation(session)
    there.assigned_to_id = ana.id
    first, *_rest = target_ids(session, there)
    write(session, ana, first)
    found = needs.assigned(session, ana)
    assert found.items[0].number == 2


# To review


def test_what_waits_for_a_reviewer_leaves_their_own_words_out(session, ana, marta):
    there = translation(session)
    first, second, third = target_ids(session, there)
    write(session, marta, first)
    write(session, ana, second)
    write(session, ana, third)
    own = [one for one in needs.waiting(session, marta).items if one.translation_id == there.id]
    assert [(one.paragraphs, one.words, one.number) for one in own] == [(2, 7, 2)]
    assert needs.waiting(session, marta).paragraphs == reviewing.count_waiting(session, marta)


def test_alone_one_may_review_ones_own_words(session, marta):
    there = translation(session, four_eyes=FourEyesRule.OFF)
    write(session, marta, target_ids(session, there)[0])
    assert there.id in {one.translation_id for one in needs.waiting(session, marta).items}


def test_a_reviewer_of_another_language_has_nothing_to_review(session, ana):
    write(session, ana, target_ids(session, translation(session))[0])
    assert needs.waiting(session, reviewer(session, language="fr")) == needs.Found()


# Questions


def test_an_open_question_about_my_words_is_for_me(session, ana, marta):
    first, second, third = target_ids(session, translation(session))
    write(session, ana, first)
    write(session, ana, second)
    write(session, translator(session), third)
    say(session, marta, first)
    say(session, marta, second, "No es pregunta.", kind=CommentKind.COMMENT)
    say(session, marta, third, "A otra persona.")
    say(session, ana, first, "Mía.")
    (call,) = needs.calls(session, ana).items
    assert (call.text, call.author, call.number, call.is_question, call.is_mention) == (
        "¿Por qué?", "Marta", 1, True, False,
    )  # fmt: skip


@pytest.mark.parametrize("end", ["resolved", "removed", "answered"])
def test_a_question_that_is_settled_needs_nobody(session, ana, marta, end):
    first, *_rest = target_ids(session, translation(session))
    write(session, ana, first)
    question = say(session, marta, first)
    assert needs.calls(session, ana).total == 1
    if end == "resolved":
        question.resolved_at, question.resolved_by_id = now(), marta.id
    elif end == "removed":
        question.removed_at, question.text = now(), ""
    else:
        say(session, ana, first, "Porque sí.", kind=CommentKind.COMMENT, parent_id=question.id)
    session.flush()
    assert needs.calls(session, ana) == needs.Found()


def test_a_question_asked_again_after_my_answer_is_for_me(session, ana, marta):
    first, *_rest = target_ids(session, translation(session))
    write(session, ana, first)
    question = say(session, marta, first)
    say(session, ana, first, "Porque sí.", kind=CommentKind.COMMENT, parent_id=question.id)
    say(session, marta, first, "¿Seguro?", kind=CommentKind.COMMENT, parent_id=question.id)
    assert [call.text for call in needs.calls(session, ana).items] == ["¿Seguro?"]


def test_whoever_is_mentioned_is_called_also_on_the_source(session, ana, marta):
    there = translation(session, also=("fr",))
    first, *_rest = target_ids(session, there)
    call = say(session, marta, first, "@Ana, mira.", kind=CommentKind.COMMENT, translation_id=None)
    session.add_all([CommentMention(comment_id=call.id, user_id=who.id) for who in (ana, marta)])
    session.flush()
    (found,) = needs.calls(session, ana).items
    assert (found.slug, found.language, found.is_mention) == (there.statement.slug, "es", True)
    assert needs.calls(session, marta) == needs.Found()
    assert needs.calls(session, translator(session)) == needs.Found()


# Changed since


def visited(session: Session, who: Actor, there: Translation, ago: timedelta = timedelta()) -> None:
    session.add(Presence(translation_id=there.id, user_id=who.id, at=now() - ago))
    session.flush()


def test_what_others_did_since_i_was_there_is_counted_by_translation(session, ana, marta):
    there, unseen = translation(session), translation(session)
    first, second, third = target_ids(session, there)
    write(session, ana, first)
    visited(session, ana, there)
    for target_id in (second, third):
        write(session, marta, target_id, submit=False)
        write(session, marta, target_id, "Otra vez.")
    reviewing.approve(session, marta, first, version=1)
    write(session, marta, target_ids(session, unseen)[0])
    (found,) = needs.changed(session, ana).items
    assert (found.slug, found.language, found.paragraphs) == (there.statement.slug, "es", 3)
    assert needs.changed(session, marta) == needs.Found()


# Readers, publishers, administrators


def test_a_reader_is_told_what_is_newly_approved(session, ana, marta):
    old, new = translation(session, ["One."]), translation(session)
    for there in (old, new):
        first, *_rest = target_ids(session, there)
        write(session, ana, first)
        reviewing.approve(session, marta, first, version=1)
    found = needs.newly_approved(session)
    assert [(one.slug, one.approved, one.paragraphs) for one in found.items][:2] == [
        (new.statement.slug, 1, 3), (old.statement.slug, 1, 1),
    ]  # fmt: skip
    assert found.total == 3  # with that of the noise


def test_a_publisher_is_told_what_is_approved_from_end_to_end(session, ana, marta):
    whole, part = translation(session, ["One."]), translation(session)
    for there in (whole, part):
        first, *_rest = target_ids(session, there)
        write(session, ana, first)
        reviewing.approve(session, marta, first, version=1)
    assert [one.slug for one in needs.publishable(session).items] == [whole.statement.slug]
    session.execute(update(Target).where(Target.translation_id == whole.id).values(state=State.FINAL))
    assert needs.publishable(session).total == 1


def test_an_administrator_is_told_who_has_no_role(session, ana):
    alone = person(session, name="Nobody Yet")
    person(session, name="Gone").active = False
    session.flush()
    assert needs.without_role(session).items == ((alone.id, "Nobody Yet"),)


# The whole page


def test_everybody_gets_what_their_roles_have_use_for(session, ana, marta):
    there = translation(session)
    first, *_rest = target_ids(session, there)
    write(session, ana, first)
    reader = person(session, PersonRole.READER).as_actor()
    assert needs.needs(session, reader).is_quiet
    assert needs.needs(session, reader).free == needs.Found()
    assert needs.needs(session, ana).free
    assert not needs.needs(session, ana).waiting
    assert needs.needs(session, marta).waiting
    with pytest.raises(NotAllowed):
        needs.needs(session, Actor(ana.id, "", ()))


def build(session: Session, ana: Actor, marta: Actor, statements: int) -> None:
    """Add statements with something of everything for Ana."""
    for number in range(statements):
        there = translation(session, also=("fr",))
        if number % 2:
            there.assigned_to_id = ana.id
        visited(session, ana, there, timedelta(hours=1))
        first, second, third = target_ids(session, there)
        write(session, ana, first)
        send_back(session, marta, first)
        write(session, ana, second)
        say(session, marta, second)
        write(session, marta, third)
    session.flush()


def test_the_cost_does_not_grow_with_the_statements(
    session: Session, counted: Callable[[], int], ana: Actor, marta: Actor
) -> None:
    everything = person(session, *PersonRole, name="All").as_actor()
    visitor = Actor(ana.id, ana.name, everything.grants)
    costs = []
    for statements in (1, 12):
        build(session, ana, marta, statements)
        session.commit()
        before = counted()
        found = needs.needs(session, visitor)
        costs.append(counted() - before)
    lists = (found.returned, found.assigned, found.free, found.waiting, found.calls, found.changed)
    assert all(len(one.items) == MOST for one in lists)
    assert costs[0] == costs[1] <= 10


def test_a_reviewer_without_a_name_is_called_by_their_address(session: Session, ana: Actor, marta: Actor) -> None:
    session.execute(update(User).where(User.id == marta.id).values(name="", email="critic@example.org"))
    first, *_rest = target_ids(session, translation(session))
    write(session, ana, first)
    send_back(session, marta, first)
    assert needs.returned(session, ana).items[0].reviewer == "critic@example.org"
