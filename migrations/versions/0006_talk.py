"""Comments: mentions; notes and events found by their places.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KIND = sa.Enum("comment", "question", name="kind", native_enum=False, create_constraint=True, length=20)


def upgrade() -> None:
    # An empty comment could be stored so far; from now on that is what one taken back looks like.
    op.execute("UPDATE comment SET text = '…' WHERE text = ''")
    with op.batch_alter_table("comment") as batch:
        batch.add_column(sa.Column("kind", KIND, nullable=False, server_default="comment"))
        batch.add_column(sa.Column("edited_at", sa.DateTime(), nullable=True))
        batch.add_column(sa.Column("removed_at", sa.DateTime(), nullable=True))
        batch.create_check_constraint(op.f("ck_comment_removed_is_empty"), "(removed_at IS NULL) = (text <> '')")
        batch.create_index("ix_comment_translation_id", ["translation_id"])
        batch.create_index("ix_comment_parent_id", ["parent_id"])
    with op.batch_alter_table("comment") as batch:
        batch.alter_column("kind", server_default=None)
    op.create_table(
        "comment_mention",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_comment_mention_comment_id_comment"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_comment_mention_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("comment_id", "user_id", name=op.f("pk_comment_mention")),
    )
    op.create_index("ix_comment_mention_user_id", "comment_mention", ["user_id", "comment_id"])
    op.create_index("ix_note_translation_id", "note", ["translation_id"])
    op.create_index("ix_event_segment_id", "event", ["segment_id"])


def downgrade() -> None:
    op.drop_index("ix_event_segment_id", "event")
    op.drop_index("ix_note_translation_id", "note")
    op.drop_index("ix_comment_mention_user_id", "comment_mention")
    op.drop_table("comment_mention")
    with op.batch_alter_table("comment") as batch:
        batch.drop_index("ix_comment_parent_id")
        batch.drop_index("ix_comment_translation_id")
        batch.drop_constraint(op.f("ck_comment_removed_is_empty"), type_="check")
        batch.drop_constraint(op.f("ck_comment_kind"), type_="check")
        batch.drop_column("removed_at")
        batch.drop_column("edited_at")
        batch.drop_column("kind")
