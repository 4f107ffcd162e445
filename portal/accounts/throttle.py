"""Counting failed tries in the database, so that every worker sees the same lock.

Keys are keyed hashes: the table tells nobody which telephones were tried.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from portal.accounts import rules, seals
from portal.accounts.models import Throttle
from portal.core.db import db, insert_once

KEPT = timedelta(days=1)  # after a day without a failure nothing is remembered


def key(what: str, value: str) -> str:
    """The row that counts failures of ``value`` as a ``what`` (at most 15 letters)."""
    return f"{what}:{seals.keyed(f'throttle {what}', value)}"


def by_address(what: str, address: str) -> str:
    """The row that counts failures from one network address."""
    return key(what, rules.network(address))


def locked(keys: Iterable[str], now: datetime) -> set[str]:
    """Those of the keys that must wait."""
    waiting = select(Throttle.key).where(Throttle.key.in_(keys), Throttle.locked_until > now)
    return set(db.session.scalars(waiting))


def count_failure(limits: dict[str, rules.Limit], now: datetime) -> None:
    """Counts one failure under each key, in the caller's transaction (which must commit)."""
    db.session.execute(delete(Throttle).where(Throttle.last_failure_at < now - KEPT))
    for each in sorted(limits):
        _count(_row(each, now), now, limits[each])
    db.session.flush()


def _count(row: Throttle, now: datetime, limit: rules.Limit) -> None:
    counted = rules.after_failure(row.failures, row.last_failure_at, now, limit)
    row.failures, row.locked_until = counted
    row.last_failure_at = now


def _row(key: str, now: datetime) -> Throttle:
    """The row, made where there is none, and held until the transaction ends."""
    insert_once(Throttle, key=key, failures=0, last_failure_at=now)
    return db.session.scalars(select(Throttle).where(Throttle.key == key).with_for_update()).one()


def forget(keys: Iterable[str]) -> None:
    """After a success nothing is held against these keys."""
    db.session.execute(delete(Throttle).where(Throttle.key.in_(keys)))
