"""Programmes over several years, their targets and what was reached."""

import sqlalchemy as sa
from alembic import op

revision = "030"
down_revision = "029"
branch_labels = None
depends_on = None

STAMP = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "programme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.String(length=2000), nullable=False),
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.Column("last_year", sa.Integer(), nullable=False),
        sa.Column("founded_by", sa.Integer(), nullable=False),
        sa.Column("founded_at", STAMP, nullable=False),
        sa.CheckConstraint("last_year >= first_year", name=op.f("ck_programme_years")),
        sa.ForeignKeyConstraint(
            ["founded_by"], ["person.id"], name=op.f("fk_programme_founded_by")
        ),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolution.id"], name=op.f("fk_programme_resolution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint(
            "resolution_id", "title", name=op.f("uq_programme_resolution_id_title")
        ),
    )
    op.create_table(
        "programme_target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=100), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_programme_target_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_target")),
        sa.UniqueConstraint(
            "programme_id", "what", name=op.f("uq_programme_target_programme_id_what")
        ),
    )
    op.create_table(
        "programme_due",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", STAMP, nullable=False),
        sa.CheckConstraint("number >= 0", name=op.f("ck_programme_due_number")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_programme_due_by_id")),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolution.id"], name=op.f("fk_programme_due_resolution_id")
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["programme_target.id"], name=op.f("fk_programme_due_target_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_due")),
        sa.UniqueConstraint(
            "target_id", "year", "position", name=op.f("uq_programme_due_target_id_year_position")
        ),
    )
    op.create_index(
        op.f("ix_programme_due_resolution_id"), "programme_due", ["resolution_id"], unique=False
    )
    op.create_table(
        "programme_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", STAMP, nullable=False),
        sa.CheckConstraint("corrects_id < id", name=op.f("ck_programme_line_earlier")),
        sa.CheckConstraint("number >= 0", name=op.f("ck_programme_line_number")),
        sa.CheckConstraint(
            "number > 0 OR corrects_id IS NOT NULL", name=op.f("ck_programme_line_something")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_programme_line_by_id")),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["programme_line.id"], name=op.f("fk_programme_line_corrects_id")
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["programme_target.id"], name=op.f("fk_programme_line_target_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_line")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_programme_line_corrects_id")),
    )
    op.create_index(
        op.f("ix_programme_line_target_id"), "programme_line", ["target_id"], unique=False
    )
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.add_column(sa.Column("programme_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_project_programme_id"), "programme", ["programme_id"], ["id"]
        )
        batch_op.create_index(op.f("ix_project_programme_id"), ["programme_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_project_programme_id"))
        batch_op.drop_constraint(op.f("fk_project_programme_id"), type_="foreignkey")
        batch_op.drop_column("programme_id")
    for table in ("programme_line", "programme_due", "programme_target", "programme"):
        op.drop_table(table)
