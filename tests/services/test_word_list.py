"""The group's word list: who may add and remove, what a word is, files in and out."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.errors import BadValue, NotAllowed, NotFound
from domain.permissions import PersonRole
from models import Event, KnownWord
from services import word_list
from services.word_list import PAGE
from tests import factories


def words(session: Session, language: str = "es", **asked: object) -> list[str]:
    page = word_list.page_of(session, factories.person(session, PersonRole.READER).as_actor(), language, **asked)
    return [one.word for one in page.words]


def test_a_word_is_added_once_for_all_varieties(session: Session):
    ana = factories.translator(session)
    assert word_list.add(session, ana, "es-PE", "  huayno ")
    assert not word_list.add(session, ana, "es-MX", "huayno")
    assert words(session, "es") == ["huayno"]
    assert words(session, "pt") == []
    [event] = session.scalars(select(Event).where(Event.name == "word.added"))
    assert event.facts == {"language": "es", "words": 1}


@pytest.mark.parametrize("word", ["", " ", "two words", "1998", "a/b", "*", "x" * 61, "<b>", "a\nb", "'", "palabra,"])
def test_what_is_no_word_is_refused(session: Session, word: str):
    with pytest.raises(BadValue):
        word_list.add(session, factories.translator(session), "es", word)
    assert words(session) == []


@pytest.mark.parametrize("word", ["ñandú", "o’clock", "anti-minero", "Ñuqanchik", "вода", "col·lectiu"])
def test_words_of_every_script_are_words(session: Session, word: str):
    word_list.add(session, factories.translator(session), "qu", word)
    assert words(session, "qu") == [word.replace("’", "'")]


def test_a_language_that_is_none_is_refused(session: Session):
    with pytest.raises(BadValue):
        word_list.add(session, factories.translator(session), "../es", "huayno")


def test_who_translates_adds_and_who_looks_after_the_memory_removes(session: Session):
    ana, reader = factories.translator(session), factories.person(session, PersonRole.READER).as_actor()
    french = factories.translator(session, language="fr")
    for nobody in (reader, french):
        with pytest.raises(NotAllowed):
            word_list.add(session, nobody, "es", "huayno")
        with pytest.raises(NotAllowed):
            word_list.bring(session, nobody, "es", ["huayno"])
    word_list.add(session, ana, "es", "huayno")
    word = session.scalars(select(KnownWord)).one()
    with pytest.raises(NotAllowed):
        word_list.remove(session, ana, word.id)
    publisher = factories.person(session, PersonRole.PUBLISHER).as_actor()
    assert word_list.remove(session, publisher, word.id).word == "huayno"
    assert words(session) == []
    with pytest.raises(NotFound):
        word_list.remove(session, publisher, word.id)


def test_a_file_brings_its_words_and_goes_out_again(session: Session):
    ana = factories.translator(session)
    word_list.add(session, ana, "es", "paro")
    lines = ["# ours", "", "Ñandú", "paro", "huelgazo/S", "two words", "ñandú", "Ñandú"]
    brought = word_list.bring(session, ana, "es", lines)
    assert (brought.added, brought.unchanged, brought.skipped) == (3, 1, 2)
    out = word_list.all_words(session, ana, "es-PE")
    assert sorted(out) == sorted(["huelgazo", "paro", "Ñandú", "ñandú"])
    assert word_list.bring(session, ana, "es", out).added == 0


def test_words_stand_in_the_order_of_their_letters_a_page_at_a_time(session: Session):
    ana = factories.translator(session)
    word_list.bring(session, ana, "es", ["zeta", "Ámbar", "árbol", "azul"])
    assert words(session) == ["Ámbar", "árbol", "azul", "zeta"]
    assert words(session, looked_for="ARB") == ["árbol"]
    assert words(session, looked_for="%") == []
    word_list.bring(session, ana, "es", [f"b{a}{b}" for a in "abcdefghij" for b in "abcdefghij"])
    page = word_list.page_of(session, ana, "es", after=PAGE)
    assert ([one.word for one in page.words], page.total) == (["bjh", "bji", "bjj", "zeta"], PAGE + 4)


def test_a_word_is_known_with_a_capital_where_the_list_has_a_small_letter(session: Session):
    word_list.bring(session, factories.translator(session), "es", ["huayno", "Ukamau", "o'clock"])
    known = word_list.listed(session, "es", {"Huayno", "huayno", "ukamau", "Ukamau", "o’clock", "otra"})
    assert known == {"Huayno", "huayno", "Ukamau", "o’clock"}


def test_every_language_in_use_is_offered(session: Session):
    factories.translation(session, also=("pt-BR",))
    ana = factories.translator(session)
    word_list.add(session, ana, "qu", "ñuqa")
    assert word_list.languages(session, ana) == {"en": 0, "es": 0, "pt": 0, "qu": 1}
