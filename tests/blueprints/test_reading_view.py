"""The text by itself: what is shown of it, what is marked, how one gets there and back."""

import pytest
from flask import Flask

from blueprints import reading
from domain.document import Role
from domain.permissions import PersonRole
from extensions import db
from models import Note, Segment, User
from services import editing, reviewing
from services.store import begin_write, find_translation
from tests import factories
from tests.browsing import Browser, Page, text_of

COUNT = reading.PAGE + 30


@pytest.fixture
def nora(app: Flask) -> User:
    with app.app_context():
        factories.noise(db.session)
        nora = factories.person(db.session, PersonRole.READER, name="Nora")
        db.session.commit()
    return nora


@pytest.fixture
def path(app: Flask, nora: User) -> str:
    """Give the address of a text whose first paragraph is approved, the second handed in, the third empty."""
    with app.app_context():
        begin_write(db.session)
        translation = factories.translation(db.session, [f"Stone *{n}*." for n in range(1, COUNT + 1)], title="Stones")
        ana, beto = factories.translator(db.session), factories.reviewer(db.session)
        ids = factories.target_ids(db.session, translation)
        for n in (1, 2, COUNT):
            editing.save(db.session, ana, ids[n - 1], f"Piedra *{n}*.", version=0, keep_submitted=True)
        reviewing.approve(db.session, beto, ids[0], version=1)
        db.session.query(Segment).where(Segment.source == "Stone *1*.").update({"role": Role.HEADLINE})
        db.session.commit()
        return f"/statements/{translation.statement.slug}/es/reading"


@pytest.fixture
def reader(app: Flask, nora: User) -> Browser:
    return Browser(app, nora)


def passages(page: Page) -> list[str]:
    return [text_of(e) for e in page.all("passage")]


def test_the_target_stands_alone_and_what_nobody_approved_says_so(reader: Browser, path: str):
    page = reader.open(path)
    first, second, third, *_rest = passages(page)
    assert page.title == "Stones"
    assert first.endswith(("1Piedra 1.", "1 Piedra 1."))
    assert "For review Piedra 2." in second
    assert "Not translated yet" in third
    assert "Stone" not in "".join(passages(page))
    assert len(passages(page)) == reading.PAGE
    marks = [e.get("href") for e in page.all("passage")[1].iter() if e.tag.endswith("use")]
    assert marks == ["#mark-translated"]
    assert "For review" not in first


def test_roles_are_set_as_in_the_book(reader: Browser, path: str):
    page = reader.open(path)
    assert [e.get("data-role") for e in page.all("set")[:2]] == ["headline", "paragraph"]
    assert {e.get("lang") for e in page.all("set")} == {"es"}


def test_both_stand_side_by_side_each_in_its_language(reader: Browser, path: str):
    page = reader.open(f"{path}?view=both")
    sets = page.all("set")[:4]
    assert [(e.get("lang"), text_of(e)) for e in sets] == [
        ("en", "Stone 1."), ("es", "Piedra 1."), ("en", "Stone 2."), ("es", "For review Piedra 2."),
    ]  # fmt: skip


def test_the_source_stands_alone(reader: Browser, path: str):
    page = reader.open(f"{path}?view=source")
    assert {e.get("lang") for e in page.all("set")} == {"en"}
    assert "Piedra" not in page.text


def test_approved_only_leaves_out_what_nobody_approved(reader: Browser, path: str):
    page = reader.open(path)
    switch = next(e for e in page.root.iter("a") if text_of(e) == "Approved only")
    page = reader.open(switch.get("href"))
    assert len(passages(page)) == 1
    assert "Piedra 1." in page.text
    both = reader.open(f"{path}?view=both&approved=1")
    assert len(passages(both)) == reading.PAGE
    assert "Piedra 2." not in both.text
    assert "Not approved yet" in passages(both)[1]


def test_every_number_leads_back_to_its_row(reader: Browser, path: str):
    page = reader.open(path)
    desk = path.removesuffix("/reading")
    assert [e.get("href") for e in page.all("folio")[:2]] == [f"{desk}?at=p1#p1", f"{desk}?at=p2#p2"]
    assert reader.open(f"{desk}?at=p2").status == 200


def test_a_long_text_comes_in_parts_and_a_place_is_found_in_its_own(reader: Browser, path: str):
    answer = reader.client.get(f"{path}?at=p{COUNT}&view=both", headers=reader.headers)
    assert answer.location.endswith(f"?view=both&after={reading.PAGE}#p{COUNT}")
    page = reader.open(answer.location)
    assert len(passages(page)) == COUNT - reading.PAGE
    earlier = next(e for e in page.root.iter("a") if e.get("rel") == "prev")
    assert len(passages(reader.open(earlier.get("href")))) == reading.PAGE
    assert reader.open(f"{path}?at=p9999").status == 404
    assert passages(reader.open(f"{path}?after=99999999999999")) == passages(reader.open(path))


def test_the_desk_leads_there_with_its_place(reader: Browser, path: str):
    desk = reader.open(path.removesuffix("/reading") + "?after=100")
    link = next(e for e in desk.root.iter("a") if e.get("data-command") == "reading")
    assert link.get("href") == f"{path}?at=p101"


def test_what_people_typed_stays_text(reader: Browser, app: Flask, path: str):
    with app.app_context():
        begin_write(db.session)
        translation = factories.translation(db.session, ["<script>1</script>"], title="<b>x</b>")
        (target_id,) = factories.target_ids(db.session, translation)
        editing.save(db.session, factories.translator(db.session), target_id, "<img src=x>", version=0)
        slug = translation.statement.slug
        db.session.commit()
    page = reader.open(f"/statements/{slug}/es/reading?view=both")
    assert "<script>1" not in page.html
    assert "<img src=x>" not in page.html


def test_notes_for_the_reader_stand_under_their_paragraph(reader: Browser, app: Flask, path: str):
    with app.app_context():
        segment = db.session.query(Segment).where(Segment.source == "Stone *2*.").one()
        spanish = find_translation(db.session, path.split("/")[2], "es")
        other = factories.translation(db.session, ("Noise.",))
        for place, text in ((None, "On the *source*."), (spanish.id, "Sobre la *traducción*."), (other.id, "Noise.")):
            db.session.add(Note(segment_id=segment.id, translation_id=place, anchor="1", text=text))
        db.session.commit()
    target, both, source = (reader.open(f"{path}?view={view}") for view in ("target", "both", "source"))
    assert target.texts("footnote") == ["1 Sobre la traducción."]
    assert both.texts("footnote") == ["1 On the source.", "1 Sobre la traducción."]
    assert source.texts("footnote") == ["1 On the source."]
    assert "footnote" not in reader.open(f"{path}?approved=1").html.partition("<main")[2]
