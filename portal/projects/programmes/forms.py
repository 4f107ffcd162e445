"""What is typed about programmes."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import NumberRange

from portal.core.forms import (
    DayField,
    Form,
    LineField,
    TextField,
    WholeNumberField,
    at_most,
    no_identity_number,
    required,
)
from portal.core.page import row_id
from portal.projects.models import Project
from portal.projects.programmes import rules
from portal.projects.programmes.models import Target
from portal.resolutions.models import Resolution

_PUBLIC = [at_most(rules.TEXT_MAX), no_identity_number]
_COUNT = NumberRange(0, rules.MOST_NUMBER, _l("请填写 0 到 1000 万的整数"))


def _row(given: object) -> int:
    return row_id(str(given))


def _ground() -> SelectField:
    return SelectField(_l("依据哪份决议"), [required(_l("请选一份决议"))], coerce=_row)


def _offer(field: SelectField, grounds: Iterable[Resolution]) -> None:
    field.choices = [(one.id, f"{one.number}《{one.title}》") for one in grounds]


class PlanForm(Form):
    title = LineField(
        _l("计划的名称"), [required(_l("请写明名称，例如“三年加装扶手”")), at_most(rules.TITLE_MAX)]
    )
    summary = TextField(_l("做什么、为什么"), _PUBLIC, render_kw={"rows": 4})
    resolution = _ground()
    first_year = WholeNumberField(
        _l("第一年"),
        [required(_l("请填写年份")), NumberRange(2000, 2100, _l("请填写四位数的年份"))],
    )
    last_year = WholeNumberField(
        _l("最后一年"),
        [required(_l("请填写年份")), NumberRange(2000, 2100, _l("请填写四位数的年份"))],
    )

    def offer(self, grounds: Iterable[Resolution]) -> None:
        _offer(self.resolution, grounds)


def target_form(years: Sequence[int], **given: Any) -> Form:
    """A form with a figure for each year, named after it: ``due_2026``."""

    class TargetForm(Form):
        what = LineField(
            _l("数什么"), [required(_l("请写明数什么，例如“加装扶手”")), at_most(rules.WHAT_MAX)]
        )
        unit = LineField(
            _l("单位"), [required(_l("请写明单位，例如“个”“米”")), at_most(rules.UNIT_MAX)]
        )

    for year in years:
        checks = [required(_l("请填写整数，没有就写 0")), _COUNT]
        setattr(TargetForm, f"due_{year}", WholeNumberField(_l("%(y)s 年", y=year), checks))
    return TargetForm(**given)


def _aim(one: Target, year: int, n: int) -> str:
    return _("%(y)s 年：%(what)s，现在 %(n)s %(unit)s", y=year, what=one.what, n=n, unit=one.unit)


class ChangeForm(Form):
    aim = SelectField(_l("改哪一年的哪个目标"))
    changed = WholeNumberField(_l("改成多少"), [required(_l("请填写整数")), _COUNT])
    resolution = _ground()
    why = TextField(_l("为什么改（会公开）"), [required(_l("请写明原因")), *_PUBLIC], id="why")

    def offer(self, targets: Iterable[Target], grounds: Iterable[Resolution]) -> None:
        self.aim.choices = [
            (f"{one.id}-{year}", _aim(one, year, n))
            for one in targets
            for year, n in sorted(one.due.items())
        ]
        _offer(self.resolution, grounds)

    @property
    def chosen(self) -> tuple[int, int]:
        """(target, year) of a form that is valid."""
        target, _dash, year = str(self.aim.data).partition("-")
        return row_id(target), row_id(year)


class LineForm(Form):
    number = WholeNumberField(_l("完成了多少"), [required(_l("请填写整数")), _COUNT])
    on = DayField(_l("到哪一天"), [required(_l("请填写日期"))])
    note = TextField(
        _l("说明：在哪里、怎么做的（会公开）"),
        [required(_l("请写几句说明")), *_PUBLIC],
        render_kw={"rows": 3},
    )

    @property
    def day(self) -> date:
        if self.on.data is None:
            raise ValueError("not validated")
        return self.on.data


class ReportForm(LineForm):
    target = SelectField(_l("哪个目标"), coerce=_row)

    def offer(self, targets: Iterable[Target]) -> None:
        self.target.choices = [(one.id, f"{one.what}（{one.unit}）") for one in targets]


class JoinForm(Form):
    project = SelectField(_l("哪个项目"), [required(_l("请选一个项目"))], coerce=_row)

    def offer(self, projects: Iterable[Project]) -> None:
        self.project.choices = [(one.id, f"{one.number} {one.title}") for one in projects]
