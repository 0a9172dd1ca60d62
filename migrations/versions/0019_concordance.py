"""The concordance of the memory: the words of its entries.

Revision ID: 0019
Revises: 0018
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # As search_fts: the terms come folded and parted by spaces.
        op.execute(
            "CREATE VIRTUAL TABLE concordance_fts USING fts5("
            "place, words, tokenize='ascii', columnsize=0, prefix='2 3')"
        )
        return
    op.execute(
        "CREATE TABLE concordance_fts (id bigint PRIMARY KEY, words tsvector NOT NULL, is_long boolean NOT NULL)"
    )
    op.execute("CREATE INDEX ix_concordance_fts_words ON concordance_fts USING gin (words) WITH (fastupdate = off)")
    op.execute("CREATE INDEX ix_concordance_fts_long ON concordance_fts (id) WHERE is_long")


def downgrade() -> None:
    op.execute("DROP TABLE concordance_fts")
    op.execute("DELETE FROM search_mark WHERE side LIKE 'concordance%'")
