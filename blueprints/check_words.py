"""The words of the checks: what each finding says to a translator."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from blueprints.check_names import check_name
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
    ("dashes", "no_beginning"): _l("The dash before the aside is missing."),
    ("dashes", "no_end"): _l("The dash after the aside is missing."),
    ("dashes", "tight"): _l("A dash touches the aside, and a space parts it from the other word: —so—."),
    ("dates", "capital"): _l("“%(a)s” begins with a small letter in Spanish."),
    ("dates", "changed"): _l("“%(a)s”: the source has %(b)s."),
    ("dates", "english"): _l("“%(a)s” is English: %(b)s."),
    ("dates", "order"): _l("“%(a)s”: in Spanish the day stands before the month."),
    ("dates", "unjoined"): _l("“%(a)s”: in Spanish a date has “de” between its parts: %(b)s."),
    ("dates", "year"): _l("“%(a)s”: a year has no mark inside."),
    ("decimal-mark", "other"): _l("“%(a)s”: decimals stand behind “%(b)s” in this translation."),
    ("doubles", "word"): _l("“%(a)s” stands here twice."),
    ("doubles", "sentence"): _l("This sentence stands here twice."),
    ("edges", "no_stop"): _l("The source ends with “%(a)s”, this has no stop at its end."),
    ("edges", "small"): _l("“%(a)s”: the source begins with a capital."),
    ("emphasis", "added"): _l("Something is emphasised here and nothing in the source."),
    ("emphasis", "fewer"): _l("Less is emphasised here than in the source."),
    ("emphasis", "lost"): _l("Something is emphasised in the source and nothing here."),
    ("emphasis", "other"): _l("The source emphasises with %(b)s, this with %(a)s."),
    ("emphasis", "uneven"): _l("One of the marks of emphasis (%(a)s) has no other half."),
    ("inverted-marks", "no_beginning"): _l("The opening mark to “%(a)s” is missing."),
    ("inverted-marks", "no_end"): _l("The closing mark to “%(a)s” is missing."),
    ("inverted-marks", "mixed"): _l("“%(a)s” and “%(b)s” are no pair."),
    ("length", "long"): _l("This is much longer than the source: is something here twice?"),
    ("length", "fewer"): _l("This has fewer sentences than the source, and is short: is something missing?"),
    ("length", "short"): _l("This is much shorter than the source: is something missing?"),
    ("links", "missing"): _l("The link to %(a)s is missing."),
    ("links", "added"): _l("The source has no link to %(a)s."),
    ("names", "slip"): _l("“%(a)s”: the source has “%(b)s”."),
    ("notes", "missing"): _l("The anchor of the note %(a)s is missing."),
    ("notes", "moved"): _l("The anchor of the note %(a)s stands in another sentence than in the source."),
    ("notes", "twice"): _l("The anchor of the note %(a)s stands here more often than in the source."),
    ("numbers", "added"): _l("%(a)s is not in the source."),
    ("numbers", "billion"): _l("“%(a)s”: a billion is “mil millones” in Spanish."),
    ("numbers", "changed"): _l("%(a)s is not in the source, which has %(b)s."),
    ("numbers", "missing"): _l("Numbers of the source are missing: %(a)s."),
    ("numbers", "thousands"): _l("“%(a)s”: thousands have no comma in Spanish: %(b)s."),
    ("question-parity", "added"): _l("This asks, and the source does not."),
    ("question-parity", "lost"): _l("The source asks, and this does not."),
    ("quote-stops", "inside"): _l("“%(a)s”: in Spanish the mark of quotation comes first."),
    ("quotation", "marks"): _l("Quotations stand in %(b)s in this translation, not in %(a)s."),
    ("quotes", "no_beginning"): _l("“%(a)s” closes what was not opened."),
    ("quotes", "no_end"): _l("“%(a)s” is not closed."),
    ("quotes", "lost"): _l("The source quotes %(a)s, and no quotation marks are here."),
    ("quotes", "nested"): _l("“%(a)s” inside “%(b)s”: the outermost marks are « », then “ ”, then ‘ ’."),
    ("quotes", "styles"): _l("Quotations stand in %(b)s here, and in %(a)s beside it."),
    ("quotes", "straight"): _l("One of the quotation marks (%(a)s) has no other half."),
    ("residue", "same"): _l("This is the source text."),
    ("residue", "stretch"): _l("Not translated: “%(a)s”."),
    ("same-source", "differs"): _l("The same source has another translation in %(a)s: “%(b)s”."),
    ("spaces", "before"): _l("A space before “%(a)s”."),
    ("spaces", "double"): _l("Two spaces."),
    ("spaces", "inside"): _l("A space inside marks or brackets."),
    ("spelling", "suggested"): _l("“%(a)s” is in no dictionary; perhaps: %(b)s."),
    ("spelling", "unknown"): _l("“%(a)s” is in no dictionary."),
    ("stops", "double"): _l("“%(a)s”: one mark is enough."),
    ("stops", "no_space"): _l("A space is missing after “%(a)s”."),
    ("terms", "changed"): _l("“%(a)s” stays as it is, and is not here."),
    ("terms", "forbidden"): _l("“%(a)s” is not to be used."),
    ("terms", "forbidden_instead"): _l("“%(a)s” is not to be used; the agreed term is: %(b)s."),
    ("terms", "missing"): _l("The source has “%(a)s”; the agreed term is missing: %(b)s."),
    ("title-case", "capitals"): _l("In a Spanish heading only the first word and names begin with a capital."),
    ("units", "added"): _l("%(a)s is not in the source."),
    ("units", "changed"): _l("“%(a)s”: the source has “%(b)s”."),
    ("units", "missing"): _l("The source has %(a)s, this has not."),
    ("units", "written"): _l("“%(a)s” is written “%(b)s” in Spanish."),
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
    # What another version of the checks found may still be remembered: it has a name at least.
    words = MESSAGES.get((finding.check, finding.kind))
    return str(words) % facts if words else check_name(finding.check)


def in_short(findings: Sequence[Finding], most: int = 3) -> str:
    """Return what the first of the findings say, one after the other, and how many more there are."""
    said = [message(finding) for finding in findings[:most]]
    if left := len(findings) - most if len(findings) > most else 0:
        said.append(ngettext("And %(number)s more.", "And %(number)s more.", left, number=left))
    return " ".join(said)
