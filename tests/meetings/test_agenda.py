"""The agenda of a meeting and its order; what is added late says why."""

import pytest

from portal.core import clock, outbox
from portal.core.access import Role
from portal.core.db import db, writing
from portal.meetings import agenda, kinds, papers, queries
from portal.meetings.models import AgendaItem, Meeting, Paper
from portal.meetings.refusing import Refused
from portal.meetings.rules import Refusal
from tests.meetings.making import (
    HOUR,
    MeetingInTest,
    called_meeting,
    draft_meeting,
    open_meeting,
)
from tests.world import World, post


def titles(made: MeetingInTest) -> list[tuple[int, str]]:
    db.session.rollback()
    return [(one.position, one.title) for one in queries.items(made.id)]


def add(made: MeetingInTest, title: str, reason: str = "") -> None:
    with writing():
        meeting = queries.locked(made.id)
        agenda.add(meeting, title, "", None, meeting.drafted_by, clock.now(), reason)


def item(made: MeetingInTest, position: int) -> AgendaItem:
    return queries.items(made.id)[position - 1]


def test_items_stand_in_the_order_in_which_they_came(world: World) -> None:
    made = draft_meeting(world, items=("甲", "乙"))
    add(made, "丙")
    assert titles(made) == [(1, "甲"), (2, "乙"), (3, "丙")]


@pytest.mark.parametrize(("position", "after"), [(1, "甲乙丙"), (2, "乙甲丙"), (3, "甲丙乙")])
def test_an_item_moves_up_by_one_place(world: World, position: int, after: str) -> None:
    made = draft_meeting(world, items=("甲", "乙", "丙"))
    staff, moved = world.staff(Role.COMMITTEE_MEMBER), item(made, position)
    post(staff, f"{made.desk}items/{moved.id}/up/", f"{made.desk}items/new/")
    assert titles(made) == list(enumerate(after, 1))


def test_what_is_taken_off_leaves_no_gap(world: World) -> None:
    made = draft_meeting(world, items=("甲", "乙", "丙"))
    staff, off = world.staff(Role.COMMITTEE_MEMBER), item(made, 2)
    post(staff, f"{made.desk}items/{off.id}/off/", f"{made.desk}items/new/")
    assert titles(made) == [(1, "甲"), (2, "丙")]


def test_a_change_after_calling_is_told_to_everyone(world: World) -> None:
    made = called_meeting(world)
    add(made, "换门禁")
    message = outbox.latest(made.voters[0], 1)[0]
    assert (message.kind, message.sentence) == (
        kinds.TELL_AGENDA,
        "《第一次会议》的议程有改动：换门禁",
    )


def test_nobody_is_told_of_a_draft(world: World) -> None:
    made = draft_meeting(world)
    add(made, "换门禁")
    assert db.session.query(outbox.Message).count() == 0


def test_what_comes_later_than_papers_are_due_says_why_in_public(world: World) -> None:
    made = called_meeting(world)
    row = made.row
    row.starts_at, row.ends_at = clock.now() + 24 * HOUR, clock.now() + 26 * HOUR
    db.session.commit()
    with pytest.raises(Refused) as no:
        add(made, "换门禁")
    assert no.value.reason is Refusal.PAPER_TOO_LATE
    add(made, "换门禁", "昨天门禁坏了")
    page = world.app.test_client().get(made.address).get_data(as_text=True)
    assert "晚公布，原因：昨天门禁坏了" in page


def test_late_items_are_answered_at_the_field_of_the_reason(world: World) -> None:
    made = called_meeting(world)
    row = made.row
    row.starts_at, row.ends_at = clock.now() + 24 * HOUR, clock.now() + 26 * HOUR
    db.session.commit()
    staff = world.staff(Role.COMMITTEE_MEMBER)
    answer = post(staff, f"{made.desk}items/new/", title="换门禁", late_reason="")
    assert answer.status_code == 422
    assert 'id="late_reason-error"' in answer.get_data(as_text=True)
    assert "换门禁" in answer.get_data(as_text=True)


