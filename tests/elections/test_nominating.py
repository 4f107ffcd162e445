"""Who may be nominated, by whom, until when [art. 18]."""

import pytest

from portal.core.db import db
from portal.elections import queries
from portal.elections.nominating import State
from portal.elections.rules import Electorate
from portal.roster.models import Person
from tests.elections.conftest import ElectionInTest, send, set_up, voter
from tests.elections.nominating import nominate
from tests.world import World


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("选民", "没有找到这个人"),
        ("孩子", "没有找到这个人"),
        ("", "请写姓名"),
        ("字" * 61, "太长了"),
    ],
)
def test_only_somebody_on_the_roll_is_nominated_art_18(
    open_: ElectionInTest, name: str, said: str
) -> None:
    open_.world.person("孩子", 2015)
    _m, nominator = voter(open_.world, open_, 0)
    typed = {"name": name, "building": open_.world.building.id}
    answer = send(nominator, f"{open_.address}nominate/", **typed)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert queries.nominations(open_.id) == []


def test_two_of_one_name_in_one_building_are_told_apart_at_the_counter(world: World) -> None:
    made = set_up(world, voters=3)
    for _ in range(2):
        world.person("王伟", 1970)
    made.announce().post_roll()
    _m, nominator = voter(world, made, 0)
    assert nominate(nominator, made, "王伟") == 422


def test_nobody_is_nominated_twice(open_: ElectionInTest) -> None:
    _m, first = voter(open_.world, open_, 0)
    _n, second = voter(open_.world, open_, 1)
    assert nominate(first, open_, "选民12") == 303
    answer = send(
        second, f"{open_.address}nominate/", name="选民12", building=open_.world.building.id
    )
    assert answer.status_code == 422
    assert "已经有人提名" in answer.get_data(as_text=True)


def test_only_voters_on_the_roll_nominate_art_18(open_: ElectionInTest) -> None:
    outsider = open_.world.client(open_.world.account(open_.world.person("外人", 1980)))
    assert nominate(outsider, open_, "选民12") == 422
    assert queries.nominations(open_.id) == []


def test_after_their_last_day_nominations_are_refused_with_the_date(
    open_: ElectionInTest,
) -> None:
    open_.pass_days(21)
    _m, nominator = voter(open_.world, open_, 0)
    typed = {"name": "选民12", "building": open_.world.building.id}
    answer = send(nominator, f"{open_.address}nominate/", **typed)
    assert answer.status_code == 422
    assert "已经截止" in answer.get_data(as_text=True)


def test_delegates_may_nominate_any_grown_up_resident(world: World) -> None:
    made = set_up(world, voters=0, electorate=Electorate.DELEGATES)
    delegate = world.person("代表", 1970, is_delegate=True)
    world.person("邻居", 1970)
    made.announce().post_roll()
    client = world.client(world.account(db.session.get_one(Person, delegate.id)))
    assert nominate(client, made, "邻居") == 303


def test_a_nomination_that_was_withdrawn_keeps_nobody_from_standing(open_: ElectionInTest) -> None:
    _m, rival = voter(open_.world, open_, 0)
    nominate(rival, open_, "选民12")
    made = open_.nomination(open_.voters[12].id)
    send(rival, f"{open_.address}nominations/{made.id}/withdraw/")
    assert open_.nomination(open_.voters[12].id).state == State.WITHDRAWN
    _n, friend = voter(open_.world, open_, 1)
    assert nominate(friend, open_, "选民12") == 303
    again = open_.nomination(open_.voters[12].id)
    assert (again.state, again.nominator_id) == (State.COLLECTING, open_.voters[1].id)
    assert queries.supporters(again.id) == [open_.voters[1].id]
