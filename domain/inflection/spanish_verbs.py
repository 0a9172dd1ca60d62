"""The forms of a Spanish verb, worked out from its infinitive, and the infinitives that a form may belong to.

Letters stand without accents, ñ stays. Source: RAE 2009, chapter 4: the models of conjugation (4.10 to 4.14), the
verbs that follow each, and the changes of spelling; pronouns behind the verb: 16.7.
"""

import re
from collections.abc import Collection, Iterator
from functools import cache, lru_cache

from domain.inflection.listed import listed

_AR = listed(
    "o as a amos ais an aba abas abamos abais aban e aste o asteis aron ando ado ada ados adas ar are aras ara aremos "
    "areis aran aria arias ariamos ariais arian ad ase ases asemos aseis asen aramos arais arar"
)
_ER = listed("o es e emos eis en er ere eras era eremos ereis eran eria erias eriamos eriais erian ed")
_IR = listed("o es e imos is en ir ire iras ira iremos ireis iran iria irias iriamos iriais irian id")
_PAST = listed(
    "ia ias iamos iais ian i iste io imos isteis ieron iendo ido ida idos idas iera ieras ieramos ierais ieran iese "
    "ieses iesemos ieseis iesen"
)
_E = listed("e es emos eis en")  # the subjunctive of verbs in -ar
_A = listed("a as amos ais an")  # and of the others
_STRONG = listed("e iste o imos isteis ieron iera ieras ieramos ierais ieran iese ieses iesemos ieseis iesen")
_FUTURE = listed("e as a emos eis an ia ias iamos iais ian")
# Those of them whose stem bears the accent, where a vowel may become two.
_STRESSED = {"ar": listed("o as a an e es en"), "er": listed("o es e en a as an"), "ir": listed("o es e en a as an")}

# Verbs by what their last vowel becomes under the accent. A prefix may stand before.
_DIPHTHONG = listed(
    """
    acertar alentar apretar arrendar atravesar calentar cegar cerrar comenzar confesar concertar despertar desterrar
    empezar encerrar encomendar enmendar enterrar fregar gobernar helar herrar manifestar merendar negar pensar plegar
    quebrar recomendar regar remendar reventar segar sembrar sentar sosegar temblar tentar tropezar ascender atender
    contender defender descender encender entender extender perder tender trascender verter querer tener venir
    advertir arrepentir convertir consentir divertir herir hervir invertir mentir preferir referir sentir sugerir
    transferir adquirir discernir digerir ingerir interferir conferir diferir inferir requerir pervertir
    acordar acostar almorzar apostar aprobar avergonzar colar colgar concordar consolar contar costar demostrar
    encontrar esforzar forzar jugar mostrar poblar probar recordar renovar rodar rogar soldar soltar sonar soñar tostar
    tronar volar volcar cocer volver solver doler llover moler morder mover oler poder soler torcer dormir morir
    """
)
_RAISED = listed(
    """
    pedir medir servir seguir vestir repetir elegir corregir regir competir concebir despedir impedir derretir reir
    sonreir freir gemir rendir teñir ceñir reñir perseguir conseguir proseguir colegir embestir investir decir venir
    """
)
_COMPOUNDED = ("tener", "poner", "venir", "decir", "hacer", "traer", "scribir", "cubrir", "volver", "solver")
_PREFIX = re.compile(
    r"(?:auto|sobre|contra|entre|inter|trans|anti|sub|pre|pro|des|dis|con|com|en|em|re|de|a|ab|di|pos)"
)

