"""A delegation names the resolution it rests on; one older than this site names none."""

import sqlalchemy as sa
from alembic import op

revision = "026"
down_revision = "025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("resolution_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_delegation_resolution_id"), "resolution", ["resolution_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_delegation_resolution_id"), type_="foreignkey")
        batch_op.drop_column("resolution_id")
