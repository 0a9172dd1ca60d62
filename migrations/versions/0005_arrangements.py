"""Splits and merges of segments, with what undoes them.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KIND = sa.Enum("split", "merge", name="kind", native_enum=False, create_constraint=True, length=20)
STATE = sa.Enum(
    "untranslated", "draft", "translated", "returned", "reviewed", "final",
    name="state", native_enum=False, create_constraint=True, length=20,
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "arrangement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("kind", KIND, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("other_number", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("journal", sa.JSON(), nullable=False),
        sa.Column("left", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_arrangement_statement_id_statement"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_arrangement_actor_id_user")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["user.id"], name=op.f("fk_arrangement_undone_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrangement")),
    )
    op.create_index("ix_arrangement_statement_id_id", "arrangement", ["statement_id", "id"])
    op.add_column("target_revision", sa.Column("carried_from", sa.Integer(), nullable=True))
    op.add_column("target_revision", sa.Column("is_arrangement", sa.Boolean(), nullable=False, server_default=sa.false()))
    rebuild_targets(keeps_ids=True)


def downgrade() -> None:
    rebuild_targets(keeps_ids=False)
    op.drop_column("target_revision", "is_arrangement")
    op.drop_column("target_revision", "carried_from")
    op.drop_index("ix_arrangement_statement_id_id", "arrangement")
    op.drop_table("arrangement")


def rebuild_targets(*, keeps_ids: bool) -> None:
    """Let SQLite never give the id of a target that is gone to another, as PostgreSQL never does."""
    if op.get_bind().dialect.name != "sqlite":
        return
    options = {"sqlite_autoincrement": True} if keeps_ids else {}
    with op.batch_alter_table("target", recreate="always", copy_from=targets(), table_kwargs=options):
        pass


def targets() -> sa.Table:
    """Return the table as the first revision made it: reflection would not see its checks."""
    return sa.Table(
        "target",
        sa.MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s"}),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("translation_id", sa.Integer(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("state", STATE, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source_revision", sa.Integer(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("is_outdated", sa.Boolean(), nullable=False),
        sa.Column("is_self_approved", sa.Boolean(), nullable=False),
        sa.Column("is_machine", sa.Boolean(), nullable=False),
        sa.Column("is_locked", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(state = 'untranslated') = (text = '')", name=op.f("ck_target_empty_is_untranslated")),
        sa.CheckConstraint("version >= 0", name=op.f("ck_target_version_from_zero")),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segment.id"], name=op.f("fk_target_segment_id_segment"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["translation_id"], ["translation.id"], name=op.f("fk_target_translation_id_translation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["updated_by_id"], ["user.id"], name=op.f("fk_target_updated_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
        sa.UniqueConstraint("translation_id", "segment_id", name=op.f("uq_target_translation_id_segment_id")),
        sa.Index("ix_target_progress", "translation_id", "state", "is_outdated", "words"),
        sa.Index("ix_target_segment_id", "segment_id"),
    )  # fmt: skip
