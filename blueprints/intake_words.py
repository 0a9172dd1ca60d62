"""The words of the intake pages: formats, encodings, what a reader noticed, what could not be done."""

from typing import Any

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.wording import INSTEAD, is_exchanged, words_for
from domain import errors as e
from domain.arranging import Cannot
from domain.document import Notice, NoticeKind
from domain.errors import DeskError

FORMATS = {
    "txt": _l("Plain text"),
    "md": _l("Markdown"),
    "docx": _l("Word document (DOCX)"),
    "odt": _l("LibreOffice document (ODT)"),
    "html": _l("Web page (HTML)"),
    "epub": _l("E-book (EPUB)"),
}

_REGIONS = {
    "utf-8": ("UTF-8", None),
    "windows-1252": ("Windows-1252", _l("Western European")),
    "iso-8859-1": ("ISO-8859-1", _l("Western European")),
    "iso-8859-15": ("ISO-8859-15", _l("Western European with €")),
    "mac-roman": ("Mac Roman", _l("old Macintosh")),
    "utf-16-le": ("UTF-16 LE", None),
    "utf-16-be": ("UTF-16 BE", None),
    "windows-1250": ("Windows-1250", _l("Central European")),
    "windows-1251": ("Windows-1251", _l("Cyrillic")),
    "windows-1253": ("Windows-1253", _l("Greek")),
    "windows-1254": ("Windows-1254", _l("Turkish")),
    "windows-1255": ("Windows-1255", _l("Hebrew")),
    "windows-1256": ("Windows-1256", _l("Arabic")),
    "windows-1257": ("Windows-1257", _l("Baltic")),
    "iso-8859-2": ("ISO-8859-2", _l("Central European")),
    "iso-8859-9": ("ISO-8859-9", _l("Turkish")),
    "koi8-r": ("KOI8-R", _l("Russian")),
    "koi8-u": ("KOI8-U", _l("Ukrainian")),
    "ibm437": ("IBM 437", _l("old DOS")),
    "ibm850": ("IBM 850", _l("old DOS, Western European")),
    "shift_jis": ("Shift JIS", _l("Japanese")),
    "euc-jp": ("EUC-JP", _l("Japanese")),
    "gb18030": ("GB 18030", _l("Chinese")),
    "big5": ("Big5", _l("Traditional Chinese")),
    "euc-kr": ("EUC-KR", _l("Korean")),
    "utf-32-le": ("UTF-32 LE", None),
    "utf-32-be": ("UTF-32 BE", None),
}

_CANNOT = {
    Cannot.NOWHERE: _l(
        "There is no empty line in the box yet, so it was not cut. Put one where the paragraph should end."
    ),
    Cannot.OTHER_TEXT: _l(
        "The words in the box are not those of the file, so it was not cut. Only empty lines may be added here; "
        "the box holds what you typed."
    ),
    Cannot.INSIDE_MARKS: _l(
        "The cut would go through a link or an emphasised passage, so it was not made. Cut before or after it."
    ),
    Cannot.LAST: _l("Nothing comes after this paragraph that it could be joined with. Nothing was changed."),
}


def encoding_label(encoding: str) -> str:
    """Return an encoding's name with the languages it is for, such as "Windows-1252 (Western European)"."""
    name, region = _REGIONS.get(encoding, (encoding, None))
    return f"{name} ({region})" if region else name


def notice_words(notice: Notice) -> str:
    """Return the sentence for what a reader changed or assumed."""
    count = {"num": notice.count, "number": format_decimal(notice.count)}
    match notice.kind:
        case NoticeKind.NUL_REMOVED:
            words = ngettext(
                "%(number)s NUL character was removed.", "%(number)s NUL characters were removed.", **count
            )
        case NoticeKind.CONTROL_REMOVED:
            words = ngettext(
                "%(number)s control character was removed.", "%(number)s control characters were removed.", **count
            )
        case NoticeKind.UNDECODABLE:
            words = ngettext(
                "%(number)s place means nothing in this encoding and shows as �. Another may be the right one.",
                "%(number)s places mean nothing in this encoding and show as �. Another may be the right one.",
                **count,
            )
        case NoticeKind.HYPHENS_JOINED:
            words = ngettext(
                "%(number)s word that was divided at the end of a line was put together again.",
                "%(number)s words that were divided at the end of a line were put together again.",
                **count,
            )
        case NoticeKind.QUOTING_REMOVED:
            words = ngettext(
                "The mail quote mark was taken off %(number)s line.",
                "The mail quote marks were taken off %(number)s lines.",
                **count,
            )
        case NoticeKind.PAGE_NUMBERS:
            words = ngettext(
                "%(number)s page number is left out: it is marked below, and can be kept.",
                "%(number)s page numbers are left out: they are marked below, and can be kept.",
                **count,
            )
        case NoticeKind.ENCODING_GUESSED:
            words = _("Nothing in the file says which encoding it is in; Windows-1252 is assumed. Look at the accents.")
        case _:
            words = _document_notice_words(notice.kind, count)
    return words


