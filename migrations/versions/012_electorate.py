"""who votes in a round: residents or households, the whole community or some grids."""

import sqlalchemy as sa
from alembic import op

revision = "012"
down_revision = "011"
branch_labels = None
depends_on = None

RESIDENTS = sa.text("'residents'")


def upgrade() -> None:
    op.create_table(
        "round_grid",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("grid_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["budget_round.id"], name=op.f("fk_round_grid_round_id")
        ),
        sa.ForeignKeyConstraint(["grid_id"], ["grid.id"], name=op.f("fk_round_grid_grid_id")),
        sa.PrimaryKeyConstraint("round_id", "grid_id", name=op.f("pk_round_grid")),
    )
    for table in ("budget_round", "box"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(
                sa.Column("voters", sa.String(12), nullable=False, server_default=RESIDENTS)
            )
    with op.batch_alter_table("box", schema=None) as batch_op:
        batch_op.add_column(sa.Column("grid_codes", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(
            sa.Column("left_out", sa.Integer(), nullable=False, server_default=sa.text("0"))
        )
    for table, names in (("budget_round", ["voters"]), ("box", ["voters", "left_out"])):
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name in names:
                batch_op.alter_column(name, server_default=None)
    with op.batch_alter_table("roll_row", schema=None) as batch_op:
        batch_op.add_column(sa.Column("household_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_roll_row_household_id"), ["household_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_roll_row_household_id"), "household", ["household_id"], ["id"]
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_roll_row_box_id_household_id"), ["box_id", "household_id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("roll_row", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_roll_row_box_id_household_id"), type_="unique")
        batch_op.drop_constraint(batch_op.f("fk_roll_row_household_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_roll_row_household_id"))
        batch_op.drop_column("household_id")
    with op.batch_alter_table("box", schema=None) as batch_op:
        for name in ("left_out", "grid_codes", "voters"):
            batch_op.drop_column(name)
    with op.batch_alter_table("budget_round", schema=None) as batch_op:
        batch_op.drop_column("voters")
    op.drop_table("round_grid")
