"""Calling a meeting: in good time, with an agenda, and everyone on its roll is told."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from portal.audit.models import AuditFact
from portal.bodies.models import Membership
from portal.bodies.rules import Kind
from portal.core import clock, outbox
from portal.core.access import Role
from portal.core.db import db, writing
from portal.meetings import calling, kinds, queries, roll
from portal.meetings.models import AgendaItem, Attendance, Meeting
from portal.meetings.refusing import Refused
from portal.meetings.rules import Refusal, State
from tests.meetings.making import (
    HOUR,
    MeetingInTest,
    called_meeting,
    draft_meeting,
    make_body,
    people_of,
    seat_somebody,
)
from tests.world import World, post

DAY = timedelta(days=1)


def call(made: MeetingInTest, reason: str = "") -> None:
    with writing():
        meeting = queries.locked(made.id)
        calling.call(meeting, meeting.drafted_by, clock.now(), reason)


def told(person_id: int) -> list[str]:
    db.session.rollback()
    return [one.kind for one in outbox.latest(person_id, 20)]


def recorded() -> list[str]:
    db.session.rollback()
    return [one.kind for one in db.session.query(AuditFact).order_by(AuditFact.number)]


def rows(made: MeetingInTest) -> dict[int, bool]:
    db.session.rollback()
    found = db.session.query(Attendance).filter_by(meeting_id=made.id)
    return {row.person_id: row.votes for row in found}


def noon_in(days: int) -> datetime:
    return clock.start_of(clock.today() + days * DAY) + 12 * HOUR


# ---- The roll ----


def test_calling_takes_the_roll_and_tells_everyone_on_it(world: World) -> None:
    body = make_body(world, 3, silent=1)
    made = draft_meeting(world, body)
    call(made)
    people = people_of(body)
    assert rows(made) == {people[0]: True, people[1]: True, people[2]: True, people[3]: False}
    assert [told(one) for one in people] == [[kinds.TELL_CALLED]] * 4
    assert made.row.state is State.CALLED
    assert recorded() == [kinds.CALLED]


def test_what_people_are_told_of_a_call_leads_to_the_page_and_waits_for_no_digest(
    world: World,
) -> None:
    made = called_meeting(world)
    message = outbox.latest(made.voters[0], 1)[0]
    assert message.link == f"/meetings/{made.id}/"
    assert "请您参加《第一次会议》" in message.sentence
    assert outbox.all_kinds()[message.kind].urgent


def test_who_has_two_seats_is_called_once_with_the_vote(world: World) -> None:
    body = make_body(world, 2)
    person = people_of(body)[0]
    seat_somebody(world, body, person, votes=False)
    assert rows(called_meeting(world, body)) == {person: True, people_of(body)[1]: True}


def test_article_26_a_residents_meeting_calls_one_delegate_a_household(world: World) -> None:
    home = world.household()
    delegate = world.person("户代表", household=home, is_delegate=True)
    world.person("家人", household=home)
    body = make_body(world, 0, Kind.RESIDENTS_MEETING)
    made = draft_meeting(world, body, noon_in(20), electorate="delegates")
    call(made)
    assert rows(made) == {delegate.id: True}
    row = queries.attendance(made.id, delegate.id)
    assert row is not None
    assert row.household_id == home.id


def test_article_26_a_residents_meeting_of_residents_calls_everyone_of_18(world: World) -> None:
    home = world.household()
    adults = [world.person(name, household=home).id for name in ("甲", "乙")]
    world.person("孩子", clock.today().year - 10, home)
    body = make_body(world, 0, Kind.RESIDENTS_MEETING)
    made = draft_meeting(world, body, noon_in(20), electorate="residents")
    call(made)
    assert set(adults) <= set(rows(made))
    assert len(rows(made)) == len(adults) + 2  # chair and clerk live here too


# ---- Notice ----


@pytest.mark.parametrize(
    ("kind", "days", "refusal"),
    [
        (Kind.RESIDENTS_MEETING, 10, None),
        (Kind.RESIDENTS_MEETING, 9, Refusal.TOO_LATE),
        (Kind.ASSEMBLY, 3, None),
        (Kind.ASSEMBLY, 2, Refusal.TOO_LATE),
        (Kind.COUNCIL, 3, None),
        (Kind.COUNCIL, 2, Refusal.TOO_LATE),
    ],
)
def test_article_26_too_late_is_refused_at_the_day(
    world: World, kind: Kind, days: int, refusal: Refusal | None
) -> None:
    world.person(is_delegate=True)
    members = 0 if kind is Kind.RESIDENTS_MEETING else 3
    electorate = "members" if members else "delegates"
    body = make_body(world, members, kind)
    made = draft_meeting(world, body, noon_in(days), electorate=electorate)
    if refusal is None:
        call(made)
        assert made.row.urgent_reason is None
        return
    with pytest.raises(Refused) as no:
        call(made)
    assert no.value.reason is refusal
    assert (made.row.state, rows(made)) == (State.DRAFT, {})


def test_an_urgent_call_keeps_its_reason_in_public(world: World, client: FlaskClient) -> None:
    made = draft_meeting(world, starts_at=clock.now() + 2 * HOUR)
    call(made, "水管爆了，今天就要定")
    assert made.row.urgent_reason == "水管爆了，今天就要定"
    assert "水管爆了，今天就要定" in client.get(made.address).get_data(as_text=True)
    assert recorded() == [kinds.CALLED_URGENTLY]


def test_a_reason_that_was_not_needed_is_not_kept(world: World) -> None:
    made = draft_meeting(world)
    call(made, "急")
    assert made.row.urgent_reason is None


@pytest.mark.parametrize(
    ("items", "members", "hours", "refusal"),
    [
        ((), 3, 120, Refusal.NO_AGENDA),
        (("修电梯",), 0, 120, Refusal.NO_MEMBERS),
        (("修电梯",), 3, -1, Refusal.IN_THE_PAST),
    ],
)
def test_what_lacks_is_not_called_however_urgent(
    world: World, items: tuple[str, ...], members: int, hours: int, refusal: Refusal
) -> None:
    body, starts_at = make_body(world, members), clock.now() + hours * HOUR
    made = draft_meeting(world, body, starts_at, items)
    with pytest.raises(Refused) as no:
        call(made, "急")
    assert no.value.reason is refusal


def test_nothing_is_called_twice(world: World) -> None:
    made = called_meeting(world)
    with pytest.raises(Refused) as no:
        call(made)
    assert no.value.reason is Refusal.NOT_NOW
    assert [told(one) for one in made.voters] == [[kinds.TELL_CALLED]] * 3


# ---- Changing and cancelling ----


def plan(made: MeetingInTest, **changes: object) -> calling.Plan:
    row = made.row
    fields = {name: getattr(row, name) for name in calling.Plan.__dataclass_fields__}
    return calling.Plan(**{**fields, **changes})


def change(made: MeetingInTest, reason: str = "", **changes: object) -> None:
    wanted = plan(made, **changes)
    with writing():
        meeting = queries.locked(made.id)
        calling.change(meeting, wanted, meeting.drafted_by, clock.now(), reason)


def test_another_place_is_told_to_everyone_and_makes_a_newer_calendar_file(world: World) -> None:
    made = called_meeting(world)
    change(made, place="二楼")
    assert (made.row.place, made.row.sequence) == ("二楼", 1)
    assert told(made.voters[0]) == [kinds.TELL_CHANGED, kinds.TELL_CALLED]
    assert recorded()[-1] == kinds.CHANGED


def test_another_title_troubles_nobody(world: World) -> None:
    made = called_meeting(world)
    change(made, title="第二次会议")
    assert (made.row.title, made.row.sequence) == ("第二次会议", 0)
    assert told(made.voters[0]) == [kinds.TELL_CALLED]


def test_moving_earlier_needs_the_whole_notice_or_a_public_reason(world: World) -> None:
    made = called_meeting(world, starts_at=noon_in(9))
    earlier: dict[str, Any] = {"starts_at": noon_in(2), "ends_at": noon_in(2) + HOUR}
    with pytest.raises(Refused) as no:
        change(made, **earlier)
    assert no.value.reason is Refusal.TOO_LATE
    change(made, "要停水，等不得", **earlier)
    assert made.row.urgent_reason == "要停水，等不得"
    assert recorded()[-1] == kinds.MOVED_URGENTLY


def test_body_and_electorate_stay_once_it_is_called(world: World) -> None:
    made, other = called_meeting(world), make_body(world)
    body_id = made.row.body_id
    change(made, body_id=other.id, electorate="residents")
    assert (made.row.body_id, made.row.electorate) == (body_id, "members")


def test_cancelling_is_told_with_its_reason_and_final(world: World, client: FlaskClient) -> None:
    made = called_meeting(world)
    staff = world.staff(Role.COMMITTEE_MEMBER)
    bare = post(staff, f"{made.desk}cancel/", reason="")
    assert (bare.status_code, made.row.state) == (422, State.CALLED)
    assert post(staff, f"{made.desk}cancel/", reason="停电了").status_code == 303
    assert "停电了" in client.get(made.address).get_data(as_text=True)
    assert told(made.voters[0]) == [kinds.TELL_CANCELLED, kinds.TELL_CALLED]
    with pytest.raises(Refused):
        change(made, place="二楼")


def test_a_draft_is_thrown_away_with_all_that_is_in_it(world: World) -> None:
    made = draft_meeting(world)
    answer = post(world.staff(Role.COMMITTEE_MEMBER), f"{made.desk}discard/", made.desk)
    assert answer.status_code == 303
    db.session.rollback()
    assert (db.session.query(Meeting).count(), db.session.query(AgendaItem).count()) == (0, 0)


# ---- Keeping the roll ----


def test_who_comes_to_a_seat_joins_the_roll_and_who_loses_it_leaves(world: World) -> None:
    body = make_body(world, 3)
    made = called_meeting(world, body)
    gone = people_of(body)[2]
    new = seat_somebody(world, body).person_id
    leaving = db.session.query(Membership).filter_by(person_id=gone).one()
    leaving.ends_on = clock.today()
    db.session.commit()
    with writing():
        assert roll.refresh(queries.locked(made.id)) == [new]
    assert set(rows(made)) == {*people_of(body)[:2], new}


def test_who_loses_a_seat_in_the_room_stays_as_an_observer(world: World) -> None:
    body = make_body(world, 3)
    made = called_meeting(world, body)
    gone = people_of(body)[2]
    made.sign_in(gone)
    db.session.query(Membership).filter_by(person_id=gone).one().ends_on = clock.today()
    db.session.commit()
    with writing():
        roll.refresh(queries.locked(made.id))
    assert rows(made)[gone] is False


def test_a_new_delegate_takes_the_households_one_place(world: World) -> None:
    home = world.household()
    old = world.person("旧代表", household=home, is_delegate=True)
    new = world.person("新代表", household=home)
    body = make_body(world, 0, Kind.RESIDENTS_MEETING)
    made = called_meeting(world, body, starts_at=noon_in(20), electorate="delegates")
    old.is_delegate, new.is_delegate = False, True
    db.session.commit()
    with writing():
        roll.refresh(queries.locked(made.id))
    assert rows(made) == {new.id: True}


# ---- On the desk ----


def test_from_a_draft_to_a_call_on_the_desk(world: World) -> None:
    """With scripts off: each step is a form and a page."""
    body = make_body(world, 3, Kind.ASSEMBLY)
    staff, people = world.staff(Role.COMMITTEE_MEMBER), people_of(body)
    typed: dict[str, Any] = {
        "title": "居民代表大会第一次会议",
        "place": "活动室",
        "starts_at": clock.local(noon_in(9)).strftime("%Y-%m-%dT%H:%M"),
        "ends_at": clock.local(noon_in(9)).strftime("%Y-%m-%dT15:00"),
        "chair_id": people[0],
        "clerk_id": people[1],
        "observers": "y",
    }
    wrong = post(staff, f"/desk/meetings/new/?body={body.id}", **{**typed, "title": ""})
    assert wrong.status_code == 422
    assert "活动室" in wrong.get_data(as_text=True)
    made = post(staff, f"/desk/meetings/new/?body={body.id}", **typed).headers["Location"]
    assert "还没有议程" in staff.get(f"{made}check/").get_data(as_text=True)
    post(staff, f"{made}items/new/", title="修电梯", text="三号楼")
    post(staff, f"{made}items/new/", title="换门禁", text="")
    assert post(staff, f"{made}check/").status_code == 303
    db.session.rollback()
    meeting = db.session.query(Meeting).one()
    assert meeting.state is State.CALLED
    assert [one.title for one in queries.items(meeting.id)] == ["修电梯", "换门禁"]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("starts_at", "gestern"),
        ("starts_at", ""),
        ("ends_at", "2020-01-01T00:00"),
        ("chair_id", "999999"),
        ("clerk_id", "x"),
        ("title", "长" * 101),
        ("place", ""),
    ],
)
def test_hostile_words_are_answered_at_their_field(world: World, field: str, typed: str) -> None:
    body = make_body(world, 3)
    people = people_of(body)
    good: dict[str, Any] = {
        "title": "会",
        "place": "室",
        "starts_at": "2030-01-01T10:00",
        "ends_at": "2030-01-01T12:00",
        "chair_id": people[0],
        "clerk_id": people[1],
    }
    staff = world.staff(Role.COMMITTEE_MEMBER)
    answer = post(staff, f"/desk/meetings/new/?body={body.id}", **{**good, field: typed})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)


@pytest.mark.parametrize("body", ["", "x", "999", "-1"])
def test_no_meeting_of_a_body_that_is_none(world: World, body: str) -> None:
    answer = world.staff(Role.COMMITTEE_MEMBER).get(f"/desk/meetings/new/?body={body}")
    assert answer.status_code in (200, 404)
    assert "starts_at" not in answer.get_data(as_text=True)


def test_too_late_is_said_on_the_check_page_with_the_last_day(world: World) -> None:
    made = draft_meeting(world, starts_at=noon_in(2))
    staff = world.staff(Role.COMMITTEE_MEMBER)
    assert "晚了" in staff.get(f"{made.desk}check/").get_data(as_text=True)
    answer = post(staff, f"{made.desk}check/", urgent_reason="")
    assert answer.status_code == 422
    assert "通知得太晚了" in answer.get_data(as_text=True)
    assert post(staff, f"{made.desk}check/", urgent_reason="停水").status_code == 303
