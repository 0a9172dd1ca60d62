"""What every format promises, asked of each one in the registry: a new format is tested by being there."""

import hashlib
import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from domain.bitext import Bitext, Remark, States, Unit, only
from domain.document import Role
from domain.errors import BadValue, BrokenFile, FileProblem, UnknownFormat, WrongContent
from domain.states import State
from formats import REGISTRY, detect, document_reader, reader, writer
from formats.base import Format, Layout, Options, carried, chosen_layout
from formats.wording import WORDS, words_for
from tests.formats.reading import text_of
from tests.formats.reading_room import LIBRARY
from tests.formats.strategies import LANGUAGES, bitexts, wild_bitexts

ROOT = Path(__file__).parent.parent.parent
WRITERS = [f for f in REGISTRY.values() if f.INFO.writes]
EXCHANGE = [f for f in REGISTRY.values() if f.INFO.reads_targets]
EDITIONS = [f for f in REGISTRY.values() if f.INFO.layouts]
READERS = [
    pytest.param(read, id=f"{f.INFO.id}-{read.__name__}")
    for f in REGISTRY.values()
    for read, does in ((f.read, f.INFO.reads_targets), (f.read_document, f.INFO.reads_documents))
    if does
]
UNAPPROVED = (State.DRAFT, State.TRANSLATED, State.RETURNED)
# Explaining a failure traces every line of the readers, which takes many minutes.
PATIENT = settings(
    suppress_health_check=[HealthCheck.too_slow],
    deadline=None,
    max_examples=60,
    phases=set(Phase) - {Phase.explain},
)


def each(formats: list[Format]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("fmt", formats, ids=lambda f: f.INFO.id)


def choices(fmt: Format) -> Iterator[Options]:
    for layout, states, wrap in product(fmt.INFO.layouts or (None,), States, (0, 40)):
        yield Options(layout, states, wrap)


# Exchange


@each(EXCHANGE)
@PATIENT
@given(bitext=bitexts())
def test_what_a_format_carries_comes_back(fmt: Format, bitext: Bitext) -> None:
    assert fmt.read(fmt.write(bitext)) == carried(bitext, fmt.INFO)


@each(EXCHANGE)
@PATIENT
@given(bitext=bitexts())
def test_reading_and_writing_again_gives_the_same_bytes(fmt: Format, bitext: Bitext) -> None:
    written = fmt.write(bitext)
    assert fmt.write(fmt.read(written)) == written == fmt.write(bitext)


@each(EXCHANGE)
@PATIENT
@given(bitext=bitexts().filter(lambda bitext: bitext.units), data=st.data())
def test_an_edit_changes_exactly_its_unit(fmt: Format, bitext: Bitext, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(bitext.units) - 1))
    before = fmt.read(fmt.write(bitext)).units
    edited = replace(before[place], target="Otra cosa.", state=State.TRANSLATED)
    after = fmt.read(fmt.write(replace(bitext, units=(*before[:place], edited, *before[place + 1 :])))).units
    assert after[place].target == "Otra cosa."
    assert [n for n, (old, new) in enumerate(zip(before, after, strict=True)) if old != new] in ([place], [])


@each(EXCHANGE)
@PATIENT
@given(bitext=bitexts())
def test_targets_that_are_left_out_come_back_empty(fmt: Format, bitext: Bitext) -> None:
    sent = only(bitext, States.REVIEWED)
    found = fmt.read(fmt.write(bitext, Options(states=States.REVIEWED)))
    assert [(u.id, u.target, u.state) for u in found.units] == [
        (u.id, u.target, u.state if "state" in fmt.INFO.carries else v.state)
        for u, v in zip(sent.units, found.units, strict=True)
    ]
    # An empty text is not what the version that was left out says.
    kept_back = [n for n, (u, v) in enumerate(zip(bitext.units, sent.units, strict=True)) if u.target and not v.target]
    assert all(found.units[n].version is None for n in kept_back)


