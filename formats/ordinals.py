"""How word processors and web pages write the number of a list item: 3, c, C, iii or III."""

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MOST_ROMAN = 3999
_FORMS = {
    "lowerLetter": "a",
    "a": "a",
    "upperLetter": "A",
    "A": "A",
    "lowerRoman": "i",
    "i": "i",
    "upperRoman": "I",
    "I": "I",
}


def ordinal(number: int, form: str) -> str:
    """Return `number` in a form called as in DOCX (`lowerRoman`), ODT and HTML (`i`); digits for any other form."""
    match _FORMS.get(form):
        case "a" if number > 0:
            return _letters(number)
        case "A" if number > 0:
            return _letters(number).upper()
        case "i" if 0 < number <= _MOST_ROMAN:
            return _roman(number)
        case "I" if 0 < number <= _MOST_ROMAN:
            return _roman(number).upper()
    return f"0{number}" if form == "decimalZero" and 0 <= number < 10 else str(number)


def _letters(number: int) -> str:
    """Return a … z, aa … zz, as Word counts."""
    times, letter = divmod(min(number, 26 * 40) - 1, 26)
    return chr(ord("a") + letter) * (times + 1)


def _roman(number: int) -> str:
    written = ""
    for worth, letters in _ROMAN:
        times, number = divmod(number, worth)
        written += letters * times
    return written
