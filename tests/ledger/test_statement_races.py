"""A posting against a lock, two reviewers, two drafts: the fund's row decides."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event

import pytest
from sqlalchemy import func, select

from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.ledger import actions as entries
from portal.ledger.models import Entry, Statement
from portal.ledger.refusing import Refused as NotEntered
from portal.ledger.rules import Nature, State
from portal.ledger.rules import Refusal as Entering
from portal.ledger.statements import actions
from portal.ledger.statements.actions import Changed, Refused
from portal.ledger.statements.rules import Month, Refusal
from portal.notices.models import Posting
from tests.ledger.by_hand import Books, make_books
from tests.world import World

JANUARY = Month(2026, 1)


@pytest.fixture
def books(world: World) -> Books:
    made = make_books(world)
    made.entry(date(2026, 1, 10), 30_00)
    return made


def at_once(books: Books, asks: Sequence[Callable[[], str]]) -> list[str]:
    """Everyone acts in the same moment, each in a context of their own."""
    db.session.rollback()

    def ask(one: Callable[[], str]) -> str:
        with books.world.app.app_context():
            return one()

    with ThreadPoolExecutor(len(asks)) as pool:
        return list(pool.map(ask, asks))


def locking(number: int, version: int, by: int) -> Callable[[], str]:
    def ask() -> str:
        try:
            with writing():
                actions.lock(number, version, by, clock.now())
        except Refused as no:
            return no.reason
        except Changed:
            return "changed"
        return "locked"

    return ask


def posting(books: Books, entry_id: int) -> Callable[[], str]:
    by = books.handler.person_id

    def ask() -> str:
        try:
            with writing():
                entries.post(entries.locked(entry_id), by, clock.now())
        except NotEntered as no:
            return no.reason
        return "posted"

    return ask


def signed(books: Books, day: date) -> int:
    """An entry that only waits to be posted."""
    number = books.entry(day, 5_00, Nature.INCOME, state=State.PREPARED)
    with writing():
        entries.approve(entries.locked(number), books.director.person_id, clock.now())
    with writing():
        entries.sign(entries.locked(number), books.supervisor.person_id, clock.now())
    return number


def count(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.parametrize("_again", range(3))
def test_a_posting_beside_a_lock_is_in_the_statement_or_keeps_it_open(
    books: Books, _again: int
) -> None:
    draft = books.draw_up(2026, 1)
    number, version = draft.id, draft.version
    late = signed(books, date(2026, 1, 31))
    lock = locking(number, version, books.supervisor.person_id)
    said = at_once(books, [lock, posting(books, late)])
    assert said[1] == "posted"
    assert said[0] in (Refusal.ENTRIES_WAIT, Refusal.FIGURES_MOVED)
    db.session.rollback()
    assert db.session.get_one(Statement, number).locked_at is None
    anew = books.lock(2026, 1)
    assert (anew.income_fen, anew.closing_fen, anew.entries) == (35_00, 100_035_00, 2)


def test_after_the_lock_nothing_of_that_month_comes_into_the_books(books: Books) -> None:
    """Not even what was on its way, put there behind everybody's back."""
    books.lock(2026, 1)
    late = signed(books, date(2026, 1, 31))
    next_day = signed(books, date(2026, 2, 1))
    locked = at_once(books, [posting(books, late)])
    assert locked == [Entering.MONTH_LOCKED]
    assert at_once(books, [posting(books, next_day)]) == ["posted"]
    db.session.rollback()
    assert db.session.get_one(Entry, late).posted_at is None


def test_many_postings_beside_the_one_who_locks_are_all_in_a_month(books: Books) -> None:
    """Whoever draws up and locks as soon as it is possible misses none."""
    numbers = [signed(books, date(2026, 1, day)) for day in (20, 21, 22, 23)]
    keeper, reviewer = books.handler.person_id, books.supervisor.person_id
    fund_id, moment = books.fund_id, Event()

    def draw_up_and_lock() -> str:
        for tries in range(3000):
            try:
                with writing():
                    made = actions.draw_up(fund_id, JANUARY, keeper, clock.now())
                    number, version = made.id, made.version
                with writing():
                    actions.lock(number, version, reviewer, clock.now())
            except Refused:
                moment.wait(0.01)  # SQLite gives its lock to whoever asks first: let others ask
                continue
            return f"locked after {tries}"
        return "never"

    said = at_once(books, [draw_up_and_lock, *(posting(books, one) for one in numbers)])
    assert said[0].startswith("locked")
    assert said[1:] == ["posted"] * 4
    db.session.rollback()
    only = db.session.scalars(select(Statement)).one()
    assert (only.income_fen, only.closing_fen, only.entries) == (50_00, 100_050_00, 5)


def test_two_reviewers_at_once_lock_and_post_it_once(books: Books) -> None:
    draft = books.draw_up(2026, 1)
    other = books.world.account(books.world.person("周监督"), Role.SUPERVISOR).person_id
    both = [locking(draft.id, draft.version, by) for by in (books.supervisor.person_id, other) * 2]
    assert sorted(at_once(books, both)) == ["changed", "changed", "changed", "locked"]
    assert count(Posting) == 1


def test_two_drafts_at_once_are_one(books: Books) -> None:
    fund_id, by = books.fund_id, books.handler.person_id

    def draw_up() -> str:
        with writing():
            return str(actions.draw_up(fund_id, JANUARY, by, clock.now()).version)

    assert at_once(books, [draw_up] * 4) == ["1"] * 4
    assert count(Statement) == 1
