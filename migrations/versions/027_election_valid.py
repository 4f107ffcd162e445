"""Whether an election was valid is kept with its result."""

import sqlalchemy as sa
from alembic import op

revision = "027"
down_revision = "026"
branch_labels = None
depends_on = None

_election = sa.table(
    "election",
    sa.column("id", sa.Integer),
    sa.column("valid", sa.Boolean),
)
_notice = sa.table(
    "election_notice",
    sa.column("election_id", sa.Integer),
    sa.column("kind", sa.String),
    sa.column("facts", sa.JSON),
)


def upgrade() -> None:
    with op.batch_alter_table("election", schema=None) as batch_op:
        batch_op.add_column(sa.Column("valid", sa.Boolean(), nullable=True))
    _from_the_results()
    with op.batch_alter_table("election", schema=None) as batch_op:
        batch_op.create_check_constraint(
            op.f("ck_election_valid"), "(certified_at IS NULL) = (valid IS NULL)"
        )


def _from_the_results() -> None:
    """The posted results said it already."""
    bind = op.get_bind()
    posted = sa.select(_notice.c.election_id, _notice.c.facts).where(_notice.c.kind == "result")
    for election_id, facts in bind.execute(posted).all():
        own = sa.update(_election).where(_election.c.id == election_id)
        bind.execute(own.values(valid=facts["valid"]))


def downgrade() -> None:
    with op.batch_alter_table("election", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_election_valid"), type_="check")
        batch_op.drop_column("valid")
