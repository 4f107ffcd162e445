"""Who decided what a nominee may say stands for nothing in that election."""

import sqlalchemy as sa
from alembic import op

revision = "045"
down_revision = "039"
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


def upgrade() -> None:
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
    """Nothing was built; who was noted stays noted."""
