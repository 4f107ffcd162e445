"""The demo's proposals: whence the rounds' projects came, and next year's, at every stage."""

import random
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import insert, select, update

from portal.budget import queries as rounds
from portal.budget.actions import preparing
from portal.budget.models import ListedProject, Round
from portal.budget.rules import BallotForm, ProjectKind
from portal.budget.tally import Completion, Rule
from portal.core import clock
from portal.core.db import db, writing
from portal.demo.people import SEED
from portal.moderation import actions as moderation
from portal.moderation.rules import Move as Reading
from portal.proposals import queries
from portal.proposals.actions import fates, screening, supporting, talking
from portal.proposals.actions import writing as acts
from portal.proposals.actions.screening import Act
from portal.proposals.models import Authorship, Endorsement, Proposal, Step
from portal.proposals.rules import Ground, Move, Side, State
from portal.roster.models import Grid, Person

WORKS, GOODS, SERVICES = ProjectKind.WORKS, ProjectKind.GOODS, ProjectKind.SERVICES


class Idea(NamedTuple):
    """A wish for next year: title, need, place, grid (1–6, 0 for all), kind, who, yuan, neighbours
    who endorsed it, and how it fared.
    """

    title: str
    need: str
    place: str
    grid: int
    kind: ProjectKind
    who: str
    yuan: int
    endorsed: int
    fate: str = ""


NEXT_YEAR = (
    Idea(
        "书香新居装一台饮水机",
        "孩子放学在楼下玩，渴了只能买瓶装水。想在儿童乐园边装一台直饮水机。",
        "书香新居儿童乐园",
        6,
        GOODS,
        "附近约一百个孩子",
        12_000,
        4,
    ),
    Idea(
        "和风苑北门加一盏路灯",
        "北门到车站三百米没有灯，下晚班的人走得心慌。",
        "和风苑北门外小路",
        3,
        WORKS,
        "走北门的三百多户",
        18_000,
        8,
    ),
    Idea(
        "社区活动室添助听设备",
        "开会、看电影，耳背的老人听不清。想添两套带耳机的助听设备。",
        "社区活动室",
        0,
        GOODS,
        "听力不好的老人",
        9_600,
        6,
    ),
    Idea(
        "里仁里地下室通道防滑",
        "一下雨通道就反水，去年摔了三个人。想做防滑地面和排水沟。",
        "里仁里 5—8 号楼地下通道",
        1,
        WORKS,
        "四栋楼一百九十户",
        64_000,
        14,
        "screening",
    ),
    Idea(
        "春晓园快递柜旁搭雨棚",
        "取快递淋雨，老人等在那里没地方站。",
        "春晓园南门快递柜",
        4,
        WORKS,
        "春晓园全体",
        22_000,
        12,
        "late",
    ),
    Idea(
        "电机厂宿舍楼道粉刷",
        "墙皮掉得厉害，二十年没有刷过。",
        "电机厂宿舍 8—14 号楼",
        5,
        WORKS,
        "七栋楼二百一十户",
        96_000,
        13,
        "asked",
    ),
    Idea(
        "老年人智能手机课",
        "不会挂号、不会交电费，儿女又不在身边。每周一次，手把手教。",
        "社区活动室",
        0,
        SERVICES,
        "想学的老人",
        24_000,
        21,
        "feasible",
    ),
    Idea(
        "课后托管加两个班",
        "三点半放学没人接，想请大学生带作业、带运动。",
        "社区活动室二楼",
        0,
        SERVICES,
        "双职工家庭的孩子",
        58_000,
        17,
        "feasible",
    ),
    Idea(
        "重阳节全体会餐",
        "大家很久没有聚了，想办一次会餐，热闹热闹。",
        "社区食堂",
        0,
        SERVICES,
        "全体居民",
        30_000,
        11,
        "refused",
    ),
    Idea(
        "教老人用手机",
        "想有人教老人用手机挂号、付钱。",
        "里仁里活动室",
        1,
        SERVICES,
        "里仁里的老人",
        15_000,
        7,
        "merged",
    ),
    Idea(
        "拆掉和风苑的健身器材",
        "早上六点就有人敲打，吵得睡不着。",
        "和风苑健身角",
        3,
        WORKS,
        "临近的两栋楼",
        3_000,
        2,
        "withdrawn",
    ),
)


