"""What a motion touches is chosen, shown, doubted, named anew for a reason, stated (art. 30)."""

from datetime import timedelta
from functools import partial

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.audit.models import AuditFact
from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.db import db, writing
from portal.core.outbox import Message
from portal.meetings.models import AgendaItem
from portal.meetings.motions import queries
from portal.meetings.motions.actions import matters
from portal.meetings.motions.actions.hindering import matter_of
from portal.meetings.motions.rules import OWN_BUSINESS, No
from portal.resolutions import queries as resolutions
from portal.topics.models import Delegation, Topic
from portal.topics.rules import RESERVED, Matter
from tests.meetings.motions.browser import TEXT, html, newest
from tests.meetings.motions.room import Room, make_room, why_not
from tests.topics.making import delegated, published
from tests.world import World, post


def undelegated(room: Room) -> None:
    with writing():
        db.session.query(Delegation).delete()


def test_its_mover_chooses_what_it_touches_nothing_is_chosen_for_them(room: Room) -> None:
    member = room.client(room.members[3])
    address = f"/motions/new/?item={room.item_id}"
    page = html(member, address)
    choices = page[page.index('name="matter"') - 200 : page.rindex('name="matter"') + 200]
    assert "checked" not in choices
    without = {name: value for name, value in TEXT.items() if name != "matter"}
    answer = post(member, address, **without)
    assert answer.status_code == 422
    assert "请选这件事属于哪一类</a>" in answer.text  # one sentence, and no other
    assert post(member, address, **without, matter="别的").status_code == 422
    assert queries.of_meeting(room.meeting_id) == []
    assert post(member, address, **TEXT).status_code == 303


def test_what_it_touches_is_always_shown(room: Room, client: FlaskClient) -> None:
    motion = room.motion()
    assert "事项：其他公共事务" in html(client, f"/motions/{motion}/")
    room.open(motion)
    page = html(room.client(room.members[3]), f"/motions/{motion}/vote/")
    assert "事项：其他公共事务" in page


def test_art_30_a_council_decides_what_is_ordinary_only_where_it_was_handed_down(
    room: Room,
) -> None:
    motion = room.motion()
    undelegated(room)
    reason, said = why_not(room.open, motion)
    assert (reason, said["whose"]) == (No.NOT_COMPETENT, "居民代表会议")


# ---- Challenges


def challenge(room: Room, motion: int, who: int, why: str = "这是改居民公约") -> None:
    with writing():
        matters.challenge(queries.locked(motion), who, why, clock.now())


def test_a_member_in_the_room_doubts_what_it_touches_until_the_vote_opens(
    room: Room, client: FlaskClient
) -> None:
    motion, who = room.motion(), room.members[3]
    address = f"/motions/{motion}/challenge/"
    own = room.client(who)
    assert f'href="{address}"' in html(own, f"/motions/{motion}/")
    assert post(own, address, reason="").status_code == 422
    assert post(own, address, reason="这是改居民公约").status_code == 303
    assert "成员3：这是改居民公约" in html(client, f"/motions/{motion}/")
    assert "成员3：这是改居民公约" in html(room.client(room.chair), f"/motions/{motion}/lead/")
    told = select(Message.person_id).where(Message.kind == "motions.challenged")
    assert list(db.session.scalars(told)) == [room.chair, room.clerk]
    challenge(room, motion, who)
    assert len(queries.challenges(motion)) == 1
    other = room.motion(title="第二件")
    room.open(other)
    assert why_not(challenge, room, other, room.members[4])[0] is No.MOVED_ON
    room.close(other)
    with writing():
        queries.challenges(motion)[0].met = True
    room.open(motion)
    assert why_not(challenge, room, motion, room.members[4])[0] is No.MOVED_ON


def test_who_is_not_in_the_room_doubts_nothing(world: World) -> None:
    room = make_room(world, arrived=5)
    motion = room.motion()
    for who in (room.members[5], world.person("路人").id):
        assert why_not(challenge, room, motion, who)[0] is No.NOT_HERE
    change = room.motion(title="修正", amends_id=motion)
    assert why_not(challenge, room, change, room.members[3])[0] is No.ASK_MAIN
    assert queries.challenges(motion) == []


# ---- Named anew


def named(room: Room, motion: int, by: int, matter: str, why: str = "题目就是改公约") -> int:
    address = f"/motions/{motion}/"
    said = {"matter": matter, "matter_why": why}
    return post(room.client(by), f"{address}matter/", "/me/inbox/", **said).status_code


