"""The demo's consultations: on the gate, posted, and on the closing hour, carried out."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from portal.core import clock
from portal.core.db import db, writing
from portal.topics.consultations import actions as talks
from portal.topics.consultations import queries as consultations
from portal.topics.consultations.actions import By, Plan
from portal.topics.consultations.rules import Form

CLERK = "13800000013"


def load(made: dict[str, int], ids: dict[str, int], now: datetime) -> None:
    """``made``: the topics, by title."""
    gate = Plan(
        Form.HEARING,
        "道闸装在哪个门、访客和快递怎么进、费用谁出",
        "社区活动室",
        _evening(now - timedelta(days=8)),
    )
    _held(made["里仁里要不要装道闸"], gate, GATE, ids)
    _post(made["里仁里要不要装道闸"], GATE_OUTCOME, ids, now - timedelta(days=5))
    hours = Plan(
        Form.ROUND_TABLE, "活动室晚上几点关门", "社区活动室", _evening(now - timedelta(days=60))
    )
    _held(made["活动室晚上开到几点"], hours, HOURS, ids)
    _post(
        made["活动室晚上开到几点"],
        "晚上九点关门，周五、周六九点半。",
        ids,
        now - timedelta(days=58),
    )
    _finish(made["活动室晚上开到几点"], ids, now)


GATE = (
    ("道闸工作组", "居民代表", "南门、北门各装一处，先试三个月。"),
    ("和风物业", "物业公司", "可以派人值守，电费物业承担，设备费用请从公共收益出。"),
    ("快递驿站", "驻社区单位", "希望白天能进，车牌可以登记。"),
)
GATE_OUTCOME = (
    "1. 南门、北门各装一处道闸，先试三个月。\n2. 快递车登记车牌，白天可进；访客报楼号登记。\n"
    "3. 设备费用从公共收益支出，电费由物业承担，每季度公布。"
)
HOURS = (
    ("舞蹈队", "使用活动室的居民", "最好开到十点，九点半也行。"),
    ("三楼住户", "相邻居民", "工作日九点以后要安静。"),
)


def _evening(day: datetime) -> datetime:
    """Half past six, when people are at home."""
    return clock.start_of(clock.local(day).date()) + timedelta(hours=18, minutes=30)


def _held(
    topic_id: int, plan: Plan, parties: tuple[tuple[str, str, str], ...], ids: dict[str, int]
) -> None:
    """Convened ten days ahead, notice given, held, and written down."""
    before = plan.starts_at - timedelta(days=10)
    with writing():
        number = talks.convene(topic_id, plan, ids[CLERK], before).id
    for name, capacity, _said in parties:
        _step(number, ids, before, partial(talks.invite, number, name, capacity, None))
    _step(number, ids, before, lambda by: talks.give_notice(number, by))
    _step(number, ids, plan.starts_at, lambda by: talks.hold(number, by))
    with writing():
        named = {one.name: one.id for one in consultations.locked(number).parties}
    said = {named[name]: words for name, _capacity, words in parties}
    _step(number, ids, plan.starts_at, lambda by: talks.write_down(number, said, by))


def _step(number: int, ids: dict[str, int], at: datetime, act: Callable[[By], object]) -> None:
    with writing():
        act(By(ids[CLERK], consultations.locked(number).version, at))


def _post(topic_id: int, outcome: str, ids: dict[str, int], at: datetime) -> None:
    number = consultations.on_topic(topic_id)[0].id
    db.session.rollback()
    _step(number, ids, at, lambda by: talks.post(number, outcome, by))


def _finish(topic_id: int, ids: dict[str, int], now: datetime) -> None:
    number = consultations.on_topic(topic_id)[0].id
    db.session.rollback()
    promised = clock.local(now - timedelta(days=30)).date()
    start, end = now - timedelta(days=40), now - timedelta(days=32)
    _step(number, ids, start, lambda by: talks.carry_out(number, "服务站", promised, by))
    report = "门口贴了新的时间表，管理员到点关灯。两周里没有再接到投诉。"
    _step(number, ids, end, lambda by: talks.report(number, report, by))
