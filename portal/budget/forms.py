"""Forms of a round: its settings, its projects, the acts around its end."""

from datetime import datetime
from itertools import pairwise
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, RadioField, SelectChoice, SelectField
from wtforms.validators import NumberRange, Optional, ValidationError

from portal.ballots.rules import Voters
from portal.budget import electorate, rules, words
from portal.budget.points import MAX_POINTS, MIN_POINTS
from portal.budget.rules import (
    MAX_POSTING_DAYS,
    MIN_POSTING_DAYS,
    BallotForm,
    ProjectKind,
    code_fits,
)
from portal.budget.tally import Rule
from portal.core import clock
from portal.core.forms import (
    CheckboxesField,
    Form,
    LineField,
    ShanghaiDateTimeField,
    TextField,
    WholeNumberField,
    YuanField,
    at_most,
    required,
)
from portal.roster.models import Grid, Person
from portal.roster.words import with_year


def _choices(names: dict[Any, Any], of: Any) -> list[SelectChoice]:
    return [SelectChoice(str(one), names[one]) for one in of]


def _above_zero(form: Form, field: Field) -> None:
    if field.data is not None and field.data <= 0:
        raise ValidationError(_l("金额要大于零"))


_CHOSEN = required(_l("请选一项"))


TIMES = "proposing_from", "screening_from", "voting_from", "voting_until"


