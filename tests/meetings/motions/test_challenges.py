"""Members in the room doubt what a motion touches (art. 30, 32); no vote opens before an answer."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.core.outbox import Message
from portal.meetings.models import AgendaItem, Attendance, Meeting
from portal.meetings.motions import queries
from portal.meetings.motions.actions import carrying, matters, moving
from portal.meetings.motions.actions.hindering import matter_of
from portal.meetings.motions.rules import No
from portal.resolutions import queries as resolutions
from portal.roster.models import RoleTerm
from portal.topics.models import Topic
from portal.topics.rules import Matter
from tests.meetings.motions.browser import html, send
from tests.meetings.motions.room import Room, make_room, why_not
from tests.meetings.motions.test_matters import challenge, named
from tests.topics.making import delegated, published
from tests.world import World


@pytest.fixture
def supervisor(world: World) -> FlaskClient:
    return world.staff(Role.SUPERVISOR)


def stands(motion: int) -> list[bool]:
    db.session.rollback()
    return [one.stands for one in queries.challenges(motion)]


def test_art_30_no_vote_opens_while_a_challenge_stands_unanswered(room: Room) -> None:
    """Three members say so, who leads says that nothing is contested: the vote stays shut."""
    motion = room.motion()
    for who in room.members[3:]:
        challenge(room, motion, who)
    assert why_not(room.open, motion) == (No.CHALLENGED, {"n": 3, "where": "《在北门装两盏路灯》"})
    chair = room.client(room.chair)
    assert "有 3 条异议还没有答复" in html(chair, f"/motions/{motion}/lead/")
    assert send(chair, motion, "open", "lead/", contested="no") == 422
    assert room.row(motion).state == "admitted"


def withdrawn(room: Room, **values: object) -> int:
    """One that the fourth member doubted, and that its mover took back."""
    mover = room.members[2]
    motion = room.motion(mover, **values)
    challenge(room, motion, room.members[3])
    with writing():
        moving.withdraw(queries.locked(motion), mover, clock.now())
    return motion


@pytest.mark.parametrize("place", [2, 4], ids=["its mover", "an accomplice"])
@pytest.mark.parametrize("matter", ["ordinary", "delegated"])
def test_nobody_withdraws_a_challenged_motion_to_have_it_put_anew(
    world: World, supervisor: FlaskClient, place: int, matter: str
) -> None:
    """Whoever moves it and whatever it is called: it waits for the answer to what was withdrawn."""
    room = make_room(world, Kind.ASSEMBLY)
    motion, who = withdrawn(room), room.members[3]
    again = room.motion(room.members[place], title="换个题目，还是那件事", matter=matter)
    waits = No.CHALLENGED, {"n": 1, "where": "《在北门装两盏路灯》"}
    assert why_not(room.open, again) == waits
    assert "《在北门装两盏路灯》" in html(room.client(room.chair), f"/motions/{again}/lead/")
    shown = html(supervisor, f"/motions/{motion}/")
    assert "再提同类的动议，也要先答复才能表决" in shown
    assert "答复这条异议" in shown
    said = "装路灯不改公约"
    assert send(supervisor, motion, "challenge/answer", who=who, answer=said) == 303
    room.open(again)
    assert room.row(again).state == "open"


def test_what_was_withdrawn_in_doubt_holds_back_the_next_meeting_of_its_body_too(
    world: World,
) -> None:
    room = make_room(world, Kind.ASSEMBLY)
    withdrawn(room)
    following = Room(world, make_following(room), room.members)
    room.end()
    with writing():
        meeting = following.meeting
        meeting.starts_at, meeting.opened_at = clock.now() - timedelta(hours=1), clock.now()
    following.sign_in(6)
    assert why_not(following.open, following.motion(room.members[4]))[0] is No.CHALLENGED


def test_what_was_withdrawn_in_doubt_holds_back_nothing_else(world: World) -> None:
    """Not what was there before it, nor what is named a matter of a higher body, nor another
    body's.
    """
    room, council = make_room(world, Kind.ASSEMBLY), make_room(world)
    before = room.motion(room.members[4], title="原来就有的")
    withdrawn(room)
    room.open(before)
    room.close(before)
    higher = room.motion(room.members[4], title="改章程", matter="charter")
    delegated(Matter.CHARTER, Kind.ASSEMBLY, room.chair)  # what is ordinary, the council has
    room.open(higher)
    council.open(council.motion())


def test_a_supervisor_reads_and_answers_what_was_withdrawn_while_it_gathered(
    world: World, supervisor: FlaskClient
) -> None:
    room = make_room(world, sponsors=2)
    motion = room.draft(room.members[2])
    room.submit(motion)
    challenge(room, motion, room.members[3])
    with writing():
        moving.withdraw(queries.locked(motion), room.members[2], clock.now())
    said = "装路灯不改公约"
    who = room.members[3]
    assert send(supervisor, motion, "challenge/answer", who=who, answer=said) == 303
    assert stands(motion) == [False]
    assert world.staff(Role.DIRECTOR).get(f"/motions/{motion}/").status_code == 404


def test_what_no_moderator_has_read_nobody_doubts_yet(world: World) -> None:
    room = make_room(world, sponsors=0, resident_sponsors=2)
    motion = room.draft(world.person("欧阳小路").id)
    room.submit(motion)
    assert why_not(challenge, room, motion, room.members[3])[0] is No.UNREAD


def test_an_amendment_of_a_challenged_motion_waits_with_it(room: Room) -> None:
    motion = room.motion()
    change = room.motion(title="修正", amends_id=motion)
    challenge(room, motion, room.members[3])
    assert why_not(room.open, change)[0] is No.CHALLENGED


def test_a_supervisor_answers_in_words_that_stand_on_the_motion_and_in_its_resolution(
    room: Room, supervisor: FlaskClient, client: FlaskClient
) -> None:
    motion, who = room.motion(), room.members[3]
    challenge(room, motion, who)
    asked = db.session.scalars(select(Message).where(Message.kind == "motions.challenge_asked"))
    assert len(list(asked)) == 1
    address = f"/motions/{motion}/"
    assert "答复这条异议" in html(supervisor, address)
    assert send(supervisor, motion, "challenge/answer", who=who, answer="") == 422
    said = "装路灯不改公约，属于一般的事"
    assert send(supervisor, motion, "challenge/answer", who=who, answer=said) == 303
    assert send(supervisor, motion, "challenge/answer", who=who, answer="又") == 422
    assert said in html(client, address)
    told = select(Message.person_id).where(Message.kind == "motions.challenge_answered")
    assert list(db.session.scalars(told)) == [who]
    room.open(motion)
    room.vote(motion, "for", *room.members)
    room.close(motion)
    made = resolutions.of_source("meetings.motion", motion)
    assert made is not None
    assert said in made.basis


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_neither_chair_nor_clerk_nor_mover_nor_challenger_answers_whatever_key_they_hold(
    room: Room, place: int
) -> None:
    motion, who = room.motion(room.members[2]), room.members[3]
    challenge(room, motion, who)
    with writing():
        office = {"role": Role.SUPERVISOR, "starts_on": clock.today()}
        db.session.add(RoleTerm(person_id=room.members[place], **office))

    def answer() -> None:
        with writing():
            matters.answer(
                queries.locked(motion), who, "没有道理", room.members[place], clock.now()
            )

    assert why_not(answer)[0] is No.NOT_ASIDE
    assert stands(motion) == [True]


def test_who_holds_no_supervisors_key_answers_nothing(world: World, room: Room) -> None:
    motion, who = room.motion(), room.members[3]
    challenge(room, motion, who)
    for client in (room.client(room.members[4]), world.staff(Role.DIRECTOR)):
        assert "答复这条异议" not in html(client, f"/motions/{motion}/")
        assert send(client, motion, "challenge/answer", "../../me/inbox/", who=who) == 403


def test_to_be_named_a_matter_of_a_higher_body_meets_the_challenge(world: World) -> None:
    room = make_room(world, Kind.ASSEMBLY)
    motion = room.motion()
    delegated(Matter.COVENANT, Kind.ASSEMBLY, room.chair)
    challenge(room, motion, room.members[3])
    assert named(room, motion, room.chair, "covenant") == 303
    assert stands(motion) == [True]  # the assembly decides both: nothing is higher
    assert named(room, motion, room.chair, "charter") == 303
    assert stands(motion) == [False]
    assert "已经改列" in html(room.client(room.members[4]), f"/motions/{motion}/")


def test_art_30_nobody_names_it_a_matter_that_a_lower_body_decides(world: World) -> None:
    """A reserved matter that was handed down does not take the place of one that was not."""
    room = make_room(world, Kind.ASSEMBLY)
    delegated(Matter.COVENANT, Kind.ASSEMBLY, room.chair)
    motion = room.motion(matter=Matter.CHARTER)
    challenge(room, motion, room.members[3])
    for lower in ("covenant", "ordinary", "delegated"):
        assert named(room, motion, room.chair, lower) == 422
    assert named(room, motion, room.clerk, "yearly_report") == 422  # the chair's to name
    assert matter_of(room.row(motion)) is Matter.CHARTER
    assert named(room, motion, room.chair, "yearly_report") == 303
    assert stands(motion) == [True]


def test_a_motion_that_is_carried_over_keeps_what_screening_said_and_its_challenges(
    world: World,
) -> None:
    room = make_room(world)
    topic_id = published(world)
    with writing():
        db.session.get_one(Topic, topic_id).matter = Matter.COVENANT
        db.session.get_one(AgendaItem, room.item_id).topic_id = topic_id
    motion = room.motion(item_id=room.item_id)
    challenge(room, motion, room.members[3])
    following = make_following(room)
    with writing():
        room.meeting.closed_at = clock.now()
        moving.lapse_all(room.meeting, room.chair, clock.now())
    with writing():
        made = carrying.carry(queries.locked(motion), room.chair, clock.now()).id
    row = room.row(made)
    assert (row.meeting_id, row.item_id, matter_of(row)) == (following, None, Matter.COVENANT)
    assert stands(made) == [True]
    following_room = Room(world, following, room.members)
    assert named(following_room, made, room.chair, "ordinary") == 422


def make_following(room: Room) -> int:
    """The next meeting of the same body, with the same people."""
    now = clock.now()
    with writing():
        made = Meeting(
            body_id=room.meeting.body_id,
            title="第四次会议",
            place="活动室",
            starts_at=now + timedelta(days=7),
            ends_at=now + timedelta(days=7, hours=2),
            electorate="members",
            chair_id=room.chair,
            clerk_id=room.clerk,
            door_secret="0" * 32,
            drafted_by=room.chair,
            called_at=now,
            called_by=room.chair,
        )
        db.session.add(made)
        db.session.flush()
        for who in room.members:
            db.session.add(Attendance(meeting_id=made.id, person_id=who, votes=True))
        return made.id
