"""An entry's way into the books, and back out by a correction."""

from datetime import date

import pytest

from portal.core.db import db, writing
from portal.ledger import actions, checks, limits, queries
from portal.ledger.canon import link
from portal.ledger.models import Entry, PostedForGood
from portal.ledger.posting import told
from portal.ledger.refusing import Changed, Refused
from portal.ledger.rules import Nature, Refusal, State
from tests.ledger.keeping import NOW, Books


def refused(act: object) -> Refused:
    with pytest.raises(Refused) as no:
        act()  # type: ignore[operator]
    db.session.rollback()
    return no.value


def test_a_posted_entry_has_its_place_its_link_and_changes_the_balance(books: Books) -> None:
    project = books.project(50_000_00)
    first, second = books.posted(books.draft()), books.posted(books.expense(project, 20_000_00))
    opening, *rows = [books.entry(one) for one in (books.opening_id, first, second)]
    assert [one.position for one in (opening, *rows)] == [1, 2, 3]
    assert opening.chain == link("", told(opening, ["d" * 64]))
    assert rows[0].chain == link(opening.chain or "", told(rows[0], []))
    assert rows[1].chain == link(rows[0].chain or "", told(rows[1], ["d" * 64]))
    fund = books.fund()
    assert (fund.balance_fen, fund.last_position) == (10_000_000 + 100_00 - 20_000_00, 3)
    assert fund.last_chain == rows[1].chain
    assert rows[1].category == "works"


def test_what_was_decided_is_not_exceeded_until_more_is_decided_and_signed_for(
    books: Books,
) -> None:
    project = books.project(50_000_00)
    books.posted(books.expense(project, 20_000_00))
    waiting = books.signed(books.expense(project, 35_000_00))
    no = refused(lambda: books.post(waiting))
    assert (no.reason, no.fen, no.over_fen) == (Refusal.OVER_LIMIT, 30_000_00, 5_000_00)
    books.supplement(project, 5_000_00)
    no = refused(lambda: books.post(waiting))
    assert (no.reason, no.fen, no.over_fen) == (Refusal.OVER_CONTRACT, 30_000_00, 5_000_00)
    books.sign_more(project, 5_000_00)
    books.post(waiting)
    assert queries.spent([project.id]) == {project.id: 55_000_00}


def test_nothing_is_paid_for_a_project_before_its_contract(books: Books) -> None:
    project = books.project(50_000_00, contract_fen=0)
    waiting = books.signed(books.expense(project, 1))
    assert refused(lambda: books.post(waiting)).reason is Refusal.NO_CONTRACT
    books.sign_first(project, 1)
    books.post(waiting)


def test_a_stopped_project_pays_only_what_was_signed_for(books: Books) -> None:
    """27,000 of 50,000 were; what else is owed is an item of a resolution."""
    project = books.project(50_000_00, contract_fen=27_000_00)
    books.stop(project)
    assert project in queries.payable_projects()
    waiting = books.signed(books.expense(project, 27_000_01))
    no = refused(lambda: books.post(waiting))
    assert (no.reason, no.fen, no.over_fen) == (Refusal.AFTER_STOP, 27_000_00, 1)
    books.posted(books.expense(project, 27_000_00))
    assert project not in queries.payable_projects()
    settled = books.resolution(500_00).items[0].id
    pay = {"nature": Nature.EXPENSE, "category": "other", "item_id": settled}
    books.posted(books.draft(**pay, amount_fen=500_00))
    assert all(one.holds for one in checks.run())


def test_what_was_paid_by_mistake_after_a_stop_is_given_back(books: Books) -> None:
    project = books.project(50_000_00)
    wrong = books.posted(books.expense(project, 20_000_00))
    books.stop(project)
    books.corrected(wrong)
    assert queries.spent([project.id]) == {project.id: 0}


