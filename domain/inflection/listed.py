"""Words written one after the other, as lists of them are kept here."""


def listed(words: str) -> frozenset[str]:
    """Return the words of a list."""
    return frozenset(words.split())
