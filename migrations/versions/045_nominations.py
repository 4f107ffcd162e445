"""Somebody may be put up by voters and by the party organization side by side, and anew after a no;
who decided what a nominee may say stands for nothing in that election; it is said before whom the
order of the ballot paper was found.
"""

import sqlalchemy as sa
from alembic import op

revision = "045"
down_revision = "044"
branch_labels = None
depends_on = None

_nomination = sa.table(
    "nomination", sa.column("election_id", sa.Integer), sa.column("item_id", sa.Integer)
)
_decision = sa.table(
    "moderation_decision",
    sa.column("item_id", sa.Integer),
    sa.column("move", sa.String),
    sa.column("by", sa.Integer),
)
_officer = sa.table(
    "election_officer", sa.column("election_id", sa.Integer), sa.column("person_id", sa.Integer)
)


_LIVE = sa.text("state IN ('collecting', 'put', 'supported', 'accepted', 'candidate')")
_STANDS = sa.text("state IN ('accepted', 'candidate')")


def upgrade() -> None:
    with op.batch_alter_table("election", schema=None) as batch_op:
        text = sa.Column("order_note", sa.String(length=100), nullable=False, server_default="")
        batch_op.add_column(text)
    with op.batch_alter_table("election", schema=None) as batch_op:
        batch_op.alter_column("order_note", server_default=None)
    with op.batch_alter_table("nomination", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_nomination_election_id_nominee_id"), type_="unique")
        batch_op.create_index(batch_op.f("ix_nomination_election_id"), ["election_id"])
    op.create_index(
        "uq_nomination_live",
        "nomination",
        ["election_id", "nominee_id", "source"],
        unique=True,
        sqlite_where=_LIVE,
        postgresql_where=_LIVE,
    )
    op.create_index(
        "uq_nomination_stands",
        "nomination",
        ["election_id", "nominee_id"],
        unique=True,
        sqlite_where=_STANDS,
        postgresql_where=_STANDS,
    )
    _who_decided_on_words()


def _who_decided_on_words() -> None:
    bind, decision = op.get_bind(), _decision.c
    decided = sa.select(_nomination.c.election_id, decision.by).join_from(
        _nomination, _decision, decision.item_id == _nomination.c.item_id
    )
    decided = decided.where(decision.move.in_(("approve", "ask", "hide"))).distinct()
    known = sa.select(_officer.c.election_id, _officer.c.person_id)
    fresh = {tuple(row) for row in bind.execute(decided)} - {tuple(r) for r in bind.execute(known)}
    rows = [{"election_id": one, "person_id": person} for one, person in sorted(fresh)]
    if rows:
        bind.execute(sa.insert(_officer), rows)


def downgrade() -> None:
    """Fails where somebody was put up twice in one election: nothing is thrown away."""
    with op.batch_alter_table("election", schema=None) as batch_op:
        batch_op.drop_column("order_note")
    op.drop_index("uq_nomination_stands", table_name="nomination")
    op.drop_index("uq_nomination_live", table_name="nomination")
    with op.batch_alter_table("nomination", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_nomination_election_id"))
        batch_op.create_unique_constraint(
            batch_op.f("uq_nomination_election_id_nominee_id"), ["election_id", "nominee_id"]
        )
