"""Hunspell, where it is installed: which words its dictionaries do not have, and what may have been meant.

The program is asked through its own pipe, one process at a time, never with a text but with words alone. What it said
of a word is remembered: the same words come with every save.
"""

import logging
import os
import re
import shutil
import subprocess
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from pathlib import PurePath

from domain.language_tags import base_language

PROGRAM = "hunspell"
TIMEOUT_S = 5.0  # while somebody waits for what stands beside a paragraph; on an idle machine it takes a tenth
MOST_SUGGESTED = 12  # words of one request: to think of others takes hunspell some 20 ms a word
MOST_REMEMBERED = 200_000  # words

_log = logging.getLogger(__name__)
_is_known: dict[tuple[str, str], bool] = {}
_suggested: dict[tuple[str, str], tuple[str, ...]] = {}
_ANSWER = re.compile(r"& (?P<word>\S+) \d+ \d+: (?P<words>.+)")
# Where a language is spoken in many countries, whose dictionary stands for what no dictionary is made for.
_STANDS_FOR = {"es-419": "es_MX", "en": "en_US", "pt": "pt_PT", "zh": "zh_CN"}


@cache
def dictionaries() -> frozenset[str]:
    """Return the names of the dictionaries (`es_MX`) that are installed; none without the program."""
    told = _run(["-D"], "", TIMEOUT_S, is_list=True)
    paths = [PurePath(line) for line in (told or "").splitlines() if ":" not in line[2:]]  # not the line of all folders
    return frozenset(path.name for path in paths if path.is_absolute() and path.suffix not in (".aff", ".dic"))


def dictionary_for(language: str, variety: str = "") -> str | None:
    """Return the dictionary for a language (BCP 47), in the variety of a region (`MX`); None where there is none."""
    own = base_language(language)
    wanted = language.replace("-", "_")
    likely = (f"{own}_{variety}" if variety else "", wanted, _STANDS_FOR.get(language, ""), own, f"{own}_{own.upper()}")
    there = {name.lower(): name for name in dictionaries()}
    found = [there[name.lower()] for name in (*likely, _STANDS_FOR.get(own, "")) if name.lower() in there]
    others = sorted(name for name in dictionaries() if base_language(name) == own)
    return next(iter(found + others), None)


def unknown(words: Collection[str], dictionary: str, *, timeout_s: float = TIMEOUT_S) -> list[str]:
    """Return those of `words` that `dictionary` does not have; none where it cannot be asked in time."""
    fresh = [word for word in dict.fromkeys(words) if (dictionary, word) not in _is_known]
    if fresh:
        told = _run(["-l", "-d", dictionary], "\n".join(map(_plain, fresh)), timeout_s)
        if told is None:
            return []
        wrong = set(told.splitlines())
        _make_room(_is_known)
        _is_known.update(((dictionary, word), _plain(word) not in wrong) for word in fresh)
    return [word for word in dict.fromkeys(words) if not _is_known.get((dictionary, word), True)]


def is_known(word: str, dictionary: str) -> bool:
    """Tell whether `dictionary` has said that it has `word`; not where it could not be asked in time."""
    return _is_known.get((dictionary, word), False)


def has_answered(words: Iterable[str], dictionary: str) -> bool:
    """Tell whether the program has said of all of `words` whether `dictionary` has them."""
    return all((dictionary, word) in _is_known for word in words)


def suggestions(words: Sequence[str], dictionary: str, *, timeout_s: float = TIMEOUT_S) -> dict[str, tuple[str, ...]]:
    """Return what may have been meant by each of `words`, which the dictionary does not have; of some perhaps nothing.

    No more than `MOST_SUGGESTED` of them are asked about at a time.
    """
    fresh = [word for word in dict.fromkeys(words) if (dictionary, word) not in _suggested][:MOST_SUGGESTED]
    if fresh:
        told = _run(["-a", "-d", dictionary], "\n".join(f"^{_plain(word)}" for word in fresh), timeout_s)
        if told is not None:
            answers = {found["word"]: tuple(found["words"].split(", ")) for found in _ANSWER.finditer(told)}
            _make_room(_suggested)
            _suggested.update(((dictionary, word), answers.get(_plain(word), ())) for word in fresh)
    return {word: _suggested.get((dictionary, word), ()) for word in words}


def forget() -> None:
    """Forget what was said, and which dictionaries there are, as after installing one."""
    dictionaries.cache_clear()
    _is_known.clear()
    _suggested.clear()


def _plain(word: str) -> str:
    return word.replace("’", "'")


def _make_room(remembered: dict[tuple[str, str], object]) -> None:
    if len(remembered) > MOST_REMEMBERED:
        remembered.clear()


def _run(arguments: list[str], text: str, timeout_s: float, *, is_list: bool = False) -> str | None:
    """Return what the program writes for `text`; None where it fails. Its list of dictionaries goes to where errors do.

    It runs in the root folder and with an empty list of a person's own: it would take dictionaries from where it is.
    """
    program = shutil.which(PROGRAM)
    if program is None:
        return None
    own = [program, "-i", "utf-8", "-p", os.devnull, *arguments]
    try:
        done = subprocess.run(own, input=f"{text}\n".encode(), capture_output=True, timeout=timeout_s, cwd="/")
    except (OSError, subprocess.TimeoutExpired) as error:
        _log.warning("spelling.failed", extra={"reason": type(error).__name__})
        return None
    if (
        done.returncode and not is_list
    ):  # it also tries the dictionary of the machine's own language, which may be missing
        _log.warning("spelling.failed", extra={"reason": f"status {done.returncode}"})
        return None
    return (done.stderr if is_list else done.stdout).decode("utf-8", "replace")
