"""Every route, every role, things that exist and things that do not: who gets in and how the others are refused."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app import create_app
from domain.bitext import Side
from domain.checks import Pair, Profile, Text, check
from domain.checks.waiving import fingerprint
from domain.permissions import OPERATOR, Action, Grant, PersonRole
from domain.termlist import ListedConcept, ListedTerm
from extensions import db
from models import (
    Filling,
    KnownWord,
    MemoryEntry,
    Replacement,
    Segment,
    Statement,
    Target,
    TargetRevision,
    TargetsImport,
    TermSuggestion,
    Translation,
    User,
)
from models.filling import FillingKind
from services import (
    accounts,
    arrangements,
    editing,
    editions,
    intake,
    job_rows,
    jobs,
    memory,
    notes,
    publication,
    releases,
    reviewing,
    sampling,
    talk,
    targets_files,
    terms,
    waiving,
    word_list,
)
from services.job_kinds.base import File, Made
from services.memory import Incoming, uploads
from services.paragraphs import paragraph, segment_id, stamp
from services.statements import Upload
from services.terms import incoming
from tests import factories
from tests.permission_table import ANYBODY, LIBRARY, READERS, SECOND_STEP, TABLE, Line
from tests.settings import SETTINGS
from tests.signing_in import JSON, token_of

NUMBERS = count(1)
FOR_FRENCH = " for French"  # the statement is being translated into Spanish
PEOPLE = (*sorted(ANYBODY - {"stranger"}), f"translator{FOR_FRENCH}", f"reviewer{FOR_FRENCH}")
READING = {"GET", "HEAD", "OPTIONS"}


@pytest.fixture
def open_app(database_url: str) -> Iterator[Flask]:
    """Give the application without CSRF tokens, whose own tests are below and in test_accounts.py."""
    app = create_app({**SETTINGS, "WTF_CSRF_ENABLED": False, "SQLALCHEMY_DATABASE_URI": database_url})
    yield app
    with app.app_context():
        db.engine.dispose()


@dataclass(frozen=True)
class Route:
    """One route with one of its methods."""

    rule: Rule
    method: str

    @property
    def key(self) -> tuple[str, str]:
        return self.rule.endpoint, self.method

    def __str__(self) -> str:
        return f"{self.method} {self.rule} ({self.rule.endpoint})"


def routes(app: Flask) -> list[Route]:
    return [
        Route(rule, method)
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
    ]


def own_routes(app: Flask) -> list[Route]:
    return [route for route in routes(app) if route.key in TABLE]


# --- the world that the addresses lead into ------------------------------------------------------------------


def member(session: Session, who: str) -> User:
    """Add the person called `who` in the table, who has a password."""
    language = "fr" if who.endswith(FOR_FRENCH) else None
    grants = [] if who == "no role" else [Grant(PersonRole(who.removesuffix(FOR_FRENCH)), language)]
    user = accounts.add(session, OPERATOR, f"p{next(NUMBERS)}@example.org", who.title(), grants, "a long password")
    session.flush()
    return user


def things(session: Session, owner: User | None) -> dict[str, str]:
    """Return a value for each part of an address: a statement in Spanish, its first target handed in by a stranger."""
    translation = factories.translation(session, (*factories.PARAGRAPHS, factories.PARAGRAPHS[0]))
    target_id = factories.target_ids(session, translation)[0]
    editing.save(session, factories.translator(session), target_id, "Una frase.", version=0, keep_submitted=True)
    editing.save(session, factories.translator(session), target_id, "Una frase frase.", version=1, keep_submitted=True)
    upload = Upload("statement.txt", "txt", b"One.\n\nTwo.\n\nThree.")
    reading = intake.read(upload.name, upload.content, intake.Limits())
    keeper = factories.translator(session) if owner is None or not may_bring_in(owner) else owner.as_actor()
    return {
        "slug": translation.statement.slug,
        "language": translation.language,
        "translation_id": str(translation.id),
        "target_id": str(target_id),
        "person_id": str(factories.person(session, PersonRole.READER).id),
        "token": intake.start(session, keeper, reading),
        "filename": "css/base.css",
        "format": "po",
        "page": "1",
        "targets_file": targets_file(session, translation, owner),
        **sample(session, translation),
        **beside(session, target_id, owner),
        **arranged(session, translation),
        **replaced(session, translation),
        **imported(session, translation),
        **filling(session, translation),
        **published(session),
        **made(session, owner),
        **remembered(session, target_id, owner),
        **listed_word(session),
        **agreed(session),
        "terms_file": terms_file(session, owner),
        "suggestion_id": str(suggested(session)),
        **waived(session, target_id),
    }


def waived(session: Session, target_id: int) -> dict[str, str]:
    """Return the fingerprint of an open finding of the target, and a waiver that was given of the same."""
    pair = Pair(Text("One.", "en"), Text("Una frase frase.", "es"))
    [double] = [finding for finding in check(pair, Profile()) if finding.check == "doubles"]
    mark = fingerprint(double, pair.target.typed)
    waiver = waiving.waive(session, factories.translator(session), target_id, mark, "It is a name.")
    waiving.withdraw(session, factories.translator(session), target_id, waiver.id)
    return {"mark": mark, "waiver_id": str(waiver.id)}


def terms_file(session: Session, owner: User | None) -> str:
    """Return a file of terms of the owner's, where they may bring one in."""
    is_keeper = owner is not None and owner.as_actor().may(Action.MANAGE_MEMORY)
    keeper = owner.as_actor() if is_keeper else factories.reviewer(session)
    return incoming.keep(session, keeper, "terms.csv", b"en,es\nroof,techo\n", ("en", "es"))


