"""Whose words a text is made of: the attacks that the four-eyes rule must withstand, and whom it must let pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.authorship import Draft, wrote_any_of

A, B = 1, 2
History = tuple[tuple[int, str], ...]


def wrote(person: int, *history: tuple[int, str], approved: str = "") -> bool:
    """Tell whether `person` is an author of the last text of `history`, a chain of revisions."""
    drafts, before = [], approved
    for author, text in history:
        drafts.append(Draft(author, before, text))
        before = text
    return wrote_any_of(person, before, drafts)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param(((A, "El río es de todos."),), id="wrote all of it"),
        pytest.param(((A, "El río es de todos."), (B, "El río es de nadie.")), id="wrote what the other left"),
        pytest.param(((B, "El río es de todos."), (A, "El lago es de todos.")), id="replaced a word"),
        pytest.param(((B, "El río es de todos."), (A, "El gran río es de todos.")), id="put a word in"),
        pytest.param(((B, "No es verdad."), (A, "Es verdad.")), id="took the first word out"),
        pytest.param(((B, "Eso no es verdad."), (A, "Eso es verdad.")), id="took a word out"),
        pytest.param(((B, "Es verdad, no."), (A, "Es verdad.")), id="took the last word out"),
        pytest.param(((B, "Sí, claro."), (A, "Sí claro.")), id="took a comma out"),
        pytest.param(((B, "Vino."), (A, "¿Vino?")), id="made a question of it"),
        pytest.param(((B, "Hola"), (A, "Hola 🙂")), id="put an emoji in"),
        pytest.param(((B, "pérdida"), (A, "perdida")), id="took an accent off"),
        pytest.param(((B, "x es"), (A, "x̂ es")), id="put a combining mark on"),
        pytest.param(((B, "uno dos"), (A, "uno_dos")), id="put an underscore in"),
        pytest.param(((B, "La casa blanca"), (A, "La Casa Blanca")), id="changed the case"),
        pytest.param(((B, "sobre todo"), (A, "sobretodo")), id="joined two words"),
        pytest.param(((B, "uno dos"), (A, "uno\u200bdos")), id="put an invisible character in"),
        pytest.param(((B, "*uno* dos"), (A, "uno dos")), id="took emphasis away"),
        pytest.param(((A, "uno dos"), (B, ""), (B, "uno dos")), id="deleted and typed again by another"),
        pytest.param(((A, "uno dos tres"), (B, "cuatro"), (B, "uno dos tres")), id="replaced and restored by another"),
        pytest.param(((B, "yo no quiero"), (A, "yo quiero"), (B, "él quiero")), id="gap beside a rewritten word"),
        pytest.param(((B, "yo no quiero"), (A, "yo quiero"), (B, "yo, quiero")), id="gap filled with a comma"),
        pytest.param(((B, "yo no voy"), (A, "yo xx voy"), (B, "yo voy")), id="replaced by what another took out"),
        pytest.param(((B, "yo no lo quiero"), (A, "yo quiero"), (B, "él lo quiero")), id="gap half restored"),
        pytest.param(((B, "el gato come"), (A, "el gato rojo come"), (B, "rojo el gato come")), id="moved by another"),
        pytest.param(((B, "el gato come"), (A, "el gato rojo come"), (B, "muy rojo el gato come")), id="moved, too"),
        pytest.param(((B, "perro muerde hombre"), (A, "hombre muerde perro")), id="put in another order"),
        pytest.param(((A, "我们要和平与正义"), (B, "我们要和平与自由")), id="a script without spaces"),
        pytest.param(((A, "เราต้องการสันติภาพ"), (B, "เราต้องการความสงบ")), id="Thai"),
        pytest.param(((A, "🙂 hola"), (B, "🙂 adiós")), id="an emoji is left"),
        pytest.param(((A, "100 %"), (B, "100 por ciento")), id="a number is left"),
        pytest.param(((A, "…"),), id="punctuation is all there is"),
    ],
)  # fmt: skip
def test_a_person_whose_change_is_still_there_is_an_author(history: History):
    assert wrote(A, *history)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param(((B, "El río es de todos."),), id="wrote nothing"),
        pytest.param(((A, "El río es de todos."), (B, "Un lago para nadie.")), id="every word was replaced"),
        pytest.param(((A, "¡Hola, mundo!"), (B, "¡Adiós, planeta!")), id="only punctuation is left"),
        pytest.param(((B, "uno dos"), (A, "uno gran dos"), (B, "uno dos")), id="taken out again"),
        pytest.param(((B, "uno dos"), (A, "uno"), (B, "uno dos")), id="the gap was closed again"),
        pytest.param(((B, "uno dos"), (A, "uno gran dos"), (B, "uno buen dos")), id="the word was replaced"),
        pytest.param(((B, "yo no voy"), (A, "yo voy"), (B, "ella no voy")), id="the gap was closed beside a new word"),
        pytest.param(((B, "es muy bueno"), (A, "es bueno"), (B, "es bastante bueno")), id="the gap was filled"),
        pytest.param(((B, "Hola."), (A, "Hola!"), (B, "Hola.")), id="the mark was put back"),
        pytest.param(((B, "uno dos"), (A, " uno\n\ndos  "), (B, "uno\u00a0dos")), id="white space"),
        pytest.param(((B, "uno dos"), (A, ""), (B, "tres cuatro")), id="cleared, then written anew by another"),
        pytest.param(
            ((B, "El club se reunió."), (A, "El club de la villa se reunió."), (B, "El club se reunió en la plaza.")),
            id="a short word that both happened to use",
        ),
        pytest.param(((A, "uno"), (B, "dos"), (A, "tres"), (B, "cuatro")), id="all of several drafts replaced"),
        pytest.param(
            ((B, "casa grande y bonita"), (A, "casa grande y bonita, grande"), (B, "grande casa y bonita")),
            id="the same word of another was moved",
        ),
    ],
)  # fmt: skip
def test_a_person_whose_words_are_all_gone_is_none(history: History):
    assert not wrote(A, *history)


def test_what_stood_in_the_approved_text_is_nobodys():
    assert not wrote(A, (B, "uno dos tres"), approved="uno dos")
    assert wrote(B, (B, "uno dos tres"), approved="uno dos")


def test_a_text_written_before_the_approval_counts_when_it_comes_back():
    approved = "Un texto aprobado."
    past = Draft(A, approved, "Un texto mejor.", is_past=True)
    assert wrote_any_of(A, "Un texto mejor.", [past, Draft(B, approved, "Un texto mejor.")])
    assert not wrote_any_of(A, "Un texto nuevo.", [past, Draft(B, approved, "Un texto nuevo.")])


def test_what_a_text_before_the_approval_lacked_is_nobodys_doing():
    approved = "Un texto muy largo."
    past = Draft(A, approved, "Un texto largo.", is_past=True)
    assert not wrote_any_of(A, "Un texto largo.", [past, Draft(B, approved, "Un texto largo.")])


@given(
    st.lists(st.sampled_from(["uno", "dos", "tres", ",", "."]), max_size=8),
    st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["azul", "rojo", ".", "take out", "move"])), max_size=4),
    st.integers(0, 8),
)
def test_a_word_that_only_this_person_wrote_never_hides(base, edits, at):
    """Whatever others do around it: as long as the word stands there, the person is an author."""
    own = [*base[:at], "inaudito", *base[at:]]
    history = [(B, " ".join(base)), (A, " ".join(own))]
    now = own
    for place, what in edits:
        if what == "take out":
            now = [w for n, w in enumerate(now) if n != place or w == "inaudito"]
        else:
            now = [w for w in now if w != "inaudito"] if what == "move" else now
            now = [*now[:place], "inaudito" if what == "move" else what, *now[place:]]
        history.append((B, " ".join(now)))
    assert "inaudito" in now
    assert wrote(A, *history)


@given(st.lists(st.sampled_from(["uno", "dos", "tres"]), min_size=1, max_size=8), st.data())
def test_who_reverts_a_change_frees_its_author(base, data):
    at = data.draw(st.integers(0, len(base)))
    changed = data.draw(st.sampled_from([[*base[:at], "ajeno", *base[at:]], [*base[:at], *base[at + 1 :]]]))
    assert not wrote(A, (B, " ".join(base)), (A, " ".join(changed)), (B, " ".join(base)))


@given(st.text(max_size=30), st.text(max_size=30))
def test_nobody_is_an_author_who_wrote_nothing(first, second):
    assert not wrote(A, (B, first), (B, second))


@pytest.mark.parametrize(
    "history",
    [
        ((A, "la " * 66_000), (B, "lo la " * 33_000)),
        ((B, "la lo " * 33_000), (A, "la " * 66_000), (B, "lo la " * 33_000)),
        tuple((author, f"{'la lo ' * 2_000}{n}") for n, author in enumerate([A, B] * 40)),
        ((A, "漢" * 200_000), (B, "漢字" * 100_000)),
        ((A, "🙂" * 200_000), (B, "🙂🙃" * 100_000)),
        tuple((author, f"{f'w{author} ' * 20_000}{n}") for n, author in enumerate([A, B] * 150)),
    ],
)
def test_a_text_too_long_to_compare_is_decided_against_whoever_had_a_hand_in_it(history: History):
    assert wrote(A, *history)


def test_a_long_text_with_one_word_changed_is_decided_rightly():
    words = [f"palabra{n}" for n in range(16_000)]
    mine = [*words[:100], "mía", *words[100:]]
    other = [*words[:12_000], "suya", *words[12_000:]]
    assert wrote(A, (B, " ".join(words)), (A, " ".join(mine)), (B, " ".join([*mine, "fin"])))
    assert not wrote(A, (B, " ".join(words)), (A, " ".join(mine)), (B, " ".join(other)))


def test_a_long_text_rewritten_by_another_frees_its_author():
    mine = " ".join(f"palabra{n}" for n in range(14_000))
    other = " ".join(f"término{n}" for n in range(14_000))
    assert not wrote(A, (A, mine), (B, other))
