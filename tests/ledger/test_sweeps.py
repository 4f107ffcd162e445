"""Money not spent by a fund's day goes back to where it came from, and is shown as such."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.core.outbox import Message
from portal.ledger import actions as entries
from portal.ledger.models import Entry
from portal.ledger.rules import Nature, State
from portal.ledger.statements import due, sweeping
from portal.ledger.statements.actions import Refused
from portal.ledger.statements.rules import Nearing, Refusal
from portal.ledger.statements.sweeping import Paper, Sweep
from tests.ledger.by_hand import Books, make_books
from tests.world import World, post

TODAY = clock.today()
DAY = TODAY - timedelta(days=3)
START = TODAY - timedelta(days=100)


@pytest.fixture
def books(world: World) -> Books:
    """100 yuan, of which 60 were spent before the day that came three days ago."""
    made = make_books(world, opened_on=START, opening_fen=100_00, sweep_on=DAY)
    made.entry(DAY - timedelta(days=9), 60_00, Nature.EXPENSE)
    return made


def found(books: Books) -> Sweep:
    db.session.rollback()
    one = sweeping.sweep_of(books.fund, TODAY)
    assert one is not None
    return one


def paper(number: str = "收-1") -> Paper:
    return Paper(TODAY, number, "到期没花完的钱收回", "和风街道办事处", "孙证明")


def prepare(books: Books, by: int | None = None) -> int:
    with writing():
        person = by or books.handler.person_id
        return sweeping.prepare(books.fund_id, paper(), person, clock.now()).id


def refused(books: Books) -> Refusal:
    with pytest.raises(Refused) as no:
        prepare(books)
    return no.value.reason


def carry_through(books: Books, number: int) -> None:
    """Approved, signed, posted."""
    with writing():
        entries.approve(entries.locked(number), books.director.person_id, clock.now())
    with writing():
        entries.sign(entries.locked(number), books.supervisor.person_id, clock.now())
    with writing():
        entries.post(entries.locked(number), books.handler.person_id, clock.now())


def test_what_is_left_when_the_day_ends_goes_back(books: Books) -> None:
    assert (found(books).left_fen, found(books).nearing) == (40_00, Nearing.PASSED)


def test_what_came_in_after_the_day_stays(books: Books) -> None:
    books.entry(DAY + timedelta(days=1), 500_00)
    assert found(books).left_fen == 40_00


def test_no_more_goes_back_than_there_is(books: Books) -> None:
    books.entry(DAY + timedelta(days=1), 30_00, Nature.EXPENSE)
    assert found(books).left_fen == 10_00


def test_it_is_written_down_approved_signed_and_posted_like_any_entry(
    books: Books, client: FlaskClient
) -> None:
    number = prepare(books)
    entry = db.session.get_one(Entry, number)
    assert (entry.nature, entry.amount_fen, entry.state) == (
        Nature.SWEEP,
        40_00,
        State.PREPARED,
    )
    assert found(books).waits
    carry_through(books, number)
    assert (found(books).left_fen, found(books).waits, books.fund.balance_fen) == (0, False, 0)
    assert refused(books) is Refusal.NOTHING_LEFT
    html = client.get(f"/ledger/{books.fund_id}/{TODAY:%Y-%m}/").get_data(as_text=True)
    assert ["没花完收回" in html, "到期没花完的钱收回" in html] == [True, True]


def test_a_second_one_beside_the_first_is_refused(books: Books) -> None:
    prepare(books)
    assert refused(books) is Refusal.SWEEP_WAITS


def test_a_sweep_that_was_taken_back_is_left_again(books: Books) -> None:
    carry_through(books, prepare(books))
    swept = db.session.scalars(select(Entry).where(Entry.nature == Nature.SWEEP)).one()
    books.correct(swept.id, TODAY)
    assert found(books).left_fen == 40_00


def test_nothing_goes_back_before_its_day(world: World) -> None:
    made = make_books(world, opened_on=START, sweep_on=TODAY + timedelta(days=1))
    assert refused(made) is Refusal.NOT_YET


def test_a_fund_without_a_day_sends_nothing_back(world: World) -> None:
    assert refused(make_books(world)) is Refusal.NO_SWEEP_DAY


# ---- on the desk


def typed(**changes: object) -> dict[str, object]:
    return {
        "voucher_no": "收-1",
        "booked_on": TODAY.isoformat(),
        "counterparty": "和风街道办事处",
        "witness": "",
        **changes,
    }


def test_the_desk_writes_it_down_with_scripts_off(world: World, books: Books) -> None:
    keeper, page = world.client(books.handler), f"/desk/ledger/sweeps/{books.fund_id}/"
    assert "¥40.00" in keeper.get(page).get_data(as_text=True)
    assert post(keeper, page, **typed()).status_code == 303
    entry = db.session.scalars(select(Entry).where(Entry.nature == Nature.SWEEP)).one()
    assert (entry.amount_fen, entry.counterparty) == (40_00, "和风街道办事处")
    again = keeper.get(page).get_data(as_text=True)
    assert "已经有一笔收回在办，还没有入账。" in again


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"voucher_no": ""}, "请填写凭证号"),
        ({"voucher_no": "凭-00001"}, "这个凭证号今年已经用过了，请换一个。"),
        ({"booked_on": (TODAY + timedelta(days=1)).isoformat()}, "日期不能在今天以后。"),
        ({"booked_on": (DAY - timedelta(days=1)).isoformat()}, "还没有到这笔资金收回的日子。"),
        ({"booked_on": "明天"}, "请填写日期"),
        ({"counterparty": "赵经手"}, "收款或付款一方的名称里有您或您家里人的名字"),
        ({"witness": "赵经手"}, "您是这笔账的证明人"),
    ],
)
def test_each_mistake_is_said_at_its_field(
    world: World, books: Books, changes: dict[str, object], said: str
) -> None:
    keeper, page = world.client(books.handler), f"/desk/ledger/sweeps/{books.fund_id}/"
    answer = post(keeper, page, **typed(**changes))
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert db.session.scalars(select(Entry).where(Entry.nature == Nature.SWEEP)).all() == []


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.STATION_STAFF, Role.PARTY_ORGANIZATION])
def test_only_who_keeps_the_books_sends_money_back(world: World, books: Books, role: Role) -> None:
    other, page = world.staff(role), f"/desk/ledger/sweeps/{books.fund_id}/"
    assert other.get(page).status_code == 403
    assert post(other, page, "/me/", **typed()).status_code == 403


def test_an_unknown_fund_is_not_found(world: World, books: Books) -> None:
    keeper = world.client(books.handler)
    assert keeper.get("/desk/ledger/sweeps/999/").status_code == 404
    assert post(keeper, "/desk/ledger/sweeps/999/", "/me/", **typed()).status_code == 404


# ---- reminders


def told(books: Books) -> list[str]:
    db.session.rollback()
    kinds = ["statements.sweep_near", "statements.sweep_passed"]
    who = books.handler.person_id
    own = select(Message.kind).where(Message.person_id == who, Message.kind.in_(kinds))
    return list(db.session.scalars(own.order_by(Message.id)))


def test_tick_tells_of_the_day_once_before_and_once_after(world: World) -> None:
    made = make_books(world, opened_on=START, sweep_on=TODAY + timedelta(days=10))
    due.tick(clock.now() - timedelta(days=21))
    assert told(made) == []
    for _ in range(2):
        due.tick(clock.now())
    assert told(made) == ["statements.sweep_near"]
    for _ in range(2):
        due.tick(clock.now() + timedelta(days=11))
    assert told(made) == ["statements.sweep_near", "statements.sweep_passed"]


def test_nobody_is_told_where_nothing_is_left_or_it_is_on_its_way(books: Books) -> None:
    prepare(books)
    due.tick(clock.now())
    assert told(books) == []


def test_the_public_reads_when_and_how_much(books: Books, client: FlaskClient) -> None:
    html = client.get(f"/ledger/{books.fund_id}/").get_data(as_text=True)
    assert "没花完的 ¥40.00 要收回，还没有办。" in html


def test_the_desk_counts_funds_whose_day_has_come(world: World, books: Books) -> None:
    def counted() -> tuple[int | None, int | None]:
        waiting = sweeping.waiting(TODAY)
        assert waiting.late is not None
        return db.session.scalar(waiting.number), db.session.scalar(waiting.late)

    assert counted() == (1, 1)
    prepare(books)
    assert counted() == (0, 0)


def test_a_leap_day_is_a_day_like_any_other(world: World) -> None:
    made = make_books(world, opened_on=date(2024, 2, 1), sweep_on=date(2024, 2, 29))
    one = sweeping.sweep_of(made.fund, date(2024, 2, 29))
    assert one is not None
    assert (one.nearing, one.refusal(date(2024, 2, 29))) == (Nearing.NEAR, None)
