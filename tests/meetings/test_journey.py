"""From a resident's phone to a posted resolution and what was done about it, through the pages."""

import re
from datetime import datetime, timedelta

import time_machine
from flask.testing import FlaskClient

from portal.bodies.models import Body
from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db
from portal.meetings import queries
from portal.topics.rules import Ground, Matter, State
from tests.meetings.making import (
    MOTION,
    convened,
    in_the_room,
    make_body,
    moved,
    people_of,
    sent,
)
from tests.meetings.motions.room import reviewed
from tests.topics.making import delegated, needing
from tests.topics.making import get as topic_of
from tests.world import World, fields, post

BEGINS = datetime(2026, 3, 2, 10, tzinfo=clock.SHANGHAI)
ASKED = {"title": "北门晚上太黑", "text": "北门到 3 号楼没有路灯，老人晚上不敢走。请装两盏。"}


def on_desk(client: FlaskClient, page: str, act: str, **typed: object) -> None:
    """Decides on the version that the page shows."""
    html = client.get(page).get_data(as_text=True)
    version = re.search(r'name="version"[^>]*value="(\d+)"', html)
    assert version, html
    answer = post(client, f"{page}{act}", page, version=version[1], **typed)
    assert answer.status_code == 303, answer.get_data(as_text=True)


def raised(world: World, author: FlaskClient, moderator: FlaskClient) -> str:
    """A topic that ten neighbours stand behind; its page."""
    needing(10)
    looked_at = post(author, "/topics/new/", **ASKED)
    sent(author.post("/topics/new/send/", data=fields(looked_at)))
    queue = moderator.get("/desk/moderation/").get_data(as_text=True)
    item = re.search(r"/desk/moderation/(\d+)/", queue)
    assert item
    on_desk(moderator, f"/desk/moderation/{item[1]}/", "", move="approve")
    for _ in range(10):
        neighbour = world.client(world.account())
        sent(post(neighbour, "/topics/1/endorse/", "/topics/1/"))
    return "/topics/1/"


def screened(world: World, committee: FlaskClient) -> None:
    """By the party organization, then by the committee: it is within what the assembly has
    delegated to the council (art. 30).
    """
    delegated(Matter.DELEGATED, Kind.COUNCIL, world.person().id)
    party = world.staff(Role.PARTY_ORGANIZATION)
    on_desk(party, "/desk/topics/1/", "pass/", reason="符合政策，居民关心，同意提交。")
    reason = "属于授权议事会决定的事。"
    on_desk(committee, "/desk/topics/1/", "route/", matter="delegated", reason=reason)


def called(council: Body, committee: FlaskClient, clerk: int) -> int:
    """A meeting of the council in four days, with the topic on its agenda."""
    starts = clock.now() + timedelta(days=4)
    item = {"topic_id": "1", "title": ""}
    return convened(
        committee,
        council.id,
        starts,
        item,
        title="议事会三月例会",
        chair_id=people_of(council)[0],
        clerk_id=clerk,
    )


def voted(
    traveller: time_machine.Traveller,
    phones: dict[int, FlaskClient],
    meeting_id: int,
    against: int,
) -> str:
    """Moved by the chair and put to the vote; the page of the motion."""
    chair = next(iter(phones.values()))
    motion_id = moved(chair, queries.items(meeting_id)[0].id, delegation_id=1)
    page = f"/motions/{motion_id}/"
    traveller.shift(timedelta(minutes=3))
    sent(post(chair, f"{page}open/", f"{page}lead/"))
    for place, phone in enumerate(phones.values()):
        choice = "against" if place >= len(phones) - against else "for"
        shown = reviewed(phone, motion_id, choice)
        sent(phone.post(f"{page}vote/cast/", data=shown))
    sent(post(chair, f"{page}close/", f"{page}close/"))
    return page


