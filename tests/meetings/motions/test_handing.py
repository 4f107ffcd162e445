"""What a motion hands down, and what it rests on (居民委员会组织法 art. 30), through the pages."""

import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.db import db, writing
from portal.meetings.motions import queries
from portal.meetings.motions.actions import matters
from portal.meetings.motions.rules import No
from portal.resolutions import queries as resolutions
from portal.resolutions.models import Resolution, WrittenForGood
from portal.topics import queries as topics
from portal.topics.actions import delegating, screening
from portal.topics.models import Delegation
from portal.topics.rules import RESERVED, Matter
from tests.meetings.motions.browser import TEXT, html, newest, send
from tests.meetings.motions.room import Room, make_room, why_not
from tests.topics.making import body, delegated
from tests.world import World, post

SCOPE = "环境卫生、楼道秩序方面的事"


def until(days: int = 200) -> date:
    return clock.today() + timedelta(days=days)


def hands(matter: Matter = Matter.DELEGATED, **more: object) -> dict[str, object]:
    return {"hands_down": [matter], "hands_until": until(), "hands_scope": SCOPE, **more}


def carried(room: Room, **values: object) -> Resolution:
    """Moved, put to the vote and adopted by all."""
    motion = room.motion(**values)
    room.open(motion)
    room.vote(motion, "for", *room.members)
    room.close(motion)
    found = resolutions.of_source("meetings.motion", motion)
    assert found is not None
    return found


def whose(matter: Matter) -> Kind:
    db.session.rollback()
    return screening.body_for(matter, False, clock.now()).sort


@pytest.fixture
def assembly(world: World) -> Room:
    body(Kind.RESIDENTS_MEETING, "居民会议")
    body(Kind.COUNCIL, "议事会")
    return make_room(world, Kind.ASSEMBLY)


def sentence(day: date) -> str:
    return f"本决议把“{SCOPE}”交给议事会决定，到{day.year}年{day.month}月{day.day}日为止。"


# ---- What a resolution hands down


def test_a_resolution_says_what_it_hands_down_and_the_delegation_is_made_of_that_article_30(
    assembly: Room, client: FlaskClient
) -> None:
    made = carried(assembly, **hands())
    (one,) = topics.delegations()
    assert (one.matter, one.body_kind, one.scope) == ("delegated", "council", SCOPE)
    assert (one.resolution_id, one.starts_on, one.ends_on) == (made.id, clock.today(), until())
    told = sentence(until())
    assert told in html(client, "/motions/1/")
    assert told in html(client, f"/resolutions/{made.year}/{made.serial}/")
    assert made.number in html(client, "/topics/delegations/")
    assert "不算数" not in html(client, "/topics/delegations/")


def test_its_mover_chooses_it_in_the_form_and_everyone_who_votes_reads_it(assembly: Room) -> None:
    member, day = assembly.client(assembly.members[3]), until()
    address = f"/motions/new/?item={assembly.item_id}"
    typed = {**TEXT, "hands_down": "delegated", "hands_scope": SCOPE}
    assert "授权" in html(member, address)
    assert "请写明交到哪天为止" in post(member, address, **typed).text
    answer = post(member, address, **typed, hands_until=day.isoformat())
    assert answer.status_code == 303, answer.text
    motion = newest(assembly)
    assert f"通过以后：{sentence(day)}" in html(member, f"/motions/{motion}/")
    assert "要交出事项（授权）" in html(member, f"/meetings/{assembly.meeting_id}/")
    edited = html(member, f"/motions/{motion}/edit/")
    assert re.search(r'<input checked[^>]*name="hands_down"[^>]*value="delegated"', edited)
    assert send(member, motion, "submit", version=assembly.row(motion).version) == 303
    chair = assembly.client(assembly.chair)
    assert sentence(day) in html(chair, f"/motions/{motion}/lead/")
    assembly.open(motion)
    assert sentence(day) in html(member, f"/motions/{motion}/vote/")


@pytest.mark.parametrize("words", ["委托物业清洗水箱", "授权议事会决定一切"])
def test_words_of_a_resolution_hand_nothing_down_whatever_they_are(
    assembly: Room, words: str
) -> None:
    carried(assembly, title=words, text=words)
    assert topics.delegations() == []
    assert whose(Matter.DELEGATED) is Kind.ASSEMBLY


