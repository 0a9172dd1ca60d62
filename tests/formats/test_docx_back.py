"""The Word table coming back: exactly what a person changed, whoever's program saved it."""

import io
import random
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import Table, _Cell

from domain.bitext import Bitext, Flag, Remark, Side, States, Unit
from domain.document import NoticeKind, Role
from domain.errors import BrokenFile, FileProblem, NoTable, SeveralTexts, WrongContent
from domain.states import State
from domain.volume import Volume
from formats import docx
from formats.base import Layout, Options
from tests.formats.reading_room import LIBRARY
from tests.tools import command

SHARED = Path(__file__).parent.parent.parent.parent / "shared" / "data" / "interchange"
Edit = Callable[[Table], None]


def edited(edit: Edit, bitext: Bitext = LIBRARY) -> Bitext:
    """Return what is read after an independent program has opened the document, edited and saved it."""
    document = Document(io.BytesIO(docx.write(bitext)))
    edit(document.tables[0])
    out = io.BytesIO()
    document.save(out)
    return docx.read(out.getvalue())


def differing(found: Bitext, sent: Bitext = LIBRARY) -> list[str]:
    """Return the ids of units that are others; all of the text must be there in its order."""
    assert [unit.id for unit in found.units] == [unit.id for unit in sent.units]
    return [new.id for new, old in zip(found.units, sent.units, strict=True) if new != old]


def cell(table: Table, row: int) -> _Cell:
    return table.rows[row].cells[2]


def unit(bitext: Bitext, id: str) -> Unit:
    return next(unit for unit in bitext.units if unit.id == id)


def with_part(data: bytes, name: str, *changes: str) -> bytes:
    """Return a document in one part of which some text is other."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            content = old.read(member).decode()
            for before, after in zip(changes[::2], changes[1::2], strict=True) if member == name else ():
                assert before in content
                content = content.replace(before, after)
            new.writestr(member, content)
    return out.getvalue()


def without_data(data: bytes) -> bytes:
    """Return a document as a program leaves it that keeps no part of others."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            if not member.startswith("customXml/"):
                new.writestr(member, old.read(member))
    return out.getvalue()


def test_saved_by_another_program_nothing_is_other() -> None:
    assert edited(lambda table: None) == LIBRARY


def test_one_cell_is_edited_and_nothing_else_changes() -> None:
    def edit(table: Table) -> None:
        cell(table, 7).paragraphs[0].runs[-1].text = "Otra cosa."

    found = edited(edit)
    assert differing(found) == ["p8"]
    assert unit(found, "p8").target.endswith("Otra cosa.")


def test_runs_that_word_cuts_are_one_text() -> None:
    def edit(table: Table) -> None:
        paragraph = cell(table, 5).paragraphs[0]
        words = paragraph.runs[0].text.split(" ")
        paragraph.runs[0].text = words[0]
        for word in words[1:]:
            paragraph.add_run(" ")
            paragraph.add_run(word)

    assert edited(edit) == LIBRARY


def test_emphasis_and_breaks_become_marks() -> None:
    def edit(table: Table) -> None:
        paragraph = cell(table, 5).paragraphs[0]
        paragraph.runs[0].text = "Un "
        paragraph.add_run("gran").italic = True
        paragraph.add_run(" día*").bold = True
        paragraph.add_run().add_break()
        paragraph.add_run("y “más”")
        cell(table, 5).add_paragraph("Otro párrafo.")

    found = edited(edit)
    assert differing(found) == ["p5"]
    assert unit(found, "p5").target == "Un *gran* **día\\***\ny “más”\n\nOtro párrafo."


def test_approved_text_that_was_changed_is_for_review_and_a_filled_place_a_draft() -> None:
    def edit(table: Table) -> None:
        cell(table, 5).paragraphs[0].runs[0].text = "Otra."
        cell(table, 12).paragraphs[0].add_run("El horario está en la puerta.")
        cell(table, 8).paragraphs[0].runs[0].text = "Lo que falta"

    found = edited(edit)
    assert differing(found) == ["p5", "p9", "p13"]
    assert [unit(found, id).state for id in ("p5", "p9", "p13")] == [State.TRANSLATED, State.DRAFT, State.DRAFT]
    assert unit(found, "p13").target == "El horario está en la puerta."


def test_a_state_typed_below_the_number_comes_back() -> None:
    def edit(table: Table) -> None:
        marks = table.rows[8].cells[1].paragraphs[1]
        marks.runs[0].text = "[por revisar]"

    found = edited(edit)
    assert differing(found) == ["p9"]
    assert unit(found, "p9").state is State.TRANSLATED


def tracked(kind: str, text: str) -> OxmlElement:
    """Return a tracked insertion or deletion of `text`."""
    change, run = OxmlElement(f"w:{kind}"), OxmlElement("w:r")
    words = OxmlElement("w:t" if kind == "ins" else "w:delText")
    change.set(qn("w:id"), "900")
    change.set(qn("w:author"), "Revisora")
    words.text = text
    run.append(words)
    change.append(run)
    return change


