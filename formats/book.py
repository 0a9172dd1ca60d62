"""A volume ready to be printed, decided once for every format that people read: its pages, titles and colophon."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.bitext import States
from domain.document import Role
from domain.volume import Volume
from formats.base import Layout
from formats.inline import to_plain
from formats.page import Page, approved_alone, lay_out, notices_of
from formats.wording import Words, words_for

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One text of the volume. `prefix`: of the ids of its paragraphs, "" where it is the only one."""

    number: int
    page: Page
    prefix: str

    @property
    def has_headline(self) -> bool:
        """Whether a headline of its own opens or stands in it."""
        return any(row.unit.role is Role.HEADLINE for row in self.page.rows)


@dataclass(frozen=True, slots=True)
class Book:
    """A volume in one layout. `language`, `words`: of what the book says itself, as in `Page`.

    `titles`: pairs of side and inline text, never empty. `front`: the front matter of each side that is printed.
    `draft`: the word that stands on every page, or "".
    """

    volume: Volume
    layout: Layout
    language: str
    words: Words
    parts: tuple[Part, ...]
    titles: tuple[tuple[str, str], ...]
    front: tuple[tuple[str, tuple[str, ...]], ...]
    notices: tuple[str, ...]
    colophon: Facts
    draft: str

    @property
    def has_source(self) -> bool:
        """Whether the source is printed."""
        return self.layout is not Layout.TARGET

    @property
    def has_target(self) -> bool:
        """Whether targets are printed."""
        return self.layout is not Layout.SOURCE

    @property
    def has_own_title(self) -> bool:
        """Whether the book has a title beside those of its texts."""
        return self.volume.is_edition

    @property
    def licence(self) -> str:
        """The licence of the edition, or of the only text."""
        return self.volume.licence if self.has_own_title else "".join(part.licence for part in self.volume.parts[:1])

    @property
    def appeared(self) -> tuple[str, ...]:
        """Where and when the sources were published, each once."""
        return tuple(dict.fromkeys(part.appeared for part in self.volume.parts if part.appeared.strip()))

    def opening(self, part: Part) -> Facts:
        """Return the titles that must stand before `part`, as pairs of side and text: none where it brings its own."""
        if part.has_headline or len(self.parts) < 2:
            return ()
        sides = [side for side, is_there in (("source", self.has_source), ("target", self.has_target)) if is_there]
        return tuple(zip(sides, part.page.titles, strict=False))


def bind(volume: Volume, layout: Layout, states: States) -> Book:
    """Return the book of `volume`, with the targets that `states` admits."""
    language = volume.source_language if layout is Layout.SOURCE else volume.target_language
    words = words_for(language)
    prefixes = _prefixes(volume)
    pages = (lay_out(part, layout, states) for part in volume.parts)
    parts = tuple(Part(n, page, prefixes[n - 1]) for n, page in enumerate(pages, 1))
    bitexts_units = [unit for part in volume.parts for unit in part.units]
    sides = {"source": volume.front_source, "target": volume.front_target}
    if layout in (Layout.SOURCE, Layout.TARGET):
        sides = {layout.value: sides[layout.value]}
    return Book(
        volume=volume,
        layout=layout,
        language=language,
        words=words,
        parts=parts,
        titles=_titles(volume, parts, layout, words),
        front=tuple((side, matter) for side, paragraphs in sides.items() if (matter := _kept(paragraphs))),
        notices=() if layout is Layout.SOURCE else notices_of(bitexts_units, states, words),
        colophon=tuple(_colophon(volume, parts, layout, words)),
        draft=words.draft if volume.is_draft else "",
    )


def _kept(paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text for text in paragraphs if text.strip())


def _prefixes(volume: Volume) -> list[str]:
    """Return what stands before the ids of each part: its slug, where there are several, each another."""
    if len(volume.parts) < 2:
        return ["" for _ in volume.parts]
    found: list[str] = []
    for n, part in enumerate(volume.parts, 1):
        slug = part.slug if part.slug[:1].isascii() and part.slug[:1].isalpha() else f"text-{part.slug}"
        is_fit = slug.replace("-", "").isalnum() and slug.isascii() and f"{slug}." not in found
        found.append(f"{slug}." if is_fit else f"part.{n}.")
    return found


def _titles(volume: Volume, parts: tuple[Part, ...], layout: Layout, words: Words) -> tuple[tuple[str, str], ...]:
    sides = ["source"] * (layout is not Layout.TARGET) + ["target"] * (layout is not Layout.SOURCE)
    if not volume.is_edition:
        titles = parts[0].page.titles if parts else (words.about,)
        return tuple(zip(sides, titles, strict=False))
    both = {"source": volume.title, "target": volume.target_title}
    found = tuple((side, both[side]) for side in sides if both[side].strip())
    return found or ((sides[-1], volume.title),)


def _colophon(volume: Volume, parts: tuple[Part, ...], layout: Layout, words: Words) -> Iterator[tuple[str, str]]:
    """Yield labels and values: of the edition, then of each of its texts."""
    if not volume.is_edition:
        yield from (fact for part in parts for fact in part.page.colophon)
        return
    yield from _filled(_of_edition(volume, layout, words))
    for part in parts:
        yield from _filled(_of_part(volume, part, layout, words))


def _of_edition(volume: Volume, layout: Layout, words: Words) -> Iterator[tuple[str, str]]:
    yield words.title, " · ".join(to_plain(title) for title in (volume.title, volume.target_title) if title.strip())
    yield words.series, to_plain(volume.series)
    yield words.release, _release(volume, words)
    yield words.licence, volume.licence
    if layout is not Layout.SOURCE:
        yield words.translators, ", ".join(volume.translators)
        yield words.reviewers, ", ".join(volume.reviewers)
        yield words.updated, volume.updated.date().isoformat() if volume.updated else ""


def _release(volume: Volume, words: Words) -> str:
    if volume.number is None:
        return words.not_released
    return f"{volume.number} ({volume.released.date().isoformat()})" if volume.released else str(volume.number)


def _of_part(volume: Volume, part: Part, layout: Layout, words: Words) -> Iterator[tuple[str, str]]:
    bitext = part.page.bitext
    yield words.text, " · ".join(dict.fromkeys(to_plain(title) for title in part.page.titles))
    yield words.appeared, bitext.appeared
    yield words.licence, bitext.licence if bitext.licence != volume.licence else ""
    if layout is not Layout.SOURCE:
        yield words.self_approved, approved_alone(part.page.rows)
    yield words.sha256, bitext.sha256


def _filled(facts: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    return ((label, value) for label, value in facts if value.strip())
