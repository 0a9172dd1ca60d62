"""Words that a full stop follows without ending the sentence, by language. Lower case, without the last stop."""

from domain.language_tags import base_language


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Before a name or in mid-sentence: never the end.
NEVER: dict[str, frozenset[str]] = {
    "en": _words(
        """
        mr mrs ms messrs dr drs prof st rev hon gen col maj capt lt sgt cpl cmdr adm gov sen rep pres supt
        msgr mt fr br vs viz cf e.g i.e eg ie ed eds trans pp vol vols ch chap sec figs ca approx est dept
        univ assn bros ave blvd et op incl resp nr pt pts ft
        """
    ),
    "es": _words(
        """
        sr sra srta sres sras dr dra dres d dª dña da prof profa gral cnel cap tte sgto lic ing arq mons fr
        fray sto sta san s pág págs pag pags pp núm num núms nº n.º vol vols art arts fig figs ed eds trad
        coord comp cf cfr vid ibíd ibid op p.ej ej av avda c.f dpto depto prov tel ext aprox máx mín excmo
        excma ilmo ilma rvdo rvda hno hna hnos pdte ss a.k.a apdo col párr
        """
    ),
    "fr": _words("m mm mme mmes mlle mlles dr me mgr pr st ste p pp vol art fig cf éd av env chap tél n"),
    "de": _words("hr fr dr prof st bzw z.b d.h u.a usw vgl nr s bd abb ca evtl ggf inkl str tel v.a hl"),
    "pt": _words("sr sra srta dr dra d prof profa pág págs p pp vol art fig ed cf v.g av núm exmo exma eng"),
    "it": _words(
        """
        sig sigg sig.ra sig.na dott dott.ssa prof prof.ssa on avv ing pag pagg vol art fig cfr ecc
        """
    ),
    "ca": _words("sr sra dr dra prof pàg pàgs núm vol art fig ed cf av p.ex"),
}
# At the end of a sentence as often as inside it: an end when a usual beginning follows.
OFTEN: dict[str, frozenset[str]] = {
    "en": _words("jr sr inc ltd co corp llc esq al a.m p.m u.s u.k u.n d.c b.c a.d ph.d m.d b.a m.a"),
    "es": _words("ud uds vd vds cía s.a a.m p.m a.c d.c ee.uu cit e.p.d q.e.p.d jr"),
    "pt": _words("cia s.a ltda jr"),
    "fr": _words("s.a j.-c"),
}
# Before a number only; elsewhere the same letters are a word or a whole sentence's end.
BEFORE_NUMBER: dict[str, frozenset[str]] = {
    "en": _words("no nos art fig p par sect jan feb mar apr jun jul aug sep sept oct nov dec n c v l"),
    "es": _words("no nos p n t l ene feb mar abr jun jul ago sept oct nov dic c v"),
}
# How sentences begin.
BEGINNINGS: dict[str, frozenset[str]] = {
    "en": _words(
        """
        the a an this that these those he she it we they i you his her its their our my your in on at by for
        from with when where while if but and so then there as after before what who how why not no one some
        all now here since although though however yet or to
        """
    ),
    "es": _words(
        """
        el la los las un una unos unas en de del al a por para con sin desde cuando donde mientras si pero y
        e o no que este esta esto estos estas ese esa eso esos esas aquel aquella se su sus él ella ellos
        ellas nosotros yo tú usted ustedes como así entonces luego después antes hay es era fue son también
        según tras ante durante aunque hoy ahora ya más muy lo le les nos me te mi nuestro nuestra qué quién
        cómo cuándo
        """
    ),
}
# Languages that write an ordinal number with a stop: "am 3. Mai".
ORDINALS = _words("de da nb nn no fi et cs sk sl hr sr bs hu pl tr is lv")


def of(table: dict[str, frozenset[str]], language: str) -> frozenset[str]:
    """Return the words of `language` (a BCP 47 tag) in `table`; of English for one that has none."""
    return table.get(base_language(language), table["en"])
