"""The analysis by plain pages: what is counted, what is filled in and how it is undone; twins beside a paragraph."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.permissions import OPERATOR, PersonRole
from domain.states import State
from extensions import db
from models import Job, Target, User
from models.job import JobState
from services import analysis, editing, memory
from services.job_kinds import find_kind
from services.job_kinds.base import Stage
from services.memory import Incoming
from services.store import begin_write, find_translation
from tests import factories
from tests.browsing import Browser, Page

SOURCES = ("Signed:", "The river has 12 bridges.", "Signed:", "Nothing like this was ever said.")
KNOWN = (("Signed:", "Firmado:"), ("The river has 14 bridges.", "El río tiene 14 puentes."))


class World:
    """A statement with a memory for it, and a translator's browser."""

    def __init__(self, app: Flask, sources: tuple[str, ...] = SOURCES, language: str = "en") -> None:
        self.app = app
        with app.app_context():
            factories.noise(db.session)
            remember(*KNOWN)
            user = factories.person(db.session, PersonRole.TRANSLATOR, name="Ana <i>")
            self.slug = factories.translation(db.session, sources, title="The <Dam>").statement.slug
            db.session.commit()
        self.user, self.browser = user, Browser(app, user, language)
        self.address = f"/statements/{self.slug}/es"

    def texts(self) -> list[str]:
        with self.app.app_context():
            return [db.session.get_one(Target, n).text for n in self.ids()]

    def ids(self) -> list[int]:
        return factories.target_ids(db.session, find_translation(db.session, self.slug, "es"))

    def open(self, path: str = "/analysis", user: User | None = None) -> Page:
        browser = self.browser if user is None else Browser(self.app, user)
        return browser.open(self.address + path)

    def run_job(self) -> list[tuple[str, int, int]]:
        """Do the job that waits, as a worker's child does; return what was told of it."""
        told: list[tuple[str, int, int]] = []

        class Telling:
            settings: ClassVar[dict[str, object]] = {}

            def tell(self, stage: Stage, done: int, total: int, about: str = "") -> None:
                told.append((stage.value, done, total))

            @contextmanager
            def step(self, session: Session) -> Iterator[None]:
                begin_write(session)
                yield
                session.commit()

        with self.app.app_context():
            job = db.session.scalars(select(Job).where(Job.state == JobState.QUEUED)).one()
            kind, payload, actor = find_kind(job.kind), job.payload, self.user.as_actor()
            kind.check(db.session, actor, payload)
            db.session.rollback()
            made = kind.run(db.session, actor, payload, Telling())  # type: ignore[arg-type]
            job = db.session.get_one(Job, job.id)
            job.state, job.result = JobState.DONE, made.result
            db.session.commit()
        return told


def remember(*pairs: tuple[str, str]) -> None:
    memory.import_pairs(
        db.session, OPERATOR, [Incoming(*pair) for pair in pairs], name="old<i>.tmx", sha256="00",
        source_language="en", target_language="es",
    )  # fmt: skip


def person(app: Flask, *roles: PersonRole) -> User:
    with app.app_context():
        user = factories.person(db.session, *roles)
        db.session.commit()
    return user


def cells(page: Page, words: str) -> list[str]:
    """Return the figures of a line of the table."""
    for row in page.root.iter("tr"):
        head = "".join(row[0].itertext())
        if head.startswith(words):
            return ["".join(cell.itertext()).strip() for cell in row[1:]]
    raise AssertionError(f"no line {words!r}")


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


def test_the_page_counts_a_short_text_at_once_and_explains_every_band(world: World) -> None:
    page = world.open()
    assert page.title == "Analysis"
    assert cells(page, "100 %") == ["1", "7%", "1", "1", "1"]
    assert cells(page, "Repetitions") == ["1", "7%", "1", "1", "1"]
    assert cells(page, "New") == ["6", "46%", "1", "6", "1"]
    assert cells(page, "All together") == ["13", "", "4", "13", "4"]
    assert "The same paragraph stands earlier in this text." in page.text


def test_it_is_in_spanish_too(app: Flask) -> None:
    page = World(app, language="es").open()
    assert page.title == "Análisis"
    assert "franjas de coincidencia" in page.text
    assert "pretraducción" in page.text
    assert "word" not in page.text


