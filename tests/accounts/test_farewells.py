"""Whoever moved away or died, as the roster says, is signed out everywhere."""

import pytest
from flask.testing import FlaskClient

from portal.accounts import sessions
from portal.core import clock
from portal.core.access import Can, Role
from portal.core.db import db, writing
from portal.roster import upkeep
from portal.roster.models import Person
from portal.roster.rules import Leaving, Refused
from portal.roster.upkeep import By
from tests.world import PASSWORD, Member, World, post


def leave(world: World, member: Member, why: Leaving) -> None:
    by = By(world.person("刘干事").id, clock.now(), "家人来说的")
    with writing():
        seal = upkeep.seen(db.session.get_one(Person, member.person_id))
        upkeep.leave(member.person_id, seal, why, clock.today(), by)


def is_in(client: FlaskClient) -> bool:
    return client.get("/me/devices/").status_code == 200


def sign_in(world: World, member: Member) -> FlaskClient | None:
    client = world.app.test_client()
    answer = post(client, "/login/", phone=member.phone, password=PASSWORD)
    return client if answer.status_code == 303 else None


@pytest.mark.parametrize("why", [Leaving.MOVED, Leaving.DIED])
def test_every_device_is_signed_out_at_once_and_nobody_elses(world: World, why: Leaving) -> None:
    member, neighbour = world.account(), world.account()
    phone, tablet, other = (world.client(one) for one in (member, member, neighbour))
    leave(world, member, why)
    assert [is_in(one) for one in (phone, tablet, other)] == [False, False, True]


def test_who_moved_away_may_sign_in_again_for_the_own_pages(world: World) -> None:
    """The roll that they are on decides about their ballot; data are theirs (PIPL 45)."""
    member = world.account()
    leave(world, member, Leaving.MOVED)
    client = sign_in(world, member)
    assert client
    assert is_in(client)
    assert client.get("/proposals/new/").status_code == 403


def test_nobody_signs_in_as_one_who_died(world: World) -> None:
    member = world.account()
    leave(world, member, Leaving.DIED)
    answer = post(world.app.test_client(), "/login/", phone=member.phone, password=PASSWORD)
    unknown = post(world.app.test_client(), "/login/", phone="13999999999", password=PASSWORD)
    assert (answer.status_code, unknown.status_code) == (422, 422)
    assert "对不上" in answer.text
    assert "对不上" in unknown.text


def test_session_of_one_who_died_is_nobodys_however_it_came_about(world: World) -> None:
    """As where a log-in and the entry in the roster meet."""
    member = world.account(None, Role.DIRECTOR)
    client = world.client(member)
    person = db.session.get_one(Person, member.person_id)
    person.left_on, person.left_why = clock.today(), Leaving.DIED.value
    db.session.commit()
    assert not is_in(client)


def test_mistaken_for_dead_one_signs_in_again_after_coming_back(world: World) -> None:
    member = world.account()
    leave(world, member, Leaving.DIED)
    by = By(world.person("刘干事").id, clock.now(), "弄错了")
    with writing():
        person = db.session.get_one(Person, member.person_id)
        home = person.household
        assert home
        door = upkeep.Door(home.building_id, home.unit, home.room)
        upkeep.come_back(person.id, upkeep.seen(person), door, by)
    assert sign_in(world, member)


def test_refused_entry_signs_nobody_out(world: World) -> None:
    member = world.account()
    client = world.client(member)
    by = By(world.person("刘干事").id, clock.now(), "家人来说的")
    with pytest.raises(Refused), writing():
        upkeep.leave(member.person_id, "seen otherwise", Leaving.DIED, clock.today(), by)
    assert is_in(client)


def test_officials_who_moved_keep_their_office_until_it_ends(world: World) -> None:
    """An office has its own last day; signing in is all that is asked anew."""
    member = world.account(None, Role.STATION_STAFF)
    world.client(member)
    leave(world, member, Leaving.MOVED)
    client = sign_in(world, member)
    assert client
    with client.session_transaction() as session:
        asker = sessions.load(session["_user_id"])
    assert asker
    assert asker.can(Can.SEE_DESK)


def test_somebody_without_an_account_leaves_as_before(world: World) -> None:
    person = world.person()
    leave(world, Member(person.id, 0, ""), Leaving.MOVED)
    assert db.session.get_one(Person, person.id).left_on == clock.today()
