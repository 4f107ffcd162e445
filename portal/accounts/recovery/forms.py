"""The forms of handing out a code, and of using one."""

from collections.abc import Sequence
from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, RadioField, SelectChoice, SelectField
from wtforms.validators import Optional, ValidationError

from portal.accounts import rules as account_rules
from portal.accounts.forms import refuse_bad, refuse_other
from portal.accounts.recovery import words
from portal.accounts.recovery.actions import Checked
from portal.accounts.recovery.models import NOTE_LENGTH
from portal.accounts.recovery.rules import Check
from portal.core.forms import DayField, Form, LineField, PhoneField, at_most, required
from portal.core.page import row_id
from portal.core.text import has_identity_number
from portal.roster.models import Person


class IssueForm(Form):
    """``newest``: the last code that the page knew of; 0 where there was none."""

    newest = HiddenField()
    how = RadioField(
        _l("您怎么核对的"),
        [required(_l("请选您是怎么核对的"))],
        choices=[SelectChoice(check.value, words.CHECKS[check]) for check in Check],
    )
    witness = SelectField(_l("哪一位家人确认的"), [Optional()])
    note = LineField(_l("记一笔"), [required(_l("请简单写一写核对的情况")), at_most(NOTE_LENGTH)])

    def offer(self, others: Sequence[Person]) -> None:
        """The members of the household who can confirm."""
        named = [SelectChoice(str(one.id), one.name) for one in others]
        self.witness.choices = [SelectChoice("", _l("（没有）")), *named]

    def validate_note(self, field: LineField) -> None:
        if has_identity_number(field.data or ""):
            raise ValidationError(_l("请不要抄身份证号：写看过什么证件就够了"))

    @property
    def checked(self) -> Checked:
        """What was made sure of; only after the form was found good."""
        witness_id = int(self.witness.data) if self.witness.data else None
        return Checked(Check(self.how.data), witness_id, self.note.data)

    @property
    def newest_seen(self) -> int:
        return row_id(self.newest.data)


class PeriodForm(Form):
    """Which days to look at; asked by an address, so it changes nothing and needs no token."""

    since = DayField(_l("从哪天"), [Optional()])
    until = DayField(_l("到哪天"), [Optional()])

    class Meta:
        csrf = False

    def validate_until(self, field: DayField) -> None:
        if self.since.data and field.data and field.data < self.since.data:
            raise ValidationError(_l("最后一天不能早于第一天"))

    @property
    def days(self) -> tuple[date | None, date | None]:
        return self.since.data, self.until.data


class CodeForm(Form):
    phone = PhoneField(
        _l("登录用的手机号，或编号"),
        [required(_l("请填写以前登录用的手机号，或 8 位编号")), at_most(20)],
        render_kw={"inputmode": "tel", "autocomplete": "username"},
    )
    code = LineField(
        _l("找回码"),
        [required(_l("请填写找回码")), at_most(60)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class RenewForm(Form):
    """``own_numbers``: what the account signs in by, which must not become the password."""

    ticket = HiddenField()
    password = PasswordField(
        _l("新密码"), [required(_l("请定一个新密码"))], render_kw={"autocomplete": "new-password"}
    )
    again = PasswordField(
        _l("把新密码再填一遍"),
        [required(_l("请把新密码再填一遍"))],
        render_kw={"autocomplete": "new-password"},
    )
    phone = PhoneField(
        _l("新的手机号"), [at_most(20)], render_kw={"inputmode": "tel", "autocomplete": "tel"}
    )
    own_numbers: frozenset[str] = frozenset()

    def validate_password(self, field: PasswordField) -> None:
        refuse_bad(field, {*self.own_numbers, self.phone.data or ""} - {""})

    def validate_again(self, field: PasswordField) -> None:
        refuse_other(field, self.password)

    def validate_phone(self, field: PhoneField) -> None:
        if field.data and not account_rules.is_phone(field.data):
            raise ValidationError(_l("手机号应该是 11 位数字；座机请带区号；没有可以不填"))