def suggested(session: Session) -> int:
    """Return a suggested term."""
    one = TermSuggestion(
        source_language="en", target_language="es", key="rent", text="rent", equivalent="alquiler", pairs=4, rank=1
    )
    session.add(one)
    session.flush()
    return one.id


def agreed(session: Session) -> dict[str, str]:
    """Return two concepts of the termbase."""
    listed = [ListedConcept((ListedTerm("es", word),)) for word in ("huelga", "paro")]
    first, second = (terms.add(session, OPERATOR, one) for one in listed)
    return {"concept_id": str(first.id), "other_concept": str(second.id)}


def listed_word(session: Session) -> dict[str, str]:
    """Return a word of the group's list."""
    letters = "".join("abcdefghij"[int(digit)] for digit in str(next(NUMBERS)))
    word_list.add(session, OPERATOR, "es", f"palabro{letters}")
    return {"word_id": str(session.scalars(select(func.max(KnownWord.id))).one())}


def remembered(session: Session, target_id: int, owner: User | None) -> dict[str, str]:
    """Return a match that the memory has for the target, the file that it came with, and an upload of the owner's."""
    source = session.scalars(select(Segment.source).join(Target).where(Target.id == target_id)).one()
    pair = Incoming(source, "Una frase recordada.")
    memory.import_pairs(
        session, OPERATOR, [pair], name="old.tsv", sha256="00", source_language="en", target_language="es"
    )
    found = memory.offers(session, OPERATOR, target_id).matches
    entry_id = str(next(match.entry_id for match in found if match.target == pair.target))
    file_id = str(session.get_one(MemoryEntry, int(entry_id)).file_id)
    keeper = owner.as_actor() if owner else None
    if keeper is None or not keeper.may(Action.MANAGE_MEMORY):
        keeper = factories.person(session, PersonRole.PUBLISHER).as_actor()
    token = uploads.keep(session, keeper, uploads.read("old.tsv", b"en\tes\nOne.\tUno.\n", limit_mb=1))
    return {"memory_entry": entry_id, "entry_id": entry_id, "memory_file_id": file_id, "memory_upload": token}


def made(session: Session, owner: User | None) -> dict[str, str]:
    """Return a job of the owner's that is done, with its file."""
    keeper = owner.as_actor() if owner and owner.roles else factories.translator(session)
    statement = factories.translation(session).statement
    wish = {"statement": statement.slug, "language": "es", "format": "pdf"}
    job = jobs.ask(session, keeper, "statement.export", wish)
    job_rows.claim(session, job.id, "a worker")
    file = File("statement.es.pdf", "application/pdf", b"%PDF")
    job_rows.finish(session, job.id, "a worker", Made(file), limit_mb=1)
    session.refresh(job)
    return {"job_id": str(job.id)}


def published(session: Session) -> dict[str, str]:
    """Return an edition of an approved statement, released twice, open to everybody, and changed since."""
    translation = factories.translation(session)
    for target_id in factories.target_ids(session, translation):
        editing.save(session, factories.translator(session), target_id, "Una.", version=0, keep_submitted=True)
        reviewing.approve(session, factories.reviewer(session), target_id, version=1)
    publisher = factories.person(session, PersonRole.PUBLISHER).as_actor()
    edition = editions.create(session, publisher, "A book", "en", "es")
    editions.add(session, publisher, edition.slug, translation.statement.slug)
    releases.release(session, publisher, edition.slug)
    details = editions.Details("A book", series="Papers")
    edition = editions.describe(session, publisher, edition.slug, details, version=None)
    releases.release(session, publisher, edition.slug)
    publication.open_to_all(session, publisher, edition.slug)
    link, token = publication.create_link(session, publisher, edition.slug, "The printer")
    edition = editions.describe(session, publisher, edition.slug, editions.Details("A book"), version=None)
    return {
        "anchor": "p1", "preview_token": token, "link_id": str(link.id),
        "edition": edition.slug, "edition_version": str(edition.version), "release_number": "2",
        "statement": translation.statement.slug, "file_format": "txt", "preset": "zip-screen",
    }  # fmt: skip


