"""From a topic to what became of it: the chain on a resolution's page and on a follow-up's."""

import re
from datetime import timedelta

from flask.testing import FlaskClient

from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.meetings.models import AgendaItem
from portal.meetings.motions.decision import SOURCE
from portal.meetings.motions.models import Motion
from portal.resolutions import queries as resolutions
from portal.resolutions.followups import actions as followups
from portal.resolutions.followups.actions import Promise
from portal.resolutions.kinds import SOURCE as RESOLUTION
from tests.meetings.motions.room import Room, make_room
from tests.statements import statements
from tests.topics.making import published
from tests.world import World


def adopted(room: Room, topic_id: int | None = None) -> tuple[str, int]:
    """The page of a resolution with a follow-up, and that follow-up's number."""
    with writing():
        db.session.get_one(AgendaItem, room.item_id).topic_id = topic_id
    motion = room.motion(item_id=room.item_id)
    room.open(motion)
    room.vote(motion, "for", *room.members[:4])
    room.vote(motion, "against", room.members[4])  # the sixth says nothing
    room.close(motion)
    made = resolutions.of_source(SOURCE, motion)
    assert made is not None
    checker = room.world.account(None, Role.SUPERVISOR).person_id
    due = clock.today() + timedelta(days=9)
    page, wanted = (
        f"/resolutions/{made.year}/{made.serial}/",
        Promise(RESOLUTION, made.id, "装好路灯", "物业", None, checker, due),
    )
    with writing():
        return page, followups.promise(wanted, checker, clock.now()).id


def chain(client: FlaskClient, page: str) -> list[tuple[str, str]]:
    """(what it is, where it leads; "" for where one is), in order, in few queries."""
    with statements() as seen:
        shown = client.get(page).get_data(as_text=True)
    assert len([one for one in seen if not one.startswith("PRAGMA")]) <= 16
    if 'class="chain"' not in shown:
        return []
    story = shown.split('class="chain"', 1)[1].split("</nav>", 1)[0]
    found = re.findall(r"<small>([^<]+)</small>\s*<(?:a href=\"([^\"]*)\"|strong)", story)
    return [(kind, href) for kind, href in found]


def test_a_resolution_and_its_follow_up_lead_back_to_the_topic(
    world: World, client: FlaskClient
) -> None:
    topic_id, room = published(world), make_room(world)
    page, followup = adopted(room, topic_id)
    motion = db.session.query(Motion).one().id
    before = [
        ("议题", f"/topics/{topic_id}/"),
        ("会议", f"/meetings/{room.meeting_id}/"),
        ("动议", f"/motions/{motion}/"),
    ]
    assert chain(client, page) == [*before, ("决议", "")]
    assert chain(client, f"/follow-ups/{followup}/") == [
        *before,
        ("决议", page),
        ("跟进事项", ""),
    ]


def test_what_came_of_no_topic_begins_with_its_meeting(world: World, client: FlaskClient) -> None:
    room = make_room(world)
    page, _followup = adopted(room)
    assert [kind for kind, _href in chain(client, page)] == ["会议", "动议", "决议"]


def test_of_two_resolutions_of_one_topic_the_page_is_at_its_own(
    world: World, client: FlaskClient
) -> None:
    topic_id, room = published(world), make_room(world)
    first, _followup = adopted(room, topic_id)
    second, _followup = adopted(room, topic_id)
    found = [href for kind, href in chain(client, second) if kind == "决议"]
    assert found == [first, ""]


def test_the_figures_of_a_resolution_add_up(world: World, client: FlaskClient) -> None:
    page, _followup = adopted(make_room(world))
    shown = " ".join(re.sub(r"<[^>]+>", " ", client.get(page).get_data(as_text=True)).split())
    assert "6 人到会 4 票赞成 1 票反对 0 票弃权 0 人回避 1 人没有表态" in shown
