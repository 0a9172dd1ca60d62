"""Plain text and Markdown out: lines of equal letters, the marks of Markdown, and back in through their readers."""

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, assume, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from domain.bitext import Bitext, Remark, Side, States, Unit
from domain.document import Role
from domain.states import State
from domain.volume import Volume
from formats import md, txt
from formats.base import Layout, Options
from formats.columns import side_by_side, width, wrap
from formats.commonmark import one_line, paragraph
from formats.inline import parse, to_plain
from tests.formats.reading_room import LIBRARY
from tests.formats.strategies import SOME_TEXT, TEXTS

PATIENT = settings(
    suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=200, phases=set(Phase) - {Phase.explain}
)
PAIR = Bitext("en", "es", (Unit("p1", "A *short* text.[^1]", "Un texto *corto*.[^1]", State.REVIEWED),))


def text(bitext: Bitext, layout: Layout, *, states: States = States.ALL, wrap: int = 0) -> str:
    return txt.write(bitext, Options(layout, states, wrap)).decode()


def markdown(bitext: Bitext, layout: Layout, *, states: States = States.ALL, wrap: int = 0) -> str:
    return md.write(bitext, Options(layout, states, wrap)).decode()


# Lines


@pytest.mark.parametrize(
    ("word", "columns"),
    [
        ("abc", 3),
        ("año", 3),
        ("an\u0303o", 3),
        ("漢字", 4),
        ("😀", 2),
        ("שלום", 4),
        ("a\u200bb", 2),
        ("", 0),
        ("👩\u200d👧", 2),
        ("🇵🇪", 2),
        ("👍🏽", 2),
        ("❤", 1),
        ("e\u0301\u0323", 1),
    ],
)
def test_letters_are_counted_by_the_columns_they_take(word: str, columns: int) -> None:
    assert width(word) == columns


@given(TEXTS, st.integers(2, 30))
def test_wrapping_keeps_every_letter_and_the_width(typed: str, columns: int) -> None:
    lines = wrap(typed, columns)
    assert "".join("".join(lines).split()) == "".join(typed.split())
    assert all(width(line) <= columns for line in lines)


@given(TEXTS)
def test_without_a_width_lines_stay_as_they_are(typed: str) -> None:
    assert "\n".join(wrap(typed, 0)) == typed


def test_words_are_kept_whole_where_they_fit() -> None:
    assert wrap("the cat sat on the mat", 7) == ["the cat", "sat on", "the mat"]
    assert wrap("incomprehensibly so", 6) == ["incomp", "rehens", "ibly", "so"]
    assert wrap("an incomprehensibly so", 6, may_cut=False) == ["an", "incomprehensibly", "so"]


@pytest.mark.parametrize(("word", "columns", "lines"), [
    ("👩\u200d👧👩\u200d👧👩\u200d👧", 4, ["👩\u200d👧👩\u200d👧", "👩\u200d👧"]),
    ("🇵🇪🇪🇸", 3, ["🇵🇪", "🇪🇸"]),
    ("👍🏽👍🏽", 2, ["👍🏽", "👍🏽"]),
    ("an\u0303o", 2, ["an\u0303", "o"]),
    ("漢字漢字。漢", 8, ["漢字漢", "字。漢"]),
    ("漢字漢字", 5, ["漢字", "漢字"]),
])  # fmt: skip
def test_a_long_word_is_cut_between_signs(word: str, columns: int, lines: list[str]) -> None:
    assert wrap(word, columns) == lines


@given(TEXTS, TEXTS, st.integers(23, 80))
def test_two_texts_stand_side_by_side(left: str, right: str, columns: int) -> None:
    lines = side_by_side(left, right, columns)
    assert all(width(line) <= columns for line in lines)
    letters = "".join("".join(left.split()) + "".join(right.split()))
    assert sorted("".join("".join(lines).split())) == sorted(letters)


def test_the_second_text_begins_at_one_column() -> None:
    lines = side_by_side("漢字 word an\u0303o 😀 and more of it", "one\n" * 5, 23)
    assert [width(line.partition("one")[0]) for line in lines] == [13] * 5 + [0]


def test_a_text_from_right_to_left_is_kept_in_its_half() -> None:
    lines = side_by_side("One line", "שורה אחת", 30, rtl=(False, True))
    assert lines == ["One line        \u2067שורה אחת\u2069"]


# Plain text


def test_facing_numbers_each_pair() -> None:
    assert text(PAIR, Layout.FACING) == "¶ 1\nA short text.[1]\n\nUn texto corto.[1]\n"


