"""The roll keeps who was entitled and who voted, and nobody can find how, erased or not."""

import hashlib

from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.accounts.leaving import leave
from portal.accounts.mine import gather
from portal.accounts.models import Account
from portal.ballots.models import Envelope, RollRow
from portal.core import clock
from portal.core.db import db, writing
from portal.roster.models import Person
from tests.budget.conftest import RoundInTest
from tests.world import World


def account_of(world: World, client: FlaskClient) -> Account:
    with client.session_transaction() as session:
        assert session["_user_id"]
    return db.session.scalars(select(Account).order_by(Account.id)).first() or Account()


def rolls(person_id: int) -> list[dict[str, str]]:
    db.session.rollback()
    return next(one.rows for one in gather(person_id) if one.section.code == "rolls")


def test_the_own_row_is_held_with_what_it_can_be_checked_by(
    world: World, resident: FlaskClient, open_round: RoundInTest
) -> None:
    person_id = account_of(world, resident).person_id
    assert open_round.vote(resident, *open_round.ids("A")).status_code in (200, 303)
    (row,) = rolls(person_id)
    assert row["轮次"] == open_round.row.title
    assert row["投过没有"] == "投过"
    person = db.session.get_one(Person, person_id)
    assert person.household is not None
    told = (
        f'["liren-roll-1","{row["核对用的随机数"]}",{open_round.row.box_id},'
        f'"{person.name}",{person.birth_year},"{person.household.address}"]'
    )
    assert hashlib.sha256(told.encode()).hexdigest() == row["公布的名册里，您那一行"]
    assert not {"A", *open_round.ids("A")} & {*row.values()}


def test_erasing_changes_neither_roll_nor_box(
    world: World, resident: FlaskClient, open_round: RoundInTest
) -> None:
    account = account_of(world, resident)
    person_id, account_id = account.person_id, account.id
    open_round.vote(resident, *open_round.ids("A"))
    before = rolls(person_id)
    with writing():
        leave(db.session.get_one(Account, account_id), clock.now())
    assert rolls(person_id) == before
    assert db.session.scalar(select(func.count()).select_from(Envelope)) == 1
    marked = select(RollRow.marked).where(RollRow.person_id == person_id)
    assert db.session.scalar(marked) == "online"


def test_who_comes_back_does_not_vote_twice(
    world: World, resident: FlaskClient, open_round: RoundInTest
) -> None:
    account = account_of(world, resident)
    person_id, account_id = account.person_id, account.id
    open_round.vote(resident, *open_round.ids("A"))
    with writing():
        leave(db.session.get_one(Account, account_id), clock.now())
    back = world.client(world.account(db.session.get_one(Person, person_id)))
    assert "您已经投过票" in back.get(open_round.address).text
    assert db.session.scalar(select(func.count()).select_from(Envelope)) == 1
