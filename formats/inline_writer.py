"""From runs back to inline text: marks where they can stand, words in any case."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from formats.inline import Run, destination, escape, escape_all, parse


def write(runs: Iterable[Run]) -> str:
    """Return inline text that reads as `runs`.

    Where marks would not be read again as they are meant (`a**b **c`), the words stand without them: a mark
    is lost before a word is.
    """
    runs = [run for run in runs if run.text]
    if not any(run.is_strong or run.is_emphasis or run.href or run.note for run in runs):
        return escape("".join(run.text for run in runs))
    wanted = list(_letters(runs))
    for sign, escaped in (("*", escape), ("*", escape_all), ("_", escape_all)):
        candidate = "".join(_link(href, list(group), sign, escaped) for href, group in groupby(runs, _href))
        if list(_letters(parse(candidate))) == wanted:
            return candidate
    return "".join(f"[^{run.note}]" if run.note else escape_all(run.text) for run in runs)


def _href(run: Run) -> str:
    return destination(run.href)


def _link(href: str, runs: list[Run], sign: str, escaped: Callable[[str], str]) -> str:
    looks = groupby(runs, lambda run: (run.is_strong, run.is_emphasis))
    inner = "".join(_styled(look, list(group), sign, escaped) for look, group in looks)
    return f"[{inner}]({href})" if href else inner


def _styled(look: tuple[bool, bool], runs: list[Run], sign: str, escaped: Callable[[str], str]) -> str:
    """Write runs of one look; white space at the edges stands outside the marks, which may not touch it."""
    is_strong, is_emphasis = look
    text = "".join(f"[^{run.note}]" if run.note else escaped(run.text) for run in runs)
    mark = "**" * is_strong + sign * is_emphasis
    bare = text.strip()
    if not mark or not bare:
        return text
    before, _, after = text.partition(bare)
    return f"{before}{mark}{bare}{mark[::-1]}{after}"


def _letters(runs: Iterable[Run]) -> Iterator[tuple[str, bool, bool, str, str]]:
    """Give what a reader sees, letter by letter, each with its look; the look of white space does not count."""
    for run in runs:
        for letter in run.text:
            if letter.isspace():
                yield letter, False, False, "", ""
            else:
                yield letter, run.is_strong, run.is_emphasis, _href(run), run.note
