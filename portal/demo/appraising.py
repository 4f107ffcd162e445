"""The demo's yearly appraisals: last year's with its result and the director's reply, this year's
open, and how content elders are with the station's services, two years running.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from portal.appraisals import queries
from portal.appraisals.actions import answering, closing, following, opening, preparing
from portal.appraisals.actions.answering import Draft
from portal.appraisals.actions.preparing import By, Plan
from portal.appraisals.models import Appraisal
from portal.appraisals.rules import SCALES, Asked, Kind, Scale
from portal.ballots.models import RollRow
from portal.core import clock
from portal.core.db import db, writing
from portal.demo.days import at
from portal.demo.people import SEED, grid_code

SUPERVISOR, DIRECTOR = "13800000004", "13800000008"
LASTS = timedelta(days=14)
WORDS = (
    "账贴出来了，看得懂，希望字再大一点。",
    "有事打电话找得到人，比前几年好。",
    "电动车乱停还是老样子。",
    "助餐点的菜能不能少放盐。",
)
OF_COMMITTEE = (
    "看得懂账、找得到人，是说得最多的两件好事。"
    "意见集中在三处：电动车乱停，公示的字太小，助餐点口味重。",
    "谢谢大家。三件意见我们这样办：车棚年内建成，充电口一起装；公示改用大字，每块公示栏再配放大镜；"
    "助餐点每周三改做少盐的一餐，试两个月再问大家。办得怎样，半年以后公布。",
)
OF_SERVICES_BEFORE = (
    "送餐热乎、理发师傅有耐心；午餐排队久，量血压的日子总记不住。",
    "午餐改为分两拨取，量血压的日子印成卡片送到家。",
)
OF_SERVICES = (
    "饭菜干净、送得准时；希望少放盐，上门理发多来一次。",
    "少盐的一餐已经排上，上门理发从每月两次改为三次。",
)
"""What the supervisors made of the words, and what the director replied."""
LIKED: Mapping[Scale, Sequence[int]] = {
    Scale.MERIT: (58, 34, 5, 1),
    Scale.SATISFACTION: (49, 36, 9, 6),
}
"""How many of a hundred give each answer, from the best on."""
SERVICES = ("助餐和送餐", "上门理发、量血压")
ELDERS_OF = 5  # the grid whose elders the services are for


@dataclass(frozen=True)
class Held:
    """One appraisal of a year; so many answer, ``better`` more of a hundred with the best."""

    kind: Kind
    title: str
    about: str
    year: int
    opens_on: date
    answers: int
    better: int = 0


def load(keys: Path, now: datetime, ids: dict[str, int]) -> None:
    """Bodies are there already."""
    today = clock.local(now).date()
    for held, told in (
        (_of_committee(today, -1, 340, 150), OF_COMMITTEE),
        (_of_services(today, -1, 310, 90), OF_SERVICES_BEFORE),
        (_of_services(today, 0, 45, 90), OF_SERVICES),
    ):
        made = _begin(held, ids)
        _open(made, held, keys, ids)
        _close(made, held, told, keys, ids)
    running = _of_committee(today, 0, 4, 40)
    _open(_begin(running, ids), running, keys, ids)


def _of_committee(today: date, years: int, days: int, answers: int) -> Held:
    """Of the year so many years from now, held so many days ago."""
    year = today.year + years
    about = "看居委会一年做得怎样。无记名，谁也看不到您怎么评。"
    title, opened = f"{year} 年民主评议居委会", today - timedelta(days=days)
    return Held(Kind.COMMITTEE, title, about, year, opened, answers)


def _of_services(today: date, years: int, days: int, answers: int) -> Held:
    year = today.year + years
    about = "请电机厂宿舍的居民评一评为老人做的服务。"
    title, opened = f"{year} 年为老服务满意度", today - timedelta(days=days)
    return Held(Kind.STATION, title, about, year, opened, answers, 18 * (years + 1))


def _begin(held: Held, ids: dict[str, int]) -> int:
    """A supervisor draws it up, and announces it a week before it opens."""
    then, by_id = at(held.opens_on - timedelta(days=7)), ids[SUPERVISOR]
    is_of_services = held.kind is Kind.STATION
    asks = Asked.GRIDS if is_of_services else Asked.RESIDENTS
    grids = (grid_code(ELDERS_OF),) if is_of_services else ()
    last = held.opens_on + LASTS
    plan = Plan(held.title, held.about, asks, grids, True, held.opens_on, last)
    with writing():
        made = preparing.begin(held.year, held.kind, plan, by_id, then).id
        for name in SERVICES if is_of_services else ():
            preparing.add_subject(made, name, "社区服务站", True, _by(made, by_id, then))
        preparing.add_question(made, "回应居民的事", _by(made, by_id, then))
        preparing.announce(made, _by(made, by_id, then))
    return made


def _by(appraisal_id: int, person_id: int, then: datetime) -> By:
    return By(person_id, queries.locked(appraisal_id).version, then)


def _open(appraisal_id: int, held: Held, keys: Path, ids: dict[str, int]) -> None:
    """Neighbours answer; none of those who have log-ins here."""
    opened = at(held.opens_on)
    opening.open_(appraisal_id, keys, opened)
    lot = random.Random(SEED + appraisal_id)  # noqa: S311 - a demo
    with writing():
        found = queries.appraisal(appraisal_id)
        if found is None:
            raise LookupError(appraisal_id)
        own = set(ids.values())
        roll = select(RollRow.person_id).where(RollRow.box_id == found.box_id)
        people = [one for one in db.session.scalars(roll.order_by(RollRow.id)) if one not in own]
        for person_id in lot.sample(people, held.answers):
            _answer(found, person_id, held, lot, opened + timedelta(days=1))


def _answer(
    found: Appraisal, person_id: int, held: Held, lot: random.Random, then: datetime
) -> None:
    secret = str(current_app.config["SECRET_KEY"])
    own = answering.own_lines(found, person_id)
    scales = [one.scale for one in found.subjects for _question in found.questions]
    said = ["" if place in own else _said(scale, held, lot) for place, scale in enumerate(scales)]
    words = lot.choice(WORDS) if lot.randrange(8) == 0 else ""
    offer = answering.offer(answering.row_of(found, person_id), secret)
    draft = Draft(said, words, offer.code, offer.mark)
    answering.cast(found, person_id, draft, secret, then)


def _said(scale: Scale, held: Held, lot: random.Random) -> str:
    best, *others = LIKED[scale]
    return lot.choices(SCALES[scale], (best + held.better, *others))[0]


def _close(
    appraisal_id: int, held: Held, told: tuple[str, str], keys: Path, ids: dict[str, int]
) -> None:
    """Counted and posted when its time was up; the words summed up, the result replied to."""
    ended = clock.end_of(held.opens_on + LASTS)
    closing.close(appraisal_id, keys, ended)
    then, (summary, reply) = ended + timedelta(days=3), told
    with writing():
        following.summarize(appraisal_id, summary, _by(appraisal_id, ids[SUPERVISOR], then))
    with writing():
        replied = ended + timedelta(days=9, hours=10)
        following.reply(appraisal_id, reply, ids[DIRECTOR], replied)
