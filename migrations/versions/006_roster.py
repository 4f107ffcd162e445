"""the roster over the years: the missing, pairs, what an import changed, asked corrections."""

import sqlalchemy as sa
from alembic import op

revision = "006"
down_revision = "005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("left_why", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("missing_since", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_person_missing_since"), ["missing_since"])
        batch_op.create_index(batch_op.f("ix_person_merged_into_id"), ["merged_into_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_person_merged_into_id"), "person", ["merged_into_id"], ["id"]
        )
        batch_op.create_check_constraint("left_why", "left_why IS NULL OR left_on IS NOT NULL")
        batch_op.create_check_constraint(
            "merged_and_left",
            "merged_into_id IS NULL OR (merged_into_id <> id AND left_on IS NOT NULL)",
        )
    with op.batch_alter_table("roster_import", schema=None) as batch_op:
        for name in ("pairs", "covers"):
            batch_op.add_column(
                sa.Column(name, sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
            )
        batch_op.add_column(sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("undone_by", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_roster_import_undone_by"), "person", ["undone_by"], ["id"]
        )
    with op.batch_alter_table("roster_import", schema=None) as batch_op:
        for name in ("pairs", "covers"):
            batch_op.alter_column(name, server_default=None)
    op.create_table(
        "roster_change",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("row_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], ["roster_import.id"], name=op.f("fk_roster_change_import_id")
        ),
        sa.PrimaryKeyConstraint("import_id", "what", "row_id", name=op.f("pk_roster_change")),
    )
    op.create_table(
        "roster_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("wish", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(outcome IS NULL) = (answered_at IS NULL)", name=op.f("ck_roster_request_answered")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["person.id"], name=op.f("fk_roster_request_answered_by")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_roster_request_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_request")),
    )
    with op.batch_alter_table("roster_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roster_request_person_id"), ["person_id"])
        waits = sa.text("outcome IS NULL")
        batch_op.create_index(
            "uq_roster_request_waiting",
            ["person_id"],
            unique=True,
            sqlite_where=waits,
            postgresql_where=waits,
        )


def downgrade() -> None:
    with op.batch_alter_table("roster_request", schema=None) as batch_op:
        batch_op.drop_index("uq_roster_request_waiting")
        batch_op.drop_index(batch_op.f("ix_roster_request_person_id"))
    op.drop_table("roster_request")
    op.drop_table("roster_change")
    with op.batch_alter_table("roster_import", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_roster_import_undone_by"), type_="foreignkey")
        for name in ("undone_by", "undone_at", "covers", "pairs"):
            batch_op.drop_column(name)
    with op.batch_alter_table("person", schema=None) as batch_op:
        for name in ("merged_and_left", "left_why"):
            batch_op.drop_constraint(name, type_="check")
        batch_op.drop_constraint(batch_op.f("fk_person_merged_into_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_person_merged_into_id"))
        batch_op.drop_index(batch_op.f("ix_person_missing_since"))
        for name in ("merged_into_id", "missing_since", "left_why"):
            batch_op.drop_column(name)
