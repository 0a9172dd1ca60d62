"""A browser without script: opens pages, reads them, fills in their forms and presses their buttons.

Every page it meets is checked: valid HTML5, one h1 that the title repeats, unique ids, a label for each field.
"""

import io
import re
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from models import User
from tests.factories import sign_in


class Browser:
    """One person's browser. `language` is what it asks for."""

    def __init__(self, app: Flask, user: User | None = None, language: str = "en") -> None:
        self.client: FlaskClient = app.test_client()
        self.headers = {"Accept-Language": language}
        if user is not None:
            sign_in(self.client, user)

    def open(self, path: str) -> "Page":
        """Return the page at `path`, redirects followed."""
        return Page(self, self.client.get(path, headers=self.headers, follow_redirects=True))

    def send(self, path: str, data: dict[str, Any], *, token_from: str = "/statements") -> "Page":
        """Post `data` as a hand-made form with a valid token would, past what the page offers."""
        token = self.open(token_from).token
        answer = self.client.post(path, data={"csrf_token": token, **data}, headers=self.headers, follow_redirects=True)
        return Page(self, answer)


@dataclass
class Form:
    """A form of a page, filled in as the page has it."""

    page: "Page"
    element: Element

    def press(self, words: str = "", /, **fields: Any) -> "Page":
        """Return what comes of pressing the button called `words` (the first that begins so) after filling in `fields`.

        A field is a value, a list of them (boxes to tick; empty for none), or (bytes, name) for a file. Underscores
        in names stand for hyphens.
        """
        button = self._button(words)
        values = self._values()
        if name := button.get("name"):
            values[name] = [button.get("value", "")]
        for name, value in fields.items():
            wanted = name if name in values or self._has(name) else name.replace("_", "-")
            assert wanted in values or self._has(wanted), f"the form has no field {wanted}"
            values[wanted] = value if isinstance(value, list) else [value]
        action = button.get("formaction") or self.element.get("action") or self.page.path
        return self.page.browser_send(action, values, self.element)

    def _button(self, words: str) -> Element:
        buttons = [b for b in self.parts() if b.tag == "button" and b.get("type", "submit") == "submit"]
        for button in buttons:
            if text_of(button).startswith(words) or button.get("value") == words:
                return button
        raise AssertionError(f"no button {words!r} among {[text_of(b) for b in buttons]}")

    def _has(self, name: str) -> bool:
        return any(e.get("name") == name for e in self.parts())

    def parts(self) -> list[Element]:
        """Return the elements of the form: inside it, and elsewhere on the page where they name it."""
        id = self.element.get("id")
        others = [e for e in self.page.root.iter() if e.get("form") == id] if id else []
        return [*(e for e in self.element.iter() if e.get("form", id) == id), *others]

    def _values(self) -> dict[str, list[Any]]:
        values: dict[str, list[Any]] = {}
        for field in self.parts():
            name = field.get("name")
            if name and field.tag in ("input", "select", "textarea"):
                values.setdefault(name, []).extend(_value(field))
        return {name: found for name, found in values.items() if found}


