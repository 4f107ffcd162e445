"""What a resolution hands down is a fact of its own, and a motion names what it rests on; what is
older than this site counts once the original was seen.
"""

import sqlalchemy as sa
from alembic import op

revision = "042"
down_revision = "041"
branch_labels = None
depends_on = None

_CHECKS = {
    "confirmed": "(confirmed_by IS NULL) = (confirmed_at IS NULL)",
    "four_eyes": "confirmed_by <> entered_by",
    "original": "confirmed_at IS NULL OR (scan IS NOT NULL AND resolved_on IS NOT NULL)",
}


def upgrade() -> None:
    _delegation()
    for table in ("resolution", "motion"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("hands_down", sa.JSON(), nullable=True))
            batch_op.add_column(sa.Column("hands_until", sa.Date(), nullable=True))
            batch_op.add_column(
                sa.Column("hands_scope", sa.String(length=200), server_default="", nullable=False)
            )
            batch_op.create_check_constraint(
                batch_op.f(f"ck_{table}_hands_down"),
                "(hands_down IS NULL) = (hands_until IS NULL)",
            )
            if table == "motion":
                batch_op.add_column(sa.Column("delegation_id", sa.Integer(), nullable=True))
                batch_op.create_foreign_key(
                    batch_op.f("fk_motion_delegation_id"), "delegation", ["delegation_id"], ["id"]
                )
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column("hands_scope", server_default=None)


def _delegation() -> None:
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("scope", sa.String(length=200), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("resolved_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("scan", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("scan_media", sa.String(length=4), nullable=True))
        batch_op.add_column(sa.Column("confirmed_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_delegation_confirmed_by"), "person", ["confirmed_by"], ["id"]
        )
        for name, check in _CHECKS.items():
            batch_op.create_check_constraint(batch_op.f(f"ck_delegation_{name}"), check)
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.alter_column("scope", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("motion", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_motion_delegation_id"), type_="foreignkey")
        batch_op.drop_column("delegation_id")
    for table in ("resolution", "motion"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(batch_op.f(f"ck_{table}_hands_down"), type_="check")
            for column in ("hands_down", "hands_until", "hands_scope"):
                batch_op.drop_column(column)
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        for name in _CHECKS:
            batch_op.drop_constraint(batch_op.f(f"ck_delegation_{name}"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_delegation_confirmed_by"), type_="foreignkey")
        for column in (
            "scope",
            "resolved_on",
            "scan",
            "scan_media",
            "confirmed_by",
            "confirmed_at",
        ):
            batch_op.drop_column(column)
