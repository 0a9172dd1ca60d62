"""What a language tag (BCP 47) says, as far as the desk asks."""


def base_language(tag: str) -> str:
    """Return the language without its variety, in small letters: `es` of es-MX, ES and es_MX."""
    return tag.replace("_", "-").split("-")[0].lower()


def usual_case(tag: str) -> str:
    """Return a tag in the case in which it is written by custom: `es-PE` for ES-pe, `sr-Latn` for sr-latn."""
    first, *rest = tag.split("-")
    return "-".join([first.lower(), *(_cased(part) for part in rest)])


def _cased(part: str) -> str:
    return part.title() if len(part) == 4 and part.isalpha() else part.upper() if len(part) == 2 else part.lower()
