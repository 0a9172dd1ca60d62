"""PO: what other programs do to a file of ours, files of other programs, and files that are broken."""

import contextlib
import csv
import io
import random
import subprocess
import time
import tracemalloc
from dataclasses import replace
from pathlib import Path

import polib
import pytest

from domain.bitext import Bitext, Flag, Remark, Unit
from domain.document import Role
from domain.errors import BrokenFile, EmptyFile, FileProblem, TooManySegments, UnknownEncoding, WrongContent
from domain.states import State
from formats import po, po_entries
from formats.po import read, write
from tests.formats.reading_room import LIBRARY
from tests.tools import needs

SHARED = Path(__file__).parent.parent.parent.parent / "shared" / "data" / "interchange"
HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the collection of real files is not beside this checkout"
)
needs_gettext = needs("msgfmt")  # and with it all of GNU gettext


def manifest() -> list[tuple[str, dict[str, int]]]:
    """Return the PO files that have counts, and the counts."""
    if not SHARED.is_dir():
        return []
    with (SHARED / "MANIFEST.tsv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["expected"].startswith("entries=")]
    return [(row["path"], {k: int(v) for k, v in (p.split("=") for p in row["expected"].split())}) for row in rows]


def by_polib(data: bytes) -> polib.POFile:
    """Read with the other reader, kept from taking the text for a file's name."""
    return polib.pofile(data.decode() + "\n# \0", wrapwidth=78)


def one(text: str) -> Unit:
    """Return the only unit of a PO file without header."""
    (unit,) = read((HEADER + text).encode()).units
    return unit


# What stands where


def test_a_unit_is_written_so_that_people_and_programs_read_it() -> None:
    unit = Unit(
        "p6",
        "“Easy,” she\nsaid.[^1]",
        "«Fácil», dijo.[^1]",
        State.RETURNED,
        Role.QUOTE,
        frozenset({Flag.OUTDATED, Flag.MACHINE}),
        7,
        ("p7", "p9"),
        (Remark("The whale.", "Ana R.", "1"),),
        (Remark("Whose whale?"), Remark(" Hers. ", "Luis")),
        "Easy.",
    )
    text = write(Bitext("en", "es", (unit,))).decode()
    assert text.split("\n\n", 1)[1] == (
        "# Whose whale?\n"
        '# comment: " Hers. "\n'
        "# comment-author: Luis\n"
        "#. role: quote\n"
        "#. state: returned\n"
        "#. version: 7\n"
        "#. flags: machine outdated\n"
        "#. aliases: p7 p9\n"
        "#. note: The whale.\n"
        "#. note-anchor: 1\n"
        "#. note-author: Ana R.\n"
        "#, fuzzy\n"
        '#| msgid "Easy."\n'
        'msgctxt "p6"\n'
        'msgid ""\n'
        '"“Easy,” she\\n"\n'
        '"said.[^1]"\n'
        'msgstr "«Fácil», dijo.[^1]"\n'
    )


@pytest.mark.parametrize(
    ("flags", "said", "msgstr", "state"),
    [
        ("", "", "", State.UNTRANSLATED),
        ("#, fuzzy\n", "", "", State.UNTRANSLATED),
        ("", "#. state: reviewed\n", "", State.UNTRANSLATED),
        ("#, fuzzy\n", "", "x", State.DRAFT),
        ("#, fuzzy\n", "#. state: draft\n", "x", State.DRAFT),
        ("#, fuzzy\n", "#. state: returned\n", "x", State.RETURNED),
        ("#, fuzzy\n", "#. state: translated\n", "x", State.DRAFT),
        ("#, fuzzy\n", "#. state: reviewed\n", "x", State.DRAFT),
        ("#, fuzzy\n", "#. state: final\n", "x", State.DRAFT),
        ("#, c-format, fuzzy\n", "#. state: final\n", "x", State.DRAFT),
        ("", "", "x", State.TRANSLATED),
        ("", "#. state: untranslated\n", "x", State.TRANSLATED),
        ("", "#. state: draft\n", "x", State.TRANSLATED),
        ("", "#. state: returned\n", "x", State.TRANSLATED),
        ("", "#. state: translated\n", "x", State.TRANSLATED),
        ("", "#. state: reviewed\n", "x", State.REVIEWED),
        ("", "#. state: final\n", "x", State.FINAL),
        ("", "#. state: approved\n", "x", State.TRANSLATED),
    ],
)
def test_po_s_own_word_goes_before_the_comment(flags: str, said: str, msgstr: str, state: State) -> None:
    assert one(f'{said}{flags}msgctxt "p1"\nmsgid "s"\nmsgstr "{msgstr}"\n').state is state


def test_the_head_says_what_is_known_of_the_statement() -> None:
    metadata = by_polib(write(LIBRARY)).metadata
    assert metadata["Language"] == "es"
    assert metadata["X-Source-Language"] == "en"
    assert metadata["X-Statement"] == LIBRARY.slug
    assert metadata["X-Title"] == LIBRARY.title
    assert metadata["X-Source-SHA256"] == LIBRARY.sha256
    assert metadata["PO-Revision-Date"] == "2024-10-05 16:42+0000"


def test_languages_keep_their_region_and_script() -> None:
    sent = replace(LIBRARY, source_language="zh-Hant-TW", target_language="es-PE")
    assert 'Language: es_PE\\n"' in write(sent).decode()
    assert (read(write(sent)).source_language, read(write(sent)).target_language) == ("zh-Hant-TW", "es-PE")


def test_fields_of_the_head_that_we_do_not_know_survive() -> None:
    sent = replace(
        LIBRARY, extra=(("Report-Msgid-Bugs-To", "a@b.example"), ("Plural-Forms", "nplurals=2"), ("X-Y", "é: z"))
    )
    assert read(write(sent)) == sent


# polib reads what we write


def test_polib_reads_the_same_texts() -> None:
    found = by_polib(write(LIBRARY))
    assert [(e.msgctxt, e.msgid, e.msgstr, e.fuzzy) for e in found] == [
        (u.id, u.source, u.target, u.state in po.FUZZY) for u in LIBRARY.units
    ]


def test_an_edit_by_polib_changes_exactly_its_unit() -> None:
    file = by_polib(write(LIBRARY))
    file.find("p8", by="msgctxt").msgstr = "El municipio paga la luz."
    found = read(str(file).encode())
    expected = [replace(u, target="El municipio paga la luz.") if u.id == "p8" else u for u in LIBRARY.units]
    assert list(found.units) == expected


def test_comments_that_a_program_has_wrapped_are_read_whole() -> None:
    words = "This-long note has more words than the seventy-eight letters of a line hold, and one-more, well-known."
    unit = Unit("p1", "s", notes=(Remark(words, "A", "1"), Remark(words)), comments=(Remark(words, "B"), Remark(words)))
    wrapped = str(by_polib(write(Bitext("en", "es", (unit,)))))
    assert max(map(len, wrapped.splitlines())) < len(words)
    assert read(wrapped.encode()).units == (unit,)


def test_an_accent_after_a_line_break_does_not_join_the_letter_of_its_escape() -> None:
    odd = "a\n\u0301"
    unit = Unit("p1", odd, odd, State.DRAFT, notes=(Remark(odd, odd),), comments=(Remark(odd),), extra=((odd, odd),))
    sent = Bitext("en", "es", (unit,), title=odd, reviewers=(odd,), extra=((odd, odd),))
    assert read(write(sent)) == sent


def test_our_file_is_not_changed_by_what_polib_cannot_read() -> None:
    unit = Unit("p1", "a\u2028b\x85c\fd\v", "\u2029x", State.DRAFT, notes=(Remark("a\u2028b\n\x85"),))
    assert read(write(Bitext("en", "es", (unit,)))).units == (unit,)


# GNU gettext reads what we write


def gettext(program: str, *arguments: str, data: bytes, tmp_path: Path) -> bytes:
    file = tmp_path / "in.po"
    file.write_bytes(data)
    return subprocess.run([program, *arguments, str(file)], capture_output=True, check=True, cwd=tmp_path).stdout


@needs_gettext
def test_gettext_finds_no_fault(tmp_path: Path) -> None:
    gettext("msgfmt", "--check", "--output-file=/dev/null", data=write(LIBRARY), tmp_path=tmp_path)


@needs_gettext
@pytest.mark.parametrize("arguments", [[], ["--width=40"], ["--no-wrap"], ["--escape"], ["--sort-output"]])
def test_what_msgcat_arranges_otherwise_stays_the_same(arguments: list[str], tmp_path: Path) -> None:
    found = read(gettext("msgcat", *arguments, data=write(LIBRARY), tmp_path=tmp_path))
    assert sorted(found.units, key=lambda u: u.id) == sorted(LIBRARY.units, key=lambda u: u.id)
    assert replace(found, units=()) == replace(LIBRARY, units=())


@needs_gettext
def test_what_msgattrib_makes_fuzzy_is_a_draft(tmp_path: Path) -> None:
    found = read(gettext("msgattrib", "--set-fuzzy", data=write(LIBRARY), tmp_path=tmp_path))
    for sent, unit in zip(LIBRARY.units, found.units, strict=True):
        kept = State.RETURNED if sent.state is State.RETURNED else State.DRAFT
        assert unit.state is (kept if sent.target else State.UNTRANSLATED)


@needs_gettext
def test_after_msgmerge_ids_texts_and_po_s_own_states_are_left(tmp_path: Path) -> None:
    template = tmp_path / "ref.pot"
    template.write_bytes(write(Bitext("en", "", tuple(Unit(u.id, u.source) for u in LIBRARY.units))))
    (tmp_path / "def.po").write_bytes(write(LIBRARY))
    command = ["msgmerge", "--quiet", "--no-fuzzy-matching", str(tmp_path / "def.po"), str(template)]
    merged = subprocess.run(command, capture_output=True, check=True).stdout
    assert [(u.id, u.source, u.target) for u in read(merged).units] == [
        (u.id, u.source, u.target) for u in LIBRARY.units
    ]
    states = {u.id: u.state for u in read(merged).units}
    assert states["p5"] is State.TRANSLATED  # the comment that said more is gone
    assert states["p9"] is State.DRAFT


# What others do to a file


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_line_ends_of_another_system_change_nothing(line_end: str) -> None:
    assert read(write(LIBRARY).replace(b"\n", line_end.encode())) == LIBRARY


def test_a_byte_order_mark_and_another_charset_change_nothing() -> None:
    text = write(LIBRARY).decode()
    assert read(text.encode("utf-8-sig")) == LIBRARY
    assert read(text.encode("utf-16")) == LIBRARY
    latin = HEADER.replace("UTF-8", "ISO-8859-1") + 'msgid "Year"\nmsgstr "Año"\n'
    assert read(latin.encode("latin-1")).units[0].target == "Año"


def test_decomposed_accents_come_back_composed() -> None:
    assert one('msgid "s"\nmsgstr "An\u0303o\\n\u0301"\n').target == "Año\n\u0301"


def test_without_any_comment_ids_and_texts_are_left() -> None:
    bare = "\n".join(line for line in write(LIBRARY).decode().split("\n") if not line.startswith("#"))
    found = read(bare.encode())
    assert [(u.id, u.source, u.target) for u in found.units] == [(u.id, u.source, u.target) for u in LIBRARY.units]
    assert {u.role for u in found.units} == {Role.PARAGRAPH}


def test_obsolete_messages_are_left_out_with_their_comments() -> None:
    data = HEADER + '# old\n#. state: final\n#, fuzzy\n#~| msgid "x"\n#~ msgid "a"\n#~ "b"\n#~ msgstr "c"\n'
    data += '\nmsgid "d"\nmsgstr "e"\n#~ msgid "f"\n#~ msgstr "g"\n'
    (unit,) = read(data.encode()).units
    assert unit == Unit("", "d", "e", State.TRANSLATED)


def test_a_comment_that_somebody_adds_is_a_comment_of_nobody() -> None:
    text = write(LIBRARY).decode().replace("#. role: headline", "# Perfect.\n# Really.\n#. role: headline")
    comments = next(u for u in read(text.encode()).units if u.id == "p3").comments
    assert comments == (*LIBRARY.units[2].comments, Remark("Perfect.\nReally."))


# Files of others


def test_a_foreign_message_has_no_id_and_keeps_what_it_has() -> None:
    text = (
        "# NOTE: verb\n#. type: Plain text\n#. role: button\n#: a.c:1 b.c:2\n#: c.c:3\n#, c-format, no-wrap\n"
        '#| msgctxt "Old"\n#| msgid "Opne"\nmsgctxt "Menu\\nFile"\nmsgid "Open"\nmsgstr "Abrir"\n'
    )
    unit = one(text)
    assert unit == Unit(
        "",
        "Open",
        "Abrir",
        State.TRANSLATED,
        comments=(Remark("NOTE: verb"),),
        previous_source="Opne",
        extra=(
            ("po:msgctxt", "Menu\nFile"),
            ("po:#msgctxt", "Old"),
            ("po:flags", "c-format, no-wrap"),
            ("po:references", "a.c:1 b.c:2 c.c:3"),
            ("po:extracted", "type: Plain text"),
            ("po:extracted", "role: button"),
        ),
    )
    assert read(write(Bitext("en", "es", (unit,)))).units == (unit,)


def test_a_message_with_plurals_is_one_unit_of_the_singular() -> None:
    text = 'msgid "%d book"\nmsgid_plural "%d books"\nmsgstr[0] "%d libro"\nmsgstr[1] "%d libros"\n'
    unit = one(text)
    assert (unit.source, unit.target, unit.state) == ("%d book", "%d libro", State.TRANSLATED)
    assert text in write(Bitext("en", "es", (unit,))).decode()
    single = one('msgid "%d book"\nmsgid_plural "%d books"\nmsgstr[0] "x"\n')
    assert 'msgstr[0] "x"' in write(Bitext("en", "ja", (single,))).decode()


@pytest.mark.parametrize(
    ("context", "mark", "id"),
    [("p12", "", "p12"), ("p0", "", ""), ("p12x", "", ""), ("Menu", "", ""), ("Menu", "#. id: Menu\n", "Menu")],
)
def test_an_id_is_ours_by_its_form_or_by_a_mark(context: str, mark: str, id: str) -> None:
    assert one(f'{mark}msgctxt "{context}"\nmsgid "s"\nmsgstr ""\n').id == id


def test_an_empty_source_is_no_header() -> None:
    units = (Unit("p1", "", "x", State.DRAFT), Unit("", "", "y", State.DRAFT))
    assert read(write(Bitext("en", "es", units))).units == units


def test_a_message_that_stands_twice_comes_twice() -> None:
    found = read((HEADER + 'msgid "One"\nmsgstr "Uno"\n\nmsgid "One"\nmsgstr "Una"\n').encode())
    assert [u.target for u in found.units] == ["Uno", "Una"]


def test_a_short_text_is_never_taken_for_the_name_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.po").write_bytes(write(LIBRARY))
    monkeypatch.chdir(tmp_path)
    for name in ("x.po", str(tmp_path / "x.po"), "/etc/hostname"):
        with pytest.raises(BrokenFile):
            read(name.encode())


@needs_shared
@pytest.mark.parametrize(("path", "expected"), manifest(), ids=lambda value: value if isinstance(value, str) else "")
def test_real_files_give_the_units_they_hold(path: str, expected: dict[str, int]) -> None:
    bitext = read((SHARED / path).read_bytes())
    units = bitext.units
    assert len(units) == expected["entries"]
    assert sum(u.state is State.TRANSLATED for u in units) == expected["translated"]
    assert sum(u.state is State.DRAFT for u in units) == expected["fuzzy"]
    assert sum(u.state is State.UNTRANSLATED for u in units) == expected["untranslated"]
    assert sum(bool(u.previous_source) for u in units) == expected["previous"]
    assert sum("po:msgid_plural" in dict(u.extra) for u in units) == expected["plural"]
    assert sum("po:msgctxt" in dict(u.extra) for u in units) == expected["msgctxt"]
    assert sum(bool(u.comments) for u in units) == expected["translator_comments"]
    assert read(write(bitext)) == bitext


@needs_shared
@pytest.mark.parametrize("path", [path for path, _ in manifest()])
def test_real_files_are_read_as_polib_reads_them(path: str) -> None:
    data = (SHARED / path).read_bytes()
    found = [e for e in by_polib(data) if not e.obsolete]
    assert [(u.source, u.target) for u in read(data).units] == [
        (e.msgid, e.msgstr_plural[0] if e.msgstr_plural else e.msgstr) for e in found
    ]


@needs_shared
@pytest.mark.parametrize("variant", ["iso-8859-1", "crlf"])
def test_variants_of_a_real_file_give_the_same_units(variant: str) -> None:
    plain = read((SHARED / "po" / "installation-guide.welcome.es.po").read_bytes())
    other = read((SHARED / "po" / f"installation-guide.welcome.{variant}.es.po").read_bytes())
    assert other.units == plain.units


@needs_shared
@pytest.mark.parametrize("path", sorted((SHARED / "omegat-tests").rglob("*.po")), ids=lambda path: path.name)
def test_files_that_others_test_with_are_read_or_refused_with_a_line(path: Path) -> None:
    data = path.read_bytes()
    if path.name in {"file-POFilter-multiple.po", "ExportTest1D.po", "ExportTest1D_fr.po"}:
        with pytest.raises(BrokenFile) as broken:  # a message without msgstr; Latin-1 that does not say so
            read(data)
        assert broken.value.facts["line"]
    else:
        assert read(write(read(data))) == read(data)


# Broken files


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('msgid "a\nmsgstr "b"\n', 4),
        ('msgid "a"\nmsgstr "b', 5),
        ('msgid "a"\nmsgstr "b\\"\n', 5),
        ('msgid "a"\nmsgstr "b" c"\n', 5),
        ('msgid "a"\nmsgstr b\n', 5),
        ('msgid "a"\n\nmsgid "b"\nmsgstr ""\n', 4),
        ('msgid "a"\n\n#~ msgid "b"\n#~ msgstr ""\n', 4),
        ('msgstr "a"\n', 4),
        ('msgctxt "a"\nmsgstr "a"\n', 5),
        ('msgctxt "a"\n', 4),
        ('#. a\n"a"\n', 5),
        ('msgid "a"\nmsgstr "b"\nmsgstr "c"\n', 6),
        ('#| nothing\nmsgid "a"\nmsgstr ""\n', 4),
        ("<html>\n", 4),
        ('msgid "a\0"\nmsgstr "b"\n', 4),
        ("\\\n", 4),
    ],
)
def test_a_broken_file_names_the_line(text: str, line: int) -> None:
    with pytest.raises(BrokenFile) as broken:
        read((HEADER + text).encode())
    assert (broken.value.facts["format"], broken.value.facts["line"]) == ("po", line)
    assert broken.value.facts["detail"]


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", b"\0\0", b"\xef\xbb\xbf", HEADER.encode()[:0]])
def test_an_empty_file_is_said_to_be_empty(data: bytes) -> None:
    with pytest.raises(EmptyFile):
        read(data)


