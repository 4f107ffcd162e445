"""A page of an election costs the same number of queries however many people it concerns."""

import gzip

from flask.testing import FlaskClient

from portal.bodies.models import Body
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.elections import queries
from portal.elections.actions import nominations, roll
from portal.elections.outcome import Figures
from portal.elections.rules import Complaint
from portal.roster.models import Person
from tests.elections.conftest import ElectionInTest, committee, set_up
from tests.statements import statements
from tests.world import Member, World

NEXT_PAGE = 15 * 1024
MOST = 16

PUBLIC = {
    "elections": "/elections/",
    "election": "/elections/{done}/",
    "election with nominees": "/elections/{open}/",
    "notice": "/elections/{done}/notices/3/",
    "roll": "/elections/{open}/roll/?q=选民",
    "objecting": "/elections/{open}/roll/object/",
    "nominating": "/elections/{open}/nominate/",
    "nomination": "/elections/{open}/nominations/{nomination}/",
}
DESK = {
    "desk elections": "/desk/elections/",
    "desk election": "/desk/elections/{open}/",
    "desk election that is over": "/desk/elections/{done}/",
    "desk roll": "/desk/elections/{open}/roll/?q=选民",
    "desk sheet": "/desk/elections/{open}/roll/sheet/",
    "desk objections": "/desk/elections/{open}/objections/",
    "desk objection": "/desk/elections/{open}/objections/1/",
    "desk nominations": "/desk/elections/{open}/nominations/",
    "desk nomination": "/desk/elections/{open}/nominations/{nomination}/",
    "desk count": "/desk/elections/{done}/count/",
    "desk draft": "/desk/elections/{draft}/edit/",
    "desk seating": "/desk/elections/{certified}/seating/",
    "desk candidates": "/desk/elections/{open}/candidates/",
}
OTHERS = {
    "elections of the party": "/desk/elections/party/",
    "election of the party": "/desk/elections/{open}/party/",
    "calling off": "/desk/elections/{done}/stop/",
}


def elections(world: World, size: int, me: Member) -> dict[str, int]:
    """One that is over, with ``size`` who stood; and one with ``size`` objections and nominees."""
    body = committee(world) if not queries.everything() else queries.everything()[0].body
    done = set_up(world, voters=size, seats=1, body=body)
    done.to_the_poll(done.voters)
    made = set_up(world, voters=size + 10, seats=1, body=body).announce().post_roll()
    _object(made, size)
    nomination = _nominate(made, size, me)
    numbers = {"certified": _certified(world, size, body), "draft": set_up(world, body=body).id}
    return {"done": done.id, "open": made.id, "nomination": nomination, **numbers}


def _certified(world: World, size: int, body: Body) -> int:
    """One seat, ``size`` who stood, one elected."""
    made = set_up(world, voters=size, seats=1, body=body)
    first, *others = made.to_the_poll(made.voters)
    entitled = queries.entitled(made.id)
    votes = {first: entitled, **dict.fromkeys(others, 0)}
    clerks = world.person("甲").id, world.person("乙").id
    made.count(Figures(entitled, entitled, entitled, 0, 0, votes), clerks)
    made.certify()
    return made.id


def _object(made: ElectionInTest, size: int) -> None:
    with writing():
        one = queries.locked(made.id)
        for person in made.voters[:size]:
            roll.object_to(one, person.id, Complaint.OTHER, 0, "名字写错了", clock.now())


def _nominate(made: ElectionInTest, size: int, me: Member) -> int:
    made.nominate(*made.voters[: size // 2])
    with writing():
        one, now = queries.locked(made.id), clock.now()
        people = made.voters[size // 2 : size]
        for person in people:  # one seat: everybody stands behind one nominee
            nominee = db.session.get_one(Person, person.id)
            by = me.person_id if person is people[-1] else person.id
            last = nominations.nominate(one, nominee, by, now)
        for person in made.voters[-9:]:
            nominations.support(one, last, person.id, now)
        return last.id


def _count(client: FlaskClient, path: str) -> int:
    with statements() as seen:
        answer = client.get(path)
    assert answer.status_code == 200, path
    return len([one for one in seen if not one.startswith("PRAGMA")])


def test_ten_times_the_people_cost_no_more_queries(world: World) -> None:
    me = world.account()
    resident, staff = world.client(me), world.staff(Role.DIRECTOR)
    others = world.staff(Role.PARTY_ORGANIZATION, Role.SUPERVISOR)
    seen: list[dict[str, int]] = []
    for size in (3, 30):
        ids = elections(world, size, me)
        measured = {name: _count(resident, path.format(**ids)) for name, path in PUBLIC.items()}
        measured |= {name: _count(staff, path.format(**ids)) for name, path in DESK.items()}
        measured |= {name: _count(others, path.format(**ids)) for name, path in OTHERS.items()}
        seen.append(measured)
    assert seen[0] == seen[1]
    assert {name: count for name, count in seen[1].items() if count > MOST} == {}


def test_each_page_fits_in_fifteen_kilobytes(world: World) -> None:
    me = world.account()
    resident = world.client(me)
    ids = elections(world, 40, me)
    for name, path in PUBLIC.items():
        body = resident.get(path.format(**ids)).data
        assert len(gzip.compress(body, 6)) <= NEXT_PAGE, name