@pytest.mark.parametrize("matter", sorted(RESERVED))
def test_no_assembly_hands_the_residents_matters_on_to_a_council_article_30(
    assembly: Room, matter: Matter
) -> None:
    member, address = assembly.client(assembly.chair), f"/motions/new/?item={assembly.item_id}"
    offered = html(member, address).split('name="hands_down"')
    assert len(offered) == 3  # what is left: a part of everything else, or all of it
    typed = {**TEXT, "hands_down": matter.value, "hands_until": until().isoformat()}
    assert post(member, address, **typed).status_code == 422
    no, said = why_not(lambda: assembly.draft(**hands(matter)))
    assert (no, "第三十条" in str(said["why"])) == (No.CANNOT_HAND_DOWN, True)
    assert queries.of_meeting(assembly.meeting_id) == []


@pytest.mark.parametrize(
    "kind", [Kind.COUNCIL, Kind.COMMITTEE, Kind.SUPERVISORS, Kind.SUBCOMMITTEE, Kind.JOINT]
)
def test_no_other_body_hands_anything_down_article_30(world: World, kind: Kind) -> None:
    parent = make_room(world, name="上级").body.id if kind is Kind.SUBCOMMITTEE else None
    room = make_room(world, kind, parent_id=parent)
    page = html(room.client(room.chair), f"/motions/new/?item={room.item_id}")
    assert 'name="hands_down"' not in page
    assert why_not(lambda: room.draft(**hands()))[0] is No.CANNOT_HAND_DOWN


def test_the_residents_meeting_hands_its_matters_to_the_assembly_article_30(world: World) -> None:
    for kind in (Kind.ASSEMBLY, Kind.COUNCIL):
        body(kind, f"{kind}")
    room = make_room(world, Kind.RESIDENTS_MEETING)
    both = [Matter.APPRAISAL, Matter.COVENANT]
    carried(room, hands_down=both, hands_until=until(), hands_scope="")
    assert {(one.matter, one.body_kind) for one in topics.delegations()} == {
        (matter, "assembly") for matter in both
    }
    assert [whose(one) for one in (*both, Matter.CHARTER)] == [
        Kind.ASSEMBLY, Kind.ASSEMBLY, Kind.RESIDENTS_MEETING
    ]  # fmt: skip
    assert why_not(lambda: room.draft(**hands(Matter.ORDINARY)))[0] is No.CANNOT_HAND_DOWN


@pytest.mark.parametrize("days", [-1, 0, 2000])
def test_nothing_is_handed_down_for_a_day_that_is_over_or_beyond_a_term_article_14(
    assembly: Room, days: int
) -> None:
    no = why_not(lambda: assembly.draft(**hands(hands_until=until(days))))[0]
    assert no is No.CANNOT_HAND_DOWN


def test_an_amendment_hands_nothing_down(assembly: Room) -> None:
    main = assembly.motion(**hands())
    no = why_not(lambda: assembly.draft(title="修正", amends_id=main, **hands()))[0]
    assert no is No.CANNOT_HAND_DOWN
    member = assembly.client(assembly.members[3])
    assert 'name="hands_down"' not in html(member, f"/motions/new/?amends={main}")


def test_what_names_a_resolution_that_says_nothing_of_it_hands_nothing_down(
    assembly: Room, client: FlaskClient
) -> None:
    """As the word alone once was enough for."""
    made = carried(assembly, title="委托物业清洗水箱", text="委托物业每年清洗水箱。")
    with writing():
        db.session.add(
            Delegation(
                matter="delegated", body_kind="council", scope=SCOPE, basis=made.number,
                resolution_id=made.id, starts_on=clock.today(), entered_by=assembly.chair,
                entered_at=clock.now(),
            )
        )  # fmt: skip
    assert whose(Matter.DELEGATED) is Kind.ASSEMBLY
    assert "决议里没有写明交出这类事项，不算数" in html(client, "/topics/delegations/")