def test_bytes_that_are_not_what_the_header_says_are_refused_with_the_line() -> None:
    with pytest.raises(BrokenFile) as broken:
        read((HEADER + 'msgid "Year"\nmsgstr "Año"\n').encode("latin-1"))
    assert broken.value.facts["line"] == 5


@pytest.mark.parametrize("charset", ["ISO-8859-1", "windows-1252", "iso-8859-15"])
def test_a_header_that_was_forgotten_when_the_file_became_utf_8_spoils_nothing(charset: str) -> None:
    data = (HEADER.replace("UTF-8", charset) + 'msgid "Year"\nmsgstr "Año"\n').encode()
    assert read(data).units[0].target == "Año"


@pytest.mark.parametrize(
    "charset", ["klingon", "rot13", "zip", "idna", "punycode", "unicode_escape", "utf-7", "undefined"]
)
def test_a_charset_that_is_none_is_refused_by_name(charset: str) -> None:
    with pytest.raises(UnknownEncoding) as unknown:
        read((HEADER.replace("UTF-8", charset) + 'msgid "a"\nmsgstr ""\n').encode())
    assert unknown.value.facts == {"encoding": charset}


def test_a_template_without_charset_is_utf_8() -> None:
    data = (HEADER.replace("UTF-8", "CHARSET") + 'msgid "Año"\nmsgstr ""\n').encode()
    assert read(data).units[0].source == "Año"


