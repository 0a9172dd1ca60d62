"""A hundred inflected uses of terms in each language: the term, and a sentence with the use between { }.

And sentences without the term that precedes them, though a word of the same stem or a part of it stands there.
"""

ENGLISH = """
strike|They have called three {strikes} this year.
strike|The dockers {struck} for nine days.
strike|We stand with the {striking} nurses.
picket|Two hundred people {picketed} the gate.
picket|{Pickets} stood there before dawn.
union|Both {unions} signed it.
worker|The {workers} have nothing to lose.
worker|Every {worker}'s voice counts.
city|In five {cities} the trains stood still.
party|The {parties} of the centre kept silent.
company|Large {companies} pay no tax.
wage|{Wages} have fallen again.
landlord|The {landlords} raise the rent.
tenant|All {tenants} got the same letter.
evict|Forty families were {evicted} in March.
evict|They are {evicting} our neighbours.
eviction|{Evictions} doubled in a year.
occupy|Students {occupied} the library.
occupy|We are {occupying} the square.
occupy|Whoever {occupies} a house knows this.
boycott|The shop was {boycotted}.
boycott|{Boycotting} the bank is a start.
march|Thousands {marched} to the ministry.
march|The {marches} ended at the river.
protest|The {protests} went on all night.
protest|Women {protested} before the court.
protest|She goes on {protesting}.
woman|{Women} lead this movement.
child|The {children} draw the banners.
man|Young {men} carried the coffin.
person|Many {people} came.
demand|Our {demands} are simple.
demand|We {demanded} an answer.
deport|He was {deported} to a land he did not know.
deport|They go on {deporting} the sick.
deportation|{Deportations} begin at night.
border|The {borders} kill.
refugee|{Refugees} wait in the harbour.
prison|New {prisons} are being built.
prisoner|Letters to {prisoners} are read.
detain|Nine were {detained}.
detain|{Detaining} minors is forbidden.
arrest|The {arrests} came at six.
arrest|She was {arrested} twice.
abolish|Slavery was not {abolished} by kindness.
abolish|{Abolishing} it is our aim.
comrade|{Comrades}, let us begin.
ally|Our {allies} are few.
struggle|These {struggles} are one.
struggle|We have {struggled} for this.
struggle|{Struggling} farmers joined us.
organize|We {organized} a kitchen.
organize|{Organizing} takes time.
organizer|The {organizers} were tired.
assembly|{Assemblies} met on Sundays.
general assembly|The {general assemblies} decide.
minimum wage|{Minimum wages} differ by state.
collective agreement|Two {collective agreements} end in May.
rent strike|The {rent strikes} of that year were won.
hunger strike|Their {hunger strikes} shook the country.
police officer|Six {police officers} stood at the door.
trade union|The {trade unions} of the port met.
social movement|{Social movements} are not for sale.
human right|{Human rights} are not a gift.
working class|The {working classes} paid for it.
migrant worker|{Migrant workers} pick the fruit.
mass grave|The {mass graves} were opened.
land reform|{Land reforms} were promised.
polling station|{Polling stations} closed early.
spokeswoman|The {spokeswomen} answered in turn.
policeman|The {policemen} looked away.
wife|The {wives} of the miners came first.
life|Our {lives} are worth more.
crisis|Such {crises} are made.
fight|They {fought} for the water.
fight|The {fights} of our mothers were these.
write|We have {written} to all.
build|They {built} it with their hands.
lose|We {lost} a friend.
win|We are {winning}.
vote|The {votes} were counted by hand.
vote|{Voting} is not enough.
law|The {laws} were written by others.
debt|{Debts} that nobody made.
bank|The {banks} were saved.
tax|{Taxes} on bread rose.
bus|The {buses} did not run.
strategy|Both {strategies} failed.
policy|{Policies} of hunger.
community|{Communities} along the river.
indigenous people|The {indigenous peoples} of the valley.
share|The farm is {shared} by nine families.
plan|They {planned} it for years.
plan|{Planning} begins today.
stop|We {stopped} the work.
stop|{Stopping} the mine was right.
carry|She {carried} the flag.
refuse|They {refuse} to leave, as their mothers {refused}.
resist|Whoever {resists} is not alone.
defend|{Defending} the forest is no crime.
seize|The land was {seized}.
"""

