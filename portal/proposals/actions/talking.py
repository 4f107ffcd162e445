"""Questions and answers in public, points for and against: each read by a moderator first."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from portal.core import outbox
from portal.core.db import db
from portal.moderation import actions as moderation
from portal.moderation.models import Item
from portal.moderation.rules import Move as Reading
from portal.moderation.rules import State as ReadingState
from portal.proposals import kinds, queries, rules, talk
from portal.proposals.models import Answer, Point, Proposal, Question
from portal.proposals.rules import MoveRefused, Side, State

QUESTION, ANSWER, POINT = "question", "answer", "point"


class OnePointEach(Exception):
    """Somebody has made a point on this proposal already."""


def _open(proposal: Proposal) -> None:
    if State(proposal.state) not in rules.OPEN or queries.hidden(proposal):
        raise MoveRefused


def ask(proposal: Proposal, person_id: int, text: str, now: datetime) -> Question:
    """A question to the authors and the committee; sent twice it is one, written anew where a
    moderator asked for it. MoveRefused where the matter is closed.
    """
    _open(proposal)
    mine = talk.question_to_mend(proposal.id, person_id)
    if mine is not None:
        _write_anew(mine, mine.item, text, now)
        return mine
    sent_before = talk.same_question(proposal.id, person_id, text)
    if sent_before is not None:
        return sent_before
    item = moderation.submit(QUESTION, person_id, now)
    question = Question(
        proposal_id=proposal.id, by_id=person_id, text=text, at=now, item_id=item.id
    )
    db.session.add(question)
    db.session.flush()
    return question


def _write_anew(said: Question | Answer | Point, item: Item, text: str, now: datetime) -> None:
    """Other words in the place of those that a moderator asked to change: they wait once more."""
    said.text, said.at = text, now
    moderation.resubmit(item, now)


def answer(
    question: Question, person_id: int, by_committee: bool, text: str, now: datetime
) -> Answer:
    """An author's answer waits for a moderator, and is written anew where one asked for it; the
    committee speaks in its own name at once. MoveRefused for what nobody can read.
    """
    if question.item.state != ReadingState.APPROVED:
        raise MoveRefused
    mine = talk.answer_to_mend(question.id, person_id)
    if mine is not None and mine.item is not None:
        _write_anew(mine, mine.item, text, now)
        return mine
    sent_before = talk.same_answer(question.id, person_id, text)
    if sent_before is not None:
        return sent_before
    said = Answer(
        question_id=question.id, by_id=person_id, by_committee=by_committee, text=text, at=now
    )
    if not by_committee:
        said.item_id = moderation.submit(ANSWER, person_id, now).id
    db.session.add(said)
    db.session.flush()
    if by_committee:
        _tell_asker(question, now)
    return said


def make_point(proposal: Proposal, person_id: int, side: Side, text: str, now: datetime) -> Point:
    """A reason for or against; one a person, written anew where a moderator asked for it.

    OnePointEach, MoveRefused.
    """
    _open(proposal)
    mine = talk.own_point(proposal.id, person_id)
    if mine is not None and mine.item.state == ReadingState.CHANGES_ASKED:
        mine.side = side
        _write_anew(mine, mine.item, text, now)
        return mine
    item = moderation.submit(POINT, person_id, now)
    point = Point(
        proposal_id=proposal.id, by_id=person_id, side=side, text=text, at=now, item_id=item.id
    )
    db.session.add(point)
    try:
        db.session.flush()
    except IntegrityError:
        raise OnePointEach from None
    return point


def question_read(item: Item, reading: Reading, now: datetime) -> None:
    """When a question appears, the authors are told that somebody waits for them."""
    question = talk.question_of(item.id)
    if reading is Reading.APPROVE and question is not None:
        people = sorted(queries.authors_of(question.proposal_id))
        proposal = queries.proposal(question.proposal_id)
        title = proposal.title if proposal else ""
        told = {"proposal": question.proposal_id, "title": title}
        outbox.tell(people, kinds.TOLD_ASKED_QUESTION, now, **told)


def answer_read(item: Item, reading: Reading, now: datetime) -> None:
    """When an answer appears, whoever asked is told."""
    said = talk.answer_of(item.id)
    if reading is Reading.APPROVE and said is not None:
        question = db.session.get(Question, said.question_id)
        if question is not None:
            _tell_asker(question, now)


def _tell_asker(question: Question, now: datetime) -> None:
    proposal = queries.proposal(question.proposal_id)
    told = {"proposal": question.proposal_id, "title": proposal.title if proposal else ""}
    outbox.tell([question.by_id], kinds.TOLD_ANSWERED, now, **told)


def nothing_more(item: Item, reading: Reading, now: datetime) -> None:
    """A point or a photo needs nothing but its item's state."""
