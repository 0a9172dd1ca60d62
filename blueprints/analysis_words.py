"""The words of an analysis: its bands, each explained, and what fillings are called."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from domain.analysis import Band
from services.fillings import FillingKind

BANDS: dict[Band, tuple[LazyString, LazyString]] = {
    Band.CONTEXT: (
        _l("101–102 %: word for word, in its place"),
        _l("The memory has the same text, and the paragraph before or after it is the same, too (102 %: both)."),
    ),
    Band.EXACT: (_l("100 %: word for word"), _l("The memory has the same text, elsewhere.")),
    Band.REPETITION: (
        _l("Repetitions"),
        _l("The same paragraph stands earlier in this text. The first one counts in its own line, the others here."),
    ),
    Band.HIGH: (_l("95–99 %"), _l("Nearly the same: a number, a name or a word differs.")),
    Band.MIDDLE: (_l("85–94 %"), _l("Much the same, with some words to change.")),
    Band.LOW: (_l("75–84 %"), _l("Alike in three quarters of its letters or more.")),
    Band.NONE: (_l("New"), _l("The memory has nothing that would save any work.")),
}

FILLINGS: dict[FillingKind, LazyString] = {
    FillingKind.MEMORY: _l("from the memory"),
    FillingKind.REPETITION: _l("from the same paragraph elsewhere"),
}

# Percent from which on matches are filled in.
LEAST: dict[int, LazyString] = {
    100: _l("whatever is the same, word for word (100 % and better)"),
    101: _l("only where a neighbour is the same, too (101 % and better)"),
    102: _l("only where both neighbours are the same (102 %)"),
}
