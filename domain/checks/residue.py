"""What was left untranslated."""

import re
from collections.abc import Iterator, Set

from domain.checks.base import Check, Finding, Pair, Profile
from domain.folding import fold

# No part of an address, a path or the name of a file.
_FREE = re.compile(r"(?<![\w./@='’-])[^\W\d_]+(?![\w/@='’-]|\.\w)")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_QUOTED = re.compile(r"[“\"‘'«‹‘`][^”\"’'»›`]{1,200}[”\"’'»›`]")
# Frequent words of a language that are no words of the others here, so that two close together are a trace of it.
TRACES = {
    "en": frozenset({
        "the", "and", "of", "with", "which", "this", "these", "those", "from", "have", "has", "was", "were", "been",
        "would", "should", "could", "their", "they", "there", "what", "when", "who", "why", "how", "for", "not",
        "are", "is", "that", "but", "you", "your", "we", "our", "his", "her", "will", "shall", "about", "into",
        "to", "she", "it", "its", "us", "any", "him", "them", "by", "if", "or", "at", "my", "did", "does", "more",
        "than", "then", "very", "must", "because", "while", "where", "between", "without", "through", "after",
        "before", "under", "also", "only", "some", "such", "each", "every", "both", "other", "another",
    }),
}  # fmt: skip
# Words of English with a meaning of their own that Spanish has not, neither as its own nor borrowed: they were left
# behind where the source has them, too.
LEFT_BEHIND = {
    "en": frozenset({
        "above", "across", "again", "against", "almost", "along", "already", "although", "always", "among", "an",
        "anyone", "anything", "around", "as", "asked", "away", "be", "became", "because", "behind", "being", "below",
        "better", "beyond", "blood", "bread", "brother", "brothers", "brought", "came", "cannot", "children",
        "cities", "daughter", "days", "death", "died", "different", "doing", "during", "early", "earth", "easy",
        "enemies", "enemy", "enough", "evening", "everybody", "everyone", "everything", "eyes", "felt", "few",
        "fight", "fighters", "fighting", "following", "food", "fought", "found", "freedom", "friend", "friends",
        "gave", "given", "going", "gone", "government", "governments", "great", "guns", "hands", "having", "heard",
        "heart", "herself", "himself", "history", "hours", "houses", "however", "hunger", "instead", "itself", "jail",
        "kept", "killed", "killing", "killings", "knew", "known", "labor", "labour", "late", "laws", "leaders",
        "leadership", "life", "lived", "looked", "many", "masses", "maybe", "might", "money", "months", "morning",
        "movement", "much", "murder", "murdered", "murderer", "needed", "never", "nights", "nobody", "nothing",
        "often", "on", "oppressed", "oppression", "peace", "people", "perhaps", "police", "poor", "prison",
        "prisoners", "question", "rather", "reason", "rebellion", "rights", "ruling", "saw", "says", "school",
        "several", "should", "shown", "since", "sister", "sisters", "soldiers", "someone", "something", "spoke",
        "still", "stood", "street", "strength", "strike", "strikes", "strong", "struggle", "struggles", "taken",
        "themselves", "there", "therefore", "things", "though", "thought", "today", "together", "told", "tomorrow",
        "took", "toward", "towards", "town", "troops", "truth", "unions", "until", "upon", "uprising", "voice",
        "wage", "wages", "wanted", "war", "wars", "water", "ways", "weak", "weapons", "weeks", "went", "whenever",
        "wherever", "whole", "whom", "whose", "within", "woman", "women", "worked", "worker", "workers", "working",
        "world", "worse", "worst", "wrote", "years", "yesterday", "yet", "young",
    }),
}  # fmt: skip
# Of those, the words that the other languages have, too; a single one says nothing.
_SHARED = frozenset({"has", "at", "him", "its", "my", "did", "any", "if", "who", "some", "other", "then"})
_GAPS = (" ", ", ", "\u00a0")
_PROSE = 4  # words in small letters that are no name of a program or a command
_ACCENTS = 8  # characters that typing accents and spaces in another way makes a text longer by
_LEAST = 3  # words that a text needs to count as untranslated when it is as its source


