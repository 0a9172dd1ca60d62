"""What texts are searched by, and the replacements that can be undone.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STATES = ("untranslated", "draft", "translated", "returned", "reviewed", "final")


def upgrade() -> None:
    _create_marks()
    _create_words()
    _create_replacements()


def _create_marks() -> None:
    long = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "search_entry",
        sa.Column("id", long, autoincrement=False, nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("open_until", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segment.id"], name=op.f("fk_search_entry_segment_id_segment"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["target.id"], name=op.f("fk_search_entry_target_id_target"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
    )
    op.create_index("ix_search_entry_segment_id", "search_entry", ["segment_id"])
    op.create_index("ix_search_entry_target_id", "search_entry", ["target_id"])
    is_open = sa.text("open_until IS NOT NULL")
    op.create_index(
        "ix_search_entry_open", "search_entry", ["open_until"], sqlite_where=is_open, postgresql_where=is_open
    )
    op.create_table(
        "search_mark",
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("witness", sa.DateTime(), nullable=True),
        sa.Column("ahead_id", sa.Integer(), nullable=True),
        sa.Column("ahead_xid", long, nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("side", name=op.f("pk_search_mark")),
    )


def _create_words() -> None:
    """Make `search_fts`, whose rows go with those of search_entry: by a key on PostgreSQL, by a trigger on SQLite.

    A later revision that rebuilds search_entry on SQLite must make the trigger again.
    """
    if op.get_bind().dialect.name == "sqlite":
        # The terms come folded and parted by spaces; to "ascii", every other character is part of a word.
        op.execute(
            "CREATE VIRTUAL TABLE search_fts USING fts5(place, words, tokenize='ascii', columnsize=0, prefix='2 3')"
        )
        op.execute(
            "CREATE TRIGGER search_entry_gone AFTER DELETE ON search_entry "
            "BEGIN DELETE FROM search_fts WHERE rowid = old.id; END"
        )
        return
    op.execute(
        "CREATE TABLE search_fts (id bigint PRIMARY KEY REFERENCES search_entry (id) ON DELETE CASCADE, "
        "words tsvector NOT NULL, is_long boolean NOT NULL)"
    )
    # Without the pending list, which every search would have to read through.
    op.execute("CREATE INDEX ix_search_fts_words ON search_fts USING gin (words) WITH (fastupdate = off)")
    op.execute("CREATE INDEX ix_search_fts_long ON search_fts (id) WHERE is_long")


def _create_replacements() -> None:
    op.create_table(
        "replacement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("translation_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("find", sa.String(), nullable=False),
        sa.Column("replacement", sa.String(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "undone_by_id IS NULL OR undone_at IS NOT NULL", name=op.f("ck_replacement_undone_at_a_time")
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_replacement_actor_id_user")),
        sa.ForeignKeyConstraint(
            ["translation_id"], ["translation.id"], name=op.f("fk_replacement_translation_id_translation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["undone_by_id"], ["user.id"], name=op.f("fk_replacement_undone_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replacement")),
    )  # fmt: skip
    op.create_index("ix_replacement_translation_id_id", "replacement", ["translation_id", "id"])
    op.create_table(
        "replaced_target",
        sa.Column("replacement_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column(
            "state", sa.Enum(*STATES, name="state", native_enum=False, length=20, create_constraint=True),
            nullable=False,
        ),
        sa.Column("source_revision", sa.Integer(), nullable=False),
        sa.Column("is_self_approved", sa.Boolean(), nullable=False),
        sa.Column("is_machine", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["replacement_id"], ["replacement.id"], name=op.f("fk_replaced_target_replacement_id_replacement"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["target.id"], name=op.f("fk_replaced_target_target_id_target"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("replacement_id", "target_id", name=op.f("pk_replaced_target")),
    )  # fmt: skip
    op.create_index("ix_replaced_target_target_id", "replaced_target", ["target_id"])


def downgrade() -> None:
    op.drop_index("ix_replaced_target_target_id", "replaced_target")
    op.drop_table("replaced_target")
    op.drop_index("ix_replacement_translation_id_id", "replacement")
    op.drop_table("replacement")
    op.execute("DROP TABLE search_fts")
    op.drop_table("search_mark")
    op.drop_index("ix_search_entry_open", "search_entry")
    op.drop_index("ix_search_entry_target_id", "search_entry")
    op.drop_index("ix_search_entry_segment_id", "search_entry")
    op.drop_table("search_entry")  # with its trigger
