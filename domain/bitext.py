"""The neutral bilingual text: what every exchange format reads into, and every edition is printed from."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from domain.document import Notice, Role
from domain.states import APPROVED, State


class Flag(StrEnum):
    """What stands beside a state, never instead of it."""

    OUTDATED = "outdated"  # made against an older source revision
    SELF_APPROVED = "self_approved"
    MACHINE = "machine"  # nobody has edited the machine's text
    LOCKED = "locked"


class States(StrEnum):
    """Which targets an export carries."""

    REVIEWED = "reviewed"  # approved ones only; the rest is left out, and said to be
    ALL = "all"  # everything, unapproved text marked as such


class Side(StrEnum):
    """One of the two texts of a pair."""

    SOURCE = "source"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment to a colleague or a note to the reader, as a format carries it.

    `side`: the text that a note belongs to, where the same anchor may stand in both; None for a comment, and for a
    note out of a file that does not say. `created`: when it was written (UTC), where that is known.
    """

    text: str
    author: str = ""
    anchor: str = ""  # the label of a note's [^anchor]; empty for a comment
    side: Side | None = None
    created: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """An exchanged pair: one segment with its target.

    `id`: the segment's public id, such as `p12`. `source`, `target`: inline CommonMark, NFC.
    `version`: the target version that the pair was taken from; None where a file does not say.
    `extra`: what a format carries and the desk does not know, kept so that it goes out again.
    `author`, `changed` (UTC): who saved the target last, and when. Colleagues may know; nothing of it is printed.
    """

    id: str
    source: str
    target: str = ""
    state: State = State.UNTRANSLATED
    role: Role = Role.PARAGRAPH
    flags: frozenset[Flag] = frozenset()
    version: int | None = None
    aliases: tuple[str, ...] = ()
    notes: tuple[Remark, ...] = ()
    comments: tuple[Remark, ...] = ()
    previous_source: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    author: str = ""
    changed: datetime | None = None

    @property
    def is_approved(self) -> bool:
        """Whether a reviewer has approved this very target."""
        return self.state in APPROVED


@dataclass(frozen=True, slots=True)
class Bitext:
    """Two texts in step. Languages are BCP 47 tags; `sha256` is of the uploaded source file.

    `contributors` are names as each wishes to be named, sorted; `updated` (UTC) is when the newest
    target was saved, so that the same text gives the same bytes whenever it is exported. `notices`: what a reader took
    for granted in the file (tracked changes accepted); no part of the text.
    """

    source_language: str
    target_language: str
    units: tuple[Unit, ...]
    slug: str = ""
    title: str = ""
    appeared: str = ""
    licence: str = ""
    sha256: str = ""
    updated: datetime | None = None
    translators: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    extra: tuple[tuple[str, str], ...] = field(default=())
    notices: tuple[Notice, ...] = ()

    @property
    def target_title(self) -> str:
        """The approved headline's target, or nothing."""
        headlines = (u.target for u in self.units if u.role is Role.HEADLINE and u.is_approved)
        return next(headlines, "")


def only(bitext: Bitext, states: States) -> Bitext:
    """Return `bitext` with the targets that `states` admits; the others are emptied, never dropped.

    The source of every unit stays, so the parallel text shows where something is missing.
    """
    if states is States.ALL:
        return bitext
    return replace(bitext, units=tuple(u if u.is_approved else withheld(u) for u in bitext.units))


def withheld(unit: Unit) -> Unit:
    """Return `unit` without its target, as it stands where only approved text may."""
    flags = unit.flags - {Flag.SELF_APPROVED, Flag.MACHINE}
    return replace(unit, target="", state=State.UNTRANSLATED, flags=flags, author="", changed=None)
