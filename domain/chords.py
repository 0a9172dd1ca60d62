"""Keys pressed together, written as text such as `Mod+Shift+S`.

A chord is modifiers in the order Mod, Ctrl, Alt, Shift and one key, joined by `+`. `Mod` is Ctrl on a PC and Cmd on a
Mac; `Ctrl` is the Control key of a Mac. The key is a name (`Enter`, `ArrowDown`, `F2`), a capital letter or a digit
beside modifiers, or alone the character that it types: `a`, `Shift+A`, `?`. static/js/lib/keys.js writes the same.
"""

import re

from domain.errors import AltGrKey, TypingKey, UnreadableKey

PLATFORMS = ("pc", "mac")
MODIFIERS = ("Mod", "Ctrl", "Alt", "Shift")

# What people write for a modifier, in English or Spanish; what Control is depends on the keyboard.
_MODIFIERS = {
    "mod": "Mod", "cmd": "Mod", "command": "Mod", "comando": "Mod", "⌘": "Mod", "ctrl": "Ctrl", "control": "Ctrl",
    "⌃": "Ctrl", "alt": "Alt", "option": "Alt", "opt": "Alt", "opción": "Alt", "⌥": "Alt", "shift": "Shift",
    "mayús": "Shift", "mayus": "Shift", "mayúsculas": "Shift", "⇧": "Shift",
}  # fmt: skip
_NAMED = (
    "Enter", "Escape", "Space", "Tab", "Home", "End", "PageUp", "PageDown", "ArrowUp", "ArrowDown", "ArrowLeft",
    "ArrowRight", "Insert", "Delete", "Backspace", *(f"F{n}" for n in range(1, 13)),
)  # fmt: skip
_KEYS = {name.lower(): name for name in _NAMED} | {
    "return": "Enter", "intro": "Enter", "entrar": "Enter", "↵": "Enter", "↩": "Enter", "esc": "Escape",
    "espacio": "Space", "up": "ArrowUp", "arriba": "ArrowUp", "↑": "ArrowUp", "down": "ArrowDown", "abajo": "ArrowDown",
    "↓": "ArrowDown", "left": "ArrowLeft", "izquierda": "ArrowLeft", "←": "ArrowLeft", "right": "ArrowRight",
    "derecha": "ArrowRight", "→": "ArrowRight", "inicio": "Home", "fin": "End", "page up": "PageUp",
    "page down": "PageDown", "re pág": "PageUp", "av pág": "PageDown", "ins": "Insert", "del": "Delete",
    "supr": "Delete", "⌫": "Backspace",
}  # fmt: skip


_FUNCTION = re.compile(r"(Shift\+)?F\d+")


def parse(text: str, platform: str) -> str:
    """Return the chord that somebody wrote as `text` for `platform`, in the one form that chords have.

    Raises UnreadableKey, and AltGrKey or TypingKey for one that types a character on some keyboard.
    """
    *words, key = _parts(text)
    modifiers = {_MODIFIERS.get(word.lower(), "") for word in words}
    if platform == "pc" and "Ctrl" in modifiers:
        modifiers = (modifiers - {"Ctrl"}) | {"Mod"}
    key = _KEYS.get(key.lower(), key)
    is_character = len(key) == 1 and key.isprintable()
    if "" in modifiers or len(modifiers) != len(words) or not (is_character or key in _NAMED):
        raise UnreadableKey(text=text)
    if is_character:
        key = _character(key, modifiers, text, platform)
    return "+".join([name for name in MODIFIERS if name in modifiers] + [key])


def works_in_fields(chord: str) -> bool:
    """Tell whether the chord can be a command while a field has the focus: it neither types nor moves the caret."""
    return chord.startswith(("Mod+", "Ctrl+", "Alt+")) or chord == "Escape" or bool(_FUNCTION.fullmatch(chord))


def _parts(text: str) -> list[str]:
    """Return what stands between the plus signs; the last may be the plus itself."""
    text = text.strip()
    if text == "+" or text.endswith("++"):
        return [*(part.strip() for part in text[:-2].split("+") if part.strip()), "+"]
    return [part.strip() for part in text.split("+")]


def _character(key: str, modifiers: set[str], text: str, platform: str) -> str:
    """Return a character as chords write it; refuse those that a keyboard needs for typing."""
    if "Alt" in modifiers and "Mod" in modifiers and platform == "pc":
        raise AltGrKey(text=text)  # to Windows, AltGr is Ctrl and Alt together
    if platform == "mac" and "Alt" in modifiers and not modifiers & {"Mod", "Ctrl"}:
        raise TypingKey(text=text)
    if modifiers - {"Shift"}:
        return key.upper() if key.isascii() else key
    if not key.isalpha():
        modifiers.discard("Shift")  # whether Shift types it depends on the keyboard
    return key.upper() if "Shift" in modifiers else key.lower()
