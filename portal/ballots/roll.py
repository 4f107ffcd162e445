"""The roll: who may vote, taken from the roster at sealing, and why someone is not on it."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.audit.actions import record
from portal.audit.kinds import kind as name_kind
from portal.ballots import actions as boxes
from portal.ballots import queries, rules
from portal.ballots.actions import Entitled
from portal.ballots.models import Box, RollRow
from portal.ballots.rules import Refusal, Refused, Voter
from portal.core import clock
from portal.core.db import db
from portal.roster.models import Building, Household, Person

ROLL_ADDED = name_kind("roll.added", _l("选民名册补登一人，原因：%(reason)s"), public=True)
ROLL_REMOVED = name_kind("roll.removed", _l("选民名册移出一人，原因：%(reason)s"), public=True)

_HOME = joinedload(Person.household)


def residents(on: date) -> Iterator[Entitled]:
    """Every resident 18+ on that day, with or without an account, by where they live."""
    people = db.session.scalars(
        select(Person)
        .join(Household)
        .options(
            _HOME.joinedload(Household.building).joinedload(Building.grid),
            _HOME.joinedload(Household.grid),
        )
        .where(Person.left_on.is_(None) | (Person.left_on > on))
    )
    return (_entry(p) for p in people if rules.entitled(voter(p), on) is None)


def voter(person: Person) -> Voter:
    return Voter(
        birth_year=person.birth_year,
        born_on=person.born_on,
        left_on=person.left_on,
        has_home_here=person.household_id is not None,
        is_missing=person.missing_since is not None,
    )


def _entry(person: Person) -> Entitled:
    home = person.household
    if home is None:
        raise LookupError(person.id)
    return Entitled(person.id, person.name, person.birth_year, home.address, home.grid.code)


def opening_day(box: Box) -> date:
    """The day on which age and residence count: the first of voting."""
    return clock.local(box.opens_at).date()


def own_row(box: Box, person_id: int) -> RollRow:
    """The person's row. Refused with the exact reason where there is none, and nothing more."""
    row = queries.roll_row(box.id, person_id)
    if row is not None:
        return row
    person = db.session.get(Person, person_id)
    reason = rules.entitled(voter(person), opening_day(box)) if person else None
    raise Refused(reason or Refusal.NOT_ON_ROLL)


def amend(
    box: Box, person_id: int, belongs: bool, reason: str, actor_id: int, now: datetime
) -> None:
    """The supervisors add someone whom the roll forgot, or strike someone who does not belong.

    ``box`` is read under its lock. The reason is public, the name is not. Refused for someone
    whom the roster does not entitle (mend the roster first), who has voted, or too late.
    """
    if belongs:
        boxes.add_to_roll(box, _entitled_person(box, person_id), now)
    else:
        boxes.remove_from_roll(box, person_id, now)
    kind = ROLL_ADDED if belongs else ROLL_REMOVED
    record(kind, actor_id, now, box=box.id, reason=reason)


def _entitled_person(box: Box, person_id: int) -> Entitled:
    person = db.session.get(Person, person_id)
    if person is None:
        raise Refused(Refusal.NOT_ON_ROLL)
    reason = rules.entitled(voter(person), opening_day(box))
    if reason:
        raise Refused(reason)
    return _entry(person)


def standings(box: Box, person_ids: Sequence[int]) -> dict[int, RollRow]:
    """The rows of these people, by person, in one query."""
    wanted = select(RollRow).where(RollRow.box_id == box.id, RollRow.person_id.in_(person_ids))
    return {row.person_id: row for row in db.session.scalars(wanted)}
