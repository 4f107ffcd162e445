"""Money that was not spent by a fund's day, and goes back to where it came from (DOMAIN §3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, case, func, or_, select

from portal.core import clock
from portal.core.db import db
from portal.core.waiting import Waiting
from portal.ledger import actions as entries
from portal.ledger.actions import Draft
from portal.ledger.models import Entry, Fund
from portal.ledger.posting import locked_fund
from portal.ledger.queries import EFFECT, IS_POSTED
from portal.ledger.rules import ON_ITS_WAY, Category, Nature
from portal.ledger.statements import kinds, rules
from portal.ledger.statements.actions import Refused
from portal.ledger.statements.rules import Nearing, Refusal


@dataclass(frozen=True)
class Sweep:
    """What goes back of a fund, in fen. ``waits``: an entry that sends it back is on its way."""

    fund: Fund
    day: date
    nearing: Nearing
    left_fen: int
    waits: bool

    def refusal(self, today: date) -> Refusal | None:
        return rules.sweep_refusal(self.day, self.left_fen, self.waits, today)


_BY_THE_DAY = or_(Entry.booked_on <= Fund.sweep_on, Entry.nature == Nature.SWEEP)
_COUNTED = and_(IS_POSTED, _BY_THE_DAY)
_WAITS = and_(Entry.nature == Nature.SWEEP, Entry.state.in_(ON_ITS_WAY))


def sweeps(funds: Sequence[Fund], today: date) -> dict[int, Sweep]:
    """Of those funds that have a day, by their numbers. One query.

    What is left is what the fund held when its day ended, less what was sent back since, and no
    more than what it holds.
    """
    left = func.coalesce(func.sum(case((_COUNTED, EFFECT), else_=0)), 0)
    waits = func.coalesce(func.sum(case((_WAITS, 1), else_=0)), 0)
    held = {one.id: one for one in funds if one.sweep_on is not None}
    wanted = select(Fund.id, left, waits).outerjoin(Entry, Entry.fund_id == Fund.id)
    rows = db.session.execute(wanted.where(Fund.id.in_(held)).group_by(Fund.id))
    return {
        fund_id: _sweep(held[fund_id], int(so_far), bool(waiting), today)
        for fund_id, so_far, waiting in rows
    }


def _sweep(fund: Fund, so_far: int, waits: bool, today: date) -> Sweep:
    day = fund.sweep_on
    assert day is not None  # noqa: S101 - only such are asked for
    left = max(min(fund.opening_fen + so_far, fund.balance_fen), 0)
    return Sweep(fund, day, rules.nearing(day, today, kinds.SWEEP_DAYS()), left, waits)


def sweep_of(fund: Fund, today: date) -> Sweep | None:
    return sweeps([fund], today).get(fund.id)


def waiting(today: date) -> Waiting:
    """Funds whose day has come while money is left and nobody sends it back."""
    held = Fund.sweep_on <= today, Fund.balance_fen > 0
    begun = select(Entry.id).where(Entry.fund_id == Fund.id, _WAITS).exists()
    late = select(func.count()).select_from(Fund).where(*held, ~begun)
    return Waiting(late, late.where(Fund.sweep_on < today))


@dataclass(frozen=True)
class Paper:
    """What is written down of it: how much it is, is reckoned."""

    booked_on: date
    voucher_no: str
    summary: str
    counterparty: str
    witness: str


def prepare(fund_id: int, paper: Paper, by_id: int, now: datetime) -> Entry:
    """Writes down the entry that sends back what is left; three people see to it like any other.
    Refused before its day, for nothing, and beside another one; or as any entry is.
    """
    fund, today = locked_fund(fund_id), clock.local(now).date()
    found = sweep_of(fund, today)
    refusal = found.refusal(today) if found else Refusal.NO_SWEEP_DAY
    if found is None or refusal:
        raise Refused(refusal or Refusal.NO_SWEEP_DAY)
    draft = Draft(
        fund_id=fund_id,
        nature=Nature.SWEEP,
        amount_fen=found.left_fen,
        category=Category.SWEEP,
        **vars(paper),
    )
    return entries.prepare(draft, by_id, now)
