"""A council's meeting that is over, and its next one under way."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from portal.bodies.models import Body
from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.db import db, writing
from portal.meetings import queries as meetings
from portal.meetings.minutes import actions, queries
from portal.meetings.minutes.models import Minutes
from portal.meetings.minutes.rules import Hand
from tests.meetings.making import (
    HOUR,
    MeetingInTest,
    browser,
    called_meeting,
    make_body,
    people_of,
)
from tests.world import World

CLERK = Hand(is_clerk=True)


def hold(world: World, body_id: int, days_ago: int, title: str = "第一次会议") -> MeetingInTest:
    """A meeting of that body that took place so many days ago, all there but the last."""
    body = db.session.get_one(Body, body_id)
    made = called_meeting(world, body)
    made.sign_in(*made.voters[:-1])
    row = made.row
    begun = clock.now() - timedelta(days=days_ago)
    row.title, row.starts_at, row.ends_at = title, begun, begun + 2 * HOUR
    row.opened_at, row.closed_at = begun, begun + HOUR
    db.session.commit()
    return made


@dataclass
class Writing:
    """Minutes in a test: the meeting they are of, and the one that may approve them."""

    world: World
    meeting: MeetingInTest
    address: str

    @property
    def row(self) -> Minutes:
        db.session.rollback()
        found = queries.of_meeting(self.meeting.id)
        assert found is not None
        return found

    @property
    def clerk(self) -> FlaskClient:
        return browser(self.world, self.meeting.row.clerk_id)

    @property
    def chair(self) -> FlaskClient:
        return browser(self.world, self.meeting.row.chair_id)

    def draft(self) -> "Writing":
        with writing():
            row = meetings.locked(self.meeting.id)
            actions.draft(row, CLERK, row.clerk_id, clock.now())
        return self

    def submit(self) -> "Writing":
        with writing():
            one = actions.locked(self.meeting.id)
            actions.submit(one, CLERK, one.meeting.clerk_id, clock.now())
        return self

    def next_meeting(self) -> MeetingInTest:
        """The body's next one, open now with all members; another one is in its chair."""
        body = self.meeting.row.body
        later = called_meeting(self.world, body)
        row = later.row
        row.title, row.chair_id = "第二次会议", people_of(body)[1]
        db.session.commit()
        return later.sign_in(*later.voters).open()

    def approve(self) -> MeetingInTest:
        later = self.next_meeting()
        chair_id = later.row.chair_id
        with writing():
            one = actions.locked(self.meeting.id)
            hand = Hand(chairs_next=True)
            actions.approve(one, one.version, hand, chair_id, clock.now())
        return later


@pytest.fixture
def minutes(world: World) -> Writing:
    body = make_body(world, 4, kind=Kind.COUNCIL, name="里仁议事会")
    made = hold(world, body.id, 20)
    return Writing(world, made, f"/meetings/{made.id}/minutes/")
