"""Many at once, on real connections: nobody gathers a text twice, and none that was saved meanwhile is missed."""

from collections.abc import Callable
from threading import Thread

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from domain.permissions import Actor, PersonRole
from models import SearchEntry, SearchMark, TargetRevision
from services import editing, search
from services.search import Asked
from services.store import begin_write
from tests import factories

TIME_OUT_S = 120


@pytest.fixture
def reader(session: Session) -> Actor:
    return factories.person(session, PersonRole.READER).as_actor()


def found(engine: Engine, reader: Actor, question: str) -> list[str]:
    """Return what a request of its own finds."""
    with Session(engine, expire_on_commit=False) as session:
        assert search.catch_up(session, seconds=60)
        session.commit()
        page = search.search(session, reader, Asked(question))
        return [paragraph.key for statement in page.statements for paragraph in statement.paragraphs]


def at_once(*tasks: Callable[[], object]) -> list[object]:
    """Run the tasks in threads; return what they gave or raised, in their order."""
    answers: list[object] = [None] * len(tasks)

    def work(n: int) -> None:
        try:
            answers[n] = tasks[n]()
        except Exception as error:
            answers[n] = error

    threads = [Thread(target=work, args=(n,), daemon=True) for n in range(len(tasks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(TIME_OUT_S)
        assert not thread.is_alive()
    return answers


def is_whole(session: Session) -> bool:
    """Tell whether the index holds each text once."""
    rows = session.scalar(text("SELECT count(*) FROM search_fts"))
    return rows == session.scalar(select(func.count()).select_from(SearchEntry))


def test_many_searchers_find_the_same(session: Session, engine: Engine, reader: Actor) -> None:
    factories.translation(session, [f"The river {n}." for n in range(12)])
    session.commit()
    answers = at_once(*[lambda: found(engine, reader, "river")] * 5)
    assert answers == [[f"p{n}" for n in range(1, 13)]] * 5
    assert is_whole(session)


def test_what_is_saved_while_others_search_is_found(session: Session, engine: Engine, reader: Actor) -> None:
    translation = factories.translation(session)
    ids, ana = factories.target_ids(session, translation), factories.translator(session)
    session.commit()

    def save_all() -> None:
        for n in range(20):
            with Session(engine) as own:
                begin_write(own)
                target_id = ids[n % 3]
                version = editing.place(own, target_id).version
                editing.save(own, ana, target_id, f"alfa{n} beta", version=version)
                own.commit()

    def look() -> None:
        for _ in range(8):
            found(engine, reader, "beta")

    assert at_once(save_all, look, look) == [None, None, None]
    assert found(engine, reader, "beta") == ["p1", "p2", "p3"]
    assert [found(engine, reader, f'"alfa{n}"') for n in (16, 17, 18, 19)] == [[], ["p3"], ["p1"], ["p2"]]
    assert is_whole(session)


def test_a_number_that_turns_up_late_is_not_passed_over(session: Session, engine: Engine, reader: Actor) -> None:
    if engine.dialect.name == "sqlite":
        pytest.skip("writers follow each other")
    translation = factories.translation(session)
    first, second = factories.target_ids(session, translation)[:2]
    slow, quick = factories.translator(session), factories.translator(session)
    session.commit()
    assert found(engine, reader, "alfa") == []
    with Session(engine) as late:
        editing.save(late, slow, first, "alfa", version=0)  # has its number, and is not committed
        late.flush()
        for version in range(4):
            with Session(engine) as own:
                editing.save(own, quick, second, f"beta {version}", version=version, keep_submitted=True)
                own.commit()
            assert found(engine, reader, "beta") == ["p2"]
        mark = session.scalar(select(SearchMark.revision_id).where(SearchMark.side == "target"))
        session.commit()
        late.commit()
    assert mark is not None
    assert mark < (session.scalar(select(func.min(TargetRevision.id))) or 0)
    assert found(engine, reader, "alfa") == ["p1"]
    session.commit()
    for _ in range(2):  # and then it is passed: a write, and the next
        with Session(engine) as own:
            version = editing.place(own, second).version
            editing.save(own, quick, second, f"gama {version}", version=version)
            own.commit()
        assert found(engine, reader, "gama") == ["p2"]
    assert (session.scalar(select(SearchMark.revision_id).where(SearchMark.side == "target")) or 0) > mark
