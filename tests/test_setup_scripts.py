"""The programs behind the Makefile: what they find, what they say when something is missing."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from scripts import catalogs, chromium, environment, packages, programs, serve
from tests import postgres

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ("sh", "sed", "cut")


def fake_python(folder: Path, name: str, version: str, fits: bool) -> Path:
    """Write a program that answers scripts/find-python as a Python of this version would."""
    program = folder / name
    program.write_text(f"#!/bin/sh\necho {version}\nexit {0 if fits else 1}\n")
    program.chmod(0o755)
    return program


def find_python(folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run scripts/find-python where `folder` is all that PATH has."""
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found
        (folder / tool).symlink_to(found)
    alone = {"PATH": str(folder), "HOME": str(folder), "PYENV_ROOT": str(folder), **environ}
    return subprocess.run([ROOT / "scripts" / "find-python"], env=alone, capture_output=True, text=True)


def test_an_old_python_first_on_the_path_is_passed_over(tmp_path: Path) -> None:
    fake_python(tmp_path, "python3", "3.8.18", fits=False)
    newer = fake_python(tmp_path, "python3.12", "3.12.1", fits=True)
    done = find_python(tmp_path)
    assert (done.returncode, done.stdout.strip()) == (0, str(newer))


def test_a_python_of_pyenv_is_found(tmp_path: Path) -> None:
    home = tmp_path / "versions" / "3.13.0" / "bin"
    home.mkdir(parents=True)
    inside = fake_python(home, "python3", "3.13.0", fits=True)
    assert find_python(tmp_path).stdout.strip() == str(inside)


@pytest.mark.skipif(
    any(any(Path(folder).glob("python3.1[1-9]")) for folder in ("/usr/local/bin", "/opt/homebrew/bin")),
    reason="this machine has a Python where one is always looked for",
)
def test_only_an_old_python_is_said_with_its_version(tmp_path: Path) -> None:
    fake_python(tmp_path, "python3", "3.8.18", fits=False)
    done = find_python(tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "needs Python 3.11 or newer, with ssl and sqlite3; found: 3.8.18 (python3)." in done.stderr


def test_a_python_that_was_named_is_the_only_one_tried(tmp_path: Path) -> None:
    fake_python(tmp_path, "python3.11", "3.11.7", fits=True)
    old = fake_python(tmp_path, "mine", "3.9.1", fits=False)
    done = find_python(tmp_path, PYTHON=str(old))
    assert done.returncode == 1
    assert f"it is 3.9.1 ({old})" in done.stderr


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("ERROR: No matching distribution found for alembic==1.20.1", ": alembic"),
        ("  cause: Failed to fetch: http://index.invalid/simple/flask-security/", ": flask-security"),
        ("error: Failed to download and build `flask-principal==0.4.0`", ": flask-principal"),
        ("ERROR: THESE DO NOT MATCH\n    polib==1.2.0 from https://index.invalid/polib.whl", ": polib"),
        ("error: the disk is full", ""),
    ],
)
def test_the_package_that_an_installer_complains_of_is_named(output: str, words: str) -> None:
    assert environment.of_package(output) == words


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder, with a space in its name, that the set-up takes for the checkout."""
    root = tmp_path / "a checkout"
    root.mkdir()
    for name in (environment.RUNTIME, environment.DEVELOPMENT):
        (root / name).write_text("polib==1.2.0 \\\n    --hash=sha256:00\n")
    monkeypatch.setattr(environment, "ROOT", root)
    monkeypatch.setattr(environment, "VENV", root / ".venv")
    monkeypatch.setattr(environment, "PYTHON", root / ".venv" / "bin" / "python")
    return root


@pytest.fixture
def installs(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Give the list of what the set-up asks pip to install; pip itself is not run."""
    asked: list[list[str]] = []

    def with_pip(arguments: list[str], _count: int) -> None:
        environment.PYTHON.parent.mkdir(parents=True, exist_ok=True)
        if not environment.PYTHON.exists():
            environment.PYTHON.symlink_to(sys.executable)
        asked.append(arguments)

    monkeypatch.setattr(environment, "find_uv", lambda: None)
    monkeypatch.setattr(environment, "with_pip", with_pip)
    return asked


def test_a_second_set_up_installs_nothing(installs: list[list[str]]) -> None:
    assert [environment.install([environment.RUNTIME]) for _ in range(3)] == [True, False, False]
    assert len(installs) == 1


def test_a_changed_lock_file_is_installed(installs: list[list[str]], checkout: Path) -> None:
    environment.install([environment.RUNTIME])
    (checkout / environment.RUNTIME).write_text("polib==1.2.1 \\\n    --hash=sha256:00\n")
    assert environment.install([environment.RUNTIME])
    assert (checkout / ".venv").exists()


def test_an_environment_whose_python_is_gone_is_made_anew(installs: list[list[str]]) -> None:
    environment.install([environment.RUNTIME])
    environment.PYTHON.unlink()
    environment.PYTHON.symlink_to("/no/such/python")
    environment.install([environment.RUNTIME])
    assert environment.PYTHON.exists()


