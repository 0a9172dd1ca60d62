"""Three-way merges: nothing is lost, nothing is applied that nobody wrote, and the work has a limit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.merging import merge

WORD = st.sampled_from(["el", "río", "es", "de", "todos", ".", ",", "漢字", "\n\n", "🙂"])
WORDS = st.lists(WORD, max_size=12).map(" ".join)
LINES = st.lists(st.sampled_from(["uno", "dos", "tres", "cuatro"]), min_size=4, max_size=12)


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged"),
    [
        ("El río es de todos.", "El gran río es de todos.", "El río es de todas.", "El gran río es de todas."),
        ("Trae una silla.", "Trae una silla azul.", "Trae una silla.", "Trae una silla azul."),
        ("Uno dos tres", "Uno tres", "Uno dos tres cuatro", "Uno tres cuatro"),
        ("a b c d", "a x c d", "a b c y", "a x c y"),
        ("河水属于大家", "大河水属于大家", "河水属于我们", "大河水属于我们"),
        ("Uno\n\ndos", "Un\n\ndos", "Uno\n\ndós", "Un\n\ndós"),
        ("", "", "hola", "hola"),
    ],
)
def test_changes_in_different_places_are_both_taken(base, mine, theirs, merged):
    for proposal in (merge(base, mine, theirs), merge(base, theirs, mine)):
        assert proposal is not None
        assert (proposal.text, proposal.is_clean) == (merged, True)


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged"),
    [
        ("Trae una silla.", "Trae una banca.", "Trae una mesa.", "Trae una banca."),
        ("hola mundo", "hola gran mundo", "hola bello mundo", "hola gran mundo"),
        ("", "hola", "adiós", "hola"),
        ("uno dos tres", "uno tres", "uno DOS tres", "uno tres"),
    ],
)
def test_where_both_changed_the_same_words_mine_stand_and_it_is_said(base, mine, theirs, merged):
    proposal = merge(base, mine, theirs)
    assert proposal is not None
    assert (proposal.text, proposal.is_clean) == (merged, False)


@given(base=WORDS, mine=WORDS)
def test_one_side_alone_is_taken_as_it_is(base, mine):
    for proposal in (merge(base, mine, base), merge(base, base, mine), merge(base, mine, mine)):
        assert proposal is not None
        assert (proposal.text, proposal.is_clean) == (mine, True)


@given(base=WORDS, mine=WORDS, theirs=WORDS)
def test_a_clean_merge_is_the_same_from_both_sides(base, mine, theirs):
    here, there = merge(base, mine, theirs), merge(base, theirs, mine)
    assert here is not None
    assert there is not None
    assert here.is_clean == there.is_clean
    if here.is_clean:
        assert here.text == there.text


@given(base=WORDS, mine=WORDS, theirs=WORDS)
def test_every_word_of_a_merge_was_written_by_somebody(base, mine, theirs):
    proposal = merge(base, mine, theirs)
    assert proposal is not None
    assert set(proposal.text.split()) <= {*base.split(), *mine.split(), *theirs.split()}


@given(base=LINES, place=st.data())
def test_every_new_word_of_mine_is_in_the_merge(base, place):
    at, other = place.draw(st.integers(0, len(base))), place.draw(st.integers(0, len(base)))
    mine = " ".join([*base[:at], "mío", *base[at:]])
    theirs = " ".join([*base[:other], "suyo", *base[other:]])
    proposal = merge(" ".join(base), mine, theirs)
    assert proposal is not None
    assert "mío" in proposal.text.split()
    assert not proposal.is_clean or "suyo" in proposal.text.split()


@pytest.mark.parametrize(
    ("base", "mine", "theirs"),
    [
        ("la " * 60_000, "la lo " * 30_000, "lo la " * 30_000),
        ("a b " * 9_000, "a c " * 9_000, "b a " * 9_000),
        (" ".join(map(str, range(30_000))), " ".join(map(str, range(30_000, 0, -1))), "uno"),
    ],
)
def test_texts_too_long_to_compare_end_soon_and_lose_nothing(base, mine, theirs):
    proposal = merge(base, mine, theirs)
    assert proposal is None or set(mine.split()) - set(base.split()) <= set(proposal.text.split())


def test_a_long_text_with_a_few_changes_is_merged():
    base = [f"w{n}" for n in range(30_000)]
    mine, theirs = [*base], [*base]
    mine[10], theirs[29_000] = "mío", "suyo"
    proposal = merge(" ".join(base), " ".join(mine), " ".join(theirs))
    assert proposal is not None
    assert proposal.is_clean
    assert {"mío", "suyo"} <= set(proposal.text.split())
