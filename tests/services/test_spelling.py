"""Spelling of targets by hunspell: what nobody knows is told, with what may have been meant."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from domain.checks import Profile, Severity
from domain.errors import NotAllowed, NotFound
from domain.permissions import OPERATOR, Actor
from domain.termlist import ListedConcept, ListedTerm
from domain.terms import Status
from services import checking, editing, spelling, terms, word_list
from services.editing import Saved
from services.spelling import program, strange
from tests import factories
from tests.tools import needs


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Let every test ask anew."""
    program.forget()
    yield
    program.forget()


def written(session: Session, source: str, target: str, language: str = "es") -> tuple[int, Actor]:
    """Return the target with that text, and who wrote it."""
    made = factories.translation(session, [source], also=() if language == "es" else (language,))
    [target_id] = factories.target_ids(session, made)
    ana = factories.translator(session)
    editing.save(session, ana, target_id, target, version=0)
    return target_id, ana


def found(session: Session, source: str, target: str) -> list[tuple[str, str]]:
    """Return what stands at the place of each finding, and what may have been meant."""
    target_id, ana = written(session, source, target)
    return [(target[one.start : one.end], one.facts[1]) for one in spelling.findings_beside(session, ana, target_id)]


@needs("hunspell")
def test_a_slip_is_found_where_it_is_with_what_may_have_been_meant(session: Session):
    [(word, meant)] = found(session, "The strike went on.", "La **huelgga** siguió.[^1]")
    assert word == "huelgga"
    assert "huelga" in meant.split(", ")


@needs("hunspell")
def test_it_is_no_more_than_told_and_no_check_of_the_others(session: Session):
    target_id, ana = written(session, "The strike went on.", "La huelgga siguió.")
    [finding] = spelling.findings_beside(session, ana, target_id)
    assert (finding.check, finding.severity, finding.fix) == ("spelling", Severity.INFO, None)
    assert not [one for one in checking.findings_beside(session, ana, target_id, Profile()) if one.check == "spelling"]


@needs("hunspell")
@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("The strike went on.", "La huelga siguió, dijeron."),
        ("Mumia Abu-Jamal and the ABCF spoke.", "Hablaron Mumia Abu-Jamal y la ABCF."),  # as in the source
        ("It began.", "La FUSOFT y el EZZLN empezaron."),  # in capitals
        ("Read it.", "Léelo en https://exampla.org/zzyx o escribe a xyzz@example.org #Xyzzy"),
        ("In 1997.", "El 3er día, la B2B y el 15ª."),
        ("Everybody.", "Tod@s l@s compañerx_s"),
        ("Bring [it](https://example.org/zzyxx).", "Tráelo [aquí](https://example.org/zzyxx)."),
        ("Nothing.", "«¡Nada!» —dijo él—, ¿verdad?"),
    ],
)
def test_what_needs_no_dictionary_is_left_alone(session: Session, source: str, target: str):
    assert found(session, source, target) == []


@needs("hunspell")
def test_words_of_the_list_and_of_the_termbase_are_known(session: Session):
    source, target = "The crowd sang.", "El huaynazo y los piqueteritos zonzorrieron. Huaynazo."
    assert [word for word, _meant in found(session, source, target)] == [
        "huaynazo", "piqueteritos", "zonzorrieron", "Huaynazo",
    ]  # fmt: skip
    word_list.add(session, factories.translator(session), "es-PE", "huaynazo")
    agreed = ListedConcept((ListedTerm("es", "piqueterito", Status.ADMITTED),))
    terms.import_terms(session, OPERATOR, [agreed], name="terms.csv")
    assert [word for word, _meant in found(session, source, target)] == ["zonzorrieron"]


@needs("hunspell")
def test_a_whole_translation_is_read_in_its_order(session: Session):
    made = factories.translation(session, ["One.", "Two.", "Three."])
    ana = factories.translator(session)
    for target_id, text in zip(factories.target_ids(session, made), ("Uuno.", "", "Tress."), strict=True):
        if text:
            editing.save(session, ana, target_id, text, version=0)
    told = [(one.segment, one.finding.facts[0]) for one in spelling.findings(session, ana, made)]
    assert told == [("p1", "Uuno"), ("p3", "Tress")]


@needs("hunspell")
def test_another_word_is_written_where_the_word_still_stands(session: Session):
    target_id, ana = written(session, "The strike went on.", "La huelgga siguió.")
    with pytest.raises(NotFound):
        spelling.replace(session, ana, target_id, ("huelgga", 4), "huelga", version=1)
    saved = spelling.replace(session, ana, target_id, ("huelgga", 3), "huelga", version=1)
    assert isinstance(saved, Saved)
    assert editing.place(session, target_id).text == "La huelga siguió."
    with pytest.raises(NotAllowed):
        spelling.replace(session, factories.translator(session, "fr"), target_id, ("huelga", 3), "x", version=2)