def replaced(session: Session, translation: Translation) -> dict[str, str]:
    """Return a replacement that may be undone."""
    made = Replacement(translation_id=translation.id, find="a", replacement="o")
    session.add(made)
    session.flush()
    return {"replacement_id": str(made.id)}


def imported(session: Session, translation: Translation) -> dict[str, str]:
    """Return an import that may be undone."""
    made = TargetsImport(translation_id=translation.id, name="a.po", file_sha256="00")
    session.add(made)
    session.flush()
    return {"import_id": str(made.id)}


def filling(session: Session, translation: Translation) -> dict[str, str]:
    """Return a filling that may be undone, and the target of a paragraph that repeats the first, with a text."""
    twin = factories.target_ids(session, translation)[-1]
    editing.save(session, factories.translator(session), twin, "Una frase gemela.", version=0)
    made = Filling(translation_id=translation.id, kind=FillingKind.MEMORY)
    session.add(made)
    session.flush()
    return {"filling_id": str(made.id), "twin": str(twin)}


def arranged(session: Session, translation: Translation) -> dict[str, str]:
    """Return a paragraph, what is to be seen of it before it is split or merged, and a merge that may be undone."""
    statement_id = translation.statement_id
    two, three = (paragraph(session, segment_id(session, statement_id, key)) for key in ("p2", "p3"))
    other = session.get_one(Statement, factories.translation(session).statement_id)
    merged = arrangements.merge(session, factories.translator(session), other, "p1", seen=None)
    return {
        "key": "p2", "seen_alone": stamp([two]), "seen_both": stamp([two, three]), "arrangement_id": str(merged.id),
    }  # fmt: skip


def beside(session: Session, target_id: int, owner: User | None) -> dict[str, str]:
    """Return what stands beside the target: a comment of the owner's where they may write one, a note, a text."""
    keeper = owner.as_actor() if owner else factories.translator(session)
    if not keeper.may(Action.COMMENT):
        keeper = factories.translator(session)
    note = notes.add(session, factories.translator(session), target_id, "A note.", side=Side.TARGET, anchor="1")
    first = select(func.min(TargetRevision.id)).where(TargetRevision.target_id == target_id)
    return {
        "comment_id": str(talk.comment(session, keeper, target_id, "A remark.").id),
        "note_id": str(note.id),
        "seal": notes.seal(note.text),
        "revision": str(session.scalar(first)),
    }


def sample(session: Session, translation: Translation) -> dict[str, str]:
    """Approve the second target and draw it."""
    target_id = factories.target_ids(session, translation)[1]
    editing.save(session, factories.translator(session), target_id, "Otra cosa.", version=0, keep_submitted=True)
    reviewing.approve(session, factories.reviewer(session), target_id, version=1)
    publisher = factories.person(session, PersonRole.PUBLISHER).as_actor()
    drawn = sampling.draw(session, publisher, translation.statement.slug, translation.language)
    return {"sample_id": str(drawn.id), "sampled": str(target_id)}


def targets_file(session: Session, translation: Translation, owner: User | None) -> str:
    """Keep a file of targets, of the owner's where they may translate, and return its token."""
    keeper = owner.as_actor() if owner else factories.translator(session)
    if not keeper.may(Action.TRANSLATE, translation.language):
        keeper = factories.translator(session)
    return targets_files.keep(
        session, keeper, translation, "gate.po", b'msgctxt "p2"\nmsgid "One."\nmsgstr "Uno."\n', "po"
    )


def may_bring_in(user: User) -> bool:
    return bool({grant.role for grant in user.roles} - {PersonRole.READER})


