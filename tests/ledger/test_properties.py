"""Whatever is posted and corrected, in whatever order: the books reconcile to the fen."""

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core.db import db
from portal.ledger import checks, queries
from portal.ledger.models import Entry, SpendingLimit
from portal.ledger.refusing import Refused
from portal.ledger.rules import Bounds, Nature, Refusal, State, over_refusal
from tests.ledger.keeping import TODAY, Books

KINDS = st.sampled_from(["income", "expense", "correct", "contract", "stop"])
STEP = st.tuples(KINDS, st.integers(1, 9_000_000), st.integers(0, 120))


def take(books: Books, projects: list, kind: str, fen: int, back: int) -> None:
    """One step; one that is refused changes nothing."""
    day = TODAY - timedelta(days=back)
    if kind == "income":
        books.posted(books.draft(amount_fen=fen, booked_on=day))
    elif kind == "expense":
        books.posted(books.expense(projects[fen % 2], fen, booked_on=day))
    elif kind == "contract":
        books.sign_more(projects[fen % 2], fen)
    elif kind == "stop":
        books.stop(projects[fen % 2])
    else:
        posted = db.session.query(Entry.id).filter_by(state=State.POSTED).order_by(Entry.id).all()
        if posted:
            books.corrected(posted[fen % len(posted)][0])


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(STEP, min_size=3, max_size=14))
def test_the_books_reconcile_after_any_sequence(books: Books, steps: list) -> None:
    projects = [books.project(12_000_000, contract_fen=5_000_000), books.project(6_000_000)]
    done = 0
    for kind, fen, back in steps:
        before = _figures(books)
        try:
            take(books, projects, kind, fen, back)
            done += 1
        except Refused:
            db.session.rollback()
            assert _figures(books) == before
    assert {one.code: one.faults for one in checks.run() if not one.holds} == {}
    _reconcile(books)


@given(
    decided=st.integers(0, 100),
    contracted=st.none() | st.integers(0, 100),
    is_stopped=st.booleans(),
    spent=st.integers(0, 120),
    more=st.integers(1, 100),
)
def test_no_more_is_paid_than_was_decided_and_signed_for(
    decided: int, contracted: int | None, is_stopped: bool, spent: int, more: int
) -> None:
    bounds = Bounds(decided, contracted, is_stopped and contracted is not None)
    fits = spent + more <= decided and (contracted is None or spent + more <= contracted)
    refused = over_refusal(bounds, spent + more)
    assert (refused is None) == fits == (more <= bounds.left(spent))
    if refused is Refusal.OVER_LIMIT:
        assert spent + more > decided
    elif refused is not None:
        assert contracted is not None


def _figures(books: Books) -> tuple[int, int, list[int]]:
    fund = books.fund()
    limits = db.session.query(SpendingLimit).order_by(SpendingLimit.id)
    return fund.balance_fen, fund.last_position, [one.spent_fen for one in limits]


def _reconcile(books: Books) -> None:
    """Nothing vanishes: rows, running balance, sums of any stretch of days, and the fund agree."""
    fund = books.fund()
    lines = queries.lines(fund)
    assert sorted(one.entry.position or 0 for one in lines) == [
        n + 1 for n in range(fund.last_position)
    ]
    balance = fund.opening_fen
    for line in lines:
        balance += line.entry.amount_fen * (1 if line.entry.nature == Nature.INCOME else -1)
        assert line.balance_fen == balance >= 0
    assert balance == fund.balance_fen
    middle = date(2026, 4, 15)
    first, last = (
        queries.sums(fund.id, last=middle),
        queries.sums(fund.id, middle + timedelta(days=1)),
    )
    assert first.entries + last.entries == len(lines)
    closing = fund.opening_fen + first.income_fen - first.expense_fen
    assert queries.opening_on(fund, middle + timedelta(days=1)) == closing
    assert closing + last.income_fen - last.expense_fen == fund.balance_fen
