"""What the demo's people do, step by step, so that every page has something to show.

They do it through the same services as anybody: nobody approves their own words, and each step names the version
that it saw.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.permissions import Actor
from formats import termlist
from formats.inline import escape
from models import Presence, Segment, Statement, Target, Translation
from models.base import now
from models.review import ReturnReason
from services import assigning, editing, intake, reviewing, statements, talk
from services.memory import Incoming, import_pairs
from services.store import find_translation
from services.terms import import_terms

TEXTS = Path(__file__).parent / "texts"
LICENCE = "CC0 1.0"


@dataclass(frozen=True, slots=True)
class Work:
    """A translation at work: who is there, and the target of each segment, numbered from 1 in reading order."""

    session: Session
    people: Mapping[str, Actor]
    translation: Translation
    targets: Sequence[int]
    texts: Sequence[str]

    def write(self, who: str, number: int, text: str | None = None, *, submit: bool = True) -> None:
        """Save `text`, or the whole translation of the segment, and hand it in."""
        saved = editing.save(
            self.session, self.people[who], self.targets[number - 1], self.texts[number - 1] if text is None else text,
            version=self._version(number), keep_submitted=submit,
        )  # fmt: skip
        assert isinstance(saved, editing.Saved)  # noqa: S101, nobody else is at work here

    def write_late(self, who: str, number: int, text: str) -> None:
        """Save `text` as somebody who had opened the segment before it changed: it is kept beside the target."""
        target_id = self.targets[number - 1]
        editing.save(self.session, self.people[who], target_id, text, version=self._version(number) - 1)

    def approve(self, who: str, *numbers: int) -> None:
        """Approve each of the segments as it stands."""
        for number in numbers:
            target_id = self.targets[number - 1]
            reviewing.approve(self.session, self.people[who], target_id, version=self._version(number))

    def send_back(self, who: str, number: int, reason: ReturnReason, words: str) -> None:
        """Return the segment to its translator."""
        reviewing.send_back(
            self.session, self.people[who], self.targets[number - 1], version=self._version(number), reason=reason,
            words=words,
        )  # fmt: skip

    def say(self, who: str, number: int, words: str) -> None:
        """Leave a comment for colleagues on the segment's target; whoever it calls is mentioned."""
        talk.comment(self.session, self.people[who], self.targets[number - 1], words)

    def ask(self, who: str, number: int, words: str) -> None:
        """Put a reviewer's question about the segment as it stands."""
        target_id = self.targets[number - 1]
        reviewing.ask(self.session, self.people[who], target_id, version=self._version(number), words=words)

    def leave(self, *who: str) -> None:
        """Note that these people were at the desk until now: what others do from here on is new to them."""
        for key in who:
            self.session.add(Presence(translation_id=self.translation.id, user_id=self.people[key].id, at=now()))

    def give(self, who: str, days: int) -> None:
        """Give the translation to somebody, due in so many days."""
        due_on = (now() + timedelta(days=days)).date()
        assigning.assign(self.session, self.people["hugh"], self.translation, self.people[who].id, due_on)

    def _version(self, number: int) -> int:
        return editing.place(self.session, self.targets[number - 1]).version


def tell(session: Session, people: Mapping[str, Actor]) -> list[Statement]:
    """Bring the three statements in and work on them; return them."""
    works = [
        _begin(session, people, "ferry.en.txt", "en", "ferry.es.txt", "es", "The Landing, No. 7, May-June 1998"),
        _begin(session, people, "tools.en.md", "en", "tools.es.md", "es", "The Landing, No. 6, April 1998"),
        _begin(session, people, "seeds.es.txt", "es", "seeds.en.txt", "en", "Hoja de la Huerta Común, n.º 3, 1998"),
    ]
    _remember(session, people)
    _ferry(works[0])
    _tools(works[1])
    _seeds(works[2])
    session.flush()
    return [session.get_one(Statement, work.translation.statement_id) for work in works]


