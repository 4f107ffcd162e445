"""Rehearsals of a round."""

import sqlalchemy as sa
from alembic import op

revision = "013"
down_revision = "012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("budget_round", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rehearsal_of", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("rehearsed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_budget_round_rehearsal_of"), "budget_round", ["rehearsal_of"], ["id"]
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_budget_round_rehearsal_of"), ["rehearsal_of"]
        )
        batch_op.create_check_constraint(
            "rehearsal", "rehearsal_of IS NULL OR certified_at IS NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("budget_round", schema=None) as batch_op:
        batch_op.drop_constraint("rehearsal", type_="check")
        batch_op.drop_constraint(batch_op.f("uq_budget_round_rehearsal_of"), type_="unique")
        batch_op.drop_constraint(batch_op.f("fk_budget_round_rehearsal_of"), type_="foreignkey")
        batch_op.drop_column("rehearsed_at")
        batch_op.drop_column("rehearsal_of")
