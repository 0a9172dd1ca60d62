"""Printed pages, set by Typst: facing pages of a book, two columns, one text above the other, or one alone.

Texts go in as data and are never read as markup. The page is tagged, each text with its language, and meets PDF/UA-1
and PDF/A-2a; where no font has a character, it is an ordinary tagged PDF and its colophon names the characters.
"""

import json
import re
from functools import lru_cache
from pathlib import Path

import typst

from domain.bitext import Bitext
from domain.volume import Volume, volume_of
from formats.base import (
    DEFAULTS,
    FormatInfo,
    Layout,
    Options,
    Paper,
    cannot_read,
    chosen_layout,
    chosen_paper,
    chosen_setting,
)
from formats.book import bind
from formats.typesetting import FONTS, Data, data_of, default_paper

INFO = FormatInfo(
    id="pdf",
    name="PDF",
    suffix=".pdf",
    media_type="application/pdf",
    writes_volumes=True,
    layouts=(Layout.FACING, Layout.COLUMNS, Layout.STACKED, Layout.SOURCE, Layout.TARGET),
    papers=tuple(Paper),
)
STANDARDS = ["ua-1", "a-2a"]
SHEET = Path(__file__).parent / "typst" / "edition.typ"
# Letters of the languages that we know best are in the fonts: only what else there is has to be asked for.
_ORDINARY = re.compile(r"[\x00-~\u00a0-\u017f‐-…‹›€™−\u202f]")
_REFUSED = re.compile(r'(?:the text|the codepoint) `"(.+?)"`', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
MOST_LACKING = 50  # characters named; a text in a script without a font lacks them all
# One paragraph a character: what cannot be set is then named by itself.
_QUESTION = b"""#set document(title: "?", date: datetime(year: 2000, month: 1, day: 1))
#let d = json(bytes(sys.inputs.d))
#set text(font: d.fonts)
#for c in d.characters { par(c) }"""

read = cannot_read(INFO)
read_document = cannot_read(INFO)


def write(bitext: Bitext, options: Options = DEFAULTS) -> bytes:
    """Return `bitext` as a PDF. The same bitext and options give the same bytes, whatever fonts a machine has."""
    return write_volume(volume_of(bitext), options)


def write_volume(volume: Volume, options: Options = DEFAULTS) -> bytes:
    """Return `volume` as a PDF with title page, front matter, contents and colophon; a draft says so on every page."""
    layout = chosen_layout(INFO, options)
    paper = chosen_paper(INFO, options) or default_paper(layout)
    setting = chosen_setting(INFO, options)
    book = bind(volume, layout, options.states)
    data = data_of(book, paper, setting)
    lacking = lacking_characters(data)
    if lacking:
        data = data_of(book, paper, setting, lacking=lacking)
    if not lacking:
        try:
            return _compiled(SHEET.read_bytes(), data, STANDARDS)
        except typst.TypstError:
            pass  # a rule of the standards that a text breaks; the page itself is none the worse
    return _compiled(SHEET.read_bytes(), data, [])


def lacking_characters(data: Data) -> str:
    """Return the characters of `data` that none of the fonts has, sorted; the first MOST_LACKING of them."""
    asked = sorted(set(_ORDINARY.sub("", json.dumps(data, ensure_ascii=False))))
    lacking = ""
    while asked and len(lacking) < MOST_LACKING:
        refused = _refused_of("".join(asked))
        if not refused:
            break
        lacking += refused
        asked = [character for character in asked if character not in refused]
    return "".join(sorted(lacking))


@lru_cache(maxsize=1024)
def _refused_of(characters: str) -> str:
    """Return the first of `characters` that cannot be set, or nothing."""
    question = {"fonts": FONTS, "characters": list(characters)}
    try:
        _compiled(_QUESTION, question, STANDARDS)
    except typst.TypstError as error:
        found = _REFUSED.search(error.message)
        return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), found[1]) if found else ""
    return ""


def _compiled(sheet: bytes, data: Data, standards: list[str]) -> bytes:
    return typst.compile(
        sheet, format="pdf", root=SHEET.parent, ignore_system_fonts=True, sys_inputs={"d": json.dumps(data)},
        pdf_standards=standards, timestamp=0,
    )  # fmt: skip
