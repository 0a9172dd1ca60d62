"""Keeping the memory in order: files on their way in, and files that are not all in.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the uploads, and to each file whether it is all in: those that are there are."""
    op.add_column("memory_file", sa.Column("is_complete", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.create_table(
        "memory_upload",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("source_language", sa.String(), nullable=False),
        sa.Column("target_language", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_memory_upload_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_memory_upload")),
    )
    op.create_index("ix_memory_upload_created_at", "memory_upload", ["created_at"])
    op.create_index("ix_memory_upload_user_id", "memory_upload", ["user_id", "created_at"])


def downgrade() -> None:
    """Take both away."""
    op.drop_index("ix_memory_upload_user_id", "memory_upload")
    op.drop_index("ix_memory_upload_created_at", "memory_upload")
    op.drop_table("memory_upload")
    op.drop_column("memory_file", "is_complete")
