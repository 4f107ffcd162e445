"""The forms of bodies, terms, seats, members and residents' groups."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import cast

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectChoice, SelectField
from wtforms.validators import NumberRange, Optional

from portal.bodies import words
from portal.bodies.actions import GroupPlan, Settings
from portal.bodies.mandates import Ground
from portal.bodies.models import Body
from portal.bodies.rules import Base, How, Kind, Post, Refusal, Whom, WhyEnded
from portal.bodies.seating import Entry
from portal.bodies.terms import SeatPlan
from portal.core.forms import (
    DayField,
    Form,
    LineField,
    TextField,
    WholeNumberField,
    YuanField,
    at_most,
    required,
)
from portal.roster.models import Grid

MOST_AT_ONCE, MOST_DAYS, MOST_SPONSORS = 60, 60, 100
_DIGITS = {"inputmode": "numeric"}


def _number(label: object, most: int, least: int = 0) -> WholeNumberField:
    said = _l("请填写 %(low)s 到 %(high)s 之间的数", low=least, high=most)
    checks = [required(said), NumberRange(least, most, said)]
    return WholeNumberField(label, checks, render_kw=_DIGITS)


class SettingsForm(Form):
    """What the law leaves to the place."""

    name = LineField(_l("名称"), [required(_l("请填写名称")), at_most(60)])
    purpose = TextField(_l("做什么"), [at_most(500)])
    contact = LineField(_l("在哪里、什么时间可以找到"), [at_most(200)])
    phone = LineField(_l("电话"), [at_most(30)], render_kw={"inputmode": "tel"})
    base = SelectField(
        _l("多数怎么算"),
        [required(_l("请选一种算法"))],
        choices=[SelectChoice(one.value, words.BASES[one]) for one in Base],
    )
    large_fen = YuanField(_l("多少元以上要三分之二赞成"), [Optional()])
    sponsors = _number(_l("一件动议要几名成员联名"), MOST_SPONSORS)
    resident_sponsors = _number(_l("居民提动议，要几名居民联名"), MOST_SPONSORS)
    notice_days = _number(_l("提前几天通知开会"), MOST_DAYS)
    papers_days = _number(_l("提前几天把材料发给成员"), MOST_DAYS)
    proxies = BooleanField(_l("来不了的成员，可以委托别的成员代为表决"))

    @property
    def settings(self) -> Settings:
        """Only after the form was found good."""
        return Settings(
            name=self.name.data or "",
            purpose=self.purpose.data or "",
            contact=self.contact.data or "",
            phone=self.phone.data or "",
            base=Base(self.base.data),
            large_fen=self.large_fen.data,
            sponsors=cast(int, self.sponsors.data),
            resident_sponsors=cast(int, self.resident_sponsors.data),
            notice_days=cast(int, self.notice_days.data),
            papers_days=cast(int, self.papers_days.data),
            proxies=bool(self.proxies.data),
        )


class BodyForm(SettingsForm):
    kind = SelectField(
        _l("是哪一种"),
        [required(_l("请选是哪一种"))],
        choices=[SelectChoice(one.value, words.KINDS[one]) for one in Kind],
    )
    parent = SelectField(_l("专门小组属于哪个组织"), coerce=int, default=0)

    def offer(self, bodies: Iterable[Body]) -> None:
        """The bodies to which a subcommittee may belong."""
        own = [
            SelectChoice(str(one.id), one.name)
            for one in bodies
            if one.sort is not Kind.SUBCOMMITTEE
        ]
        self.parent.choices = [SelectChoice("0", _l("不属于别的组织")), *own]


def tell(form: Form, refusal: Refusal) -> None:
    """Puts a refusal at the field that it is about, else at the form's first one."""
    first = next(field.name for field in form if field.name != "csrf_token")
    wanted = words.REFUSAL_FIELDS.get(refusal, first)
    form.fail(wanted if wanted in form else first, words.REFUSALS[refusal])


def _grounds(found: Mapping[str, Ground]) -> list[SelectChoice]:
    named = [SelectChoice(code, words.named(one)) for code, one in found.items()]
    return [SelectChoice("", _l("请选")), *named]


class ReasonForm(Form):
    reason = LineField(_l("原因"), [required(_l("请写明原因，会写进公开记录")), at_most(200)])


class DissolveForm(ReasonForm):
    ground = SelectField(_l("依据（会公开）"), default="")

    def offer(self, found: Mapping[str, Ground]) -> None:
        """The decisions on which it rests; asked for wherever the field is shown."""
        self.ground.choices = _grounds(found)
        self.ground.flags.required = True


