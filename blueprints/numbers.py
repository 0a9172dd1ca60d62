"""Numbers out of addresses and forms, as anybody may have typed them."""

DIGITS = 9  # more name nothing that a database could hold
KEY_DIGITS = 19


def whole(text: str, default: int | None = 0) -> int | None:
    """Return the whole number, from 0 up, that `text` is in plain digits; `default` for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else default


def signed(text: str) -> int | None:
    """Return the whole number that `text` is, below 0 too, if 64 bits hold it: a key; None for anything else."""
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= KEY_DIGITS):
        return None
    return key if -(2**63) <= (key := int(text)) < 2**63 else None
