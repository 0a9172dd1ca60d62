"""The words of the termbase: what a status, a part of speech, a gender is called, and why a term cannot be stored."""

from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from domain.termlist import LONGEST_DOMAIN, LONGEST_WORDS, MOST_TERMS, Problem, Trouble
from domain.terms import LONGEST_TEXT, Gender, PartOfSpeech, Status, Unfit

STATUSES = {
    Status.PREFERRED: _l("preferred"),
    Status.ADMITTED: _l("admitted"),
    Status.FORBIDDEN: _l("not to be used"),
    Status.KEEP: _l("stays as it is"),
}
GENDERS = {
    Gender.MASCULINE: _l("masculine"),
    Gender.FEMININE: _l("feminine"),
    Gender.NEUTER: _l("neuter"),
}
ALL_GENDERS = {**GENDERS, Gender.OTHER: _l("another gender")}
PARTS_OF_SPEECH = {
    PartOfSpeech.NOUN: _l("noun"),
    PartOfSpeech.VERB: _l("verb"),
    PartOfSpeech.ADJECTIVE: _l("adjective"),
    PartOfSpeech.ADVERB: _l("adverb"),
    PartOfSpeech.OTHER: _l("another part of speech"),
}
PROBLEMS: dict[StrEnum, LazyString] = {
    Unfit.NO_WORD: _l("There is no word in it: letters or digits are needed to look for it."),
    Unfit.ONE_LETTER: _l("A single letter stands in every text, so it cannot be looked for. Write a longer term."),
    Unfit.STOP_WORDS: _l(
        "A word that is in nearly every sentence cannot be looked for: it would be underlined everywhere. Add the "
        "words that make it a term."
    ),
    Unfit.TOO_LONG: _l(
        "It is longer than %(longest)s characters, which is a sentence and not a term.", longest=LONGEST_TEXT
    ),
    Trouble.NO_TERMS: _l("There is no term in it. Write at least one."),
    Trouble.TOO_MANY_TERMS: _l("A concept has %(most)s terms at most. Make several of it.", most=MOST_TERMS),
    Trouble.LANGUAGE: _l("There is no such language. Write its tag: en, es, es-MX."),
    Trouble.TWICE: _l("The same term stands further up already."),
    Trouble.LONG_DETAIL: _l(
        "The acronym or the first mention is longer than %(longest)s characters.", longest=LONGEST_TEXT
    ),
    Trouble.LONG_DOMAIN: _l("The domain is longer than %(longest)s characters.", longest=LONGEST_DOMAIN),
    Trouble.LONG_DEFINITION: _l("The definition is longer than %(longest)s characters.", longest=LONGEST_WORDS),
    Trouble.LONG_NOTE: _l("The note is longer than %(longest)s characters.", longest=LONGEST_WORDS),
}


def problem_words(problem: Problem) -> str:
    """Return what to say of a problem, beside the term that it is about or above the form."""
    return str(PROBLEMS[problem.why])
