"""A by-election names the seats it fills; the elected of an election sit once."""

import sqlalchemy as sa
from alembic import op

revision = "023"
down_revision = "022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "election_seat",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id"], ["election.id"], name=op.f("fk_election_seat_election_id")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_election_seat_seat_id")),
        sa.PrimaryKeyConstraint("election_id", "seat_id", name=op.f("pk_election_seat")),
    )
    op.create_table(
        "election_seating",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("seated_by", sa.Integer(), nullable=False),
        sa.Column("seated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id"], ["election.id"], name=op.f("fk_election_seating_election_id")
        ),
        sa.ForeignKeyConstraint(
            ["seated_by"], ["person.id"], name=op.f("fk_election_seating_seated_by")
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["body_term.id"], name=op.f("fk_election_seating_term_id")
        ),
        sa.PrimaryKeyConstraint("election_id", name=op.f("pk_election_seating")),
    )


def downgrade() -> None:
    op.drop_table("election_seating")
    op.drop_table("election_seat")
