"""Whether a meeting still had a quorum when it was closed; those of before count as they did."""

import sqlalchemy as sa
from alembic import op

revision = "025"
down_revision = "024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("lacked_quorum", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.alter_column("lacked_quorum", existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_column("lacked_quorum")
