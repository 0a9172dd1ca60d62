"""OmegaT over a project with our files: what comes back has changed where the translator wrote, and nowhere else.

OmegaT 3 (Debian's) translates PO by source; in XLIFF 1.2 it offers what stands in `target` for translation, so that an
edit is found by the target that it replaces. Edits are what its own file of the project, project_save.tmx, holds.
"""

import subprocess
from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import escape

from sqlalchemy.orm import Session

from domain.states import State
from formats import REGISTRY, read_pair
from services import exporting, transfers
from tests import factories
from tests.formats.reading_room import LIBRARY
from tests.tools import command, needs

pytestmark = needs("omegat")

PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0">
<target_dir>__DEFAULT__</target_dir><source_dir>__DEFAULT__</source_dir><tm_dir>__DEFAULT__</tm_dir>
<glossary_dir>__DEFAULT__</glossary_dir><dictionary_dir>__DEFAULT__</dictionary_dir>
<source_lang>EN</source_lang><target_lang>ES</target_lang><sentence_seg>false</sentence_seg>
<support_default_translations>true</support_default_translations><remove_tags>false</remove_tags>
</project></omegat>"""
SAVED = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.1"><header creationtool="OmegaT" o-tmf="OmegaT TMX" adminlang="EN-US" datatype="plaintext"
creationtoolversion="3.6.0" segtype="paragraph" srclang="EN"/><body>{}</body></tmx>"""
PAIR = '<tu><tuv lang="EN"><seg>{}</seg></tuv><tuv lang="ES"><seg>{}</seg></tuv></tu>'


def through_omegat(folder: Path, name: str, written: bytes, edits: dict[str, str], memory: bytes = b"") -> bytes:
    """Return the file as OmegaT writes it once a translator has put `edits` (what is shown: what is typed)."""
    for part in ("source", "target", "tm", "omegat", "glossary", "dictionary"):
        (folder / part).mkdir(parents=True)
    (folder / "omegat.project").write_text(PROJECT)
    (folder / "source" / name).write_bytes(written)
    if memory:
        (folder / "tm" / "auto").mkdir()
        (folder / "tm" / "auto" / "memory.tmx").write_bytes(memory)
    pairs = "".join(PAIR.format(escape(shown), escape(typed)) for shown, typed in edits.items())
    (folder / "omegat" / "project_save.tmx").write_text(SAVED.format(pairs), encoding="utf-8")
    settings = folder / "settings"
    settings.mkdir()
    done = subprocess.run(
        [*command("omegat"), str(folder), "--mode=console-translate", f"--config-dir={settings}"],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return (folder / "target" / name).read_bytes()


def test_xliff_comes_back_with_the_edits_alone(tmp_path: Path) -> None:
    edits = {
        "Lo que todavía hace falta": "Lo que falta",
        "Once estantes, una tetera y <g0>ninguna</g0> multa": "Once estantes y <g0>ninguna</g0> multa",
    }
    back = REGISTRY["xliff"].read(through_omegat(tmp_path, "a.xlf", REGISTRY["xliff"].write(LIBRARY), edits))
    changed = {"p9": "Lo que falta", "p4": "Once estantes y *ninguna* multa"}
    assert back == replace(LIBRARY, units=tuple(replace(u, target=changed.get(u.id, u.target)) for u in LIBRARY.units))


def test_po_comes_back_with_the_edits_alone(tmp_path: Path) -> None:
    edits = {"What we still need": "Lo que falta", "Friends of the Mill Street Library": "Los amigos"}
    back = REGISTRY["po"].read(through_omegat(tmp_path, "a.po", REGISTRY["po"].write(LIBRARY), edits))
    changed = {"p9": "Lo que falta", "p15": "Los amigos"}
    # OmegaT leaves out what is fuzzy: an empty msgstr says nothing, so these targets stay as they are.
    drafts = {u.id for u in LIBRARY.units if u.state in (State.DRAFT, State.RETURNED)} - set(changed)
    expected = [(u.id, "" if u.id in drafts else changed.get(u.id, u.target)) for u in LIBRARY.units]
    assert [(u.id, u.target) for u in back.units] == expected
    assert [u.source for u in back.units] == [u.source for u in LIBRARY.units]


def test_our_memory_fills_omegats_segments_and_its_own_memories_come_back(tmp_path: Path) -> None:
    empty = replace(LIBRARY, units=tuple(replace(u, target="", state=State.UNTRANSLATED) for u in LIBRARY.units))
    plain = [u for u in LIBRARY.units if u.target and not set("*[\n") & set(u.source + u.target)]
    memory = REGISTRY["tmx"].write(replace(LIBRARY, units=tuple(plain)))
    back = REGISTRY["po"].read(through_omegat(tmp_path, "a.po", REGISTRY["po"].write(empty), {}, memory))
    found = {u.id: u.target for u in back.units if u.target}
    assert found == {u.id: u.target for u in plain}
    for level in ("level1", "level2", "omegat"):
        (exported,) = tmp_path.glob(f"*-{level}.tmx")
        pairs = read_pair("tmx", exported.read_bytes(), "en", "es")
        assert {(u.source, u.target) for u in pairs.units} >= {(u.source, u.target) for u in plain}


def test_ten_thousand_segments_come_back_with_the_edits_alone(tmp_path: Path, session: Session) -> None:
    ana = factories.translator(session, name="Ana")
    texts = tuple(f"Paragraph {n} of the long text stands by itself." for n in range(1, 10_001))
    translation = factories.translation(session, texts)
    out = exporting.bitext_of(session, ana, translation)
    units = enumerate(out.units, 1)
    said = (replace(u, target=f"El párrafo {n} está solo.", state=State.TRANSLATED) for n, u in units)
    filled = replace(out, units=tuple(said))
    transfers.apply(session, ana, transfers.plan(session, ana, translation, filled, file_sha256="0" * 64))
    session.flush()
    edits = {f"El párrafo {n} está solo.": f"El párrafo {n}, solo." for n in range(7, 10_001, 1_009)}
    written = exporting.export(session, ana, translation, "xliff")
    came = read_pair("xliff", through_omegat(tmp_path, "long.xlf", written, edits), "en", "es")
    plan = transfers.plan(session, ana, translation, came, file_sha256="1" * 64)
    assert [line.key for line in plan.changed] == [f"p{n}" for n in range(7, 10_001, 1_009)]
    assert [line.file_text for line in plan.changed] == list(edits.values())
    assert (len(plan.unchanged), plan.conflicts, plan.unknown, plan.rejected) == (10_000 - len(edits), (), (), ())