NOTHING = {
    "suggestion_id": "999999999", "waiver_id": "999999999", "mark": "no-such-finding", "other_concept": "999999999",
    "terms_file": "no-such-file",
    "concept_id": "999999999", "word_id": "999999999",
    "anchor": "p99", "preview_token": "no-such-token", "link_id": "999999999",
    "job_id": "999999999",
    "edition": "no-such-edition", "edition_version": "1", "release_number": "999999999",
    "statement": "no-such-statement", "file_format": "no-such-format", "preset": "no-such-preset",
    "replacement_id": "999999999", "import_id": "999999999", "filling_id": "999999999", "twin": "999999999",
    "key": "p99", "seen_alone": "", "seen_both": "", "arrangement_id": "999999999",
    "comment_id": "999999999", "note_id": "999999999", "seal": "0", "revision": "999999999",
    "slug": "no-such-statement", "language": "zu", "translation_id": "999999999", "target_id": "999999999",
    "person_id": "999999999",
    "token": "no-such-token", "filename": "no-such-file.css", "format": "no-such-format",
    "page": "999999999", "memory_entry": "999999999", "entry_id": "999999999", "memory_file_id": "999999999",
    "memory_upload": "no-such-token",
    "targets_file": "no-such-token", "sample_id": "999999999", "sampled": "999999999",
}  # fmt: skip


def address(app: Flask, route: Route, values: dict[str, str]) -> str:
    unknown = route.rule.arguments - values.keys()
    assert not unknown, f"{route}: tests/test_permissions.py, things() and NOTHING, need a value for {unknown}"
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        given = {name: values[name] for name in route.rule.arguments}
        numbers = {name: int(value) if value.isdigit() else value for name, value in given.items()}
        return adapter.build(route.rule.endpoint, numbers, method=route.method)


def ask(client: FlaskClient, route: Route, path: str, sends: dict[str, Any], **headers: str) -> TestResponse:
    data = {name: (io.BytesIO(v[1].encode()), v[0]) if isinstance(v, tuple) else v for name, v in sends.items()}
    fields = {"data": data} if route.method not in READING else {}
    return client.open(path, method=route.method, headers=headers, buffered=True, **fields)


def filled(sends: dict[str, Any], values: dict[str, str]) -> dict[str, Any]:
    """Return what a line sends with the values that its fields name."""
    return {name: v.format_map(values) if isinstance(v, str) else v for name, v in sends.items()}


def outcome(answer: TestResponse) -> str:
    """Return "sent to sign in" for the redirect that strangers get, else the status."""
    if answer.status_code == 302 and answer.location.startswith("/login"):
        return "sent to sign in"
    return str(answer.status_code)


# --- the walks -----------------------------------------------------------------------------------------------


def test_every_route_has_its_line(app: Flask) -> None:
    known = [route for route in routes(app) if route.rule.endpoint in LIBRARY or route.key in TABLE]
    missing = [route for route in routes(app) if route not in known]
    lines = "\n".join(
        f'    ("{endpoint}", "{method}"): '
        + ("Line(READERS)," if method in READING else 'Line(WORKERS, {"field": "value"}),')
        for endpoint, method in (route.key for route in missing)
    )
    assert not missing, (
        f"Not in tests/permission_table.py. Add to TABLE, after thinking about who gets in "
        f"(ANYBODY, MEMBERS, READERS, WORKERS, WRITERS, REVIEWERS, PUBLISHERS, ADMINS):\n{lines}"
    )
    gone = set(TABLE) - {route.key for route in routes(app)}
    assert not gone, f"tests/permission_table.py has lines for routes that are gone: {sorted(gone)}"
    gone_pages = set(LIBRARY) - {route.rule.endpoint for route in routes(app)}
    assert not gone_pages, f"tests/permission_table.py has lines for pages that are gone: {sorted(gone_pages)}"


def test_strangers_get_in_nowhere_else(open_app: Flask) -> None:
    with open_app.app_context():
        values = things(db.session, None)
        db.session.commit()
    problems = []
    for route in own_routes(open_app):
        line = TABLE[route.key]
        for place in (values, NOTHING):
            client = open_app.test_client()
            path = address(open_app, route, place)
            got = outcome(ask(client, route, path, line.sends))
            fetched = outcome(ask(client, route, path, line.sends, **JSON))
            if "stranger" in line.to:
                right = got in (("404",) if place is NOTHING and route.rule.arguments else ("200", "302"))
            else:
                right = got == ("sent to sign in" if route.method in READING else "401") and fetched == "401"
            if not right:
                problems.append(f"{route} at {path}: {got}, as a fetch {fetched}")
    assert not problems, "Strangers:\n" + "\n".join(problems)


