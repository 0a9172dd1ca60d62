"""The words for formats and layouts: what each is for, and what it cannot carry."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from formats.base import Binding, FormatInfo, Layout, Margins, Paper, TypeSize


@dataclass(frozen=True, slots=True)
class FormatWords:
    """What a person is told of a format before taking a text out in it."""

    name: LazyString | str
    purpose: LazyString | str = ""
    cannot: LazyString | str = ""


_FORMATS = {
    "html": FormatWords(
        _l("Web page (HTML)"),
        _l("To read, print and publish: one file with everything in it, side by side, stacked on a phone."),
        _l("Comments stay at the desk, and it cannot be brought in again."),
    ),
    "pdf": FormatWords(
        _l("Printed pages (PDF)"),
        _l("A book with source and translation on facing pages, or a leaflet in two columns: to print or to keep."),
        _l("Comments stay at the desk, and it cannot be brought in again."),
    ),
    "epub": FormatWords(
        _l("E-book (EPUB)"),
        _l("For telephones and e-readers: source and translation in pairs, or the source a tap away."),
        _l("Comments stay at the desk, and it cannot be brought in again."),
    ),
    "docx": FormatWords(
        _l("Word document (DOCX)"),
        _l("To work on in Word or LibreOffice: two columns in a table, with real headings and footnotes."),
        _l("Side by side, it can be brought in again with comments and tracked changes; the other layouts cannot."),
    ),
    "txt": FormatWords(
        _l("Plain text"),
        _l("For mail, and for anything that shows text."),
        _l("Emphasis, link addresses and roles are lost, and the translation cannot be brought in again."),
    ),
    "md": FormatWords(
        _l("Markdown"),
        _l("For blogs, wikis and other programs that set text."),
        _l("Two columns become a quotation above its translation; the translation cannot be brought in again."),
    ),
    "po": FormatWords(
        _l("PO (gettext)"),
        _l("To translate in another program and bring the result in again: states, notes and comments travel along."),
        _l("It is for programs, not for reading: it has no layout."),
    ),
    "xliff": FormatWords(
        _l("XLIFF 1.2"),
        _l("For OmegaT, Trados, memoQ and nearly every other translation tool: texts, states, notes and comments."),
        _l("It is for programs, not for reading: it has no layout."),
    ),
    "xliff2": FormatWords(
        _l("XLIFF 2.1"),
        _l("The newer XLIFF, for tools that read it: texts, states, notes and comments in the standard's own places."),
        _l("It is for programs, not for reading: it has no layout."),
    ),
    "tmx": FormatWords(
        _l("Translation memory (TMX)"),
        _l("Pairs to keep and to use again in any translation tool; it can be brought in again."),
        _l("It is for programs, not for reading: it has no layout."),
    ),
    "csv": FormatWords(
        _l("Table (CSV)"),
        _l("A row for each paragraph, for any spreadsheet or program; the column “target” can be brought in again."),
        _l("It is not for reading: emphasis stands as typed (*so*), and Excel may show a long text cut short."),
    ),
    "xlsx": FormatWords(
        _l("Table (Excel)"),
        _l("A row for each paragraph in Excel or LibreOffice, to be filled in and brought in again, with its states."),
        _l("It is not for reading: emphasis stands as typed (*so*)."),
    ),
}  # fmt: skip

LAYOUTS = {
    Layout.COLUMNS: _l("Side by side"),
    Layout.FACING: _l("As facing pages, numbered"),
    Layout.STACKED: _l("Source above translation"),
    Layout.SOURCE: _l("Source alone"),
    Layout.TARGET: _l("Translation alone"),
}

PAPERS = {
    Paper.A4: _l("A4"),
    Paper.A5: _l("A5 (half of A4)"),
    Paper.LETTER: _l("Letter"),
    Paper.HALF_LETTER: _l("Half Letter"),
}


# By field: its label and the words for each choice.
PRESETS = {
    "type_size": (
        _l("Type size"),
        {
            TypeSize.SMALL: _l("Small"),
            TypeSize.NORMAL: _l("Normal"),
            TypeSize.LARGE: _l("Large"),
            TypeSize.LARGE_PRINT: _l("Large print (16 points at least)"),
        },
    ),
    "margins": (
        _l("Margins"),
        {Margins.NARROW: _l("Narrow"), Margins.NORMAL: _l("Normal"), Margins.WIDE: _l("Wide")},
    ),
    "binding": (
        _l("Binding"),
        {
            Binding.NONE: _l("None: no room taken by a fold"),
            Binding.STAPLED: _l("Stapled: 3 mm more inside"),
            Binding.GLUED: _l("Glued: 7 mm more inside"),
        },
    ),
}


def format_words(info: FormatInfo) -> FormatWords:
    """Return the words for a format; its own name for one that has none here yet."""
    return _FORMATS.get(info.id, FormatWords(info.name))
