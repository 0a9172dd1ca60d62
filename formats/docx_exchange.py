"""What the table of a Word document holds beside its texts so that it can come back.

Each row has a bookmark that names its segment and version, comments are Word's own, and the bitext itself lies in a
part of its own (ECMA-376 part 1, 15.2.4): Word and LibreOffice keep all three and show none of the ids.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC

from domain.bitext import Bitext, Remark, States, Unit
from formats.docx_runs import Voice, paragraph, run, text_elements
from formats.packing import pack
from formats.printable import printable
from formats.table import admitted

NAMESPACE = "urn:rectoverso:bitext:1"
ITEM_ID = "{5B0C1E6D-3B1F-4B52-8C53-7A1F1E0D9C21}"  # names the part in the document; always the same
PARTS = {
    "word/comments.xml": "comments.xml",
    "customXml/item1.xml": "exchange.xml",
    "customXml/itemProps1.xml": "exchange.props.xml",
    "customXml/_rels/item1.xml.rels": "exchange.rels.xml",
}
FIRST_BOOKMARK = 100_000  # ids below are those of notes
LONGEST_NAME = 60  # letters of an author
_OURS = re.compile(r"p[1-9]\d{0,9}")


@dataclass(frozen=True, slots=True)
class WordComment:
    """A comment as Word has it. `date`: ISO 8601 to the second, "" where it is not known."""

    author: str
    initials: str
    date: str
    body: str


@dataclass(slots=True)
class Exchange:
    """What one table holds beside its texts: the bitext as it is to come back, and the comments so far."""

    bitext: Bitext
    comments: list[WordComment] = field(default_factory=list)
    namespace: str = NAMESPACE
    item_id: str = ITEM_ID

    @property
    def packed(self) -> str:
        """The bitext as one line."""
        return pack(self.bitext)

    def marked(self, unit: Unit, number: int, inner: str, voice: Voice) -> str:
        """Return the number of a row in its bookmark, and in the comments on its segment."""
        remarks = self.bitext.units[number - 1].comments
        ids = [self._add(remark, voice) for remark in remarks]
        begin = "".join(f'<w:commentRangeStart w:id="{id}"/>' for id in ids)
        end = "".join(
            f'<w:commentRangeEnd w:id="{id}"/>' + run(f'<w:commentReference w:id="{id}"/>', voice) for id in ids
        )
        mark = FIRST_BOOKMARK + number
        name = bookmark_name(unit, number)
        return f'<w:bookmarkStart w:id="{mark}" w:name="{name}"/>{begin}{inner}{end}<w:bookmarkEnd w:id="{mark}"/>'

    def _add(self, remark: Remark, voice: Voice) -> int:
        author = author_of(remark)
        date = remark.created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if remark.created else ""
        initials = "".join(word[0] for word in author.split()[:3])
        lines = printable(remark.text).split("\n")
        body = "".join(paragraph("FootnoteText", run(text_elements(line), voice), voice) for line in lines)
        self.comments.append(WordComment(author, initials, date, body))
        return len(self.comments)


def exchanged(bitext: Bitext, states: States) -> Bitext:
    """Return `bitext` as a table is to hold it. Approved text alone goes out without what colleagues said."""
    units: Iterator[Unit] = admitted(bitext, states)
    if states is States.REVIEWED:
        units = (replace(unit, comments=(), previous_source="", extra=(), author="", changed=None) for unit in units)
    return replace(bitext, units=tuple(units))


def bookmark_name(unit: Unit, number: int) -> str:
    """Return the name of a row: `rv_p12_v7`; of a segment whose id is not ours by its place."""
    if not _OURS.fullmatch(unit.id):
        return f"rv_row{number}"
    return f"rv_{unit.id}" if unit.version is None or unit.version < 0 else f"rv_{unit.id}_v{unit.version}"


def author_of(remark: Remark) -> str:
    """Return the author of a comment as Word has it."""
    return " ".join(printable(remark.author).split())[:LONGEST_NAME].strip()