class Page:
    """An answer of the desk, read."""

    def __init__(self, browser: Browser, answer: TestResponse) -> None:
        self.browser, self.answer = browser, answer
        self.status, self.path = answer.status_code, answer.request.path
        self.url = answer.request.full_path.rstrip("?")
        self.html = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        self.root = self._read() if self.html else Element("html")

    @property
    def text(self) -> str:
        """The words of the page's main part, white space folded."""
        return text_of(self.one(".//main"))

    @property
    def title(self) -> str:
        """The h1."""
        return text_of(self.one(".//h1"))

    @property
    def token(self) -> str:
        """The CSRF token."""
        return next(e.get("content", "") for e in self.root.iter("meta") if e.get("name") == "csrf-token")

    def one(self, path: str) -> Element:
        """Return the one element at the XPath `path`."""
        found = self.root.findall(path)
        assert len(found) == 1, f"{len(found)} elements at {path}"
        return found[0]

    def all(self, class_name: str) -> list[Element]:
        """Return the elements of a class, in order."""
        return [e for e in self.root.iter() if class_name in e.get("class", "").split()]

    def texts(self, class_name: str) -> list[str]:
        """Return the words of each element of a class."""
        return [text_of(e) for e in self.all(class_name)]

    def form(self, words: str) -> Form:
        """Return the form that has a button called `words`."""
        for form in self.root.iter("form"):
            buttons = [part for part in Form(self, form).parts() if part.tag == "button"]
            if any(text_of(b).startswith(words) or b.get("value") == words for b in buttons):
                return Form(self, form)
        raise AssertionError(f"no form with a button {words!r}")

    def forms(self, inside: Element) -> list[Form]:
        """Return the forms inside an element."""
        return [Form(self, form) for form in inside.iter("form")]

    def press(self, words: str, /, **fields: Any) -> "Page":
        """Fill in the form that has a button called `words`, and press it."""
        return self.form(words).press(words, **fields)

    def browser_send(self, action: str, values: dict[str, list[Any]], form: Element) -> "Page":
        """Send a form's values to `action` as a browser does."""
        if form.get("method", "get").lower() == "get":
            query = {name: value for name, (value, *_rest) in values.items()}
            answer = self.browser.client.get(
                action, query_string=query, headers=self.browser.headers, follow_redirects=True
            )
            return Page(self.browser, answer)
        data = {
            name: [FileStorage(io.BytesIO(v[0]), v[1], name) if isinstance(v, tuple) else v for v in found]
            for name, found in values.items()
        }
        if form.get("enctype") != "multipart/form-data":
            answer = self.browser.client.post(action, data=data, headers=self.browser.headers, follow_redirects=True)
            return Page(self.browser, answer)
        boundary, body = encode_multipart(MultiDict(data))
        answer = self.browser.client.post(
            action, data=body, content_type=f'multipart/form-data; boundary="{boundary}"',
            headers=self.browser.headers, follow_redirects=True,
        )  # fmt: skip
        return Page(self.browser, answer)

    def _read(self) -> Element:
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        root = parser.parse(self.html)
        assert not parser.errors, f"{self.path} is not valid HTML: {parser.errors[:3]}"
        _check(root, self.path)
        return root


def text_of(element: Element) -> str:
    """Return the words of an element as a person sees them, white space folded."""
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def _value(field: Element) -> list[Any]:
    if field.get("disabled") is not None:
        return []
    if field.tag == "textarea":
        return [(field.text or "").removeprefix("\n").replace("\n", "\r\n")]
    if field.tag == "select":
        options = list(field.iter("option"))
        chosen = [o for o in options if o.get("selected") is not None] or options[:1]
        return [o.get("value", text_of(o)) for o in chosen]
    kind = field.get("type", "text")
    if kind in ("checkbox", "radio"):
        return [field.get("value", "on")] if field.get("checked") is not None else []
    return [] if kind in ("file", "submit", "image", "button") else [field.get("value", "")]


def _check(root: Element, path: str) -> None:
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids)), f"{path} repeats the ids {sorted({i for i in ids if ids.count(i) > 1})}"
    headings = [text_of(e) for e in root.iter("h1")]
    title = text_of(next(root.iter("title")))
    assert len(headings) == 1, f"{path} has the headings {headings}"
    assert title.startswith(headings[0]), f"the title {title!r} of {path} is not its heading {headings[0]!r}"
    labelled = {e.get("for") for e in root.iter("label")}
    inside = {id(field) for label in root.iter("label") for field in label.iter()}
    for field in (e for e in root.iter() if e.tag in ("input", "select", "textarea")):
        if field.get("type") not in ("hidden", "submit"):
            named = field.get("aria-label") or field.get("aria-labelledby")
            assert named or field.get("id") in labelled or id(field) in inside, f"{path}: {field.attrib} has no label"
