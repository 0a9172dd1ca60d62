"""The translation memory: what approvals and files add, what is found, in which order."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from rapidfuzz.distance import Levenshtein
from sqlalchemy import delete, event, func, select
from sqlalchemy.orm import Session

from domain.contrasts import Facet
from domain.errors import BadValue, NotAllowed
from domain.permissions import OPERATOR, Actor
from models import MemoryEntry, MemoryFile, MemoryMark, MemoryPosting, Target, Translation
from models.memory import MemoryKind
from services import editing, memory, reviewing
from services.memory import Asked, Incoming, Match, gathering
from tests.factories import target_ids, translation

LONG = "The river is everybody's. Bring a chair, and bring your neighbour along. In 1997 there were 40 of us!"
LARGO = "El río es de todos. Trae una silla y trae contigo a tu vecino. ¡En 1997 éramos 40!"


def from_file(session: Session, *pairs: tuple[str, str], target: str = "es") -> memory.files.Brought:
    return memory.import_pairs(
        session, OPERATOR, [Incoming(*pair) for pair in pairs], name="old.tsv", sha256="00",
        source_language="en", target_language=target,
    )  # fmt: skip


def look(session: Session, text: str, **rest: object) -> list[Match]:
    assert memory.catch_up(session, seconds=60)
    return memory.lookup(session, OPERATOR, Asked(text, "en", "es", **rest))


def test_an_approval_is_remembered_with_its_sentences(session: Session, approved: Callable[..., Translation]):
    made = approved((LONG, LARGO))
    [match] = look(session, LONG)
    assert (match.score, match.target, match.kind) == (100, LARGO, MemoryKind.PARAGRAPH)
    assert (match.origin, match.author) == (f"{made.statement.slug}/p1", "Ana")
    [sentence] = look(session, "Bring a chair, and bring your neighbour along.")
    assert (sentence.target, sentence.kind) == ("Trae una silla y trae contigo a tu vecino.", MemoryKind.SENTENCE)
    assert sentence.score == 98  # nobody has paired them


def test_what_was_approved_a_moment_ago_is_found_before_it_is_gathered(
    session: Session, approved: Callable[..., Translation]
):
    approved((LONG, LARGO), ("Sing.", "Canta."))
    assert memory.is_behind(session)
    asked = Asked(LONG.replace("chair", "stool"), "en", "es")
    assert [match.target for match in memory.lookup(session, OPERATOR, asked)] == [LARGO]
    assert memory.catch_up(session)
    assert not memory.is_behind(session)
    assert [match.target for match in memory.lookup(session, OPERATOR, asked)] == [LARGO]


def test_approvals_from_before_there_was_a_memory_are_gathered(session: Session, approved: Callable[..., Translation]):
    approved((LONG, LARGO), ("Sing.", "Canta."), ("Not yet.", ""))
    session.execute(delete(MemoryEntry))
    session.add(MemoryMark(kind=gathering.OLD))
    session.flush()
    assert [match.target for match in look(session, LONG)] == [LARGO]
    assert [match.target for match in look(session, "Sing.")] == ["Canta."]
    assert not memory.is_behind(session)
    assert session.get(MemoryMark, gathering.OLD) is None


def test_many_approvals_are_gathered_a_part_at_a_time(
    session: Session, approved: Callable[..., Translation], monkeypatch: pytest.MonkeyPatch
):
    approved(*((f"Verse number {n} of the song.", f"Estrofa {n} de la canción.") for n in range(7)))
    session.execute(delete(MemoryEntry))
    session.add(MemoryMark(kind=gathering.OLD))
    session.flush()
    monkeypatch.setattr(gathering, "CHUNK", 3)
    assert [match.score for match in look(session, "Verse number 6 of the song.", limit=1)] == [100]
    assert not memory.is_behind(session)


def test_what_is_no_longer_approved_is_not_offered(session: Session, approved: Callable[..., Translation], ana: Actor):
    [target_id] = target_ids(session, approved((LONG, LARGO)))
    version = session.get_one(Target, target_id).version
    editing.save(session, ana, target_id, LARGO.replace("silla", "banca"), version=version)
    assert look(session, LONG) == []


def test_a_new_approval_takes_the_place_of_the_former(
    session: Session, approved: Callable[..., Translation], ana: Actor, beto: Actor
):
    [target_id] = target_ids(session, approved((LONG, LARGO)))
    look(session, LONG)
    grams = session.scalar(select(func.count()).select_from(MemoryPosting))
    version = session.get_one(Target, target_id).version
    other = LARGO.replace("silla", "banca")
    editing.save(session, ana, target_id, other, version=version, keep_submitted=True)
    reviewing.approve(session, beto, target_id, version=version + 1)
    assert [match.target for match in look(session, LONG)] == [other]
    assert session.scalar(select(func.count()).select_from(MemoryPosting)) == grams


def test_the_same_approved_again_is_there_once(session: Session, approved: Callable[..., Translation]):
    [target_id] = target_ids(session, approved((LONG, LARGO)))
    look(session, LONG)
    counted = select(select(func.count()).select_from(MemoryEntry).scalar_subquery(), func.count(MemoryPosting.posting))
    before = session.execute(counted).one()
    memory.remember(session, target_id)
    memory.remember(session, target_id)
    assert [match.score for match in look(session, LONG)] == [100]
    assert session.execute(counted).one() == before


def test_drafts_are_not_remembered(session: Session, ana: Actor):
    target_id = target_ids(session, translation(session, [LONG]))[0]
    editing.save(session, ana, target_id, LARGO, version=0, keep_submitted=True)
    assert look(session, LONG) == []


def test_the_neighbours_make_a_match_better(session: Session, approved: Callable[..., Translation]):
    approved(("Who are we?", "¿Quiénes somos?"), ("We stay.", "Nos quedamos."), ("Come along.", "Ven."))
    scores = [
        look(session, "We stay.", before=before, after=after)[0].score
        for before, after in (
            (None, None), ("Who are we?", "Nobody came."), ("Who are we?", "Come along."), ("", ""),
        )
    ]  # fmt: skip
    assert scores == [100, 101, 102, 100]


def test_a_match_is_the_share_of_letters_that_may_stay(session: Session):
    from_file(session, (LONG, LARGO))
    asked = LONG.replace("40", "41").replace("chair", "bench")
    [match] = look(session, asked)
    assert match.score == int(100 * Levenshtein.normalized_similarity(asked, LONG))
    assert [contrast.facet for contrast in match.contrasts] == [Facet.NUMBER]


def test_a_number_makes_ninety_nine_at_most(session: Session):
    long = f"{LONG} " * 5 + "7"
    from_file(session, (long, LARGO))
    assert [match.score for match in look(session, long[:-1] + "8")] == [99]


def test_what_is_not_alike_enough_is_not_offered(session: Session):
    from_file(session, ("Bring a chair.", "Trae una silla."))
    assert look(session, "Bring your chairs here.") == []
    assert [match.score for match in look(session, "Bring your chairs here.", floor=50)] == [56]


def test_the_best_comes_first_and_each_text_once(session: Session):
    from_file(session, ("Bring a chair today.", "Trae una silla hoy."), ("Bring a chair.", "Trae una silla."))
    from_file(session, ("Bring a chair!", "¡Trae una silla!"))
    found = look(session, "Bring a chair.", floor=60)
    assert [match.target for match in found] == ["Trae una silla.", "¡Trae una silla!", "Trae una silla hoy."]
    assert [match.target for match in look(session, "Bring a chair.", limit=1)] == ["Trae una silla."]


def test_one_source_with_two_targets_gives_both(session: Session):
    from_file(session, ("Bring a chair.", "Trae una silla."), ("Bring a chair.", "Lleva una silla."))
    assert {match.target for match in look(session, "Bring a chair.")} == {"Trae una silla.", "Lleva una silla."}


def test_other_languages_are_not_mixed_in(session: Session):
    from_file(session, ("Bring a chair.", "Traga uma cadeira."), target="pt")
    assert look(session, "Bring a chair.") == []


def test_another_countrys_spanish_is_one_less(session: Session):
    from_file(session, ("Bring a chair.", "Traé una silla."), target="es-AR")
    assert [match.score for match in look(session, "Bring a chair.")] == [100]
    found = memory.lookup(session, OPERATOR, Asked("Bring a chair.", "en", "es-MX"))
    assert [match.score for match in found] == [99]


def test_an_outdated_target_is_ten_less(session: Session, approved: Callable[..., Translation]):
    [target_id] = target_ids(session, approved(("Bring a chair.", "Trae una silla.")))
    session.get_one(Target, target_id).is_outdated = True
    session.flush()
    assert [match.score for match in look(session, "Bring a chair.")] == [90]


def test_a_target_is_no_match_for_itself(session: Session, approved: Callable[..., Translation]):
    [target_id] = target_ids(session, approved(("Bring a chair.", "Trae una silla.")))
    assert look(session, "Bring a chair.", apart_from=target_id) == []


def test_marks_are_not_compared_but_come_along(session: Session):
    from_file(session, ("Bring a *chair*[^1].", "Trae una *silla*."))
    [match] = look(session, "Bring a chair.")
    assert (match.score, match.target) == (100, "Trae una *silla*.")


def test_a_file_is_brought_in_once(session: Session):
    pairs = [("Bring a chair.", "Trae una silla."), ("Sing.", "Canta."), ("Sing.", "Canta."), ("", "Nada."), ("X", " ")]
    first, second = from_file(session, *pairs), from_file(session, *pairs)
    assert (first.added, first.known, first.empty, first.total) == (2, 1, 2, 5)
    assert (second.added, second.known) == (0, 3)
    assert [file.entries for file in session.scalars(select(MemoryFile).order_by(MemoryFile.id))] == [2]


def test_only_some_may_bring_files_in(session: Session, ana: Actor):
    with pytest.raises(NotAllowed):
        memory.import_pairs(session, ana, [], name="", sha256="", source_language="en", target_language="es")


@pytest.mark.parametrize("text", ["", " \n", "\u00a0"])
def test_nothing_finds_nothing(session: Session, text: str):
    from_file(session, ("Sing.", "Canta."))
    assert look(session, text) == []


@pytest.mark.parametrize("floor", [0, 101, -5])
def test_a_floor_is_a_percentage(session: Session, floor: int):
    with pytest.raises(BadValue):
        look(session, "Sing.", floor=floor)


@pytest.mark.parametrize(
    "text",
    ["我们要水，我们要面包。", "word " * 4500, "x" * 25_000, "a.*(b|c)+$", "'; DROP TABLE memory_entry; --", "🙂"],
)
def test_any_text_is_found_again(session: Session, text: str):
    from_file(session, (text, "Texto."))
    assert [match.score for match in look(session, text)] == [100]


@pytest.mark.parametrize("length", [1, 2, 19_990, 100_000])
def test_a_query_of_any_length_is_answered(session: Session, length: int):
    text = ("Bring a chair, and bring your neighbour. " * 2500)[:length].strip()
    from_file(session, ("Bring a chair.", "Trae una silla."), (text, "Texto."))
    assert [(match.score, match.target) for match in look(session, text, limit=1)] == [(100, "Texto.")]
    changed = f"{text[:-1]}x"
    found = [match.score for match in look(session, changed, limit=1)]
    assert found == ([99] if length == 19_990 else [])  # beyond LONGEST, and in one letter, only the same is found


def test_texts_without_spaces_are_found_when_they_are_alike(session: Session):
    chinese = "我们要水，我们要面包，我们要土地，也要我们的孩子在学校里学会读书和写字，不要再有人挨饿。"
    from_file(session, (chinese, "Queremos agua."), ("x" * 3000, "Equis."))
    [match] = look(session, chinese.replace("面包", "大米"))
    assert (match.target, match.score) == ("Queremos agua.", 95)
    assert [match.target for match in look(session, "x" * 2999 + "y")] == ["Equis."]


def test_thousands_that_are_the_same_hide_nobody(session: Session):
    """As an interface may have five thousand times OK: the bound on what is read must not hide what fits better."""
    same = [("Bring a chair today, dear neighbour.", f"Trae una silla hoy, vecina {n}.") for n in range(3000)]
    from_file(session, *same, ("Bring a chair today, dear neighbours!", "Traigan una silla hoy."))
    found = look(session, "Bring a chair today, dear neighbours!", limit=1)
    assert [match.target for match in found] == ["Traigan una silla hoy."]
    assert {match.score for match in look(session, same[0][0], limit=50)} == {100}


def test_a_short_text_with_slips_is_found(session: Session):
    from_file(
        session, ("The river is everybody's.", "El río es de todos."), *((f"Row {n}", f"Fila {n}") for n in range(50))
    )
    assert [match.score for match in look(session, "Teh river is everbody's.")] == [88]


def test_alike_is_what_a_comparison_with_all_finds(session: Session):
    """Against brute force: each source with some words changed, among neighbours that share most of theirs."""
    subjects = ("The river", "My neighbour", "Our assembly", "That bakery", "The old tree", "A letter")
    ends = ("came to us in winter", "was here before the factory", "belongs to no company", "asked for nothing at all")
    sources = [
        f"{who} {what}, and nobody knows why it stayed number {n}." for n, who in enumerate(subjects) for what in ends
    ]
    from_file(session, *((source, f"Texto {n}.") for n, source in enumerate(sources)))
    for source in sources[::3]:
        asked = source.replace("nobody", "no one").replace("why", "how")
        scores = [Levenshtein.normalized_similarity(asked, other) for other in sources]
        best = max(scores)
        found = look(session, asked, limit=1)
        assert [match.source for match in found] == [sources[scores.index(best)]]
        assert found[0].score == int(100 * best)


def test_the_number_of_questions_does_not_grow(session: Session):
    """Look a text up in a small memory and in one fifty times as large."""
    from_file(session, ("Bring a chair.", "Trae una silla."))
    counts = []
    for _round in range(2):
        asked: list[str] = []
        connection = session.connection()

        def note(_connection: object, _cursor: object, statement: str, *_rest: object, asked: list = asked) -> None:
            asked.append(statement)

        event.listen(connection.engine, "before_cursor_execute", note)
        memory.lookup(session, OPERATOR, Asked("Bring a chair.", "en", "es"))
        event.remove(connection.engine, "before_cursor_execute", note)
        counts.append(len(asked))
        from_file(session, *((f"Bring a chair. {n}", f"Trae una silla. {n}") for n in range(50)))
    assert counts[0] == counts[1] == 2


def test_when_and_by_whom_comes_along_from_a_file(session: Session):
    at = datetime(2020, 5, 1, tzinfo=UTC)
    pair = Incoming("Sing.", "Canta.", author="Eva", changed_at=at)
    memory.import_pairs(
        session, OPERATOR, [pair], name="a.tmx", sha256="00", source_language="en", target_language="es"
    )
    [match] = look(session, "Sing.")
    assert (match.author, match.changed_at, match.origin) == ("Eva", at, "a.tmx")
