"""A small bilingual text of our own with everything in it that a format may have to carry."""

from datetime import UTC, datetime

from domain.bitext import Bitext, Flag, Remark, Side, Unit
from domain.document import Role
from domain.states import State

AT = datetime(2024, 10, 4, 17, 5, 30, tzinfo=UTC)
UNITS = (
    Unit(
        "p1",
        "No. 7, September–October 2024",
        "N.º 7, septiembre-octubre de 2024",
        State.FINAL,
        Role.MASTHEAD,
        version=3,
    ),
    Unit(
        "p2",
        "From the Friends of the Mill Street Library",
        "De los Amigos de la Biblioteca de la Calle del Molino",
        State.REVIEWED,
        Role.BYLINE,
        version=2,
    ),
    Unit(
        "p3",
        "A Library Is Lent to the Whole Street",
        "La biblioteca se le presta a toda la calle",
        State.REVIEWED,
        Role.HEADLINE,
        version=5,
        comments=(
            Remark("“Se le presta” keeps the joke: one lends books, not libraries.", "Marta G.", created=AT),
            Remark("Agreed.\nLet us keep it in the slogan too.", "Luis"),
        ),
    ),
    Unit(
        "p4",
        "Eleven shelves, one kettle and *no* fines",
        "Once estantes, una tetera y *ninguna* multa",
        State.REVIEWED,
        Role.DECK,
        frozenset({Flag.SELF_APPROVED}),
        2,
    ),
    Unit(
        "p5",
        "On Saturday 14 September the reading room opened again, after 212 days under scaffolding. Sixty-three people "
        "stood in line with a book in each hand: nobody wanted to come back to empty shelves.",
        "El sábado 14 de septiembre volvió a abrir la sala de lectura, tras 212 días entre andamios. Sesenta y tres "
        "personas hicieron fila con un libro en cada mano: nadie quería volver a unos estantes vacíos.",
        State.REVIEWED,
        version=4,
    ),
    Unit(
        "p6",
        "“The roof was the easy part,” said Inés Aldana, who has kept the catalogue since 1998. “The hard part was to "
        "remember who had *Moby-Dick*.”",
        "«El techo fue lo fácil», dijo Inés Aldana, que lleva el catálogo desde 1998. «Lo difícil fue recordar quién "
        "tenía *Moby Dick*».[^1]",
        State.REVIEWED,
        version=7,
        aliases=("p7",),
        notes=(Remark("El libro, no la ballena. *(N. de la T.)*", "Ana R.", "1", Side.TARGET, AT),),
    ),
    Unit(
        "p8",
        "The council pays for the lamps; the street pays for the kettle. In the first week 418 books went out and 421 "
        "came back, which no librarian present could explain.",
        "El municipio paga las lámparas; la calle paga la tetera. En la primera semana salieron 418 libros y volvieron "
        "421, cosa que nadie en la biblioteca supo explicar.",
        State.TRANSLATED,
        version=1,
        author="Ana R.",
        changed=AT,
    ),
    Unit("p9", "What we still need", "Lo que todavía hace falta", State.DRAFT, Role.SUBHEAD, version=1),
    Unit(
        "p10",
        "two ladders that do not fold by themselves",
        "dos escaleras que no se plieguen solas",
        State.DRAFT,
        Role.ITEM,
        frozenset({Flag.MACHINE}),
        1,
    ),
    Unit(
        "p11",
        "someone who can read the Dutch atlas aloud",
        "alguien que lea en voz alta el atlas holandés",
        State.RETURNED,
        Role.ITEM,
        version=2,
        comments=(Remark("Dutch, or from Holland? The atlas is from Antwerp."),),
    ),
    Unit(
        "p12",
        "Borrow slowly,\nread in the sun,\nand bring the sand back with the book.",
        "Llévalo sin prisa,\nléelo al sol,\ny devuelve la arena junto con el libro.",
        State.REVIEWED,
        Role.VERSE,
        frozenset({Flag.OUTDATED}),
        6,
        previous_source="Borrow slowly,\nread in the sun.",
    ),
    Unit("p13", "Opening hours are on the door and at [our page](https://library.example/hours?day=1&all=yes)."),
    Unit(
        "p14", "A street that reads is never dark!", "¡Calle que lee nunca está a oscuras!", State.REVIEWED, Role.SLOGAN
    ),
    Unit("p15", "Friends of the Mill Street Library", "", role=Role.SIGNATURE),
    Unit("p16", "2 October 2024", "2 de octubre de 2024", State.REVIEWED, Role.DATELINE, version=1),
)

LIBRARY = Bitext(
    "en",
    "es",
    UNITS,
    slug="a-library-is-lent",
    title="A Library Is Lent to the Whole Street",
    appeared="Mill Street Notes, No. 7, September–October 2024",
    licence="CC BY 4.0",
    sha256="5d41402abc4b2a76b9719d911017c592ae2f1c6d0b2c4e3f9a8b7c6d5e4f3a2b",
    updated=datetime(2024, 10, 5, 16, 42, 7, tzinfo=UTC),
    translators=("Ana R.", "Luis"),
    reviewers=("Ana R.", "Marta G."),
)
