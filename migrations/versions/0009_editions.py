"""What a publisher says of an edition beside its texts.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

WORDS = ("target_title", "series", "licence", "paper")


def upgrade() -> None:
    # Without a batch: it would make the table anew, and what names an edition would go with the old one.
    for name in WORDS:
        op.add_column("edition", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.add_column("edition", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    for name in ("version", *reversed(WORDS)):
        op.drop_column("edition", name)