def test_an_item_without_a_project_pays_up_to_its_amount(books: Books) -> None:
    item = books.resolution(300_00).items[0].id
    pay = {"nature": Nature.EXPENSE, "category": "other", "item_id": item}
    books.posted(books.draft(**pay, amount_fen=200_00))
    waiting = books.signed(books.draft(**pay, amount_fen=100_01))
    no = refused(lambda: books.post(waiting))
    assert (no.reason, no.fen) == (Refusal.OVER_LIMIT, 100_00)


def test_an_item_of_a_project_is_paid_through_the_project(books: Books) -> None:
    project = books.project(300_00)
    item = project.decisions[0].item_id
    waiting = books.signed(
        books.draft(nature=Nature.EXPENSE, category="other", item_id=item, amount_fen=1)
    )
    assert refused(lambda: books.post(waiting)).reason is Refusal.ITEM_OF_PROJECT
    assert [one.id for one in limits.standing_items(NOW)] == []


def test_the_fund_is_never_below_nought_on_any_day(books: Books) -> None:
    """90,000 of 100,000 leave in May: in March no more than 10,000 may have left."""
    project = books.project(200_000_00)
    books.posted(books.expense(project, 90_000_00, booked_on=date(2026, 5, 1)))
    books.posted(books.draft(amount_fen=50_000_00, booked_on=date(2026, 6, 1)))
    early = books.signed(books.expense(project, 10_000_01, booked_on=date(2026, 3, 1)))
    no = refused(lambda: books.post(early))
    assert (no.reason, no.fen) == (Refusal.BELOW_NOUGHT, 10_000_00)
    books.posted(books.expense(project, 60_000_00, booked_on=date(2026, 6, 1)))
    assert books.fund().balance_fen == 0


def test_a_correction_takes_the_whole_row_back_and_gives_the_limit_its_money(books: Books) -> None:
    project = books.project(50_000_00)
    wrong = books.posted(books.expense(project, 50_000_00))
    taken_back = books.entry(books.corrected(wrong))
    assert (taken_back.amount_fen, taken_back.corrects_id) == (-50_000_00, wrong)
    assert books.entry(wrong).corrected_by is not None
    assert books.fund().balance_fen == 10_000_000
    books.posted(books.expense(project, 50_000_00))
    assert refused(lambda: books.corrected(wrong)).reason is Refusal.CORRECTED_BEFORE
    assert refused(lambda: books.corrected(taken_back.id)).reason is Refusal.IS_CORRECTION


def test_a_dropped_correction_took_nothing_back(books: Books) -> None:
    wrong = books.posted(books.draft())
    with writing():
        made = actions.correct(actions.locked(wrong), "写错了", books.handler.person_id, NOW)
        actions.drop(made, "原来没有错", books.handler.person_id, NOW)
    assert books.entry(wrong).corrected_by is None
    books.corrected(wrong)


def test_a_posted_row_never_changes(books: Books) -> None:
    row = books.entry(books.posted(books.draft()))
    row.summary = "别的"
    with pytest.raises(PostedForGood):
        db.session.flush()
    db.session.rollback()
    db.session.delete(db.session.get_one(Entry, row.id))
    with pytest.raises(PostedForGood):
        db.session.flush()
    db.session.rollback()


def test_returned_approval_and_signature_fall_away(books: Books) -> None:
    number = books.signed(books.draft())
    with writing():
        actions.send_back(actions.locked(number), "发票不清楚", books.supervisor.person_id, NOW)
    row = books.entry(number)
    assert (row.state, row.approved_by, row.signed_by) == (State.RETURNED, None, None)
    with pytest.raises(Changed):
        books.approved(number)
    db.session.rollback()
    with writing():
        entry = actions.locked(number)
        actions.edit(entry, books.draft(summary="写清楚了"), books.handler.person_id, NOW)
    assert books.entry(number).state == State.PREPARED


def test_a_stale_page_overwrites_nothing(books: Books) -> None:
    number = books.approved(books.prepared(books.draft()))
    with pytest.raises(Changed), writing():
        actions.locked(number, 1)
