"""Files of terms: what goes out comes back in without a change, and nothing that is held is lost."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.errors import BadValue, EmptyFile, FileTooLarge, NotAllowed, TooManyConcepts
from domain.permissions import OPERATOR
from domain.termlist import ListedConcept, ListedTerm, Trouble
from domain.terms import Gender, PartOfSpeech, Status, Unfit, why_unfit
from formats import tbx, termlist
from models import Concept, Term
from services import terms
from services.terms import files, incoming, sending
from services.terms.files import Brought
from tests import factories

PAIR = ("en", "es")
LETTERS = "abcdeéñü ¿?'=-+@&<>\"/,;\t\u2028xyz1"
WORDS = st.text(LETTERS, max_size=12)
TEXT = st.builds(lambda a, b: f"{a}word{b}", WORDS, WORDS)
TERM = st.builds(
    ListedTerm, st.sampled_from(["en", "es", "es-MX", "en-GB"]), TEXT, st.sampled_from(Status),
    st.sampled_from([None, *PartOfSpeech]), st.sampled_from([None, *Gender]), st.sampled_from(["", "CI", "=A1"]), WORDS,
)  # fmt: skip


def _plain(one: ListedTerm) -> tuple[str, str]:
    return one.language, " ".join(one.text.split())


CONCEPTS = st.lists(
    st.builds(
        ListedConcept, st.lists(TERM, min_size=1, max_size=4, unique_by=_plain).map(tuple),
        st.sampled_from(["", "work", "=work"]), WORDS, WORDS, st.booleans(),
    ),
    max_size=5,
)  # fmt: skip


def written(session: Session) -> dict[str, bytes]:
    """Return the termbase in every format."""
    found = sending.concepts(session, OPERATOR)
    return {"tbx": tbx.write(found), "csv": termlist.write(found, PAIR)}


def read(kind: str, data: bytes) -> list[ListedConcept]:
    return tbx.read(data) if kind == "tbx" else termlist.read(data, PAIR)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(concepts=CONCEPTS)
def test_what_goes_out_comes_back_without_a_change(session: Session, concepts: list[ListedConcept]):
    for concept in concepts:
        terms.add(session, OPERATOR, concept)
    out = written(session)
    held = [
        (one.terms, one.domain, one.definition, one.note, one.is_name) for one in sending.concepts(session, OPERATOR)
    ]
    for kind, data in out.items():
        listed = read(kind, data)
        plan = files.plan(session, OPERATOR, listed)
        assert plan.counts == Brought(unchanged=len(concepts))
        back = [(set(one.terms), one.domain, one.definition, one.note, one.is_name) for one in listed]
        assert back == [(set(own), *rest) for own, *rest in held]
    assert written(session) == out
    session.rollback()


def test_what_came_in_goes_out_whole(session: Session):
    own = ListedTerm("es", "Cruz Roja", Status.PREFERRED, PartOfSpeech.NOUN, Gender.FEMININE, "CR", "la Cruz Roja (CR)")
    kept = ListedTerm("en", "Rote Hilfe", Status.KEEP)
    whole = ListedConcept((kept, own), "aid", "Whom one asks.", "Since 1924.", is_name=True)
    for kind in ("tbx", "csv"):
        files.import_terms(session, OPERATOR, [whole], name=kind)
        [listed] = read(kind, written(session)[kind])
        assert set(listed.terms) == {kept, own, ListedTerm("es", "CR", Status.ADMITTED)}
        assert (listed.domain, listed.definition, listed.note, listed.is_name) == (
            "aid", "Whom one asks.", "Since 1924.", True,
        )  # fmt: skip


def test_tbx_is_well_formed_tbx_basic(session: Session):
    terms.add(session, OPERATOR, ListedConcept((ListedTerm("en", "<bread> & roses"),), definition="a < b"))
    root = etree.fromstring(written(session)["tbx"])
    own = "{urn:iso:std:iso:30042:ed-2}"
    assert (root.tag, root.get("type"), root.get("style")) == (f"{own}tbx", "TBX-Basic", "dca")
    assert [one.text for one in root.iter(f"{own}term")] == ["<bread> & roses"]
    assert [one.text for one in root.iter(f"{own}termNote")] == ["preferredTerm-admn-sts"]


def test_homonyms_of_one_domain_stay_apart_in_a_table(session: Session):
    for target in ("banco", "orilla"):
        terms.add(session, OPERATOR, ListedConcept((ListedTerm("en", "bank"), ListedTerm("es", target))))
    listed = read("csv", written(session)["csv"])
    assert [[term.text for term in one.terms] for one in listed] == [["bank", "banco"], ["bank", "orilla"]]


def test_what_is_left_out_says_why(session: Session):
    own = [
        ListedConcept((ListedTerm("en", "a"), ListedTerm("es", "un"))),
        ListedConcept((ListedTerm("es", "de la"),), rows=3),
        ListedConcept((ListedTerm("no tag", "word"),)),
        ListedConcept(()),
    ]
    plan = files.plan(session, OPERATOR, own)
    assert [(one.why, one.rows) for one in plan.skipped] == [
        (Unfit.ONE_LETTER, 1), (Unfit.STOP_WORDS, 3), (Trouble.LANGUAGE, 1), (Trouble.NO_TERMS, 1),
    ]  # fmt: skip
    assert session.scalar(select(Concept.id)) is None


def test_a_plan_is_for_those_who_look_after_the_memory(session: Session):
    with pytest.raises(NotAllowed):
        files.plan(session, factories.translator(session), [])


def test_five_thousand_terms_stand_in_one_paragraph(session: Session):
    factories.noise(session)
    listed = [
        ListedConcept((ListedTerm("en", f"number{n} word{n}"), ListedTerm("es", f"palabra{n}"))) for n in range(5000)
    ]
    assert files.import_terms(session, OPERATOR, listed, name="long.csv").added == 5000
    made = factories.translation(session, [" ".join(f"number{n} word{n}" for n in range(5000))])
    [target_id] = factories.target_ids(session, made)
    found = terms.beside(session, factories.translator(session), target_id)
    assert 0 < len(found) <= 5000
    assert files.plan(session, OPERATOR, listed).counts == Brought(unchanged=5000)
    assert session.scalars(select(Term.folded).where(Term.text == "palabra7")).one() == "palabra7"


@pytest.mark.parametrize("text", ["a", "", "…", "the", "de la", "x" * 301])
def test_what_cannot_be_looked_for_has_a_reason(text: str):
    assert why_unfit(text, "es" if text == "de la" else "en") in set(Unfit)


def test_a_file_of_too_many_concepts_is_told_so():
    data = "source,target\n" + "".join(f"word{n},palabra{n}\n" for n in range(incoming.MOST_CONCEPTS + 1))
    with pytest.raises(TooManyConcepts):
        incoming.read(data.encode(), PAIR)
    with pytest.raises(FileTooLarge):
        incoming.read(b"x" * (incoming.LIMIT_MB * 1024 * 1024 + 1), PAIR)
    with pytest.raises(EmptyFile):
        incoming.read(b" \n", PAIR)
    with pytest.raises(BadValue):
        incoming.read(data.encode(), ("no tag", "es"))
