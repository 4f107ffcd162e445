"""Funds on the desk: opened, described anew, closed."""

from flask import Blueprint, abort, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.forms import Form
from portal.core.page import page, see_other
from portal.ledger import funds, pages, queries
from portal.ledger.forms import AboutForm, CloseForm, FundForm
from portal.ledger.models import Fund
from portal.ledger.posting import locked_fund
from portal.ledger.refusing import Changed, Refused

bp = Blueprint("funds_desk", __name__, url_prefix="/desk/ledger/funds")


@bp.get("/")
@needs(Can.KEEP_BOOKS)
def index() -> Response:
    return page("ledger/desk/funds.html", funds=queries.funds())


@bp.get("/new/")
@needs(Can.KEEP_BOOKS)
def new() -> Response:
    return _new_page(FundForm(formdata=None))


def _new_page(form: Form, said: str = "", status: int = 200) -> Response:
    return page("ledger/desk/fund_new.html", status=status, form=form, said=said)


@bp.post("/new/")
@needs(Can.KEEP_BOOKS)
def create() -> Response:
    form = FundForm()
    if not form.validate():
        return _new_page(form, status=422)
    day, fen = form.opened_on.data, form.opening_fen.data
    try:
        with writing():
            made, opening = funds.open_fund(
                form.name.data or "",
                form.about,
                day,  # type: ignore[arg-type]
                fen or 0,
                asker().person_id,
                clock.now(),
            )
            fund_id, entry_id = made.id, opening.id if opening else None
    except Refused as no:
        if no.reason == "future":
            form.fail("opened_on", _("日期不能在今天以后。"))
            return _new_page(form, status=422)
        return _new_page(form, pages.fail(form, no), 422)
    if entry_id is not None:
        said = _("设立好了。账上已有的钱要别人审批、监督委员签字才算数，请先加银行对账单照片。")
        flash(said, "good")
        return see_other("ledger_desk.show", entry_id=entry_id)
    flash(_("设立好了，大家都看得到。"), "good")
    return see_other(".show", fund_id=fund_id)


def _found(fund_id: int) -> Fund:
    return queries.fund(fund_id) or abort(404)


def _page(
    fund: Fund,
    about: AboutForm | None = None,
    closing: CloseForm | None = None,
    said: str = "",
    status: int = 200,
) -> Response:
    kept = {name: getattr(fund, name) for name in ("purpose", "source", "sweep_on")}
    return page(
        "ledger/desk/fund.html",
        status=status,
        fund=fund,
        form=about or AboutForm(formdata=None, **kept),
        closing=closing or CloseForm(formdata=None),
        said=said,
    )


@bp.get("/<int:fund_id>/")
@needs(Can.KEEP_BOOKS)
def show(fund_id: int) -> Response:
    return _page(_found(fund_id))


@bp.post("/<int:fund_id>/")
@needs(Can.KEEP_BOOKS)
def change(fund_id: int) -> Response:
    form = AboutForm()
    if not form.validate():
        return _page(_found(fund_id), about=form, status=422)
    try:
        with writing():
            funds.change(locked_fund(fund_id), form.about, asker().person_id, clock.now())
    except LookupError:
        abort(404)
    except Refused as no:
        said = pages.fail(form, no)
        return _page(_found(fund_id), about=form, said=said, status=422)
    flash(_("改好了，改动记入公开记录。"), "good")
    return see_other(".show", fund_id=fund_id)


@bp.post("/<int:fund_id>/close/")
@needs(Can.KEEP_BOOKS)
def close(fund_id: int) -> Response:
    form = CloseForm()
    if not form.validate():
        return _page(_found(fund_id), closing=form, status=422)
    try:
        with writing():
            day = form.closed_on.data
            funds.close(locked_fund(fund_id), day, asker().person_id, clock.now())  # type: ignore[arg-type]
    except LookupError:
        abort(404)
    except Changed:
        flash(_("这笔资金先前已经停止记账了。"), "waiting")
    except Refused as no:
        if no.reason == "future":
            form.fail("closed_on", _("日期不能在今天以后。"))
            return _page(_found(fund_id), closing=form, status=422)
        return _page(_found(fund_id), closing=form, said=pages.fail(form, no), status=422)
    else:
        flash(_("停止记账了，账本留着。"), "good")
    return see_other(".show", fund_id=fund_id)
