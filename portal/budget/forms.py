"""Forms of a round: its settings, its projects, the acts around its end."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectChoice, SelectField
from wtforms.validators import NumberRange, Optional, ValidationError

from portal.budget import words
from portal.budget.points import MAX_POINTS, MIN_POINTS
from portal.budget.rules import MIN_POSTING_DAYS, BallotForm, ProjectKind, code_fits
from portal.budget.tally import Rule
from portal.core.forms import (
    Form,
    LineField,
    ShanghaiDateTimeField,
    TextField,
    WholeNumberField,
    YuanField,
    at_most,
    required,
)


def _choices(names: dict[Any, Any], of: Any) -> list[SelectChoice]:
    return [SelectChoice(str(one), names[one]) for one in of]


_CHOSEN = required(_l("请选一项"))


class RoundForm(Form):
    title = LineField(_l("名称"), [required(_l("请填写轮次名称")), at_most(80)])
    purpose = TextField(_l("说明：这笔钱用来做什么"), [at_most(2000)])
    fund = LineField(_l("资金来源"), [required(_l("请填写资金来源")), at_most(80)])
    amount_fen = YuanField(_l("资金总额（元）"), [required(_l("请填写资金总额"))])
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
            NumberRange(MIN_POSTING_DAYS, 365, _l("公示期不能少于 15 天")),
        ],
        default=MIN_POSTING_DAYS,
    )

    def validate_rule(self, field: Field) -> None:
        if self.form.data == BallotForm.POINTS and field.data == Rule.EQUAL_SHARES:
            raise ValidationError(
                _l("均等份额法不能数“分点数”的选票，请改选得票优先，或者换一种选票样式")
            )

    def values(self) -> dict[str, object]:
        """Column → value, without the token."""
        return {name: value for name, value in self.data.items() if name != "csrf_token"}


def _without_comma(form: Form, field: Field) -> None:
    if not code_fits(field.data):
        raise ValidationError(_l("编号里不能有逗号"))


def _above_zero(form: Form, field: Field) -> None:
    if field.data is not None and field.data <= 0:
        raise ValidationError(_l("金额要大于零"))


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


class ExtendForm(Form):
    """Stands on one page with a ReasonForm: its field needs an id of its own."""

    until = ShanghaiDateTimeField(_l("延长到"), [required(_l("请填写新的截止时间"))])
    reason = _reason(id="extend-reason")


class ActForm(Form):
    """A button with its token."""
