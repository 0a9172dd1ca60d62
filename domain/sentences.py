"""Where a text may be cut: the ends of its sentences, lines and words, never inside an emphasis, a link or a note.

Small rules, no training. A stop ends a sentence unless what stands before it is an abbreviation, an initial or the
number of a list, or a small letter follows. What closes (quotes, brackets, marks, note anchors) goes with the
sentence before, what opens (¿ ¡ « “ — and marks) with the one after. After the rules of Unicode's UAX 29 and of
Kiss & Strunk (2006), "Unsupervised multilingual sentence boundary detection", as far as a paragraph of prose needs.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from domain.abbreviations import BEFORE_NUMBER, BEGINNINGS, NEVER, OFTEN, ORDINALS, of
from domain.language_tags import base_language


class Gap(StrEnum):
    """What ends at a cut, the strongest first."""

    PARAGRAPH = "paragraph"  # a blank line
    SENTENCE = "sentence"
    LINE = "line"  # a line break inside a sentence, as in verse
    WORD = "word"


ENDS = frozenset({Gap.PARAGRAPH, Gap.SENTENCE})


@dataclass(frozen=True, slots=True)
class Cut:
    """A place to cut: what stands before ends at `end`, what comes after begins at `start`; between is white space."""

    end: int
    start: int
    gap: Gap
    has_break: bool = False  # a line ends here, too


_REACH = 300  # characters that are looked at on each side of a gap
_STOPS = ".!?…。！？؟۔।॥"
# A non-breaking space holds together what it stands between. After a stop of Chinese or Japanese no space is needed.
_GAP = re.compile(r"[^\S\u00a0\u202f\u2007]+|(?<=[。！？])(?=[^\s」』”’）】》。！？…\]\)*_])")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_CLOSING = re.compile(
    r"""(?:\]\((?:[^()\s]|\([^()\s]*\))*\)      # the end of a link
        |\s?\[\^[^\s\[\]^\\]{1,64}\]            # a note anchor
        |\\?["'”’»›)\]}*_」』）】》¹²³⁰⁴-⁹†‡])+$""",
    re.VERBOSE,
)
_OPENING = re.compile(r"(?:\\?[\"'“‘„‚«‹»›(\[{¿¡*_「『（【《—–―-]|[\s\u00a0\u202f])+")
_NOTE = re.compile(r"\[\^[^\s\[\]^\\]{1,64}\]")
_STOP_RUN = re.compile(rf"[{_STOPS}]+$")
_TOKEN = re.compile(r"[^\s(\[{“‘„«‹\"¿¡—–*_]+$")
_WORD = re.compile(r"[^\W_]+")
_DOUBLED = re.compile(r"([^\W\d_])\1")  # EE. UU., FF. AA.
_ROMAN = re.compile(r"[IVXLCDM]+")


def sentences(text: str, language: str) -> list[tuple[int, int]]:
    """Return where the sentences of `text` begin and end, without the white space around them.

    A blank line ends a sentence; a sentence that an emphasis or a link holds together with the next is one with it.
    """
    ends = [cut for cut in cuts(text, language) if cut.gap in ENDS]
    stripped = text.rstrip()
    begin = len(text) - len(text.lstrip())
    starts = [begin, *(cut.start for cut in ends)]
    return [(a, b) for a, b in zip(starts, [*(cut.end for cut in ends), len(stripped)], strict=True) if a < b]


def cuts(text: str, language: str) -> list[Cut]:
    """Return every place between two words where `text` (inline CommonMark in `language`) may be cut, in order."""
    starts, ends = _merged(_marks(text))
    found = []
    for gap in _GAP.finditer(text):
        before, after = gap.span()
        if not before or after == len(text) or _is_inside(before, after, starts, ends):
            continue
        kind = _kind(text, before, after, language)
        found.append(Cut(_without_break_mark(text, before, after), after, kind, "\n" in gap[0]))
    return found


def nearest(places: list[Cut], at: int) -> Cut | None:
    """Return the cut that is nearest to the character number `at`; None when there is none."""
    return min(places, key=lambda cut: max(cut.end - at, at - cut.start, 0), default=None)


def _kind(text: str, before: int, after: int, language: str) -> Gap:
    if _BLANK_LINE.search(text, before, after):
        return Gap.PARAGRAPH
    if _ends_sentence(text, before, after, language):
        return Gap.SENTENCE
    return Gap.LINE if "\n" in text[before:after] else Gap.WORD


def _without_break_mark(text: str, before: int, after: int) -> int:
    """Return the end of what stands before a gap, without the backslash that makes a line end a hard break."""
    head = text[max(0, before - _REACH) : before]
    is_mark = text[before:after].startswith("\n") and (len(head) - len(head.rstrip("\\"))) % 2 == 1
    return before - is_mark


