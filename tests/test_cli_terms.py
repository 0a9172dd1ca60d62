"""`flask terms import`: tables and TBX in, twice the same, and one line for every failure."""

from pathlib import Path

import pytest
from flask import Flask

from domain.terms import Gender, PartOfSpeech, Status
from extensions import db
from models import Concept, Term
from tests.test_cli import CommandLine

CSV = """source,target,status,part_of_speech,gender,definition,note,domain,acronym,first_mention,name
strike,huelga,preferred,noun,f,Stopping work together.,,work,,,
strike,paro,admitted,noun,m,,,work,,,
strike,golpe,forbidden,,,,,work,,,
,chusma,forbidden,,,,,,,,
Rote Hilfe,,keep,,,,,,,,yes
United Nations,Naciones Unidas,,,feminine,,,,ONU,Organización de las Naciones Unidas (ONU),yes
the,el,,,,,,,,,
"""
V3 = """<?xml version="1.0"?>
<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"><tbxHeader/><text><body>
<conceptEntry id="c1"><descrip type="subjectField">work</descrip>
<langSec xml:lang="en"><descripGrp><descrip type="definition">Stopping work.</descrip></descripGrp>
<termSec><term>strike</term><termNote type="partOfSpeech">noun</termNote></termSec></langSec>
<langSec xml:lang="es"><termSec><term>huelga</term><termNote type="grammaticalGender">feminine</termNote>
<termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termSec>
<termSec><term>golpe</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></termSec>
</langSec></conceptEntry></body></text></tbx>"""
DCT = """<tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
 xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic"><text><body>
<conceptEntry id="c1"><min:subjectField>work</min:subjectField><langSec xml:lang="en">
<basic:definition>Stopping work.</basic:definition>
<termSec><term>strike</term><min:partOfSpeech>noun</min:partOfSpeech></termSec></langSec>
<langSec xml:lang="es"><termSec><term>huelga</term><basic:grammaticalGender>feminine</basic:grammaticalGender>
<min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus></termSec>
<termSec><term>golpe</term><min:administrativeStatus>deprecatedTerm-admn-sts</min:administrativeStatus></termSec>
</langSec></conceptEntry></body></text></tbx>"""
MARTIF = """<martif type="TBX" xml:lang="en"><text><body><termEntry id="c1"><descrip type="subjectField">work</descrip>
<descrip type="definition">Stopping work.</descrip><langSet xml:lang="en"><tig><term>strike</term>
<termNote type="partOfSpeech">noun</termNote></tig></langSet><langSet xml:lang="es"><ntig><termGrp><term>huelga</term>
<termNote type="grammaticalGender">feminine</termNote></termGrp></ntig><tig><term>golpe</term>
<termNote type="administrativeStatus">supersededTerm-admn-sts</termNote></tig></langSet></termEntry></body></text>
</martif>"""


@pytest.fixture
def flask(app: Flask) -> CommandLine:
    """Give the command line."""
    return CommandLine(app)


def bring(flask: CommandLine, tmp_path: Path, content: str | bytes, *options: str) -> dict[str, int]:
    path = tmp_path / "terms.txt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    told = flask.told("terms", "import", str(path), *options)
    return {name: told[name] for name in counts()}


def counts(added: int = 0, changed: int = 0, unchanged: int = 0, skipped: int = 0) -> dict[str, int]:
    return {"added": added, "changed": changed, "unchanged": unchanged, "skipped": skipped}


def stored(flask: CommandLine) -> list[Term]:
    with flask.app.app_context():
        return list(db.session.query(Term).order_by(Term.id))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_comes_in_once(flask: CommandLine, tmp_path: Path, delimiter: str, encoding: str):
    content = CSV.replace(",", delimiter).encode(encoding)
    assert bring(flask, tmp_path, content) == counts(added=4, skipped=1)
    before = [(term.language, term.text, term.status, term.stem) for term in stored(flask)]
    assert bring(flask, tmp_path, content) == counts(unchanged=4, skipped=1)
    assert [(term.language, term.text, term.status, term.stem) for term in stored(flask)] == before
    assert before == [
        ("en", "strike", Status.PREFERRED, "strike"), ("es", "huelga", Status.PREFERRED, "huelg"),
        ("es", "paro", Status.ADMITTED, "par"), ("es", "golpe", Status.FORBIDDEN, "golp"),
        ("es", "chusma", Status.FORBIDDEN, "chusm"), ("en", "Rote Hilfe", Status.KEEP, "rote"),
        ("en", "United Nations", Status.PREFERRED, before[6][3]),
        ("es", "Naciones Unidas", Status.PREFERRED, "nacion"), ("es", "ONU", Status.ADMITTED, "onu"),
    ]  # fmt: skip


