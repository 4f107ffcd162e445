"""Acceptances of projects: who is asked, what they signed, what they found wrong."""

import sqlalchemy as sa
from alembic import op

revision = "039"
down_revision = "038"
branch_labels = None
depends_on = None

_IS_THERE = sa.text("state != 'ended'")


def upgrade() -> None:
    _acceptance()
    _acceptor()
    _finding()


def _acceptance() -> None:
    op.create_table(
        "acceptance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("called_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("round >= 1", name=op.f("ck_acceptance_round")),
        sa.CheckConstraint(
            "state = 'preparing' OR on_day IS NOT NULL", name=op.f("ck_acceptance_day")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_acceptance_project_id")
        ),
        sa.ForeignKeyConstraint(["called_by"], ["person.id"], name=op.f("fk_acceptance_called_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance")),
        sa.UniqueConstraint("project_id", "round", name=op.f("uq_acceptance_project_id_round")),
    )
    op.create_index(op.f("ix_acceptance_state"), "acceptance", ["state"], unique=False)
    op.create_index(
        "uq_acceptance_open",
        "acceptance",
        ["project_id"],
        unique=True,
        sqlite_where=_IS_THERE,
        postgresql_where=_IS_THERE,
    )


def _acceptor() -> None:
    op.create_table(
        "acceptor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("acceptance_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=10), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("nameless", sa.Boolean(), nullable=False),
        sa.Column("declared", sa.Boolean(), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("entered_why", sa.String(length=500), nullable=False),
        sa.Column("objection", sa.String(length=500), nullable=False),
        sa.CheckConstraint("NOT nameless OR part = 'resident'", name=op.f("ck_acceptor_named")),
        sa.CheckConstraint(
            "(verdict IS NULL) = (signed_at IS NULL)", name=op.f("ck_acceptor_signed")
        ),
        sa.CheckConstraint("verdict IS NULL OR declared", name=op.f("ck_acceptor_declared")),
        sa.CheckConstraint("entered_by IS NULL OR entered_why <> ''", name=op.f("ck_acceptor_why")),
        sa.ForeignKeyConstraint(
            ["acceptance_id"], ["acceptance.id"], name=op.f("fk_acceptor_acceptance_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_acceptor_person_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name=op.f("fk_acceptor_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptor")),
        sa.UniqueConstraint(
            "acceptance_id", "person_id", name=op.f("uq_acceptor_acceptance_id_person_id")
        ),
    )
    op.create_index(op.f("ix_acceptor_person_id"), "acceptor", ["person_id"], unique=False)


def _finding() -> None:
    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("acceptance_id", sa.Integer(), nullable=False),
        sa.Column("acceptor_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("mend_by", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("mended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mended_by", sa.Integer(), nullable=True),
        sa.Column("mended_note", sa.String(length=1000), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "(stage = 'open') = (mended_at IS NULL)", name=op.f("ck_finding_mended")
        ),
        sa.CheckConstraint(
            "(stage = 'checked') = (checked_at IS NOT NULL)", name=op.f("ck_finding_checked")
        ),
        sa.ForeignKeyConstraint(
            ["acceptance_id"], ["acceptance.id"], name=op.f("fk_finding_acceptance_id")
        ),
        sa.ForeignKeyConstraint(
            ["acceptor_id"], ["acceptor.id"], name=op.f("fk_finding_acceptor_id")
        ),
        sa.ForeignKeyConstraint(["mended_by"], ["person.id"], name=op.f("fk_finding_mended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    op.create_index(op.f("ix_finding_acceptance_id"), "finding", ["acceptance_id"], unique=False)
    op.create_index(op.f("ix_finding_acceptor_id"), "finding", ["acceptor_id"], unique=False)
    op.create_index(op.f("ix_finding_stage"), "finding", ["stage"], unique=False)


def downgrade() -> None:
    for table in ("finding", "acceptor", "acceptance"):
        op.drop_table(table)
