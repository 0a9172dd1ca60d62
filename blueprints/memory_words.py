"""Words about the memory's files and entries, and the pairs of languages to choose from."""

from flask_babel import gettext as _

from blueprints.identity import me
from blueprints.labels import language_name
from blueprints.pages import number
from blueprints.wording import words_for
from domain.errors import BadValue, DeskError, FileTooLarge
from extensions import db
from services.memory import upkeep


def file_words(error: DeskError) -> str:
    """Return what went wrong with a file of pairs, or with the languages chosen for it; what takes one too large."""
    if isinstance(error, FileTooLarge):
        return _(
            "The file is larger than the %(limit)s MB that can be uploaded. Whoever runs this desk can bring it in "
            "with “flask memory import FILE”, which takes any size. Nothing was stored.",
            limit=number(int(str(error.facts["limit_mb"]))),
        )
    if isinstance(error, BadValue) and error.facts.get("field") == "language":
        return _("“%(value)s” is not a language tag, such as es or es-MX. Nothing was changed.", **error.facts)
    if isinstance(error, BadValue) and error.facts.get("field") == "target_language":
        return _("Both languages are the same (%(value)s). Nothing was changed; choose another.", **error.facts)
    return words_for(error)


def languages_offered() -> list[tuple[str, str]]:
    """Return pairs of languages as a form sends them ("en es"), each with its words."""
    found = upkeep.language_pairs(db.session, me())
    return [(f"{source} {target}", f"{language_name(source)} → {language_name(target)}") for source, target in found]
