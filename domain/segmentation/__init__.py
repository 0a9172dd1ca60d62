"""From a text to its paragraphs and their roles, and nothing is lost on the way.

Every character that is not white space, the hyphen of a divided word, a mail quote mark or a control character
stands in exactly one block, once and in order. The steps, each in its file: lines and groups (`lines`), page numbers
(`pages`), how the text is wrapped (`wrapping`), what belongs together (`layout`), lines into one text (`hyphens`),
and what each paragraph is (`roles`). What is known about languages is data (`words`).
"""

from dataclasses import dataclass

from domain.document import Block, Notice, NoticeKind, Role
from domain.encodings import clean
from domain.segmentation.editing import merge_blocks, split_block
from domain.segmentation.hyphens import Joiner
from domain.segmentation.layout import Part, lay_out
from domain.segmentation.lines import read_pages
from domain.segmentation.measuring import measure
from domain.segmentation.pages import join_pages, mark_furniture
from domain.segmentation.roles import guess_roles

__all__ = ["Segmented", "guess_roles", "merge_blocks", "segment", "split_block"]


@dataclass(frozen=True, slots=True)
class Segmented:
    """`blocks`: plain text, not escaped, in reading order. `notices`: what was taken out or recognised."""

    blocks: tuple[Block, ...]
    notices: tuple[Notice, ...]


def segment(text: str) -> Segmented:
    """Return the paragraphs of a plain text with their roles. Never raises; takes time linear in the text."""
    text, notices = clean(text)
    pages, quoted = read_pages(text)
    mark_furniture(pages)
    groups = join_pages(pages)
    joiner = Joiner([group.lines for group in groups if not group.is_furniture])
    parts = lay_out(groups, measure(groups))
    blocks = _blocks(parts, joiner)
    counts = {
        NoticeKind.HYPHENS_JOINED: joiner.divided,
        NoticeKind.QUOTING_REMOVED: quoted,
        NoticeKind.PAGE_NUMBERS: sum(group.is_furniture for group in groups),
    }
    found = (Notice(kind, count) for kind, count in counts.items() if count)
    return Segmented(blocks, (*notices, *found))


def _blocks(parts: list[Part], joiner: Joiner) -> tuple[Block, ...]:
    texts = [
        "\n".join(line.text for line in part.lines) if part.role is Role.VERSE else joiner.join(part.lines)
        for part in parts
    ]
    body = [n for n, part in enumerate(parts) if not part.is_furniture]
    roles = dict(zip(body, guess_roles([texts[n] for n in body], [parts[n].role for n in body]), strict=True))
    return tuple(Block(roles.get(n, Role.PARAGRAPH), text, parts[n].is_furniture) for n, text in enumerate(texts))
