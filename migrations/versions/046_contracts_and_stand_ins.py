"""Who looked at a fault where its finder is gone; contracts that add to the first."""

import sqlalchemy as sa
from alembic import op

revision = "046"
down_revision = "045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _stand_in()
    _supplement()


def _supplement() -> None:
    op.create_table(
        "contract_supplement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("fen", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("paper", sa.String(length=64), nullable=False),
        sa.Column("paper_ending", sa.String(length=4), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("fen > 0", name=op.f("ck_contract_supplement_fen")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_contract_supplement_reason")),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project_contract.project_id"],
            name=op.f("fk_contract_supplement_project_id"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_contract_supplement_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_supplement")),
    )
    op.create_index(
        op.f("ix_contract_supplement_project_id"), "contract_supplement", ["project_id"]
    )


def _stand_in() -> None:
    with op.batch_alter_table("finding") as finding:
        finding.add_column(sa.Column("checked_by", sa.Integer(), nullable=True))
        finding.create_foreign_key(
            op.f("fk_finding_checked_by"), "acceptor", ["checked_by"], ["id"]
        )
        finding.create_check_constraint(op.f("ck_finding_another"), "checked_by <> acceptor_id")


def downgrade() -> None:
    op.drop_table("contract_supplement")
    with op.batch_alter_table("finding") as finding:
        finding.drop_constraint(op.f("ck_finding_another"), type_="check")
        finding.drop_constraint(op.f("fk_finding_checked_by"), type_="foreignkey")
        finding.drop_column("checked_by")
