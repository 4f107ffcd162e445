"""What everyone reads of a meeting, and who may see what of it."""

import re

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from portal.bodies.models import Body
from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.meetings import calling, papers, proxies, queries
from tests.meetings.making import (
    HOUR,
    called_meeting,
    draft_meeting,
    make_body,
    open_meeting,
    people_of,
)
from tests.statements import statements
from tests.topics.making import published
from tests.world import World, post


def text(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    main = answer.get_data(as_text=True).split("<main", 1)[1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_a_draft_is_nobodys_but_the_desks(world: World, client: FlaskClient) -> None:
    made = draft_meeting(world)
    assert client.get(made.address).status_code == 404
    assert client.get(f"{made.address}meeting.ics").status_code == 404
    assert "第一次会议" not in text(client, "/meetings/")
    assert "第一次会议" in text(world.staff(Role.COMMITTEE_MEMBER), "/desk/meetings/")


def test_a_called_meeting_is_public_with_agenda_and_members(
    world: World, client: FlaskClient
) -> None:
    made = called_meeting(world, make_body(world, 3, Kind.ASSEMBLY), items=("修电梯", "换门禁"))
    page = text(client, made.address)
    for said in (
        "第一次会议",
        "社区活动室",
        "1. 修电梯",
        "2. 换门禁",
        "代表1",
        "代表3",
        "第二十八条",
    ):
        assert said in page
    assert "3 人有表决权 2 人到会才能表决" in page
    assert "第一次会议" in text(client, "/meetings/")


def test_names_of_residents_called_to_a_residents_meeting_are_not_public(
    world: World, client: FlaskClient
) -> None:
    world.person("张三丰", is_delegate=True)
    body = make_body(world, 0, Kind.RESIDENTS_MEETING)
    made = called_meeting(
        world, body, starts_at=clock.now() + 20 * 24 * HOUR, electorate="delegates"
    )
    page = text(client, made.address)
    assert "1 人有表决权" in page
    assert "张三丰" not in page


def test_the_calendar_file_keeps_its_name_and_counts_its_versions(
    world: World, client: FlaskClient
) -> None:
    made = called_meeting(world)

    def entry() -> dict[str, str]:
        answer = client.get(f"{made.address}meeting.ics")
        assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
        one = Calendar.from_ical(answer.data).walk("VEVENT")[0]
        return {name: str(one[name]) for name in ("UID", "SEQUENCE", "STATUS", "SUMMARY")}

    first = entry()
    assert first == {
        "UID": f"meeting-{made.id}@localhost",
        "SEQUENCE": "0",
        "STATUS": "CONFIRMED",
        "SUMMARY": "第一次会议",
    }
    with writing():
        meeting = queries.locked(made.id)
        calling.cancel(meeting, "停电", meeting.drafted_by, clock.now())
    assert entry() == {**first, "SEQUENCE": "1", "STATUS": "CANCELLED"}


def test_times_in_the_calendar_file_are_those_of_the_meeting(
    world: World, client: FlaskClient
) -> None:
    made = called_meeting(world)
    starts_at, ends_at = made.row.starts_at, made.row.ends_at
    one = Calendar.from_ical(client.get(f"{made.address}meeting.ics").data).walk("VEVENT")[0]
    assert one.decoded("DTSTART") == starts_at.replace(microsecond=0)
    assert one.decoded("DTEND") == ends_at.replace(microsecond=0)


def test_who_came_is_public_afterwards(world: World, client: FlaskClient) -> None:
    body = make_body(world, 4)
    made = open_meeting(world, body, signed_in=2)
    meeting = made.row
    row = queries.attendance(made.id, people_of(body)[2])
    assert row is not None
    row.excused, meeting.closed_at = "住院", clock.now()
    db.session.commit()
    page = text(client, made.address)
    assert "4 人有表决权 2 人到会" in page
    assert "代表3 请假 代表4 缺席" in page
    assert "住院" not in page


def test_an_assembly_that_is_overdue_is_said_in_public_and_on_the_desk(
    world: World, client: FlaskClient
) -> None:
    make_body(world, 3, Kind.ASSEMBLY)
    for page in (text(client, "/meetings/"), text(world.staff(Role.DIRECTOR), "/desk/meetings/")):
        assert "2024年7月1日" in page
        assert "居民代表大会该开了" in page


@pytest.mark.parametrize(
    "address", ["/meetings/9/", "/meetings/9/meeting.ics", "/meetings/9/papers/1/"]
)
def test_what_is_not_there_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_desk_of_meetings_is_for_who_convenes(world: World) -> None:
    made = called_meeting(world)
    outsider, member = world.client(world.account()), made.chair()
    for page in ("/desk/meetings/", made.desk, f"{made.desk}attendance/", f"{made.desk}door/"):
        assert outsider.get(page).status_code == 403
        assert member.get(page).status_code == 403
        assert world.staff(Role.SUPERVISOR).get(page).status_code == 403
        assert world.staff(Role.COMMITTEE_MEMBER).get(page).status_code == 200


def test_every_page_of_the_desk_opens(world: World) -> None:
    staff, made = world.staff(Role.COMMITTEE_MEMBER), called_meeting(world)
    draft = draft_meeting(world, made.row.body)
    for page in (
        "/desk/meetings/new/",
        f"/desk/meetings/new/?body={made.row.body_id}",
        f"{draft.desk}check/",
        f"{draft.desk}edit/",
        f"{made.desk}edit/",
        f"{made.desk}cancel/",
        f"{made.desk}items/new/",
        f"{made.desk}items/{made.item().id}/",
        f"{made.desk}items/{made.item().id}/papers/new/",
        f"{made.desk}attendance/?q=代表",
    ):
        assert staff.get(page).status_code == 200, page


def test_the_desks_queue_counts_drafts_and_what_was_left_lying(world: World) -> None:
    now = clock.now()
    assert queries.waiting_and_late(now) == (0, False)
    body = make_body(world, 3)
    draft_meeting(world, body)
    made = called_meeting(world, body)
    open_meeting(world, body)
    assert queries.waiting_and_late(now) == (1, False)
    assert queries.waiting_and_late(made.row.ends_at) == (3, True)


def test_an_assembly_that_is_overdue_is_late_on_the_desk(world: World) -> None:
    body = make_body(world, 3, Kind.ASSEMBLY)
    assert queries.waiting_and_late(clock.now()) == (0, True)
    made = open_meeting(world, body)
    row = made.row
    row.closed_at = clock.now()
    db.session.commit()
    assert queries.waiting_and_late(clock.now()) == (0, False)
    assert queries.waiting_and_late(clock.now() + 200 * 24 * HOUR) == (0, True)


def test_article_28_an_assembly_without_a_quorum_was_none(world: World) -> None:
    body = make_body(world, 3, Kind.ASSEMBLY)
    made = open_meeting(world, body, signed_in=1)
    assert "不算开成" in text(made.chair(), made.address)
    assert post(made.chair(), f"{made.address}close/", made.address).status_code == 303
    assert made.row.lacked_quorum
    assert queries.last_closed_on(body) is None
    assert queries.waiting_and_late(clock.now()) == (0, True)
    again = open_meeting(world, db.session.get_one(Body, made.row.body_id))
    assert post(again.chair(), f"{again.address}close/", again.address).status_code == 303
    assert not again.row.lacked_quorum
    assert queries.last_closed_on(again.row.body) == clock.today()
    assert queries.waiting_and_late(clock.now()) == (0, False)


def test_article_28_whether_residents_sit_in_on_an_assembly_is_not_asked(
    world: World, client: FlaskClient
) -> None:
    assembly, council = make_body(world, 3, Kind.ASSEMBLY), make_body(world, 3)
    staff = world.staff(Role.COMMITTEE_MEMBER)
    ids = assembly.id, council.id
    asked = [
        'name="observers"' in staff.get(f"/desk/meetings/new/?body={one}").get_data(as_text=True)
        for one in ids
    ]
    assert asked == [False, True]
    for body_id, shown in zip(ids, (200, 303), strict=True):
        made = called_meeting(world, db.session.get_one(Body, body_id), observers=False)
        assert client.get(f"{made.address}screen/").status_code == shown


def test_an_item_links_to_its_topic(world: World, client: FlaskClient) -> None:
    made = called_meeting(world)
    topic_id = published(world)
    item = made.item()
    item.topic_id = topic_id
    db.session.commit()
    assert f'href="/topics/{topic_id}/"' in client.get(made.address).get_data(as_text=True)


def test_a_members_page_is_as_cheap_as_a_visitors(world: World) -> None:
    body = make_body(world, 3, proxies=True)
    made = called_meeting(world, body)
    with writing():
        paper = papers.add(made.item(), "方案", "文字", None, False, made.voters[0], clock.now())
        papers.mark_read(paper, made.voters[1], clock.now())
        proxies.give(queries.locked(made.id), made.voters[1], made.voters[2], clock.now())
    member = made.browser(made.voters[1])
    with statements() as seen:
        shown = text(member, made.address)
    assert "您看过了" in shown
    assert "您委托了代表3代为表决" in shown
    assert len([one for one in seen if not one.startswith("PRAGMA")]) <= 16
