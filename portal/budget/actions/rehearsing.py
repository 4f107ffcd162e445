"""A rehearsal (演练): a copy of a round for those who hold an office, open at once, thrown away."""

from datetime import date, datetime, timedelta
from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy import delete, or_, select
from sqlalchemy.orm import joinedload

from portal.audit.actions import record
from portal.ballots import discarding, keys
from portal.ballots import queries as boxes
from portal.ballots.actions import Entitled, Taken
from portal.ballots.models import Box
from portal.budget import kinds, queries, rules
from portal.budget.actions import closing, voting
from portal.budget.actions.preparing import Frozen
from portal.budget.models import ListedProject, Outcome, Round
from portal.core import clock
from portal.core.db import db, writing
from portal.core.i18n import official
from portal.roster.models import Building, Household, Person, RoleTerm

KEPT = timedelta(days=7)
COPIED = (
    "purpose", "fund", "amount_fen", "form", "max_choices", "points", "rule", "completion",
    "min_support", "receipts", "posting_days",
)  # fmt: skip
LISTED = "code", "title", "summary", "kind", "place", "cost_fen"


def start(round_id: int, minutes: int, key_folder: Path, now: datetime) -> int:
    """Opens a rehearsal of a round that is not sealed, at once and for so many minutes; its id.

    In a transaction of its own. LookupError for an unknown round; Frozen where it is sealed, void,
    a rehearsal itself, without projects, or being rehearsed already.
    """
    made: list[int] = []

    def seal(public_key: str) -> Box:
        copy = _copy(_real(round_id), now, now + timedelta(minutes=minutes))
        made.append(copy.id)
        return voting.make_box(copy, _officers(clock.local(now).date()), public_key, now)

    keys.with_new(key_folder, seal)
    return made[0]


def _real(round_id: int) -> Round:
    found = queries.round_by_id(round_id)
    if found is None:
        raise LookupError(round_id)
    return found


def may_start(round_: Round) -> bool:
    """Whether a rehearsal may begin now."""
    fits = rules.may_rehearse(round_.facts, len(queries.on_ballot(queries.listed(round_.id))))
    return fits and queries.rehearsal_of(round_.id) is None


def _copy(round_: Round, opens: datetime, closes: datetime) -> Round:
    if not may_start(round_):
        raise Frozen(round_.id)
    with official():
        title = _("演练：%(title)s", title=round_.title)[:80]
    copy = Round(
        title=title,
        voting_from=opens,
        voting_until=closes,
        announced_at=opens,
        rehearsal_of=round_.id,
        **{name: getattr(round_, name) for name in COPIED},
    )
    db.session.add(copy)
    db.session.flush()
    for project in queries.on_ballot(queries.listed(round_.id)):
        told = {name: getattr(project, name) for name in LISTED}
        db.session.add(ListedProject(round_id=copy.id, **told))
    db.session.flush()
    return copy


def _officers(on: date) -> Taken:
    """Everyone who holds an office that day, of whatever age, with or without a home here; each
    votes, where the real round is one of households too.
    """
    held = select(RoleTerm.person_id).where(
        RoleTerm.starts_on <= on, or_(RoleTerm.ends_on.is_(None), RoleTerm.ends_on >= on)
    )
    home = joinedload(Person.household)
    people = db.session.scalars(
        select(Person)
        .options(
            home.joinedload(Household.building).joinedload(Building.grid),
            home.joinedload(Household.grid),
        )
        .where(Person.id.in_(held))
    )
    return Taken([_officer(person) for person in people])


def _officer(person: Person) -> Entitled:
    lives = person.household
    address, grid = (lives.address, lives.grid.code) if lives else ("", "")
    return Entitled(person.id, person.name, person.birth_year, address, grid)


def finish(rehearsal_id: int, key_folder: Path, now: datetime) -> None:
    """Ends a rehearsal before its time, and counts it. Frozen for a real round."""
    with writing():
        rehearsal = _rehearsal(rehearsal_id)
        voting.lock(rehearsal)
        box = voting.sealed_box(rehearsal)
        if box.stopped_at is None:
            rehearsal.voting_until = box.closes_at = max(
                min(now, box.closes_at), box.opens_at + timedelta(milliseconds=1)
            )
            now = max(now, box.closes_at)
    closing.close(rehearsal_id, key_folder, now)


def _rehearsal(rehearsal_id: int) -> Round:
    found = _real(rehearsal_id)
    if found.rehearsal_of is None:
        raise Frozen(rehearsal_id)
    return found


def discard(rehearsal_id: int, key_folder: Path, actor_id: int | None, now: datetime) -> None:
    """Throws a rehearsal away: round, box, ballots, files and key. The record keeps one line, that
    it was held and with which outcome. Frozen for a real round.
    """
    with writing():
        rehearsal = _rehearsal(rehearsal_id)
        voting.lock(rehearsal)
        box = voting.sealed_box(rehearsal)
        public_key, (cast, _all) = box.public_key, boxes.turnout(box.id)
        of, digest = _real(rehearsal.rehearsal_of or 0), box.final_digest
        for table in (Outcome, ListedProject):
            db.session.execute(delete(table).where(table.round_id == rehearsal.id))
        db.session.delete(rehearsal)
        db.session.flush()
        discarding.discard(box)
        told = {"round": of.id, "title": of.title, "cast": cast, "digest": digest or "—"}
        record(kinds.ROUND_REHEARSED, actor_id, now, **told)
    keys.erase(key_folder, public_key)
