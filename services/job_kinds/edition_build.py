"""One file of an edition: a format, a layout, a size of page; of a release, or of the texts as they stand now.

Payload: `edition` (slug), `format`, and where chosen `layout`, `paper`, `number` (of the release).
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.errors import BadValue
from domain.permissions import Action, Actor, require
from formats import volume_writer
from formats.base import FormatInfo, Layout, Options, Paper
from services import editions, releases
from services.job_kinds.base import File, Made, Payload, Stage, Wanted, Work, chosen, key_of, stage_of, text_of

KIND = "edition.build"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a payload asks for."""

    edition: str
    info: FormatInfo
    options: Options
    number: int | None

    @property
    def name(self) -> str:
        """The name of the file."""
        return file_name(self.edition, self.number, f".{layout}" if (layout := self.options.layout) else "", self.info)


def file_name(slug: str, number: int | None, form: str, info: FormatInfo) -> str:
    """Return "two-texts-1.facing.pdf"."""
    return f"{slug}{'' if number is None else f'-{number}'}{form}{info.suffix}"


def check(session: Session, actor: Actor, payload: Payload) -> Wanted:
    """Return the file that is asked for. Raises NotAllowed, NotFound, UnknownFormat, BadValue."""
    require(actor, Action.EXPORT)
    wish = read(payload)
    edition = editions.find_edition(session, actor, wish.edition)
    _refuse_unknown(wish)
    return Wanted(edition.title, release_key(session, actor, wish.edition, wish.number, KIND, _choices(payload)))


def run(session: Session, actor: Actor, payload: Payload, work: Work) -> Made:
    """Gather the texts and set the pages, or write whatever the format is."""
    wish = read(payload)

    def tell(done: int, total: int) -> None:
        if done < total:
            work.tell(Stage.GATHERING, done, total + 1)
        else:
            session.rollback()  # what was read is read: nobody keeps a transaction open for as long as pages are set
            work.tell(stage_of(wish.info), done, total + 1, about=wish.name)

    data = releases.build(
        session, actor, wish.edition, wish.info.id, wish.options, number=wish.number, tell=tell
    )  # fmt: skip
    return Made(File(wish.name, wish.info.media_type, data))


def read(payload: Payload) -> Wish:
    """Return what `payload` asks for. Raises UnknownFormat, BadValue."""
    options = Options(chosen(Layout, payload, "layout"), paper=chosen(Paper, payload, "paper"))
    info = volume_writer(text_of(payload, "format")).INFO
    return Wish(text_of(payload, "edition"), info, options, release_number(payload))


def release_number(payload: Payload) -> int | None:
    """Return the number of the release that `payload` names, None for today's texts. Raises BadValue."""
    number = payload.get("number")
    if number is not None and not isinstance(number, int):
        raise BadValue(field="number", value=number)
    return number


def release_key(session: Session, actor: Actor, slug: str, number: int | None, *parts: object) -> str:
    """Return the key of `parts` made of a release, '' of texts that may change. Raises NotFound, NotAllowed."""
    if number is None:
        return ""
    edition = editions.find_edition(session, actor, slug)
    return key_of(slug, releases.sha256_of(session, actor, edition, number), *parts)


def key_as_composed(slug: str, sha256: str, format_id: str) -> str:
    """Return the key of a file of a release for which nothing was chosen but its format."""
    return key_of(slug, sha256, KIND, _choices({"format": format_id}))


def _choices(payload: Payload) -> list[str]:
    return [text_of(payload, name) for name in ("format", "layout", "paper")]


def _refuse_unknown(wish: Wish) -> None:
    """Raise BadValue for a layout or a size of page that the format does not have, rather than when it is built."""
    for name, has in (("layout", wish.info.layouts), ("paper", wish.info.papers)):
        value = getattr(wish.options, name)
        if value is not None and value not in has:
            raise BadValue(field=name, value=value)