def test_what_was_rejected_hands_nothing_down(assembly: Room) -> None:
    motion = assembly.motion(**hands())
    assembly.open(motion)
    assembly.vote(motion, "against", *assembly.members)
    assembly.close(motion)
    assert topics.delegations() == []


def test_what_a_resolution_hands_down_is_written_once(assembly: Room) -> None:
    made = carried(assembly, **hands())
    with pytest.raises(WrittenForGood), writing():
        made.hands_until = until(900)


def test_a_delegation_falls_with_its_resolution_article_30(world: World, assembly: Room) -> None:
    made = carried(assembly, **hands())
    assert whose(Matter.DELEGATED) is Kind.COUNCIL
    made_id = made.id
    residents = make_room(world, Kind.RESIDENTS_MEETING, name="居民大会")
    carried(residents, annuls_id=made_id)
    assert whose(Matter.DELEGATED) is Kind.ASSEMBLY
    assert "决议已废止，授权失效" in html(world.app.test_client(), "/topics/delegations/")


def test_what_the_assembly_handed_down_ends_sooner_and_never_later(assembly: Room) -> None:
    carried(assembly, **hands())
    for day in (until(), date(2099, 1, 1)):
        with pytest.raises(delegating.Refused) as no, writing():
            delegating.end(1, day, assembly.chair, clock.now())
        assert no.value.reason is delegating.Refusal.NOT_SOONER
    with writing():
        delegating.end(1, clock.today(), assembly.chair, clock.now())


# ---- What a motion rests on


@pytest.fixture
def handed(room: Room) -> int:
    """A part was handed down to the council of the room."""
    return delegated(Matter.DELEGATED, Kind.COUNCIL, room.chair)


def test_a_motion_of_what_was_handed_down_in_part_names_by_what_and_everyone_reads_it(
    room: Room, handed: int, client: FlaskClient
) -> None:
    member, address = room.client(room.members[3]), f"/motions/new/?item={room.item_id}"
    typed = {**TEXT, "matter": "delegated"}
    answer = post(member, address, **typed)
    assert answer.status_code == 422
    assert "请写明依据哪一份现在有效的授权" in answer.text
    assert TEXT["text"] in answer.text
    assert queries.of_meeting(room.meeting_id) == []
    assert post(member, address, **typed, delegation_id=handed).status_code == 303
    motion = newest(room)
    send(member, motion, "submit", version=room.row(motion).version)
    room.open(motion)
    page = html(client, f"/motions/{motion}/")
    assert "事项：居民代表会议授权议事会的事项" in page
    assert f'依据授权：<a class="tel" href="/topics/delegations/#delegation-{handed}">' in page
    assert "环境、秩序方面的事（第三届居民代表会议第一次会议）" in page
    assert f'id="delegation-{handed}"' in html(client, "/topics/delegations/")
    room.vote(motion, "for", *room.members)
    room.close(motion)
    made = resolutions.of_source("meetings.motion", motion)
    assert made is not None
    assert made.basis.endswith("；依据授权：第三届居民代表会议第一次会议")


@pytest.mark.parametrize("matter", [one for one in Matter if one is not Matter.DELEGATED])
def test_what_it_rests_on_covers_what_it_touches_article_30(
    room: Room, handed: int, matter: Matter
) -> None:
    """A covenant is not changed on what was handed down of the environment."""
    member, address = room.client(room.members[3]), f"/motions/new/?item={room.item_id}"
    answer = post(member, address, **{**TEXT, "matter": matter.value}, delegation_id=handed)
    assert answer.status_code == 422
    assert "请选对得上的授权" in answer.text
    assert why_not(lambda: room.draft(matter=matter, delegation_id=handed))[0] is No.OTHER_MATTER


def test_a_council_rests_on_nothing_that_was_handed_to_the_assembly(room: Room) -> None:
    other = delegated(Matter.COVENANT, Kind.ASSEMBLY, room.chair)
    member, address = room.client(room.members[3]), f"/motions/new/?item={room.item_id}"
    typed = {**TEXT, "matter": "covenant", "delegation_id": other}
    assert post(member, address, **typed).status_code == 422
    no = why_not(lambda: room.draft(matter="covenant", delegation_id=other))[0]
    assert no is No.OTHER_MATTER
    assert post(member, address, **TEXT, delegation_id=999).status_code == 422


