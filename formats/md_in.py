"""Markdown in: CommonMark with tables and footnotes becomes paragraphs with roles and our inline marks.

What has no mark here keeps its words: code without its backticks, a picture by its description, a table row by
row. HTML is text. Bullets are markup and go; numbers are words and stay.
"""

import re
from collections.abc import Iterable, Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from domain.document import Block, Document, Role
from domain.errors import EmptyFile
from domain.segmentation import guess_roles
from formats import txt_in
from formats.inline import escape, to_plain
from formats.intake import decode_text, title_of
from formats.md_inline import Notes, read_inline

_DEEPEST = 60
_MOST_CELLS = 100_000
_MOST_BRACKETS = 2_000
_MOST_MARKS = 20_000
_MARKS = re.compile(r"[\[\]*_`<&!\\^]")
_LONGEST_VERSE = 60
_LINE_ENDS = re.compile("\r\n?|[\v\x85]")
_PAGE_ENDS = re.compile("[\f\u2029]")
_FRONT_MATTER_LINE = re.compile(r"[A-Za-z_][\w .-]*:(?:\s.*)?|[ \t]+\S.*|#.*|-[ \t].*|\s*")
_FRONT_MATTER_TITLE = re.compile(r"title:\s*[\"']?(.*?)[\"']?\s*", re.IGNORECASE)
_LONGEST_FRONT_MATTER = 200


def read_document(data: bytes, *, encoding: str | None = None) -> Document:
    """Return the paragraphs of a Markdown file; headings, lists and quotations say most of the roles.

    `encoding`: the one to read it in, None to find it by rule. Raises WrongContent, EmptyFile,
    UnknownEncoding, TooManySegments; nothing else, whatever the bytes are.
    """
    decoded = decode_text(data, encoding, format="md")
    text = _PAGE_ENDS.sub("\n\n", _LINE_ENDS.sub("\n", decoded.text))
    front, body = _split_front_matter(text)
    environment: dict[str, object] = {}
    is_tame = body.count("|") <= _MOST_CELLS
    tokens = _PARSER.parse(body, environment) if is_tame else []
    if not is_tame or any(token.level >= _DEEPEST - 1 for token in tokens):
        # The parser leaves out what lies deeper, and takes a kilobyte for a cell; as plain text nothing is lost.
        return txt_in.read_document(data, encoding=encoding)
    reader = _Reader(Notes(environment))
    reader.read(tokens)
    blocks = (*_front_blocks(front), *reader.blocks())
    if not blocks:
        raise EmptyFile
    return Document(blocks, _front_title(front) or title_of(blocks), decoded.encoding, decoded.notices)


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": _DEEPEST}).enable("table")
    parser.use(footnote_plugin, move_to_end=False)
    parser.core.ruler.at("inline", _parse_inline)
    return parser


def _parse_inline(state: StateCore) -> None:
    """Parse the inline part of each block; one with too many marks is text, since parsing it may take forever."""
    for token in state.tokens:
        if token.type == "inline" and token.children is not None:
            if token.content.count("[") > _MOST_BRACKETS or len(_MARKS.findall(token.content)) > _MOST_MARKS:
                token.children.append(Token("text", "", 0, content=" ".join(token.content.split("\n"))))
            else:
                state.md.inline.parse(token.content, state.md, state.env, token.children)


_PARSER = _make_parser()


class _Reader:
    """Walks over the tokens of a document and collects its paragraphs."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._found: list[tuple[str, Role | None]] = []
        self._quotes = self._items = 0
        self._marker = ""
        self._heading = ""
        self._has_headline = False
        self._note: list[str] | None = None
        self._cells: list[str] | None = None

    def read(self, tokens: Iterable[Token]) -> None:
        """Collect the paragraphs of `tokens`, then the notes that stood inside sentences."""
        for token in tokens:
            self._read_token(token)
        for label, children in self._notes.inline():
            self._add(f"[^{label}]: {read_inline(children, self._notes)}", Role.FOOTNOTE)

    def blocks(self) -> tuple[Block, ...]:
        """Return the paragraphs; the roles that Markdown does not give are guessed."""
        texts = [text for text, _ in self._found]
        roles = guess_roles([to_plain(text) for text in texts], [role for _, role in self._found])
        return tuple(Block(role, text) for text, role in zip(texts, roles, strict=True))

    def _read_token(self, token: Token) -> None:
        match token.type:
            case "inline":
                self._read_text(token.children or [])
            case "fence" | "code_block":
                self._add(escape(token.content.rstrip("\n")), Role.PARAGRAPH)
            case "hr":
                self._add(token.markup[:1] * 3, Role.SEPARATOR)
            case "heading_open":
                self._heading = token.tag
            case "heading_close":
                self._heading = ""
            case "blockquote_open" | "blockquote_close":
                self._quotes += token.nesting
            case "list_item_open":
                self._items += 1
                self._marker = f"{token.info}{token.markup} " if token.info else ""
            case "list_item_close":
                self._items -= 1
                self._add("", Role.ITEM)
            case "tr_open":
                self._cells = []
            case "tr_close":
                cells, self._cells = self._cells, None
                self._add(" | ".join(cells or []), Role.PARAGRAPH)
            case "footnote_reference_open":
                self._note = [f"[^{self._notes.label(token.meta['label'])}]:"]
            case "footnote_reference_close":
                note, self._note = self._note or [], None
                self._add("\n\n".join([" ".join(note[:2]), *note[2:]]), Role.FOOTNOTE)

    def _read_text(self, children: list[Token]) -> None:
        text = read_inline(children, self._notes)
        if self._cells is not None:
            self._cells.append(text)
        else:
            self._add(text, self._role(text, children))

    def _role(self, text: str, children: list[Token]) -> Role | None:
        if self._heading:
            is_headline = self._heading == "h1" and not self._has_headline
            self._has_headline |= is_headline
            return Role.HEADLINE if is_headline else Role.SUBHEAD
        if self._items:
            return Role.ITEM
        if self._quotes:
            return Role.QUOTE
        if all(child.type in ("image", "softbreak") for child in children):
            return Role.CAPTION
        lines = text.split("\n")
        return Role.VERSE if len(lines) > 2 and max(map(len, lines)) <= _LONGEST_VERSE else None

    def _add(self, text: str, role: Role | None) -> None:
        text = f"{self._marker}{text.strip()}".strip()
        self._marker = ""
        if not text:
            return
        if self._note is not None:
            self._note.append(text)
        else:
            self._found.append((text, role))


# Front matter


def _split_front_matter(text: str) -> tuple[str, str]:
    """Return the settings that some programs keep above a text, between two lines of `---`, and the text."""
    lines = text[:100_000].split("\n", _LONGEST_FRONT_MATTER + 1)
    if lines[0].rstrip() != "---":
        return "", text
    for n, line in enumerate(lines[1:-1], start=1):
        if line.rstrip() in ("---", "..."):
            front = "\n".join(lines[1:n])
            return (front, text.split("\n", n + 1)[-1]) if ":" in front else ("", text)
        if not _FRONT_MATTER_LINE.fullmatch(line):
            break
    return "", text


def _front_blocks(front: str) -> Iterator[Block]:
    """Give the front matter as furniture: shown in the preview, and no part of the text unless someone wants it."""
    if front.strip():
        yield Block(Role.PARAGRAPH, escape(front.strip()), is_furniture=True)


def _front_title(front: str) -> str:
    found = [match[1] for line in front.split("\n") if (match := _FRONT_MATTER_TITLE.fullmatch(line))]
    return " ".join(found[0].split()) if found else ""
