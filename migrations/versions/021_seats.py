"""Seats kept for the committee; one vote a person in a body; what a member declared."""

import sqlalchemy as sa
from alembic import op

revision = "021"
down_revision = "020"
branch_labels = None
depends_on = None

_SITS = sa.text("ends_on IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("ex_officio", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.alter_column("ex_officio", existing_type=sa.Boolean(), server_default=None)
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("vote_body_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("declared", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_membership_vote_body_id"), "body", ["vote_body_id"], ["id"]
        )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.alter_column("declared", existing_type=sa.Boolean(), server_default=None)
        batch_op.create_index(
            "uq_membership_vote",
            ["person_id", "vote_body_id"],
            unique=True,
            sqlite_where=_SITS,
            postgresql_where=_SITS,
        )


def downgrade() -> None:
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index("uq_membership_vote", sqlite_where=_SITS, postgresql_where=_SITS)
        batch_op.drop_constraint(batch_op.f("fk_membership_vote_body_id"), type_="foreignkey")
        batch_op.drop_column("declared")
        batch_op.drop_column("vote_body_id")
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.drop_column("ex_officio")
