"""What the readers of documents have in common: words with their looks come in, paragraphs with roles go out.

A reader walks over its file and says what it meets; white space, marks, headings, notes and the places of what
cannot be carried are treated here, alike for all formats. docs/decisions/0026 says what becomes of tables and images.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby

from domain.document import Block, Chapter, Document, Notice, NoticeKind, Role
from domain.encodings import clean
from domain.errors import EmptyFile, ParagraphTooLong, TooManySegments
from domain.segmentation import guess_roles
from formats.inline import Run, escape_all, to_plain
from formats.inline_writer import write
from formats.intake import LONGEST_PARAGRAPH, MOST_PARAGRAPHS, title_of

TITLE = 0  # the level of a heading that is the title of the whole
_BLANKS = re.compile(r"[ \t\n\r\f\v\x85\u2028\u2029]+")
_BREAK = "\n"
_WORDS = {"en": ("table", "image"), "es": ("tabla", "imagen")}
_FILE_NAME = re.compile(r"\S*\.(?:png|jpe?g|gif|svg|webp|bmp|tiff?|wmf|emf)", re.IGNORECASE)  # describes nothing
_LONGEST_SIGN = 2  # a description that short stands for a sign in the text, such as an emoji
_LONGEST_MARKED = 200_000
_LONGEST_HEADING = 300
_LONGEST_ADDRESS = 8_000  # of a link: what is longer holds a file, and leads nowhere
_HEADINGS = (Role.HEADLINE, Role.SUBHEAD)
_MOST_BREAKS = 1  # more line breaks than this end a paragraph


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph is by its file: a role, or a heading of a level (TITLE, 1 …), or nothing known."""

    role: Role | None = None
    level: int | None = None
    is_furniture: bool = False


PLAIN = Style()
CELL = Style(Role.PARAGRAPH)  # what is in a table is short, and no heading for it


@dataclass(frozen=True, slots=True)
class _Found:
    text: str
    style: Style


@dataclass(slots=True)
class _Note:
    """A note being read, and what was being read before it."""

    label: str
    in_place: bool
    outer: tuple[list[Run], list[str], bool]
    texts: list[str] = field(default_factory=list)