def test_stacked_sets_the_target_in() -> None:
    assert text(PAIR, Layout.STACKED) == "A short text.[1]\n\n    Un texto corto.[1]\n"


def test_columns_stand_side_by_side() -> None:
    assert text(PAIR, Layout.COLUMNS, wrap=23) == "A short      Un texto\ntext.[1]     corto.[1]\n"


def test_one_language_alone_is_the_text_alone() -> None:
    assert text(PAIR, Layout.SOURCE) == "A short text.[1]\n"
    assert text(PAIR, Layout.TARGET) == "Un texto corto.[1]\n"


def test_a_mark_stands_on_the_line_before() -> None:
    draft = replace(PAIR, units=(replace(PAIR.units[0], state=State.DRAFT),))
    assert text(draft, Layout.TARGET) == (
        "[1 párrafo está aún sin aprobar y lleva su marca.]\n\n[borrador]\nUn texto corto.[1]\n"
    )
    assert text(draft, Layout.TARGET, states=States.REVIEWED) == (
        "[Se omite 1 párrafo aún sin aprobar.]\n\n[aún sin aprobar]\n"
    )


def test_notes_stand_under_their_text() -> None:
    noted = replace(
        PAIR, units=(replace(PAIR.units[0], source="A.", notes=(Remark("El *corto*.", "", "1"), Remark("Más."))),)
    )
    assert text(noted, Layout.STACKED) == "A.\n\n    Un texto corto.[1]\n    [1] El corto.\n    [*] Más.\n"


@pytest.mark.parametrize("layout", txt.INFO.layouts)
def test_no_line_is_longer_than_asked(layout: Layout) -> None:
    for columns in (40, 72):
        assert max(map(width, text(LIBRARY, layout, wrap=columns).split("\n"))) <= columns


def test_the_plain_source_is_the_text_again_when_read() -> None:
    blocks = txt.read_document(text(LIBRARY, Layout.SOURCE).encode()).blocks
    found = "".join("".join(to_plain(block.text).split()) for block in blocks)
    assert found == "".join("".join(to_plain(unit.source).split()) for unit in LIBRARY.units)


# Markdown


def shown(markdown_text: str) -> list[tuple[str, bool, bool, bool]]:
    """Return the letters that a reader of CommonMark shows, each with its look; what is not prose is a fault."""
    letters: list[tuple[str, bool, bool, bool]] = []
    for token in MarkdownIt("commonmark").parse(markdown_text):
        assert token.type in {"paragraph_open", "inline", "paragraph_close"}, token.type
        strong = emphasis = links = 0
        for child in token.children or ():
            assert child.type not in {"html_inline", "code_inline", "image"}, child.type
            strong += child.nesting if child.type.startswith("strong") else 0
            emphasis += child.nesting if child.type.startswith("em_") else 0
            links += child.nesting if child.type.startswith("link") else 0
            letters += [(c, strong > 0, emphasis > 0, links > 0) for c in "".join(child.content.split())]
    return letters


@PATIENT
@given(SOME_TEXT, st.sampled_from([0, 12, 40]))
@example("[a](https://a.example/) *b* **c** [^1] `d` <e> &amp; #", 0)
@example("1. a", 0)
@example("a\n- b\n+ c\n* d\n# e\n> f\n1) g\n===\n---", 0)
@example("C:\\ dir\\", 4)
@example("[x]: https://a.example/", 0)
@example("    code", 0)
@example("a  \nb\\\nc\\\\\nd", 0)
@example("* * *", 0)
@example("***", 0)
@example("~~~\na\n~~~", 0)
@example("<div>\n\na", 0)
@example("a | b\n--- | ---", 0)
@example("![a](https://a.example/b.png)", 0)
@example("[a](javascript:alert(1))", 0)
@example("*a\n\nb*", 0)
def test_markdown_shows_the_words_of_the_text(inline: str, columns: int) -> None:
    found = shown(paragraph(inline, columns))
    meant = "".join(f"[^{run.note}]" if run.note else run.text for run in parse(inline))
    assert "".join(letter for letter, *_ in found) == "".join(meant.split())
    # Marks are kept or all given up; none that nobody set comes to life.
    looks = [look for _, *look in found if any(look)]
    assert looks in ([], [look for _, *look in inline_letters(inline) if any(look)])


def inline_letters(inline: str) -> list[tuple[str, bool, bool, bool]]:
    return [
        (letter, run.is_strong, run.is_emphasis, bool(run.href))
        for run in parse(inline)
        for letter in "".join((f"[^{run.note}]" if run.note else run.text).split())
    ]


