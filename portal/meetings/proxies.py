"""Proxies (委托): an absent member's voice, lent to another member until the meeting is opened."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from portal.audit.actions import record
from portal.core import outbox
from portal.core.db import db
from portal.meetings import kinds, queries, rules
from portal.meetings.models import Attendance, Meeting, Proxy
from portal.meetings.refusing import Refused, ask, demand
from portal.meetings.rules import Act, Called, Refusal
from portal.roster.models import Person


def are_known(meeting: Meeting) -> bool:
    """Whether voices may be lent: where the body takes proxies, between its members. Residents who
    are called to a residents' meeting are not shown one another's names.
    """
    return meeting.figures.proxies and Called(meeting.electorate) is Called.MEMBERS


def given_by(meeting_id: int, person_id: int) -> Proxy | None:
    own = Proxy.meeting_id == meeting_id, Proxy.giver_id == person_id
    return db.session.scalar(select(Proxy).where(*own))


def both(meeting_id: int, person_id: int) -> tuple[Proxy | None, Proxy | None]:
    """(what somebody gave, what somebody holds), with the other one's name; one query."""
    tied = or_(Proxy.giver_id == person_id, Proxy.holder_id == person_id)
    named = joinedload(Proxy.giver), joinedload(Proxy.holder)
    wanted = select(Proxy).where(Proxy.meeting_id == meeting_id, tied).options(*named)
    found = db.session.scalars(wanted).all()
    given = next((one for one in found if one.giver_id == person_id), None)
    return given, next((one for one in found if one.holder_id == person_id), None)


def of_meeting(meeting_id: int) -> dict[int, int]:
    """Giver → holder."""
    wanted = select(Proxy.giver_id, Proxy.holder_id).where(Proxy.meeting_id == meeting_id)
    return dict(db.session.execute(wanted).all())


def possible_holders(meeting_id: int, giver_id: int) -> list[Person]:
    """Other members with a vote who neither hold a proxy nor gave one."""
    taken = select(Proxy.id).where(
        Proxy.meeting_id == meeting_id,
        or_(Proxy.holder_id == Person.id, Proxy.giver_id == Person.id),
    )
    wanted = (
        select(Person)
        .join(Attendance, Attendance.person_id == Person.id)
        .where(Attendance.meeting_id == meeting_id, Attendance.votes, Person.id != giver_id)
        .where(~taken.exists())
    )
    return list(db.session.scalars(wanted.order_by(Attendance.id)))


def give(meeting: Meeting, giver_id: int, holder_id: int, now: datetime) -> None:
    """Refused where the body knows no proxies, to who has no vote, and beyond one each way: nobody
    carries two, and who carries one does not hand on their own.
    """
    demand(meeting, Act.GIVE_PROXY)
    ask(_refusal(meeting, giver_id, holder_id))
    db.session.add(
        Proxy(meeting_id=meeting.id, giver_id=giver_id, holder_id=holder_id, given_at=now)
    )
    try:
        db.session.flush()
    except IntegrityError:  # somebody else's came first
        raise Refused(Refusal.HOLDS_ANOTHER) from None
    _tell(meeting, giver_id, holder_id, kinds.TELL_PROXY, now)
    record(kinds.PROXY_GIVEN, giver_id, now, title=meeting.title)


def _refusal(meeting: Meeting, giver_id: int, holder_id: int) -> Refusal | None:
    if not are_known(meeting):
        return Refusal.NO_PROXIES
    mine = queries.attendance(meeting.id, giver_id)
    theirs = queries.attendance(meeting.id, holder_id)
    if mine is None or theirs is None or giver_id == holder_id:
        return Refusal.NOT_CALLED_TO_IT
    ties = of_meeting(meeting.id)
    return rules.proxy_refusal(mine.votes, theirs.votes, giver_id, holder_id, ties)


def take_back(meeting: Meeting, giver_id: int, now: datetime) -> None:
    """Until it is opened; what was never given is taken back already."""
    demand(meeting, Act.GIVE_PROXY)
    proxy = given_by(meeting.id, giver_id)
    if proxy is None:
        return
    holder_id = proxy.holder_id
    db.session.delete(proxy)
    _tell(meeting, giver_id, holder_id, kinds.TELL_PROXY_TAKEN_BACK, now)
    record(kinds.PROXY_TAKEN_BACK, giver_id, now, title=meeting.title)


def _tell(meeting: Meeting, giver_id: int, holder_id: int, kind: str, now: datetime) -> None:
    name = db.session.get_one(Person, giver_id).name
    outbox.tell([holder_id], kind, now, meeting=meeting.id, title=meeting.title, name=name)
