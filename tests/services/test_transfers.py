"""Importing targets: what a file may do to a translation, on both databases."""

from dataclasses import replace
from threading import Thread

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from domain.bitext import Bitext, Unit
from domain.errors import NotAllowed, WrongLanguage
from domain.permissions import Actor, PersonRole
from domain.states import State
from domain.transfers import Why
from models import Event, SegmentAlias, Target, TargetRevision, Translation
from models.revision import Origin
from models.statement import Segment
from services import editing, transfers
from services.store import begin_write
from tests import factories
from tests.services.files_back import SHA256, SOURCES, as_file, count, edited, imported, keys, standing


@pytest.fixture
def ana(session: Session) -> Actor:
    return factories.translator(session, name="Ana")


def test_a_file_fills_empty_targets_with_revisions_that_name_it(
    session: Session, translation: Translation, ana: Actor
) -> None:
    file = edited(as_file(session, translation), p1="Abrir la puerta.", p3="Cuidado con la puerta.")
    outcome = imported(session, ana, translation, file)
    assert keys(outcome.changed) == ["p1", "p3"]
    assert keys(outcome.unchanged) == ["p2", "p4"]
    assert standing(session, translation)[0] == ("Abrir la puerta.", State.TRANSLATED, 1)
    revision = session.scalars(select(TargetRevision).where(TargetRevision.file_sha256 == SHA256)).first()
    assert revision is not None
    assert (revision.origin, revision.author_id, revision.version, revision.based_on) == (Origin.IMPORT, ana.id, 1, 0)
    facts = session.scalars(select(Event.facts).where(Event.name == "targets.imported")).one()
    assert facts["sha256"] == SHA256
    assert (facts["changed"], facts["unchanged"], facts["conflicts"]) == (2, 2, 0)


def test_importing_what_was_just_exported_touches_nothing(
    session: Session, translation: Translation, ana: Actor
) -> None:
    first, second, *_ = factories.target_ids(session, translation)
    editing.save(session, ana, first, "Abrir la puerta.", version=0)
    editing.save(session, ana, second, "Cerrar la puerta.", version=0, keep_submitted=True)
    before = standing(session, translation), count(session, TargetRevision), count(session, Event)
    outcome = imported(session, ana, translation, as_file(session, translation))
    assert len(outcome.unchanged) == 4
    assert (standing(session, translation), count(session, TargetRevision), count(session, Event)) == before


def test_importing_the_same_file_twice_does_nothing_the_second_time(
    session: Session, translation: Translation, ana: Actor
) -> None:
    first, second, third, _ = factories.target_ids(session, translation)
    for target_id in (first, second, third):
        editing.save(session, ana, target_id, "Puerta.", version=0)
    file = as_file(session, translation)
    editing.save(session, ana, second, "Puerta nueva.", version=1)
    file = edited(file, p1="Abrir.", p2="Cerrar.", p3="Puerta.", p4="Pintar.")
    outcome = imported(session, ana, translation, file)
    assert (keys(outcome.changed), keys(outcome.conflicts)) == (["p1", "p3", "p4"], ["p2"])
    before = standing(session, translation), count(session, TargetRevision), count(session, Event)
    again = imported(session, ana, translation, file)
    assert (keys(again.changed), keys(again.conflicts)) == ([], ["p2"])
    assert (standing(session, translation), count(session, TargetRevision), count(session, Event)) == before


def test_an_older_file_overwrites_nothing_and_its_text_is_kept_beside(
    session: Session, translation: Translation, ana: Actor
) -> None:
    first, *_ = factories.target_ids(session, translation)
    editing.save(session, ana, first, "Abrir.", version=0, keep_submitted=True)
    old = edited(as_file(session, translation), p1="Abrir ya.")
    bea = factories.translator(session, name="Bea")
    editing.save(session, bea, first, "Abran.", version=1, keep_submitted=True)
    outcome = imported(session, ana, translation, old)
    line = outcome.conflicts[0]
    assert (line.key, line.why, line.desk_text, line.file_text) == ("p1", Why.OLDER, "Abran.", "Abrir ya.")
    assert standing(session, translation)[0] == ("Abran.", State.TRANSLATED, 2)
    aside = select(TargetRevision).where(TargetRevision.version.is_(None), TargetRevision.target_id == first)
    kept = session.scalars(aside)
    assert [(r.text, r.based_on, r.file_sha256) for r in kept] == [("Abrir ya.", 1, SHA256)]


