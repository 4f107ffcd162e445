"""The forms of the roster's desk. What is typed is read as a sheet's cells are read, so that a
person entered here is found by the next sheet.
"""

import json
from datetime import date
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import ValidationError

from portal.core import clock
from portal.core.forms import DayField, Form, SheetField, TextField, a_sheet, at_most, required
from portal.core.sheets import cell_text
from portal.roster import cells, words
from portal.roster.asking import Outcome
from portal.roster.cells import TITLES, CellError, ResidenceKind
from portal.roster.models import Building, Person
from portal.roster.rules import Leaving
from portal.roster.upkeep import Door, Entry


class SheetForm(Form):
    sheet = SheetField(_l("名册文件"), [a_sheet(_l("请选择要导入的名册文件"))])


class ConfirmForm(Form):
    is_full = BooleanField(_l("这份表写全了这些楼的居民：表里没有的人，记为待核实"))


# ---- Keeping single people true ----

WORDS_LENGTH = 500
STAYS = "stays"


class CellField(StringField):
    """A cell of the roster; the data are what an import would keep, None for an empty one."""

    def __init__(self, cell: cells.Field, *checks: Any, **options: Any) -> None:
        super().__init__(_l(TITLES[cell]), [*checks], **options)
        self.cell = cell

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        self.typed = cell_text(valuelist[0]) if valuelist else ""
        if not self.typed:
            return
        try:
            self.data = cells.parsers(clock.today().year)[self.cell](self.typed)
        except CellError as error:
            title = {"title": self.label.text, **error.details}
            raise ValidationError(_(cells.MESSAGES[error.problem]) % title) from None

    def _value(self) -> str:
        return getattr(self, "typed", "") or str(self.data if self.data is not None else "")


def _filled(cell: cells.Field) -> Any:
    return required(_l("“%(title)s”没有填写，请补上。", title=_l(TITLES[cell])))


class ReasonForm(Form):
    """Every act has a reason. ``seen`` is the seal of what was looked at, ``stood`` its facts."""

    seen = HiddenField()
    stood = HiddenField()
    reason = TextField(
        _l("原因，或是怎么核实的"), [required(_l("请写明原因")), at_most(WORDS_LENGTH)]
    )

    @property
    def shown(self) -> list[Field]:
        """What is filled in; the reason last."""
        hidden = {"csrf_token", "seen", "stood", "reason"}
        return [*(field for field in self if field.name not in hidden), self.reason]

    @property
    def stood_facts(self) -> dict[str, Any]:
        """The facts that the form was filled in beside; nothing where that cannot be read."""
        try:
            found = json.loads(self.stood.data or "{}")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def catch_up(self, facts: dict[str, Any]) -> None:
        """What was left as it stood takes over what it is by now; what was typed stays."""
        stood = self.stood_facts
        field: Any
        for field in self:
            if field.name in stood and _same(field.data, stood[field.name]):
                field.process(None, data=_datum(field, facts[field.name]))
                field.raw_data, field.typed = None, ""


def _same(data: object, fact: object) -> bool:
    return str(data or "") == str(fact or "")


def _datum(field: Field, fact: Any) -> Any:
    return date.fromisoformat(fact) if isinstance(field, DayField) and fact else fact


class _EntryFields:
    name = CellField(cells.Field.NAME, _filled(cells.Field.NAME))
    birth_year = CellField(cells.Field.BIRTH_YEAR, _filled(cells.Field.BIRTH_YEAR))
    born_on = DayField(_l("出生日期"))
    phone = CellField(cells.Field.PHONE)
    residence_kind = SelectField(
        _l(TITLES[cells.Field.RESIDENCE_KIND]),
        [required(_l("请选居住类型"))],
        choices=[SelectChoice(kind.value, words.KINDS[kind]) for kind in ResidenceKind],
    )

    @property
    def entry(self) -> Entry:
        """Only after the form was found good."""
        return Entry(
            self.name.data,
            self.birth_year.data,
            self.born_on.data,
            self.phone.data,
            self.residence_kind.data,
        )


def _id_or_none(typed: Any) -> int | None:
    return int(typed) if typed else None


class _DoorFields:
    building = SelectField(_l("楼栋"), [required(_l("请选一栋楼"))], coerce=_id_or_none)
    unit = CellField(cells.Field.UNIT)
    room = CellField(cells.Field.ROOM, _filled(cells.Field.ROOM))
    is_new = BooleanField(_l("名册上还没有这一户，请新建"))

    def offer(self, buildings: list[Building]) -> None:
        named = [SelectChoice(str(one.id), one.address) for one in buildings]
        self.building.choices = [SelectChoice("", _("请选一栋楼")), *named]

    @property
    def door(self) -> Door:
        """Only after the form was found good."""
        unit, room = self.unit.data or "", self.room.data
        return Door(self.building.data, unit, room, self.is_new.data)


class CorrectForm(_EntryFields, ReasonForm):
    pass


class DoorForm(_DoorFields, ReasonForm):
    pass


class AddForm(_EntryFields, _DoorFields, ReasonForm):
    pass


class WhereaboutsForm(ReasonForm):
    outcome = RadioField(
        _l("现在的情况"),
        [required(_l("请选一项"))],
        choices=[
            SelectChoice(STAYS, _l("仍住在这里")),
            SelectChoice(Leaving.MOVED.value, _l("已经搬走")),
            SelectChoice(Leaving.DIED.value, _l("已经去世")),
        ],
    )
    day = DayField(_l("哪一天搬走或去世"))

    def for_whom(self, is_missing: bool) -> None:
        """Only somebody missing can be found to live here still."""
        if not is_missing:
            self.outcome.choices = self.outcome.choices[1:]

    def validate_outcome(self, field: RadioField) -> None:
        if field.data != STAYS and self.day.data is None and not self.day.process_errors:
            raise ValidationError(_l("搬走或去世的，请填写日期；不清楚就填知道的那一天"))

    @property
    def left_on(self) -> date:
        return cast(date, self.day.data)


class DelegateForm(ReasonForm):
    person = RadioField(_l("由谁担任户代表"), [required(_l("请选一位"))], coerce=int)

    def offer(self, people: list[Person]) -> None:
        self.person.choices = [SelectChoice(str(one.id), words.with_year(one)) for one in people]


class WishForm(Form):
    wish = TextField(
        _l("哪里不对，应当是什么"),
        [required(_l("请写明哪里不对，应当是什么")), at_most(WORDS_LENGTH)],
    )


class AnswerForm(Form):
    outcome = RadioField(
        _l("怎么办的"),
        [required(_l("请选一项"))],
        choices=[SelectChoice(one.value, words.OUTCOMES[one]) for one in Outcome],
    )
    answer = TextField(
        _l("给本人的答复"), [required(_l("请写明答复，本人会看到")), at_most(WORDS_LENGTH)]
    )
