"""Ratings of accepted projects: until when, by whom, and what they were answered."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "040"
down_revision = "039"
branch_labels = None
depends_on = None

DAYS = 60  # those that were accepted before are rated as long as the others


def upgrade() -> None:
    op.add_column("project", sa.Column("rate_until", sa.Date(), nullable=True))
    _open_those_accepted()
    op.create_table(
        "project_rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("reply", sa.String(length=1000), nullable=False),
        sa.Column("replied_by", sa.Integer(), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name=op.f("ck_project_rating_stars")),
        sa.CheckConstraint(
            "(reply <> '') = (replied_at IS NOT NULL)", name=op.f("ck_project_rating_reply")
        ),
        sa.CheckConstraint(
            "(text <> '') = (item_id IS NOT NULL)", name=op.f("ck_project_rating_words")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_project_rating_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_project_rating_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["moderated.id"], name=op.f("fk_project_rating_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["replied_by"], ["person.id"], name=op.f("fk_project_rating_replied_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_rating")),
        sa.UniqueConstraint("item_id", name=op.f("uq_project_rating_item_id")),
        sa.UniqueConstraint(
            "project_id", "person_id", name=op.f("uq_project_rating_project_id_person_id")
        ),
    )
    op.create_index(
        op.f("ix_project_rating_person_id"), "project_rating", ["person_id"], unique=False
    )


def _open_those_accepted() -> None:
    there, today = op.get_bind(), datetime.now(UTC).date()
    project = sa.table(
        "project",
        sa.column("id", sa.Integer),
        sa.column("accepted_on", sa.Date),
        sa.column("rate_until", sa.Date),
    )
    accepted = sa.select(project.c.id).where(project.c.accepted_on.is_not(None))
    for number in list(there.scalars(accepted)):
        until = project.update().where(project.c.id == number)
        there.execute(until.values(rate_until=today + timedelta(days=DAYS)))


def downgrade() -> None:
    op.drop_index(op.f("ix_project_rating_person_id"), table_name="project_rating")
    op.drop_table("project_rating")
    with op.batch_alter_table("project") as batch:
        batch.drop_column("rate_until")
