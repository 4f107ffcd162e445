"""The supervisors' addenda to a roll."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import AnyOf, InputRequired, NumberRange

from portal.core.forms import Form, TextField, WholeNumberField, at_most, required

ADD, REMOVE, REPLACE = "add", "remove", "replace"


class AmendForm(Form):
    person_id = WholeNumberField(validators=[InputRequired(), NumberRange(1, 2**31 - 1)])
    change = HiddenField(validators=[AnyOf((ADD, REMOVE, REPLACE))])
    reason = TextField(
        _l("原因（会公开，请不要写姓名）"), [required(_l("请写明原因，原因会公开")), at_most(500)]
    )
