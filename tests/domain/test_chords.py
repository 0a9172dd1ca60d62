"""Chords: one written form for what people write, and nothing that somebody's keyboard types with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.chords import MODIFIERS, PLATFORMS, parse, works_in_fields
from domain.errors import AltGrKey, KeyProblem, TypingKey, UnreadableKey


@pytest.mark.parametrize(
    ("text", "pc", "mac"),
    [
        ("Ctrl+Enter", "Mod+Enter", "Ctrl+Enter"),
        ("cmd + s", "Mod+S", "Mod+S"),
        ("Mayús+Ctrl+Intro", "Mod+Shift+Enter", "Ctrl+Shift+Enter"),
        ("shift+alt+ñ", "Alt+Shift+ñ", None),
        ("Alt+abajo", "Alt+ArrowDown", "Alt+ArrowDown"),
        ("⌘⌥", None, None),
        ("⌘+⌥+↑", "Mod+Alt+ArrowUp", "Mod+Alt+ArrowUp"),
        ("⌘+⌥+k", None, "Mod+Alt+K"),
        ("G", "g", "g"),
        ("shift+a", "Shift+A", "Shift+A"),
        ("shift+?", "?", "?"),
        ("?", "?", "?"),
        ("+", "+", "+"),
        ("ctrl++", "Mod++", "Ctrl++"),
        ("ctrl+7", "Mod+7", "Ctrl+7"),
        ("esc", "Escape", "Escape"),
        ("f2", "F2", "F2"),
        (" Alt+Shift+s ", "Alt+Shift+S", None),
    ],
)
def test_what_people_write_has_one_form(text: str, pc: str | None, mac: str | None) -> None:
    for platform, expected in (("pc", pc), ("mac", mac)):
        if expected is None:
            with pytest.raises(KeyProblem):
                parse(text, platform)
        else:
            assert parse(text, platform) == expected


@pytest.mark.parametrize(
    "text", ["", " ", "Ctrl", "Ctrl+", "Hyper+A", "Ctrl+Ctrl+A", "Ctrl+AB", "F13", "\0", "Ctrl+\u200b"]
)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_is_no_key_is_not_read(text: str, platform: str) -> None:
    with pytest.raises(UnreadableKey):
        parse(text, platform)


@pytest.mark.parametrize("key", ["e", "2", "@", "ñ"])
def test_what_types_is_refused(key: str) -> None:
    for text in (f"Ctrl+Alt+{key}", f"Alt+Ctrl+Shift+{key}"):
        with pytest.raises(AltGrKey):
            parse(text, "pc")
    for text in (f"Option+{key}", f"Option+Shift+{key}"):
        with pytest.raises(TypingKey):
            parse(text, "mac")
    assert parse("Ctrl+Alt+Enter", "pc") == "Mod+Alt+Enter"


KEYS = [*"abAB129?ñ+/", "Enter", "ArrowUp", "F5", "Space"]


@given(
    modifiers=st.sets(st.sampled_from(MODIFIERS)), key=st.sampled_from(KEYS),
    platform=st.sampled_from(PLATFORMS), order=st.randoms(),
)  # fmt: skip
def test_a_chord_read_again_is_itself(modifiers, key, platform, order):
    words = list(modifiers)
    order.shuffle(words)
    try:
        chord = parse("+".join([*words, key]), platform)
    except KeyProblem:
        return
    assert parse(chord, platform) == chord
    names = [name for name in MODIFIERS if chord.startswith(name + "+") or f"+{name}+" in chord]
    assert set(names) <= modifiers | {"Mod"}


@given(text=st.text(max_size=30), platform=st.sampled_from(PLATFORMS))
def test_any_text_is_a_chord_or_refused(text, platform):
    try:
        chord = parse(text, platform)
    except KeyProblem:
        return
    assert parse(chord, platform) == chord


def test_only_what_neither_types_nor_moves_works_in_fields() -> None:
    assert all(map(works_in_fields, ("Mod+S", "Alt+ArrowDown", "Ctrl+Shift+Q", "Escape", "F2", "Shift+F3")))
    assert not any(map(works_in_fields, ("a", "Shift+A", "?", "Home", "Enter", "Tab", "Shift+Enter", "Space")))
