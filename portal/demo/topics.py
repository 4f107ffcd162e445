"""The demo's topics, at every stage; a demand that collects."""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select, update

from portal.bodies import queries as bodies
from portal.bodies.models import Body, Term
from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.db import db, writing
from portal.demo import consultations
from portal.demo.drawing import signed_paper
from portal.demo.people import SEED
from portal.moderation import actions as moderation
from portal.moderation.models import Item
from portal.moderation.rules import Move as Reading
from portal.roster.models import Person
from portal.topics import queries
from portal.topics.actions import delegating, raising, reading, screening, supporting
from portal.topics.actions.delegating import Older
from portal.topics.actions.screening import Act
from portal.topics.demands import actions as demands
from portal.topics.demands import queries as open_demands
from portal.topics.demands.models import Demand, Signatory
from portal.topics.demands.rules import Kind as Demanded
from portal.topics.rules import Ground, Matter, Office

DIRECTOR, PARTY, MODERATOR = "13800000008", "13800000011", "13800000003"
SUPERVISOR = "13800000004"
RESIDENT, HOUSEMATE = "13800000001", "13800000009"


class Idea(NamedTuple):
    """A topic, how many days ago it was raised, neighbours behind it, and how it fared."""

    title: str
    text: str
    days: int
    behind: int
    fate: str = ""
    matter: Matter = Matter.ORDINARY


IDEAS = (
    Idea(
        "里仁里要不要装道闸",
        "外面的车抄近路穿行，孩子在路上玩不安全。装了道闸，访客、快递怎么进，也要一起想好。",
        55,
        16,
        "posted",
        Matter.DELEGATED,
    ),
    Idea(
        "活动室晚上开到几点",
        "跳舞的想开到十点，楼上的想八点半就关。想请两边坐下来定个时间。",
        90,
        14,
        "reported",
        Matter.DELEGATED,
    ),
    Idea(
        "电动车充电棚建在哪里",
        "飞线充电太危险。三处空地各有各的难处，想请议事会比一比，定一处先建。",
        30,
        15,
        "routed",
        Matter.DELEGATED,
    ),
    Idea(
        "居民公约加一条：宠物牵绳",
        "遛狗不牵绳，老人孩子害怕。想在公约里写清楚，也写清楚谁来劝、劝不听怎么办。",
        40,
        23,
        "agenda",
        Matter.COVENANT,
    ),
    Idea(
        "垃圾分类点晚上加一班",
        "下班晚的人赶不上八点的投放时间。想请居委会和物业商量，晚上加到十点。",
        20,
        12,
        "committee",
    ),
    Idea("小广场早晚各留一段安静时间", "早上六点、晚上九点的音响，都有人受不了。", 8, 11, "party"),
    Idea(
        "物业费收缴和公示怎么改",
        "有人不交，有人说账不清楚。想请物业公司把账公开，再商量怎么收。",
        24,
        13,
        "late",
    ),
    Idea("暑假办个孩子们的旧书市", "书看过就放着，换着看多好。想在小广场办一个下午。", 6, 4),
    Idea(
        "给楼道换声控灯", "晚上上楼摸黑，老人不敢出门。想请大家议一议换哪种灯、电费怎么摊。", 9, 7
    ),
    Idea(
        "请街道把公交站移到东门",
        "东门出来的人多，公交站却在南门，要绕六百米。",
        45,
        12,
        "declined",
    ),
    Idea("遛狗要牵绳", "我家孩子被吓哭过。请大家定个规矩。", 35, 6, "merged"),
    Idea("改成每月开一次楼门会", "有事当面说，比在群里吵好。", 28, 3, "withdrawn"),
    Idea("在河边搭一个钓鱼台", "退休了想有个地方钓鱼。", 80, 2, "lapsed"),
    Idea(
        "公示栏一下雨就看不清", "没有门，纸一湿就烂。怎么修？", 75, 13, "routed", Matter.DELEGATED
    ),
)


def load(now: datetime, ids: dict[str, int]) -> None:
    """Everything of the room, by its own acts; the bodies are there already, or stand in here."""
    lot = random.Random(SEED + 7)  # noqa: S311 - a demo
    _stand_in(now)
    with writing():
        people = _adults()
        _delegate(ids, now - timedelta(days=300))
    made = {idea.title: _make(idea, lot.sample(people, 40), ids, now) for idea in IDEAS}
    _merge(made, ids, now)
    consultations.load(made, ids, now)
    _own(ids, now)
    _demand(ids, now)
    _sent_back(ids, now)


