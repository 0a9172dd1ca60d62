"""A volume: what is printed at once. A statement by itself, or an edition of several with its front matter."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from domain.bitext import Bitext, Unit


@dataclass(frozen=True, slots=True)
class Volume:
    """Texts in order between two covers.

    `title`, `target_title`: in the source's and the target's language; without a title the only part speaks for
    itself. Front matter is paragraphs of inline CommonMark. `number` and `released` (UTC) are those of a release, None
    for what was not released. A draft says so on every page. `layout`, `paper`: how its publisher wants it set; empty
    leaves it to each format. `type_size`, `margins`, `binding`: presets of formats.base, for pages that are printed.
    """

    source_language: str
    target_language: str
    parts: tuple[Bitext, ...]
    slug: str = ""
    title: str = ""
    target_title: str = ""
    series: str = ""
    front_source: tuple[str, ...] = ()
    front_target: tuple[str, ...] = ()
    licence: str = ""
    number: int | None = None
    released: datetime | None = None
    is_draft: bool = False
    layout: str = ""
    paper: str = ""
    type_size: str = "normal"
    margins: str = "normal"
    binding: str = "none"

    @property
    def is_edition(self) -> bool:
        """Whether it has a title of its own, beside those of its parts."""
        return bool(self.title.strip())

    @property
    def translators(self) -> tuple[str, ...]:
        """Those of all parts, as each wishes to be named."""
        return _together(part.translators for part in self.parts)

    @property
    def reviewers(self) -> tuple[str, ...]:
        """Those of all parts, as each wishes to be named."""
        return _together(part.reviewers for part in self.parts)

    @property
    def updated(self) -> datetime | None:
        """When the newest target of any part was saved."""
        return max((part.updated for part in self.parts if part.updated), default=None)


def volume_of(bitext: Bitext) -> Volume:
    """Return the volume that holds `bitext` alone."""
    return Volume(bitext.source_language, bitext.target_language, (bitext,), slug=bitext.slug)


def printed(bitext: Bitext) -> Bitext:
    """Return `bitext` with what can be printed: without remarks to colleagues, former sources, foreign attributes.

    Who wrote a text and when is for colleagues, too: people are named as they wish to be, in the colophon.
    """
    return replace(bitext, units=tuple(map(_printed, bitext.units)), extra=())


def _printed(unit: Unit) -> Unit:
    notes = tuple(replace(note, created=None) for note in unit.notes)
    return replace(unit, comments=(), previous_source="", extra=(), author="", changed=None, notes=notes)


def _together(names: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    found = {name for some in names for name in some}
    return tuple(sorted(found, key=lambda name: (name.casefold(), name)))
