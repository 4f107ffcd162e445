"""Who is called to a meeting: its roll, taken when it is called and kept until it is opened."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, or_, select

from portal.ballots import roll as ballots
from portal.ballots.rules import Electorate, Voters
from portal.bodies import queries as bodies
from portal.core import clock
from portal.core.db import db
from portal.meetings.models import Attendance, Meeting, Proxy
from portal.meetings.rules import Called


@dataclass(frozen=True)
class Place:
    """One person's place at a meeting."""

    person_id: int
    votes: bool
    household_id: int | None = None
    seat_id: int | None = None


def day_of(meeting: Meeting) -> date:
    """The day on which membership, age and residence count: that of the meeting."""
    return clock.local(meeting.starts_at).date()


def places(meeting: Meeting) -> list[Place]:
    """Who is to be called: the members of the body; to a residents' meeting every resident of 18
    or more, or one delegate a household (art. 26).
    """
    if Called(meeting.electorate) is Called.MEMBERS:
        return _of_members(meeting)
    by_household = Called(meeting.electorate) is Called.DELEGATES
    voters = Voters.HOUSEHOLDS if by_household else Voters.RESIDENTS
    taken = ballots.take(Electorate(voters), day_of(meeting))
    return [Place(one.person_id, True, one.household_id) for one in taken.voters]


def _of_members(meeting: Meeting) -> list[Place]:
    """One place a person, with a vote where one of their seats has one."""
    found: dict[int, Place] = {}
    for one in bodies.sitting(meeting.body_id, day_of(meeting)):
        have = found.get(one.person_id)
        if have is None or (one.seat.votes and not have.votes):
            found[one.person_id] = Place(one.person_id, one.seat.votes, seat_id=one.seat_id)
    return list(found.values())


def refresh(meeting: Meeting) -> list[int]:
    """Brings the roll up to date, under the meeting's lock: who has come to a seat joins it, who
    has lost it leaves it, or stays as an observer where they are in the room already. The persons
    who are new on it.
    """
    wanted = {place.person_id: place for place in places(meeting)}
    rows = db.session.scalars(select(Attendance).where(Attendance.meeting_id == meeting.id)).all()
    have = {row.person_id: row for row in rows}
    for row in rows:
        _release(row, wanted.get(row.person_id))
    db.session.flush()
    for person_id, place in wanted.items():
        _seat(have.get(person_id), meeting.id, place)
    db.session.flush()
    _drop_void_proxies(meeting.id)
    return [person_id for person_id in wanted if person_id not in have]


def _release(row: Attendance, place: Place | None) -> None:
    """Lets go of what somebody else may hold now."""
    is_called = row.votes or row.seat_id is not None
    if place is None and is_called and row.arrived_at is None:
        db.session.delete(row)
    elif place is None:
        row.votes, row.seat_id, row.household_id = False, None, None
    elif row.household_id != place.household_id:
        row.household_id = None


def _seat(row: Attendance | None, meeting_id: int, place: Place) -> None:
    if row is None:
        row = Attendance(meeting_id=meeting_id, person_id=place.person_id, votes=place.votes)
        db.session.add(row)
    row.votes, row.household_id, row.seat_id = place.votes, place.household_id, place.seat_id


def _drop_void_proxies(meeting_id: int) -> None:
    """A voice that nobody has any more is lent to nobody, nor held by somebody without one."""
    voting = select(Attendance.person_id).where(
        Attendance.meeting_id == meeting_id, Attendance.votes
    )
    void = or_(Proxy.giver_id.not_in(voting), Proxy.holder_id.not_in(voting))
    db.session.execute(delete(Proxy).where(Proxy.meeting_id == meeting_id, void))


def called(meeting_id: int) -> list[int]:
    """The persons on the roll, with a vote or without; no observers."""
    rows = select(Attendance.person_id).where(
        Attendance.meeting_id == meeting_id, or_(Attendance.votes, Attendance.seat_id.is_not(None))
    )
    return list(db.session.scalars(rows.order_by(Attendance.id)))
