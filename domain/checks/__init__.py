"""The checks: one class each, listed once. A new check, or another language pair, is one more file and one line."""

from domain.checks.address import MixedAddress
from domain.checks.base import Address, Check, Finding, Pair, Profile, Severity, Text
from domain.checks.capitals import CapitalRuns, TitleCase
from domain.checks.dashes import Dashes
from domain.checks.dates import Dates
from domain.checks.decimal_mark import DecimalMarks
from domain.checks.doubles import Doubles
from domain.checks.edges import Edges
from domain.checks.inverted_marks import InvertedMarks
from domain.checks.lengths import Lengths
from domain.checks.marks import Emphasis, Links, Notes
from domain.checks.names import Names
from domain.checks.numbers import Numbers
from domain.checks.profile import DecimalMark, Quotation
from domain.checks.question_parity import QuestionParity
from domain.checks.quotation import QuotationStyle
from domain.checks.quote_stops import QuoteStops
from domain.checks.quotes import Quotes
from domain.checks.residue import Residue
from domain.checks.spaces import Spaces
from domain.checks.stops import Stops
from domain.checks.terms import Terms
from domain.checks.units import Units

__all__ = [
    "BLOCKING", "CHECKS", "Address", "Check", "DecimalMark", "Finding", "Pair", "Profile", "Quotation", "Severity",
    "Text", "check",
]  # fmt: skip

CHECKS: tuple[Check, ...] = (
    Notes(), Numbers(), InvertedMarks(), QuestionParity(), Quotes(), Dates(), Names(), Residue(), Terms(), Lengths(),
    Units(), Links(), Emphasis(), Edges(), QuoteStops(), Doubles(), Spaces(), Stops(), Dashes(), CapitalRuns(),
    TitleCase(), MixedAddress(), QuotationStyle(), DecimalMarks(),
)  # fmt: skip
# Those that have errors among their findings, which keep a text from being handed in.
BLOCKING = tuple(one for one in CHECKS if one.may_block)
_ORDER = {severity: n for n, severity in enumerate(Severity)}


def check(pair: Pair, profile: Profile, checks: tuple[Check, ...] = CHECKS) -> list[Finding]:
    """Return what `checks` find in the target of `pair`: the gravest first, then in the order of the text."""
    if not pair.target.plain.strip():
        return []
    language = pair.target.base_language
    found: list[Finding] = []
    for one in checks:
        if one.languages is None or language in one.languages:
            found.extend(one.find(pair, profile))
    if len(found) < 2:
        return found
    return sorted(found, key=lambda finding: (_ORDER[finding.severity], finding.start, finding.end, finding.check))
