"""The addresses of pages in a text, whose marks are none of punctuation."""

import re

_TOKEN = re.compile(r"\S+")
_ASKED = re.compile(r"[?&]\w+=")
_AFTER = '?!.,;:)»”"'


def without_addresses(text: str) -> str:
    """Return `text` with spaces for each address, which keeps the places of the rest. Takes linear time."""
    if "://" not in text and not ("=" in text and ("?" in text or "&" in text)):
        return text  # as nearly everywhere
    return _TOKEN.sub(_hidden, text)


def _hidden(token: re.Match[str]) -> str:
    """Return spaces for an address, but for the marks after it, which are of the sentence."""
    if "://" not in token[0] and not _ASKED.search(token[0]):
        return token[0]
    after = len(token[0]) - len(token[0].rstrip(_AFTER))
    return " " * (len(token[0]) - after) + token[0][len(token[0]) - after :]
