"""Each paragraph gets the role that a reader would give it, and what is in doubt is a paragraph."""

import pytest

from domain.document import Role
from domain.segmentation import guess_roles, segment
from domain.segmentation.dates import is_date, is_month
from domain.segmentation.words import ENGLISH, LANGUAGES, Words
from tests.domain.prose import ENGLISH as BAKERY
from tests.domain.prose import SPANISH as PANADERIA


def roles(*texts: str) -> list[str]:
    """Return the roles of paragraphs, each a blank line apart."""
    return [block.role.value for block in segment("\n\n".join(texts)).blocks]


def role_within(text: str) -> str:
    """Return the role of a paragraph in the middle of an article."""
    blocks = segment("\n\n".join(["The Bakery Stays", *BAKERY[:3], text, *BAKERY[3:]])).blocks
    return next(block.role.value for block in blocks if block.text == text)


def role_at_end(*texts: str) -> list[str]:
    """Return the roles of the last paragraphs of an article."""
    return roles("The Bakery Stays", *BAKERY, *texts)[-len(texts) :]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (["No. 7, June 2004", "The Bakery Stays"], ["masthead", "headline"]),
        (["Vol. 3, Number 2", "The Bakery Stays"], ["masthead", "headline"]),
        (["PRESS RELEASE", "The Bakery Stays"], ["masthead", "headline"]),
        (["From: Ana Pérez", "Subject: bread", "The Bakery Stays"], ["masthead", "masthead", "headline"]),
        (["N.º 7, junio de 2004", "La panadería se queda"], ["masthead", "headline"]),
        (["Comunicado de prensa", "La panadería se queda"], ["masthead", "headline"]),
        (["Año 3, n.º 14", "La panadería se queda"], ["masthead", "headline"]),
        (["3 June 2004", "The Bakery Stays"], ["dateline", "headline"]),
        (["June 2004", "The Bakery Stays"], ["masthead", "headline"]),
        (["The Bakery Stays", "by Maria Lopes"], ["headline", "byline"]),
        (["Statement of the Friends of the Bakery", "The Bakery Stays!"], ["byline", "headline"]),
        (["An Open Letter from the Neighbours", "The Bakery Stays!"], ["byline", "headline"]),
        (["Declaración de los vecinos", "¡La panadería se queda!"], ["byline", "headline"]),
        (["La panadería se queda", "Por María López"], ["headline", "byline"]),
        (["The Bakery Stays", "A Street Without Bread Is a Road"], ["headline", "deck"]),
        (["THE BAKERY STAYS.", "A Street Without Bread Is a Road"], ["headline", "deck"]),
        (["The Bakery Stays", "Introduction"], ["headline", "subhead"]),
        (["The Bakery Stays"], ["headline"]),
        (["¿Quién se lleva el pan?"], ["headline"]),
    ],
)
def test_the_head_of_a_text_is_named(head: list[str], expected: list[str]) -> None:
    assert roles(*head, *BAKERY) == [*expected, *["paragraph"] * len(BAKERY)]


@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        (["Friends of the Bakery", "3 June 2004"], ["signature", "dateline"]),
        (["Long live the bakery!", "Bread for all! Roads for none!"], ["slogan", "slogan"]),
        (
            ["¡Pan para todos!", "Vecinos de la esquina", "Oporto, 3 de junio de 2004"],
            ["slogan", "signature", "dateline"],
        ),
        (["Ana Pérez", "Secretary"], ["signature", "signature"]),
        (["Signed: Ana Pérez"], ["signature"]),
        (["In solidarity,", "Ana Pérez"], ["signature", "signature"]),
        (["Fdo.: Ana Pérez"], ["signature"]),
        (["Grupo internacionalista"], ["signature"]),
        (["June 2004"], ["dateline"]),
        (["###"], ["separator"]),
    ],
)
def test_the_tail_of_a_text_is_named(tail: list[str], expected: list[str]) -> None:
    assert role_at_end(*tail) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What the council said", "subhead"),
        ("What Is to Be Done?", "subhead"),
        ("CHAPTER II", "subhead"),
        ("* * *", "separator"),
        ("---", "separator"),
        ("***", "separator"),
        ("⁂", "separator"),
        ("Figure 2: the oven from above", "caption"),
        ("Foto: la esquina en 1952", "caption"),
        ("Table 3.1. Loaves sold", "caption"),
        ("[1] See the letter of the same year.", "footnote"),
        ("[^2]: See the letter of the same year.", "footnote"),
        ("¹ See the letter of the same year.", "footnote"),
        ("N. de la T.: así en el original.", "footnote"),
        ("3 June 2004", "dateline"),
        ("Down with the four lanes!", "slogan"),
        ("¡ABAJO LOS CUATRO CARRILES!", "slogan"),
        ("- a loaf of rye", "item"),
        ("1. a loaf of rye, and then another", "item"),
        ("She laughed.", "paragraph"),
        ("“What would I need it for?”", "paragraph"),
        ("What would I need it for?", "paragraph"),
        ("Quick, before it is gone!", "paragraph"),
        ("Note: the bakery is closed on Mondays.", "paragraph"),
        ("and then, suddenly,", "paragraph"),
        ("She said the following:", "paragraph"),
        ("It was all over in June 2004, or nearly.", "paragraph"),
    ],
)
def test_what_stands_between_paragraphs_is_named(text: str, expected: str) -> None:
    assert role_within(text) == expected