class Residue(Check):
    """The target is not its source, and holds no stretch of it.

    What translation tools call "target same as source"; titles of works and words of programs stay as they are.
    """

    id = "residue"
    may_block = True

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield one finding for a text that is as its source, else each stretch of the other language."""
        text = pair.target.plain
        if pair.source.base_language == pair.target.base_language:
            return
        traces = TRACES.get(pair.source.base_language, frozenset())
        words = set(pair.target.words)
        if abs(len(text) - len(pair.source.plain)) <= _ACCENTS and _is_same(text, pair.source.plain):
            # Without a word of the source's language it may be a line in a third one, or of a program.
            is_certain = not traces or not traces.isdisjoint(word.lower() for word in words)
            yield self.finding(pair, "same", 0, len(text), is_error=is_certain)
            return
        behind = LEFT_BEHIND.get(pair.source.base_language, frozenset())
        both = words.intersection(pair.source.words)
        left = both & behind if pair.target.base_language == "es" else frozenset()
        if len(both) < 3 and not left and traces.isdisjoint(words):
            return  # as nearly everywhere: no need to look closer
        hidden = _QUOTED.sub(lambda match: " " * len(match[0]), text)
        found = _copied(hidden, pair.source.plain, traces, behind) or list(_stretches(hidden, traces))
        for start, end in found or _left_behind(hidden, left):
            yield self.finding(pair, "stretch", start, end, text[start:end])


def _is_same(text: str, source: str) -> bool:
    """Tell whether a target is its source, but for case and accents."""
    is_same = fold(text).split() == fold(source).split()
    return is_same and sum(word[0].islower() for word in _WORD.findall(text)) >= _LEAST


def _stretches(text: str, traces: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield where two traces stand within five words of each other, in small letters, or one that is no other word."""
    words = list(_FREE.finditer(text))
    found = [n for n, word in enumerate(words) if word[0] in traces]
    at = 0
    while at < len(found):
        last = at
        while last + 1 < len(found) and found[last + 1] - found[last] <= 4:
            last += 1
        if last > at or words[found[at]][0] not in _SHARED:
            yield words[found[at]].start(), words[found[last]].end()
        at = last + 1


def _left_behind(text: str, words: Set[str]) -> Iterator[tuple[int, int]]:
    """Yield where words of the source stand that are none of the target's language."""
    for word in _FREE.finditer(text) if words else ():
        if word[0] in words:
            yield word.span()


def _copied(text: str, source: str, traces: Set[str], words_left: Set[str]) -> list[tuple[int, int]]:
    """Return where words follow each other as they do in the source, three with a trace among them or more."""
    words = list(_WORD.finditer(text))
    known = _WORD.findall(source)
    if len({word[0] for word in words} & set(known)) < 3:
        return []
    triples = set(zip(known, known[1:], known[2:], strict=False))
    found: list[tuple[int, int]] = []
    at = 0
    while at + 2 < len(words):
        end = at
        while end + 2 < len(words) and _is_triple(text, words[end : end + 3], triples):
            end += 1
        if end == at:
            at += 1
            continue
        run = words[at : end + 2]
        is_list = text[run[0].start() : run[-1].end()].count(",") > len(run) // 3
        is_prose = not is_list and sum(word[0][0].islower() for word in run) >= _PROSE
        known = {word[0].lower() for word in run}
        if is_prose or not traces.isdisjoint(known) or (not is_list and not words_left.isdisjoint(known)):
            found.append((run[0].start(), run[-1].end()))
        at = end + 2
    return found


def _is_triple(text: str, words: list[re.Match[str]], triples: set[tuple[str, ...]]) -> bool:
    """Tell whether three words are as in the source, with nothing but a space or a comma between them."""
    one, two, three = words
    gaps = text[one.end() : two.start()], text[two.end() : three.start()]
    return (one[0], two[0], three[0]) in triples and all(gap in _GAPS for gap in gaps)