SPANISH = """
huelga|Hubo tres {huelgas} este año.
huelguista|Los {huelguistas} no cedieron.
sindicato|Los {sindicatos} firmaron.
trabajador|Las {trabajadoras} de la fábrica salieron.
trabajador|Los {trabajadores} del puerto pararon.
obrero|Las {obreras} leyeron la carta.
compañero|{Compañeras}, empecemos.
compañero|Con los {compañeros} presos.
ciudad|En cinco {ciudades} no hubo trenes.
partido|Los {partidos} callaron.
empresa|Grandes {empresas} no pagan.
salario|Bajan los {salarios}.
inquilino|Las {inquilinas} se unieron.
inquilino|Todos los {inquilinos} recibieron la carta.
desalojar|{Desalojaron} a cuarenta familias.
desalojar|Están {desalojando} a los vecinos.
desalojar|La casa fue {desalojada}.
desalojo|Los {desalojos} se duplicaron.
ocupar|Los estudiantes {ocuparon} la biblioteca.
ocupar|{Ocupamos} la plaza.
ocupar|Seguimos {ocupando} la fábrica.
ocupar|Las tierras {ocupadas} dan maíz.
marchar|{Marchamos} hasta el río.
marcha|Las {marchas} acabaron de noche.
protesta|Las {protestas} siguieron.
protestar|Ellas {protestaban} cada jueves.
protestar|Siguen {protestando}.
mujer|Las {mujeres} dirigen.
niño|Las {niñas} pintan.
niño|Los {niños} cantan.
exigir|{Exigimos} una respuesta.
exigir|Ellas {exigían} pan.
deportar|Lo {deportaron} de noche.
deportar|Siguen {deportando} a enfermos.
deportación|Las {deportaciones} empiezan de noche.
frontera|Las {fronteras} matan.
refugiado|Las {refugiadas} esperan.
refugiado|Hay {refugiados} en el puerto.
prisión|Se construyen {prisiones}.
preso|Las {presas} escriben.
preso|Cartas a los {presos}.
detener|{Detener} a menores está prohibido.
detenido|Hay nueve {detenidas}.
abolir|No lo {abolieron} por bondad.
abolir|Fue {abolida} tarde.
aliado|Nuestras {aliadas} son pocas.
lucha|Estas {luchas} son una.
luchar|{Luchamos} por el agua.
luchar|Ellas {lucharon} por esto.
luchar|Vamos a {lucharlo} juntas.
organizar|{Organizamos} una cocina.
organizar|Hay que {organizarse}.
organizar|Siguen {organizándose}.
organización|Las {organizaciones} del valle.
asamblea|Las {asambleas} deciden.
asamblea general|Las {asambleas generales} deciden.
salario mínimo|Los {salarios mínimos} no alcanzan.
convenio colectivo|Dos {convenios colectivos} terminan.
derecho humano|Los {derechos humanos} no son un regalo.
movimiento social|Los {movimientos sociales} no se venden.
clase trabajadora|Las {clases trabajadoras} pagaron.
fosa común|Se abrieron las {fosas comunes}.
reforma agraria|Se prometieron {reformas agrarias}.
pueblo indígena|Los {pueblos indígenas} del valle.
pueblo originario|Con los {pueblos originarios}.
presa política|Libertad a las {presas políticas}.
agente de policía|Seis {agentes de policía} miraban.
huelga de hambre|Sus {huelgas de hambre} pesaron.
junta vecinal|Las {juntas vecinales} se reúnen.
joven|Los {jóvenes} cargaron el ataúd.
imagen|Las {imágenes} dieron la vuelta al mundo.
orden|Cumplen {órdenes}.
crimen|Esos {crímenes} no prescriben.
luz|Se apagaron las {luces}.
voz|Nuestras {voces} suenan.
raíz|Las {raíces} aguantan.
país|En otros {países} también.
interés|Los {intereses} de pocos.
ley|Las {leyes} las escriben otros.
nación|Las {naciones} callan.
lección|Son dos {lecciones}.
opresión|Todas las {opresiones}.
razón|Hay {razones}.
revolución|Las {revoluciones} empiezan así.
votar|{Votaron} a mano alzada.
votar|{Votando} no basta.
pagar|Que lo {paguen} ellos.
pagar|Ya lo {pagué}.
buscar|Las madres las {buscan}.
buscar|Ayer {busqué} su nombre.
proteger|Que se {protejan} los bosques.
resistir|Aquí {resistimos}.
resistir|Ellas {resistieron} solas.
defender|Las que {defendían} el río.
defender|Siguen {defendiendo} el bosque.
vivir|{Viviremos} aquí.
escribir|Nos {escribieron} desde la cárcel.
vecino|Las {vecinas} trajeron sillas.
campesino|Los {campesinos} sembraron.
indígena|Las mujeres {indígenas} hablaron.
"""

# Term, and a sentence that does not have it.
NOT_ENGLISH = """
organ|The organization grew.
organize|An organic farm.
university|The universe is wide.
nation|It is a national law.
union|They unionize the shop.
strike|A striker spoke.
policy|The police came.
part|The party is over.
general assembly|The assembly in general was calm.
general assembly|An assembly.
WHO|Those who came.
US|They told us.
machine|He speaks machinely.
community|Communism was banned.
labour|The laboratory is closed.
minimum wage|The wage is at a minimum.
form|A formal answer.
depart|The department.
author|The authority.
art|An article.
"""
NOT_SPANISH = """
trabajo|El trabajador vino.
organizar|La organización creció.
nación|Es una ley nacional.
partido|Una partitura.
luchar|Los luchadores.
policía|La política cambió.
obrero|El obraje cerró.
asamblea general|La asamblea es de un general.
derecho humano|El humano derecho.
universidad|El universo es grande.
presa política|La política presa.
general|En generosidad.
ONU|Esa onu no es.
comunidad|El comunismo fue prohibido.
campo|Los campesinos.
ley|Es una legislación.
mujer|Un mujeriego.
rey|El reino.
real|La realidad.
social|Es socialista.
"""


def uses(lines: str) -> list[tuple[str, str, int, int]]:
    """Return term, sentence, start and end of each use."""
    found = []
    for line in lines.strip().splitlines():
        term, marked = line.split("|")
        before = marked.split("{")
        sentence = marked.replace("{", "").replace("}", "")
        at = 0
        for n, part in enumerate(before[:-1]):
            at += len(part.replace("}", ""))
            found.append((term, sentence, at, at + len(before[n + 1].split("}")[0])))
    return found


def absent(lines: str) -> list[tuple[str, str]]:
    """Return term and sentence of each line."""
    return [(term, sentence) for term, sentence in (line.split("|") for line in lines.strip().splitlines())]
