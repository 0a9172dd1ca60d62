"""The termbase: concepts, and the terms that each has in every language."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from domain.folding import fold
from domain.terms import Gender, PartOfSpeech, Status
from models.base import Base, now, words


class Concept(Base):
    """What several terms mean. `domain` is the field that it belongs to; `is_name`: a person or an organisation.

    `version` counts its changes. `changed_by_id` holds no key of its own: a column that came later cannot on SQLite
    without building the table anew.
    """

    __tablename__ = "concept"

    id: Mapped[int] = mapped_column(primary_key=True)
    domain: Mapped[str] = mapped_column(default="")
    definition: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    is_name: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    changed_at: Mapped[datetime | None]
    changed_by_id: Mapped[int | None]


def _folded(context: Any) -> str:
    return fold(context.get_current_parameters()["text"])


class Term(Base):
    """One term of a concept, plain text in a language (BCP 47).

    `stem`: of its first word, by which a text is asked for it; `folded`: by which a person looks for it. `acronym`,
    `first_mention`: its short form, and how it stands where a text names it first; "" for none.
    """

    __tablename__ = "term"
    __table_args__ = (Index("ix_term_stem", "stem"), Index("ix_term_concept_id", "concept_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    concept_id: Mapped[int] = mapped_column(ForeignKey("concept.id", ondelete="CASCADE"))
    language: Mapped[str]
    text: Mapped[str]
    stem: Mapped[str]
    folded: Mapped[str] = mapped_column(default=_folded, server_default="")
    status: Mapped[Status] = mapped_column(words(Status, "term_status"), default=Status.PREFERRED)
    part_of_speech: Mapped[PartOfSpeech | None] = mapped_column(words(PartOfSpeech, "part_of_speech"))
    gender: Mapped[Gender | None] = mapped_column(words(Gender, "gender"))
    acronym: Mapped[str] = mapped_column(default="")
    first_mention: Mapped[str] = mapped_column(default="")


class TermsFile(Base):
    """An uploaded file of terms. Kept until it is brought in, thrown away or a week old."""

    __tablename__ = "terms_file"

    token: Mapped[str] = mapped_column(primary_key=True)  # unguessable
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    name: Mapped[str] = mapped_column(default="")
    source_language: Mapped[str]
    target_language: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class TermSuggestion(Base):
    """A recurring phrase of approved work that may be a term, as the last search for them found it.

    `key`: its stems. `equivalent`: what stands for it in the other language, "" where nothing does; `likeness`: how
    surely, in percent. `pairs`: in how many it stands. `examples`: ids of entries of the memory.
    """

    __tablename__ = "term_suggestion"

    id: Mapped[int] = mapped_column(primary_key=True)
    source_language: Mapped[str]
    target_language: Mapped[str]
    key: Mapped[str]
    text: Mapped[str]
    acronym: Mapped[str] = mapped_column(default="")
    is_name: Mapped[bool] = mapped_column(default=False)
    equivalent: Mapped[str] = mapped_column(default="")
    likeness: Mapped[int] = mapped_column(default=0)
    pairs: Mapped[int]
    rank: Mapped[int]
    examples: Mapped[list[int]] = mapped_column(JSON, default=list)
    made_at: Mapped[datetime] = mapped_column(default=now)


class TermRefusal(Base):
    """A phrase that somebody said is no term: it is not suggested again. `key`: its stems."""

    __tablename__ = "term_refusal"
    __table_args__ = (UniqueConstraint("language", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str]
    key: Mapped[str]
    refused_at: Mapped[datetime] = mapped_column(default=now)
    refused_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
