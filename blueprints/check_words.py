"""The words of the checks: what each finding says to a translator."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from domain.checks import Finding
from domain.contrasts import Facet
from domain.memory import Penalty

# By check and kind. %(a)s and %(b)s are the facts of the finding, in their order.
MESSAGES = {
    ("address", "mixed"): _l("“%(a)s”: the text speaks to its reader in another way elsewhere (%(b)s)."),
    ("capital-runs", "added"): _l("“%(a)s” is in capitals, the source is not."),
    ("capital-runs", "lost"): _l("“%(a)s” is in capitals in the source, nothing is here."),
    ("dashes", "hyphen"): _l("A hyphen (%(a)s) stands where a dash should."),
    ("dashes", "loose"): _l("A dash touches the words that it encloses: —so—."),
    ("dates", "capital"): _l("“%(a)s” begins with a small letter in Spanish."),
    ("dates", "english"): _l("“%(a)s” is English: %(b)s."),
    ("dates", "order"): _l("“%(a)s”: in Spanish the day stands before the month."),
    ("decimal-mark", "other"): _l("“%(a)s”: decimals stand behind “%(b)s” in this translation."),
    ("doubles", "word"): _l("“%(a)s” stands here twice."),
    ("doubles", "space"): _l("Two spaces."),
    ("doubles", "space_before"): _l("A space before “%(a)s”."),
    ("doubles", "space_inside"): _l("A space inside marks or brackets."),
    ("doubles", "stops"): _l("“%(a)s”: one mark is enough."),
    ("edges", "no_stop"): _l("The source ends with “%(a)s”, this has no stop at its end."),
    ("edges", "small"): _l("“%(a)s”: the source begins with a capital."),
    ("emphasis", "added"): _l("Something is emphasised here and nothing in the source."),
    ("emphasis", "lost"): _l("Something is emphasised in the source and nothing here."),
    ("inverted-marks", "no_beginning"): _l("The opening mark to “%(a)s” is missing."),
    ("inverted-marks", "no_end"): _l("The closing mark to “%(a)s” is missing."),
    ("length", "long"): _l("This is much longer than the source: is something here twice?"),
    ("length", "short"): _l("This is much shorter than the source: is something missing?"),
    ("links", "missing"): _l("The link to %(a)s is missing."),
    ("names", "slip"): _l("“%(a)s”: the source has “%(b)s”."),
    ("notes", "missing"): _l("The anchor of the note %(a)s is missing."),
    ("notes", "twice"): _l("The anchor of the note %(a)s stands here more often than in the source."),
    ("numbers", "added"): _l("%(a)s is not in the source."),
    ("numbers", "changed"): _l("%(a)s is not in the source, which has %(b)s."),
    ("numbers", "missing"): _l("Numbers of the source are missing: %(a)s."),
    ("question-parity", "added"): _l("This asks, and the source does not."),
    ("question-parity", "lost"): _l("The source asks, and this does not."),
    ("quote-stops", "inside"): _l("“%(a)s”: in Spanish the mark of quotation comes first."),
    ("quotation", "marks"): _l("Quotations stand in %(b)s in this translation, not in %(a)s."),
    ("quotes", "no_beginning"): _l("“%(a)s” closes what was not opened."),
    ("quotes", "no_end"): _l("“%(a)s” is not closed."),
    ("quotes", "straight"): _l("One of the quotation marks (%(a)s) has no other half."),
    ("residue", "same"): _l("This is the source text."),
    ("residue", "stretch"): _l("Not translated: “%(a)s”."),
    ("same-source", "differs"): _l("The same source has another translation in %(a)s: “%(b)s”."),
    ("spelling", "suggested"): _l("“%(a)s” is in no dictionary; perhaps: %(b)s."),
    ("spelling", "unknown"): _l("“%(a)s” is in no dictionary."),
    ("terms", "changed"): _l("“%(a)s” stays as it is, and is not here."),
    ("terms", "forbidden"): _l("“%(a)s” is not to be used."),
    ("terms", "forbidden_instead"): _l("“%(a)s” is not to be used; the agreed term is: %(b)s."),
    ("terms", "missing"): _l("The source has “%(a)s”; the agreed term is missing: %(b)s."),
    ("title-case", "capitals"): _l("In a Spanish heading only the first word and names begin with a capital."),
    ("units", "added"): _l("%(a)s is not in the source."),
    ("units", "missing"): _l("The source has %(a)s, this has not."),
}


# What differs between two sources that changes what they say.
FACETS = {
    Facet.NUMBER: _l("Numbers differ"),
    Facet.NAME: _l("Names differ"),
    Facet.NEGATION: _l("A negation differs"),
}
# Why a match of the memory is worth less than its texts are alike.
PENALTY_WORDS = {
    Penalty.DRAFT: _l("Draft"),
    Penalty.MACHINE: _l("machine translation"),
    Penalty.OUTDATED: _l("its source has changed since"),
    Penalty.SENTENCE: _l("one sentence of a paragraph"),
    Penalty.VARIETY: _l("another variety of the language"),
}


def message(finding: Finding) -> str:
    """Return what a finding says, in the language of the interface."""
    facts = dict(zip("ab", (*finding.facts, "", ""), strict=False))
    return str(MESSAGES[finding.check, finding.kind]) % facts


def in_short(findings: Sequence[Finding], most: int = 3) -> str:
    """Return what the first of the findings say, one after the other, and how many more there are."""
    said = [message(finding) for finding in findings[:most]]
    if left := len(findings) - most if len(findings) > most else 0:
        said.append(ngettext("And %(number)s more.", "And %(number)s more.", left, number=left))
    return " ".join(said)
