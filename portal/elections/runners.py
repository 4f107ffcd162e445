"""Who may run an election: nobody who is nominated in it."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from portal.core.access import GRANTS, Can
from portal.core.db import db
from portal.elections import nominating, rules
from portal.elections.models import Election, Nomination
from portal.elections.rules import Refusal, Refused
from portal.roster.models import Person, RoleTerm


def involved(election_id: int) -> frozenset[int]:
    """Everyone who is nominated or stands, unless it came to nothing."""
    wanted = select(Nomination.nominee_id).where(Nomination.election_id == election_id)
    return frozenset(db.session.scalars(wanted.where(Nomination.state.in_(nominating.LIVE))))


def check(one: Election, by: int | None, also: Collection[int] = ()) -> None:
    """Refused for whoever is nominated in it, or is among ``also``. None acts for the house."""
    if by is not None and not rules.may_run(by, {*involved(one.id), *also}):
        raise Refused(Refusal.INVOLVED)


def shown(one: Election, me: int, today: date) -> dict[str, Any]:
    """What a page of the desk says to somebody who is nominated; ``runners`` then are the names of
    those who may run it, none where nobody is left.
    """
    barred = not rules.may_run(me, involved(one.id))
    return {"barred": barred, "runners": others(one, today) if barred else []}


def others(one: Election, today: date) -> list[str]:
    """By name, who holds an office that runs elections and is not nominated in this one."""
    roles = [role for role, cans in GRANTS.items() if Can.RUN_ELECTION in cans]
    held = select(RoleTerm.person_id).where(
        RoleTerm.role.in_(roles),
        RoleTerm.starts_on <= today,
        or_(RoleTerm.ends_on.is_(None), RoleTerm.ends_on >= today),
    )
    wanted = select(Person.name).where(Person.id.in_(held), Person.id.not_in(involved(one.id)))
    return list(db.session.scalars(wanted.order_by(Person.name, Person.id)))
