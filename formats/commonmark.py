"""From inline text to CommonMark: the same words and marks where every sign of full Markdown has a meaning.

Inline text (formats/inline.py) knows four marks; in a Markdown file `#`, `<`, a backtick or `1.` at the
start of a line would act too. Each is given a backslash, and what comes out is read once more by a CommonMark
parser: a text that would not show the same words is written without marks, every sign escaped.
"""

import re
from collections.abc import Iterable, Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from formats.columns import wrap
from formats.inline import escape, parse

Look = tuple[str, bool, bool, bool]  # text, strong, emphasis, link

_PARSER = MarkdownIt("commonmark")
# Without any of these a text shows the same as inline text and as Markdown, but for the starts of lines.
_ACTIVE = re.compile(r"[\\`*_\[<&~|\n]")
# Past this many brackets a text is no prose, and parsing it takes quadratic time.
_MOST_BRACKETS = 500
# In inline text a backslash pair stays; these have no meaning there but have one in Markdown.
_FOREIGN = re.compile(r"(\\[!-/:-@\[-`{-~])|[`~|]|<(?=[A-Za-z/!?])|&(?=#?\w+;)|!(?=\[)")
_LINE_START = re.compile(r"^([ \t]*)(#{1,6}(?=[ \t]|$)|[-+*](?=[ \t]|$)|>|=+[ \t]*$|(?:-[ \t]*){2,}$|(?:_[ \t]*){3,}$)")
_NUMBERED = re.compile(r"^([ \t]*\d{1,9})([.)])(?=[ \t]|$)")
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_BREAKS = re.compile("[\v\f\r\x85\u2028\u2029]")  # a line or a page may end there for some readers
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")


def paragraph(text: str, columns: int = 0) -> str:
    """Return inline `text` as the CommonMark of one paragraph, or of several where it holds blank lines.

    A newline becomes a hard break (a backslash at the line's end). `columns`: where to wrap, 0 for nowhere.
    White space at the ends of lines is lost, as in any Markdown.
    """
    return "\n\n".join(filter(None, (_one(part, columns) for part in _BLANK_LINES.split(text))))


def one_line(text: str) -> str:
    """Return inline `text` as CommonMark on one line, for a heading; breaks become spaces."""
    return paragraph(" ".join(text.split()))


def plain_paragraph(plain: str, columns: int = 0) -> str:
    """Return plain text as the CommonMark of a paragraph that shows exactly that."""
    return paragraph(escape(plain), columns)


def strong_paragraph(plain: str, columns: int = 0) -> str:
    """Return plain text as the CommonMark of a paragraph that shows exactly that, in bold."""
    return paragraph(f"**{escape(plain)}**", columns)


def _one(typed: str, columns: int) -> str:
    text = _stripped(typed)
    if not _ACTIVE.search(text):
        return "\n".join(_guard(line) for line in wrap(text, columns, may_cut=False))
    candidate = _lines(_FOREIGN.sub(_escaped, text), columns)
    if _is_same(candidate, typed):
        return candidate
    return _lines(_PUNCTUATION.sub(r"\\\g<0>", _stripped(_shown_plainly(typed))), columns)


def _stripped(text: str) -> str:
    """Return `text` without white space at its ends, without a hard break at its end, LF its only line end."""
    text = _BREAKS.sub(" ", text)
    bare = text.rstrip()
    if text[len(bare) :].startswith("\n") and _ends_in_break(bare):
        bare = bare[:-1].rstrip()
    return bare.lstrip()


def _shown_plainly(text: str) -> str:
    """Return the words of inline `text`; a note anchor as it is typed, so that it still finds its note."""
    return "".join(f"[^{run.note}]" if run.note else run.text for run in parse(text))


def _escaped(match: re.Match[str]) -> str:
    return match[0] if match[1] else "\\" + match[0]


def _lines(text: str, columns: int) -> str:
    """Wrap each line, guard its start, and put the hard breaks between the lines that were there."""
    *broken, last = text.split("\n")
    broken = [line[:-1] if _ends_in_break(line) else line for line in broken]
    return "\\\n".join(_soft(line, columns) for line in (*broken, last))


def _soft(line: str, columns: int) -> str:
    return "\n".join(_guard(piece.strip(" \t")) for piece in wrap(line.strip(" \t"), columns, may_cut=False))


def _ends_in_break(line: str) -> bool:
    """Say whether `line` ends in a single backslash: a hard break written so already."""
    return (len(line) - len(line.rstrip("\\"))) % 2 == 1


def _guard(line: str) -> str:
    """Escape what would open a heading, a list, a quotation or a rule at the start of a line."""
    return _NUMBERED.sub(r"\1\\\2", _LINE_START.sub(r"\1\\\2", line))


def _is_same(candidate: str, text: str) -> bool:
    """Say whether a reader of Markdown sees in `candidate` the words and marks of inline `text`."""
    if candidate.count("[") > _MOST_BRACKETS:
        return False
    tokens = _PARSER.parse(candidate)
    if [token.type for token in tokens] != ["paragraph_open", "inline", "paragraph_close"]:
        return False
    return _letters(_shown(tokens[1].children or ())) == _letters(
        (f"[^{run.note}]" if run.note else run.text, run.is_strong, run.is_emphasis, bool(run.href))
        for run in parse(text)
    )


def _letters(runs: Iterable[Look]) -> list[Look]:
    return [(letter, *look) for text, *look in runs for letter in "".join(text.split())]


def _shown(tokens: Iterable[Token]) -> Iterator[Look]:
    strong = emphasis = links = 0
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                strong += token.nesting
            case "em_open" | "em_close":
                emphasis += token.nesting
            case "link_open" | "link_close":
                links += token.nesting
            case "text" | "text_special":
                yield token.content, strong > 0, emphasis > 0, links > 0
            case "softbreak" | "hardbreak":
                pass
            case _:  # code, HTML, an image: nothing that inline text has
                yield "\0", False, False, False
