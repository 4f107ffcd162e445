"""What is typed about funds, entries and vouchers."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, SelectField
from wtforms.validators import ValidationError

from portal.core.forms import (
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
from portal.core.page import row_id
from portal.ledger import rules, words
from portal.ledger.actions import Draft
from portal.ledger.funds import About
from portal.ledger.models import Entry, Fund
from portal.ledger.rules import Move, Nature
from portal.projects.models import Project
from portal.resolutions.models import ResolutionItem
from portal.roster.models import Grid


def _long_enough(form: Form, field: Field) -> None:
    if len(field.data) < rules.REASON_MIN:
        raise ValidationError(_l("太短了，请至少写 %(n)s 个字，让别人看得明白", n=rules.REASON_MIN))


class AboutForm(Form):
    purpose = TextField(
        _l("用来做什么（会公开）"),
        [required(_l("请写明这笔资金用来做什么")), at_most(rules.TEXT_MAX)],
        render_kw={"rows": 3, "maxlength": rules.TEXT_MAX},
    )
    source = LineField(
        _l("钱从哪里来（会公开）"),
        [required(_l("请写明钱从哪里来")), at_most(rules.SOURCE_MAX)],
    )
    sweep_on = DayField(_l("没花完的钱哪一天收回"))

    @property
    def about(self) -> About:
        return About(self.purpose.data or "", self.source.data or "", self.sweep_on.data)


class FundForm(AboutForm):
    name = LineField(_l("资金名称"), [required(_l("请填写资金名称")), at_most(rules.NAME_MAX)])
    opened_on = DayField(_l("从哪一天开始记账"), [required(_l("请选一天"))])
    opening_fen = YuanField(_l("那一天的余额（元）"), [required(_l("请填写余额，没有就写 0"))])


class CloseForm(Form):
    closed_on = DayField(_l("记账到哪一天为止"), [required(_l("请选一天"))])


class EntryForm(Form):
    """``nature`` is chosen before: what an expense asks for is not asked of an income."""

    version = WholeNumberField()
    fund = SelectField(
        _l("资金"), [required(_l("请选一笔资金"))], coerce=lambda given: row_id(str(given))
    )
    booked_on = DayField(_l("日期"), [required(_l("请选一天"))])
    voucher_no = LineField(_l("凭证号"), [required(_l("请填写凭证号")), at_most(rules.VOUCHER_MAX)])
    summary = LineField(
        _l("摘要：什么钱，做什么用（会公开）"),
        [required(_l("请填写摘要")), at_most(rules.SUMMARY_MAX), no_identity_number],
    )
    amount_fen = YuanField(_l("金额（元）"), [required(_l("请填写金额"))])
    authority = SelectField(
        _l("是哪个项目、哪份决议的钱"),
        [required(_l("支出要写明是哪个项目、哪份决议的钱，请选一项。"))],
    )
    category = RadioField(_l("类别"), [required(_l("请选类别"))])
    counterparty = LineField(
        _l("付给谁，或者谁付来的（会公开）"),
        [required(_l("请填写单位名称或姓名")), at_most(120), no_identity_number],
    )
    witness = LineField(_l("证明人（会公开）"), [at_most(rules.WITNESS_MAX), no_identity_number])
    grid = SelectField(_l("哪个网格受益"), coerce=lambda given: row_id(str(given)))

    def offer(
        self,
        nature: Nature,
        funds: list[Fund],
        payable: tuple[list[Project], list[ResolutionItem]],
        grids: list[Grid],
    ) -> None:
        """Leaves away what is not asked of this nature, and fills the lists."""
        self.nature = nature
        self.fund.choices = [(one.id, one.name) for one in funds]
        if nature is Nature.EXPENSE:
            projects, items = payable
            self.authority.choices = [
                ("", _("请选")),
                *((f"p{one.id}", f"{one.number} {one.title}") for one in projects),
                *((f"r{one.id}", f"{one.resolution.number} {one.title}") for one in items),
            ]
            del self.category
        else:
            self.category.choices = [
                (code, words.category(code)) for code in rules.CATEGORIES[nature]
            ]
            del self.authority
        self.grid.choices = [(0, _("全社区")), *((one.id, one.name) for one in grids)]

    @property
    def seen(self) -> int:
        return self.version.data or 0

    @property
    def draft(self) -> Draft:
        chosen = self.authority.data or "" if self.nature is Nature.EXPENSE else ""
        number = row_id(chosen[1:]) or None
        return Draft(
            fund_id=self.fund.data,
            nature=self.nature,
            booked_on=self.booked_on.data,  # type: ignore[arg-type]
            voucher_no=self.voucher_no.data or "",
            summary=self.summary.data or "",
            amount_fen=self.amount_fen.data or 0,
            category=rules.Category.OTHER if "category" not in self else self.category.data,
            counterparty=self.counterparty.data or "",
            witness=self.witness.data or "",
            project_id=number if chosen.startswith("p") else None,
            item_id=number if chosen.startswith("r") else None,
            grid_id=self.grid.data or None,
        )


def typed_of(entry: Entry) -> dict[str, Any]:
    """What stands in the form of an entry, or of one that is made after it."""
    authority = f"p{entry.project_id}" if entry.project_id else ""
    if entry.item_id:
        authority = f"r{entry.item_id}"
    same = ("booked_on", "voucher_no", "summary", "counterparty", "witness", "category", "version")
    return {
        **{name: getattr(entry, name) for name in same},
        "amount_fen": abs(entry.amount_fen),
        "fund": entry.fund_id,
        "authority": authority,
        "grid": entry.grid_id or 0,
    }


class StepForm(Form):
    """A press of a button; ``version`` is that of the entry which the person saw."""

    version = WholeNumberField()

    @property
    def seen(self) -> int:
        return self.version.data or 0


class ReasonForm(StepForm):
    """``move``: what the reason is for; two of these stand on one page."""

    move: Move | None = None
    reason = TextField(
        _l("原因"),
        [required(_l("请写明原因")), _long_enough, at_most(rules.TEXT_MAX)],
        render_kw={"rows": 3, "maxlength": rules.TEXT_MAX},
    )


class VoucherForm(StepForm):
    photo = PhotoField(_l("凭证照片"), [required(_l("请选一张照片"))])
    caption = LineField(
        _l("照片上是什么（会公开）"), [at_most(rules.SUMMARY_MAX), no_identity_number]
    )


class OpenForm(Form):
    """``digest``: the blacked-out picture that the person looked at."""

    digest = LineField("")
    sure = BooleanField(
        _l("我看过了：姓名、电话、账号、身份证号都遮住了，没有留下个人信息"),
        [required(_l("请先看清楚，再打勾"))],
    )
