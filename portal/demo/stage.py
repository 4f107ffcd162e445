"""A meeting of the demo, played by the rooms' own acts: called, signed in to, decided, closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from portal.bodies import queries as bodies
from portal.bodies.rules import Kind, Post
from portal.core import clock
from portal.core.db import writing
from portal.meetings import agenda, attending, calling, leading, papers, presence, queries
from portal.meetings.calling import Plan
from portal.meetings.minutes import actions as minutes
from portal.meetings.minutes.rules import Hand as Pen
from portal.meetings.models import AgendaItem
from portal.meetings.motions import queries as motions
from portal.meetings.motions.actions import closing, moving, opening, voting
from portal.meetings.motions.actions.voting import Draft
from portal.meetings.motions.rules import Choice
from portal.meetings.rules import Called, Via
from portal.topics import queries as topics
from portal.topics.rules import Matter

MEMBER, CLERK, DIRECTOR = "13800000002", "13800000003", "13800000008"
ROOM = "社区活动室"
TWO_HOURS = timedelta(hours=2)
NEVER_SECRET = ""  # the demo's votes are named; nothing is signed


@dataclass
class Stage:
    """A meeting that is being played. ``at`` is the hour it is there."""

    meeting_id: int
    people: list[int]
    chair: int
    keys: Path
    at: datetime

    def wait(self, minutes: int) -> datetime:
        self.at += timedelta(minutes=minutes)
        return self.at


def at(day: datetime, hour: int) -> datetime:
    """That day at that hour, here."""
    return datetime.combine(clock.local(day).date(), time(hour), clock.SHANGHAI)


def plan(body_id: int, title: str, starts: datetime, ids: dict[str, int]) -> Plan:
    with writing():
        sitting = bodies.sitting(body_id, clock.local(starts).date())
        chair = next(one.person_id for one in sitting if one.post == Post.CHAIR)
    return Plan(
        body_id, title, ROOM, starts, starts + TWO_HOURS, Called.MEMBERS, chair, ids[CLERK], True
    )


def called(
    plan: Plan,
    titles: Sequence[str],
    at: datetime,
    ids: dict[str, int],
    keys: Path,
    topics_of: int | None = None,
    report: bool = False,
) -> Stage:
    """Called with an agenda; ``topics_of``: the body whose waiting topics come after it, of those
    that had been raised by then.
    """
    with writing():
        meeting = calling.draft(plan, ids[DIRECTOR], at)
        items = [agenda.add(meeting, title, "", None, ids[DIRECTOR], at) for title in titles]
        waiting = topics.routed_to(topics_of) if topics_of else []
        for topic in [one for one in waiting if one.raised_at < at][:3]:
            agenda.add(meeting, topic.title, "", topic, ids[DIRECTOR], at)
        if report:
            papers.add(items[1], "全年工作报告（征求意见稿）", YEAR, None, False, ids[DIRECTOR], at)
        calling.call(meeting, ids[DIRECTOR], at)
        voters = [one.person_id for one in presence.roll(meeting.id)]
    voters.sort(key=lambda one: one not in (plan.chair_id, ids[MEMBER]))
    return Stage(meeting.id, voters, plan.chair_id, keys, plan.starts_at)


YEAR = (
    "一、全年办了 26 件民生实事，其中 23 件已经验收。\n"
    "二、收到居民议题 31 个，召开议事会 10 次。\n"
    "三、没有做好的：电机厂宿舍的坡道拖了期，夜间照明还有三处没修。\n"
    "请各位代表提前看，会上评议。"
)


def arrive(stage: Stage, count: int) -> None:
    with writing():
        meeting = queries.locked(stage.meeting_id)
        for person_id in stage.people[:count]:
            attending.sign_in(meeting, person_id, Via.DOOR, stage.at)
        stage.people = stage.people[:count]


def opened(stage: Stage) -> None:
    with writing():
        leading.open_(queries.locked(stage.meeting_id), stage.chair, stage.wait(5))


def said(item: AgendaItem | None, title: str, text: str, **more: Any) -> dict[str, Any]:
    return {
        "title": title,
        "text": text,
        "form": "named",
        "majority": "half",
        "about_persons": False,
        "amount_fen": None,
        "item_id": item.id if item else None,
        "amends_id": None,
        "annuls_id": None,
        "matter": "ordinary",
        "delegation_id": _named(more.get("matter")),
        **more,
    }


def _named(matter: object) -> int | None:
    """What the assembly handed down to the council in part, every motion of it names."""
    if matter != Matter.DELEGATED:
        return None
    return topics.handed_to(Kind.COUNCIL, clock.today())[0].id


def motion(stage: Stage, position: int, title: str, text: str, **more: Any) -> int:
    """Put to the vote by the chair, for the committee."""
    with writing():
        items = {one.position: one for one in queries.items(stage.meeting_id)}
        words = said(items.get(position), title, text, **more)
        meeting = motions.locked_meeting(stage.meeting_id)
        motion = moving.draft(meeting, words, stage.chair, stage.wait(5))
        moving.submit(motion, stage.chair, motion.version, stage.at)
        if motion.admitted_at is None:
            moving.put(motion, stage.chair, "居委会提交的议案", stage.at)
        return motion.id


def decide(
    stage: Stage, position: int, title: str, text: str, against: int, abstain: int, **more: Any
) -> None:
    motion_id = motion(stage, position, title, text, **more)
    opening.open_vote(motion_id, stage.chair, stage.keys, stage.wait(5))
    vote(motion_id, stage.people, against, abstain, stage.wait(1))
    closing.close(motion_id, stage.chair, stage.keys, stage.wait(3))


def vote(motion_id: int, people: Sequence[int], against: int, abstain: int, at: datetime) -> None:
    """The last of them are against, and before them some abstain."""
    said = [Choice.AGAINST] * against + [Choice.ABSTAIN] * abstain
    choices = [Choice.FOR] * (len(people) - len(said)) + said[::-1]
    with writing():
        motion = motions.locked(motion_id)
        for person_id, choice in zip(people, choices, strict=True):
            voice = voting.own_voices(motion, person_id)[0].row.id
            voting.cast(motion, person_id, Draft(voice, choice), NEVER_SECRET, at)


def approve_minutes(stage: Stage, earlier: Stage) -> None:
    """The chair approves those of an earlier meeting while this one is open."""
    with writing():
        made, pen = minutes.locked(earlier.meeting_id), Pen(chairs_next=True)
        minutes.approve(made, made.version, pen, stage.chair, stage.wait(5))


def closed(stage: Stage, ids: dict[str, int], submitted: bool) -> None:
    """Closed, with its minutes drafted from what happened, and ``submitted`` to its chair."""
    with writing():
        leading.close(queries.locked(stage.meeting_id), stage.chair, stage.wait(20))
    with writing():
        meeting, pen = queries.locked(stage.meeting_id), Pen(is_clerk=True, convenes=True)
        made = minutes.draft(meeting, pen, ids[CLERK], stage.wait(60))
        if submitted:
            minutes.submit(made, pen, ids[CLERK], stage.wait(60))
