"""Forms of the desk for wishes on paper."""

from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectChoice, SelectField

from portal.budget.rules import ProjectKind
from portal.budget.words import KINDS
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
from portal.proposals import rules
from portal.proposals.forms import EVERYWHERE, at_least
from portal.proposals.models import WishForm
from portal.proposals.rules import NotInTime
from portal.roster.models import Person

NOT_IN_TIME: dict[NotInTime, LazyString] = {
    NotInTime.FUTURE: _l("收表日期不能在今天之后"),
    NotInTime.TOO_EARLY: _l("这一天征集还没有开始"),
    NotInTime.TOO_LATE: _l("这一天征集已经结束，迟交的表不算"),
}


class PaperForm(Form):
    """One household's form as it lies on the table."""

    household = HiddenField()
    received_on = DayField(_l("收表日期"), [required(_l("请填写收到这张表的日期"))])
    collected_by = LineField(_l("谁收来的"), [at_most(60)])
    wish1 = TextField(_l("愿望一"), [required(_l("请照表填写第一个愿望")), at_most(500)])
    place1 = LineField(_l("愿望一在哪里"), [at_most(120)])
    wish2 = TextField(_l("愿望二"), [at_most(500)])
    place2 = LineField(_l("愿望二在哪里"), [at_most(120)])
    wish3 = TextField(_l("愿望三"), [at_most(500)])
    place3 = LineField(_l("愿望三在哪里"), [at_most(120)])

    @property
    def household_id(self) -> int:
        """0 for nonsense."""
        return row_id(str(self.household.data or ""))

    def wishes(self) -> list[tuple[str, str]]:
        """(what, where) of those that are written."""
        numbers = range(1, rules.WISHES + 1)
        pairs = [(self[f"wish{n}"].data or "", self[f"place{n}"].data or "") for n in numbers]
        return [pair for pair in pairs if pair[0]]

    def validate(self, extra_validators: Any = None) -> bool:
        good: bool = super().validate(extra_validators)
        for n in range(1, rules.WISHES + 1):
            if self[f"place{n}"].data and not self[f"wish{n}"].data and n > 1:
                self.fail(f"wish{n}", _l("写了地点，没有写愿望"))
                good = False
        return good


def as_before(form: WishForm) -> dict[str, Any]:
    """What a withdrawn form said, to be entered anew."""
    said: dict[str, Any] = {"received_on": form.received_on, "collected_by": form.collected_by}
    for one in form.wishes:
        said[f"wish{one.position}"], said[f"place{one.position}"] = one.text, one.place
    return said


class CarryForm(Form):
    number = WholeNumberField(_l("提案编号"), [required(_l("请填写提案的编号"))])


class TakeOutForm(Form):
    reason = TextField(_l("为什么作废（留在记录里）"), [required(_l("请写明原因")), at_most(500)])


class NameForm(Form):
    """A proposal made of a wish: whose it is, and its first words."""

    person = RadioField(_l("以哪一位的名义"), [required(_l("请选一位"))])
    title = LineField(
        _l("起个名字"), [required(_l("请起个名字，一句话说明白")), at_least(4), at_most(60)]
    )
    need = TextField(
        _l("缺什么、给谁添了不便"), [required(_l("请写一写缺什么")), at_least(10), at_most(2000)]
    )
    place = LineField(_l("具体在哪里"), [required(_l("请写明地点")), at_most(120)])
    grid = SelectField(_l("在哪个网格"), default=EVERYWHERE)
    kind = SelectField(
        _l("属于哪一类"),
        [required(_l("请选一项"))],
        choices=[SelectChoice(str(kind), KINDS[kind]) for kind in ProjectKind],
        default=str(ProjectKind.WORKS),
    )

    def offer(self, adults: list[Person], grids: list[tuple[int, str]]) -> None:
        self.person.choices = [SelectChoice(str(one.id), one.name) for one in adults]
        self.grid.choices = [
            SelectChoice(EVERYWHERE, _l("全社区")),
            *(SelectChoice(str(one), name) for one, name in grids),
        ]

    def text(self) -> dict[str, Any]:
        return {
            "title": self.title.data,
            "need": self.need.data,
            "place": self.place.data,
            "grid_id": int(self.grid.data or 0) or None,
            "kind": self.kind.data,
        }