_MODELS = _DIPHTHONG | _RAISED | listed("scribir poner hacer traer cubrir abrir escribir romper salir caer oir ver")
# What no rule makes, by the infinitive: the first persons in -go with their subjunctives, the strong pasts, the short
# futures, the participles, the short imperatives. A prefix may stand before.
_GO = {
    "tener": "teng", "poner": "pong", "venir": "veng", "salir": "salg", "valer": "valg", "decir": "dig",
    "hacer": "hag", "traer": "traig", "caer": "caig", "oir": "oig", "caber": "quep", "satisfacer": "satisfag",
}  # fmt: skip
_PASTS = {
    "tener": "tuv", "estar": "estuv", "andar": "anduv", "haber": "hub", "poder": "pud", "poner": "pus",
    "saber": "sup", "caber": "cup", "querer": "quis", "hacer": "hic hiz", "venir": "vin", "decir": "dij",
    "traer": "traj", "satisfacer": "satisfic satisfiz",
}  # fmt: skip
_FUTURES = {
    "tener": "tendr", "poner": "pondr", "venir": "vendr", "salir": "saldr", "valer": "valdr", "poder": "podr",
    "querer": "querr", "saber": "sabr", "caber": "cabr", "haber": "habr", "hacer": "har", "decir": "dir",
    "satisfacer": "satisfar",
}  # fmt: skip
_OTHERS = {
    "tener": "ten", "poner": "pon puesto puesta puestos puestas", "venir": "ven", "salir": "sal",
    "hacer": "haz hecho hecha hechos hechas", "decir": "di dicho dicha dichos dichas",
    "satisfacer": "satisfecho satisfecha satisfechos satisfechas",
    "ver": "veo vea veas veamos veais vean veia veias veiamos veian visto vista vistos vistas",
    "abrir": "abierto abierta abiertos abiertas", "cubrir": "cubierto cubierta cubiertos cubiertas",
    "escribir": "escrito escrita escritos escritas", "scribir": "scrito scrita scritos scritas",
    "morir": "muerto muerta muertos muertas",
    "romper": "roto rota rotos rotas", "volver": "vuelto vuelta vueltos vueltas",
    "solver": "suelto suelta sueltos sueltas", "imprimir": "impreso impresa impresos impresas",
    "oir": "oigo oyes oye oyen", "freir": "frito frita fritos fritas",
}  # fmt: skip
_WHOLE = {  # no prefix stands before these
    "ser": """soy eres es somos sois son era eras eramos erais eran fui fuiste fue fuimos fuisteis fueron sea seas
        seamos seais sean fuera fueras fueramos fueran fuese fueses fuesemos fuesen sido siendo sere seras sera
        seremos sereis seran seria serias seriamos serian se sed""",
    "ir": """voy vas va vamos vais van iba ibas ibamos ibais iban fui fuiste fue fuimos fuisteis fueron vaya vayas
        vayamos vayais vayan fuera fueras fueramos fueran fuese fueses fuesemos fuesen ido yendo ire iras ira
        iremos ireis iran iria irias iriamos irian ve id vete""",
    "haber": "he has ha hay hemos habeis han haya hayas hayamos hayais hayan habido habida",
    "estar": "estoy esta estas estan este estes esten estad",
    "dar": "doy das da damos dais dan di diste dio dimos disteis dieron de des demos deis den diera dieran diese",
    "saber": "se sepa sepas sepamos sepais sepan",
}  # fmt: skip
# Nouns that look like a form of a verb, mostly the first person: in print they are the noun, unless there is an accent.
_NOUNS = listed(
    """
    abuso acoso acuerdo alcance apoyo aprecio arranque arresto asalto ataque aumento avance ayuno baile beso bloqueo
    boicot bombardeo cambio canto cargo caso castigo cerro choque cierre combate comienzo consejo consumo control
    corte cosa costa coste costo cruce cuento cultivo daño debate desalojo desarrollo desfile desgaste despegue
    despido despojo destierro disparo duelo embarque empate encierro encuentro engaño enlace entierro esfuerzo fallo
    fracaso gobierno grito hielo hurto informe intento juego juicio libro llanto logro mando marco muestro nombre
    odio pago paro parte parto pase paso pasta peso piso progreso pueblo rasgo rechazo reclamo remate reparto
    rescate respeto retiro riego robo rollo ruedo ruego saludo saqueo secuestro sello senda sitio solo sorteo sueldo
    sueño tema tienda tiro tomo toque trabajo trago traslado trato triunfo uso velo viaje voto vuelo
    """
)
_IMPERATIVE = {
    "ar": re.compile("(?:a|e|en|emos)$"),
    "er": re.compile("(?:[aei]|an|amos)$|(?:^|man|de|con|ob|re|pro|su|com|pre|des)(?:ten|pon|ven|sal|haz)$"),
}
_ACCENTED = listed("esta estas este estes ira iras de se")  # other words without their accents
_PRONOUNS = re.compile(r"(?:(?:me|te|se|nos|os)?(?:l[aeo]s?)|me|te|se|nos|os)$")
_INFINITIVE = re.compile(r"\w+[aei]r")
_ACCENT = re.compile("[áéíóú]")

