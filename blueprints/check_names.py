"""What the checks and their severities are called."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from domain.checks import Severity
from services.checking import SAME_SOURCE

CHECK_NAMES: dict[str, LazyString] = {
    "notes": _l("Notes"),
    "numbers": _l("Numbers"),
    "inverted-marks": _l("Opening ¿ and ¡"),
    "question-parity": _l("Questions"),
    "quotes": _l("Quotation marks and brackets"),
    "dates": _l("Months and weekdays"),
    "names": _l("Names"),
    "residue": _l("Left untranslated"),
    "terms": _l("Terms"),
    "length": _l("Length"),
    "units": _l("Percent and currencies"),
    "links": _l("Links"),
    "emphasis": _l("Emphasis"),
    "edges": _l("Beginning and end"),
    "quote-stops": _l("Stops at quotation marks"),
    "doubles": _l("Double words"),
    "spaces": _l("Spaces"),
    "stops": _l("Stops"),
    "dashes": _l("Dashes"),
    "capital-runs": _l("Words in capitals"),
    "title-case": _l("Capitals in headings"),
    "address": _l("Address: tú, usted, vos"),
    "quotation": _l("Style of quotation marks"),
    "decimal-mark": _l("Decimal mark"),
    SAME_SOURCE: _l("Same source, two targets"),
}
SEVERITIES: dict[Severity, LazyString] = {
    Severity.ERROR: _l("Error"),
    Severity.WARNING: _l("Warning"),
    Severity.INFO: _l("Remark"),
}
# The mark that says the same by its shape.
SEVERITY_MARKS = {Severity.ERROR: "problem", Severity.WARNING: "warning", Severity.INFO: "info"}


def check_name(check: str) -> str:
    """Return what a check is called in the language of the interface."""
    return str(CHECK_NAMES.get(check, check))
