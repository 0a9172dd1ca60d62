"""Settings: each wrong one stops the start with one sentence; secrets are made once and are nobody else's."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config import SECRETS, SettingsError, read_settings

ROOT = Path(__file__).resolve().parent.parent
OWN_SECRETS = dict.fromkeys(SECRETS, "a long random value")
MAIL = {"MAIL_SERVER": "mail.example.org", "MAIL_SENDER": "desk@example.org", "PUBLIC_URL": "https://desk.example.org"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://localhost/desk"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "sqlite:////no/such/folder/desk.sqlite3"),
        ("DATABASE_URL", "postgresql://ana:secret@localhost:port/desk"),
        ("DATABASE_URL", "postgresql://localhost"),
        ("DATABASE_URL", "postgresql+psycopg2://localhost/desk"),
        ("DATABASE_URL", "desk.sqlite3"),
        ("PUBLIC_URL", "desk.example.org"),
        ("PUBLIC_URL", "ftp://desk.example.org"),
        ("PUBLIC_URL", "https://"),
        ("PUBLIC_URL", "https://desk.example.org:port"),
        ("PUBLIC_URL", "https://[desk"),
        ("PUBLIC_URL", "https://desk.example.org/?a=b"),
        ("UPLOAD_LIMIT_MB", "0"),
        ("UPLOAD_LIMIT_MB", "-1"),
        ("UPLOAD_LIMIT_MB", "20 MB"),
        ("UPLOAD_LIMIT_MB", "2.5"),
        ("UPLOAD_LIMIT_MB", "٢٠"),
        ("UPLOAD_LIMIT_MB", "9" * 5000),
        ("SEGMENT_LIMIT", "many"),
        ("TRUSTED_PROXIES", "-1"),
        ("JOBS_URL", "mysql://ana:secret@localhost/queue"),
        ("JOBS_URL", "queue.sqlite3"),
        ("JOB_MEMORY_MB", "-1"),
        ("JOB_MINUTES", "0"),
        ("JOB_FILE_MB", "2000"),
        ("JOB_FILES_MB", "much"),
        ("MAIL_PORT", "smtp"),
        ("MAIL_PORT", "70000"),
        ("MAIL_TLS", "yes"),
        ("MAIL_SENDER", ""),
        ("MAIL_SENDER", "the desk"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_sentence_that_names_it(tmp_path, name, value):
    with pytest.raises(SettingsError) as stopped:
        read_settings({**OWN_SECRETS, **MAIL, name: value}, tmp_path)
    sentence = str(stopped.value)
    assert name in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 250
    assert "secret" not in sentence


def test_mail_needs_to_know_the_address_that_its_links_lead_to(tmp_path):
    with pytest.raises(SettingsError, match="PUBLIC_URL"):
        read_settings({**OWN_SECRETS, **MAIL, "PUBLIC_URL": ""}, tmp_path)


def test_a_wrong_setting_ends_the_program_with_its_sentence_and_nothing_else(tmp_path):
    environment = {**os.environ, **OWN_SECRETS, "DATABASE_URL": "mysql://x"}
    command = [sys.executable, "-m", "flask", "routes"]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 1
    assert ended.stderr == "DATABASE_URL must begin with sqlite:/// or postgresql://, not mysql:.\n"


@pytest.mark.parametrize(
    ("name", "value", "key", "read"),
    [
        ("DATABASE_URL", "postgres://ana@db/desk", "SQLALCHEMY_DATABASE_URI", "postgresql+psycopg://ana@db/desk"),
        ("DATABASE_URL", "postgresql://ana@db/desk", "SQLALCHEMY_DATABASE_URI", "postgresql+psycopg://ana@db/desk"),
        ("DATABASE_URL", "sqlite:///desk.sqlite3", "SQLALCHEMY_DATABASE_URI", "sqlite:///desk.sqlite3"),
        ("PUBLIC_URL", "https://desk.example.org/", "PUBLIC_URL", "https://desk.example.org"),
        ("PUBLIC_URL", "https://desk.example.org", "SESSION_COOKIE_SECURE", True),
        ("PUBLIC_URL", "http://127.0.0.1:8000", "SESSION_COOKIE_SECURE", False),
        ("UPLOAD_LIMIT_MB", "50", "UPLOAD_LIMIT_MB", 50),
        ("SEGMENT_LIMIT", "5", "SEGMENT_LIMIT", 5),
        ("MAIL_TLS", "0", "MAIL_USE_TLS", False),
        ("MAIL_TLS", "1", "MAIL_USE_TLS", True),
        ("MAIL_PORT", "25", "MAIL_PORT", 25),
    ],
)
def test_a_setting_is_read(tmp_path, name, value, key, read):
    assert read_settings({**OWN_SECRETS, name: value}, tmp_path)[key] == read


def test_what_is_not_set_or_set_to_nothing_has_its_default(tmp_path):
    settings = read_settings(OWN_SECRETS, tmp_path)
    assert settings["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{tmp_path / 'rectoverso.sqlite3'}"
    assert (settings["UPLOAD_LIMIT_MB"], settings["SEGMENT_LIMIT"]) == (20, 100_000)
    assert (settings["MAIL_SERVER"], settings["MAIL_PORT"], settings["MAIL_USE_TLS"]) == (None, 587, True)
    nothing = {"DATABASE_URL": "", "UPLOAD_LIMIT_MB": "", "PUBLIC_URL": "", "MAIL_PORT": "", "MAIL_TLS": ""}
    assert read_settings({**OWN_SECRETS, **nothing}, tmp_path) == settings


def test_secrets_are_made_once_for_their_owner_alone(tmp_path):
    instance = tmp_path / "a folder with spaces"
    first = read_settings({}, instance)
    file = instance / "secrets.env"
    assert file.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in instance.iterdir()] == ["secrets.env"]
    values = [first["SECRET_KEY"], first["SECURITY_PASSWORD_SALT"], *first["SECURITY_TOTP_SECRETS"].values()]
    assert len(set(values)) == 3
    assert all(len(value) >= 40 for value in values)
    assert read_settings({}, instance) == first
    assert read_settings(dict.fromkeys(SECRETS, ""), instance) == first


def test_two_installations_have_different_secrets(tmp_path):
    assert read_settings({}, tmp_path / "a")["SECRET_KEY"] != read_settings({}, tmp_path / "b")["SECRET_KEY"]


def test_secrets_of_the_environment_come_first_and_leave_no_file(tmp_path):
    settings = read_settings(OWN_SECRETS, tmp_path)
    assert settings["SECRET_KEY"] == "a long random value"
    assert not (tmp_path / "secrets.env").exists()
    mixed = read_settings({"SECRET_KEY": "mine"}, tmp_path)
    assert mixed["SECRET_KEY"] == "mine"
    assert len(mixed["SECURITY_PASSWORD_SALT"]) >= 40


@pytest.mark.parametrize("content", [b"SECRET_KEY=only\n", b"", b"\xff\xfe not text"])
def test_a_file_of_secrets_that_lacks_one_stops_the_start(tmp_path, content):
    (tmp_path / "secrets.env").write_bytes(content)
    with pytest.raises(SettingsError, match=r"secrets\.env"):
        read_settings({}, tmp_path)


def test_secrets_that_cannot_be_written_stop_the_start(tmp_path):
    (tmp_path / "instance").write_text("a file where the folder should be")
    with pytest.raises(SettingsError, match="cannot be read or written"):
        read_settings({}, tmp_path / "instance")


def test_who_comes_second_takes_the_secrets_of_the_first(tmp_path, monkeypatch):
    real = os.link

    def late(own: Path, file: Path) -> None:
        file.write_text("".join(f"{name}=theirs {name}\n" for name in SECRETS))
        real(own, file)

    monkeypatch.setattr(os, "link", late)
    assert read_settings({}, tmp_path)["SECRET_KEY"] == "theirs SECRET_KEY"
    assert [entry.name for entry in tmp_path.iterdir()] == ["secrets.env"]


def test_processes_that_start_at_once_agree_on_the_secrets(tmp_path):
    program = (
        "import sys, pathlib, config\n"
        "print('ready', flush=True)\n"
        "sys.stdin.readline()\n"
        "print(config.read_settings({}, pathlib.Path(sys.argv[1]))['SECRET_KEY'])\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "instance")]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    processes = [subprocess.Popen(command, **pipes) for _ in range(6)]
    assert [process.stdout.readline() for process in processes] == ["ready\n"] * 6
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    answers = {process.communicate(timeout=120)[0] for process in processes}
    assert [process.returncode for process in processes] == [0] * 6
    assert answers == {read_settings({}, tmp_path / "instance")["SECRET_KEY"] + "\n"}
