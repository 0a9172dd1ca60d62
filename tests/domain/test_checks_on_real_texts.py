"""The checks on published translations: quiet on good work, loud where a slip is put in."""

import random
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from domain.checks import Pair, Profile, Text, check
from domain.document import Role

SHARED = Path(__file__).parents[3] / "shared" / "data" / "align"
FOLDERS = ("live-manual", "install-guide", "wesnoth-heir", "luke", "edu-drift-1")
SEEDED = 50
pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="no bitexts of real texts on this machine")

Slip = Callable[[random.Random, str, str], tuple[str, str, int, int] | None]


@cache
def pairs() -> list[tuple[str, str]]:
    """Return the paragraphs that stand for each other, as plain text."""
    found = []
    for folder in FOLDERS:
        sides = [
            (SHARED / folder / f"{language}.txt").read_text(encoding="utf-8").strip("\n").split("\n\n")
            for language in ("en", "es")
        ]
        for line in (SHARED / folder / "gold.tsv").read_text(encoding="utf-8").splitlines():
            numbers = line.split("\t")
            if "-" not in numbers:
                texts = (
                    " ".join(side[int(n)] for n in own.split(",")) for side, own in zip(sides, numbers, strict=True)
                )
                found.append(tuple(texts))
    return found


def findings(source: str, target: str) -> list:
    is_heading = len(source) < 80 and source[-1:] not in '.:!?"”'
    role = Role.HEADLINE if is_heading else Role.PARAGRAPH
    return check(Pair(Text(escaped(source), "en"), Text(escaped(target), "es"), role), Profile())


def escaped(plain: str) -> str:
    return re.sub(r"[\\*_\[]", r"\\\g<0>", plain)


def test_good_work_is_left_in_peace():
    """Each check fires on one paragraph in a hundred at most, all together on five in a hundred."""
    by_check: Counter[str] = Counter()
    any_of_them = 0
    for source, target in pairs():
        names = {finding.check for finding in findings(source, target)}
        by_check.update(names)
        any_of_them += bool(names)
    total = len(pairs())
    assert total > 4000
    assert {name: count for name, count in by_check.items() if count > 0.01 * total} == {}
    assert any_of_them <= 0.05 * total


def cut(text: str, start: int, end: int, put: str = "") -> str:
    return text[:start] + put + text[end:]


def one_of(chance: random.Random, pattern: str, text: str) -> re.Match[str] | None:
    found = list(re.finditer(pattern, text))
    return chance.choice(found) if found else None


def dropped_question(chance: random.Random, source: str, target: str) -> tuple[str, str, int, int] | None:
    mark = one_of(chance, "¿", target)
    return mark and (source, cut(target, *mark.span()), mark.start(), target.find("?", mark.end()))


def dropped_exclamation(chance: random.Random, source: str, target: str) -> tuple[str, str, int, int] | None:
    mark = one_of(chance, "¡", target)
    return mark and (source, cut(target, *mark.span()), mark.start(), target.find("!", mark.end()))


def dropped_end(chance: random.Random, source: str, target: str) -> tuple[str, str, int, int] | None:
    mark = one_of(chance, r"\?", target)
    return mark and (source, cut(target, *mark.span(), "."), mark.start(), mark.end())


def changed_digit(chance: random.Random, source: str, target: str) -> tuple[str, str, int, int] | None:
    digit = one_of(chance, r"\d", target)
    if digit is None:
        return None
    other = chance.choice([d for d in "123456789" if d != digit[0]])
    return source, cut(target, *digit.span(), other), *digit.span()


def swapped_quote(chance: random.Random, source: str, target: str) -> tuple[str, str, int, int] | None:
    quote = one_of(chance, "[«»“”]", target)
    other = {"«": "»", "»": "«", "“": "”", "”": "“"}
    return quote and (source, cut(target, *quote.span(), other[quote[0]]), 0, len(target))


def dropped_quote(chance: random.Random, source: str, target: str) -> tuple[str, str, int, int] | None:
    quote = one_of(chance, "[«»“”()]", target)
    return quote and (source, cut(target, *quote.span()), 0, len(target))


def double_word(chance: random.Random, source: str, target: str) -> tuple[str, str, int, int] | None:
    word = one_of(chance, r"\b[a-záéíóúñ]{2,}\b", target)
    return word and (source, cut(target, word.end(), word.end(), f" {word[0]}"), word.start(), word.end())


def double_space(chance: random.Random, source: str, target: str) -> tuple[str, str, int, int] | None:
    space = one_of(chance, r"(?<=\S) (?=\S)", target)
    return space and (source, cut(target, *space.span(), "  "), *space.span())


def english_month(chance: random.Random, source: str, target: str) -> tuple[str, str, int, int] | None:
    at = len(target)
    return f"{source} It was on October 3.", f"{target} Fue el 3 de October.", at, at + 22


def capital_month(chance: random.Random, source: str, target: str) -> tuple[str, str, int, int] | None:
    at = len(target)
    return f"{source} It was on Friday, October 3.", f"{target} Fue un viernes, 3 de Octubre.", at, at + 32


def untranslated(chance: random.Random, source: str, target: str) -> tuple[str, str, int, int] | None:
    return (source, source, 0, len(source)) if len(source.split()) > 6 else None