def test_the_tests_need_more_than_a_run(installs: list[list[str]]) -> None:
    environment.install([environment.RUNTIME])
    assert environment.install([environment.RUNTIME, environment.DEVELOPMENT])
    assert not environment.install([environment.RUNTIME])


def test_a_moved_checkout_gets_a_new_environment(
    installs: list[list[str]], checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment.install([environment.RUNTIME])
    (checkout / ".venv" / "old").touch()
    moved = checkout.rename(checkout.with_name("elsewhere"))
    for name, path in {"ROOT": moved, "VENV": moved / ".venv", "PYTHON": moved / ".venv/bin/python"}.items():
        monkeypatch.setattr(environment, name, path)
    assert environment.install([environment.RUNTIME])
    assert not (moved / ".venv" / "old").exists()


def test_a_python_without_its_venv_module_is_said_with_the_remedy(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "find_uv", lambda: None)
    monkeypatch.setattr(environment, "find_spec", lambda name: None if name == "ensurepip" else True)
    with pytest.raises(environment.SetupError, match=r"apt install python3\.\d+-venv"):
        environment.install([environment.RUNTIME])


def test_a_failing_installer_is_quoted_without_its_retries(checkout: Path) -> None:
    talk = "print('WARNING: Retrying'); print('No matching distribution found for polib'); raise SystemExit(1)"
    with pytest.raises(environment.SetupError) as stopped:
        environment.run_or_stop([sys.executable, "-c", talk])
    assert "could not be had: polib." in str(stopped.value)
    assert "Retrying" not in str(stopped.value)


@pytest.fixture
def taken_port() -> int:
    """Give a port that another program listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_a_taken_port_is_said_in_one_line(taken_port: int) -> None:
    with pytest.raises(SystemExit, match=f"Port {taken_port} is taken") as stopped:
        serve.check_free("127.0.0.1", taken_port)
    assert "\n" not in str(stopped.value)


def test_a_free_port_passes(taken_port: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        free = listener.getsockname()[1]
    serve.check_free("127.0.0.1", free)


@pytest.mark.parametrize("text", ["0", "65536", "-1", "http", "8097 ", "٨٠٩٧"])
def test_a_port_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(SystemExit, match="PORT must be a number"):
        serve.read_port(text)


def test_the_port_has_a_default_and_can_be_chosen() -> None:
    assert (serve.read_port(""), serve.read_port("8100")) == (serve.PORT, 8100)


def test_a_named_chromium_goes_before_any_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = fake_python(tmp_path, "my-chromium", "156", fits=True)
    monkeypatch.setenv("CHROMIUM", str(named))
    assert chromium.find() == str(named)


def test_a_chromium_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/no/such/chromium")
    with pytest.raises(SystemExit, match="CHROMIUM=/no/such/chromium is not a program"):
        chromium.main()


def test_no_chromium_at_all_is_said_with_the_remedy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(chromium, "find", lambda: None)
    with pytest.raises(SystemExit, match="apt install chromium"):
        chromium.main()


@pytest.fixture
def apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a PATH with nothing but an apt-get whose `install` brings a chromium."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(chromium, "BUNDLES", ())
    program = tmp_path / "apt-get"
    brings = f'printf "#!/bin/sh\\n" > "{tmp_path}/chromium"; /bin/chmod +x "{tmp_path}/chromium"'
    program.write_text(f'#!/bin/sh\necho "$@" >> "{tmp_path}/asked"\n[ "$1" = install ] && {{ {brings}; }}\nexit 0\n')
    program.chmod(0o755)
    return tmp_path


def test_root_gets_debians_chromium(
    apt: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    chromium.main()
    assert capsys.readouterr().out == f"{apt}/chromium\n"
    update, install = (apt / "asked").read_text().splitlines()
    assert update.startswith("update")
    assert install.split()[0] == "install"
    assert install.split()[-1] == "chromium"


def test_nobody_else_is_asked_to_install_anything(apt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit, match="apt install chromium"):
        chromium.main()
    assert not (apt / "asked").exists()


def test_a_kit_asks_once_for_what_is_missing_and_names_what_could_not_be_had(
    apt: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(programs, "EPUBCHECK", apt / "epubcheck.jar")
    programs.main("tests")
    _update, install = (apt / "asked").read_text().splitlines()
    asked = install.split("--no-install-recommends ")[1].split()
    assert len(asked) == len(set(asked))
    assert {package for tool in programs.TESTS for package in tool.debian} == set(asked)
    told = capsys.readouterr().err
    assert "qpdf is not installed (Debian: apt install qpdf; macOS: brew install qpdf)" in told
    assert "chromium is not installed" not in told
    assert programs.missing(programs.TESTS) == [tool for tool in programs.TESTS if tool.name != "chromium"]


def test_a_kit_that_is_there_asks_for_nothing(apt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(programs, "command", lambda name: [name])
    programs.main("peers")
    assert not (apt / "asked").exists()


def test_sudo_is_used_where_it_asks_for_no_password(apt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    sudo = apt / "sudo"
    sudo.write_text(f'#!/bin/sh\necho "sudo $@" >> "{apt}/asked"\n')
    sudo.chmod(0o755)
    packages.install(["qpdf", "qpdf"], [])
    may, update, install = (apt / "asked").read_text().splitlines()
    assert may == "sudo -n true"
    assert update.endswith("apt-get update -q")
    assert install.startswith("sudo -n ")
    assert install.endswith("--no-install-recommends qpdf")


def test_homebrew_installs_where_there_is_no_apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    brew = tmp_path / "brew"
    brew.write_text(f'#!/bin/sh\necho "$@" >> "{tmp_path}/asked"\n')
    brew.chmod(0o755)
    packages.install(["poppler-utils"], ["poppler"])
    packages.install(["libreoffice-writer-nogui"], [])
    assert (tmp_path / "asked").read_text() == "install --quiet poppler\n"


def test_a_missing_program_fails_on_ci_and_is_a_skip_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests import tools as in_tests

    monkeypatch.setattr(programs, "command", lambda _name: None)
    for is_ci, ending in ((False, pytest.skip.Exception), (True, pytest.fail.Exception)):
        monkeypatch.setattr(in_tests, "IS_CI", is_ci)
        assert in_tests.needs("qpdf").args == (not is_ci,)
        with pytest.raises(ending, match="qpdf is not installed"):
            in_tests.command("qpdf")


@pytest.fixture
def strings(tmp_path: Path) -> Path:
    """Give a small program with strings of every kind."""
    (tmp_path / "templates").mkdir()
    shutil.copy(ROOT / "babel.cfg", tmp_path)
    (tmp_path / "a.py").write_text('A = _l("Hello %(name)s")\nB = ngettext("%(num)s page", "%(num)s pages", 3)\n')
    page = '{{ pgettext("state", "Empty") }}\n{# Translators: a verb #}{{ _("Review") }}'
    (tmp_path / "templates" / "a.html").write_text(page + "{% trans %}Two{% endtrans %}")
    return tmp_path


def test_strings_of_every_kind_are_collected(strings: Path) -> None:
    found = catalogs.extract(strings)
    assert {message.id for message in found if message.id} == {
        "Hello %(name)s",
        ("%(num)s page", "%(num)s pages"),
        "Empty",
        "Review",
        "Two",
    }
    assert found.get("Empty", context="state")
    assert found["Review"].auto_comments == ["a verb"]


def test_an_update_keeps_what_is_translated_and_guesses_nothing(strings: Path) -> None:
    old = Catalog(locale="es")
    old.add("Review", "Revisar")
    old.add("Gone", "Ido")
    old.add("Twos", "Dos")
    new = catalogs.merged(old, catalogs.extract(strings), "es")
    assert new["Review"].string == "Revisar"
    assert "Gone" not in new
    assert new["Two"].string == ""
    assert "Review" not in {message.id for message in catalogs.missing(new)}


def test_a_catalog_written_twice_is_the_same_and_compiles(strings: Path) -> None:
    file = strings / "translations" / "es" / "LC_MESSAGES" / "messages.po"
    file.parent.mkdir(parents=True)
    template = catalogs.extract(strings)
    file.write_bytes(catalogs.po_text(catalogs.merged(Catalog(locale="es"), template, "es")))
    text = file.read_text()
    assert "nplurals=2" in text
    assert not re.search(r"^#:|Date:", text, re.M)
    again = catalogs.merged(catalogs._read(file, "es"), template, "es")
    assert catalogs.po_text(again).decode() == text
    assert catalogs.compile_all(strings) == [file.with_suffix(".mo")]
    assert catalogs.compile_all(strings) == []


def test_make_help_tells_of_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^  make ([a-z-]+) +\w", told, re.M)) == targets
    assert set(re.findall(r"^\.PHONY: (.+)", makefile, re.M)[0].split()) == targets


def test_the_programs_of_the_makefile_can_be_started() -> None:
    for name in [
        *re.findall(r"@(scripts/[\w-]+)", (ROOT / "Makefile").read_text()),
        "scripts/find-python",
        ".ci/run",
    ]:
        assert os.access(ROOT / name, os.X_OK), name


@pytest.mark.slow
def test_the_tests_server_ends_with_the_run_that_was_killed(tmp_path: Path) -> None:
    folder = Path(f"/tmp/rectoverso-keeper-{os.getpid()}")
    folder.mkdir(mode=0o711)
    talk = (
        "import os, sys, time; from pathlib import Path; from tests import postgres;"
        "postgres.ensure_running(Path(sys.argv[1]), os.getpid()); print('up', flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", talk, str(folder)], cwd=ROOT, stdout=subprocess.PIPE) as run:
        assert run.stdout
        assert run.stdout.readline() == b"up\n"
        assert (folder / "postgres" / "data" / "postmaster.pid").exists()
        run.send_signal(signal.SIGKILL)
    give_up = time.monotonic() + postgres.START_TIMEOUT_S
    while folder.exists() and time.monotonic() < give_up:
        time.sleep(0.05)
    assert not folder.exists()
