"""An election of the committee, and everyone who has to do with it."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.bodies import queries as bodies
from portal.bodies.models import Body, Seat, Term
from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.elections import queries
from portal.elections.actions import checks, counting, nominations, roll, steps
from portal.elections.models import Election, Nomination, RollObjection
from portal.elections.outcome import Figures
from portal.elections.rules import Electorate, Facts
from portal.roster.models import Person
from tests.world import Member, World, post

OVER = "0:00—0:00"  # whatever the hour of the test, ballots were cast before it
WITNESSED = "昨天抽签，监督委员张三在场"
AHEAD = 30  # days from setting up to the election


@dataclass
class ElectionInTest:
    """An election, by its id; ``pass_days`` lets time go by, by moving its dates."""

    world: World
    id: int
    voters: list[Person] = field(default_factory=list)
    browsers: dict[int, tuple[Member, FlaskClient]] = field(default_factory=dict)

    @property
    def row(self) -> Election:
        db.session.rollback()
        found = queries.election(self.id)
        assert found is not None
        return found

    @property
    def facts(self) -> Facts:
        return queries.facts(self.row)

    @property
    def address(self) -> str:
        return f"/elections/{self.id}/"

    @property
    def desk(self) -> str:
        return f"/desk/elections/{self.id}/"

    def pass_days(self, days: int) -> None:
        """Nobody can move time, but a test may."""
        gone = timedelta(days=days)
        with writing():
            one = queries.locked(self.id)
            one.day -= gone
            for name in ("announced_at", "roll_posted_at", "candidates_posted_at"):
                moment = getattr(one, name)
                setattr(one, name, moment - gone if moment else None)
            for poll in one.polls:
                poll.day -= gone

    def announce(self) -> "ElectionInTest":
        with writing():
            steps.announce(queries.locked(self.id), None, clock.now())
        return self

    def post_roll(self) -> "ElectionInTest":
        with writing():
            roll.post(queries.locked(self.id), None, clock.now())
        return self

    def nominate(self, *people: Person) -> list[int]:
        """By the party organization, accepted and confirmed by others."""
        made = []
        party, checker = self.world.person("书记").id, self.world.person("审查").id
        for person in people:
            with writing():
                one, now = queries.locked(self.id), clock.now()
                nominee = db.session.get_one(Person, person.id)
                new = nominations.put(one, nominee, party, now)
                nominations.answer(one, new, True, "", party, True, now)
                checks.check(one, new, True, "", checker, now)
                made.append(new.id)
        return made

    def put(self, person: Person, accepted: bool = False) -> int:
        """By the party organization, and where so ``accepted``; the nomination."""
        party = self.world.person("书记").id
        with writing():
            one, now = queries.locked(self.id), clock.now()
            made = nominations.put(one, db.session.get_one(Person, person.id), party, now)
            if accepted:
                nominations.answer(one, made, True, "", person.id, False, now)
            return made.id

    def post_candidates(self, order: list[int]) -> None:
        with writing():
            one = queries.locked(self.id)
            steps.post_candidates(one, "lot", WITNESSED, order, None, clock.now())

    def to_the_poll(self, people: list[Person]) -> list[int]:
        """Announced, roll, candidates, and the day has come; the candidates' nominations."""
        self.announce().post_roll()
        self.pass_days(6)
        order = self.nominate(*people)
        self.pass_days(AHEAD - 6 - 8)
        self.post_candidates(order)
        self.pass_days(8)
        return order

    def count(self, figures: Figures, by: tuple[int, int]) -> None:
        for person_id in by:
            with writing():
                one = queries.locked(self.id)
                counting.enter(one, figures, "张三", person_id, clock.now())

    def certify(self) -> None:
        with writing():
            counting.certify(queries.locked(self.id), None, clock.now())

    def nomination(self, nominee_id: int) -> Nomination:
        """The last one by which somebody was put up."""
        db.session.rollback()
        return queries.nominations_of(self.id, nominee_id)[-1]

    def objection(self, number: int = 1) -> RollObjection:
        db.session.rollback()
        found = queries.objection(self.id, number)
        assert found is not None
        return found


def committee(world: World) -> Body:
    body = Body(kind=Kind.COMMITTEE, name="里仁社区居委会", founded_on=date(2020, 1, 1))
    db.session.add(body)
    db.session.commit()
    return body


def vacancies(body_id: int, count: int) -> list[int]:
    """So many seats, in a term that has begun, on which nobody sits."""
    free = bodies.vacant(body_id, clock.today())
    if len(free) < count:
        term = bodies.term_on(body_id, clock.today()) or Term(
            body_id=body_id,
            number=1,
            starts_on=clock.today() - timedelta(days=400),
            ends_on=clock.today() + timedelta(days=1400),
        )
        first = len(bodies.seats(term.id)) + 1 if term.id else 1
        fresh = [Seat(term=term, number=first + n, label="委员") for n in range(count - len(free))]
        db.session.add_all(fresh)
        db.session.commit()
        free = bodies.vacant(body_id, clock.today())
    return [seat.id for seat in free[:count]]


def set_up(
    world: World,
    voters: int = 12,
    seats: int = 5,
    electorate: Electorate = Electorate.VOTERS,
    ahead: int = AHEAD,
    body: Body | None = None,
) -> ElectionInTest:
    people = [world.person(f"选民{n}", 1970) for n in range(voters)]
    body_id = (body or committee(world)).id
    named = vacancies(body_id, seats) if seats < 5 else []
    with writing():
        made = Election(
            body=db.session.get_one(Body, body_id),
            title="第七届居委会选举",
            day=clock.today() + timedelta(days=ahead),
            seats=seats,
            electorate=electorate,
            is_by_election=seats < 5,
            named=list(db.session.scalars(select(Seat).where(Seat.id.in_(named)))),
            place="社区活动室",
            hours=OVER,
            nomination_days=10,
            candidate_days=5,
        )
        election_id = steps.draft(made, None, clock.now()).id
    return ElectionInTest(world, election_id, people)


@pytest.fixture
def election(world: World) -> ElectionInTest:
    """A draft, thirty days ahead, with twelve voters of fifty-odd."""
    return set_up(world)


@pytest.fixture
def open_(world: World) -> ElectionInTest:
    """Nominations are taken; thirteen voters."""
    return set_up(world, voters=13).announce().post_roll()


@pytest.fixture
def party(world: World) -> FlaskClient:
    return world.staff(Role.PARTY_ORGANIZATION)


@pytest.fixture
def staff(world: World) -> FlaskClient:
    return world.staff(Role.COMMITTEE_MEMBER)


def voter(world: World, made: ElectionInTest, place: int = 0) -> tuple[Member, FlaskClient]:
    """One of the voters, signed in; the same browser each time."""
    if place not in made.browsers:
        member = world.account(db.session.get_one(Person, made.voters[place].id))
        made.browsers[place] = member, world.client(member)
    return made.browsers[place]


def send(client: FlaskClient, address: str, **typed: object) -> TestResponse:
    return post(client, address, "/me/", **typed)


def text(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.get_data(as_text=True)