def load_origins() -> None:
    """Behind every project of the two rounds stands a proposal that neighbours endorsed."""
    lot = random.Random(SEED + 1)  # noqa: S311 - a demo
    with writing():
        people = _adults()
        for round_ in rounds.announced_rounds():
            for number, project in enumerate(rounds.listed(round_.id), 1):
                _origin(round_, project, number, lot.sample(people, 26))


def _adults() -> list[int]:
    """Adults whom no log-in belongs to."""
    wanted = select(Person.id).where(Person.birth_year < 2000, Person.household_id.is_not(None))
    wanted = wanted.where(Person.phone.is_(None) | Person.phone.not_like("138000000%"))
    return list(db.session.scalars(wanted.order_by(Person.id)))


def _origin(round_: Round, project: ListedProject, number: int, people: list[int]) -> None:
    begun = (round_.proposing_from or round_.voting_from) + timedelta(days=2 + number)
    author, screener, *neighbours = people
    text = {
        "title": project.title[:60],
        "need": project.summary,
        "place": project.place,
        "kind": project.kind,
        "estimate_fen": project.cost_fen,
    }
    proposal = Proposal(
        round_id=round_.id,
        author_id=author,
        number=number,
        state=State.FEASIBLE,
        created_at=begun,
        published_at=begun,
        reached_at=begun + timedelta(days=9),
        due_at=begun + timedelta(days=19),
        listed_id=project.id,
        told=fates.fate_of(round_),
        **text,
    )
    proposal.search_key = acts.search_key(proposal)
    db.session.add(proposal)
    db.session.flush()
    db.session.add(
        Authorship(proposal_id=proposal.id, person_id=author, invited_at=begun, accepted_at=begun)
    )
    rows = [
        {"proposal_id": proposal.id, "person_id": one, "at": begun + timedelta(days=1)}
        for one in neighbours
    ]
    db.session.execute(insert(Endorsement), rows)
    db.session.add(
        Step(
            proposal_id=proposal.id,
            move=Move.ACCEPT,
            reason="现场看过，做得成，也用得上。",
            cost_fen=project.cost_fen,
            cost_basis="三家报价取中",
            by_id=screener,
            at=begun + timedelta(days=14),
        )
    )


def load_next_year(now: datetime, ids: dict[str, int]) -> None:
    """A round that collects proposals: since three weeks ago, for three weeks more."""
    lot = random.Random(SEED + 2)  # noqa: S311 - a demo
    start = now - timedelta(days=21)
    with writing():
        people = _adults()
        round_id = preparing.create_round(_round(now), None, start).id
        round_ = rounds.round_by_id(round_id) or Round()
        preparing.announce(round_, None, start)
        grids = list(db.session.scalars(select(Grid.id).order_by(Grid.code)))
    made = {
        idea.title: _make(round_id, idea, grids, lot.sample(people, 40), ids, start)
        for idea in NEXT_YEAR
    }
    _talk(made, ids, lot.sample(people, 6), now)
    with writing():
        _waiting(round_id, ids, now)


def _round(now: datetime) -> Round:
    year = clock.local(now).year + 1
    return Round(
        title=f"{year} 年里仁社区民生项目",
        purpose="明年的保障资金怎么用，请大家先提出来、一起商量。",
        fund=f"{year} 年社区保障资金",
        amount_fen=30_000_000,
        form=BallotForm.KNAPSACK,
        rule=Rule.EQUAL_SHARES,
        completion=Completion.ADD1_UTILITARIAN,
        min_support=20,
        endorsements_needed=10,
        screening_days=10,
        proposing_from=now - timedelta(days=21),
        screening_from=now + timedelta(days=21),
        voting_from=now + timedelta(days=60),
        voting_until=now + timedelta(days=74),
    )


def _make(
    round_id: int,
    idea: Idea,
    grids: list[int],
    people: list[int],
    ids: dict[str, int],
    at: datetime,
) -> int:
    """One proposal from its draft to where it stands, by the room's own acts."""
    author, *neighbours = people
    with writing():
        proposal = acts.begin(acts.round_of(round_id), author, _text(idea, grids), at)
        acts.submit(proposal, author, False, at)
        proposal_id = proposal.id
    moderator, screener = ids["13800000003"], ids["13800000013"]
    with writing():
        _let_through(queries.locked(proposal_id), moderator, at)
    reached = at + timedelta(days=2 if idea.fate == "late" else 15)
    with writing():
        for person_id in neighbours[: idea.endorsed]:
            supporting.endorse(queries.locked(proposal_id), person_id, reached)
    _screen(proposal_id, idea, author, screener, moderator, at + timedelta(days=18))
    return proposal_id


