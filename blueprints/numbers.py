"""Numbers out of addresses and forms, as anybody may have typed them."""

DIGITS = 9  # more name nothing that a database could hold


def whole(text: str, default: int | None = 0) -> int | None:
    """Return the whole number, from 0 up, that `text` is in plain digits; `default` for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else default
