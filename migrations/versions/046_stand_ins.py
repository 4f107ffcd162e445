"""Where whoever found a fault is gone, another looks at it: who did is kept."""

import sqlalchemy as sa
from alembic import op

revision = "046"
down_revision = "045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("finding") as finding:
        finding.add_column(sa.Column("checked_by", sa.Integer(), nullable=True))
        finding.create_foreign_key(
            op.f("fk_finding_checked_by"), "acceptor", ["checked_by"], ["id"]
        )
        finding.create_check_constraint(op.f("ck_finding_another"), "checked_by <> acceptor_id")


def downgrade() -> None:
    with op.batch_alter_table("finding") as finding:
        finding.drop_constraint(op.f("ck_finding_another"), type_="check")
        finding.drop_constraint(op.f("fk_finding_checked_by"), type_="foreignkey")
        finding.drop_column("checked_by")
