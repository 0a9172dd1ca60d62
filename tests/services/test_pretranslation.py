"""The analysis and the pre-translation: what is counted, what is filled, what is left alone, and the way back."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.analysis import Analysis, Band
from domain.errors import BadValue, NotAllowed, NotFound, UndoneAlready
from domain.permissions import OPERATOR, Actor, PersonRole
from models import Event, Segment, Target, TargetRevision, Translation
from models.filling import FillingKind
from models.revision import Origin
from services import analysis, editing, fillings, memory, passages, pretranslation, reviewing
from services.memory import Incoming
from tests import factories

SOURCES = (
    "Signed:",  # an exact match from a file
    "We will not be moved by the dam at all.",  # exact, too
    "Signed:",  # a repetition
    "The river has 12 bridges and one ferry.",  # nearly: another number
    "Nobody has ever written anything like this sentence.",  # nothing
    "\\* \\* \\*",  # a repetition of signs
    "\\* \\* \\*",
)
KNOWN = (
    ("Signed:", "Firmado:"),
    ("We will not be moved by the dam at all.", "La presa no nos moverá en absoluto."),
    ("The river has 14 bridges and one ferry.", "El río tiene 14 puentes y un transbordador."),
)


def remembered(session: Session, *pairs: tuple[str, str], target: str = "es") -> None:
    memory.import_pairs(
        session, OPERATOR, [Incoming(*pair) for pair in pairs], name="old.tmx", sha256="00",
        source_language="en", target_language=target,
    )  # fmt: skip


@pytest.fixture
def translation(session: Session) -> Translation:
    factories.noise(session)
    remembered(session, *KNOWN)
    return factories.translation(session, SOURCES, title="The Dam")


@pytest.fixture
def ana(session: Session) -> Actor:
    return factories.translator(session, name="Ana")


def texts(session: Session, translation: Translation) -> list[tuple[str, str]]:
    query = select(Target.text, Target.state).join(Segment, Segment.id == Target.segment_id)
    rows = session.execute(query.where(Target.translation_id == translation.id).order_by(Segment.position))
    return [(text, state.value) for text, state in rows]


def paragraphs(counted: Analysis, side: str = "left") -> dict[str, int]:
    return {band.value: count.paragraphs for band, count in getattr(counted, side).bands.items() if count.paragraphs}


def filled(session: Session, actor: Actor, translation: Translation, **wish: Any) -> fillings.Filled:
    found = pretranslation.plan(session, actor, translation, **wish)
    return pretranslation.apply(session, actor, translation, found.proposals)


# --- the analysis ----------------------------------------------------------------------------------------------


def test_the_first_of_two_counts_by_its_match_and_the_second_as_a_repetition(
    session: Session, translation: Translation, ana: Actor
) -> None:
    counted = analysis.analyse(session, ana, translation)
    assert paragraphs(counted) == {"exact": 2, "repetition": 2, "95-99": 1, "none": 2}
    assert counted.left.bands[Band.EXACT].words == 1 + 10
    assert counted.left.of().words == sum(segment.source_words for segment in _segments(session, translation))
    assert counted.done.paragraphs == 0
    assert paragraphs(counted, "whole") == paragraphs(counted)


def test_what_is_written_counts_as_done_and_its_repetition_is_still_one(
    session: Session, translation: Translation, ana: Actor
) -> None:
    first, *_rest = factories.target_ids(session, translation)
    editing.save(session, ana, first, "Firman:", version=0)
    counted = analysis.analyse(session, ana, translation)
    assert (counted.done.paragraphs, counted.done.words) == (1, 1)
    assert paragraphs(counted) == {"exact": 1, "repetition": 2, "95-99": 1, "none": 2}
    assert paragraphs(counted, "whole")["exact"] == 2


def test_a_paragraphs_own_approval_is_no_match_of_it(session: Session, ana: Actor) -> None:
    translation = factories.translation(session, ("A paragraph that stands here alone.",))
    (target,) = factories.target_ids(session, translation)
    editing.save(session, ana, target, "Un párrafo que está aquí solo.", version=0, keep_submitted=True)
    reviewing.approve(session, factories.reviewer(session), target, version=1)
    memory.catch_up(session)
    counted = analysis.analyse(session, ana, translation)
    assert paragraphs(counted, "whole") == {"none": 1}


def test_two_approved_translations_of_one_source_are_told(
    session: Session, translation: Translation, ana: Actor
) -> None:
    remembered(session, ("Signed:", "Firmas:"))
    counted = analysis.analyse(session, ana, translation)
    assert [(one.key, one.translations) for one in counted.several] == [("p1", 2)]


def test_an_analysis_is_kept_and_comes_back_as_it_was(session: Session, translation: Translation, ana: Actor) -> None:
    assert analysis.stored(session, ana, translation) is None
    looked = analysis.look(session, ana, translation)
    analysis.store(session, translation, analysis.Looked())
    analysis.store(session, translation, looked)
    session.commit()
    session.expire_all()
    kept = analysis.stored(session, ana, translation)
    assert kept is not None
    assert kept.analysis == analysis.analyse(session, ana, translation)


def test_a_kept_analysis_follows_what_is_written_and_names_what_came_later(
    session: Session, translation: Translation, ana: Actor
) -> None:
    analysis.store(session, translation, analysis.look(session, ana, translation))
    assert filled(session, ana, translation).targets
    kept = analysis.stored(session, ana, translation)
    assert kept is not None
    assert paragraphs(kept.analysis) == {"repetition": 2 - 1, "95-99": 1, "none": 2}
    assert kept.analysis.done.paragraphs == 3
    analysis.store(session, translation, analysis.Looked())
    kept = analysis.stored(session, ana, translation)
    assert kept is not None
    assert kept.analysis.unknown.paragraphs == len(SOURCES)


def test_progress_is_told_for_each_paragraph(session: Session, translation: Translation, ana: Actor) -> None:
    told: list[tuple[int, int]] = []
    analysis.look(session, ana, translation, tell=lambda done, total: told.append((done, total)))
    assert told == [(n, len(SOURCES)) for n in range(len(SOURCES))]


def test_who_may_read_may_count(session: Session, translation: Translation) -> None:
    reader = factories.person(session, PersonRole.READER).as_actor()
    assert paragraphs(analysis.analyse(session, reader, translation))
    nobody = factories.person(session).as_actor()
    with pytest.raises(NotAllowed):
        analysis.analyse(session, nobody, translation)
    with pytest.raises(NotAllowed):
        analysis.stored(session, nobody, translation)


# --- filling in ------------------------------------------------------------------------------------------------


def test_exact_matches_become_drafts_from_the_memory_and_nothing_else_changes(
    session: Session, translation: Translation, ana: Actor
) -> None:
    done = filled(session, ana, translation)
    assert done.targets == ("p1", "p2", "p3")
    assert [one for one in texts(session, translation) if one[0]] == [
        ("Firmado:", "draft"), ("La presa no nos moverá en absoluto.", "draft"), ("Firmado:", "draft")
    ]  # fmt: skip
    first, *_rest = factories.target_ids(session, translation)
    revisions = session.scalars(select(TargetRevision).where(TargetRevision.target_id == first)).all()
    assert [(one.text, one.version, one.origin, one.author_id) for one in revisions] == [
        ("Firmado:", 1, Origin.MEMORY, ana.id)
    ]
    (told,) = session.scalars(select(Event).where(Event.name == "targets.filled")).all()
    assert told.facts["targets"] == 3


def test_nothing_that_anybody_wrote_is_touched_and_locked_ones_are_left(
    session: Session, translation: Translation, ana: Actor
) -> None:
    first, second, third, *_rest = factories.target_ids(session, translation)
    editing.save(session, ana, first, "Mi firma:", version=0)
    session.get_one(Target, second).is_locked = True
    session.flush()
    found = pretranslation.plan(session, ana, translation)
    assert found.locked == ("p2",)
    editing.save(session, ana, third, "Mientras tanto:", version=0)
    done = pretranslation.apply(session, ana, translation, found.proposals)
    assert (done.filling_id, done.targets, done.left) == (None, (), ("p3",))
    assert [text for text, _state in texts(session, translation)][:3] == ["Mi firma:", "", "Mientras tanto:"]


def test_a_text_whose_source_changed_since_the_look_is_left(
    session: Session, translation: Translation, ana: Actor
) -> None:
    found = pretranslation.plan(session, ana, translation)
    segment = _segments(session, translation)[0]
    segment.source, segment.source_revision = "Not signed:", 2
    session.flush()
    done = pretranslation.apply(session, ana, translation, found.proposals)
    assert done.left == ("p1",)
    assert done.targets == ("p2", "p3")


def test_from_101_only_what_has_the_same_neighbours_is_filled(session: Session, ana: Actor) -> None:
    old = factories.translation(session, ("Before it.", "The same text.", "After it."))
    for target in factories.target_ids(session, old):
        editing.save(session, ana, target, "Un texto.", version=0, keep_submitted=True)
        reviewing.approve(session, factories.reviewer(session), target, version=1)
    memory.catch_up(session)
    new = factories.translation(session, ("Before it.", "The same text.", "Something else.", "After it."))
    assert [one.match.score for one in pretranslation.plan(session, ana, new).proposals] == [102, 101, 101]
    alone = factories.translation(session, ("Elsewhere.", "The same text.", "Something else."))
    assert [one.match.score for one in pretranslation.plan(session, ana, alone).proposals] == [100]
    assert pretranslation.plan(session, ana, alone, least=101).proposals == ()
    with pytest.raises(BadValue):
        pretranslation.plan(session, ana, alone, least=75)


def test_of_two_approved_translations_the_newest_is_taken(
    session: Session, translation: Translation, ana: Actor
) -> None:
    for text in ("La vieja.", "La nueva."):
        told = factories.translation(session, ("Signed:",))
        (target,) = factories.target_ids(session, told)
        editing.save(session, ana, target, text, version=0, keep_submitted=True)
        reviewing.approve(session, factories.reviewer(session), target, version=1)
    memory.catch_up(session)
    first = pretranslation.plan(session, ana, translation).proposals[0]
    assert first.match.target == "La nueva."
    assert first.translations == 3


def test_a_match_with_other_marks_is_named_and_not_filled(session: Session, ana: Actor) -> None:
    remembered(session, ("The *river* is ours.", "El *río* es nuestro."), ("A note.", "Una nota[^1]."))
    translation = factories.translation(session, ("The river is ours.", "A note.", "The *river* is ours."))
    found = pretranslation.plan(session, ana, translation)
    assert found.marked == ("p1", "p2")
    assert [one.passage.key for one in found.proposals] == ["p3"]


def test_another_variety_is_no_exact_match(session: Session, ana: Actor) -> None:
    remembered(session, ("A bus.", "Una guagua."), target="es-CU")
    translation = factories.translation(session, ("A bus.",), language="es-MX")
    assert pretranslation.plan(session, ana, translation).proposals == ()


def test_another_variety_is_none_even_between_the_same_neighbours(session: Session, ana: Actor) -> None:
    sources = ("Before it.", "A bus.", "After it.")
    old = factories.translation(session, sources, language="es-CU")
    for target in factories.target_ids(session, old):
        editing.save(session, ana, target, "Una guagua.", version=0, keep_submitted=True)
        reviewing.approve(session, factories.reviewer(session), target, version=1)
    memory.catch_up(session)
    mexican = factories.translation(session, sources, language="es-MX")
    passage = passages.passages(session, mexican)[1]
    (match,) = passages.Memory(session, ana, mexican).matches(passage)
    assert match.score == 101
    assert pretranslation.plan(session, ana, mexican).proposals == ()


def test_a_plan_goes_on_where_it_stopped(session: Session, translation: Translation, ana: Actor) -> None:
    begun = pretranslation.plan(session, ana, translation, most=2)
    assert [one.passage.key for one in begun.proposals] == ["p1", "p2"]
    assert begun.next_position == 3
    rest = pretranslation.plan(session, ana, translation, start=begun.next_position, most=50)
    assert [one.passage.key for one in rest.proposals] == ["p3"]
    assert rest.next_position is None


def test_only_the_ticked_ones_are_filled_and_only_with_what_was_seen(
    session: Session, translation: Translation, ana: Actor
) -> None:
    first, second, _third = pretranslation.plan(session, ana, translation).proposals
    seen = [(one.passage.target_id, one.passage.version, one.match.entry_id) for one in (first, second)]
    remembered(session, ("Signed:", "Firmas:"))  # another match is the newest now
    done = pretranslation.chosen(session, ana, translation, seen, least=100)
    assert done.targets == ("p2",)
    assert done.left == ("p1",)
    assert texts(session, translation)[2] == ("", "untranslated")


def test_a_reader_and_a_translator_of_another_language_fill_nothing(session: Session, translation: Translation) -> None:
    for actor in (factories.person(session, PersonRole.READER).as_actor(), factories.translator(session, "fr")):
        with pytest.raises(NotAllowed):
            pretranslation.plan(session, actor, translation)
        with pytest.raises(NotAllowed):
            fillings.fill(session, actor, translation, [], FillingKind.MEMORY)
        with pytest.raises(NotAllowed):
            fillings.undo(session, actor, translation, 1)


# --- the way back ----------------------------------------------------------------------------------------------


def test_undoing_empties_what_nobody_has_touched(session: Session, translation: Translation, ana: Actor) -> None:
    done = filled(session, ana, translation)
    first, *_rest = factories.target_ids(session, translation)
    editing.save(session, ana, first, "Firman:", version=1)
    assert done.filling_id is not None
    undone = fillings.undo(session, ana, translation, done.filling_id)
    assert (undone.targets, undone.moved) == (2, ("p1",))
    assert texts(session, translation)[:3] == [("Firman:", "draft"), ("", "untranslated"), ("", "untranslated")]
    with pytest.raises(UndoneAlready):
        fillings.undo(session, ana, translation, done.filling_id)
    (one,) = fillings.past(session, ana, translation)
    assert (one.targets, one.kind, one.undone_at is not None) == (3, FillingKind.MEMORY, True)
    assert filled(session, ana, translation).targets == ("p2", "p3"), "what was emptied may be filled again"


def test_a_filling_of_another_translation_is_not_undone_here(
    session: Session, translation: Translation, ana: Actor
) -> None:
    done = filled(session, ana, translation)
    other = factories.translation(session)
    assert done.filling_id is not None
    for wrong in (done.filling_id, done.filling_id + 1, 0, 10**12):
        with pytest.raises(NotFound):
            fillings.undo(session, ana, other, wrong)


def test_filling_asks_as_often_for_many_as_for_few(session: Session, ana: Actor, counted: Callable[[], int]) -> None:
    sent = []
    for size in (3, 300):
        translation = factories.translation(session, [f"Paragraph {n} of {size}." for n in range(size)])
        remembered(session, *((f"Paragraph {n} of {size}.", f"Párrafo {n} de {size}.") for n in range(size)))
        found = pretranslation.plan(session, ana, translation)
        before = counted()
        assert len(pretranslation.apply(session, ana, translation, found.proposals).targets) == size
        sent.append(counted() - before)
    assert sent[0] == sent[1]


def _segments(session: Session, translation: Translation) -> list[Segment]:
    query = select(Segment).where(Segment.statement_id == translation.statement_id).order_by(Segment.position)
    return list(session.scalars(query))
