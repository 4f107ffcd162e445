"""The demo's programme over three years: what is due each year, and what was reached."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from portal.core.db import writing
from portal.demo.days import at
from portal.demo.decisions import PLAN
from portal.demo.works import IN_TIME, MENDED, OVERRUN, Begun, Work, resolution
from portal.projects import actions as projects
from portal.projects.programmes import actions
from portal.projects.programmes.actions import Plan
from portal.projects.programmes.models import Programme

BY = "13800000008"
SUMMARY = (
    "老人多、没有电梯的楼先做：楼道能扶，门口能上轮椅，洗澡不怕滑。"
    "每年年底对一次账，差多少、为什么，都写在这里。"
)
RAILS, RAMPS, BATHS = "楼道扶手", "门口坡道", "高龄家庭卫生间"
TARGETS = ((RAILS, "个单元", (7, 14, 14)), (RAMPS, "处", (4, 3, 3)), (BATHS, "户", (30, 40, 40)))
"""What is counted, and how many of it each year."""


class Reached(NamedTuple):
    """So many, ``days`` after a work began."""

    work: Work
    days: int
    what: str
    number: int
    note: str


REACHED = (
    Reached(MENDED, 110, RAILS, 7, "电机厂宿舍 1—7 号楼各一个单元，一至五层。"),
    Reached(OVERRUN, 120, RAMPS, 2, "里仁里 5 号楼、6 号楼门口。"),
    Reached(OVERRUN, 235, RAMPS, 2, "里仁里 9 号楼、12 号楼门口，排水一起改了。"),
    Reached(IN_TIME, 40, BATHS, 9, "先做独居的九户。"),
    Reached(IN_TIME, 75, BATHS, 13, "八十岁以上的十三户。"),
    Reached(IN_TIME, 98, BATHS, 6, "还有两户家里没有人，改在第二年。"),
)
WRONG, RIGHT = "八十岁以上的十三户。", "核对签收单，是十二户：有一户只看了现场。"


def load(ids: dict[str, int], begun: Sequence[Begun]) -> None:
    """Founded once its resolution was in force; works belong to it, and are reported to it."""
    ground, by = resolution(PLAN), ids[BY]
    day, ground_id = ground.adopted_on + timedelta(days=25), ground.id
    begins = {one.work.title: one for one in begun}
    plan = Plan(PLAN, SUMMARY, ground_id, day.year, day.year + len(TARGETS[0][2]) - 1)
    with writing():
        made = actions.found(plan, by, at(day))
        programme_id = made.id
        targets = {
            what: actions.aim(
                made, what, unit, dict(zip(made.years, due, strict=True)), by, at(day)
            )
            for what, unit, due in TARGETS
        }
        ids_of = {what: one.id for what, one in targets.items()}
    with writing():
        programme = actions.locked(programme_id)
        for work in (MENDED, OVERRUN, IN_TIME):
            project = projects.held(begins[work.title].project_id)
            actions.join(programme, project, by, at(day))
        for one in REACHED:
            _report(programme, ids_of[one.what], one, begins[one.work.title], by)


def _report(programme: Programme, target_id: int, one: Reached, begun: Begun, by: int) -> None:
    """One line was wrong, and another stands in its place."""
    on = begun.begins + timedelta(days=one.days)
    line = actions.report(programme, target_id, one.number, on, one.note, by, at(on))
    if one.note == WRONG:
        later = at(on + timedelta(days=6))
        actions.correct(line, one.number - 1, on, RIGHT, by, later)