@each(EXCHANGE)
def test_ten_thousand_units_come_back(fmt: Format) -> None:
    units = tuple(Unit(f"p{n}", f"Source {n}\n“é”", f"Texto {n}", State.TRANSLATED) for n in range(1, 10_001))
    many = replace(LIBRARY, units=units)
    assert fmt.read(fmt.write(many)) == carried(many, fmt.INFO)


# Bad input


@pytest.mark.parametrize("read", READERS)
def test_garbage_raises_nothing_but_file_problems(read) -> None:
    chance = random.Random(1997)
    for data in garbage(chance):
        try:
            read(data)
        except FileProblem:
            continue


def garbage(chance: random.Random) -> Iterator[bytes]:
    """Give bytes that are nothing, bytes that are something else, and good files with damage done to them."""
    yield from (
        b"",
        b" \n\t",
        b"\0" * 100,
        b"\xff" * 100,
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"PK\x03\x04",
        b'"',
        b"#",
        b"\\",
    )
    yield from (chance.randbytes(chance.randrange(300)) for _ in range(150))
    for fmt in WRITERS:
        good = fmt.write(LIBRARY)
        for _ in range(60):
            damaged = bytearray(good[: chance.randrange(len(good))])
            for _ in range(chance.randrange(1, 6)):
                place = chance.randrange(len(damaged) + 1)
                length = chance.choice((0, 1, 7))
                damaged[place : place + length] = chance.choice((b"", b'"', b"\\", b"\n", b"\0", chance.randbytes(3)))
            yield bytes(damaged)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n" + b"\0" * 60, b"PK\x03\x04" + b"\0" * 60, b"%PDF-1.7\n%"])
def test_a_file_of_another_kind_is_named(read, content: bytes) -> None:
    # What is made of ZIP cannot tell a broken one from another kind.
    with pytest.raises((WrongContent, BrokenFile) if content.startswith(b"PK") else WrongContent):
        read(content)


# Editions


@each(WRITERS)
@PATIENT
@given(bitext=wild_bitexts(), data=st.data())
def test_any_bitext_can_be_written(fmt: Format, bitext: Bitext, data: st.DataObject) -> None:
    options = data.draw(st.sampled_from(list(choices(fmt))))
    assert text_of(fmt, fmt.write(bitext, options))


@each(WRITERS)
def test_characters_that_no_text_may_hold_do_not_stop_a_writer(fmt: Format) -> None:
    bad = "a\0b\ud800c\x1bd\ufffee"
    unit = Unit(bad, bad, bad, State.DRAFT, aliases=(bad,), notes=(Remark(bad, bad, bad),), extra=((bad, bad),))
    written = fmt.write(Bitext(bad, bad, (unit,), *[bad] * 5, translators=(bad,), extra=((bad, bad),)))
    assert "\0" not in text_of(fmt, written)


@each(WRITERS)
@PATIENT
@given(bitext=bitexts(), data=st.data())
def test_writing_twice_gives_the_same_bytes(fmt: Format, bitext: Bitext, data: st.DataObject) -> None:
    options = data.draw(st.sampled_from(list(choices(fmt))))
    assert fmt.write(bitext, options) == fmt.write(bitext, options)


def test_every_process_writes_the_same_bytes() -> None:
    script = "from tests.formats.test_contract import fingerprint; print(fingerprint())"
    found = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "America/Lima"))
    }
    assert found == {f"{fingerprint()}\n"}


def fingerprint() -> str:
    """Return one hash over all that can be written of the library's text."""
    digest = hashlib.sha256()
    for fmt in WRITERS:
        for options in choices(fmt):
            digest.update(fmt.write(LIBRARY, options))
    return digest.hexdigest()


@st.composite
def marked_bitexts(draw: st.DrawFn) -> Bitext:
    """Give a bitext in which each text is one word that stands nowhere else."""
    count = draw(st.integers(1, 6))
    states = [draw(st.sampled_from(State)) for _ in range(count)]
    units = tuple(
        Unit(
            f"p{n}",
            f"Qsource{n}q",
            "" if state is State.UNTRANSLATED else f"Qtarget{n}q",
            state,
            draw(st.sampled_from(Role)),
        )
        for n, state in enumerate(states)
    )
    return Bitext(draw(LANGUAGES), draw(LANGUAGES), units, title="Qtitleq", translators=("A",))