def truncated(chance: random.Random, source: str, target: str) -> tuple[str, str, int, int] | None:
    return (source, target[: len(target) * 2 // 5], 0, len(target)) if len(source) > 150 else None


def lost_percent(chance: random.Random, source: str, target: str) -> tuple[str, str, int, int] | None:
    return (f"{source} It was 5%.", f"{target} Fue 5.", 0, len(target) + 7) if "%" not in source + target else None


def shouted(chance: random.Random, source: str, target: str) -> tuple[str, str, int, int] | None:
    words = one_of(chance, r"\b[a-záéíóúñ]{3,} [a-záéíóúñ]{4,} [a-záéíóúñ]{3,}\b", target)
    if words is None or re.search(r"[A-Z]{2}", source):
        return None
    return source, cut(target, *words.span(), words[0].upper()), *words.span()


def hyphen_for_dash(chance: random.Random, source: str, target: str) -> tuple[str, str, int, int] | None:
    comma = one_of(chance, ", (?=[a-z])", target)
    return None if comma is None or " - " in source else (source, cut(target, *comma.span(), " - "), *comma.span())


def misspelt_name(chance: random.Random, source: str, target: str) -> tuple[str, str, int, int] | None:
    name = one_of(chance, r"(?<=[a-z,] )[A-Z][a-z]{5,}", target)
    if name is None or not re.search(rf"(?<=[a-z,] ){name[0]}\b", source):
        return None
    a, b = name[0][2], name[0][3]
    return None if a == b else (source, cut(target, name.start() + 2, name.start() + 4, b + a), *name.span())


def lost_stop(chance: random.Random, source: str, target: str) -> tuple[str, str, int, int] | None:
    return (source, target[:-1], len(target) - 2, len(target) - 1) if re.search(r"\w\.$", target) else None


def small_beginning(chance: random.Random, source: str, target: str) -> tuple[str, str, int, int] | None:
    if not re.match("[A-ZÁÉÍÓÚ][a-z]+ ", target) or not source[0].isupper() or target.split()[0].lower() in source:
        return None
    return source, target[0].lower() + target[1:], 0, 1


def loose_mark(chance: random.Random, source: str, target: str) -> tuple[str, str, int, int] | None:
    mark = one_of(chance, r"[¿¡«“(](?=\w)", target)
    return mark and (source, cut(target, mark.end(), mark.end(), " "), mark.start(), mark.end() + 1)


def english_order(chance: random.Random, source: str, target: str) -> tuple[str, str, int, int] | None:
    at = len(target)
    return f"{source} It was on October 3, 1997.", f"{target} Fue en octubre 3, 1997.", at, at + 24


def english_word(chance: random.Random, source: str, target: str) -> tuple[str, str, int, int] | None:
    word = one_of(chance, r"(?<= )(?:y|con|que|el)(?= )", target)
    other = {"y": "and", "con": "with", "que": "that", "el": "the"}
    return word and (source, cut(target, *word.span(), other[word[0]]), *word.span())


def comma_inside(chance: random.Random, source: str, target: str) -> tuple[str, str, int, int] | None:
    word = one_of(chance, r"(?<= )([a-z]{4,}),(?= )", target)
    return word and (source, cut(target, *word.span(), f"«{word[1]},»"), word.start(), word.end() + 2)


SLIPS: dict[str, tuple[Slip, tuple[str, ...]]] = {
    "a dropped ¿": (dropped_question, ("inverted-marks",)),
    "a dropped ¡": (dropped_exclamation, ("inverted-marks",)),
    "a dropped ?": (dropped_end, ("inverted-marks", "question-parity")),
    "a changed digit": (changed_digit, ("numbers",)),
    "a swapped quote": (swapped_quote, ("quotes",)),
    "a dropped quote": (dropped_quote, ("quotes",)),
    "a double word": (double_word, ("doubles",)),
    "a double space": (double_space, ("spaces",)),
    "an English month": (english_month, ("dates",)),
    "a month with a capital": (capital_month, ("dates",)),
    "an untranslated paragraph": (untranslated, ("residue",)),
    "half a paragraph": (truncated, ("length",)),
    "a lost percent sign": (lost_percent, ("units",)),
    "words in capitals": (shouted, ("capital-runs",)),
    "a hyphen for a dash": (hyphen_for_dash, ("dashes",)),
    "a lost stop": (lost_stop, ("edges",)),
    "a small beginning": (small_beginning, ("edges",)),
    "a space inside marks": (loose_mark, ("spaces",)),
    "the English order of a date": (english_order, ("dates",)),
    "an English word": (english_word, ("residue",)),
    "a comma inside quotes": (comma_inside, ("quote-stops",)),
    "a name with a slip": (misspelt_name, ("names",)),
}


@pytest.mark.parametrize("name", SLIPS)
def test_bad_work_is_told(name: str):
    """Of fifty slips of a kind, put into real paragraphs, ninety-five in a hundred are found where they are."""
    slip, checks = SLIPS[name]
    chance = random.Random(name)
    tried: list[tuple[str, str]] = []
    found = 0
    for source, target in chance.sample(pairs(), len(pairs())):
        seeded = slip(chance, source, target)
        if seeded is None or any(finding.check in checks for finding in findings(source, target)):
            continue
        own_source, own_target, start, end = seeded
        before = len(escaped(own_target[:start])) - 1
        after = len(escaped(own_target[: max(start, end)])) + 1
        is_found = any(
            finding.check in checks and finding.start <= after and finding.end >= before
            for finding in findings(own_source, own_target)
        )
        found += is_found
        tried.append((own_source, own_target))
        if len(tried) == SEEDED:
            break
    assert len(tried) == SEEDED
    assert found >= 0.95 * SEEDED
