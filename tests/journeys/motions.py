"""Meetings of a council with motions at every stage, for their pages to be looked at."""

from datetime import date, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from portal.bodies.models import Body
from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.db import db, writing
from portal.meetings.models import AgendaItem, Attendance, Meeting
from portal.meetings.motions import queries
from portal.meetings.motions.actions import closing, moving, opening, slips, voting
from portal.meetings.motions.actions.voting import Draft
from portal.roster.models import Person
from portal.topics import queries as topics

CHAIR, CLERK, MEMBER, COUNTER = "13800000003", "13800000008", "13800000001", "13800000009"
ITEMS = "听取北门照明的情况", "审议楼道扶手的方案", "推选下一届的召集人"


def stage(app: Flask) -> dict[str, str]:
    """Holds the meetings; what addresses name: ids of motions and meetings."""
    with app.app_context():
        try:
            return {name: str(one) for name, one in _stage(app.config["PORTAL"].keys).items()}
        finally:
            db.session.remove()


def _stage(keys: Path) -> dict[str, int]:
    phones = CHAIR, CLERK, MEMBER, COUNTER
    known = {
        p: db.session.scalars(select(Person.id).where(Person.phone == p)).one() for p in phones
    }
    others = select(Person.id).where(Person.id.not_in(known.values()), Person.birth_year < 1990)
    people = [*known.values(), *db.session.scalars(others.order_by(Person.id).limit(5))]
    voting_in, paper_in, calm = (_meet(people, title) for title in ("第三次", "第二次", "第四次"))
    with writing():
        db.session.get_one(AgendaItem, _first_item(calm)).taken_up_at = clock.now()
    return {
        **_in_progress(keys, voting_in, people),
        "motion_paper": _on_paper(keys, paper_in, people),
        "meeting_voting": voting_in,
        "meeting_calm": calm,
        "meeting_item": _first_item(calm),
    }


def _first_item(meeting_id: int) -> int:
    items = select(AgendaItem.id).where(AgendaItem.meeting_id == meeting_id)
    return db.session.scalars(items.order_by(AgendaItem.position).limit(1)).one()


def _meet(people: list[int], title: str) -> int:
    now = clock.now()
    with writing():
        name = "照明专题议事会"  # each of its own: one body has one meeting under way
        body = Body(
            kind=Kind.COUNCIL, name=f"{name}{title}", founded_on=date(2024, 1, 1), sponsors=2
        )
        meeting = Meeting(
            body=body,
            title=f"{name}{title}会议",
            place="社区活动室",
            starts_at=now - timedelta(hours=1),
            ends_at=now + timedelta(hours=2),
            electorate="members",
            chair_id=people[0],
            clerk_id=people[1],
            door_secret="0" * 32,
            drafted_by=people[0],
            called_at=now - timedelta(days=5),
            called_by=people[0],
            opened_at=now - timedelta(minutes=50),
        )
        db.session.add(meeting)
        db.session.flush()
        meeting.keep_figures()
        for position, item in enumerate(ITEMS, 1):
            db.session.add(AgendaItem(meeting_id=meeting.id, position=position, title=item))
        for person_id in people:
            row = Attendance(meeting_id=meeting.id, person_id=person_id, votes=True)
            row.arrived_at, row.via = now - timedelta(minutes=55), "desk"
            db.session.add(row)
        return meeting.id


def _write(meeting_id: int, mover: int, title: str, **values: object) -> int:
    said = {
        "title": title,
        "text": "由居委会在两个月内办好，费用从社区公益金里支出，办好以后请居民代表验收。",
        "form": None,
        "majority": "half",
        "about_persons": False,
        "amount_fen": None,
        "item_id": _first_item(meeting_id),
        "amends_id": None,
        "annuls_id": None,
        "matter": "delegated",
        "delegation_id": topics.handed_to(Kind.COUNCIL, clock.today())[0].id,
        **values,
    }
    with writing():
        meeting = queries.locked_meeting(meeting_id)
        return moving.draft(meeting, said, mover, clock.now()).id


def _submit(motion_id: int, *signers: int) -> int:
    with writing():
        motion = queries.locked(motion_id)
        moving.submit(motion, motion.mover_id, motion.version, clock.now())
        for person_id in signers:
            moving.sign(motion, person_id, clock.now())
    return motion_id


def _waited(motion_id: int) -> datetime:
    """Now; the motion was put some minutes earlier than it was."""
    with writing():
        motion = queries.locked(motion_id)
        assert motion.admitted_at is not None
        motion.admitted_at -= timedelta(minutes=5)
    return clock.now()


def _vote(motion_id: int, choice: str, people: list[int]) -> None:
    """Each casts the own voice, of a secret vote with the receipt that the page would show."""
    for person_id in people:
        motion = queries.motion(motion_id)
        row = next(one for one in queries.roll(motion_id) if one.person_id == person_id)
        assert motion is not None
        shown = voting.offer(motion, row, "stage") if motion.is_secret else None
        draft = Draft(row.id, choice, shown.code if shown else "", shown.mark if shown else "")
        with writing():
            voting.cast(queries.locked_alone(motion_id), person_id, draft, "stage", clock.now())


def _in_progress(keys: Path, meeting_id: int, people: list[int]) -> dict[str, int]:
    chair, clerk, member, other, *rest = people
    signers = chair, other
    decided = _submit(_write(meeting_id, clerk, "在北门装两盏路灯", amount_fen=860_000), *signers)
    with writing():
        motion = queries.locked(decided)
        moving.recuse(motion, rest[0], "施工的公司是亲戚开的", rest[0], clock.now())
    opening.open_vote(decided, chair, keys, _waited(decided))
    _vote(decided, "for", [chair, clerk, member, other, rest[1]])
    _vote(decided, "against", [rest[2]])
    closing.close(decided, chair, keys, clock.now() + timedelta(minutes=3))
    waiting = _submit(_write(meeting_id, clerk, "给三号楼的楼道装扶手"), *signers)
    amendment = _submit(_write(meeting_id, clerk, "改期限", amends_id=waiting), *signers)
    gathering = _submit(_write(meeting_id, clerk, "每月开放一次活动室"))
    draft = _write(meeting_id, member, "给凉亭换一盏灯")
    secret = _submit(_write(meeting_id, clerk, "推选召集人", about_persons=True), *signers)
    opening.open_vote(secret, chair, keys, _waited(secret))
    _vote(secret, "for", [chair, other])
    return {
        "motion_decided": decided,
        "motion_waiting": waiting,
        "motion_amendment": amendment,
        "motion_gathering": gathering,
        "motion_draft": draft,
        "motion_open": secret,
    }


def _on_paper(keys: Path, meeting_id: int, people: list[int]) -> int:
    chair, clerk, member, other, *rest = people
    motion_id = _submit(_write(meeting_id, clerk, "推选监票人", about_persons=True), chair, other)
    opening.open_vote(motion_id, chair, keys, _waited(motion_id))
    _vote(motion_id, "for", [chair, clerk, member])
    with writing():
        motion = queries.locked(motion_id)
        voices = [one.id for one in queries.roll(motion_id) if one.person_id in rest]
        slips.give_paper(motion, voices, clerk, clock.now(), agreed=True)
    closing.close(motion_id, chair, keys, clock.now() + timedelta(minutes=3))
    return motion_id
