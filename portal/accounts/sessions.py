"""Signed-in devices: a random token in the signed cookie, its SHA-256 in the database.

A session ends when it is revoked, when it expires, or when its account is disabled or its holder
died. What its bearer may do is asked anew on each request, so an office begins and ends on its day.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy import ColumnElement, exists, or_, select, update

from portal.accounts.models import Account, LoginSession
from portal.accounts.queries import alive
from portal.accounts.second.models import SecondFactor
from portal.core import clock
from portal.core.access import Asker, Can, Role, granted
from portal.core.db import db
from portal.roster.models import Community, Person, RoleTerm

LIFETIME = timedelta(days=30)
DEVICE_LENGTH = 120


class SecondStepDue(Exception):
    """The account has a second step, and it was not taken: no session begins."""


def start(account: Account, device: str, now: datetime, proven: bool = False) -> str:
    """Signs the account in, in the caller's transaction; returns the token for the cookie.

    SecondStepDue where the account has a second step; ``proven``: it was taken just now.
    """
    if not proven and db.session.get(SecondFactor, account.id) is not None:
        raise SecondStepDue
    token = secrets.token_urlsafe(32)
    db.session.add(
        LoginSession(
            account_id=account.id,
            token_hash=_digest(token),
            device=device[:DEVICE_LENGTH],
            created_at=now,
            expires_at=now + LIFETIME,
        )
    )
    return token


def end(token: str, now: datetime) -> None:
    """Revokes one session, in the caller's transaction."""
    _revoke(now, LoginSession.token_hash == _digest(token))


def end_one(account_id: int, session_id: int, now: datetime) -> bool:
    """Revokes one session of an account; False where it has no such one."""
    mine = LoginSession.account_id == account_id
    return bool(_revoke(now, mine, LoginSession.id == session_id))


def end_all(account_id: int, now: datetime, except_: int | None = None) -> int:
    """Revokes every session of an account but the one with the id ``except_``; how many."""
    return _revoke(now, LoginSession.account_id == account_id, LoginSession.id != (except_ or 0))


def _revoke(now: datetime, *which: ColumnElement[bool]) -> int:
    which = (*which, *_live(now))
    result = db.session.execute(update(LoginSession).where(*which).values(revoked_at=now))
    return int(result.rowcount)  # type: ignore[attr-defined]


def live(account_id: int, now: datetime) -> list[LoginSession]:
    """The sessions of an account that have not ended, the latest first."""
    mine = select(LoginSession).where(LoginSession.account_id == account_id, *_live(now))
    return list(db.session.scalars(mine.order_by(LoginSession.id.desc())))


def _live(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return LoginSession.revoked_at.is_(None), LoginSession.expires_at > now


def load(token: str) -> Asker | None:
    """Who bears this token now, or None. Two queries; no transaction stays open behind them."""
    quiet = not db.session().in_transaction()
    try:
        return _asker(token, clock.now())
    finally:
        if quiet:
            db.session.rollback()


@dataclass(frozen=True)
class _Bearer:
    """The row behind a token."""

    session_id: int
    account_id: int
    person_id: int
    household_id: int | None
    name: str
    left_on: date | None
    has_second: bool
    in_demo: bool


def _asker(token: str, now: datetime) -> Asker | None:
    """Whoever moved away is no resident any more, but keeps the own pages, and the way to the
    ballot: there the roll decides, and says why.
    """
    bearer = _bearer(token, now)
    if bearer is None:
        return None
    today = clock.local(now).date()
    here = bearer.left_on is None or bearer.left_on > today
    own = frozenset({Role.RESIDENT} if here else set())
    roles = _offices(bearer.person_id, today) | own
    cans, withheld = granted(roles) | _KEPT, frozenset[Can]()
    if Can.SEE_DESK in cans and _lacks_second(bearer):
        cans, withheld = granted(own) | _KEPT, cans - granted(own) - _KEPT
    return Asker(
        session_token=token,
        session_id=bearer.session_id,
        account_id=bearer.account_id,
        person_id=bearer.person_id,
        household_id=bearer.household_id,
        name=bearer.name,
        roles=roles,
        cans=cans,
        withheld=withheld,
    )


_KEPT = frozenset({Can.USE_OWN_PAGES, Can.CAST_BALLOT})


def _lacks_second(bearer: _Bearer) -> bool:
    """Whether the keys of an office wait until a second step is set up."""
    demanded = current_app.config["PORTAL"].second_step and not bearer.in_demo
    return demanded and not bearer.has_second


def _bearer(token: str, now: datetime) -> _Bearer | None:
    row = db.session.execute(
        select(
            LoginSession.id,
            LoginSession.account_id,
            Account.person_id,
            Person.household_id,
            Person.name,
            Person.left_on,
            SecondFactor.account_id.is_not(None),
            exists().where(Community.is_demo),
        )
        .join(Account, Account.id == LoginSession.account_id)
        .outerjoin(SecondFactor, SecondFactor.account_id == Account.id)
        .join(Person, Person.id == Account.person_id)
        .where(
            LoginSession.token_hash == _digest(token),
            Account.disabled_at.is_(None),
            alive(),
            *_live(now),
        )
    ).one_or_none()
    return _Bearer(*row) if row else None


def _offices(person_id: int, today: date) -> frozenset[Role]:
    """The offices held today; the first and the last day of a term count."""
    held = select(RoleTerm.role).where(
        RoleTerm.person_id == person_id,
        RoleTerm.starts_on <= today,
        or_(RoleTerm.ends_on.is_(None), RoleTerm.ends_on >= today),
    )
    return frozenset(Role(role) for role in db.session.scalars(held))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
