"""One translation as a file that takes long: PDF, or another format of a long text.

Payload: `statement` (slug), `language`, `format`, and where chosen `layout`, `paper`, `states`, `type_size`, `margins`,
`binding`.
"""

from sqlalchemy.orm import Session

from domain.bitext import States
from domain.errors import BadValue
from domain.permissions import Action, Actor, require
from formats import writer
from formats.base import PRESETS, Layout, Options, Paper, chosen_setting
from services import exporting
from services.job_kinds.base import File, Made, Payload, Stage, Wanted, Work, chosen, stage_of, text_of
from services.store import find_translation

KIND = "statement.export"


def check(session: Session, actor: Actor, payload: Payload) -> Wanted:
    """Return the file that is asked for. Raises NotAllowed, NotFound, UnknownFormat, BadValue."""
    require(actor, Action.EXPORT)
    translation = find_translation(session, text_of(payload, "statement"), text_of(payload, "language"))
    info, options = writer(text_of(payload, "format")).INFO, read_options(payload)
    for name, has in (("layout", info.layouts), ("paper", info.papers)):
        value = getattr(options, name)
        if value is not None and value not in has:
            raise BadValue(field=name, value=value)
    chosen_setting(info, options)
    return Wanted(translation.statement.title)


def run(session: Session, actor: Actor, payload: Payload, work: Work) -> Made:
    """Gather the text and write the file."""
    format_id, options = text_of(payload, "format"), read_options(payload)
    found = writer(format_id)
    translation = find_translation(session, text_of(payload, "statement"), text_of(payload, "language"))
    name = file_name(
        translation.statement.slug,
        translation.statement.source_language,
        translation.language,
        found.INFO.suffix,
        options,
    )
    work.tell(Stage.GATHERING, 0, 2)
    bitext = exporting.bitext_of(session, actor, translation)
    session.rollback()  # what was read is read: nobody keeps a transaction open for as long as pages are set
    work.tell(stage_of(found.INFO), 1, 2, about=name)
    return Made(File(name, found.INFO.media_type, found.write(bitext, options)))


def read_options(payload: Payload) -> Options:
    """Return the choices of `payload`; approved text alone unless `states` is `all`. Raises BadValue."""
    states = chosen(States, payload, "states") or States.REVIEWED
    presets = {name: chosen(kind, payload, name) for name, kind in PRESETS.items()}
    return Options(chosen(Layout, payload, "layout"), states, paper=chosen(Paper, payload, "paper"), **presets)


def file_name(slug: str, source: str, target: str, suffix: str, options: Options) -> str:
    """Return "a-statement.es.pdf", with the language that is in it."""
    return f"{slug}.{source if options.layout is Layout.SOURCE else target}{suffix}"