def _document_notice_words(kind: NoticeKind, count: dict[str, Any]) -> str:
    """Return the sentence for what a document had that a text here cannot have."""
    match kind:
        case NoticeKind.TABLES:
            return ngettext(
                "%(number)s table became paragraphs, one cell after the other. Its place is marked in the preview.",
                "%(number)s tables became paragraphs, one cell after the other. Their places are "
                "marked in the preview.",
                **count,
            )
        case NoticeKind.IMAGES:
            return ngettext(
                "%(number)s picture or other object is not carried: its place and description "
                "are marked in the preview.",
                "%(number)s pictures or other objects are not carried: their places and "
                "descriptions are marked in the preview.",
                **count,
            )
        case NoticeKind.FORMULAS:
            return ngettext(
                "%(number)s formula kept its letters and lost its form.",
                "%(number)s formulas kept their letters and lost their form.",
                **count,
            )
        case NoticeKind.CHANGES_ACCEPTED:
            return ngettext(
                "%(number)s tracked change was taken as accepted.",
                "%(number)s tracked changes were taken as accepted.",
                **count,
            )
        case NoticeKind.COMMENTS_DROPPED:
            return ngettext("%(number)s comment is left out.", "%(number)s comments are left out.", **count)
        case NoticeKind.HEADERS_DROPPED:
            return ngettext(
                "%(number)s running head or foot of the page is left out.",
                "%(number)s running heads and feet of the page are left out.",
                **count,
            )
        case NoticeKind.HIDDEN_DROPPED:
            return ngettext(
                "%(number)s hidden place is left out: readers of the file do not see it.",
                "%(number)s hidden places are left out: readers of the file do not see them.",
                **count,
            )
        case NoticeKind.NAVIGATION_DROPPED:
            return ngettext(
                "%(number)s menu or other part of the page around the text is left out.",
                "%(number)s menus and other parts of the page around the text are left out.",
                **count,
            )
        case NoticeKind.CONTENTS_MARKED:
            return ngettext(
                "%(number)s line of a table of contents is left out: it is marked in the preview, and can be kept.",
                "%(number)s lines of a table of contents are left out: they are marked in the "
                "preview, and can be kept.",
                **count,
            )
    return _("The file is nested so deep that only its words could be read, without headings or emphasis.")


def words_of(error: DeskError) -> str:
    """Return the words for `error`, closer to what was being done than those that hold everywhere."""
    if isinstance(error, e.CannotSplit) and error.facts.get("why") in _CANNOT:
        return str(_CANNOT[Cannot(str(error.facts["why"]))])
    if isinstance(error, e.UnknownFormat) and not is_exchanged(error):
        return _(
            "The desk does not read “%(format)s” files as texts. Nothing was stored. Save it as DOCX, ODT, HTML "
            "or plain text, or choose below what to read it as.",
            format=error.facts.get("format", ""),
        )
    if isinstance(error, e.WrongContent) and error.facts.get("found") == "text":
        return _(
            "The name says that this is a file of another kind (%(format)s), and it is none. Nothing was stored. "
            "Look whether it is the right file, or choose below what to read it as.",
            format=error.facts.get("format", "?"),
        )
    if isinstance(error, e.WrongContent) and error.facts.get("found") not in INSTEAD:
        return _(
            "This is not a text but another kind of file (%(found)s). Nothing was stored. Save it as DOCX or as "
            "plain text from the program that made it.",
            found=error.facts.get("found", "?"),
        )
    if isinstance(error, e.ParagraphTooLong):
        return _(
            "Paragraph %(position)s has %(length)s characters; the longest that the desk takes has %(limit)s. "
            "Nothing was stored. Put line breaks where paragraphs end.",
            position=format_decimal(error.facts.get("position", 0)),
            length=format_decimal(error.facts.get("length", 0)),
            limit=format_decimal(error.facts.get("limit", 0)),
        )
    if isinstance(error, e.BadValue) and error.facts.get("field") in ("language", "source", "target"):
        return _(
            "“%(value)s” is not a language that this text can have here. Choose one from the list, or type a tag "
            "such as es-PE. The text is kept as it stands below.",
            value=error.facts.get("value", ""),
        )
    return words_for(error)
