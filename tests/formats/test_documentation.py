"""docs/formats.md says what the code does."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from domain.bitext import Bitext, Unit
from domain.states import State
from formats import REGISTRY, po, wording
from formats.base import IDENTITY, Layout
from tests.formats.reading_room import LIBRARY

TEXT = (Path(__file__).parent.parent.parent / "docs" / "formats.md").read_text(encoding="utf-8")


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
