"""The target of one row written again, as it went out in a document: what came back is held against it."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.bitext import Bitext, States
from domain.volume import volume_of
from formats.base import Layout, Paper
from formats.book import bind
from formats.docx import NOT_XML, Script, sheet_of, texts_of
from formats.docx_exchange import Exchange
from formats.page import heading_levels
from formats.printable import printable


@dataclass(frozen=True, slots=True)
class Written:
    """The markup of a target, of its footnotes in order, and where the links of both lead by their ids."""

    markup: str
    notes: tuple[str, ...]
    links: dict[str, str]
    note_links: dict[str, str]


def target_cells(bitext: Bitext) -> Callable[[int], Written]:
    """Return what writes the target at a place, from 0, again."""
    book = bind(volume_of(bitext), Layout.COLUMNS, States.ALL)
    rows = book.parts[0].page.rows
    levels = heading_levels(rows)

    def cell(place: int) -> Written:
        script = Script(book, sheet_of(Paper.A4), exchange=Exchange(bitext))
        markup = "".join(texts_of(script, rows[place], "target", levels.get(rows[place].number, 0)))
        markup, *bodies = (NOT_XML.sub(" ", printable(one)) for one in (markup, *script.notes.bodies))
        links, note_links = ({id: href for href, id in own.ids.items()} for own in (script.links, script.notes.links))
        return Written(markup, tuple(bodies), links, note_links)

    return cell
