"""The translation memory: its entries, the files that some came from, and what they are found by.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KINDS = ("paragraph", "sentence")


def upgrade() -> None:
    long = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "memory_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("source_language", sa.String(), nullable=False),
        sa.Column("target_language", sa.String(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(), nullable=False),
        sa.Column("imported_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["imported_by_id"], ["user.id"], name=op.f("fk_memory_file_imported_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memory_file")),
    )
    op.create_table(
        "memory_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_language", sa.String(), nullable=False),
        sa.Column("target_language", sa.String(), nullable=False),
        sa.Column(
            "kind", sa.Enum(*KINDS, name="memory_kind", native_enum=False, length=20, create_constraint=True),
            nullable=False,
        ),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("source_key", long, nullable=False),
        sa.Column("pair_key", long, nullable=False),
        sa.Column("before_key", long, nullable=True),
        sa.Column("after_key", long, nullable=True),
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["target_id"], ["target.id"], name=op.f("fk_memory_entry_target_id_target"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["memory_file.id"], name=op.f("fk_memory_entry_file_id_memory_file"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memory_entry")),
        sqlite_autoincrement=True,
    )  # fmt: skip
    op.create_index("ix_memory_entry_source_key", "memory_entry", ["source_key"])
    op.create_index("ix_memory_entry_pair_key", "memory_entry", ["pair_key"])
    op.create_index("ix_memory_entry_target_id", "memory_entry", ["target_id"])
    op.create_index("ix_memory_entry_file_id", "memory_entry", ["file_id"])
    op.create_table(
        "memory_gram",
        sa.Column("hash", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("length", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("hash", "length", "entry_id", name=op.f("pk_memory_gram")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("memory_gram")
    for name in ("file_id", "target_id", "pair_key", "source_key"):
        op.drop_index(f"ix_memory_entry_{name}", "memory_entry")
    op.drop_table("memory_entry")
    op.drop_table("memory_file")
