"""Files on their way in: staged files of targets, and finding intakes by owner and age.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "targets_file",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("translation_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["translation_id"], ["translation.id"], name=op.f("fk_targets_file_translation_id_translation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_targets_file_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_targets_file")),
    )  # fmt: skip
    op.create_index("ix_targets_file_created_at", "targets_file", ["created_at"])
    op.create_index("ix_targets_file_translation_id", "targets_file", ["translation_id", "user_id"])
    op.create_index("ix_intake_created_at", "intake", ["created_at"])
    op.create_index("ix_intake_user_id", "intake", ["user_id", "created_at"])


def downgrade() -> None:
    op.drop_index("ix_intake_user_id", "intake")
    op.drop_index("ix_intake_created_at", "intake")
    op.drop_index("ix_targets_file_translation_id", "targets_file")
    op.drop_index("ix_targets_file_created_at", "targets_file")
    op.drop_table("targets_file")
