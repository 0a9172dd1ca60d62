"""Comments and questions: threads, mentions, what is resolved, whose words are whose to change."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.errors import NotAllowed, NotFound, NothingWritten, NotTheAuthor, TextTooLong
from domain.permissions import OPERATOR, Actor, PersonRole
from models import Comment, CommentMention, Event, SegmentAlias, Target
from models.remark import CommentKind
from services import talk
from services.editing import place
from tests import factories

HOSTILE = "<script>alert(1)</script>\0 '; DROP TABLE comment; -- \u202e"


@pytest.fixture
def target_id(session: Session) -> int:
    """Give the first target of a statement in Spanish and Portuguese, with talk about another around it."""
    factories.noise(session)
    translation = factories.translation(session, also=("pt-BR",))
    first, second, _third = factories.target_ids(session, translation)
    stranger = factories.translator(session, name="Noise")
    talk.comment(session, stranger, second, "About another paragraph. @Noise", kind=CommentKind.QUESTION)
    return first


def in_portuguese(session: Session, target_id: int) -> int:
    """Return the target of the same segment in the other language."""
    target = session.get_one(Target, target_id)
    query = select(Target.id).where(Target.segment_id == target.segment_id, Target.id != target_id)
    return session.scalars(query).one()


def threads(session: Session, target_id: int) -> list[talk.Thread]:
    reader = factories.person(session, PersonRole.READER).as_actor()
    return talk.threads(session, reader, place(session, target_id))


def mentioned(session: Session, comment: Comment) -> set[int]:
    return set(session.scalars(select(CommentMention.user_id).where(CommentMention.comment_id == comment.id)))


def test_a_question_and_its_answer_are_a_thread(session: Session, target_id: int) -> None:
    ana, marta = factories.translator(session, name="Ana"), factories.reviewer(session, name="Marta")
    asked = talk.comment(session, ana, target_id, " Which chair?\r\nThat one? ", kind=CommentKind.QUESTION)
    answer = talk.comment(session, marta, target_id, "The blue one.", parent_id=asked.id)
    talk.comment(session, ana, target_id, "Thank you.", parent_id=answer.id, kind=CommentKind.QUESTION)
    (thread,) = threads(session, target_id)
    assert (thread.first.text, thread.first.kind, thread.first.author) == (
        "Which chair?\nThat one?", CommentKind.QUESTION, "Ana",
    )  # fmt: skip
    assert [(said.text, said.author, said.kind) for said in thread.replies] == [
        ("The blue one.", "Marta", CommentKind.COMMENT),
        ("Thank you.", "Ana", CommentKind.COMMENT),
    ]
    assert not thread.is_resolved
    assert not thread.is_on_source


def test_what_is_said_of_the_source_is_shown_in_every_language(session: Session, target_id: int) -> None:
    ana = factories.translator(session)
    other = in_portuguese(session, target_id)
    slip = talk.comment(session, ana, target_id, "A slip of the source.", is_on_source=True)
    talk.comment(session, ana, target_id, "Of the Spanish.")
    talk.comment(session, ana, other, "Yes, a slip.", parent_id=slip.id)
    assert [thread.first.text for thread in threads(session, other)] == ["A slip of the source."]
    assert [thread.first.text for thread in threads(session, target_id)] == ["A slip of the source.", "Of the Spanish."]
    assert [said.text for said in threads(session, target_id)[0].replies] == ["Yes, a slip."]
    assert threads(session, target_id)[0].is_on_source


def test_everything_of_a_thread_is_resolved_together_and_an_answer_opens_it(session: Session, target_id: int) -> None:
    ana, marta = factories.translator(session), factories.reviewer(session, name="Marta")
    asked = talk.comment(session, ana, target_id, "Why?", kind=CommentKind.QUESTION)
    talk.comment(session, ana, target_id, "Later and open.")
    answer = talk.comment(session, marta, target_id, "Because.", parent_id=asked.id)
    talk.resolve(session, marta, target_id, answer.id)
    talk.resolve(session, ana, target_id, asked.id)  # twice is once: it stays Marta's
    still_open, resolved = threads(session, target_id)
    assert still_open.first.text == "Later and open."
    assert (resolved.is_resolved, resolved.resolved_by) == (True, "Marta")
    unresolved = select(func.count()).where(Comment.resolved_at.is_(None), Comment.id.in_([asked.id, answer.id]))
    assert session.scalar(unresolved) == 0
    talk.resolve(session, ana, target_id, asked.id, is_resolved=False)
    assert session.scalar(unresolved) == 2
    talk.resolve(session, ana, target_id, asked.id)
    talk.comment(session, marta, target_id, "One more thing.", parent_id=asked.id)
    assert not any(thread.is_resolved for thread in threads(session, target_id))
    names = session.scalars(select(Event.name).where(Event.name.like("comment.re%")).order_by(Event.id)).all()
    assert names == ["comment.resolved", "comment.reopened", "comment.resolved"]


def test_whoever_is_called_by_their_whole_name_is_mentioned(session: Session, target_id: int) -> None:
    ana, ana_rosa = factories.translator(session, name="Ana"), factories.translator(session, name="Ana Rosa (es)")
    iñigo, marta = factories.reviewer(session, name="Íñigo"), factories.reviewer(session, name="Marta")
    gone = factories.person(session, PersonRole.TRANSLATOR, name="Gone")
    gone.active = False
    without_role = factories.person(session, name="Nobody")
    said = talk.comment(
        session, ana, target_id, "@ana rosa (ES), @íÑIGO! Not me@Marta, @Martas, @Gone, @Nobody.", mentions=[ana.id]
    )
    assert mentioned(session, said) == {ana.id, ana_rosa.id, iñigo.id}
    talk.edit(session, ana, target_id, said.id, "Only @Marta, and @Ana.")
    assert mentioned(session, said) == {ana.id, ana_rosa.id, iñigo.id, marta.id}  # who was called stays called
    chosen = talk.comment(session, ana, target_id, "Look.", mentions=[marta.id, gone.id, without_role.id, 10**12, -1])
    assert mentioned(session, chosen) == {marta.id}
    assert threads(session, target_id)[1].first.mentions == ("Marta",)


def test_the_words_of_a_comment_are_its_authors_alone(session: Session, target_id: int) -> None:
    ana, marta = factories.translator(session), factories.person(session, *PersonRole).as_actor()
    said = talk.comment(session, ana, target_id, "Mine.")
    with pytest.raises(NotTheAuthor):
        talk.edit(session, marta, target_id, said.id, "Hers.")
    with pytest.raises(NotTheAuthor):
        talk.remove(session, marta, target_id, said.id)
    talk.edit(session, ana, target_id, said.id, "Mine.")
    assert threads(session, target_id)[0].first.edited_at is None
    talk.edit(session, ana, target_id, said.id, "Still mine.")
    first = threads(session, target_id)[0].first
    assert (first.text, first.edited_at is None) == ("Still mine.", False)


def test_a_comment_taken_back_leaves_its_place_while_it_has_answers(session: Session, target_id: int) -> None:
    ana, marta = factories.translator(session), factories.reviewer(session)
    alone = talk.comment(session, ana, target_id, "Nobody answers @Ana.", mentions=[marta.id])
    talk.remove(session, ana, target_id, alone.id)
    assert threads(session, target_id) == []
    asked = talk.comment(session, ana, target_id, "Why?", mentions=[marta.id])
    answer = talk.comment(session, marta, target_id, "Because.", parent_id=asked.id)
    talk.remove(session, ana, target_id, asked.id)
    (thread,) = threads(session, target_id)
    assert (thread.first.is_removed, thread.first.text, thread.first.mentions) == (True, "", ())
    assert [said.text for said in thread.replies] == ["Because."]
    with pytest.raises(NotFound):
        talk.edit(session, ana, target_id, asked.id, "Back again.")
    talk.remove(session, marta, target_id, answer.id)
    assert threads(session, target_id) == []


def test_what_cannot_be_said(session: Session, target_id: int) -> None:
    ana = factories.translator(session)
    reader = factories.person(session, PersonRole.READER).as_actor()
    for nothing in ("", " \n ", "\0"):
        with pytest.raises(NothingWritten):
            talk.comment(session, ana, target_id, nothing)
    with pytest.raises(TextTooLong):
        talk.comment(session, ana, target_id, "x" * (talk.LONGEST_COMMENT + 1))
    said = talk.comment(session, ana, target_id, HOSTILE + "x" * 100)
    assert "\0" not in said.text
    for step in (
        lambda: talk.comment(session, reader, target_id, "Hello"),
        lambda: talk.edit(session, reader, target_id, said.id, "Hello"),
        lambda: talk.remove(session, reader, target_id, said.id),
        lambda: talk.resolve(session, reader, target_id, said.id),
        lambda: talk.resolve(session, OPERATOR, target_id, said.id),
        lambda: talk.threads(session, Actor(None, "", ()), place(session, target_id)),
    ):
        with pytest.raises(NotAllowed):
            step()


def test_a_comment_is_found_only_where_it_is_shown(session: Session, target_id: int) -> None:
    ana = factories.translator(session)
    other = in_portuguese(session, target_id)
    said = talk.comment(session, ana, target_id, "Of the Spanish.")
    for step in (
        lambda: talk.comment(session, ana, other, "An answer", parent_id=said.id),
        lambda: talk.edit(session, ana, other, said.id, "Hello"),
        lambda: talk.remove(session, ana, other, said.id),
        lambda: talk.resolve(session, ana, other, said.id),
        lambda: talk.resolve(session, ana, target_id, 10**12),
        lambda: talk.comment(session, ana, 10**12, "Hello"),
    ):
        with pytest.raises(NotFound):
            step()


def test_only_paragraphs_that_there_are_become_links(session: Session, target_id: int) -> None:
    here = place(session, target_id)
    session.add(SegmentAlias(statement_id=here.statement_id, number=70, segment_id=here.segment_id))
    session.flush()
    assert talk.paragraphs(session, here.statement_id, [1, 3, 4, 70, 71, 0]) == {1, 3, 70}
    assert talk.paragraphs(session, here.statement_id, []) == set()


def test_much_talk_costs_no_more_questions(session: Session, target_id: int, counted: object) -> None:
    ana = factories.translator(session, name="Ana")
    here = place(session, target_id)

    def cost() -> int:
        before = counted()  # type: ignore[operator]
        talk.threads(session, ana, here)
        return counted() - before  # type: ignore[operator]

    talk.comment(session, ana, target_id, "@Ana")
    little = cost()
    first = talk.comment(session, ana, target_id, "@Ana")
    for n in range(20):
        talk.comment(session, ana, target_id, f"@Ana {n}", parent_id=first.id)
        talk.comment(session, ana, target_id, f"{n}")
    assert cost() == little
