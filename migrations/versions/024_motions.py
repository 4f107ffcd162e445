"""What a vote goes by is frozen when it is opened; a motion names its matter, and is read first."""

import sqlalchemy as sa
from alembic import op

revision = "024"
down_revision = "023"
branch_labels = None
depends_on = None

_LAW = "kind IN ('residents_meeting', 'assembly')"
_BODY = "FROM body JOIN meeting ON meeting.body_id = body.id WHERE meeting.id = motion.meeting_id"
_FREEZE = f"""
UPDATE motion SET
  ruled_base = (SELECT CASE WHEN body.{_LAW} THEN 'present' ELSE body.base END {_BODY}),
  ruled_majority = (
    SELECT CASE WHEN COALESCE(
        motion.amount_fen,
        (SELECT main.amount_fen FROM motion AS main WHERE main.id = motion.amends_id)
      ) >= body.large_fen THEN 'two_thirds' ELSE motion.majority END {_BODY})
WHERE opened_at IS NOT NULL
"""  # noqa: S608 - fixed words


def upgrade() -> None:
    with op.batch_alter_table("motion", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("matter", sa.String(length=20), nullable=False, server_default="ordinary")
        )
        batch_op.add_column(
            sa.Column("signs", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("post_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("put_reason", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("ruled_base", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("ruled_majority", sa.String(length=12), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_motion_post_id"), "moderated", ["post_id"], ["id"]
        )
        batch_op.create_unique_constraint(batch_op.f("uq_motion_post_id"), ["post_id"])
    with op.batch_alter_table("motion", schema=None) as batch_op:
        batch_op.alter_column("matter", existing_type=sa.String(length=20), server_default=None)
        batch_op.alter_column("signs", existing_type=sa.Boolean(), server_default=None)
    op.execute(_FREEZE)


def downgrade() -> None:
    with op.batch_alter_table("motion", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_motion_post_id"), type_="unique")
        batch_op.drop_constraint(batch_op.f("fk_motion_post_id"), type_="foreignkey")
        for name in ("ruled_majority", "ruled_base", "put_reason", "post_id", "signs", "matter"):
            batch_op.drop_column(name)
