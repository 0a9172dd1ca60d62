"""One run, many forms: an edition in several formats and layouts, as one ZIP file."""

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from domain.errors import UnknownFormat
from domain.permissions import Action, Actor, require
from domain.volume import Volume
from formats import REGISTRY, volume_writer
from formats.base import DEFAULTS, Layout, Options
from services.releases import Tell, as_composed, volume_for

SUFFIX = ".zip"
MEDIA_TYPE = "application/zip"
Telling = Callable[[int, int, str], None]  # how many of how many files, and the name of the next
EPOCH = (1980, 1, 1, 0, 0, 0)  # the first day that a ZIP file knows


@dataclass(frozen=True, slots=True)
class Form:
    """One file of a bundle. `layout`: None is the publisher's, or the format's own."""

    format_id: str
    layout: Layout | None = None


# By the name that the command line and the web know them by.
PRESETS: dict[str, tuple[Form, ...]] = {
    "zip": tuple(Form(f.INFO.id) for f in REGISTRY.values() if f.INFO.writes_volumes),
    "zip-print": tuple(Form("pdf", layout) for layout in (Layout.FACING, Layout.COLUMNS, Layout.SOURCE, Layout.TARGET)),
    "zip-screen": (
        Form("html", Layout.COLUMNS), Form("epub", Layout.STACKED), Form("epub", Layout.FACING),
        Form("pdf", Layout.COLUMNS),
    ),
}  # fmt: skip


def bundle(
    session: Session, actor: Actor, slug: str, preset: str, *,
    number: int | None = None, look: Options = DEFAULTS,
    gathering: Tell | None = None, telling: Telling | None = None,
) -> bytes:  # fmt: skip
    """Return the files of a preset as one ZIP: of the release of that `number`, or of today's texts.

    The same release gives the same bytes: nothing is compressed, since programs do that differently, and every file
    has the same date. `look` is for the formats that have pages. `gathering` hears how many of how many texts are
    there, then `telling` how many of how many files, and which comes next. Raises NotAllowed, NotFound, UnknownFormat
    (no such preset).
    """
    require(actor, Action.EXPORT)
    if preset not in PRESETS:
        raise UnknownFormat(format=preset)
    volume = volume_for(session, actor, slug, number, gathering)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in sorted(_files(volume, PRESETS[preset], look, telling)):
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_STORED, 3, 0o644 << 16
            archive.writestr(info, data)
    return out.getvalue()


def _files(
    volume: Volume, forms: tuple[Form, ...], look: Options, telling: Telling | None
) -> Iterator[tuple[str, bytes]]:
    stem = f"{volume.slug}{'' if volume.number is None else f'-{volume.number}'}"
    for done, form in enumerate(forms):
        writer = volume_writer(form.format_id)
        options = replace(look if writer.INFO.papers else DEFAULTS, layout=form.layout)
        name = f"{stem}{f'.{form.layout}' if form.layout else ''}{writer.INFO.suffix}"
        if telling:
            telling(done, len(forms), name)
        data = writer.write_volume(volume, as_composed(volume, writer.INFO, options))
        yield name, data
