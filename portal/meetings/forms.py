"""What people type about a meeting."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, SelectChoice, SelectField
from wtforms.validators import ValidationError

from portal.bodies.models import Body
from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.documents import DocumentField
from portal.core.forms import (
    Form,
    LineField,
    ShanghaiDateTimeField,
    TextField,
    at_most,
    required,
)
from portal.core.words import day
from portal.meetings import leaders, rules, words
from portal.meetings.calling import Plan
from portal.meetings.rules import Called
from portal.roster.models import Person
from portal.topics.demands.models import Demand
from portal.topics.models import Topic

_CHOSEN = required(_l("请选一项"))
_ROWS = {"rows": 3}


class MeetingForm(Form):
    """``electorate`` is asked of a residents' meeting that is not called yet; ``observers`` of all
    but an assembly.
    """

    title = LineField(_l("会议名称"), [required(_l("请填写会议名称")), at_most(100)])
    place = LineField(_l("地点"), [required(_l("请填写地点")), at_most(100)])
    starts_at = ShanghaiDateTimeField(_l("开始"), [required(_l("请填写开始的日期和时间"))])
    ends_at = ShanghaiDateTimeField(_l("结束"), [required(_l("请填写结束的日期和时间"))])
    electorate = RadioField(
        _l("通知谁来"),
        [_CHOSEN],
        choices=[
            SelectChoice(one.value, words.ELECTORATES[one])
            for one in (Called.DELEGATES, Called.RESIDENTS)
        ],
    )
    chair_id = SelectField(_l("主持人"), [_CHOSEN], coerce=int)
    clerk_id = SelectField(_l("记录人"), [_CHOSEN], coerce=int)
    observers = BooleanField(_l("居民可以来列席（不表决）"), default=True)
    urgent_reason = TextField(_l("提前开会的原因（会公开）"), [at_most(500)], render_kw=_ROWS)

    def fit(self, body: Body, on: date, is_called: bool = False) -> "MeetingForm":
        """Leaves what this body is asked, and offers who may lead its meetings."""
        if body.sort is not Kind.RESIDENTS_MEETING or is_called:
            del self.electorate
        if body.sort is Kind.ASSEMBLY:  # anybody sits in there (art. 28)
            del self.observers
        if not is_called:
            del self.urgent_reason
        people = [SelectChoice(str(one.id), one.name) for one in leaders.of(body, on)]
        self.chair_id.choices = self.clerk_id.choices = people
        return self

    def validate_ends_at(self, field: Field) -> None:
        if self.starts_at.data and field.data and field.data <= self.starts_at.data:
            raise ValidationError(_l("结束要晚于开始"))
        if self.starts_at.data and field.data:
            days = (clock.local(at).date() for at in (self.starts_at.data, field.data))
            refusal = rules.span_refusal(*days)
            if refusal is not None:
                raise ValidationError(words.REFUSALS[refusal])

    def plan(self, body_id: int) -> Plan:
        """What was typed, once it was found good."""
        values: dict[str, Any] = {
            name: self[name].data
            for name in ("title", "place", "starts_at", "ends_at", "chair_id", "clerk_id")
        }
        chosen = self.electorate.data if "electorate" in self else Called.MEMBERS
        observers = "observers" not in self or bool(self.observers.data)
        return Plan(body_id=body_id, electorate=chosen, observers=observers, **values)

    @property
    def reason(self) -> str:
        return (self.urgent_reason.data or "") if "urgent_reason" in self else ""


class ItemForm(Form):
    topic_id = SelectField(_l("居民议题"), coerce=int)
    demand_id = SelectField(_l("这一项回应哪个要求"), coerce=int)
    title = LineField(_l("这一项叫什么"), [at_most(100)])
    text = TextField(_l("说明"), [at_most(2000)], render_kw={"rows": 5})
    late_reason = TextField(_l("晚公布的原因（会公开）"), [at_most(500)], render_kw=_ROWS)

    def fit(
        self, topics: list[Topic], duties: list[Demand], is_called: bool, is_new: bool = True
    ) -> "ItemForm":
        """A topic is offered where one waits, a demand where it is a duty; a reason is asked of a
        meeting that is called.
        """
        if topics and is_new:
            self.topic_id.choices = [
                SelectChoice("0", _l("不是居民议题")),
                *(SelectChoice(str(one.id), one.title) for one in topics),
            ]
        else:
            del self.topic_id
        if duties and is_new:
            self.demand_id.choices = [
                SelectChoice("0", _l("不回应开会的要求")),
                *(SelectChoice(str(one.id), _duty(one)) for one in duties),
            ]
        else:
            del self.demand_id
        if not is_called:
            del self.late_reason
        elif not is_new and not self.is_submitted():
            self.late_reason.data = ""  # each change has a reason of its own
        return self

    @property
    def topic(self) -> int:
        return int(self.topic_id.data or 0) if "topic_id" in self else 0

    @property
    def demand(self) -> int:
        return int(self.demand_id.data or 0) if "demand_id" in self else 0

    def validate_title(self, field: Field) -> None:
        if not field.data and not self.topic and not self.demand:
            raise ValidationError(_l("请填写这一项叫什么"))

    @property
    def reason(self) -> str:
        return (self.late_reason.data or "") if "late_reason" in self else ""


def _duty(demand: Demand) -> str:
    """How a duty is offered: with the day by which the meeting must be called."""
    return _("%(subject)s（最迟 %(day)s 召集）", subject=demand.subject, day=day(demand.due_on))


class PaperForm(Form):
    title = LineField(_l("材料名称"), [required(_l("请填写材料名称")), at_most(100)])
    text = TextField(_l("内容"), [at_most(10_000)], render_kw={"rows": 10})
    file = DocumentField(_l("文件"), render_kw={"accept": ".pdf,image/*"})
    members_only = BooleanField(_l("只给参加会议的人看（里面有个人信息）"))
    late_reason = TextField(_l("晚公布的原因（会公开）"), [at_most(500)], render_kw=_ROWS)

    def fit(self, is_called: bool) -> "PaperForm":
        if not is_called:
            del self.late_reason
        return self

    def validate_text(self, field: Field) -> None:
        if not field.data and self.file.data is None and not self.file.errors:
            raise ValidationError(_l("请写内容，或者选一个文件"))

    @property
    def reason(self) -> str:
        return (self.late_reason.data or "") if "late_reason" in self else ""


class CallForm(Form):
    urgent_reason = TextField(_l("为什么紧急（会公开）"), [at_most(500)], render_kw=_ROWS)


class ReasonForm(Form):
    reason = TextField(
        _l("原因（会公开）"),
        [required(_l("请写明原因，原因会公开")), at_most(500)],
        render_kw=_ROWS,
    )


class ExcuseForm(Form):
    reason = LineField(_l("为什么来不了"), [required(_l("请写一句原因")), at_most(200)])


class ProxyForm(Form):
    holder_id = SelectField(_l("委托谁"), [_CHOSEN], coerce=int)

    def offer(self, people: list[Person]) -> "ProxyForm":
        self.holder_id.choices = [SelectChoice(str(one.id), one.name) for one in people]
        return self


class NoteForm(Form):
    text = TextField(_l("发言要点"), [at_most(2000)], render_kw={"rows": 4})


class CodeForm(Form):
    code = LineField(_l("门口的签到码"), [required(_l("请填写门口的签到码")), at_most(20)])