def test_a_covenant_that_was_called_ordinary_is_named_and_goes_to_the_residents(
    room: Room, client: FlaskClient
) -> None:
    motion = room.motion(room.members[3], title="修改居民公约第三条")
    assert named(room, motion, room.members[4], "covenant") == 403
    assert named(room, motion, room.chair, "covenant", "") == 422
    assert named(room, motion, room.chair, "别的") == 422
    assert named(room, motion, room.chair, "covenant") == 303
    page = html(client, f"/motions/{motion}/")
    assert "事项：居民公约" in page
    assert "由主持人改列，原因：题目就是改公约" in page
    told = db.session.scalars(select(Message).where(Message.kind == "motions.matter_named")).one()
    assert (told.person_id, told.payload["matter"]) == (room.members[3], "居民公约")
    line = db.session.scalars(select(AuditFact).where(AuditFact.kind == "motion.matter_named"))
    assert [(one.actor_id, one.payload["reason"]) for one in line] == [
        (room.chair, "题目就是改公约")
    ]
    assert why_not(room.open, motion)[1]["whose"] == "居民会议"


@pytest.mark.parametrize("new", Matter)
def test_art_30_what_screening_found_to_be_the_residents_no_chair_takes_from_them(
    room: Room, new: Matter
) -> None:
    topic_id = published(room.world)
    with writing():
        topic = db.session.get_one(Topic, topic_id)
        topic.matter = Matter.COVENANT
        db.session.get_one(AgendaItem, room.item_id).topic_id = topic.id
    motion = room.motion(item_id=room.item_id)
    own = room.client(room.members[3])
    assert 'name="matter"' not in html(own, f"/motions/new/?item={room.item_id}")
    assert named(room, motion, room.chair, new) == (303 if new in RESERVED else 422)
    assert matter_of(room.row(motion)) == (new if new in RESERVED else Matter.COVENANT)


def test_nothing_is_named_anew_once_the_vote_is_open(room: Room) -> None:
    motion = room.motion()
    room.open(motion)
    assert named(room, motion, room.chair, "covenant") == 422
    assert room.row(motion).matter == "ordinary"


# ---- Contested


def test_art_32_what_who_leads_states_to_be_contested_goes_up_to_the_assembly(
    room: Room,
) -> None:
    motion, chair = room.motion(), room.client(room.chair)
    address = f"/motions/{motion}/"
    page = html(chair, f"{address}lead/")
    assert "这件事有没有较大争议？" in page
    assert "请向大家念：这件事列为“其他公共事务”" in page
    answer = post(chair, f"{address}open/", f"{address}lead/", contested="yes")
    assert answer.status_code == 422
    assert "第32条由居民代表会议决定" in answer.text
    assert post(chair, f"{address}open/", f"{address}lead/", contested="x").status_code == 400
    assert room.row(motion).state == "admitted"
    assert post(chair, f"{address}open/", f"{address}lead/", contested="no").status_code == 303
    assert room.row(motion).contested is False


def test_art_32_the_assembly_decides_what_is_contested(world: World, client: FlaskClient) -> None:
    room = make_room(world, Kind.ASSEMBLY)
    motion = room.motion()
    room.open(motion, contested=True)
    assert "有较大争议" in html(client, f"/motions/{motion}/")
    assert newest(room) == motion


# ---- Whose matter it is


def name(room: Room, motion: int, matter: Matter, on: int | None) -> None:
    """Who leads names what it rests on."""
    with writing():
        one = queries.locked(motion)
        matters.name_anew(one, matter, "照授权的决议", room.chair, clock.now(), on)


@pytest.mark.parametrize("matter", sorted(RESERVED))
@pytest.mark.parametrize("kind", [k for k in Kind if k is not Kind.RESIDENTS_MEETING])
def test_art_30_what_is_reserved_to_the_residents_meeting_no_other_body_resolves(
    world: World, kind: Kind, matter: Matter
) -> None:
    parent = make_room(world, name="上级").body.id if kind is Kind.SUBCOMMITTEE else None
    room = make_room(world, kind, parent_id=parent)
    motion = room.motion(matter=matter)
    reason, said = why_not(room.open, motion)
    assert (reason, said["whose"], said["article"]) == (No.NOT_COMPETENT, "居民会议", 30)
    delegated(matter, Kind.ASSEMBLY, room.chair)
    if kind is Kind.ASSEMBLY:
        room.open(motion)
        assert room.row(motion).state == "open"
    else:
        assert why_not(room.open, motion)[1]["whose"] == "居民代表会议"


