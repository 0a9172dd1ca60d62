"""The sentences that the long statement of `flask demo --big` is made of: English and Spanish, with gaps to fill."""

# `{place}` and its like are filled by demo/big.py, the same filling on both sides.
SENTENCES = (
    ("Nobody wrote down who was the first to mend {place}.", "Nadie anotó quién fue el primero en reparar {place}."),
    (
        "“We asked for a bench,” says {name}, “and {number} people came to sit on it.”",
        "«Pedimos un banco —dice {name}— y vinieron {number} personas a sentarse».",
    ),
    (
        "In {month} of {year} the neighbors of {town} counted {number} {things} on the way to {place}.",
        "En {month} de {year} los vecinos de {town} contaron {number} {things} camino de {place}.",
    ),
    (
        "The council set aside ${sum} for {place}, which was ${less} less than the year before.",
        "El concejo apartó {sum} dólares para {place}, {less} menos que el año anterior.",
    ),
    (
        "By {day} {month}, {percent} percent of what was needed had been carried across the river by hand.",
        "El {day} de {month} ya se había cruzado el río, a mano, con el {percent}\u00a0% de lo necesario.",
    ),
    (
        "It rained for {few} days, and on the last of them {name} opened {place} to everybody.",
        "Llovió {few} días y, en el último, {name} abrió {place} para todo el mundo.",
    ),
    ("What did they find there?", "¿Qué encontraron allí?"),
    (
        "There were {number} {things}, a ladder and a map of {town} drawn in pencil.",
        "Había {number} {things}, una escalera y un mapa de {town} dibujado a lápiz.",
    ),
    (
        "The minutes of that meeting fill {few} pages, and on none of them does anybody raise their voice.",
        "El acta de aquella reunión ocupa {few} páginas, y en ninguna de ellas levanta nadie la voz.",
    ),
    (
        "From {place} one could see the lamps of {town} and, on clear evenings, the whole valley.",
        "Desde {place} se veían los faroles de {town} y, en las tardes claras, el valle entero.",
    ),
    (
        "Until {year} the list of those who gave hung by the door: {number} names, most of them signed with a cross.",
        "Hasta {year} colgó en la puerta la lista de quienes dieron: {number} nombres, casi todos con una cruz.",
    ),
    (
        "Later accounts disagree about the color of the door, but not about who held it open.",
        "Los relatos posteriores no coinciden en el color de la puerta, pero sí en quién la sostuvo abierta.",
    ),
    (
        "The pupils of {town} planted {few} pear trees along the path, and gave a name to each of them.",
        "Los alumnos de {town} plantaron {few} perales a lo largo del sendero y le pusieron nombre a cada uno.",
    ),
    (
        "The boat left at {hour} and came back when it was full.",
        "La barca salía a las {hour} y volvía cuando estaba llena.",
    ),
    (
        "In {month} the water rose, took {few} steps of the stair and gave one of them back.",
        "En {month} subió el agua, se llevó {few} peldaños de la escalera y devolvió uno.",
    ),
    (
        "{name} kept the key for {few} years and never once turned it.",
        "{name} guardó la llave {few} años y no la hizo girar ni una sola vez.",
    ),
    (
        "Bread was baked at {hour}, the soup was ready by noon, and on Sundays the accounts were read aloud.",
        "El pan se horneaba a las {hour}, la sopa estaba al mediodía y los domingos se leían las cuentas en voz alta.",
    ),
    (
        "“If it leaks,” wrote {name} on {day} {month} {year}, “then we shall at least know where the rain is.”",
        "«Si gotea —escribió {name} el {day} de {month} de {year}—, por lo menos sabremos dónde está la lluvia».",
    ),
    (
        "That is how {place} came to belong to {town}, and {town} to the river.",
        "Así fue como {place} llegó a ser de {town}, y {town}, del río.",
    ),
    (
        "Of the {number} letters that were sent about it, {few} were answered, and one of the answers was kind.",
        "De las {number} cartas que se enviaron por eso se respondieron {few}, y una de las respuestas fue amable.",
    ),
)

HEADINGS = (
    ("What {town} Remembers of {year}", "Lo que {town} recuerda de {year}"),
    ("{name} and the Key", "{name} y la llave"),
    ("How One Reached {place}", "Cómo se llegaba a {place}"),
)

PLACES = (
    ("the reading room", "la sala de lectura"),
    ("the boathouse", "la casa de los botes"),
    ("the salt store", "la bodega de la sal"),
    ("the lower bridge", "la pasarela de abajo"),
    ("the evening school", "la escuela nocturna"),
    ("the common kitchen", "la cocina común"),
    ("the net loft", "la nave de las redes"),
    ("the weather station", "la estación del tiempo"),
)

THINGS = (
    ("lanterns", "linternas"),
    ("bicycles", "bicicletas"),
    ("chairs", "sillas"),
    ("jars of jam", "jaleas en frasco"),
    ("oars", "palas de remo"),
    ("songbooks", "libretas de canto"),
)

MONTHS = (
    ("January", "enero"), ("February", "febrero"), ("March", "marzo"), ("April", "abril"), ("May", "mayo"),
    ("June", "junio"), ("July", "julio"), ("August", "agosto"), ("September", "septiembre"), ("October", "octubre"),
    ("November", "noviembre"), ("December", "diciembre"),
)  # fmt: skip

TOWNS = ("Aldermouth", "Tarrow", "Villa Serena", "Low Quay", "Santa Bruma", "Pellham", "Costanilla", "Norwick")

NAMES = (
    "Odile Marsh", "Anselm Prow", "Ruth Calloway", "Amalia Ferreyro", "Benedict Achterberg", "Teresa Olmedo",
    "Jonah Whitlock", "Inés Carranza", "Edda Thorn", "Matías Robledo",
)  # fmt: skip
