"""Names that lost or changed a letter."""

import re
from collections.abc import Iterator

from domain.checks.base import Check, Finding, Pair, Profile
from domain.folding import fold

_ENDING = 2  # letters at the end of a word, which languages write in their own way
_SPELLED = {("i", "y"), ("f", "p"), ("c", "k"), ("k", "c"), ("z", "c"), ("c", "z"), ("s", "z"), ("t", "z"), ("c", "t")}
_COGNATES = (("dor", "tor"), ("dores", "tors"), ("dora", "tor"), ("rio", "ry"), ("cion", "tion"), ("ciones", "tions"))
_WORD = re.compile(r"[^\W\d_]{5,}")


class Names(Check):
    """A name that is nearly that of the source, by one letter, is a slip; one that differs by more was translated.

    Accents do not count: Peru is Perú.
    """

    id = "names"

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield each word with a capital that is one letter off a name of the source."""
        names = {fold(name): name for name in _names(pair.source.plain)}
        if not names:
            return
        known = {fold(word[0]) for word in _WORD.finditer(pair.source.plain)}
        for word in _WORD.finditer(pair.target.plain):
            own = fold(word[0])
            # With an accent it was written in the other language on purpose: Section, Sección.
            if word[0][0].isupper() and own not in known and own == word[0].lower():
                name = next((name for folded, name in names.items() if _is_slip(own, folded)), None)
                if name is not None:
                    yield self.finding(pair, "slip", *word.span(), word[0], name)


def _names(text: str) -> list[str]:
    """Return the words with a capital inside a sentence."""
    found = []
    for word in _WORD.finditer(text):
        before = text[: word.start()].rstrip(" \"'“‘«(")
        if word[0][0].isupper() and before and before[-1] not in ".!?:…\n" and not word[0].isupper():
            found.append(word[0])
    return found


def _are_cognates(one: str, other: str) -> bool:
    """Tell whether two words are the same of Latin in two languages: Administrator, Administrador."""
    return any(one.endswith(a) and other.endswith(b) for a, b in _COGNATES)


def _is_slip(one: str, other: str) -> bool:
    """Tell whether two words differ by one letter, or by two that changed places, as no translation would.

    A translation changes endings (Galilee, Galilea), doubled letters (Amminadab, Aminadab) and y to i.
    """
    if abs(len(one) - len(other)) > 1 or one[0] != other[0]:
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    if start >= min(len(one), len(other)) - _ENDING or _are_cognates(one, other):
        return False
    rest_one, rest_other = one[start:], other[start:]
    if len(one) == len(other):
        is_swapped = rest_one[:2] == rest_other[1::-1] and rest_one[2:] == rest_other[2:]
        is_other = rest_one[1:] == rest_other[1:] and (rest_one[0], rest_other[0]) not in _SPELLED
        return is_swapped or is_other
    longer, shorter, at = (one, other, start) if len(one) > len(other) else (other, one, start)
    return longer[at + 1 :] == shorter[at:] and longer[at] not in (longer[at - 1], "h")