class NewTermForm(Form):
    starts_on = DayField(_l("这一届的第一天"), [required(_l("请填写第一天"))])
    ends_on = DayField(_l("这一届的最后一天"), [required(_l("请填写最后一天"))])
    ground = SelectField(_l("依据"), default="")
    copy = BooleanField(_l("席位照上一届的设"))
    seen = HiddenField()  # who would leave, as the check page showed it

    def offer(self, found: Mapping[str, Ground], asks: bool) -> None:
        """The decisions and results that elected the next term; ``asks``: whether it needs one."""
        self.ground.choices = _grounds(found)
        self.ground.flags.required = asks

    @property
    def days(self) -> tuple[date, date]:
        """Only after the form was found good."""
        return cast(date, self.starts_on.data), cast(date, self.ends_on.data)


class SeatsForm(Form):
    whom = SelectField(
        _l("为谁设席位"),
        [required(_l("请选为谁设席位"))],
        choices=[SelectChoice(one.value, words.WHOM[one]) for one in Whom],
    )
    grid = SelectField(_l("哪个网格"), coerce=int, default=0)
    count = _number(_l("几个席位"), MOST_AT_ONCE, 1)
    label = LineField(_l("席位的名称"), [at_most(60)])
    votes = BooleanField(_l("有表决权（不勾选就是列席）"))
    ex_officio = BooleanField(_l("留给居委会成员"))

    def offer(self, grids: Iterable[Grid]) -> None:
        named = [SelectChoice(str(one.id), one.name) for one in grids]
        self.grid.choices = [SelectChoice("0", _l("所有网格")), *named]

    @property
    def plan(self) -> SeatPlan:
        """Only after the form was found good."""
        return SeatPlan(
            whom=Whom(self.whom.data),
            grid_id=self.grid.data or None,
            count=cast(int, self.count.data),
            label=self.label.data or "",
            votes=bool(self.votes.data),
            ex_officio=bool(self.ex_officio.data),
        )


class SeatingForm(Form):
    post = SelectField(
        _l("担任什么"),
        [required(_l("请选担任什么"))],
        choices=[SelectChoice(one.value, words.POSTS[one]) for one in Post],
    )
    how = SelectField(_l("怎样产生的"), [required(_l("请选怎样产生的"))])
    starts_on = DayField(_l("任职的第一天"), [required(_l("请填写第一天"))])
    ground = SelectField(_l("依据（会公开）"), default="")
    reach = LineField(_l("公开的联系办法"), [at_most(120)])
    consent = BooleanField(_l("本人同意公开这个联系办法"))
    declared = BooleanField(
        _l("已经问过本人：他的配偶、父母、子女、兄弟姐妹等近亲属，没有人在另一边任职")
    )

    def offer(self, ways: Iterable[How], found: Mapping[str, Ground]) -> None:
        self.how.choices = [SelectChoice(one.value, words.WAYS[one]) for one in ways]
        self.ground.choices = _grounds(found)

    @property
    def entry(self) -> Entry:
        """Only after the form was found good."""
        return Entry(
            post=Post(self.post.data),
            how=How(self.how.data),
            starts_on=cast(date, self.starts_on.data),
            reach=self.reach.data or "",
            consent=bool(self.consent.data),
            declared=bool(self.declared.data),
            ground=self.ground.data or "",
        )


class EndSeatForm(Form):
    ends_on = DayField(_l("最后一天"), [required(_l("请填写最后一天"))])
    why = SelectField(
        _l("为什么"),
        [required(_l("请选为什么"))],
        choices=[
            SelectChoice(one.value, words.WHY_ENDED[one])
            for one in WhyEnded
            if one not in (WhyEnded.TERM_OVER, WhyEnded.DISSOLVED)
        ],
    )

    ground = SelectField(_l("依据"), [required(words.REFUSALS[Refusal.NO_GROUND])], default="")

    def offer(self, found: Mapping[str, Ground]) -> None:
        """The decisions and papers that are about this member."""
        self.ground.choices = _grounds(found)

    @property
    def last_day(self) -> date:
        """Only after the form was found good."""
        return cast(date, self.ends_on.data)


class StandAgainForm(Form):
    reason = LineField(
        _l("哪里记错了（会公开）"), [required(_l("请写明哪里记错了，会公开")), at_most(200)]
    )


class ReachForm(Form):
    reach = LineField(_l("公开的联系办法"), [at_most(120)])


class GroupForm(Form):
    name = LineField(_l("名称"), [required(_l("请填写名称")), at_most(60)])
    grid_id = SelectField(_l("在哪个网格"), [required(_l("请选网格"))], coerce=int)
    extent = LineField(_l("包括哪些楼、哪些单元"), [at_most(200)])
    households = _number(_l("有多少户"), 10_000)

    def offer(self, grids: Iterable[Grid]) -> None:
        self.grid_id.choices = [SelectChoice(str(one.id), one.name) for one in grids]

    @property
    def plan(self) -> GroupPlan:
        """Only after the form was found good."""
        return GroupPlan(
            name=self.name.data or "",
            grid_id=self.grid_id.data,
            extent=self.extent.data or "",
            households=cast(int, self.households.data),
        )
