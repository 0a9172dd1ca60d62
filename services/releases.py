"""Editions on their way out: the files of today's texts, and the release that freezes them."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, contains_eager

from domain import errata
from domain.bitext import Bitext
from domain.errors import HasObstacles, NotFound, NothingNew
from domain.freezing import freeze, thaw
from domain.permissions import Action, Actor, require
from domain.states import State, move
from domain.volume import Volume, printed
from formats import volume_writer
from formats.base import DEFAULTS, PRESETS, FormatInfo, Layout, Options, Paper, chosen_setting
from models import Edition, EditionStatement, Release, Statement, Target, Translation, User
from models.base import now
from services.editions import find_edition, locked, paragraphs_of, texts_of
from services.exporting import bitext_of
from services.obstacles import has_obstacles, obstacles
from services.store import LARGEST, name_of, record

Tell = Callable[[int, int], None]  # how many of how many texts are gathered


@dataclass(frozen=True, slots=True)
class Made:
    """A release in the list: its number, when and by whom, the SHA-256 of what it holds."""

    number: int
    sha256: str
    released_at: datetime
    who: str


# Files


def live_volume(
    session: Session, actor: Actor, edition: Edition, tell: Tell | None = None, *, is_draft: bool | None = None
) -> Volume:
    """Return the edition as its texts stand now, a draft while anything is in the way, unless `is_draft` is known.

    `tell` hears how many of how many texts are there. Raises NotAllowed.
    """
    require(actor, Action.EXPORT)
    if is_draft is None:
        is_draft = has_obstacles(session, edition)
    parts = _gathered(session, actor, _translations(session, edition), tell)
    return Volume(
        source_language=edition.source_language,
        target_language=edition.target_language,
        parts=tuple(map(printed, parts)),
        slug=edition.slug,
        title=edition.title,
        target_title=edition.target_title,
        series=edition.series,
        front_source=paragraphs_of(edition.front_matter.get("source", "")),
        front_target=paragraphs_of(edition.front_matter.get("target", "")),
        licence=edition.licence,
        is_draft=is_draft,
        layout=edition.layout,
        paper=edition.paper,
        **{name: getattr(edition, name) for name in PRESETS},
    )


def _gathered(
    session: Session, actor: Actor, translations: Sequence[Translation], tell: Tell | None
) -> Iterator[Bitext]:
    for done, translation in enumerate(translations):
        if tell:
            tell(done, len(translations))
        yield bitext_of(session, actor, translation)


def released_volume(session: Session, actor: Actor, edition: Edition, number: int) -> Volume:
    """Return what a release froze. Raises NotAllowed, NotFound."""
    require(actor, Action.READ)
    query = select(Release.content).where(Release.edition_id == edition.id, Release.number == number)
    content = session.scalar(query) if 0 < number < 2**31 else None
    if content is None:
        raise NotFound(what="release", key=number)
    return thaw(content)


def volume_for(
    session: Session, actor: Actor, slug: str, number: int | None, tell: Tell | None = None
) -> Volume:  # fmt: skip
    """Return the release of that number, or the edition as it stands. Raises NotFound, NotAllowed."""
    require(actor, Action.EXPORT)
    edition = find_edition(session, actor, slug)
    if number is None:
        return live_volume(session, actor, edition, tell)
    return released_volume(session, actor, edition, number)


def build(
    session: Session, actor: Actor, slug: str, format_id: str, options: Options = DEFAULTS, *,
    number: int | None = None, tell: Tell | None = None,
) -> bytes:  # fmt: skip
    """Return an edition as a file: the release of that `number`, or today's texts.

    What `options` leave open is as the publisher chose it, where the format has that. `tell` hears how many of how
    many texts are gathered, and at the end that all of them are. Raises NotAllowed, NotFound, UnknownFormat, BadValue.
    """
    require(actor, Action.EXPORT)
    writer = volume_writer(format_id)
    volume = volume_for(session, actor, slug, number, tell)
    if tell:
        tell(len(volume.parts), len(volume.parts))
    return writer.write_volume(volume, as_composed(volume, writer.INFO, options))


def sha256_of(session: Session, actor: Actor, edition: Edition, number: int) -> str:
    """Return what tells a release from every other: the SHA-256 of what it holds. Raises NotAllowed, NotFound."""
    require(actor, Action.READ)
    query = select(Release.sha256).where(Release.edition_id == edition.id, Release.number == number)
    found = session.scalar(query) if 0 < number <= LARGEST else None
    if found is None:
        raise NotFound(what="release", key=number)
    return found


def paragraph_count(session: Session, actor: Actor, edition: Edition) -> int:
    """Return how many paragraphs an edition has as its texts stand now. Raises NotAllowed."""
    require(actor, Action.READ)
    return sum(text.progress.total_segments for text in texts_of(session, edition))


def as_composed(volume: Volume, info: FormatInfo, options: Options) -> Options:
    """Return `options` with the publisher's choices where nothing else is asked for and the format has them.

    Raises BadValue for a preset of pages that is asked of a format without pages.
    """
    chosen_setting(info, options)
    if options.layout is None and volume.layout in info.layouts:
        options = replace(options, layout=Layout(volume.layout))
    if options.paper is None and volume.paper in info.papers:
        options = replace(options, paper=Paper(volume.paper))
    if info.papers:
        chosen = {name: getattr(options, name) or kind(getattr(volume, name)) for name, kind in PRESETS.items()}
        options = replace(options, **chosen)
    return options


def _translations(session: Session, edition: Edition) -> Sequence[Translation]:
    query = (
        select(Translation)
        .join(Translation.statement)
        .join(EditionStatement, EditionStatement.statement_id == Statement.id)
        .options(contains_eager(Translation.statement))
        .where(EditionStatement.edition_id == edition.id, Translation.language == edition.target_language)
        .order_by(EditionStatement.position)
    )
    return session.scalars(query).all()


# Releases


def release(session: Session, actor: Actor, slug: str, *, version: int | None = None) -> Release:
    """Freeze an edition as its next release, and move what it prints from approved to final.

    `version`: the one that was on the screen; None takes any. Of two at once, one wins. Raises NotFound, NotAllowed,
    StaleEdition, HasObstacles, NothingNew (nothing differs from the last release).
    """
    require(actor, Action.PUBLISH)
    edition = locked(session, slug, version)
    ids = [text.translation_id for text in texts_of(session, edition) if text.translation_id is not None]
    _hold(session, ids)
    if found := obstacles(session, actor, edition):
        raise HasObstacles(count=found.total)
    last = session.scalar(select(func.max(Release.number)).where(Release.edition_id == edition.id)) or 0
    live = live_volume(session, actor, edition, is_draft=False)
    if last and _is_same(live, released_volume(session, actor, edition, last)):
        raise NothingNew(number=last)
    _finish(session, ids)
    at = now().replace(microsecond=0)
    volume = replace(live_volume(session, actor, edition, is_draft=False), number=last + 1, released=at)
    content = freeze(volume)
    made = Release(
        edition_id=edition.id, number=last + 1, content=content, sha256=hashlib.sha256(content).hexdigest(),
        released_at=at, released_by_id=actor.id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.execute(update(Edition).where(Edition.id == edition.id).values(version=Edition.version + 1))
    session.refresh(edition)
    record(session, actor, "edition.released", edition=edition.id, number=made.number, sha256=made.sha256)
    return made


def _hold(session: Session, translation_ids: list[int]) -> None:
    """Keep the targets as they are until the transaction ends, taken in one order, so that nobody waits in a ring."""
    query = select(Target.id).where(Target.translation_id.in_(translation_ids)).order_by(Target.id).with_for_update()
    session.execute(query).all()


def _finish(session: Session, translation_ids: list[int]) -> None:
    """Move what a reviewer approved to final; a lock keeps texts from being changed, and this changes none."""
    final = move(State.REVIEWED, State.FINAL)
    session.execute(
        update(Target)
        .where(Target.translation_id.in_(translation_ids), Target.state == State.REVIEWED)
        .values(state=final, version=Target.version + 1)
        .execution_options(synchronize_session="fetch")
    )


def _is_same(live: Volume, last: Volume) -> bool:
    """Tell whether two volumes print the same, whatever became of the states meanwhile."""
    return _bare(live) == _bare(last)


def _bare(volume: Volume) -> Volume:
    parts = tuple(
        replace(part, units=tuple(replace(unit, state=State.FINAL, version=None) for unit in part.units))
        for part in volume.parts
    )
    return replace(volume, parts=parts, number=None, released=None)


def releases_of(session: Session, actor: Actor, edition: Edition) -> list[Made]:
    """Return the releases of an edition, the newest first. Raises NotAllowed."""
    require(actor, Action.READ)
    query = (
        select(Release.number, Release.sha256, Release.released_at, name_of(User))
        .outerjoin(User, User.id == Release.released_by_id)
        .where(Release.edition_id == edition.id)
        .order_by(Release.number.desc())
    )
    return [Made(*row) for row in session.execute(query)]


def changes(session: Session, actor: Actor, edition: Edition, since: int, number: int) -> tuple[errata.Change, ...]:
    """Return the paragraphs that changed from release `since` to `number`: its errata. Raises NotAllowed, NotFound."""
    earlier, later = (released_volume(session, actor, edition, n) for n in (since, number))
    return errata.changes(earlier, later)
