"""Bitexts as Hypothesis makes them: every state, role and remark, and texts that look like a format's own signs."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from domain.bitext import Bitext, Flag, Remark, Side, Unit
from domain.document import Role
from domain.states import State
from formats.printable import cleaned

LANGUAGES = st.sampled_from(["en", "es", "es-419", "es-PE", "ar", "he", "zh-Hant-TW", "fr", "qu"])
_WORDS = [
    "a",
    "word",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\t",
    "'",
    "«",
    "»",
    "—",
    "é",
    "e\u0301",
    "¿",
    "ñ",
    ",",
    "%",
    "%s",
    "=1+1",
]
_SCRIPTS = ["שלום", "مرحبا", "漢字", "😀", "👩\u200d👧", "\u0301"]
_SPACES = ["\u00a0", "\u00ad", "\u2028", "\x85", "\f", "\r\n", "\ufeff"]
_PO = ['"', '\\"', "\\", "\\n", "\\303", "#", "#. ", "#~ ", 'msgid ""', 'msgstr "x"', "fuzzy"]
_MARKS = ["state: reviewed", "comment: ", "note-author: x", "[draft]"]
_MARKDOWN = [
    "# ",
    "---",
    "* ",
    "1. ",
    "- ",
    "> ",
    "*a*",
    "**b**",
    "_",
    "[^1]",
    "[a](https://a.example/)",
    "`",
    "~",
    "|",
]
_HTML = ["<", ">", "&", "&amp;", "</style><script>", "<img src=x onerror=x>", "]]>", "-->", "{{", "}}", "{%", "{{7*7}}"]
_SIGNS = [*_WORDS, *_SCRIPTS, *_SPACES, *_PO, *_MARKS, *_MARKDOWN, *_HTML]
TEXTS = st.one_of(st.lists(st.sampled_from(_SIGNS), max_size=12).map("".join), st.text(max_size=40)).map(cleaned)
SOME_TEXT = TEXTS.filter(lambda text: bool(text.strip()))
LINES = TEXTS.map(lambda text: " ".join(text.split()))
LABELS = st.text(st.sampled_from("12abñ*-."), min_size=1, max_size=3)
SIDES = st.sampled_from([None, *Side])
MOMENTS = st.one_of(st.none(), st.datetimes(datetime(1997, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
NUMBERS = st.integers(1, 99_999)
IDS = NUMBERS.map("p{}".format)
EXTRA = st.lists(st.tuples(st.sampled_from(["xliff:tool", "tmx:o-tmf", "csv:3"]), TEXTS), max_size=2).map(tuple)


def remarks(
    labels: st.SearchStrategy[str], sides: st.SearchStrategy[Side | None]
) -> st.SearchStrategy[tuple[Remark, ...]]:
    """Give a few notes or comments whose anchors are drawn from `labels`."""
    remark = st.builds(Remark, TEXTS, st.one_of(st.just(""), TEXTS), labels, sides, MOMENTS)
    return st.lists(remark, max_size=3).map(tuple)


def units(id: str) -> st.SearchStrategy[Unit]:
    """Give units of that id. A target has a state of its own; an empty one has none."""
    empty = st.tuples(st.just(""), st.just(State.UNTRANSLATED))
    full = st.tuples(SOME_TEXT, st.sampled_from([state for state in State if state is not State.UNTRANSLATED]))
    return st.one_of(empty, full).flatmap(
        lambda pair: st.builds(
            Unit,
            st.just(id),
            TEXTS,
            st.just(pair[0]),
            st.just(pair[1]),
            st.sampled_from(Role),
            st.frozensets(st.sampled_from(Flag)),
            st.one_of(st.none(), st.integers(0, 10**9 - 1)),
            st.lists(IDS, max_size=3).map(tuple),
            remarks(LABELS, SIDES),
            remarks(st.just(""), st.none()),
            st.one_of(st.just(""), TEXTS),
            EXTRA,
            st.one_of(st.just(""), TEXTS),
            MOMENTS,
        )
    )


@st.composite
def bitexts(draw: st.DrawFn) -> Bitext:
    """Give a bitext as the desk makes one: clean texts, unique ids of ours."""
    ids = draw(st.lists(IDS, unique=True, max_size=5))
    return Bitext(
        draw(LANGUAGES),
        draw(LANGUAGES),
        tuple(draw(units(id)) for id in ids),
        slug=draw(st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)),
        title=draw(TEXTS),
        appeared=draw(TEXTS),
        licence=draw(LINES),
        sha256=draw(st.text("0123456789abcdef", max_size=64)),
        updated=draw(MOMENTS),
        translators=tuple(sorted(draw(st.lists(TEXTS, max_size=2)))),
        reviewers=tuple(sorted(draw(st.lists(TEXTS, max_size=2)))),
        extra=draw(EXTRA),
    )


ANYTHING = st.text(max_size=30)


@st.composite
def wild_bitexts(draw: st.DrawFn) -> Bitext:
    """Give a bitext as a program with a fault might make it: any characters anywhere, no rule kept."""
    wild_remarks = st.lists(st.builds(Remark, ANYTHING, ANYTHING, ANYTHING, SIDES), max_size=2).map(tuple)
    pairs = st.lists(st.tuples(ANYTHING, ANYTHING), max_size=2).map(tuple)
    unit = st.builds(
        Unit,
        ANYTHING,
        ANYTHING,
        ANYTHING,
        st.sampled_from(State),
        st.sampled_from(Role),
        st.frozensets(st.sampled_from(Flag)),
        st.one_of(st.none(), st.integers()),
        st.lists(ANYTHING, max_size=2).map(tuple),
        wild_remarks,
        wild_remarks,
        ANYTHING,
        pairs,
        ANYTHING,
        MOMENTS,
    )
    texts = [draw(ANYTHING) for _ in range(7)]
    return Bitext(
        *texts[:2],
        tuple(draw(st.lists(unit, max_size=4))),
        *texts[2:],
        translators=tuple(draw(st.lists(ANYTHING, max_size=2))),
        extra=draw(pairs),
    )