def _own(ids: dict[str, int], now: datetime) -> None:
    """The resident's: one that nobody has read yet, and one that a moderator has sent back."""
    with writing():
        text = "门口的快递堆了一地，轮椅过不去。想请大家议一议放在哪里。"
        raising.raise_topic(ids[RESIDENT], "快递放在哪里好", text, True, now)
        text = "3 号楼 502 老是半夜洗衣服，请大家定个安静的时间。"
        item = raising.raise_topic(ids[RESIDENT], "晚上几点以后要安静", text, True, now).item
        _ask(item, "请不要写是哪一户，只说事情。", ids[MODERATOR], now)


def _sent_back(ids: dict[str, int], now: datetime) -> None:
    """The housemate's demand, which a moderator has sent back."""
    with writing():
        text = "开个会吧，张三管的那些事大家都不满意。"
        made = demands.start(ids[HOUSEMATE], Demanded.RESIDENTS, "说说物业的事", text, now)
        _ask(made.item, "请不要点名，写清楚要议哪几件事。", ids[PARTY], now)


def _ask(item: Item | None, why: str, by: int, now: datetime) -> None:
    if item is not None:
        moderation.decide(item.id, item.version, Reading.ASK, why, by, now)


def _stand_in(now: datetime) -> None:
    """The bodies that topics go to, where nobody has founded them yet."""
    names = {
        Kind.RESIDENTS_MEETING: "里仁社区居民会议",
        Kind.ASSEMBLY: "里仁社区居民代表会议",
        Kind.COUNCIL: "里仁社区议事会",
    }
    today = clock.local(now).date()
    with writing():
        for kind, name in names.items():
            if bodies.of_kind(kind, today) is None:
                _found(kind, name, today)


def _found(kind: Kind, name: str, today: date) -> None:
    begins = date(today.year - 2, 1, 1)
    body = Body(kind=kind, name=name, founded_on=begins)
    db.session.add(body)
    db.session.flush()
    ends = date(today.year + 2, 12, 31)
    db.session.add(Term(body_id=body.id, number=1, starts_on=begins, ends_on=ends))


def _adults() -> list[int]:
    """Adults whom no log-in belongs to."""
    wanted = select(Person.id).where(Person.birth_year < 2000, Person.household_id.is_not(None))
    wanted = wanted.where(Person.phone.is_(None) | Person.phone.not_like("138000000%"))
    return list(db.session.scalars(wanted.order_by(Person.id)))


OLDER = (
    (Matter.DELEGATED, Kind.COUNCIL, "环境、秩序、文体方面的事项", "居民代表会议第三次会议的决定"),
    (Matter.YEARLY_REPORT, Kind.ASSEMBLY, "", "居民会议授权居民代表会议听取年度工作报告的决定"),
    (Matter.APPRAISAL, Kind.ASSEMBLY, "", "居民会议授权居民代表会议评议居委会的决定"),
)
"""What was handed down before this site was begun."""
UNSEEN = "居民会议授权居民代表会议决定停车收费的决定"


def _delegate(ids: dict[str, int], then: datetime) -> None:
    """Entered by the director, confirmed by a supervisor who saw the originals; one waits."""
    begins = clock.local(then).date() - timedelta(days=1500)
    for matter, to, scope, basis in OLDER:
        older = Older(basis, begins, signed_paper(), "jpg")
        days = begins, None
        made = delegating.enter_older(matter, to, scope, older, days, ids[DIRECTOR], then)
        delegating.confirm(made.id, ids[SUPERVISOR], then + timedelta(days=1))
    unseen = Older(UNSEEN, begins, signed_paper(), "jpg")
    matter, to, days = Matter.AFFECTS_EVERYONE, Kind.ASSEMBLY, (begins, None)
    delegating.enter_older(matter, to, "停车收费", unseen, days, ids[DIRECTOR], then)


def _make(idea: Idea, people: list[int], ids: dict[str, int], now: datetime) -> int:
    """One topic from its raising to where it stands, by the room's own acts."""
    author, *neighbours = people
    at = now - timedelta(days=idea.days)
    with writing():
        topic = raising.raise_topic(author, idea.title, idea.text, False, at)
        topic_id, item = topic.id, topic.item
        if item is not None:
            moderation.decide(item.id, item.version, Reading.APPROVE, "", ids[MODERATOR], at)
    for person_id in neighbours[: idea.behind]:
        with writing():
            supporting.endorse(queries.locked(topic_id), person_id, at + timedelta(days=4))
    _screen(topic_id, idea, author, ids, at)
    return topic_id


