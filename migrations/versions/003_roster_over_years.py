"""the roster over the years: who is missing, which pairs are one person."""

import sqlalchemy as sa
from alembic import op

revision = "003"
down_revision = "002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("missing_since", sa.Date(), nullable=True))
        batch_op.create_index(batch_op.f("ix_person_missing_since"), ["missing_since"])
    with op.batch_alter_table("roster_import", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("pairs", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
        )
    with op.batch_alter_table("roster_import", schema=None) as batch_op:
        batch_op.alter_column("pairs", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("roster_import", schema=None) as batch_op:
        batch_op.drop_column("pairs")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_missing_since"))
        batch_op.drop_column("missing_since")
