"""Pairs of texts in pieces: nothing is lost, what belongs together stays together, and no piece is too long."""

from hypothesis import given, settings
from hypothesis import strategies as st

from formats.chunks import LONGEST, chunks
from formats.inline import parse, to_plain
from tests.formats.strategies import TEXTS

LANGUAGES = ("en", "es")
SIDES = (0, 1)


def plain(pieces: list, side: int) -> list[str]:
    return ["".join(run.text for run in pair[side]) for pair in pieces]


@settings(deadline=None, max_examples=150)
@given(source=TEXTS, target=TEXTS, times=st.integers(1, 30))
def test_together_the_pieces_are_the_whole(source: str, target: str, times: int) -> None:
    texts = (source * times, target * times)
    pieces = chunks(*texts, LANGUAGES)
    for side in SIDES:
        assert "".join(plain(pieces, side)) == to_plain(texts[side])
        runs = [run for pair in pieces for run in pair[side]]
        assert looks(runs) == looks(parse(texts[side]))


def looks(runs) -> list[tuple[str, object]]:
    """Return each character with how it looks, wherever the runs are divided."""
    return [(c, (r.is_strong, r.is_emphasis, r.href, r.note)) for r in runs for c in r.text]


def test_sentences_that_stand_for_each_other_stay_together() -> None:
    source = "The gate was shut. Nobody had the key, and nobody went to ask for it. We waited until the evening."
    target = "El portón estaba cerrado. Nadie tenía la llave. Y nadie fue a pedirla. Esperamos hasta la noche."
    pieces = chunks(source, target, LANGUAGES)
    assert [tuple("".join(r.text for r in side).strip() for side in pair) for pair in pieces] == [
        ("The gate was shut.", "El portón estaba cerrado."),
        (
            "Nobody had the key, and nobody went to ask for it.",
            "Nadie tenía la llave. Y nadie fue a pedirla.",
        ),
        ("We waited until the evening.", "Esperamos hasta la noche."),
    ]


def test_a_long_sentence_is_cut_at_a_clause_on_both_sides() -> None:
    source, target = "and they walked to the river, " * 30, "y fueron a pie hasta el mismo río, " * 30
    pieces = chunks(source.strip(" ,") + ".", target.strip(" ,") + ".", LANGUAGES)
    assert len(pieces) >= 5
    for side in SIDES:
        assert max(map(len, plain(pieces, side))) <= LONGEST * 1.5
        assert all(piece.endswith(", ") for piece in plain(pieces, side)[:-1])


def test_a_text_without_any_place_to_cut_is_cut_all_the_same() -> None:
    pieces = chunks("x" * 5000, "*" + "y" * 5000 + "*", LANGUAGES)
    for side in SIDES:
        assert max(map(len, plain(pieces, side))) <= 2 * LONGEST
    assert all(run.is_emphasis for pair in pieces for run in pair[1])


def test_a_text_without_its_other_side_is_cut_by_itself() -> None:
    pieces = chunks("One sentence, and not a short one at that, stands here. " * 20, "", LANGUAGES)
    assert len(pieces) > 5
    assert all(not target for _source, target in pieces)
    assert chunks("", "", LANGUAGES) == [((), ())]
