"""Somebody new is entered in a dwelling; a household has one delegate."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.roster import kinds
from portal.roster.models import Household, Person
from portal.roster.rules import Refusal
from tests.roster.keeping import PHONE, REASON, door, facts, name, page_of, refused
from tests.world import World, fields, post


@pytest.fixture
def desk(world: World) -> FlaskClient:
    return world.client(world.account(world.person("陈晓敏"), Role.COMMITTEE_MEMBER))


def add(client: FlaskClient, **typed: object) -> TestResponse:
    entry = {"name": "张三", "birth_year": "1990", "residence_kind": "floating"}
    return post(client, "/desk/roster/people/new/", **{**entry, "reason": REASON, **typed})


def test_somebody_new_is_entered_in_a_dwelling(world: World, desk: FlaskClient) -> None:
    home = world.household()
    answer = add(desk, **door(home), phone=PHONE)
    found = db.session.scalars(select(Person).where(Person.name == "张三")).one()
    assert answer.location == page_of(found)
    assert (found.household_id, found.name_key, found.birth_year) == (home.id, "张三", 1990)
    assert (found.phone, found.residence_kind, found.is_delegate) == (PHONE, "floating", False)
    assert [one.kind for one in facts()] == [kinds.ADDED]


def test_the_form_sent_twice_enters_one_person(world: World, desk: FlaskClient) -> None:
    home = world.household()
    add(desk, **door(home))
    assert refused(add(desk, **door(home)), Refusal.LISTED_ALREADY)
    assert db.session.scalar(select(func.count()).where(Person.name == "张三")) == 1


def test_two_who_enter_the_same_person_at_once_enter_one(world: World) -> None:
    home = door(world.household())
    clients = [world.staff(Role.COMMITTEE_MEMBER) for _ in range(4)]
    db.session.rollback()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda one: add(one, **home).status_code, clients))
    assert sorted(answers) == [303, 422, 422, 422]


def test_the_form_is_filled_in_for_a_household(world: World, desk: FlaskClient) -> None:
    home = world.household()
    page = desk.get(f"/desk/roster/people/new/?household={home.id}").text
    assert f'value="{home.room}"' in page
    assert desk.get("/desk/roster/people/new/?household=nobody").status_code == 200


def delegates(home: Household) -> set[str]:
    db.session.rollback()
    wanted = select(Person.name).where(Person.household_id == home.id, Person.is_delegate)
    return set(db.session.scalars(wanted))


def test_a_household_has_exactly_one_delegate_once_one_is_named(
    world: World, desk: FlaskClient
) -> None:
    home = world.household()
    for who in ("甲", "乙"):
        world.person(who, household=home, is_delegate=True)
    third = world.person("丙", household=home)
    assert "登记了 2 位户代表" in desk.get(f"/desk/roster/households/{home.id}/").text
    assert name(desk, home, third).status_code == 303
    assert delegates(home) == {"丙"}
    done = [(one.kind, one.payload["person"]) for one in facts()]
    assert [kind for kind, _ in done] == [kinds.REPRESENTS_NO_MORE] * 2 + [kinds.REPRESENTS]


def test_one_of_two_is_named_and_the_other_is_no_more(world: World, desk: FlaskClient) -> None:
    home = world.household()
    first = world.person("甲", household=home, is_delegate=True)
    world.person("乙", household=home, is_delegate=True)
    name(desk, home, first)
    assert delegates(home) == {"甲"}


def test_a_delegate_is_an_adult_of_the_household_who_is_not_missing(
    world: World, desk: FlaskClient
) -> None:
    home = world.household()
    child = world.person("小明", household=home, birth_year=clock.today().year - 10)
    lost = world.person("李芳", household=home)
    with writing():
        db.session.merge(lost).missing_since = clock.today()
    assert refused(name(desk, home, child), Refusal.UNDER_AGE)
    assert refused(name(desk, home, lost), Refusal.ASK_FIRST)
    assert name(desk, home, world.person("外人")).status_code == 422
    assert name(desk, home, lost, reason="").status_code == 422
    assert delegates(home) == set()


def test_two_who_name_a_delegate_at_once_leave_one(world: World) -> None:
    home = world.household()
    people = [world.person(who, household=home) for who in "甲乙丙丁"]
    clients = [world.staff(Role.COMMITTEE_MEMBER) for _ in people]
    address = f"/desk/roster/households/{home.id}/"
    forms = [
        {**fields(one.get(address)), "person": person.id, "reason": REASON}
        for one, person in zip(clients, people, strict=True)
    ]
    db.session.rollback()
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(
                lambda pair: pair[0].post(address, data=pair[1]).status_code,
                zip(clients, forms, strict=True),
            )
        )
    assert sorted(answers) == [303, 422, 422, 422]
    assert len(delegates(home)) == 1


@pytest.fixture
def lost(world: World) -> Person:
    person = world.person("李芳", phone=PHONE)
    with writing():
        db.session.merge(person).missing_since = date(2026, 5, 1)
    return person
