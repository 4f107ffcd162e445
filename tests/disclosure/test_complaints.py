"""A complaint reaches the supervisors and the subdistrict, never the committee nor the accused."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.core.access import Role
from portal.core.db import db
from portal.core.outbox import Message
from tests.disclosure.making import WRONG, answer, begin, complain, posting_of, published
from tests.world import World


@pytest.fixture
def committee(world: World) -> FlaskClient:
    begin(1)
    return world.staff(Role.COMMITTEE_MEMBER)


def test_the_committee_never_sees_a_complaint(world: World, committee: FlaskClient) -> None:
    number = published(committee)
    one = complain(world.client(world.account()), f"posting:{posting_of(number)}")
    pages = ["/desk/", "/desk/disclosure/", f"/disclosure/{number}/", "/audit/"]
    assert [WRONG in committee.get(at).get_data(as_text=True) for at in pages] == [False] * 4
    assert committee.get("/desk/complaints/").status_code == 403
    both = world.staff(Role.DIRECTOR, Role.SUPERVISOR)
    assert both.get("/desk/complaints/").status_code == 403
    assert both.get(f"/desk/complaints/{one.id}/").status_code == 403
    assert committee.get(f"/disclosure/complaints/{one.id}/").status_code == 404


def test_the_observer_answers_and_the_complainant_is_told(
    world: World, committee: FlaskClient
) -> None:
    resident, observer = world.account(), world.staff(Role.SUBDISTRICT_OBSERVER)
    one = complain(world.client(resident), f"posting:{posting_of(published(committee))}")
    assert WRONG in observer.get(f"/desk/complaints/{one.id}/").get_data(as_text=True)
    assert answer(observer, one) == 303
    db.session.rollback()
    told = select(Message.kind).where(Message.person_id == resident.person_id)
    assert list(db.session.scalars(told.order_by(Message.id))) == [
        "disclosure.complaint_taken",
        "disclosure.complaint_told",
    ]


def test_a_supervisor_does_not_answer_their_own_complaint(
    world: World, committee: FlaskClient
) -> None:
    supervisor = world.staff(Role.SUPERVISOR)
    one = complain(supervisor, f"posting:{posting_of(published(committee))}")
    assert answer(supervisor, one) == 403
