"""On what a seat and a recall rest; who had a hand in a nomination, and who decided something in an
election.

What the party organization was written down as having nominated before it was asked to confirm
stands: nobody could have confirmed it.
"""

import sqlalchemy as sa
from alembic import op

revision = "036"
down_revision = "035"
branch_labels = None
depends_on = None

_nomination = sa.table(
    "nomination",
    sa.column("election_id", sa.Integer),
    sa.column("source", sa.String),
    sa.column("state", sa.String),
    sa.column("made_at", sa.DateTime(timezone=True)),
    sa.column("endorsed_at", sa.DateTime(timezone=True)),
    sa.column("checked_by", sa.Integer),
    sa.column("refused_by", sa.Integer),
    sa.column("answered_by", sa.Integer),
    sa.column("answered_on_paper", sa.Boolean),
    sa.column("entered_by", sa.Integer),
)
_objection = sa.table(
    "roll_objection", sa.column("election_id", sa.Integer), sa.column("ruled_by", sa.Integer)
)
_count = sa.table(
    "election_count", sa.column("poll_id", sa.Integer), sa.column("entered_by", sa.Integer)
)
_poll = sa.table("election_poll", sa.column("id", sa.Integer), sa.column("election_id", sa.Integer))
_officer = sa.table(
    "election_officer", sa.column("election_id", sa.Integer), sa.column("person_id", sa.Integer)
)


def upgrade() -> None:
    with op.batch_alter_table("membership", schema=None) as batch_op:
        for name, length in (("basis", 200), ("end_basis", 300), ("end_link", 60)):
            text = sa.Column(name, sa.String(length=length), nullable=False, server_default="")
            batch_op.add_column(text)
        for name in ("basis_on", "end_basis_on"):
            batch_op.add_column(sa.Column(name, sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("membership", schema=None) as batch_op:
        for name in ("basis", "end_basis", "end_link"):
            batch_op.alter_column(name, server_default=None)
    with op.batch_alter_table("election_voter", schema=None) as batch_op:
        batch_op.add_column(sa.Column("struck_by", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_election_voter_struck_by"), "person", ["struck_by"], ["id"]
        )
    with op.batch_alter_table("nomination", schema=None) as batch_op:
        for name in ("answered_by", "endorsed_by", "refused_by"):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))
            batch_op.create_foreign_key(
                batch_op.f(f"fk_nomination_{name}"), "person", [name], ["id"]
            )
        batch_op.add_column(sa.Column("endorsed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("second_look", sa.String(length=500), nullable=False, server_default="")
        )
    with op.batch_alter_table("nomination", schema=None) as batch_op:
        batch_op.alter_column("second_look", server_default=None)
    op.create_table(
        "election_officer",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id"], ["election.id"], name=op.f("fk_election_officer_election_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_election_officer_person_id")
        ),
        sa.PrimaryKeyConstraint("election_id", "person_id", name=op.f("pk_election_officer")),
    )
    _from_what_was_done()


def _from_what_was_done() -> None:
    bind, n = op.get_bind(), _nomination.c
    party = sa.update(_nomination).where(n.source == "party", n.state != "withdrawn")
    bind.execute(party.values(endorsed_at=n.made_at))
    bind.execute(sa.update(_nomination).where(n.state == "refused").values(refused_by=n.checked_by))
    ruled = sa.select(_objection.c.election_id, _objection.c.ruled_by)
    checked = sa.select(n.election_id, n.checked_by)
    entered = sa.select(_poll.c.election_id, _count.c.entered_by).join_from(
        _count, _poll, _poll.c.id == _count.c.poll_id
    )
    found = {tuple(row) for one in (ruled, checked, entered) for row in bind.execute(one)}
    rows = [
        {"election_id": election_id, "person_id": person_id}
        for election_id, person_id in sorted(row for row in found if row[1] is not None)
    ]
    if rows:
        bind.execute(sa.insert(_officer), rows)


def downgrade() -> None:
    op.drop_table("election_officer")
    with op.batch_alter_table("nomination", schema=None) as batch_op:
        for name in ("answered_by", "endorsed_by", "refused_by"):
            batch_op.drop_constraint(batch_op.f(f"fk_nomination_{name}"), type_="foreignkey")
            batch_op.drop_column(name)
        batch_op.drop_column("endorsed_at")
        batch_op.drop_column("second_look")
    with op.batch_alter_table("election_voter", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_election_voter_struck_by"), type_="foreignkey")
        batch_op.drop_column("struck_by")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        for name in ("basis", "end_basis", "end_link", "basis_on", "end_basis_on", "ended_at"):
            batch_op.drop_column(name)
