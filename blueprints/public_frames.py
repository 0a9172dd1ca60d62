"""What stands around the text of a public page: its addresses, its switch, the files and the other releases."""

from collections.abc import Sequence
from datetime import datetime

from flask import url_for
from flask_babel import force_locale, format_date
from flask_babel import gettext as _

from blueprints.addresses import settled_address
from blueprints.format_words import format_words
from domain.volume import Volume
from formats import REGISTRY
from formats.base import FormatInfo, Layout
from formats.html import Frame, Link, Links
from formats.wording import language_name, words_for
from services.publication import Opened

# Those that are quickly made; a PDF is set for minutes, and offered where somebody has had it made.
QUICK: tuple[FormatInfo, ...] = tuple(f.INFO for f in REGISTRY.values() if f.INFO.writes_volumes and f.INFO.id != "pdf")
SLOW: tuple[FormatInfo, ...] = tuple(f.INFO for f in REGISTRY.values() if f.INFO.writes_volumes and f.INFO.id == "pdf")
ALONE = (Layout.SOURCE, Layout.TARGET)


def of_release(opened: Opened, volume: Volume, view: Layout | None, made: Sequence[FormatInfo] = ()) -> Frame:
    """Return the frame of a release, shown in `view`: one language alone, or None for both.

    `made`: the slow formats whose files are there.
    """
    has_views = volume.layout not in ALONE
    page_language = volume.source_language if Layout.SOURCE in (view, volume.layout) else volume.target_language
    is_newest = opened.number == opened.newest
    with force_locale(words_for(page_language).language):
        return Frame(
            canonical=settled_address(_address(opened, view, is_short=is_newest)),
            alternates=tuple(_alternates(opened, volume, is_short=is_newest)) if has_views else (),
            views=tuple(_views(opened, volume, view)) if has_views else (),
            notices=() if is_newest else (_newer(opened, view),),
            foot=(_files(opened, made), _releases(opened, view)),
        )


def of_preview(volume: Volume, ends_at: datetime) -> Frame:
    """Return the frame of what is not released and is shown by a link."""
    page_language = volume.source_language if volume.layout == Layout.SOURCE else volume.target_language
    with force_locale(words_for(page_language).language):
        notice = _(
            "This is a draft. It is shown by a link that ends on %(date)s; what it says may still change.",
            date=format_date(ends_at, "long"),
        )
    return Frame(robots="noindex, nofollow, noarchive", notices=((notice, None),))


def read_address(opened: Opened, anchor: str = "") -> str:
    """Return the enduring address of a release, or of a paragraph in it."""
    return url_for("public.read_release", edition=opened.edition.slug, release_number=opened.number,
                   _anchor=anchor or None)  # fmt: skip


def _address(opened: Opened, view: Layout | None, *, is_short: bool = False) -> str:
    text = {"text": view.value} if view else {}
    if is_short:
        return url_for("public.read", edition=opened.edition.slug, **text)
    return url_for("public.read_release", edition=opened.edition.slug, release_number=opened.number, **text)


def _alternates(opened: Opened, volume: Volume, *, is_short: bool) -> list[tuple[str, str]]:
    found = [(volume.source_language, Layout.SOURCE), (volume.target_language, Layout.TARGET), ("x-default", None)]
    return [(language, settled_address(_address(opened, view, is_short=is_short))) for language, view in found]


def _views(opened: Opened, volume: Volume, current: Layout | None) -> list[Link]:
    both = words_for(volume.source_language if current is Layout.SOURCE else volume.target_language).both
    found = [
        (None, both, ""), (Layout.SOURCE, language_name(volume.source_language), volume.source_language),
        (Layout.TARGET, language_name(volume.target_language), volume.target_language),
    ]  # fmt: skip
    return [Link(_address(opened, view), words, language, view is current) for view, words, language in found]


def _newer(opened: Opened, view: Layout | None) -> tuple[str, Link]:
    newest = Opened(opened.edition, opened.newest, "", opened.numbers)
    words = _("Read release %(number)s", number=opened.newest)
    return _("This is release %(number)s. There is a newer one.", number=opened.number), Link(
        _address(newest, view), words
    )


def _files(opened: Opened, made: Sequence[FormatInfo]) -> Links:
    links = (
        Link(
            url_for("public.download", edition=opened.edition.slug, release_number=opened.number, file_format=info.id),
            str(format_words(info).name),
        )
        for info in (*QUICK, *made)
    )
    return Links(_("Files of this release"), tuple(links))


def _releases(opened: Opened, view: Layout | None) -> Links:
    links = []
    for number, day in opened.numbers:
        one = Opened(opened.edition, number, "", opened.numbers)
        words = _("Release %(number)s, %(date)s", number=number, date=format_date(day, "long"))
        links.append(Link(_address(one, view), words, is_current=number == opened.number))
        if number == opened.number and number > 1:
            changes = url_for("public.show_changes", edition=opened.edition.slug, release_number=number)
            links.append(Link(changes, _("What changed in it")))
    return Links(_("Releases"), tuple(links))
