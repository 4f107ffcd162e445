"""The forms of the second step."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField
from wtforms.validators import ValidationError

from portal.accounts.rules import PASSWORD_MAX
from portal.accounts.second import rules
from portal.core.forms import Form, LineField, TextField, at_most, required

_CODE = {"inputmode": "numeric", "autocomplete": "one-time-code"}
_PAPER = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
LONGEST = 40


class CodeForm(Form):
    """Between password and session; ``typed`` is whichever code was given."""

    ticket = HiddenField()
    next = HiddenField()
    code = LineField(_l("验证器里的 6 位数字"), [at_most(LONGEST)], render_kw=_CODE)
    backup = LineField(_l("备用码"), [at_most(LONGEST)], render_kw=_PAPER)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code.flags.required = True  # one of the two is

    @property
    def typed(self) -> str:
        return self.code.data or self.backup.data or ""

    def validate_code(self, field: LineField) -> None:
        if not self.typed:
            raise ValidationError(_l("请填写验证器里的 6 位数字，或者一个备用码"))


class _OwnForm(Form):
    password = PasswordField(
        _l("现在的密码"),
        [required(_l("请填写现在的密码")), at_most(PASSWORD_MAX)],
        render_kw={"autocomplete": "current-password"},
    )


class SetUpForm(_OwnForm):
    code = LineField(
        _l("验证器里的 6 位数字"),
        [required(_l("请填写验证器里的 6 位数字")), at_most(LONGEST)],
        render_kw=_CODE,
    )

    def validate_code(self, field: LineField) -> None:
        if rules.digits(field.data or "") is None:
            raise ValidationError(_l("应该是 6 位数字"))

    @property
    def digits(self) -> str:
        """Only after the form was found good."""
        return rules.digits(self.code.data or "") or ""


class ProofForm(_OwnForm):
    code = LineField(
        _l("验证器里的 6 位数字，或者一个备用码"),
        [required(_l("请填写验证器里的 6 位数字，或者一个备用码")), at_most(LONGEST)],
        render_kw=_PAPER,
    )


class ReasonForm(Form):
    reason = TextField(_l("原因"), [required(_l("请写明原因")), at_most(300)])
