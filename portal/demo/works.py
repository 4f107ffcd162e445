"""What was decided and how it is carried out: a year of projects, each with a fate of its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select

from portal.budget.decision import PROJECT
from portal.budget.models import ListedProject
from portal.core import clock
from portal.core.db import db, writing
from portal.demo import accepting, drawing, pictures
from portal.demo.days import at
from portal.demo.decisions import AFTER_SCHOOL, BATHROOMS, FIRST_AID, GARDEN
from portal.demo.people import grid_code
from portal.projects import actions as projects
from portal.projects import contracting, founding, photos, queries, working
from portal.projects.choosing import Bid, Further, Terms
from portal.projects.founding import Plan
from portal.projects.models import Project
from portal.projects.photos import Shot
from portal.projects.rules import Choice, Moment
from portal.resolutions.models import Resolution, ResolutionItem
from portal.roster.models import Grid

MANAGER, SECOND, RESIDENT = "13800000003", "13800000013", "13800000001"


class Where(NamedTuple):
    """What a price list says of a round's winner, for what the assembly decided: ``grids`` whom it
    benefits, by their numbers (none: everyone).
    """

    grids: tuple[int, ...] = ()
    place: str = "全社区"
    kind: str = "works"


EVERYWHERE = Where()


@dataclass(frozen=True)
class Work:
    """``begins`` and ``lasts``: days since it was decided; ``ends`` None while it is under way;
    ``paid``: the part of its money, in tenths, in so many ``payments`` ``every`` so many days.
    """

    title: str
    contractor: str
    choice: Choice
    begins: int
    lasts: int
    ends: int | None
    paid: int
    payments: int = 16
    every: int = 9
    where: Where = EVERYWHERE
    why: str = ""  # a direct award's reason


MENDED = Work("电机厂宿舍楼道扶手", "和风修缮队", Choice.QUOTES, 30, 100, 110, 9, where=Where((5,)))
DELAYED = Work(
    "里仁里非机动车棚与充电口",
    "安行车棚厂",
    Choice.QUOTES,
    60,
    120,
    322,
    9,
    every=16,
    where=Where((1, 2)),
)
OVERRUN = Work(
    "无障碍坡道改造", "和风修缮队", Choice.QUOTES, 40, 100, 280, 9, 10, where=Where((1, 2))
)
LONG_AGO = Work("助餐点保温餐车", "惠民厨具店", Choice.LOT, 25, 40, 60, 9, 12, 3)
LIGHTS = Work("夜间照明补盲", "明光电气", Choice.QUOTES, 200, 160, None, 6)
LATE = Work(
    "春晓园小广场平整与坐凳", "绿园工程队", Choice.QUOTES, 180, 157, None, 5, where=Where((4,))
)
DIRECT = Work(
    AFTER_SCHOOL,
    "启明托管中心",
    Choice.DIRECT,
    45,
    130,
    170,
    10,
    10,
    12,
    Where(kind="services", place="社区活动室"),
    "区教育局的名录里，能到社区来、老师有证的只有这一家",
)
STOPPED = Work(
    GARDEN,
    "绿园工程队",
    Choice.QUOTES,
    50,
    140,
    None,
    1,
    1,
    where=Where((6,), "书香新居北侧垃圾房旁"),
)
IN_TIME = Work(
    BATHROOMS, "安居适老公司", Choice.QUOTES, 50, 160, 150, 9, 8, 11, Where(place="30 户家里")
)
SIGNED = Work(
    FIRST_AID,
    "康护器械公司",
    Choice.QUOTES,
    305,
    40,
    None,
    0,
    0,
    where=Where((3, 5), "电机厂宿舍门口、和风苑大堂", "goods"),
)
WORKS = (
    MENDED, DELAYED, OVERRUN, LONG_AGO, LIGHTS, LATE, DIRECT, STOPPED, IN_TIME, SIGNED,
)  # fmt: skip
PICTURED = (MENDED, OVERRUN, DELAYED)
FOLLOWED = (DELAYED, OVERRUN)
CAPTIONS = {Moment.BEFORE: "开工以前", Moment.DURING: "正在施工", Moment.AFTER: "做好以后"}
REASONS = {
    DELAYED: "电力公司增容排期晚了，充电口接不上电，只能等",
    OVERRUN: "开挖后发现要改排水，钱不够，等居民代表会议决定",
}
"""Of those whose day was moved."""
Step = Callable[[date], None]
DAY = timedelta(days=1)
MORE, NO_MORE = "修两处坡道", "停止建口袋花园"  # resolutions: more money, and an end
MORE_TAKES = timedelta(days=20)  # from a resolution to what follows of it, past its posting


def contracted(fen: int) -> int:
    """What the contract takes of so much money, in fen: nine tenths."""
    return fen * 9 // 10


class Begun(NamedTuple):
    """``more_on``: the day on which it was given more money."""

    work: Work
    project_id: int
    begins: date
    more_on: date | None


def load(now: datetime, ids: dict[str, int]) -> list[Begun]:
    """Every work as it stands today."""
    today = clock.local(now).date()
    return [_Site(one, number, ids).carry_out(today) for number, one in enumerate(WORKS)]


class _Site:
    """A work that is being carried out, step by step."""

    def __init__(self, work: Work, number: int, ids: dict[str, int]) -> None:
        self.work, self.number, self.ids = work, number, ids
        self.by = ids[SECOND if number % 3 == 2 else MANAGER]
        found = item(work.title)
        self.item_id, self.fen = found.id, found.amount_fen
        self.decided = found.resolution.adopted_on
        self.begins = self.decided + timedelta(days=work.begins)
        self.due = self.begins + timedelta(days=work.lasts)
        self.half = self.begins + timedelta(days=work.lasts // 2)
        self.ends = self.decided + timedelta(days=work.ends) if work.ends else None
        is_more = work is OVERRUN
        self.more_on = item(MORE).resolution.adopted_on + MORE_TAKES if is_more else None

    def carry_out(self, today: date) -> Begun:
        """Step by step, in the order of the days."""
        self._found()
        self._sign()
        if self.begins <= today:
            self._begin()
            for day, step in sorted(self._steps(today), key=lambda one: one[0]):
                step(day)
        return Begun(self.work, self.project_id, self.begins, self.more_on)

    def _held(self) -> Project:
        return projects.held(self.project_id)

    def _found(self) -> None:
        """Once the resolution is in force; a neighbour follows some."""
        work, where = self.work, self.work.where
        with writing():
            listed, day, told = self._listed()
            grids = [_grid(one) for one in where.grids]
            plan = Plan(
                title=work.title,
                kind=listed.kind if listed else where.kind,
                manager_id=self.by,
                start_on=self.begins,
                due_on=self.due,
                summary=told,
                place=listed.place if listed else where.place,
                grid_id=grids[0] if len(grids) == 1 else None,
                beneficiaries="住在附近的居民" if grids else "全社区居民",
                grid_ids=grids,
            )
            self.project_id = founding.found(self.item_id, plan, self.by, at(day)).id
            if work in FOLLOWED:
                projects.follow(self.project_id, self.ids[RESIDENT])

    def _listed(self) -> tuple[ListedProject | None, date, str]:
        """A round's price list has it; the day on which it is founded; what is to be done."""
        found = db.session.get_one(ResolutionItem, self.item_id)
        if found.subject_kind != PROJECT:  # first it is posted to objections
            return None, self.decided + timedelta(days=20), found.resolution.text
        listed = queries.listed_of(found)
        return listed, self.decided + timedelta(days=3), listed.summary if listed else ""

    def _sign(self) -> None:
        """The contract takes nine tenths of the money; others asked for a little more."""
        work, signed = self.work, self.begins - timedelta(days=12)
        price = contracted(self.fen)
        asked = ((work.contractor, 0), ("诚信工程队", 80_000), ("四方公司", 150_000))
        bids = [Bid(name, price + more) for name, more in asked]
        if work.choice is Choice.DIRECT:
            bids = []
        reason = "在活动室抽签，三位居民代表在场" if work.choice is Choice.LOT else work.why
        with writing():
            terms = Terms(work.contractor, work.choice, price, signed, reason, bids)
            contracting.sign(self._held(), terms, None, self.by, at(signed))

    def _begin(self) -> None:
        self._take_picture(Moment.BEFORE, self.begins)
        with writing():
            working.begin(self._held(), self.begins, "进场施工", self.by, at(self.begins))
            working.add_stage(self._held(), "做完一半", self.half, self.by, at(self.begins))

    def _steps(self, today: date) -> Iterator[tuple[date, Step]]:
        """What happened on which day until today."""
        if self.work is STOPPED:
            yield resolution(NO_MORE).adopted_on + MORE_TAKES, self._stop
            return
        if self.half < today:
            yield self.half, self._half
        if self.fen * self.work.paid // 10 > contracted(self.fen):
            yield self.half, self._sign_the_rest
        if self.work in REASONS:
            yield self.due - timedelta(days=10), self._move
        if self.more_on:
            yield self.more_on, self._supplement
        if self.ends:
            yield self.ends, self._finish
            waits = self.work is DELAYED
            yield (today - DAY if waits else self.ends + timedelta(days=12)), self._accept

    def _stop(self, on: date) -> None:
        ended = resolution(NO_MORE).id
        with writing():
            founding.stop(self.project_id, ended, "地下有燃气管，不能开挖", self.by, at(on), None)

    def _half(self, on: date) -> None:
        with writing():
            stage = queries.stages(self.project_id)[0]
            working.finish_stage(self._held(), stage, on, self.by, at(on))
        self._take_picture(Moment.DURING, on)

    def _move(self, on: date) -> None:
        """By five months."""
        later = self.due + timedelta(days=150)
        with writing():
            working.move_due(self._held(), later, REASONS[self.work], self.by, at(on))

    def _supplement(self, on: date) -> None:
        more = item(MORE)
        text = "开挖后发现要改排水，多修两处"
        with writing():
            founding.supplement(self.project_id, more.id, text, self.by, at(on))
        self._sign_more(contracted(more.amount_fen), text, on)

    def _sign_the_rest(self, on: date) -> None:
        self._sign_more(self.fen - contracted(self.fen), "报名的孩子多了，加开一个班", on)

    def _sign_more(self, fen: int, why: str, on: date) -> None:
        """A further contract with the same contractor."""
        paper = drawing.signed_paper(), "jpg"
        with writing():
            further = Further(fen, on, why)
            contracting.go_further(self._held(), further, paper, self.by, at(on))

    def _finish(self, on: date) -> None:
        with writing():
            working.finish(self._held(), on, "按合同做完了", self.by, at(on))
        self._take_picture(Moment.AFTER, on)

    def _accept(self, on: date) -> None:
        """By those who live there; one waits for a neighbour and for the supervisor."""
        if self.work is DELAYED:
            accepting.begun(self.project_id, self.by, on, self.ids[RESIDENT])
        elif self.work is MENDED:
            accepting.with_faults(self.project_id, self.by, on)
        else:
            accepting.at_once(self.project_id, self.by, on)

    def _take_picture(self, moment: Moment, on: date) -> None:
        if self.work not in PICTURED:
            return
        digest, thumb = pictures.kept(pictures.entrance(moment, self.number))
        with writing():
            shot = Shot(moment, CAPTIONS[moment], on, digest, thumb)
            photos.add(self._held(), shot, self.by, at(on))


def item(title: str) -> ResolutionItem:
    """The item of that name which was resolved upon."""
    return db.session.scalars(select(ResolutionItem).where(ResolutionItem.title == title)).one()


def resolution(title: str) -> Resolution:
    return db.session.scalars(select(Resolution).where(Resolution.title == title)).one()


def _grid(number: int) -> int:
    wanted = select(Grid.id).where(Grid.code == grid_code(number))
    return db.session.scalars(wanted).one()
