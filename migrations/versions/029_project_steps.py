"""What a project's step is about; pictures small and taken away; what resolutions change, once."""

import sqlalchemy as sa
from alembic import op

revision = "029"
down_revision = "028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("project_decision", schema=None) as batch_op:
        batch_op.create_index(
            "uq_project_decision_words",
            ["project_id", "resolution_id", "deciding"],
            unique=True,
            sqlite_where=sa.text("item_id IS NULL"),
            postgresql_where=sa.text("item_id IS NULL"),
        )
    with op.batch_alter_table("project_step", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("subject", sa.String(length=200), nullable=False, server_default="")
        )
    with op.batch_alter_table("project_photo", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("thumb", sa.String(length=64), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("removed_reason", sa.String(length=200), nullable=True))
    with op.batch_alter_table("project_step", schema=None) as batch_op:
        batch_op.alter_column("subject", server_default=None)
    with op.batch_alter_table("project_photo", schema=None) as batch_op:
        batch_op.alter_column("thumb", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("project_photo", schema=None) as batch_op:
        batch_op.drop_column("removed_reason")
        batch_op.drop_column("thumb")
    with op.batch_alter_table("project_step", schema=None) as batch_op:
        batch_op.drop_column("subject")
    with op.batch_alter_table("project_decision", schema=None) as batch_op:
        batch_op.drop_index("uq_project_decision_words")
