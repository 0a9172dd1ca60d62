"""Two small texts in prose, what programs and people do to the lines of a text, and its texts as they are read."""

import textwrap

from domain.segmentation import Segmented

ENGLISH = (
    "The bakery on the corner of Mill Street opened at four in the morning, long before the first tram, and closed "
    "when the last loaf was gone.",
    "Nobody in the neighbourhood owned a clock that could be trusted. People went by the smell of the bread instead: "
    "when it reached the third floor, it was time to get up; when it faded, the children were late for school.",
    "Old Mrs. Hartley, who had lived above the shop since 1952, used to say that she had never once been woken by an "
    "alarm.",
    "“What would I need it for?” she asked.",
    "The baker, a quiet man from Porto, laughed and gave her the heel of a rye loaf. He had learned the trade from "
    "his father, his father from an aunt, and the aunt, as far as anyone knew, from nobody at all; she had simply "
    "begun one day, with flour that she had borrowed from the mill.",
    "In the spring the council announced that the street would be widened.",
    "There were to be four lanes, a row of young trees, and a place for the tram to turn. The corner house was not "
    "on the plans any more, and no one had thought of asking the people who lived in it where they meant to go.",
    "Forty families signed the letter. It was short, and it did not ask for money.",
    "They asked that the bakery should stay where it was, because a street without bread is only a road.",
)
SPANISH = (
    "La panadería de la esquina abría a las cuatro de la mañana, mucho antes del primer tranvía, y cerraba cuando se "
    "acababa el último pan.",
    "Nadie en el barrio tenía un reloj de fiar. La gente se guiaba por el olor del pan: cuando llegaba al tercer "
    "piso, había que levantarse; cuando se perdía, las criaturas ya llegaban tarde a la escuela.",
    "—¿Y para qué quiero yo un despertador? —preguntaba doña Elvira, que vivía encima de la tienda desde 1952.",
    "El panadero, un hombre callado que había llegado de Oporto, se reía y le daba la punta de una hogaza de "
    "centeno. Había aprendido el oficio de su padre, el padre de una tía, y la tía, que se supiera, de nadie: un día "
    "había empezado, con harina prestada por el molino.",
    "En primavera, el ayuntamiento anunció que iba a ensanchar la calle.",
    "Habría cuatro carriles, una hilera de árboles jóvenes y un lugar para que diera la vuelta el tranvía. La casa "
    "de la esquina ya no figuraba en los planos, y a nadie se le ocurrió preguntar a quienes vivían en ella adónde "
    "pensaban ir.",
    "Cuarenta familias firmaron la carta. Era breve y no pedía dinero.",
    "Pedían que la panadería se quedara donde estaba, porque una calle sin pan es solo un camino.",
)
TEXTS = {"en": ENGLISH, "es": SPANISH}


def wrapped(paragraph: str, width: int, first: str = "") -> str:
    """Return the paragraph hard-wrapped, its first line beginning with `first`."""
    return textwrap.fill(paragraph, width, initial_indent=first, break_on_hyphens=False, break_long_words=False)


def divided(paragraph: str, width: int) -> str:
    """Return the paragraph hard-wrapped with words divided at the ends of lines, as typesetters do."""
    lines: list[str] = []
    line = ""
    for word in paragraph.split(" "):
        room = width - len(line) - 2
        if len(line) + 1 + len(word) <= width:
            line = f"{line} {word}".strip()
        elif word.isalpha() and room >= 2 and len(word) - room >= 2:
            lines.append(f"{line} {word[:room]}-")
            line = word[room:]
        else:
            lines.append(line)
            line = word
    return "\n".join([*lines, line])


def ragged(paragraph: str, width: int) -> str:
    """Return the paragraph broken by hand: each line up to a tenth shorter than it could be."""
    lines: list[str] = []
    line = ""
    for word in paragraph.split(" "):
        if line and len(line) + 1 + len(word) > width - (7 * len(lines)) % (width // 10):
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


def texts_of(segmented: Segmented) -> list[str]:
    """Return the texts of the blocks that are no page numbers or running heads."""
    return [block.text for block in segmented.blocks if not block.is_furniture]
