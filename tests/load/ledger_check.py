"""How long `flask ledger check` takes over many entries, and how much memory.

Run from the repository: python -m tests.load.ledger_check [ENTRIES]
"""

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sqlalchemy import event, insert

from portal.app import create_app
from portal.core.db import db
from portal.ledger import canon, checks
from portal.ledger.models import Entry, Fund
from portal.ledger.posting import told
from portal.roster.models import Person
from tests.settings import config_in

FIRST, NOW = date(2016, 1, 1), datetime(2026, 6, 1, 4, tzinfo=UTC)
PEOPLE = {"prepared": 1, "approved": 2, "signed": 3, "posted": 1}
DAYS, FUNDS = 3650, 4


def rows(fund_id: int, entries: int) -> Iterator[dict[str, Any]]:
    """Posted income of ten years, one row in ten swept again."""
    link = ""
    for place in range(1, entries + 1):
        sweeps = place % 10 == 0
        row = {
            "fund_id": fund_id, "year": 2016, "voucher_no": str(place), "match_key": "",
            "booked_on": FIRST + timedelta(days=place * DAYS // (entries + 1)),
            "summary": "拨款用于民生项目", "nature": "sweep" if sweeps else "income",
            "category": "sweep" if sweeps else "allocation", "amount_fen": 100 + place % 977,
            "counterparty": "区财政局", "witness": "李为民", "project_id": None, "item_id": None,
            "grid_id": None, "corrects_id": None, "reason": "", "state": "posted", "version": 4,
            "position": place,
            **{f"{act}_by": who for act, who in PEOPLE.items()},
            **{f"{act}_at": NOW for act in PEOPLE},
        }  # fmt: skip
        link = canon.link(link, told(SimpleNamespace(**row), []))  # type: ignore[arg-type]
        yield {**row, "chain": link}


def fill(entries: int) -> None:
    names = ("何敏", "陈国栋", "孙桂兰")
    db.session.add_all(Person(id=n, name=name, name_key=name) for n, name in enumerate(names, 1))
    for number in range(1, FUNDS + 1):
        made = list(rows(number, entries // FUNDS))
        total = sum(r["amount_fen"] * (-1 if r["nature"] == "sweep" else 1) for r in made)
        fund = Fund(
            id=number,
            name=f"资金{number}",
            opened_on=FIRST,
            opening_fen=0,
            balance_fen=total,
            last_position=len(made),
            last_chain=made[-1]["chain"],
        )
        db.session.add(fund)
        db.session.flush()
        for start in range(0, len(made), 5000):
            db.session.execute(insert(Entry), made[start : start + 5000])
    db.session.commit()


def main() -> None:
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    asked = 0

    def count(*_args: object) -> None:
        nonlocal asked
        asked += 1

    with tempfile.TemporaryDirectory() as folder:
        app = create_app(config_in(Path(folder)))
        with app.app_context():
            db.create_all()
            fill(entries)
            db.session.remove()
            event.listen(db.engine, "before_cursor_execute", count)
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            began = time.perf_counter()
            found = checks.run()
            took = time.perf_counter() - began
            after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            print(f"{entries} entries: {took:.1f} s, {asked} queries, "
                  f"peak {after // 1024} MB (before: {before // 1024} MB), "
                  f"all hold: {all(one.holds for one in found)}")  # fmt: skip


if __name__ == "__main__":
    main()
