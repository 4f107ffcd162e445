"""Motions, who stands behind them and who steps back; the roll of each vote."""

import sqlalchemy as sa
from alembic import op

revision = "017"
down_revision = "016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "motion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("text", sa.String(length=4000), nullable=False),
        sa.Column("mover_id", sa.Integer(), nullable=False),
        sa.Column("mover_votes", sa.Boolean(), nullable=False),
        sa.Column("form", sa.String(length=10), nullable=False),
        sa.Column("majority", sa.String(length=12), nullable=False),
        sa.Column("about_persons", sa.Boolean(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=True),
        sa.Column("amends_id", sa.Integer(), nullable=True),
        sa.Column("replaced_text", sa.String(length=4000), nullable=True),
        sa.Column("replaced_fen", sa.BigInteger(), nullable=True),
        sa.Column("annuls_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("admitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("admitted_by", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("box_id", sa.Integer(), nullable=True),
        sa.Column("entitled", sa.Integer(), nullable=True),
        sa.Column("present", sa.Integer(), nullable=True),
        sa.Column("recused", sa.Integer(), nullable=True),
        sa.Column("in_favour", sa.Integer(), nullable=True),
        sa.Column("against", sa.Integer(), nullable=True),
        sa.Column("abstain", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('adopted', 'rejected')) = (closed_at IS NOT NULL)",
            name=op.f("ck_motion_end"),
        ),
        sa.CheckConstraint("box_id IS NULL OR form = 'secret'", name=op.f("ck_motion_box")),
        sa.CheckConstraint("state <> 'adopted' OR in_favour > 0", name=op.f("ck_motion_carried")),
        sa.CheckConstraint(
            "(closed_at IS NOT NULL) = (in_favour IS NOT NULL)", name=op.f("ck_motion_counted")
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_motion_amount")),
        sa.CheckConstraint(
            "in_favour + against + abstain + recused <= present", name=op.f("ck_motion_sums")
        ),
        sa.CheckConstraint("present <= entitled", name=op.f("ck_motion_present")),
        sa.ForeignKeyConstraint(["admitted_by"], ["person.id"], name=op.f("fk_motion_admitted_by")),
        sa.ForeignKeyConstraint(["amends_id"], ["motion.id"], name=op.f("fk_motion_amends_id")),
        sa.ForeignKeyConstraint(["annuls_id"], ["resolution.id"], name=op.f("fk_motion_annuls_id")),
        sa.ForeignKeyConstraint(["box_id"], ["box.id"], name=op.f("fk_motion_box_id")),
        sa.ForeignKeyConstraint(["closed_by"], ["person.id"], name=op.f("fk_motion_closed_by")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_motion_item_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_motion_meeting_id")),
        sa.ForeignKeyConstraint(["mover_id"], ["person.id"], name=op.f("fk_motion_mover_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name=op.f("fk_motion_opened_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_motion")),
        sa.UniqueConstraint("box_id", name=op.f("uq_motion_box_id")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_motion_meeting_id_number")),
    )
    with op.batch_alter_table("motion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_motion_amends_id"), ["amends_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_motion_annuls_id"), ["annuls_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_motion_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_motion_mover_id"), ["mover_id"], unique=False)
        batch_op.create_index(
            "uq_motion_under_vote",
            ["meeting_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('open', 'counting')"),
            postgresql_where=sa.text("state IN ('open', 'counting')"),
        )

    op.create_table(
        "motion_paper",
        sa.Column("motion_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("in_favour", sa.Integer(), nullable=False),
        sa.Column("against", sa.Integer(), nullable=False),
        sa.Column("abstain", sa.Integer(), nullable=False),
        sa.Column("spoilt", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "in_favour >= 0 AND against >= 0 AND abstain >= 0 AND spoilt >= 0",
            name=op.f("ck_motion_paper_counts"),
        ),
        sa.ForeignKeyConstraint(
            ["motion_id"], ["motion.id"], name=op.f("fk_motion_paper_motion_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_motion_paper_person_id")
        ),
        sa.PrimaryKeyConstraint("motion_id", "person_id", name=op.f("pk_motion_paper")),
    )
    with op.batch_alter_table("motion_paper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_motion_paper_person_id"), ["person_id"], unique=False)

    op.create_table(
        "motion_sponsor",
        sa.Column("motion_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("votes", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["motion_id"], ["motion.id"], name=op.f("fk_motion_sponsor_motion_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_motion_sponsor_person_id")
        ),
        sa.PrimaryKeyConstraint("motion_id", "person_id", name=op.f("pk_motion_sponsor")),
    )
    with op.batch_alter_table("motion_sponsor", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_motion_sponsor_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "motion_voter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("motion_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.Boolean(), nullable=False),
        sa.Column("recused", sa.Boolean(), nullable=False),
        sa.Column("choice", sa.String(length=10), nullable=True),
        sa.Column("via", sa.String(length=10), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(entered_by IS NOT NULL) = (COALESCE(via, '') = 'clerk')",
            name=op.f("ck_motion_voter_clerk"),
        ),
        sa.CheckConstraint("(choice IS NULL) = (via IS NULL)", name=op.f("ck_motion_voter_via")),
        sa.CheckConstraint("choice IS NULL OR NOT recused", name=op.f("ck_motion_voter_recused")),
        sa.CheckConstraint("choice IS NULL OR NOT secret", name=op.f("ck_motion_voter_secret")),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["person.id"], name=op.f("fk_motion_voter_entered_by")
        ),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["person.id"], name=op.f("fk_motion_voter_holder_id")
        ),
        sa.ForeignKeyConstraint(
            ["motion_id"], ["motion.id"], name=op.f("fk_motion_voter_motion_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_motion_voter_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_motion_voter")),
        sa.UniqueConstraint(
            "motion_id", "person_id", name=op.f("uq_motion_voter_motion_id_person_id")
        ),
    )
    with op.batch_alter_table("motion_voter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_motion_voter_holder_id"), ["holder_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_motion_voter_person_id"), ["person_id"], unique=False)

    op.create_table(
        "recusal",
        sa.Column("motion_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_recusal_by_id")),
        sa.ForeignKeyConstraint(["motion_id"], ["motion.id"], name=op.f("fk_recusal_motion_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recusal_person_id")),
        sa.PrimaryKeyConstraint("motion_id", "person_id", name=op.f("pk_recusal")),
    )
    with op.batch_alter_table("recusal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recusal_person_id"), ["person_id"], unique=False)

    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("taken_up_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.drop_column("taken_up_at")

    with op.batch_alter_table("recusal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recusal_person_id"))

    op.drop_table("recusal")
    with op.batch_alter_table("motion_voter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_motion_voter_person_id"))
        batch_op.drop_index(batch_op.f("ix_motion_voter_holder_id"))

    op.drop_table("motion_voter")
    with op.batch_alter_table("motion_sponsor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_motion_sponsor_person_id"))

    op.drop_table("motion_sponsor")
    with op.batch_alter_table("motion_paper", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_motion_paper_person_id"))

    op.drop_table("motion_paper")
    with op.batch_alter_table("motion", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_motion_under_vote",
            sqlite_where=sa.text("state IN ('open', 'counting')"),
            postgresql_where=sa.text("state IN ('open', 'counting')"),
        )
        batch_op.drop_index(batch_op.f("ix_motion_mover_id"))
        batch_op.drop_index(batch_op.f("ix_motion_item_id"))
        batch_op.drop_index(batch_op.f("ix_motion_annuls_id"))
        batch_op.drop_index(batch_op.f("ix_motion_amends_id"))

    op.drop_table("motion")
