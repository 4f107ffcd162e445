"""What residents and whoever answers type about complaints."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, SelectChoice
from wtforms.validators import ValidationError

from portal.core.forms import (
    Form,
    TextField,
    WholeNumberField,
    at_most,
    no_identity_number,
    required,
)
from portal.disclosure.complaints import words
from portal.disclosure.complaints.rules import TEXT_MAX, TEXT_MIN, Ground, State


def _long_enough(form: Form, field: Field) -> None:
    if len(field.data) < TEXT_MIN:
        raise ValidationError(_l("太短了，请至少写 %(n)s 个字，让别人看得明白", n=TEXT_MIN))


class ComplaintForm(Form):
    ground = RadioField(
        _l("投诉什么"),
        [required(_l("请选一种"))],
        choices=[SelectChoice(one.value, words.GROUNDS[one]) for one in Ground],
    )
    text = TextField(
        _l("请写明经过和理由"),
        [required(_l("请写明经过和理由")), _long_enough, at_most(TEXT_MAX), no_identity_number],
        render_kw={"rows": 6, "maxlength": TEXT_MAX},
    )
    agreed = BooleanField(_l("答复以后，可以把我写的内容公开（不写姓名）"))


class AnswerForm(Form):
    version = WholeNumberField()
    outcome = RadioField(
        _l("结论"),
        [required(_l("请选属实或不属实"))],
        choices=[
            SelectChoice(one.value, words.STATES[one]) for one in (State.FOUNDED, State.UNFOUNDED)
        ],
    )
    answer = TextField(
        _l("答复（告诉投诉人）"),
        [required(_l("请写明查到了什么、怎么处理")), _long_enough, at_most(TEXT_MAX)],
        render_kw={"rows": 6, "maxlength": TEXT_MAX},
    )
    withheld = BooleanField(_l("原文有个人信息，不公开"))
