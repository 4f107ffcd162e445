"""Reading meetings: one, those that come, are under way or over, and what is on their agenda."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from portal.bodies import queries as bodies
from portal.bodies.models import Body
from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.db import db
from portal.meetings import rules
from portal.meetings.models import AgendaItem, Attendance, Meeting
from portal.roster.models import Person


def meeting(meeting_id: int) -> Meeting | None:
    """With its body, chair and clerk."""
    return db.session.scalar(_whole().where(Meeting.id == meeting_id))


def locked(meeting_id: int) -> Meeting:
    """The meeting, read under its lock. LookupError for an unknown one."""
    wanted = select(Meeting).where(Meeting.id == meeting_id).with_for_update(of=Meeting)
    found = db.session.scalar(wanted.execution_options(populate_existing=True))
    if found is None:
        raise LookupError(meeting_id)
    return found


def under_way(body_id: int) -> Meeting | None:
    """The meeting of a body that is open now."""
    return db.session.scalar(_whole().where(Meeting.body_id == body_id, _is_open()))


def all_under_way() -> list[Meeting]:
    return list(db.session.scalars(_whole().where(_is_open()).order_by(Meeting.starts_at)))


def coming(now: datetime) -> list[Meeting]:
    """Called, not opened yet, and not over: the next one first."""
    wanted = _whole().where(_waits(), Meeting.ends_at > now)
    return list(db.session.scalars(wanted.order_by(Meeting.starts_at, Meeting.id)))


def not_held(today: date) -> list[int]:
    """Those whose day is over, never opened, that still answer a duty to convene."""
    answering = select(AgendaItem.meeting_id).where(AgendaItem.demand_id.is_not(None))
    over = _waits(), _ended_before(today), Meeting.id.in_(answering)
    return list(db.session.scalars(select(Meeting.id).where(*over)))


def left_open(today: date) -> list[int]:
    """Those that were opened, and that nobody has closed by the last of their days."""
    last = today - timedelta(days=rules.DAYS_LEFT_OPEN)
    wanted = select(Meeting.id).where(_is_open(), _ended_before(last))
    return list(db.session.scalars(wanted.order_by(Meeting.id)))


def _ended_before(day: date) -> ColumnElement[bool]:
    """By its planned end; one that is too far away is none."""
    night = clock.start_of(day - timedelta(days=rules.DAYS_OVER_NIGHT))
    return or_(Meeting.ends_at < clock.start_of(day), Meeting.starts_at < night)


def past(now: datetime, page: int, size: int) -> Pagination:
    """Closed, cancelled, or never opened in its time: the latest first."""
    over = or_(
        Meeting.closed_at.is_not(None),
        Meeting.cancelled_at.is_not(None),
        and_(_waits(), Meeting.ends_at <= now),
    )
    wanted = _whole().where(Meeting.called_at.is_not(None), over)
    ordered = wanted.order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    return db.paginate(ordered, page=page, per_page=size, error_out=False)


def drafts() -> list[Meeting]:
    """Not called yet: the next one first."""
    wanted = _whole().where(Meeting.called_at.is_(None), Meeting.cancelled_at.is_(None))
    return list(db.session.scalars(wanted.order_by(Meeting.starts_at, Meeting.id)))


def waiting_and_late(now: datetime) -> tuple[int, bool]:
    """How many meetings wait for the desk: drafts, and what nobody opened or closed in its time;
    whether any of those is late, or the assembly. One query.
    """
    today = clock.local(now).date()
    draft = and_(Meeting.called_at.is_(None), Meeting.cancelled_at.is_(None))
    left = and_(or_(_waits(), _is_open()), Meeting.ends_at <= now)
    assembly = and_(
        Body.kind == Kind.ASSEMBLY, or_(Body.dissolved_on.is_(None), Body.dissolved_on >= today)
    )
    drafts, late, last, founded = db.session.execute(
        select(
            func.count(case((draft, Meeting.id))),
            func.count(case((left, Meeting.id))),
            func.max(case((and_(assembly, ~Meeting.lacked_quorum), Meeting.closed_at))),
            func.min(case((assembly, Body.founded_on))),
        )
        .select_from(Body)
        .outerjoin(Meeting, Meeting.body_id == Body.id)
    ).one()
    since = clock.local(last).date() if last else founded
    overdue = since is not None and rules.assembly_due(since) < today
    return drafts + late, late > 0 or overdue


# ---- What belongs to one ----


def items(meeting_id: int) -> list[AgendaItem]:
    """The agenda in its order, each with the topic that it takes up and the demand it answers."""
    wanted = select(AgendaItem).where(AgendaItem.meeting_id == meeting_id)
    both = joinedload(AgendaItem.topic), joinedload(AgendaItem.demand)
    whole = wanted.options(*both).order_by(AgendaItem.position)
    return list(db.session.scalars(whole))


def item(meeting_id: int, item_id: int) -> AgendaItem | None:
    found = db.session.get(AgendaItem, item_id)
    return found if found is not None and found.meeting_id == meeting_id else None


def attendance(meeting_id: int, person_id: int) -> Attendance | None:
    """Somebody's row: None for who is neither called nor signed in."""
    own = Attendance.meeting_id == meeting_id, Attendance.person_id == person_id
    return db.session.scalar(select(Attendance).where(*own))


