"""The desk of months: the committee draws them up and sends unspent money back, the supervisors
return or lock them.
"""

import re

from flask import Blueprint, abort, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.page import page, see_other
from portal.ledger.models import Statement
from portal.ledger.statements import actions, pages, queries, sweeping, words
from portal.ledger.statements.actions import Changed, Refused
from portal.ledger.statements.forms import DrawUpForm, ReturnForm, ReviewForm
from portal.ledger.statements.rules import Month

bp = Blueprint("statements_desk", __name__, url_prefix="/desk/ledger/statements")
_PAGE = "ledger/statements/desk/show.html"
_CODE = re.compile(r"(20[0-9]{2}|19[0-9]{2})-(0[1-9]|1[0-2])")


@bp.get("/")
@needs(Can.SEE_DESK)
def index() -> Response:
    return _index(200)


def _index(status: int, refusal: str | None = None) -> Response:
    today = clock.today()
    found = queries.standings(today)
    return page(
        "ledger/statements/desk/index.html",
        status=status,
        standings=found,
        sweeps=sweeping.sweeps([one.fund for one in found], today),
        today=today,
        refusal=refusal,
        draws_up=asker().can(Can.KEEP_BOOKS),
    )


@bp.post("/")
@needs(Can.KEEP_BOOKS)
def draw_up() -> Response:
    form = DrawUpForm()
    code = _CODE.fullmatch(form.month.data or "")
    if not form.validate() or code is None:
        return _index(422, _("没有看懂是哪个月，请从下面选。"))
    try:
        with writing():
            month = Month(int(code[1]), int(code[2]))
            fund_id = form.fund.data or 0
            made = actions.draw_up(fund_id, month, asker().person_id, clock.now()).id
    except LookupError:
        abort(404)
    except Refused as no:
        return _index(422, str(words.REFUSALS[no.reason]))
    flash(_("起草好了，请监督委员审核。"), "good")
    return see_other(".show", statement_id=made)


def _statement(statement_id: int) -> Statement:
    return queries.statement_by_id(statement_id) or abort(404)


def _show(
    statement_id: int, form: ReturnForm | None = None, refusal: str | None = None
) -> Response:
    found, me = _statement(statement_id), asker()
    return page(
        _PAGE,
        status=422 if form or refusal else 200,
        form=form or ReturnForm(formdata=None),
        refusal=refusal,
        draws_up=me.can(Can.KEEP_BOOKS),
        reviews=me.can(Can.SIGN_ENTRIES) and me.person_id != found.prepared_by,
        **pages.shown(found, clock.now()),
    )


@bp.get("/<int:statement_id>/")
@needs(Can.SEE_DESK)
def show(statement_id: int) -> Response:
    return _show(statement_id)


@bp.post("/<int:statement_id>/lock/")
@needs(Can.SIGN_ENTRIES)
def lock(statement_id: int) -> Response:
    form = ReviewForm()
    if not form.validate():
        return _show(statement_id, refusal=_("请再看一遍，再按一次。"))
    try:
        with writing():
            version = form.version.data or 0
            actions.lock(statement_id, version, asker().person_id, clock.now())
    except LookupError:
        abort(404)
    except Refused as no:
        return _show(statement_id, refusal=str(words.REFUSALS[no.reason]))
    except Changed:
        return _changed(statement_id)
    flash(_("锁定了，开始公示。"), "good")
    return see_other(".show", statement_id=statement_id)


@bp.post("/<int:statement_id>/return/")
@needs(Can.SIGN_ENTRIES)
def send_back(statement_id: int) -> Response:
    form = ReturnForm()
    if not form.validate():
        return _show(statement_id, form)
    try:
        with writing():
            version, reason = form.version.data or 0, form.reason.data or ""
            actions.send_back(statement_id, reason, version, asker().person_id, clock.now())
    except LookupError:
        abort(404)
    except Refused as no:
        return _show(statement_id, refusal=str(words.REFUSALS[no.reason]))
    except Changed:
        return _changed(statement_id)
    flash(_("退回去了，原因告诉了起草的人。"), "good")
    return see_other(".show", statement_id=statement_id)


def _changed(statement_id: int) -> Response:
    flash(_("别人刚刚处理过这份月报，请看现在的样子。"), "waiting")
    return see_other(".show", statement_id=statement_id)
