"""Arranging paragraphs by hand loses no word and invents none."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.arranging import Cannot, Changes, Join, Sweep, arrange, cut
from domain.document import Block, Role
from domain.errors import BadValue, CannotSplit

TEXTS = st.text(alphabet="ab \n\u00a0.é", min_size=1, max_size=40).filter(lambda text: text.strip())
BLOCKS = st.lists(st.builds(Block, st.sampled_from(Role), TEXTS.map(str.strip), st.booleans()), min_size=1, max_size=8)


def ink(blocks: list[Block]) -> list[str]:
    return sorted(re.sub(r"\s", "", "".join(block.text for block in blocks)))


def paragraphs(*texts: str) -> list[Block]:
    return [Block(Role.PARAGRAPH, text) for text in texts]


@given(blocks=BLOCKS, data=st.data())
def test_no_cut_or_join_loses_or_invents_a_character(blocks: list[Block], data: st.DataObject):
    number = data.draw(st.integers(1, len(blocks)))
    text = blocks[number - 1].text
    places = sorted(data.draw(st.sets(st.integers(1, max(1, len(text))))), reverse=True)
    marked = text
    for place in places:
        marked = f"{marked[:place]}\r\n\r\n{marked[place:]}"
    asked = data.draw(
        st.sampled_from(
            [Changes(cut=(number, marked)), Changes(join=(number, Join.APART)), Changes(join=(number, Join.RUNNING))]
        )
    )
    try:
        arranged = arrange(blocks, asked)
    except CannotSplit:
        return
    assert ink(arranged) == ink(blocks)
    assert all(block.text.strip() for block in arranged)


def test_a_cut_is_made_where_the_empty_line_stands():
    (block,) = paragraphs("One. Two.\nThree.")
    assert [b.text for b in cut(block, "One.\n\nTwo.\r\n \r\nThree.", position=1)] == ["One.", "Two.", "Three."]


def test_every_piece_of_a_cut_keeps_the_role():
    block = Block(Role.QUOTE, "One. Two.")
    assert {b.role for b in cut(block, "One.\n\nTwo.", position=1)} == {Role.QUOTE}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("One. Two.", Cannot.NOWHERE),
        ("One.\n\n\n", Cannot.OTHER_TEXT),
        ("One.\n\nThree.", Cannot.OTHER_TEXT),
        ("", Cannot.OTHER_TEXT),
    ],
)
def test_a_cut_without_a_place_or_with_other_words_is_refused(text: str, why: Cannot):
    with pytest.raises(CannotSplit) as refused:
        cut(paragraphs("One. Two.")[0], text, position=4)
    assert refused.value.facts == {"position": 4, "why": why}


def test_a_paragraph_torn_by_a_page_number_is_joined_around_it():
    blocks = [
        *paragraphs("The people of"),
        Block(Role.PARAGRAPH, "12", is_furniture=True),
        *paragraphs("the port.", "End."),
    ]
    joined = arrange(blocks, Changes(join=(1, Join.RUNNING)))
    assert [(b.text, b.is_furniture) for b in joined] == [
        ("The people of the port.", False),
        ("12", True),
        ("End.", False),
    ]


def test_two_paragraphs_become_one_segment_with_a_blank_line():
    assert arrange(paragraphs("One.", "Two."), Changes(join=(1, Join.APART))) == paragraphs("One.\n\nTwo.")


def test_the_last_paragraph_has_nothing_to_be_joined_with():
    blocks = [*paragraphs("One."), Block(Role.PARAGRAPH, "2", is_furniture=True)]
    with pytest.raises(CannotSplit):
        arrange(blocks, Changes(join=(1, Join.RUNNING)))


def test_roles_and_what_is_left_out_change_one_by_one():
    changed = arrange(paragraphs("A", "B"), Changes(roles={2: Role.SLOGAN}, left_out={1: True}))
    assert changed == [Block(Role.PARAGRAPH, "A", True), Block(Role.SLOGAN, "B")]


def test_a_sweep_reaches_the_blocks_of_a_role_among_the_numbers():
    blocks = [Block(Role.ITEM, "1"), Block(Role.QUOTE, "2"), Block(Role.ITEM, "3")]
    some = arrange(blocks, Changes(sweep=Sweep(make=Role.VERSE, numbers=frozenset({1, 2}), of=Role.ITEM)))
    assert [b.role for b in some] == [Role.VERSE, Role.QUOTE, Role.ITEM]
    everything = arrange(blocks, Changes(sweep=Sweep(is_furniture=True)))
    assert all(b.is_furniture for b in everything)


@pytest.mark.parametrize("number", [0, -1, 3])
def test_a_number_that_no_paragraph_has_is_refused(number: int):
    for asked in (Changes(roles={number: Role.ITEM}), Changes(cut=(number, "x")), Changes(join=(number, Join.APART))):
        with pytest.raises(BadValue):
            arrange(paragraphs("A", "B"), asked)
