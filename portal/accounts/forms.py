"""The forms of signing in, activation and offices."""

from datetime import date
from typing import cast

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, PasswordField, SelectChoice, SelectField
from wtforms.validators import Optional, ValidationError

from portal.accounts import rules, words
from portal.accounts.rules import PASSWORD_MAX, Term
from portal.core.access import Role
from portal.core.forms import DayField, Form, LineField, PhoneField, at_most, required

NAME_LENGTH = 60
_DIGITS = {"inputmode": "numeric"}


class LoginForm(Form):
    phone = PhoneField(
        _l("手机号，或纸条上的编号"),
        [required(_l("请填写手机号，或纸条上的 8 位编号")), at_most(20)],
        render_kw={"inputmode": "tel", "autocomplete": "username"},
    )
    name = LineField(_l("姓名"), [at_most(NAME_LENGTH)], render_kw={"autocomplete": "name"})
    password = PasswordField(
        _l("密码"),
        [required(_l("请填写密码")), at_most(PASSWORD_MAX)],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


class CodeForm(Form):
    code = LineField(
        _l("纸条上的激活码"),
        [required(_l("请填写纸条上的激活码")), at_most(60)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class ActivationForm(Form):
    """``own_number`` is the slip's number, which must not become the password."""

    ticket = HiddenField()
    phone = PhoneField(
        _l("手机号"), [at_most(20)], render_kw={"inputmode": "tel", "autocomplete": "tel"}
    )
    password = PasswordField(
        _l("自己定一个密码"),
        [required(_l("请定一个密码"))],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("把密码再填一遍"),
        [required(_l("请把密码再填一遍"))],
        render_kw={"autocomplete": "new-password"},
    )
    consent = BooleanField(
        _l("我看过并同意上面的说明"),
        [required(_l("同意以后才能开通；不同意也没关系，可以到服务台办事"))],
    )
    own_number = ""

    def validate_phone(self, field: PhoneField) -> None:
        if field.data and not rules.is_phone(field.data):
            raise ValidationError(_l("手机号应该是 11 位数字；座机请带区号；没有可以不填"))

    def validate_password(self, field: PasswordField) -> None:
        _refuse_bad(field, {self.own_number, self.phone.data or self.own_number})

    def validate_again(self, field: PasswordField) -> None:
        _refuse_other(field, self.password)


def _refuse_bad(password: PasswordField, own_numbers: set[str]) -> None:
    fault = rules.password_fault(password.data or "", own_numbers)
    if fault:
        raise ValidationError(words.PASSWORD_FAULTS[fault])


def _refuse_other(again: PasswordField, password: PasswordField) -> None:
    if again.data != password.data:
        raise ValidationError(_l("两次填的密码不一样，请再填一次"))


class PasswordForm(Form):
    """``own_numbers`` are the account's, which must not become the password."""

    current = PasswordField(
        _l("现在的密码"),
        [required(_l("请填写现在的密码")), at_most(PASSWORD_MAX)],
        render_kw={"autocomplete": "current-password"},
    )
    password = PasswordField(
        _l("新密码"),
        [required(_l("请定一个新密码"))],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("把新密码再填一遍"),
        [required(_l("请把新密码再填一遍"))],
        render_kw={"autocomplete": "new-password"},
    )
    own_numbers: set[str] = set()

    def validate_password(self, field: PasswordField) -> None:
        if field.data and field.data == self.current.data:
            raise ValidationError(_l("新密码和现在的一样，请换一个"))
        _refuse_bad(field, self.own_numbers)

    def validate_again(self, field: PasswordField) -> None:
        _refuse_other(field, self.password)


OFFICES = [role for role in Role if role is not Role.RESIDENT]


class TermForm(Form):
    role = SelectField(
        _l("职务"),
        [required(_l("请选一个职务"))],
        choices=[SelectChoice(role.value, words.ROLES[role]) for role in OFFICES],
    )
    starts_on = DayField(_l("第一天"), [required(_l("请填写第一天"))])
    ends_on = DayField(_l("最后一天"), [Optional()])

    @property
    def term(self) -> Term:
        """What was asked for; only after the form was found good."""
        return Term(self.role.data, cast(date, self.starts_on.data), self.ends_on.data)


class EndForm(Form):
    ends_on = DayField(_l("最后一天"), [required(_l("请填写最后一天"))])

    @property
    def last_day(self) -> date:
        """Only after the form was found good."""
        return cast(date, self.ends_on.data)
