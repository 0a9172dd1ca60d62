"""What a translation's profile asks for, which findings block, and which of them a waiver holds for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.checks import BLOCKING, CHECKS, Finding, Pair, Profile, Quotation, Severity, Text, check
from domain.checks.profile import region_of
from domain.checks.waiving import fingerprint, sorted_out
from tests.domain import test_checks_on_real_texts as real
from tests.domain.test_checks import WRONG

ANGULAR, CURLY = Profile(quotation=Quotation.ANGULAR), Profile(quotation=Quotation.CURLY)


def found(target: str, profile: Profile, source: str = "", only: str = "") -> list[Finding]:
    pair = Pair(Text(source or target, "en"), Text(target, "es-MX"))
    return [finding for finding in check(pair, profile) if not only or finding.check == only]


def fixed(target: str, profile: Profile, only: str) -> str:
    """Return `target` with everything put right that `only` finds."""
    for finding in sorted(found(target, profile, only=only), key=lambda f: -f.start):
        assert finding.fix is not None
        target = target[: finding.start] + finding.fix + target[finding.end :]
    return target


@pytest.mark.parametrize(
    ("target", "profile", "right"),
    [
        ("Dijo “ven” y se fue.", ANGULAR, "Dijo «ven» y se fue."),
        ('Dijo "ven" y se fue.', ANGULAR, "Dijo «ven» y se fue."),
        ("Dijo «ven» y se fue.", CURLY, "Dijo “ven” y se fue."),
        ("Dijo «ven al “río”» y se fue.", CURLY, "Dijo “ven al ‘río’” y se fue."),
        ("Dijo “ven al «río»” y se fue.", ANGULAR, "Dijo «ven al “río”» y se fue."),
        ("Dijo “ven *ya*[^1]” y «no».", ANGULAR, "Dijo «ven *ya*[^1]» y «no»."),
        ("Dijo „ven“.", CURLY, "Dijo “ven”."),
    ],
)
def test_quotations_take_the_marks_of_the_profile(target: str, profile: Profile, right: str):
    assert fixed(target, profile, "quotation") == right
    assert found(right, profile, only="quotation") == []
    assert found(target, Profile(), only="quotation") == []


@pytest.mark.parametrize("target", ['Un tubo de 5" y otro de 6".', "«ven “al río»", "Dijo “ven", "l’«olla»"])
def test_marks_that_nobody_can_tell_are_left_to_another_check(target: str):
    assert found(target, ANGULAR, only="quotation") == []


def test_a_quotation_whose_inner_marks_would_be_mixed_up_has_no_fix():
    [finding] = found("Dijo “ven «a la “orilla”»”.", ANGULAR, only="quotation")
    assert finding.fix is None


@pytest.mark.parametrize(
    ("target", "mark", "right"),
    [
        ("Subió 2,5 % al año.", ".", "Subió 2.5 % al año."),
        ("Subió 2.5 % al año.", ",", "Subió 2,5 % al año."),
        ("Costó 1.234,56 pesos.", ".", "Costó 1,234.56 pesos."),
        ("Mide 0,125 metros y 3,25 de largo.", ".", "Mide 0.125 metros y 3.25 de largo."),
    ],
)
def test_decimals_take_the_mark_of_the_profile(target: str, mark: str, right: str):
    profile = Profile(decimal_mark=mark)
    assert fixed(target, profile, "decimal-mark") == right
    assert found(right, profile, only="decimal-mark") == []
    assert found(target, Profile(), only="decimal-mark") == []


@pytest.mark.parametrize(
    "target",
    [
        "Eran 1.500 personas, o 1.234.567.", "Véase el apartado 5.3.", "Con Debian 3.1 y la versión 2.0.",
        "A las 10.30.",
        "Salió a las 8.15 h.", "En 192.168.1.1 o en v2.1.", "El 3.10.1997.",
    ],
)  # fmt: skip
def test_a_point_that_is_no_decimal_mark_stays(target: str):
    assert found(target, Profile(decimal_mark=","), only="decimal-mark") == []


@pytest.mark.parametrize(
    ("source", "target", "blocks"),
    [
        ("Who is there?", "Quién está ahí?", True),
        ("Come!", "¡Ven.", True),
        ("and who is there?", "y quién está ahí?", False),  # it began in the paragraph before
        ("Who, if you go to a friend,", "¿Quién, si va a ver a una amiga,", False),  # it ends in the next
        ("Use “?=” there.", "Use “?=” ahí.", False),
        ("This is the text of the source.", "This is the text of the source.", True),
        ("El pueblo unido, jamás será vencido.", "El pueblo unido, jamás será vencido.", False),  # quoted as it is
        ("See [this](https://a.example).", "Ver esto.", True),
        ("See [this](https://a.example/en).", "Ver [esto](https://a.example/es).", False),
        ("It is true.[^1]", "Es verdad.", True),
        ("It was in 1997.", "Fue en 1998.", False),
    ],
)
def test_only_what_is_certain_blocks(source: str, target: str, blocks: bool):
    findings = found(target, Profile(), source)
    assert any(finding.severity is Severity.ERROR for finding in findings) is blocks


def test_no_check_but_the_blocking_ones_has_errors():
    for _name, _kind, source, marked in WRONG:
        for finding in found(marked.replace("{", "").replace("}", ""), Profile(), source):
            assert finding.severity is not Severity.ERROR or finding.check in {one.id for one in BLOCKING}
    assert 0 < len(BLOCKING) < len(CHECKS)


@pytest.mark.skipif(not real.SHARED.exists(), reason="no bitexts of real texts on this machine")
def test_published_translations_could_be_handed_in():
    """At most one paragraph in five hundred has an error."""
    errors = sum(
        any(finding.severity is Severity.ERROR for finding in real.findings(source, target))
        for source, target in real.pairs()
    )
    assert 0 < errors <= 0.002 * len(real.pairs())


def test_the_region_of_a_tag_is_the_variety():
    tags = ("es-MX", "es_mx", "es-419", "es", "zh-Hans-CN", "ca-valencia")
    assert [region_of(tag) for tag in tags] == ["MX", "MX", "419", "", "CN", ""]


def waived_in(text: str, finding: Finding, later: str, findings: list[Finding]) -> list[Finding]:
    """Return which of `findings` in `later` are open when `finding` was waived in `text`."""
    return sorted_out(findings, later, [fingerprint(finding, text)])[0]


def finding_at(text: str, words: str, *facts: str, kind: str = "word") -> Finding:
    start = text.rindex(words)
    return Finding("doubles", Severity.WARNING, kind, start, start + len(words), facts)


def test_a_waiver_holds_for_the_same_words_elsewhere_in_the_text_and_for_no_others():
    text = "Sí, sí: la la orilla."
    one = finding_at(text, "la la", "la")
    later = f"Claro. {text}"
    assert waived_in(text, one, later, [finding_at(later, "la la", "la")]) == []
    other = "Sí, sí: el el río."
    assert len(waived_in(text, one, other, [finding_at(other, "el el", "el")])) == 1
    assert len(waived_in(text, one, text, [finding_at(text, "la la", "la", kind="space")])) == 1


def test_the_same_slip_made_again_is_open():
    text = "La la orilla, la la orilla."
    first = Finding("doubles", Severity.WARNING, "word", 14, 19, ("la",))
    second = Finding("doubles", Severity.WARNING, "word", 14, 19, ("la",))
    assert waived_in(text, first, text, [first, second]) == [second]


def test_a_finding_of_the_whole_target_is_known_by_its_facts_or_else_by_the_text():
    text, later = "Fue en mayo.", "Fue a finales de mayo."
    lost = [Finding("numbers", Severity.WARNING, "missing", 0, len(t), ("1997",)) for t in (text, later)]
    assert waived_in(text, lost[0], later, [lost[1]]) == []
    short = [Finding("length", Severity.WARNING, "short", 0, len(t)) for t in (text, later)]
    assert waived_in(text, short[0], text, [short[0]]) == []
    assert waived_in(text, short[0], later, [short[1]]) == [short[1]]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.data())
def test_waiving_every_finding_leaves_none_open(text: str, data: st.DataObject):
    places = data.draw(st.lists(st.tuples(st.integers(0, len(text)), st.integers(0, len(text))), max_size=6))
    findings = [Finding("names", Severity.WARNING, "slip", min(p), max(p), ("a",)) for p in places]
    marks = [fingerprint(finding, text) for finding in findings]
    assert sorted_out(findings, text, marks) == ([], list(zip(findings, marks, strict=True)))
    assert sorted_out(findings, text, []) == (findings, [])
