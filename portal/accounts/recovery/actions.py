"""Handing out codes, taking them back, using them; telling the household. Each in the caller's
transaction, its audit line last.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from portal.accounts import queries as accounts
from portal.accounts import sessions, throttle
from portal.accounts.actions import Outcome, PhoneTaken, name_beside, started
from portal.accounts.models import Account
from portal.accounts.recovery import kinds, queries, rules
from portal.accounts.recovery.models import Recovery
from portal.accounts.recovery.rules import Check, Fault, Issuer, Refusal, State
from portal.accounts.rules import CODE_LIMIT, LOGIN_LIMIT
from portal.accounts.seals import keyed
from portal.audit.actions import record
from portal.core import clock, codes, outbox, settings
from portal.core.db import db
from portal.roster.models import Person

HOURS = settings.number("accounts.recovery_hours", _l("找回码几小时内有效"), 24, 1, 168)


class CannotIssue(Exception):
    """No code was handed out; ``fault`` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


class Gone(Exception):
    """The code leads nowhere any more: used, revoked or expired."""


# ---- Handing out ----


@dataclass(frozen=True)
class Checked:
    """How staff made sure of the person; ``witness_id`` where somebody else confirmed it."""

    how: Check
    witness_id: int | None
    note: str


@dataclass(frozen=True)
class FreshCode:
    """A code as it is handed over: the only time that it is readable."""

    name: str
    number: str
    code: str
    expires_at: datetime
    on_paper: bool


def issue(
    person_id: int, newest_seen: int, checked: Checked, issuer: Issuer, now: datetime
) -> FreshCode:
    """Hands a code to somebody and tells the household; an earlier open one is revoked.

    ``newest_seen``: the last code (0: none) of which the issuer knew. LookupError for nobody,
    CannotIssue with its reason.
    """
    person = db.session.get(Person, person_id)
    if person is None:
        raise LookupError(person_id)
    today = clock.local(now).date()
    others = queries.other_adults(person, today)
    fault = rules.issue_fault(queries.holder(person, today), issuer)
    fault = fault or _form_fault(person_id, newest_seen, checked, others)
    if fault:
        raise CannotIssue(fault)
    with_account = queries.accounts_of(others)
    on_paper = rules.needs_paper([one.id in with_account for one in others])
    _revoke_open(person_id, now)
    made, code = _new_code(person, checked, issuer, now)
    made.on_paper = on_paper and person.household_id is not None
    _insert(made)
    _tell_household(person, now)
    record(kinds.ISSUED, issuer.person_id, now, recovery=made.id, person=person.id, how=made.how)
    account = db.session.scalars(select(Account).where(Account.person_id == person.id)).one()
    return FreshCode(person.name, account.login_number, code, made.expires_at, made.on_paper)


def _form_fault(
    person_id: int, newest_seen: int, checked: Checked, others: Collection[Person]
) -> Fault | None:
    newest = queries.newest_of(person_id)
    if newest is not None and newest.id != newest_seen:
        return Fault.MEANWHILE
    confirmed = checked.witness_id in [one.id for one in others]
    return Fault.NO_SUCH_WITNESS if checked.how is Check.KNOWN and not confirmed else None


def _new_code(
    person: Person, checked: Checked, issuer: Issuer, now: datetime
) -> tuple[Recovery, str]:
    code = codes.new_code()
    made = Recovery(
        person_id=person.id,
        household_id=person.household_id,
        code_hash=keyed("recovery", code),
        how=checked.how,
        witness_id=checked.witness_id if checked.how is Check.KNOWN else None,
        note=checked.note,
        issued_at=now,
        issued_by=issuer.person_id,
        expires_at=now + timedelta(hours=HOURS()),
    )
    return made, code


def _insert(made: Recovery) -> None:
    db.session.add(made)
    try:
        db.session.flush()
    except IntegrityError:  # a colleague hands one to the same person at this moment
        raise CannotIssue(Fault.MEANWHILE) from None


def _tell_household(person: Person, now: datetime) -> None:
    when = _told(now)
    others = accounts.housemates(person)
    outbox.tell(others, kinds.HOUSEMATE_HELPED, now, name=person.name, when=when)
    outbox.tell([person.id], kinds.CODE_ISSUED, now, when=when)


def _told(now: datetime) -> str:
    """Read alike in every language."""
    return clock.local(now).strftime("%Y-%m-%d %H:%M")


