"""Forms of a topic for its author: one page, then a look at it before it is sent."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field
from wtforms.validators import ValidationError

from portal.core.forms import Form, LineField, TextField, at_most, no_identity_number, required


def at_least(length: int) -> Any:
    """A validator: a few words at least, so that neighbours know what is meant."""

    def check(form: Form, field: Field) -> None:
        if field.data and len(field.data) < length:
            raise ValidationError(_l("请再写清楚一点，至少 %(n)s 个字", n=length))

    return check


class TopicForm(Form):
    title = LineField(
        _l("议什么，一句话"),
        [required(_l("请写明要议什么")), at_least(4), at_most(60), no_identity_number],
    )
    text = TextField(
        _l("为什么要议，希望怎样"),
        [required(_l("请写一写为什么")), at_least(10), at_most(2000), no_identity_number],
    )
    signs = BooleanField(_l("公开我的全名（不勾，只公开姓，例如“王＊＊”）"))


class WithdrawForm(Form):
    """``reason`` appears in public once a moderator has read it, if the topic was public."""

    reason = TextField(
        _l("为什么撤回"), [required(_l("请写明原因")), at_most(500), no_identity_number]
    )
