"""What the checks found in targets, remembered.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


ROLES = (
    "masthead", "byline", "headline", "deck", "subhead", "paragraph", "quote", "item", "verse", "slogan", "signature",
    "dateline", "caption", "footnote", "separator",
)  # fmt: skip
SEVERITIES = ("error", "warning", "info")


def _words(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=20, create_constraint=True)


def upgrade() -> None:
    long = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "checked_target",
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("translation_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source_revision", sa.Integer(), nullable=False),
        sa.Column("role", _words(ROLES, "role"), nullable=False),
        sa.Column("rules", sa.String(), nullable=False),
        sa.Column("pair", sa.String(), nullable=False),
        sa.Column("source_key", long, nullable=False),
        sa.Column("target_key", long, nullable=False),
        sa.ForeignKeyConstraint(
            ["target_id"], ["target.id"], name=op.f("fk_checked_target_target_id_target"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["translation_id"], ["translation.id"], name=op.f("fk_checked_target_translation_id_translation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("target_id", name=op.f("pk_checked_target")),
    )  # fmt: skip
    op.create_index("ix_checked_target_texts", "checked_target", ["translation_id", "source_key", "target_key"])
    op.create_table(
        "checked_finding",
        sa.Column("target_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("check", sa.String(), nullable=False),
        sa.Column("severity", _words(SEVERITIES, "severity"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("fix", sa.String(), nullable=True),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["target_id"], ["checked_target.target_id"], name=op.f("fk_checked_finding_target_id_checked_target"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("target_id", "number", name=op.f("pk_checked_finding")),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("checked_finding")
    op.drop_index("ix_checked_target_texts", "checked_target")
    op.drop_table("checked_target")