def test_a_text_that_the_history_has_is_not_kept_again(session: Session, translation: Translation, ana: Actor) -> None:
    first, *_ = factories.target_ids(session, translation)
    editing.save(session, ana, first, "Abrir.", version=0, keep_submitted=True)
    old = as_file(session, translation)
    editing.save(session, ana, first, "Abran.", version=1, keep_submitted=True)
    before = count(session, TargetRevision)
    assert keys(imported(session, ana, translation, old).conflicts) == ["p1"]
    assert count(session, TargetRevision) == before


def test_a_person_may_take_a_conflict_that_they_have_seen(
    session: Session, translation: Translation, ana: Actor
) -> None:
    first, second, *_ = factories.target_ids(session, translation)
    for target_id in (first, second):
        editing.save(session, ana, target_id, "Puerta.", version=0)
    file = edited(as_file(session, translation), p1="Abrir.", p2="Cerrar.")
    file = replace(file, units=tuple(replace(unit, version=None) for unit in file.units))
    plan = transfers.plan(session, ana, translation, file, file_sha256=SHA256)
    assert [(line.key, line.why) for line in plan.conflicts] == [("p1", Why.NO_VERSION), ("p2", Why.NO_VERSION)]
    editing.save(session, ana, second, "Puerta recién pintada.", version=1)
    outcome = transfers.apply(session, ana, plan, taken={"p1": 1, "p2": 1})
    assert (keys(outcome.changed), keys(outcome.conflicts)) == (["p1"], ["p2"])
    assert standing(session, translation)[:2] == [
        ("Abrir.", State.TRANSLATED, 2), ("Puerta recién pintada.", State.DRAFT, 2),
    ]  # fmt: skip


def test_only_what_was_chosen_is_imported(session: Session, translation: Translation, ana: Actor) -> None:
    file = edited(as_file(session, translation), p1="Abrir.", p2="Cerrar.")
    plan = transfers.plan(session, ana, translation, file, file_sha256=SHA256)
    outcome = transfers.apply(session, ana, plan, only={"p2"})
    assert (keys(outcome.changed), keys(outcome.left)) == (["p2"], ["p1"])
    assert [text for text, *_ in standing(session, translation)] == ["", "Cerrar.", "", ""]


def test_what_was_saved_after_the_plan_becomes_a_conflict(
    session: Session, translation: Translation, ana: Actor
) -> None:
    first, *_ = factories.target_ids(session, translation)
    plan = transfers.plan(
        session, ana, translation, edited(as_file(session, translation), p1="Abrir."), file_sha256=SHA256
    )
    editing.save(session, ana, first, "Abran.", version=0)
    outcome = transfers.apply(session, ana, plan)
    assert [(line.key, line.why, line.desk_text, line.version) for line in outcome.conflicts] == [
        ("p1", Why.OLDER, "Abran.", 1)
    ]
    assert standing(session, translation)[0][0] == "Abran."


def test_an_import_waits_for_a_save_that_is_under_way_and_does_not_overwrite_it(
    engine: Engine, session: Session, translation: Translation, ana: Actor
) -> None:
    file = edited(as_file(session, translation), p1="Abrir.", p2="Cerrar.")
    plan = transfers.plan(session, ana, translation, file, file_sha256=SHA256)
    first, *_ = factories.target_ids(session, translation)
    session.commit()
    outcomes: list[transfers.Outcome] = []

    def bring_in() -> None:
        with Session(engine) as other:
            begin_write(other)
            outcomes.append(transfers.apply(other, ana, plan))
            other.commit()

    begin_write(session)
    editing.save(session, ana, first, "Abran.", version=0)
    importer = Thread(target=bring_in)
    importer.start()
    importer.join(0.3)  # it is waiting, or has not begun: both must end well
    session.commit()
    importer.join(30)
    session.expire_all()
    assert [(keys(o.changed), keys(o.conflicts)) for o in outcomes] == [(["p2"], ["p1"])]
    assert [text for text, *_ in standing(session, translation)] == ["Abran.", "Cerrar.", "", ""]


