"""What each reviewer has seen; samples.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sighting",
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("earlier_revision_id", sa.Integer(), nullable=True),
        sa.Column("earlier_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("version >= 1", name=op.f("ck_sighting_version_from_one")),
        sa.CheckConstraint(
            "(earlier_revision_id IS NULL) = (earlier_at IS NULL)", name=op.f("ck_sighting_earlier_at_some_time")
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["target.id"], name=op.f("fk_sighting_target_id_target"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_sighting_user_id_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("target_id", "user_id", name=op.f("pk_sighting")),
    )
    op.create_table(
        "sample",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("translation_id", sa.Integer(), nullable=False),
        sa.Column("drawn_by_id", sa.Integer(), nullable=True),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("approved", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["translation_id"], ["translation.id"], name=op.f("fk_sample_translation_id_translation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["drawn_by_id"], ["user.id"], name=op.f("fk_sample_drawn_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample")),
    )  # fmt: skip
    op.create_index("ix_sample_translation_id_id", "sample", ["translation_id", "id"])
    finding = sa.Enum("fine", "question", name="finding", native_enum=False, length=20, create_constraint=True)
    op.create_table(
        "sample_entry",
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("finding", finding, nullable=True),
        sa.Column("found_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(finding IS NULL) = (found_at IS NULL)", name=op.f("ck_sample_entry_found_at_some_time")
        ),
        sa.ForeignKeyConstraint(
            ["sample_id"], ["sample.id"], name=op.f("fk_sample_entry_sample_id_sample"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["target.id"], name=op.f("fk_sample_entry_target_id_target"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sample_id", "target_id", name=op.f("pk_sample_entry")),
    )
    op.create_index("ix_sample_entry_target_id", "sample_entry", ["target_id"])


def downgrade() -> None:
    op.drop_table("sample_entry")
    op.drop_table("sample")
    op.drop_table("sighting")