_LATE = {ending[1:] for ending in _PAST if ending[:2] in ("ie", "io")}  # behind a stem in y, ñ, j: huyeron, trajeron
# The endings, longest first, by the conjugation that they may show.
_ENDINGS = {
    "ar": sorted({*_AR, *_E}, key=len, reverse=True),
    "er": sorted({*_ER, *_PAST, *_LATE, *_A}, key=len, reverse=True),
    "ir": sorted({*_IR, *_PAST, *_LATE, *_A}, key=len, reverse=True),
}


def is_infinitive(bare: str) -> bool:
    """Tell whether a word may be an infinitive by its ending; so are words such as `poder` and `mujer`."""
    return bare == "ir" or _INFINITIVE.fullmatch(bare) is not None


@lru_cache(maxsize=5_000)
def conjugation(infinitive: str) -> frozenset[str]:
    """Return the forms of a verb, without pronouns and compound tenses."""
    if infinitive in ("ser", "ir"):
        return frozenset((infinitive, *_WHOLE[infinitive].split()))
    stem, kind = infinitive[:-2], infinitive[-2:]
    regular = set(_regular(stem, kind))
    if changed := set(_changed(infinitive, stem, kind)):
        regular -= {f"{_fit(stem, kind, ending)}{ending}" for ending in _STRESSED[kind]} - {f"{stem}o"}
    forms = {infinitive, *regular, *changed, *_irregular(infinitive)}
    return frozenset(forms | set(_WHOLE.get(infinitive, "").split()))


def is_form(infinitive: str, written: str, bare: str, *, in_capitals: bool) -> bool:
    """Tell whether a word (small letters: `written` with its accents, `bare` without) is a form of the verb.

    Pronouns may stand behind an infinitive, a gerund, an imperative; the last bears an accent then (organízate).
    """
    forms = conjugation(infinitive)
    if bare in forms:
        needs_accent = bare in _ACCENTED and not in_capitals
        accented = _ACCENT.search(written) is not None
        is_noun = bare in _NOUNS or bare.removesuffix("s") in _NOUNS
        return bare == infinitive or accented or not (is_noun or needs_accent)
    return any(
        base in forms and _may_bear(base, pronouns, infinitive[-2:], written, in_capitals=in_capitals)
        for base, pronouns in _without_pronouns(bare)
    )


def _may_bear(base: str, pronouns: str, kind: str, written: str, *, in_capitals: bool) -> bool:
    """Tell whether pronouns may stand behind a form: of the others than infinitive and gerund, behind imperatives."""
    if base.endswith(("r", "ndo")):
        return True
    is_imperative = _IMPERATIVE["ar" if kind == "ar" else "er"].search(base) is not None
    accented = in_capitals or _ACCENT.search(written) is not None or len(base) < 4 or len(base + pronouns) > 8
    return is_imperative and accented and (pronouns != "os" or base[-1] in "aei")


def infinitives(bare: str) -> tuple[str, ...]:
    """Return the infinitives that a word may be a form of: those of irregular verbs, and what regular ones would be."""
    found: dict[str, None] = {}
    for form in (bare, *(base for base, _ in _without_pronouns(bare))):
        for one in _irregular_ones(form):
            found[one] = None
            if one.endswith(("eir", "oir")):
                found[f"{one[:-2]}ír"] = None
        for kind, endings in _ENDINGS.items():
            for ending in endings:
                if form.endswith(ending) and len(form) - len(ending) >= 2:
                    root = form[: len(form) - len(ending)]
                    found.update(dict.fromkeys(f"{one}{kind}" for one in _roots(root, ending, kind)))
    return tuple(found)


