"""The demo's meetings: the last assembly with what it decided and what became of it, last month's
council and joint meeting, a council that sits right now, and an assembly called for next week.
"""

from datetime import datetime, timedelta
from pathlib import Path

from portal.core import clock
from portal.core.db import writing
from portal.demo import stage as acts
from portal.demo.stage import DIRECTOR, MEMBER, Stage
from portal.meetings.minutes.carried import SOURCE as MEETING
from portal.meetings.motions import queries as motions
from portal.meetings.motions.actions import moving, opening
from portal.meetings.motions.decision import SOURCE
from portal.resolutions import queries as resolutions
from portal.resolutions.followups import actions as followups
from portal.resolutions.followups.actions import Promise
from portal.resolutions.followups.rules import Hand
from portal.resolutions.kinds import SOURCE as RESOLUTION

SUPERVISOR = "13800000004"


def load(keys: Path, now: datetime, ids: dict[str, int], body_ids: dict[str, int]) -> None:
    """Bodies and topics are there already."""
    _last_assembly(keys, now, ids, body_ids["assembly"])
    _joint_meetings(keys, now, ids, body_ids["property"])
    _last_council(keys, now, ids, body_ids["council"])
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
NO_GARDEN = (
    "垃圾房旁的口袋花园不再建：那块地下面是燃气管，燃气公司书面要求不能开挖。"
    "已经付的勘测费如实入账，没有花的钱留在社区保障资金里。"
)


def _last_assembly(keys: Path, now: datetime, ids: dict[str, int], body_id: int) -> None:
    starts = acts.at(now - timedelta(days=130), 14)
    plan = acts.plan(body_id, f"居民代表会议 {starts.year} 年第一次会议", starts, ids)
    titles = ("听取上半年工作报告", "夜间巡逻", "楼门口坡道", "活动室出租", "口袋花园")
    stage = acts.called(plan, titles, starts - timedelta(days=12), ids, keys)
    acts.arrive(stage, len(stage.people) - 5)
    acts.opened(stage)
    acts.decide(
        stage, 1, "通过上半年工作报告", REPORT, against=2, abstain=1, matter="yearly_report"
    )
    acts.decide(stage, 2, "夜间巡逻改为每晚两班", NIGHT, against=6, abstain=3)
    acts.decide(stage, 3, "修两处坡道", RAMP, against=3, abstain=2, amount_fen=1_800_000)
    acts.decide(stage, 4, "活动室向外单位出租", FEE, against=25, abstain=6)
    acts.decide(stage, 5, "停止建口袋花园", NO_GARDEN, against=7, abstain=4)
    acts.closed(stage, ids, submitted=True)
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
    _report(waiting, PATROLLED, ids, now - timedelta(days=3))
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


def _promise(
    source_id: int,
    what: str,
    ids: dict[str, int],
    then: datetime,
    days: int,
    kind: str = RESOLUTION,
    who: str = "",
) -> int:
    """By the director, or by ``who`` from outside the portal."""
    due = clock.local(then + timedelta(days=days)).date()
    by = None if who else ids[DIRECTOR]
    wanted = Promise(kind, source_id, what, who, by, ids[SUPERVISOR], due)
    with writing():
        return followups.promise(wanted, ids[DIRECTOR], then).id


def _report(followup_id: int, text: str, ids: dict[str, int], at: datetime) -> None:
    with writing():
        one = followups.locked(followup_id)
        followups.report(one, text, one.version, Hand(ids[DIRECTOR], convenes=True), at)


# ---- A standing joint meeting, from month to month ----


def _joint_meetings(keys: Path, now: datetime, ids: dict[str, int], body_id: int) -> None:
    """Last month's, which carries what was promised two months ago; the next one is called."""
    lifts = "各楼电梯年检报告贴进电梯"
    for days, promised, due in ((58, lifts, 30), (27, "南门道闸坏了的杆换新", 50)):
        starts = acts.at(now - timedelta(days=days), 9)
        plan = acts.plan(body_id, f"物业联席会议（{starts.month} 月）", starts, ids)
        titles = ("上次定下的事办得怎样", "报修和电梯", "停车和道闸")
        stage = acts.called(plan, titles, starts - timedelta(days=4), ids, keys)
        acts.arrive(stage, len(stage.people))
        acts.opened(stage)
        acts.closed(stage, ids, submitted=False)
        meeting = stage.meeting_id
        _promise(meeting, promised, ids, stage.wait(10), due, MEETING, "和风物业公司")
    starts = acts.at(now + timedelta(days=4), 9)
    plan = acts.plan(body_id, f"物业联席会议（{starts.month} 月）", starts, ids)
    acts.called(plan, ("上次定下的事办得怎样", "冬季供暖"), now - timedelta(hours=3), ids, keys)


