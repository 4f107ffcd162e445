"""Whoever is written down as moved away or dead is signed out everywhere.

Somebody who moved may sign in again, for the own pages and the ballot of a roll they are on; a
dead person's account stays shut (queries.credentials, sessions.load).
"""

from datetime import datetime

from portal.accounts import queries, sessions
from portal.roster.upkeep import when_gone


def _sign_out(person_id: int, now: datetime) -> None:
    account = queries.account_of(person_id)
    if account:
        sessions.end_all(account.id, now)


when_gone(_sign_out)
