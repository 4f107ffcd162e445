"""A body as its pages show it: seats, who sits on them, who did before, and what is amiss."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from portal.bodies import eligibility, queries, rules
from portal.bodies.eligibility import Concern, Standing
from portal.bodies.models import Body, Membership, Seat, Term
from portal.bodies.rules import Post
from portal.core.db import db
from portal.core.text import match_key
from portal.roster.models import Grid, Household, Person


@dataclass(frozen=True)
class Row:
    """A seat on a day: ``stays`` are who sits there, and who will; ``before`` did in this term."""

    seat: Seat
    stays: list[Membership]
    before: list[Membership]

    @property
    def now(self) -> Membership | None:
        return self.stays[0] if self.stays else None

    @property
    def next(self) -> Membership | None:
        """Who follows the one that sits there."""
        return self.stays[1] if len(self.stays) > 1 else None

    @property
    def is_vacant(self) -> bool:
        return not self.stays


@dataclass(frozen=True)
class Sheet:
    """A body in one term, its seats by number; None and no rows before its first term."""

    body: Body
    term: Term | None
    rows: list[Row]
    concerns: list[Concern]

    @property
    def members(self) -> list[Membership]:
        """Who presides first, then by seat."""
        order = list(Post)
        return sorted(
            (one for row in self.rows for one in row.stays),
            key=lambda one: order.index(Post(one.post)),
        )

    @property
    def vacant(self) -> list[Row]:
        return [row for row in self.rows if row.is_vacant]

    @property
    def earlier(self) -> list[Membership]:
        """Who sat on one of the seats before, the latest first."""
        gone = [one for row in self.rows for one in row.before]
        return sorted(gone, key=lambda one: (one.ends_on or date.max, one.id), reverse=True)


MOST_OPEN = 15
"""Members who are listed without folding; a phone shows two or three at once."""


@dataclass(frozen=True)
class Listed:
    """Members as their page lists them: ``first`` open, the ``rest`` folded, grid by grid; the
    grid is None for the whole community's.
    """

    first: list[Membership]
    rest: list[tuple[Grid | None, list[Membership]]]


def listed(found: Sheet, person_id: int | None, grid_id: int | None) -> Listed:
    """Whoever presides, and who speaks for the reader or is the reader, stays open."""
    if len(found.members) <= MOST_OPEN:
        return Listed(found.members, [])
    first: list[Membership] = []
    rest: dict[Grid | None, list[Membership]] = defaultdict(list)
    for one in found.members:
        grid = one.seat.group.grid if one.seat.group else one.seat.grid
        is_mine = one.person_id == person_id or (grid is not None and grid.id == grid_id)
        (first if is_mine or one.post != Post.MEMBER else rest[grid]).append(one)
    return Listed(first, sorted(rest.items(), key=lambda pair: pair[0].code if pair[0] else ""))


def sheet(body: Body, term: Term | None, on: date) -> Sheet:
    """In one query."""
    rows = _rows(term, on) if term else []
    return Sheet(body, term, rows, _concerns(body, term, rows, on))


def _rows(term: Term, on: date) -> list[Row]:
    return [_row(seat, people, on) for seat, people in queries.places(term.id).items()]


def _row(seat: Seat, people: list[Membership], on: date) -> Row:
    """In a term that is over, whoever sat last still shows."""
    day = min(on, seat.term.ends_on)
    stays = [one for one in people if one.ends_on is None or one.ends_on >= day]
    return Row(seat, stays, [one for one in people if one not in stays])


def _has_left(person: Person, on: date) -> bool:
    return person.left_on is not None and person.left_on <= on


def _concerns(body: Body, term: Term | None, rows: list[Row], on: date) -> list[Concern]:
    if body.dissolved_on or body.sort in rules.WITHOUT_SEATS:
        return []
    if term is None:
        return [Concern.NO_TERM]
    if term.ends_on < on:
        return [Concern.TERM_OVER]
    people = [row.now for row in rows if row.now]
    voting = queries.voting(people)
    found = Standing(
        body.sort,
        seats=len(rows),
        vacant=len(rows) - len(people),
        voting=len(voting),
        representatives=sum(one.seat.represents for one in voting),
        chaired=any(one.post == Post.CHAIR for one in people),
        gone=sum(_has_left(one.person, on) for one in people),
    )
    return eligibility.concerns(found)


def own_first(
    household_id: int | None, found: list[Membership]
) -> tuple[Membership | None, list[Membership]]:
    """Of who speaks for a grid: whose residents' group the household certainly lives in, None where
    that is in doubt; and the others.
    """
    home = db.session.get(Household, household_id) if household_id is not None else None
    if home is None:
        return None, found
    place = match_key(home.building.estate), match_key(home.building.name), match_key(home.unit)
    named = [
        one
        for one in found
        if one.seat.group and rules.is_named_in(match_key(one.seat.group.extent), *place)
    ]
    if len(named) != 1:
        return None, found
    return named[0], [one for one in found if one is not named[0]]
