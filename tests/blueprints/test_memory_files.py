"""The memory's files and entries on the web, without script: brought in by a job, sent, edited, merged, removed."""

import io
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from config import read_settings
from domain.permissions import OPERATOR, PersonRole
from extensions import db
from models import Job, MemoryEntry, MemoryFile, MemoryUpload, User
from models.job import JobState
from services import editing, job_rows, memory, reviewing
from services.job_rows import Lost
from services.memory import Incoming, files
from services.store import begin_write
from tests import factories
from tests.browsing import Browser, Form, Page, text_of
from worker import child

LINES = "en\tes\nThe <i>river</i>.\tEl *río*.\nSing.\tCanta.\n\tNada.\nSing.\tCanta.\n"
TMX = (
    '<tmx version="1.4"><header srclang="en-US" creationtool="x"/><body>'
    '<tu><tuv xml:lang="en-US"><seg>Sing.</seg></tuv>'
    '<tuv xml:lang="es-MX"><seg>Canten.</seg></tuv><tuv xml:lang="fr"><seg>Chantez.</seg></tuv></tu></body></tmx>'
)


@pytest.fixture
def eva(app: Flask) -> User:
    with app.app_context():
        factories.noise(db.session)
        eva = factories.person(db.session, PersonRole.REVIEWER, name="Eva")
        db.session.commit()
    return eva


@pytest.fixture
def desk(app: Flask, eva: User) -> Browser:
    return Browser(app, eva)


@pytest.fixture
def work(app: Flask, engine: Engine) -> Callable[[], JobState]:
    """Give what does the newest job as a worker's child does, and returns its state."""

    def do() -> JobState:
        with app.app_context():
            begin_write(db.session)
            job = db.session.scalars(select(Job).order_by(Job.id.desc())).first()
            job_rows.claim(db.session, job.id, "w")
            db.session.commit()
            child.do(engine, job.id, "w", read_settings() | {"JOB_FILE_MB": 1})
            db.session.expire_all()
            return db.session.get_one(Job, job.id).state

    return do


def form_of(page: Page, address: str) -> Form:
    return next(form for form in page.forms(page.root) if form.element.get("action", "").endswith(address))


def choose(page: Page, **languages: str) -> Page:
    """Type other languages for an upload."""
    return next(form for form in page.forms(page.root) if "Look again" in text_of(form.element)).press(
        "Look again", **languages
    )


def send(desk: Browser, content: str | bytes, name: str) -> Page:
    data = content.encode() if isinstance(content, str) else content
    return form_of(desk.open("/memory/files"), "/memory/files").press("Look it over", file=(data, name))


def bring(app: Flask, *pairs: tuple[str, str], name: str = "old.tsv") -> int:
    with app.app_context():
        begin_write(db.session)
        given = {"name": name, "sha256": name, "source_language": "en", "target_language": "es"}
        brought = memory.import_pairs(db.session, OPERATOR, [Incoming(*pair) for pair in pairs], **given)
        db.session.commit()
        return brought.file_id


def entry_of(app: Flask, source: str) -> int:
    with app.app_context():
        query = select(MemoryEntry.id).where(MemoryEntry.source == source, MemoryEntry.file_id.is_not(None))
        return db.session.scalars(query).first()


def test_a_file_is_looked_over_and_brought_in_by_a_job(desk: Browser, work: Callable[[], JobState], app: Flask):
    page = send(desk, LINES, "old <b>.tsv")
    assert page.title == "What the file would bring in"
    assert "English → Spanish" in page.text
    assert "2 new 1 known already, or in the file twice 1 without one of the texts" in page.text
    assert "The <i>river</i>." in page.text
    with app.app_context():
        assert db.session.scalars(select(MemoryFile)).all() == []
    page = form_of(page, "/import").press("Bring 2 pairs in")
    assert "old <b>.tsv · Into the memory" in page.title
    assert work() is JobState.DONE
    page = desk.open(page.path)
    assert "2 pairs are new in the memory. Known already: 1; without one of the texts: 1." in page.text
    page = desk.open(page.one(".//main//a[@data-first]").get("href", ""))
    assert "old <b>.tsv English → Spanish 2 entries · Eva" in page.text
    assert "Waiting for you" not in page.text
    with app.app_context():
        assert db.session.scalars(select(MemoryUpload)).all() == []
        [file] = db.session.scalars(select(MemoryFile))
        assert (file.is_complete, file.entries) == (True, 2)