def test_tracked_changes_are_accepted_and_told() -> None:
    def edit(table: Table) -> None:
        paragraph = cell(table, 5).paragraphs[0]
        first = paragraph.runs[0]
        first.text = "Se queda."
        first._r.addnext(tracked("ins", " Se añade."))
        first._r.addprevious(tracked("del", "Se quita. "))

    found = edited(edit)
    assert unit(found, "p5").target == "Se queda. Se añade."
    assert [(notice.kind, notice.count) for notice in found.notices] == [(NoticeKind.CHANGES_ACCEPTED, 2)]


def test_a_row_that_was_deleted_is_gone_and_one_that_was_moved_is_known() -> None:
    def edit(table: Table) -> None:
        rows = list(table._tbl.tr_lst)
        table._tbl.remove(rows[3])
        rows[5].addprevious(rows[9])

    ids = [unit.id for unit in edited(edit).units]
    assert "p3" not in ids
    assert sorted(ids, key=lambda id: int(id[1:])) == [u.id for u in LIBRARY.units if u.id != "p3"]
    assert ids.index("p10") < ids.index("p5")
    assert all(new == unit(LIBRARY, new.id) for new in edited(edit).units)


def test_a_row_that_was_added_has_no_id_and_takes_none() -> None:
    def edit(table: Table) -> None:
        row = table.add_row()
        row.cells[0].text, row.cells[1].text, row.cells[2].text = "New.", "3", "Nueva."

    found = edited(edit)
    assert found.units[:-1] == LIBRARY.units
    assert (found.units[-1].id, found.units[-1].source, found.units[-1].target) == ("", "New.", "Nueva.")


def test_a_tracked_deletion_of_a_row_drops_it() -> None:
    def edit(table: Table) -> None:
        deletion = OxmlElement("w:del")
        deletion.set(qn("w:id"), "901")
        table.rows[3]._tr.get_or_add_trPr().append(deletion)

    assert "p3" not in [unit.id for unit in edited(edit).units]


def test_comments_go_out_as_words_own_and_new_ones_come_in() -> None:
    when = datetime(2024, 10, 4, 17, 5, tzinfo=UTC)
    said = Remark("Keep the joke?\nYes.", "Marta", created=when)
    bitext = replace(LIBRARY, units=(replace(LIBRARY.units[0], comments=(said,)), *LIBRARY.units[1:2]))
    data = docx.write(bitext)
    assert docx.read(data) == bitext
    new = (
        '<w:comment w:id="77" w:author="Revisora" w:date="2026-11-20T10:00:00Z" w:initials="R">'
        "<w:p><w:r><w:t>¿Seguro?</w:t></w:r></w:p></w:comment></w:comments>"
    )
    data = with_part(data, "word/comments.xml", "</w:comments>", new)
    reference = '<w:r><w:commentReference w:id="77"/></w:r></w:p></w:tc></w:tr></w:tbl>'
    found = docx.read(with_part(data, "word/document.xml", "</w:p></w:tc></w:tr></w:tbl>", reference))
    assert found.units[0] == bitext.units[0]
    assert found.units[1].comments == (
        *bitext.units[1].comments, Remark("¿Seguro?", "Revisora", created=datetime(2026, 11, 20, 10, tzinfo=UTC))
    )  # fmt: skip


def test_approved_text_alone_tells_nobody_what_colleagues_said() -> None:
    data = docx.write(LIBRARY, Options(states=States.REVIEWED))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert "keeps the joke" not in everything
    assert unit(LIBRARY, "p9").target not in everything  # a draft


def test_an_edition_for_readers_holds_nothing_to_come_back() -> None:
    with zipfile.ZipFile(io.BytesIO(docx.write_volume(Volume("en", "es", (LIBRARY,), title="A Book")))) as archive:
        assert not [name for name in archive.namelist() if "customXml" in name or "comments" in name]


def test_a_changed_footnote_and_a_new_one_are_told() -> None:
    note = Remark("Un libro.", anchor="1", side=Side.TARGET)
    one = Unit("p1", "A book.", "Un libro[^1] rojo", State.DRAFT, notes=(note,))
    data = docx.write(Bitext("en", "es", (one,)))
    assert docx.read(data).units == (one,)
    (changed,) = docx.read(with_part(data, "word/footnotes.xml", "Un libro.", "Un libro, no una ballena.")).units
    assert (changed.target, [n.text for n in changed.notes]) == (one.target, ["Un libro, no una ballena."])
    (moved,) = docx.read(with_part(data, "word/document.xml", " rojo", " azul")).units
    assert (moved.target, moved.notes) == ("Un libro[^1] azul", one.notes)


def test_without_our_part_ids_and_versions_still_stand_in_the_bookmarks() -> None:
    units = (Unit("p4", "One.", "*Uno*.", State.DRAFT, version=3), Unit("p9", "Two.", "", version=0))
    found = docx.read(without_data(docx.write(Bitext("en", "es", units))))
    assert [(u.id, u.source, u.target, u.version, u.state) for u in found.units] == [
        ("p4", "One.", "*Uno*.", 3, State.DRAFT), ("p9", "Two.", "", 0, State.UNTRANSLATED),
    ]  # fmt: skip


