"""What the typesetter is told of a part of a book, so that it looks as it will in the whole: its numbers, its heads."""

from dataclasses import dataclass, replace

from domain.bitext import Bitext, States
from domain.volume import Volume
from formats.base import Layout, Paper, Setting
from formats.book import bind
from formats.typesetting import Data, data_of

FRONT, TEXT, END = "front", "text", "end"


@dataclass(frozen=True, slots=True)
class Before:
    """What of its text stands before an excerpt, which goes on counting: rows, notes; whether there is a headline.

    `is_headed`: whether a headline of its own stands anywhere in the text.
    """

    rows: int = 0
    notes: int = 0
    has_headline: bool = False
    is_headed: bool = False


def whole(volume: Volume, layout: Layout, paper: Paper, setting: Setting) -> Data:
    """Return all of `volume`."""
    return _shown(_data(volume, layout, paper, setting), FRONT, TEXT, END)


def front(volume: Volume, layout: Layout, paper: Paper, setting: Setting) -> Data:
    """Return title page, front matter and contents. The parts of `volume` are the beginnings of its texts."""
    return {**_shown(_data(volume, layout, paper, setting), FRONT, TEXT), "notices": []}


def end(volume: Volume, layout: Layout, paper: Paper, setting: Setting) -> Data:
    """Return the colophon."""
    return {**_shown(_data(volume, layout, paper, setting), END), "parts": []}


def excerpt(
    volume: Volume, text: Bitext, part: int, before: Before, layout: Layout, paper: Paper, setting: Setting
) -> Data:
    """Return the rows of `text` that are in it, of the part of that number (from 0), as if the rest were there."""
    # One text alone has no title above it, so it stands for as many as there are.
    alone = replace(volume, parts=(text, *(replace(text, units=()) for _ in volume.parts[1:2])))
    data = _data(alone, layout, paper, setting)
    found = data["parts"][0]
    rows = found["rows"]
    if rows and rows[0]["at"][1] == 0 and (before.rows or before.is_headed):
        rows = rows[1:]  # the title that heads a text without a headline
    for row in rows:
        row["at"] = [part, row["at"][1] and row["n"] + before.rows]
        row["n"] += before.rows
        _number_notes(row, before.notes)
        if before.has_headline and row["role"] == "headline":
            row["level"] = max(row["level"], 2)
    return {**_shown(data, TEXT), "parts": [{**found, "rows": rows}], "notices": []}


def _data(volume: Volume, layout: Layout, paper: Paper, setting: Setting) -> Data:
    """Return the data of `volume` with the part and the number of each row; 0 for a title that heads a text."""
    book = bind(volume, layout, States.ALL)
    data = data_of(book, paper, setting)
    for number, (part, of) in enumerate(zip(data["parts"], book.parts, strict=True)):
        has_title = bool(book.opening(of))
        for n, row in enumerate(part["rows"]):
            row["at"] = [number, 0 if has_title and n == 0 else row["n"]]
    return data


def _shown(data: Data, *parts: str) -> Data:
    return {**data, "shown": list(parts)}


def _number_notes(row: Data, before: int) -> None:
    """Let the notes of `row` count on from those `before`, where they stand and where they are named."""
    for side in ("source", "target"):
        for piece in row[side]:
            for run in piece:
                for name in ("number", "t") if run.get("s") or "number" in run else ():
                    if run.get(name, "").strip().isdecimal():
                        run[name] = run[name].replace(run[name].strip(), str(int(run[name]) + before))
