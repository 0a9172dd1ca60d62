"""How chords are called on the keys themselves: in the person's language, on a PC's keyboard and on a Mac's."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

Name = str | LazyString

# What a screen reader says where a key shows a sign.
_SPOKEN: dict[str, Name] = {
    "⌘": "Cmd", "⌃": "Control", "⌥": _l("Option"), "⇧": _l("Shift"), "↩": _l("Enter"), "↑": _l("Up arrow"),
    "↓": _l("Down arrow"), "←": _l("Left arrow"), "→": _l("Right arrow"), "?": _l("question mark"), "/": _l("slash"),
}  # fmt: skip
_ARROWS: dict[str, Name] = {"ArrowUp": "↑", "ArrowDown": "↓", "ArrowLeft": "←", "ArrowRight": "→"}
_NAMES: dict[str, dict[str, Name]] = {
    "pc": {
        "Mod": "Ctrl", "Ctrl": "Ctrl", "Alt": "Alt", "Shift": _l("Shift"), "Enter": _l("Enter"), "Escape": "Esc",
        "Space": _l("Space"), "Home": _l("Home"), "End": _l("End"), "PageUp": _l("Page Up"),
        "PageDown": _l("Page Down"), "Insert": _l("Insert"), "Delete": _l("Del"), "Backspace": _l("Backspace"),
    } | _ARROWS,
    "mac": {
        "Mod": "⌘", "Ctrl": "⌃", "Alt": "⌥", "Shift": "⇧", "Enter": "↩", "Escape": "esc", "Space": _l("Space"),
        "Home": _l("Home"), "End": _l("End"), "PageUp": _l("Page Up"), "PageDown": _l("Page Down"),
        "Insert": _l("Insert"), "Delete": _l("Del"), "Backspace": _l("Backspace"),
    } | _ARROWS,
}  # fmt: skip


def key_names(chord: str, platform: str) -> Iterator[tuple[str, str]]:
    """Yield what stands on each key of `chord`, and what is said of it ("" where that is the same)."""
    for part in _parts(chord):
        shown = _NAMES[platform].get(part, part)
        yield str(shown), str(_SPOKEN.get(str(shown), ""))


def in_words(chord: str, platform: str) -> str:
    """Return `chord` in one line, such as "Ctrl+Enter" or "⌘⇧S"."""
    return ("" if platform == "mac" else "+").join(shown for shown, _ in key_names(chord, platform))


def as_written(chord: str, platform: str) -> str:
    """Return `chord` as people write it in a field, and as domain.chords.parse reads it: "Ctrl+Enter", "Cmd+Enter"."""
    return chord.replace("Mod+", "Cmd+" if platform == "mac" else "Ctrl+")


def _parts(chord: str) -> list[str]:
    return [*chord[:-2].split("+"), "+"] if chord.endswith("++") else [chord] if chord == "+" else chord.split("+")
