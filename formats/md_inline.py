"""The inline part of Markdown, from a full parser's tokens to our few marks."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from markdown_it.token import Token

from formats.inline import Run
from formats.inline_writer import write

_LABEL = re.compile(r"[^\s\[\]^\\]{1,64}")
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")


class Notes:
    """The footnotes of one document and the labels that they get here.

    A label that could not stand in `[^…]`, and a note written inside its sentence, get the next free number.
    """

    def __init__(self, environment: dict[str, Any]) -> None:
        """Take what the parser noted down about footnotes."""
        notes = environment.get("footnotes") or {}
        self._defined: dict[int, dict[str, Any]] = notes.get("list") or {}
        self._labels: dict[object, str] = {
            key[1:]: key[1:] for key in notes.get("refs") or {} if _LABEL.fullmatch(key[1:])
        }

    def label(self, key: object) -> str:
        """Return the label of a note: `key` is the label it has in the file, or the number of an unlabelled one."""
        if key not in self._labels:
            taken = set(self._labels.values())
            free = next(n for n in range(1, len(taken) + 2) if str(n) not in taken)
            self._labels[key] = str(free)
        return self._labels[key]

    def inline(self) -> Iterator[tuple[str, Sequence[Token]]]:
        """Give the label and tokens of each note that was written inside a sentence."""
        for number, note in self._defined.items():
            if "tokens" in note:
                yield self.label(number), note["tokens"]


def read_inline(tokens: Sequence[Token], notes: Notes) -> str:
    """Return our inline text for the tokens of one paragraph."""
    return write(_runs(tokens, notes))


def _runs(tokens: Sequence[Token], notes: Notes) -> Iterator[Run]:
    strong = emphasis = 0
    href = ""
    for token, following in pairwise((*tokens, None)):
        if token is None:
            return
        match token.type:
            case "strong_open" | "strong_close":
                strong += token.nesting
            case "em_open" | "em_close":
                emphasis += token.nesting
            case "link_open":
                href = str(token.attrs.get("href", ""))
            case "link_close":
                href = ""
            case "footnote_ref":
                label = notes.label(token.meta.get("label") or token.meta["id"])
                yield Run(f"[{label}]", strong > 0, emphasis > 0, href, label)
            case _:
                yield Run(_text(token, following), strong > 0, emphasis > 0, href)


def _text(token: Token, following: Token | None) -> str:
    match token.type:
        case "softbreak":
            return "" if following and _WIDE.match(following.content) else " "
        case "hardbreak":
            return "\n"
        case "image":
            return _alternative(token)
        case _:
            return token.content


def _alternative(image: Token) -> str:
    """Return the description of a picture, without the marks in it."""
    return "".join(_alternative(child) if child.children else _text(child, None) for child in image.children or [])
