"""Taking a proposal back, with its reason in public; a draft is thrown away without one."""

from flask import Blueprint, abort, current_app, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock, store
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.page import page, see_other
from portal.proposals import moved, queries, reasons, rules
from portal.proposals.actions import discarding
from portal.proposals.actions import writing as acts
from portal.proposals.actions.writing import NotAuthor, Overtaken
from portal.proposals.forms import WithdrawForm
from portal.proposals.models import Proposal
from portal.proposals.rules import State

bp = Blueprint("withdrawing", __name__, url_prefix="/proposals")


def _withdrawable(proposal_id: int) -> Proposal:
    """One that the asker may take back now; 404 for another's, 409 in words for one that ended."""
    proposal = queries.proposal(proposal_id)
    if proposal is None or proposal.author_id != asker().person_id:
        abort(404)
    open_ = rules.may_withdraw(State(proposal.state), True) or reasons.asked(proposal)
    if not open_:
        moved.on(proposal)
    return proposal


def _discarded(proposal: Proposal) -> bool:
    return rules.may_discard(State(proposal.state), proposal.item_id is None)


@bp.get("/<int:proposal_id>/withdraw/")
@needs(Can.PROPOSE)
def ask(proposal_id: int) -> Response:
    return _asked(_withdrawable(proposal_id), WithdrawForm())


def _asked(proposal: Proposal, form: WithdrawForm, status: int = 200) -> Response:
    if _discarded(proposal):
        return page("proposals/discard.html", status=status, proposal=proposal)
    reworded = reasons.asked(proposal)
    return page(
        "proposals/withdraw.html",
        status=status,
        form=form,
        proposal=proposal,
        asked=proposal.item.reason if reworded and proposal.item else "",
    )


@bp.post("/<int:proposal_id>/withdraw/")
@needs(Can.PROPOSE)
def withdraw(proposal_id: int) -> Response:
    proposal, form = _withdrawable(proposal_id), WithdrawForm()
    if _discarded(proposal):
        return _discard(proposal_id)
    if not form.validate():
        return _asked(proposal, form, 422)
    reworded = reasons.asked(proposal)
    act = acts.reword_reason if reworded else acts.withdraw
    try:
        with writing():
            act(queries.locked(proposal_id), asker().person_id, form.reason.data, clock.now())
    except (NotAuthor, Overtaken):
        return _asked(_withdrawable(proposal_id), form, 409)
    if reworded:
        flash(_("原因已经改好，审核之后公开。"), "good")
        return see_other("proposals.show", proposal_id=proposal_id)
    flash(_("提案已经撤回。"), "neutral")
    return see_other("drafting.mine")


def _discard(proposal_id: int) -> Response:
    """The pictures go once nothing names them any more."""
    try:
        with writing():
            gone = discarding.discard(queries.locked(proposal_id), asker().person_id)
    except LookupError:
        abort(404)
    except NotAuthor:
        return _asked(_withdrawable(proposal_id), WithdrawForm(), 409)
    for digest in sorted(gone):
        store.drop(current_app.config["PORTAL"].uploads, digest)
    flash(_("草稿已经扔掉。"), "neutral")
    return see_other("drafting.mine")
