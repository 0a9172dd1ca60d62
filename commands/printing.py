"""How printed pages are set, as options of every command that writes them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import click

from domain.errors import BadValue

HELP = {
    "type_size": "Type size of printed pages: small, normal, large or large-print (16 points at least).",
    "margins": "Margins of printed pages: narrow, normal or wide.",
    "binding": "Binding of printed pages, for room at the fold: none, stapled or glued.",
}


def preset_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give `command` an option for each preset, by the name of its field; None for what is left open."""
    for name, words in reversed(HELP.items()):
        command = click.option(f"--{name.replace('_', '-')}", name, help=words)(command)
    return command


def with_presets(options: Any, given: dict[str, str | None]) -> Any:
    """Return formats.base.Options with the presets that were `given`. Raises BadValue for one that there is not."""
    from formats.base import PRESETS

    for name, value in given.items():
        if value is not None and value not in list(PRESETS[name]):
            raise BadValue(field=name, value=value)
    chosen = {name: PRESETS[name](value) for name, value in given.items() if value is not None}
    return replace(options, **chosen)
