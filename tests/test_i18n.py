"""Which language the interface speaks where no person has said so, and what it needs to start."""

from pathlib import Path

import pytest
from flask import Flask

import i18n
from config import SettingsError


def test_a_missing_catalog_stops_the_start_with_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(i18n, "ROOT", tmp_path)
    with pytest.raises(SettingsError) as stopped:
        i18n.init_app(Flask("empty"))
    assert str(stopped.value) == "The interface in es is not compiled: run make catalogs."


@pytest.mark.parametrize(
    ("terminal", "language"),
    [
        ({"LANG": "es_PE.UTF-8"}, "es"),
        ({"LANG": "es_PE.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "es_ES", "LC_MESSAGES": "en_GB"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_command_line_speaks_the_terminals_language(
    monkeypatch: pytest.MonkeyPatch, terminal: dict[str, str], language: str
) -> None:
    for name in ("LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    for name, value in terminal.items():
        monkeypatch.setenv(name, value)
    assert i18n.pick_locale() == language
