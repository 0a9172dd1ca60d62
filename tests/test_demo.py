"""The demo: every screen has something to show, nobody has a known password, a second run touches nothing."""

import json
import string
from collections import Counter
from itertools import islice
from typing import Any

import pytest
from flask import Flask
from flask_security import verify_password
from sqlalchemy import func, select

from demo import big, people
from demo.sentences import HEADINGS, SENTENCES
from demo.story import TEXTS
from domain.bitext import Flag
from domain.document import Role
from domain.permissions import OPERATOR, PersonRole
from domain.states import State
from extensions import db
from formats.inline import to_plain
from models import Base, Comment, Review, Statement, TargetRevision, User
from models.base import now
from models.review import Verdict
from services import exporting, needs, reviewing
from services.store import find_translation

FERRY = "give-the-river-back-its-night-ferry"
TOOLS = "the-tool-library-opens-its-door"
SEEDS = "la-semilla-que-se-guarda-se-muere-la-que-se-presta-vuelve"


def run(app: Flask, *arguments: str) -> str:
    result = app.test_cli_runner().invoke(args=["demo", *arguments])
    assert result.stderr == ""
    assert result.exit_code == 0
    return result.stdout


def told(app: Flask, *arguments: str) -> dict[str, Any]:
    found = json.loads(run(app, "--json", *arguments))
    assert isinstance(found, dict)
    return found


def rows(app: Flask) -> dict[str, list[Any]]:
    """Return everything that the database holds."""
    with app.app_context():
        tables = Base.metadata.tables.values()
        return {table.name: sorted(map(str, db.session.execute(select(table)))) for table in tables}


def test_there_are_people_of_every_role_who_can_sign_in(app: Flask) -> None:
    made = told(app)
    assert made["created"] is True
    assert {role for person in made["people"] for role in person["roles"]} == set(PersonRole)
    assert Counter(role for person in made["people"] for role in person["roles"])["translator"] == 2
    with app.app_context():
        hashes = dict(db.session.execute(select(User.email, User.password)).all())
        assert all(verify_password(person["password"], hashes[person["email"]]) for person in made["people"])


def test_passwords_are_made_anew_and_shown_once() -> None:
    assert len({people.new_password() for _ in range(50)}) == 50
    assert all(len(people.new_password()) >= 16 for _ in range(50))


def test_a_second_run_touches_nothing_and_says_so(app: Flask) -> None:
    first = run(app)
    before = rows(app)
    second = run(app)
    assert rows(app) == before
    assert "not touched" in second
    passwords = [line.split()[-1] for line in first.splitlines() if "@" in line]
    assert len(passwords) == 6
    assert not any(password in second for password in passwords)
    assert told(app)["created"] is False


def test_new_passwords_are_made_when_asked_for_and_nothing_else(app: Flask) -> None:
    before = {person["email"]: person["password"] for person in told(app)["people"]}
    kept = {name: found for name, found in rows(app).items() if name not in ("user", "event")}
    after = {person["email"]: person["password"] for person in told(app, "--new-passwords")["people"]}
    assert set(before) == set(after)
    assert not set(before.values()) & set(after.values())
    assert {name: found for name, found in rows(app).items() if name not in ("user", "event")} == kept
    with app.app_context():
        hashes = dict(db.session.execute(select(User.email, User.password)).all())
        assert all(verify_password(after[email], found) for email, found in hashes.items() if found)
        assert not any(verify_password(before[email], found) for email, found in hashes.items() if found)


def test_every_state_and_every_kind_of_remark_is_there(app: Flask) -> None:
    run(app)
    with app.app_context():
        ferry = exporting.bitext_of(db.session, OPERATOR, find_translation(db.session, FERRY, "es"))
        states = Counter(unit.state for unit in ferry.units)
        assert set(states) == set(State) - {State.FINAL}
        roles = [unit.role for unit in ferry.units]
        assert roles[:5] == [Role.MASTHEAD, Role.BYLINE, Role.HEADLINE, Role.DECK, Role.PARAGRAPH]
        assert roles[11:] == [Role.SLOGAN, Role.SLOGAN, Role.SIGNATURE, Role.DATELINE]
        assert len(roles) == 15
        assert db.session.scalar(select(func.count()).select_from(Comment)) == 5
        returned = db.session.scalars(select(Review).where(Review.verdict == Verdict.RETURNED)).all()
        assert all(review.words for review in returned)
        assert db.session.scalar(select(func.count()).where(TargetRevision.version.is_(None))) == 1
        tools = exporting.bitext_of(db.session, OPERATOR, find_translation(db.session, TOOLS, "es"))
        assert all(unit.is_approved for unit in tools.units)
        seeds = exporting.bitext_of(db.session, OPERATOR, find_translation(db.session, SEEDS, "en"))
        assert {unit.state for unit in seeds.units} >= {State.REVIEWED, State.TRANSLATED, State.DRAFT}
        assert (ferry.translators, ferry.reviewers) == (("Lucía Arriaga", "Tomás Beltrán"), ("Renata Quiroga",))


