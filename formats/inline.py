"""The inline text of a segment: a small part of CommonMark, read, shown and written.

`*emphasis*`, `**strong**`, `[text](url)`, note anchors `[^1]`, and a backslash before a punctuation mark that
is meant as itself. A newline is a line break kept as typed, a blank line a paragraph break. There is nothing
else: backticks, `<tags>`, `&entities;`, images and bare addresses are text.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup
from markupsafe import escape as escape_html

# Past this many marks a text is no prose: it is shown as typed, so that one text cannot make a page slow.
MOST_MARKS = 5_000

_MARK = re.compile(r"\\[\s\S]|([*_\[])")
_PARAGRAPH_BREAK = re.compile(r"(\n(?:[ \t]*\n)+)")
_BREAK_PARTS = re.compile(r"\n\n|\n|[^\n]+")
_NOTE = re.compile(r"\[\^([^\s\[\]^\\]{1,64})\]")
_BRACKET = re.compile(r"\\[\s\S]|\[\^[^\s\[\]^\\]{1,64}\]|[\[\]]")
# One level of parentheses inside an address, as in links to an encyclopedia.
_DESTINATION = re.compile(
    r"""\((?P<href>(?:https?://|mailto:|\#)
        (?:[^\s()<>"\\\x00-\x1f\x7f]|\\[!-/:-@\[-`{-~]|\([^\s()<>"\\\x00-\x1f\x7f]*\))*)\)""",
    re.IGNORECASE | re.VERBOSE,
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_ESCAPING_BACKSLASH = re.compile(r"\\(?=[!-/:-@\[-`{-~\n])")
_DELIMITERS = re.compile(r"\\[\s\S]|(\*+|_+)")


Reference = Callable[[str], Markup]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with one look.

    `text`: what the reader sees; "\\n" alone is a line break, "\\n\\n" alone a paragraph break.
    `href`: the address if it is a link. `note`: the label if it is a note anchor (then `text` is "[label]").
    """

    text: str
    is_strong: bool = False
    is_emphasis: bool = False
    href: str = ""
    note: str = ""


def parse(text: str) -> tuple[Run, ...]:
    """Return the runs of `text` in order. Takes any string, never raises, in linear time.

    No character is lost but the marks: the texts of the runs, joined, are `to_plain(text)`.
    """
    if not _has_markup(text):
        return _merged(_lines(Run(text)))
    runs: list[Run] = []
    for n, piece in enumerate(_PARAGRAPH_BREAK.split(text)):
        if n % 2:
            runs += (Run(part) for part in _BREAK_PARTS.findall(piece))
        else:
            runs += _runs(_tokens(piece))
    return _merged(runs)


def to_html(text: str, reference: Reference | None = None) -> Markup:
    """Return `text` as HTML that may stand inside one `<p>`; everything that is not our markup is escaped.

    `reference` gives the HTML of a note anchor for its label, where that should be more than the label; a link holds
    no other.
    """
    if not may_have_marks(text) and "\n" not in text:
        return escape_html(text)
    return Markup("").join(
        _link_html(href, tuple(runs)) if href else _plain_html(runs, reference or _label_html)
        for href, runs in groupby(parse(text), lambda run: run.href)
    )


def to_plain(text: str) -> str:
    """Return what a reader sees of `text`, without marks; a note anchor is `[label]`."""
    if not _has_markup(text):
        return text
    return "".join(run.text for run in parse(text))


def escape(plain: str) -> str:
    """Return inline text that shows exactly `plain`, with backslashes only where something would be a mark.

    `to_plain(escape(plain)) == plain` for any string; a text that holds no markup comes back as it is.
    """
    if not may_have_marks(plain) or not _has_markup(plain):
        return plain
    return "".join(
        piece if n % 2 else _escape_paragraph(piece) for n, piece in enumerate(_PARAGRAPH_BREAK.split(plain))
    )


def escape_all(plain: str) -> str:
    """Return `plain` with a backslash before every character that could be a mark in any place."""
    return re.sub(r"[\\*_\[\]]", r"\\\g<0>", plain)


def destination(href: str) -> str:
    """Return `href` as it may stand in `[text](…)`, "" for an address that is no link here.

    Links are http, https, mailto and places in the same text (`#p12`).
    """
    for candidate in (href, href.replace("(", "%28").replace(")", "%29")):
        if "\\" not in candidate and _DESTINATION.fullmatch(f"({candidate})"):
            return candidate
    return ""


def may_have_marks(text: str) -> bool:
    """Say whether `text` has a character that marks are made of: `*`, `_`, `[` or a backslash."""
    return "*" in text or "_" in text or "[" in text or "\\" in text  # eight times as quick as a pattern


def _has_markup(text: str) -> bool:
    """Say whether `text` may hold marks; one with too many of them counts as plain."""
    if not may_have_marks(text):
        return False
    if len(text) <= MOST_MARKS:
        return True
    return sum(1 for mark in _MARK.finditer(text) if mark[1]) <= MOST_MARKS


# Reading


def _tokens(paragraph: str) -> list[Token]:
    if not may_have_marks(paragraph):
        return [Token("text", "", 0, content=paragraph)]
    return _PARSER.inline.parse(paragraph, _PARSER, {"links": _find_links(paragraph)}, [])


def _find_links(paragraph: str) -> dict[int, tuple[int, int, str]]:
    """Return where links are: position of `[` -> position of its `]`, end of the whole, address.

    A link holds no link: the innermost wins, as in CommonMark. Brackets are matched once for the whole
    paragraph, because looking for the partner of each one anew takes quadratic time.
    """
    links: dict[int, tuple[int, int, str]] = {}
    if "](" not in paragraph:
        return links
    openers: list[int] = []
    position = 0
    while bracket := _BRACKET.search(paragraph, position):
        position = bracket.end()
        if bracket[0] == "[":
            openers.append(bracket.start())
        elif bracket[0] == "]" and openers:
            opener = openers.pop()
            if destination := _DESTINATION.match(paragraph, position):
                href = _ESCAPED.sub(r"\1", destination["href"])
                links[opener] = (bracket.start(), destination.end(), href)
                openers.clear()
                position = destination.end()
    return links


