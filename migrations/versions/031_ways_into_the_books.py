"""Each step of an entry, and one correction an entry that is not dropped."""

import sqlalchemy as sa
from alembic import op

revision = "031"
down_revision = "030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ledger_entry_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_ledger_entry_step_by_id")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["ledger_entry.id"], name=op.f("fk_ledger_entry_step_entry_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry_step")),
        sa.UniqueConstraint(
            "entry_id", "version", name=op.f("uq_ledger_entry_step_entry_id_version")
        ),
    )
    with op.batch_alter_table("voucher", schema=None) as batch_op:
        batch_op.add_column(sa.Column("draft_digest", sa.String(length=64), nullable=True))
        batch_op.add_column(
            sa.Column("draft_cells", sa.String(length=600), nullable=False, server_default="")
        )
    with op.batch_alter_table("voucher", schema=None) as batch_op:
        batch_op.alter_column("draft_cells", server_default=None)
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_ledger_entry_corrects_id"), type_="unique")
        batch_op.drop_constraint(op.f("ck_ledger_entry_amount"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_ledger_entry_amount"), "(amount_fen > 0) = (corrects_id IS NULL)"
        )
        batch_op.create_index(
            "uq_ledger_entry_correction",
            ["corrects_id"],
            unique=True,
            sqlite_where=sa.text("state != 'dropped'"),
            postgresql_where=sa.text("state != 'dropped'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.drop_index("uq_ledger_entry_correction")
        batch_op.drop_constraint(op.f("ck_ledger_entry_amount"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_ledger_entry_amount"), "amount_fen > 0 OR corrects_id IS NOT NULL"
        )
        batch_op.create_unique_constraint(op.f("uq_ledger_entry_corrects_id"), ["corrects_id"])
    with op.batch_alter_table("voucher", schema=None) as batch_op:
        batch_op.drop_column("draft_cells")
        batch_op.drop_column("draft_digest")
    op.drop_table("ledger_entry_step")
