"""The pages of what happened: a statement's activity by days, and what others changed in a translation."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from domain.permissions import OPERATOR, PersonRole
from extensions import db
from models import Presence, User
from models.base import now
from models.review import ReturnReason
from services import assigning, editing, reviewing, talk
from services.activity import PAGE
from services.store import record
from services.talk import CommentKind
from tests import factories
from tests.browsing import Browser, text_of

HOSTILE = "<script>alert(1)</script> & *river*"
KNOWN = (
    "target.edited", "target.submitted", "target.approved", "target.approved_with_edit", "target.returned",
    "target.asked", "target.restored", "targets.imported", "targets.replaced", "targets.put_back", "comment.added",
    "comment.asked", "comment.removed", "comment.resolved", "comment.reopened", "note.added", "note.changed",
    "note.removed", "segment.split", "segment.merged", "segment.restored", "arrangement.undone", "sample.drawn",
    "sample.asked", "statement.imported", "translation.started", "translation.assigned", "translation.taken",
)  # fmt: skip


@pytest.fixture
def ana(app: Flask) -> User:
    with app.app_context():
        user = factories.person(db.session, PersonRole.TRANSLATOR, name="Ana <b>")
        db.session.commit()
        return user


@pytest.fixture
def marta(app: Flask) -> User:
    with app.app_context():
        user = factories.person(db.session, PersonRole.REVIEWER, name="Marta")
        db.session.commit()
        return user


@pytest.fixture
def slug(app: Flask, ana: User, marta: User) -> str:
    with app.app_context():
        session = db.session
        there = factories.translation(session, ["One.", "Two.", "Three.", "Four."], title=HOSTILE)
        author, critic = ana.as_actor(), marta.as_actor()
        first, second, third, fourth = factories.target_ids(session, there)
        for target_id in (first, second, third):
            editing.save(session, author, target_id, "Una <i>frase</i>.", version=0, keep_submitted=True)
        editing.save(session, author, fourth, "Cuatro.", version=0)
        session.add(Presence(translation_id=there.id, user_id=ana.id, at=now()))
        session.flush()
        reviewing.approve(session, critic, first, version=1)
        reviewing.send_back(session, critic, second, version=1, reason=ReturnReason.STYLE)
        reviewing.ask(session, critic, third, version=1, words="¿Tres?")
        talk.comment(session, critic, first, "Bien.", kind=CommentKind.COMMENT)
        editing.save(session, critic, fourth, "Cuatro <i>más</i>.", version=1)
        assigning.assign(session, author, there, author.id, datetime(2030, 5, 17, tzinfo=UTC).date())
        factories.noise(session)
        session.commit()
        return there.statement.slug


def deeds(page_html: object) -> list[str]:
    return [text_of(line) for line in page_html.all("deeds")[0].iter("li")]


def test_the_activity_tells_who_did_what_and_leads_to_the_paragraphs(app: Flask, ana: User, slug: str) -> None:
    page = Browser(app, ana).open(f"/statements/{slug}/activity")
    said = " | ".join(deeds(page))
    for words in (
        "Ana <b> gave the translation to Ana <b>, due May 17, 2030",
        "Marta wrote in 1 paragraph → Spanish Paragraph ¶ 4",
        "Marta commented on 1 paragraph",
        "Marta asked about 1 paragraph → Spanish Paragraph ¶ 3",
        "Marta sent back 1 paragraph",
        "Marta approved 1 paragraph",
        "Ana <b> wrote in 1 paragraph",
        "Ana <b> submitted 3 paragraphs → Spanish Paragraph ¶ 1 Paragraph ¶ 2 Paragraph ¶ 3",
        "started the translation into Spanish",
        "brought the statement in, with 4 paragraphs",
    ):
        assert words in said
    assert said.count("asked about") == 1
    assert f"/statements/{slug}/es?at=p3#p3" in page.html
    assert "Noise" not in page.html
    assert "Ruido" not in page.html
    assert HOSTILE not in page.html


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_name_reads_as_a_sentence_in_both_languages(app: Flask, ana: User, slug: str, language: str) -> None:
    with app.app_context():
        there = factories.translation(db.session)
        for name in (*KNOWN, "moon.landed"):
            record(db.session, OPERATOR, name, statement_id=there.statement_id, language="es")
        db.session.commit()
    found = deeds(Browser(app, ana, language).open(f"/statements/{there.statement.slug}/activity"))
    unknown = [line for line in found if "." in line]
    assert len(found) >= len(KNOWN) + 1
    assert len(unknown) == 1
    assert "moon.landed" in unknown[0]


def test_it_is_narrowed_by_person_and_by_kind_without_script(app: Flask, ana: User, marta: User, slug: str) -> None:
    page = Browser(app, ana).open(f"/statements/{slug}/activity")
    mine = page.press("Show", person=str(marta.id), kind="verdict")
    assert [line.split(" ", 1)[1].split(" →")[0] for line in deeds(mine)] == [
        "Marta asked about 1 paragraph", "Marta sent back 1 paragraph", "Marta approved 1 paragraph",
    ]  # fmt: skip
    nobody = Browser(app, ana).open(f"/statements/{slug}/activity?person=999999&kind=talk")
    assert nobody.all("empty")
    odd = Browser(app, ana).open(f"/statements/{slug}/activity?person=x&kind=y&before=z")
    assert deeds(odd) == deeds(page)


def test_it_has_pages(app: Flask, ana: User, slug: str) -> None:
    with app.app_context():
        there = factories.translation(db.session, [f"Paragraph {n}." for n in range(PAGE + 5)])
        for target_id in factories.target_ids(db.session, there):
            editing.save(db.session, ana.as_actor(), target_id, "Texto.", version=0, keep_submitted=True)
        db.session.commit()
    page = Browser(app, ana).open(f"/statements/{there.statement.slug}/activity")
    assert f"submitted {PAGE} paragraphs" in page.text
    assert f"and {PAGE - 12} more" in page.text
    (later,) = [link.get("href") for link in page.root.iter("a") if link.get("rel") == "next"]
    last = Browser(app, ana).open(str(later))
    assert "submitted 5 paragraphs" in last.text
    assert "brought the statement in" in last.text


def test_what_others_changed_is_shown_since_the_last_visit(app: Flask, ana: User, slug: str) -> None:
    page = Browser(app, ana).open(f"/statements/{slug}/es/changes")
    assert [e.get("id") for e in page.all("change")] == ["p1", "p2", "p4"]
    words = [text_of(card) for card in page.all("change")]
    assert "For review → then Approved" in words[0]
    assert "Source One. Now, with the same words Una <i>frase</i>." in words[0]
    assert "For review → then Sent back Marta" in words[1]
    assert "Before Cuatro." in words[2]
    assert [text_of(e) for e in page.root.iter("ins")] == ["<i>más</i>"]


def test_a_moment_may_be_named(app: Flask, ana: User, marta: User, slug: str) -> None:
    with app.app_context():
        late = now().isoformat()
    assert Browser(app, ana).open(f"/statements/{slug}/es/changes?since={late}").all("empty")
    since_ever = Browser(app, ana).open(f"/statements/{slug}/es/changes?since=2020-01-01T00:00:00%2B00:00")
    assert len(since_ever.all("change")) == 3
    chips = {text_of(chip): chip.get("href") for chip in since_ever.all("chip")}
    assert len(Browser(app, ana).open(str(chips["Since yesterday"])).all("change")) == 3
    assert len(Browser(app, ana).open(str(chips["Since the last visit"])).all("change")) == 3
    first_visit = Browser(app, marta).open(f"/statements/{slug}/es/changes")
    assert "Everything since the beginning" in first_visit.text
    assert [e.get("id") for e in first_visit.all("change")] == ["p1", "p2", "p3", "p4"]


@pytest.mark.parametrize("since", ["nonsense", "2020-13-01", "9999-12-31T23:59:59-23:59"])
def test_a_moment_that_is_none_is_refused_in_words(app: Flask, ana: User, slug: str, since: str) -> None:
    browser = Browser(app, ana)
    answer = browser.client.get(f"/statements/{slug}/es/changes", query_string={"since": since})
    assert answer.status_code == 400


def test_beyond_the_end_nothing_is_shown(app: Flask, ana: User, slug: str) -> None:
    assert Browser(app, ana).open(f"/statements/{slug}/es/changes?after=99999999999").status == 200
    assert Browser(app, ana).open(f"/statements/{slug}/es/changes?since=0001-01-01").status == 200
