"""What ``tick`` does for the books: it tells who keeps and who checks them that money not spent
goes back soon, and that it should have.
"""

from datetime import datetime

from portal.core import clock, outbox
from portal.core.access import Can
from portal.core.db import insert_once, writing
from portal.core.money import yuan
from portal.ledger import hands
from portal.ledger import queries as ledger
from portal.ledger.statements import kinds, sweeping
from portal.ledger.statements.models import SweepReminder
from portal.ledger.statements.rules import Nearing
from portal.ledger.statements.sweeping import Sweep


def tick(now: datetime) -> None:
    """Once before a fund's day and once after it, while money is left and nothing sends it back."""
    with writing():
        today = clock.local(now).date()
        for one in sweeping.sweeps(ledger.funds(), today).values():
            if one.nearing is not Nearing.FAR and one.left_fen > 0 and not one.waits:
                _remind(one, now)


def _remind(one: Sweep, now: datetime) -> None:
    fund, today = one.fund, clock.local(now).date()
    if not insert_once(SweepReminder, fund_id=fund.id, sweep_on=one.day, nearing=one.nearing):
        return
    people = {*hands.holders(Can.KEEP_BOOKS, today), *hands.holders(Can.SIGN_ENTRIES, today)}
    told = {"fund": fund.name, "fund_id": fund.id, "left": yuan(one.left_fen)}
    outbox.tell(sorted(people), kinds.TELL_SWEEP[one.nearing], now, day=str(one.day), **told)