def test_what_a_file_says_anew_is_taken_over_and_nothing_is_taken_away(flask: CommandLine, tmp_path: Path):
    bring(flask, tmp_path, CSV)
    assert bring(flask, tmp_path, "en;es-MX;estado;campo\nstrike;huelga;;work\nvote;voto;;\n") == counts(1, 1)
    with flask.app.app_context():
        concept = db.session.query(Concept).filter_by(domain="work").one()
        assert concept.definition == "Stopping work together."
        own = db.session.query(Term).filter_by(concept_id=concept.id).order_by(Term.id)
        assert [(term.language, term.text) for term in own][-2:] == [("es", "golpe"), ("es-MX", "huelga")]
    assert bring(flask, tmp_path, "source,target,domain\nstrike,huelga,chess\n") == counts(added=1)


def test_other_languages_are_asked_for(flask: CommandLine, tmp_path: Path):
    assert bring(flask, tmp_path, "fr,pt\ngrève,greve\n", "--source", "fr", "--target", "pt-BR") == counts(added=1)
    assert [(term.language, term.text) for term in stored(flask)] == [("fr", "grève"), ("pt", "greve")]


@pytest.mark.parametrize("content", [V3, DCT, MARTIF], ids=["version 3", "version 3, elements", "version 2"])
def test_tbx_of_every_style_comes_in_once(flask: CommandLine, tmp_path: Path, content: str):
    assert bring(flask, tmp_path, content) == counts(added=1)
    assert bring(flask, tmp_path, content) == counts(unchanged=1)
    strike, huelga, golpe = stored(flask)
    assert (strike.language, strike.part_of_speech) == ("en", PartOfSpeech.NOUN)
    assert (huelga.text, huelga.gender, huelga.status) == ("huelga", Gender.FEMININE, Status.PREFERRED)
    assert (golpe.text, golpe.status) == ("golpe", Status.FORBIDDEN)
    with flask.app.app_context():
        concept = db.session.query(Concept).one()
        assert (concept.domain, concept.definition) == ("work", "Stopping work.")


def test_two_concepts_with_one_term_stay_two(flask: CommandLine, tmp_path: Path):
    entry = V3[V3.index("<conceptEntry") : V3.index("</body>")]
    content = V3.replace(entry, entry + entry.replace("huelga", "paro"))
    assert bring(flask, tmp_path, content) == counts(added=2)
    assert bring(flask, tmp_path, content) == counts(unchanged=2)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no text"),
        (b"term,meaning\nstrike,huelga\n", "“source, target”"),
        (b"source,meaning\nstrike,huelga\n", "“target”"),
        (b"source,target,status\nstrike,huelga,lovely\n", "lovely"),
        (b'source,target\n"strike,huelga\n', "could not be read"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "content"),
        (b"<html><body/></html>", "content"),
        (b"<tbx><text><body><conceptEntry>", "could not be read"),
        (b'<!DOCTYPE tbx [<!ENTITY a "b">]><tbx/>', "could not be read"),
    ],
)
def test_a_file_that_is_none_is_one_line_and_changes_nothing(
    flask: CommandLine, tmp_path: Path, content: bytes, words: str
):
    path = tmp_path / "terms.csv"
    path.write_bytes(content)
    assert words in flask.refused("terms", "import", str(path))
    assert stored(flask) == []


def test_lines_are_for_people(flask: CommandLine, tmp_path: Path):
    path = tmp_path / "terms.csv"
    path.write_text(CSV, encoding="utf-8")
    done = flask.done("terms", "import", str(path))
    assert done.stdout.splitlines()[0] == "4 concepts added; 0 changed, 0 unchanged, 1 left out"
    assert done.stdout.splitlines()[1].startswith("the (el): A word that is in nearly every sentence")


def test_what_is_not_taken_is_told_one_by_one(flask: CommandLine, tmp_path: Path):
    path = tmp_path / "terms.csv"
    path.write_text("en,es,es,client\nstrike,huelga,a,ACME\nunion,sindicato,,\nthe,la,,\n", encoding="utf-8")
    told = flask.told("terms", "import", str(path))
    assert told == {
        **counts(added=2, skipped=1), "ignored": {"client": 1},
        "left_out": [
            {"text": "the", "beside": "la", "why": "stop_words"},
            {"text": "a", "beside": "strike", "why": "one_letter"},
        ],
    }  # fmt: skip
    assert [term.text for term in stored(flask)] == ["strike", "huelga", "union", "sindicato"]
    assert "client (1)" in flask.done("terms", "import", str(path)).stdout


def test_what_is_exported_comes_back_without_a_change(flask: CommandLine, tmp_path: Path):
    bring(flask, tmp_path, CSV)
    for name in ("out.tbx", "out.csv"):
        out = tmp_path / name
        flask.done("terms", "export", str(out))
        first = out.read_bytes()
        flask.done("terms", "export", str(out))
        assert out.read_bytes() == first
        brought = flask.told("terms", "import", str(out))
        assert (brought["added"], brought["changed"], brought["skipped"]) == (0, 0, 0)
        assert brought["unchanged"] > 0
    nothing = tmp_path / "none.tbx"
    flask.done("terms", "export", str(nothing), "--domain", "no such domain")
    assert b"conceptEntry" not in nothing.read_bytes()