@pytest.mark.parametrize(
    ("inline", "expected"),
    [
        ("Plain, with a full stop. And 1998.", "Plain, with a full stop. And 1998."),
        ("**a** *b* [c](https://a.example/?d=1&e=2)[^1]", "**a** *b* [c](https://a.example/?d=1&e=2)[^1]"),
        ("Fish & chips, 2 * 3 < 7", "Fish & chips, 2 * 3 < 7"),
        ("# 7", "\\# 7"),
        ("- she said", "\\- she said"),
        ("1998. A year", "1998\\. A year"),
        ("`a` <b> &amp; ~c~", "\\`a\\` \\<b> \\&amp; \\~c\\~"),
        ("one\ntwo", "one\\\ntwo"),
        ("one\n\ntwo", "one\n\ntwo"),
    ],
)
def test_only_what_would_act_gets_a_backslash(inline: str, expected: str) -> None:
    assert paragraph(inline) == expected


@PATIENT
@given(SOME_TEXT)
def test_a_heading_is_one_line(inline: str) -> None:
    assert "\n" not in one_line(inline)


def test_a_text_of_nothing_but_brackets_is_written_at_once() -> None:
    assert paragraph("[" * 200_000) == "\\[" * 200_000


@PATIENT
@given(st.lists(SOME_TEXT, min_size=1, max_size=4), st.sampled_from([0, 30]))
def test_the_markdown_source_has_the_same_words_when_read(texts: list[str], columns: int) -> None:
    assume("\ufeff" not in texts[0])  # at the start of a file it is a byte order mark
    assume(any(to_plain(source).strip() for source in texts))
    units = tuple(Unit(f"p{n}", source) for n, source in enumerate(texts, start=1))
    data = md.write(Bitext("en", "es", units), Options(Layout.SOURCE, wrap=columns))
    found = "".join("".join(to_plain(block.text).split()) for block in md.read_document(data).blocks)
    # An anchor without its note is text to a reader of Markdown.
    assert found.replace("[^", "[") == "".join("".join(to_plain(source).split()) for source in texts).replace("[^", "[")


def test_the_markdown_source_is_the_same_text_when_read() -> None:
    blocks = md.read_document(markdown(LIBRARY, Layout.SOURCE).encode()).blocks
    assert [block.text for block in blocks] == [unit.source for unit in LIBRARY.units]
    kept = {Role.HEADLINE, Role.SUBHEAD, Role.ITEM, Role.VERSE}
    assert [b.role for b, u in zip(blocks, LIBRARY.units, strict=True) if u.role in kept] == [
        u.role for u in LIBRARY.units if u.role in kept
    ]


def test_each_role_is_the_block_it_is_in_markdown() -> None:
    roles = {
        Role.HEADLINE: "# a b",
        Role.SUBHEAD: "## a b",
        Role.QUOTE: "> a\\\n> b",
        Role.ITEM: "- a\\\n  b",
        Role.VERSE: "a\\\nb",
        Role.SIGNATURE: "a\\\nb",
    }
    units = tuple(Unit(f"p{n}", "a\nb", role=role) for n, role in enumerate(roles, start=1))
    units += (Unit("p9", "* * *", role=Role.SEPARATOR), Unit("p10", "Part two", role=Role.SEPARATOR))
    assert markdown(Bitext("en", "es", units), Layout.SOURCE) == "\n\n".join([*roles.values(), "* * *", "Part two\n"])


def test_the_source_is_quoted_above_its_target() -> None:
    assert markdown(PAIR, Layout.STACKED) == "> A *short* text.[^1]\n\nUn texto *corto*.[^1]\n"
    numbered = "*¶ 1*\n\n> A *short* text.[^1]\n\nUn texto *corto*.[^1]\n"
    assert markdown(PAIR, Layout.FACING) == markdown(PAIR, Layout.COLUMNS) == numbered


def test_a_note_finds_its_text_among_others_of_the_same_label() -> None:
    unit = replace(PAIR.units[0], source="A.", target="\\[^1] b[^1]", notes=(Remark("One.\n\nMore.", "", "1"),))
    written = markdown(replace(PAIR, units=(unit, replace(unit, id="p2"))), Layout.TARGET)
    assert written == (
        "\\[^1] b[^1-1]\n\n[^1-1]: One.\n    \n    More.\n\n\\[^1] b[^2-1]\n\n[^2-1]: One.\n    \n    More.\n"
    )


