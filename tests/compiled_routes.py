"""Routes compiled once a worker: each test has an application of its own, and this was most of making it.

What werkzeug compiles for a rule is a function of the rule alone, so the applications of a process can share it.
"""

from collections.abc import Callable, Hashable
from typing import Any

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]
COMPILED: dict[Hashable, Builder] = {}
compile_anew = Rule._compile_builder


def compile_once(rule: Rule, append_unknown: bool = True) -> Builder:
    """Return the function that writes the addresses of `rule`, made by werkzeug the first time."""
    key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
    if key not in COMPILED:
        COMPILED[key] = compile_anew(rule, append_unknown)
    return COMPILED[key]


def share() -> None:
    """Let every application that this process makes from now on share what was compiled."""
    patched: Any = Rule
    patched._compile_builder = compile_once