@needs_shared
def test_the_malformed_collection_gets_clear_answers() -> None:
    folder = SHARED / "malformed"
    with pytest.raises(BrokenFile) as broken:
        read((folder / "bad.po").read_bytes())
    assert broken.value.facts["line"] == 206
    with pytest.raises(BrokenFile) as broken:
        read((folder / "wrong-charset.po").read_bytes())
    assert broken.value.facts["line"] == 5
    assert [u.target for u in read((folder / "duplicate-msgid.po").read_bytes()).units] == ["Uno", "Una"]
    for path in folder.iterdir():
        if path.suffix != ".po":
            with pytest.raises(FileProblem):
                read(path.read_bytes())


def test_a_picture_called_po_is_a_picture() -> None:
    with pytest.raises(WrongContent) as wrong:
        read(b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(500))
    assert wrong.value.facts == {"format": "po", "found": "png"}


def test_too_many_messages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(po_entries, "MOST_ENTRIES", 10)
    with pytest.raises(TooManySegments) as too_many:
        read((HEADER + 'msgid "a"\nmsgstr "b"\n' * 10).encode())
    assert too_many.value.facts == {"count": 11, "limit": 10}
    assert len(read((HEADER + 'msgid "a"\nmsgstr "b"\n' * 9).encode()).units) == 9