def _without_pronouns(bare: str) -> Iterator[tuple[str, str]]:
    """Yield what a word is without the pronouns behind it, and these: organicémonos has lost an s, paraos a d."""
    seen = set()
    for pronouns in (_PRONOUNS.search(bare, at) for at in range(max(2, len(bare) - 6), len(bare) - 1)):
        if pronouns is None or pronouns.start() < 2 or pronouns.start() in seen:
            continue
        seen.add(pronouns.start())
        base = bare[: pronouns.start()]
        yield base, pronouns[0]
        if base.endswith("mo"):
            yield f"{base}s", pronouns[0]


def _regular(stem: str, kind: str) -> Iterator[str]:
    """Yield the regular forms, as they are spelt: pague, busque, organice; exijo, venzo; construyo, leyó."""
    soft = _before(stem, kind, "e")
    hard = _before(stem, kind, "a")
    if kind == "ar":
        yield from (f"{soft if ending[0] == 'e' else stem}{ending}" for ending in (*_AR, *_E))
        return
    endings = _ER if kind == "er" else _IR
    yield from (f"{hard if ending[0] == 'o' else stem}{ending}" for ending in (*endings, *_PAST))
    yield from (f"{hard}{ending}" for ending in _A)
    if stem[-1:] in ("a", "e", "o", "u", "i", "ñ", "l") and not stem.endswith(("gu", "qu")):
        glide = "" if stem[-1] in "iñl" else "y"
        yield from (f"{stem}{glide}{ending[1:]}" for ending in _PAST if ending[:2] in ("ie", "io"))
    if stem.endswith("u") and not stem.endswith(("gu", "qu")):
        yield from (f"{stem}y{ending}" for ending in (*_A, "o", "es", "e", "en"))
    if kind in ("er", "ir") and stem.endswith("c") and stem[-2:-1] in tuple("aeiou"):
        yield from (f"{stem[:-1]}zc{ending}" for ending in ("o", *_A))
    if infinitive_ends(stem, kind, "ducir"):
        yield from (f"{stem[:-1]}j{ending}" for ending in _without_i(_STRONG))


def infinitive_ends(stem: str, kind: str, ending: str) -> bool:
    """Tell whether the infinitive of `stem` and `kind` ends so."""
    return f"{stem}{kind}".endswith(ending)


def _without_i(endings: Collection[str]) -> list[str]:
    return [*endings, *(ending[1:] for ending in endings if ending.startswith("ie"))]


def _before(stem: str, kind: str, vowel: str) -> str:
    """Return a stem as it is spelt before a vowel of the other kind."""
    if kind == "ar" and vowel == "e":
        changes = (("gu", "gu"), ("c", "qu"), ("g", "gu"), ("z", "c"))
    elif kind != "ar" and vowel == "a":
        changes = (("gu", "g"), ("qu", "c"), ("g", "j"), ("c", "z"))
    else:
        return stem
    return next((f"{stem[: -len(end)]}{new}" for end, new in changes if stem.endswith(end)), stem)


def _changed(infinitive: str, stem: str, kind: str) -> Iterator[str]:
    """Yield the forms with another vowel: pienso, vuelve, juega; pido, sirvió; sintió, durmieron."""
    at = max((stem.rfind(vowel) for vowel in "eoui"), default=-1)
    if stem.endswith(("gu", "qu")):
        at = max(stem[:-1].rfind(vowel) for vowel in "eoui")
    if at < 0:
        return
    vowel = stem[at]
    if _is_like(infinitive, _DIPHTHONG):
        double = {"e": "ie", "i": "ie", "o": "ue", "u": "ue"}[vowel]
        double = f"h{double}" if at == 0 and vowel == "o" else "ye" if at == 0 and vowel == "e" else double
        own = f"{stem[:at]}{double}{stem[at + 1 :]}"
        yield from (f"{_fit(own, kind, ending)}{ending}" for ending in _STRESSED[kind])
    if kind == "ir" and (_is_like(infinitive, _RAISED) or _is_like(infinitive, _DIPHTHONG)) and vowel in "eo":
        own = f"{stem[:at]}{'i' if vowel == 'e' else 'u'}{stem[at + 1 :]}"
        narrow = [ending for ending in _PAST if ending[:2] in ("ie", "io")]
        yield from (f"{own}{ending}" for ending in _without_i(narrow))
        yield from (f"{own}{ending[1:]}" for ending in narrow if own.endswith("i") or ending == "io")
        yield from (f"{_fit(own, kind, 'a')}{ending}" for ending in ("amos", "ais"))
        if _is_like(infinitive, _RAISED):
            yield from (f"{_fit(own, kind, ending)}{ending}" for ending in _STRESSED[kind])


