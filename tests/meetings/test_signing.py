"""Signing in: by the code on the door, or at the desk; leaving and coming back."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.audit.models import AuditFact
from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.core.outbox import Message
from portal.meetings import door, kinds, presence, proxies, queries
from portal.meetings.models import Attendance
from portal.roster.models import Person
from tests.meetings.making import (
    HOUR,
    MeetingInTest,
    called_meeting,
    draft_meeting,
    make_body,
    open_meeting,
    people_of,
)
from tests.meetings.test_pages import text
from tests.world import World, post, utc

NOW, SECRET = utc(2026, 5, 20, 4), "secret"
MINUTE = timedelta(minutes=1)


# ---- The code ----


def test_the_code_changes_with_its_time_and_is_no_other_meetings() -> None:
    one = door.code(SECRET, 1, NOW, 5)
    assert re.fullmatch(r"[3-9ACEFGHJKMNPRTWXY]{4}-[3-9ACEFGHJKMNPRTWXY]{4}", one)
    assert door.code(SECRET, 1, NOW + 4 * MINUTE, 5) == one
    others = [
        door.code(SECRET, 1, NOW + 5 * MINUTE, 5),
        door.code(SECRET, 2, NOW, 5),
        door.code("another", 1, NOW, 5),
    ]
    assert one not in others


@pytest.mark.parametrize(
    ("later", "fits"),
    [
        (timedelta(), True),
        (14 * MINUTE + timedelta(seconds=59), True),
        (15 * MINUTE, False),
        (-MINUTE, False),
    ],
)
def test_a_code_is_taken_while_it_hangs_and_two_changes_more(later: timedelta, fits: bool) -> None:
    code = door.code(SECRET, 1, NOW, 5)
    assert door.fits(code, SECRET, 1, NOW + later, 5) is fits


@pytest.mark.parametrize(
    "how", [str.lower, lambda code: code.replace("-", " "), lambda c: f" {c} "]
)
def test_a_code_is_typed_as_it_comes(how: object) -> None:
    code = door.code(SECRET, 1, NOW, 5)
    assert door.fits(how(code), SECRET, 1, NOW, 5)  # type: ignore[operator]


@pytest.mark.parametrize("given", ["", "x", "é" * 8, "34679ACE" * 9, "\x00"])
def test_nothing_else_fits(given: str) -> None:
    assert not door.fits(given, SECRET, 1, NOW, 5)


def test_the_next_code_comes_when_the_slot_ends() -> None:
    assert door.seconds_left(NOW, 5) == 300
    assert door.seconds_left(NOW + MINUTE, 5) == 240


# ---- At the door ----


def soon(
    world: World, members: int = 3, kind: Kind = Kind.COUNCIL, **more: object
) -> MeetingInTest:
    """A meeting that begins in half an hour."""
    made = called_meeting(world, make_body(world, members, kind), **more)
    row = made.row
    row.starts_at, row.ends_at = clock.now() + HOUR / 2, clock.now() + 2 * HOUR
    db.session.commit()
    return made


def code_of(made: MeetingInTest) -> str:
    return door.code(made.row.door_secret, made.id, clock.now(), kinds.DOOR_MINUTES())


def arrive(made: MeetingInTest, client: FlaskClient, code: str | None = None) -> TestResponse:
    code = code_of(made) if code is None else code
    page = f"{made.address}sign-in/?code={code}"
    return post(client, f"{made.address}sign-in/", page, code=code)


def row_of(made: MeetingInTest, person_id: int) -> Attendance | None:
    db.session.rollback()
    return queries.attendance(made.id, person_id)


def present(made: MeetingInTest) -> int:
    row = made.row
    return presence.of(made.id, row.body.sort).present


def test_one_scan_and_one_press_is_signing_in(world: World) -> None:
    made = soon(world)
    member = made.browser(made.voters[0])
    page = text(member, f"{made.address}sign-in/?code={code_of(made)}")
    assert "我到了" in page
    assert "门口的签到码" not in page
    assert present(made) == 0  # a look is no signing in
    answer = arrive(made, member)
    assert answer.status_code == 303
    assert "您有表决权" in text(member, answer.headers["Location"])
    row = row_of(made, made.voters[0])
    assert row is not None
    assert (row.via, row.signed_in_by, row.is_present) == ("door", None, True)


def test_the_same_scan_twice_is_one_record(world: World) -> None:
    made = soon(world)
    member = made.browser(made.voters[0])
    arrive(made, member)
    row = row_of(made, made.voters[0])
    first = row.arrived_at if row else None
    page = f"{made.address}sign-in/"
    again = member.post(page, data={"csrf_token": _token(member), "code": code_of(made)})
    assert again.status_code == 303
    row = row_of(made, made.voters[0])
    assert row is not None
    assert row.arrived_at == first
    assert db.session.query(AuditFact).filter_by(kind=kinds.ARRIVED).count() == 1


def _token(client: FlaskClient) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/me/").text)
    assert found
    return found[1]


def test_the_code_survives_the_log_in(world: World, client: FlaskClient) -> None:
    made = soon(world)
    answer = client.get(f"{made.address}sign-in/?code=ABCD-EFGH")
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"next={made.address}sign-in/?code%3DABCD-EFGH")


@pytest.mark.parametrize("code", ["", "3467-9ACE", "x" * 30, "门口"])
def test_without_the_code_nobody_signs_in(world: World, code: str) -> None:
    made = soon(world)
    member = made.browser(made.voters[0])
    answer = post(member, f"{made.address}sign-in/", code=code)
    assert (answer.status_code, present(made)) == (422, 0)
    assert 'id="code-error"' in answer.get_data(as_text=True)


def test_a_code_that_is_stale_or_foreign_is_said_on_the_page(world: World) -> None:
    made, other = soon(world), soon(world)
    member = made.browser(made.voters[0])
    row = made.row
    row.door_secret = "another secret"
    db.session.commit()
    stale = door.code("another secret", made.id, clock.now() - HOUR, 5)
    for code in (stale, code_of(other)):
        page = text(member, f"{made.address}sign-in/?code={code}")
        assert "签到码不对，或者已经换了" in page
        assert "门口的签到码" in page


def test_nobody_signs_in_before_the_hour_or_after_the_close(world: World) -> None:
    early = called_meeting(world)
    assert "太早了" in text(early.browser(early.voters[0]), f"{early.address}sign-in/")
    made = open_meeting(world, signed_in=0)
    row = made.row
    row.closed_at = clock.now()
    db.session.commit()
    member = made.browser(made.voters[0])
    answer = member.post(
        f"{made.address}sign-in/", data={"csrf_token": _token(member), "code": code_of(made)}
    )
    assert (answer.status_code, present(made)) == (422, 0)


def test_there_is_no_door_to_a_draft(world: World) -> None:
    made = draft_meeting(world)
    member, staff = world.client(world.account()), world.staff(Role.COMMITTEE_MEMBER)
    assert member.get(f"{made.address}sign-in/").status_code == 404
    assert staff.get(f"{made.desk}door/").status_code == 404
    assert staff.get(f"{made.desk}attendance/").status_code == 404


def test_the_page_by_the_door_shows_the_code_and_turns_by_itself(world: World) -> None:
    made = soon(world)
    staff = world.staff(Role.COMMITTEE_MEMBER)
    page = staff.get(f"{made.desk}door/").get_data(as_text=True)
    assert code_of(made) in page
    assert '<noscript><meta http-equiv="refresh"' in page
    part = staff.get(f"{made.desk}door/", headers={"HX-Request": "true"})
    assert part.get_data(as_text=True).lstrip().startswith('<div class="flow" id="code"')
    assert made.row.door_secret not in page


# ---- Leaving and coming back ----


def test_who_leaves_is_no_voice_and_is_one_again_when_back(world: World) -> None:
    made = soon(world)
    member = made.browser(made.voters[0])
    arrive(made, member)
    first = row_of(made, made.voters[0])
    came = first.arrived_at if first else None
    assert post(member, f"{made.address}leave/").status_code == 303
    assert present(made) == 0
    arrive(made, member)
    row = row_of(made, made.voters[0])
    assert row is not None
    assert (present(made), row.arrived_at, row.left_at) == (1, came, None)


def test_who_is_not_there_cannot_leave(world: World) -> None:
    made = soon(world)
    neighbour = world.client(world.account())
    assert post(neighbour, f"{made.address}leave/", "/me/").status_code == 422


def test_leaving_asks_first_and_says_when_the_rest_could_not_decide(world: World) -> None:
    made = soon(world)  # three members: two are a quorum
    member, neighbour = made.browser(made.voters[0]), world.client(world.account())
    made.sign_in(*made.voters)
    assert "我要离开会场" in text(member, made.address)
    asked = text(member, f"{made.address}leave/")
    assert "您要离开会场吗" in asked
    assert "人数会不够" not in asked
    assert present(made) == 3  # a look is no leaving
    made.browser(made.voters[2])
    row = row_of(made, made.voters[2])
    assert row is not None
    row.left_at = clock.now()
    db.session.commit()
    assert "只剩 1 人，不够法定的 2 人" in text(member, f"{made.address}leave/")
    assert neighbour.get(f"{made.address}leave/").headers["Location"] == made.address


def test_a_proxy_leaves_with_who_holds_it(world: World) -> None:
    made = called_meeting(world, make_body(world, 3, proxies=True))
    giver, holder, other = made.voters
    with writing():
        proxies.give(queries.locked(made.id), giver, holder, clock.now())
    made.sign_in(holder, other).open()
    kind = made.row.body.sort
    assert presence.of(made.id, kind).present == 3
    assert presence.without(made.id, kind, holder).present == 1
    assert presence.without(made.id, kind, giver).present == 3
    assert presence.without(made.id, kind, 999_999).present == 3


@pytest.mark.parametrize(
    ("minutes", "by_desk", "back"),
    [(0, False, True), (9, False, True), (10, False, False), (0, True, False)],
)
def test_who_left_by_themselves_is_back_for_ten_minutes_without_the_code(
    world: World, minutes: int, by_desk: bool, back: bool
) -> None:
    made = soon(world)
    member, clerk = made.browser(made.voters[0]), world.account()
    made.sign_in(made.voters[0])
    row = row_of(made, made.voters[0])
    assert row is not None
    row.left_at = clock.now() - minutes * MINUTE
    row.signed_out_by = clerk.person_id if by_desk else None
    db.session.commit()
    page = f"{made.address}sign-in/"
    assert ("门口的签到码" in text(member, page)) is not back
    answer = post(member, page)
    assert (answer.status_code, present(made)) == ((303, 1) if back else (422, 0))


# ---- Observers ----


def test_article_28_any_resident_sits_in_on_an_assembly_without_a_vote(world: World) -> None:
    made = soon(world, 3, Kind.ASSEMBLY, observers=False)
    neighbour = world.account()
    client = world.client(neighbour)
    assert "您来列席" in text(client, f"{made.address}sign-in/?code={code_of(made)}")
    assert arrive(made, client).status_code == 303
    row = row_of(made, neighbour.person_id)
    assert row is not None
    assert (row.votes, row.is_present, present(made)) == (False, True, 0)
    assert presence.of(made.id, Kind.ASSEMBLY).entitled == 3


def test_elsewhere_residents_sit_in_where_they_are_let(world: World) -> None:
    closed = soon(world, observers=False)
    answer = arrive(closed, world.client(world.account()))
    assert answer.status_code == 422
    assert "不安排列席" in answer.get_data(as_text=True)
    assert arrive(soon(world), world.client(world.account())).status_code == 303


def test_who_has_moved_away_does_not_sit_in(world: World) -> None:
    made, gone = soon(world), world.account()
    client = world.client(gone)
    db.session.get_one(Person, gone.person_id).household_id = None
    db.session.commit()
    assert arrive(made, client).status_code == 422
    assert row_of(made, gone.person_id) is None


# ---- At the desk ----


def test_the_desk_signs_in_who_has_no_phone_and_it_is_known_who_did_it(world: World) -> None:
    made = soon(world)
    clerk = world.account(None, Role.COMMITTEE_MEMBER)
    desk, person = world.client(clerk), made.voters[1]
    page = f"{made.desk}attendance/?q=代表2"
    shown = text(desk, page)
    assert "代表2" in shown
    assert "代表1" not in shown
    answer = post(desk, f"{made.desk}attendance/{person}/in/?q=代表2", page)
    assert answer.status_code == 303
    assert "q=" in answer.headers["Location"]
    row = row_of(made, person)
    assert row is not None
    assert (row.via, row.signed_in_by) == ("desk", clerk.person_id)
    post(desk, f"{made.desk}attendance/{person}/out/", page)
    row = row_of(made, person)
    assert row is not None
    assert (row.is_present, row.signed_out_by) == (False, clerk.person_id)


def test_who_is_signed_in_or_out_at_the_desk_is_told_and_both_are_on_record(world: World) -> None:
    made = soon(world)
    clerk = world.account(None, Role.COMMITTEE_MEMBER)
    desk, person = world.client(clerk), made.voters[1]
    page = f"{made.desk}attendance/"
    for way in ("in", "in", "out", "out"):  # twice is once
        post(desk, f"{page}{person}/{way}/", page)
    told = db.session.query(Message).filter_by(person_id=person)
    kinds_told = [one.kind for one in told.order_by(Message.id)]
    assert kinds_told == ["meetings.called", "meetings.signed_in", "meetings.signed_out"]
    assert "替您签了到" in text(made.browser(person), "/me/inbox/")
    lines = db.session.query(AuditFact).filter_by(actor_id=clerk.person_id)
    assert [one.kind for one in lines.order_by(AuditFact.number)] == [
        kinds.SIGNED_IN,
        kinds.SIGNED_OUT,
    ]


def test_who_signs_in_by_themselves_is_told_nothing(world: World) -> None:
    made = soon(world)
    arrive(made, made.browser(made.voters[0]))
    post(made.browser(made.voters[0]), f"{made.address}leave/")
    told = db.session.query(Message).filter_by(person_id=made.voters[0])
    assert [one.kind for one in told] == ["meetings.called"]


def test_the_desk_finds_a_resident_who_wants_to_sit_in(world: World) -> None:
    made, guest = soon(world), world.person("旁听者")
    desk = world.staff(Role.COMMITTEE_MEMBER)
    page = f"{made.desk}attendance/?q=旁听者"
    assert "名单以外的居民，可以列席 旁听者" in text(desk, page)
    post(desk, f"{made.desk}attendance/{guest.id}/in/", page)
    row = row_of(made, guest.id)
    assert row is not None
    assert (row.votes, row.is_present) == (False, True)


def test_a_person_who_is_none_is_not_signed_in(world: World) -> None:
    made, desk = soon(world), world.staff(Role.COMMITTEE_MEMBER)
    page = f"{made.desk}attendance/"
    assert post(desk, f"{page}999999/in/", page).status_code == 422
    assert post(desk, f"{page}999999/out/", page).status_code == 422


# ---- Quorum, with people who really signed in ----


def fill(made: MeetingInTest, desk: FlaskClient, number: int) -> None:
    token = _token(desk)
    for person_id in made.voters[:number]:
        answer = desk.post(f"{made.desk}attendance/{person_id}/in/", data={"csrf_token": token})
        assert answer.status_code == 303


def test_article_29_of_51_representatives_33_have_no_quorum_and_the_34th_makes_it(
    world: World,
) -> None:
    made, desk = soon(world, 51, Kind.ASSEMBLY), world.staff(Role.COMMITTEE_MEMBER)
    fill(made, desk, 33)
    there = presence.of(made.id, Kind.ASSEMBLY)
    assert (there.entitled, there.present, there.has_quorum) == (51, 33, False)
    assert arrive(made, made.browser(made.voters[33])).status_code == 303
    there = presence.of(made.id, Kind.ASSEMBLY)
    assert (there.present, there.needed, there.has_quorum) == (34, 34, True)


def test_article_27_of_51_delegates_25_have_no_quorum_and_the_26th_makes_it(world: World) -> None:
    for _household in range(51):
        world.person(is_delegate=True)
    body = make_body(world, 0, Kind.RESIDENTS_MEETING)
    made = called_meeting(
        world, body, starts_at=clock.now() + 11 * 24 * HOUR, electorate="delegates"
    )
    row = made.row
    row.starts_at, row.ends_at = clock.now() + HOUR / 2, clock.now() + 2 * HOUR
    db.session.commit()
    fill(made, world.staff(Role.COMMITTEE_MEMBER), 25)
    there = presence.of(made.id, Kind.RESIDENTS_MEETING)
    assert (there.entitled, there.present, there.has_quorum) == (51, 25, False)
    assert arrive(made, made.browser(made.voters[25])).status_code == 303
    there = presence.of(made.id, Kind.RESIDENTS_MEETING)
    assert (there.present, there.has_quorum) == (26, True)


def test_observers_make_no_quorum(world: World) -> None:
    made = soon(world, 3, Kind.ASSEMBLY)
    for _guest in range(3):
        arrive(made, world.client(world.account()))
    assert not presence.of(made.id, Kind.ASSEMBLY).has_quorum
    assert len(people_of(made.row.body)) == 3