def test_a_document_for_readers_is_read_by_its_sources_without_its_marks() -> None:
    units = (Unit("p1", "One.", "Uno.", State.DRAFT), Unit("p2", "Two."), Unit("p3", "Three.", "Tres.", State.FINAL))
    units = (*units, Unit("p4", "Four.", "Cuatro.", State.REVIEWED, flags=frozenset({Flag.OUTDATED})))
    data = docx.write_volume(Volume("en", "es", (Bitext("en", "es", units),)))
    found = docx.read(data)
    assert [(u.id, u.source, u.target) for u in found.units] == [("", u.source, u.target) for u in units]


def test_an_edition_of_several_texts_and_a_document_without_a_table_are_refused() -> None:
    other = replace(LIBRARY, slug="other")
    with pytest.raises(SeveralTexts):
        docx.read(docx.write_volume(Volume("en", "es", (LIBRARY, other), title="A Book")))
    with pytest.raises(NoTable):
        docx.read(docx.write(LIBRARY, Options(Layout.TARGET)))


def test_anybodys_table_of_two_columns_is_read() -> None:
    document = Document()
    table = document.add_table(rows=0, cols=2)
    for row in (("One.", "Uno."), ("Two.", "Dos.")):
        for column, text in zip(table.add_row().cells, row, strict=True):
            column.text = text
    out = io.BytesIO()
    document.save(out)
    assert [(u.source, u.target) for u in docx.read(out.getvalue()).units] == [("One.", "Uno."), ("Two.", "Dos.")]


def test_what_stands_in_a_table_inside_a_cell_is_kept() -> None:
    def edit(table: Table) -> None:
        inner = cell(table, 5).add_table(1, 1)
        inner.rows[0].cells[0].text = "Dentro."

    found = edited(edit)
    assert differing(found) == ["p5"]
    assert unit(found, "p5").target.endswith("Dentro.")


def test_a_heading_is_no_emphasis() -> None:
    bitext = Bitext("en", "es", (Unit("p1", "A", "Un *gran* título", State.DRAFT, Role.HEADLINE),))
    assert docx.read(docx.write(bitext)) == bitext


def test_damaged_documents_give_a_file_problem_or_pairs() -> None:
    chance = random.Random(28)
    good = docx.write(LIBRARY)
    for _ in range(60):
        damaged = bytearray(good)
        for _ in range(chance.randrange(1, 12)):
            place = chance.randrange(len(damaged))
            damaged[place : place + chance.choice((0, 1, 30))] = chance.choice((b"", b"\0", b"\xff", b"PK", b"<"))
        try:
            docx.read(bytes(damaged))
        except FileProblem:
            continue
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        text = archive.read("word/document.xml").decode()
    for _ in range(60):
        place = chance.randrange(len(text))
        cut = text[:place] + chance.choice(("", "</w:tc>", "<w:tc>", '"', "&x;", "<w:r/>")) + text[place + 9 :]
        try:
            docx.read(with_part(good, "word/document.xml", text, cut))
        except FileProblem:
            continue


@pytest.mark.skipif(not SHARED.exists(), reason="needs the shared data")
@pytest.mark.parametrize(
    ("name", "problem"),
    [("truncated.docx", BrokenFile), ("xxe.docx", FileProblem), ("really-a-png.docx", WrongContent)],
)
def test_bad_documents_are_refused(name: str, problem: type[FileProblem]) -> None:
    with pytest.raises(problem):
        docx.read((SHARED / "malformed" / name).read_bytes())


# LibreOffice


@pytest.fixture(scope="module")
def saved_by_libreoffice(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    (soffice,) = command("writer")
    folder = tmp_path_factory.mktemp("libreoffice")
    (folder / "table.docx").write_bytes(docx.write(LIBRARY))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    arguments = ["--headless", "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "saved")]
    subprocess.run(
        [soffice, profile, *arguments, str(folder / "table.docx")], check=True, capture_output=True, timeout=120
    )
    return (folder / "saved" / "table.docx").read_bytes()


def test_saved_by_libreoffice_nothing_is_other(saved_by_libreoffice: bytes) -> None:
    assert docx.read(saved_by_libreoffice) == LIBRARY


def test_edited_after_libreoffice_exactly_that_is_other(saved_by_libreoffice: bytes) -> None:
    document = Document(io.BytesIO(saved_by_libreoffice))
    cell(document.tables[0], 7).paragraphs[0].runs[0].text = "El municipio."
    out = io.BytesIO()
    document.save(out)
    found = docx.read(out.getvalue())
    assert differing(found) == ["p8"]
    assert unit(found, "p8").target == "El municipio."


def test_without_our_part_libreoffice_keeps_ids_versions_and_texts(saved_by_libreoffice: bytes) -> None:
    found = docx.read(without_data(saved_by_libreoffice))
    assert [(u.id, u.version) for u in found.units] == [(u.id, u.version) for u in LIBRARY.units]
    plain = [u.id for u in LIBRARY.units if "[^" not in u.target]
    assert all(unit(found, id).target == unit(LIBRARY, id).target for id in plain)
