"""What the assembly of last winter decided besides the round: three years' plan, and works."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from portal.demo import stage as acts


class Wanted(NamedTuple):
    """A motion of the committee: how many were against and abstained; ``fen`` 0: words alone."""

    title: str
    text: str
    against: int
    abstain: int
    fen: int


PLAN = "三年适老化改造计划"
BATHROOMS = "高龄家庭卫生间改造（第一年）"
AFTER_SCHOOL = "课后托管进社区"
GARDEN = "垃圾房旁的口袋花园"
FIRST_AID = "急救箱和除颤器"
WANTED = (
    Wanted(
        PLAN,
        "三年里分批做完：楼道扶手 35 个单元，门口坡道 10 处，高龄家庭卫生间 110 户。"
        "每年做多少写成数目，年底对账，做不到的要说明原因。",
        2,
        3,
        0,
    ),
    Wanted(
        BATHROOMS,
        "第一年先做 30 户，八十岁以上和独居的优先：装扶手、换防滑地砖。"
        "费用从社区保障资金支出，不超过 40,000 元。",
        1,
        2,
        4_000_000,
    ),
    Wanted(
        AFTER_SCHOOL,
        "三点半放学到六点，孩子在活动室写作业、有人看，先办一个学期，不超过 30,000 元。",
        5,
        3,
        3_000_000,
    ),
    Wanted(
        GARDEN,
        "垃圾房旁的空地改成可以种花的小园子，居民认养，不超过 20,000 元。",
        9,
        4,
        2_000_000,
    ),
    Wanted(
        FIRST_AID,
        "在电机厂宿舍门口和和风苑大堂各放一台除颤器、一个急救箱，培训 60 名居民，"
        "不超过 48,000 元。",
        3,
        1,
        4_800_000,
    ),
)


def load(keys: Path, now: datetime, ids: dict[str, int], body_id: int) -> None:
    """Ten months ago; what it resolved is in force since its posting ended."""
    starts = acts.at(now - timedelta(days=300), 14)
    title = f"居民代表会议（{starts.year} 年 {starts.month} 月）"
    plan = acts.plan(body_id, title, starts, ids)
    titles = [one.title for one in WANTED]
    stage = acts.called(plan, titles, starts - timedelta(days=12), ids, keys)
    acts.arrive(stage, len(stage.people) - 3)
    acts.opened(stage)
    for position, one in enumerate(WANTED, 1):
        acts.decide(
            stage,
            position,
            one.title,
            one.text,
            one.against,
            one.abstain,
            amount_fen=one.fen or None,
        )
    acts.closed(stage, ids, submitted=True)
