"""Counting words: the measure of progress and of what a translator is asked to do."""

import re

# A run of letters and digits, held together by inner apostrophes, hyphens, points and commas (don't, 2,40).
_WORD = re.compile(r"[^\W_]+(?:['’.,\-‑][^\W_]+)*")
# Scripts written without spaces: each character counts as a word, as translation tools do.
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


def count_words(text: str) -> int:
    """Return the number of words in `text`; Chinese and Japanese characters count one each."""
    wide = len(_WIDE.findall(text))
    return wide + len(_WORD.findall(_WIDE.sub(" ", text) if wide else text))
