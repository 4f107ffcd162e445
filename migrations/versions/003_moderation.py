"""moderation: what waits to be read, and what was decided."""

import sqlalchemy as sa
from alembic import op

revision = "003"
down_revision = "002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "moderated",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_moderated_version")),
        sa.CheckConstraint("decided_by <> author_id", name=op.f("ck_moderated_own_work")),
        sa.CheckConstraint(
            "state <> 'hidden' OR reason <> ''", name=op.f("ck_moderated_hidden_with_reason")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_moderated_author_id")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_moderated_decided_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderated")),
    )
    with op.batch_alter_table("moderated", schema=None) as batch_op:
        batch_op.create_index("ix_moderated_queue", ["state", "submitted_at"])
        batch_op.create_index(batch_op.f("ix_moderated_author_id"), ["author_id"])
    op.create_table(
        "moderation_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_moderation_decision_by")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["moderated.id"], name=op.f("fk_moderation_decision_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_decision")),
        sa.UniqueConstraint(
            "item_id", "version", name=op.f("uq_moderation_decision_item_id_version")
        ),
    )


def downgrade() -> None:
    op.drop_table("moderation_decision")
    op.drop_table("moderated")
