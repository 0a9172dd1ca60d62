"""Names that lost or changed a letter."""

import re
from collections.abc import Iterator

from domain.checks.base import Check, Finding, Pair, Profile
from domain.folding import fold

_ENDING = 2  # letters at the end of a word, which languages write in their own way
_SPELLED = {
    ("i", "y"), ("f", "p"), ("c", "k"), ("k", "c"), ("z", "c"), ("c", "z"), ("s", "z"), ("z", "s"), ("t", "z"),
    ("c", "t"), ("d", "t"), ("t", "d"), ("b", "v"), ("v", "b"), ("s", "x"),
    ("x", "z"), ("z", "x"), ("k", "q"), ("q", "k"),
}  # fmt: skip
_SPELLED_AT_END = {("m", "n"), ("n", "s")}  # Midian, Midiam
_COGNATES = (("dor", "tor"), ("dores", "tors"), ("dora", "tor"), ("rio", "ry"), ("cion", "tion"), ("ciones", "tions"))
_SILENT = frozenset("aeiouyhst")  # letters that a name loses at its end: Sarah, Sara; Joseph, José
_VOWELS = frozenset("aeiouy")
_WORD = re.compile(r"[^\W\d_]{4,}")
_ACRONYM = re.compile(r"\b[A-Z]{3,6}\b")
_LEAST = 5  # letters of a name of the source


class Names(Check):
    """A name that is nearly that of the source, by one letter, is a slip; one that differs by more was translated.

    Accents do not count: Peru is Perú. Acronyms are names, too; NATO and OTAN differ by more.
    """

    id = "names"

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield each word with a capital that is one letter off a name of the source, and each such acronym."""
        own = {word for word in pair.target.words if len(word) > 2 and word[0].isupper()}.difference(pair.source.words)
        if not own:
            return
        if _may_be_slips(own, pair.source.words):
            names = {fold(name): name for name in _names(pair.source.plain)}
            if names:
                yield from self._slips(pair, names)
        if any(map(str.isupper, own)):
            acronyms = set(_ACRONYM.findall(pair.source.plain))
            own = list(_ACRONYM.finditer(pair.target.plain))
            lost = acronyms - {acronym[0] for acronym in own}
            for acronym in own if pair.target.plain.upper() != pair.target.plain else ():
                if acronym[0] not in acronyms and (name := _mistaken(acronym[0], acronyms, lost)):
                    yield self.finding(pair, "slip", *acronym.span(), acronym[0], name)

    def _slips(self, pair: Pair, names: dict[str, str]) -> Iterator[Finding]:
        known = {fold(word[0]) for word in _WORD.finditer(pair.source.plain)}
        for word in _WORD.finditer(pair.target.plain):
            own = fold(word[0])
            if not word[0][0].isupper() or own in known or word[0].isupper():
                continue
            # With an accent it was written in the other language on purpose: Section, Sección.
            has_accent = own != word[0].lower()
            for folded, name in names.items():
                if own[0] == folded[0] and _is_slip(own, folded) and (not has_accent or folded != name.lower()):
                    yield self.finding(pair, "slip", *word.span(), word[0], name)
                    break


def _may_be_slips(own: set[str], words: list[str]) -> bool:
    """Tell in little time whether a word of `own` begins as a name among `words` does, and is about as long."""
    names = [word for word in words[1:] if len(word) >= _LEAST and word[0].isupper()]
    return any(
        abs(len(one) - len(name)) < 2 and (one[0] == name[0] or not (one[0] + name[0]).isascii())
        for one in own
        for name in names
    )


def _names(text: str) -> list[str]:
    """Return the words with a capital inside a sentence."""
    found = []
    for word in _WORD.finditer(text):
        if not word[0][0].isupper() or len(word[0]) < _LEAST or word[0].isupper() or not word[0].isalpha():
            continue
        before = text[max(0, word.start() - 12) : word.start()].rstrip(" \"'“‘«(")
        if before and before[-1] not in ".!?:…\n":
            found.append(word[0])
    return found


def _mistaken(acronym: str, others: set[str], lost: set[str]) -> str | None:
    """Return which of the `others` an acronym was meant to be: two of its letters changed places, or one is wrong.

    The latter only for the `lost`, which stand nowhere in the target.
    """
    for other in others:
        if len(other) != len(acronym):
            continue
        differ = [n for n, (a, b) in enumerate(zip(acronym, other, strict=True)) if a != b]
        is_swapped = len(differ) == 2 and differ[1] == differ[0] + 1 and sorted(acronym) == sorted(other)
        if is_swapped or (other in lost and len(differ) == 1 and len(acronym) > 3):
            return other
    return None


def _are_cognates(one: str, other: str) -> bool:
    """Tell whether two words are the same of Latin in two languages: Administrator, Administrador."""
    return any(one.endswith(a) and other.endswith(b) for a, b in _COGNATES)


def _is_slip(one: str, other: str) -> bool:
    """Tell whether two words differ by one letter, or by two that changed places, as no translation would.

    A translation changes endings (Galilee, Galilea), doubled letters (Amminadab, Aminadab) and y to i.
    """
    if abs(len(one) - len(other)) > 1:
        return False
    shorter = min(len(one), len(other))
    ending = shorter - (_ENDING if shorter > _LEAST else 1)
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), shorter)
    rest_one, rest_other = one[start:], other[start:]
    if len(one) == len(other):
        if rest_one[:2] == rest_other[1::-1] and rest_one[2:] == rest_other[2:]:
            return True
        if rest_one[1:] != rest_other[1:] or _are_cognates(one, other):
            return False
        return _is_wrong(rest_one[0], rest_other[0], is_end=start >= ending)
    if len(one) > len(other):
        return start < ending and one[start + 1 :] == rest_other and one[start] not in (one[start - 1], "h")
    if other[start + 1 :] != rest_one or other[start] in (other[start - 1], "h"):
        return False
    return start < shorter or other[start] not in _SILENT


def _is_wrong(letter: str, other: str, *, is_end: bool) -> bool:
    """Tell whether no translation has one letter for the other; at the end it changes vowels, too."""
    both = {(letter, other), (other, letter)}
    if both & _SPELLED or (is_end and both & _SPELLED_AT_END):
        return False
    return not is_end or not (letter in _VOWELS or other in _VOWELS)
