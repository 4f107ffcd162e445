"""The pages of the books cost as many queries for ten times the rows, and few bytes."""

import gzip

from flask.testing import FlaskClient

from portal.core.db import db
from portal.ledger import actions, checks
from portal.ledger.models import Voucher
from tests.ledger.keeping import Books
from tests.statements import statements

MOST_QUERIES, MOST_BYTES = 16, 15 * 1024


def fill(books: Books, rows: int) -> int:
    """So many projects with an entry in the books and one on its way; one corrected."""
    last = 0
    for _row in range(rows):
        project = books.project(1_000_00)
        last = books.posted(books.expense(project, 100_00))
        waiting = books.prepared(books.expense(project, 100_00))
        for place in (2, 3):
            db.session.add(Voucher(entry_id=waiting, position=place, digest="e" * 64))
        db.session.commit()
    books.corrected(last)
    return last


def cost(client: FlaskClient, address: str) -> tuple[int, int]:
    client.get(address)
    with statements() as asked:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return len(asked), len(gzip.compress(answer.data))


def test_ten_times_the_rows_cost_no_more_queries(books: Books) -> None:
    desk = books.world.client(books.handler)
    signing = books.world.client(books.supervisor)
    passer_by = books.world.app.test_client()
    few = _costs(books, desk, signing, passer_by, fill(books, 2))
    many = _costs(books, desk, signing, passer_by, fill(books, 20))
    assert {page: queries for page, (queries, _bytes) in few.items()} == {
        page: queries for page, (queries, _bytes) in many.items()
    }
    for page, (queries, size) in many.items():
        assert queries <= MOST_QUERIES, page
        assert size <= MOST_BYTES, page


def _costs(
    books: Books, desk: FlaskClient, signing: FlaskClient, passer_by: FlaskClient, entry: int
) -> dict[str, tuple[int, int]]:
    waiting = books.prepared(books.expense(books.project(100_00), 1))
    assert actions.next_voucher(books.fund_id, 2026)
    asked = {
        "entry": (passer_by, f"/ledger/entries/{entry}/"),
        "desk": (desk, "/desk/ledger/"),
        "desk of a supervisor": (signing, "/desk/ledger/"),
        "entry on the desk": (desk, f"/desk/ledger/entries/{waiting}/"),
        "new": (desk, "/desk/ledger/entries/new/?nature=expense"),
        "correct": (desk, f"/desk/ledger/entries/{entry}/correct/"),
        "edit": (desk, f"/desk/ledger/entries/{waiting}/edit/"),
        "funds": (desk, "/desk/ledger/funds/"),
        "fund": (desk, f"/desk/ledger/funds/{books.fund_id}/"),
    }
    return {page: cost(client, address) for page, (client, address) in asked.items()}


def test_the_proof_costs_as_many_queries_whatever_there_is(books: Books) -> None:
    asked = []
    for rows in (1, 10):
        fill(books, rows)
        db.session.rollback()
        with statements() as seen:
            checks.run()
        asked.append(len(seen))
    assert asked[0] == asked[1] <= MOST_QUERIES
