"""Pre-translation: fillings with their way back, what analyses found, and an index that finds repetitions.

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

STATES = ("untranslated", "draft", "translated", "returned", "reviewed", "final")
KINDS = ("memory", "repetition")


def upgrade() -> None:
    op.create_table(
        "filling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("translation_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column(
            "kind", sa.Enum(*KINDS, name="filling_kind", native_enum=False, length=20, create_constraint=True),
            nullable=False,
        ),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("undone_by_id IS NULL OR undone_at IS NOT NULL", name=op.f("ck_filling_undone_at_a_time")),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_filling_actor_id_user")),
        sa.ForeignKeyConstraint(
            ["translation_id"], ["translation.id"], name=op.f("fk_filling_translation_id_translation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["undone_by_id"], ["user.id"], name=op.f("fk_filling_undone_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filling")),
    )  # fmt: skip
    op.create_index("ix_filling_translation_id_id", "filling", ["translation_id", "id"])
    op.create_table(
        "filled_target",
        sa.Column("filling_id", sa.Integer(), nullable=False),
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
        sa.ForeignKeyConstraint(
            ["filling_id"], ["filling.id"], name=op.f("fk_filled_target_filling_id_filling"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["target.id"], name=op.f("fk_filled_target_target_id_target"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("filling_id", "target_id", name=op.f("pk_filled_target")),
    )  # fmt: skip
    op.create_index("ix_filled_target_target_id", "filled_target", ["target_id"])
    op.create_table(
        "analysis_result",
        sa.Column("translation_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["translation_id"], ["translation.id"], name=op.f("fk_analysis_result_translation_id_translation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("translation_id", name=op.f("pk_analysis_result")),
    )  # fmt: skip
    op.create_index("ix_segment_statement_id_source_words", "segment", ["statement_id", "source_words"])


def downgrade() -> None:
    op.drop_index("ix_segment_statement_id_source_words", "segment")
    op.drop_table("analysis_result")
    op.drop_index("ix_filled_target_target_id", "filled_target")
    op.drop_table("filled_target")
    op.drop_index("ix_filling_translation_id_id", "filling")
    op.drop_table("filling")
