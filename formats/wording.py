"""The words that an exported page says of itself, as data: they are for readers, in the language of the page.

They are no part of the interface's catalogs, because a page of a release must come out the same whoever
exports it, in whatever language that person reads the desk.
"""

from dataclasses import dataclass

from domain.language_tags import base_language
from domain.states import State


@dataclass(frozen=True, slots=True)
class Words:
    """What a page in one language says. A pair is the singular and the plural, with `{n}` for the number."""

    language: str
    not_approved: str  # stands where a target was left out
    not_translated: str
    states: dict[State, str]
    machine: str
    outdated: str
    left_out: tuple[str, str]
    unapproved: tuple[str, str]
    untranslated: tuple[str, str]
    paragraph: str
    show: str
    both: str
    note: str
    back: str  # from a note to its place in the text
    address_of: str  # what a paragraph's number leads to
    copied: str  # its address
    title: str
    appeared: str
    licence: str
    translators: str
    reviewers: str
    self_approved: str
    updated: str
    sha256: str
    about: str
    contents: str
    lacking: str
    accessibility: str
    draft: str  # on every page of what is not released
    text: str  # one of several in an edition
    series: str
    release: str
    not_released: str

    def count(self, pair: tuple[str, str], n: int) -> str:
        """Return the form of `pair` for `n`, with the number in it."""
        return pair[0 if n == 1 else 1].format(n=n)


ENGLISH = Words(
    language="en",
    not_approved="[not yet approved]",
    not_translated="[not yet translated]",
    states={
        State.UNTRANSLATED: "empty",
        State.DRAFT: "draft",
        State.TRANSLATED: "for review",
        State.RETURNED: "sent back",
        State.REVIEWED: "approved",
        State.FINAL: "final",
    },
    machine="by machine, unedited",
    outdated="source changed since",
    left_out=(
        "1 paragraph is not yet approved and is left out.",
        "{n} paragraphs are not yet approved and are left out.",
    ),
    unapproved=(
        "1 paragraph is not yet approved and is marked.",
        "{n} paragraphs are not yet approved and are marked.",
    ),
    untranslated=("1 paragraph is not yet translated.", "{n} paragraphs are not yet translated."),
    paragraph="Paragraph",
    show="Show",
    both="Both",
    note="Note",
    back="back to the text",
    address_of="Address of paragraph",
    copied="Address copied: paragraph",
    title="Title",
    appeared="Published",
    licence="Licence",
    translators="Translated by",
    reviewers="Approved by",
    self_approved="Approved by their translator alone",
    updated="As of",
    sha256="Source file, SHA-256",
    about="About this text",
    contents="Contents",
    lacking="Characters that could not be printed",
    accessibility="Text alone, in reading order, each paragraph in its language, with headings and contents.",
    draft="DRAFT",
    text="Text",
    series="Series",
    release="Release",
    not_released="not released",
)

SPANISH = Words(
    language="es",
    not_approved="[aún sin aprobar]",
    not_translated="[aún sin traducir]",
    states={
        State.UNTRANSLATED: "vacío",
        State.DRAFT: "borrador",
        State.TRANSLATED: "por revisar",
        State.RETURNED: "devuelto",
        State.REVIEWED: "aprobado",
        State.FINAL: "definitivo",
    },
    machine="de máquina, sin editar",
    outdated="el original cambió después",
    left_out=(
        "Se omite 1 párrafo aún sin aprobar.",
        "Se omiten {n} párrafos aún sin aprobar.",
    ),
    unapproved=(
        "1 párrafo está aún sin aprobar y lleva su marca.",
        "{n} párrafos están aún sin aprobar y llevan su marca.",
    ),
    untranslated=("1 párrafo está aún sin traducir.", "{n} párrafos están aún sin traducir."),
    paragraph="Párrafo",
    show="Mostrar",
    both="Ambos",
    note="Nota",
    back="volver al texto",
    address_of="Dirección del párrafo",
    copied="Dirección copiada: párrafo",
    title="Título",
    appeared="Publicado",
    licence="Licencia",
    translators="Traducción",
    reviewers="Aprobación",
    self_approved="Con la sola aprobación de quien tradujo",
    updated="Al día",
    sha256="Archivo de origen, SHA-256",
    about="Sobre este texto",
    contents="Índice",
    lacking="Caracteres que no se pudieron imprimir",
    accessibility="Solo texto, en orden de lectura, cada párrafo en su lengua, con títulos e índice.",
    draft="BORRADOR",
    text="Texto",
    series="Serie",
    release="Publicación",
    not_released="sin publicar",
)

WORDS = {words.language: words for words in (ENGLISH, SPANISH)}

# Languages by the name that their own readers give them; any other is shown by its tag.
NAMES = {
    "ar": "العربية",
    "ay": "Aymar aru",
    "ca": "Català",
    "de": "Deutsch",
    "el": "Ελληνικά",
    "en": "English",
    "eo": "Esperanto",
    "es": "Español",
    "eu": "Euskara",
    "fa": "فارسی",
    "fr": "Français",
    "gl": "Galego",
    "gn": "Avañe’ẽ",
    "he": "עברית",
    "hi": "हिन्दी",
    "it": "Italiano",
    "ja": "日本語",
    "ko": "한국어",
    "nl": "Nederlands",
    "pl": "Polski",
    "pt": "Português",
    "qu": "Runa simi",
    "ru": "Русский",
    "tr": "Türkçe",
    "uk": "Українська",
    "ur": "اردو",
    "vi": "Tiếng Việt",
    "yi": "ייִדיש",
    "zh": "中文",
}

_RIGHT_TO_LEFT_LANGUAGES = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi"})
_RIGHT_TO_LEFT_SCRIPTS = frozenset({"adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"})


def words_for(language: str) -> Words:
    """Return the words of a page in `language` (a BCP 47 tag), English where there are none."""
    return WORDS.get(base_language(language), ENGLISH)


def language_name(language: str) -> str:
    """Return what a reader of `language` calls it: its own name with the rest of the tag, or the tag."""
    name = NAMES.get(base_language(language))
    if name is None:
        return language
    rest = language[len(base_language(language)) :].strip("-_")
    return f"{name} ({rest})" if rest else name


def direction(language: str) -> str:
    """Return `rtl` for a language or script that is written from right to left, else `ltr`."""
    subtags = language.lower().replace("_", "-").split("-")
    scripts = [subtag for subtag in subtags[1:] if len(subtag) == 4 and subtag.isalpha()]
    if scripts:
        return "rtl" if scripts[0] in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if subtags[0] in _RIGHT_TO_LEFT_LANGUAGES else "ltr"
