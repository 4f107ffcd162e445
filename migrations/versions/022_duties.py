"""An agenda item says which demand to convene it answers; the demand no longer says it itself. What
the meetings that met demands before were called stays on record.
"""

import sqlalchemy as sa
from alembic import op

revision = "022"
down_revision = "021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("demand_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_agenda_item_demand_id"), "demand", ["demand_id"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_agenda_item_demand_id"), ["demand_id"], unique=False)
    with op.batch_alter_table("demand", schema=None) as batch_op:
        batch_op.drop_column("met_by")


def downgrade() -> None:
    with op.batch_alter_table("demand", schema=None) as batch_op:
        batch_op.add_column(sa.Column("met_by", sa.String(length=200), nullable=True))
    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agenda_item_demand_id"))
        batch_op.drop_constraint(batch_op.f("fk_agenda_item_demand_id"), type_="foreignkey")
        batch_op.drop_column("demand_id")
