"""The books prove themselves: sound ones hold, and each way of tampering is found by its check."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from portal.core.db import db
from portal.ledger import checks
from portal.ledger.checked import Code
from portal.ledger.models import Statement
from tests.ledger.keeping import NOW, TODAY, Books


@pytest.fixture
def kept(books: Books) -> Books:
    """Books of some months: two projects, an item, a correction, a locked May."""
    bus, stairs = books.project(50_000_00), books.project(20_000_00)
    may = {"booked_on": date(2026, 5, 4)}
    books.posted(books.draft(**may))
    wrong = books.posted(books.expense(bus, 20_000_00, **may))
    books.posted(books.expense(stairs, 5_000_00, **may))
    fund = books.fund()
    db.session.add(
        Statement(
            fund_id=fund.id, year=2026, month=5, opening_fen=10_000_000, income_fen=100_00,
            expense_fen=25_000_00, closing_fen=10_000_000 + 100_00 - 25_000_00, entries=3,
            chain=fund.last_chain, prepared_by=books.handler.person_id, prepared_at=NOW,
            reviewed_by=books.supervisor.person_id, locked_at=NOW + timedelta(minutes=1),
        )
    )  # fmt: skip
    db.session.commit()
    books.corrected(wrong, NOW + timedelta(hours=1))
    books.posted(books.expense(bus, 2_000_00), NOW + timedelta(hours=1))
    assert date(2026, 6, 10) == TODAY
    return books


def faulty() -> set[Code]:
    db.session.rollback()
    return {one.code for one in checks.run() if not one.holds}


def test_sound_books_hold_and_say_how_much_was_looked_at(kept: Books) -> None:
    looked = {one.code: one.looked_at for one in checks.run()}
    assert faulty() == set()
    assert looked == {
        Code.DAYS: 3, Code.NOUGHT: 3, Code.BALANCES: 1, Code.PLACES: 6, Code.CHAIN: 6,
        Code.CORRECTIONS: 1, Code.LIMITS: 2, Code.CONTRACTS: 2, Code.STOPPED: 0, Code.OPENINGS: 1,
        Code.PEOPLE: 6, Code.PAYEES: 6, Code.MONTHS: 1, Code.IN_TIME: 1,
    }  # fmt: skip


TAMPERINGS = {
    "a word of a row": (
        "UPDATE ledger_entry SET summary = '别的' WHERE position = 3",
        {Code.CHAIN},
    ),
    "an amount": (
        "UPDATE ledger_entry SET amount_fen = 1 WHERE position = 2",
        {Code.CHAIN, Code.DAYS, Code.BALANCES, Code.MONTHS},
    ),
    "the balance": (
        "UPDATE fund SET balance_fen = balance_fen + 1",
        {Code.DAYS, Code.BALANCES},
    ),
    "a day before the fund began": (
        "UPDATE ledger_entry SET booked_on = '2025-12-31' WHERE position = 6",
        {Code.CHAIN, Code.DAYS, Code.NOUGHT, Code.MONTHS},
    ),
    "the end of the chain": ("UPDATE fund SET last_chain = 'x'", {Code.CHAIN}),
    "a row that is gone from the end": (
        "DELETE FROM ledger_entry WHERE position = 6",
        {Code.CHAIN, Code.PLACES, Code.DAYS, Code.BALANCES, Code.LIMITS},
    ),
    "a voucher exchanged": (
        "UPDATE voucher SET digest = 'e' WHERE entry_id = 3",
        {Code.CHAIN},
    ),
    "a correction of less": (
        "UPDATE ledger_entry SET amount_fen = amount_fen + 100 WHERE position = 5",
        {Code.CHAIN, Code.CORRECTIONS, Code.DAYS, Code.BALANCES, Code.LIMITS},
    ),
    "a limit that says less": (
        "UPDATE spending_limit SET spent_fen = spent_fen - 1",
        {Code.LIMITS},
    ),
    "more than was decided": (
        "UPDATE project_decision SET fen = 1",
        {Code.LIMITS},
    ),
    "a contract of less": (
        "UPDATE project_contract SET fen = 100",
        {Code.CONTRACTS},
    ),
    "a project stopped before its contract": (
        "UPDATE project SET state = 'stopped', stopped_on = '2026-01-01'",
        {Code.STOPPED},
    ),
    "what was in the fund before, said by one person": (
        "UPDATE ledger_statement SET locked_at = NULL, reviewed_by = NULL; "
        "UPDATE fund SET opening_fen = opening_fen + 1",
        {Code.OPENINGS, Code.DAYS, Code.BALANCES},
    ),
    "a payee of the approver's name": (
        "UPDATE ledger_entry SET counterparty = '陈国栋装修队' WHERE position = 6",
        {Code.PAYEES, Code.CHAIN},
    ),
    "a locked month": (
        "UPDATE ledger_statement SET income_fen = income_fen + 1, closing_fen = closing_fen + 1",
        {Code.MONTHS},
    ),
    "a row put into a locked month": (
        "UPDATE ledger_entry SET booked_on = '2026-05-30' WHERE position = 6",
        {Code.CHAIN, Code.MONTHS, Code.IN_TIME},
    ),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_tampering_is_found_by_its_check(kept: Books, what: str) -> None:
    statement, found = TAMPERINGS[what]
    if statement.startswith("DELETE"):
        for table in ("voucher", "ledger_entry_step"):
            last = "(SELECT id FROM ledger_entry WHERE position = 6)"
            db.session.execute(text(f"DELETE FROM {table} WHERE entry_id = {last}"))  # noqa: S608
    for one in statement.split("; "):
        db.session.execute(text(one))
    db.session.commit()
    assert faulty() == found


def test_a_day_below_nought_is_found(books: Books) -> None:
    project = books.project(200_000_00)
    books.posted(books.draft(amount_fen=50_000_00, booked_on=date(2026, 3, 1)))
    books.posted(books.expense(project, 120_000_00, booked_on=date(2026, 4, 1)))
    change = "UPDATE ledger_entry SET booked_on = '2026-05-01' WHERE position = 2"
    db.session.execute(text(change))
    db.session.commit()
    assert faulty() == {Code.CHAIN, Code.NOUGHT}


def test_one_person_in_two_places_is_found(kept: Books) -> None:
    """The database itself refuses it; a row that came in past it is found."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("only SQLite can be told to look away")
    db.session.rollback()
    with db.engine.connect() as raw:
        raw.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        raw.exec_driver_sql("UPDATE ledger_entry SET signed_by = prepared_by WHERE position = 2")
        raw.commit()
        raw.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")
    assert faulty() == {Code.CHAIN, Code.PEOPLE}


def test_the_command_ends_in_one_where_the_books_do_not_hold(kept: Books) -> None:
    runner = kept.world.app.test_cli_runner()
    good = runner.invoke(args=["ledger", "check"])
    assert good.exit_code == 0, good.output
    assert len(good.output.strip().splitlines()) == len(Code)
    db.session.execute(text("UPDATE fund SET balance_fen = balance_fen + 1"))
    db.session.commit()
    bad = runner.invoke(args=["ledger", "check", "--json"])
    assert bad.exit_code == 1
    said = json.loads(bad.output)
    assert {code for code, one in said.items() if not one["holds"]} == {"days", "balances"}


def test_a_row_that_was_taken_back_paid_nobody(kept: Books) -> None:
    """It stands in the books for good, and its correction beside it."""
    change = "UPDATE ledger_entry SET counterparty = '何敏小卖部' WHERE position IN (3, 5)"
    db.session.execute(text(change))
    db.session.commit()
    assert faulty() == {Code.CHAIN}


def test_a_fund_from_before_is_confirmed_by_who_locked_a_month_of_it(kept: Books) -> None:
    db.session.execute(text("UPDATE fund SET opening_fen = 1"))
    db.session.commit()
    assert Code.OPENINGS not in faulty()
