"""What was entered for somebody else is kept beside their own vote, and they answer to it; a member
takes the chair; challenges are answered; a motion keeps what screening said of its topic.
"""

import sqlalchemy as sa
from alembic import op

revision = "043"
down_revision = "042"
branch_labels = None
depends_on = None

_motion = sa.table(
    "motion",
    sa.column("id", sa.Integer),
    sa.column("opened_at", sa.DateTime(timezone=True)),
)
_voter = sa.table(
    "motion_voter",
    sa.column("motion_id", sa.Integer),
    sa.column("person_id", sa.Integer),
    sa.column("holder_id", sa.Integer),
    sa.column("choice", sa.String),
    sa.column("entered_by", sa.Integer),
    sa.column("objected", sa.Boolean),
)
_answer = sa.table(
    "motion_answer",
    sa.column("motion_id", sa.Integer),
    sa.column("person_id", sa.Integer),
    sa.column("by_id", sa.Integer),
    sa.column("meant", sa.Boolean),
    sa.column("at", sa.DateTime(timezone=True)),
)
_entry = sa.table(
    "motion_entry",
    sa.column("motion_id", sa.Integer),
    sa.column("person_id", sa.Integer),
    sa.column("by_id", sa.Integer),
    sa.column("what", sa.String),
    sa.column("choice", sa.String),
    sa.column("at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    op.create_table(
        "motion_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("motion_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.Column("choice", sa.String(length=10), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(choice IS NOT NULL) = (what = 'hand')", name=op.f("ck_motion_entry_hand")
        ),
        sa.ForeignKeyConstraint(
            ["motion_id"], ["motion.id"], name=op.f("fk_motion_entry_motion_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_motion_entry_person_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_motion_entry_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_motion_entry")),
    )
    op.create_index(op.f("ix_motion_entry_motion_id"), "motion_entry", ["motion_id"])
    op.create_index(op.f("ix_motion_entry_person_id"), "motion_entry", ["person_id"])
    op.create_table(
        "motion_answer",
        sa.Column("motion_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("meant", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["motion_id"], ["motion.id"], name=op.f("fk_motion_answer_motion_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_motion_answer_person_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_motion_answer_by_id")),
        sa.PrimaryKeyConstraint("motion_id", "person_id", name=op.f("pk_motion_answer")),
    )
    op.create_index(op.f("ix_motion_answer_person_id"), "motion_answer", ["person_id"])
    _keep()
    with op.batch_alter_table("motion_voter", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_motion_voter_objected"), type_="check")
        batch_op.drop_column("objected")
    with op.batch_alter_table("motion", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("objections_until", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(sa.Column("screened", sa.String(length=20), nullable=True))
    with op.batch_alter_table("motion_challenge", schema=None) as batch_op:
        batch_op.add_column(sa.Column("answer", sa.String(length=500), nullable=True))
        batch_op.add_column(sa.Column("answered_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("met", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.create_foreign_key(
            op.f("fk_motion_challenge_answered_by"), "person", ["answered_by"], ["id"]
        )
        batch_op.create_check_constraint(
            op.f("ck_motion_challenge_answered"), "(answer IS NULL) = (answered_by IS NULL)"
        )
    with op.batch_alter_table("motion_challenge", schema=None) as batch_op:
        batch_op.alter_column("met", server_default=None)
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stand_in_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_meeting_stand_in_id"), "person", ["stand_in_id"], ["id"]
        )


def _keep() -> None:
    """The hands that were entered, and who said that they did not mean them."""
    bind = op.get_bind()
    entered = sa.select(
        _voter.c.motion_id,
        _voter.c.person_id,
        _voter.c.entered_by,
        sa.literal("hand"),
        _voter.c.choice,
        _motion.c.opened_at,
    ).where(_voter.c.motion_id == _motion.c.id, _voter.c.entered_by.is_not(None))
    columns = ["motion_id", "person_id", "by_id", "what", "choice", "at"]
    bind.execute(sa.insert(_entry).from_select(columns, entered))
    said = sa.select(
        _voter.c.motion_id,
        _voter.c.person_id,
        _voter.c.holder_id,
        sa.false(),
        _motion.c.opened_at,
    ).where(_voter.c.motion_id == _motion.c.id, _voter.c.objected.is_(sa.true()))
    answers = ["motion_id", "person_id", "by_id", "meant", "at"]
    bind.execute(sa.insert(_answer).from_select(answers, said))


def downgrade() -> None:
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_meeting_stand_in_id"), type_="foreignkey")
        batch_op.drop_column("stand_in_id")
    with op.batch_alter_table("motion_challenge", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_motion_challenge_answered"), type_="check")
        batch_op.drop_constraint(op.f("fk_motion_challenge_answered_by"), type_="foreignkey")
        for column in ("met", "answered_at", "answered_by", "answer"):
            batch_op.drop_column(column)
    with op.batch_alter_table("motion", schema=None) as batch_op:
        batch_op.drop_column("screened")
        batch_op.drop_column("objections_until")
    with op.batch_alter_table("motion_voter", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("objected", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.create_check_constraint(
            op.f("ck_motion_voter_objected"), "NOT objected OR entered_by IS NOT NULL"
        )
    with op.batch_alter_table("motion_voter", schema=None) as batch_op:
        batch_op.alter_column("objected", server_default=None)
    op.drop_table("motion_answer")
    op.drop_table("motion_entry")