def called(meeting_id: int) -> list[Attendance]:
    """Everyone on the roll, with a vote or without, with their names; no observers."""
    wanted = _attended(meeting_id).where(_is_called()).order_by(Attendance.id)
    return list(db.session.scalars(wanted))


def attended(meeting_id: int, key: str, page: int, size: int) -> Pagination:
    """One page of everyone of a meeting, observers too, whose name holds ``key`` (match_key)."""
    wanted = _attended(meeting_id).join(Attendance.person)
    named = wanted.where(Person.name_key.contains(key, autoescape=True)).order_by(Attendance.id)
    return db.paginate(named, page=page, per_page=size, error_out=False)


def figures(meeting_id: int) -> tuple[int, int]:
    """(how many of those with a vote came at all, how many observers there are)."""
    came = and_(Attendance.votes, Attendance.arrived_at.is_not(None))
    counted = select(
        func.count(case((came, Attendance.id))), func.count(case((~_is_called(), Attendance.id)))
    )
    voters, guests = db.session.execute(counted.where(Attendance.meeting_id == meeting_id)).one()
    return voters, guests


def among(meeting_id: int, person_ids: Sequence[int]) -> set[int]:
    """Those of these people who have a row."""
    here = Attendance.meeting_id == meeting_id, Attendance.person_id.in_(person_ids)
    return set(db.session.scalars(select(Attendance.person_id).where(*here)))


def _attended(meeting_id: int) -> Select[Attendance]:
    wanted = select(Attendance).where(Attendance.meeting_id == meeting_id)
    return wanted.options(joinedload(Attendance.person))


def _is_called() -> ColumnElement[bool]:
    return or_(Attendance.votes, Attendance.seat_id.is_not(None))


# ---- The assembly's half-year ----


def assembly_due(today: date) -> date | None:
    """By when the assembly must meet (art. 28), from its last meeting or its founding; None where
    there is no assembly.
    """
    body = bodies.of_kind(Kind.ASSEMBLY, today)
    if body is None:
        return None
    last = last_closed_on(body)
    return rules.assembly_due(last or body.founded_on)


def last_closed_on(body: Body) -> date | None:
    """Of the meetings that had a quorum: without one nothing could be decided."""
    held = Meeting.body_id == body.id, ~Meeting.lacked_quorum
    closed = db.session.scalar(select(func.max(Meeting.closed_at)).where(*held))
    return clock.local(closed).date() if closed else None


def _whole() -> Select[Meeting]:
    return select(Meeting).options(
        joinedload(Meeting.body), joinedload(Meeting.chair), joinedload(Meeting.clerk)
    )


def _is_open() -> ColumnElement[bool]:
    return and_(Meeting.opened_at.is_not(None), Meeting.closed_at.is_(None))


def _waits() -> ColumnElement[bool]:
    return and_(
        Meeting.called_at.is_not(None),
        Meeting.cancelled_at.is_(None),
        Meeting.opened_at.is_(None),
    )
