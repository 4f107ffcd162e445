"""What waits on the desk: months to draw up, to review, money to send back."""

from datetime import date

from portal.core.waiting import Waiting
from portal.ledger.statements import kinds, queries, sweeping


def to_draw_up(today: date) -> Waiting:
    return queries.to_draw_up(today, kinds.STATEMENT_DAYS())


def to_review(today: date) -> Waiting:
    return queries.to_review(today, kinds.STATEMENT_DAYS())


def to_sweep(today: date) -> Waiting:
    return sweeping.waiting(today)
