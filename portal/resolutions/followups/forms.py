"""What is typed about follow-ups."""

from collections.abc import Iterable
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectField
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
from portal.core.page import row_id
from portal.resolutions.followups.rules import TEXT_MAX, TEXT_MIN, WHAT_MAX
from portal.roster.models import Person

_ROWS = {"rows": 4, "maxlength": TEXT_MAX}


def _not_too_short(form: Form, field: Field) -> None:
    if len(field.data) < TEXT_MIN:
        raise ValidationError(_l("太短了，请至少写 %(n)s 个字，让别人看得明白", n=TEXT_MIN))


def _whole(message: Any) -> list[Any]:
    return [required(message), _not_too_short, at_most(TEXT_MAX)]


def _person(given: object) -> int:
    """The row of a person, 0 for none and for nonsense."""
    return row_id(str(given))


class PromiseForm(Form):
    what = TextField(
        _l("答应办什么"),
        [required(_l("请写明答应办什么")), _not_too_short, at_most(WHAT_MAX)],
        render_kw={"rows": 3, "maxlength": WHAT_MAX},
    )
    responsible = LineField(_l("不在名单里的，写名字或单位（会公开）"), [at_most(60)])
    person = SelectField(_l("由谁负责：从名单里选"), coerce=_person)
    due_on = DayField(_l("哪一天以前办好"), [required(_l("请选一天"))])
    checker = SelectField(
        _l("由哪位监督委员核实"), [required(_l("请选一位监督委员"))], coerce=_person
    )

    def offer(self, people: Iterable[Person], checkers: Iterable[Person]) -> None:
        self.person.choices = [(0, _("不在名单里")), *((one.id, one.name) for one in people)]
        self.checker.choices = [(one.id, one.name) for one in checkers]


class StepForm(Form):
    """``version`` is that of the follow-up which the person saw; ``told`` names the field that
    holds the words: several of these forms stand on one page.
    """

    told: ClassVar[str]
    version = WholeNumberField()

    @property
    def seen(self) -> int:
        return self.version.data or 0

    @property
    def words(self) -> str:
        return self[self.told].data or ""


class NoteForm(StepForm):
    told = "note"
    note = TextField(_l("办到哪一步了（会公开）"), _whole(_l("请写明进展")), render_kw=_ROWS)


class ReportForm(StepForm):
    told = "done"
    done = TextField(_l("办了什么（会公开）"), _whole(_l("请写明办了什么")), render_kw=_ROWS)


class MoveForm(StepForm):
    told = "reason"
    due_on = DayField(_l("新的期限"), [required(_l("请选一天"))])
    reason = TextField(
        _l("为什么改期限（会公开）"), _whole(_l("请写明原因，原因会公开")), render_kw=_ROWS
    )


class FulfilForm(StepForm):
    told = "checked"
    checked = TextField(
        _l("看到了什么（会公开）"), _whole(_l("请写明怎么核实的、看到了什么")), render_kw=_ROWS
    )


class ReopenForm(StepForm):
    told = "missing"
    missing = TextField(
        _l("哪里还没有办好（会公开）"), _whole(_l("请写明哪里还没有办好")), render_kw=_ROWS
    )
