"""How a translation is to be written: what a group decides for it, and the checks go by."""

import re
from dataclasses import dataclass
from enum import StrEnum

_REGION = re.compile(r"[A-Z]{2}|[0-9]{3}")


class Address(StrEnum):
    """How a text speaks to its reader, in Spanish."""

    ANY = "any"
    TU = "tu"
    USTED = "usted"
    VOS = "vos"


class Quotation(StrEnum):
    """Which marks enclose a quotation, where it is not inside another: « », “ ”, or whichever."""

    ANY = "any"
    ANGULAR = "angular"
    CURLY = "curly"


class DecimalMark(StrEnum):
    """What stands before the decimals: whichever, what the variety has (CLDR), a comma or a point."""

    ANY = "any"
    VARIETY = "variety"
    COMMA = "comma"
    POINT = "point"


@dataclass(frozen=True, slots=True)
class Profile:
    """How a translation is to be written: `variety` is a region (`MX`) or "", `decimal_mark` `,` `.` or "" for any.

    The default asks for nothing: each of them is a wish of the group. `lengths`: of a target, as shares of its
    source's, between which it is usual (domain/checks/lengths.py).
    """

    variety: str = ""
    decimal_mark: str = ""
    address: Address = Address.ANY
    quotation: Quotation = Quotation.ANY
    lengths: tuple[float, float] = (0.6, 1.9)


def region_of(tag: str) -> str:
    """Return the region of a language tag (BCP 47): `MX` of es-MX, `419` of es-419, "" where it names none."""
    parts = tag.replace("_", "-").split("-")[1:]
    return next((part.upper() for part in parts if _REGION.fullmatch(part.upper())), "")
