"""The way of a topic; demands to convene and their rolls; consultations."""

import sqlalchemy as sa
from alembic import op

revision = "016"
down_revision = "015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "delegation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter", sa.String(length=20), nullable=False),
        sa.Column("body_kind", sa.String(length=20), nullable=False),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_delegation_order")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["person.id"], name=op.f("fk_delegation_entered_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
    )
    op.create_table(
        "demand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("raised_by", sa.Integer(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entitled", sa.Integer(), nullable=True),
        sa.Column("needed", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("met_by", sa.String(length=200), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(state = 'met') = (met_at IS NOT NULL)", name=op.f("ck_demand_met")),
        sa.CheckConstraint(
            "state NOT IN ('due', 'met') OR reached_at IS NOT NULL", name=op.f("ck_demand_reached")
        ),
        sa.CheckConstraint(
            "(entitled IS NULL) = (opened_at IS NULL)", name=op.f("ck_demand_frozen")
        ),
        sa.CheckConstraint(
            "needed IS NULL OR (needed >= 1 AND needed <= entitled)", name=op.f("ck_demand_needed")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["moderated.id"], name=op.f("fk_demand_item_id")),
        sa.ForeignKeyConstraint(["raised_by"], ["person.id"], name=op.f("fk_demand_raised_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand")),
        sa.UniqueConstraint("item_id", name=op.f("uq_demand_item_id")),
    )
    with op.batch_alter_table("demand", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_demand_raised_by"), ["raised_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_demand_state"), ["state"], unique=False)
        batch_op.create_index(
            "uq_demand_open",
            ["raised_by"],
            unique=True,
            sqlite_where=sa.text("state IN ('submitted', 'collecting')"),
            postgresql_where=sa.text("state IN ('submitted', 'collecting')"),
        )

    op.create_table(
        "consultation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("question", sa.String(length=500), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=3000), nullable=False),
        sa.Column("responsible", sa.String(length=100), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("report", sa.String(length=3000), nullable=False),
        sa.Column("convened_by", sa.Integer(), nullable=False),
        sa.Column("convened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state <> 'posted' OR outcome <> ''", name=op.f("ck_consultation_outcome")
        ),
        sa.CheckConstraint(
            "state <> 'reported' OR report <> ''", name=op.f("ck_consultation_report")
        ),
        sa.ForeignKeyConstraint(
            ["convened_by"], ["person.id"], name=op.f("fk_consultation_convened_by")
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_consultation_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
    )
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consultation_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_consultation_topic_id"), ["topic_id"], unique=False)
        batch_op.create_index(
            "uq_consultation_open",
            ["topic_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('settling', 'noticed', 'deliberated', 'posted')"),
            postgresql_where=sa.text("state IN ('settling', 'noticed', 'deliberated', 'posted')"),
        )

    op.create_table(
        "demand_roll",
        sa.Column("demand_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["demand_id"], ["demand.id"], name=op.f("fk_demand_roll_demand_id")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_demand_roll_household_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_demand_roll_person_id")
        ),
        sa.PrimaryKeyConstraint("demand_id", "person_id", name=op.f("pk_demand_roll")),
        sa.UniqueConstraint(
            "demand_id", "household_id", name=op.f("uq_demand_roll_demand_id_household_id")
        ),
    )
    with op.batch_alter_table("demand_roll", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_demand_roll_household_id"), ["household_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_demand_roll_person_id"), ["person_id"], unique=False)

    op.create_table(
        "topic_endorsement",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("via_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_topic_endorsement_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic.id"], name=op.f("fk_topic_endorsement_topic_id")
        ),
        sa.ForeignKeyConstraint(["via_id"], ["topic.id"], name=op.f("fk_topic_endorsement_via_id")),
        sa.PrimaryKeyConstraint("topic_id", "person_id", name=op.f("pk_topic_endorsement")),
    )
    with op.batch_alter_table("topic_endorsement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_topic_endorsement_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "topic_follow",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_topic_follow_person_id")
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_topic_follow_topic_id")),
        sa.PrimaryKeyConstraint("topic_id", "person_id", name=op.f("pk_topic_follow")),
    )
    with op.batch_alter_table("topic_follow", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_topic_follow_person_id"), ["person_id"], unique=False)

    op.create_table(
        "topic_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(length=20), nullable=False),
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_topic_step_body_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_topic_step_by_id")),
        sa.ForeignKeyConstraint(["item_id"], ["moderated.id"], name=op.f("fk_topic_step_item_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_topic_step_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_step")),
        sa.UniqueConstraint("item_id", name=op.f("uq_topic_step_item_id")),
    )
    with op.batch_alter_table("topic_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_topic_step_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_topic_step_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "consultation_party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("capacity", sa.String(length=60), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_consultation_party_consultation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_consultation_party_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_party")),
        sa.UniqueConstraint(
            "consultation_id", "name", name=op.f("uq_consultation_party_consultation_id_name")
        ),
    )
    with op.batch_alter_table("consultation_party", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_consultation_party_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "consultation_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_consultation_step_by_id")),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_consultation_step_consultation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_step")),
    )
    with op.batch_alter_table("consultation_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_consultation_step_consultation_id"), ["consultation_id"], unique=False
        )

    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("search_key", sa.String(length=2200), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("signs", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("published_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("contested", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.create_check_constraint(op.f("ck_topic_needed"), "needed >= 1")
        batch_op.create_check_constraint(
            op.f("ck_topic_merged"), "merged_into_id IS NULL OR merged_into_id <> id"
        )
    with op.batch_alter_table("topic", schema=None) as batch_op:
        for name, kind in (
            ("search_key", sa.String(length=2200)),
            ("signs", sa.Boolean()),
            ("contested", sa.Boolean()),
        ):
            batch_op.alter_column(name, existing_type=kind, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_topic_merged"), type_="check")
        batch_op.drop_constraint(op.f("ck_topic_needed"), type_="check")
        batch_op.drop_column("contested")
        batch_op.drop_column("published_at")
        batch_op.drop_column("signs")
        batch_op.drop_column("search_key")

    with op.batch_alter_table("consultation_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consultation_step_consultation_id"))

    op.drop_table("consultation_step")
    with op.batch_alter_table("consultation_party", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consultation_party_person_id"))

    op.drop_table("consultation_party")
    with op.batch_alter_table("topic_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_topic_step_topic_id"))
        batch_op.drop_index(batch_op.f("ix_topic_step_by_id"))

    op.drop_table("topic_step")
    with op.batch_alter_table("topic_follow", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_topic_follow_person_id"))

    op.drop_table("topic_follow")
    with op.batch_alter_table("topic_endorsement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_topic_endorsement_person_id"))

    op.drop_table("topic_endorsement")
    with op.batch_alter_table("demand_roll", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_demand_roll_person_id"))
        batch_op.drop_index(batch_op.f("ix_demand_roll_household_id"))

    op.drop_table("demand_roll")
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_consultation_open",
            sqlite_where=sa.text("state IN ('settling', 'noticed', 'deliberated', 'posted')"),
            postgresql_where=sa.text("state IN ('settling', 'noticed', 'deliberated', 'posted')"),
        )
        batch_op.drop_index(batch_op.f("ix_consultation_topic_id"))
        batch_op.drop_index(batch_op.f("ix_consultation_state"))

    op.drop_table("consultation")
    with op.batch_alter_table("demand", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_demand_open",
            sqlite_where=sa.text("state IN ('submitted', 'collecting')"),
            postgresql_where=sa.text("state IN ('submitted', 'collecting')"),
        )
        batch_op.drop_index(batch_op.f("ix_demand_state"))
        batch_op.drop_index(batch_op.f("ix_demand_raised_by"))

    op.drop_table("demand")
    op.drop_table("delegation")
