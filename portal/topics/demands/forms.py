"""Forms of a demand to convene."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField
from wtforms.validators import AnyOf

from portal.core.forms import Form, LineField, TextField, at_most, no_identity_number, required
from portal.topics.demands import words
from portal.topics.demands.rules import OLD_TEMPLATE, Kind
from portal.topics.forms import at_least


class DemandForm(Form):
    kind = SelectField(
        _l("哪一种要求"),
        [required(_l("请选一种")), AnyOf([*Kind, OLD_TEMPLATE], _l("请从列出的选项里选"))],
        validate_choice=False,
    )
    subject = LineField(
        _l("开会议什么，一句话"),
        [required(_l("请写明要议什么")), at_least(4), at_most(60), no_identity_number],
    )
    text = TextField(
        _l("为什么要开会"),
        [required(_l("请写一写为什么")), at_least(10), at_most(1000), no_identity_number],
    )

    def offer(self, kinds: Iterable[Kind]) -> None:
        """The kinds that this person may sign. What is posted all the same is refused with its
        reason, not for being no choice.
        """
        self.kind.choices = [
            SelectChoice("", _l("请选择")),
            *(SelectChoice(str(kind), words.KINDS[kind]) for kind in kinds),
        ]


class RewriteForm(Form):
    """What a moderator has asked to mend; the kind stays."""

    subject = DemandForm.subject
    text = DemandForm.text
