"""A price list from a sheet, on the desk: hand it in, look at every row, confirm."""

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from portal.budget import price_sheet, queries, sheet_words
from portal.budget.actions import sheeting
from portal.budget.actions.preparing import Frozen
from portal.budget.actions.sheeting import NotAsSeen
from portal.budget.models import Round
from portal.budget.price_sheet import BadPack, Plan, Standing
from portal.core import clock, sheets
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.forms import Form, SheetField, a_sheet
from portal.core.page import page, see_other
from portal.core.sheets import SheetError
from portal.core.words import sheet_problem
from portal.core.workbooks import download

bp = Blueprint("price_sheet", __name__, url_prefix="/desk/rounds/<int:round_id>/sheet")


class HandInForm(Form):
    sheet = SheetField(_l("项目表格"), [a_sheet(_l("请选择项目表格"))])


def _round(round_id: int) -> Round:
    return queries.round_by_id(round_id) or abort(404)


@bp.get("/")
@needs(Can.PREPARE_ROUND)
def index(round_id: int) -> Response:
    return _start(round_id, HandInForm())


def _start(
    round_id: int, form: HandInForm, status: int = 200, trouble: str | None = None
) -> Response:
    template = "budget/desk/sheet.html"
    return page(template, status=status, round=_round(round_id), form=form, trouble=trouble)


@bp.get("/template/")
@needs(Can.PREPARE_ROUND)
def template(round_id: int) -> Response:
    """The blank form, with the list of kinds."""
    _round(round_id)
    return download(sheet_words.template(), _("项目清单模板"), "price-list-template")


@bp.post("/")
@needs(Can.PREPARE_ROUND)
def preview(round_id: int) -> Response:
    """Every row beside the price list; nothing is kept, the rows travel in the form."""
    form = HandInForm()
    if not form.validate():
        return _start(round_id, form, 422)
    try:
        rows = sheets.read(form.sheet.content(), price_sheet.COLUMNS).rows
        return _preview(round_id, sheeting.plan_of(_round(round_id), rows))
    except SheetError as error:
        form.fail("sheet", sheet_problem(error))
    except ValueError:
        form.fail("sheet", _("表格里的字太多了，请分成几份，分次上传"))
    except Frozen:
        return _too_late(round_id)
    return _start(round_id, form, 422)


def _preview(round_id: int, plan: Plan, status: int = 200) -> Response:
    return page(
        "budget/desk/sheet_preview.html",
        status=status,
        round=_round(round_id),
        plan=plan,
        packed=price_sheet.pack(plan.rows) if plan.may_confirm else "",
        standings=sheet_words.STANDINGS,
        groups=[one for one in sheet_words.STANDINGS if plan.counts[one]],
        columns=price_sheet.TITLES,
        fault=sheet_words.fault,
        overtaken=status == 409,
    )


def _too_late(round_id: int) -> Response:
    return _start(round_id, HandInForm(formdata=None), 422, _("轮次已经封箱，项目清单不能再改。"))


@bp.post("/confirm/")
@needs(Can.PREPARE_ROUND)
def confirm(round_id: int) -> Response:
    try:
        rows = price_sheet.unpack(request.form.get("rows", "")[: price_sheet.MAX_PACKED + 1])
        with writing():
            done = sheeting.import_sheet(
                _round(round_id), rows, request.form.get("seen", ""), asker().person_id, clock.now()
            )
    except BadPack:
        form = HandInForm(formdata=None)
        return _start(round_id, form, 422, _("没有收到要导入的内容，请重新上传表格。"))
    except NotAsSeen as no:
        return _preview(round_id, no.plan, 409)
    except Frozen:
        return _too_late(round_id)
    counts = done.counts
    told = _(
        "列入了 %(new)s 个新项目，修改了 %(changed)s 个",
        new=counts[Standing.NEW],
        changed=counts[Standing.CHANGED],
    )
    flash(told)
    return see_other("budget_desk.show", round_id=round_id)
