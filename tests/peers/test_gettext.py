"""GNU gettext, as whoever keeps catalogs uses it: checked, merged with a newer template, filled in by a filter."""

import hashlib
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.bitext import Bitext, Unit
from domain.permissions import Actor
from domain.states import State
from domain.transfers import Why
from formats import po
from models import Segment, Target, Translation
from services import editing, transfers
from services.exporting import bitext_of
from tests import factories
from tests.tools import command, needs

pytestmark = needs("msgfmt")
SOURCES = ("Open the gate.", "Close the gate.", 'Mind the "old" gate\\path.', "Paint the gate\tgreen.", "Sing!")
# The template is newer: the fourth paragraph reads otherwise, and a ninth has come.
NEWER = (*SOURCES[:3], "Paint the gate\tblue.", SOURCES[4])
FILL_IN = """case "$MSGFILTER_MSGID" in
  Close*) printf 'Cerrar la puerta.';;
  Paint*) printf 'Pintar la puerta\tde azul.';;
  Sing*) printf '¡A cantar!';;
  Bring*) printf 'Trae una silla.';;
  *) cat;;
esac"""


@pytest.fixture
def ana(session: Session) -> Actor:
    return factories.translator(session, name="Ana")


@pytest.fixture
def translation(session: Session, ana: Actor) -> Translation:
    """Give a translation in which the first and the third paragraph are written, among others."""
    factories.noise(session)
    translation = factories.translation(session, SOURCES, title="The Gate")
    first, _, third, *_ = factories.target_ids(session, translation)
    editing.save(session, ana, first, "Abrir la puerta.", version=0, keep_submitted=True)
    editing.save(session, ana, third, 'Cuidado con la "vieja" puerta\\path.', version=0)
    return translation


def texts(session: Session, translation: Translation) -> list[tuple[str, State, int]]:
    """Return text, state and version of each target, in reading order."""
    query = select(Target.text, Target.state, Target.version).join(Segment, Segment.id == Target.segment_id)
    here = query.where(Target.translation_id == translation.id).order_by(Segment.position)
    return [tuple(row) for row in session.execute(here)]


def run(program: str, *arguments: object) -> bytes:
    """Run one of gettext's programs and return its output."""
    done = subprocess.run([*command(program), *map(str, arguments)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def imported(session: Session, ana: Actor, translation: Translation, data: bytes) -> transfers.Outcome:
    sha256 = hashlib.sha256(data).hexdigest()
    plan = transfers.plan(session, ana, translation, po.read(data), file_sha256=sha256)
    return transfers.apply(session, ana, plan)


def exported(session: Session, ana: Actor, translation: Translation, folder: Path) -> Path:
    file = folder / "es.po"
    file.write_bytes(po.write(bitext_of(session, ana, translation)))
    return file


def test_what_is_exported_is_without_fault(
    session: Session, ana: Actor, translation: Translation, tmp_path: Path
) -> None:
    file = exported(session, ana, translation, tmp_path)
    run("msgfmt", "--check", f"--output-file={tmp_path / 'es.mo'}", file)
    assert "Abrir la puerta." in run("msgunfmt", tmp_path / "es.mo").decode()


@pytest.mark.parametrize("arrangement", [["--no-wrap"], ["--width=20"], ["--sort-output"], ["--escape"]])
def test_what_gettext_arranges_otherwise_changes_nothing(
    session: Session, ana: Actor, translation: Translation, tmp_path: Path, arrangement: list[str]
) -> None:
    before = texts(session, translation)
    file = exported(session, ana, translation, tmp_path)
    outcome = imported(session, ana, translation, run("msgattrib", *arrangement, file))
    assert len(outcome.unchanged) == len(SOURCES)
    assert texts(session, translation) == before


def test_merged_with_a_newer_template_and_filled_in_it_changes_what_was_filled_in(
    session: Session, ana: Actor, translation: Translation, tmp_path: Path
) -> None:
    before = texts(session, translation)
    file, template, merged = exported(session, ana, translation, tmp_path), tmp_path / "new.pot", tmp_path / "new.po"
    units = tuple(Unit(f"p{n}", source) for n, source in enumerate(NEWER, 1))
    template.write_bytes(po.write(Bitext("en", "", (*units, Unit("p9", "Bring a chair.")))))
    merged.write_bytes(run("msgmerge", "--quiet", "--no-fuzzy-matching", file, template))
    run("msgfmt", "--check", "--output-file=/dev/null", merged)
    filled = run("msgfilter", "--keep-header", f"--input={merged}", "sh", "-c", FILL_IN)
    outcome = imported(session, ana, translation, filled)
    assert [line.key for line in outcome.changed] == ["p2", "p5"]
    assert [line.key for line in outcome.unchanged] == ["p1", "p3"]
    assert [(line.key, line.why) for line in outcome.conflicts] == [("p4", Why.OTHER_SOURCE)]
    assert [line.key for line in outcome.unknown] == ["p9"]
    written = [("Cerrar la puerta.", State.TRANSLATED, 1), ("¡A cantar!", State.TRANSLATED, 1)]
    assert texts(session, translation) == [before[0], written[0], before[2], before[3], written[1]]
