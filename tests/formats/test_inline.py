"""The inline text of a segment: what is a mark, what is text, and that nothing a person typed gets lost."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from formats.inline import MOST_MARKS, Run, escape, escape_all, parse, to_html, to_plain

# Mostly the characters that could be marks, so that Hypothesis meets every combination of them.
MARKED = st.text(st.sampled_from("ab *_[]()\\^#:/1\n\t<>&\"'`!.é¿م漢😀\u00a0"), max_size=60)
ANY_TEXT = st.one_of(MARKED, st.text(max_size=200))
LINKED = st.lists(
    st.sampled_from(["[", "]", "](#a)", "](http://a.b)", "*", "**", "_", "[^1]", "\\", " ", "a", "\n", "(", ")"]),
    max_size=40,
).map("".join)


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("plain", [Run("plain")]),
        ("a *b* c", [Run("a "), Run("b", is_emphasis=True), Run(" c")]),
        ("**b**", [Run("b", is_strong=True)]),
        ("***b***", [Run("b", is_strong=True, is_emphasis=True)]),
        ("_b_", [Run("b", is_emphasis=True)]),
        ("[b](https://a.org/x)", [Run("b", href="https://a.org/x")]),
        ("[b](mailto:ana@example.org)", [Run("b", href="mailto:ana@example.org")]),
        ("[b](#p12)", [Run("b", href="#p12")]),
        ("[Lima](https://a.org/Lima_(Peru))", [Run("Lima", href="https://a.org/Lima_(Peru)")]),
        ("[a *b*](#c)", [Run("a ", href="#c"), Run("b", is_emphasis=True, href="#c")]),
        ("seen[^1].", [Run("seen"), Run("[1]", note="1"), Run(".")]),
        ("a\nb", [Run("a"), Run("\n"), Run("b")]),
        ("a\\\n  b", [Run("a"), Run("\n"), Run("b")]),
        ("a\n\nb", [Run("a"), Run("\n\n"), Run("b")]),
        ("*a\n\nb*", [Run("*a"), Run("\n\n"), Run("b*")]),
        ("\\*a\\*", [Run("*a*")]),
        ("C:\\new", [Run("C:\\new")]),
        ("", []),
    ],
)
def test_marks_are_read(text: str, runs: list[Run]) -> None:
    assert parse(text) == tuple(runs)


@pytest.mark.parametrize(
    "text",
    [
        "snake_case and snake_case_too",
        "2 * 3 * 4",
        "[sic]",
        "[...] and [Lima]",
        "[a](javascript:alert(1))",
        "[a](data:text/html,x)",
        "[a](/etc/hostname)",
        "[a]()",
        "[a] (https://a.org)",
        "`code` and ``more``",
        "<b>bold</b> <https://a.org> &amp; &#42;",
        "# not a heading",
        "- not a list",
        "a footnote *",
        "* a footnote",
        "¡Abajo! «Sí» —dijo—",
        "שלום עולם",
        "漢字 😀",
    ],
)
def test_what_is_no_mark_is_text_and_needs_no_backslash(text: str) -> None:
    assert parse(text) == (Run(text),)
    assert escape(text) == text


def test_an_image_is_an_exclamation_mark_and_a_link() -> None:
    assert parse("![a](https://a.org/a.png)") == (Run("!"), Run("a", href="https://a.org/a.png"))


def test_a_link_holds_no_link() -> None:
    assert parse("[a [b](#c)](#d)") == (Run("[a "), Run("b", href="#c"), Run("](#d)"))


def test_html_is_written_and_everything_else_escaped() -> None:
    html = to_html("**a** *b* ***c*** [d & e](https://a.org/?x=1&y=2)[^n] <script>\nnew\n\npart")
    assert html == (
        '<strong>a</strong> <em>b</em> <strong><em>c</em></strong> <a href="https://a.org/?x=1&amp;y=2" '
        'rel="nofollow noopener">d &amp; e</a><sup class="note-anchor">n</sup> &lt;script&gt;<br>\nnew<br>\n'
        '<br class="paragraph-break">\npart'
    )


def test_plain_text_is_what_a_reader_sees() -> None:
    assert to_plain("**a** [b](#c)[^1]\n\\*d") == "a b[1]\n*d"


@pytest.mark.parametrize(
    ("plain", "escaped"),
    [
        ("*a*", "\\*a\\*"),
        ("2 * 3 and *a*", "2 * 3 and \\*a\\*"),
        ("snake_case and _a_", "snake_case and \\_a\\_"),
        ("[a](#b) [sic]", "\\[a\\](#b) [sic]"),
        ("[^1] *", "\\[^1] *"),
        ("C:\\*.txt C:\\new", "C:\\\\*.txt C:\\new"),
    ],
)
def test_only_what_would_be_a_mark_is_escaped(plain: str, escaped: str) -> None:
    assert escape(plain) == escaped


@given(st.one_of(ANY_TEXT, LINKED))
@example("\\\n a")
@example("[[a](#b)](#c)" * 20)
@example("\n \n\n*a*\n")
def test_escaped_text_shows_what_was_meant(plain: str) -> None:
    assert to_plain(escape(plain)) == plain
    assert not any(run.is_strong or run.is_emphasis or run.href or run.note for run in parse(escape(plain)))
    assert to_plain(escape_all(plain.replace("\\\n", ""))) == plain.replace("\\\n", "")


@given(st.one_of(ANY_TEXT, LINKED))
def test_html_holds_no_tag_but_ours_and_all_of_the_text(text: str) -> None:
    html = str(to_html(text))
    tags = re.findall(r"<[^>]*>", html)
    ours = r'</?(em|strong|a|sup)>|<br( class="paragraph-break")?>|<sup class="note-anchor">'
    ours += r'|<a href="[^"<>]*" rel="nofollow noopener">'
    assert all(re.fullmatch(ours, tag) for tag in tags)
    words = re.sub(r"<[^>]*>", "", html)
    for entity, character in {"&lt;": "<", "&gt;": ">", "&#34;": '"', "&#39;": "'", "&amp;": "&"}.items():
        words = words.replace(entity, character)
    anchors = {run.text: run.note for run in parse(text) if run.note}
    seen = "".join(anchors.get(run.text, run.text) if run.note else run.text for run in parse(text))
    assert "".join(words.split()) == "".join(seen.split())


@given(LINKED)
def test_tags_are_closed_in_order(text: str) -> None:
    open_tags: list[str] = []
    for slash, name in re.findall(r"<(/?)(em|strong|a|sup)\b", str(to_html(text))):
        if slash:
            assert open_tags.pop() == name
        else:
            open_tags.append(name)
    assert open_tags == []


@given(st.one_of(ANY_TEXT, LINKED))
def test_breaks_and_note_anchors_stand_alone(text: str) -> None:
    for run in parse(text):
        assert run.text
        assert "\n" not in run.text or run.text in ("\n", "\n\n")
        assert not run.note or run.text == f"[{run.note}]"


@pytest.mark.parametrize(
    "unit",
    [
        "*a_ ",
        "[",
        "]",
        "_",
        "**a ",
        "[a](#b",
        "[a](#b)",
        "[^1]",
        "\\",
        "[[a](#)](#)",
        "\n",
        " \n",
        "[a](http://(",
    ],
)
@pytest.mark.parametrize("size", [100, MOST_MARKS, 200_000])
def test_a_hostile_text_is_shown_and_kept(unit: str, size: int) -> None:
    text = unit * (size // len(unit))
    assert to_html(text)
    assert to_plain(escape(text)) == text


def test_a_text_with_too_many_marks_is_shown_as_typed() -> None:
    text = "*a* " * MOST_MARKS
    assert parse(text) == (Run(text),)
    assert escape(text) == text
