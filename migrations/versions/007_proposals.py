"""proposals: their text and versions, who stands behind them, screening, wishes on paper."""

import sqlalchemy as sa
from alembic import op

revision = "007"
down_revision = "006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wish_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("collected_by", sa.String(length=60), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["person.id"], name=op.f("fk_wish_form_entered_by")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_wish_form_household_id")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["budget_round.id"], name=op.f("fk_wish_form_round_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish_form")),
        sa.UniqueConstraint(
            "round_id", "household_id", name=op.f("uq_wish_form_round_id_household_id")
        ),
    )
    with op.batch_alter_table("wish_form", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_wish_form_household_id"), ["household_id"], unique=False
        )

    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("signs", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("search_key", sa.String(length=2400), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_reason", sa.String(length=500), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("listed_id", sa.Integer(), nullable=True),
        sa.Column("told", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("need", sa.String(length=2000), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("beneficiaries", sa.String(length=200), nullable=False),
        sa.Column("estimate_fen", sa.BigInteger(), nullable=True),
        sa.Column("estimate_note", sa.String(length=500), nullable=False),
        sa.Column("grid_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "estimate_fen IS NULL OR estimate_fen > 0", name=op.f("ck_proposal_estimate")
        ),
        sa.CheckConstraint(
            "merged_into_id IS NULL OR merged_into_id <> id", name=op.f("ck_proposal_merged")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_proposal_author_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name=op.f("fk_proposal_entered_by")),
        sa.ForeignKeyConstraint(["grid_id"], ["grid.id"], name=op.f("fk_proposal_grid_id")),
        sa.ForeignKeyConstraint(["item_id"], ["moderated.id"], name=op.f("fk_proposal_item_id")),
        sa.ForeignKeyConstraint(
            ["listed_id"], ["listed_project.id"], name=op.f("fk_proposal_listed_id")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["proposal.id"], name=op.f("fk_proposal_merged_into_id")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["budget_round.id"], name=op.f("fk_proposal_round_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("item_id", name=op.f("uq_proposal_item_id")),
        sa.UniqueConstraint("listed_id", name=op.f("uq_proposal_listed_id")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_proposal_round_id_number")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_author_id"), ["author_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_proposal_merged_into_id"), ["merged_into_id"], unique=False
        )
        batch_op.create_index("ix_proposal_queue", ["state", "due_at"], unique=False)

    op.create_table(
        "proposal_author",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("signs", sa.Boolean(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_proposal_author_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_author_proposal_id")
        ),
        sa.PrimaryKeyConstraint("proposal_id", "person_id", name=op.f("pk_proposal_author")),
    )
    with op.batch_alter_table("proposal_author", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_proposal_author_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "proposal_endorsement",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("via_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_proposal_endorsement_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_endorsement_proposal_id")
        ),
        sa.ForeignKeyConstraint(
            ["via_id"], ["proposal.id"], name=op.f("fk_proposal_endorsement_via_id")
        ),
        sa.PrimaryKeyConstraint("proposal_id", "person_id", name=op.f("pk_proposal_endorsement")),
    )
    with op.batch_alter_table("proposal_endorsement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_proposal_endorsement_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "proposal_follow",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_proposal_follow_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_follow_proposal_id")
        ),
        sa.PrimaryKeyConstraint("proposal_id", "person_id", name=op.f("pk_proposal_follow")),
    )
    with op.batch_alter_table("proposal_follow", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_proposal_follow_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "proposal_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("thumb", sa.String(length=64), nullable=False),
        sa.Column("caption", sa.String(length=120), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_proposal_photo_by_id")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["moderated.id"], name=op.f("fk_proposal_photo_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_photo_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_photo")),
        sa.UniqueConstraint("item_id", name=op.f("uq_proposal_photo_item_id")),
    )
    with op.batch_alter_table("proposal_photo", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_proposal_photo_proposal_id"), ["proposal_id"], unique=False
        )

    op.create_table(
        "proposal_point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_proposal_point_by_id")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["moderated.id"], name=op.f("fk_proposal_point_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_point_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_point")),
        sa.UniqueConstraint("item_id", name=op.f("uq_proposal_point_item_id")),
        sa.UniqueConstraint(
            "proposal_id", "by_id", name=op.f("uq_proposal_point_proposal_id_by_id")
        ),
    )
    op.create_table(
        "proposal_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_proposal_question_by_id")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["moderated.id"], name=op.f("fk_proposal_question_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_question_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_question")),
        sa.UniqueConstraint("item_id", name=op.f("uq_proposal_question_item_id")),
    )
    with op.batch_alter_table("proposal_question", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_proposal_question_proposal_id"), ["proposal_id"], unique=False
        )

    op.create_table(
        "proposal_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(length=500), nullable=False),
        sa.Column("public_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("need", sa.String(length=2000), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("beneficiaries", sa.String(length=200), nullable=False),
        sa.Column("estimate_fen", sa.BigInteger(), nullable=True),
        sa.Column("estimate_note", sa.String(length=500), nullable=False),
        sa.Column("grid_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_proposal_revision_by_id")),
        sa.ForeignKeyConstraint(
            ["grid_id"], ["grid.id"], name=op.f("fk_proposal_revision_grid_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_revision_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_revision")),
        sa.UniqueConstraint(
            "proposal_id", "number", name=op.f("uq_proposal_revision_proposal_id_number")
        ),
    )
    op.create_table(
        "screening_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=True),
        sa.Column("cost_fen", sa.BigInteger(), nullable=True),
        sa.Column("cost_basis", sa.String(length=500), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_screening_step_by_id")),
        sa.ForeignKeyConstraint(
            ["into_id"], ["proposal.id"], name=op.f("fk_screening_step_into_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_screening_step_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_step")),
    )
    with op.batch_alter_table("screening_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_screening_step_proposal_id"), ["proposal_id"], unique=False
        )

    op.create_table(
        "wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("position BETWEEN 1 AND 3", name=op.f("ck_wish_position")),
        sa.ForeignKeyConstraint(["form_id"], ["wish_form.id"], name=op.f("fk_wish_form_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_wish_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish")),
        sa.UniqueConstraint("form_id", "position", name=op.f("uq_wish_form_id_position")),
    )
    with op.batch_alter_table("wish", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wish_proposal_id"), ["proposal_id"], unique=False)

    op.create_table(
        "proposal_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("by_committee", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_proposal_answer_by_id")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["moderated.id"], name=op.f("fk_proposal_answer_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["proposal_question.id"], name=op.f("fk_proposal_answer_question_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_answer")),
        sa.UniqueConstraint("item_id", name=op.f("uq_proposal_answer_item_id")),
    )
    with op.batch_alter_table("proposal_answer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_proposal_answer_question_id"), ["question_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("proposal_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_answer_question_id"))

    op.drop_table("proposal_answer")
    with op.batch_alter_table("wish", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wish_proposal_id"))

    op.drop_table("wish")
    with op.batch_alter_table("screening_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_screening_step_proposal_id"))

    op.drop_table("screening_step")
    op.drop_table("proposal_revision")
    with op.batch_alter_table("proposal_question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_question_proposal_id"))

    op.drop_table("proposal_question")
    op.drop_table("proposal_point")
    with op.batch_alter_table("proposal_photo", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_photo_proposal_id"))

    op.drop_table("proposal_photo")
    with op.batch_alter_table("proposal_follow", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_follow_person_id"))

    op.drop_table("proposal_follow")
    with op.batch_alter_table("proposal_endorsement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_endorsement_person_id"))

    op.drop_table("proposal_endorsement")
    with op.batch_alter_table("proposal_author", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_author_person_id"))

    op.drop_table("proposal_author")
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_index("ix_proposal_queue")
        batch_op.drop_index(batch_op.f("ix_proposal_merged_into_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_author_id"))

    op.drop_table("proposal")
    with op.batch_alter_table("wish_form", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wish_form_household_id"))

    op.drop_table("wish_form")
