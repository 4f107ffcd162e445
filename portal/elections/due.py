"""How much of elections waits on the desk, and what is late."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.waiting import Waiting
from portal.elections import habits
from portal.elections.models import Election, Nomination, Poll, PollCount, RollObjection
from portal.elections.nominating import State


def waiting(today: date) -> Waiting:
    """What waits for the desk in elections that go on: objections to rule on, nominees to check,
    polls that were held and whose result is not certified; a ruling and a result may be late.
    """
    goes_on = Election.called_off_at.is_(None), Election.certified_at.is_(None)
    objections = select(func.count()).select_from(RollObjection).join(RollObjection.election)
    waits = objections.where(RollObjection.ruled_at.is_(None), *goes_on)
    nominees = select(func.count()).select_from(Nomination).join(Nomination.election)
    accepted = Nomination.state == State.ACCEPTED.value, Election.candidates_posted_at.is_(None)
    checks = nominees.where(*accepted, *goes_on)
    results = _uncertified(today - timedelta(days=habits.CERTIFY_DAYS()))
    every = [waits, checks, _uncertified(today)]
    late = [waits.where(RollObjection.due_on < today), results]
    return Waiting(select(_sum(every)), select(_sum(late)))


def _sum(counts: Sequence[Select[Any]]) -> Any:
    first, *more = (one.scalar_subquery() for one in counts)
    return sum(more, first)


def _uncertified(before: date) -> Select[Any]:
    """How many elections go on whose last poll was held, or counted where it was, before a day."""
    later = aliased(Poll)
    after = exists().where(later.election_id == Poll.election_id, later.number > Poll.number)
    second = and_(PollCount.poll_id == Poll.id, PollCount.place == 2)
    held = and_(PollCount.id.is_(None), Poll.day < before)
    return (
        select(func.count())
        .select_from(Poll)
        .join(Election, Election.id == Poll.election_id)
        .outerjoin(PollCount, second)
        .where(~after, Election.called_off_at.is_(None), Election.certified_at.is_(None))
        .where(or_(held, PollCount.entered_at < clock.start_of(before)))
    )


def waiting_for_the_party() -> Waiting:
    """Nominations that were written down as the party organization's, in elections that go on."""
    number = select(func.count()).select_from(Nomination).join(Nomination.election)
    goes_on = Election.called_off_at.is_(None), Election.candidates_posted_at.is_(None)
    return Waiting(number.where(Nomination.state == State.PUT.value, *goes_on))
