"""A meeting goes by what its body had settled when it was called; a change counts from the next
meeting that is called, and stands on the public record.
"""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from portal.bodies.forms import SettingsForm
from portal.bodies.models import FIGURES, Body
from portal.bodies.rules import Base
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.meetings import agenda, calling, proxies, queries
from portal.meetings.motions.actions import closing, moving
from portal.meetings.motions.models import Motion
from portal.meetings.refusing import Refused
from portal.meetings.rules import Refusal
from tests.meetings.making import (
    MeetingInTest,
    called_meeting,
    draft_meeting,
    in_the_room,
    make_body,
    moved,
    open_meeting,
)
from tests.world import World, post

STRICT: dict[str, Any] = {
    "base": Base.PRESENT,
    "large_fen": 100_000,
    "sponsors": 2,
    "resident_sponsors": 0,
    "notice_days": 3,
    "papers_days": 3,
    "proxies": False,
}
EASY: dict[str, Any] = {
    "base": "yes_no",
    "large_fen": "",
    "sponsors": 0,
    "resident_sponsors": 1,
    "notice_days": 0,
    "papers_days": 0,
    "proxies": "y",
}
"""As the form is sent."""


@pytest.fixture
def body(world: World) -> Body:
    made = make_body(world, 5, name="议事会")
    for name, value in STRICT.items():
        setattr(made, name, value)
    db.session.commit()
    return made


@pytest.fixture
def keeper(world: World) -> FlaskClient:
    return world.staff(Role.DIRECTOR)


def ease(keeper: FlaskClient, body_id: int) -> None:
    """Everything that makes a majority cheaper, at the desk."""
    answer = post(keeper, f"/desk/bodies/{body_id}/settings/", name="议事会", **EASY)
    assert answer.status_code == 303
    db.session.rollback()


def kept(made: MeetingInTest) -> dict[str, Any]:
    return {name: getattr(made.row.figures, name) for name in FIGURES}


def test_every_figure_of_a_body_is_asked_at_the_desk_and_kept_by_its_meetings() -> None:
    assert set(STRICT) == set(EASY) == set(FIGURES)
    assert set(FIGURES) <= set(dir(SettingsForm))


def test_a_meeting_that_is_called_however_long_ahead_goes_by_what_it_was_called_on(
    body: Body, world: World, keeper: FlaskClient
) -> None:
    far = called_meeting(world, body, starts_at=clock.now() + timedelta(days=90))
    drafted, body_id = draft_meeting(world, body), body.id
    ease(keeper, body_id)
    assert kept(far) == STRICT
    assert kept(drafted)["base"] == "yes_no", "a draft goes by its body"
    with writing():
        meeting = queries.locked(drafted.id)
        calling.call(meeting, meeting.drafted_by, clock.now())
    assert kept(drafted) == {**EASY, "large_fen": None, "proxies": True}
    assert kept(far) == STRICT


def test_while_a_meeting_sits_nobody_makes_its_majority_cheaper(
    body: Body, world: World, keeper: FlaskClient
) -> None:
    made, body_id = open_meeting(world, body), body.id
    mover = in_the_room(world, made.id, made.voters[1:2])[made.voters[1]]
    motion_id = moved(mover, made.item().id)
    ease(keeper, body_id)
    db.session.rollback()
    motion = db.session.get_one(Motion, motion_id)
    base, majority = closing.rule_of(motion)
    moving.admit_if_enough(motion, clock.now())
    assert (motion.state, base, majority) == ("submitted", "present", "two_thirds")
    assert "要有 2 名成员联名" in mover.get(f"/motions/new/?item={made.item().id}").text
    assert "要有 2 名成员联名" in mover.get(f"/motions/{motion_id}/").text
    stranger = world.person("居民").id
    assert moving.may_move(made.row, stranger, clock.now()) is None


def test_nor_its_notice_shorter_or_voices_lent_that_could_not_be(
    body: Body, world: World, keeper: FlaskClient
) -> None:
    made, body_id = called_meeting(world, body), body.id
    ease(keeper, body_id)
    assert not proxies.are_known(made.row)
    with writing():
        queries.locked(made.id).starts_at = clock.now() + timedelta(days=2)
    with pytest.raises(Refused) as no, writing():
        agenda.is_late(queries.locked(made.id), clock.now(), "")
    assert no.value.reason is Refusal.PAPER_TOO_LATE


def test_the_change_stands_on_the_public_record_to_which_the_bodys_page_leads(
    body: Body, world: World, client: FlaskClient
) -> None:
    body_id, director = body.id, world.account(world.person("高主任"), Role.DIRECTOR)
    keeper = world.client(director)
    assert "从下一次通知的会议起算" in keeper.get(f"/desk/bodies/{body_id}/settings/").text
    assert 'href="/audit/"' in client.get(f"/bodies/{body_id}/").text
    ease(keeper, body_id)
    page = client.get("/audit/").text
    assert f"{body.name}改了设置：多数怎么算：" in page
    assert "；从下一次通知的会议起算" in page