def _link_rule(state: StateInline, silent: bool) -> bool:
    found = state.env["links"].get(state.pos)
    if found is None:
        return False
    label_end, end, href = found
    whole = state.posMax
    state.push("link_open", "a", 1).attrs = {"href": href}
    state.pos, state.posMax = state.pos + 1, label_end
    state.md.inline.tokenize(state)
    state.push("link_close", "a", -1)
    state.pos, state.posMax = end, whole
    return True


def _note_rule(state: StateInline, silent: bool) -> bool:
    found = _NOTE.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    state.push("note", "", 0).content = found[1]
    state.pos = found.end()
    return True


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("zero").enable(["escape", "emphasis"])
    parser.inline.ruler.push("note", _note_rule)
    parser.inline.ruler.push("link", _link_rule)
    # The text rule runs up to the next of these; without `]` it would run past the end of a link.
    parser.inline.terminator_re = re.compile(r"[*_\[\]\\]")
    return parser


def _runs(tokens: Iterable[Token]) -> Iterator[Run]:
    strong = emphasis = 0
    href = ""
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                strong += token.nesting
            case "em_open" | "em_close":
                emphasis += token.nesting
            case "link_open":
                href = str(token.attrs["href"])
            case "link_close":
                href = ""
            case "note":
                yield Run(f"[{token.content}]", strong > 0, emphasis > 0, href, token.content)
            case "hardbreak":
                yield Run("\n", strong > 0, emphasis > 0, href)
            case _ if token.content:
                yield from _lines(Run(token.content, strong > 0, emphasis > 0, href))


def _lines(run: Run) -> Iterable[Run]:
    if "\n" not in run.text:
        return (run,) if run.text else ()
    return (Run(part, run.is_strong, run.is_emphasis, run.href) for part in _BREAK_PARTS.findall(run.text))


def _merged(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Join neighbours with the same look; breaks and note anchors stand alone."""
    merged: list[Run] = []
    for look, group in groupby(runs, _look):
        if look is None:
            merged += group
        else:
            merged.append(Run("".join(run.text for run in group), *look))
    return tuple(merged)


def _look(run: Run) -> tuple[bool, bool, str] | None:
    """Return what neighbours must share to be one run, None for a run that stands alone."""
    if run.note or run.text.startswith("\n"):
        return None
    return (run.is_strong, run.is_emphasis, run.href)


# Showing


def _link_html(href: str, runs: Iterable[Run]) -> Markup:
    return Markup('<a href="{}" rel="nofollow noopener">{}</a>').format(href, _plain_html(runs, _label_html))


def _plain_html(runs: Iterable[Run], reference: Reference) -> Markup:
    looks = groupby(runs, lambda run: (run.is_strong, run.is_emphasis))
    return Markup("").join(_styled_html(look, look_runs, reference) for look, look_runs in looks)


def _styled_html(look: tuple[bool, bool], runs: Iterable[Run], reference: Reference) -> Markup:
    html = Markup("").join(_run_html(run, reference) for run in runs)
    is_strong, is_emphasis = look
    if is_emphasis:
        html = Markup("<em>{}</em>").format(html)
    return Markup("<strong>{}</strong>").format(html) if is_strong else html


def _run_html(run: Run, reference: Reference) -> Markup:
    if run.note:
        return reference(run.note)
    if run.text == "\n":
        return Markup("<br>\n")
    if run.text == "\n\n":
        return Markup('<br>\n<br class="paragraph-break">\n')
    return escape_html(run.text)


def _label_html(label: str) -> Markup:
    return Markup('<sup class="note-anchor">{}</sup>').format(label)


# Writing


def _escape_paragraph(plain: str) -> str:
    """Escape what acts as a mark, kind by kind, since taking one mark away may bring another to life."""
    text = _ESCAPING_BACKSLASH.sub(r"\\\\", plain)
    for _ in range(4):
        kinds = {token.markup[0] if token.markup else token.type for token in _tokens(text) if _is_mark(token)}
        if not kinds:
            return text
        if "note" in kinds:
            text = _NOTE.sub(lambda note: "\\" + note[0], text)
        elif "link_open" in kinds:
            text = _escape_links(text)
        else:
            text = _DELIMITERS.sub(partial(_escape_delimiters, kinds), text)
    return escape_all(plain)


def _is_mark(token: Token) -> bool:
    return token.type in ("em_open", "strong_open", "link_open", "note")


def _escape_links(text: str) -> str:
    positions = sorted(p for opener, (closer, _, _) in _find_links(text).items() for p in (opener, closer))
    parts = [text[start:end] for start, end in zip([0, *positions], [*positions, len(text)], strict=True)]
    return "\\".join(parts)


def _escape_delimiters(kinds: set[str], run: re.Match[str]) -> str:
    """Put a backslash before each of a run of `*` or `_` that could open or close emphasis."""
    if not run[1] or run[1][0] not in kinds:
        return run[0]
    before = run.string[run.start() - 1 : run.start()]
    after = run.string[run.end() : run.end() + 1]
    is_alone = not before.strip() and not after.strip()
    is_inside_word = run[1][0] == "_" and before.isalnum() and after.isalnum()
    return run[0] if is_alone or is_inside_word else "".join("\\" + mark for mark in run[0])


_PARSER = _make_parser()
