"""Changing accounts, slips and offices; each in the caller's transaction, its audit line last."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from portal.accounts import queries, rules, sessions, throttle, words
from portal.accounts.models import Account, Slip
from portal.accounts.queries import Adult, Credentials
from portal.accounts.rules import ADDRESS_LIMIT, CODE_LIMIT, LOGIN_LIMIT, Term, TermFault
from portal.accounts.seals import keyed
from portal.accounts.sessions import SecondStepDue
from portal.audit import kinds
from portal.audit.actions import record
from portal.core import clock, codes, outbox, text
from portal.core.access import Role
from portal.core.db import db
from portal.core.i18n import official
from portal.roster.models import Person, RoleTerm

ACTIVATED = kinds.kind("accounts.activated", _l("开通了账号"))
STAFF_CREATED = kinds.kind("accounts.staff_created", _l("登记了一名工作人员，并发出激活码"))
SLIPS_PRINTED = kinds.kind("slips.printed", _l("为 %(building)s 打印了 %(count)s 张开通纸条"))
SLIP_REVOKED = kinds.kind("slip.revoked", _l("作废了编号 %(number)s 的开通纸条"))
ROLE_GRANTED = kinds.kind("roles.granted", _l("授予职务 %(role)s，自 %(starts_on)s 至 %(ends_on)s"))
ROLE_ENDED = kinds.kind("roles.ended", _l("职务 %(role)s 到 %(ends_on)s 为止"))
OFFICE_FILLED = kinds.kind(
    "office.filled", _l("一人担任%(title)s，从 %(starts_on)s 到 %(until)s"), public=True
)
OFFICE_ENDED = kinds.kind(
    "office.ended", _l("一人担任的%(title)s，到 %(ends_on)s 为止"), public=True
)

DISABLED = kinds.kind("account.disabled", _l("停用了一个账号，原因：%(reason)s"))
ENABLED = kinds.kind("account.enabled", _l("恢复了一个停用的账号"))

HOUSEMATE_JOINED = outbox.kind(
    "accounts.housemate_joined",
    _l("您家的%(name)s开通了账号。如果不是本人开通的，请马上打电话告诉社区。"),
    group=outbox.Group.ACCOUNT,
)

# ---- Signing in ----


@dataclass(frozen=True)
class Attempt:
    """One try to sign in: the telephone or number and the name as typed, and from where."""

    identity: str
    name_key: str
    address: str

    @property
    def shown_keys(self) -> set[str]:
        """Counts that depend on nothing but what was sent: to tell of them betrays nobody."""
        as_typed = throttle.key("typed", f"{self.identity}\n{self.name_key}")
        return {as_typed, throttle.by_address("address", self.address)}


@dataclass(frozen=True)
class Outcome:
    """The token of a new session, or None; whether to say that one must wait; the account that a
    second step is still wanted of.
    """

    token: str | None
    must_wait: bool = False
    pending: Account | None = None


def sign_in(
    attempt: Attempt, meant: Credentials, right: bool, device: str, now: datetime
) -> Outcome:
    """Signs in, or counts the failure, in the caller's transaction, which commits either way.

    ``right``: whether the password matched ``meant``. While a count is locked, the right
    password is refused like a wrong one; counts that are locked grow no further.
    """
    limits = _limits(attempt, meant)
    locked = throttle.locked(limits, now)
    account = unchanged(meant) if right and not locked else None
    if account is not None:
        throttle.forget(key for key, limit in limits.items() if limit is LOGIN_LIMIT)
        return started(account, device, now)
    throttle.count_failure({k: limit for k, limit in limits.items() if k not in locked}, now)
    return Outcome(None, must_wait=bool(locked & attempt.shown_keys))


def started(account: Account, device: str, now: datetime) -> Outcome:
    """A session of an account whose holder proved to be it; or the second step that is due."""
    try:
        return Outcome(sessions.start(account, device, now))
    except SecondStepDue:
        return Outcome(None, pending=account)


def _limits(attempt: Attempt, meant: Credentials) -> dict[str, rules.Limit]:
    """The counts one try belongs to. An account has several names: it is counted as well."""
    by_address = throttle.by_address("address", attempt.address)
    limits = dict.fromkeys(attempt.shown_keys, LOGIN_LIMIT) | {by_address: ADDRESS_LIMIT}
    if meant.account_id is not None:
        limits[throttle.key("account", str(meant.account_id))] = LOGIN_LIMIT
    return limits


def unchanged(meant: Credentials) -> Account | None:
    """The account whose password was checked, unless it was changed or closed meanwhile."""
    return db.session.scalar(
        select(Account)
        .where(
            Account.id == meant.account_id,
            Account.password_hash == meant.password_hash,
            Account.disabled_at.is_(None),
        )
        .with_for_update()
    )


# ---- Activation ----


class SlipGone(Exception):
    """The slip opens no account any more: used, replaced or revoked."""


class PhoneTaken(Exception):
    """Another account has this telephone and this name already."""


def try_code(typed: str, address: str, now: datetime, today: date) -> tuple[Slip | None, bool]:
    """(the slip that the code opens or None, whether one must wait); wrong codes are counted."""
    key = throttle.by_address("code", address)
    if throttle.locked([key], now):
        return None, True
    slip = queries.slip_by_code(typed, today)
    if slip is None:
        throttle.count_failure({key: CODE_LIMIT}, now)
    return slip, False


def activate(
    slip_id: int, phone: str, password_hash: str, device: str, now: datetime, today: date
) -> str:
    """Opens the account that a slip is for, tells the household, and signs in: a session's token.

    SlipGone where the slip was used, replaced or revoked meanwhile, here or in another tab;
    PhoneTaken where telephone and name together are another account's.
    """
    slip = queries.usable_slip(slip_id, today)
    if slip is None or not _use(slip, now):
        raise SlipGone
    account = Account(
        person_id=slip.person_id,
        login_number=slip.number,
        phone=phone or None,
        name_key=name_beside(phone, slip.person),
        password_hash=password_hash,
        privacy_version=rules.PRIVACY_VERSION,
        activated_at=now,
    )
    _insert(account)
    others = queries.housemates(slip.person)
    outbox.tell(others, HOUSEMATE_JOINED, now, name=slip.person.name)
    token = sessions.start(account, device, now)
    record(ACTIVATED, slip.person_id, now)
    return token


def _use(slip: Slip, now: datetime) -> bool:
    """Marks the slip as used; False if somebody was faster."""
    still = (Slip.id == slip.id, Slip.used_at.is_(None), Slip.revoked_at.is_(None))
    result = db.session.execute(update(Slip).where(*still).values(used_at=now))
    return bool(result.rowcount)  # type: ignore[attr-defined]


def name_beside(phone: str, person: Person) -> str:
    """Empty for a telephone's first account; the name where people share one."""
    if not phone:
        return ""
    shared = select(Account.id).where(Account.phone == phone, Account.person_id != person.id)
    return person.name_key if db.session.scalar(shared.limit(1)) is not None else ""


