"""Forms of the desk: each step on the version that was read."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectChoice, SelectField
from wtforms.validators import NumberRange
from wtforms.widgets import HiddenInput

from portal.appraisals import words
from portal.appraisals.actions.preparing import Plan
from portal.appraisals.models import Appraisal
from portal.appraisals.rules import Asked, Kind
from portal.core.forms import (
    CheckboxesField,
    DayField,
    Form,
    LineField,
    TextField,
    WholeNumberField,
    at_most,
    no_identity_number,
    required,
)
from portal.roster.models import Grid


def _version(name: str) -> IntegerField:
    checks = [required(_l("请重新打开这一页"))]
    return IntegerField(validators=checks, widget=HiddenInput(), id=f"{name}-version")


class PlanForm(Form):
    title = LineField(_l("名称"), [required(_l("请填写名称")), at_most(80)])
    about = TextField(_l("说明：为什么评，评什么"), [at_most(500)], render_kw={"rows": 3})
    asks = RadioField(
        _l("请谁来评"),
        [required(_l("请选一项"))],
        choices=[SelectChoice(str(one), words.ASKED[one]) for one in Asked],
        default=str(Asked.RESIDENTS),
    )
    grid_codes = CheckboxesField(_l("哪些网格（选“部分网格”时）"), choices=[])
    asks_words = BooleanField(_l("请大家再写一句话（最多 200 字）"))
    opens_on = DayField(_l("开始日"), [required(_l("请填写日期"))])
    closes_on = DayField(_l("截止日（当天也可以评）"), [required(_l("请填写日期"))])

    def offer(self, grids: list[Grid]) -> "PlanForm":
        """With the grids of this community to choose from."""
        self.grid_codes.choices = [(one.code, one.name) for one in grids]
        return self

    @property
    def plan(self) -> Plan:
        """Of a form that is valid."""
        opens_on, closes_on = self.opens_on.data, self.closes_on.data
        if opens_on is None or closes_on is None:
            raise ValueError("not validated")
        return Plan(
            self.title.data or "",
            self.about.data or "",
            Asked(self.asks.data),
            tuple(self.grid_codes.data or ()),
            bool(self.asks_words.data),
            opens_on,
            closes_on,
        )


class NewForm(PlanForm):
    kind = SelectField(
        _l("评什么"),
        [required(_l("请选一项"))],
        choices=[SelectChoice(str(one), words.KINDS[one]) for one in Kind],
    )
    year = WholeNumberField(
        _l("哪一年"),
        [required(_l("请填写年份")), NumberRange(2000, 2100, _l("请填写年份，例如 2026"))],
        render_kw={"class_": "short"},
    )


class EditForm(PlanForm):
    version = _version("plan")


class SubjectForm(Form):
    version = _version("subject")
    name = LineField(
        _l("名称"), [required(_l("请填写名称")), at_most(60), no_identity_number], id="subject-name"
    )
    capacity = LineField(_l("做什么的"), [at_most(60)])
    for_elders = BooleanField(_l("这是养老服务，要请长辈来评"))


class QuestionForm(Form):
    version = _version("question")
    text = LineField(_l("问题"), [required(_l("请写明问题")), at_most(80)], id="question-text")


class PressForm(Form):
    """A step that needs no words."""

    version = _version("press")


class WithdrawForm(Form):
    version = _version("withdraw")
    reason = TextField(
        _l("原因（会公开）"),
        [required(_l("请写明原因")), at_most(500)],
        id="withdraw-reason",
        render_kw={"rows": 3},
    )


class SummaryForm(Form):
    version = _version("summary")
    summary = TextField(
        _l("归纳（会公开）"),
        [required(_l("请写明归纳")), at_most(2000), no_identity_number],
        id="summary",
    )


class ReplyForm(Form):
    reply = TextField(
        _l("居委会的答复（会公开）"),
        [required(_l("请写明答复")), at_most(2000), no_identity_number],
        render_kw={"rows": 8},
    )


def filled(found: Appraisal, grids: list[Grid], **given: Any) -> PlanForm:
    """The form of a draft as it stands."""
    return EditForm(formdata=None, obj=found, **given).offer(grids)
