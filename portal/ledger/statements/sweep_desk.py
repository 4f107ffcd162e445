"""The desk of unspent money: the committee writes down the entry that sends it back."""

from flask import Blueprint, abort, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.i18n import official
from portal.core.page import page, see_other
from portal.ledger import queries as ledger
from portal.ledger import words as entering
from portal.ledger.actions import next_voucher
from portal.ledger.models import Fund
from portal.ledger.refusing import Refused as NotEntered
from portal.ledger.statements import sweeping, words
from portal.ledger.statements.actions import Refused
from portal.ledger.statements.forms import SweepForm
from portal.ledger.statements.rules import Refusal
from portal.ledger.statements.sweeping import Paper

bp = Blueprint("sweep_desk", __name__, url_prefix="/desk/ledger/sweeps")


def _fund(fund_id: int) -> Fund:
    return ledger.fund(fund_id) or abort(404)


def _page(fund: Fund, form: SweepForm, status: int = 200) -> Response:
    today = clock.today()
    found = sweeping.sweep_of(fund, today)
    refusal = found.refusal(today) if found else Refusal.NO_SWEEP_DAY
    return page(
        "ledger/statements/desk/sweep.html",
        status=status,
        fund=fund,
        sweep=found,
        refusal=words.REFUSALS[refusal] if refusal else None,
        form=form,
    )


@bp.get("/<int:fund_id>/")
@needs(Can.KEEP_BOOKS)
def show(fund_id: int) -> Response:
    fund, today = _fund(fund_id), clock.today()
    known = {"counterparty": fund.source, "voucher_no": next_voucher(fund_id, today.year)}
    return _page(fund, SweepForm(formdata=None, booked_on=today, **known))


@bp.post("/<int:fund_id>/")
@needs(Can.KEEP_BOOKS)
def prepare(fund_id: int) -> Response:
    form = SweepForm()
    if not form.validate():
        return _page(_fund(fund_id), form, 422)
    try:
        with writing():
            sweeping.prepare(fund_id, _paper(form), asker().person_id, clock.now())
    except LookupError:
        abort(404)
    except Refused as no:
        form.fail("voucher_no", words.REFUSALS[no.reason])
        return _page(_fund(fund_id), form, 422)
    except NotEntered as no:
        field, said = entering.refusal(no)
        form.fail(field if field in form else "voucher_no", said)
        return _page(_fund(fund_id), form, 422)
    flash(_("填好了，等审批、监督委员签字以后入账。"), "good")
    return see_other("statements_desk.index")


def _paper(form: SweepForm) -> Paper:
    with official():
        summary = _("到期没花完的钱收回")
    return Paper(
        booked_on=form.booked_on.data,  # type: ignore[arg-type]
        voucher_no=form.voucher_no.data or "",
        summary=summary,
        counterparty=form.counterparty.data or "",
        witness=form.witness.data or "",
    )
