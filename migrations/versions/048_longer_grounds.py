"""Rule and grounds of a resolution, in as many words as its motion had."""

import sqlalchemy as sa
from alembic import op

revision = "048"
down_revision = "047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _as_long_as(rule=500, basis=1500)


def downgrade() -> None:
    _as_long_as(rule=200, basis=500)


def _as_long_as(**columns: int) -> None:
    with op.batch_alter_table("resolution") as resolution:
        for name, length in columns.items():
            resolution.alter_column(name, type_=sa.String(length=length))
