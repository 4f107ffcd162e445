"""Forms of a demand to convene."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField

from portal.core.forms import Form, LineField, TextField, at_most, required
from portal.topics.demands import words
from portal.topics.forms import at_least


class DemandForm(Form):
    kind = SelectField(
        _l("哪一种要求"),
        [required(_l("请选一种"))],
        choices=[
            SelectChoice("", _l("请选择")),
            *(SelectChoice(kind, name) for kind, name in words.FORM_KINDS.items()),
        ],
    )
    subject = LineField(
        _l("开会议什么，一句话"), [required(_l("请写明要议什么")), at_least(4), at_most(60)]
    )
    text = TextField(
        _l("为什么要开会"), [required(_l("请写一写为什么")), at_least(10), at_most(1000)]
    )


class RewriteForm(Form):
    """What a moderator has asked to mend; the kind stays."""

    subject = DemandForm.subject
    text = DemandForm.text
