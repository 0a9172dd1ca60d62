"""Words of the general language: by themselves they are suggested as terms of no field.

A short list written for this purpose, as a stand-in for the reference corpus that measures of terms compare with.
"""

COMMON_WORDS = {
    language: tuple(written.split())
    for language, written in {
        "en": """
        able above according across act action actually add again against age ago all allow almost alone along already
        although always among amount another answer anyone anything appear apply area around ask available away back
        bad base become beginning behind believe below best better between big bit both bring build business buy call
        care carry case cause certain chance change choose clear close come common complete consider contain continue
        control cost could country course create current cut day deal decide deep default describe detail develop
        different difficult direct display doing done down drive during each early easy either else empty enable end
        enough enter entire even ever every everyone everything exactly example exist expect explain fact fail fall
        false far fast feel few figure file fill final find fine first five follow following form four free full
        further general get give given go good great group grow half hand happen hard head hear help here high hold
        hope hour house however idea ignore important include increase indeed inside instead interest invalid issue
        item itself job just keep kind know known large last late later lay lead learn least leave left less let level
        life light like likely line list little live local long look lose lot low main make man many matter may mean
        meet member mention might mind minute miss mode moment money month more most move much must name near nearly
        necessary need never new next night nothing now number off offer often old once one only onto open option order
        other otherwise over own page part particular past pay people perhaps person place plan play please point
        possible power present press problem process provide public put question quick quite read ready real really
        reason receive remain remember remove reply report require rest result return right room run same say second
        see seem select send sense set several shall share short should show side similar simple simply since single
        six small something sometimes soon sort specific specify stand start state stay step still stop such suggest
        support sure take talk tell ten text thing think though thought three through time today together too top
        toward true try turn two type under understand unit unless until upon usage use used useful user usual usually
        valid value various very view wait walk want watch way week well went whatever whether while whole win within
        without woman word work world write wrong year yes yet young your automatically before behold came cannot
        contents currently date doth forth hast hath manual need previous saith said saying shalt thee therefore
        therein thine thou thy unto whom whose wilt ye
        """,
        "es": """
        abajo abrir acabar acaso acción acerca acordar adelante además ahora alguien alguno allí alto ambos añadir andar
        antes aparecer apenas aplicar aquí arriba aunque ayer ayuda ayudar bajo bastante bien bueno buscar cada caer
        cambiar cambio caso casa casi causa cerca cierto claro comenzar completo común conocer conseguir contar
        contener continuar contra corto cosa crear creer cuanto cuenta dar dato deber decir dejar demás demasiado
        dentro después detrás día diferente difícil dinero disponible dos durante empezar encima encontrar ejemplo
        elegir embargo entender entonces entrar escribir esperar estar estado existir fácil falso falta fin final forma
        fuera general gente gracias gran grande grupo gustar haber hablar hacer hacia hecho hombre hora hoy idea igual
        importante incluir incluso indicar ir jamás junto lado largo leer libre línea lista llamar llegar llevar luego
        lugar malo manera mano mayor medio mejor menor menos mes mientras mirar mismo modo momento mostrar mover mucho
        mujer mundo nada nadie necesario necesitar noche nombre nuevo número nunca obtener ocurrir ofrecer orden otro
        página palabra parecer parte pasar pedir pensar pequeño perder permitir persona poco poder poner posible primero
        principal problema proceso propio pueblo punto quedar querer quizá razón realizar recibir recordar resto
        resultado saber salir seguir según segundo seguro semana sentir siempre siguiente siglo simple solo suceder tal
        tanto tarde tener terminar texto tiempo tipo todavía todo tomar trabajar trabajo traer tres último único usar
        usuario utilizar vacío valor varios vender venir ver verdad vez vida vivir volver
        """,
    }.items()
}

# Words that no term begins or ends with, beside the stop words: prepositions, pronouns and adverbs of more letters.
EDGE_WORDS = {
    language: frozenset(written.split())
    for language, written in {
        "en": """
        above across after again against along already although among around because before behind below beneath beside
        between beyond cannot concerning could despite during each either every except four have how however inside into
        may might must near neither never nor off one only onto other others ought over same several shall should since
        such than then therefore these three through throughout thus till together toward towards two under unless until
        unto upon very via was were what when where whether which while whose within without yet
        """,
        "es": """
        ademas adonde ambas ambos antes apenas aquella aquello aquellos bajo cada cerca cierta cierto contra cuales
        cualquier cuya cuyo debajo delante demas dentro despues detras dos durante encima entonces fuera hacia jamas
        junto les luego mediante mientras mismo misma nada nosotros nuestra nuestro nunca otra otro otras otros pues
        quienes segun sera siempre solo sino tal tales tampoco tan tanto toda todas todo todos traves
        tras tres unas vosotros
        """,
    }.items()
}

# Words that begin something new when they stand right behind a word with a meaning of its own.
DETERMINERS = {
    language: frozenset(written.split())
    for language, written in {
        "en": "a an any each every her his its my no our some that the their these this those your",
        "es": """
        aquel aquella aquellos ese esa esos esas este esta estos estas el la los las mi mis su sus tu tus un una
        unas unos
        """,
    }.items()
}
