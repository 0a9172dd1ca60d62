"""Which of the languages of a file are the wanted ones: EN-US is English, es-ES may come into es."""

from collections.abc import Iterable
from typing import NoReturn

from domain.errors import WrongLanguage
from domain.language_tags import base_language, usual_case
from formats.printable import cleaned
from formats.table_values import is_tag

Languages = tuple[str, str]


def is_same(one: str, other: str) -> bool:
    """Say whether two tags are of one language, whatever the region."""
    return base_language(one) == base_language(other)


def is_wanted(pair: Languages | tuple[str, ...], wanted: Languages | None) -> bool:
    """Say whether a pair of languages is the wanted one; what a file does not say is no hindrance."""
    return wanted is None or all(not said or is_same(said, asked) for said, asked in zip(pair, wanted, strict=True))


def nearest(tags: Iterable[str], wanted: str) -> str | None:
    """Return the tag of the language wanted: the very same, else the first of another region; None for none."""
    tags = list(tags)
    exact = next((tag for tag in tags if tag.lower() == wanted.lower()), None)
    return exact or next((tag for tag in tags if is_same(tag, wanted)), None)


def variety(tag: str, wanted: str) -> str:
    """Return the tag of a variety of the language wanted that a file names, in its usual case; "" for no other."""
    tag = cleaned(tag).strip().replace("_", "-")
    if "-" not in tag or tag.lower() == wanted.lower() or not is_tag(tag) or not is_same(tag, wanted):
        return ""
    return usual_case(tag)


def refuse(wanted: Languages, found: Iterable[str]) -> NoReturn:
    """Raise WrongLanguage: the file has no unit in this pair."""
    raise WrongLanguage(expected="–".join(wanted), found=", ".join(sorted(found)))
