"""What became of the paragraphs between two releases of an edition."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.bitext import Bitext, Unit
from domain.volume import Volume


@dataclass(frozen=True, slots=True)
class Change:
    """One paragraph that two volumes print differently, `number` in its text (of the later one, where it is there).

    `old` or `new` is None for a paragraph that only the other volume has; both are for a whole text that only one of
    them has: `is_added` says which. The front matter is one change: its `slug` is "".
    """

    slug: str
    title: str
    number: int
    old: Unit | None
    new: Unit | None
    is_added: bool = False


def changes(old: Volume, new: Volume) -> tuple[Change, ...]:
    """Return what changed from `old` to `new`, in reading order; what is gone stands at the end of its text."""
    return tuple(_changes(old, new))


def _changes(old: Volume, new: Volume) -> Iterator[Change]:
    former, front = _front(old), _front(new)
    if former != front:
        yield Change("", new.title, 1, former, front, is_added=former is None)
    before = {part.slug: part for part in old.parts}
    for part in new.parts:
        if part.slug in before:
            yield from _within(before[part.slug], part)
        else:
            yield Change(part.slug, part.title, 0, None, None, is_added=True)
    after = {part.slug for part in new.parts}
    yield from (Change(part.slug, part.title, 0, None, None) for part in old.parts if part.slug not in after)


def _front(volume: Volume) -> Unit | None:
    """Return the front matter as one paragraph, its own parted by a blank line; None where there is none."""
    source, target = ("\n\n".join(side) for side in (volume.front_source, volume.front_target))
    return Unit("", source, target) if source or target else None


def _within(old: Bitext, new: Bitext) -> Iterator[Change]:
    before = {unit.id: unit for unit in old.units}
    for number, unit in enumerate(new.units, 1):
        former = before.pop(unit.id, None)
        if former is None or _printed(former) != _printed(unit):
            yield Change(new.slug, new.title, number, former, unit, is_added=former is None)
    for number, unit in enumerate(old.units, 1):
        if unit.id in before:
            yield Change(new.slug, new.title, number, unit, None)


def _printed(unit: Unit) -> tuple[object, ...]:
    notes = tuple((note.anchor, note.text, note.side) for note in unit.notes)
    return unit.source, unit.target, unit.role, notes
