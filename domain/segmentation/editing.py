"""Splitting and merging blocks by hand, in the preview."""

from dataclasses import replace

from domain.document import Block
from domain.errors import CannotSplit


def split_block(block: Block, at: int) -> tuple[Block, Block]:
    """Return the block as two, cut before the character number `at`; white space at the cut goes away.

    A backslash stays with the sign that it escapes. Raises CannotSplit when one of the two would be empty.
    """
    before = block.text[: max(at, 0)]
    is_escaping = (len(before) - len(before.rstrip("\\"))) % 2 == 1
    cut = len(before) - is_escaping
    first, second = block.text[:cut].rstrip(), block.text[cut:].lstrip()
    if not first or not second:
        raise CannotSplit(position=at)
    return replace(block, text=first), replace(block, text=second)


def merge_blocks(a: Block, b: Block) -> Block:
    """Return the two as one block, a blank line between their texts, with the role of the first."""
    return replace(a, text=f"{a.text}\n\n{b.text}", is_furniture=a.is_furniture and b.is_furniture)