def test_a_tmx_names_its_languages_and_others_may_be_chosen(desk: Browser):
    page = send(desk, TMX, "old.tmx")
    assert "English (United States) → Spanish (Mexico)" in page.text
    assert "Canten." in page.text
    assert "French (fr, 1)" in page.text
    page = choose(page, source_language="es-mx", target_language="fr")
    assert "Spanish (Mexico) → French" in page.text
    assert "Chantez." in page.text
    wrong = choose(page, source_language="en", target_language="de")
    assert wrong.status == 400
    assert "expected en–de" in wrong.text
    assert 'value="de"' in wrong.html
    assert "“klingon!!” is not a language tag" in choose(page, source_language="en", target_language="klingon!!").text
    assert "Both languages are the same (en)" in choose(page, source_language="en", target_language="en").text
    for sent in ("", "en", "x" * 30):
        assert choose(page, source_language="en", target_language=sent).status == 400
    assert "Spanish (Mexico) → French" in desk.open(page.path).text


def test_lines_that_name_no_languages_are_asked_for_them(desk: Browser):
    page = send(desk, "Sing.\tCanta.\n", "old.tsv")
    assert "Which languages are these?" in page.text
    assert "new" not in page.text
    page = choose(page, source_language="en", target_language="es")
    assert "1 new" in page.text


def test_a_file_of_many_languages_offers_its_pairs(desk: Browser, app: Flask):
    tuv = '<tuv xml:lang="{}"><seg>{}</seg></tuv>'.format
    one = tuv("en", "Sing.") + tuv("fr", "Chantez.") + tuv("es-ES", "Cantad.") + tuv("es-MX", "Canten.")
    page = send(desk, f'<tmx version="1.4"><header srclang="en"/><body><tu>{one}</tu></body></tmx>', "old.tmx")
    assert "English → Spanish" in page.text  # as the group's, though French stands first
    assert "2 new" in page.text
    assert "Each pair keeps the variety that the file names: Spanish (Spain) (1), Spanish (Mexico) (1)" in page.text
    assert [box.get("lang") for box in page.root.findall(".//main//li/div[@dir]")] == ["en", "es-ES", "en", "es-MX"]
    buttons = [text_of(b) for b in page.root.iter("button") if "→" in text_of(b)]
    assert "English → French" in buttons
    assert not any("Spanish" in words and "English →" in words for words in buttons)
    page = form_of(page, page.path).press(buttons[0])
    assert "1 new" in page.text
    assert buttons[0] in [text_of(h) for h in page.root.iter("h2")]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (TMX[:-30], "old.tmx", "line 1"),
        ("Sing.\tCanta.\nno tab\n", "old.tsv", "In line 2 there is no tab"),
        ("en\tes\nSing.\tCanta.\nno tab\n", "old.tsv", "In line 3 there is no tab"),
        ("one,two,three\n1,2,3\n", "old.csv", "no column"),
        (b"PK\x03\x04....", "old.tmx", "something else (zip)"),
        ("", "old.tsv", "no text"),
    ],
)
def test_a_broken_file_is_told_of_and_nothing_is_kept(
    desk: Browser, app: Flask, content: str | bytes, name: str, words: str
):
    page = send(desk, content, name)
    assert page.status == 400
    assert words in page.text
    with app.app_context():
        assert db.session.scalars(select(MemoryUpload)).all() == []
        assert db.session.scalars(select(MemoryFile)).all() == []


def test_a_file_that_is_too_large_is_sent_to_the_command_line(desk: Browser, app: Flask):
    app.config["UPLOAD_LIMIT_MB"] = 0
    page = send(desk, LINES, "old.tsv")
    assert page.status == 413
    assert "flask memory import FILE" in page.text
    app.config["MAX_CONTENT_LENGTH"] = 1000
    page = desk.open("/memory/files")
    answer = desk.client.post(
        "/memory/files", data={"csrf_token": page.token, "file": (io.BytesIO(b"x" * 2000), "a.tsv")}
    )
    assert answer.status_code == 413
    assert "flask memory import FILE" in answer.get_data(as_text=True)


