"""What the rules of intake know about languages: one row each. A new language is a new row.

All rows are tried at once, since the language of a text is not known for certain while it is read. Words are in
lower case; a row may leave any list empty.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language that give away what a line is."""

    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    issue: tuple[str, ...]  # before a number in a masthead: "No. 2"
    masthead: tuple[str, ...]  # in a masthead even without a number: "press release"
    byline_kinds: tuple[str, ...]  # "statement" of …
    byline_links: tuple[str, ...]  # statement "of" …
    byline_openers: tuple[str, ...]  # "by" …
    sections: tuple[str, ...]  # a heading alone or with a number: "chapter"
    captions: tuple[str, ...]
    footnotes: tuple[str, ...]  # before the colon of a note; a plain "note:" stands in any manual
    closings: tuple[str, ...]  # before a signature, or a line of its own: "signed"
    slogans: tuple[str, ...]  # how a slogan begins, also in the middle of a text
    particles: tuple[str, ...]  # small words inside names and titles
    conjunctions: tuple[str, ...]  # after a hyphen that is none of a divided word: "pre- and post-war"
    prefixes: tuple[str, ...]  # first parts that keep their hyphen: "self-made"
    dates: tuple[str, ...]  # small words inside dates: 23 "de" abril
    pages: tuple[str, ...]  # before a page number
    addresses: tuple[str, ...]  # in a line of an address
    headers: tuple[str, ...]  # before a colon, at the top of a letter or file: "From:"

    @classmethod
    def of(cls, **lists: str) -> "Words":
        """Make a row from lists separated by commas."""
        return cls(**{name: tuple(re.split(r",\s*", words)) if words else () for name, words in lists.items()})


ENGLISH = Words.of(
    months=(
        "january, february, march, april, may, june, july, august, september, october, november, december, "
        "jan, feb, mar, apr, jun, jul, aug, sep, sept, oct, nov, dec"
    ),
    weekdays="monday, tuesday, wednesday, thursday, friday, saturday, sunday",
    issue="no, nos, nr, number, issue, vol, volume, year, supplement, bulletin, edition",
    masthead="press release, for immediate release, special issue, supplement, newsletter",
    byline_kinds=(
        "statement, declaration, resolution, communiqué, communique, appeal, letter, manifesto, message, "
        "report, article, leaflet, speech, call, editorial, declarations, statements"
    ),
    byline_links="of, by, from, to",
    byline_openers="by, written by, text by, from the, translated by",
    sections=(
        "introduction, preface, foreword, prologue, epilogue, conclusion, conclusions, appendix, chapter, "
        "part, section, contents, summary, abstract, notes, bibliography, references, book, act, scene, "
        "canto, letter"
    ),
    captions="figure, fig, photo, photograph, image, table, map, illustration, chart, caption",
    footnotes="footnote, translator's note, editor's note, tr. note",
    closings="signed, sincerely, yours sincerely, yours truly, in solidarity, for the, on behalf of",
    slogans="down with, long live, hands off, free, freedom for, no to, stop, for a, victory to",
    particles="of, the, for, and, in, on, to, at, by, a, an, with, from, or, &",
    conjunctions="and, or, to, nor",
    prefixes="self",
    dates="of, the, on",
    pages="page, pages, p., pg.",
    addresses="street, st., avenue, ave., road, rd., p.o. box, po box, box, floor, tel, phone, fax, e-mail, email",
    headers=(
        "from, to, cc, date, subject, re, contact, title, author, translator, editor, release date, language, "
        "source, published"
    ),
)
SPANISH = Words.of(
    months=(
        "enero, febrero, marzo, abril, mayo, junio, julio, agosto, septiembre, setiembre, octubre, "
        "noviembre, diciembre, ene, abr, ago, sept, set, dic"
    ),
    weekdays="lunes, martes, miércoles, jueves, viernes, sábado, domingo",
    issue="n, nº, núm, num, número, numero, vol, volumen, tomo, año, suplemento, boletín",
    masthead="comunicado de prensa, nota de prensa, para difusión inmediata, edición especial, boletín",
    byline_kinds=(
        "declaración, comunicado, resolución, manifiesto, llamamiento, llamado, carta, mensaje, informe, "
        "artículo, volante, pronunciamiento, discurso, editorial, declaraciones"
    ),
    byline_links="de, del, por, al, a",
    byline_openers="por, escrito por, texto de, traducido por, traducción de",
    sections=(
        "introducción, prefacio, prólogo, epílogo, conclusión, conclusiones, apéndice, anexo, capítulo, "
        "parte, sección, índice, resumen, notas, bibliografía, referencias, libro, acto, escena, canto, "
        "carta"
    ),
    captions="figura, fig, foto, fotografía, imagen, tabla, cuadro, mapa, ilustración, gráfico",
    footnotes="nota al pie, n. de la t, n. del t, n. de la e, n. del e, nota del traductor",
    closings="firmado, fdo, firman, atentamente, fraternalmente, por el, por la, en solidaridad",
    slogans="abajo, viva, vivan, libertad, fuera, muera, basta, alto, no a, no al, por una",
    particles="de, del, la, las, el, los, y, e, o, u, en, a, al, por, para, con",
    conjunctions="y, e, o, u, ni",
    prefixes="",
    dates="de, del, a, el, al",
    pages="página, páginas, pág., pag., págs.",
    addresses="calle, avenida, av., avda., plaza, jirón, apartado, casilla, piso, c.p., tel, teléfono, fax, correo",
    headers=(
        "de, para, fecha, asunto, contacto, título, autor, autora, traductor, traductora, editor, idioma, "
        "fuente, publicado"
    ),
)
LANGUAGES = (ENGLISH, SPANISH)


def all_words(name: str) -> tuple[str, ...]:
    """Return the words of every language under a heading of the table, each once, longer ones first."""
    words = {word for language in LANGUAGES for word in getattr(language, name)}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))