@pytest.mark.parametrize("who", PEOPLE)
def test_members_get_in_where_the_table_says(open_app: Flask, who: str) -> None:
    problems: list[str] = []
    world = None
    for route in own_routes(open_app):
        line = TABLE[route.key]
        user, values = world or one_of(open_app, who)
        client = open_app.test_client()
        factories.sign_in(client, user)
        got_in = False
        for place in (NOTHING, values) if route.rule.arguments else (values,):
            path = address(open_app, route, place)
            answer = ask(client, route, path, filled(line.sends, place))
            got_in = got_in or answer.status_code < 400
            if problem := wrong(who, route, line, outcome(answer), is_there=place is values):
                problems.append(f"{route} at {path}: {outcome(answer)}, but {problem}")
        # What was only looked at, or refused, is there for the next one as well.
        world = None if got_in and (line.leads_out or route.method not in READING) else (user, values)
    assert not problems, f"{who}:\n" + "\n".join(problems)


def one_of(app: Flask, who: str) -> tuple[User, dict[str, str]]:
    """Add the person called `who` in the table and a world of their own; return both."""
    with app.app_context():
        user = member(db.session, who)
        values = things(db.session, user)
        db.session.commit()
    return user, values


def wrong(who: str, route: Route, line: Line, got: str, *, is_there: bool) -> str:
    """Say what is wrong with the answer `got`; '' when it is right."""
    role, is_french = who.removesuffix(FOR_FRENCH), who.endswith(FOR_FRENCH)
    if role not in line.to:
        return "" if got == "403" else "must be refused with 403, whether the thing exists or not"
    if not is_there and route.rule.arguments:
        return "" if got == "404" else "must be told 404: there is no such thing"
    if is_french and line.by_language:
        return "" if got == "403" else "must be refused with 403: the role is for another language"
    if line.leads_out:
        return "" if got == "sent to sign in" else "must be signed out"
    if line.sends or route.method in READING:
        return "" if got in ("200", "201", "302", "303", "204") else "must get in"
    return "the line needs `sends`: what a right request carries"


def test_the_librarys_pages_are_for_whom_they_should_be(open_app: Flask) -> None:
    with open_app.app_context():
        user = member(db.session, "no role")
        db.session.commit()
    problems = []
    for route in routes(open_app):
        if (to := LIBRARY.get(route.rule.endpoint)) is None:
            continue
        path = address(open_app, route, NOTHING)
        stranger, signed_in = open_app.test_client(), open_app.test_client()
        factories.sign_in(signed_in, user)
        got = outcome(ask(stranger, route, path, {}))
        if (got == "sent to sign in") is not (to == SECOND_STEP or "stranger" not in to):
            problems.append(f"{route}, a stranger: {got}")
        inside = ask(signed_in, route, path, {})
        if inside.status_code >= 500 or outcome(inside) in ("401", "403"):
            problems.append(f"{route}, a member: {outcome(inside)}")
    assert not problems, "\n".join(problems)


def test_every_writing_route_asks_for_its_token(app: Flask) -> None:
    with app.app_context():
        user = factories.person(db.session, *PersonRole)
        values = things(db.session, user)
        db.session.commit()
    client = app.test_client()
    factories.sign_in(client, user)
    token_of(client, "/account")
    problems = []
    for route in routes(app):
        if route.method in READING:
            continue
        path = address(app, route, values)
        sends = TABLE[route.key].sends if route.key in TABLE else {}
        if (got := outcome(ask(client, route, path, sends))) != "400":
            problems.append(f"{route}: {got} without a token")
        if (got := outcome(ask(client, route, path, sends | {"csrf_token": "forged"}))) != "400":
            problems.append(f"{route}: {got} with a forged one")
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_the_quieter_methods_open_nothing(open_app: Flask, method: str) -> None:
    with open_app.app_context():
        values = things(db.session, None)
        db.session.commit()
    problems = []
    for route in own_routes(open_app):
        line = TABLE[route.key]
        if "stranger" in line.to or method not in route.rule.methods:
            continue
        answer = open_app.test_client().open(address(open_app, route, values), method=method)
        if outcome(answer) != "sent to sign in" or "Allow" in answer.headers:
            problems.append(f"{method} {route.rule}: {outcome(answer)}")
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_no_route_takes_a_method_that_it_does_not_name(open_app: Flask, method: str) -> None:
    with open_app.app_context():
        values = things(db.session, None)
        db.session.commit()
    for route in own_routes(open_app):
        if method not in route.rule.methods:
            answer = open_app.test_client().open(address(open_app, route, values), method=method, buffered=True)
            assert answer.status_code == 405, f"{method} {route.rule}"


def test_no_role_at_all_opens_ones_own_account_alone() -> None:
    open_to_all = {endpoint for (endpoint, _method), line in TABLE.items() if "no role" in line.to}
    assert {endpoint.partition(".")[0] for endpoint in open_to_all} == {"account", "static", "public"}
    assert {role.value for role in PersonRole} == READERS
