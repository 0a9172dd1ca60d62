"""The termbase: concepts and their terms.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

STATUSES = ("preferred", "admitted", "forbidden", "keep")
PARTS = ("noun", "verb", "adjective", "adverb", "other")
GENDERS = ("masculine", "feminine", "neuter", "other")


def _words(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=20, create_constraint=True)


def upgrade() -> None:
    op.create_table(
        "concept",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("definition", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("is_name", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_concept_created_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concept")),
    )
    op.create_table(
        "term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("concept_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("stem", sa.String(), nullable=False),
        sa.Column("status", _words(STATUSES, "term_status"), nullable=False),
        sa.Column("part_of_speech", _words(PARTS, "part_of_speech"), nullable=True),
        sa.Column("gender", _words(GENDERS, "gender"), nullable=True),
        sa.Column("acronym", sa.String(), nullable=False),
        sa.Column("first_mention", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["concept_id"], ["concept.id"], name=op.f("fk_term_concept_id_concept"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term")),
    )
    op.create_index("ix_term_stem", "term", ["stem"])
    op.create_index("ix_term_concept_id", "term", ["concept_id"])


def downgrade() -> None:
    op.drop_index("ix_term_concept_id", "term")
    op.drop_index("ix_term_stem", "term")
    op.drop_table("term")
    op.drop_table("concept")