def test_nothing_is_decided_on_what_no_longer_counts(room: Room, handed: int) -> None:
    """Ended, or never confirmed, between the writing and the vote."""
    motion = room.motion(matter="delegated", delegation_id=handed)
    with writing():
        ended = Delegation.__table__.update().values(ends_on=clock.today() - timedelta(days=1))
        db.session.execute(ended.where(Delegation.id == handed))
    assert why_not(room.open, motion)[0] is No.NOT_COMPETENT
    on = delegated(Matter.DELEGATED, Kind.COUNCIL, room.chair)
    assert why_not(room.open, motion)[0] is No.NAMES_NOTHING
    with writing():
        one = queries.locked(motion)
        matters.name_anew(one, Matter.DELEGATED, "写错了", room.chair, clock.now(), on)
    room.open(motion)
    assert room.row(motion).delegation_id == on


def test_who_leads_names_it_on_the_page_for_a_reason_that_everyone_reads(
    room: Room, client: FlaskClient
) -> None:
    motion = room.motion(matter="delegated")
    on = delegated(Matter.DELEGATED, Kind.COUNCIL, room.chair)
    address, chair = f"/motions/{motion}/", room.client(room.chair)
    assert "请写明依据哪一份现在有效的授权" in html(chair, f"{address}lead/")
    said = {"matter": "delegated", "matter_why": "授权是后来核对的", "delegation_id": on}
    assert post(chair, f"{address}matter/", f"{address}lead/", **said).status_code == 303
    assert "授权是后来核对的" in html(client, address)
    room.open(motion)


def test_a_reserved_matter_that_was_handed_down_in_part_is_named_too(assembly: Room) -> None:
    on = delegated(Matter.AFFECTS_EVERYONE, Kind.ASSEMBLY, assembly.chair, scope="停车收费")
    no = why_not(lambda: assembly.draft(matter=Matter.AFFECTS_EVERYONE))[0]
    assert no is No.NAMES_NOTHING
    motion = assembly.motion(matter=Matter.AFFECTS_EVERYONE, delegation_id=on)
    assembly.open(motion)
    client = assembly.client(assembly.members[3])
    assert "涉及全体居民利益的重大事项（停车收费）" in html(client, f"/motions/{motion}/")


def test_what_its_mover_called_the_covenant_no_chair_calls_delegated_article_30(
    room: Room, handed: int
) -> None:
    """Not by way of another reserved matter either."""
    motion = room.motion(room.members[3], matter=Matter.COVENANT)
    address, chair = f"/motions/{motion}/", room.client(room.chair)
    said = {"matter": "delegated", "matter_why": "顺便改一改", "delegation_id": handed}
    answer = post(chair, f"{address}matter/", f"{address}lead/", **said)
    assert answer.status_code == 422
    assert "已经列为居民会议的事" in answer.text
    named = {"matter": "charter", "matter_why": "先换一类", "delegation_id": ""}
    assert post(chair, f"{address}matter/", f"{address}lead/", **named).status_code == 303
    assert post(chair, f"{address}matter/", f"{address}lead/", **said).status_code == 422
    assert why_not(room.open, motion)[0] is No.NOT_COMPETENT


def test_where_one_plainly_covers_it_nobody_need_name_it_and_it_is_shown(
    room: Room, client: FlaskClient
) -> None:
    motion = room.motion()
    told = "全部其他公共事务（第三届居民代表会议第一次会议）"
    assert told in html(client, f"/motions/{motion}/")
    room.open(motion)
    assert room.row(motion).delegation_id == 1
    assert told in html(client, f"/motions/{motion}/")


def test_a_body_that_decides_by_itself_rests_on_nothing(
    assembly: Room, client: FlaskClient
) -> None:
    delegated(Matter.ORDINARY, Kind.COUNCIL, assembly.chair)
    motion = assembly.motion()
    assembly.open(motion)
    assert assembly.row(motion).delegation_id is None
    assert "依据授权" not in html(client, f"/motions/{motion}/")
