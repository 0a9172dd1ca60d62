"""Many forms of an edition in one ZIP. Payload: `edition` (slug), `preset`, and `number` where it is of a release."""

from sqlalchemy.orm import Session

from domain.errors import UnknownFormat
from domain.permissions import Action, Actor, require
from services import bundles, editions
from services.job_kinds.base import File, Made, Payload, Stage, Wanted, Work, text_of
from services.job_kinds.edition_build import release_key, release_number

KIND = "edition.bundle"


def check(session: Session, actor: Actor, payload: Payload) -> Wanted:
    """Return the bundle that is asked for. Raises NotAllowed, NotFound, UnknownFormat (no such preset), BadValue."""
    require(actor, Action.EXPORT)
    slug, preset = text_of(payload, "edition"), text_of(payload, "preset")
    edition = editions.find_edition(session, actor, slug)
    if preset not in bundles.PRESETS:
        raise UnknownFormat(format=preset)
    return Wanted(edition.title, release_key(session, actor, slug, release_number(payload), KIND, preset))


def run(session: Session, actor: Actor, payload: Payload, work: Work) -> Made:
    """Gather the texts once, then write file after file; their number is what is told of."""
    slug, preset, number = text_of(payload, "edition"), text_of(payload, "preset"), release_number(payload)

    def telling(done: int, total: int, name: str) -> None:
        session.rollback()  # what was read is read: nobody keeps a transaction open for as long as pages are set
        work.tell(Stage.WRITING, done, total, about=name)

    def gathering(_done: int, _total: int) -> None:
        work.tell(Stage.GATHERING, 0, len(bundles.PRESETS.get(preset, ())))

    data = bundles.bundle(session, actor, slug, preset, number=number, gathering=gathering, telling=telling)
    stem = f"{slug}{'' if number is None else f'-{number}'}"
    return Made(File(f"{stem}{preset.removeprefix('zip')}{bundles.SUFFIX}", bundles.MEDIA_TYPE, data))