def _insert(account: Account) -> None:
    db.session.add(account)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise (PhoneTaken if "phone" in str(error.orig) else SlipGone) from None


# ---- Disabling ----


class AlreadySo(Exception):
    """The account is disabled, or enabled, already."""


def disable(account: Account, reason: str, by: int | None, now: datetime) -> None:
    """Keeps the holder out until it is enabled again: no log-in, no open session."""
    if account.disabled_at:
        raise AlreadySo
    account.disabled_at = now
    sessions.end_all(account.id, now)
    db.session.flush()
    record(DISABLED, by, now, person=account.person_id, reason=reason)


def enable(account: Account, by: int | None, now: datetime) -> None:
    """Lets the holder of a disabled account sign in anew."""
    if not account.disabled_at:
        raise AlreadySo
    account.disabled_at = None
    db.session.flush()
    record(ENABLED, by, now, person=account.person_id)


# ---- Slips ----


@dataclass(frozen=True)
class FreshSlip:
    """A slip as it goes to the printer: the only time that its code is readable."""

    name: str
    address: str
    number: str
    code: str


def print_slips(
    building: str, chosen: list[Adult], by: int | None, now: datetime
) -> list[FreshSlip]:
    """Makes a slip for each of the adults who has no account; their unused ones are revoked."""
    people = [adult for adult in chosen if adult.activated_at is None]
    if not people:
        return []
    _revoke_unused([adult.person_id for adult in people], now)
    numbers = _unused_numbers(len(people))
    fresh = [
        _new_slip(adult.person_id, adult.name, adult.address, number, by, now)
        for adult, number in zip(people, numbers, strict=True)
    ]
    db.session.flush()
    record(SLIPS_PRINTED, by, now, building=building, count=len(fresh))
    return fresh


