"""The bitext of a translation, its export in every format, and back: export then import changes nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from domain.bitext import Flag, Remark, Side, States
from domain.document import Role
from domain.errors import NotAllowed, UnknownFormat
from domain.permissions import OPERATOR, Actor, PersonRole
from domain.states import State
from formats import REGISTRY
from formats.base import Format, Options
from models import Comment, Note, Segment, SegmentAlias, SourceRevision, Target, Translation, User
from models.base import now
from models.review import ReturnReason
from services import editing, exporting, reviewing, statements, transfers
from services.store import find_translation
from tests import factories
from tests.formats.reading import text_of

READERS = [fmt for fmt in REGISTRY.values() if fmt.INFO.reads_targets]
WRITERS = [fmt for fmt in REGISTRY.values() if fmt.INFO.writes]


@pytest.fixture
def translation(session: Session) -> Translation:
    factories.noise(session)
    return factories.translation(session, ("The Gate", "Open it.", "Close it."), title="The Gate", also=("pt",))


@pytest.fixture
def ana(session: Session) -> Actor:
    return factories.translator(session, name="Ana")


def segment_ids(session: Session, translation: Translation) -> list[int]:
    query = select(Segment.id).where(Segment.statement_id == translation.statement_id).order_by(Segment.position)
    return list(session.scalars(query))


def credit(session: Session, actor: Actor, name: str) -> None:
    session.execute(update(User).where(User.id == actor.id).values(credit_name=name))


def test_units_come_in_reading_order_with_what_the_desk_knows_of_them(
    session: Session, translation: Translation, ana: Actor
) -> None:
    first, second, third = factories.target_ids(session, translation)
    one, _, three = segment_ids(session, translation)
    session.execute(update(Segment).where(Segment.id == one).values(role=Role.HEADLINE, position=9))
    session.add(SegmentAlias(statement_id=translation.statement_id, number=12, segment_id=three))
    session.add(SegmentAlias(statement_id=translation.statement_id, number=11, segment_id=three))
    editing.save(session, ana, first, "La puerta", version=0, keep_submitted=True)
    editing.save(session, ana, second, "Ábrase.", version=0)
    session.get_one(Target, third).is_locked = True
    session.flush()
    bitext = exporting.bitext_of(session, ana, translation)
    assert [(u.id, u.source, u.target, u.state, u.role, u.version) for u in bitext.units] == [
        ("p2", "Open it.", "Ábrase.", State.DRAFT, Role.PARAGRAPH, 1),
        ("p3", "Close it.", "", State.UNTRANSLATED, Role.PARAGRAPH, 0),
        ("p1", "The Gate", "La puerta", State.TRANSLATED, Role.HEADLINE, 1),
    ]
    assert bitext.units[1].flags == {Flag.LOCKED}
    assert bitext.units[1].aliases == ("p11", "p12")
    saved = session.get_one(Target, second).updated_at
    assert [(u.author, u.changed) for u in bitext.units[:2]] == [("Ana", saved), ("", None)]


def test_what_is_known_of_the_statement_comes_along(session: Session, ana: Actor) -> None:
    upload = statements.Upload("gate.txt", "txt", b"Open it.")
    details = statements.Details(
        "en", title="The Gate", appeared="Bulletin 7", licence="CC0 1.0", targets=("pt-BR",)
    )  # fmt: skip
    statement = statements.create(session, ana, factories.document(("Open it.",)), upload, details)
    bitext = exporting.bitext_of(session, ana, find_translation(session, statement.slug, "pt-BR"))
    assert (bitext.source_language, bitext.target_language, bitext.slug, bitext.title) == (
        "en", "pt-BR", statement.slug, "The Gate",
    )  # fmt: skip
    assert (bitext.appeared, bitext.licence, bitext.sha256) == ("Bulletin 7", "CC0 1.0", upload.sha256)
    assert (bitext.updated, bitext.translators, bitext.reviewers) == (None, (), ())


def test_notes_and_open_comments_come_along_but_not_those_of_another_translation(
    session: Session, translation: Translation, ana: Actor
) -> None:
    other = find_translation(session, translation.statement.slug, "pt")
    one, two, _ = segment_ids(session, translation)
    credit(session, ana, "A. Nim")
    at = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    done = {"resolved_at": now(), "resolved_by_id": ana.id}
    session.add_all(
        [
            Note(segment_id=one, anchor="1", text="Of the source.", created_at=at),
            Note(
                segment_id=one,
                translation_id=translation.id,
                anchor="2",
                text="De la T.",
                author_id=ana.id,
                created_at=at,
            ),
            Note(segment_id=one, translation_id=other.id, anchor="3", text="Da T."),
            Comment(segment_id=two, translation_id=translation.id, text="Why?", author_id=ana.id, created_at=at),
            Comment(segment_id=two, translation_id=translation.id, text="Answered.", author_id=ana.id, **done),
            Comment(segment_id=two, translation_id=other.id, text="Por quê?", author_id=ana.id),
            Comment(segment_id=two, text="A slip of the source.", created_at=at),
            Comment(segment_id=two, text="", removed_at=now()),
        ]
    )
    session.flush()
    units = exporting.bitext_of(session, ana, translation).units
    assert units[0].notes == (
        Remark("Of the source.", "", "1", Side.SOURCE, at),
        Remark("De la T.", "A. Nim", "2", Side.TARGET, at),
    )
    assert units[1].comments == (Remark("Why?", "Ana", created=at), Remark("A slip of the source.", created=at))


def test_an_outdated_target_comes_with_the_source_that_it_was_made_against(
    session: Session, translation: Translation, ana: Actor
) -> None:
    _, second, _ = factories.target_ids(session, translation)
    segment = segment_ids(session, translation)[1]
    editing.save(session, ana, second, "Ábrase.", version=0)
    session.add(SourceRevision(segment_id=segment, number=2, text="Open it now."))
    session.execute(update(Segment).where(Segment.id == segment).values(source="Open it now.", source_revision=2))
    session.execute(update(Target).where(Target.id == second).values(is_outdated=True))
    unit = exporting.bitext_of(session, ana, translation).units[1]
    assert (unit.source, unit.previous_source, unit.flags) == ("Open it now.", "Open it.", {Flag.OUTDATED})


def test_those_who_wrote_and_approved_are_named_as_they_wish(
    session: Session, translation: Translation, ana: Actor
) -> None:
    bea, carl = factories.translator(session, name="Bea"), factories.translator(session, name="Carl")
    rita, rex = factories.reviewer(session, name="Rita"), factories.reviewer(session, name="Rex")
    for actor, name in ((ana, "ana b."), (bea, "Bea C."), (rita, "Rita D."), (rex, "Rex E.")):
        credit(session, actor, name)
    first, second, third = factories.target_ids(session, translation)
    editing.save(session, bea, first, "La puerta", version=0, keep_submitted=True)
    editing.save(session, ana, second, "Ábrase.", version=0, keep_submitted=True)
    editing.save(session, carl, third, "Ciérrese.", version=0, keep_submitted=True)
    reviewing.approve(session, rita, first, version=1)
    reviewing.send_back(session, rex, second, version=1, reason=ReturnReason.STYLE)
    bitext = exporting.bitext_of(session, ana, translation)
    assert (bitext.translators, bitext.reviewers) == (("ana b.", "Bea C."), ("Rita D.",))


def test_only_a_new_text_makes_the_translation_newer(session: Session, translation: Translation, ana: Actor) -> None:
    first, *_ = factories.target_ids(session, translation)
    saved = editing.save(session, ana, first, "La puerta", version=0, keep_submitted=True)
    written = exporting.bitext_of(session, ana, translation).updated
    reviewing.approve(session, factories.reviewer(session), first, version=1)
    assert exporting.bitext_of(session, ana, translation).updated == written
    assert isinstance(saved, editing.Saved)
    assert abs(written - saved.saved_at) < timedelta(seconds=5)


def test_nobody_without_a_role_takes_a_text_out(session: Session, translation: Translation) -> None:
    with pytest.raises(NotAllowed):
        exporting.export(session, Actor(1, "", ()), translation, "po")
    reader = factories.person(session, PersonRole.READER).as_actor()
    assert exporting.export(session, reader, translation, "po")


def test_a_format_that_there_is_not_is_refused(session: Session, translation: Translation) -> None:
    with pytest.raises(UnknownFormat):
        exporting.export(session, OPERATOR, translation, "papyrus")


@pytest.mark.parametrize("fmt", WRITERS, ids=lambda fmt: fmt.INFO.id)
def test_every_format_writes_the_same_bytes_twice(session: Session, translation: Translation, fmt: Format) -> None:
    first = exporting.export(session, OPERATOR, translation, fmt.INFO.id)
    assert "Close it." in text_of(fmt, first)
    assert exporting.export(session, OPERATOR, translation, fmt.INFO.id) == first


def test_the_questions_to_the_database_do_not_grow_with_the_statement(session: Session) -> None:
    counts = []
    for length in (3, 120):
        translation = factories.translation(session, [f"Gate {n}." for n in range(length)])
        session.flush()
        asked: list[str] = []
        listener = lambda *args: asked.append(args[2])  # noqa: E731, B023, taken off below
        event.listen(session.get_bind(), "before_cursor_execute", listener)
        exporting.bitext_of(session, OPERATOR, translation)
        event.remove(session.get_bind(), "before_cursor_execute", listener)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 10


# Out and in again

# A lone mark of a question or exclamation keeps a text from being handed in.
_SIGNS = st.characters(exclude_categories=["Cs"], exclude_characters="¿?¡!")
TEXT = st.text(_SIGNS, min_size=1, max_size=60).filter(lambda text: text.strip())
WRITTEN = st.tuples(st.sampled_from(State), TEXT, TEXT)


def bring_to(session: Session, people: tuple[Actor, Actor], target_id: int, state: State, text: str) -> None:
    """Take an empty target to `state` the way people do."""
    writer, reviewer = people
    if state is State.UNTRANSLATED:
        return
    saved = editing.save(session, writer, target_id, text, version=0, keep_submitted=state is not State.DRAFT)
    if not saved.version or state in (State.DRAFT, State.TRANSLATED):
        return  # a text of nothing that can be stored is none
    if state is State.RETURNED:
        reviewing.send_back(session, reviewer, target_id, version=1, reason=ReturnReason.OTHER)
        return
    reviewing.approve(session, reviewer, target_id, version=1)
    if state is State.FINAL:  # as the release that prints it does
        final = update(Target).where(Target.id == target_id).values(state=State.FINAL, version=3)
        session.execute(final)


@pytest.mark.parametrize("fmt", READERS, ids=lambda fmt: fmt.INFO.id)
@pytest.mark.parametrize("states", States)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(written=st.lists(WRITTEN, min_size=1, max_size=6))
def test_importing_an_export_changes_nothing(
    session: Session, fmt: Format, states: States, written: list[tuple[State, str, str]]
) -> None:
    people = factories.translator(session), factories.reviewer(session)
    sources = [editing.clean(source) or "x" for _, source, _ in written]
    translation = factories.translation(session, sources)
    for target_id, (state, _, text) in zip(factories.target_ids(session, translation), written, strict=True):
        bring_to(session, people, target_id, state, text)
    before = exporting.bitext_of(session, people[0], translation)
    data = exporting.export(session, people[0], translation, fmt.INFO.id, Options(states=states))
    bitext = fmt.read(data)
    everybody = factories.person(session, PersonRole.TRANSLATOR, PersonRole.REVIEWER).as_actor()
    for actor in (*people, everybody, OPERATOR):
        if actor.may("translate", "es"):
            plan = transfers.plan(session, actor, translation, bitext, file_sha256="00")
            assert len(plan.unchanged) == len(written), plan
            transfers.apply(session, actor, plan)
    assert exporting.bitext_of(session, people[0], translation) == before
    session.rollback()


@pytest.mark.parametrize("fmt", READERS, ids=lambda fmt: fmt.INFO.id)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(written=st.lists(WRITTEN, min_size=2, max_size=6), chosen=st.integers(0, 5))
def test_an_edit_made_outside_changes_exactly_that_target(
    session: Session, fmt: Format, written: list[tuple[State, str, str]], chosen: int
) -> None:
    people = factories.translator(session), factories.reviewer(session)
    translation = factories.translation(session, [f"Gate {n}." for n in range(len(written))])
    for target_id, (state, _, text) in zip(factories.target_ids(session, translation), written, strict=True):
        bring_to(session, people, target_id, state, text)
    chosen %= len(written)
    before = exporting.bitext_of(session, people[0], translation)
    taken_out = fmt.read(exporting.export(session, people[0], translation, fmt.INFO.id))
    units = list(taken_out.units)
    units[chosen] = replace(units[chosen], target="Escrito afuera.", state=State.TRANSLATED)
    changed = fmt.read(fmt.write(replace(taken_out, units=tuple(units))))
    plan = transfers.plan(session, people[0], translation, changed, file_sha256="00")
    transfers.apply(session, people[0], plan)
    after = exporting.bitext_of(session, people[0], translation)
    assert [line.key for line in plan.changed] == [f"p{chosen + 1}"]
    assert after.units[chosen].target == "Escrito afuera."
    assert after.units[chosen].state is State.TRANSLATED
    others = [pair for n, pair in enumerate(zip(before.units, after.units, strict=True)) if n != chosen]
    assert all(one == other for one, other in others)
    session.rollback()
