"""Arrows point inwards, functions stay small, names say something: the house rules that a program can see."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STANDARD = sys.stdlib_module_names
FLASK = {
    "flask", "flask_babel", "flask_login", "flask_mail", "flask_security", "flask_wtf", "babel", "markupsafe",
    "itsdangerous", "werkzeug", "wtforms",
}  # fmt: skip

# What each room may import beside itself and the standard library. `config` gives its constants.
MAY_IMPORT = {
    "domain": set(),
    "models": {"domain", "sqlalchemy"},
    "formats": {
        "domain", "polib", "jinja2", "markdown_it", "mdit_py_plugins", "markupsafe", "lxml", "typst", "nh3",
        "openpyxl",
    },
    "services": {"domain", "models", "formats", "sqlalchemy", "rapidfuzz", "snowballstemmer", "babel"},
    "blueprints": {"domain", "services", "formats", "security", "extensions", "config", "i18n", *FLASK},
    "worker": {"domain", "models", "services", "extensions", "config", "sqlalchemy", "flask", "huey"},
    # What Flask-Security asks of us: it keeps people by our tables and speaks our languages.
    "security": {
        "domain",
        "models",
        "services",
        "extensions",
        "config",
        "i18n",
        "sqlalchemy",
        "passlib",
        "qrcode",
        *FLASK,
    },
}  # fmt: skip
# Each exception with its reason; one that is not needed any more fails, too.
EXCEPTIONS = {
    ("models/user.py", "flask_security"): "its mixins are plain classes: methods, no columns, no application",
    ("services/accounts.py", "flask_security"): "hashing passwords and signing links is the well-kept library's work",
    ("services/accounts.py", "email_validator"): "what an address may look like is a standard of its own",
}

ENDINGS = {"commit", "rollback"}  # of a transaction
LONGEST_FUNCTION = 60
LONGEST_FILE = 400
OURS = (
    "app", "benchmarks", "blueprints", "cli", "commands", "config", "demo", "domain", "extensions", "formats", "i18n",
    "migrations", "models", "schema", "scripts", "security", "services", "worker",
)  # fmt: skip


@cache
def files() -> list[Path]:
    """Return every Python file of the program, tests apart."""
    found = [*ROOT.glob("*.py"), *(path for name in OURS for path in (ROOT / name).rglob("*.py"))]
    return sorted(path.relative_to(ROOT) for path in found)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), str(path))


def imports(path: Path) -> Iterator[str]:
    """Give the first name of each module that the file imports, wherever in it."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively"
            yield (node.module or "").partition(".")[0]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    yield from (n for n in ast.walk(tree(path)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


def calls(path: Path) -> Iterator[tuple[int, str]]:
    """Give line and name of each thing that the file calls: `session.execute` gives `execute`."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            yield node.lineno, name


def violations() -> set[tuple[str, str]]:
    return {
        (str(path), name)
        for path in files()
        if path.parts[0] in MAY_IMPORT
        for name in imports(path)
        if name not in STANDARD and name != path.parts[0] and name not in MAY_IMPORT[path.parts[0]]
    }


def test_the_walk_sees_the_whole_program():
    assert {path.parts[0] for path in files()} >= set(MAY_IMPORT)
    assert len(files()) > 60
    on_disk = {path.name for path in ROOT.iterdir() if path.is_dir() and any(path.glob("*.py"))} - {"tests"}
    assert on_disk <= set(OURS)


def test_arrows_point_inwards():
    assert violations() - set(EXCEPTIONS) == set()


def test_every_exception_is_still_needed():
    assert set(EXCEPTIONS) - violations() == set()


def test_a_wrong_arrow_would_be_seen(tmp_path, monkeypatch):
    wrong = ROOT / "domain" / "nowhere.py"
    monkeypatch.setattr(
        sys.modules[__name__], "tree", lambda path: ast.parse("import flask.ctx\nfrom models import User")
    )
    assert set(imports(wrong)) == {"flask", "models"}


def test_services_leave_the_commit_to_the_view():
    """The one in begin_write ends a reader's transaction: nothing has been written in it."""
    found = [(str(p), line) for p in files() if p.parts[0] == "services" for line, name in calls(p) if name == "commit"]
    assert [path for path, _ in found] == ["services/store.py"]


@pytest.mark.parametrize("room", ["blueprints", "commands"])
def test_no_question_is_put_to_the_database_outside_the_services(room):
    """A view hands the session over, commits, and takes back what failed; what is asked of it is the services'."""
    found = []
    for path in files():
        if path.parts[0] == room:
            used = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)]
            asked = [node for node in used if ast.unparse(node.value) == "db.session" and node.attr not in ENDINGS]
            found += [f"{path}:{node.lineno} {node.attr}" for node in asked]
    assert found == []


def test_templates_put_no_question():
    pages = list((ROOT / "templates").rglob("*.html"))
    assert len(pages) > 5
    assert [page.name for page in pages if "session." in (text := page.read_text()) or ".query" in text] == []


def test_no_function_is_longer_than_a_page():
    long = [
        f"{path}:{node.lineno} {node.name} ({node.end_lineno - node.lineno + 1} lines)"
        for path in files()
        for node in functions(path)
        if "versions" not in path.parts and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_no_file_is_too_long():
    kinds = ("*.py", "*.html", "*.js", "*.css")
    rooms = (*OURS, "templates", "static")
    paths = [*ROOT.glob("*.py"), *(path for room in rooms for kind in kinds for path in (ROOT / room).rglob(kind))]
    long = [
        f"{path.relative_to(ROOT)} ({length} lines)"
        for path in paths
        if "versions" not in path.parts and (length := len(path.read_text().splitlines())) >= LONGEST_FILE
    ]
    assert long == []


def test_everything_public_says_what_it_is():
    silent = []
    for path in files():
        if "versions" in path.parts:
            continue
        nodes = [tree(path), *tree(path).body]
        nodes += [inner for node in tree(path).body if isinstance(node, ast.ClassDef) for inner in node.body]
        for node in nodes:
            is_public = isinstance(node, ast.Module) or not getattr(node, "name", "_").startswith("_")
            documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
            if is_public and isinstance(node, documented) and not ast.get_docstring(node):
                silent.append(f"{path} {getattr(node, 'name', '')}")
    assert silent == []


def test_every_signature_has_its_types():
    bare = []
    for path in files():
        for node in functions(path):
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            untyped = [a.arg for a in arguments if a.annotation is None and a.arg not in {"self", "cls"}]
            if "versions" not in path.parts and (untyped or node.returns is None):
                bare.append(f"{path}:{node.lineno} {node.name} {untyped}")
    assert bare == []


def test_names_say_what_they_are_about():
    empty = {"utils", "util", "helpers", "helper", "misc", "common", "tools", "manager", "base_utils"}
    assert [str(path) for path in files() if path.stem in empty] == []
    classes = [node for path in files() for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef)]
    assert [node.name for node in classes if node.name.endswith(("Manager", "Helper", "Utils"))] == []


def test_no_room_takes_the_name_of_a_standard_module():
    top = {path.stem for path in ROOT.glob("*.py")} | {
        path.name for path in ROOT.iterdir() if (path / "__init__.py").exists()
    }
    assert top & set(STANDARD) == set()
    assert top & {"translate", "queue", "email", "types"} == set()


def test_the_factory_wires_and_nothing_else():
    assert len((ROOT / "app.py").read_text().splitlines()) < 120
