"""Searching: the index answers what a look at every text would, whatever happened to the texts before."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from domain.errors import NotAllowed, NotFound
from domain.folding import hits, parse
from domain.permissions import Actor, PersonRole
from models import SearchEntry, SearchMark, Segment, SourceRevision, Statement, Target, TargetRevision, Translation
from models.base import now
from models.revision import Origin
from services import arrangements, editing, search
from services.search import Asked, entries, finding, gathering, postgres
from services.store import begin_write
from tests import factories

WORDS = ("río", "rio", "Ríos", "*camión*", "camiones", "año", "ano", "don’t", "the", "river", "河流很长", "长河",
         "สวัสดี", "مُحَمَّد", "हिन्दी", "a_b", "[orilla](https://example.org/rio)", "x[^1]y", "ß", "ss", "2,40", "¡No!",
         "**ca**mión", "\\*rio\\*", "\n", "e\u0301te")  # fmt: skip
PARAGRAPHS = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
QUESTIONS = st.lists(
    st.sampled_from(("rio", "río", "cam", "camion", "the river", '"the river"', '"río the"', "no", "河流", "长", "สวั",
                     "محمد", "हि", "b", "orilla", "example", "xy", '"x y"', "don't", "SS", "2,4", '"rio rio"')),
    min_size=1, max_size=3,
).map(" ".join)  # fmt: skip


@pytest.fixture
def reader(session: Session) -> Actor:
    return factories.person(session, PersonRole.READER).as_actor()


def keys(session: Session, reader: Actor, question: str, **where: object) -> list[str]:
    """Return the paragraphs found, after gathering; every page of them."""
    assert search.catch_up(session, seconds=60)
    session.commit()
    asked = Asked(question, **where)
    found, after = [], 0
    while True:
        page = search.search(session, reader, Asked(asked.text, asked.side, asked.slug, asked.language, after))
        found += [paragraph.key for statement in page.statements for paragraph in statement.paragraphs]
        if page.later is None:
            return found
        assert page.later > after
        after = page.later


def scanned(session: Session, question: str, translation: Translation, side: str = "") -> list[str]:
    """Return the same by looking at every text."""
    query = (
        select(Segment.number, Segment.source, Target.text)
        .join(Target, Target.segment_id == Segment.id)
        .where(Target.translation_id == translation.id)
        .order_by(Segment.position)
    )
    wanted = parse(question)
    return [
        f"p{number}"
        for number, source, target in session.execute(query)
        if (side != "target" and hits(wanted, entries.plain(source)))
        or (side != "source" and hits(wanted, entries.plain(target)))
    ]


def write(session: Session, target_id: int, words: str, actor: Actor | None = None, **rest: object) -> None:
    """Save `words` over what the target holds."""
    target = session.get_one(Target, target_id, populate_existing=True)
    writer = actor or factories.translator(session)
    editing.save(session, writer, target_id, words, version=target.version, **rest)
    session.commit()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pairs=st.lists(st.tuples(PARAGRAPHS, PARAGRAPHS), min_size=1, max_size=6), questions=st.lists(QUESTIONS, max_size=4)
)
def test_the_index_finds_what_a_look_at_every_text_finds(
    session: Session, pairs: list[tuple[str, str]], questions: list[str]
) -> None:
    reader = factories.person(session, PersonRole.READER).as_actor()
    translation = factories.translation(session, [f"rio {source}" for source, _target in pairs])
    for target_id, (_source, target) in zip(factories.target_ids(session, translation), pairs, strict=True):
        write(session, target_id, target)
    for question in questions:
        for side in ("", "source", "target"):
            found = keys(session, reader, question, slug=translation.statement.slug, side=side)
            assert found == scanned(session, question, translation, side), (question, side)


def test_a_result_has_both_texts_with_the_places_of_the_hits(session: Session, reader: Actor) -> None:
    factories.noise(session)
    translation = factories.translation(session, ("The *river* is wide.", "A chair."), title="The river")
    first, second = factories.target_ids(session, translation)
    write(session, first, "El **río** es ancho.", keep_submitted=True)
    write(session, second, "Una silla.")
    assert keys(session, reader, "RIO") == ["p1"]
    (statement,) = search.search(session, reader, Asked("rio")).statements
    (paragraph,) = statement.paragraphs
    (target,) = paragraph.targets
    assert (statement.title, paragraph.source.text, paragraph.source.hits) == ("The river", "The river is wide.", ())
    assert (target.text, target.hits, target.language, target.state) == (
        "El río es ancho.", ((3, 6),), "es", "translated",
    )  # fmt: skip


def test_a_source_without_any_translation_is_found(session: Session, reader: Actor) -> None:
    translation = factories.translation(session, ("A lonely lighthouse.",))
    session.execute(delete(Translation).where(Translation.id == translation.id))
    session.commit()
    assert keys(session, reader, "lighthouse") == ["p1"]
    assert keys(session, reader, "lighthouse", side="target") == []


def test_one_looks_in_one_statement_or_language_or_side(session: Session, reader: Actor) -> None:
    one = factories.translation(session, ("A bridge.", "None."), also=("fr",))
    other = factories.translation(session, ("No.", "A bridge."))
    write(session, factories.target_ids(session, one)[1], "Un bridge.")
    assert keys(session, reader, "bridge") == ["p1", "p2", "p2"]
    assert keys(session, reader, "bridge", slug=other.statement.slug) == ["p2"]
    assert keys(session, reader, "bridge", side="target") == ["p2"]
    assert keys(session, reader, "bridge", side="target", language="fr") == []
    assert keys(session, reader, "bridge", language="fr", slug=one.statement.slug) == ["p1"]
    assert keys(session, reader, "bridge", side="source", language="fr") == ["p1", "p2"]


def test_every_save_is_found_and_what_it_replaced_is_not(session: Session, reader: Actor) -> None:
    translation = factories.translation(session)
    target_id, ana = factories.target_ids(session, translation)[0], factories.translator(session)
    for words, gone in (("alfa", "zeta"), ("beta", "alfa"), ("gama", "beta"), ("", "gama"), ("delta", "gama")):
        write(session, target_id, words, ana)  # drafts of one person, folded into one revision
        assert keys(session, reader, gone) == []
        assert keys(session, reader, words) == (["p1"] if words else [])
    assert session.scalar(select(func.count()).select_from(TargetRevision)) == 3


def test_a_draft_folded_after_the_entry_was_closed_for_good_cannot_be(session: Session, reader: Actor) -> None:
    """An entry is open for as long as the draft may be written on, and closed afterwards."""
    translation = factories.translation(session)
    first, second = factories.target_ids(session, translation)[:2]
    write(session, first, "alfa")
    assert keys(session, reader, "alfa") == ["p1"]
    entry = session.scalars(select(SearchEntry).where(SearchEntry.target_id == first)).one()
    at = session.scalar(select(TargetRevision.created_at))
    assert at is not None
    assert entry.open_until == at + editing.FOLDING + entries.SLACK
    session.execute(update(SearchEntry).values(open_until=now() - timedelta(seconds=1)))
    session.commit()
    write(session, second, "beta")
    assert keys(session, reader, "beta") == ["p2"]
    assert session.scalar(select(SearchEntry.open_until).where(SearchEntry.target_id == first)) is None


def test_an_imported_text_stays_closed(session: Session, reader: Actor) -> None:
    target_id = factories.target_ids(session, factories.translation(session))[0]
    write(session, target_id, "alfa", origin=Origin.IMPORT)
    assert keys(session, reader, "alfa") == ["p1"]
    assert session.scalars(select(SearchEntry.open_until).where(SearchEntry.target_id == target_id)).all() == [None]


def test_a_changed_source_is_found_by_its_new_words(session: Session, reader: Actor) -> None:
    translation = factories.translation(session, ("The old words.", "More."))
    assert keys(session, reader, "old") == ["p1"]
    segment = session.scalars(select(Segment).where(Segment.source == "The old words.")).one()
    segment.source, segment.source_revision = "The new words.", 2
    session.add(SourceRevision(segment_id=segment.id, number=2, text=segment.source))
    session.commit()
    assert keys(session, reader, "old") == []
    assert keys(session, reader, "new", slug=translation.statement.slug) == ["p1"]


def test_what_is_deleted_is_not_found_and_a_number_given_again_is_noticed(session: Session, reader: Actor) -> None:
    kept = factories.translation(session, ("A bridge.",))
    for words in ("lantern", "harbour", "anchor"):  # SQLite gives the numbers of the last rows again
        gone = factories.translation(session, (f"The {words}.",))
        write(session, factories.target_ids(session, gone)[0], f"El {words}.")
        assert keys(session, reader, words) == ["p1"]
        session.execute(delete(Statement).where(Statement.id == gone.statement_id))
        session.commit()
        session.expunge_all()
        assert keys(session, reader, words) == []
    assert keys(session, reader, "bridge") == ["p1"]
    rows = session.scalar(text("SELECT count(*) FROM search_fts"))
    assert rows == session.scalar(select(func.count()).select_from(SearchEntry)) == 1
    assert kept.statement_id


def test_texts_put_back_without_a_revision_are_found_once_they_are_opened_again(
    session: Session, reader: Actor
) -> None:
    translation = factories.translation(session, ("One.", "Two."))
    target_id = factories.target_ids(session, translation)[0]
    write(session, target_id, "alfa", keep_submitted=True)
    assert keys(session, reader, "alfa") == ["p1"]
    segment_id = session.get_one(Target, target_id).segment_id
    session.execute(update(Target).where(Target.id == target_id).values(text="omega"))
    session.execute(update(Segment).where(Segment.id == segment_id).values(source="Uno."))
    search.reopen(session, [segment_id])
    session.commit()
    assert keys(session, reader, "omega") == ["p1"]
    assert keys(session, reader, "alfa") == []
    assert keys(session, reader, '"uno"') == ["p1"]
    session.execute(delete(SearchEntry))
    search.reopen(session, [segment_id])
    session.commit()
    assert keys(session, reader, "omega") == ["p1"]


def test_splits_merges_and_their_undoing_are_followed(session: Session, reader: Actor) -> None:
    translation = factories.translation(session, ("One river. Two bridges.", "Three boats.", "Four."))
    first, second, _third = factories.target_ids(session, translation)
    write(session, first, "Un río. Dos puentes.")
    write(session, second, "Tres barcas.")
    statement, ana = translation.statement, factories.translator(session)

    def check(*questions: str) -> list[list[str]]:
        for question in questions:
            everywhere = Asked(question, "", statement.slug)
            assert search.catch_up(session, seconds=60)
            session.commit()
            found = search.search(session, reader, everywhere).statements
            keys_found = [paragraph.key for one in found for paragraph in one.paragraphs]
            assert keys_found == scanned(session, question, translation), question
        rows = session.scalar(text("SELECT count(*) FROM search_fts"))
        assert rows == session.scalar(select(func.count()).select_from(SearchEntry))
        return [keys(session, reader, question) for question in questions]

    words = ("puentes", "river", '"rio dos"', "barcas", "boats")
    before = check(*words)
    done = arrangements.split(session, ana, statement, "p1", arrangements.Division(at=11))
    session.commit()
    assert check(*words)[0] == [done.other]
    arrangements.undo(session, ana, done.id)
    session.commit()
    assert check(*words) == before
    done = arrangements.merge(session, ana, statement, "p1", seen=None)
    session.commit()
    assert check(*words)[3] == ["p1"]
    arrangements.undo(session, ana, done.id)
    session.commit()
    assert check(*words) == before


def test_a_clock_that_was_put_back_has_everything_looked_at_again(session: Session, reader: Actor) -> None:
    target_id = factories.target_ids(session, factories.translation(session))[0]
    write(session, target_id, "alfa")
    assert keys(session, reader, "alfa") == ["p1"]
    session.execute(update(SearchMark).values(at=now() + timedelta(hours=1)))
    session.execute(update(SearchEntry).values(open_until=None))
    session.execute(update(Target).where(Target.id == target_id).values(text="beta", version=2))
    session.commit()
    assert keys(session, reader, "beta") == ["p1"]


def test_a_large_backlog_is_gathered_in_pieces(session: Session, reader: Actor) -> None:
    translation = factories.translation(session, [f"Paragraph {n} of many." for n in range(600)])
    session.commit()
    assert not search.catch_up(session, seconds=0)
    session.commit()
    assert search.is_behind(session)
    assert search.count_left(session) > 0
    assert len(keys(session, reader, "many", slug=translation.statement.slug)) == 600
    assert not search.is_behind(session)


def test_a_search_with_nothing_new_writes_nothing(session: Session, reader: Actor) -> None:
    write(session, factories.target_ids(session, factories.translation(session))[0], "alfa")
    assert keys(session, reader, "alfa") == ["p1"]
    before = session.execute(select(SearchMark.at)).all()
    assert keys(session, reader, "alfa") == ["p1"]
    assert session.execute(select(SearchMark.at)).all() == before


def test_saving_puts_nothing_into_the_index(session: Session) -> None:
    write(session, factories.target_ids(session, factories.translation(session))[0], "alfa")
    assert session.scalar(select(func.count()).select_from(SearchEntry)) == 0


def test_a_database_that_takes_no_writing_is_searched_all_the_same(
    session: Session, reader: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    target_id = factories.target_ids(session, factories.translation(session))[0]
    write(session, target_id, "alfa")
    assert keys(session, reader, "alfa") == ["p1"]
    write(session, factories.target_ids(session, factories.translation(session))[0], "beta")

    def refuse(*_call: object) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    monkeypatch.setattr("services.gathering.begin_write", refuse)
    assert not search.catch_up(session)
    assert len(search.search(session, reader, Asked("alfa")).statements) == 1


def test_pages_hold_every_paragraph_once_and_in_order(
    session: Session, reader: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    translation = factories.translation(session, [f"The river {n}." for n in range(70)])
    for target_id in factories.target_ids(session, translation)[:40]:
        editing.save(session, factories.translator(session), target_id, "El river.", version=0)
    session.commit()
    expected = [f"p{n}" for n in range(1, 71)]
    assert keys(session, reader, "river") == expected
    monkeypatch.setattr(finding, "MOST_COUNTED", 30)  # beyond what is counted, one goes on all the same
    assert keys(session, reader, "river") == expected
    found = search.search(session, reader, Asked("river"))
    assert found.is_more
    assert 10 <= found.count < 70


def test_a_text_too_long_for_the_database_is_looked_at_closely(session: Session, reader: Actor) -> None:
    many = " ".join(["ola"] * 300) + " mar"
    wide = " ".join(f"w{n}" for n in range(postgres.MOST_TERMS + 10)) + " the end"
    translation = factories.translation(session, ("One.", "Two.", wide))
    write(session, factories.target_ids(session, translation)[0], many)
    for question, found in (
        ('"ola mar"', ["p1"]),
        ('"mar ola"', []),
        ('"the end"', ["p3"]),
        ('"end the"', []),
        ("nothing", []),
    ):
        assert keys(session, reader, question) == found, question
    assert keys(session, reader, '"the end"', side="source", slug=translation.statement.slug) == ["p3"]


def test_strangers_and_unknown_statements_are_refused(session: Session, reader: Actor) -> None:
    with pytest.raises(NotAllowed):
        search.search(session, Actor(None, "", ()), Asked("river"))
    with pytest.raises(NotFound):
        search.search(session, reader, Asked("river", slug="no-such"))


def test_two_searchers_gather_one_after_the_other(session: Session, reader: Actor) -> None:
    """Both were behind; the second finds the first one's work and adds none of it again."""
    write(session, factories.target_ids(session, factories.translation(session))[0], "alfa")
    assert search.is_behind(session)
    with Session(session.get_bind(), expire_on_commit=False) as other:
        assert search.is_behind(other)
        assert search.catch_up(other)
        other.commit()
    begin_write(session)
    gathering._gather(session, 10)
    session.commit()
    assert keys(session, reader, "alfa") == ["p1"]
