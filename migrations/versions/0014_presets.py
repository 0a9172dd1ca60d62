"""How a page is set: size of type, margins and gutter; what publishers typed and have not saved.

Revision ID: 0014
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0012"
branch_labels = None
depends_on = None

PRESETS = {"type_size": "normal", "margins": "normal", "binding": "none"}


def upgrade() -> None:
    # Without a batch: it would make the table anew, and what names an edition would go with the old one.
    for name, usual in PRESETS.items():
        op.add_column("edition", sa.Column(name, sa.String(), nullable=False, server_default=usual))
    op.create_table(
        "edition_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_edition_draft_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_edition_draft_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_draft")),
        sa.UniqueConstraint("edition_id", "user_id", "sha256", name=op.f("uq_edition_draft_edition_id_user_id_sha256")),
    )


def downgrade() -> None:
    op.drop_table("edition_draft")
    for name in reversed(PRESETS):
        op.drop_column("edition", name)
