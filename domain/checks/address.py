"""One way of speaking to the reader."""

import re
from collections.abc import Iterator

from domain.checks.base import Address, Check, Finding, Pair, Profile

# Words that only one address has. Verbs: the present forms that are no other word.
_WORDS = {
    Address.TU: r"t[úi]|contigo|eres|tienes|puedes|quieres|sabes|debes|haces|vienes|dices",
    Address.USTED: r"usted(?:es)?|Vd\.|Vds\.|Ud\.|Uds\.",
    Address.VOS: r"vos|sos|tenés|podés|querés|sabés|hacés|venís|decís",
}
_FORMS = {address: re.compile(rf"\b(?:{words})(?!\w)", re.IGNORECASE) for address, words in _WORDS.items()}
# Most paragraphs have none of these words, and are left at once.
_ANY = frozenset({
    "tú", "ti", "contigo", "eres", "tienes", "puedes", "quieres", "sabes", "debes", "haces", "vienes", "dices", "usted",
    "ustedes", "vd", "vds", "ud", "uds", "vos", "sos", "tenés", "podés", "querés", "sabés", "hacés", "venís", "decís",
})  # fmt: skip
_PLURAL = re.compile(r"\b(?:vosotr[oa]s|os)\b", re.IGNORECASE)


class MixedAddress(Check):
    """A paragraph speaks to its reader in one way, and in that of the translation where one was chosen.

    RAE, Nueva gramática (2009), 16.15-16.17: tú, usted and vos are systems of their own.
    """

    id = "address"
    languages = frozenset({"es"})

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield the first word of each address that does not go with the others."""
        text = pair.target.plain
        if _ANY.isdisjoint(pair.target.lowered):
            return
        found = {address: form.search(text) for address, form in _FORMS.items()}
        if _PLURAL.search(text):
            found[Address.VOS] = None  # vosotros decís; vos in the plural of old texts
        used = [address for address, word in found.items() if word]
        if profile.address is not Address.ANY:
            wrong = [address for address in used if address is not profile.address]
        else:
            wrong = used[1:]
        for address in wrong:
            word = found[address]
            if word is not None:
                other = profile.address if profile.address is not Address.ANY else used[0]
                yield self.finding(pair, "mixed", *word.span(), word[0], other.value)
