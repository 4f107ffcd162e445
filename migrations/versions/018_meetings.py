"""Papers of a meeting and who has read them; one meeting of a body at a time; reminders."""

import sqlalchemy as sa
from alembic import op

revision = "018"
down_revision = "017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meeting_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("text", sa.String(length=10000), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("media", sa.String(length=4), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("members_only", sa.Boolean(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("late_reason", sa.String(length=500), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=500), nullable=True),
        sa.CheckConstraint(
            "digest IS NOT NULL OR text <> ''", name=op.f("ck_meeting_paper_something")
        ),
        sa.CheckConstraint(
            "(digest IS NULL) = (media IS NULL)", name=op.f("ck_meeting_paper_file")
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)",
            name=op.f("ck_meeting_paper_withdrawn_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["added_by"], ["person.id"], name=op.f("fk_meeting_paper_added_by")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_meeting_paper_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_paper")),
    )
    with op.batch_alter_table("meeting_paper") as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_paper_item_id"), ["item_id"])

    op.create_table(
        "meeting_paper_read",
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["meeting_paper.id"], name=op.f("fk_meeting_paper_read_paper_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_meeting_paper_read_person_id")
        ),
        sa.PrimaryKeyConstraint("paper_id", "person_id", name=op.f("pk_meeting_paper_read")),
    )
    with op.batch_alter_table("meeting_paper_read") as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_paper_read_person_id"), ["person_id"])

    with op.batch_alter_table("agenda_item") as batch_op:
        batch_op.add_column(sa.Column("late_reason", sa.String(length=500), nullable=True))

    with op.batch_alter_table("attendance") as batch_op:
        batch_op.add_column(sa.Column("signed_out_by", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_attendance_signed_out_by"), "person", ["signed_out_by"], ["id"]
        )

    with op.batch_alter_table("meeting") as batch_op:
        batch_op.add_column(sa.Column("reminded_day_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("reminded_hour_at", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(
            sa.Column("reminded_papers_at", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.create_index(
            "uq_meeting_under_way",
            ["body_id"],
            unique=True,
            sqlite_where=sa.text("opened_at IS NOT NULL AND closed_at IS NULL"),
            postgresql_where=sa.text("opened_at IS NOT NULL AND closed_at IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("meeting") as batch_op:
        batch_op.drop_index(
            "uq_meeting_under_way",
            sqlite_where=sa.text("opened_at IS NOT NULL AND closed_at IS NULL"),
            postgresql_where=sa.text("opened_at IS NOT NULL AND closed_at IS NULL"),
        )
        batch_op.drop_column("reminded_papers_at")
        batch_op.drop_column("reminded_hour_at")
        batch_op.drop_column("reminded_day_at")

    with op.batch_alter_table("attendance") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_attendance_signed_out_by"), type_="foreignkey")
        batch_op.drop_column("signed_out_by")

    with op.batch_alter_table("agenda_item") as batch_op:
        batch_op.drop_column("late_reason")

    with op.batch_alter_table("meeting_paper_read") as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_paper_read_person_id"))

    op.drop_table("meeting_paper_read")
    with op.batch_alter_table("meeting_paper") as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_paper_item_id"))

    op.drop_table("meeting_paper")
