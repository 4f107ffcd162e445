"""Taking a proposal back, with its reason in public."""

from flask import Blueprint, abort, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.page import page, refused, see_other
from portal.proposals import queries, rules
from portal.proposals.actions import writing as acts
from portal.proposals.actions.writing import NotAuthor
from portal.proposals.forms import WithdrawForm
from portal.proposals.models import Proposal
from portal.proposals.rules import State

bp = Blueprint("withdrawing", __name__, url_prefix="/proposals")


def _withdrawable(proposal_id: int) -> Proposal:
    proposal = queries.proposal(proposal_id)
    if proposal is None or proposal.author_id != asker().person_id:
        abort(404)
    if not rules.may_withdraw(State(proposal.state), True):
        abort(403)
    return proposal


@bp.get("/<int:proposal_id>/withdraw/")
@needs(Can.PROPOSE)
def ask(proposal_id: int) -> Response:
    proposal = _withdrawable(proposal_id)
    return page("proposals/withdraw.html", form=WithdrawForm(), proposal=proposal)


@bp.post("/<int:proposal_id>/withdraw/")
@needs(Can.PROPOSE)
def withdraw(proposal_id: int) -> Response:
    proposal, form = _withdrawable(proposal_id), WithdrawForm()
    if not form.validate():
        return refused("proposals/withdraw.html", form=form, proposal=proposal)
    try:
        with writing():
            one = queries.locked(proposal_id)
            acts.withdraw(one, asker().person_id, form.reason.data, clock.now())
    except NotAuthor:
        abort(403)
    flash(_("提案已经撤回。"), "neutral")
    return see_other("drafting.mine")
