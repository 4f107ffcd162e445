"""The forms of mail: an address, the code that proves it, and how often to write."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectChoice, StringField
from wtforms.validators import ValidationError

from portal.core.forms import Form, at_most, required
from portal.core.outbox import Group
from portal.core.text import match_key
from portal.inbox import rules, words
from portal.inbox.rules import ADDRESS_LENGTH


class KeyField(StringField):
    """What is compared, not read: full width, capitals and spaces fold away."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = match_key(valuelist[0]) if valuelist else ""


class AddressForm(Form):
    address = KeyField(
        _l("电子邮箱"),
        [required(_l("请填写电子邮箱")), at_most(ADDRESS_LENGTH)],
        render_kw={"inputmode": "email", "autocomplete": "email", "spellcheck": "false"},
    )
    consent = BooleanField(
        _l("我同意把与我有关的消息发到这个邮箱"),
        [required(_l("同意以后才能发邮件；不同意也没关系，消息都在网站里"))],
    )

    def validate_address(self, field: StringField) -> None:
        if field.data and not rules.is_address(field.data):
            raise ValidationError(_l("请填写完整的邮箱，例如 wang@example.com"))


class ProofForm(Form):
    code = KeyField(
        _l("邮件里的验证码"),
        [required(_l("请填写邮件里的 6 位验证码")), at_most(20)],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code"},
    )


def _pace(group: Group) -> RadioField:
    return RadioField(
        words.GROUPS[group],
        [required(_l("请选一种"))],
        choices=[SelectChoice(pace.value, label) for pace, label in words.PACES.items()],
    )


class PaceForm(Form):
    mine = _pace(Group.MINE)
    rounds = _pace(Group.ROUNDS)
