"""How long the bundle takes, and how much memory, with a ledger of 100,000 entries.

``python -m tests.load.opendata_build [ENTRIES]``: a database of its own, nothing of it is kept.
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import insert

from portal.app import create_app
from portal.core import clock
from portal.core.db import db, writing
from portal.ledger.models import Entry, Fund
from portal.opendata import actions
from portal.roster.models import Community, Person
from tests.settings import config_in

MANY = 100_000


def fill(entries: int) -> None:
    """One fund, and so many incomes of one yuan."""
    now, day = clock.now(), clock.today()
    db.create_all()
    db.session.add(Community(name="里仁社区", subdistrict="和风街道", is_demo=True))
    people = [Person(name=name, name_key=name) for name in "甲乙丙"]
    fund = Fund(name="社区保障资金", opened_on=day, opening_fen=0, balance_fen=100 * entries)
    db.session.add_all([*people, fund])
    db.session.flush()
    one, two, three = (each.id for each in people)
    row = {
        "fund_id": fund.id, "year": day.year, "booked_on": day, "summary": "街道拨款",
        "match_key": "街道拨款", "nature": "income", "category": "allocation", "amount_fen": 100,
        "counterparty": "和风街道", "witness": "丁", "reason": "", "state": "posted", "version": 4,
        "prepared_by": one, "prepared_at": now, "approved_by": two, "approved_at": now,
        "signed_by": three, "signed_at": now, "posted_by": one, "posted_at": now, "chain": "0" * 64,
    }  # fmt: skip
    numbered = ({**row, "position": n, "voucher_no": str(n)} for n in range(1, entries + 1))
    db.session.execute(insert(Entry), list(numbered))
    db.session.commit()


def main(entries: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(config_in(Path(folder)))
        with app.app_context():
            fill(entries)
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            began, busy = time.perf_counter(), time.process_time()
            with writing():
                actions.ask(None, clock.now())
            made = actions.make()
            took, worked = time.perf_counter() - began, time.process_time() - busy
            after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        if made is None:
            raise SystemExit("no bundle was made")
        print(f"{made.total} rows, {made.size} bytes: {took:.1f} s, {worked:.1f} s of processor")
        print(f"memory at most {after // 1024} MiB, {before // 1024} MiB before")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else MANY)