class Flow:
    """Collects the paragraphs of one document."""

    def __init__(self, language: str = "") -> None:
        """`language`: a BCP 47 tag, for the words that mark the place of a table or an image."""
        self.language = language
        self._table_word, self._image_word = _WORDS.get(language.partition("-")[0].lower(), _WORDS["en"])
        self._counts: Counter[NoticeKind] = Counter()
        self._found: list[_Found] = []
        self._late: list[_Found] = []  # notes that go to the end of the document
        self._chapters: list[tuple[str, int]] = []
        self._runs: list[Run] = []
        self._marks: list[str] = []  # of images without words, to stand after the paragraph
        self._has_words = False
        self._note: _Note | None = None

    # What a reader meets

    def write(self, text: str, *, is_strong: bool = False, is_emphasis: bool = False, href: str = "") -> None:
        """Add words; white space in them counts as one space, wherever it stands."""
        if not text.isascii() or not text.isprintable():
            text, notices = clean(text)
            self._counts.update({notice.kind: notice.count for notice in notices})
        text = _BLANKS.sub(" ", text)
        if text:
            self._runs.append(Run(text, is_strong, is_emphasis, href if len(href) <= _LONGEST_ADDRESS else ""))
            self._has_words = self._has_words or not text.isspace()

    def write_lines(self, text: str, *, is_strong: bool = False, is_emphasis: bool = False, href: str = "") -> None:
        """Add words whose line ends are meant."""
        for n, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
            if n:
                self.line_break()
            self.write(line, is_strong=is_strong, is_emphasis=is_emphasis, href=href)

    def line_break(self) -> None:
        """Add the end of a line inside a paragraph."""
        self._runs.append(Run(_BREAK))

    def anchor(self, label: str) -> None:
        """Add the anchor of a note."""
        self._runs.append(Run(f"[{label}]", note=label))
        self._has_words = True

    def image(self, description: str = "") -> None:
        """Mark the place of what cannot be carried: by its description in the text, or after the paragraph."""
        description = " ".join(clean(description)[0].split())
        if 0 < len(description) <= _LONGEST_SIGN:
            self.write(description)
            return
        self._counts[NoticeKind.IMAGES] += 1
        if description and not _FILE_NAME.fullmatch(description):
            self._runs.append(Run(f"[{self._image_word}: {description}]"))
        else:
            self._marks.append(f"[{self._image_word}]")

    def table(self, rows: int, columns: int) -> bool:
        """Mark the place of a table before its cells; False for one of a single row or column, which is a frame."""
        if rows < 2 or columns < 2:
            return False
        self.end()
        self.count(NoticeKind.TABLES)
        self._add(f"[{self._table_word}: {rows} × {columns}]", Style(Role.CAPTION, is_furniture=True))
        return True

    def count(self, kind: NoticeKind, number: int = 1) -> None:
        """Note something that a person should know of."""
        self._counts[kind] += number

    def chapter(self, title: str) -> None:
        """Begin a part that can be taken by itself."""
        self.end()
        self._chapters.append((" ".join(clean(title)[0].split()), len(self._found)))

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in the paragraph yet."""
        return not self._runs and not self._marks

    # Paragraphs

    def end(self, style: Style = PLAIN) -> None:
        """End the paragraph, if one has begun. Two line breaks in it end one, too."""
        runs, marks, has_words = self._runs, self._marks, self._has_words
        self._runs, self._marks, self._has_words = [], [], False
        if runs and not has_words:
            style = Style(Role.CAPTION, is_furniture=style.is_furniture)
        for piece in _pieces(runs):
            self._check_length(piece)
            if style.level is None:
                self._add(_written(piece), style)
            elif max(len(line) for line in "".join(run.text for run in piece).split(_BREAK)) <= _LONGEST_HEADING:
                self._add(_written(_one_look(piece)), style)
            else:  # a whole page in the style of a title: its lines are what a stack of titles and a text are
                for is_break, line in groupby(piece, lambda run: run.text == _BREAK):
                    self._add("" if is_break else _written(list(line)), PLAIN)
        for mark in marks:
            self._add(mark, Style(Role.CAPTION, is_furniture=True))

    def begin_note(self, label: str, *, in_place: bool = False) -> None:
        """Take what follows as the text of a note, up to `end_note`. It goes to the end, unless `in_place`."""
        if in_place:
            self.end()
        self._note = _Note(label, in_place, (self._runs, self._marks, self._has_words))
        self._runs, self._marks, self._has_words = [], [], False

    def end_note(self) -> None:
        """End the note, and go on with the paragraph that it stood in."""
        if self._note is None:
            return
        self.end()
        note, self._note = self._note, None
        self._runs, self._marks, self._has_words = note.outer
        if note.texts:
            found = _Found(f"[^{note.label}]: " + "\n\n".join(note.texts), Style(Role.FOOTNOTE))
            (self._found if note.in_place else self._late).append(found)

    def carry(self) -> None:
        """Go on with the paragraph where it seemed to end: its mark was deleted."""
        self.write(" ")

    def document(
        self, *, title: str = "", spare_title: str = "", encoding: str = "utf-8", notices: Iterable[Notice] = ()
    ) -> Document:
        """Return the document; its title is `title`, its headline, `spare_title` or its first words.

        Raises EmptyFile.
        """
        self.end()
        found = self._found + self._late
        if all(one.style.is_furniture for one in found):
            raise EmptyFile
        blocks = _blocks(found)
        said = (Notice(kind, count) for kind, count in self._counts.items() if count)
        if not title.strip() and all(block.role is not Role.HEADLINE for block in blocks):
            title = spare_title
        title = " ".join(title.split()) or title_of(blocks)
        chapters = tuple(self._ranges(len(blocks)))
        return Document(blocks, title, encoding, (*notices, *said), self.language, chapters)

    def _ranges(self, total: int) -> Iterator[Chapter]:
        starts = [start for _, start in self._chapters]
        for (title, start), end in zip(self._chapters, [*starts[1:], total], strict=False):
            if start < end:
                yield Chapter(title or _first_words(self._found[start:end]), start, end)

    def _check_length(self, piece: list[Run]) -> None:
        """Refuse early what nobody could take in: its marks would take the time and memory of a book."""
        length = sum(len(run.text) for run in piece)
        if length > LONGEST_PARAGRAPH:
            raise ParagraphTooLong(position=len(self._found) + 1, length=length, limit=LONGEST_PARAGRAPH)

    def _add(self, text: str, style: Style) -> None:
        text = text.strip()
        if not text:
            return
        if self._note is not None:
            self._note.texts.append(text)
            return
        self._found.append(_Found(text, style))
        if len(self._found) > MOST_PARAGRAPHS:
            raise TooManySegments(count=len(self._found), limit=MOST_PARAGRAPHS)


def _blocks(found: list[_Found]) -> tuple[Block, ...]:
    """Return the paragraphs with the roles that the file gives and, where it gives none, those that are guessed."""
    headline = _headline([one.style.level for one in found])
    roles = [_role(one.style, n == headline) for n, one in enumerate(found)]
    body = [n for n, one in enumerate(found) if not one.style.is_furniture]
    guessed = guess_roles([to_plain(found[n].text) for n in body], [roles[n] for n in body])
    roles_of = dict(zip(body, guessed, strict=True))
    if any(one.style.level for one in found):
        # Whoever has made headings has made all of them: a short paragraph is none.
        roles_of |= {n: Role.PARAGRAPH for n in body if roles[n] is None and roles_of[n] in _HEADINGS}
    return tuple(
        Block(roles_of.get(n) or roles[n] or Role.PARAGRAPH, one.text, one.style.is_furniture)
        for n, one in enumerate(found)
    )


def _headline(levels: list[int | None]) -> int | None:
    """Return which heading is the title: the first of the highest level, unless that is low and has several."""
    highest = min((level for level in levels if level is not None), default=None)
    if highest is None or (highest > 1 and levels.count(highest) > 1):
        return None
    return levels.index(highest)


def _role(style: Style, is_headline: bool) -> Role | None:
    if style.level is None:
        return style.role
    return Role.HEADLINE if is_headline else Role.SUBHEAD


def _pieces(runs: list[Run]) -> Iterator[list[Run]]:
    """Give what stands between empty lines, tidied; blanks beside a line break and doubled ones go."""
    piece: list[Run] = []
    breaks = 0
    for run in runs:
        if run.text == _BREAK:
            breaks += 1
            continue
        if run.text.isspace() and (breaks or not piece):
            continue
        if breaks > _MOST_BREAKS and piece:
            yield _without_last_blank(piece)
            piece = []
        elif breaks and piece:
            _without_last_blank(piece).append(Run(_BREAK))
        is_at_start = not piece or breaks > 0
        breaks = 0
        if run.text[0] == " " and (is_at_start or piece[-1].text.endswith(" ")):
            run = replace(run, text=run.text[1:])
        if run.text:
            piece.append(run)
    if piece:
        yield _without_last_blank(piece)


def _without_last_blank(piece: list[Run]) -> list[Run]:
    while piece and piece[-1].text.isspace() and piece[-1].text != _BREAK:
        piece.pop()
    if piece and piece[-1].text.endswith(" "):
        piece[-1] = replace(piece[-1], text=piece[-1].text[:-1])
    return piece


def _written(runs: list[Run]) -> str:
    """Return the inline text of a paragraph. One that is longer than a chapter stands without its looks."""
    if sum(len(run.text) for run in runs) <= _LONGEST_MARKED:
        return write(runs)
    return "".join(f"[^{run.note}]" if run.note else escape_all(run.text) for run in runs)


def _one_look(runs: list[Run]) -> list[Run]:
    """Take off a heading the look that all of it has, which says no more than that it is one."""
    words = [run for run in runs if not run.text.isspace() and not run.note]
    is_strong, is_emphasis = all(run.is_strong for run in words), all(run.is_emphasis for run in words)
    return [
        replace(run, is_strong=run.is_strong and not is_strong, is_emphasis=run.is_emphasis and not is_emphasis)
        for run in runs
    ]


def _first_words(found: list[_Found]) -> str:
    return title_of(Block(Role.PARAGRAPH, one.text) for one in found)