def test_what_was_locked_after_the_plan_is_not_written(session: Session, translation: Translation, ana: Actor) -> None:
    plan = transfers.plan(
        session, ana, translation, edited(as_file(session, translation), p1="Abrir."), file_sha256=SHA256
    )
    session.get_one(Target, factories.target_ids(session, translation)[0]).is_locked = True
    session.flush()
    assert keys(transfers.apply(session, ana, plan).conflicts) == ["p1"]
    assert standing(session, translation)[0][0] == ""


def test_a_file_for_another_source_text_is_a_conflict(session: Session, translation: Translation, ana: Actor) -> None:
    file = as_file(session, translation)
    file = edited(file, p1=replace(file.units[0], source="Open the door.", target="Abrir la puerta."))
    assert [line.why for line in imported(session, ana, translation, file).conflicts] == [Why.OTHER_SOURCE]


def test_old_ids_lead_to_todays_segments(session: Session, translation: Translation, ana: Actor) -> None:
    statement_id = translation.statement_id
    second = session.scalar(select(Segment.id).where(Segment.statement_id == statement_id, Segment.number == 2))
    session.add(SegmentAlias(statement_id=statement_id, number=40, segment_id=second))
    session.flush()
    file = replace(as_file(session, translation), units=(Unit("p40", SOURCES[1], "Cerrar.", version=0),))
    assert keys(imported(session, ana, translation, file).changed) == ["p2"]


def test_the_file_of_another_statement_is_read_by_its_sources_alone(
    session: Session, translation: Translation, ana: Actor
) -> None:
    first, *_ = factories.target_ids(session, translation)
    editing.save(session, ana, first, "Abran.", version=0)
    units = (
        Unit("p4", SOURCES[0], "Abrir.", State.TRANSLATED, version=1),
        Unit("p1", SOURCES[2], "Cuidado.", State.TRANSLATED, version=0),
        Unit("p2", "Oil the gate.", "Aceitar la puerta.", State.TRANSLATED, version=0),
    )
    outcome = imported(session, ana, translation, Bitext("en", "es", units, slug="another"))
    assert [(line.key, line.why) for line in outcome.conflicts] == [("p1", Why.NO_VERSION)]
    assert keys(outcome.changed) == ["p3"]
    assert [(line.key, line.target_id) for line in outcome.unknown] == [("p2", None)]


def test_an_unknown_unit_without_an_id_is_called_by_its_place_in_the_file(
    session: Session, translation: Translation, ana: Actor
) -> None:
    units = (Unit("", SOURCES[1], "Cerrar."), Unit("", "Oil the gate.", "Aceitar."), Unit("x", "Sell the gate.", "No."))
    outcome = imported(session, ana, translation, Bitext("en", "es", units))
    assert (keys(outcome.changed), keys(outcome.unknown)) == (["p2"], ["#2", "x"])


def test_the_first_of_several_units_for_one_segment_wins(
    session: Session, translation: Translation, ana: Actor
) -> None:
    file = as_file(session, translation)
    unit = file.units[0]
    file = replace(file, units=(replace(unit, target="Uno."), replace(unit, target="Dos.")))
    outcome = imported(session, ana, translation, file)
    assert ([line.file_text for line in outcome.changed], [line.why for line in outcome.rejected]) == (
        ["Uno."], [Why.REPEATED],
    )  # fmt: skip


def test_a_target_over_the_limit_is_rejected(session: Session, translation: Translation, ana: Actor) -> None:
    file = edited(as_file(session, translation), p1="x" * (editing.LONGEST_TARGET + 1), p2="Cerrar.")
    outcome = imported(session, ana, translation, file)
    assert [(line.key, line.why) for line in outcome.rejected] == [("p1", Why.TOO_LONG)]
    assert keys(outcome.changed) == ["p2"]


def test_texts_are_cleaned_as_a_save_cleans_them(session: Session, translation: Translation, ana: Actor) -> None:
    imported(session, ana, translation, edited(as_file(session, translation), p1="A\u0301brase\r\nya\x00"))
    assert standing(session, translation)[0][0] == "Ábrase\nya"


