"""What the checks found in targets, remembered until a text or a rule changes."""

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from domain.checks.base import Severity
from domain.document import Role
from models.base import Base, words

LONG = BigInteger().with_variant(Integer, "sqlite")  # SQLite's own key is an INTEGER, of 64 bits


class CheckedTarget(Base):
    """One target that was checked. It holds as long as the target and its segment are as they are named here.

    `version`, `source_revision`, `role`: of the target and its segment then. `rules`: the digest of everything else
    that findings depend on (services/checking/rules.py). `pair`: the digest of what the checks were given, by which a
    text that only moved to another state is known again. `source_key`, `target_key`: what the normalised texts hash
    to. Saving does not touch these rows.
    """

    __tablename__ = "checked_target"
    __table_args__ = (Index("ix_checked_target_texts", "translation_id", "source_key", "target_key"),)

    target_id: Mapped[int] = mapped_column(ForeignKey("target.id", ondelete="CASCADE"), primary_key=True)
    translation_id: Mapped[int] = mapped_column(ForeignKey("translation.id", ondelete="CASCADE"))
    version: Mapped[int]
    source_revision: Mapped[int]
    role: Mapped[Role] = mapped_column(words(Role, "role"))
    rules: Mapped[str]
    pair: Mapped[str]
    source_key: Mapped[int] = mapped_column(LONG)
    target_key: Mapped[int] = mapped_column(LONG)


class CheckedFinding(Base):
    """One finding in a target that was checked: `domain.checks.Finding`, with the `fingerprint` that waivers know."""

    __tablename__ = "checked_finding"

    target_id: Mapped[int] = mapped_column(
        ForeignKey("checked_target.target_id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # from 0, in the order of the checks
    check: Mapped[str]
    severity: Mapped[Severity] = mapped_column(words(Severity, "severity"))
    kind: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    facts: Mapped[list[str]] = mapped_column(JSON, default=list)
    fix: Mapped[str | None]
    fingerprint: Mapped[str]
