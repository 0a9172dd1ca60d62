"""A statement of as many paragraphs as one likes, half-way through its translation: to see how the desk bears it.

The same number gives the same text, so a second run finds the first one's statement.
"""

import hashlib
from collections.abc import Iterator, Mapping
from itertools import islice
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from demo.sentences import HEADINGS, MONTHS, NAMES, PLACES, SENTENCES, THINGS, TOWNS
from domain.bitext import Bitext, Unit
from domain.errors import BadValue
from domain.permissions import Actor
from domain.states import State
from models import Segment, SourceFile, Statement, Target, Translation
from models.review import ReturnReason
from services import intake, reviewing, statements, transfers
from services.store import find_translation

MOST = statements.MOST_SEGMENTS
# How many sentences a paragraph has, and how often: about 300 characters on average, some short, some long.
LENGTHS, WEIGHTS = (1, 2, 3, 4, 5, 8), (8, 18, 28, 25, 15, 6)
HEADING_EVERY = 40
TRANSLATED_SHARE, DRAFT_EVERY = 0.6, 9
APPROVED = 20

Pair = tuple[str, str]


def build(session: Session, people: Mapping[str, Actor], paragraphs: int) -> Statement | None:
    """Store the statement of that many paragraphs, partly translated; None when it is there already.

    Raises BadValue for a number that no statement can have.
    """
    if not 1 <= paragraphs <= MOST:
        raise BadValue(field="big", value=paragraphs)
    pairs = list(islice(pairs_of_text(), paragraphs))
    content = "\n\n".join(source for source, _ in pairs).encode()
    upload = statements.Upload(f"river-{paragraphs}.txt", "txt", content)
    if session.scalar(select(SourceFile.statement_id).where(SourceFile.sha256 == upload.sha256)):
        return None
    limits = intake.Limits(megabytes=len(content) // 1_000_000 + 1, segments=MOST)
    reading = intake.read(upload.name, content, limits, format_id="txt", encoding="utf-8")
    details = statements.Details("en", title=f"The Long Book of the River ({paragraphs:,})", targets=("es",))
    statement = statements.create(session, people["hugh"], reading.document, upload, details)
    translation = find_translation(session, statement.slug, "es")
    _translate(session, people["lucia"], translation, pairs)
    _judge(session, people["renata"], translation)
    return statement


def pairs_of_text() -> Iterator[Pair]:
    """Yield paragraph after paragraph, English and Spanish, without end and always the same."""
    random = Random(1937)  # noqa: S311, a text and no secret
    yield "The Long Book of the River", "El libro largo del río"
    number = 1
    while True:
        number += 1
        if number % HEADING_EVERY == 0:
            yield _filled(random, random.choice(HEADINGS))
        else:
            count = random.choices(LENGTHS, WEIGHTS)[0]
            sentences = [_filled(random, pair) for pair in random.sample(SENTENCES, count)]
            yield " ".join(s for s, _ in sentences), " ".join(t for _, t in sentences)


def _filled(random: Random, pair: Pair) -> Pair:
    """Return both sides of a sentence with its gaps filled alike."""
    place, things, month = random.choice(PLACES), random.choice(THINGS), random.choice(MONTHS)
    numbers = {
        "number": random.randrange(41, 3000), "sum": random.randrange(12, 400) * 250,
        "less": random.randrange(2, 11) * 250,
    }  # fmt: skip
    same = {
        "name": random.choice(NAMES), "town": random.choice(TOWNS), "year": random.randrange(1871, 1999),
        "day": random.randrange(2, 29), "few": random.randrange(2, 40), "percent": random.randrange(11, 96),
        "hour": f"{random.randrange(4, 12)}:{random.choice(('00', '15', '30', '45'))}",
    }  # fmt: skip
    source, target = (
        text.format(
            place=place[side], things=things[side], month=month[side], **same,
            **{name: _number(value, side) for name, value in numbers.items()},
        )
        for side, text in enumerate(pair)
    )  # fmt: skip
    return source, target


def _number(value: int, side: int) -> str:
    """Return `value` as each language groups its digits: 1,250 and 1250, 12,500 and 12 500."""
    if side == 0:
        return f"{value:,}"
    return str(value) if value < 10_000 else f"{value:,}".replace(",", "\u00a0")


def _translate(session: Session, translator: Actor, translation: Translation, pairs: list[Pair]) -> None:
    """Bring the first part's Spanish in, as from a file: most of it handed in, some of it drafts."""
    share = pairs[: max(1, int(len(pairs) * TRANSLATED_SHARE))]
    units = tuple(
        Unit(f"p{n}", source, target, State.TRANSLATED if n % DRAFT_EVERY else State.DRAFT, version=0)
        for n, (source, target) in enumerate(share, 1)
    )
    sha256 = hashlib.sha256("\n\n".join(target for _, target in share).encode()).hexdigest()
    plan = transfers.plan(session, translator, translation, Bitext("en", "es", units), file_sha256=sha256)
    transfers.apply(session, translator, plan)


def _judge(session: Session, reviewer: Actor, translation: Translation) -> None:
    """Approve the first paragraphs and send one back."""
    query = (
        select(Target.id, Target.version)
        .join(Segment, Segment.id == Target.segment_id)
        .where(Target.translation_id == translation.id, Target.state == State.TRANSLATED)
        .order_by(Segment.position)
        .limit(APPROVED + 1)
    )
    *approved, last = session.execute(query).all()
    for target_id, version in approved:
        reviewing.approve(session, reviewer, target_id, version=version)
    reviewing.send_back(session, reviewer, last.id, version=last.version, reason=ReturnReason.STYLE)
