"""The group's own word list: words that no dictionary has and that are right all the same."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, now


class KnownWord(Base):
    """A word of the list. `language`: without its variety (`es`), as the words of a group are those of all.

    `folded`: without accents and case, by which it is sorted and looked for.
    """

    __tablename__ = "known_word"
    __table_args__ = (UniqueConstraint("language", "word"), Index("ix_known_word_folded", "language", "folded"))

    id: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str]
    word: Mapped[str]
    folded: Mapped[str]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    added_at: Mapped[datetime] = mapped_column(default=now)
