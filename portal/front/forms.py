"""The forms of the desk's settings."""

import re
import unicodedata

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field
from wtforms.validators import ValidationError

from portal.core.forms import Form, LineField, WholeNumberField, YuanField, at_most, required
from portal.core.settings import Setting
from portal.core.text import clean_line
from portal.front import words

FEWEST_DIGITS = 5  # 12345, and whatever else a town may dial
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]*[0-9](?: ?转 ?[0-9]+)?")


def setting_form(setting: Setting) -> type[Form]:
    """A form with one field, ``value``."""

    class SettingForm(Form):
        value = _value_field(setting)

    return SettingForm


def _value_field(setting: Setting) -> Field:
    if setting.is_switch:
        return BooleanField(setting.label)
    kind = YuanField if setting.is_money else WholeNumberField
    keys = {"inputmode": "decimal" if setting.is_money else "numeric"}
    return kind(setting.label, [required(_l("请填写一个数")), _within(setting)], render_kw=keys)


def _within(setting: Setting) -> object:
    def check(form: Form, field: Field) -> None:
        if not setting.low <= field.data <= setting.high:
            raise ValidationError(_l("只能填 %(bounds)s", bounds=words.bounds(setting)))

    return check


class TelephoneField(LineField):
    """A number as it is to be shown, its dashes too; full-width signs fold."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = clean_line(unicodedata.normalize("NFKC", valuelist[0])) if valuelist else ""


def _digits(typed: str) -> int:
    return sum(sign.isdigit() for sign in typed)


def dialable(form: Form, field: Field) -> None:
    """A validator: a telephone number as it is written, five digits at least, or nothing."""
    if field.data and not (_PHONE.fullmatch(field.data) and _digits(field.data) >= FEWEST_DIGITS):
        raise ValidationError(_l("请填写电话号码，例如 010-55550100"))


class PlaceForm(Form):
    name = LineField(words.FACTS["name"], [required(_l("请填写社区名称")), at_most(60)])
    subdistrict = LineField(words.FACTS["subdistrict"], [at_most(60)])
    phone = TelephoneField(
        words.FACTS["phone"],
        [required(_l("请填写服务电话：不会用网站的人要靠它")), at_most(30), dialable],
        render_kw={"inputmode": "tel"},
    )
    complaint_phone = TelephoneField(
        words.FACTS["complaint_phone"], [at_most(30), dialable], render_kw={"inputmode": "tel"}
    )
    counter = LineField(words.FACTS["counter"], [at_most(120)])
    icp = LineField(words.FACTS["icp"], [at_most(60)])
    police_filing = LineField(words.FACTS["police_filing"], [at_most(60)])

    @property
    def facts(self) -> dict[str, str]:
        return {name: self[name].data for name in words.FACTS}