def test_it_is_linked_from_the_statement_and_from_the_desk_that_one_lands_on(world: World) -> None:
    for path in (f"/statements/{world.slug}", world.address):
        page = world.browser.open(path)
        assert any(link.get("href") == f"{world.address}/analysis" for link in page.root.iter("a")), path


def test_from_the_analysis_by_the_preview_to_drafts_and_back(world: World) -> None:
    preview = world.open().press("See what would be filled in")
    assert preview.title == "Fill in what the memory has"
    assert "2 paragraphs would be filled in, as drafts." in preview.text
    assert "old<i>.tmx" in preview.text
    done = preview.press("Fill in all of these")
    assert "2 paragraphs were filled in, as drafts. It can be undone below." in done.text
    assert "2 paragraphs, from the memory Ana <i>" in done.text
    assert world.texts() == ["Firmado:", "", "Firmado:", ""]
    assert "filled in 2 paragraphs from the memory" in world.browser.open(f"/statements/{world.slug}/activity").text
    undone = done.press("Undo")
    assert world.texts() == ["", "", "", ""]
    assert "Undone" in undone.text
    assert "undid filling in 2 paragraphs" in world.browser.open(f"/statements/{world.slug}/activity").text


def test_only_what_is_ticked_is_filled(world: World) -> None:
    preview = world.open("/pretranslation")
    boxes = [box.get("value", "") for box in preview.root.iter("input") if box.get("name") == "target"]
    assert len(boxes) == 2
    done = preview.form("Fill in all").press("Fill in the ticked", target=boxes[1:])
    assert "1 paragraph was filled in" in done.text
    assert world.texts() == ["", "", "Firmado:", ""]
    none = world.open("/pretranslation").form("Fill in all").press("Fill in the ticked", target=[])
    assert "Nothing was filled in" in none.text


def test_a_higher_floor_and_several_translations_are_told(world: World) -> None:
    with world.app.app_context():
        remember(("Signed:", "Firmas:"))
        db.session.commit()
    assert "Several translations" in world.open().text
    preview = world.open("/pretranslation")
    assert "the newest of 2 different translations" in preview.text
    assert "Here the memory has nothing" in world.open("/pretranslation?from=101").text
    assert preview.press("Fill in all").status == 200
    assert world.texts()[0] == "Firmas:"


def test_a_reader_sees_the_figures_and_no_way_to_fill(world: World) -> None:
    reader = person(world.app, PersonRole.READER)
    page = world.open(user=reader)
    assert cells(page, "100 %")[0] == "1"
    assert not any("pretranslation" in (form.get("action") or "") for form in page.root.iter("form"))
    assert world.open("/pretranslation", user=reader).status == 403


@pytest.mark.parametrize("sent", ["from=99", "from=x", "from=99999999999999999999", "from=-1"])
def test_a_wrong_floor_is_refused(world: World, sent: str) -> None:
    assert world.open(f"/pretranslation?{sent}").status == 400


@pytest.mark.parametrize("box", ["", "1", "1@0", "1@0@x", "a@b@c", "1@0@" + "9" * 40, "1@0@1@1", "-1@0@1"])
def test_a_wrong_box_is_refused(world: World, box: str) -> None:
    page = world.browser.send(f"{world.address}/pretranslation", {"target": box, "do": "ticked"})
    assert page.status == 400
    assert world.texts() == [""] * 4


# --- long texts -------------------------------------------------------------------------------------------------


