"""Two who post at once: the last fen is paid once, and everybody gets an answer."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from portal.core.db import db, writing
from portal.ledger import actions, checks
from portal.ledger.models import SpendingLimit
from portal.ledger.refusing import Changed, Refused
from portal.ledger.rules import Nature, Refusal
from tests.ledger.keeping import NOW, Books


def post_at_once(books: Books, entries: list[int]) -> Counter[str]:
    """What each of those who press 入账 is answered."""

    def press(entry_id: int) -> str:
        with books.world.app.app_context():
            try:
                with writing():
                    actions.post(actions.locked(entry_id), books.handler.person_id, NOW)
            except Refused as no:
                return str(no.reason)
            except Changed:
                return "changed"
            return "posted"

    db.session.rollback()
    with ThreadPoolExecutor(len(entries)) as pool:
        return Counter(pool.map(press, entries))


def test_the_last_fen_of_a_project_is_paid_once(books: Books) -> None:
    project = books.project(100_00)
    books.posted(books.expense(project, 99_99))
    waiting = [books.signed(books.expense(project, 1)) for _time in range(4)]
    assert post_at_once(books, waiting) == {"posted": 1, Refusal.OVER_LIMIT: 3}
    assert db.session.query(SpendingLimit).one().spent_fen == 100_00
    assert all(one.holds for one in checks.run())


def test_the_first_fen_of_a_project_is_paid_once(books: Books) -> None:
    """Nobody has paid for it before: its limit is made by all of them at once."""
    project = books.project(1)
    waiting = [books.signed(books.expense(project, 1)) for _time in range(4)]
    assert post_at_once(books, waiting) == {"posted": 1, Refusal.OVER_LIMIT: 3}


def test_the_last_fen_of_a_contract_is_paid_once(books: Books) -> None:
    """More was decided than was signed for."""
    project = books.project(200_00, contract_fen=100_00)
    books.posted(books.expense(project, 99_99))
    waiting = [books.signed(books.expense(project, 1)) for _time in range(4)]
    assert post_at_once(books, waiting) == {"posted": 1, Refusal.OVER_CONTRACT: 3}
    assert all(one.holds for one in checks.run())


def test_the_last_fen_of_a_stopped_project_is_paid_once(books: Books) -> None:
    project = books.project(200_00, contract_fen=1)
    books.stop(project)
    waiting = [books.signed(books.expense(project, 1)) for _time in range(4)]
    assert post_at_once(books, waiting) == {"posted": 1, Refusal.AFTER_STOP: 3}


def test_the_last_fen_of_a_fund_is_paid_once(books: Books) -> None:
    projects = [books.project(20_000_000) for _time in range(4)]
    books.posted(books.expense(projects[0], 9_999_999))
    waiting = [books.signed(books.expense(one, 1)) for one in projects]
    assert post_at_once(books, waiting) == {"posted": 1, Refusal.BELOW_NOUGHT: 3}
    assert books.fund().balance_fen == 0
    assert all(one.holds for one in checks.run())


def test_the_last_fen_of_an_item_is_paid_once(books: Books) -> None:
    item = books.resolution(100).items[0].id
    pay = {"nature": Nature.EXPENSE, "category": "other", "item_id": item, "amount_fen": 60}
    waiting = [books.signed(books.draft(**pay)) for _time in range(3)]
    assert post_at_once(books, waiting) == {"posted": 1, Refusal.OVER_LIMIT: 2}


def test_the_same_entry_is_posted_once(books: Books) -> None:
    number = books.signed(books.draft())
    assert post_at_once(books, [number] * 3) == {"posted": 1, "changed": 2}
    assert books.fund().last_position == 2, "the opening and this one"


def test_an_entry_is_corrected_once(books: Books) -> None:
    wrong = books.posted(books.draft())

    def press(_n: int) -> str:
        with books.world.app.app_context():
            try:
                with writing():
                    actions.correct(actions.locked(wrong), "写错了", books.handler.person_id, NOW)
            except Refused as no:
                return str(no.reason)
            return "written"

    db.session.rollback()
    with ThreadPoolExecutor(3) as pool:
        answers = Counter(pool.map(press, range(3)))
    assert answers == {"written": 1, Refusal.CORRECTED_BEFORE: 2}
