"""The memory kept in order: files brought in by steps and taken out, entries edited, duplicates merged, pairs sent."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.errors import BrokenFile, NotAllowed, NotFound, NothingWritten, TextTooLong
from domain.permissions import OPERATOR, Actor, PersonRole
from formats.pairs import read_pairs
from formats.pairs_out import write_pairs
from models import Event, MemoryEntry, MemoryFile, MemoryPosting, Translation
from services import editing, memory, reviewing
from services.memory import Asked, Incoming, bringing, duplicates, files, sending, upkeep, uploads
from services.memory.duplicates import Kind, Wanted
from services.memory.sending import Wish
from services.store import begin_write
from tests.factories import noise, person, reviewer, target_ids, translation, translator

Pairs = list[tuple[str, str]]
RIVER = [("The river is ours.", "El río es nuestro."), ("Bring a chair.", "Trae una silla."), ("Sing.", "Canta.")]


@pytest.fixture(autouse=True)
def others(session: Session) -> None:
    noise(session)


def bring(session: Session, *pairs: tuple[str, str], name: str = "old.tsv", **rest: object) -> files.Brought:
    given = {"sha256": name, "source_language": "en", "target_language": "es"} | rest
    return memory.import_pairs(session, OPERATOR, [Incoming(*pair) for pair in pairs], name=name, **given)


def approve(session: Session, *pairs: tuple[str, str]) -> Translation:
    made = translation(session, [source for source, _target in pairs])
    ana, beto = translator(session, name="Ana"), reviewer(session, name="Beto")
    for target_id, (_source, text) in zip(target_ids(session, made), pairs, strict=True):
        editing.save(session, ana, target_id, text, version=0, keep_submitted=True)
        reviewing.approve(session, beto, target_id, version=1)
    return made


def look(session: Session, text: str) -> list[str]:
    return [match.target for match in memory.lookup(session, OPERATOR, Asked(text, "en", "es"))]


def count(session: Session, kind: type) -> int:
    return session.scalar(select(func.count()).select_from(kind)) or 0


def of_files(session: Session) -> list[MemoryEntry]:
    """Return the entries that came with files: others are noise."""
    return list(session.scalars(select(MemoryEntry).where(MemoryEntry.file_id.is_not(None))))


def events(session: Session, name: str) -> list[dict[str, object]]:
    return list(session.scalars(select(Event.facts).where(Event.name == name).order_by(Event.id)))


def entry_of(session: Session, source: str) -> int:
    query = select(MemoryEntry.id).where(MemoryEntry.source == source, MemoryEntry.file_id.is_not(None))
    return session.scalars(query.order_by(MemoryEntry.id)).first()


def steps(session: Session) -> Callable[[], object]:
    @contextmanager
    def step() -> Iterator[None]:
        begin_write(session)
        yield
        session.commit()

    return step


# --- files ---------------------------------------------------------------------------------------------------


def test_a_long_file_is_written_in_steps_and_told_of(session: Session, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "AT_ONCE", 2)
    told: list[int] = []
    begun: list[str] = []

    @contextmanager
    def step() -> Iterator[None]:
        begun.append("step")
        yield

    brought = bring(session, *RIVER, step=step, tell=lambda brought: told.append(brought.total))
    assert (brought.added, told, len(begun)) == (3, [2, 3], 3)
    [file] = session.scalars(select(MemoryFile)).all()
    assert (file.entries, file.is_complete) == (3, True)


def test_a_killed_import_says_so_and_goes_on(session: Session, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "AT_ONCE", 2)
    session.commit()

    def killed() -> Iterator[Incoming]:
        yield from (Incoming(*pair) for pair in RIVER[:2])
        raise KeyboardInterrupt

    given = {"name": "old.tsv", "sha256": "a", "source_language": "en", "target_language": "es"}
    with pytest.raises(KeyboardInterrupt):
        memory.import_pairs(session, OPERATOR, killed(), step=steps(session), **given)
    session.rollback()
    [listed] = upkeep.files(session, OPERATOR)
    assert (listed.file.entries, listed.file.is_complete) == (2, False)
    session.expire_all()
    again = memory.import_pairs(session, OPERATOR, [Incoming(*p) for p in RIVER], step=steps(session), **given)
    assert (again.added, again.known) == (1, 2)
    session.expire_all()
    [listed] = upkeep.files(session, OPERATOR)
    assert (listed.file.entries, listed.file.is_complete) == (3, True)


def test_a_broken_file_leaves_nothing_and_others_untouched(session: Session, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "AT_ONCE", 1)
    bring(session, ("Sing.", "Canta."))
    grams = count(session, MemoryPosting)
    session.commit()
    broken = io.BytesIO(b"The river is ours.\tEl rio.\nBring a chair.\tTrae.\nno tab\n")
    with pytest.raises(BrokenFile) as caught:
        bringing.bring_in(session, OPERATOR, broken, "b.tsv", ("en", "es"), sha256="b", step=steps(session))
    assert caught.value.facts["line"] == 3
    session.expire_all()
    assert [(one.file.name, one.file.entries) for one in upkeep.files(session, OPERATOR)] == [("old.tsv", 1)]
    assert (len(of_files(session)), count(session, MemoryPosting)) == (1, grams)


def test_what_is_approved_already_is_known(session: Session):
    approve(session, RIVER[0])
    assert bring(session, *RIVER).known == 1


def test_a_file_goes_with_its_entries(session: Session, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(upkeep, "AT_ONCE", 2)
    bring(session, ("Sing.", "Canta."), name="kept.tsv")
    grams = count(session, MemoryPosting)
    file_id = bring(session, *RIVER[:2], ("And stay here, all of you.", "Y quédense."), name="gone.tsv").file_id
    told: list[tuple[int, int]] = []
    gone = upkeep.remove_file(session, OPERATOR, file_id, tell=lambda done, total: told.append((done, total)))
    assert (gone, told) == (3, [(2, 3), (3, 3), (3, 3)])
    assert [one.file.name for one in upkeep.files(session, OPERATOR)] == ["kept.tsv"]
    assert count(session, MemoryPosting) == grams
    assert look(session, "The river is ours.") == []
    assert events(session, "memory.file_removed") == [{"file": file_id, "sha256": "gone.tsv", "entries": 3}]
    with pytest.raises(NotFound):
        upkeep.remove_file(session, OPERATOR, file_id)


def test_readers_change_nothing(session: Session):
    file_id = bring(session, *RIVER).file_id
    reader = person(session, PersonRole.READER).as_actor()
    assert upkeep.files(session, reader)
    for attempt in (
        lambda: upkeep.remove_file(session, reader, file_id),
        lambda: upkeep.edit_entry(session, reader, entry_of(session, "Sing."), "Sing!", "¡Canta!"),
        lambda: upkeep.remove_entry(session, reader, entry_of(session, "Sing.")),
        lambda: duplicates.merge(session, reader, 1),
        lambda: duplicates.merge_all(session, reader, Wanted()),
        lambda: uploads.keep(session, reader, uploads.read("a.tsv", b"a\tb", limit_mb=1)),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    nobody = Actor(reader.id, "", ())
    with pytest.raises(NotAllowed):
        sending.entries(session, nobody, Wish())


# --- entries -------------------------------------------------------------------------------------------------


def test_an_edited_entry_is_a_new_row_that_is_found(session: Session):
    bring(session, *RIVER)
    grams = count(session, MemoryPosting)
    old = entry_of(session, "Bring a chair.")
    eva = person(session, PersonRole.REVIEWER, name="Eva").as_actor()
    new = upkeep.edit_entry(session, eva, old, "Bring a chair.", "Traigan una silla.")
    assert new > old
    assert look(session, "Bring a chair.") == ["Traigan una silla."]
    assert count(session, MemoryPosting) == grams
    shown = upkeep.entry(session, eva, new)
    assert (shown.entry.author, shown.file_name, shown.is_own) == ("Eva", "old.tsv", True)
    assert events(session, "memory.entry_edited") == [{"entry": new, "former": old, "file": shown.entry.file_id}]
    with pytest.raises(NotFound):  # somebody else's page names the former row
        upkeep.edit_entry(session, eva, old, "Bring a chair.", "Trae una banca.")
    assert upkeep.edit_entry(session, eva, new, "Bring a chair.", "Traigan una silla. ") == new
    upkeep.edit_entry(session, eva, new, "Bring the benches along.", "Traigan las bancas.")
    assert look(session, "Bring a chair.") == []
    assert look(session, "Bring the benches along.") == ["Traigan las bancas."]


@pytest.mark.parametrize(("source", "kind"), [(" ", NothingWritten), ("x" * 200_001, TextTooLong)])
def test_an_entry_keeps_its_texts_when_others_cannot_be_taken(session: Session, source: str, kind: type[Exception]):
    bring(session, *RIVER)
    with pytest.raises(kind):
        upkeep.edit_entry(session, OPERATOR, entry_of(session, "Sing."), source, "Canta.")
    assert look(session, "Sing.") == ["Canta."]


def test_a_paragraph_is_not_edited_in_the_memory(session: Session):
    approve(session, RIVER[0])
    entry_id = session.scalars(select(MemoryEntry.id)).first()
    shown = upkeep.entry(session, OPERATOR, entry_id)
    assert (shown.is_own, shown.is_approved, shown.segment) == (False, True, "p1")
    for attempt in (
        lambda: upkeep.edit_entry(session, OPERATOR, entry_id, "a", "b"),
        lambda: upkeep.remove_entry(session, OPERATOR, entry_id),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert look(session, RIVER[0][0]) == [RIVER[0][1]]


def test_a_deleted_entry_is_counted_and_recorded(session: Session):
    bring(session, *RIVER)
    entry_id = entry_of(session, "Sing.")
    upkeep.remove_entry(session, OPERATOR, entry_id)
    session.expire_all()
    assert [one.file.entries for one in upkeep.files(session, OPERATOR)] == [2]
    assert events(session, "memory.entry_removed")[0]["entry"] == entry_id
    assert look(session, "Sing.") == []


def test_a_text_of_20000_characters_is_kept_and_found_when_it_is_the_same(session: Session):
    long = "The river is ours and nobody else's. " * 600
    memory.catch_up(session)
    grams = count(session, MemoryPosting)
    bring(session, (long, "Largo. " * 3000))
    assert len(long) > 20_000
    assert look(session, long) == [("Largo. " * 3000).strip()]
    [entry] = of_files(session)
    new = upkeep.edit_entry(session, OPERATOR, entry.id, long, "Corto.")
    assert look(session, long) == ["Corto."]
    upkeep.remove_entry(session, OPERATOR, new)
    assert count(session, MemoryPosting) == grams


# --- duplicates ----------------------------------------------------------------------------------------------


def twice(session: Session, first: str = "a.tsv", second: str = "b.tsv") -> tuple[int, int]:
    """Put "Sing." into two files: a file leaves out what is known, an edit may make it the same."""
    bring(session, ("Sing.", "Canta."), ("Stay.", "Quédate."), name=first)
    bring(session, ("Sing now.", "Canta."), ("Stay.", "Quédense."), name=second)
    new = upkeep.edit_entry(session, OPERATOR, entry_of(session, "Sing now."), "Sing.", "Canta.")
    return entry_of(session, "Sing."), new


def shown(session: Session, **rest: object) -> list[list[tuple[str, str]]]:
    page = duplicates.groups(session, OPERATOR, Wanted(**rest))
    return [[(one.entry.source, one.entry.target) for one in group.entries] for group in page.groups]


def test_the_same_pair_is_merged_into_the_oldest(session: Session):
    first, second = twice(session)
    assert shown(session) == [[("Sing.", "Canta.")] * 2]
    [group] = duplicates.groups(session, OPERATOR, Wanted()).groups
    assert group.kept.entry.id == first
    assert duplicates.merge(session, OPERATOR, group.key) == 1
    assert (shown(session), duplicates.merge(session, OPERATOR, group.key)) == ([], 0)
    with pytest.raises(NotFound):
        upkeep.entry(session, OPERATOR, second)
    assert events(session, "memory.merged") == [{"entries": 1}]
    session.expire_all()
    assert sorted(one.file.entries for one in upkeep.files(session, OPERATOR)) == [1, 2]


def test_of_a_pair_that_is_approved_the_paragraph_stays(session: Session):
    bring(session, RIVER[0])
    approve(session, RIVER[0], RIVER[0])
    [group] = duplicates.groups(session, OPERATOR, Wanted()).groups
    assert [one.is_own for one in group.entries] == [True, False, False]
    assert duplicates.merge_all(session, OPERATOR, Wanted()) == (1, True)
    assert duplicates.groups(session, OPERATOR, Wanted()).groups == ()  # the text itself has it twice
    assert look(session, RIVER[0][0]) == [RIVER[0][1]]


def test_one_source_with_different_targets(session: Session):
    twice(session)
    assert shown(session, kind=Kind.SOURCE) == [[("Stay.", "Quédate."), ("Stay.", "Quédense.")]]
    assert shown(session, kind=Kind.SOURCE, languages=("en", "fr")) == []
    assert shown(session, kind=Kind.SOURCE, languages=("en", "es-MX")) != []
    assert shown(session, kind=Kind.SOURCE, origin="approved") == []
    assert shown(session, kind=Kind.SOURCE, origin="files") != []
    [other] = session.scalars(select(MemoryFile.id).where(MemoryFile.name == "a.tsv"))
    assert shown(session, kind=Kind.SOURCE, origin=str(other)) != []
    assert shown(session, kind=Kind.SOURCE, origin="999999") == []


def test_many_duplicates_come_a_page_at_a_time(session: Session, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(duplicates, "KEYS_AT_ONCE", 3)
    monkeypatch.setattr(duplicates, "MOST_READ", 5)
    bring(session, *((f"Number {n}.", f"Uno {n}.") for n in range(12)), name="a.tsv")
    bring(session, *((f"Number {n}.", f"Otro {n}.") for n in range(12)), name="b.tsv")
    seen: list[str] = []
    after: int | None = None
    while True:
        page = duplicates.groups(session, OPERATOR, Wanted(Kind.SOURCE), after=after, limit=5)
        assert len(page.groups) <= 5
        seen += [group.entries[0].entry.source for group in page.groups]
        if page.next_after is None:
            break
        after = page.next_after
    assert sorted(seen) == sorted(f"Number {n}." for n in range(12))


def test_all_are_merged_in_steps(session: Session, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(duplicates, "MERGED_AT_ONCE", 2)
    bring(session, *((f"Number {n}.", f"Uno {n}.") for n in range(5)))
    approve(session, *((f"Number {n}.", f"Uno {n}.") for n in range(5)))
    gone, is_all = duplicates.merge_all(session, OPERATOR, Wanted(), most=1)
    assert (gone, is_all) == (2, False)
    told: list[int] = []
    gone, is_all = duplicates.merge_all(session, OPERATOR, Wanted(), tell=told.append)
    assert (gone, is_all, told[-1]) == (3, True, 3)


# --- out -----------------------------------------------------------------------------------------------------


def sent(session: Session, wish: Wish = Wish()) -> Pairs:  # noqa: B008 - it is frozen
    return [(one.source, one.target) for one in sending.entries(session, OPERATOR, wish)]


def test_what_counts_is_taken_out_by_where_it_comes_from(session: Session):
    made = approve(session, RIVER[0], ("Not now.", "Ahora no."))
    bring(session, *RIVER[1:], name="old.tsv")
    bring(session, ("Stay.", "Reste."), name="fr.tsv", target_language="fr")
    second = target_ids(session, made)[1]
    editing.save(session, translator(session), second, "Ahora sí.", version=2)  # withdraws the approval
    assert [one for one in sent(session) if "oise" not in one[0]] == [RIVER[0], *RIVER[1:], ("Stay.", "Reste.")]
    assert [one for one in sent(session, Wish("en", "es")) if "oise" not in one[0]] == RIVER
    assert RIVER[0] in sent(session, Wish(origin="approved"))
    assert not {*RIVER[1:]} & {*sent(session, Wish(origin="approved"))}
    assert sent(session, Wish(origin=made.statement.slug)) == [RIVER[0]]
    assert sent(session, Wish("en", "es", "files")) == RIVER[1:]
    assert sent(session, Wish(origin="fr.tsv")) == [("Stay.", "Reste.")]
    assert sending.count(session, OPERATOR, Wish("en", "es")) == len(sent(session, Wish("en", "es")))
    assert sent(session, Wish("en", "e")) == []
    with pytest.raises(NotFound):
        sent(session, Wish(origin="nowhere"))


def test_out_and_in_again_changes_nothing_and_fills_an_empty_memory(session: Session):
    approve(session, ("Who are *we*? We are the river.", "¿Quiénes *somos*? Somos el río."))
    bring(session, *RIVER, ("A [link](https://a.example)", "Un [enlace](https://a.example)"), target_language="es-MX")
    before = sent(session)
    data = b"".join(write_pairs(sending.entries(session, OPERATOR, Wish()), "tmx", ("", "")))
    incoming = [Incoming(*pair) for pair in read_pairs(io.BytesIO(data), "out.tmx", ("en", "es"))]
    given = {"name": "out.tmx", "sha256": "out", "source_language": "en", "target_language": "es"}
    brought = memory.import_pairs(session, OPERATOR, incoming, **given)
    assert (brought.added, brought.known) == (0, len(before))
    for listed in upkeep.files(session, OPERATOR):
        upkeep.remove_file(session, OPERATOR, listed.file.id)
    for entry in session.scalars(select(MemoryEntry)).all():
        session.delete(entry)
    session.flush()
    assert memory.import_pairs(session, OPERATOR, incoming, **given).added == len(before)
    assert sent(session) == before


# --- uploads -------------------------------------------------------------------------------------------------


def test_an_upload_is_weighed_before_anything_is_written(session: Session):
    bring(session, RIVER[0])
    keeper = person(session, PersonRole.PUBLISHER).as_actor()
    content = "en\tes\n" + "".join(f"{source}\t{target}\n" for source, target in RIVER) + "\tNada.\n"
    token = uploads.keep(session, keeper, uploads.read("new.tsv", content.encode(), limit_mb=1))
    upload = uploads.find_upload(session, keeper, token)
    found = uploads.weigh(session, upload, "en", "es")
    assert (found.added, found.known, found.empty) == (2, 1, 1)
    uploads.choose(session, upload, "en", "es-mx", found)
    assert (upload.source_language, upload.target_language) == ("en", "es-MX")
    assert [pair.source for pair in uploads.first_pairs(upload)] == [source for source, _ in RIVER] + [""]
    assert len(of_files(session)) == 1
    other = person(session, PersonRole.PUBLISHER).as_actor()
    assert uploads.waiting(session, other) == []
    with pytest.raises(NotFound):
        uploads.find_upload(session, other, token)
    uploads.remove(session, keeper, token)
    with pytest.raises(NotFound):
        uploads.remove(session, keeper, token)
