"""Runs become inline text that reads as the same runs again, and words are never lost to marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.inline import Run, parse, to_plain
from formats.inline_writer import write

RUNS = st.lists(
    st.builds(
        Run,
        text=st.text(st.sampled_from("ab *_[]\\.(\n漢"), min_size=1, max_size=6),
        is_strong=st.booleans(),
        is_emphasis=st.booleans(),
        href=st.sampled_from(["", "", "https://a.org/x", "#p1", "javascript:x", "https://a.org/(("]),
    ),
    max_size=6,
)


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        ([Run("a_b 2 * 3")], "a_b 2 * 3"),
        ([Run("a "), Run("b", is_emphasis=True), Run(" c")], "a *b* c"),
        ([Run("b", is_strong=True, is_emphasis=True)], "***b***"),
        ([Run("a"), Run(" b ", is_strong=True), Run("c")], "a **b** c"),
        ([Run("a*b*"), Run("c", is_strong=True)], "a\\*b\\***c**"),
        ([Run("here", href="https://a.org/(x)"), Run(".")], "[here](https://a.org/(x))."),
        ([Run("here", href="/local")], "here"),
        ([Run("seen"), Run("[1]", note="1")], "seen[^1]"),
        ([Run("a"), Run("\n"), Run("b")], "a\nb"),
        ([], ""),
    ],
)
def test_runs_are_written_with_marks(runs: list[Run], text: str) -> None:
    assert write(runs) == text


@given(RUNS)
def test_no_word_is_lost_whatever_the_marks(runs: list[Run]) -> None:
    assert to_plain(write(runs)) == "".join(run.text for run in runs)


@given(RUNS)
def test_written_runs_read_the_same_again(runs: list[Run]) -> None:
    once = write(runs)
    assert write(parse(once)) == once or to_plain(write(parse(once))) == to_plain(once)
    assert not any(run.href.startswith("javascript") for run in parse(once))