@pytest.fixture
def long_world(app: Flask, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("blueprints.analysis.LONG_FROM", 3)
    monkeypatch.setattr("blueprints.analysis.MOST_AT_ONCE", 2)
    return World(app)


def test_a_long_text_is_counted_by_a_job_with_progress(long_world: World) -> None:
    page = long_world.open()
    assert "This text has 4 paragraphs" in page.text
    assert "Still to be translated" not in page.text
    job = page.press("Count")
    assert job.path.startswith("/jobs/")
    assert job.title.endswith("Analysis")
    assert long_world.run_job() == [("comparing", n, 4) for n in range(4)]
    done = long_world.browser.open(job.path)
    (link,) = (link for link in done.root.iter("a") if link.get("href") == f"{long_world.address}/analysis")
    page = long_world.browser.open(link.get("href", ""))
    assert cells(page, "New")[:3] == ["6", "46%", "1"]
    assert page.form("Ask anew")


def test_a_long_text_is_filled_by_a_job_and_the_figures_follow(long_world: World) -> None:
    with long_world.app.app_context():
        begin_write(db.session)
        translation = find_translation(db.session, long_world.slug, "es")
        analysis.store(db.session, translation, analysis.look(db.session, OPERATOR, translation))
        db.session.commit()
    preview = long_world.open("/pretranslation")
    assert "This page shows a part of the text." in preview.text
    (more,) = (link for link in preview.root.iter("a") if link.get("rel") == "next")
    assert "1 paragraph would be filled in" in long_world.browser.open(more.get("href", "")).text
    job = preview.press("Fill in the whole text")
    assert job.path.startswith("/jobs/")
    assert long_world.texts() == [""] * 4
    assert long_world.run_job() == [("comparing", n, 4) for n in range(4)]
    assert long_world.texts() == ["Firmado:", "", "Firmado:", ""]
    page = long_world.open()
    assert cells(page, "100 %") == ["0", "", "0", "1", "1"]
    assert "2 words already have a text" in page.text
    assert "2 paragraphs, from the memory" in page.text


def test_a_job_leaves_what_somebody_wrote_meanwhile(long_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    long_world.open("/pretranslation").press("Fill in the whole text")

    def begin(session: object) -> None:
        begin_write(db.session)
        editing.save(db.session, factories.translator(db.session), long_world.ids()[0], "Mía.", version=0)

    monkeypatch.setattr("services.job_kinds.pretranslation.begin_write", begin)
    long_world.run_job()
    assert long_world.texts() == ["Mía.", "", "Firmado:", ""]


# --- the same paragraph elsewhere ------------------------------------------------------------------------------


def panel(world: World, n: int) -> Page:
    with world.app.app_context():
        target = world.ids()[n]
    return world.browser.open(f"/targets/{target}/panel")


def wrote(world: World, n: int, text: str) -> None:
    with world.app.app_context():
        begin_write(db.session)
        editing.save(db.session, factories.translator(db.session, name="Beto"), world.ids()[n], text, version=0)
        db.session.commit()


def test_a_text_is_put_where_its_paragraph_stands_again_and_taken_back(world: World) -> None:
    wrote(world, 0, "Firman:")
    done = panel(world, 0).press("Put this text there, too")
    assert world.texts() == ["Firman:", "", "Firman:", ""]
    assert "Put there as a draft: ¶ 3" in done.text
    back = done.press("Undo")
    assert world.texts() == ["Firman:", "", "", ""]
    assert "It stands, still empty, at: ¶ 3" in back.text
    assert (
        "put a text to the same paragraph elsewhere (1)"
        in world.browser.open(f"/statements/{world.slug}/activity").text
    )


def test_the_text_of_a_twin_is_taken_over_before_it_is_approved(world: World) -> None:
    wrote(world, 0, "Firman <b>todos</b>:")
    page = panel(world, 2)
    assert "¶ 1 · Draft · Beto Firman <b>todos</b>:" in page.text
    assert page.press("Take this text").status == 200
    assert world.texts()[2] == "Firman <b>todos</b>:"


def test_a_script_is_told_which_rows_have_moved(world: World) -> None:
    wrote(world, 0, "Firman:")
    with world.app.app_context():
        first, _second, third, _fourth = world.ids()
    token = panel(world, 0).token
    headers = {"Accept": "application/json", "X-CSRFToken": token}
    told = world.browser.client.post(f"/targets/{first}/repetitions", data={"version": "1"}, headers=headers).json
    assert told["rows"] == [{"target": third, "from": "untranslated", "to": "draft", "words": 1}]
    assert "Put there as a draft" in told["html"]
    with world.app.app_context():
        assert db.session.get_one(Target, third).state is State.DRAFT
    again = world.browser.client.post(f"/targets/{first}/repetitions", data={"version": "0"}, headers=headers)
    assert again.status_code == 409


def test_a_reader_is_offered_nothing_to_press(world: World) -> None:
    wrote(world, 0, "Firman:")
    with world.app.app_context():
        target = world.ids()[0]
    page = Browser(world.app, person(world.app, PersonRole.READER)).open(f"/targets/{target}/panel")
    section = page.one(".//section[@id='beside-twins']")
    assert section.get("hidden") is not None
    assert not list(section.iter("form"))
