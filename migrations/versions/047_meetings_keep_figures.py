"""A meeting keeps the figures of its body from the day it was called on."""

import sqlalchemy as sa
from alembic import op

revision = "047"
down_revision = "046"
branch_labels = None
depends_on = None

TYPES = {
    "base": sa.String(length=10),
    "sponsors": sa.Integer(),
    "resident_sponsors": sa.Integer(),
    "notice_days": sa.Integer(),
    "papers_days": sa.Integer(),
    "proxies": sa.Boolean(),
}
KEPT = """
UPDATE meeting SET
    (large_fen, base, sponsors, resident_sponsors, notice_days, papers_days, proxies) = (
        SELECT large_fen, base, sponsors, resident_sponsors, notice_days, papers_days, proxies
        FROM body WHERE body.id = meeting.body_id
    )
"""


def upgrade() -> None:
    with op.batch_alter_table("meeting") as meeting:
        meeting.add_column(sa.Column("large_fen", sa.BigInteger(), nullable=True))
        for name, kind in TYPES.items():
            meeting.add_column(sa.Column(name, kind, nullable=True))
    op.execute(KEPT)
    with op.batch_alter_table("meeting") as meeting:
        for name, kind in TYPES.items():
            meeting.alter_column(name, existing_type=kind, nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("meeting") as meeting:
        for name in ("large_fen", *TYPES):
            meeting.drop_column(name)
