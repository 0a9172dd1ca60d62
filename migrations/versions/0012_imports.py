"""What an import changed, so that it can be undone.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

STATES = ("untranslated", "draft", "translated", "returned", "reviewed", "final")


def upgrade() -> None:
    op.create_table(
        "targets_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("translation_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("file_sha256", sa.String(), nullable=False),
        sa.Column("conflicts", sa.Integer(), nullable=False),
        sa.Column("comments", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "undone_by_id IS NULL OR undone_at IS NOT NULL", name=op.f("ck_targets_import_undone_at_a_time")
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_targets_import_actor_id_user")),
        sa.ForeignKeyConstraint(
            ["translation_id"], ["translation.id"], name=op.f("fk_targets_import_translation_id_translation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["undone_by_id"], ["user.id"], name=op.f("fk_targets_import_undone_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_targets_import")),
    )  # fmt: skip
    op.create_index("ix_targets_import_translation_id_id", "targets_import", ["translation_id", "id"])
    op.create_table(
        "imported_target",
        sa.Column("import_id", sa.Integer(), nullable=False),
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
            ["import_id"], ["targets_import.id"], name=op.f("fk_imported_target_import_id_targets_import"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["target.id"], name=op.f("fk_imported_target_target_id_target"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", "target_id", name=op.f("pk_imported_target")),
    )  # fmt: skip
    op.create_index("ix_imported_target_target_id", "imported_target", ["target_id"])


def downgrade() -> None:
    op.drop_index("ix_imported_target_target_id", "imported_target")
    op.drop_table("imported_target")
    op.drop_index("ix_targets_import_translation_id_id", "targets_import")
    op.drop_table("targets_import")
