"""Jobs tell what they are doing, can be stopped, and keep the file that they made.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BEFORE = ("queued", "running", "done", "failed")
NEW = ("title", "file_id", "stage", "about", "is_to_stop", "facts", "started_at", "finished_at")


def upgrade() -> None:
    op.create_table(
        "job_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_file")),
    )
    op.create_index("ix_job_file_key", "job_file", ["key"])
    op.create_index("ix_job_file_made_at", "job_file", ["made_at"])
    op.create_table(
        "job_file_piece",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["job_file.id"], name=op.f("fk_job_file_piece_file_id_job_file"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("file_id", "number", name=op.f("pk_job_file_piece")),
    )
    rows = take_down()
    op.create_table(
        "job",
        *columns((*BEFORE, "stopped")),
        sa.Column("title", sa.String(), nullable=False, server_default=""),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("stage", sa.String(), nullable=False, server_default=""),
        sa.Column("about", sa.String(), nullable=False, server_default=""),
        sa.Column("is_to_stop", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.Column("facts", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["file_id"], ["job_file.id"], name=op.f("fk_job_file_id_job_file"), ondelete="SET NULL"
        ),
    )
    put_back(rows)
    op.create_index("ix_job_created_by_id", "job", ["created_by_id", "id"])
    op.create_index("ix_job_file_id", "job", ["file_id"])


def downgrade() -> None:
    op.execute("UPDATE job SET state = 'failed' WHERE state = 'stopped'")
    rows = [{name: value for name, value in row.items() if name not in NEW} for row in take_down()]
    op.create_table("job", *columns(BEFORE))
    put_back(rows)
    op.drop_table("job_file_piece")
    op.drop_table("job_file")


def columns(states: tuple[str, ...]) -> list[sa.schema.SchemaItem]:
    """Return what the table of jobs has in both revisions."""
    state = sa.Enum(*states, name="state", native_enum=False, create_constraint=True, length=20)
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", state, nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("heartbeat_at", sa.DateTime(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_job_created_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    ]


def reflected() -> sa.Table:
    """Return the table of jobs as the database has it."""
    return sa.Table("job", sa.MetaData(), autoload_with=op.get_bind(), resolve_fks=False)


def take_down() -> list[dict[str, object]]:
    """Remove the table of jobs and return its rows. Nothing refers to it, so it can be made anew with its CHECK."""
    rows = [dict(row) for row in op.get_bind().execute(sa.select(reflected())).mappings()]
    op.drop_table("job")
    return rows


def put_back(rows: list[dict[str, object]]) -> None:
    """Fill the new table of jobs, and go on counting after the last."""
    op.create_index("ix_job_state", "job", ["state", "id"])
    bind = op.get_bind()
    if rows:
        bind.execute(sa.insert(reflected()), rows)
        if bind.dialect.name == "postgresql":
            bind.execute(sa.text("SELECT setval(pg_get_serial_sequence('job', 'id'), max(id)) FROM job"))
