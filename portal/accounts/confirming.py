"""The own password once more, before something that a borrowed phone must not do."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.accounts import rules, throttle
from portal.accounts.models import Account
from portal.accounts.queries import NOBODY, Credentials
from portal.core.db import db


@dataclass(frozen=True)
class Proof:
    """The account whose holder has just given its password, or None; whether one must wait."""

    account: Account | None
    must_wait: bool = False


def credentials_of(account_id: int) -> Credentials:
    """What the password of somebody signed in is held against."""
    own = select(Account.id, Account.password_hash).where(Account.id == account_id)
    found = db.session.execute(own).one_or_none()
    return Credentials(*found) if found else NOBODY


def prove(meant: Credentials, right: bool, address: str, now: datetime) -> Proof:
    """Takes the password of somebody signed in, or counts the failure as a failed log-in's.

    ``right``: whether it matched ``meant``. Whoever found an open session guesses no further than
    at the log-in.
    """
    account_key = throttle.key("account", str(meant.account_id))
    limits = {
        account_key: rules.LOGIN_LIMIT,
        throttle.by_address("address", address): rules.ADDRESS_LIMIT,
    }
    locked = throttle.locked(limits, now)
    account = _unchanged(meant) if right and not locked else None
    if account is not None:
        throttle.forget([account_key])
        return Proof(account)
    throttle.count_failure({k: limit for k, limit in limits.items() if k not in locked}, now)
    return Proof(None, must_wait=bool(locked))


def _unchanged(meant: Credentials) -> Account | None:
    """The account under lock, unless it was changed or closed meanwhile."""
    return db.session.scalar(
        select(Account)
        .where(
            Account.id == meant.account_id,
            Account.password_hash == meant.password_hash,
            Account.disabled_at.is_(None),
        )
        .with_for_update()
    )
