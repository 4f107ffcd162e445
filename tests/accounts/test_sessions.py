import hashlib
from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select, update

from portal.accounts import sessions
from portal.accounts.models import Account, LoginSession
from portal.core import clock
from portal.core.access import Can, Role
from portal.core.db import db, writing
from portal.roster.models import Person, RoleTerm
from tests.world import Member, World, post


def token_of(member: Member, device: str = "a phone") -> str:
    with writing():
        account = db.session.get(Account, member.account_id)
        assert account
        return sessions.start(account, device, clock.now())


def is_in(client: FlaskClient) -> bool:
    return client.get("/activate/done/").status_code == 200


def test_only_the_tokens_hash_is_kept(world: World) -> None:
    token = token_of(world.account())
    row = db.session.scalars(select(LoginSession)).one()
    assert row.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert (row.device, row.expires_at - row.created_at) == ("a phone", timedelta(days=30))
    assert len(token) >= 43


def test_asker_is_who_signed_in(world: World) -> None:
    person = world.person("李建国")
    member = world.account(person, Role.SUPERVISOR)
    asker = sessions.load(token_of(member))
    assert asker is not None
    assert (asker.name, asker.person_id, asker.household_id, asker.account_id) == (
        "李建国",
        person.id,
        person.household_id,
        member.account_id,
    )
    assert asker.roles == {Role.RESIDENT, Role.SUPERVISOR}
    assert asker.can(Can.STOP_ROUND)
    assert asker.is_staff


def test_unknown_token_is_nobody(world: World) -> None:
    assert sessions.load("x" * 43) is None
    assert sessions.load("") is None


def test_loading_costs_two_queries_and_leaves_no_transaction_open(world: World) -> None:
    token = token_of(world.account(None, Role.DIRECTOR))
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    sessions.load(token)
    assert len([one for one in asked if one.startswith("SELECT")]) == 2
    assert not db.session().in_transaction()


def test_loading_disturbs_no_transaction_that_is_open(world: World) -> None:
    member = world.account()
    token = token_of(member)
    with writing():
        db.session.execute(update(Person).values(name="李建国"))
        asker = sessions.load(token)
    assert asker is not None
    assert asker.name == "李建国"
    assert db.session.scalars(select(Person.name)).one() == "李建国"


def test_session_ends_after_thirty_days(world: World) -> None:
    with time_machine.travel("2026-03-01T04:00:00Z", tick=False) as now:
        token = token_of(world.account())
        now.shift(sessions.LIFETIME - timedelta(seconds=1))
        assert sessions.load(token)
        now.shift(timedelta(seconds=1))
        assert sessions.load(token) is None


def test_disabled_account_is_nobody_at_once(world: World) -> None:
    member = world.account()
    client = world.client(member)
    db.session.execute(update(Account).values(disabled_at=clock.now()))
    db.session.commit()
    assert not is_in(client)


def test_log_out_ends_the_session_in_the_database_too(world: World) -> None:
    member = world.account()
    client = world.client(member)
    with client.session_transaction() as session:
        stolen = session["_user_id"]
    answer = post(client, "/logout/", page="/activate/")
    assert (answer.status_code, answer.location) == (303, "/")
    assert not is_in(client)
    assert sessions.load(stolen) is None


def test_log_out_leaves_other_devices_signed_in(world: World) -> None:
    member = world.account()
    phone, tablet = world.client(member), world.client(member)
    post(phone, "/logout/", page="/activate/")
    assert (is_in(phone), is_in(tablet)) == (False, True)


def test_all_sessions_of_an_account_end_but_the_one_kept(world: World) -> None:
    member, other = world.account(), world.account()
    tokens = [token_of(member), token_of(member), token_of(member)]
    others = token_of(other)
    kept = sessions.load(tokens[1])
    assert kept
    with writing():
        sessions.end_all(member.account_id, clock.now(), except_=kept.session_id)
    assert [bool(sessions.load(token)) for token in tokens] == [False, True, False]
    assert sessions.load(others)


def test_passer_by_cannot_log_out(client: FlaskClient, world: World) -> None:
    answer = post(client, "/logout/", page="/login/")
    assert answer.status_code == 303
    assert answer.location.startswith("/login/")


def test_forged_cookie_is_nobody(app: Flask, world: World, client: FlaskClient) -> None:
    world.account()
    client.set_cookie("liren", "eyJfdXNlcl9pZCI6ICJ4In0.forged.signature")
    assert not is_in(client)


@pytest.mark.parametrize(
    ("instant", "held"),
    [
        ("2026-02-28T15:59:59Z", False),  # still 28 February in Shanghai
        ("2026-02-28T16:00:00Z", True),
        ("2026-03-31T15:59:59Z", True),
        ("2026-03-31T16:00:00Z", False),
    ],
)
def test_office_begins_and_ends_on_its_day_in_shanghai(
    world: World, instant: str, held: bool
) -> None:
    member = world.account()
    db.session.add(
        RoleTerm(
            person_id=member.person_id,
            role=Role.DIRECTOR,
            starts_on=date(2026, 3, 1),
            ends_on=date(2026, 3, 31),
        )
    )
    db.session.commit()
    with time_machine.travel(instant, tick=False):
        asker = sessions.load(token_of(member))
    assert asker is not None
    assert (Role.DIRECTOR in asker.roles) is held
    assert asker.can(Can.PRINT_SLIPS) is held


def test_office_that_ends_closes_its_doors_without_a_new_log_in(world: World) -> None:
    member = world.account(None, Role.DIRECTOR)
    client = world.client(member)
    assert client.get("/desk/slips/").status_code == 200
    db.session.execute(update(RoleTerm).values(ends_on=clock.today() - timedelta(days=1)))
    db.session.commit()
    assert client.get("/desk/slips/").status_code == 403


@pytest.mark.parametrize(("days_ago", "resident"), [(-1, True), (0, False), (30, False)])
def test_who_moved_away_keeps_the_own_pages_and_may_ask_the_ballot_page_why(
    world: World, days_ago: int, resident: bool
) -> None:
    left_on = clock.today() - timedelta(days=days_ago)
    asker = sessions.load(token_of(world.account(world.person(left_on=left_on))))
    assert asker is not None
    assert (Role.RESIDENT in asker.roles) is resident
    assert {Can.USE_OWN_PAGES, Can.CAST_BALLOT} <= asker.cans  # the roll decides who may vote
    assert (Can.OBJECT in asker.cans) is resident
