"""Reading what is asked, answered and argued about proposals."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, joinedload

from portal.core.db import db
from portal.moderation.models import Item
from portal.moderation.rules import State as Reading
from portal.proposals.models import Answer, Point, Question
from portal.proposals.rules import Side

SHOWN = (Reading.APPROVED, Reading.HIDDEN)
"""What was read and let through, or hidden with its reason in its place."""


@dataclass(frozen=True)
class Thread:
    """A question with its answers, as a visitor sees it; their own waiting words too."""

    question: Question
    answers: list[Answer]


def threads(proposal_id: int, reader_id: int | None) -> list[Thread]:
    """The questions of a proposal with their answers, oldest first, in two queries."""
    asked = list(
        db.session.scalars(
            select(Question)
            .join(Question.item)
            .options(joinedload(Question.item))
            .where(Question.proposal_id == proposal_id)
            .where(or_(Item.state.in_(SHOWN), _own(Question.by_id, reader_id)))
            .order_by(Question.id)
        )
    )
    said = db.session.scalars(
        select(Answer)
        .outerjoin(Answer.item)
        .options(joinedload(Answer.item))
        .where(Answer.question_id.in_([one.id for one in asked]))
        .where(or_(Answer.item_id.is_(None), Item.state.in_(SHOWN), _own(Answer.by_id, reader_id)))
        .order_by(Answer.id)
    )
    by_question: dict[int, list[Answer]] = {one.id: [] for one in asked}
    for one in said:
        by_question[one.question_id].append(one)
    return [Thread(one, by_question[one.id]) for one in asked]


def points(proposal_id: int, reader_id: int | None) -> dict[Side, list[Point]]:
    """What speaks for it and what against, apart, in one query."""
    found = db.session.scalars(
        select(Point)
        .join(Point.item)
        .options(joinedload(Point.item))
        .where(Point.proposal_id == proposal_id)
        .where(or_(Item.state.in_(SHOWN), _own(Point.by_id, reader_id)))
        .order_by(Point.id)
    )
    sides: dict[Side, list[Point]] = {side: [] for side in Side}
    for one in found:
        sides[Side(one.side)].append(one)
    return sides


def _own(author: InstrumentedAttribute[int], reader_id: int | None) -> ColumnElement[bool]:
    """The reader's own words that nobody has read yet."""
    return and_(author == reader_id, Item.state.in_((Reading.WAITING, Reading.CHANGES_ASKED)))


def own_point(proposal_id: int, person_id: int) -> Point | None:
    """The one that they have made, whatever its state."""
    its = Point.proposal_id == proposal_id, Point.by_id == person_id
    return db.session.scalar(select(Point).options(joinedload(Point.item)).where(*its))


def question_to_mend(proposal_id: int, person_id: int) -> Question | None:
    """A question of theirs that a moderator asked to change, the oldest first."""
    wanted = select(Question).join(Question.item).options(contains_eager(Question.item))
    its = Question.proposal_id == proposal_id, Question.by_id == person_id
    found = wanted.where(*its, Item.state == Reading.CHANGES_ASKED).order_by(Question.id)
    return db.session.scalars(found.limit(1)).first()


def answer_to_mend(question_id: int, person_id: int) -> Answer | None:
    """An answer of theirs that a moderator asked to change, the oldest first."""
    wanted = select(Answer).join(Answer.item).options(contains_eager(Answer.item))
    its = Answer.question_id == question_id, Answer.by_id == person_id
    found = wanted.where(*its, Item.state == Reading.CHANGES_ASKED).order_by(Answer.id)
    return db.session.scalars(found.limit(1)).first()


def same_question(proposal_id: int, person_id: int, text: str) -> Question | None:
    """What the same form, sent once before, has asked."""
    its = Question.proposal_id == proposal_id, Question.by_id == person_id, Question.text == text
    return db.session.scalars(select(Question).where(*its).limit(1)).first()


def same_answer(question_id: int, person_id: int, text: str) -> Answer | None:
    its = Answer.question_id == question_id, Answer.by_id == person_id, Answer.text == text
    return db.session.scalars(select(Answer).where(*its).limit(1)).first()


def question(question_id: int) -> Question | None:
    return db.session.get(Question, question_id)


def question_of(item_id: int) -> Question | None:
    return db.session.scalar(select(Question).where(Question.item_id == item_id))


def answer_of(item_id: int) -> Answer | None:
    return db.session.scalar(select(Answer).where(Answer.item_id == item_id))
