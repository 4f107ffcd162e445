"""Reading the codes, whom they were for, and who is still to be told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts import queries as accounts
from portal.accounts.models import Account
from portal.accounts.recovery import rules
from portal.accounts.recovery.models import Recovery
from portal.accounts.recovery.rules import Holder, State
from portal.accounts.seals import keyed
from portal.core import clock, codes
from portal.core.access import GRANTS, Can
from portal.core.age import is_adult
from portal.core.db import db
from portal.core.waiting import Waiting
from portal.roster.models import Building, Household, Person, RoleTerm

WITH_A_DESK = [role.value for role, cans in GRANTS.items() if Can.SEE_DESK in cans]


def state(one: Recovery, now: datetime) -> State:
    return rules.state_at(one.expires_at, one.used_at, one.revoked_at, now)


# ---- Whom to help ----


def accounts_of(people: Iterable[Person]) -> dict[int, Account]:
    """The accounts of these people, by person."""
    wanted = select(Account).where(Account.person_id.in_([one.id for one in people]))
    return {account.person_id: account for account in db.session.scalars(wanted)}


def holder(person: Person, today: date) -> Holder:
    """What the rules ask about somebody who would get a code."""
    account = accounts.account_of(person.id)
    return Holder(
        person_id=person.id,
        household_id=person.household_id,
        has_account=account is not None,
        is_disabled=account is not None and account.disabled_at is not None,
        lives_here=person.left_on is None or person.left_on > today,
        offices=_offices_with_a_desk(person.id, today),
    )


def _offices_with_a_desk(person_id: int, today: date) -> frozenset[str]:
    held = select(RoleTerm.role).where(
        RoleTerm.person_id == person_id,
        RoleTerm.role.in_(WITH_A_DESK),
        or_(RoleTerm.ends_on.is_(None), RoleTerm.ends_on >= today),
    )
    return frozenset(db.session.scalars(held))


def other_adults(person: Person, today: date) -> list[Person]:
    """The other adults who live with somebody."""
    if person.household_id is None:
        return []
    wanted = select(Person).where(
        Person.household_id == person.household_id,
        Person.left_on.is_(None),
        Person.id != person.id,
    )
    people = db.session.scalars(wanted.order_by(Person.id))
    return [one for one in people if is_adult(one.birth_year, one.born_on, today)]


# ---- Codes ----


def newest_of(person_id: int) -> Recovery | None:
    """The last code that was handed out to somebody."""
    wanted = select(Recovery).where(Recovery.person_id == person_id)
    return db.session.scalars(wanted.order_by(Recovery.id.desc()).limit(1)).first()


def recent_of(person_id: int, now: datetime) -> Recovery | None:
    """The last code, as long as one's own page speaks of it."""
    newest = newest_of(person_id)
    return newest if newest and newest.issued_at > now - rules.SHOWN_DAYS else None


def by_code(typed: str) -> Recovery | None:
    """The code's row, whatever became of it."""
    code = codes.normal(typed)
    return _with_person(Recovery.code_hash == keyed("recovery", code)) if code else None


def by_id(recovery_id: int) -> Recovery | None:
    return _with_person(Recovery.id == recovery_id)


def _with_person(which: ColumnElement[bool]) -> Recovery | None:
    wanted = select(Recovery).options(joinedload(Recovery.person)).where(which)
    return db.session.scalar(wanted)


@dataclass(frozen=True)
class Given:
    """A code as the desk lists it, who handed it out, and who confirmed the person."""

    code: Recovery
    by: str | None
    witness: str | None


def handed_out(number: int, size: int) -> tuple[list[Given], Pagination]:
    """One page of all codes, newest first."""
    wanted = select(Recovery).options(joinedload(Recovery.person))
    found = db.paginate(
        wanted.order_by(Recovery.id.desc()), page=number, per_page=size, error_out=False
    )
    ids = {one for code in found.items for one in (code.issued_by, code.witness_id)}
    people = select(Person.id, Person.name).where(Person.id.in_(ids - {None}))
    names: dict[int | None, str] = dict(db.session.execute(people).all())
    given = [Given(c, names.get(c.issued_by), names.get(c.witness_id)) for c in found.items]
    return given, found


# ---- Whom to tell on paper ----


@dataclass(frozen=True)
class Note:
    """What one household has still to be told: that a code was handed out, and when."""

    recovery_id: int
    building: Building
    door: str
    issued_at: datetime


def _untold() -> ColumnElement[bool]:
    return and_(Recovery.on_paper, Recovery.told_at.is_(None))


def waiting() -> Waiting:
    """The notes that have still to be posted or delivered."""
    return Waiting(select(func.count()).select_from(Recovery).where(_untold()))


def untold(since: date | None, until: date | None) -> list[tuple[Building, list[Note]]]:
    """The notes by building and door: all, or those of a period of days, both counting."""
    wanted = (
        select(Recovery.id, Building, Household.unit + Household.room, Recovery.issued_at)
        .join(Household, Household.id == Recovery.household_id)
        .join(Building, Building.id == Household.building_id)
        .where(_untold(), *_between(since, until))
        .order_by(Recovery.id)
    )
    notes = sorted((Note(*row) for row in db.session.execute(wanted)), key=_place)
    return [(place, list(ones)) for place, ones in groupby(notes, key=lambda one: one.building)]


def _between(since: date | None, until: date | None) -> list[ColumnElement[bool]]:
    from_ = [Recovery.issued_at >= clock.start_of(since)] if since else []
    return from_ + ([Recovery.issued_at < clock.end_of(until)] if until else [])


def _place(one: Note) -> tuple[list[tuple[int, str]], int, list[tuple[int, str]]]:
    return accounts.natural(one.building.address), one.building.id, accounts.natural(one.door)
