"""Follow-ups of what was decided; minutes of meetings."""

import sqlalchemy as sa
from alembic import op

revision = "020"
down_revision = "019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "followup",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_kind", sa.String(length=40), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("source_title", sa.String(length=200), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(length=300), nullable=False),
        sa.Column("responsible", sa.String(length=60), nullable=False),
        sa.Column("responsible_id", sa.Integer(), nullable=True),
        sa.Column("checker_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_by", sa.Integer(), nullable=True),
        sa.Column("reminded_for", sa.Date(), nullable=True),
        sa.Column("late_for", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "state NOT IN ('done', 'finished') OR reported_by IS NOT NULL",
            name=op.f("ck_followup_done"),
        ),
        sa.CheckConstraint(
            "responsible_id IS NULL OR responsible_id <> checker_id",
            name=op.f("ck_followup_another_checks"),
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_followup_body_id")),
        sa.ForeignKeyConstraint(["checker_id"], ["person.id"], name=op.f("fk_followup_checker_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_followup_made_by")),
        sa.ForeignKeyConstraint(
            ["reported_by"], ["person.id"], name=op.f("fk_followup_reported_by")
        ),
        sa.ForeignKeyConstraint(
            ["responsible_id"], ["person.id"], name=op.f("fk_followup_responsible_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followup")),
    )
    with op.batch_alter_table("followup", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_followup_body_id"), ["body_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_followup_checker_id"), ["checker_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_followup_due_on"), ["due_on"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_followup_responsible_id"), ["responsible_id"], unique=False
        )
        batch_op.create_index("ix_followup_source", ["source_kind", "source_id"], unique=False)

    op.create_table(
        "followup_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("followup_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_was", sa.Date(), nullable=True),
        sa.Column("due_now", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_followup_step_by_id")),
        sa.ForeignKeyConstraint(
            ["followup_id"], ["followup.id"], name=op.f("fk_followup_step_followup_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followup_step")),
        sa.UniqueConstraint(
            "followup_id", "version", name=op.f("uq_followup_step_followup_id_version")
        ),
    )
    with op.batch_alter_table("followup_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_followup_step_by_id"), ["by_id"], unique=False)

    op.create_table(
        "minutes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submitted_by", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_reason", sa.String(length=500), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_in_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "(approved_at IS NULL) = (approved_in_id IS NULL)"
            " AND (approved_at IS NULL) = (digest IS NULL)",
            name=op.f("ck_minutes_approved"),
        ),
        sa.CheckConstraint(
            "approved_at IS NULL OR submitted_at IS NOT NULL",
            name=op.f("ck_minutes_submitted_first"),
        ),
        sa.CheckConstraint("approved_in_id <> meeting_id", name=op.f("ck_minutes_another_meeting")),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["person.id"], name=op.f("fk_minutes_approved_by")
        ),
        sa.ForeignKeyConstraint(
            ["approved_in_id"], ["meeting.id"], name=op.f("fk_minutes_approved_in_id")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_minutes_meeting_id")),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["person.id"], name=op.f("fk_minutes_submitted_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_minutes_meeting_id")),
    )
    with op.batch_alter_table("minutes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_minutes_approved_in_id"), ["approved_in_id"], unique=False
        )

    op.create_table(
        "minutes_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("media", sa.String(length=4), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by"], ["person.id"], name=op.f("fk_minutes_paper_added_by")
        ),
        sa.ForeignKeyConstraint(
            ["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_paper_minutes_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_paper")),
    )
    with op.batch_alter_table("minutes_paper", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_minutes_paper_minutes_id"), ["minutes_id"], unique=False
        )

    op.create_table(
        "minutes_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_minutes_version_by_id")),
        sa.ForeignKeyConstraint(
            ["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_version_minutes_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_version")),
        sa.UniqueConstraint(
            "minutes_id", "number", name=op.f("uq_minutes_version_minutes_id_number")
        ),
    )


def downgrade() -> None:
    op.drop_table("minutes_version")
    with op.batch_alter_table("minutes_paper", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_paper_minutes_id"))

    op.drop_table("minutes_paper")
    with op.batch_alter_table("minutes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_approved_in_id"))

    op.drop_table("minutes")

    with op.batch_alter_table("followup_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_followup_step_by_id"))

    op.drop_table("followup_step")
    with op.batch_alter_table("followup", schema=None) as batch_op:
        batch_op.drop_index("ix_followup_source")
        batch_op.drop_index(batch_op.f("ix_followup_responsible_id"))
        batch_op.drop_index(batch_op.f("ix_followup_due_on"))
        batch_op.drop_index(batch_op.f("ix_followup_checker_id"))
        batch_op.drop_index(batch_op.f("ix_followup_body_id"))

    op.drop_table("followup")
