"""How a person arranges the paragraphs of a text before it is stored: roles, what is left out, cuts and joins.

Blocks are numbered from 1. Nothing here changes a word: a cut and a join move white space, and nothing else.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import accumulate

from domain.document import Block, Role
from domain.errors import BadValue, CannotSplit
from domain.segmentation import merge_blocks, split_block

_EMPTY_LINE = re.compile(r"\n\s*\n")
_SPACE = re.compile(r"\s+")


class Cannot(StrEnum):
    """Why a cut or a join is not possible: the fact `why` of CannotSplit."""

    NOWHERE = "nowhere"  # no empty line says where to cut
    OTHER_TEXT = "other_text"  # the words differ from the block's
    INSIDE_MARKS = "inside_marks"  # an emphasis or a link would be torn
    LAST = "last"  # nothing comes after it


class Join(StrEnum):
    """How two blocks become one segment."""

    RUNNING = "running"  # one paragraph that was torn, by a page break or an empty line
    APART = "apart"  # two paragraphs, a blank line between them


@dataclass(frozen=True, slots=True)
class Sweep:
    """One change to many blocks: those of `numbers` (None: all) that are `of` a role (None: any)."""

    make: Role | None = None
    is_furniture: bool | None = None
    numbers: frozenset[int] | None = None
    of: Role | None = None

    def reaches(self, number: int, block: Block) -> bool:
        """Tell whether the block is one of those meant."""
        return (self.numbers is None or number in self.numbers) and self.of in (None, block.role)


@dataclass(frozen=True, slots=True)
class Changes:
    """What a person asks for at once, in the order in which it happens.

    `cut`: the number of a block and its text again, with an empty line at each place to cut.
    `join`: the number of a block to be joined with the next one that is not left out.
    """

    roles: Mapping[int, Role] = field(default_factory=dict)
    left_out: Mapping[int, bool] = field(default_factory=dict)
    sweep: Sweep | None = None
    cut: tuple[int, str] | None = None
    join: tuple[int, Join] | None = None


def arrange(blocks: Sequence[Block], changes: Changes) -> list[Block]:
    """Return `blocks` with `changes` made. Raises CannotSplit (facts: position, why) and BadValue (a number)."""
    arranged = list(blocks)
    for number, role in changes.roles.items():
        at = _index(arranged, number)
        arranged[at] = replace(arranged[at], role=role)
    for number, is_furniture in changes.left_out.items():
        at = _index(arranged, number)
        arranged[at] = replace(arranged[at], is_furniture=is_furniture)
    if changes.sweep:
        arranged = [_swept(changes.sweep, number, block) for number, block in enumerate(arranged, 1)]
    if changes.cut:
        at = _index(arranged, changes.cut[0])
        arranged[at : at + 1] = cut(arranged[at], changes.cut[1], position=at + 1)
    if changes.join:
        _join(arranged, _index(arranged, changes.join[0]), changes.join[1])
    return arranged


def cut(block: Block, text: str, *, position: int) -> list[Block]:
    """Return `block` cut where `text`, which is the block's own, has an empty line.

    The words come from the block, not from `text`, so that nothing else can change. Raises CannotSplit.
    """
    pieces = [piece for piece in _EMPTY_LINE.split(text.replace("\r\n", "\n").replace("\r", "\n")) if piece.strip()]
    if _ink("".join(pieces)) != _ink(block.text):
        raise CannotSplit(position=position, why=Cannot.OTHER_TEXT)
    if len(pieces) < 2:
        raise CannotSplit(position=position, why=Cannot.NOWHERE)
    cuts = _offsets(block.text, accumulate(len(_ink(piece)) for piece in pieces[:-1]))
    out: list[Block] = []
    for at in reversed(cuts):
        block, tail = split_block(block, at)
        out.append(tail)
    return [block, *reversed(out)]


def _offsets(text: str, counts: Iterable[int]) -> list[int]:
    """Return where in `text` the character stands that so many characters other than white space come before."""
    inked = [at for at, character in enumerate(text) if not character.isspace()]
    return [inked[count] for count in counts]


def _ink(text: str) -> str:
    return _SPACE.sub("", text)


def _join(blocks: list[Block], at: int, how: Join) -> None:
    """Join the block with the next that is not left out; what is left out between them comes to stand after."""
    after = next((n for n in range(at + 1, len(blocks)) if not blocks[n].is_furniture), None)
    if after is None or blocks[at].is_furniture:
        raise CannotSplit(position=at + 1, why=Cannot.LAST)
    second = blocks.pop(after)
    if how is Join.APART:
        blocks[at] = merge_blocks(blocks[at], second)
    else:
        blocks[at] = replace(blocks[at], text=f"{blocks[at].text} {second.text}")


def _swept(sweep: Sweep, number: int, block: Block) -> Block:
    if not sweep.reaches(number, block):
        return block
    is_furniture = block.is_furniture if sweep.is_furniture is None else sweep.is_furniture
    return replace(block, role=sweep.make or block.role, is_furniture=is_furniture)


def _index(blocks: Sequence[Block], number: int) -> int:
    if not 1 <= number <= len(blocks):
        raise BadValue(field="paragraph", value=number)
    return number - 1
