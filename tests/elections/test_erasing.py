"""What elections hold about somebody: read, taken along, erased; and two entries made one."""

import pytest

from portal.accounts import mine
from portal.accounts.mine import Leaver
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.elections import queries
from portal.elections.nominating import State
from portal.elections.outcome import Figures
from portal.moderation import queries as moderation
from portal.roster.models import Person
from portal.roster.nameless import NAME
from tests.elections.conftest import ElectionInTest, send, set_up, text, voter
from tests.world import World, fields


@pytest.fixture
def open_(world: World) -> ElectionInTest:
    return set_up(world, voters=13).announce().post_roll()


def nominate(made: ElectionInTest, by: int, name: str) -> None:
    typed = {"name": name, "building": made.world.building.id}
    answer = send(voter(made.world, made, by)[1], f"{made.address}nominate/", **typed)
    assert answer.status_code == 303


def held(person_id: int) -> dict[str, int]:
    db.session.rollback()
    names = ("election_rolls", "roll_objections", "nominations", "nomination_supports")
    found = {one.section.code: len(one.rows) for one in mine.gather(person_id)}
    return {name: found[name] for name in names}


def erase(person_id: int) -> int:
    with writing():
        leaver = Leaver(person_id, clock.now())
        mine.erase(leaver)
        return leaver.stand_in


def test_everything_is_shown_to_whom_it_concerns(open_: ElectionInTest) -> None:
    nominate(open_, 0, "选民12")
    _m, client = voter(open_.world, open_, 0)
    send(client, f"{open_.address}roll/object/", kind="other", text="错字")
    assert held(open_.voters[0].id) == {
        "election_rolls": 1,
        "roll_objections": 1,
        "nominations": 1,
        "nomination_supports": 1,
    }
    assert held(open_.voters[12].id)["nominations"] == 1
    assert held(open_.voters[1].id) == {
        "election_rolls": 1,
        "roll_objections": 0,
        "nominations": 0,
        "nomination_supports": 0,
    }


def test_who_leaves_is_named_nowhere_and_the_figures_stay(open_: ElectionInTest) -> None:
    nominate(open_, 0, "选民12")
    _m, client = voter(open_.world, open_, 0)
    send(client, f"{open_.address}roll/object/", kind="other", text="错字")
    gone = open_.voters[0].id
    stand_in = erase(gone)
    assert sum(held(gone).values()) == 0
    assert queries.entitled(open_.id) == 13
    row = queries.row_of(open_.id, stand_in)
    assert row is not None
    assert row.name == NAME
    assert open_.objection().person_id == stand_in
    made = open_.nomination(open_.voters[12].id)
    assert made.nominator_id == stand_in
    assert queries.supporters(made.id) == []  # supporters are still gathered


def test_a_nominee_who_leaves_is_withdrawn_and_the_unread_words_vanish(
    open_: ElectionInTest,
) -> None:
    nominate(open_, 0, "选民12")
    made = open_.nomination(open_.voters[12].id)
    page = f"{open_.address}nominations/{made.id}/"
    for place in range(1, 10):
        send(voter(open_.world, open_, place)[1], f"{page}support/")
    send(voter(open_.world, open_, 12)[1], f"{page}answer/", answer="accept", statement="我来")
    assert sum(load.number for load in moderation.loads().values()) == 1
    stand_in = erase(open_.voters[12].id)
    left = open_.nomination(stand_in)
    assert (left.state, left.statement, left.item_id) == (State.WITHDRAWN, "", None)
    assert sum(load.number for load in moderation.loads().values()) == 0
    assert len(queries.supporters(made.id)) == 10


def test_the_page_of_a_certified_election_survives_the_winner(world: World) -> None:
    made = set_up(world)
    order = made.to_the_poll(made.voters[:6])
    votes = dict.fromkeys(order, 3) | dict(zip(order[:5], (12, 11, 10, 9, 8), strict=True))
    made.count(Figures(12, 12, 12, 0, 0, votes), (made.voters[8].id, made.voters[9].id))
    made.certify()
    erase(made.voters[0].id)
    visitor = world.app.test_client()
    page = text(visitor, made.address)
    assert "选民0" not in page
    assert NAME in page
    assert "选民0" not in text(visitor, f"{made.address}notices/4/")


def test_two_entries_on_one_open_roll_are_not_made_one(open_: ElectionInTest) -> None:
    keep, drop = (db.session.get_one(Person, open_.voters[n].id) for n in (0, 1))
    drop.name, drop.name_key = keep.name, keep.name_key
    db.session.commit()
    desk = open_.world.staff(Role.COMMITTEE_MEMBER)
    address = f"/desk/roster/people/{keep.id}/merge/{drop.id}/"
    shown = fields(desk.get(address))
    answer = desk.post(address, data={**shown, "reason": "是同一个人，核对过了"})
    assert answer.status_code == 422
    assert "居委会选举的选民名单上" in answer.text
    assert queries.entitled(open_.id) == 13
