"""when a message was read; mail addresses, and what goes to them."""

import sqlalchemy as sa
from alembic import op

revision = "005"
down_revision = "004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("read_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_index("ix_message_person_id")
    op.create_index("ix_message_unread", "message", ["person_id", "read_at"])
    op.create_table(
        "mail_address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("mine", sa.String(length=10), nullable=False),
        sa.Column("rounds", sa.String(length=10), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "mine IN ('at_once', 'daily', 'never')", name=op.f("ck_mail_address_mine")
        ),
        sa.CheckConstraint(
            "rounds IN ('at_once', 'daily', 'never')", name=op.f("ck_mail_address_rounds")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_mail_address_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_address")),
        sa.UniqueConstraint("person_id", name=op.f("uq_mail_address_person_id")),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("digest_on", sa.Date(), nullable=True),
        sa.Column("at_any_hour", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(outcome IS NULL) = (closed_at IS NULL)", name=op.f("ck_delivery_closed")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_delivery_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("person_id", "digest_on", name=op.f("uq_delivery_person_id_digest_on")),
        sa.UniqueConstraint("reference", name=op.f("uq_delivery_reference")),
    )
    op.create_index("ix_delivery_closed_at", "delivery", ["closed_at"])
    op.create_index(
        "ix_delivery_waiting",
        "delivery",
        ["due_at"],
        sqlite_where=sa.text("outcome IS NULL"),
        postgresql_where=sa.text("outcome IS NULL"),
    )
    op.create_table(
        "delivery_item",
        sa.Column("message_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_item_delivery_id")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_delivery_item_message_id")
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_delivery_item")),
    )
    op.create_index("ix_delivery_item_delivery_id", "delivery_item", ["delivery_id"])


def downgrade() -> None:
    op.drop_table("delivery_item")
    op.drop_table("delivery")
    op.drop_table("mail_address")
    op.drop_index("ix_message_unread", table_name="message")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_column("read_at")
    op.create_index("ix_message_person_id", "message", ["person_id"])
