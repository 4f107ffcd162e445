"""A standing joint meeting that met twice, what was promised there, and a council's decision."""

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.bodies import queries as bodies
from portal.bodies.models import Body
from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.db import db, writing
from portal.meetings.minutes import actions as minutes
from portal.meetings.minutes.carried import SOURCE
from portal.meetings.minutes.rules import Hand
from portal.meetings.models import AgendaItem, Attendance, Meeting
from portal.resolutions import actions as resolutions
from portal.resolutions import registry
from portal.resolutions.actions import Decision
from portal.resolutions.followups import actions as followups
from portal.resolutions.followups.actions import Promise
from portal.resolutions.followups.rules import Hand as Carrier
from portal.resolutions.rules import Fact
from portal.roster.models import Person

MATTER = registry.source("test.stage", [(_l("会议"), "/meetings/")])
CLERK, NEXT = Hand(is_clerk=True), Hand(chairs_next=True)


def decide(resident: str, committee: str, supervisor: str) -> None:
    """People by their telephones."""
    now = clock.now()
    first = _meet("九月物业联席会", now - timedelta(days=60), committee)
    with writing():
        _promise(first, now, _person(resident), _person(committee), _person(supervisor))
    with writing():
        minutes.draft(db.session.get_one(Meeting, first), CLERK, _person(committee), now)
        minutes.submit(minutes.locked(first), CLERK, _person(committee), now)
    second = _meet("十月物业联席会", now - timedelta(days=30), committee, is_open=True)
    with writing():
        minutes.approve(minutes.locked(first), 1, NEXT, _person(committee), now)
        db.session.get_one(Meeting, second).closed_at = now - timedelta(days=29)
    with writing():
        minutes.draft(db.session.get_one(Meeting, second), CLERK, _person(committee), now)
        resolutions.adopt(_decision(second), _person(committee), now)


def _person(phone: str) -> int:
    return db.session.scalars(select(Person.id).where(Person.phone == phone)).one()


def _meet(title: str, begun: datetime, chair: str, is_open: bool = False) -> int:
    """A meeting that took place, its chair its clerk; everyone there but the last."""
    body = bodies.of_kind(Kind.JOINT, clock.today())
    assert body is not None
    with writing():
        meeting = Meeting(
            body_id=body.id,
            title=title,
            place="社区活动室",
            starts_at=begun,
            ends_at=begun + timedelta(hours=2),
            electorate="members",
            chair_id=_person(chair),
            clerk_id=_person(chair),
            door_secret="secret-of-the-door",
            drafted_by=_person(chair),
            called_at=begun - timedelta(days=5),
            opened_at=begun,
            closed_at=None if is_open else begun + timedelta(hours=1),
        )
        db.session.add(meeting)
        db.session.flush()
        db.session.add(
            AgendaItem(meeting_id=meeting.id, position=1, title="门禁和车位", note="说了。")
        )
        _sign_in(meeting, body, begun)
        return meeting.id


def _sign_in(meeting: Meeting, body: Body, begun: datetime) -> None:
    for number, one in enumerate(bodies.sitting(body.id, clock.today())):
        db.session.add(
            Attendance(
                meeting_id=meeting.id,
                person_id=one.person_id,
                seat_id=one.seat_id,
                votes=one.seat.votes,
                arrived_at=begun if number else None,
                via="desk" if number else None,
            )
        )


def _promise(meeting: int, now: datetime, resident: int, by: int, checker: int) -> None:
    """One that is overdue, and one that is reported and waits to be checked."""
    then = now - timedelta(days=60)
    due = clock.local(then).date() + timedelta(days=20)
    late = Promise(SOURCE, meeting, "修好北门的门禁，换掉读卡器", "", resident, checker, due)
    followups.promise(late, by, then)
    done = Promise(SOURCE, meeting, "在东门画好二十个自行车位", "物业公司", None, checker, due)
    row, hand = followups.promise(done, by, then), Carrier(by, convenes=True)
    followups.report(row, "二十个车位都画好了，请来看。", row.version, hand, now)


def _decision(source_id: int) -> Decision:
    council = bodies.of_kind(Kind.COUNCIL, clock.today())
    assert council is not None
    return Decision(
        source_kind=MATTER,
        source_id=source_id,
        title="关于在东门画自行车位的决议",
        rule="到会的过半数赞成",
        basis="议事规则第三条",
        digest=None,
        facts={
            Fact.ENTITLED: 21,
            Fact.PRESENT: 18,
            Fact.FOR: 14,
            Fact.AGAINST: 2,
            Fact.ABSTAIN: 1,
            Fact.RECUSED: 1,
        },
        items=[],
        body_id=council.id,
        text="在东门画二十个自行车位，不许停汽车。",
    )