def test_what_is_rewritten_after_papers_are_due_says_why_in_public(world: World) -> None:
    made = called_meeting(world)
    staff, page = world.staff(Role.COMMITTEE_MEMBER), f"{made.desk}items/{item(made, 1).id}/"
    assert post(staff, page, title="修两部电梯").status_code == 303  # in good time
    row = made.row
    row.starts_at, row.ends_at = clock.now() + 24 * HOUR, clock.now() + 26 * HOUR
    db.session.commit()
    answer = post(staff, page, title="卖掉电梯", late_reason="")
    assert answer.status_code == 422
    assert 'id="late_reason-error"' in answer.get_data(as_text=True)
    assert "卖掉电梯" in answer.get_data(as_text=True)
    assert titles(made) == [(1, "修两部电梯")]
    assert post(staff, page, title="修三部电梯", late_reason="又坏了一部").status_code == 303
    assert titles(made) == [(1, "修三部电梯")]
    shown = world.app.test_client().get(made.address).get_data(as_text=True)
    assert "晚公布，原因：又坏了一部" in shown
    assert "又坏了一部" not in staff.get(page).get_data(as_text=True)


def test_a_called_meeting_keeps_its_last_item(world: World) -> None:
    made = called_meeting(world, items=("甲", "乙"))
    staff = world.staff(Role.COMMITTEE_MEMBER)
    first, last = item(made, 1).id, item(made, 2).id
    assert post(staff, f"{made.desk}items/{first}/off/", "/me/").status_code == 303
    answer = post(staff, f"{made.desk}items/{last}/off/", "/me/")
    assert answer.status_code == 422
    assert "最后一项，不能拿掉" in answer.get_data(as_text=True)
    draft = draft_meeting(world)
    only = item(draft, 1).id
    assert post(staff, f"{draft.desk}items/{only}/off/", "/me/").status_code == 303
    assert titles(draft) == []


def test_forms_that_are_sent_twice_make_one(world: World) -> None:
    made = called_meeting(world)
    staff, body_id = world.staff(Role.COMMITTEE_MEMBER), made.row.body_id
    address = f"{made.desk}items/{item(made, 1).id}/papers/new/"
    chair, clerk = made.row.chair_id, made.voters[1]
    meeting = {
        "title": "第二次会议",
        "place": "活动室",
        "starts_at": "2099-06-01T19:00",
        "ends_at": "2099-06-01T21:00",
        "chair_id": chair,
        "clerk_id": clerk,
    }
    for _twice in range(2):
        assert post(staff, f"{made.desk}items/new/", title="换门禁").status_code == 303
        assert post(staff, address, title="方案", text="文字").status_code == 303
        new = f"/desk/meetings/new/?body={body_id}"
        assert post(staff, new, **meeting).status_code == 303
    assert titles(made) == [(1, "修电梯"), (2, "换门禁")]
    assert db.session.query(Paper).count() == 1
    assert db.session.query(Meeting).filter_by(title="第二次会议").count() == 1
    told = db.session.query(outbox.Message).filter_by(person_id=chair)
    assert [one.kind for one in told.order_by(outbox.Message.id)] == [
        kinds.TELL_CALLED,
        kinds.TELL_AGENDA,
        kinds.TELL_PAPER,
    ]


def test_an_item_with_a_posted_paper_stays(world: World) -> None:
    made = called_meeting(world)
    with writing():
        papers.add(item(made, 1), "方案", "文字", None, False, 1, clock.now())
    with pytest.raises(Refused) as no, writing():
        agenda.take_off(item(made, 1), 1, clock.now())
    assert no.value.reason is Refusal.HAS_PAPERS


def test_the_agenda_of_an_open_meeting_is_not_changed(world: World) -> None:
    made = open_meeting(world)
    with pytest.raises(Refused) as no:
        add(made, "换门禁", "急")
    assert no.value.reason is Refusal.NOT_NOW


def test_an_item_of_another_meeting_is_not_found(world: World) -> None:
    made, other = draft_meeting(world), draft_meeting(world)
    staff, foreign = world.staff(Role.COMMITTEE_MEMBER), item(other, 1)
    for step in ("", "up/", "off/"):
        answer = post(staff, f"{made.desk}items/{foreign.id}/{step}", f"{made.desk}items/new/")
        assert answer.status_code == 404
    assert titles(other) == [(1, "修电梯")]
