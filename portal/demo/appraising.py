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
    "夜里巡逻的人多了，放心。",
    "助餐点的菜能不能少放盐。",
)
SUMMARY = (
    "看得懂账、找得到人，是说得最多的两件好事。"
    "意见集中在三处：电动车乱停，公示的字太小，助餐点口味重。"
)
REPLY = (
    "谢谢大家。三件意见我们这样办：车棚年内建成，充电口一起装；公示改用大字，每块公示栏再配放大镜；"
    "助餐点每周三改做少盐的一餐，试两个月再问大家。办得怎样，半年以后公布。"
)
LIKED: Mapping[Scale, Sequence[int]] = {
    Scale.MERIT: (58, 34, 5, 1),
    Scale.SATISFACTION: (49, 36, 9, 6),
}
"""How many of a hundred give each answer, from the best on."""
SERVICES = (("助餐和送餐", "服务站", True), ("上门理发、量血压", "服务站", True))


@dataclass(frozen=True)
class Held:
    """``year``: which year it is of; ``opens_on``; so many answer; each answers ``better``
    percent more often with the best.
    """

    kind: Kind
    title: str
    about: str
    year: int
    opens_on: date
    answers: int
    question: str
    better: int = 0
    elders_of: int | None = None  # the number of a grid


def load(keys: Path, now: datetime, ids: dict[str, int]) -> None:
    """Bodies are there already."""
    today = clock.local(now).date()
    year = today.year
    about = "看居委会一年做得怎样。无记名，谁也看不到您怎么评。"
    last = Held(
        Kind.COMMITTEE, f"{year - 1} 年民主评议居委会", about, year - 1,
        today - timedelta(days=340), 150, "回应居民的事",
    )  # fmt: skip
    running = Held(
        Kind.COMMITTEE, f"{year} 年民主评议居委会", about, year, today - timedelta(days=4), 40,
        "回应居民的事", 6,
    )  # fmt: skip
    closed = _begin(last, ids)
    _open(closed, last, keys, ids)
    _close(closed, last, keys, ids)
    _open(_begin(running, ids), running, keys, ids)


def _begin(held: Held, ids: dict[str, int]) -> int:
    """A supervisor draws it up, and announces it a week before it opens."""
    then = at(held.opens_on - timedelta(days=7))
    asks = Asked.RESIDENTS if held.elders_of is None else Asked.GRIDS
    grids = () if held.elders_of is None else (grid_code(held.elders_of),)
    plan = Plan(held.title, held.about, asks, grids, True, held.opens_on, held.opens_on + LASTS)
    with writing():
        by_id = ids[SUPERVISOR]
        made = preparing.begin(held.year, held.kind, plan, by_id, then).id
        if held.kind is Kind.STATION:
            for name, capacity, for_elders in SERVICES:
                preparing.add_subject(made, name, capacity, for_elders, _by(made, by_id, then))
        preparing.add_question(made, held.question, _by(made, by_id, then))
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


def _close(appraisal_id: int, held: Held, keys: Path, ids: dict[str, int]) -> None:
    """Counted and posted when its time was up; the words summed up, the result replied to."""
    ended = clock.end_of(held.opens_on + LASTS)
    closing.close(appraisal_id, keys, ended)
    then = ended + timedelta(days=3)
    with writing():
        following.summarize(appraisal_id, SUMMARY, _by(appraisal_id, ids[SUPERVISOR], then))
    with writing():
        replied = ended + timedelta(days=9, hours=10)
        following.reply(appraisal_id, REPLY, ids[DIRECTOR], replied)
