"""Reading who has a second step, and whether this community demands one of its staff."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from flask import current_app
from sqlalchemy import func, select

from portal.accounts import queries as accounts
from portal.accounts.models import Account
from portal.accounts.second.models import BackupCode, SecondFactor
from portal.core.access import Can, Role, granted
from portal.core.db import db
from portal.roster.models import Person
from portal.roster.queries import community


def demanded() -> bool:
    """Whether staff must have a second step here: everywhere but in the demo."""
    return bool(current_app.config["PORTAL"].second_step) and not community().is_demo


def factor_of(account_id: int) -> SecondFactor | None:
    return db.session.get(SecondFactor, account_id)


def codes_left(account_id: int) -> int:
    """How many backup codes were not used yet."""
    unused = select(func.count()).where(
        BackupCode.account_id == account_id, BackupCode.used_at.is_(None)
    )
    return db.session.scalar(unused) or 0


def with_second(person_ids: Collection[int]) -> set[int]:
    """Those of the people whose account has a second step."""
    wanted = select(Account.person_id).join(SecondFactor, SecondFactor.account_id == Account.id)
    return set(db.session.scalars(wanted.where(Account.person_id.in_(person_ids))))


@dataclass(frozen=True)
class Row:
    """Somebody on the desk's list."""

    person_id: int
    name: str
    is_on: bool


def staff(on: date) -> list[Row]:
    """Everyone whose office opens the desk on that day or later, each once, by name."""
    names = {
        one.person_id: one.name
        for one in accounts.officers(on)
        if Can.SEE_DESK in granted(frozenset([Role(one.role)]))
    }
    return _rows(names)


def found(people: Collection[Person]) -> list[Row]:
    return _rows({one.id: one.name for one in people})


def _rows(names: dict[int, str]) -> list[Row]:
    having = with_second(names)
    rows = [Row(id_, name, id_ in having) for id_, name in names.items()]
    return sorted(rows, key=lambda row: (row.name, row.person_id))
