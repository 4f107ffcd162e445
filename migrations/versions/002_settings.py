"""settings; what a round asks of proposals; amounts in 64 bits."""

import sqlalchemy as sa
from alembic import op

revision = "002"
down_revision = "001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "setting",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_setting")),
    )
    with op.batch_alter_table("budget_round", schema=None) as batch_op:
        for name in ("endorsements_needed", "screening_days"):
            batch_op.add_column(
                sa.Column(name, sa.Integer(), nullable=False, server_default=sa.text("10"))
            )
    with op.batch_alter_table("budget_round", schema=None) as batch_op:
        for name in ("endorsements_needed", "screening_days"):
            batch_op.alter_column(name, server_default=None)
        batch_op.alter_column("amount_fen", existing_type=sa.Integer(), type_=sa.BigInteger())
        batch_op.create_check_constraint("endorsements", "endorsements_needed >= 1")
        batch_op.create_check_constraint("screening", "screening_days >= 1")
    with op.batch_alter_table("listed_project", schema=None) as batch_op:
        batch_op.alter_column("cost_fen", existing_type=sa.Integer(), type_=sa.BigInteger())


def downgrade() -> None:
    with op.batch_alter_table("listed_project", schema=None) as batch_op:
        batch_op.alter_column("cost_fen", existing_type=sa.BigInteger(), type_=sa.Integer())
    with op.batch_alter_table("budget_round", schema=None) as batch_op:
        batch_op.drop_constraint("screening", type_="check")
        batch_op.drop_constraint("endorsements", type_="check")
        batch_op.alter_column("amount_fen", existing_type=sa.BigInteger(), type_=sa.Integer())
        batch_op.drop_column("screening_days")
        batch_op.drop_column("endorsements_needed")
    op.drop_table("setting")
