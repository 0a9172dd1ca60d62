"""Spanish nouns that no rule tells, without accents. Source: RAE 2009, 2.1 to 2.6, 13.5; RAE, Diccionario (2014)."""

from domain.inflection.listed import listed

# Nouns in -o beside a word in -a that is no form of them: another noun (caso, casa) or a verb (trabajo, trabaja);
# and nouns in -or without a feminine.
ALONE = listed(
    """
    abono abrazo abuso acabo acero acoso acuerdo agobio ahogo ahorro alivio amor amparo anillo ano apoyo apunte
    apuro arado archivo arco ardor armado arraigo arreglo arresto arribo asalto ascensor asco asiento asilo atajo
    ataque atraso aumento auxilio aviso ayuno año banco bando barco barro baño beso bloqueo bolo bolso bombo bordo
    brazo brillo busto cabo calco caldo calor cambio campo canto capo carbono cargo carro casco caso castigo cayo
    caño cepo cero cesto choco ciclo cielo cinto circulo cobro codo coloco color comando comienzo consejo consulto
    consumo contacto contagio contrato copo coro corredor costo crio cromo cuadro cuarto cubo cuento cuero cuido
    cultivo dado daño dedo derecho derribo desafio desalojo desarrollo descanso descargo deseo desfilo despacho
    despego despertador despido despojo destierro destino destrozo desvio diario dibujo dictado digo disco discurso
    disgusto disparo divorcio dolor duelo duro echo ejercito empeño empleo encargo encierro encuentro enfado engaño
    enojo entierro envio error esfuerzo estado estimulo estudio exilio exito factor fallo filo foco fondo formo foro
    foso fracaso frasco freno fruto fuero fumo gasto giro globo gobierno goce golfo gorro grado grano grito grupo
    guardo gusto habito hallo hecho hedor hilo hombro homenaje hongo horno huerto hundo impacto imperio impuesto
    impulso indulto inicio insulto intento interrogatorio interruptor invento invierno jarro juego juicio labio lago
    lamento lazo lecho legado leño libro lino liquido llanto llenado lodo logro lomo loto lucho luto madero mando
    mango manto marcho marco maro mayo medio mercado mero metro miedo minuto mirador misterio mito modo mono monto
    mostrador motivo motor muestro mundo municipio muro negocio nombramiento nudo numero objeto odio oficio
    ofrecimiento olor olvido ordeno organo oro otorgo pacto pago pajaro palo panico paro partido pasado paseo paso
    pasto pato paño pecado pelo periodo permiso peso peñasco pico piloto pimiento pino pinto piso pito plano plato
    plazo polo porro porto poso pozo prado precio presupuesto proceso progreso prospecto proyecto pudor pueblo
    puerto puesto pulso punto puño radio ramo rango rapto rastro rato rayo reactor rebaño recargo receptor rechazo
    reclamo recuento recuerdo recurso refuerzo refugio regalo registro regreso relato relevo remedio remo renuncio
    reparo reparto reposo requisito rescate resguardo respeto respiro resto retiro reto retorno retrato rezo riego
    rio ritmo rito robo rollo rubro ruedo ruego ruido rumbo rumor saco saldo salto saludo salvo saqueo sector
    secuestro sello seno sentido servicio seto siglo signo silencio silo sindicato sitio soborno socorro soldado
    sonido soplo sorteo subsidio suceso sudor sueldo suelo sueño sufragio surco susto tajo talo tambor tapo teatro
    techo tejido televisor termino texto tiempo tino tiro titulo tomo tono torneo torno toro torto trabajo tractor
    trago tramo transistor transito traslado trato trazo triunfo trono tropo trozo truco tubo tumor turno universo
    uso vaho valor vaso vector velo veneno verano verbo verso veto vicio vino voto vuelo vuelto yugo
    """
)
# What women are called, and adjectives that are listed in the feminine: their masculine is the same term.
PEOPLE_IN_A = listed(
    """
    abogada abuela acusada agremiada alumna amiga anciana asesinada autonoma campesina candidata casada ciudadana
    cocinera compañera condenada costurera cubana damnificada delegada desempleada desocupada desaparecida desplazada
    despedida detenida diputada empleada encarcelada enfermera esclava esposa exiliada explotada extranjera funcionaria
    guerrillera hermana hija indocumentada infiltrada ingeniera inmigrada inquilina insurrecta jornalera jueza
    maestra medica mexicana migrada militanta minera ministra muchacha negra nieta niña novia obrera oprimida piquetera
    prima prisionera presa procesada proletaria propietaria refugiada revolucionaria secretaria secuestrada soberana
    socia soldada sobrina suegra tia torturada vecina voluntaria zapatera
    """
)
# Words for people that end in a stressed syllable and take an -a; other words with these endings do not.
STRESSED_N = listed(
    """
    ladron patron peon campeon burlon comilon aleman catalan capitan guardian bailarin mandon bribon anfitrion bufon
    cabron dormilon gloton haragan holgazan sultan truhan parlanchin danzarin mallorquin grandulon español concejal
    fiscal edil
    """
)
STRESSED_S = listed(
    """
    ingles frances portugues irlandes escoces holandes danes finlandes japones aragones leones cordobes burgues marques
    libanes sudanes vietnames tailandes senegales genoves milanes barcelones montañes neozelandes calabres feligres
    gales siames pequines
    """
)
FEMININES = {
    "alcalde": "alcaldesa", "lider": "lideresa", "actor": "actriz", "emperador": "emperatriz", "heroe": "heroina",
    "poeta": "poetisa", "principe": "princesa", "duque": "duquesa", "sacerdote": "sacerdotisa", "juez": "jueza",
    "presidente": "presidenta", "dirigente": "dirigenta", "gerente": "gerenta", "cliente": "clienta",
    "pariente": "parienta", "dependiente": "dependienta", "asistente": "asistenta", "intendente": "intendenta",
    "sirviente": "sirvienta", "regente": "regenta", "comandante": "comandanta", "ayudante": "ayudanta",
    "gobernante": "gobernanta", "infante": "infanta", "teniente": "tenienta", "jefe": "jefa", "monje": "monja",
    "nene": "nena", "aprendiz": "aprendiza", "capataz": "capataza", "andaluz": "andaluza", "dios": "diosa",
    "conde": "condesa", "abad": "abadesa", "baron": "baronesa", "profeta": "profetisa", "gallo": "gallina",
    "huesped": "huespeda", "superior": "superiora", "bachiller": "bachillera", "zar": "zarina",
    "portavoz": "portavoza", "miembro": "miembra", "director": "directriz",
}  # fmt: skip
# Adjectives before a noun.
SHORTENED = {
    "gran": "grande", "buen": "bueno", "mal": "malo", "primer": "primero", "tercer": "tercero", "algun": "alguno",
    "ningun": "ninguno", "san": "santo", "cualquier": "cualquiera", "veintiun": "veintiuno", "postrer": "postrero",
}  # fmt: skip
# What stands for each other inside a term: tomar la calle, toman las calles.
ARTICLES = tuple(
    frozenset(one.split())
    for one in (
        "el la los las",
        "un una unos unas",
        "su sus",
        "mi mis",
        "tu tus",
        "este esta estos estas",
        "de del",
        "a al",
    )
)