# Size: effort grows with the file, never with its square


def hostile_files(n: int) -> dict[str, bytes]:
    """Return files of about `n` lines or quoted signs each, of the kinds that make a careless reader slow."""
    head, entry = HEADER.encode(), b'msgid "a"\nmsgstr ""\n'
    return {
        "one long line": head + b'msgid "a"\nmsgstr "' + b'a \\"b\\" \\n ' * n + b'"\n',
        "one long line, not closed": head + b'msgid "a"\nmsgstr "' + b"\\" * n + b"\n",
        "a string of many lines": head + entry + b'"words\\n"\n' * n,
        "many comments": head + b"# a\n" * n + entry,
        "a note of many lines": head + b"#. note: a\n" + b"#. a\n" * n + entry,
        "many flags": head + b"#, a, b\n" * n + entry,
        "many references": head + b"#: a:1\n" * n + entry,
        "a header of many lines": b'msgid ""\nmsgstr ""\n' + b'"X: a\\n"\n' * n + b"\n" + entry,
        "a header that goes on": b'msgid ""\nmsgstr ""\n"X: a\\n"\n' + b'"a\\n"\n' * n + b"\n" + entry,
        "json within json": head + b"#. extra: " + b"[" * n + b"\n" + entry,
        "no message": b"#\n" * n,
    }


