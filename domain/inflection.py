"""Telling forms of one word from other words with the same stem: strikes and striking are strike, strikers is not.

A stemmer takes off more than endings: organ, organize and organization have one stem. What is left of two words behind
what they share has to be an ending of the language. Source for Spanish: RAE 2009, chapters 2 to 4.
"""

import re
from itertools import takewhile

_ENGLISH = re.compile(r"|e|e?s|e?d|n|y|ies|ied|ying|(?:([bdfgklmnprstz])(?=ed|ing))?(?:ed|ing)")
_VERB = (
    "[aei]r[mtsnlo]?|i?[ae]ndo|yendo|[ai]d[oa]s?|[ai]d|o|as?|amos|ais|an|es?|eis|en|[ei]mos|[ai]ba(?:s|mos|is|n)?|"
    "ia(?:s|mos|is|n)?|[ai]ste(?:is)?|a?ron|[iy]eron|eron|yo|io|i|[aei]r(?:e|as?|emos|eis|an|ia(?:s|mos|is|n)?)|"
    "(?:[aiy]|[iy]e)(?:ra|se)(?:s|mos|is|n)?"
)
_SPANISH = re.compile(
    rf"|s|[aeo]s?|[zc]|[zc][aeo]s?|qu(?:{_VERB})|gu(?:{_VERB})|c(?:{_VERB})|g(?:{_VERB})|j(?:{_VERB})|z(?:{_VERB})|"
    rf"(?:{_VERB})(?:me|te|se|nos|os)?(?:l[aeo]s?)?"
)
_ENDINGS = {"en": _ENGLISH, "es": _SPANISH}

# Forms that no ending makes. A stemmer knows none of them.
_ENGLISH_FORMS = {
    "be": "am is are was were been being", "bear": "bore borne", "become": "became", "begin": "began begun",
    "bind": "bound", "break": "broke broken", "bring": "brought", "build": "built", "buy": "bought",
    "catch": "caught", "child": "children", "choose": "chose chosen", "come": "came", "die": "dying",
    "drive": "drove driven", "eat": "ate eaten", "fall": "fell fallen", "feed": "fed", "feel": "felt",
    "fight": "fought", "find": "found", "flee": "fled", "foot": "feet", "forget": "forgot forgotten",
    "free": "freed freeing", "get": "got gotten", "give": "gave given", "go": "went gone", "grow": "grew grown",
    "half": "halves", "hear": "heard", "hold": "held", "keep": "kept", "knife": "knives", "know": "knew known",
    "lead": "led", "leave": "left", "lend": "lent", "lie": "lying", "life": "lives", "lose": "lost", "make": "made",
    "man": "men", "mean": "meant", "meet": "met", "mouse": "mice", "pay": "paid", "person": "people peoples",
    "rise": "rose risen", "run": "ran", "see": "saw seen", "seek": "sought", "sell": "sold", "send": "sent",
    "shoot": "shot", "sing": "sang sung", "sit": "sat", "speak": "spoke spoken", "spend": "spent",
    "stand": "stood", "steal": "stole stolen", "strike": "struck stricken", "swear": "swore sworn",
    "take": "took taken", "teach": "taught", "tear": "tore torn", "tell": "told", "thief": "thieves",
    "think": "thought", "throw": "threw thrown", "understand": "understood", "wear": "wore worn", "wife": "wives",
    "win": "won winning", "wolf": "wolves", "write": "wrote written", "crisis": "crises", "analysis": "analyses",
}  # fmt: skip
_LEMMAS = {form: lemma for lemma, forms in _ENGLISH_FORMS.items() for form in forms.split()}
_ENGLISH_PLURAL = re.compile(r"(?:(?<=[sxz])|(?<=[cs]h))es$|(?<=[^s])s$")
_SPANISH_PLURAL = re.compile(r"(?<=\w[dlnrsxjy])es$|(?<=[aeo])s$")


def plain_form(word: str, language: str) -> str:
    """Return a folded word without what its language does besides endings: women is woman, struck strike."""
    if language != "en":
        return word
    return f"{word[:-2]}an" if word.endswith("men") and len(word) > 4 else _LEMMAS.get(word, word)


def singular(word: str, language: str) -> str:
    """Return a word (small letters, with its accents) without the mark of what looks like a plural.

    A stemmer that meets mínimos takes it for a verb, as it does with ciudades and not with ciudad.
    """
    if len(word) < 4:
        return word
    if language == "en":
        return _ENGLISH_PLURAL.sub("", word)
    if language == "es":
        return f"{word[:-3]}z" if word.endswith("ces") else _SPANISH_PLURAL.sub("", word)
    return word


def one_spelling(stem: str, language: str) -> str:
    """Return a folded stem as it is written before any ending: luz and luc, pag and pagu, boycott and boycot."""
    if language == "en" and len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "aeiou":
        return stem[:-1]
    if language != "es":
        return stem
    for ending, written in (("qu", "c"), ("gu", "g"), ("z", "c"), ("j", "g")):
        if stem.endswith(ending) and len(stem) > len(ending) + 1:
            return stem[: -len(ending)] + written
    return stem


def are_forms(one: str, other: str, stem: str, language: str) -> bool:
    """Tell whether two folded words with the same `stem` are forms of one word; True for a language without rules."""
    one, other = plain_form(one, language), plain_form(other, language)
    endings = _ENDINGS.get(language)
    if one == other or endings is None:
        return True
    alike = (a == b for a, b in zip(one, other, strict=False))
    shared = sum(1 for _ in takewhile(bool, alike))
    return any(
        endings.fullmatch(one[n:]) and endings.fullmatch(other[n:])
        for n in dict.fromkeys((shared, min(shared, len(stem)), min(shared, len(stem) - 1)))
    )
