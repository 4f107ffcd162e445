"""The ready-to-seal checklist of a round: what stands around it, and each line in words."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.accounts.queries import adults
from portal.ballots import roll
from portal.ballots.rules import WITNESSES_NEEDED
from portal.budget import queries, readiness, words
from portal.budget.actions import preparing
from portal.budget.models import ListedProject, Round
from portal.budget.readiness import Circumstances, Grade, Item, Line
from portal.core import clock, tick
from portal.notices.queries import supervisors
from portal.roster.queries import missing_count

GRADES = {
    Grade.DONE: (_l("好了"), "good"),
    Grade.MISSING: (_l("还没有"), "bad"),
    Grade.WARNING: (_l("请留意"), "waiting"),
}

LABELS = {
    Item.MONEY: _l("资金总额"),
    Item.PROJECTS: _l("项目清单"),
    Item.PRICES: _l("每个项目都不超过资金总额"),
    Item.TIMETABLE: _l("时间表"),
    Item.POSTING: _l("公示天数"),
    Item.SCREENING: _l("提案筛选"),
    Item.ANNOUNCED: _l("公布"),
    Item.ROLL: _l("选民名册"),
    Item.MISSING_PEOPLE: _l("待核实的人"),
    Item.ACCOUNTS: _l("账号和开通纸条"),
    Item.SUPERVISORS: _l("在任的监督委员"),
    Item.KEYS: _l("存放密钥的文件夹"),
    Item.TICK: _l("定时任务"),
    Item.REHEARSAL: _l("演练"),
}

Counter = Callable[[int], int]
_UNDECIDED: list[Counter] = []


def count_undecided(counter: Counter) -> None:
    """A room tells how many proposals of a round are not decided yet."""
    _UNDECIDED.append(counter)


@dataclass(frozen=True)
class Said:
    """A line as it is read: what it is about, how it stands, and the way to mend it."""

    item: Item
    label: str
    grade: Grade
    text: str

    @property
    def status(self) -> str:
        return str(GRADES[self.grade][0])

    @property
    def tone(self) -> str:
        return GRADES[self.grade][1]


def lines(
    round_: Round, key_folder: Path, now: datetime, listed: Sequence[ListedProject] | None = None
) -> list[Line]:
    """The checklist of a round that is not sealed, in a constant number of queries; ``listed`` is
    its price list where it has been read already.
    """
    listed = queries.listed(round_.id) if listed is None else listed
    found = _found(round_, len(queries.on_ballot(listed)), key_folder, now)
    return readiness.checklist(preparing.lacks(round_, now, listed), found)


def said(found: list[Line]) -> list[Said]:
    return [Said(one.item, str(LABELS[one.item]), one.grade, _text(one)) for one in found]


def _found(round_: Round, projects: int, key_folder: Path, now: datetime) -> Circumstances:
    today = clock.local(now).date()
    voters = roll.take(round_.electorate, roll.day_of(round_.voting_from)).voters
    on_roll = {voter.person_id for voter in voters}
    people = [one for one in adults(today) if one.person_id in on_roll]
    return Circumstances(
        announced=round_.facts.announced,
        projects=projects,
        undecided=sum(counter(round_.id) for counter in _UNDECIDED),
        on_roll=len(voters),
        missing=missing_count(),
        without_account=sum(one.activated_at is None for one in people),
        without_slip=sum(one.needs_slip for one in people),
        supervisors=len(set(supervisors(today))),
        supervisors_needed=WITNESSES_NEEDED,
        keys_writable=_writable(key_folder),
        tick_alive=not tick.is_late(now),
        rehearsed=round_.rehearsed_at is not None,
    )


def _writable(folder: Path) -> bool:
    """Whether a key could be kept there; the folder itself is made when it is needed."""
    there = next((one for one in (folder, *folder.parents) if one.exists()), folder)
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def _text(line: Line) -> str:
    """How a line stands, and where something is to be done, what."""
    if line.lack is not None:
        return str(words.LACKS[line.lack])
    return _done(line) if line.grade is Grade.DONE else _to_mend(line)


def _done(line: Line) -> str:
    sentences = {
        Item.PROJECTS: _("已列入 %(n)s 个项目", n=line.count),
        Item.SCREENING: _("没有等待结论的提案"),
        Item.ROLL: _("现在封箱，名册上有 %(n)s 人", n=line.count),
        Item.MISSING_PEOPLE: _("没有"),
        Item.ACCOUNTS: _("这一轮能投票的，%(n)s 人还没有账号，都已打印开通纸条", n=line.count)
        if line.count
        else _("这一轮能投票的人都有账号"),
        Item.SUPERVISORS: _("%(n)s 人", n=line.count),
    }
    return sentences.get(line.item, "")


def _to_mend(line: Line) -> str:
    sentences = {
        Item.PROJECTS: _("提案筛选以后会列入；没有项目不能封箱"),
        Item.SCREENING: _("还有 %(n)s 件提案没有结论，封箱以后不能再列入", n=line.count),
        Item.ANNOUNCED: _("先补齐上面的事项，再公布"),
        Item.ROLL: _("名册上一个人也没有，请先导入花名册"),
        Item.MISSING_PEOPLE: _(
            "%(n)s 人在最近的花名册里没有找到，没核实就不上选民名册", n=line.count
        ),
        Item.ACCOUNTS: _(
            "这一轮能投票的，%(n)s 人还没有账号，其中有人连开通纸条也没有", n=line.count
        ),
        Item.SUPERVISORS: _("只有 %(n)s 人；确认结果要两人见证密钥销毁", n=line.count),
        Item.KEYS: _("不能写入，请管理员检查服务器上的 PORTAL_KEYS 文件夹"),
        Item.TICK: _("十分钟没有运行，请管理员检查服务器上的 flask tick"),
        Item.REHEARSAL: _("还没有从投票到计票演练过一次"),
    }
    return sentences[line.item]
