"""Who may sign a demand: taken from the roster, or from who sits, when it is let through."""

from datetime import date

from portal.ballots import roll as ballots
from portal.ballots.rules import Electorate, Voters, entitled
from portal.bodies import queries as bodies
from portal.bodies.rules import Kind as Body
from portal.core.access import Role
from portal.core.db import db
from portal.roster.models import Person
from portal.topics import queries as topics
from portal.topics.demands.rules import Kind

ELECTORATES = {
    Kind.RESIDENTS: Electorate(Voters.RESIDENTS),
    Kind.DELEGATES: Electorate(Voters.HOUSEHOLDS),
}

Entitled = list[tuple[int, int | None]]
"""(person, the household for which they sign, None for themselves alone)."""


def take(kind: Kind, on: date) -> Entitled:
    """Residents 18+, or one delegate a household (居民委员会组织法 art. 26), or the representatives
    who sit on that day (art. 26, 28).
    """
    if kind in ELECTORATES:
        taken = ballots.take(ELECTORATES[kind], on)
        return [(one.person_id, one.household_id) for one in taken.voters]
    return [(person_id, None) for person_id in sorted(representatives(on))]


def representatives(on: date) -> set[int]:
    """居民代表: who sits in the assembly for a group or a grid (art. 28)."""
    assembly = bodies.of_kind(Body.ASSEMBLY, on)
    if assembly is None:
        return set()
    sitting = bodies.sitting(assembly.id, on)
    return {one.person_id for one in sitting if one.seat.represents}


def committee(on: date) -> frozenset[int]:
    """Whoever holds an office of the committee, or a seat on it, on that day."""
    body = bodies.of_kind(Body.COMMITTEE, on)
    seated = bodies.sitting(body.id, on) if body else []
    held = topics.holders((Role.COMMITTEE_MEMBER, Role.DIRECTOR), on)
    return frozenset(held) | {one.person_id for one in seated}


def may_start(kind: Kind, person_id: int, on: date) -> bool:
    """Whether somebody would be on the roll if it were taken now."""
    if kind not in ELECTORATES:
        return person_id in representatives(on)
    person, electorate = db.session.get_one(Person, person_id), ELECTORATES[kind]
    if entitled(ballots.voter(person), on, electorate) is not None:
        return False
    if not electorate.by_household or person.household_id is None:
        return not electorate.by_household
    _members, sole = ballots.entitled_members(person.household_id, electorate, on)
    return sole == person_id
