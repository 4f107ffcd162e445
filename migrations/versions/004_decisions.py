"""postings and objections; numbered resolutions."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "004"
down_revision = "003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _postings()
    _objections()
    _resolutions()
    _post_what_was_posted()


def _postings() -> None:
    op.create_table(
        "posting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_reason", sa.String(length=500), nullable=True),
        sa.CheckConstraint("until > posted_at", name=op.f("ck_posting_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
        sa.UniqueConstraint("kind", "subject_id", name=op.f("uq_posting_kind_subject_id")),
    )


def _objections() -> None:
    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("posting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withheld_reason", sa.String(length=500), nullable=True),
        sa.Column("answer", sa.String(length=1000), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remedy", sa.String(length=1000), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("number >= 1", name=op.f("ck_objection_number")),
        sa.CheckConstraint(
            "state IN ('received', 'withdrawn') OR answered_at IS NOT NULL",
            name=op.f("ck_objection_answered"),
        ),
        sa.CheckConstraint(
            "state <> 'settled' OR remedy IS NOT NULL", name=op.f("ck_objection_settled")
        ),
        sa.ForeignKeyConstraint(
            ["posting_id"], ["posting.id"], name=op.f("fk_objection_posting_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_objection_person_id")),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["person.id"], name=op.f("fk_objection_answered_by")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["person.id"], name=op.f("fk_objection_settled_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("posting_id", "number", name=op.f("uq_objection_posting_id_number")),
    )
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_objection_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_objection_open",
            ["posting_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("state = 'received'"),
            postgresql_where=sa.text("state = 'received'"),
        )


def _resolutions() -> None:
    op.create_table(
        "resolution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("match_key", sa.String(), nullable=False),
        sa.Column("source_kind", sa.String(length=40), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("adopted_on", sa.Date(), nullable=False),
        sa.Column("adopted_by", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=200), nullable=False),
        sa.Column("basis", sa.String(length=500), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("head_line", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("annulled_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("serial >= 1", name=op.f("ck_resolution_serial")),
        sa.CheckConstraint("annulled_by > id", name=op.f("ck_resolution_later")),
        sa.ForeignKeyConstraint(
            ["adopted_by"], ["person.id"], name=op.f("fk_resolution_adopted_by")
        ),
        sa.ForeignKeyConstraint(
            ["annulled_by"], ["resolution.id"], name=op.f("fk_resolution_annulled_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolution")),
        sa.UniqueConstraint("year", "serial", name=op.f("uq_resolution_year_serial")),
        sa.UniqueConstraint(
            "source_kind", "source_id", name=op.f("uq_resolution_source_kind_source_id")
        ),
    )
    op.create_table(
        "resolution_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount_fen >= 0", name=op.f("ck_resolution_item_amount")),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolution.id"], name=op.f("fk_resolution_item_resolution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolution_item")),
        sa.UniqueConstraint(
            "resolution_id", "position", name=op.f("uq_resolution_item_resolution_id_position")
        ),
    )


def _post_what_was_posted() -> None:
    """Results that stand posted get their posting, so that objections find them."""
    columns = ("id", "title", "posted_at", "posting_days", "voided_at")
    instants = {"posted_at", "voided_at"}
    round_ = sa.table(
        "budget_round",
        *(sa.column(n, sa.DateTime(timezone=True) if n in instants else None) for n in columns),
    )
    posting = sa.table(
        "posting",
        sa.column("kind", sa.String()),
        sa.column("subject_id", sa.Integer()),
        sa.column("title", sa.String()),
        sa.column("posted_at", sa.DateTime(timezone=True)),
        sa.column("until", sa.DateTime(timezone=True)),
    )
    posted = op.get_bind().execute(
        sa.select(round_).where(round_.c.posted_at.is_not(None), round_.c.voided_at.is_(None))
    )
    for row in posted.mappings().all():
        op.execute(
            posting.insert().values(
                kind="budget.round",
                subject_id=row["id"],
                title=row["title"],
                posted_at=row["posted_at"],
                until=row["posted_at"] + timedelta(days=row["posting_days"]),
            )
        )


def downgrade() -> None:
    op.drop_table("resolution_item")
    op.drop_table("resolution")
    op.drop_table("objection")
    op.drop_table("posting")
