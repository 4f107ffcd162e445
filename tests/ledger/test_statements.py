"""A fund's month (月报): drawn up by the committee, reviewed by a supervisor, locked, posted."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.core import clock, outbox
from portal.core.access import Role
from portal.core.db import db, writing
from portal.ledger.models import Statement
from portal.ledger.rules import Nature, State
from portal.ledger.statements import actions, kinds, queries
from portal.ledger.statements.actions import Changed, Refused
from portal.ledger.statements.rules import Month, Refusal
from portal.notices import queries as postings
from portal.story import chain
from tests.ledger.by_hand import Books, make_books
from tests.world import World, post, token


@pytest.fixture
def books(world: World) -> Books:
    """100,000.00 in it at the beginning of 2026; 30 came in and 12 went out in January."""
    made = make_books(world)
    made.entry(date(2026, 1, 10), 30_00)
    made.entry(date(2026, 1, 31), 12_00, Nature.EXPENSE)
    return made


def figures(one: Statement) -> tuple[int, int, int, int, int]:
    return one.opening_fen, one.income_fen, one.expense_fen, one.closing_fen, one.entries


def refused(books: Books, year: int, month: int) -> Refusal:
    with pytest.raises(Refused) as no:
        books.draw_up(year, month)
    return no.value.reason


def lock(books: Books, one: Statement, by: int, version: int | None = None) -> None:
    number, seen = one.id, one.version if version is None else version
    with writing():
        actions.lock(number, seen, by, clock.now())


def test_a_month_is_reckoned_locked_and_posted_for_fifteen_days(books: Books) -> None:
    made = books.lock(2026, 1)
    assert figures(made) == (100_000_00, 30_00, 12_00, 100_018_00, 2)
    assert made.chain == books.fund.last_chain
    assert (made.prepared_by, made.reviewed_by) == (
        books.handler.person_id,
        books.supervisor.person_id,
    )
    standing = postings.standing(kinds.POSTING, made.id)
    assert standing is not None
    posting = standing.posting
    assert posting.title == "保障资金 2026年1月收支月报"
    assert posting.path == f"/ledger/statements/{made.id}/"
    today = clock.today()
    assert clock.local(posting.until) == clock.local(clock.end_of(today + timedelta(days=15)))


def test_a_month_without_entries_is_a_statement_too(books: Books) -> None:
    books.lock(2026, 1)
    empty = books.lock(2026, 2)
    assert figures(empty) == (100_018_00, 0, 0, 100_018_00, 0)


def test_the_next_month_opens_with_the_closing_of_the_last(books: Books) -> None:
    books.lock(2026, 1)
    books.entry(date(2026, 2, 28), 5_00, Nature.EXPENSE)
    books.entry(date(2026, 3, 1), 7_00)
    assert figures(books.lock(2026, 2)) == (100_018_00, 0, 5_00, 100_013_00, 1)


def test_the_last_day_of_a_leap_february_is_its_own(world: World) -> None:
    made = make_books(world, opened_on=date(2024, 2, 10))
    made.entry(date(2024, 2, 29), 3_00)
    made.entry(date(2024, 3, 1), 4_00)
    assert figures(made.lock(2024, 2)) == (100_000_00, 3_00, 0, 100_003_00, 1)


def test_december_hands_its_closing_on_to_january(world: World) -> None:
    made = make_books(world, opened_on=date(2025, 12, 1))
    made.entry(date(2025, 12, 31), 3_00)
    made.entry(date(2026, 1, 1), 4_00)
    assert made.lock(2025, 12).closing_fen == 100_003_00
    assert figures(made.lock(2026, 1)) == (100_003_00, 4_00, 0, 100_007_00, 1)


def test_a_correction_counts_against_what_it_takes_back(books: Books) -> None:
    wrong = books.entry(date(2026, 1, 20), 9_00, Nature.EXPENSE)
    books.correct(wrong, date(2026, 1, 21))
    assert figures(books.draw_up(2026, 1)) == (100_000_00, 30_00, 12_00, 100_018_00, 4)


# ---- what is not drawn up


@pytest.mark.parametrize("state", [State.PREPARED, State.APPROVED, State.SIGNED])
def test_no_month_is_drawn_up_while_an_entry_of_it_waits(world: World, state: State) -> None:
    made = make_books(world)
    made.entry(date(2026, 1, 31), 1_00, state=state)
    waiting = queries.waiting_entries(made.fund_id, Month(2026, 1))
    assert waiting == 1
    assert refused(made, 2026, 1) is Refusal.ENTRIES_WAIT


def test_an_entry_that_was_dropped_or_is_of_another_month_or_fund_waits_for_nothing(
    world: World, books: Books
) -> None:
    books.entry(date(2026, 1, 5), 1_00, state=State.DROPPED)
    books.entry(date(2026, 2, 1), 1_00, state=State.PREPARED)
    other = make_books(world, "捐款")
    other.entry(date(2026, 1, 5), 1_00, state=State.PREPARED)
    assert figures(books.draw_up(2026, 1)) == (100_000_00, 30_00, 12_00, 100_018_00, 2)


def test_no_month_is_skipped(books: Books) -> None:
    assert refused(books, 2026, 2) is Refusal.EARLIER_OPEN
    books.draw_up(2026, 1)
    assert refused(books, 2026, 2) is Refusal.EARLIER_OPEN  # drawn up is not locked


def test_no_month_is_drawn_up_before_it_is_over(books: Books) -> None:
    today = clock.today()
    assert refused(books, today.year, today.month) is Refusal.NOT_OVER


def test_no_month_before_the_funds_opening_is_drawn_up(books: Books) -> None:
    assert refused(books, 2025, 12) is Refusal.BEFORE_FUND


def test_no_month_after_the_funds_end_is_drawn_up(books: Books) -> None:
    books.fund.closed_on = date(2026, 1, 31)
    db.session.commit()
    books.lock(2026, 1)
    assert refused(books, 2026, 2) is Refusal.AFTER_FUND


def test_a_locked_month_is_not_drawn_up_again(books: Books) -> None:
    books.lock(2026, 1)
    assert refused(books, 2026, 1) is Refusal.LOCKED


def test_a_month_that_ends_below_nought_is_not_drawn_up(world: World) -> None:
    made = make_books(world, opening_fen=0)
    made.entry(date(2026, 2, 2), 10_00)
    made.entry(date(2026, 1, 9), 5_00, Nature.EXPENSE)
    assert refused(made, 2026, 1) is Refusal.BELOW_NOUGHT


def test_drawn_up_twice_with_the_same_figures_it_is_one(books: Books) -> None:
    first = books.draw_up(2026, 1)
    version = first.version
    assert books.draw_up(2026, 1).version == version
    assert db.session.scalars(select(Statement.id)).all() == [first.id]


# ---- the review


def test_who_drew_it_up_may_not_lock_it(books: Books) -> None:
    made = books.draw_up(2026, 1)
    with pytest.raises(Refused) as no:
        lock(books, made, books.handler.person_id)
    assert no.value.reason is Refusal.OWN_DRAFT
    assert queries.statement_by_id(made.id).locked_at is None  # type: ignore[union-attr]


def test_the_table_holds_that_two_people_are_needed(books: Books) -> None:
    made = books.draw_up(2026, 1)
    made.reviewed_by, made.locked_at = made.prepared_by, clock.now()
    with pytest.raises(IntegrityError):
        db.session.commit()


def test_who_approved_an_entry_of_it_may_not_lock_it(books: Books) -> None:
    made = books.draw_up(2026, 1)
    with pytest.raises(Refused) as no:
        lock(books, made, books.director.person_id)
    assert no.value.reason is Refusal.OWN_ENTRIES


def test_a_month_into_which_something_was_posted_since_is_not_locked(books: Books) -> None:
    made = books.draw_up(2026, 1)
    books.entry(date(2026, 1, 15), 1_00)
    with pytest.raises(Refused) as no:
        lock(books, made, books.supervisor.person_id)
    assert no.value.reason is Refusal.FIGURES_MOVED
    anew = books.draw_up(2026, 1)
    lock(books, anew, books.supervisor.person_id)
    assert figures(db.session.get_one(Statement, anew.id))[1:] == (31_00, 12_00, 100_019_00, 3)


def test_a_month_of_which_an_entry_waits_since_is_not_locked(books: Books) -> None:
    made = books.draw_up(2026, 1)
    books.entry(date(2026, 1, 15), 1_00, state=State.PREPARED)
    with pytest.raises(Refused) as no:
        lock(books, made, books.supervisor.person_id)
    assert no.value.reason is Refusal.ENTRIES_WAIT


def test_a_draft_that_was_drawn_up_anew_is_not_locked_unread(books: Books) -> None:
    made = books.draw_up(2026, 1)
    seen = made.version
    books.entry(date(2026, 1, 15), 1_00)
    books.draw_up(2026, 1)
    with pytest.raises(Changed):
        lock(books, made, books.supervisor.person_id, seen)


def test_nothing_is_locked_twice(books: Books) -> None:
    made = books.lock(2026, 1)
    with pytest.raises(Changed):
        lock(books, made, books.supervisor.person_id)


def test_a_returned_month_is_drawn_up_anew_by_its_reason(books: Books) -> None:
    made = books.draw_up(2026, 1)
    number, version = made.id, made.version
    with writing():
        actions.send_back(number, "少了一张凭证", version, books.supervisor.person_id, clock.now())
    back = db.session.get_one(Statement, number)
    assert (back.returned_reason, back.version) == ("少了一张凭证", version + 1)
    told = outbox.latest(books.handler.person_id, 1)[0]
    assert told.sentence == "保障资金 2026-01 月报退回重做：少了一张凭证"
    with pytest.raises(Changed):
        lock(books, back, books.supervisor.person_id)
    anew = books.draw_up(2026, 1)
    assert (anew.id, anew.returned_at, anew.returned_reason) == (number, None, "")


def test_nobody_returns_their_own(books: Books) -> None:
    made = books.draw_up(2026, 1)
    number, version = made.id, made.version
    with pytest.raises(Refused) as no, writing():
        actions.send_back(number, "自己退回自己", version, made.prepared_by, clock.now())
    assert no.value.reason is Refusal.OWN_DRAFT


# ---- on the desk


def press(client: FlaskClient, address: str, **fields: object) -> tuple[int, str]:
    data = {"csrf_token": token(client, "/me/"), **fields}
    answer = client.post(address, data=data)
    return answer.status_code, answer.get_data(as_text=True)


DESK = "/desk/ledger/statements/"


def test_the_committee_draws_up_and_the_supervisor_locks_with_scripts_off(
    world: World, books: Books, client: FlaskClient
) -> None:
    keeper, reviewer = world.client(books.handler), world.client(books.supervisor)
    assert post(keeper, DESK, fund=books.fund_id, month="2026-01").status_code == 303
    made = queries.statement_of(books.fund_id, Month(2026, 1))
    assert made is not None
    number, version = made.id, made.version
    assert "等待审核" in reviewer.get(DESK).get_data(as_text=True)
    assert client.get(f"/ledger/statements/{number}/").status_code == 404
    page = f"{DESK}{number}/"
    assert post(reviewer, f"{page}lock/", page, version=version).status_code == 303
    public = client.get(f"/ledger/statements/{number}/").get_data(as_text=True)
    assert ["¥100,018.00" in public, "李监督" in public, books.fund.last_chain in public] == [
        True,
        True,
        True,
    ]


def test_a_reason_too_short_keeps_what_was_typed(world: World, books: Books) -> None:
    number = books.draw_up(2026, 1).id
    reviewer = world.client(books.supervisor)
    status, html = press(reviewer, f"{DESK}{number}/return/", version=1, reason="不对")
    assert status == 422
    assert ">\n不对</textarea>" in html or ">\r\n不对</textarea>" in html
    assert "太短了，请至少写 5 个字" in html


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.PARTY_ORGANIZATION, Role.STATION_STAFF])
def test_only_who_keeps_the_books_draws_up(world: World, books: Books, role: Role) -> None:
    other = world.staff(role)
    assert press(other, DESK, fund=books.fund_id, month="2026-01")[0] == 403


@pytest.mark.parametrize("role", [Role.COMMITTEE_MEMBER, Role.DIRECTOR, Role.STATION_STAFF])
@pytest.mark.parametrize("act", ["lock", "return"])
def test_only_a_supervisor_reviews(world: World, books: Books, role: Role, act: str) -> None:
    number = books.draw_up(2026, 1).id
    other = world.staff(role)
    fields = {"version": 1, "reason": "请补上凭证"}
    assert press(other, f"{DESK}{number}/{act}/", **fields)[0] == 403


@pytest.mark.parametrize(
    "month", ["", "2026", "2026-13", "2026-00", "9999-01", "２０２６-01", "2026-1", "x" * 400]
)
def test_nonsense_for_a_month_is_answered(world: World, books: Books, month: str) -> None:
    keeper = world.client(books.handler)
    assert press(keeper, DESK, fund=books.fund_id, month=month)[0] == 422


def test_an_unknown_fund_or_statement_is_not_found(world: World, books: Books) -> None:
    keeper, reviewer = world.client(books.handler), world.client(books.supervisor)
    assert press(keeper, DESK, fund=999, month="2026-01")[0] == 404
    assert press(keeper, DESK, fund="", month="2026-01")[0] == 404
    assert press(reviewer, f"{DESK}999/lock/", version=1)[0] == 404
    assert press(reviewer, f"{DESK}999/return/", version=1, reason="请补上凭证")[0] == 404


def test_each_refusal_is_said_on_the_desk(world: World, books: Books) -> None:
    keeper = world.client(books.handler)
    status, html = press(keeper, DESK, fund=books.fund_id, month="2026-02")
    assert status == 422
    assert "前面还有月份没有锁定，请一个月一个月按顺序做，不能跳过。" in html


def test_a_version_that_was_overtaken_shows_how_it_stands(world: World, books: Books) -> None:
    number = books.draw_up(2026, 1).id
    reviewer = world.client(books.supervisor)
    assert press(reviewer, f"{DESK}{number}/lock/", version=7)[0] == 303
    assert "别人刚刚处理过这份月报" in reviewer.get(f"{DESK}{number}/").get_data(as_text=True)


def test_the_desk_counts_what_is_due_and_what_waits_for_review(world: World) -> None:
    """Three months ended since the opening; one is drawn up."""
    today = clock.today()
    first = Month(today.year - (today.month <= 3), (today.month - 4) % 12 + 1)
    made = make_books(world, opened_on=first.first)
    keeper, reviewer = world.client(made.handler), world.client(made.supervisor)

    def counted() -> tuple[int, int]:
        now = clock.today()
        due = db.session.scalar(queries.to_draw_up(now, 10).number)
        review = db.session.scalar(queries.to_review(now, 10).number)
        return due or 0, review or 0

    assert counted() == (3, 0)
    made.draw_up(*first)
    assert counted() == (2, 1)
    made.lock(*first)
    assert counted() == (2, 0)
    assert "要做的月报" in keeper.get("/desk/").get_data(as_text=True)
    assert "要审核的月报" in reviewer.get("/desk/").get_data(as_text=True)


def test_what_is_late_is_late_after_its_days(world: World) -> None:
    made = make_books(world, opened_on=date(2026, 1, 1))
    made.draw_up(2026, 1)
    number = made.lock(2026, 1).id
    assert number
    late = queries.to_draw_up(date(2026, 3, 10), 10)
    assert (db.session.scalar(late.number), db.session.scalar(late.late)) == (1, 0)  # type: ignore[arg-type]
    late = queries.to_draw_up(date(2026, 3, 11), 10)
    assert (db.session.scalar(late.number), db.session.scalar(late.late)) == (1, 1)  # type: ignore[arg-type]


# ---- the story


def test_an_entry_leads_to_its_months_statement(books: Books) -> None:
    entry = books.entry(date(2026, 1, 30), 1_00)

    def told() -> list[tuple[object, object]]:
        with books.world.app.test_request_context():
            found = chain.links(chain.Keys(entry_id=entry), chain.Stage.ENTRY)
        return [(one["label"], one["href"]) for one in found if one["kind"] == "月报"]

    assert told() == [("2026年1月，还没有锁定", None)]
    made = books.lock(2026, 1)
    assert told() == [("2026年1月", f"/ledger/statements/{made.id}/")]
