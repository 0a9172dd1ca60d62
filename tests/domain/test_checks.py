"""The checks: what each finds, where, and what it leaves alone."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blueprints.check_words import MESSAGES
from domain.checks import CHECKS, Address, Check, Finding, Pair, Profile, Quotation, Severity, Text, check
from domain.checks.shown import shown
from domain.document import Role
from domain.terms import Entry, Termbase
from formats.inline import parse
from services.checking.same_source import Texts, differing, key_of

PAGE = Path(__file__).parents[2] / "docs" / "checks.md"


def found(source: str, target: str, *, role: Role = Role.PARAGRAPH, profile: Profile | None = None) -> list[Finding]:
    return check(Pair(Text(source, "en"), Text(target, "es-MX"), role), profile or Profile())


# Check, kind, source, target, with the place of the finding between { } in the target.
WRONG = [
    ("inverted-marks", "no_beginning", "Who is there?", "{Quién está ahí?}"),
    ("inverted-marks", "no_beginning", "We came. Who is there?", "Vinimos. {Quién está ahí?}"),
    ("inverted-marks", "no_beginning", "How fine! Come in.", "{Qué bonito!} Pasa."),
    ("inverted-marks", "no_end", "Who is there? Nobody.", "{¿Quién está ahí.} ¿Nadie?"),
    ("question-parity", "lost", "Who is there?", "{Alguien está ahí.}"),
    ("question-parity", "added", "Somebody is there.", "{¿Quién está ahí?}"),
    ("numbers", "changed", "In 1997 it rained.", "En {1998} llovió."),
    ("numbers", "changed", "We were 2,500 people.", "Éramos {2.600} personas."),
    ("numbers", "added", "It rained for days.", "Llovió {12} días."),
    ("numbers", "missing", "We waited 45 minutes.", "{Esperamos varios minutos.}"),
    ("dates", "capital", "It was on Monday, May 1.", "Fue el {Lunes} 1 de mayo."),
    ("dates", "english", "It was on May 1.", "Fue el 1 de {May}."),
    ("dates", "english", "In January it rained.", "En {January} llovió."),
    ("quotes", "no_end", "She said “come”.", "Dijo {«}ven."),
    ("quotes", "no_beginning", "She said “come”.", "Dijo ven{»}."),
    ("quotes", "no_beginning", "She said “come”.", "Dijo {»}ven«."),
    ("quotes", "straight", "She said “come”.", 'Dijo ven{"}.'),
    ("quotes", "no_end", "Ana (from here) sang.", "Ana {(}de aquí cantó."),
    ("names", "slip", "We met Fernanda there.", "Conocimos a {Fernadna} ahí."),
    ("names", "slip", "We met Fernanda there.", "Conocimos a {Fermanda} ahí."),
    ("residue", "same", "Bring a chair to the river.", "{Bring a chair to the river.}"),
    ("residue", "stretch", "Bring a chair to the river today.", "Trae una silla {to the river} hoy."),
    ("length", "short", "Bring a chair to the river, and your neighbour, and the bread of the day.", "{Trae pan.}"),
    ("length", "long", "Bring a chair to the river, your neighbour, and some bread too.", f"{{{'Trae pan. ' * 14}}}"),
    ("units", "missing", "It grew by 5%.", "{Creció en 5.}"),
    ("units", "added", "It cost $5.", "Costó 5{ €}."),
    ("doubles", "word", "By the river.", "Junto a {la la} orilla."),
    ("doubles", "word", "By the river.", "Junto a {la\nla} orilla."),
    ("doubles", "word", "By the *river*.", "Junto a {la *la} orilla*."),
    ("doubles", "word", "We came by the river.", "Vinimos {por el por el} río."),
    ("doubles", "sentence", "We came by the river. It rained.", "Vinimos por el río ayer. {Vinimos por el río ayer.}"),
    ("spaces", "double", "By the river.", "Junto{  }al río."),
    ("spaces", "before", "By the river, then.", "Junto al río{ }, entonces."),
    ("spaces", "before", "Who is there?", "¿Quién está ahí{ }?"),
    ("spaces", "inside", "“By the river”, then.", "«Junto al río{ }», entonces."),
    ("spaces", "inside", "Who is there?", "¿{ }Quién está ahí?"),
    ("stops", "double", "Who is there?", "¿Quién está ahí{?.}"),
    ("stops", "double", "By the river...", "Junto al río{....}"),
    ("stops", "no_space", "By the river, then.", "Junto al río{,e}ntonces."),
    ("stops", "no_space", "We came. It rained.", "Vinimos{.L}lovió."),
    ("inverted-marks", "mixed", "Who is there?", "{¡Quién está ahí?}"),
    ("inverted-marks", "mixed", "Who is there?", "{¿¿Quién está ahí?}"),
    ("question-parity", "lost", "We came. Who is there? Nobody.", "Vinimos. {Alguien está ahí.} Nadie."),
    ("numbers", "changed", "They arrested eleven workers.", "Detuvieron a {doce} trabajadores."),
    ("numbers", "changed", "They arrested 12 workers.", "Detuvieron a {trece} trabajadores."),
    ("numbers", "billion", "It cost two billion.", "Costó dos {billones}."),
    ("dates", "changed", "It was on March 5.", "Fue el 5 de {mayo}."),
    ("dates", "changed", "We meet on Monday.", "Nos vemos el {martes}."),
    ("dates", "unjoined", "On March 5, 1997.", "El {5 marzo 1997}."),
    ("dates", "unjoined", "On March 5, 1997.", "El {5 de marzo 1997}."),
    ("dates", "year", "On March 5, 1997.", "El 5 de marzo de {1.997}."),
    ("dates", "order", "On March 5, 1997.", "El {Marzo 5 de 1997}."),
    ("dates", "english", "In March it rained.", "En {March} llovió."),
    ("dates", "english", "On March 5 it rained.", "El 5 de {march} llovió."),
    ("dates", "english", "On April 5 it rained.", "El 5 de {Apr}. llovió."),
    ("dates", "english", "On April 3 it rained.", "El {3rd} de abril llovió."),
    ("dates", "capital", "On Monday, it rained.", "El {Lunes}, llovió."),
    ("quotes", "styles", "A “river” and a “street”.", 'Un «río» y una {"calle"}.'),
    ("quotes", "nested", "A “so-called ‘river’”.", "Un “dizque {«río»}”."),
    ("quotes", "lost", "The so-called “peace” is over.", "{La supuesta paz se acabó.}"),
    ("dashes", "hyphen", "The river--they say--is ours.", "El río {--dicen--} es nuestro."),
    ("dashes", "hyphen", "The river—they say—is ours.", "El río {–}dicen, es nuestro."),
    ("dashes", "hyphen", "“Come,” she said.", "{-}Ven —dijo ella."),
    ("dashes", "tight", "The river, they say.", "El río{—}dicen."),
    ("dashes", "no_end", "The river, they say, is ours.", "El río {—}dicen es nuestro."),
    ("dashes", "no_beginning", "The river, they say, is ours.", "El río dicen{—} es nuestro."),
    ("capital-runs", "lost", "DOWN WITH THE WAR!", "{¡Abajo la guerra!}"),
    ("edges", "small", "We came. It rained.", "Vinimos ayer. {llovió} mucho."),
    ("emphasis", "other", "See *this*.", "Ver {**esto**}."),
    ("emphasis", "uneven", "See *this*.", "Ver {*}esto."),
    ("emphasis", "fewer", "See *this* and *that*.", "{Ver *esto* y aquello.}"),
    ("emphasis", "added", "See this.", "Ver {*esto*}."),
    ("links", "added", "See this.", "Ver {[esto](https://example.org)}."),
    ("links", "missing", "See [this](https://example.org/a).", "Ver {[esto](https://example.org/b)}."),
    ("notes", "moved", "It rained.[^1] We came.", "Llovió. Vinimos.{[^1]}"),
    ("notes", "missing", "It rained.[^1] We came.", "Llovió.{[^2]} Vinimos."),
    ("names", "slip", "We met the CNT there.", "Conocimos a la {CTN} ahí."),
    ("names", "slip", "We saw Jackson there.", "Vimos a {Jackso} ahí."),
    ("names", "slip", "We saw Juárez there.", "Vimos a {Juáerz} ahí."),
    ("residue", "stretch", "They want a general strike.", "Quieren una general {strike} ya."),
    ("units", "changed", "It is 5 km from here.", "Está a {5 kg} de aquí."),
    ("units", "written", "It grew by 5%.", "Creció un {5%}."),
    ("units", "written", "It grew by 5%.", "Creció un {%5}."),
    ("units", "written", "It cost $50.", "Costó {50$}."),
    ("units", "written", "It is 5 km from here.", "Está a {5km} de aquí."),
    (
        "length", "fewer", "We came by the old river and the new street. It rained all day, and then the night came.",
        "{Vinimos por el río viejo y por la calle nueva, y llovió.}",
    ),
    ("edges", "no_stop", "We came by the river.", "Vinimos por el rí{o}"),
    ("edges", "small", "We came by the river.", "{vinimos} por el río."),
    ("quote-stops", "inside", "“Come,” she said.", "«Ven{,»} dijo."),
    ("quote-stops", "inside", "They call it “the street.”", "La llaman «la calle{.»}"),
    ("dates", "order", "It was on October 3, 1997.", "Fue en {octubre 3, 1997}."),
    ("residue", "stretch", "Bring a chair and some bread.", "Trae una silla {and} pan."),
    ("dashes", "loose", "The river — they say — is ours.", "El río{ — }dicen, es nuestro."),
    ("stops", "double", "By the river, then.", "Junto al río{,,} entonces."),
    ("dashes", "hyphen", "The river, they say, is ours.", "El río{ - }dicen, es nuestro."),
    ("dashes", "loose", "The river, they say, is ours.", "El río{ — }dicen, es nuestro."),
    ("capital-runs", "added", "The river is everybody's.", "{EL RÍO NUESTRO} es de todos."),
    ("capital-runs", "lost", "THE RIVER IS everybody's.", "{El río es de todos.}"),
    ("address", "mixed", "You can come, and your friends.", "Tú puedes venir, y {usted} también."),
    ("address", "mixed", "You can come, and your friends.", "Usted puede venir con {tus} amigos."),
    ("address", "mixed", "You can come, and your friends.", "{Vosotros} venís, y usted también. Usted y usted."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "kind", "source", "marked"), WRONG)
def test_what_is_wrong_is_found_in_its_place(name: str, kind: str, source: str, marked: str):
    before, rest = marked.split("{")
    here, after = rest.split("}")
    target = before + here + after
    own = [finding for finding in found(source, target) if (finding.check, finding.kind) == (name, kind)]
    assert [target[finding.start : finding.end] for finding in own] == [here]


RIGHT = [
    ("A boat at half past ten.", "Una barca a las diez y media."),
    ("At a quarter past ten.", "A las diez y cuarto."),
    ("Who is there? Nobody!", "¿Quién está ahí? ¡Nadie!"),
    ("Really?! Come (!) here.", "¡¿De veras?! Ven (!) aquí."),
    ("They shouted “Sieg Heil!” at us.", "Nos gritaron «Sieg Heil!»."),
    ("What a day!", "¡Qué día!"),
    ("See https://example.org/?a=1&b=2 for more.", "Más en https://example.org/?a=1&b=2."),
    ("What is GNU/Linux?", "¿Qué es GNU/Linux?"),
    ("We were 1,500 people and 3.5 tons in 1997.", "Éramos 1.500 personas y 3,5 toneladas en 1997."),
    ("We were 1,500 people.", "Éramos 1 500 personas."),
    ("At 3 p.m. in the 20th century, 5 of us.", "A las 15 horas, en el siglo XX, cinco de nosotros."),
    ("Sixty-one percent came.", "Vino el 61 %."),
    ("In 37 yards and 28 gardens.", "En treinta y siete patios y veintiocho jardines."),
    ("On 11/26/97 we met twice.", "El 26/11/97 nos vimos 2 veces."),
    ("On Monday, May 1.", "Lunes, 1 de mayo."),
    ("Good Friday was in April.", "El Viernes Santo fue en abril."),
    ("March with us on May Day.", "Marcha con nosotros el Primero de Mayo."),
    ("She said “he said ‘come’”.", "Ella dijo: «él dijo “ven”»."),
    ("a) one; b) two.", "a) uno; b) dos."),
    ("“The first paragraph of a long quotation.", "«El primer párrafo de una cita larga."),
    ("Moses and Galilee and Pilate.", "Moisés y Galilea y Pilato."),
    ("In Peru and Bolivia.", "En Perú y Bolivia."),
    ("“The Wind in the Willows” is a book.", "«The Wind in the Willows» es un libro."),
    ("It grew by 5 percent.", "Creció un 5 %."),
    ("Very, very old.", "Muy muy viejo."),
    ("The NATO and the EU.", "La OTAN y la UE."),
    ("The stones—said Ana—are ours.", "Las piedras —dijo Ana— son nuestras."),
    ("If you can, bring your chair.", "Si puedes, trae tu silla."),
    ("The *river*[^1] is [ours](https://example.org).", "El *río*[^1] es [nuestro](https://example.org)."),
    ("Short.", "Un texto breve que dice bastante más que aquello."),
]


@pytest.mark.parametrize(("source", "target"), RIGHT)
def test_what_is_right_is_left_alone(source: str, target: str):
    assert found(source, target) == []


def test_a_heading_has_no_english_capitals():
    assert [f.check for f in found("The Stones of the River", "Las Piedras del Río", role=Role.HEADLINE)] == [
        "title-case"
    ]
    assert found("The Stones of the River", "Las piedras del río", role=Role.HEADLINE) == []
    assert found("The Stones of the River", "Las Piedras del Río") == []


def test_thousands_have_the_comma_of_english_only_where_it_is_no_decimal_mark():
    pair = Pair(Text("Some 12,500 workers.", "en"), Text("Unos 12,500 trabajadores.", "es"))
    [finding] = check(pair, Profile())
    assert (finding.kind, finding.fix) == ("thousands", "12\u00a0500")
    assert found("Some 12,500 workers.", "Unos 12,500 trabajadores.") == []  # es-MX


def test_a_lost_note_blocks():
    [finding] = found("It is true.[^1]", "Es verdad.")
    assert (finding.check, finding.kind, finding.severity) == ("notes", "missing", Severity.ERROR)
    [finding] = found("It is true.[^1]", "Es verdad.[^1][^1]")
    assert (finding.kind, finding.start) == ("twice", len("Es verdad.[^1]"))
    assert found("It is true.", "Es verdad.[^t]") == []  # a note of the translator


def test_a_lost_link_and_a_lost_emphasis_are_told():
    assert [f.check for f in found("See [this](https://example.org).", "Ver esto.")] == ["links"]
    assert [f.check for f in found("See **this**.", "Ver esto.")] == ["emphasis"]


def test_places_are_those_of_the_typed_text():
    target = "El *río*[^1] creció en {1998}."
    typed = target.replace("{", "").replace("}", "")
    [finding] = found("The *river*[^1] rose in 1997.", typed)
    assert typed[finding.start : finding.end] == "1998"


def test_a_certain_fix_is_what_belongs_there():
    target = "Fue el Lunes, junto a la la orilla."
    fixed = target
    for finding in sorted(found("On Monday by the river.", target), key=lambda f: -f.start):
        assert finding.fix is not None
        fixed = fixed[: finding.start] + finding.fix + fixed[finding.end :]
    assert fixed == "Fue el lunes, junto a la orilla."


def test_the_profile_says_how_a_reader_is_spoken_to():
    assert [f.check for f in found("You can come.", "Puede venir usted.", profile=Profile(address=Address.TU))] == [
        "address"
    ]
    assert found("You can come.", "Puede venir usted.", profile=Profile(address=Address.USTED)) == []


def test_rules_of_spanish_are_not_those_of_other_languages():
    pair = Pair(Text("Who is there on Monday?", "en"), Text("Wer ist am Montag da?", "de"))
    assert check(pair, Profile()) == []


def test_an_empty_target_has_no_findings():
    assert found("Who is there?", " ") == []


def test_every_check_has_a_name_of_its_own_and_words_for_what_it_finds():
    names = [one.id for one in CHECKS]
    assert len(set(names)) == len(names)
    assert {check for check, _kind in MESSAGES} == {*names, "same-source", "spelling"}
    seen = {(name, kind) for name, kind, _source, _target in WRONG}
    rest = {
        ("notes", "twice"), ("emphasis", "lost"), ("numbers", "thousands"),
        ("title-case", "capitals"), ("same-source", "differs"),
        ("quotation", "marks"), ("decimal-mark", "other"),
        ("spelling", "unknown"), ("spelling", "suggested"),
        ("terms", "missing"), ("terms", "changed"), ("terms", "forbidden"), ("terms", "forbidden_instead"),
    }  # fmt: skip
    assert seen | rest == set(MESSAGES)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120), st.text(max_size=120))
def test_any_texts_can_be_checked(source: str, target: str):
    for finding in found(source, target):
        assert 0 <= finding.start <= finding.end <= len(target)
        assert (finding.check, finding.kind) in MESSAGES


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab c.*_[]()\\^1\n", max_size=40))
def test_what_a_reader_sees_is_part_of_what_was_typed(typed: str):
    own = shown(typed)
    assert "".join(typed[place] for place in own.places) == own.text
    assert list(own.places) == sorted(set(own.places))


@pytest.mark.parametrize(
    "typed",
    [
        "plain", "*one* and **two**", "snake_case", "a * b", r"\*not\*", "[text](https://example.org)", "[*x*](#p1) y",
        "word[^1], word[^n]", "two\\\nlines", "[no link]", "3 * 4 * 5", "__init__ *x*",
    ],
)  # fmt: skip
def test_marks_are_seen_as_the_page_shows_them(typed: str):
    assert shown(typed).text == "".join(run.text for run in parse(typed) if not run.note)


def test_the_page_of_checks_lists_them_all_with_their_severity():
    rows = re.findall(r"^\| `([a-z-]+)` \| ([\w, ]+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [*((one.id, _severities(one)) for one in CHECKS), ("same-source", "warning")]


EXAMPLES = [
    (name, *(side.strip().removeprefix("*").removesuffix("*").replace("\\*", "*") for side in example.split(" → ")))
    for name, cells in re.findall(r"^\| `([a-z-]+)` \|(.*)\|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    for example in re.split(r"; (?=\*)", cells.split(" | ")[2])
]


@pytest.mark.parametrize(
    ("name", "source", "target"), [one for one in EXAMPLES if one[0] not in ("terms", "same-source")]
)
def test_each_example_of_the_page_is_found(name: str, source: str, target: str):
    role = Role.HEADLINE if name == "title-case" else Role.PARAGRAPH
    profile = {
        "quotation": Profile(quotation=Quotation.ANGULAR),
        "decimal-mark": Profile(decimal_mark="."),
    }.get(name, Profile())
    pair = Pair(Text(source, "en"), Text(target, "es"), role)
    assert name in {finding.check for finding in check(pair, profile)}


def test_the_examples_of_terms_and_of_the_same_source_are_found():
    [(source, target)] = [(source, target) for name, source, target in EXAMPLES if name == "terms"]
    known = Termbase(
        [Entry(1, "strike")], [Entry(1, "huelga")], ("en", "es"), (lambda word: (word,), lambda word: (word,))
    )
    pair = Pair(Text(source, "en"), Text(target, "es"), terms=known.facts(source, target))
    assert [finding.check for finding in check(pair, Profile())] == ["terms"]
    same = [(source, target) for name, source, target in EXAMPLES if name == "same-source"]
    texts = [Texts(n, n, key_of(source), key_of(target)) for n, (source, target) in enumerate(same)]
    assert [(one.target_id, first.target_id) for one, first in differing(texts)] == [(1, 0)]


def test_every_check_has_an_example():
    assert {name for name, _source, _target in EXAMPLES} == {*(one.id for one in CHECKS), "same-source"}


def _severities(one: Check) -> str:
    is_both = one.may_block and one.severity is not Severity.ERROR
    return f"error, {one.severity}" if is_both else one.severity


@pytest.mark.parametrize(
    "piece", ["¿", "?", "a", "漢字", "http://a?b=c&", "— ", "5 de mayo ", "[^1]", '"', "three hundred "]
)
def test_a_text_of_one_piece_twenty_thousand_characters_long_is_checked(piece: str):
    text = piece * (20_000 // len(piece))
    for source, target in ((text, text), ("The river.", text), (text, "El río.")):
        for language in ("es", "fr", "ja"):
            for finding in check(Pair(Text(source, "en"), Text(target, language)), Profile()):
                assert 0 <= finding.start <= finding.end <= len(target)


@pytest.mark.parametrize(
    ("languages", "source", "target"),
    [
        (("es", "en"), "¿Quién está ahí el 5 de mayo de 1997?", "Who is there on May 5, 1997?"),
        (("en", "fr"), "“Come!” she said; it grew by 5%.", "« Viens ! » dit-elle ; cela a augmenté de 5 %."),
        (("en", "ja"), "On March 5, 1997, the workers met.", "1997年3月5日、労働者たちが集まった。"),
    ],
)
def test_good_work_in_other_languages_is_left_alone(languages: tuple[str, str], source: str, target: str):
    assert check(Pair(Text(source, languages[0]), Text(target, languages[1])), Profile()) == []


def test_a_number_is_told_as_people_read_it() -> None:
    pair = Pair(Text("It rose by 12.5 percent.", "en"), Text("Subió un 12,4 por ciento.", "es"))
    found = [one for one in check(pair, Profile()) if one.check == "numbers"]
    assert [(one.start, one.end, one.facts) for one in found] == [(12, 13, ("12,4", "12.5"))]
