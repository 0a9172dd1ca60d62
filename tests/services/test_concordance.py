"""The concordance: the index answers what a look at every pair would, whatever became of the pairs before."""

from collections.abc import Callable
from hashlib import sha256

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, select, text
from sqlalchemy.orm import Session

from domain.errors import NotAllowed
from domain.folding import hits, parse
from domain.permissions import OPERATOR, Actor
from models import MemoryEntry, MemoryFile, Target, Translation
from models.memory import MemoryKind
from services import editing, memory, reviewing
from services.memory import Incoming, concordance
from services.memory.concordance import Asked, Found, finding, gathering
from services.memory.entries import Pair, store
from services.search.entries import plain
from tests.factories import target_ids

WORDS = ("río", "Ríos", "*camión*", "camiones", "año", "ano", "don’t", "the", "river", "河流很长", "长河", "สวัสดี",
         "हिन्दी", "x[^1]y", "ß", "2,40", "¡No!", "**ca**mión", "(a|b)+", "\n")  # fmt: skip
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join).filter(str.strip)
QUESTIONS = st.lists(
    st.sampled_from(("rio", "río", "cam", "camion", '"the river"', '"river the"', "no", "河流", "长", "สวั", "हि", "xy",
                     "don't", "SS", "2,4", "(a|b)+", "a")),
    min_size=1, max_size=2,
).map(" ".join)  # fmt: skip
LONG = "The strike began at dawn. Nobody crossed the river."
LARGO = "La huelga empezó al alba. Nadie cruzó el río."


def bring(session: Session, *pairs: tuple[str, str], name: str = "old.tsv", target: str = "es") -> None:
    digest = sha256(name.encode()).hexdigest()
    memory.import_pairs(
        session, OPERATOR, [Incoming(*pair) for pair in pairs], name=name, sha256=digest, source_language="en",
        target_language=target,
    )  # fmt: skip


def look(session: Session, question: str, **where: object) -> Found:
    session.commit()
    assert concordance.catch_up(session, seconds=60)
    session.commit()
    return concordance.search(session, OPERATOR, Asked(question, **where))


def pairs_of(found: Found) -> list[tuple[str, str]]:
    return [(entry.source.text, entry.target.text) for entry in found.entries]


def every(session: Session, question: str, **where: object) -> list[tuple[str, str]]:
    """Return the pairs of every page."""
    found, skipped = [], 0
    while True:
        page = look(session, question, skipped=skipped, **where)
        found += pairs_of(page)
        if page.later is None:
            assert len(found) == page.count
            return found
        skipped = page.later


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=20), question=QUESTIONS,
       side=st.sampled_from(concordance.SIDES))  # fmt: skip
def test_the_index_finds_what_a_look_at_every_pair_finds(
    session: Session, pairs: list[tuple[str, str]], question: str, side: str
) -> None:
    session.execute(delete(MemoryEntry))
    session.execute(delete(MemoryFile))
    bring(session, *pairs)
    wanted = parse(question)
    texts = [tuple(map(plain, row)) for row in session.execute(select(MemoryEntry.source, MemoryEntry.target))]
    scanned = {
        (source, target)
        for source, target in texts
        if (side != "target" and hits(wanted, source)) or (side != "source" and hits(wanted, target))
    }
    assert set(every(session, question, side=side)) == scanned


def test_a_result_has_both_texts_the_hits_and_its_paragraph(session: Session, approved: Callable[..., Translation]):
    made = approved((LONG, LARGO))
    [entry] = look(session, "RIO").entries
    assert (entry.source.text, entry.target.text) == (LONG, LARGO)
    assert [LARGO[start:end] for start, end in entry.target.hits] == ["río"]
    assert entry.source.hits == ()
    assert (entry.slug, entry.title, entry.key) == (made.statement.slug, made.statement.title, "p1")
    assert (entry.target.language, entry.author, entry.file_name) == ("es", "Ana", "")
    assert entry.origin == f"{made.statement.slug}/p1"


def test_a_pair_of_a_file_names_the_file(session: Session, ana: Actor):
    bring(session, (LONG, LARGO), name="archive.tmx")
    [entry] = look(session, "huelga").entries
    assert (entry.file_name, entry.origin, entry.slug) == ("archive.tmx", "archive.tmx", "")


