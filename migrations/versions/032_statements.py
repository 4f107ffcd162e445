"""Months that are returned; reminders of money not spent."""

import sqlalchemy as sa
from alembic import op

revision = "032"
down_revision = "031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ledger_sweep_reminder",
        sa.Column("fund_id", sa.Integer(), nullable=False),
        sa.Column("sweep_on", sa.Date(), nullable=False),
        sa.Column("nearing", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["fund_id"], ["fund.id"], name=op.f("fk_ledger_sweep_reminder_fund_id")
        ),
        sa.PrimaryKeyConstraint(
            "fund_id", "sweep_on", "nearing", name=op.f("pk_ledger_sweep_reminder")
        ),
    )
    op.create_index("ix_ledger_entry_day", "ledger_entry", ["booked_on", "fund_id", "position"])
    with op.batch_alter_table("ledger_statement") as table:
        table.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        table.add_column(sa.Column("returned_by", sa.Integer(), nullable=True))
        table.add_column(sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(
            sa.Column("returned_reason", sa.String(length=1000), nullable=False, server_default="")
        )
        table.create_foreign_key(
            op.f("fk_ledger_statement_returned_by"), "person", ["returned_by"], ["id"]
        )
        table.create_check_constraint(
            op.f("ck_ledger_statement_returned"), "(returned_by IS NULL) = (returned_at IS NULL)"
        )
        table.create_check_constraint(
            op.f("ck_ledger_statement_one_end"), "locked_at IS NULL OR returned_at IS NULL"
        )
    with op.batch_alter_table("ledger_statement") as table:
        table.alter_column("version", server_default=None)
        table.alter_column("returned_reason", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("ledger_statement") as table:
        table.drop_constraint(op.f("ck_ledger_statement_one_end"), type_="check")
        table.drop_constraint(op.f("ck_ledger_statement_returned"), type_="check")
        table.drop_constraint(op.f("fk_ledger_statement_returned_by"), type_="foreignkey")
        for name in ("returned_reason", "returned_at", "returned_by", "version"):
            table.drop_column(name)
    op.drop_index("ix_ledger_entry_day", "ledger_entry")
    op.drop_table("ledger_sweep_reminder")
