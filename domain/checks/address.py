"""One way of speaking to the reader."""

import re
from collections.abc import Iterator

from domain.checks.base import Address, Check, Finding, Pair, Profile

# Words that only one address has. Verbs: the present forms that are no other word.
_WORDS = {
    Address.TU: frozenset({
        "tú", "ti", "contigo", "eres", "tienes", "puedes", "quieres", "sabes", "debes", "haces", "vienes", "dices",
        "crees", "piensas", "vuelves", "sigues", "pides", "sientes", "entiendes", "prefieres", "vives", "conoces",
        "necesitas", "encuentras", "pierdes",
    }),
    Address.USTED: frozenset({"usted", "vd", "vds", "ud", "uds"}),
    Address.VOS: frozenset({
        "vos", "sos", "tenés", "podés", "querés", "sabés", "debés", "hacés", "venís", "decís", "creés", "pensás",
        "volvés", "entendés", "preferís", "conocés", "necesitás", "encontrás", "perdés", "vení", "hacé",
    }),
}  # fmt: skip
_TU_OR_VOS = frozenset({"tu", "tus", "te", "tuyo", "tuya", "tuyos", "tuyas", "estás", "vas"})
_VOSOTROS = frozenset({
    "vosotros", "vosotras", "os", "vuestro", "vuestra", "vuestros", "vuestras", "sois", "tenéis", "podéis", "queréis",
    "sabéis", "debéis", "hacéis", "estáis", "habéis", "vais", "decís", "venís",
})  # fmt: skip
# Most paragraphs have none of these words, and are left at once.
_ANY = frozenset().union(*_WORDS.values(), _VOSOTROS)
_ANY_CHOSEN = _ANY | _TU_OR_VOS
_WORD = re.compile(r"[^\W\d_]+")


class MixedAddress(Check):
    """A paragraph speaks to its reader in one way, and in that of the translation where one was chosen.

    RAE, Nueva gramática (2009), 16.15-16.17: tú, usted and vos are systems of their own; vosotros is the plural of tú
    in Spain, and does not go with usted. Ustedes goes with all of them in America.
    """

    id = "address"
    languages = frozenset({"es"})

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield the first word of each address that does not go with the others, which are more."""
        words = pair.target.lowered
        if words.isdisjoint(_ANY if profile.address is Address.ANY else _ANY_CHOSEN):
            return
        uses = _uses(pair.target.plain, profile, is_plural=not _VOSOTROS.isdisjoint(words))
        if profile.address is not Address.ANY:
            right = profile.address
        elif len(uses) < 2:
            return
        else:  # the later of two that are as many
            right = max(uses, key=lambda address: (len(uses[address]), -uses[address][0].start()))
        for address, found in uses.items():
            if address is not right:
                yield self.finding(pair, "mixed", *found[0].span(), found[0][0], right.value)


def _uses(text: str, profile: Profile, *, is_plural: bool) -> dict[Address, list[re.Match[str]]]:
    """Return where a text has words of each address. `is_plural`: it has vosotros, with which vos is of old texts."""
    uses: dict[Address, list[re.Match[str]]] = {}
    shared: list[re.Match[str]] = []
    for word in _WORD.finditer(text):
        small = word[0].lower()
        if is_plural and small in _VOSOTROS:
            uses.setdefault(Address.TU, []).append(word)
        elif small in _TU_OR_VOS:
            shared.append(word)
        else:
            for address, words in _WORDS.items():
                if small in words and not (is_plural and address is Address.VOS):
                    uses.setdefault(address, []).append(word)
    if shared and Address.USTED in uses | {profile.address: []} and not uses.keys() & {Address.TU, Address.VOS}:
        uses[Address.TU] = shared
    return uses
