"""Keeping the termbase: versions, folded terms, files on their way in, suggestions and refusals.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

from domain.folding import fold

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("changed_at", sa.DateTime(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
    ):
        op.add_column("concept", column)
    op.add_column("term", sa.Column("folded", sa.String(), nullable=False, server_default=""))
    _fold_terms()
    op.create_table(
        "terms_file",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("source_language", sa.String(), nullable=False),
        sa.Column("target_language", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_terms_file_user_id_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_terms_file")),
    )
    op.create_table(
        "term_suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_language", sa.String(), nullable=False),
        sa.Column("target_language", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("acronym", sa.String(), nullable=False),
        sa.Column("is_name", sa.Boolean(), nullable=False),
        sa.Column("equivalent", sa.String(), nullable=False),
        sa.Column("likeness", sa.Integer(), nullable=False),
        sa.Column("pairs", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("examples", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term_suggestion")),
    )
    op.create_table(
        "term_refusal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("refused_at", sa.DateTime(), nullable=False),
        sa.Column("refused_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["refused_by_id"], ["user.id"], name=op.f("fk_term_refusal_refused_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term_refusal")),
        sa.UniqueConstraint("language", "key", name=op.f("uq_term_refusal_language_key")),
    )


def _fold_terms() -> None:
    terms = sa.table("term", sa.column("id", sa.Integer), sa.column("text", sa.String), sa.column("folded", sa.String))
    connection = op.get_bind()
    rows = [
        {"own": one.id, "folded": fold(one.text)} for one in connection.execute(sa.select(terms.c.id, terms.c.text))
    ]
    if rows:
        query = terms.update().where(terms.c.id == sa.bindparam("own")).values(folded=sa.bindparam("folded"))
        connection.execute(query, rows)


def downgrade() -> None:
    for table in ("term_refusal", "term_suggestion", "terms_file"):
        op.drop_table(table)
    op.drop_column("term", "folded")
    for column in ("changed_by_id", "changed_at", "version"):
        op.drop_column("concept", column)
