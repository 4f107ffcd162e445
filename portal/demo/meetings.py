"""The demo's meetings, by the rooms' own acts: the last assembly with what it decided and what
became of it, a council that sits right now, and an assembly that is called for next week.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from portal.bodies import queries as bodies
from portal.bodies.rules import Post
from portal.core import clock
from portal.core.db import writing
from portal.meetings import agenda, attending, calling, leading, papers, presence, queries
from portal.meetings.calling import Plan
from portal.meetings.models import AgendaItem
from portal.meetings.motions import queries as motions
from portal.meetings.motions.actions import closing, moving, opening, voting
from portal.meetings.motions.actions.voting import Draft
from portal.meetings.motions.decision import SOURCE
from portal.meetings.motions.rules import Choice
from portal.meetings.rules import Called, Via
from portal.resolutions import queries as resolutions
from portal.resolutions.followups import actions as followups
from portal.resolutions.followups.actions import Promise
from portal.resolutions.followups.rules import Hand
from portal.resolutions.kinds import SOURCE as RESOLUTION
from portal.topics import queries as topics

RESIDENT, MEMBER, CLERK = "13800000001", "13800000002", "13800000003"
SUPERVISOR, DIRECTOR, SECOND = "13800000004", "13800000008", "13800000013"
ROOM = "社区活动室"
TWO_HOURS = timedelta(hours=2)
NEVER_SECRET = ""  # the demo's votes are by show of hands; nothing is signed


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


def load(keys: Path, now: datetime, ids: dict[str, int], body_ids: dict[str, int]) -> None:
    """Bodies and topics are there already."""
    _last_assembly(keys, now, ids, body_ids["assembly"])
    _council_under_way(keys, now, ids, body_ids["council"])
    _next_assembly(now, ids, body_ids["assembly"])


# ---- The last assembly ----

REPORT = "同意居委会上半年工作报告。"
NIGHT = "春晓园、电机厂宿舍的夜间巡逻改为每晚两班，由网格员和志愿者轮流，三个月后报告情况。"
RAMP = (
    "在书香新居 2 号楼和电机厂宿舍 5 号楼门口各修一处坡道，"
    "费用从社区保障资金支出，不超过 18,000 元。"
)
PATROLLED = "三个月共巡逻 182 班，制止乱停车 31 起，报告交给了议事会。"
FEE = "从明年一月起，社区活动室向外单位出租。"


def _last_assembly(keys: Path, now: datetime, ids: dict[str, int], body_id: int) -> None:
    starts = _at(now - timedelta(days=130), 14)
    plan = _plan(body_id, "居民代表会议 2026 年第一次会议", starts, ids)
    titles = ("听取上半年工作报告", "夜间巡逻", "楼门口坡道", "活动室出租")
    stage = _called(plan, titles, starts - timedelta(days=12), ids, keys)
    _arrive(stage, len(stage.people) - 5)
    _opened(stage)
    _decide(stage, 1, "通过上半年工作报告", REPORT, against=2, abstain=1)
    _decide(stage, 2, "夜间巡逻改为每晚两班", NIGHT, against=6, abstain=3)
    _decide(stage, 3, "修两处坡道", RAMP, against=3, abstain=2, amount_fen=1_800_000)
    _decide(stage, 4, "活动室向外单位出租", FEE, against=25, abstain=6)
    with writing():
        leading.close(queries.locked(stage.meeting_id), stage.chair, stage.wait(20))
    _promises(stage, now, ids)


def _promises(stage: Stage, now: datetime, ids: dict[str, int]) -> None:
    """One was checked and is finished, one waits for its check, one is overdue."""
    then = stage.wait(60)
    patrol, ramps = (_resolution_of(stage, number) for number in (2, 3))
    finished = _promise(patrol, "排出巡逻班次，在公示栏贴出来", ids, then, 30)
    _report(finished, "班次排好了，贴在三处公示栏。", ids, then + timedelta(days=20))
    with writing():
        one = followups.locked(finished)
        hand = Hand(ids[SUPERVISOR], checks=True)
        followups.fulfil(one, "看过公示栏，属实。", one.version, hand, then + timedelta(days=26))
    waiting = _promise(patrol, "三个月后报告巡逻情况", ids, then, 125)
    _report(
        waiting,
        PATROLLED,
        ids,
        now - timedelta(days=3),
    )
    late = _promise(ramps, "两处坡道修好并请居民验收", ids, then, 110)
    with writing():
        one = followups.locked(late)
        hand = Hand(ids[DIRECTOR], convenes=True)
        text = "书香新居的坡道修好了；电机厂宿舍 5 号楼门口有管线，正在和电力公司商量。"
        followups.note(one, text, one.version, hand, then + timedelta(days=90))


def _resolution_of(stage: Stage, number: int) -> int:
    with writing():
        made = {one.number: one.id for one in motions.of_meeting(stage.meeting_id)}
        return next(
            one.id
            for one in resolutions.everything()
            if (one.source_kind, one.source_id) == (SOURCE, made[number])
        )


def _promise(resolution_id: int, what: str, ids: dict[str, int], then: datetime, days: int) -> int:
    due = clock.local(then + timedelta(days=days)).date()
    wanted = Promise(RESOLUTION, resolution_id, what, "", ids[DIRECTOR], ids[SUPERVISOR], due)
    with writing():
        return followups.promise(wanted, ids[DIRECTOR], then).id


def _report(followup_id: int, text: str, ids: dict[str, int], at: datetime) -> None:
    with writing():
        one = followups.locked(followup_id)
        followups.report(one, text, one.version, Hand(ids[DIRECTOR], convenes=True), at)


# ---- The council that sits now ----

CHAIRS = "从活动经费里支出，不超过 2,400 元。"
DANCING = "小广场的音响晚上九点关，早上七点以后开。"
MEETING = "每季度第一个周六上午，楼门长和议事员碰头。"


def _council_under_way(keys: Path, now: datetime, ids: dict[str, int], body_id: int) -> None:
    starts = now - timedelta(minutes=50)
    plan = _plan(body_id, "议事会本月例会", starts, ids)
    stage = _called(
        plan, ("活动室添椅子", "小广场跳舞到几点"), starts - timedelta(days=6), ids, keys, body_id
    )
    _arrive(stage, 15)
    _opened(stage)
    _decide(
        stage, 1, "活动室添二十把椅子", "从活动经费里支出，不超过 2,400 元。", against=1, abstain=1
    )
    open_now = _motion(stage, 2, "小广场跳舞到晚上九点", DANCING)
    opening.open_vote(open_now, stage.chair, keys, stage.wait(5))
    _vote(
        open_now,
        [one for one in stage.people[:9] if one != ids[MEMBER]],
        against=2,
        abstain=1,
        at=stage.at,
    )
    mover = next(one for one in stage.people if one not in (stage.chair, ids[MEMBER]))
    with writing():
        said = _said(None, "每季度办一次楼门长碰头会", MEETING)
        motion = moving.draft(motions.locked_meeting(stage.meeting_id), said, mover, stage.at)
        moving.submit(motion, mover, motion.version, stage.at)
        for one in [one for one in stage.people[3:6] if one not in (mover, ids[MEMBER])]:
            moving.sign(motion, one, stage.at)


# ---- The assembly of next week ----


def _next_assembly(now: datetime, ids: dict[str, int], body_id: int) -> None:
    starts = _at(now + timedelta(days=7), 14)
    plan = _plan(body_id, "居民代表会议 2026 年第二次会议", starts, ids)
    titles = ("确认上次会议记录", "听取全年工作报告", "评议居委会")
    called = min(now, _at(starts - timedelta(days=8), 10))
    _called(plan, titles, called, ids, Path(), body_id, report=True)


# ---- What they have in common ----


def _at(day: datetime, hour: int) -> datetime:
    """That day at that hour, here."""
    return datetime.combine(clock.local(day).date(), time(hour), clock.SHANGHAI)


def _plan(body_id: int, title: str, starts: datetime, ids: dict[str, int]) -> Plan:
    with writing():
        sitting = bodies.sitting(body_id, clock.local(starts).date())
        chair = next(one.person_id for one in sitting if one.post == Post.CHAIR)
    return Plan(
        body_id, title, ROOM, starts, starts + TWO_HOURS, Called.MEMBERS, chair, ids[CLERK], True
    )


def _called(
    plan: Plan,
    titles: Sequence[str],
    at: datetime,
    ids: dict[str, int],
    keys: Path,
    topics_of: int | None = None,
    report: bool = False,
) -> Stage:
    """Called with an agenda; ``topics_of``: the body whose waiting topics come after it."""
    with writing():
        meeting = calling.draft(plan, ids[DIRECTOR], at)
        items = [agenda.add(meeting, title, "", None, ids[DIRECTOR], at) for title in titles]
        for topic in topics.routed_to(topics_of)[:3] if topics_of else ():
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


def _arrive(stage: Stage, count: int) -> None:
    with writing():
        meeting = queries.locked(stage.meeting_id)
        for person_id in stage.people[:count]:
            attending.sign_in(meeting, person_id, Via.DOOR, stage.at)
        stage.people = stage.people[:count]


def _opened(stage: Stage) -> None:
    with writing():
        leading.open_(queries.locked(stage.meeting_id), stage.chair, stage.wait(5))


def _said(item: AgendaItem | None, title: str, text: str, **more: Any) -> dict[str, Any]:
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
        **more,
    }


def _motion(stage: Stage, position: int, title: str, text: str, **more: Any) -> int:
    """Put to the vote by the chair, for the committee."""
    with writing():
        items = {one.position: one for one in queries.items(stage.meeting_id)}
        said = _said(items.get(position), title, text, **more)
        meeting = motions.locked_meeting(stage.meeting_id)
        motion = moving.draft(meeting, said, stage.chair, stage.wait(5))
        moving.submit(motion, stage.chair, motion.version, stage.at)
        if motion.admitted_at is None:
            moving.put(motion, stage.chair, stage.at)
        return motion.id


def _decide(
    stage: Stage, position: int, title: str, text: str, against: int, abstain: int, **more: Any
) -> None:
    motion_id = _motion(stage, position, title, text, **more)
    opening.open_vote(motion_id, stage.chair, stage.keys, stage.wait(5))
    _vote(motion_id, stage.people, against, abstain, stage.wait(1))
    closing.close(motion_id, stage.chair, stage.keys, stage.wait(3))


def _vote(motion_id: int, people: Sequence[int], against: int, abstain: int, at: datetime) -> None:
    """The last of them are against, and before them some abstain."""
    said = [Choice.AGAINST] * against + [Choice.ABSTAIN] * abstain
    choices = [Choice.FOR] * (len(people) - len(said)) + said[::-1]
    with writing():
        motion = motions.locked(motion_id)
        for person_id, choice in zip(people, choices, strict=True):
            voice = voting.own_voices(motion, person_id)[0].row.id
            voting.cast(motion, person_id, Draft(voice, choice), NEVER_SECRET, at)
