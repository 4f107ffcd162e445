"""Who is there: a body decides only with a quorum of those signed in."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, select

from portal.bodies.rules import Kind
from portal.core.db import db
from portal.meetings import quorum
from portal.meetings.models import Attendance, Proxy


@dataclass(frozen=True)
class Presence:
    """How many are entitled to vote, and how many voices are in the room, proxies among them."""

    kind: Kind
    entitled: int
    present: int

    @property
    def needed(self) -> int:
        return quorum.quorum_needed(self.kind, self.entitled)

    @property
    def has_quorum(self) -> bool:
        return quorum.quorum_met(self.kind, self.entitled, self.present)


def roll(meeting_id: int) -> list[Attendance]:
    """Everyone of a meeting who has a vote."""
    wanted = select(Attendance).where(_votes(meeting_id))
    return list(db.session.scalars(wanted.order_by(Attendance.id)))


def voices(meeting_id: int) -> dict[int, int]:
    """Person entitled → who speaks for them in the room: themselves, or while they are absent the
    holder of their proxy who is there. Who is in nobody's voice is not in it. Two queries.
    """
    return _voices(meeting_id, _entitled(meeting_id))


def of(meeting_id: int, kind: Kind) -> Presence:
    """Where a meeting stands now. Two queries."""
    people = _entitled(meeting_id)
    return Presence(kind, len(people), len(_voices(meeting_id, people)))


def without(meeting_id: int, kind: Kind, person_id: int) -> Presence:
    """Where it would stand if somebody left, with the voices that they speak for. Two queries."""
    people = _entitled(meeting_id)
    if person_id in people:
        people[person_id] = False
    return Presence(kind, len(people), len(_voices(meeting_id, people)))


def _entitled(meeting_id: int) -> dict[int, bool]:
    """Person with a vote → whether they are in the room."""
    there = Attendance.arrived_at.is_not(None) & Attendance.left_at.is_(None)
    voting = select(Attendance.person_id, there).where(_votes(meeting_id)).order_by(Attendance.id)
    return {person: bool(present) for person, present in db.session.execute(voting)}


def _voices(meeting_id: int, people: dict[int, bool]) -> dict[int, int]:
    own = {person: person for person, present in people.items() if present}
    given = select(Proxy.giver_id, Proxy.holder_id).where(Proxy.meeting_id == meeting_id)
    lent = {
        giver: holder
        for giver, holder in db.session.execute(given)
        if people.get(giver) is False and people.get(holder)
    }
    return own | lent


def _votes(meeting_id: int) -> ColumnElement[bool]:
    return and_(Attendance.meeting_id == meeting_id, Attendance.votes)
