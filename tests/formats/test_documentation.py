"""docs/formats.md says what the code does."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.bitext import Bitext, Flag, Remark, Side, Unit
from domain.document import Role
from domain.states import State
from formats import REGISTRY, po, wording
from formats.base import IDENTITY, Layout
from tests.formats.reading_room import LIBRARY

TEXT = (Path(__file__).parent.parent.parent / "docs" / "formats.md").read_text(encoding="utf-8")

MOMENT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def table(heading: str) -> list[list[str]]:
    """Return the rows of the table under a heading, without the code marks."""
    section = TEXT.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = [line for line in section.split("\n") if line.startswith("|")][2:]
    return [[cell.strip().replace("`", "") for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows]


def test_every_format_stands_in_the_table_with_what_it_does() -> None:
    def yes(does: bool) -> str:
        return "yes" if does else "no"

    assert table("What there is") == [
        [
            info.id,
            info.name,
            info.suffix,
            yes(info.writes),
            yes(info.reads_targets),
            yes(info.reads_documents),
            ", ".join(info.layouts) or "none",
        ]
        for info in (f.INFO for f in REGISTRY.values())
    ]


def test_every_layout_is_told_for_every_format_that_has_layouts() -> None:
    rows = table("Layouts")
    assert [row[0] for row in rows] == list(Layout)
    assert all(len(row) == 1 + sum(bool(f.INFO.layouts) for f in REGISTRY.values()) and all(row) for row in rows)


def test_every_state_has_its_labels_and_its_place_in_po() -> None:
    rows = {row[0]: row[1:] for row in table("States")}
    assert list(rows) == list(State)
    for state in State:
        labels, written, _ = rows[state]
        assert labels == f"{wording.ENGLISH.states[state]} / {wording.SPANISH.states[state]}"
        unit = Unit("p1", "a", "" if state is State.UNTRANSLATED else "b", state)
        text = po.write(Bitext("en", "es", (unit,))).decode()
        assert ("#, fuzzy" in text) is written.startswith("fuzzy")
        assert (f"#. state: {state}" in text) is (f"#. state: {state}" in written)
        assert po.read(text.encode()).units[0].state is state


@pytest.mark.parametrize("id", REGISTRY)
def test_what_a_format_does_not_hold_is_said(id: str) -> None:
    section = TEXT.partition("## What a file does not hold\n")[2].partition("\n## ")[0]
    (line,) = re.findall(rf"^- `{id}`: (.*)$", section, re.MULTILINE)
    info = REGISTRY[id].INFO
    assert (line == "nothing.") is (info.leaves_out == ())
    if not info.reads_targets:
        assert info.carries == IDENTITY


def test_every_field_of_a_unit_and_of_the_bitext_has_its_place_in_po() -> None:
    told = " ".join(row[0] for row in table("PO"))
    names = [*LIBRARY.units[0].__slots__, *set(LIBRARY.__slots__) - {"units", "notices"}]
    singular = {"flags": "flags", "aliases": "aliases", "notes": "note", "comments": "comment"}
    for name in names:
        word = singular.get(name, name.replace("_", " "))
        assert (word if "language" not in name else "languages") in told
    full = po.write(replace(LIBRARY, extra=(("X-Y", "z"),))).decode()
    for sign in re.findall(r"`(#[.|]? ?[a-z-]+:|X-[A-Za-z0-9-]+)", TEXT.partition("## PO\n")[2]):
        assert sign in full or sign in {"#. id:", "#. extra:"}


FULL = Unit(
    "p12",
    "*One* **two** [three](https://a.example/) and _so_[^1]\nfour",
    "*Uno*",
    State.TRANSLATED,
    Role.HEADLINE,
    frozenset({Flag.LOCKED}),
    3,
    ("p13",),
    (Remark("A note.", "Ana", "1", Side.TARGET, MOMENT),),
    (Remark("A comment.", "Luis", created=MOMENT),),
    "Before.",
    (("a", "b"),),
    "Ana",
    MOMENT,
)


@pytest.mark.parametrize("id", ["xliff", "xliff2", "tmx"])
def test_where_everything_stands_in_xliff_and_tmx_is_what_is_written(id: str) -> None:
    rows = table("XLIFF and TMX")
    column = ["", "xliff", "xliff2", "tmx"].index(id)
    approved = replace(FULL, id="p1", state=State.REVIEWED)
    written = REGISTRY[id].write(replace(LIBRARY, units=(FULL, approved), extra=(("c", "d"),))).decode()
    section = TEXT.partition("## XLIFF and TMX\n")[2].partition("\n\n| state |")[0]
    cells = [re.split(r"(?<!\\)\|", line)[1 + column] for line in section.split("\n") if line.startswith("|")][2:]
    assert len(cells) == len(rows) - 2 - len(State)
    for cell in cells:
        signs = re.findall(r"`([^`]+)`", cell)
        assert signs
        assert [sign for sign in signs if sign not in written] == []
    told = " ".join(row[0] for row in rows)
    singular = {"notes": "note", "comments": "comment"}
    for name in [*FULL.__slots__, *set(LIBRARY.__slots__) - {"units", "notices"}]:
        word = singular.get(name, name.replace("_", " "))
        assert (word if "language" not in name else "languages") in told


@pytest.mark.parametrize("state", State)
def test_every_state_has_its_place_in_xliff_and_tmx(state: State) -> None:
    section = TEXT.partition("## XLIFF and TMX\n")[2].partition("\n## ")[0]
    (line,) = re.findall(rf"^\| `{state}` \|(.*)\|$", section, re.MULTILINE)
    unit = Unit("p1", "a", "" if state is State.UNTRANSLATED else "b", state)
    for id, cell in zip(("xliff", "xliff2", "tmx"), line.split("|"), strict=True):
        written = REGISTRY[id].write(Bitext("en", "es", (unit,))).decode()
        assert all(sign in written for sign in re.findall(r"`([^`]+)`", cell))
        assert f">{state}</prop>" in written or id != "tmx" or not unit.target
        assert REGISTRY[id].read(written.encode()).units[0].state is state