def test_from_a_residents_phone_to_a_posted_resolution_with_its_follow_up_done(
    world: World,
) -> None:
    with time_machine.travel(BEGINS, tick=False) as traveller:
        council = make_body(world, 6, Kind.COUNCIL, name="里仁社区议事会")
        author, director = world.client(world.account()), world.account(None, Role.DIRECTOR)
        committee = world.client(director)
        supervisor = world.account(None, Role.SUPERVISOR)
        topic = raised(world, author, committee)
        screened(world, committee)
        assert topic_of(1).state == State.ROUTED
        meeting_id = called(council, committee, director.person_id)
        assert topic_of(1).state == State.ON_AGENDA
        assert "议事会三月例会" in author.get(topic).get_data(as_text=True)

        traveller.move_to(BEGINS + timedelta(days=4))
        phones = in_the_room(world, meeting_id, people_of(council)[:5])
        chair, meeting = next(iter(phones.values())), f"/meetings/{meeting_id}/"
        sent(post(chair, f"{meeting}open/", meeting))
        motion = voted(traveller, phones, meeting_id, against=1)
        sent(post(chair, f"{meeting}close/", meeting))

        # decided: numbered, posted, and told to whoever raised it
        assert topic_of(1).state == State.DECIDED
        shown = author.get("/resolutions/2026/1/").get_data(as_text=True)
        for told in ("里议〔2026〕1号", "里仁社区议事会", MOTION["text"], "公示"):
            assert told in shown
        story = author.get(topic).get_data(as_text=True)
        for address in (meeting, motion, "/resolutions/2026/1/"):
            assert f'href="{address}"' in story
        assert "里议〔2026〕1号" in author.get("/me/inbox/").get_data(as_text=True)

        # promised, done, checked
        committee, checking = world.client(director), world.client(supervisor)
        page = "/desk/follow-ups/new/?kind=resolution&id=1"
        found = re.search(
            r'href="(/desk/follow-ups/new/[^"]+)"',
            committee.get("/resolutions/2026/1/").get_data(as_text=True),
        )
        assert found
        page = found[1].replace("&amp;", "&")
        promise = {
            "what": "装好北门两盏路灯",
            "person": director.person_id,
            "responsible": "",
            "due_on": "2026-04-30",
            "checker": supervisor.person_id,
        }
        desk = sent(post(committee, page, page, **promise))
        on_desk(committee, desk, "done/", done="4 月 20 日装好，已经亮灯。")
        on_desk(checking, desk, "fulfil/", checked="晚上去看过，两盏都亮。")

        traveller.move_to(BEGINS + timedelta(days=60))
        posted = author.get("/resolutions/2026/1/").get_data(as_text=True)
        assert "晚上去看过" in author.get("/follow-ups/1/").get_data(as_text=True)
        assert "装好北门两盏路灯" in posted
        assert "有效" in posted


def test_a_topic_that_the_meeting_did_not_reach_waits_for_the_next_one(world: World) -> None:
    with time_machine.travel(BEGINS, tick=False) as traveller:
        council = make_body(world, 3, Kind.COUNCIL, name="里仁社区议事会")
        director = world.account(None, Role.DIRECTOR)
        committee = world.client(director)
        raised(world, world.client(world.account()), committee)
        screened(world, committee)
        meeting_id = called(council, committee, director.person_id)
        traveller.move_to(BEGINS + timedelta(days=4))
        phones = in_the_room(world, meeting_id, people_of(council))
        chair, meeting = next(iter(phones.values())), f"/meetings/{meeting_id}/"
        sent(post(chair, f"{meeting}open/", meeting))
        sent(post(chair, f"{meeting}close/", meeting))
        assert topic_of(1).state == State.ROUTED
        db.session.rollback()
        assert [one.id for one in queries.items(meeting_id)] == [1]
        assert "没有议完" in committee.get("/topics/1/").get_data(as_text=True)


def test_the_committee_declines_with_a_ground_and_a_reason_in_public(world: World) -> None:
    with time_machine.travel(BEGINS, tick=False):
        make_body(world, 3, Kind.COUNCIL, name="里仁社区议事会")
        committee = world.staff(Role.COMMITTEE_MEMBER)
        author = world.client(world.account())
        topic = raised(world, author, committee)
        party = world.staff(Role.PARTY_ORGANIZATION)
        on_desk(party, "/desk/topics/1/", "pass/", reason="同意提交。")
        ground, reason = next(iter(Ground)), "属于个人之间的事，请找调解。"
        on_desk(committee, "/desk/topics/1/", "decline/", ground=ground, reason=reason)
        assert topic_of(1).state == State.DECLINED
        assert reason in author.get(topic).get_data(as_text=True)