@each(EDITIONS)
@PATIENT
@given(bitext=marked_bitexts(), data=st.data())
def test_unapproved_text_is_never_printed_unmarked(fmt: Format, bitext: Bitext, data: st.DataObject) -> None:
    layout = data.draw(st.sampled_from(fmt.INFO.layouts))
    text = text_of(fmt, fmt.write(bitext, Options(layout)))
    words = words_for(bitext.target_language)
    for n, unit in enumerate(bitext.units):
        before, found, _ = text.partition(f"Qtarget{n}q")
        assert bool(found) is (bool(unit.target) and layout is not Layout.SOURCE)
        if found:
            said = re.split(r"Qsource\d+q|Qtarget\d+q|<main", before)[-1]
            expected = [] if unit.is_approved else [words.states[unit.state]]
            assert [words.states[state] for state in UNAPPROVED if words.states[state] in said] == expected


@each(WRITERS)
@PATIENT
@given(bitext=marked_bitexts(), data=st.data())
def test_unapproved_text_that_is_left_out_is_nowhere(fmt: Format, bitext: Bitext, data: st.DataObject) -> None:
    layout = data.draw(st.sampled_from(fmt.INFO.layouts or (None,)))
    text = text_of(fmt, fmt.write(bitext, Options(layout, States.REVIEWED)))
    printed = {n for n in range(len(bitext.units)) if f"Qtarget{n}q" in text}
    approved = {n for n, unit in enumerate(bitext.units) if unit.is_approved and unit.target}
    assert printed == (set() if layout is Layout.SOURCE else approved)
    if layout not in (None, Layout.SOURCE) and len(approved) < len(bitext.units):
        assert words_for(bitext.target_language).not_approved in text


@each(EDITIONS)
@pytest.mark.parametrize("states", States)
def test_the_head_counts_what_is_not_approved(fmt: Format, states: States) -> None:
    for layout in fmt.INFO.layouts:
        text = text_of(fmt, fmt.write(LIBRARY, Options(layout, states)))
        said = "4 párrafos están aún sin aprobar" if states is States.ALL else "Se omiten 6 párrafos aún sin aprobar."
        assert (said in text) is (layout is not Layout.SOURCE)


@each(EDITIONS)
def test_a_text_that_is_all_approved_says_nothing_of_it(fmt: Format) -> None:
    approved = tuple(replace(u, target=u.target or "x", state=State.REVIEWED, flags=frozenset()) for u in LIBRARY.units)
    for states in States:
        text = text_of(fmt, fmt.write(replace(LIBRARY, units=approved), Options(states=states)))
        assert "sin aprobar" not in text
        assert "borrador" not in text


@each(EDITIONS)
def test_the_colophon_says_who_did_what_and_what_was_approved_alone(fmt: Format) -> None:
    text = text_of(fmt, fmt.write(LIBRARY))
    for said in ("Ana R., Luis", "Ana R., Marta G.", LIBRARY.sha256, LIBRARY.licence, "2024-10-05", "¶ 4"):
        assert said in text


@each(EDITIONS)
def test_a_page_says_nothing_in_the_target_language_that_it_cannot_say(fmt: Format) -> None:
    text = text_of(fmt, fmt.write(replace(LIBRARY, target_language="fr")))
    assert WORDS["en"].not_translated in text


@each(EDITIONS)
def test_comments_to_colleagues_are_never_printed(fmt: Format) -> None:
    for layout in fmt.INFO.layouts:
        text = text_of(fmt, fmt.write(LIBRARY, Options(layout)))
        assert "keeps the joke" not in text
        assert "Antwerp" not in text


# The registry


