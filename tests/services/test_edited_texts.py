"""The text of a target: stored as it was typed, but for what no text may hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from domain.errors import (
    TextTooLong,
)
from domain.states import State
from models import Target
from services import editing
from services.editing import Conflict, clean
from tests.services.rows import history, target


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("uno\r\ndos\rtres", "uno\ndos\ntres"),
        ("uno\x0bdos\x0ctres\x85cuatro\u2028cinco", "uno\ndos\ntres\ncuatro\ncinco"),
        ("a\0b", "ab"),
        ("a\x01\x1f\x7f\x80\x9fb\tc", "ab\tc"),
        ("a\ud800b\udfff", "ab"),
        ("a\ufffeb\uffffc\ufdd0d\U0001ffff", "abcd"),
        ("cancio\u0301n", "canción"),
        ("e\x01\u0301", "é"),
        ("\ufb01n", "\ufb01n"),
        ("\u202bשלום\u202c \u200f\u2067x\u2069", "\u202bשלום\u202c \u200f\u2067x\u2069"),
        ("a\u00adb\u200bc\u200dd\ufeffe\ue000f", "a\u00adb\u200bc\u200dd\ufeffe\ue000f"),
        ("  uno \n", "  uno \n"),
        ("", ""),
        (" \r\n\t\u00a0\u3000\0", ""),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("{{ config }} {% raw %} {# x #}", "{{ config }} {% raw %} {# x #}"),
        ("# [a](javascript:x) `b` &amp; &#0;", "# [a](javascript:x) `b` &amp; &#0;"),
        ("'; DROP TABLE target; --", "'; DROP TABLE target; --"),
    ],
)
def test_a_text_is_stored_as_it_is_but_for_what_no_text_may_hold(session, ana, here, typed, stored):
    saved = editing.save(session, ana, here, typed, version=0)
    session.commit()
    assert target(session, here).text == stored
    assert saved.state is (State.DRAFT if stored else State.UNTRANSLATED)
    assert editing.save(session, ana, here, typed, version=0).is_changed is False


@given(st.text(st.characters(), max_size=60))
def test_cleaning_a_text_again_changes_nothing_and_leaves_what_can_be_stored(text):
    once = clean(text)
    assert clean(once) == once
    once.encode("utf-8")
    assert bool(once) == bool(once.strip())
    assert not {"\0", "\r", "\x0b", "\x85", "\ufffe", "\uffff"} & set(once)


@given(st.text(st.sampled_from("ab \n\0\r\x85\u0301é\u2028"), max_size=20))
def test_cleaning_joins_no_two_words(text):
    words = "".join(" " if character in "\r\x85\u2028" else character for character in text).replace("\0", "")
    assert len(clean(text).split()) == len(words.split())


def test_two_hundred_thousand_characters_are_taken_and_one_more_is_not(session, ana, here):
    longest = "áéí…🙂" * 40_000
    assert len(longest) == editing.LONGEST_TARGET == 200_000
    with pytest.raises(TextTooLong) as too_long:
        editing.save(session, ana, here, longest + "x", version=0)
    assert too_long.value.facts == {"length": 200_001, "limit": 200_000}
    assert history(session, here) == []
    assert editing.save(session, ana, here, longest, version=0).version == 1
    session.commit()
    assert target(session, here).text == longest
    assert isinstance(editing.save(session, ana, here, longest[1:], version=0), Conflict)


def test_what_the_limit_counts_is_what_is_stored(session, ana, here):
    assert editing.save(session, ana, here, "a\u0301" * 200_000, version=0).version == 1


@pytest.mark.parametrize("values", [{"text": "x"}, {"state": State.DRAFT}])
def test_the_database_itself_holds_empty_and_untranslated_together(session, ana, here, values):
    with pytest.raises(IntegrityError, match="empty_is_untranslated"):
        session.execute(update(Target).where(Target.id == here).values(values))
