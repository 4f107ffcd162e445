"""What is typed to take one's data along, or to have it erased."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField
from wtforms.validators import ValidationError

from portal.accounts.rules import PASSWORD_MAX
from portal.core.forms import Form, LineField, at_most, required
from portal.core.text import match_key

WORD = "注销"


class TakeForm(Form):
    password = PasswordField(
        _l("现在的密码"),
        [required(_l("请填写现在的密码")), at_most(PASSWORD_MAX)],
        render_kw={"autocomplete": "current-password"},
    )


class EraseForm(TakeForm):
    """The word is typed in the reader's language, or in Chinese."""

    word = LineField(
        _l("确认的词"),
        [required(_l("请填写确认的词"))],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )

    def validate_word(self, field: LineField) -> None:
        if match_key(field.data or "") not in {WORD, match_key(_("注销"))}:
            raise ValidationError(_l("请照着填“%(word)s”两个字，填错了不会注销", word=_("注销")))