def test_nobody_approved_their_own_words(app: Flask) -> None:
    run(app)
    with app.app_context():
        for slug, language in ((FERRY, "es"), (TOOLS, "es"), (SEEDS, "en")):
            units = exporting.bitext_of(db.session, OPERATOR, find_translation(db.session, slug, language)).units
            assert not any(Flag.SELF_APPROVED in unit.flags for unit in units)
        users = {user.email: user for user in people.present(db.session)}
        reviewer = users["renata@demo.example"].as_actor()
        assert reviewing.count_waiting(db.session, reviewer) >= 3


def test_the_first_page_of_everybody_shows_something_real(app: Flask) -> None:
    run(app)
    with app.app_context():
        found = {user.email.partition("@")[0]: user.as_actor() for user in people.present(db.session)}
        shown = {key: needs.needs(db.session, actor) for key, actor in found.items()}
    lucia, tomas, renata = shown["lucia"], shown["tomas"], shown["renata"]
    assert (lucia.returned.total, lucia.assigned.total, lucia.free.total) == (1, 1, 1)
    assert any(call.is_question for call in lucia.calls.items)
    assert lucia.changed
    assert [batch.due_on < now().date() for batch in tomas.assigned.items] == [True]
    assert {(call.is_question, call.is_mention) for call in tomas.calls.items} == {(True, False), (False, True)}
    assert tomas.changed
    assert renata.waiting
    assert renata.changed
    assert shown["hugh"].publishable
    assert shown["hugh"].calls
    assert shown["ada"].without_role.total == 1
    assert shown["noor"].approved


@pytest.mark.parametrize(
    ("source", "target"),
    [("ferry.en.txt", "ferry.es.txt"), ("seeds.en.txt", "seeds.es.txt"), ("tools.en.md", "tools.es.md")],
)
def test_the_spanish_is_set_as_spanish_is(source: str, target: str) -> None:
    spanish = (TEXTS / target).read_text("utf-8")
    for opening, closing in ("¿?", "¡!", "«»"):
        assert spanish.count(opening) == spanish.count(closing)
    assert not set(spanish) & set("\"'“”‘’")
    assert " - " not in spanish
    assert (TEXTS / source).read_text("utf-8").count("?") == spanish.count("?")


# The long one


def test_a_long_statement_has_as_many_paragraphs_as_asked_for(app: Flask) -> None:
    made = told(app, "--big", "240")
    assert len(made["statements"]) == 4
    slug = made["statements"][-1]["slug"]
    with app.app_context():
        units = exporting.bitext_of(db.session, OPERATOR, find_translation(db.session, slug, "es")).units
    assert len(units) == 240
    states = Counter(unit.state for unit in units)
    assert states[State.UNTRANSLATED] == 96
    assert states[State.REVIEWED] == 20
    assert states[State.RETURNED] == 1
    assert states[State.DRAFT] > 10
    pairs = list(islice(big.pairs_of_text(), 240))
    assert [to_plain(unit.source) for unit in units] == [source for source, _ in pairs]
    assert [to_plain(unit.target) for unit in units if unit.target] == [target for _, target in pairs[:144]]


def test_the_same_long_statement_is_stored_once(app: Flask) -> None:
    told(app, "--big", "30")
    before = rows(app)
    assert told(app, "--big", "30")["statements"] == []
    assert rows(app) == before
    assert len(told(app, "--big", "31")["statements"]) == 1


@pytest.mark.parametrize("number", ["1", "2", "3"])
def test_a_short_long_statement_is_one_too(app: Flask, number: str) -> None:
    slug = told(app, "--big", number)["statements"][-1]["slug"]
    with app.app_context():
        statement = db.session.scalars(select(Statement).where(Statement.slug == slug)).one()
        assert statement.next_number == int(number) + 1


@pytest.mark.parametrize("number", ["0", "-4", "100001", "many"])
def test_a_number_that_no_statement_has_is_refused(app: Flask, number: str) -> None:
    result = app.test_cli_runner().invoke(args=["demo", "--big", number])
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert number in result.stderr
    assert rows(app)["user"] == []


def test_paragraphs_are_as_long_as_those_of_real_texts() -> None:
    lengths = sorted(len(source) for source, _ in islice(big.pairs_of_text(), 4000))
    assert 280 <= sum(lengths) / len(lengths) <= 330
    assert lengths[400] < 150
    assert lengths[3600] > 420


def test_both_sides_of_a_sentence_have_the_same_gaps() -> None:
    for source, target in SENTENCES + HEADINGS:
        gaps = [
            sorted(field for _, field, _, _ in string.Formatter().parse(text) if field) for text in (source, target)
        ]
        assert gaps[0] == gaps[1], source
