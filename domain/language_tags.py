"""What a language tag (BCP 47) says, as far as the desk asks."""


def base_language(tag: str) -> str:
    """Return the language without its variety, in small letters: `es` of es-MX, ES and es_MX."""
    return tag.replace("_", "-").split("-")[0].lower()
