"""On what terms, seats and their ends rest; papers that a second person has seen."""

import sqlalchemy as sa
from alembic import op

revision = "041"
down_revision = "040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _paper()
    with op.batch_alter_table("body_term") as table:
        table.add_column(sa.Column("ground", sa.String(length=40), nullable=True))
        table.add_column(
            sa.Column("basis", sa.String(length=300), nullable=False, server_default="")
        )
        table.add_column(sa.Column("basis_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("link", sa.String(length=60), nullable=False, server_default=""))
        table.create_unique_constraint(op.f("uq_body_term_ground"), ["ground"])
    with op.batch_alter_table("membership") as table:
        table.add_column(sa.Column("link", sa.String(length=60), nullable=False, server_default=""))
        table.add_column(sa.Column("end_ground", sa.String(length=40), nullable=True))
        table.add_column(sa.Column("ended_by", sa.Integer(), nullable=True))
        table.add_column(sa.Column("contest_until", sa.Date(), nullable=True))
        table.create_foreign_key(op.f("fk_membership_ended_by"), "person", ["ended_by"], ["id"])
        table.alter_column("basis", existing_type=sa.String(200), type_=sa.String(300))
    for table_name, columns in (("body_term", ("basis", "link")), ("membership", ("link",))):
        with op.batch_alter_table(table_name) as table:
            for name in columns:
                table.alter_column(name, existing_nullable=False, server_default=None)
    with op.batch_alter_table("motion") as table:
        table.add_column(sa.Column("subject_kind", sa.String(length=40), nullable=True))
        table.add_column(sa.Column("subject_id", sa.Integer(), nullable=True))
        table.create_check_constraint(
            op.f("ck_motion_subject"), "(subject_kind IS NULL) = (subject_id IS NULL)"
        )


def _paper() -> None:
    op.create_table(
        "seat_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("people", sa.String(length=4000), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("media", sa.String(length=4), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_by", sa.Integer(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("struck_by", sa.Integer(), nullable=True),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("struck_why", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "(seen_by IS NULL) = (seen_at IS NULL)", name=op.f("ck_seat_paper_seen")
        ),
        sa.CheckConstraint(
            "seen_by IS NULL OR seen_by <> entered_by", name=op.f("ck_seat_paper_second")
        ),
        sa.CheckConstraint(
            "(struck_at IS NULL) = (struck_why = '')", name=op.f("ck_seat_paper_struck")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_seat_paper_body_id")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_seat_paper_membership_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["person.id"], name=op.f("fk_seat_paper_entered_by")
        ),
        sa.ForeignKeyConstraint(["seen_by"], ["person.id"], name=op.f("fk_seat_paper_seen_by")),
        sa.ForeignKeyConstraint(["struck_by"], ["person.id"], name=op.f("fk_seat_paper_struck_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_paper")),
    )
    op.create_index(op.f("ix_seat_paper_body_id"), "seat_paper", ["body_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("motion") as table:
        table.drop_constraint(op.f("ck_motion_subject"), type_="check")
        table.drop_column("subject_id")
        table.drop_column("subject_kind")
    with op.batch_alter_table("membership") as table:
        table.alter_column("basis", existing_type=sa.String(300), type_=sa.String(200))
        table.drop_constraint(op.f("fk_membership_ended_by"), type_="foreignkey")
        for name in ("contest_until", "ended_by", "end_ground", "link"):
            table.drop_column(name)
    with op.batch_alter_table("body_term") as table:
        table.drop_constraint(op.f("uq_body_term_ground"), type_="unique")
        for name in ("link", "basis_on", "basis", "ground"):
            table.drop_column(name)
    op.drop_table("seat_paper")
