"""Who is in which paragraph of a translation.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "presence",
        sa.Column("translation_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("has_unsaved", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["translation_id"], ["translation.id"], name=op.f("fk_presence_translation_id_translation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_presence_user_id_user"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segment.id"], name=op.f("fk_presence_segment_id_segment"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("translation_id", "user_id", name=op.f("pk_presence")),
    )  # fmt: skip
    op.create_index("ix_presence_segment_id", "presence", ["segment_id"])
    op.create_index("ix_presence_user_id", "presence", ["user_id"])


def downgrade() -> None:
    op.drop_index("ix_presence_user_id", "presence")
    op.drop_index("ix_presence_segment_id", "presence")
    op.drop_table("presence")
