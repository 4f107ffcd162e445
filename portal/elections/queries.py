"""Reading elections, their rolls, nominations and figures."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from portal.core import clock
from portal.core.db import db
from portal.core.text import match_key
from portal.elections import habits, polling, rules
from portal.elections.models import (
    Election,
    ElectionNotice,
    ElectionSeating,
    ElectionVoter,
    Nomination,
    NominationSupport,
    Poll,
    PollCandidate,
    RollObjection,
)
from portal.elections.nominating import LIVE, State
from portal.elections.rules import Calendar, Facts
from portal.roster.models import Household, Person

_POLLS = (
    selectinload(Election.polls).selectinload(Poll.counts),
    selectinload(Election.polls)
    .selectinload(Poll.standing)
    .joinedload(PollCandidate.nomination)
    .options(joinedload(Nomination.nominee), joinedload(Nomination.item)),
)

# ---- Elections


def election(election_id: int) -> Election | None:
    """With its body, polls, who stands and the figures, in a constant number of queries."""
    wanted = select(Election).where(Election.id == election_id)
    seated = joinedload(Election.seating).joinedload(ElectionSeating.term)
    return db.session.scalar(wanted.options(joinedload(Election.body), seated, *_POLLS))


def locked(election_id: int) -> Election:
    """The election under its lock: whatever is done to it is done one after the other.
    LookupError for an unknown one.
    """
    found = db.session.get(Election, election_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise LookupError(election_id)
    return found


def elections(number: int, size: int, drafts: bool) -> Pagination:
    """The latest election day first; drafts only for the desk."""
    wanted = select(Election).options(joinedload(Election.body), selectinload(Election.polls))
    wanted = wanted.options(selectinload(Election.polls).selectinload(Poll.counts))
    if not drafts:
        wanted = wanted.where(Election.announced_at.is_not(None))
    ordered = wanted.order_by(Election.day.desc(), Election.id.desc())
    return db.paginate(ordered, page=number, per_page=size, error_out=False)


def everything() -> list[Election]:
    """All of them, the latest first."""
    wanted = select(Election).options(joinedload(Election.body), *_POLLS)
    return list(db.session.scalars(wanted.order_by(Election.day.desc(), Election.id.desc())))


def dates(one: Election) -> Calendar:
    posted = clock.local(one.roll_posted_at).date() if one.roll_posted_at else None
    return rules.calendar(one.day, one.nomination_days, one.candidate_days, posted)


def facts(one: Election) -> Facts:
    """What the rules ask about an election."""
    return Facts(
        dates=dates(one),
        announced=one.announced_at is not None,
        roll_posted=one.roll_posted_at is not None,
        candidates_posted=one.candidates_posted_at is not None,
        polls=tuple(poll.day for poll in one.polls),
        settled=sum(poll.settled for poll in one.polls),
        certified=one.certified_at is not None,
        valid=one.valid is not False,
        handed_over=one.handed_over_on is not None,
        called_off=one.called_off_at is not None,
    )


def voting_begun(one: Election, now: datetime) -> bool:
    """Whether ballots may have been cast: since the hours of the first poll began."""
    return bool(one.polls) and polling.begun(one.polls[0].day, one.hours, clock.local(now))


def may_count(one: Election, now: datetime) -> bool:
    """Whether the hours of the last poll are over."""
    return bool(one.polls) and polling.voted(one.polls[-1].day, one.hours, clock.local(now))


def certify_by(one: Election) -> date:
    """The last day on which the result is certified, or a run-off called, in time."""
    last = one.polls[-1] if one.polls else None
    settled = last.settled_at if last else None
    on = clock.local(settled).date() if settled else None
    return polling.certify_by(last.day if last else one.day, on, habits.CERTIFY_DAYS())


def notices(election_id: int) -> list[ElectionNotice]:
    wanted = select(ElectionNotice).where(ElectionNotice.election_id == election_id)
    return list(db.session.scalars(wanted.order_by(ElectionNotice.number)))


def notice(election_id: int, number: int) -> ElectionNotice | None:
    wanted = select(ElectionNotice).where(
        ElectionNotice.election_id == election_id, ElectionNotice.number == number
    )
    return db.session.scalar(wanted.options(joinedload(ElectionNotice.election)))


# ---- The roll


def _on_roll(election_id: int) -> list[ColumnElement[bool]]:
    return [ElectionVoter.election_id == election_id, ElectionVoter.struck_at.is_(None)]


def entitled(election_id: int) -> int:
    """How many stand on the roll now."""
    return db.session.scalar(select(func.count()).where(*_on_roll(election_id))) or 0


def by_building(election_id: int) -> list[tuple[str, int]]:
    """(building, voters), in the order of the roll."""
    number = func.count()
    wanted = select(ElectionVoter.building, number).where(*_on_roll(election_id))
    ordered = wanted.group_by(ElectionVoter.building).order_by(func.min(ElectionVoter.number))
    return [(building, count) for building, count in db.session.execute(ordered)]


def addenda(election_id: int) -> tuple[int, int]:
    """How many rulings added and struck."""
    wanted = select(func.count(ElectionVoter.added_at), func.count(ElectionVoter.struck_at))
    row = db.session.execute(wanted.where(ElectionVoter.election_id == election_id)).one()
    return row[0], row[1]


def row_of(election_id: int, person_id: int) -> ElectionVoter | None:
    """The row of somebody, struck or not."""
    wanted = select(ElectionVoter).where(ElectionVoter.election_id == election_id)
    return db.session.scalar(wanted.where(ElectionVoter.person_id == person_id))


def stands_on_roll(election_id: int, person_id: int) -> bool:
    row = row_of(election_id, person_id)
    return row is not None and row.struck_at is None


def numbered(election_id: int, number: int) -> ElectionVoter | None:
    """The row with this number that was not struck."""
    wanted = select(ElectionVoter).where(*_on_roll(election_id))
    return db.session.scalar(wanted.where(ElectionVoter.number == number))


def numbered_people(election_id: int, numbers: Sequence[int]) -> dict[int, int]:
    """Number on the roll → person, of those that were not struck."""
    wanted = select(ElectionVoter.number, ElectionVoter.person_id).where(*_on_roll(election_id))
    rows = db.session.execute(wanted.where(ElectionVoter.number.in_(numbers)))
    return dict(rows.all())


def search(election_id: int, typed: str, grid_id: int | None, limit: int) -> list[ElectionVoter]:
    """Rows by a part of a name; within one grid, or in the whole roll for the desk (None)."""
    part = match_key(typed)
    if not part:
        return []
    wanted = select(ElectionVoter).where(*_on_roll(election_id))
    wanted = wanted.where(ElectionVoter.name.contains(part, autoescape=True))
    if grid_id is not None:
        wanted = wanted.where(ElectionVoter.grid_id == grid_id)
    return list(db.session.scalars(wanted.order_by(ElectionVoter.number).limit(limit)))


def first(found: list[ElectionVoter], shown: int) -> dict[str, Any]:
    """What a search page shows of the rows found, and whether there are ``more``."""
    return {"found": found[:shown], "more": len(found) > shown}


def names(election_id: int, number: int, size: int) -> Pagination:
    """The roll for the physical board, page by page."""
    wanted = select(ElectionVoter).where(*_on_roll(election_id)).order_by(ElectionVoter.number)
    return db.paginate(wanted, page=number, per_page=size, error_out=False, max_per_page=size)


def last_number(election_id: int) -> int:
    wanted = select(func.max(ElectionVoter.number))
    return db.session.scalar(wanted.where(ElectionVoter.election_id == election_id)) or 0


def home_of(person_id: int) -> Household | None:
    wanted = select(Household).join(Person, Person.household_id == Household.id)
    return db.session.scalar(
        wanted.where(Person.id == person_id).options(joinedload(Household.building))
    )


# ---- Objections


def objection(election_id: int, number: int) -> RollObjection | None:
    wanted = _objections(election_id).where(RollObjection.number == number)
    return db.session.scalar(wanted)


def objections(election_id: int, number: int, size: int) -> Pagination:
    """Those that wait first, the one that is due soonest at the top."""
    ordered = _objections(election_id).order_by(
        RollObjection.ruled_at.is_not(None), RollObjection.due_on, RollObjection.number
    )
    return db.paginate(ordered, page=number, per_page=size, error_out=False)


def own_objections(election_id: int, person_id: int) -> list[RollObjection]:
    wanted = _objections(election_id).where(RollObjection.person_id == person_id)
    return list(db.session.scalars(wanted.order_by(RollObjection.number)))


def _objections(election_id: int) -> Select[RollObjection]:
    whole = joinedload(RollObjection.person), joinedload(RollObjection.about)
    return select(RollObjection).where(RollObjection.election_id == election_id).options(*whole)


def rulings(election_id: int) -> tuple[int, int, int]:
    """How many objections wait, were upheld, were dismissed."""
    wanted = select(RollObjection.upheld, func.count()).group_by(RollObjection.upheld)
    rows = db.session.execute(wanted.where(RollObjection.election_id == election_id)).all()
    found: dict[bool | None, int] = dict(rows)
    return found.get(None, 0), found.get(True, 0), found.get(False, 0)


# ---- Nominations


def _nominations() -> Select[Nomination]:
    home = joinedload(Nomination.nominee).joinedload(Person.household)
    whole = home.joinedload(Household.building), joinedload(Nomination.item)
    return select(Nomination).options(*whole)


def nomination(election_id: int, nomination_id: int) -> Nomination | None:
    wanted = _nominations().where(Nomination.id == nomination_id)
    return db.session.scalar(wanted.where(Nomination.election_id == election_id))


def nominations(election_id: int, states: Sequence[State] = tuple(State)) -> list[Nomination]:
    """In the order in which they were made. A committee has nine seats: these are few."""
    wanted = _nominations().where(Nomination.election_id == election_id)
    return list(
        db.session.scalars(wanted.where(Nomination.state.in_(states)).order_by(Nomination.id))
    )


def refused_on(election_id: int, day: date) -> int:
    """How many were refused on a day, and may still ask for a second look."""
    wanted = select(func.count()).where(
        Nomination.election_id == election_id,
        Nomination.state == State.REFUSED.value,
        Nomination.second_look == "",
        Nomination.checked_at >= clock.start_of(day),
    )
    return db.session.scalar(wanted) or 0


def nominations_of(election_id: int, nominee_id: int) -> list[Nomination]:
    """Every one of the same person, the first first."""
    wanted = _nominations().where(Nomination.election_id == election_id)
    mine = wanted.where(Nomination.nominee_id == nominee_id)
    return list(db.session.scalars(mine.order_by(Nomination.id)))


def support(nomination_ids: Sequence[int]) -> dict[int, int]:
    """How many voters who still stand on the roll are behind each."""
    wanted = (
        select(NominationSupport.nomination_id, func.count())
        .join(Nomination, Nomination.id == NominationSupport.nomination_id)
        .join(
            ElectionVoter,
            (ElectionVoter.election_id == Nomination.election_id)
            & (ElectionVoter.person_id == NominationSupport.person_id),
        )
        .where(Nomination.id.in_(nomination_ids), ElectionVoter.struck_at.is_(None))
        .group_by(NominationSupport.nomination_id)
    )
    found: dict[int, int] = defaultdict(int)
    found.update(dict(db.session.execute(wanted).all()))
    return found


def supporters(nomination_id: int) -> list[int]:
    wanted = select(NominationSupport.person_id)
    return list(db.session.scalars(wanted.where(NominationSupport.nomination_id == nomination_id)))


def supports_of(election_id: int, people: Collection[int], but: int) -> dict[int, int]:
    """Person → behind how many nominees they stand, of those who may still be elected, without
    the nomination ``but``.
    """
    wanted = (
        select(NominationSupport.person_id, func.count())
        .join(Nomination, Nomination.id == NominationSupport.nomination_id)
        .where(Nomination.election_id == election_id, Nomination.state.in_(LIVE))
        .where(NominationSupport.person_id.in_(people), Nomination.id != but)
        .group_by(NominationSupport.person_id)
    )
    found: dict[int, int] = defaultdict(int)
    found.update(dict(db.session.execute(wanted).all()))
    return found


def supported_by(election_id: int, person_id: int) -> set[int]:
    """The nominations behind which somebody stands."""
    wanted = select(NominationSupport.nomination_id).join(
        Nomination, Nomination.id == NominationSupport.nomination_id
    )
    mine = Nomination.election_id == election_id, NominationSupport.person_id == person_id
    return set(db.session.scalars(wanted.where(*mine)))


def nominating_now() -> list[Election]:
    """Elections whose roll is posted and whose candidates are not, the nearest day first."""
    whole = joinedload(Election.body), selectinload(Election.polls)
    wanted = select(Election).options(*whole)
    open_ = Election.roll_posted_at.is_not(None), Election.candidates_posted_at.is_(None)
    wanted = wanted.where(*open_, Election.called_off_at.is_(None))
    return list(db.session.scalars(wanted.order_by(Election.day, Election.id)))


def people_named(name: str, building_id: int) -> list[Person]:
    """Who lives in a building under exactly this name."""
    wanted = select(Person).join(Household, Person.household_id == Household.id)
    here = Household.building_id == building_id, Person.name_key == match_key(name)
    return list(db.session.scalars(wanted.where(*here).order_by(Person.id)))


def candidate_names(election_id: int) -> dict[int, str]:
    """Nomination → name, of everyone who ever stood on a ballot paper."""
    wanted = (
        select(Nomination.id, Person.name)
        .join(Nomination.nominee)
        .where(Nomination.election_id == election_id)
        .where(Nomination.id.in_(select(PollCandidate.nomination_id)))
    )
    return dict(db.session.execute(wanted).all())