@pytest.mark.parametrize(("source", "target"), [("en", "fr"), ("es", "en"), ("en", "pt-BR")])
def test_a_file_of_other_languages_is_refused(
    session: Session, translation: Translation, ana: Actor, source: str, target: str
) -> None:
    file = replace(as_file(session, translation), source_language=source, target_language=target)
    with pytest.raises(WrongLanguage):
        transfers.plan(session, ana, translation, file, file_sha256=SHA256)


@pytest.mark.parametrize(("source", "target"), [("", ""), ("en-US", "es_ES"), ("EN", "es-419")])
def test_a_file_of_a_variety_or_of_unsaid_languages_is_taken(
    session: Session, translation: Translation, ana: Actor, source: str, target: str
) -> None:
    file = replace(as_file(session, translation), source_language=source, target_language=target)
    assert len(transfers.plan(session, ana, translation, file, file_sha256=SHA256).unchanged) == 4


@pytest.mark.parametrize("role", [PersonRole.READER, PersonRole.PUBLISHER, PersonRole.ADMIN])
def test_who_may_not_translate_may_not_import(session: Session, translation: Translation, role: PersonRole) -> None:
    reader = factories.person(session, role).as_actor()
    french = factories.translator(session, language="fr")
    for actor in (reader, french):
        with pytest.raises(NotAllowed):
            transfers.plan(session, actor, translation, as_file(session, translation), file_sha256=SHA256)
        with pytest.raises(NotAllowed):
            transfers.apply(session, actor, transfers.Plan(translation_id=translation.id))


# Many at once


def test_the_questions_to_the_database_do_not_grow_with_the_file(session: Session, ana: Actor) -> None:
    counts = []
    for length in (5, 200):
        translation = factories.translation(session, [f"Gate {n}." for n in range(length)])
        file = as_file(session, translation)
        file = edited(file, **{unit.id: f"Puerta {unit.id}." for unit in file.units})
        session.flush()
        statements: list[str] = []
        listener = lambda *args: statements.append(args[2])  # noqa: E731, B023, taken off below
        event.listen(session.get_bind(), "before_cursor_execute", listener)
        imported(session, ana, translation, file)
        session.flush()
        event.remove(session.get_bind(), "before_cursor_execute", listener)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_many_conflicts_are_kept_at_once(session: Session, ana: Actor) -> None:
    length = transfers.CHUNK + 20
    translation = factories.translation(session, [f"Gate {n}." for n in range(length)])
    empty = as_file(session, translation)
    imported(session, ana, translation, edited(empty, **{unit.id: f"Uno {unit.id}." for unit in empty.units}))
    late = edited(empty, **{unit.id: f"Dos {unit.id}." for unit in empty.units})
    before = count(session, TargetRevision)
    assert len(imported(session, ana, translation, late).conflicts) == length
    assert count(session, TargetRevision) == before + length
    imported(session, ana, translation, late)
    assert count(session, TargetRevision) == before + length


def test_a_file_imported_as_one_save_each_gives_the_same(session: Session, ana: Actor) -> None:
    texts = ("Abrir.", "Cerrar.", "Cuidado.")
    pair = [factories.translation(session, SOURCES[:3]) for _ in range(2)]
    columns = (
        Target.text, Target.state, Target.version, Target.source_revision, Target.is_outdated, Target.updated_by_id,
    )  # fmt: skip
    history = (
        TargetRevision.text, TargetRevision.state, TargetRevision.version, TargetRevision.based_on,
        TargetRevision.source_revision, TargetRevision.author_id,
    )  # fmt: skip
    for target_id, text in zip(factories.target_ids(session, pair[0]), texts, strict=True):
        editing.save(session, ana, target_id, text, version=0, keep_submitted=True)
    imported(session, ana, pair[1], edited(as_file(session, pair[1]), p1=texts[0], p2=texts[1], p3=texts[2]))
    found = []
    for translation in pair:
        ids = factories.target_ids(session, translation)
        found.append(
            (
                session.execute(select(*columns).where(Target.id.in_(ids)).order_by(Target.id)).all(),
                session.execute(
                    select(*history).where(TargetRevision.target_id.in_(ids)).order_by(TargetRevision.id)
                ).all(),
            )
        )
    assert found[0] == found[1]
