"""English forms that no rule makes. Source: R. Quirk et al. (1985), 3.11 to 3.20 and 5.79 to 5.103."""

import re

from domain.inflection.listed import listed

_PLURALS = {
    "man": "men", "woman": "women", "child": "children", "person": "people persons peoples", "foot": "feet",
    "tooth": "teeth",
    "goose": "geese", "mouse": "mice", "louse": "lice", "ox": "oxen", "die": "dice", "penny": "pence",
    "half": "halves", "knife": "knives", "leaf": "leaves", "life": "lives", "loaf": "loaves", "self": "selves",
    "sheaf": "sheaves", "shelf": "shelves", "thief": "thieves", "wife": "wives", "wolf": "wolves", "calf": "calves",
    "elf": "elves", "hoof": "hooves", "scarf": "scarves", "wharf": "wharves", "dwarf": "dwarves", "staff": "staves",
    "criterion": "criteria", "phenomenon": "phenomena", "automaton": "automata", "medium": "media", "datum": "data",
    "memorandum": "memoranda", "curriculum": "curricula", "referendum": "referenda", "stratum": "strata",
    "bacterium": "bacteria", "addendum": "addenda", "erratum": "errata", "millennium": "millennia",
    "moratorium": "moratoria", "symposium": "symposia", "forum": "fora", "radius": "radii", "nucleus": "nuclei",
    "alumnus": "alumni", "stimulus": "stimuli", "fungus": "fungi", "cactus": "cacti", "focus": "foci",
    "index": "indices", "matrix": "matrices", "appendix": "appendices", "vertex": "vertices", "corpus": "corpora",
    "genus": "genera", "opus": "opera", "formula": "formulae", "larva": "larvae", "antenna": "antennae",
    "alumna": "alumnae", "bureau": "bureaux", "plateau": "plateaux", "tableau": "tableaux", "passerby": "passersby",
}  # fmt: skip
_VERBS = {
    "arise": "arose arisen", "awake": "awoke awoken", "be": "am is are was were been", "bear": "bore borne born",
    "beat": "beaten", "become": "became", "begin": "began begun", "behold": "beheld", "bend": "bent", "bid": "bade",
    "bind": "bound", "bite": "bit bitten", "bleed": "bled", "blow": "blew blown", "break": "broke broken",
    "breed": "bred", "bring": "brought", "build": "built", "burn": "burnt", "buy": "bought", "catch": "caught",
    "choose": "chose chosen", "cling": "clung", "come": "came", "creep": "crept", "deal": "dealt", "dig": "dug",
    "do": "does did done", "draw": "drew drawn", "dream": "dreamt", "drink": "drank drunk", "drive": "drove driven",
    "dwell": "dwelt", "eat": "ate eaten", "fall": "fell fallen", "feed": "fed", "feel": "felt", "fight": "fought",
    "find": "found", "flee": "fled", "fling": "flung", "fly": "flew flown", "forbid": "forbade forbidden",
    "forget": "forgot forgotten", "forgive": "forgave forgiven",
    "forsake": "forsook forsaken", "freeze": "froze frozen",
    "get": "got gotten", "give": "gave given", "go": "goes went gone", "grind": "ground", "grow": "grew grown",
    "hang": "hung", "have": "has had", "hear": "heard", "hide": "hid hidden", "hold": "held", "keep": "kept",
    "kneel": "knelt", "know": "knew known", "lay": "laid", "lead": "led", "lean": "leant", "leap": "leapt",
    "learn": "learnt", "leave": "left", "lend": "lent", "lie": "lay lain", "light": "lit", "lose": "lost",
    "make": "made", "mean": "meant", "meet": "met", "mow": "mown", "pay": "paid", "prove": "proven",
    "ride": "rode ridden",
    "ring": "rang rung", "rise": "rose risen", "run": "ran", "saw": "sawn", "say": "said", "see": "saw seen",
    "seek": "sought", "sell": "sold", "send": "sent", "sew": "sewn", "shake": "shook shaken", "shear": "shorn",
    "shine": "shone", "shoot": "shot", "show": "shown", "shrink": "shrank shrunk", "sing": "sang sung",
    "sink": "sank sunk", "sit": "sat", "slay": "slew slain", "sleep": "slept", "slide": "slid", "sling": "slung",
    "smell": "smelt", "sow": "sown", "speak": "spoke spoken", "speed": "sped", "spell": "spelt", "spend": "spent",
    "spill": "spilt", "spin": "spun", "spit": "spat", "spring": "sprang sprung", "stand": "stood",
    "steal": "stole stolen", "stick": "stuck", "sting": "stung", "stink": "stank stunk", "strew": "strewn",
    "stride": "strode stridden", "strike": "struck stricken", "string": "strung", "strive": "strove striven",
    "swear": "swore sworn", "sweep": "swept", "swell": "swollen", "swim": "swam swum", "swing": "swung",
    "take": "took taken", "teach": "taught", "tear": "tore torn", "tell": "told", "think": "thought",
    "throw": "threw thrown", "tread": "trod trodden", "understand": "understood", "wake": "woke woken",
    "wear": "wore worn", "weave": "wove woven", "weep": "wept", "win": "won", "wind": "wound", "withdraw": "withdrew "
    "withdrawn", "withhold": "withheld", "withstand": "withstood", "wring": "wrung", "write": "wrote written",
    "cast": "", "cut": "", "hit": "", "hurt": "", "let": "", "put": "", "set": "", "shut": "", "split": "",
}  # fmt: skip
# The plurals and the verb forms of a word.
FORMS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    word: (tuple(_PLURALS.get(word, "").split()), tuple(_VERBS.get(word, "").split()))
    for word in {**_PLURALS, **_VERBS}
}
ENDING_IN_IS = listed(
    "crisis analysis thesis basis oasis hypothesis synthesis emphasis diagnosis axis parenthesis antithesis"
)
LEMMAS: dict[str, tuple[str, ...]] = {}
for _word, _both in sorted(FORMS.items()):
    for _form in (*_both[0], *_both[1]):
        LEMMAS[_form] = (*LEMMAS.get(_form, ()), _word)