def test_the_registry_names_each_format_by_its_id() -> None:
    assert all(REGISTRY[id].INFO.id == id for id in REGISTRY)
    # Two versions of XLIFF share a suffix; what is in a file tells them apart.
    assert len({f.INFO.suffix for f in REGISTRY.values()}) == len(REGISTRY) - 1


def test_a_format_answers_to_its_other_names() -> None:
    names = [alias for f in REGISTRY.values() for alias in f.INFO.aliases]
    assert len(set(names)) == len(names)
    assert not set(names) & set(REGISTRY)
    for name, id in (("xliff12", "xliff"), ("XLIFF-2.1", "xliff2"), ("tmx1.4b", "tmx")):
        assert writer(name) is reader(name) is REGISTRY[id]


@pytest.mark.parametrize(("find", "direction"), [
    (writer, "writes"), (reader, "reads_targets"), (document_reader, "reads_documents"),
])  # fmt: skip
def test_a_format_is_found_for_what_it_does_and_for_nothing_else(find, direction: str) -> None:
    for id, fmt in REGISTRY.items():
        if getattr(fmt.INFO, direction):
            assert find(id) is fmt
        else:
            with pytest.raises(UnknownFormat):
                find(id)
    with pytest.raises(UnknownFormat):
        find("wordstar")


@each(list(REGISTRY.values()))
def test_what_a_format_does_not_read_it_refuses(fmt: Format) -> None:
    for read, does in ((fmt.read, fmt.INFO.reads_targets), (fmt.read_document, fmt.INFO.reads_documents)):
        if not does:
            with pytest.raises(UnknownFormat):
                read(fmt.write(LIBRARY) if fmt.INFO.writes else b"Words.")


def test_a_layout_that_a_format_lacks_is_refused() -> None:
    short = replace(REGISTRY["txt"].INFO, layouts=(Layout.SOURCE,))
    with pytest.raises(BadValue):
        chosen_layout(short, Options(Layout.COLUMNS))
    assert chosen_layout(short, Options()) is Layout.SOURCE


@pytest.mark.parametrize(
    ("name", "data", "format"),
    [
        ("a.txt", b"Words.", "txt"),
        ("a.MD", b"# Words", "md"),
        ("a.markdown", b"# Words", "md"),
        ("", b"Words.", "txt"),
        ("README", b"Words.", "txt"),
        ("a.po", b'msgid ""\nmsgstr ""\n', "po"),
        ("a.pot", b"", "po"),
        ("a.xlf", b'<?xml version="1.0"?>\n<xliff version="1.2">', "xliff"),
        ("a.xlf", b'<xliff xmlns="urn:oasis:names:tc:xliff:document:2.2" version="2.2">', "xliff2"),
        ("a.xlf", b"<xli", "xliff"),
        ("a.xliff", b"", "xliff"),
        ("a.txt", '<?xml version="1.0"?><!DOCTYPE tmx SYSTEM "x"><tmx version="1.4">'.encode("utf-16"), "tmx"),
        ("a.txt", b'# x\r\nmsgid "a"\r\nmsgstr "b"\r\n', "po"),
        ("a.txt", 'msgid "a"\nmsgstr "b"\n'.encode("utf-16"), "po"),
        ("a.txt", 'msgid "a"\nmsgstr "b"\n'.encode("utf-8-sig"), "po"),
        ("a.txt", b'One writes msgid "x" and msgstr "y" there.', "txt"),
        ("../../etc/a.html", b"<p>", "html"),
        ("C:\\texts\\a.txt", b"Words.", "txt"),
    ],
)
def test_the_format_is_found_by_content_then_by_name(name: str, data: bytes, format: str) -> None:
    assert detect(name, data) == format


def test_what_is_no_text_and_what_nobody_knows_is_refused() -> None:
    with pytest.raises(WrongContent) as wrong:
        detect("a.txt", b"PK\x03\x04....")
    assert wrong.value.facts == {"format": "txt", "found": "zip"}
    with pytest.raises(UnknownFormat) as unknown:
        detect("a.wpd", b"Words.")
    assert unknown.value.facts == {"format": "wpd"}
