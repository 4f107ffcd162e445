"""What is typed about months and money that goes back."""

from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import ValidationError

from portal.core.forms import (
    DayField,
    Form,
    LineField,
    TextField,
    WholeNumberField,
    at_most,
    required,
)
from portal.ledger.rules import SOURCE_MAX, VOUCHER_MAX, WITNESS_MAX
from portal.ledger.statements.rules import REASON_MAX, REASON_MIN


class DrawUpForm(Form):
    """``month``: as in addresses, 2026-03."""

    fund = WholeNumberField()
    month = LineField()


class ReviewForm(Form):
    """``version``: that of the draft which the person saw."""

    version = WholeNumberField()


def _not_too_short(form: Form, field: Field) -> None:
    if len(field.data) < REASON_MIN:
        raise ValidationError(_l("太短了，请至少写 %(n)s 个字，让别人看得明白", n=REASON_MIN))


class ReturnForm(ReviewForm):
    reason = TextField(
        _l("哪里不对，要怎么改"),
        [required(_l("请写明原因")), _not_too_short, at_most(REASON_MAX)],
        render_kw={"rows": 3, "maxlength": REASON_MAX},
    )


class SweepForm(Form):
    voucher_no = LineField(_l("凭证号"), [required(_l("请填写凭证号")), at_most(VOUCHER_MAX)])
    booked_on = DayField(_l("收回的日期"), [required(_l("请选一天"))])
    counterparty = LineField(
        _l("收回到哪里"), [required(_l("请写明钱收回到哪里")), at_most(SOURCE_MAX)]
    )
    witness = LineField(_l("证明人"), [at_most(WITNESS_MAX)])