def _fit(stem: str, kind: str, ending: str) -> str:
    return _before(stem, kind, "e" if ending[0] == "e" else "a" if ending[0] in "ao" else "")


def _is_like(infinitive: str, model: frozenset[str] | dict[str, str]) -> bool:
    """Tell whether a verb is one of `model`, or one of them behind a prefix."""
    return _model(infinitive, model) is not None


def _model(infinitive: str, models: frozenset[str] | dict[str, str]) -> tuple[str, str] | None:
    if infinitive in models:
        return "", infinitive
    for at in range(1, min(7, len(infinitive) - 2)):
        if infinitive[at:] in models and _PREFIX.fullmatch(infinitive[:at]):
            return infinitive[:at], infinitive[at:]
    return _by_ending(infinitive, models)


def _by_ending(infinitive: str, models: frozenset[str] | dict[str, str]) -> tuple[str, str] | None:
    """Return the model of verbs that are always made of it: man-tener, descri-bir."""
    for model in _COMPOUNDED:
        if model in models and infinitive.endswith(model) and len(infinitive) > len(model):
            return infinitive[: -len(model)], model
    return None


def _irregular(infinitive: str) -> Iterator[str]:
    for table, endings in ((_GO, ["o", *_A]), (_PASTS, _STRONG), (_FUTURES, _FUTURE)):
        if found := _model(infinitive, table):
            prefix, model = found
            own = _without_i(endings) if model in ("decir", "traer") else endings
            yield from (f"{prefix}{stem}{ending}" for stem in table[model].split() for ending in own)
    if found := _model(infinitive, _OTHERS):
        yield from (f"{found[0]}{form}" for form in _OTHERS[found[1]].split())


@cache
def _known() -> dict[str, tuple[str, ...]]:
    """Return the infinitives of verbs that change their stem, by each of their forms."""
    found: dict[str, set[str]] = {}
    for infinitive in {*_DIPHTHONG, *_RAISED, *_GO, *_PASTS, *_OTHERS, *_WHOLE}:
        for form in conjugation(infinitive):
            found.setdefault(form, set()).add(infinitive)
    return {form: tuple(sorted(own)) for form, own in found.items()}


def _irregular_ones(form: str) -> Iterator[str]:
    """Yield the infinitives of verbs that change their stem, with their prefixes: mantuvo is mantener."""
    yield from _known().get(form, ())
    for at in range(1, min(7, len(form) - 2)):
        for infinitive in _known().get(form[at:], ()):
            if infinitive not in _WHOLE and _model(form[:at] + infinitive, _MODELS) is not None:
                yield form[:at] + infinitive


def _roots(root: str, ending: str, kind: str) -> Iterator[str]:
    """Yield what a stem may be in the infinitive: pagu is pag, organic organiz, constru-y constru, condu-zc conduc."""
    yield root
    last = ending[0]
    if kind == "ar" and last == "e":
        changes = (("gu", "g"), ("qu", "c"), ("c", "z"))
    elif kind != "ar" and last in "ao":
        changes = (("zc", "c"), ("z", "c"), ("j", "g"), ("g", "gu"), ("c", "qu"), ("y", ""))
    else:
        changes = (("y", ""), ("j", "c"))
    yield from (f"{root[: -len(end)]}{new}" for end, new in changes if root.endswith(end) and len(root) > len(end))
    # Behind a prefix, or in a verb of no list, a vowel that was one before.
    for double, vowel in (("ie", "e"), ("ue", "o")):
        at = root.rfind(double)
        if at >= 0 and kind != "" and len(root) - at <= 6:
            yield f"{root[:at]}{vowel}{root[at + 2 :]}"
