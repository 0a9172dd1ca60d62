"""Profiles of translations, and waivers of findings.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=20, create_constraint=True)


def upgrade() -> None:
    op.create_table(
        "translation_profile",
        sa.Column("translation_id", sa.Integer(), nullable=False),
        sa.Column("variety", sa.String(), nullable=False),
        sa.Column("quotation", _words("quotation", "any", "angular", "curly"), nullable=False),
        sa.Column("decimal_mark", _words("decimal_mark", "any", "variety", "comma", "point"), nullable=False),
        sa.Column("address", _words("address", "any", "tu", "usted", "vos"), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["translation_id"], ["translation.id"], name=op.f("fk_translation_profile_translation_id_translation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"], ["user.id"], name=op.f("fk_translation_profile_updated_by_id_user")
        ),
        sa.PrimaryKeyConstraint("translation_id", name=op.f("pk_translation_profile")),
    )  # fmt: skip
    op.create_table(
        "waiver",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("check", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "withdrawn_at IS NOT NULL OR withdrawn_by_id IS NULL", name=op.f("ck_waiver_withdrawn_at_some_time")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_waiver_reason_given")),
        sa.ForeignKeyConstraint(
            ["target_id"], ["target.id"], name=op.f("fk_waiver_target_id_target"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_waiver_author_id_user")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["user.id"], name=op.f("fk_waiver_withdrawn_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiver")),
    )
    op.create_index("ix_waiver_target_id", "waiver", ["target_id"])


def downgrade() -> None:
    op.drop_index("ix_waiver_target_id", "waiver")
    op.drop_table("waiver")
    op.drop_table("translation_profile")