@pytest.mark.parametrize("matter", list(Matter))
def test_art_30_the_residents_meeting_resolves_on_everything(world: World, matter: Matter) -> None:
    room = make_room(world, Kind.RESIDENTS_MEETING)
    motion = room.motion(matter=matter)
    room.open(motion)
    assert room.row(motion).matter == matter


@pytest.mark.parametrize("kind", sorted(OWN_BUSINESS))
def test_art_30_a_large_sum_is_nobodys_own_business_whatever_it_is_called(
    world: World, kind: Kind
) -> None:
    room = make_room(world, kind, large_fen=5_000_000)
    small = room.motion(amount_fen=4_999_999)
    reason, said = why_not(partial(room.motion, amount_fen=5_000_000))
    assert (reason, said) == (No.TOO_LARGE, {"sum": "¥50,000", "whose": "居民代表会议"})
    delegated(Matter.ORDINARY, Kind.COUNCIL, room.chair)
    assert why_not(partial(room.motion, amount_fen=5_000_000))[1]["whose"] == "议事会"
    change = {"amends_id": small, "title": "加钱"}
    assert why_not(partial(room.motion, amount_fen=5_000_000, **change))[0] is No.TOO_LARGE
    room.set(large_fen=4_000_000)
    assert why_not(room.open, small)[0] is No.TOO_LARGE
    room.set(large_fen=None)
    room.open(small)
    assert room.row(small).state == "open"


def test_the_form_says_so_at_the_sum_and_keeps_what_was_typed(world: World) -> None:
    room = make_room(world, Kind.COMMITTEE, large_fen=5_000_000)
    form = f"/motions/new/?meeting={room.meeting_id}"
    clerk = room.client(room.clerk)
    assert "¥50,000.00 以上的，不由本会决定" in html(clerk, form)
    answer = post(clerk, form, **{**TEXT, "amount_fen": "6万"})
    assert answer.status_code == 422
    shown = answer.get_data(as_text=True)
    assert 'id="amount_fen-error"' in shown
    assert "不算本会自己的日常事务" in shown
    assert 'value="6万"' in shown


def test_members_of_the_committee_doubt_what_it_calls_its_own_business(world: World) -> None:
    room = make_room(world, Kind.COMMITTEE)
    motion = room.motion(room.clerk)
    challenge(room, motion, room.members[3], "这是交给议事会的事")
    assert why_not(room.open, motion)[0] is No.CHALLENGED


def test_a_resolution_says_as_what_it_was_decided_and_why_its_body_did(
    world: World, room: Room
) -> None:
    committee = make_room(world, Kind.COMMITTEE)
    said = {"ordinary": "；列为“其他公共事务”；属于本会自己的日常事务"}
    assert basis_of(committee, committee.motion()) == f"本会的议事规则{said['ordinary']}"
    motion = room.motion()
    on = delegated(Matter.DELEGATED, Kind.COUNCIL, room.chair)
    name(room, motion, Matter.DELEGATED, on)
    assert basis_of(room, motion).startswith(
        "本会的议事规则；列为“居民代表会议授权议事会的事项”，由主持人改列：照授权的决议；依据授权："
    )


def basis_of(room: Room, motion: int) -> str:
    room.open(motion)
    room.vote(motion, "for", *room.members)
    room.close(motion)
    made = resolutions.of_source("meetings.motion", motion)
    assert made is not None
    return made.basis


def test_a_council_resolves_on_what_was_handed_down_to_it_and_on_what_is_ordinary(
    room: Room,
) -> None:
    motion = room.motion(matter="delegated")
    room.open(room.motion(title="第二件"))
    room.close(2)
    assert why_not(room.open, motion)[1]["whose"] == "居民代表会议"
    page = room.client(room.chair).get(f"/motions/{motion}/lead/").text
    assert "《城市居民委员会组织法》第30条由居民代表会议决定" in page
    on = delegated(Matter.DELEGATED, Kind.COUNCIL, room.chair)
    assert why_not(room.open, motion)[0] is No.NAMES_NOTHING
    name(room, motion, Matter.DELEGATED, on)
    room.open(motion)
    assert room.row(motion).state == "open"


def test_a_delegation_that_has_ended_gives_nothing(world: World) -> None:
    room = make_room(world, Kind.ASSEMBLY)
    motion = room.motion(matter="covenant")
    yesterday = clock.today() - timedelta(days=1)
    delegated(Matter.COVENANT, Kind.ASSEMBLY, room.chair, yesterday)
    assert why_not(room.open, motion)[0] is No.NOT_COMPETENT
