"""The termbase: concepts, and the terms that each has in every language."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from domain.terms import Gender, PartOfSpeech, Status
from models.base import Base, now, words


class Concept(Base):
    """What several terms mean. `domain` is the field that it belongs to; `is_name`: a person or an organisation."""

    __tablename__ = "concept"

    id: Mapped[int] = mapped_column(primary_key=True)
    domain: Mapped[str] = mapped_column(default="")
    definition: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    is_name: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Term(Base):
    """One term of a concept, plain text in a language (BCP 47).

    `stem`: of its first word, by which it is looked for. `acronym`, `first_mention`: its short form, and how it
    stands where a text names it first; "" for none.
    """

    __tablename__ = "term"
    __table_args__ = (Index("ix_term_stem", "stem"), Index("ix_term_concept_id", "concept_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    concept_id: Mapped[int] = mapped_column(ForeignKey("concept.id", ondelete="CASCADE"))
    language: Mapped[str]
    text: Mapped[str]
    stem: Mapped[str]
    status: Mapped[Status] = mapped_column(words(Status, "term_status"), default=Status.PREFERRED)
    part_of_speech: Mapped[PartOfSpeech | None] = mapped_column(words(PartOfSpeech, "part_of_speech"))
    gender: Mapped[Gender | None] = mapped_column(words(Gender, "gender"))
    acronym: Mapped[str] = mapped_column(default="")
    first_mention: Mapped[str] = mapped_column(default="")