def test_what_is_no_longer_approved_does_not_show(session: Session, approved: Callable[..., Translation], ana: Actor):
    [target_id] = target_ids(session, approved((LONG, LARGO)))
    assert look(session, "huelga").count == 1
    version = session.get_one(Target, target_id).version
    editing.save(session, ana, target_id, LARGO.replace("alba", "amanecer"), version=version)
    assert look(session, "huelga").count == 0


def test_what_no_longer_counts_does_not_take_the_place_of_what_does(
    session: Session, approved: Callable[..., Translation], ana: Actor, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(finding, "MOST_COUNTED", 2)
    made = approved(*((f"The river, verse {n}.", f"El río, estrofa {n}.") for n in range(8)))
    look(session, "estrofa")
    for target_id in target_ids(session, made)[3:]:
        version = session.get_one(Target, target_id).version
        editing.save(session, ana, target_id, "Otra cosa.", version=version)
    found = look(session, "estrofa")
    assert pairs_of(found) == [(f"The river, verse {n}.", f"El río, estrofa {n}.") for n in (2, 1)]
    assert found.is_more


def test_a_new_approval_is_found_by_its_new_words_alone(
    session: Session, approved: Callable[..., Translation], ana: Actor, beto: Actor
):
    [target_id] = target_ids(session, approved((LONG, LARGO)))
    assert look(session, "alba").count == 1
    version = session.get_one(Target, target_id).version
    saved = editing.save(session, ana, target_id, LARGO.replace("alba", "amanecer"), version=version)
    editing.submit(session, ana, target_id, version=saved.version)
    reviewing.approve(session, beto, target_id, version=session.get_one(Target, target_id).version)
    assert (look(session, "alba").count, look(session, "amanecer").count) == (0, 1)


def test_sentences_of_a_paragraph_are_not_shown_beside_it(session: Session, approved: Callable[..., Translation]):
    made = approved((LONG, LARGO))
    sentence = Pair("Nobody crossed the river.", "Nadie cruzó el río.", MemoryKind.SENTENCE)
    store(session, [sentence], "en", "es", target_id=target_ids(session, made)[0])
    assert pairs_of(look(session, "river")) == [(LONG, LARGO)]


def test_the_same_pair_shows_once_with_the_number_of_its_places(session: Session, approved: Callable[..., Translation]):
    bring(session, ("Open the path!", "¡Abran paso!"), ("Open the path!", "¡Abran el camino!"))
    approved(("Open the path!", "¡Abran paso!"), ("Open the path!", "¡Abran paso!"))
    found = look(session, "path")
    assert [(entry.target.text, entry.places) for entry in found.entries] == [
        ("¡Abran paso!", 3),
        ("¡Abran el camino!", 1),
    ]
    assert found.entries[0].slug, "what was approved here comes first"
    assert found.count == 2


def test_what_was_approved_here_comes_first_and_the_newest_before_the_older(
    session: Session, approved: Callable[..., Translation]
):
    bring(session, ("a river", "un río"))
    approved(("b river", "dos ríos"), ("c river", "tres ríos"))
    bring(session, ("d river", "cuatro ríos"), name="new.tsv")
    assert [source for source, _target in pairs_of(look(session, "river"))] == [
        "c river",
        "b river",
        "d river",
        "a river",
    ]


def test_one_looks_in_a_side_a_pair_of_languages_or_an_origin(session: Session, approved: Callable[..., Translation]):
    approved((LONG, LARGO))
    approved(("A sol.", "O sol."), language="pt")
    bring(session, ("No sun.", "Sin sol."), name="a.tsv")
    bring(session, ("The sun.", "El sol."), name="b.tsv")
    assert look(session, "sol").count == 4 - 1
    assert look(session, "sol", side="source").count == 1
    assert look(session, "sol", side="target", source_language="en", target_language="pt").count == 1
    assert pairs_of(look(session, "sol", source_language="en", target_language="es-PE")) == [
        ("The sun.", "El sol."), ("No sun.", "Sin sol."),
    ]  # fmt: skip
    assert look(session, "sol", origin="here").count == 1
    assert look(session, "sol", origin="files").count == 2
    file_id = session.scalar(select(MemoryFile.id).where(MemoryFile.name == "a.tsv"))
    assert pairs_of(look(session, "sol", origin=str(file_id))) == [("No sun.", "Sin sol.")]
    assert look(session, "sol", origin="99999999999999999").count == 3, "what names no file is no filter"


def test_pages_hold_every_pair_once(session: Session, ana: Actor):
    bring(session, *((f"river {n}", f"río {n}") for n in range(40)))
    found = every(session, "river")
    assert (len(found), len(set(found))) == (40, 40)
    assert look(session, "river", skipped=10**12).entries == ()
    assert look(session, "river", skipped=-5).entries == look(session, "river").entries


def test_beyond_what_is_counted_it_says_so(session: Session, ana: Actor, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(finding, "MOST_COUNTED", 20)
    bring(session, *((f"river {n}", f"río {n}") for n in range(40)))
    found = look(session, "river")
    assert (found.is_more, found.count) == (True, 20)
    assert not look(session, '"river 7"').is_more
    assert len(set(every(session, "river"))) == 20


def test_what_is_counted_ends_though_both_origins_have_much(
    session: Session, approved: Callable[..., Translation], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(finding, "MOST_COUNTED", 20)
    approved(*((f"river {n} here", f"río {n} de aquí") for n in range(12)))
    bring(session, *((f"river {n}", f"río {n}") for n in range(18)))
    found = every(session, "river")
    assert (len(found), len(set(found))) == (20, 20)
    assert all(source.endswith("here") for source, _target in found[:12])
    assert look(session, "river").is_more


def test_rows_of_entries_that_are_gone_find_nothing_and_are_swept_out(session: Session, ana: Actor):
    def rows() -> int | None:
        return session.scalar(text("SELECT count(*) FROM concordance_fts"))

    session.execute(delete(MemoryEntry))
    bring(session, *((f"river {n}", f"río {n}") for n in range(30)))
    assert (look(session, "river").count, rows()) == (30, 60)
    session.execute(delete(MemoryEntry).where(MemoryEntry.source != "river 7"))
    assert look(session, "river").count == 1
    bring(session, ("sun", "sol"))
    assert look(session, "sun").count == 1
    assert rows() == 4


def test_entries_can_be_taken_out_of_the_index_at_once(session: Session, ana: Actor):
    bring(session, *((f"river {n}", f"río {n}") for n in range(30)))
    assert look(session, "river").count == 30
    gone = session.scalars(select(MemoryEntry.id).where(MemoryEntry.source != "river 7")).all()
    session.execute(delete(MemoryEntry).where(MemoryEntry.id.in_(gone)))
    concordance.forget(session, gone)
    assert session.scalar(text("SELECT count(*) FROM concordance_fts")) == 2
    assert look(session, "river").count == 1


def test_a_large_backlog_is_gathered_in_pieces(session: Session, ana: Actor, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(gathering, "CHUNK", 7)
    monkeypatch.setattr(gathering, "MOST_LOOKED_AT", 3)
    bring(session, *((f"river {n}", f"río {n}") for n in range(40)))
    session.commit()
    assert not concordance.catch_up(session, seconds=-1)
    assert concordance.count_left(session) >= 40
    assert look(session, "river").count == 40
    assert concordance.count_left(session) == 0


def test_a_search_with_nothing_new_writes_nothing(session: Session, approved: Callable[..., Translation]):
    approved((LONG, LARGO))
    look(session, "river")
    look(session, "river")  # PostgreSQL trusts a number once everybody who was at work then has ended
    asked: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *args: asked.append(args[2]))
    assert look(session, "river").count == 1
    assert not [one for one in asked if one.lstrip().startswith(("INSERT", "UPDATE", "DELETE"))]
    assert len(asked) <= 8, asked


def test_approving_and_importing_leave_the_index_alone(session: Session, approved: Callable[..., Translation]):
    asked: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *args: asked.append(args[2]))
    approved((LONG, LARGO))
    bring(session, ("sun", "sol"))
    assert asked
    assert not [one for one in asked if "concordance" in one]


def test_a_text_too_long_for_the_database_is_looked_at_closely(session: Session, ana: Actor):
    many = " ".join(["river", *(f"w{n}" for n in range(16_500)), "harbour"])
    bring(session, (many, "puerto"), ("harbour", "puerto viejo"), ("river " * 300, "ríos"))
    assert look(session, "harbour").count == 2
    assert look(session, "harbour river").count == 1
    assert look(session, '"river river"').count == 1
    assert look(session, "lighthouse").count == 0


@pytest.mark.parametrize("question", ["", "  ", "?!", "«»", "\0", "“"])
def test_where_there_is_no_word_nothing_is_looked_for(session: Session, question: str):
    assert concordance.search(session, OPERATOR, Asked(question)) == Found(parse(question))


def test_strangers_are_refused(session: Session):
    with pytest.raises(NotAllowed):
        concordance.search(session, Actor(1, "", ()), Asked("river"))