def _remember(session: Session, people: Mapping[str, Actor]) -> None:
    """Bring in what the group has agreed on and translated before: its terms, and pairs of the year before."""
    languages = "en", "es"
    concepts = termlist.read((TEXTS / "terms.csv").read_bytes(), languages)
    import_terms(session, people["hugh"], concepts, name="terms.csv")
    file = TEXTS / "memory.tsv"
    lines = (line.split("\t") for line in file.read_text("utf-8").splitlines())
    pairs = [Incoming(escape(source), escape(target)) for source, target in lines]
    import_pairs(
        session, people["hugh"], pairs, name=file.name, sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
        source_language=languages[0], target_language=languages[1],
    )  # fmt: skip


def _begin(
    session: Session, people: Mapping[str, Actor], name: str, source: str, target_name: str, target: str, appeared: str
) -> Work:
    """Bring a text in as the publisher does, and lay its translation ready."""
    reading = intake.read(name, (TEXTS / name).read_bytes(), intake.Limits())
    details = statements.Details(source, appeared=appeared, licence=LICENCE, targets=(target,))
    statement = statements.create(session, people["hugh"], reading.document, reading.upload, details)
    translation = find_translation(session, statement.slug, target)
    query = select(Target.id).join(Segment, Segment.id == Target.segment_id).order_by(Segment.position)
    targets = session.scalars(query.where(Target.translation_id == translation.id)).all()
    texts = (TEXTS / target_name).read_text("utf-8").strip().split("\n\n")
    if len(targets) != len(texts):
        raise ValueError(f"{name} has {len(targets)} segments and {target_name} {len(texts)}")
    return Work(session, people, translation, targets, texts)


def _ferry(work: Work) -> None:
    """Leave a statement half-way: approved with a history, waiting, sent back, begun, empty."""
    work.give("lucia", 21)
    for number in (1, 2, 3, 14):
        work.write("lucia", number)
    work.approve("renata", 1, 2, 3, 14)
    whole = work.texts[4]
    work.write("lucia", 5, whole.replace("la escalera de los Curtidores", "el muelle de los Curtidores"))
    words = "En todo el número decimos «la escalera de los Curtidores»: un muelle es otra cosa."
    work.send_back("renata", 5, ReturnReason.TERM, words)
    work.write("lucia", 5)
    work.approve("renata", 5)
    work.leave("renata", "tomas")
    work.write("tomas", 4)
    work.write("lucia", 6)
    work.write("lucia", 7)
    work.write("lucia", 8, work.texts[7].replace(" Conservamos el acta de aquella reunión.", ""))
    work.send_back("renata", 8, ReturnReason.OMISSION, "Falta «We have kept the minutes of that meeting».")
    work.write("tomas", 9, work.texts[8].split(" «No abandonaron")[0], submit=False)
    work.write("lucia", 12, "¡Quiten la cadena de la escalera!", submit=False)
    work.leave("lucia")
    work.write("tomas", 12)
    work.write_late("lucia", 12, "¡Quiten la cadena de la escalera de los Curtidores!")
    work.write("tomas", 15, submit=False)
    work.say("renata", 7, "«derechos portuarios» está bien; lo dejamos igual en el ¶10 si vuelve a salir.")
    work.say("lucia", 9, "@Tomás Beltrán, ¿«dispensario» o «clínica»? En el ¶13 pusimos «clínica».")
    work.ask("renata", 6, "¿«no sabía que allá viviera alguien» lo dijo por la otra orilla, o por las dos?")
    work.say("renata", 3, "@Hugh Pemberley, el titular está aprobado: ya se puede componer la portada.")


def _tools(work: Work) -> None:
    """Leave a short notice finished: every paragraph approved; into Portuguese nobody has begun."""
    numbers = range(1, len(work.texts) + 1)
    for number in numbers:
        work.write("tomas", number)
    work.approve("renata", *numbers)
    statement = work.session.get_one(Statement, work.translation.statement_id)
    statements.start_translation(work.session, work.people["hugh"], statement, "pt")


def _seeds(work: Work) -> None:
    """Leave a Spanish text on its way into English."""
    work.give("tomas", -2)
    for number in (1, 2, 3):
        work.write("tomas", number)
    work.approve("renata", 1, 2)
    work.ask("renata", 3, "“Cards of the books”: could a reader take them for playing cards? “Index cards”, perhaps.")
    work.leave("tomas")
    work.write("lucia", 4, work.texts[3].split(". ")[0] + ".", submit=False)
