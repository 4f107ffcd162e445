"""Forms of a consultation: each step on the version that was read."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectChoice, SelectField
from wtforms.widgets import HiddenInput

from portal.core.forms import (
    DayField,
    Form,
    LineField,
    PhoneField,
    ShanghaiDateTimeField,
    TextField,
    at_most,
    required,
)
from portal.topics.consultations import words
from portal.topics.consultations.actions import Plan
from portal.topics.consultations.rules import Form as Kind


def _version(name: str) -> IntegerField:
    checks = [required(_l("请重新打开这一页"))]
    return IntegerField(validators=checks, widget=HiddenInput(), id=f"{name}-version")


class PlanForm(Form):
    """``version`` is empty for a new one."""

    version = IntegerField(widget=HiddenInput(), id="plan-version")
    form = SelectField(
        _l("用什么形式"),
        [required(_l("请选一项"))],
        choices=[SelectChoice(str(kind), words.FORMS[kind]) for kind in Kind],
    )
    question = TextField(_l("要商量定什么"), [required(_l("请写明要商量什么")), at_most(500)])
    place = LineField(_l("地点"), [required(_l("请写明地点")), at_most(100)])
    starts_at = ShanghaiDateTimeField(_l("什么时候"), [required(_l("请填写日期和时间"))])

    @property
    def plan(self) -> Plan:
        """Of a form that is valid."""
        kind, starts_at = Kind(self.form.data), self.starts_at.data
        if starts_at is None:
            raise ValueError("not validated")
        return Plan(kind, self.question.data or "", self.place.data or "", starts_at)


class InviteForm(Form):
    version = _version("invite")
    name = LineField(_l("姓名或单位"), [required(_l("请填写姓名或单位")), at_most(60)])
    capacity = LineField(
        _l("以什么身份参加"), [required(_l("请写明身份，例如“物业公司”")), at_most(60)]
    )
    phone = PhoneField(_l("登录用的手机号或编号"))


class PressForm(Form):
    """A step that needs no words."""

    version = _version("press")


class OutcomeForm(Form):
    version = _version("outcome")
    outcome = TextField(
        _l("商量的结果（会公示）"), [required(_l("请写明结果")), at_most(3000)], id="outcome"
    )


class CarryOutForm(Form):
    version = _version("carry")
    responsible = LineField(_l("谁来落实"), [required(_l("请写明谁来落实")), at_most(100)])
    promised_on = DayField(_l("最迟哪天完成"), [required(_l("请填写日期"))])


class ReportForm(Form):
    version = _version("report")
    report = TextField(
        _l("做了什么、效果怎样（会公开）"), [required(_l("请写明")), at_most(3000)], id="report"
    )


def reason_form(name: str) -> type[Form]:
    """Referring up and cancelling both need a reason in public; two stand on one page."""

    class ReasonForm(Form):
        version = _version(name)
        reason = TextField(
            _l("原因（会公开）"), [required(_l("请写明原因")), at_most(1000)], id=f"{name}-reason"
        )

    return ReasonForm


ReferForm = reason_form("refer")
CancelForm = reason_form("cancel")
_POSITION = at_most(1000)


class PositionsForm(Form):
    """One field a party, named after it: ``position-7``."""

    version = _version("positions")


def positions_form(party_ids: list[tuple[int, str]], **given: Any) -> Form:
    """A form with a field for each party (id, name)."""

    class Positions(PositionsForm):
        pass

    for party_id, name in party_ids:
        setattr(Positions, f"position_{party_id}", TextField(name, [_POSITION]))
    return Positions(**given)
