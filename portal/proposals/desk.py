"""Screening on the desk: the queue by deadline, one proposal with what is known, the decision."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.budget.actions.preparing import Frozen
from portal.budget.rules import ProjectKind
from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import db, writing
from portal.core.forms import Form
from portal.core.page import page, see_other
from portal.proposals import habits, nearby, pages, queries, rules, words
from portal.proposals.actions import screening
from portal.proposals.actions.moving import Conflict
from portal.proposals.actions.screening import Act, CostRefused, OwnProposal
from portal.proposals.deskforms import AcceptForm, AskForm, MergeForm, RefuseForm, ReopenForm
from portal.proposals.models import Proposal
from portal.proposals.nearby import Other
from portal.proposals.rules import Ground, MoveRefused, State

bp = Blueprint("screening", __name__, url_prefix="/desk/screening")


@bp.get("/")
@needs(Can.SEE_DESK)
def index() -> Response:
    """What waits, the most pressing first; then what waits for its authors, then the decided."""
    now = clock.now()
    round_ = pages.current_round(now)
    return page(
        "proposals/desk/index.html",
        cards=pages.cards(queries.to_screen()),
        decided=pages.cards(queries.decided(round_.id)) if round_ else [],
        round=round_,
        now=now,
    )


def _known(proposal_id: int) -> Proposal:
    found = queries.proposal(proposal_id)
    if found is None or found.published_at is None:
        abort(404)
    return found


@bp.get("/<int:proposal_id>/")
@needs(Can.SEE_DESK)
def show(proposal_id: int) -> Response:
    return _page(_known(proposal_id))


def _page(proposal: Proposal, status: int = 200, trouble: Any = None, **forms: Form) -> Response:
    me, now = asker(), clock.now()
    state = State(proposal.state)
    may = {move: rules.allowed(state, move) for move in words.STEPS}
    others = nearby.others(proposal.round_id, but=proposal.id)
    text = f"{proposal.title} {proposal.need}"
    blank = {"formdata": None, "version": proposal.version}
    return page(
        "proposals/desk/show.html",
        status=status,
        **pages.examined(proposal, me, now),
        may=may,
        trouble=trouble,
        accept=forms.get("accept") or AcceptForm(**blank, cost_fen=proposal.estimate_fen),
        refuse=forms.get("refuse") or RefuseForm(**blank),
        ask=forms.get("ask") or AskForm(**blank),
        merge=_offered(others, forms.get("merge") or MergeForm(**blank)),
        reopen=forms.get("reopen") or ReopenForm(**blank),
        cap=habits.CAPS[ProjectKind(proposal.kind)](),
        prices=nearby.past_prices(proposal.kind, text, 4),
        similar=nearby.resembling(text, others, 5),
    )


def _offered(others: list[Other], form: Any) -> Form:
    """The form with those that it may be merged into."""
    offered = nearby.mergeable(others, asker().person_id)
    form.offer([(one.id, f"{one.number} · {one.title}") for one in offered])
    found: Form = form
    return found


def _decide(
    proposal_id: int, form: Any, name: str, decide: Callable[[Act], None], told: str
) -> Response:
    """One decision on the version that was read; every refusal at its place, nothing lost."""
    proposal = _known(proposal_id)
    if name == "merge":
        _offered(nearby.others(proposal.round_id, but=proposal.id), form)
    if not form.validate():
        return _page(proposal, 422, **{name: form})
    act = Act(proposal_id, form.version.data, asker().person_id, form.reason.data, clock.now())
    try:
        with writing():
            decide(act)
    except OwnProposal:
        abort(403)
    except CostRefused as no:
        proposal = _known(proposal_id)
        cap = habits.CAPS[ProjectKind(proposal.kind)]()
        form.fail("cost_fen", words.cost_fault(no.fault, cap, proposal.round.amount_fen))
        return _page(proposal, 422, **{name: form})
    except (Conflict, MoveRefused):
        db.session.rollback()
        return _overtaken(proposal_id, form, name)
    except Frozen:
        sealed = _("这一轮已经封箱，项目清单不能再改。")
        return _page(_known(proposal_id), 422, sealed, **{name: form})
    flash(told, "good")
    return see_other(".index")


def _overtaken(proposal_id: int, form: Any, name: str) -> Response:
    """Somebody was faster: what they did is shown, what was typed is kept."""
    proposal = _known(proposal_id)
    form.version.data = proposal.version
    form.version.raw_data = None
    trouble = _("您打开之后，这份提案已经有了变化（见下面的经过）。您写的还在，请看过再决定。")
    return _page(proposal, 409, trouble, **{name: form})


@bp.post("/<int:proposal_id>/accept/")
@needs(Can.SCREEN_PROPOSALS)
def accept(proposal_id: int) -> Response:
    form = AcceptForm()
    return _decide(
        proposal_id,
        form,
        "accept",
        lambda act: screening.accept(act, form.cost_fen.data or 0, form.cost_basis.data or ""),
        _("已记下：可行，列入项目清单。提案人和联名的邻居会收到消息。"),
    )


@bp.post("/<int:proposal_id>/refuse/")
@needs(Can.SCREEN_PROPOSALS)
def refuse(proposal_id: int) -> Response:
    form = RefuseForm()
    return _decide(
        proposal_id,
        form,
        "refuse",
        lambda act: screening.refuse(act, Ground(form.ground.data)),
        _("已记下：不予列入。理由已公开。"),
    )


@bp.post("/<int:proposal_id>/ask/")
@needs(Can.SCREEN_PROPOSALS)
def ask(proposal_id: int) -> Response:
    return _decide(
        proposal_id, AskForm(), "ask", screening.ask, _("已请提案人修改，改好后会回到这里。")
    )


@bp.post("/<int:proposal_id>/merge/")
@needs(Can.SCREEN_PROPOSALS)
def merge(proposal_id: int) -> Response:
    form = MergeForm()
    return _decide(
        proposal_id,
        form,
        "merge",
        lambda act: screening.merge(act, int(form.into.data)),
        _("已合并：提案人、联名、关注和纸质愿望都带过去了。"),
    )


@bp.post("/<int:proposal_id>/reopen/")
@needs(Can.SCREEN_PROPOSALS)
def reopen(proposal_id: int) -> Response:
    return _decide(proposal_id, ReopenForm(), "reopen", screening.reopen, _("已重新回到筛选。"))
