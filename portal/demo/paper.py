"""The demo's wishes on paper: forms of some households of each grid, some led to proposals."""

import random
from datetime import datetime, timedelta

from sqlalchemy import select

from portal.core import clock
from portal.core.db import db, writing
from portal.demo.people import SEED
from portal.proposals import paper, queries
from portal.proposals.models import Proposal, Wish, WishForm
from portal.roster.models import Grid, Household

SHARE = (34, 21, 28, 12, 40, 9)  # forms of each grid
COLLECTORS = ("楼栋长王淑珍", "小组长徐凤玲", "楼栋长李志强", "网格员孙海涛")
ALIKE = {
    "里仁里地下室通道防滑": ("地下通道下雨就滑，摔过人", "5—8 号楼地下通道", 16),
    "老年人智能手机课": ("想有人教我用手机挂号", "社区活动室", 11),
    "课后托管加两个班": ("三点半放学没人接孩子", "社区活动室", 6),
    "书香新居装一台饮水机": ("儿童乐园旁边没有水喝", "书香新居", 3),
}
"""Title of a proposal → a wish that it carries, where, and of how many households."""

OTHERS = (
    ("电动车乱停，堵住单元门", "楼门口"),
    ("多几张带靠背的长椅", "中心花园"),
    ("垃圾房味道大，夏天开不了窗", "垃圾房"),
    ("晾衣服没有地方", "楼前空地"),
    ("", ""),
)


def load_wishes(now: datetime, entered_by: int) -> None:
    """Some 140 forms of the round that collects, typed in by a member of staff."""
    lot = random.Random(SEED + 3)  # noqa: S311 - a demo
    proposals = _proposals()
    round_id = next(iter(proposals.values())).round_id
    alike = [(title, *wish) for title, (*wish, many) in ALIKE.items() for _ in range(many)]
    homes = [home for homes in _homes(lot) for home in homes]
    lot.shuffle(homes)
    with writing():
        carried = [
            (title, _form(lot, now, round_id, home, entered_by, [(text, place), *_more(lot)]))
            for (title, text, place), home in zip(alike, homes, strict=False)
        ]
        for home in homes[len(alike) :]:
            _form(lot, now, round_id, home, entered_by, _more(lot) or [OTHERS[0]])
        ids = {title: one.id for title, one in proposals.items()}
        for title, wish in carried:
            paper.carry(wish, queries.locked(ids[title]), entered_by, now)


def _proposals() -> dict[str, Proposal]:
    found = db.session.scalars(select(Proposal).where(Proposal.title.in_(ALIKE)))
    return {one.title: one for one in found}


def _homes(lot: random.Random) -> list[list[int]]:
    grids = db.session.scalars(select(Grid.id).order_by(Grid.code)).all()
    found = []
    for grid_id, many in zip(grids, SHARE, strict=True):
        all_of_it = select(Household.id).where(Household.grid_id == grid_id).order_by(Household.id)
        found.append(lot.sample(list(db.session.scalars(all_of_it)), many))
    return found


def _more(lot: random.Random) -> list[tuple[str, str]]:
    return [wish for wish in lot.sample(OTHERS, 2) if wish[0]][: lot.randint(0, 2)]


def _form(
    lot: random.Random,
    now: datetime,
    round_id: int,
    home: int,
    by: int,
    wishes: list[tuple[str, str]],
) -> Wish:
    """The form's first wish."""
    form = WishForm(
        round_id=round_id,
        household_id=home,
        received_on=(clock.local(now) - timedelta(days=lot.randint(0, 18))).date(),
        collected_by=lot.choice(COLLECTORS),
        entered_by=by,
    )
    return paper.enter(form, wishes, now).wishes[0]
