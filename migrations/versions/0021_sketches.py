"""The memory's index anew, entries that wait to be gathered, and sources that drafts are found by.

Revision ID: 0021
Revises: 0020
"""

from itertools import chain

import sqlalchemy as sa
from alembic import op

from domain.memory import normalised, pair_of, postings
from formats.inline import parse

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT_ONCE = 5000  # entries


def upgrade() -> None:
    """Take other grams of every entry, each one number; a shorter table that is read and written in less time."""
    op.drop_table("memory_gram")
    op.create_table(
        "memory_posting",
        sa.Column("posting", LONG, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("posting", name=op.f("pk_memory_posting")),
    )
    op.create_table(
        "memory_mark",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_memory_mark")),
    )
    op.create_table(
        "memory_source",
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("source_key", LONG, nullable=False),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segment.id"], name=op.f("fk_memory_source_segment_id_segment"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("segment_id", name=op.f("pk_memory_source")),
    )
    op.create_index("ix_memory_source_source_key", "memory_source", ["source_key"])
    op.create_table(
        "memory_source_posting",
        sa.Column("posting", LONG, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("posting", name=op.f("pk_memory_source_posting")),
    )
    op.add_column("memory_entry", sa.Column("is_waiting", sa.Boolean(), server_default=sa.false(), nullable=False))
    waiting = sa.text("is_waiting")
    op.create_index("ix_memory_entry_waiting", "memory_entry", ["id"], sqlite_where=waiting, postgresql_where=waiting)
    op.add_column("user", sa.Column("sees_drafts", sa.Boolean(), server_default=sa.false(), nullable=False))
    _fill()
    # What was approved before there was a memory is brought in by the next who looks something up.
    op.execute(
        "INSERT INTO memory_mark (kind, position, at) SELECT 'approved', 0, '2026-11-22 00:00:00' "
        "WHERE EXISTS (SELECT 1 FROM target WHERE state IN ('reviewed', 'final'))"
    )


def downgrade() -> None:
    """Bring the former table back. Its grams were others: what is there finds nothing until files come in anew."""
    op.drop_column("user", "sees_drafts")
    op.drop_index("ix_memory_entry_waiting", "memory_entry")
    op.drop_column("memory_entry", "is_waiting")
    op.drop_table("memory_source_posting")
    op.drop_index("ix_memory_source_source_key", "memory_source")
    op.drop_table("memory_source")
    op.drop_table("memory_mark")
    op.create_table(
        "memory_gram",
        sa.Column("hash", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("length", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("hash", "length", "entry_id", name=op.f("pk_memory_gram")),
        sqlite_with_rowid=False,
    )
    op.execute(  # 29 bits of the entry, 7 of the length
        "INSERT INTO memory_gram (hash, length, entry_id) "
        "SELECT posting >> 36, (posting >> 29) & 127, posting & 536870911 FROM memory_posting"
    )
    op.drop_table("memory_posting")


def _fill() -> None:
    """Work out the grams of the entries that there are."""
    connection = op.get_bind()
    last = 0
    query = sa.text(
        "SELECT id, source, source_language, target_language FROM memory_entry WHERE id > :last ORDER BY id LIMIT :most"
    )
    add = sa.text("INSERT INTO memory_posting (posting) VALUES (:posting)")
    while rows := connection.execute(query, {"last": last, "most": AT_ONCE}).all():
        found = chain.from_iterable(
            postings(_compared(source), pair_of(*languages), id) for id, source, *languages in rows
        )
        if values := [{"posting": posting} for posting in sorted(found)]:
            connection.execute(add, values)
        last = rows[-1][0]


def _compared(text: str) -> str:
    return normalised("".join(run.text for run in parse(text) if not run.note))
