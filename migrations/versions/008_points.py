"""Ballots that share out points."""

import sqlalchemy as sa
from alembic import op

revision = "008"
down_revision = "007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("budget_round", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("points", sa.Integer(), nullable=False, server_default=sa.text("10"))
        )
    with op.batch_alter_table("budget_round", schema=None) as batch_op:
        batch_op.alter_column("points", server_default=None)
        batch_op.create_check_constraint("points", "points BETWEEN 2 AND 100")
        batch_op.create_check_constraint("points_rule", "form <> 'points' OR rule = 'most-votes'")


def downgrade() -> None:
    with op.batch_alter_table("budget_round", schema=None) as batch_op:
        batch_op.drop_constraint("points_rule", type_="check")
        batch_op.drop_constraint("points", type_="check")
        batch_op.drop_column("points")