def _revoke_open(person_id: int, now: datetime) -> None:
    still = (Recovery.used_at.is_(None), Recovery.revoked_at.is_(None))
    mine = update(Recovery).where(Recovery.person_id == person_id, *still)
    db.session.execute(mine.values(revoked_at=now))


def revoke(recovery: Recovery, by: int, now: datetime) -> None:
    """Makes a code worthless, as when the household says that it was not so. Gone where it is."""
    if queries.state(recovery, now) is not State.OPEN:
        raise Gone
    recovery.revoked_at = now
    db.session.flush()
    record(kinds.REVOKED, by, now, recovery=recovery.id, person=recovery.person_id)


def mark_told(recovery_ids: Collection[int], by: int, now: datetime) -> int:
    """Notes that households were told on paper; how many of these had not been."""
    waiting = select(Recovery).where(
        Recovery.id.in_(recovery_ids), Recovery.on_paper, Recovery.told_at.is_(None)
    )
    found = db.session.scalars(waiting.order_by(Recovery.id)).all()
    for one in found:
        one.told_at, one.told_by = now, by
    db.session.flush()
    if found:
        record(kinds.POSTED, by, now, count=len(found), recoveries=[one.id for one in found])
    return len(found)


# ---- Using ----


def try_code(
    identity: str, typed: str, address: str, now: datetime
) -> tuple[Recovery | None, Refusal | None]:
    """The code that opens the account meant by a telephone or number, or why there is none.

    Failures are counted by what was typed and by network, whoever is meant; in the caller's
    transaction, which must commit.
    """
    by_identity = throttle.key("recover", identity)
    limits = {
        by_identity: LOGIN_LIMIT,
        throttle.by_address("recover from", address): CODE_LIMIT,
    }
    if throttle.locked(limits, now):
        return None, Refusal.MUST_WAIT
    found = queries.by_code(typed)
    meant = {one.person_id for one in accounts.accounts_by(identity) if _is_open(one, now)}
    refusal = _refusal(found, meant, now)
    if refusal:
        throttle.count_failure(limits, now)
        return None, refusal
    throttle.forget([by_identity])
    return found, None


def _refusal(found: Recovery | None, meant: Collection[int], now: datetime) -> Refusal | None:
    if found is None or found.person_id not in meant:
        return Refusal.NO_MATCH
    return _why_not(found, now)


def _why_not(found: Recovery, now: datetime) -> Refusal | None:
    state = queries.state(found, now)
    return None if state is State.OPEN else Refusal(state.value)


def recover(
    recovery_id: int, phone: str, password_hash: str, device: str, now: datetime
) -> Outcome:
    """Gives the account its new password (and telephone, where one is given), ends all its
    sessions and starts one, or asks for the second step: a code is no way around it.

    Gone where the code was used, revoked or expired meanwhile, here or in another tab, or the
    account was closed; PhoneTaken where telephone and name together are another account's.
    """
    found = queries.by_id(recovery_id)
    account = accounts.account_of(found.person_id) if found else None
    if found is None or account is None or not _is_open(account, now) or not _use(found, now):
        raise Gone
    account.password_hash = password_hash
    if phone:
        _change_phone(account, phone)
    sessions.end_all(account.id, now)
    outcome = started(account, device, now)
    throttle.forget([throttle.key("account", str(account.id))])
    outbox.tell([found.person_id], kinds.PASSWORD_RENEWED, now, when=_told(now))
    record(kinds.RECOVERED, found.person_id, now, recovery=found.id)
    return outcome


def _is_open(account: Account, now: datetime) -> bool:
    """Neither closed nor left behind by somebody who moved away or died."""
    left = account.person.left_on
    gone = left is not None and left <= clock.local(now).date()
    return account.disabled_at is None and not gone


def _use(found: Recovery, now: datetime) -> bool:
    """Marks the code as used; False if somebody was faster, or it is too late."""
    still = (
        Recovery.id == found.id,
        Recovery.used_at.is_(None),
        Recovery.revoked_at.is_(None),
        Recovery.expires_at > now,
    )
    result = db.session.execute(update(Recovery).where(*still).values(used_at=now))
    return bool(result.rowcount)  # type: ignore[attr-defined]


def _change_phone(account: Account, phone: str) -> None:
    """Couples share telephones: the second one there is told apart by name, as at activation."""
    if phone == account.phone:
        return
    account.phone, account.name_key = phone, name_beside(phone, account.person)
    try:
        db.session.flush()
    except IntegrityError:
        raise PhoneTaken from None