def _screen(topic_id: int, idea: Idea, author: int, ids: dict[str, int], at: datetime) -> None:
    if idea.fate == "withdrawn":
        with writing():
            raising.withdraw(queries.locked(topic_id), author, "已经在楼门群里办起来了", at)
        _let_through_reason(topic_id, ids[MODERATOR], at)
    elif idea.fate == "lapsed":
        with writing():
            reading.lapse(queries.locked(topic_id), at + timedelta(days=62))
    elif idea.fate == "declined":
        reason = "公交线路由市交通部门定。居委会已经把大家的意见转给街道。"
        _as(topic_id, ids[PARTY], Office.PARTY, reason, at + timedelta(days=8), _decline)
    elif idea.fate not in ("", "party", "late", "merged"):
        _let_pass_and_route(topic_id, idea, ids, at)


def _let_pass_and_route(topic_id: int, idea: Idea, ids: dict[str, int], at: datetime) -> None:
    passed = "符合法律和政策，居民关心，同意交居委会审议。"
    _as(topic_id, ids[PARTY], Office.PARTY, passed, at + timedelta(days=8), screening.let_pass)
    if idea.fate == "committee":
        with writing():  # waits, and has some days left
            queries.locked(topic_id).due_on = clock.today() + timedelta(days=3)
        return
    reason = "事情清楚，附议够数，按事项提交。"
    _as(
        topic_id,
        ids[DIRECTOR],
        Office.COMMITTEE,
        reason,
        at + timedelta(days=12),
        lambda act: screening.route(act, idea.matter, False),
    )


def _decline(act: Act) -> None:
    screening.decline(act, Ground.NOT_OURS)


def _as(
    topic_id: int,
    by: int,
    office: Office,
    reason: str,
    at: datetime,
    decide: Callable[[Act], None],
) -> None:
    with writing():
        version = queries.locked(topic_id).version
        decide(Act(topic_id, version, by, office, reason, at))


def _let_through_reason(topic_id: int, moderator: int, at: datetime) -> None:
    with writing():
        for step in queries.steps(topic_id):
            if step.item is not None:
                item = step.item
                moderation.decide(item.id, item.version, Reading.APPROVE, "", moderator, at)


def _merge(made: dict[str, int], ids: dict[str, int], now: datetime) -> None:
    """Two that say the same; the other one is on an agenda soon."""
    into = made["居民公约加一条：宠物牵绳"]
    _as(
        made["遛狗要牵绳"],
        ids[DIRECTOR],
        Office.COMMITTEE,
        "和另一个议题是同一件事。",
        now - timedelta(days=20),
        lambda act: screening.merge(act, into),
    )


# ---- A demand ----


def _demand(ids: dict[str, int], now: datetime) -> None:
    """Some three in five of the household delegates that it needs have signed so far."""
    at = now - timedelta(days=12)
    with writing():
        starter = _delegate_of(ids)
        text = "养犬、装修、停车，公约八年没有改过了。请开一次居民会议，把这几条改好。"
        demand = demands.start(starter, Demanded.DELEGATES, "修改居民公约", text, at)
        demand_id, item = demand.id, demand.item
        if item is not None:
            moderation.decide(item.id, item.version, Reading.APPROVE, "", ids[PARTY], at)
    with writing():
        _sign_many(open_demands.locked(demand_id), at)


def _delegate_of(ids: dict[str, int]) -> int:
    """A delegate whom no log-in belongs to."""
    wanted = select(Person.id).where(
        Person.is_delegate.is_(True), Person.birth_year < 1980, Person.id.not_in(ids.values())
    )
    return db.session.scalars(wanted.order_by(Person.id).limit(1)).one()


def _sign_many(demand: Demand, at: datetime) -> None:
    some = (demand.needed or 0) * 3 // 5
    wanted = select(Signatory.person_id).where(
        Signatory.demand_id == demand.id, Signatory.signed_at.is_(None)
    )
    people = list(db.session.scalars(wanted.order_by(Signatory.person_id).limit(some)))
    signed = Signatory.demand_id == demand.id, Signatory.person_id.in_(people)
    db.session.execute(update(Signatory).where(*signed).values(signed_at=at + timedelta(days=2)))
