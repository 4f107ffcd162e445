"""Turning the second step on and off, taking its codes, and freeing somebody who lost the app; each
in the caller's transaction, its audit line last.
"""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from portal.accounts import sessions, throttle
from portal.accounts.models import Account
from portal.accounts.rules import ADDRESS_LIMIT
from portal.accounts.seals import keyed
from portal.accounts.second import keys, kinds, queries, rules
from portal.accounts.second.models import BackupCode, SecondFactor
from portal.accounts.second.rules import Fault, Refusal
from portal.audit.actions import record
from portal.core import codes, outbox
from portal.core.db import db


class Stale(Exception):
    """The log-in must begin anew: too late, or account or password changed meanwhile."""


class AlreadyOn(Exception):
    """The account has a second step already."""


class CannotReset(Exception):
    """Nothing was taken away; ``reason`` says why."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason


# ---- On and off ----


def turn_on(
    account: Account, secret: str, code: str, session_id: int, now: datetime
) -> list[str] | None:
    """Confirms the secret by a code of it, ends the account's other sessions, and makes the backup
    codes: the only time that they are readable. None for a wrong code.
    """
    if queries.factor_of(account.id):
        raise AlreadyOn
    step = rules.matching_step(secret, code, now)
    if step is None:
        return None
    _insert(
        SecondFactor(account_id=account.id, sealed=keys.sealed(secret), last_step=step, since=now)
    )
    fresh = _new_codes(account.id)
    sessions.end_all(account.id, now, except_=session_id)
    outbox.tell([account.person_id], kinds.IS_ON, now)
    record(kinds.TURNED_ON, account.person_id, now)
    return fresh


def _insert(factor: SecondFactor) -> None:
    db.session.add(factor)
    try:
        db.session.flush()
    except IntegrityError:
        raise AlreadyOn from None


def turn_off(account: Account, now: datetime) -> None:
    _forget(account.id)
    outbox.tell([account.person_id], kinds.IS_OFF, now)
    record(kinds.TURNED_OFF, account.person_id, now)


def _forget(account_id: int) -> None:
    for table in (BackupCode, SecondFactor):
        db.session.execute(delete(table).where(table.account_id == account_id))


def renew_codes(account: Account, now: datetime) -> list[str]:
    """Ten new backup codes; the old ones open nothing any more."""
    db.session.execute(delete(BackupCode).where(BackupCode.account_id == account.id))
    fresh = _new_codes(account.id)
    outbox.tell([account.person_id], kinds.CODES_ARE_NEW, now)
    record(kinds.CODES_RENEWED, account.person_id, now)
    return fresh


def _new_codes(account_id: int) -> list[str]:
    fresh = [codes.new_code() for _ in range(rules.BACKUP_CODES)]
    for code in fresh:
        db.session.add(BackupCode(code_hash=_hash(code), account_id=account_id))
    db.session.flush()
    return fresh


def _hash(code: str) -> str:
    return keyed("backup code", code)


# ---- Codes ----


def sign_in(
    ticket: str, typed: str, address: str, device: str, now: datetime, former: str = ""
) -> str | Fault:
    """The token of a new session for whoever gave the password before and gives a code now; the
    browser's former one ends.

    Stale where the log-in must begin anew. The transaction must commit either way: failures are
    counted in it.
    """
    account = keys.bearer(ticket)
    if account is None or queries.factor_of(account.id) is None:
        raise Stale
    fault = take(account, typed, address, now)
    if fault:
        return fault
    sessions.end(former, now)
    return sessions.start(account, device, now, proven=True)


def take(account: Account, typed: str, address: str, now: datetime) -> Fault | None:
    """Takes a code of the app or of paper, or counts a failure; each is taken once."""
    key = throttle.key("second", str(account.id))
    limits = {key: rules.SECOND_LIMIT, throttle.by_address("address", address): ADDRESS_LIMIT}
    if throttle.locked(limits, now):
        return Fault.MUST_WAIT
    code = rules.digits(typed)
    right = _take_digits(account.id, code, now) if code else _take_paper(account, typed, now)
    if right:
        throttle.forget([key])
        return None
    throttle.count_failure(limits, now)
    return Fault.WRONG


def _take_digits(account_id: int, code: str, now: datetime) -> bool:
    factor = queries.factor_of(account_id)
    secret = keys.unsealed(factor.sealed) if factor else None
    if factor is None or secret is None:
        return False
    step = rules.matching_step(secret, code, now, after=factor.last_step)
    return step is not None and _use_step(account_id, step)


def _use_step(account_id: int, step: int) -> bool:
    """False if this code, or a later one, was taken by somebody faster."""
    unused = (SecondFactor.account_id == account_id, SecondFactor.last_step < step)
    result = db.session.execute(update(SecondFactor).where(*unused).values(last_step=step))
    return bool(result.rowcount)  # type: ignore[attr-defined]


def _take_paper(account: Account, typed: str, now: datetime) -> bool:
    code = codes.normal(typed)
    if code is None:
        return False
    unused = (
        BackupCode.code_hash == _hash(code),
        BackupCode.account_id == account.id,
        BackupCode.used_at.is_(None),
    )
    result = db.session.execute(update(BackupCode).where(*unused).values(used_at=now))
    if not result.rowcount:  # type: ignore[attr-defined]
        return False
    left = queries.codes_left(account.id)
    outbox.tell([account.person_id], kinds.CODE_USED, now, left=left)
    return True


# ---- Freeing somebody who lost the app ----


def reset(person_id: int, reason: str, by: int | None, now: datetime) -> None:
    """Takes somebody's second step away and signs them out everywhere; they are told.

    CannotReset for the own one, or where there is none.
    """
    mine = select(Account).where(Account.person_id == person_id).with_for_update()
    account = db.session.scalar(mine)
    is_on = account is not None and queries.factor_of(account.id) is not None
    refusal = rules.reset_refusal(person_id == by, is_on)
    if refusal or account is None:
        raise CannotReset(refusal or Refusal.NOT_ON)
    _forget(account.id)
    sessions.end_all(account.id, now)
    outbox.tell([person_id], kinds.WAS_RESET, now, reason=reason)
    record(kinds.RESET, by, now, person=person_id, reason=reason)