@needs("hunspell")
def test_the_dictionary_is_that_of_the_variety_or_one_that_stands_for_it():
    assert program.dictionary_for("es", "PE") == "es_PE"
    assert program.dictionary_for("es-MX") == "es_MX"
    assert program.dictionary_for("es-419") == "es_MX"
    assert program.dictionary_for("es") == "es_ES"
    assert program.dictionary_for("en-GB") in ("en_GB", "en_US")
    assert program.dictionary_for("xx") is None


@needs("hunspell")
def test_what_was_said_of_a_word_is_not_asked_again(monkeypatch: pytest.MonkeyPatch):
    assert program.unknown(["huelga", "huelgga"], "es_ES") == ["huelgga"]
    assert "huelga" in program.suggestions(["huelgga"], "es_ES")["huelgga"]
    monkeypatch.setattr(program, "_run", lambda *_rest, **_more: pytest.fail("asked again"))
    assert program.unknown(["huelgga", "huelga"], "es_ES") == ["huelgga"]
    assert "huelga" in program.suggestions(["huelgga"], "es_ES")["huelgga"]


@needs("hunspell")
def test_words_are_never_commands_of_the_program():
    evil = ["*huelgga", "@huelgga", "#", "!", "%", "&huelgga", "+x", "-x", "~x", "`x", "^huelgga"]
    program.suggestions(evil, "es_ES")
    assert program.unknown(["huelgga"], "es_ES") == ["huelgga"]  # nothing went into a list of its own


def test_without_the_program_nothing_is_said(session: Session, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert program.dictionary_for("es") is None
    assert found(session, "The strike.", "La huelgga.") == []


@pytest.mark.parametrize("script", ["sleep 5", "exit 3", "echo nonsense; echo more >&2"])
def test_a_program_that_hangs_or_fails_is_no_failure_of_the_page(
    session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str
):
    broken = tmp_path / "hunspell"
    broken.write_text(f'#!/bin/sh\ncase "$*" in *-D*) echo /usr/share/hunspell/es_ES >&2;; *) {script};; esac\n')
    broken.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda _name: str(broken))
    assert program.dictionary_for("es") == "es_ES"
    monkeypatch.setattr(program, "TIMEOUT_S", 0.3)
    assert found(session, "The strike.", "La huelgga.") == []


@needs("hunspell")
@pytest.mark.parametrize(
    "target",
    ["¡Devuélvanle el río!", "Vámonos, denle voz y dénselo.", "Escríbannos, pídanselos; digámoselo hablándole."],
)
def test_verbs_with_pronouns_behind_them_are_known_where_the_verb_is(session: Session, target: str):
    assert found(session, "Go.", target) == []


@needs("hunspell")
def test_a_slip_inside_a_verb_with_pronouns_is_found(session: Session):
    assert [word for word, _meant in found(session, "Go.", "¡Devuélfanle el río!")] == ["Devuélfanle"]


@needs("hunspell")
def test_where_an_accent_is_missing_nothing_else_is_suggested(session: Session):
    assert found(session, "A dollar after.", "Un dolar despues.") == [("dolar", "dólar"), ("despues", "después")]


@needs("hunspell")
def test_the_words_of_a_translation_stand_once_with_their_places(session: Session, monkeypatch: pytest.MonkeyPatch):
    made = factories.translation(session, ["One.", "Two.", "Three."])
    ana = factories.translator(session)
    for target_id, text in zip(
        factories.target_ids(session, made), ("Zonzorro.", "Uuno, zonzorro.", "Zzz."), strict=True
    ):
        editing.save(session, ana, target_id, text, version=0)
    factories.noise(session)
    told = spelling.words(session, ana, made)
    assert [(one.word, one.count, one.places) for one in told.words] == [
        ("Uuno", 1, ("p2",)), ("Zonzorro", 1, ("p1",)), ("zonzorro", 1, ("p2",)), ("Zzz", 1, ("p3",)),
    ]  # fmt: skip
    assert (told.paragraphs, told.next_after, told.is_answered) == (3, None, True)
    monkeypatch.setattr(strange, "PARAGRAPHS", 2)
    first = spelling.words(session, ana, made)
    rest = spelling.words(session, ana, made, after=first.next_after or 0)
    assert [[one.word for one in page.words] for page in (first, rest)] == [["Uuno", "Zonzorro", "zonzorro"], ["Zzz"]]
    assert spelling.add_all(session, ana, "es-MX", ["zonzorro", "Uuno", "zonzorro"]) == 2
    assert [one.word for one in spelling.words(session, ana, made, after=first.next_after or 0).words] == ["Zzz"]
    assert spelling.words(session, ana, made).words == ()


@needs("hunspell")
def test_a_dictionary_that_does_not_answer_is_not_taken_for_praise(session: Session, monkeypatch: pytest.MonkeyPatch):
    made = factories.translation(session, ["One."])
    ana = factories.translator(session)
    editing.save(session, ana, *factories.target_ids(session, made), "Zonzorro.", version=0)
    assert program.dictionary_for("es")
    monkeypatch.setattr(program, "_run", lambda *_rest, **_more: None)
    told = spelling.words(session, ana, made)
    assert (told.words, told.is_answered) == ((), False)
