"""Giving the account up for good, with all that may be erased (PIPL 47)."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select

from portal.accounts import mine
from portal.accounts.mine import Done, Leaver
from portal.accounts.models import Account, LoginSession
from portal.audit import kinds
from portal.audit.actions import record
from portal.core import clock
from portal.core.db import db
from portal.roster.models import RoleTerm

ERASED = kinds.kind("accounts.erased", _l("本人注销了账号，删除了自己的信息"))

SIGN_INS_KEPT = timedelta(days=180)  # logs of access stay six months (网络安全法 21)


class Hindrance(StrEnum):
    """Why an account cannot be given up now."""

    HOLDS_OFFICE = "holds_office"


def hindrance(person_id: int, today: date) -> Hindrance | None:
    """Whoever holds an office, or will, gives it up first: its holder must be known by name."""
    held = select(RoleTerm.id).where(
        RoleTerm.person_id == person_id, or_(RoleTerm.ends_on.is_(None), RoleTerm.ends_on >= today)
    )
    return Hindrance.HOLDS_OFFICE if db.session.scalar(held.limit(1)) else None


class Refused(Exception):
    """Nothing was erased; ``reason`` says why."""

    def __init__(self, reason: Hindrance) -> None:
        super().__init__(reason)
        self.reason = reason


def leave(account: Account, now: datetime) -> Done:
    """Erases what every room may erase, in the caller's transaction. Refused.

    The record says that it was done, by a number and not by a name, and when the person signed in
    of late; pictures are for the caller to take away, once it is committed.
    """
    person_id = account.person_id
    against = hindrance(person_id, clock.local(now).date())
    if against:
        raise Refused(against)
    sign_ins = _sign_ins(account.id, now)
    done = mine.erase(Leaver(person_id, now))
    db.session.flush()
    record(ERASED, person_id, now, erased=done.erased, kept=done.kept, sign_ins=sign_ins)
    return done


def _sign_ins(account_id: int, now: datetime) -> list[str]:
    recent = select(LoginSession.created_at).where(
        LoginSession.account_id == account_id, LoginSession.created_at > now - SIGN_INS_KEPT
    )
    return [at.isoformat() for at in db.session.scalars(recent.order_by(LoginSession.id))]
