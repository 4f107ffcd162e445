"""A standing joint meeting carries what is not done from month to month."""

from datetime import date, timedelta

from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.core.words import day
from portal.meetings.minutes import carried
from portal.resolutions.followups.models import FollowUp
from tests.meetings.making import make_body
from tests.meetings.minutes.conftest import Writing, hold
from tests.meetings.minutes.reading import main, promise
from tests.world import World, post

# ---- standing joint meetings


def test_a_joint_meeting_carries_what_is_not_done_from_month_to_month(world: World) -> None:
    body = make_body(world, 4, kind=Kind.JOINT, name="物业联席会议")
    first = hold(world, body.id, 70, "三月例会")
    one = promise(world, first.id, "修好北门的门禁")
    second = hold(world, body.id, 40, "四月例会")
    third = hold(world, body.id, 10, "五月例会")
    today = clock.today()
    for made, meetings_carried in ((first, []), (second, [1]), (third, [2])):
        assert [each.meetings for each in carried.of(made.row, today)] == meetings_carried
    page = main(world.client(world.account()), third.address)
    assert "以前的会上答应、还没办完的事" in page
    told = ["修好北门的门禁", f"{day(first.row.starts_at)} 答应", "已经过了 2 次会议", "议程"]
    places = [page.index(one) for one in told]
    assert places == sorted(places)
    text = Writing(world, third, "").draft().row.text
    assert "上次会议以来还没有办完的事：\n1. 修好北门的门禁（物业公司负责，" in text
    assert f"{day(first.row.starts_at)} 答应，已经过了 2 次会议" in text
    assert text.index("还没有办完的事") < text.index("议程 1")
    with writing():
        db.session.get_one(FollowUp, one).state = "ended"
    assert carried.of(third.row, today) == []


def test_a_council_carries_nothing_by_itself(minutes: Writing) -> None:
    promise(minutes.world, minutes.meeting.id, "请人检测电梯")
    later = minutes.next_meeting()
    assert carried.of(later.row, clock.today()) == []


def test_the_desk_writes_a_promise_down_from_the_meeting(minutes: Writing) -> None:
    staff = minutes.world.account(minutes.world.person("李主任"), Role.COMMITTEE_MEMBER)
    checker = minutes.world.account(minutes.world.person("陈监督"), Role.SUPERVISOR)
    client = minutes.world.client(staff)
    address = f"/desk/follow-ups/new/?kind=meetings.meeting&id={minutes.meeting.id}"
    assert address.replace("&", "&amp;") in main(client, minutes.meeting.address)
    due = clock.today() + timedelta(days=30)
    made = post(
        client,
        address,
        what="请人检测电梯",
        responsible="物业公司",
        person=0,
        due_on=due.isoformat(),
        checker=checker.person_id,
    )
    assert made.status_code == 303
    found = db.session.query(FollowUp).one()
    assert (found.source_title, found.body_id) == ("第一次会议", minutes.meeting.row.body_id)
    assert found.due_on == due > date(2000, 1, 1)
    assert "请人检测电梯" in main(minutes.world.app.test_client(), minutes.meeting.address)
