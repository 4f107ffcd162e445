"""Bundles of everything public: asked for, on their way, ready."""

import sqlalchemy as sa
from alembic import op

revision = "035"
down_revision = "034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "opendata_build",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'ready') = (digest IS NOT NULL)", name=op.f("ck_opendata_build_ready")
        ),
        sa.CheckConstraint(
            "(state = 'ready') = (finished_at IS NOT NULL)", name=op.f("ck_opendata_build_finished")
        ),
        sa.CheckConstraint(
            "(state = 'ready') = (is_open IS NULL)", name=op.f("ck_opendata_build_open")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["person.id"], name=op.f("fk_opendata_build_asked_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opendata_build")),
        sa.UniqueConstraint("is_open", name=op.f("uq_opendata_build_is_open")),
    )
    with op.batch_alter_table("opendata_build", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opendata_build_asked_by"), ["asked_by"], unique=False)


def downgrade() -> None:
    op.drop_table("opendata_build")