def test_a_text_without_a_head_or_tail_is_all_paragraphs() -> None:
    assert set(roles(*BAKERY)) == {"paragraph"}
    assert set(roles(*PANADERIA)) == {"paragraph"}


@pytest.mark.parametrize("text", ["The Bakery Stays", "by Maria Lopes", "Bread for all!", "bread"])
def test_a_single_line_is_a_paragraph(text: str) -> None:
    assert roles(text) == ["paragraph"]


def test_a_note_sign_makes_a_note_only_where_it_hangs_on_a_word() -> None:
    assert role_at_end("The letter* was short.", "* The letter of 2004.") == ["paragraph", "footnote"]
    assert role_at_end("The letter was *short*.", "* The letter of 2004.") == ["paragraph", "item"]
    assert role_at_end("The letter was short.", "* The letter of 2004.") == ["paragraph", "item"]


def test_numbered_headings_are_no_items() -> None:
    assert roles("1. The oven", BAKERY[1], "2. The street", BAKERY[4]) == [
        *("subhead", "paragraph") * 2,
    ]


def test_roles_that_are_known_are_kept() -> None:
    texts = ["One", "Two", "Three", BAKERY[0], "Four", BAKERY[1]]
    known = [Role.HEADLINE, Role.SUBHEAD, None, None, Role.ITEM, None]
    assert guess_roles(texts, known) == [
        *(Role.HEADLINE, Role.SUBHEAD, Role.DECK, Role.PARAGRAPH, Role.ITEM, Role.PARAGRAPH),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "23 April 1997",
        "April 23, 1997",
        "April 23rd",
        "the 23rd of April, 1997",
        "Monday, 3 May 2004",
        "Lima, 23 de abril de 1997",
        "Lima, a 23 de abril de 1997",
        "23 de abril del 2004",
        "lunes, 3 de mayo de 2004",
        "1º de mayo de 1998",
        "New York, April 23, 1997",
        "(23 April 1997)",
        "1997-04-23",
        "23/04/1997",
        "23.4.97",
        "3-5 May 2004",
        "3 sept. 2004",
        "12 Dec '97",
    ],
)
def test_dates_are_known_in_many_forms(text: str) -> None:
    assert is_date(text)


@pytest.mark.parametrize(
    "text",
    ["1997", "April 1997", "He came on 23 April 1997.", "23", "May I", "In March they came", "12 men", "1.2.3.4.5", ""],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert not is_date(text)


@pytest.mark.parametrize("text", ["April 1997", "April-May 1997", "abril-mayo de 1997", "1997", "Lima, mayo de 1998"])
def test_months_and_years_are_known(text: str) -> None:
    assert is_month(text)


def test_every_language_has_the_words_that_rules_need() -> None:
    for language in LANGUAGES:
        assert len(language.months) >= 12
        assert len(language.weekdays) == 7
        for name in Words.__dataclass_fields__:
            words = getattr(language, name)
            assert all(word == word.strip().lower() and word for word in words), name


def test_a_language_may_leave_lists_empty() -> None:
    assert Words.of(**dict.fromkeys(Words.__dataclass_fields__, "")).months == ()
    assert ENGLISH.weekdays[0] == "monday"
