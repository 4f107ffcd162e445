"""Who may run an election: nobody who is nominated in it; who may stand: nobody who ran it."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from portal.core.access import GRANTS, Can
from portal.core.db import db, insert_once
from portal.elections import nominating, rules
from portal.elections.models import Election, ElectionOfficer, Nomination
from portal.elections.nominating import State
from portal.elections.rules import Refusal, Refused
from portal.roster.models import Person, RoleTerm


def involved(election_id: int) -> frozenset[int]:
    """Everyone who is nominated or stands, unless it came to nothing, or nobody confirmed it."""
    return involved_in([election_id])[election_id]


def involved_in(election_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """The same of several elections, in one query. Once the candidates are posted, only those: or
    whoever puts honest clerks up, and never gathers ten supporters, would keep them from the count.
    """
    may_still = Election.candidates_posted_at.is_(None)
    wanted = (
        select(Nomination.election_id, Nomination.nominee_id)
        .join(Nomination.election)
        .where(Nomination.election_id.in_(election_ids), Nomination.state.in_(nominating.INVOLVING))
        .where(or_(Nomination.state == State.CANDIDATE.value, may_still))
    )
    found: dict[int, set[int]] = {one: set() for one in election_ids}
    for election_id, person_id in db.session.execute(wanted):
        found[election_id].add(person_id)
    return {one: frozenset(people) for one, people in found.items()}


def note_officer(one: Election, by: int | None) -> None:
    """Somebody decided something in it, and stands for nothing in it from now on."""
    if by is not None:
        insert_once(ElectionOfficer, election_id=one.id, person_id=by)


def check_may_stand(one: Election, person_id: int) -> None:
    """Refused for whoever ruled on an objection, checked a nominee, decided what one may say, or
    entered figures in it.
    """
    if db.session.get(ElectionOfficer, (one.id, person_id)) is not None:
        raise Refused(Refusal.OFFICER)


def check(one: Election, by: int | None, also: Collection[int] = ()) -> None:
    """Refused for whoever is nominated in it, or is among ``also``. None acts for the house."""
    if by is not None and not rules.may_run(by, {*involved(one.id), *also}):
        raise Refused(Refusal.INVOLVED)


def live(nominations: Iterable[Nomination]) -> frozenset[int]:
    """``involved``, of nominations that were read already."""
    return frozenset(
        n.nominee_id
        for n in nominations
        if n.state in nominating.INVOLVING
        and (n.state == State.CANDIDATE or n.election.candidates_posted_at is None)
    )


def shown(
    one: Election,
    me: int,
    today: date,
    key: Can = Can.RUN_ELECTION,
    people: frozenset[int] | None = None,
) -> dict[str, Any]:
    """What a page of the desk says to somebody who is nominated; ``runners`` then are the names of
    those who may act there with this key, none where nobody is left. ``people``: who is involved,
    where that was read already.
    """
    barred = not rules.may_run(me, involved(one.id) if people is None else people)
    return {"barred": barred, "runners": others(one, today, key) if barred else []}


def others(one: Election, today: date, key: Can = Can.RUN_ELECTION) -> list[str]:
    """By name, who holds an office with this key and is not nominated in this election."""
    roles = [role for role, cans in GRANTS.items() if key in cans]
    held = select(RoleTerm.person_id).where(
        RoleTerm.role.in_(roles),
        RoleTerm.starts_on <= today,
        or_(RoleTerm.ends_on.is_(None), RoleTerm.ends_on >= today),
    )
    wanted = select(Person.name).where(Person.id.in_(held), Person.id.not_in(involved(one.id)))
    return list(db.session.scalars(wanted.order_by(Person.name, Person.id)))
