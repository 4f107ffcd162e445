"""The name under a resolution, as it was on the day."""

import sqlalchemy as sa
from alembic import op

revision = "014"
down_revision = "013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("resolution", schema=None) as batch_op:
        batch_op.add_column(sa.Column("adopted_by_name", sa.String(60), nullable=True))
    op.execute(
        "UPDATE resolution SET adopted_by_name ="
        " (SELECT name FROM person WHERE person.id = resolution.adopted_by)"
    )
    with op.batch_alter_table("resolution", schema=None) as batch_op:
        batch_op.alter_column("adopted_by_name", existing_type=sa.String(60), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("resolution", schema=None) as batch_op:
        batch_op.drop_column("adopted_by_name")
