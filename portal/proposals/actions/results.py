"""The screening meeting's results, entered at once from its sheet: all of them, or none.

Each is an ordinary step of screening, with the same rules and refusals, and those concerned are
told as of any other.
"""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import format_date
from flask_babel import gettext as _

from portal.audit.actions import record
from portal.budget.actions.preparing import Frozen
from portal.core.i18n import official
from portal.proposals import kinds, named, queries
from portal.proposals.actions import screening
from portal.proposals.actions.moving import Conflict
from portal.proposals.actions.screening import Act, CostRefused, OwnProposal
from portal.proposals.results import Result
from portal.proposals.rules import Ground, Move, MoveRefused

REFUSALS = (Conflict, MoveRefused, OwnProposal, CostRefused, Frozen, LookupError)


class RowRefused(Exception):
    """A row that screening refuses, and why; nothing of the sheet was written."""

    def __init__(self, result: Result, why: Exception) -> None:
        super().__init__(result.row)
        self.result = result
        self.why = why


class OtherNumber(Exception):
    """The row's number is another proposal's: rows were moved without their mark."""


def apply(results: Sequence[Result], actor_id: int, now: datetime) -> None:
    """Every row inside the caller's ``writing()``, mergers last, so that what they are merged into
    has been decided. RowRefused with the first that cannot be.
    """
    for result in in_order(results):
        try:
            _decide(result, actor_id, now)
        except (*REFUSALS, OtherNumber) as why:
            raise RowRefused(result, why) from why
    record(kinds.SHEET_APPLIED, actor_id, now, count=len(results))


def in_order(results: Sequence[Result]) -> list[Result]:
    """As they are entered: mergers last."""
    return sorted(results, key=lambda one: one.move is Move.MERGE)


def _decide(result: Result, actor_id: int, now: datetime) -> None:
    if queries.locked(result.proposal_id).number != result.number:
        raise OtherNumber
    act = Act(result.proposal_id, result.version, actor_id, reason(result), now)
    if result.move is Move.ACCEPT:
        screening.accept(act, result.cost_fen, result.basis)
    elif result.move is Move.REFUSE:
        screening.refuse(act, result.ground or Ground.NOT_FEASIBLE)
    elif result.move is Move.ASK:
        screening.ask(act)
    else:
        screening.merge(act, _into(result))


def _into(result: Result) -> int:
    proposal = queries.locked(result.proposal_id)
    into = named.by_number(proposal.round_id, result.into)
    if into is None:
        raise MoveRefused
    return into.id


def reason(result: Result) -> str:
    """The public reason, with the meeting and its minutes where the sheet names them."""
    with official():
        told = []
        if result.held_on:
            told.append(_("%(day)s筛选会", day=format_date(result.held_on, "long")))
        if result.minutes:
            told.append(_("会议记录 %(code)s", code=result.minutes))
    return f"{result.reason}（{'，'.join(told)}）" if told else result.reason