def _text(idea: Idea, grids: list[int]) -> dict[str, object]:
    return {
        "title": idea.title,
        "need": idea.need,
        "place": idea.place,
        "grid_id": grids[idea.grid - 1] if idea.grid else None,
        "kind": idea.kind,
        "beneficiaries": idea.who,
        "estimate_fen": idea.yuan * 100,
    }


def _let_through(proposal: Proposal, moderator: int, at: datetime) -> None:
    if proposal.item is not None:
        item = proposal.item
        moderation.decide(item.id, item.version, Reading.APPROVE, "", moderator, at)


def _screen(
    proposal_id: int, idea: Idea, author: int, by: int, moderator: int, at: datetime
) -> None:
    with writing():
        proposal = queries.locked(proposal_id)
        act = Act(proposal_id, proposal.version, by, "", at)
        if idea.fate == "feasible":
            reason = "看过场地，能办；老师由街道老年大学推荐。"
            screening.accept(_because(act, reason), idea.yuan * 100, "两家报价取低")
        elif idea.fate == "refused":
            reason = "聚餐在负面清单上，可以改由居民自愿凑份子。"
            screening.refuse(_because(act, reason), Ground.ENTERTAINMENT)
        elif idea.fate == "asked":
            screening.ask(_because(act, "请分清楚楼道和外墙：外墙属于物业维修，不能列入。"))
        elif idea.fate == "merged":
            into = select(Proposal.id).where(Proposal.title == "老年人智能手机课")
            found = db.session.scalars(into).one()
            screening.merge(_because(act, "两份说的是同一件事，合在一起办。"), found)
        elif idea.fate == "withdrawn":
            acts.withdraw(proposal, author, "和邻居商量好了：改成八点以后再用。", at)
            _let_through(proposal, moderator, at)


def _because(act: Act, reason: str) -> Act:
    return Act(act.proposal_id, act.version, act.by, reason, act.now)


def _talk(made: dict[str, int], ids: dict[str, int], people: list[int], now: datetime) -> None:
    """Questions, an answer and points, read by a moderator; one of each still waits."""
    moderator, lamp = ids["13800000013"], made["和风苑北门加一盏路灯"]
    with writing():
        asked = talking.ask(queries.locked(lamp), people[0], "灯会不会照到一楼的卧室？", now)
        heard = [
            talking.make_point(queries.locked(lamp), people[1], Side.FOR, "晚上真黑。", now),
            talking.make_point(queries.locked(lamp), people[2], Side.AGAINST, "电费谁出？", now),
        ]
        read = [asked.item_id, *[one.item_id for one in heard]]
        talking.ask(queries.locked(lamp), ids["13800000009"], "什么时候能装好？", now)
    with writing():
        for item_id in read:
            moderation.decide(item_id, 1, Reading.APPROVE, "", moderator, now)
        said = "会加遮光罩，只照路面。"
        talking.answer(asked, ids["13800000008"], True, said, now)


def _waiting(round_id: int, ids: dict[str, int], now: datetime) -> None:
    """The resident's own: one that a moderator has not read yet, and a draft."""
    resident, round_ = ids["13800000001"], acts.round_of(round_id)
    for title, sends in (("楼下花坛改成种菜角", True), ("给独居老人装门磁", False)):
        text = {
            "title": title,
            "need": "想了很久了，邻居们也都说好。写出来请大家看看。",
            "place": "里仁里 1 号楼前",
            "grid_id": None,
            "kind": WORKS,
            "beneficiaries": "一号楼的邻居",
        }
        one = acts.begin(round_, resident, text, now)
        if sends:
            acts.submit(one, resident, True, now)
    fresh = Proposal.state == State.SCREENING, Proposal.round_id == round_id
    db.session.execute(
        update(Proposal)
        .where(*fresh, Proposal.title == "里仁里地下室通道防滑")
        .values(due_at=now + timedelta(days=4))
    )