def _new_slip(
    person_id: int, name: str, address: str, number: str, by: int | None, now: datetime
) -> FreshSlip:
    code = codes.new_code()
    slip = Slip(
        person_id=person_id,
        number=number,
        code_hash=keyed("slip", code),
        printed_at=now,
        printed_by=by,
    )
    db.session.add(slip)
    return FreshSlip(name, address, number, code)


def _unused_numbers(count: int) -> list[str]:
    found: set[str] = set()
    while len(found) < count:
        drawn = {rules.new_number() for _ in range(count - len(found))}
        found |= drawn - queries.numbers_taken(drawn)
    return sorted(found)


def _revoke_unused(person_ids: list[int], now: datetime) -> None:
    unused = (Slip.person_id.in_(person_ids), Slip.used_at.is_(None), Slip.revoked_at.is_(None))
    db.session.execute(update(Slip).where(*unused).values(revoked_at=now))


def revoke_slip(slip: Slip, by: int, now: datetime) -> None:
    """Makes a lost or stolen slip worthless. SlipGone where it already is."""
    if slip.used_at or slip.revoked_at:
        raise SlipGone
    slip.revoked_at = now
    db.session.flush()
    record(SLIP_REVOKED, by, now, number=slip.number, person=slip.person_id)


# ---- Offices ----


_UNTIL_OPEN = "另行决定的日子"  # in the record, for a term without a last day


class TermRefused(ValueError):
    """An office that cannot be given; ``fault`` says why."""

    def __init__(self, fault: TermFault) -> None:
        super().__init__(fault)
        self.fault = fault


def grant_role(person_id: int, term: Term, by: int | None, now: datetime) -> None:
    """Gives an office for a time. TermRefused where it cannot be held, or is one's own to give.

    The public reads which office, and not whose.
    """
    fault = _term_fault(person_id, term, by, clock.local(now).date())
    if fault:
        raise TermRefused(fault)
    db.session.add(
        RoleTerm(
            person_id=person_id, role=term.role, starts_on=term.starts_on, ends_on=term.ends_on
        )
    )
    db.session.flush()
    told = _told(term)
    until = told["ends_on"] or _UNTIL_OPEN
    record(OFFICE_FILLED, by, now, **_title(term.role), starts_on=told["starts_on"], until=until)
    record(ROLE_GRANTED, by, now, person=person_id, **told)


def _term_fault(person_id: int, term: Term, by: int | None, today: date) -> TermFault | None:
    if by == person_id:
        return TermFault.OWN
    held = [Term(t.role, t.starts_on, t.ends_on) for t in queries.terms_of(person_id)]
    return rules.start_fault(term.starts_on, today) or rules.term_fault(term, held)


def _title(role: str) -> dict[str, str]:
    """What an office is called in the record, which is kept in one language."""
    with official():
        return {"title": str(words.ROLES[Role(role)])}


def end_role(term_id: int, ends_on: date, by: int | None, now: datetime) -> None:
    """Makes ``ends_on`` the last day of an office. LookupError for a term that is none.

    A term that would end before it began never was in force; it goes, and the record tells.
    """
    term = db.session.get(RoleTerm, term_id)
    if term is None:
        raise LookupError(term_id)
    told = {"person": term.person_id, "role": term.role, "ends_on": ends_on.isoformat()}
    if ends_on < term.starts_on:
        db.session.delete(term)
    else:
        term.ends_on = ends_on
    db.session.flush()
    record(OFFICE_ENDED, by, now, **_title(term.role), ends_on=told["ends_on"])
    record(ROLE_ENDED, by, now, **told)


def _told(term: Term) -> dict[str, str | None]:
    ends_on = term.ends_on.isoformat() if term.ends_on else None
    return {"role": term.role, "starts_on": term.starts_on.isoformat(), "ends_on": ends_on}


def create_staff(name: str, phone: str, role: Role, now: datetime, today: date) -> FreshSlip:
    """Enters an official without a dwelling here, with an office from today and a slip.

    Called again for the same name and telephone it only makes a new slip. SlipGone where that
    official has an account already.
    """
    name = text.clean_line(name)
    person = queries.official(text.match_key(name), phone)
    if person is None:
        person = Person(name=name, name_key=text.match_key(name), phone=phone)
        db.session.add(person)
        db.session.flush()
        grant_role(person.id, Term(role, today, None), None, now)
    if queries.account_of(person.id):
        raise SlipGone
    _revoke_unused([person.id], now)
    fresh = _new_slip(person.id, person.name, "", _unused_numbers(1)[0], None, now)
    db.session.flush()
    record(STAFF_CREATED, None, now, person=person.id, role=role)
    return fresh