def _ends_sentence(text: str, before: int, after: int, language: str) -> bool:
    if text[before - 1].isalpha():  # as nearly everywhere: no need to look closer
        return False
    left = _CLOSING.sub("", text[max(0, before - _REACH) : before])
    stop = _STOP_RUN.search(left)
    ahead = text[after : after + _REACH]
    if not stop or _NOTE.match(ahead):
        return False
    following = _OPENING.sub("", ahead, count=1) if _OPENING.match(ahead) else ahead
    if following[:1].islower():
        return False
    return stop[0] != "." or _full_stop_ends(left[: stop.start()], following, language)


def _full_stop_ends(left: str, following: str, language: str) -> bool:
    """Tell whether a single full stop after `left` ends a sentence, when no small letter follows."""
    token = _TOKEN.search(left)
    if not token:
        return True
    said, before = token[0].strip(_STOPS + "’'"), left[: token.start()].rstrip(" \t\u00a0\u202f")
    word, is_first = said.casefold(), not before or before.endswith("\n")
    next_word = _WORD.match(following)
    follows = next_word[0] if next_word else ""
    if said.isdigit():
        is_ordinal = base_language(language) in ORDINALS and len(said) <= 2
        return not (is_first or is_ordinal)
    if is_first and (len(said) == 1 or _ROMAN.fullmatch(said)):
        return False  # a. IV. of a list
    if word in of(NEVER, language):
        return False
    if word in of(BEFORE_NUMBER, language) and (follows[:1].isdigit() or _ROMAN.fullmatch(follows)):
        return False
    if _is_abbreviated(said, word, before, language):
        return follows.casefold() in of(BEGINNINGS, language) and not _opens_pair(said, following)
    return True


def _is_abbreviated(said: str, word: str, before: str, language: str) -> bool:
    """Tell whether the stop after `said` belongs to the word itself: initials, acronyms, abbreviations."""
    if said == "I" and language.lower().startswith("en"):
        return not before[-1:].islower()
    return bool(
        word in of(OFTEN, language) or len(said) == 1 or "." in said.rstrip(".") or _DOUBLED.fullmatch(said)
    )  # fmt: skip


def _opens_pair(said: str, following: str) -> bool:
    """Tell whether the first half of EE. UU. stands before its second."""
    return bool(_DOUBLED.fullmatch(said) and _DOUBLED.match(following) and following[2:3] == ".")


# Marks


_MARK = re.compile(r"\\[\s\S]|\[\^[^\s\[\]^\\]{1,64}\]|\*+|_+|\[|\]|\n[^\S\n]*\n")
_DESTINATION = re.compile(r"\((?:[^()\s\\]|\\[!-/:-@\[-`{-~]|\([^()\s]*\))*\)")


def _marks(text: str) -> Iterator[tuple[int, int]]:
    """Yield where emphases, links and note anchors begin and end, as far as one pass tells.

    It sees a mark too many rather than one too few: then there is one place less to cut.
    """
    openers: list[list] = []  # of emphasis: sign, how many are open, where
    brackets: list[int] = []
    for mark in _MARK.finditer(text):
        sign, start, end = mark[0], *mark.span()
        if sign.startswith("\n"):
            openers, brackets = [], []
        elif sign.startswith("[^"):
            yield start, end
        elif sign == "[":
            brackets.append(start)
        elif sign == "]":
            opener = brackets.pop() if brackets else None
            destination = _DESTINATION.match(text, end)
            if opener is not None and destination:
                yield opener, destination.end()
        elif sign[0] in "*_":
            yield from _close(openers, text, sign, start, end)


def _close(openers: list[list], text: str, sign: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the emphases that a run of `sign` closes; what is left of the run may open others."""
    previous, following = text[start - 1 : start], text[end : end + 1]
    is_inside_word = sign[0] == "_" and previous.isalnum() and following.isalnum()
    count = len(sign)
    while count and previous.strip() and not is_inside_word:
        at = next((n for n in range(len(openers) - 1, -1, -1) if openers[n][0] == sign[0]), None)
        if at is None:
            break
        used = min(count, openers[at][1])
        yield openers[at][2], end
        count -= used
        openers[at][1] -= used
        del openers[at + bool(openers[at][1]) :]
    if count and following.strip() and not is_inside_word:
        openers.append([sign[0], count, start])


def _merged(spans: Iterator[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Return the starts and ends of the spans, those that overlap as one, in order."""
    starts: list[int] = []
    ends: list[int] = []
    for start, end in sorted(spans):
        if starts and start < ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)
    return starts, ends


def _is_inside(before: int, after: int, starts: list[int], ends: list[int]) -> bool:
    at = bisect_right(starts, before) - 1
    return at >= 0 and starts[at] < before and after < ends[at]