def test_a_job_that_dies_in_the_middle_is_gone_on_with(
    desk: Browser, work: Callable[[], JobState], app: Flask, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(files, "AT_ONCE", 1)
    page = form_of(send(desk, LINES, "old.tsv"), "/import").press("Bring")

    def tell(progress: child.Progress, stage: object, done: int, total: int, about: str = "") -> None:
        if done == 2:
            raise Lost

    with monkeypatch.context() as patch:
        patch.setattr(child.Progress, "tell", tell)
        with pytest.raises(Lost):
            work()
    listed = desk.open("/memory/files")
    assert "2 entries" in listed.text
    assert "Not all of it is here" in listed.text
    with app.app_context():
        begin_write(db.session)
        job = db.session.scalars(select(Job).order_by(Job.id.desc())).first()
        job_rows.give_back(db.session, job.id, "w", is_counted=True)
        db.session.commit()
    assert work() is JobState.DONE
    assert "Not all of it is here" not in desk.open("/memory/files").text
    assert "0 pairs are new in the memory. Known already: 3" in desk.open(page.path).text


def test_an_upload_is_its_owners_and_can_be_thrown_away(desk: Browser, app: Flask):
    page = send(desk, LINES, "old.tsv")
    with app.app_context():
        other = factories.person(db.session, PersonRole.PUBLISHER)
        db.session.commit()
    assert Browser(app, other).open(page.path).status == 404
    assert "old.tsv" not in Browser(app, other).open("/memory/files").text
    listed = desk.open("/memory/files")
    assert "Waiting for you" in listed.text
    page = form_of(listed, "/removal").press("Throw away")
    assert "thrown away" in page.html
    assert "Waiting for you" not in page.text


def test_a_file_is_removed_after_a_page_that_says_how_many(desk: Browser, app: Flask):
    file_id = bring(app, ("Sing.", "Canta."), ("Stay.", "Quédate."))
    page = desk.open(f"/memory/files/{file_id}/removal")
    assert "2 entries go with it" in page.text
    page = form_of(page, "/removal").press("Remove it with 2 entries")
    assert "old.tsv is removed, and with it 2 entries." in page.html
    assert "No file has been brought in yet." in page.text
    assert desk.open(f"/memory/files/{file_id}/removal").status == 404


def test_a_large_file_is_removed_by_a_job(
    desk: Browser, app: Flask, work: Callable[[], JobState], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("blueprints.memory_files.AT_ONCE", 1)
    file_id = bring(app, ("Sing.", "Canta."), ("Stay.", "Quédate."))
    page = form_of(desk.open(f"/memory/files/{file_id}/removal"), "/removal").press("Remove it with 2 entries")
    assert "Out of the memory" in page.title
    assert work() is JobState.DONE
    assert "2 entries are gone." in desk.open(page.path).text
    assert "No file has been brought in yet." in desk.open("/memory/files").text


def test_the_memory_is_taken_out_at_once_or_by_a_job(
    desk: Browser, app: Flask, work: Callable[[], JobState], monkeypatch: pytest.MonkeyPatch
):
    file_id = bring(app, ("A *river*.", "Un *río*."), ("Stay.", "Quédate."))
    form = form_of(desk.open("/memory/files"), "/export")
    answer = form.press("Export", languages="en es", origin=f"file:{file_id}").answer
    assert answer.headers["Content-Disposition"] == "attachment; filename=memory.en-es.tmx"
    assert answer.get_data(as_text=True).count("<tu ") == 2
    lines = form.press("Export", origin="files", format="tsv").answer
    assert lines.get_data(as_text=True) == "A river.\tUn río.\nStay.\tQuédate.\n"
    monkeypatch.setattr("blueprints.memory_files.AT_ONCE", 1)
    page = form.press("Export", languages="en es")
    assert page.path.startswith("/jobs/")
    assert work() is JobState.DONE
    page = desk.open(page.path)
    file = desk.client.get(page.one(".//main//a[@data-first]").get("href", ""))
    assert file.get_data(as_text=True).count("<tu ") == 3  # and the noise that is approved
    assert desk.open("/memory/files/export?origin=nowhere").status == 404
    assert desk.open("/memory/files/export?format=pdf").status == 400


def test_an_entry_of_a_file_is_edited_and_deleted(desk: Browser, app: Flask):
    bring(app, ("A *river*.", "Un río."))
    old = entry_of(app, "A *river*.")
    page = desk.open(f"/memory/entries/{old}")
    assert "from the file old.tsv" in page.text
    page = form_of(page, page.path).press("Save", target="Un *río*.")
    assert "The entry is saved." in page.html
    assert page.path != f"/memory/entries/{old}"
    assert "Eva" in page.text
    late = desk.send(f"/memory/entries/{old}", {"source": "A river.", "target": "Mi <texto>."})
    assert (late.status, late.title) == (404, "This entry is gone")
    assert [text_of(box).strip() for box in late.root.iter("textarea")] == ["A river.", "Mi <texto>."]
    empty = form_of(page, page.path).press("Save", target=" ")
    assert empty.status == 400
    assert "A *river*." in empty.html
    page = form_of(page, "/removal").press("Delete")
    assert "The entry is deleted." in page.html
    assert entry_of(app, "A *river*.") is None


def test_a_paragraph_leads_to_the_desk(desk: Browser, app: Flask):
    with app.app_context():
        entry = db.session.scalars(select(MemoryEntry)).first()
        entry_id = entry.id
    page = desk.open(f"/memory/entries/{entry_id}")
    assert "This is an approved paragraph" in page.text
    assert not [form for form in page.forms(page.root) if "/entries/" in form.element.get("action", "")]
    assert desk.open(page.one(".//main//div[@data-kind='info']//a").get("href", "")).status == 200
    assert desk.send(f"/memory/entries/{entry_id}/removal", {}).status == 404
    assert desk.send(f"/memory/entries/{entry_id}", {"source": "a", "target": "b"}).status == 404


def approve(app: Flask, *pairs: tuple[str, str]) -> None:
    with app.app_context():
        made = factories.translation(db.session, [source for source, _target in pairs])
        for target_id, (_source, text) in zip(factories.target_ids(db.session, made), pairs, strict=True):
            editing.save(db.session, factories.translator(db.session), target_id, text, version=0, keep_submitted=True)
            reviewing.approve(db.session, factories.reviewer(db.session), target_id, version=1)
        db.session.commit()


def test_duplicates_are_merged_one_by_one_and_all_at_once(desk: Browser, app: Flask):
    pairs = [(f"Number {n}.", f"Número {n}.") for n in range(4)]
    bring(app, *pairs)
    approve(app, *pairs)
    page = desk.open("/memory/duplicates")
    assert len(page.root.findall(".//main//article")) == 4
    one = next(form for form in page.forms(page.root) if form.element.find(".//input[@name='key']") is not None)
    page = one.press("Merge")
    assert "1 entry is gone." in page.html
    assert len(page.root.findall(".//main//article")) == 3
    everything = next(
        form
        for form in page.forms(page.root)
        if form.element.find(".//input[@name='key']") is None and form.element.get("action", "").endswith("/merging")
    )
    page = everything.press("Merge all")
    assert "3 entries are gone." in page.html
    assert "No pair is there twice." in page.text


def test_what_is_left_of_a_merge_is_a_job(
    desk: Browser, app: Flask, work: Callable[[], JobState], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("services.memory.duplicates.MERGED_AT_ONCE", 1)
    pairs = [(f"Number {n}.", f"Número {n}.") for n in range(4)]
    bring(app, *pairs)
    approve(app, *pairs)
    page = desk.send("/memory/duplicates/merging", {"kind": "pair", "languages": "en es"})
    assert "Merging what is there twice" in page.title
    assert work() is JobState.DONE
    assert "2 entries are gone." in desk.open(page.path).text
    assert "No pair is there twice." in desk.open("/memory/duplicates").text


def test_one_of_two_targets_is_deleted_where_it_is_seen(desk: Browser, app: Flask):
    bring(app, ("Sing.", "Canta."), ("Sing.", "Cante."))
    page = desk.open("/memory/duplicates?kind=source&languages=en+es&origin=files")
    assert len(page.root.findall(".//main//article")) == 1
    page = form_of(page, "/removal").press("Delete")
    assert page.path == "/memory/duplicates"
    assert "kind=source" in page.url
    assert "No source has several targets." in page.text


def test_readers_see_and_are_offered_no_change(app: Flask):
    bring(app, ("Sing.", "Canta."), ("Sing.", "Cante."))
    with app.app_context():
        reader = factories.person(db.session, PersonRole.READER)
        db.session.commit()
    desk = Browser(app, reader)
    for path in ("/memory/files", "/memory/duplicates?kind=source", f"/memory/entries/{entry_of(app, 'Sing.')}"):
        page = desk.open(path)
        assert page.status == 200
        forms = [form.element for form in page.forms(page.root) if form.element.get("method") == "post"]
        mine = [form.get("action", "") for form in forms if "/memory" in form.get("action", "")]
        assert mine in ([], ["/memory/files/export"])
