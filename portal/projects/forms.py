"""What is typed about projects."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectChoice, SelectField

from portal.budget.words import KINDS
from portal.core.documents import DocumentField
from portal.core.forms import (
    CheckboxesField,
    DayField,
    Form,
    LineField,
    PhotoField,
    TextField,
    WholeNumberField,
    YuanField,
    at_most,
    no_identity_number,
    required,
)
from portal.core.money import yuan
from portal.core.page import row_id
from portal.projects import words
from portal.projects.choosing import Bid
from portal.projects.models import Milestone, ProjectPhoto
from portal.projects.rules import PLACE_MAX, TEXT_MAX, TITLE_MAX
from portal.resolutions.models import Resolution, ResolutionItem
from portal.roster.models import Grid, Person

NAME_MAX, REASON_MAX, BIDS = 120, 200, 5
_ROWS = {"rows": 4, "maxlength": TEXT_MAX}
_DAY = {"type": "date"}


def _row(given: object) -> int:
    """A row's number, 0 for none and for nonsense."""
    return row_id(str(given))


def _choices(named: Mapping[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(str(value), label) for value, label in named.items()]


def _words(message: Any = None) -> list[Any]:
    """Validators of words that everybody reads."""
    asked = [required(message)] if message else []
    return [*asked, at_most(TEXT_MAX), no_identity_number]


def _line(message: Any = None, most: int = TITLE_MAX) -> list[Any]:
    asked = [required(message)] if message else []
    return [*asked, at_most(most), no_identity_number]


class FoundForm(Form):
    title = LineField(_l("项目叫什么"), _line(_l("请写项目的名称")))
    summary = TextField(_l("做什么"), _words(_l("请写明做什么")), render_kw=_ROWS)
    kind = RadioField(_l("哪一类"), [required(_l("请选一类"))], choices=_choices(KINDS))
    place = LineField(_l("在哪里"), _line(_l("请写明在哪里，例如：3号楼北侧"), PLACE_MAX))
    grid = SelectField(_l("在哪个网格"), coerce=_row)
    beneficiaries = LineField(_l("谁受益"), _line())
    grids = CheckboxesField(_l("哪些网格受益（都不选，就是全社区）"), coerce=_row)
    manager = SelectField(_l("负责人"), [required(_l("请选一位负责人"))], coerce=_row)
    start_on = DayField(_l("从哪天开始"), [required(_l("请选一天"))], render_kw=_DAY)
    due_on = DayField(_l("哪天以前完工"), [required(_l("请选一天"))], render_kw=_DAY)

    def offer(self, grids: Iterable[Grid], managers: Iterable[Person]) -> None:
        named = [(one.id, one.name) for one in grids]
        self.grid.choices = [(0, _("不限于一个网格")), *named]
        self.grids.choices = named
        self.manager.choices = [(one.id, one.name) for one in managers]


class StepForm(Form):
    """One thing that is done to a project: several stand on a page, so each names its fields by
    its act. ``version`` is that of the project which the person saw.
    """

    act: ClassVar[str]
    day: ClassVar[str] = ""  # the field at which a refusal of the day stands
    version = WholeNumberField()

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        for field in self:
            field.id = f"{self.act}-{field.name}"
            field.label.field_id = field.id

    @property
    def seen(self) -> int:
        return self.version.data or 0

    @property
    def shown(self) -> list[Field]:
        """The fields that are drawn, in their order."""
        return [one for one in self if one.name not in ("version", "csrf_token")]

    def refuse(self, field: str, message: Any) -> None:
        """At its field; where it names none that the form has, at the day or the first."""
        names = [one.name for one in self.shown]
        self.fail(field if field in names else self.day or names[0], message)


class NoteForm(StepForm):
    act = "note"
    text = TextField(_l("办到哪一步了"), _words(_l("请写明进展")), render_kw=_ROWS)


class BeginForm(StepForm):
    act, day = "begin", "on"
    on = DayField(_l("哪天动工的"), [required(_l("请选一天"))], render_kw=_DAY)
    text = TextField(_l("想说明的"), _words(), render_kw=_ROWS)


class FinishForm(StepForm):
    act, day = "finish", "on"
    on = DayField(_l("哪天做完的"), [required(_l("请选一天"))], render_kw=_DAY)
    text = TextField(_l("做了什么"), _words(_l("请写明做了什么")), render_kw=_ROWS)


class DueForm(StepForm):
    act, day = "due", "due_on"
    due_on = DayField(_l("改到哪天完工"), [required(_l("请选一天"))], render_kw=_DAY)
    reason = TextField(_l("为什么"), _words(_l("请写明原因")), render_kw=_ROWS)


class StageForm(StepForm):
    act, day = "stage", "due_on"
    title = LineField(_l("这个阶段做什么"), _line(_l("请写明做什么")))
    due_on = DayField(_l("哪天以前做完"), [required(_l("请选一天"))], render_kw=_DAY)


class _OfStage(StepForm):
    stage = SelectField(_l("哪个阶段"), [required(_l("请选一个阶段"))], coerce=_row)

    def offer(self, stages: Iterable[Milestone]) -> None:
        self.stage.choices = [(one.id, one.title) for one in stages if one.done_on is None]


class StageDoneForm(_OfStage):
    act, day = "stage_done", "on"
    on = DayField(_l("哪天做完的"), [required(_l("请选一天"))], render_kw=_DAY)


class StageMoveForm(_OfStage):
    act, day = "stage_move", "due_on"
    due_on = DayField(_l("改到哪天"), [required(_l("请选一天"))], render_kw=_DAY)
    reason = TextField(_l("为什么"), _words(_l("请写明原因")), render_kw=_ROWS)


class ManagerForm(StepForm):
    act = "manager"
    manager = SelectField(_l("由谁接手"), [required(_l("请选一位"))], coerce=_row)
    reason = TextField(_l("为什么换人"), _words(_l("请写明原因")), render_kw=_ROWS)

    def offer(self, people: Iterable[Person], now: int) -> None:
        self.manager.choices = [(one.id, one.name) for one in people if one.id != now]


class PhotoForm(StepForm):
    """``digest`` and ``thumb``: the files, once they are kept."""

    act, day = "photo", "taken_on"
    digest = thumb = ""
    photo = PhotoField(_l("照片"), [required(_l("请选一张照片"))])
    moment = SelectField(_l("什么时候的"), choices=_choices(words.MOMENTS))
    caption = LineField(_l("照片上是什么"), _line(_l("请写明照片上是什么")))
    taken_on = DayField(_l("哪天拍的"), [required(_l("请选一天"))], render_kw=_DAY)


class PhotoRemoveForm(StepForm):
    act = "photo_remove"
    photo = SelectField(_l("哪张照片"), [required(_l("请选一张"))], coerce=_row)
    reason = LineField(_l("为什么"), _line(_l("请写明原因"), REASON_MAX))

    def offer(self, pictures: Iterable[ProjectPhoto]) -> None:
        shown = [one for one in pictures if one.removed_reason is None]
        self.photo.choices = [(one.id, one.caption) for one in shown]


class SupplementForm(StepForm):
    act = "supplement"
    item = SelectField(_l("哪份决议的哪一项"), [required(_l("请选一项"))], coerce=_row)
    text = TextField(_l("为什么要追加"), _words(_l("请写明原因")), render_kw=_ROWS)

    def offer(self, items: Iterable[ResolutionItem]) -> None:
        self.item.choices = [
            (one.id, f"{one.resolution.number} {one.title} {yuan(one.amount_fen)}") for one in items
        ]


class _OfResolution(StepForm):
    resolution = SelectField(_l("哪份决议"), [required(_l("请选一份决议"))], coerce=_row)

    def offer(self, resolutions: Iterable[Resolution]) -> None:
        self.resolution.choices = [(one.id, f"{one.number} {one.title}") for one in resolutions]


class ScopeForm(_OfResolution):
    act = "scope"
    text = TextField(_l("改成什么"), _words(_l("请写明改成什么")), render_kw=_ROWS)


class StopForm(_OfResolution):
    act = "stop"
    text = TextField(_l("为什么停止"), _words(_l("请写明原因")), render_kw=_ROWS)


class ContractForm(StepForm):
    """``bidder_n`` and ``price_n``: the offers, the contractor's among them."""

    act, day = "contract", "signed_on"
    contractor = LineField(
        _l("由哪家来做"), _line(_l("请写单位的名称"), NAME_MAX), render_kw={"maxlength": NAME_MAX}
    )
    choice = RadioField(_l("怎么选的"), [required(_l("请选一种"))], choices=_choices(words.CHOICES))
    fen = YuanField(_l("合同金额（元）"), [required(_l("请填写合同金额"))])
    signed_on = DayField(_l("哪天签的"), [required(_l("请选一天"))], render_kw=_DAY)
    reason = TextField(_l("为什么这样选"), _words(), render_kw=_ROWS)
    paper = DocumentField(_l("合同的 PDF 或照片（会公开，请先盖住个人的电话、证件号、账号）"))
    bidder_1 = LineField(_l("第 1 家"), _line(None, NAME_MAX))
    price_1 = YuanField(_l("第 1 家的报价（元）"))
    bidder_2 = LineField(_l("第 2 家"), _line(None, NAME_MAX))
    price_2 = YuanField(_l("第 2 家的报价（元）"))
    bidder_3 = LineField(_l("第 3 家"), _line(None, NAME_MAX))
    price_3 = YuanField(_l("第 3 家的报价（元）"))
    bidder_4 = LineField(_l("第 4 家"), _line(None, NAME_MAX))
    price_4 = YuanField(_l("第 4 家的报价（元）"))
    bidder_5 = LineField(_l("第 5 家"), _line(None, NAME_MAX))
    price_5 = YuanField(_l("第 5 家的报价（元）"))

    def validate(self, extra_validators: Any = None) -> bool:
        good: bool = super().validate(extra_validators)
        for n in range(1, BIDS + 1):
            bidder, price = self[f"bidder_{n}"], self[f"price_{n}"]
            if bidder.data and not price.data and not price.errors:
                self.fail(price.name, _l("请填写这一家的报价"))
                good = False
            if price.data and not bidder.data:
                self.fail(bidder.name, _l("请写这一家的名称"))
                good = False
        return good

    @property
    def bids(self) -> list[Bid]:
        pairs = ((self[f"bidder_{n}"].data, self[f"price_{n}"].data) for n in range(1, BIDS + 1))
        return [Bid(bidder, fen) for bidder, fen in pairs if bidder and fen]


class FurtherForm(StepForm):
    """A further contract with the same contractor."""

    act, day = "contract_more", "signed_on"
    fen = YuanField(_l("补充合同增加的金额（元）"), [required(_l("请填写增加的金额"))])
    signed_on = DayField(_l("哪天签的"), [required(_l("请选一天"))], render_kw=_DAY)
    reason = TextField(_l("为什么要补充"), _words(_l("请写明原因")), render_kw=_ROWS)
    paper = DocumentField(
        _l("补充合同的 PDF 或照片（会公开，请先盖住个人的电话、证件号、账号）"),
        [required(_l("请选补充合同的文件"))],
    )
