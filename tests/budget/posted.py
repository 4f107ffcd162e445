"""A round whose result stands posted, and what happens to it then."""

from datetime import timedelta

from flask.testing import FlaskClient

from portal.budget import kinds
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.notices import actions, queries
from portal.notices.models import Posting
from portal.notices.rules import Act
from tests.budget.conftest import RoundInTest
from tests.world import World, post

TEXT = "计票没有算上三号楼交来的票，请重新核对。"
ANSWER = "已核对回执清单，三号楼的票都在里面。"
REMEDY = "已经补登名册并公开更正说明。"


def posting(made: RoundInTest) -> Posting:
    db.session.rollback()
    found = queries.standing(kinds.RESULT, made.id)
    assert found is not None
    return found.posting


def end_posting(made: RoundInTest) -> None:
    """Moves the posting period into the past: nobody can, but a test may."""
    posting_id = posting(made).id
    with writing():
        one = actions.locked(posting_id)
        one.posted_at, one.until = clock.now() - timedelta(days=16), clock.now()


def witness(world: World, made: RoundInTest, count: int = 2) -> None:
    for _ in range(count):
        supervisor = world.staff(Role.SUPERVISOR)
        assert post(supervisor, f"/desk/rounds/{made.id}/witness/", "/me/").status_code == 303


def object_to(world: World, made: RoundInTest, text: str = TEXT) -> int:
    """A resident's objection to the result; its id."""
    posting_id, person_id = posting(made).id, world.person().id
    with writing():
        one = actions.locked(posting_id)
        return actions.object_to(one, person_id, text, False, clock.now()).id


def answer(world: World, objection_id: int, act: Act, text: str = ANSWER) -> None:
    supervisor = world.person().id
    with writing():
        one = actions.locked_objection(objection_id)
        actions.answer(one, act, text, one.version, supervisor, clock.now())


def settle(world: World, objection_id: int) -> None:
    supervisor = world.person().id
    with writing():
        one = actions.locked_objection(objection_id)
        actions.settle(one, REMEDY, one.version, supervisor, clock.now())


def certify(client: FlaskClient, made: RoundInTest) -> int:
    return post(client, f"/desk/rounds/{made.id}/certify/", "/me/").status_code


def void(client: FlaskClient, made: RoundInTest, reason: str = "异议成立，名册有误") -> int:
    return post(client, f"/desk/rounds/{made.id}/void/", "/me/", reason=reason).status_code