def test_both_texts_of_a_row_may_have_a_note_of_the_same_label() -> None:
    notes = (Remark("Of the target.", "", "1", Side.TARGET), Remark("Of the source.", "", "1", Side.SOURCE))
    unit = replace(PAIR.units[0], source="A[^1].", target="Un[^1].", notes=notes)
    assert markdown(replace(PAIR, units=(unit,)), Layout.STACKED) == (
        "> A[^1-1].\n\n[^1-1]: Of the source.\n\nUn[^1T-1].\n\n[^1T-1]: Of the target.\n"
    )


def test_a_mark_is_a_paragraph_in_bold_before_the_target() -> None:
    draft = replace(PAIR, units=(replace(PAIR.units[0], state=State.RETURNED),))
    assert markdown(draft, Layout.TARGET).split("\n\n")[1:] == ["**[devuelto]**", "Un texto *corto*.[^1]\n"]


@pytest.mark.parametrize("layout", md.INFO.layouts)
def test_lines_of_markdown_are_wrapped_between_words(layout: Layout) -> None:
    written = markdown(LIBRARY, layout, wrap=60)
    long = [line for line in written.split("\n") if width(line) > 66 and " " in line.strip("> -#*[]")]
    assert [line for line in long if not re.search(r"https|SHA|Mill Street Notes|^#|^> #", line)] == []


# Editions of several texts, in every layout and width


@st.composite
def volumes(draw: st.DrawFn) -> tuple[Volume, list[tuple[str, str]]]:
    """Give a volume, and its words in pairs: each stands in it once, in one paragraph of its own."""
    units, pairs = [], []
    for n in range(draw(st.integers(1, 5))):
        noise = draw(st.sampled_from(["", " 漢字漢字漢字。", " 👩\u200d👧", " שלום", " " + "long" * 12, " *so*[^1]"]))
        pairs.append((f"Qs{n}q", f"Qt{n}q"))
        role = draw(st.sampled_from(list(Role)))
        note = (Remark(f"Qn{n}q", "", "1", Side.TARGET),) if "[^1]" in noise else ()
        units.append(Unit(f"p{n}", f"Qs{n}q{noise}", f"Qt{n}q{noise}", State.REVIEWED, role, notes=note))
    cut = draw(st.integers(0, len(units)))
    parts = tuple(Bitext("en", "es", tuple(some), f"part-{n}", f"Part {n}") for n, some in
                  enumerate((units[:cut], units[cut:])) if some)  # fmt: skip
    return Volume("en", "es", parts, "two", "Two", "Dos", front_source=("Qfq",), front_target=("Qgq",)), pairs


@settings(PATIENT, max_examples=60)
@given(st.data(), volumes(), st.sampled_from([txt, md]), st.sampled_from([0, 20, 60]))
def test_every_word_of_an_edition_stands_once_and_in_order(data, made, fmt, columns: int) -> None:
    volume, pairs = made
    layout = data.draw(st.sampled_from([Layout.FACING, Layout.STACKED, Layout.SOURCE, Layout.TARGET]))
    written = fmt.write_volume(volume, Options(layout, wrap=columns)).decode()
    sides = {Layout.SOURCE: slice(0, 1), Layout.TARGET: slice(1, 2)}.get(layout, slice(0, 2))
    wanted = [word for pair in pairs for word in pair[sides]]
    # The title of a text, where it has one, may say its headline once more.
    body = written[max(written.rfind("Qfq"), written.rfind("Qgq")) :]
    found = re.findall(r"Q[st]\d+q", body)
    assert list(dict.fromkeys(found)) == wanted
    assert all(written.count(note.text) == (layout is not Layout.SOURCE) for part in volume.parts
               for unit in part.units for note in unit.notes)  # fmt: skip
    if columns and fmt is txt:
        assert all(width(line) <= columns for line in written.split("\n"))


@pytest.mark.parametrize("fmt", [txt, md])
def test_the_source_of_an_edition_has_the_same_words_when_read(fmt) -> None:
    volume = Volume("en", "es", (LIBRARY,), "one", "A title", "Un título", front_source=("A foreword.",))
    for columns in (0, 40):
        blocks = fmt.read_document(fmt.write_volume(volume, Options(Layout.SOURCE, wrap=columns))).blocks
        found = "".join("".join(to_plain(block.text).split()) for block in blocks)
        for unit in LIBRARY.units:
            assert "".join(to_plain(unit.source).split()) in found