class RoundForm(Form):
    title = LineField(_l("名称"), [required(_l("请填写轮次名称")), at_most(80)])
    purpose = TextField(_l("说明：这笔钱用来做什么"), [at_most(2000)])
    fund = LineField(_l("资金来源"), [required(_l("请填写资金来源")), at_most(80)])
    amount_fen = YuanField(_l("资金总额（元）"), [required(_l("请填写资金总额")), _above_zero])
    voters = RadioField(
        _l("谁投票"),
        [_CHOSEN],
        choices=_choices(electorate.VOTERS, Voters),
        default=Voters.RESIDENTS.value,
    )
    grids = CheckboxesField(_l("哪些网格"), coerce=int)
    form = SelectField(_l("选票样式"), [_CHOSEN], choices=_choices(words.FORMS, BallotForm))
    max_choices = WholeNumberField(
        _l("最多选几项（只用于“选项目”）"),
        [required(_l("请填写数字")), NumberRange(1, 500, _l("请填写 1 到 500 之间的数"))],
        default=5,
    )
    points = WholeNumberField(
        _l("每人分几点（只用于“分点数”）"),
        [
            required(_l("请填写数字")),
            NumberRange(MIN_POINTS, MAX_POINTS, _l("请填写 2 到 100 之间的数")),
        ],
        default=10,
    )
    rule = SelectField(_l("计票规则"), [_CHOSEN], choices=_choices(words.RULES, Rule))
    completion = SelectField(
        _l("均等份额法的补足方式"),
        [_CHOSEN],
        choices=_choices(words.COMPLETIONS, words.COMPLETIONS),
    )
    min_support = WholeNumberField(
        _l("最低支持数（人）"),
        [required(_l("请填写数字")), NumberRange(0, 10_000, _l("请填写 0 到 10000 之间的数"))],
        default=0,
    )
    endorsements_needed = WholeNumberField(
        _l("提案要多少位邻居联名"),
        [required(_l("请填写数字")), NumberRange(1, 1_000, _l("请填写 1 到 1000 之间的数"))],
        default=10,
    )
    screening_days = WholeNumberField(
        _l("联名够数后，几天之内给出筛选结论"),
        [required(_l("请填写数字")), NumberRange(1, 90, _l("请填写 1 到 90 之间的数"))],
        default=10,
    )
    proposing_from = ShanghaiDateTimeField(_l("开始征集提案"), [Optional()])
    screening_from = ShanghaiDateTimeField(_l("开始筛选"), [Optional()])
    voting_from = ShanghaiDateTimeField(_l("开始投票"), [required(_l("请填写开始投票的时间"))])
    voting_until = ShanghaiDateTimeField(_l("截止投票"), [required(_l("请填写截止投票的时间"))])
    posting_days = WholeNumberField(
        _l("公示天数"),
        [
            required(_l("请填写数字")),
            NumberRange(MIN_POSTING_DAYS, MAX_POSTING_DAYS, _l("请填写 15 到 365 之间的数")),
        ],
        default=MIN_POSTING_DAYS,
    )

    def offer(self, grids: list[Grid], chosen: list[Grid] | None = None) -> "RoundForm":
        """With the community's grids to choose from; ``chosen``: those of the round so far."""
        self.grids.choices = [SelectChoice(str(g.id), f"{g.name} {g.code}") for g in grids]
        if not self.is_submitted():
            self.grids.data = [grid.id for grid in chosen or ()]
        return self

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Every field for itself, then the timetable as a whole."""
        return bool(super().validate(*args, **kwargs)) & self._timetable_makes_sense(clock.now())

    def _timetable_makes_sense(self, now: datetime) -> bool:
        typed = {name: self.data[name] for name in TIMES if self.data[name] is not None}
        for name, at in typed.items():
            if rules.too_far(at, now):
                self.fail(name, _("太远了，最多写到五年以后；请看看年份有没有写错"))
        for before, after in pairwise(typed):
            if typed[after] <= typed[before]:
                told = _("要晚于“%(before)s”的时间", before=self[before].label.text)
                self.fail(after, told)
        if "voting_until" in typed and typed["voting_until"] <= now:
            self.fail("voting_until", _("这个时间已经过去了"))
        return not any(self[name].errors for name in typed)

    def validate_rule(self, field: Field) -> None:
        if self.form.data == BallotForm.POINTS and field.data == Rule.EQUAL_SHARES:
            raise ValidationError(
                _l("均等份额法不能数“分点数”的选票，请改选得票优先，或者换一种选票样式")
            )

    def values(self) -> dict[str, object]:
        """Column → value, without the token; the grids are rows and go by ``grid_ids``."""
        return {n: value for n, value in self.data.items() if n not in ("csrf_token", "grids")}

    @property
    def grid_ids(self) -> list[int]:
        return list(self.grids.data or ())


def _without_comma(form: Form, field: Field) -> None:
    if not code_fits(field.data):
        raise ValidationError(_l("编号里不能有逗号"))


class ProjectForm(Form):
    code = LineField(_l("项目编号"), [required(_l("请填写项目编号")), at_most(40), _without_comma])
    title = LineField(_l("项目名称"), [required(_l("请填写项目名称")), at_most(200)])
    summary = TextField(_l("做什么、给谁用"), [at_most(2000)])
    kind = SelectField(_l("类别"), [_CHOSEN], choices=_choices(words.KINDS, ProjectKind))
    place = LineField(_l("地点"), [at_most(120)])
    cost_fen = YuanField(_l("金额（元）"), [required(_l("请填写金额")), _above_zero])

    def values(self) -> dict[str, object]:
        return {name: value for name, value in self.data.items() if name != "csrf_token"}


def _reason(**more: Any) -> TextField:
    checks = [required(_l("请写明原因，原因会公开")), at_most(500)]
    return TextField(_l("原因（会公开）"), checks, **more)


class ReasonForm(Form):
    reason = _reason()


class DelegateForm(Form):
    """Who casts the ballot of one household; ``seen`` is the seal of who lives there."""

    seen = HiddenField()
    person = RadioField(_l("由谁担任户代表"), [required(_l("请选一位"))], coerce=int)
    reason = LineField(_l("原因，或是怎么核实的"), [required(_l("请写明原因")), at_most(500)])

    def offer(self, people: list[Person]) -> None:
        self.person.choices = [SelectChoice(str(one.id), with_year(one)) for one in people]


class ExtendForm(Form):
    """Stands on one page with a ReasonForm: its field needs an id of its own."""

    until = ShanghaiDateTimeField(_l("延长到"), [required(_l("请填写新的截止时间"))])
    reason = _reason(id="extend-reason")


class ActForm(Form):
    """A button with its token."""