for _word in sorted(ENDING_IN_IS):
    LEMMAS[f"{_word[:-2]}es"] = (*LEMMAS.get(f"{_word[:-2]}es", ()), _word)

NO_PLURAL = listed("new good")  # news and goods are words of their own
NO_SINGULAR = listed("news goods politics economics ethics physics mathematics series species means always perhaps")
NO_VERB = listed("unit new past human breath cloth bath")  # united is of unite
NOT_IZE = re.compile(
    r"(?:(?:ad|de|re|super|tele|impro|pro)vis|exercis|promis|compromis|surpris|enterpris|franchis|merchandis|advertis|"
    r"paradis|precis|concis|premis|expertis|disguis|despis|(?:a)?ris|apprais|prais|rais|wis|nois|pois|chemis|incis|excis|"
    r"likewis|otherwis|practis|demis|treatis|anis)(?:e|es|ed|er|ers|ing|ation|ations)"
)
OUR = (
    "lab|col|neighb|hon|fav|harb|rum|hum|behavi|endeav|arm|vig|od|val|savi|parl|flav|ard|cand|clam|ferv|ranc|splend|tum|"
    "vap"
)
SPELLINGS = {
    "defense": ("defence",), "offense": ("offence",), "license": ("licence",), "practice": ("practise",),
    "pretense": ("pretence",), "center": ("centre",), "theater": ("theatre",), "meter": ("metre",), "liter": ("litre",),
    "fiber": ("fibre",), "saber": ("sabre",), "specter": ("spectre",), "program": ("programme",), "gray": ("grey",),
    "plow": ("plough",), "dialog": ("dialogue",),
    "catalog": ("catalogue",), "jail": ("gaol",), "jewelry": ("jewellery",),
    "enroll": ("enrol",), "fulfill": ("fulfil",), "judgment": ("judgement",), "aging": ("ageing",), "mold": ("mould",),
    "mustache": ("moustache",), "pajamas": ("pyjamas",), "skeptic": ("sceptic",), "sulfur": ("sulphur",),
    "analyze": ("analyse",), "paralyze": ("paralyse",), "analyzed": ("analysed",), "paralyzed": ("paralysed",),
    "aluminum": ("aluminium",), "airplane": ("aeroplane",), "maneuver": ("manoeuvre",),
}  # fmt: skip