@pytest.mark.parametrize("kind", hostile_files(1))
def test_effort_grows_with_the_size_of_the_file(kind: str) -> None:
    def effort(n: int) -> float:
        data = hostile_files(n)[kind]
        start = time.process_time()
        with contextlib.suppress(FileProblem):
            read(data)
        return time.process_time() - start

    small = min(effort(10_000) for _ in range(3))
    large = effort(100_000)
    # Ten times the size takes ten times as long, the square of it a hundred times; far from either on a busy machine.
    assert large < 40 * small + 0.5


def test_a_line_of_fifty_megabytes_is_read_in_bounded_memory() -> None:
    line = b"The workers of the mill read at noon. " * 1_350_000
    data = HEADER.encode() + b'msgid "a"\nmsgstr "' + line + b'"\n'
    tracemalloc.start()
    try:
        assert len(read(data).units[0].target) == len(line)
        assert tracemalloc.get_traced_memory()[1] < 8 * len(data)
    finally:
        tracemalloc.stop()


def test_a_hundred_thousand_messages_are_read() -> None:
    out = io.StringIO(HEADER)
    out.seek(0, io.SEEK_END)
    for n in range(1, 100_001):
        out.write(f'#. state: reviewed\nmsgctxt "p{n}"\nmsgid "Source {n}"\nmsgstr "Texto {n}"\n\n')
    units = read(out.getvalue().encode()).units
    assert len(units) == 100_000
    assert units[-1] == Unit("p100000", "Source 100000", "Texto 100000", State.REVIEWED)
