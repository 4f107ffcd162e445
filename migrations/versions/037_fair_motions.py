"""Amendments are pinned to the words they were written against; matters are challenged and named
anew; hands are objected to; slips that did not come back are counted; motions are carried over.
"""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "037"
down_revision = "036"
branch_labels = None
depends_on = None

_motion = sa.table(
    "motion",
    sa.column("id", sa.Integer),
    sa.column("text", sa.String),
    sa.column("amount_fen", sa.BigInteger),
    sa.column("amends_id", sa.Integer),
    sa.column("amends_digest", sa.String),
    sa.column("closed_at", sa.DateTime),
)
_COUNTS = "in_favour >= 0 AND against >= 0 AND abstain >= 0 AND spoilt >= 0"


def upgrade() -> None:
    with op.batch_alter_table("motion", schema=None) as batch_op:
        batch_op.add_column(sa.Column("amends_digest", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("matter_reason", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("matter_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("contested", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("carries_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_motion_matter_by"), "person", ["matter_by"], ["id"])
        batch_op.create_foreign_key(op.f("fk_motion_carries_id"), "motion", ["carries_id"], ["id"])
        batch_op.create_unique_constraint(op.f("uq_motion_carries_id"), ["carries_id"])
        batch_op.create_check_constraint(
            op.f("ck_motion_matter_named"), "(matter_reason IS NULL) = (matter_by IS NULL)"
        )
    _pin()
    op.create_table(
        "motion_challenge",
        sa.Column("motion_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["motion_id"], ["motion.id"], name=op.f("fk_motion_challenge_motion_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_motion_challenge_person_id")
        ),
        sa.PrimaryKeyConstraint("motion_id", "person_id", name=op.f("pk_motion_challenge")),
    )
    op.create_index(op.f("ix_motion_challenge_person_id"), "motion_challenge", ["person_id"])
    with op.batch_alter_table("motion_voter", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("objected", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.create_check_constraint(
            op.f("ck_motion_voter_objected"), "NOT objected OR entered_by IS NOT NULL"
        )
    with op.batch_alter_table("motion_voter", schema=None) as batch_op:
        batch_op.alter_column("objected", server_default=None)
    with op.batch_alter_table("motion_paper", schema=None) as batch_op:
        batch_op.add_column(sa.Column("missing", sa.Integer(), nullable=False, server_default="0"))
        batch_op.drop_constraint(op.f("ck_motion_paper_counts"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_motion_paper_counts"), f"{_COUNTS} AND missing >= 0"
        )
    with op.batch_alter_table("motion_paper", schema=None) as batch_op:
        batch_op.alter_column("missing", server_default=None)


def _pin() -> None:
    """To the words as they stand, of amendments that no vote has decided."""
    bind = op.get_bind()
    main = _motion.alias("main")
    waiting = sa.select(_motion.c.id, main.c.text, main.c.amount_fen).where(
        _motion.c.amends_id == main.c.id, _motion.c.closed_at.is_(None)
    )
    for amendment_id, text, fen in bind.execute(waiting).all():
        digest = hashlib.sha256(f"{fen or ''}\n{text}".encode()).hexdigest()
        own = sa.update(_motion).where(_motion.c.id == amendment_id)
        bind.execute(own.values(amends_digest=digest))


def downgrade() -> None:
    with op.batch_alter_table("motion_paper", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_motion_paper_counts"), type_="check")
        batch_op.drop_column("missing")
        batch_op.create_check_constraint(op.f("ck_motion_paper_counts"), _COUNTS)
    with op.batch_alter_table("motion_voter", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_motion_voter_objected"), type_="check")
        batch_op.drop_column("objected")
    op.drop_table("motion_challenge")
    with op.batch_alter_table("motion", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_motion_matter_named"), type_="check")
        batch_op.drop_constraint(op.f("uq_motion_carries_id"), type_="unique")
        batch_op.drop_constraint(op.f("fk_motion_carries_id"), type_="foreignkey")
        batch_op.drop_constraint(op.f("fk_motion_matter_by"), type_="foreignkey")
        for column in ("carries_id", "contested", "matter_by", "matter_reason", "amends_digest"):
            batch_op.drop_column(column)
