"""Resigning: by the own word, on a letter, and what becomes of a letter that was none."""

from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from portal.bodies import ending, queries
from portal.bodies.mandates import Act
from portal.bodies.models import Membership, Seat
from portal.bodies.rules import Kind, Refusal, WhyEnded
from portal.core import clock
from portal.core.access import Role
from portal.core.db import writing
from tests.bodies.making import DAY, Bodies, refusal
from tests.bodies.test_keeping import last_line, told
from tests.world import post


@pytest.fixture
def seat(desk: Bodies) -> Seat:
    return desk.with_seats(Kind.COUNCIL, 2, "议事会")[0]


def own(desk: Bodies, seat: Seat) -> tuple[Membership, FlaskClient]:
    """A member with a phone of their own."""
    person = desk.world.person("议事员")
    member = desk.seat(seat, person)
    return member, desk.world.client(desk.world.account(person))


def there(membership_id: int) -> Membership:
    found = queries.membership(membership_id)
    assert found
    return found


def contest(membership_id: int, person_id: int) -> None:
    with writing():
        ending.contest(membership_id, person_id, clock.now())


def test_a_member_resigns_on_the_own_phone_and_says_that_it_is_their_wish(
    desk: Bodies, seat: Seat, client: FlaskClient
) -> None:
    body_id = seat.term.body_id
    member, phone = own(desk, seat)
    member_id, person_id = member.id, member.person_id
    path, today = f"/bodies/members/{member_id}/resign/", desk.today.isoformat()
    assert f'href="{path}"' in phone.get(f"/bodies/{body_id}/").text
    assert f'href="{path}"' not in client.get(f"/bodies/{body_id}/").text
    yesterday = (desk.today - DAY).isoformat()
    for said, where in (
        ({"ends_on": today}, "sure"),
        ({"ends_on": "", "sure": "y"}, "ends_on"),
        ({"ends_on": yesterday, "sure": "y"}, "ends_on"),
        ({"ends_on": "2099-01-01", "sure": "y"}, "ends_on"),
    ):
        answer = post(phone, path, **said)
        assert (answer.status_code, f'id="{where}-error"' in answer.text) == (422, True), said
    assert post(phone, path, ends_on=today, sure="y").status_code == 303
    one = there(member_id)
    assert (one.ends_on, one.why_ended, one.ended_by) == (desk.today, "resigned", person_id)
    assert (one.contest_until, last_line()[0]) == (None, "seat.vacated")
    again = post(phone, path, ends_on=today, sure="y")
    assert (again.status_code, "已经结束了" in again.text) == (422, True)


@pytest.mark.parametrize("act", ["resign", "contest"])
def test_nobody_resigns_or_objects_for_another(desk: Bodies, seat: Seat, act: str) -> None:
    member, _phone = own(desk, seat)
    path = f"/bodies/members/{member.id}/{act}/"
    for role in (Role.DIRECTOR, Role.SUPERVISOR, Role.COUNCIL_MEMBER):
        other = desk.world.staff(role)
        said = {"ends_on": desk.today.isoformat(), "sure": "y"}
        assert other.get(path).status_code == 404
        assert post(other, path, "/me/", **said).status_code == 404
    assert there(member.id).ends_on is None


def test_the_desk_writes_down_a_resignation_on_the_signed_letter_alone(
    desk: Bodies, seat: Seat, keeper: FlaskClient
) -> None:
    member = desk.seat(seat)
    member_id, person_id = member.id, member.person_id
    path = f"/desk/bodies/members/{member_id}/end/"
    said = {"ends_on": desk.today.isoformat(), "why": "resigned"}
    unseen, proof = f"paper:{desk.scan(Act.RESIGN, member)}", desk.paper(Act.LEAVE, member)
    for ground in ("", unseen, proof):
        answer = post(keeper, path, **said, ground=ground)
        assert (answer.status_code, 'id="ground-error"' in answer.text) == (422, True), ground
    letter = desk.paper(Act.RESIGN, member)
    back = {**said, "ends_on": (desk.today - DAY).isoformat()}
    with writing():
        there(member_id).starts_on = desk.today - 9 * DAY
    answer = post(keeper, path, **back, ground=letter)
    assert (answer.status_code, "不能写成以前的日子" in answer.text) == (422, True)
    assert post(keeper, path, **said, ground=letter).status_code == 303
    assert there(member_id).contest_until == desk.today + 7 * DAY
    assert told(person_id)[:2] == ["bodies.contest", "bodies.vacated"]


def test_who_did_not_write_the_letter_has_the_seat_again_by_one_word(
    desk: Bodies, seat: Seat, client: FlaskClient
) -> None:
    body_id = seat.term.body_id
    member, phone = own(desk, seat)
    member_id, person_id = member.id, member.person_id
    desk.end(member, WhyEnded.RESIGNED, ground=desk.paper(Act.RESIGN, member))
    stranger = desk.world.person().id
    no = refusal(desk.seat_by_id, seat.id, stranger, starts_on=desk.today + DAY)
    assert no is Refusal.WAITS_FOR_WORD
    path = f"/bodies/members/{member_id}/contest/"
    assert "不是我的意思" in phone.get(path).text
    assert post(phone, path).status_code == 303
    one = there(member_id)
    assert (one.ends_on, one.why_ended, one.end_ground, one.contest_until) == (None,) * 4
    kind, payload = last_line()
    assert (kind, payload["reason"]) == ("seat.stands", "本人说不是他的意思")
    assert told(person_id)[0] == "bodies.stands"
    assert "本人说不是他的意思" in client.get("/audit/").text
    assert len(queries.sitting(body_id, desk.today + DAY)) == 1
    again = post(phone, path, "/me/")
    assert again.status_code == 422


def test_a_seat_waits_for_the_word_of_who_had_it_and_no_longer(desk: Bodies, seat: Seat) -> None:
    member = desk.seat(seat)
    member_id, person_id, body_id = member.id, member.person_id, seat.term.body_id
    seat_id, next_one = seat.id, desk.world.person().id
    desk.end(member, WhyEnded.RESIGNED, ground=desk.paper(Act.RESIGN, member))
    vacant = [one.id for one in queries.vacant(body_id, desk.today + 7 * DAY)]
    assert seat_id not in vacant
    with time_machine.travel(clock.now() + timedelta(days=8), tick=False):
        assert seat_id in [one.id for one in queries.vacant(body_id, desk.today)]
        assert refusal(contest, member_id, person_id) is Refusal.WORD_TOO_LATE
        assert desk.seat_by_id(seat_id, next_one).person_id == next_one


def test_who_objects_after_the_next_term_began_sat_until_the_last_day_of_the_old(
    desk: Bodies, seat: Seat
) -> None:
    member = desk.seat(seat, starts_on=desk.today - 3 * DAY)
    member_id, person_id, body_id = member.id, member.person_id, seat.term.body_id
    desk.end(member, WhyEnded.RESIGNED, ground=desk.paper(Act.RESIGN, member))
    desk.term(desk.body(body_id), desk.today + 2 * DAY)
    contest(member_id, person_id)
    one = there(member_id)
    assert (one.ends_on, one.why_ended) == (desk.today + DAY, WhyEnded.TERM_OVER)


def test_who_died_asks_for_no_word(desk: Bodies, seat: Seat) -> None:
    member = desk.seat(seat)
    member_id = member.id
    desk.end(member, WhyEnded.DIED)
    assert there(member_id).contest_until is None
    assert desk.seat(seat, starts_on=desk.today + DAY).id != member_id
