"""The proof of the books as the page shows it: reckoned when somebody asks, at most once in ten
minutes in each process, so that nobody keeps the server busy by asking.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from flask import current_app

from portal.ledger import checks
from portal.ledger.checked import Checked

LASTS = timedelta(minutes=10)
_KEY = "ledger_proof"
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True)
class Proof:
    """``at``: when the books were reckoned."""

    at: datetime
    checks: list[Checked]


def lately(now: datetime) -> Proof:
    """The last one if it is young enough, else a new one; who asks meanwhile waits for it."""
    with _ONE_AT_A_TIME:
        kept: Proof | None = current_app.extensions.get(_KEY)
        if kept is None or not timedelta(0) <= now - kept.at < LASTS:
            kept = current_app.extensions[_KEY] = Proof(now, checks.run())
        return kept
