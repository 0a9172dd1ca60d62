"""What files of terms call a status, a part of speech, a gender: in English, in Spanish, in TBX."""

from enum import StrEnum
from typing import TypeVar

from domain.errors import BadValue
from domain.folding import fold
from domain.terms import Gender, PartOfSpeech, Status

Value = TypeVar("Value", bound=StrEnum)

_STATUSES = {
    Status.PREFERRED: "preferido preferida preferredterm recomendado standardizedterm approved aprobado legalterm "
    "regulatedterm final verified verificado validated validado inuse standard",
    Status.ADMITTED: "admitido admitida admittedterm allowed permitido proposed propuesto new nuevo draft borrador "
    "alternative alternativo synonym sinonimo",
    Status.FORBIDDEN: "prohibido prohibida deprecatedterm supersededterm deprecated evitar avoid notrecommended "
    "obsolete obsoleto rejected rechazado banned donotuse nousar desaconsejado norecomendado",
    Status.KEEP: "keepasis conservar mantener donottranslate notraducir",
}
_PARTS = {
    PartOfSpeech.NOUN: "n sustantivo nombre propernoun",
    PartOfSpeech.VERB: "v verbo",
    PartOfSpeech.ADJECTIVE: "adj adjetivo",
    PartOfSpeech.ADVERB: "adv adverbio",
    PartOfSpeech.OTHER: "otro otra",
}
_GENDERS = {
    Gender.MASCULINE: "m masculino",
    Gender.FEMININE: "f femenino",
    Gender.NEUTER: "n neutro",
    Gender.OTHER: "otro otra",
}


def status_called(text: str) -> Status | None:
    """Return the status of that name, None for no name. Raises BadValue."""
    words = text.replace("-admn-sts", "")
    found = _called(words, _STATUSES)
    if found is None and words.strip():
        raise BadValue(field="status", value=text.strip()[:100])
    return found


def part_of_speech_called(text: str) -> PartOfSpeech | None:
    """Return the part of speech of that name, OTHER for one that is not known, None for no name."""
    return _called(text, _PARTS) or (PartOfSpeech.OTHER if text.strip() else None)


def gender_called(text: str) -> Gender | None:
    """Return the gender of that name, OTHER for one that is not known, None for no name."""
    return _called(text, _GENDERS) or (Gender.OTHER if text.strip() else None)


def _called(text: str, names: dict[Value, str]) -> Value | None:
    own = "".join(letter for letter in fold(text) if letter.isalnum())
    return next((value for value, others in names.items() if own == value or own in others.split()), None)
