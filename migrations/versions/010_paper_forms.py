"""paper forms: a mistyped one is withdrawn with its reason, and another one entered."""

import sqlalchemy as sa
from alembic import op

revision = "010"
down_revision = "009"
branch_labels = None
depends_on = None

STANDS = sa.text("withdrawn_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("wish_form", schema=None) as batch_op:
        batch_op.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_by", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("withdrawn_reason", sa.String(length=500), nullable=False, server_default="")
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_wish_form_withdrawn_by"), "person", ["withdrawn_by"], ["id"]
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_wish_form_withdrawn"),
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)",
        )
        batch_op.drop_constraint("uq_wish_form_round_id_household_id", type_="unique")
    with op.batch_alter_table("wish_form", schema=None) as batch_op:
        batch_op.alter_column("withdrawn_reason", server_default=None)
        batch_op.create_index(
            "uq_wish_form_standing",
            ["round_id", "household_id"],
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        )


def downgrade() -> None:
    with op.batch_alter_table("wish_form", schema=None) as batch_op:
        batch_op.drop_index("uq_wish_form_standing")
    with op.batch_alter_table("wish_form", schema=None) as batch_op:
        batch_op.create_unique_constraint(
            batch_op.f("uq_wish_form_round_id_household_id"), ["round_id", "household_id"]
        )
        batch_op.drop_constraint(batch_op.f("ck_wish_form_withdrawn"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_wish_form_withdrawn_by"), type_="foreignkey")
        batch_op.drop_column("withdrawn_reason")
        batch_op.drop_column("withdrawn_by")
        batch_op.drop_column("withdrawn_at")
