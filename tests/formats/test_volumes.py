"""Editions of several texts: what each format makes of them, drafts and releases, and what a release's file keeps."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.bitext import Bitext, Remark, Side, States, Unit
from domain.document import Role
from domain.errors import BrokenFile, UnknownFormat
from domain.freezing import freeze, thaw
from domain.states import State
from domain.volume import Volume, printed, volume_of
from formats import REGISTRY, html, md, pdf, txt, volume_writer
from formats.base import Format, Layout, Options
from formats.book import bind
from tests.formats.reading import book_files, page_texts, text_of
from tests.formats.reading_room import LIBRARY
from tests.formats.strategies import LANGUAGES, LINES, TEXTS, bitexts, wild_bitexts
from tests.tools import command, needs

ROOT = Path(__file__).parent.parent.parent
WRITERS = [f for f in REGISTRY.values() if f.INFO.writes_volumes]
each = pytest.mark.parametrize("fmt", WRITERS, ids=lambda f: f.INFO.id)
FEW = settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
WHEN = datetime(2026, 11, 22, 12, tzinfo=UTC)
PLAIN = Bitext(
    "en", "es", (Unit("p3", "One.", "Uno.", State.FINAL), Unit("p4", "Two.", "Dos.", State.FINAL, aliases=("p9",))),
    slug="1997-strike", title="The *Strike*", sha256="ab" * 32, licence="CC0", translators=("Zoe", "Ana R."),
)  # fmt: skip
EDITION = Volume(
    "en", "es", (LIBRARY, PLAIN), slug="two-texts", title="Two <Texts> / *both*", target_title="Dos textos",
    series="Harbor Papers", front_source=("A *foreword*.", "Its second paragraph."), front_target=("Un *prólogo*.",),
    licence="CC BY 4.0", number=3, released=WHEN, layout="facing", paper="a5",
)  # fmt: skip


def text(fmt: Format, volume: Volume, layout: Layout | None = None) -> str:
    return " ".join(text_of(fmt, fmt.write_volume(volume, Options(layout))).split())


def test_all_formats_for_readers_hold_editions_and_the_others_say_that_they_do_not() -> None:
    assert [f.INFO.id for f in WRITERS] == [f.INFO.id for f in REGISTRY.values() if f.INFO.writes_volumes]
    assert {"html", "pdf", "epub", "md", "txt"} <= {f.INFO.id for f in WRITERS}
    with pytest.raises(UnknownFormat):
        volume_writer("po")
    with pytest.raises(UnknownFormat):
        REGISTRY["po"].write_volume(EDITION)


@each
def test_one_statement_is_a_volume_of_one_part(fmt: Format) -> None:
    # A file to work on has more in it than one to read: what brings its targets back.
    layout = Layout.STACKED if fmt.INFO.reads_targets else None
    assert fmt.write(LIBRARY, Options(layout)) == fmt.write_volume(volume_of(LIBRARY), Options(layout))


@each
def test_every_layout_holds_titles_front_matter_and_all_texts_in_order(fmt: Format) -> None:
    for layout in fmt.INFO.layouts:
        found = text(fmt, EDITION, layout)
        wanted = {"source": ["foreword", "eleven shelves", "One.", "Two."], "target": ["prólogo", "Uno.", "Dos."]}
        for side, words in wanted.items():
            if layout in (Layout.SOURCE, Layout.TARGET) and layout != side:
                continue
            places = [found.casefold().find(word.casefold()) for word in words]
            assert -1 not in places, (layout, words, places)
            assert places == sorted(places)
        assert "Harbor Papers" in found


@each
def test_the_colophon_names_everybody_each_source_and_the_release(fmt: Format) -> None:
    found = text(fmt, EDITION)
    for said in (
        "Ana R., Luis, Zoe", "Ana R., Marta G.", "3 (2026-11-22)", "CC BY 4.0", LIBRARY.sha256, PLAIN.sha256, "¶ 4",
    ):  # fmt: skip
        assert said in found, said


@each
def test_nobody_is_named_who_wishes_not_to_be(fmt: Format) -> None:
    nameless = replace(EDITION, parts=tuple(replace(part, translators=(), reviewers=()) for part in EDITION.parts))
    found = text(fmt, nameless)
    assert "Traducción" not in found
    assert "Ana R." not in found


@each
def test_a_draft_says_so_at_each_part_and_a_release_nowhere(fmt: Format) -> None:
    for layout in fmt.INFO.layouts:
        word = "DRAFT" if layout is Layout.SOURCE else "BORRADOR"
        assert text(fmt, replace(EDITION, is_draft=True, number=None), layout).count(word) >= len(EDITION.parts)
        assert word not in text(fmt, EDITION, layout)


def test_a_printed_draft_says_so_on_every_page() -> None:
    for layout in pdf.INFO.layouts:
        pages = page_texts(pdf.write_volume(replace(EDITION, is_draft=True), Options(layout)))
        word = "DRAFT" if layout is Layout.SOURCE else "BORRADOR"
        assert len(pages) > 3
        assert all(word in re.sub(r"\s", "", page) for page in pages)


def test_facing_texts_begin_on_a_left_page_after_the_contents() -> None:
    pages = page_texts(pdf.write_volume(EDITION))
    where = {
        words: next(n for n, page in enumerate(pages, 1) if words in page)
        for words in ("Its second paragraph", "prólogo", "Índice", "One.", "Uno.")
    }
    assert where["Its second paragraph"] % 2 == 0
    assert where["prólogo"] == where["Its second paragraph"] + 1
    assert where["Índice"] % 2 == 1
    assert (where["One."] % 2, where["Uno."]) == (0, where["One."] + 1)


def test_the_anchors_of_each_part_are_its_own() -> None:
    page = html.write_volume(EDITION).decode()
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert {"text-1997-strike.p3", "text-1997-strike.p4", "text-1997-strike.p9"} <= set(ids)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    twins = Volume("en", "es", (PLAIN, PLAIN), title="Twins")
    ids = re.findall(r'\sid="([^"]+)"', html.write_volume(twins).decode())
    assert len(ids) == len(set(ids))
    assert 'id="p3"' in html.write_volume(replace(EDITION, parts=(PLAIN,))).decode()


def test_headings_of_an_edition_leave_no_level_out() -> None:
    for page in (html.write_volume(EDITION).decode(), html.write_volume(replace(EDITION, parts=(PLAIN,))).decode()):
        levels = [int(level) for level in re.findall(r"<h([1-6])\b", page)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_notes_of_two_parts_do_not_meet_in_markdown() -> None:
    note = Remark("See there.", anchor="1", side=Side.TARGET)
    part = Bitext("en", "es", (Unit("p1", "A.", "B.[^1]", State.FINAL, notes=(note,)),), slug="a")
    written = md.write_volume(Volume("en", "es", (part, replace(part, slug="b")), title="T")).decode()
    assert re.findall(r"^\[\^([^\]]+)\]:", written, re.MULTILINE) == ["1.1-1", "2.1-1"]


@each
def test_an_edition_without_texts_comes_out(fmt: Format) -> None:
    for layout in fmt.INFO.layouts:
        assert "Dos textos" in text(fmt, replace(EDITION, parts=()), layout) or layout is Layout.SOURCE


@each
def test_a_title_of_any_length_with_any_signs_comes_out(fmt: Format) -> None:
    long = replace(EDITION, title='<b>#"&\\' + "x/" * 247, target_title="]]> *{{7*7}}* " + "ñ" * 486)
    assert "49" not in text(fmt, replace(long, parts=(), number=1, released=None))
    assert text(fmt, long)


@each
@FEW
@given(
    parts=st.lists(st.one_of(bitexts(), wild_bitexts()), max_size=2), words=st.lists(TEXTS, min_size=4, max_size=4),
    languages=st.tuples(LANGUAGES, LANGUAGES), data=st.data(),
)  # fmt: skip
def test_any_volume_can_be_written_twice_alike(
    fmt: Format, parts: list[Bitext], words: list[str], languages: tuple[str, str], data: st.DataObject
) -> None:
    title, target_title, series, front = words
    volume = Volume(
        *languages, tuple(parts), title=title, target_title=target_title, series=series, front_source=(front,),
        front_target=(front,), is_draft=data.draw(st.booleans()),
    )  # fmt: skip
    options = Options(data.draw(st.sampled_from(fmt.INFO.layouts)), data.draw(st.sampled_from(States)))
    written = fmt.write_volume(volume, options)
    assert written == fmt.write_volume(volume, options)
    assert text_of(fmt, written) or not parts


@needs("epubcheck")
def test_epubcheck_finds_nothing_in_an_edition(tmp_path: Path) -> None:
    draft = replace(EDITION, is_draft=True, number=None, released=None)
    for volume, layout in ((EDITION, Layout.STACKED), (draft, Layout.FACING)):
        path = tmp_path / f"{layout}.epub"
        path.write_bytes(REGISTRY["epub"].write_volume(volume, Options(layout)))
        checked = [*command("epubcheck"), "--failonwarnings", str(path)]
        done = subprocess.run(checked, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_each_text_of_an_e_book_begins_a_file_of_its_own() -> None:
    files = book_files(REGISTRY["epub"].write_volume(EDITION))
    assert [name for name in files if name.startswith("text/text-")] == ["text/text-1.xhtml", "text/text-2.xhtml"]
    assert "The Strike" in "".join(files["text/nav.xhtml"].itertext())


# What a release keeps


@FEW
@given(parts=st.lists(bitexts(), max_size=3), words=st.lists(LINES, min_size=3, max_size=3), is_draft=st.booleans())
def test_what_is_frozen_comes_back_without_what_is_not_printed(
    parts: list[Bitext], words: list[str], is_draft: bool
) -> None:
    volume = Volume(
        "en", "es-PE", tuple(parts), title=words[0], front_source=(words[1],), series=words[2], number=2,
        released=WHEN, is_draft=is_draft,
    )  # fmt: skip
    frozen = freeze(volume)
    assert thaw(frozen) == replace(volume, parts=tuple(map(printed, parts)))
    assert freeze(thaw(frozen)) == frozen


def test_no_remark_to_a_colleague_is_frozen() -> None:
    remarked = replace(
        LIBRARY, units=(Unit("p1", "A.", "B.", comments=(Remark("keep quiet"),), previous_source="old"),)
    )
    assert b"keep quiet" not in freeze(volume_of(remarked))
    assert b'"old"' not in freeze(volume_of(remarked))


def test_frozen_bytes_are_canonical() -> None:
    value = json.loads(freeze(EDITION))
    assert value["schema"] == 1
    assert json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() == freeze(EDITION)


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff", b'{"schema":2}', freeze(EDITION)[:-40]])
def test_what_is_no_release_is_refused(data: bytes) -> None:
    with pytest.raises(BrokenFile):
        thaw(data)


def test_every_process_prints_the_same_bytes_of_a_release(tmp_path: Path) -> None:
    (tmp_path / "release.json").write_bytes(freeze(EDITION))
    script = (
        "import sys, hashlib; from pathlib import Path; from domain.freezing import thaw; from formats import REGISTRY;"
        "v = thaw(Path(sys.argv[1]).read_bytes());"
        "print(*(hashlib.sha256(f.write_volume(v)).hexdigest() for f in REGISTRY.values() if f.INFO.writes_volumes))"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", script, str(tmp_path / "release.json")], cwd=ROOT, check=True, text=True,
            capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"},
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "America/Lima"))
    }  # fmt: skip
    assert len(found) == 1
    assert len(found.pop().split()) == len(WRITERS)


def test_a_text_without_a_headline_gets_its_title_in_a_volume_of_several() -> None:
    book = bind(EDITION, Layout.TARGET, States.ALL)
    assert [bool(book.opening(part)) for part in book.parts] == [False, True]
    assert "The Strike" in txt.write_volume(EDITION).decode()
    assert any(unit.role is Role.HEADLINE for unit in LIBRARY.units)
