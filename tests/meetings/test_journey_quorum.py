"""Quorum as the room lives it: people sign in, one too few for a vote, then one more."""

from datetime import datetime, timedelta

import time_machine
from flask.testing import FlaskClient

from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db
from portal.meetings import queries
from portal.meetings.motions import queries as motions
from portal.roster.models import Household, Person
from tests.meetings.making import (
    convened,
    in_the_room,
    make_body,
    moved,
    people_of,
    sent,
)
from tests.world import World, post

BEGINS = datetime(2026, 3, 2, 10, tzinfo=clock.SHANGHAI)
NOTICE = timedelta(days=12)
NOT_YET = "现在还不能开始表决"
ITEM = {"title": "北门照明"}


def at_the_desk(committee: FlaskClient, meeting_id: int, people: list[int]) -> None:
    """Those without a phone are ticked off on the list."""
    page = f"/desk/meetings/{meeting_id}/attendance/"
    for person_id in people:
        sent(post(committee, f"{page}{person_id}/in/", page))


def opened(meeting_id: int, chair: FlaskClient) -> None:
    page = f"/meetings/{meeting_id}/"
    sent(post(chair, f"{page}open/", page))


def refused(chair: FlaskClient, motion_id: int, present: int, needed: int) -> None:
    """The chair, warned, presses the button all the same: the page says both numbers."""
    page = f"/motions/{motion_id}/"
    assert NOT_YET in chair.get(f"{page}lead/").get_data(as_text=True)
    answer = post(chair, f"{page}open/", f"{page}lead/")
    assert answer.status_code == 422
    said = f"已签到 {present} 人，至少要 {needed} 人，现在不能表决。"
    assert said in answer.get_data(as_text=True)
    motion = motions.motion(motion_id)
    assert motion is not None
    assert (motion.state, motion.opened_at, motions.roll(motion_id)) == ("admitted", None, [])


def opens(chair: FlaskClient, motion_id: int, entitled: int, present: int) -> None:
    page = f"/motions/{motion_id}/"
    assert NOT_YET not in chair.get(f"{page}lead/").get_data(as_text=True)
    sent(post(chair, f"{page}open/", f"{page}lead/"))
    motion = motions.motion(motion_id)
    assert motion is not None
    assert (motion.state, motion.entitled, motion.present) == ("open", entitled, present)
    assert len(motions.roll(motion_id)) == present


def entitled(meeting_id: int) -> list[int]:
    return [row.person_id for row in queries.called(meeting_id) if row.votes]


def test_art_29_of_51_representatives_33_cannot_open_a_vote_and_the_34th_can(world: World) -> None:
    with time_machine.travel(BEGINS, tick=False) as traveller:
        assembly = make_body(world, 51, Kind.ASSEMBLY, name="里仁社区居民代表会议")
        director = world.account(None, Role.DIRECTOR)
        people = people_of(assembly)
        meeting_id = convened(
            world.client(director),
            assembly.id,
            BEGINS + NOTICE,
            ITEM,
            title="居民代表大会第一次会议",
            chair_id=people[0],
            clerk_id=director.person_id,
        )
        assert sorted(entitled(meeting_id)) == sorted(people)

        traveller.move_to(BEGINS + NOTICE)
        phones, committee = in_the_room(world, meeting_id, people[:12]), world.client(director)
        at_the_desk(committee, meeting_id, people[12:33])
        chair = phones[people[0]]
        opened(meeting_id, chair)
        motion = moved(chair, queries.items(meeting_id)[0].id)
        refused(chair, motion, present=33, needed=34)
        traveller.shift(timedelta(minutes=3))
        in_the_room(world, meeting_id, people[33:34])
        opens(chair, motion, entitled=51, present=34)


def test_art_27_of_51_household_delegates_25_cannot_open_a_vote_and_the_26th_can(
    world: World,
) -> None:
    with time_machine.travel(BEGINS, tick=False) as traveller:
        delegates = [world.person(f"户代表{n}", is_delegate=True).id for n in range(51)]
        for _ in range(9):  # others of the same households have no voice beside their delegate
            world.person("家里人", household=_home_of(delegates[0]))
        residents = make_body(world, 0, Kind.RESIDENTS_MEETING, name="里仁社区居民会议")
        director = world.account(None, Role.DIRECTOR)
        meeting_id = convened(
            world.client(director),
            residents.id,
            BEGINS + NOTICE,
            ITEM,
            title="居民会议",
            electorate="delegates",
            chair_id=director.person_id,
            clerk_id=director.person_id,
        )
        assert sorted(entitled(meeting_id)) == sorted(delegates)

        traveller.move_to(BEGINS + NOTICE)
        chair = world.client(director)
        phones = in_the_room(world, meeting_id, delegates[:12])
        at_the_desk(chair, meeting_id, delegates[12:25])
        opened(meeting_id, chair)
        motion = moved(phones[delegates[0]], queries.items(meeting_id)[0].id)
        refused(chair, motion, present=25, needed=26)
        traveller.shift(timedelta(minutes=3))
        in_the_room(world, meeting_id, delegates[25:26])
        opens(chair, motion, entitled=51, present=26)


def _home_of(person_id: int) -> Household:
    home = db.session.get_one(Person, person_id).household
    assert home is not None
    return home
