"""What the browser tests do again and again: a statement, people who sign in, words in their language."""

import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.support import Translations
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect

from domain.document import Block, Document, Role
from domain.permissions import PersonRole
from extensions import db
from services import statements
from services.store import find_translation
from tests import factories
from tests.browser.server import Server
from tests.signing_in import PASSWORD, member, read

ROOT = Path(__file__).resolve().parents[2]
LOCALES = {"en": "en-GB", "es": "es-PE"}
BLOCKS = (
    (Role.MASTHEAD, "Bulletin of the River Committee"),
    (Role.HEADLINE, "The River Is Everybody's"),
    (Role.PARAGRAPH, "The river is everybody's. *Nobody* may fence it."),
    (Role.PARAGRAPH, "Bring a chair."),
    (Role.SLOGAN, "Open the path!"),
)


class Words:
    """The interface's words in one language, as its catalog has them."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalog = Translations.load(ROOT / "translations", [language])

    def __call__(self, english: str, context: str | None = None) -> str:
        """Return what the interface says for `english`; a string without a translation fails the test."""
        if self.language == "en":
            return english
        said = self._catalog.upgettext(context, english) if context else self._catalog.ugettext(english)
        assert said != english or english in SAME, f"no Spanish for {english!r}"
        return said


SAME = {"Final"}
# A text that an earlier visit left behind, offered in its row; and the keys of what the browser keeps.
OFFER = "desk-conflict[data-kept]"
KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('rectoverso.kept'))"


@dataclass(frozen=True)
class Desk:
    """A statement on a running server. `path`: of its desk."""

    app: Flask
    server: Server
    slug: str
    language: str = "es"

    @property
    def path(self) -> str:
        """The address of the desk."""
        return f"{self.server.url}/statements/{self.slug}/{self.language}"

    def targets(self) -> list[tuple[str, str, int]]:
        """Return text, state and version of each target as the database has them."""
        from sqlalchemy import select

        from models import Segment, Target

        with self.app.app_context():
            translation = find_translation(db.session, self.slug, self.language)
            query = (
                select(Target.text, Target.state, Target.version)
                .join(Segment, Segment.id == Target.segment_id)
                .where(Target.translation_id == translation.id)
                .order_by(Segment.position)
            )
            return [(text, state.value, version) for text, state, version in db.session.execute(query)]

    def revisions(self, number: int) -> list[str]:
        """Return the texts of every revision of paragraph `number`, those kept beside the target included."""
        from sqlalchemy import select

        from models import Segment, Target, TargetRevision

        with self.app.app_context():
            translation = find_translation(db.session, self.slug, self.language)
            query = (
                select(TargetRevision.text)
                .join(Target, Target.id == TargetRevision.target_id)
                .join(Segment, Segment.id == Target.segment_id)
                .where(Target.translation_id == translation.id, Segment.number == number)
                .order_by(TargetRevision.id)
            )
            return list(db.session.scalars(query))


def statement(app: Flask, server: Server, blocks: tuple[tuple[Role, str], ...] = BLOCKS) -> Desk:
    """Store a statement with a translation into Spanish, and other statements around it."""
    with app.app_context():
        actor = factories.translator(db.session)
        document = Document(tuple(Block(role, text) for role, text in blocks), title="The River", encoding="utf-8")
        upload = statements.Upload("river.txt", "txt", b"The River")
        details = statements.Details("en", appeared="Leaflet 3, 1998", targets=("es",))
        slug = statements.create(db.session, actor, document, upload, details).slug
        factories.noise(db.session)
        db.session.commit()
    return Desk(app, server, slug)


def long_statement(app: Flask, server: Server, paragraphs: int) -> Desk:
    """Store a statement of many paragraphs."""
    blocks = tuple((Role.PARAGRAPH, f"Paragraph {n} of the river.") for n in range(1, paragraphs + 1))
    return statement(app, server, blocks)


def arrive(
    browser: Browser,
    desk: Desk,
    email: str,
    *roles: PersonRole,
    language: str = "en",
    script: bool = True,
    **rest: object,
) -> Page:
    """Add somebody with `roles`, and open the desk for them in a browser that has their session.

    How one signs in by the page, `sign_in` and the tests that use it show; here it would double the time.
    """
    person_id = member(desk.app, email, *roles)
    context = browser.new_context(locale=LOCALES[language], java_script_enabled=script, **rest)
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.on("pageerror", lambda error: problems(page).append(str(error)))
    page.on("console", lambda message: note(page, message.type, message.text))
    context.add_cookies([session_cookie(desk.app, person_id, desk.server.url)])
    page.goto(desk.path)
    return page


def session_cookie(app: Flask, person_id: int, url: str) -> dict[str, Any]:
    """Return what signing in just now would leave in the browser, for the desk at `url`."""
    kept = {"_user_id": read(app, person_id).fs_uniquifier, "_fresh": True, "fs_cc": "set", "fs_paa": time.time()}
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return {"name": app.config["SESSION_COOKIE_NAME"], "value": signer.dumps(kept), "url": url}


def sign_in(page: Page, email: str) -> None:
    """Fill in the sign-in page that stands open."""
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url(lambda url: "/login" not in url)


def problems(page: Page) -> list[str]:
    """Return what went wrong in the page's scripts, policies and requests so far."""
    if not hasattr(page, "problems"):
        page.problems = []  # type: ignore[attr-defined]
    return page.problems  # type: ignore[attr-defined, no-any-return]


def note(page: Page, kind: str, text: str) -> None:
    """Remember an error of the console, other than those that a refused or failed request leaves there."""
    if kind == "error" and not text.startswith("Failed to load resource"):
        problems(page).append(text)


def row(page: Page, number: int) -> Locator:
    """Return the row of paragraph `number`."""
    return page.locator(f"#p{number}")


def box(page: Page, number: int) -> Locator:
    """Return the box of paragraph `number`."""
    return row(page, number).locator("form.editor textarea[name=text]")


def write(page: Page, number: int, text: str) -> None:
    """Type `text` into the box of paragraph `number`, key by key."""
    box(page, number).focus()
    box(page, number).press("ControlOrMeta+a")
    box(page, number).press_sequentially(text)


def said(page: Page, number: int) -> Locator:
    """Return where the row of paragraph `number` says how saving goes."""
    return row(page, number).locator("form.editor [data-said]")


def expect_state(page: Page, number: int, state: str) -> None:
    """Wait until paragraph `number` is in `state`."""
    expect(row(page, number)).to_have_attribute("data-state", state)


def wait_until(page: Page, expression: str) -> None:
    """Wait until `expression` is true in the page; `wait_for_function` would need a policy that allows eval."""
    give_up = time.monotonic() + 20
    while not page.evaluate(expression):
        assert time.monotonic() < give_up, f"never true: {expression}"
        page.wait_for_timeout(50)


def wait_saved(page: Page, number: int) -> None:
    """Wait until the row of paragraph `number` says that it is saved."""
    expect(said(page, number)).to_have_text(re.compile(r"^Saved at \d\d:\d\d$"))


def column(page: Page, number: int, heading: str) -> Locator:
    """Return the text of one column of the conflict, or of the offer, that stands in the row."""
    section = row(page, number).locator("desk-conflict section", has=page.get_by_role("heading", name=heading))
    return section.locator(".text").first


def after_a_crash(page: Page) -> Page:
    """Close the page without a word to it, and return another of the same browser."""
    context = page.context
    page.close(run_before_unload=False)
    return context.new_page()
