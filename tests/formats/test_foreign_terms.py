"""Files of terms as other programs write them: nothing that has a place is lost, and the rest is named."""

import pytest

from domain.termlist import ListedConcept
from domain.terms import Gender, PartOfSpeech, Status
from formats import tbx, termlist

PAIR = ("en", "es")
TABLES = {
    "spreadsheet in Spanish": (
        "Inglés;Español;Categoría gramatical;Género;Nota\r\nstrike;huelga;sustantivo;f;«así»\r\n".encode("cp1252"),
        "en strike | es huelga noun feminine", "", "«así»", (),
    ),
    "tabs and a byte order mark": (
        "\ufeffSpanish\tEnglish\tDefinition\r\nhuelga\tstrike\tno work\r\n".encode(),
        "en strike | es huelga", "no work", "", (),
    ),
    "synonyms in columns": (
        b"en,en,es,es,es,Notes\nstrike,walkout,huelga,,paro,much used\n",
        "en strike | en walkout admitted | es huelga | es paro admitted", "", "much used", (),
    ),
    "synonyms in a cell": (
        b"source,target\nstrike,huelga | paro\n", "en strike | es huelga | es paro admitted", "", "", ()),
    "varieties": (
        b"English (United States),Spanish (Mexico),es-ES\nstrike,huelga,paro\n",
        "en-US strike | es-MX huelga | es-ES paro admitted", "", "", (),
    ),
    "MultiTerm": (
        b'"English","English Definition","English Status","Spanish","Spanish Status"\n'
        b'"strike","no work","preferred","huelga","preferred"\n"strike","","","paro","obsolete"\n',
        "en strike preferred | es huelga preferred | es paro forbidden", "no work", "", (),
    ),
    "memoQ": (
        b"Entry_ID;Entry_Subject;Entry_Note;English;Term_Info;Spanish;Term_Example\n"
        b"1;;a note;strike;CasePermissive;huelga;La huelga.\n",
        "en strike | es huelga", "", "a note", ("Term_Info", "Term_Example"),
    ),
    "Crowdin": (
        b'"Concept Definition","Term [en]","Part of Speech [en]","Status [en]","Term [es]","Gender [es]","Note [es]"\n'
        b'"no work","strike","noun","preferred","huelga","feminine","care"\n',
        "en strike preferred noun | es huelga feminine", "no work", "care", (),
    ),
    "a status behind each term": (
        b"es,status,es,status,en\nhuelga,preferred,golpe,rejected,strike\n",
        "en strike | es huelga preferred | es golpe forbidden", "", "", (),
    ),
    "two definitions": (
        b"en,es,definition\nstrike,huelga,one\nstrike,paro,two\n",
        "en strike | es huelga | es paro", "one / two", "", (),
    ),
}  # fmt: skip
MIN = b"""<?xml version="1.0"?><TBX dialect="TBX-Min"><header><id>x</id><languages source="en" target="es"/></header>
<body><entry id="C1"><subjectField>work</subjectField><langGroup xml:lang="en"><termGroup><term>strike</term>
<partOfSpeech>noun</partOfSpeech><termStatus>preferred</termStatus><note>n</note></termGroup></langGroup>
<langGroup xml:lang="es"><termGroup><term>huelga</term><customer>ACME</customer></termGroup>
<termGroup><term>golpe</term><termStatus>obsolete</termStatus></termGroup></langGroup></entry></body></TBX>"""
BASIC = b"""<martif type="TBX-Basic" xml:lang="en"><text><body><termEntry id="c1"><langSet xml:lang="en"><descripGrp>
<descrip type="definition">no work</descrip><admin type="source">ILO</admin></descripGrp><note>of the language</note>
<tig><term>strike</term><descrip type="context">We strike.</descrip><note>of the term</note></tig></langSet>
<langSet xml:lang="es-MX"><ntig><termGrp><term>huelga</term><termNoteGrp><termNote type="grammaticalGender">feminine
</termNote></termNoteGrp></termGrp></ntig></langSet></termEntry></body></text></martif>"""


def told(concept: ListedConcept) -> str:
    return " | ".join(
        " ".join(filter(None, (t.language, t.text, t.status, t.part_of_speech, t.gender))) for t in concept.terms
    )


@pytest.mark.parametrize(("data", "terms", "definition", "note", "ignored"), TABLES.values(), ids=TABLES)
def test_a_table_of_another_program(data: bytes, terms: str, definition: str, note: str, ignored: tuple[str, ...]):
    [concept] = termlist.read(data, PAIR)
    assert (told(concept), concept.definition, concept.note, concept.ignored) == (terms, definition, note, ignored)


def test_tbx_min():
    [concept] = tbx.read(MIN)
    assert told(concept) == "en strike preferred noun | es huelga | es golpe forbidden"
    assert (concept.domain, concept.note, concept.ignored) == ("work", "n", ("customer",))


def test_every_note_of_tbx_comes_in_and_the_rest_is_named():
    [concept] = tbx.read(BASIC)
    assert told(concept) == "en strike | es-MX huelga feminine"
    assert (concept.definition, concept.note) == ("no work", "of the language / of the term")
    assert concept.ignored == ("source", "context")


def test_signs_between_synonyms_stay_in_our_own_table():
    header = ",".join(termlist.COLUMNS)
    [concept] = termlist.read(f"{header}\n7,a;b|c,d;e{',' * 15}\n".encode(), PAIR)
    assert [term.text for term in concept.terms] == ["a;b|c", "d;e"]
    assert [concept.terms[0].status, concept.terms[0].part_of_speech, concept.terms[1].gender] == [None, None, None]


def test_what_other_programs_call_a_status():
    rows = "source,target,status\nx1,y1,Not recommended\nx2,y2,Aprobado\nx3,y3,proposed\nx4,y4,Do not translate\n"
    found = [one.terms[-1].status for one in termlist.read(rows.encode(), PAIR)]
    assert found == [Status.FORBIDDEN, Status.PREFERRED, Status.ADMITTED, Status.KEEP]
    assert (PartOfSpeech.NOUN, Gender.FEMININE) == ("noun", "feminine")
