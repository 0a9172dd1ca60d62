"""How two texts are shown with what differs marked."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from blueprints.differences import in_brief, in_one

WORDS = st.lists(st.sampled_from(["el", "río", "<b>", "&", "largo", "de", "todos", "."]), max_size=60).map(" ".join)


def side(marked: Markup, gone: str) -> str:
    """Return the text of one side: without what is marked as `gone`."""
    return Markup(re.sub(rf"<{gone}>.*?</{gone}>|</?(?:ins|del)>", "", marked, flags=re.DOTALL)).unescape()


def test_what_stayed_the_same_is_cut_short_and_what_changed_is_whole() -> None:
    old = "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete."
    new = old.replace("diez", "mil <diez>")
    assert in_brief("cero " + old + " Y más.", "cero " + new + " Y más.") == (
        "… seis siete ocho nueve <ins>mil &lt;</ins>diez<ins>&gt;</ins> once doce trece catorce …"
    )
    assert in_brief("a b", "a c") == "a <del>b</del><ins>c</ins>"
    assert in_brief(old, old + " Fin.") == "… catorce quince dieciséis diecisiete.<ins> Fin.</ins>"
    assert in_brief(old, "Fin. " + old) == "<ins>Fin. </ins>uno dos tres cuatro cinco …"


@settings(max_examples=60)
@given(old=WORDS, new=WORDS)
def test_both_texts_can_be_read_out_of_one(old: str, new: str) -> None:
    marked = in_one(old, new)
    assert marked is not None
    assert (side(marked, "ins"), side(marked, "del")) == (old, new)
    brief = in_brief(old, new)
    assert brief is not None
    assert re.findall("<ins>.*?</ins>|<del>.*?</del>", brief) == re.findall("<ins>.*?</ins>|<del>.*?</del>", marked)
