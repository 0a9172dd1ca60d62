"""Questions and exclamations of Spanish have two marks."""

import re
from collections.abc import Iterator

from domain.checks.base import Check, Finding, Pair, Profile
from domain.checks.web_addresses import without_addresses

_MARKS = re.compile(r"[¿¡]+|[?!]+")
_ASIDE = re.compile(r"\([?!]+\)")  # doubt or irony (RAE 2010, 3.4.9.3)
_NO_MARK = re.compile(
    r"(?<=\w)[?!](?=\w)|[?!](?=[={])"  # part of a name or a command
    r"|(?:(?<=\s)|(?<=[\"“«‘'`(])|^)[?!]+(?=$|[\s\"”»’'`).,])"  # the sign itself is spoken of
)
_QUOTED = re.compile(r"[«“\"‘]([^«»“”\"]{2,200})[»”\"’]")
_SPACE = re.compile(r"\s")
# A mark that ends a sentence, not one of a program; a paragraph that neither goes on from another nor on in one.
_ENDS_SENTENCE = re.compile(r"(?<=[^\W\d_])[?!]+(?=[\s”»’\")…]|$)")
_CLOSED = str.maketrans("¿¡", "?!")
_MIXED = re.compile(r"[?!]{2}")  # ?! !! of the source: how to write it in Spanish is free
_GOES_ON = re.compile(r"\W*[a-zà-öø-ÿ]")
_IS_ENDED = re.compile(r"[.?!…:;][\W_]*$")


class InvertedMarks(Check):
    """¿ stands before each ?, ¡ before each !, within one sentence; a mark of each kind may make a pair.

    RAE, Ortografía de la lengua española (2010), 3.4.9: they are always two, and as many; ¡qué?, ¿¡…!? are allowed
    (3.4.9.2), where the source has both marks, too. A question may begin in one paragraph and end in another;
    elsewhere a lone mark is an error.
    """

    id = "inverted-marks"
    may_block = True
    languages = frozenset({"es", "gl", "ast"})

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield each mark that stands alone, and each pair that does not go together."""
        plain = pair.target.plain
        if not ("?" in plain or "!" in plain or "¿" in plain or "¡" in plain):
            return
        text = without_addresses(_without_foreign(plain, pair.source.plain))
        text = _NO_MARK.sub(_hidden, _ASIDE.sub(_hidden, text))
        opened: re.Match[str] | None = None
        opening = ""
        begins = 0
        for mark in _MARKS.finditer(text):
            if mark[0][0] in "¿¡":
                if opened is not None and not _is_run_on(text, opened, mark):
                    yield self._no_end(pair, opened)
                    opened = None
                opened, opening = opened or mark, mark[0] if opened is None else opening + mark[0]
            elif opened is not None:
                if not _go_together(opening, mark[0], pair.source.plain):
                    yield self.finding(pair, "mixed", opened.start(), mark.end(), opening, mark[0])
                opened, begins = None, mark.end()
            else:
                yield self._no_beginning(pair, text, begins, mark)
                begins = mark.end()
        if opened is not None:
            yield self._no_end(pair, opened)

    def _no_end(self, pair: Pair, opened: re.Match[str]) -> Finding:
        """Return the finding for an opening mark: to where its sentence ends, as there the other one belongs."""
        ends = [end for _start, end in pair.target.sentences if end > opened.end()]
        end = min(ends, default=opened.end())
        is_error = bool(_IS_ENDED.search(pair.source.plain) and _IS_ENDED.search(pair.target.plain))
        return self.finding(pair, "no_end", opened.start(), end, opened[0], is_error=is_error)

    def _no_beginning(self, pair: Pair, text: str, begins: int, mark: re.Match[str]) -> Finding:
        """Return the finding for a closing mark: from where its sentence begins, as there the other one belongs."""
        starts = [start for start, _end in pair.target.sentences if begins <= start < mark.start()]
        start = max(starts, default=begins + len(text[begins:]) - len(text[begins:].lstrip()))
        goes_on = _GOES_ON.match(pair.source.plain) or _GOES_ON.match(pair.target.plain)
        is_error = not goes_on and bool(_ENDS_SENTENCE.match(text, mark.start()))
        return self.finding(pair, "no_beginning", min(start, mark.start()), mark.end(), mark[0], is_error=is_error)


def _go_together(opening: str, closing: str, source: str) -> bool:
    """Tell whether the marks of a pair are of the same kinds and as many, or the source mixes them, too."""
    if (opening, closing) in (("¿", "?"), ("¡", "!")):  # as nearly everywhere
        return True
    return sorted(opening.translate(_CLOSED)) == sorted(closing) or bool(_MIXED.search(source))


def _without_foreign(text: str, source: str) -> str:
    """Return a target with the quotations hidden that are as in the source: they are of another language."""
    return _QUOTED.sub(lambda quoted: _hidden(quoted) if quoted[1] in source else quoted[0], text)


def _hidden(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _is_run_on(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    """Tell whether the second opening mark belongs to the first: ¿¡, or a question inside an exclamation."""
    return not _SPACE.search(text, one.end(), other.start())
