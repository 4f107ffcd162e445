"""Meetings that nobody closed, and when one had its quorum; consultations without an outcome;
demands whose meeting dealt with them in words alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "044"
down_revision = "043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("meeting") as table:
        table.add_column(
            sa.Column("left_open", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.add_column(sa.Column("quorum_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("meeting") as table:
        table.alter_column("left_open", server_default=None)
    with op.batch_alter_table("demand") as table:
        table.add_column(sa.Column("worded_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("contradicted_at", sa.DateTime(timezone=True), nullable=True))
        table.create_check_constraint(
            op.f("ck_demand_worded"), "worded_at IS NULL OR state = 'met'"
        )
    with op.batch_alter_table("consultation") as table:
        table.add_column(sa.Column("warned_for", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("consultation") as table:
        table.drop_column("warned_for")
    with op.batch_alter_table("demand") as table:
        table.drop_constraint(op.f("ck_demand_worded"), type_="check")
        table.drop_column("contradicted_at")
        table.drop_column("worded_at")
    with op.batch_alter_table("meeting") as table:
        table.drop_column("quorum_at")
        table.drop_column("left_open")
