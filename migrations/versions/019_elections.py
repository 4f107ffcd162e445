"""Elections of the committee: roll, objections, nominations, polls and figures."""

import sqlalchemy as sa
from alembic import op

revision = "019"
down_revision = "018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "election",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("electorate", sa.String(length=20), nullable=False),
        sa.Column("is_by_election", sa.Boolean(), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("hours", sa.String(length=60), nullable=False),
        sa.Column("nomination_days", sa.Integer(), nullable=False),
        sa.Column("candidate_days", sa.Integer(), nullable=False),
        sa.Column("drafted_by", sa.Integer(), nullable=True),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("roll_posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("candidates_posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("order_rule", sa.String(length=10), nullable=True),
        sa.Column("certified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("certified_by", sa.Integer(), nullable=True),
        sa.Column("handed_over_on", sa.Date(), nullable=True),
        sa.Column("handover_note", sa.String(length=500), nullable=False),
        sa.Column("called_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_off_reason", sa.String(length=500), nullable=True),
        sa.CheckConstraint(
            "certified_at IS NULL OR called_off_at IS NULL", name=op.f("ck_election_one_end")
        ),
        sa.CheckConstraint(
            "handed_over_on IS NULL OR certified_at IS NOT NULL", name=op.f("ck_election_handover")
        ),
        sa.CheckConstraint("seats BETWEEN 1 AND 9", name=op.f("ck_election_seats")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_election_body_id")),
        sa.ForeignKeyConstraint(
            ["certified_by"], ["person.id"], name=op.f("fk_election_certified_by")
        ),
        sa.ForeignKeyConstraint(["drafted_by"], ["person.id"], name=op.f("fk_election_drafted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election")),
    )
    with op.batch_alter_table("election", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_election_body_id"), ["body_id"], unique=False)

    op.create_table(
        "election_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id"], ["election.id"], name=op.f("fk_election_notice_election_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election_notice")),
        sa.UniqueConstraint(
            "election_id", "number", name=op.f("uq_election_notice_election_id_number")
        ),
    )
    op.create_table(
        "election_poll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id"], ["election.id"], name=op.f("fk_election_poll_election_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election_poll")),
        sa.UniqueConstraint(
            "election_id", "number", name=op.f("uq_election_poll_election_id_number")
        ),
    )
    op.create_table(
        "election_voter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("building", sa.String(length=120), nullable=False),
        sa.Column("grid_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["election_id"], ["election.id"], name=op.f("fk_election_voter_election_id")
        ),
        sa.ForeignKeyConstraint(["grid_id"], ["grid.id"], name=op.f("fk_election_voter_grid_id")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_election_voter_household_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_election_voter_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election_voter")),
        sa.UniqueConstraint(
            "election_id", "household_id", name=op.f("uq_election_voter_election_id_household_id")
        ),
        sa.UniqueConstraint(
            "election_id", "number", name=op.f("uq_election_voter_election_id_number")
        ),
        sa.UniqueConstraint(
            "election_id", "person_id", name=op.f("uq_election_voter_election_id_person_id")
        ),
    )
    with op.batch_alter_table("election_voter", schema=None) as batch_op:
        batch_op.create_index("ix_election_voter_grid", ["election_id", "grid_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_election_voter_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "nomination",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("nominee_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("nominator_id", sa.Integer(), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_on_paper", sa.Boolean(), nullable=False),
        sa.Column("statement", sa.String(length=500), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("checked_by", sa.Integer(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["checked_by"], ["person.id"], name=op.f("fk_nomination_checked_by")
        ),
        sa.ForeignKeyConstraint(
            ["election_id"], ["election.id"], name=op.f("fk_nomination_election_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["person.id"], name=op.f("fk_nomination_entered_by")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["moderated.id"], name=op.f("fk_nomination_item_id")),
        sa.ForeignKeyConstraint(
            ["nominator_id"], ["person.id"], name=op.f("fk_nomination_nominator_id")
        ),
        sa.ForeignKeyConstraint(
            ["nominee_id"], ["person.id"], name=op.f("fk_nomination_nominee_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination")),
        sa.UniqueConstraint(
            "election_id", "nominee_id", name=op.f("uq_nomination_election_id_nominee_id")
        ),
        sa.UniqueConstraint("item_id", name=op.f("uq_nomination_item_id")),
    )
    with op.batch_alter_table("nomination", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_nomination_nominator_id"), ["nominator_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_nomination_nominee_id"), ["nominee_id"], unique=False)

    op.create_table(
        "nomination_support",
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nomination.id"], name=op.f("fk_nomination_support_nomination_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_nomination_support_person_id")
        ),
        sa.PrimaryKeyConstraint("nomination_id", "person_id", name=op.f("pk_nomination_support")),
    )
    with op.batch_alter_table("nomination_support", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_nomination_support_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "election_candidate",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nomination.id"], name=op.f("fk_election_candidate_nomination_id")
        ),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["election_poll.id"], name=op.f("fk_election_candidate_poll_id")
        ),
        sa.PrimaryKeyConstraint("poll_id", "nomination_id", name=op.f("pk_election_candidate")),
        sa.UniqueConstraint(
            "poll_id", "position", name=op.f("uq_election_candidate_poll_id_position")
        ),
    )
    op.create_table(
        "election_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("valid", sa.Integer(), nullable=False),
        sa.Column("spoilt", sa.Integer(), nullable=False),
        sa.Column("blank", sa.Integer(), nullable=False),
        sa.Column("votes", sa.JSON(), nullable=False),
        sa.Column("signed_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint("place IN (1, 2)", name=op.f("ck_election_count_place")),
        sa.CheckConstraint("returned <= issued", name=op.f("ck_election_count_returned")),
        sa.CheckConstraint("valid + spoilt + blank = returned", name=op.f("ck_election_count_sum")),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["person.id"], name=op.f("fk_election_count_entered_by")
        ),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["election_poll.id"], name=op.f("fk_election_count_poll_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election_count")),
        sa.UniqueConstraint(
            "poll_id", "entered_by", name=op.f("uq_election_count_poll_id_entered_by")
        ),
        sa.UniqueConstraint("poll_id", "place", name=op.f("uq_election_count_poll_id_place")),
    )
    op.create_table(
        "roll_objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("ruled_by", sa.Integer(), nullable=True),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("upheld IS NULL OR reason <> ''", name=op.f("ck_roll_objection_reason")),
        sa.CheckConstraint(
            "(ruled_at IS NULL) = (upheld IS NULL)", name=op.f("ck_roll_objection_ruled")
        ),
        sa.ForeignKeyConstraint(
            ["about_id"], ["election_voter.id"], name=op.f("fk_roll_objection_about_id")
        ),
        sa.ForeignKeyConstraint(
            ["election_id"], ["election.id"], name=op.f("fk_roll_objection_election_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_roll_objection_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["ruled_by"], ["person.id"], name=op.f("fk_roll_objection_ruled_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_objection")),
        sa.UniqueConstraint(
            "election_id", "number", name=op.f("uq_roll_objection_election_id_number")
        ),
    )
    with op.batch_alter_table("roll_objection", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_roll_objection_election_id"), ["election_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_roll_objection_person_id"), ["person_id"], unique=False
        )
        batch_op.create_index(
            "uq_roll_objection_waiting",
            ["election_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("ruled_at IS NULL"),
            postgresql_where=sa.text("ruled_at IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("roll_objection", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_roll_objection_waiting",
            sqlite_where=sa.text("ruled_at IS NULL"),
            postgresql_where=sa.text("ruled_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_roll_objection_person_id"))
        batch_op.drop_index(batch_op.f("ix_roll_objection_election_id"))

    op.drop_table("roll_objection")
    op.drop_table("election_count")
    op.drop_table("election_candidate")
    with op.batch_alter_table("nomination_support", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_nomination_support_person_id"))

    op.drop_table("nomination_support")
    with op.batch_alter_table("nomination", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_nomination_nominee_id"))
        batch_op.drop_index(batch_op.f("ix_nomination_nominator_id"))

    op.drop_table("nomination")
    with op.batch_alter_table("election_voter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_election_voter_person_id"))
        batch_op.drop_index("ix_election_voter_grid")

    op.drop_table("election_voter")
    op.drop_table("election_poll")
    op.drop_table("election_notice")
    with op.batch_alter_table("election", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_election_body_id"))

    op.drop_table("election")