# ---- The council, last month and now ----

NOTICES = "三处公示栏换上防雨的玻璃门，从活动经费里支出，不超过 4,500 元。"


def _last_council(keys: Path, now: datetime, ids: dict[str, int], body_id: int) -> None:
    """It approved the minutes of the one before, and decided a resident's topic; its own minutes
    wait for the meeting that is under way.
    """
    before = _council_before_last(keys, now, ids, body_id)
    starts = acts.at(now - timedelta(days=30), 19)
    plan = acts.plan(body_id, "议事会上月例会", starts, ids)
    called = starts - timedelta(days=5)
    stage = acts.called(plan, ("暑期孩子托管",), called, ids, keys, topics_of=body_id)
    acts.arrive(stage, 17)
    acts.opened(stage)
    acts.approve_minutes(stage, before)
    acts.decide(stage, 2, "公示栏换防雨的玻璃门", NOTICES, 2, 0, matter=HANDED, amount_fen=450_000)
    acts.closed(stage, ids, submitted=True)


def _council_before_last(keys: Path, now: datetime, ids: dict[str, int], body_id: int) -> Stage:
    starts = acts.at(now - timedelta(days=61), 19)
    plan = acts.plan(body_id, f"议事会 {starts.month} 月例会", starts, ids)
    titles = ("下半年议题怎么排", "楼门长碰头会")
    stage = acts.called(plan, titles, starts - timedelta(days=5), ids, keys)
    acts.arrive(stage, 16)
    acts.opened(stage)
    acts.closed(stage, ids, submitted=True)
    return stage


HANDED = "delegated"
"""What the assembly has handed down to the council (portal/demo/topics.py)."""
CHAIRS = "从活动经费里支出，不超过 2,400 元。"
DANCING = "小广场的音响晚上九点关，早上七点以后开。"
GATHERING = "每季度第一个周六上午，楼门长和议事员碰头。"


def _council_under_way(keys: Path, now: datetime, ids: dict[str, int], body_id: int) -> None:
    starts = now - timedelta(minutes=50)
    plan = acts.plan(body_id, "议事会本月例会", starts, ids)
    stage = acts.called(
        plan, ("活动室添椅子", "小广场跳舞到几点"), starts - timedelta(days=6), ids, keys, body_id
    )
    acts.arrive(stage, 15)
    acts.opened(stage)
    acts.decide(stage, 1, "活动室添二十把椅子", CHAIRS, against=1, abstain=1, matter=HANDED)
    open_now = acts.motion(stage, 2, "小广场跳舞到晚上九点", DANCING, matter=HANDED)
    opening.open_vote(open_now, stage.chair, keys, stage.wait(5))
    acts.vote(
        open_now,
        [one for one in stage.people[:9] if one != ids[MEMBER]],
        against=2,
        abstain=1,
        at=stage.at,
    )
    mover = next(one for one in stage.people if one not in (stage.chair, ids[MEMBER]))
    with writing():
        words = acts.said(None, "每季度办一次楼门长碰头会", GATHERING, matter=HANDED)
        motion = moving.draft(motions.locked_meeting(stage.meeting_id), words, mover, stage.at)
        moving.submit(motion, mover, motion.version, stage.at)
        for one in [one for one in stage.people[3:6] if one not in (mover, ids[MEMBER])]:
            moving.sign(motion, one, stage.at)


# ---- The assembly of next week ----


def _next_assembly(now: datetime, ids: dict[str, int], body_id: int) -> None:
    starts = acts.at(now + timedelta(days=7), 14)
    plan = acts.plan(body_id, f"居民代表会议 {starts.year} 年第二次会议", starts, ids)
    titles = ("确认上次会议记录", "听取全年工作报告", "评议居委会")
    called = min(now, acts.at(starts - timedelta(days=8), 10))
    acts.called(plan, titles, called, ids, Path(), body_id, report=True)
