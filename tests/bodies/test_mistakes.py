"""An end that was a mistake is taken out in public, and only while nobody is wronged by it."""

from datetime import date

from flask.testing import FlaskClient

from portal.bodies import queries
from portal.bodies.mandates import Act
from portal.bodies.models import Membership, Seat
from portal.bodies.rules import Kind, Post, Refusal, Whom, WhyEnded
from tests.bodies.making import DAY, Bodies, refusal
from tests.bodies.test_keeping import last_line, told
from tests.world import post


def test_an_end_that_was_a_mistake_is_taken_out_in_public_while_the_seat_is_free(
    desk: Bodies, seat: Seat, keeper: FlaskClient
) -> None:
    member = desk.seat(seat, post=Post.CHAIR)
    member_id, person_id, seat_id = member.id, member.person_id, seat.id
    paper = desk.paper(Act.RECALL, member)
    desk.end(member, WhyEnded.RECALLED, ground=paper)
    find = f"/desk/bodies/seats/{seat_id}/"
    assert "更正：继续任职" not in keeper.get(find).text
    assert refusal(desk.stand_again, member_id) is Refusal.DECISION_STANDS
    desk.strike(paper)
    assert "更正：继续任职" in keeper.get(find).text
    path = f"/desk/bodies/members/{member_id}/stand-again/"
    bare = post(keeper, path, find, reason="")
    assert (bare.status_code, 'id="reason-error"' in bare.text) == (422, True)
    assert post(keeper, path, find, reason="看错了人").status_code == 303
    again = queries.membership(member_id)
    assert again
    assert (again.ends_on, again.why_ended, again.end_basis) == (None, None, "")
    kind, payload = last_line()
    assert (kind, payload["reason"]) == ("seat.stands", "看错了人")
    assert told(person_id)[0] == "bodies.stands"
    assert "更正：继续任职" not in keeper.get(find).text
    assert refusal(desk.stand_again, member_id) is Refusal.STANDS


def test_who_resigned_by_themselves_is_not_made_to_stand_again(desk: Bodies, seat: Seat) -> None:
    member = desk.seat(seat)
    member_id = member.id
    desk.resign(member_id)
    assert refusal(desk.stand_again, member_id) is Refusal.OWN_WORD


def test_nobody_stands_again_beside_who_has_the_seat_by_now(desk: Bodies, seat: Seat) -> None:
    member_id = by_mistake(desk, desk.seat(seat))
    desk.seat(seat, starts_on=desk.today + DAY)
    assert refusal(desk.stand_again, member_id) is Refusal.STANDS


def by_mistake(desk: Bodies, member: Membership, last: date | None = None) -> int:
    """An end that rests on a paper which the second person has struck since; the membership."""
    member_id, paper = member.id, desk.paper(Act.LEAVE, member)
    desk.end(member, WhyEnded.DIED, last, paper)
    desk.strike(paper)
    return member_id


def test_nobody_stands_again_where_the_law_has_it_otherwise_by_now_art_36(desk: Bodies) -> None:
    (here,), (there,) = desk.with_seats(Kind.COMMITTEE, 1), desk.with_seats(Kind.SUPERVISORS, 1)
    member = desk.seat(here, starts_on=desk.today - 3 * DAY)
    person = member.person
    member_id = by_mistake(desk, member, desk.today - DAY)
    desk.seat(there, person)
    assert refusal(desk.stand_again, member_id) is Refusal.SUPERVISES_ITSELF


def test_the_committees_seat_in_the_assembly_stands_again_with_it_art_28(desk: Bodies) -> None:
    (own,) = desk.with_seats(Kind.COMMITTEE, 1)
    assembly = desk.term(desk.found(Kind.ASSEMBLY))
    desk.seats(assembly, 4, whom=Whom.GRIDS, grid_id=desk.world.grid_row.id)
    (kept,) = desk.seats(assembly, ex_officio=True)
    member = desk.seat(own)
    beside = desk.seat(kept, member.person).id
    member_id = by_mistake(desk, member)
    desk.stand_again(member_id)
    found = [queries.membership(one) for one in (member_id, beside)]
    assert [one.ends_on for one in found if one] == [None, None]


def test_a_wrong_end_is_taken_out_after_the_next_term_began_until_the_last_day_of_the_old(
    desk: Bodies, keeper: FlaskClient
) -> None:
    (seat,) = desk.with_seats(Kind.COUNCIL, 1, "议事会")
    body_id, seat_id = seat.term.body_id, seat.id
    member = desk.seat(seat, starts_on=desk.today - 9 * DAY)
    person = member.person
    member_id = by_mistake(desk, member, desk.today - 3 * DAY)
    second = desk.term(desk.body(body_id), desk.today, copy=True)
    (next_seat,) = queries.seats(second.id)
    desk.seat(next_seat, person)
    find = f"/desk/bodies/seats/{seat_id}/"
    assert f'href="{find}"' in keeper.get(f"/desk/bodies/{body_id}/?term={seat.term_id}").text
    path = f"/desk/bodies/members/{member_id}/stand-again/"
    assert post(keeper, path, find, reason="看错了人").status_code == 303
    again = queries.membership(member_id)
    assert again
    assert (again.ends_on, again.why_ended) == (desk.today - DAY, WhyEnded.TERM_OVER)
    kind, payload = last_line()
    assert (kind, payload["until"]) == ("seat.stood", (desk.today - DAY).isoformat())
    assert [one.id for one in queries.sitting(body_id, desk.today)] != [member_id]
    assert len(queries.sitting(body_id, desk.today)) == 1
    assert len(queries.sitting(body_id, desk.today - DAY)) == 1
    assert refusal(desk.stand_again, member_id) is Refusal.STANDS


def test_a_wrong_end_is_not_taken_out_where_the_seat_was_filled_in_the_old_term(
    desk: Bodies, seat: Seat
) -> None:
    body_id, member = seat.term.body_id, desk.seat(seat, starts_on=desk.today - 9 * DAY)
    member_id = by_mistake(desk, member, desk.today - 5 * DAY)
    desk.seat(seat, desk.world.person("接任的人"), starts_on=desk.today - 3 * DAY)
    desk.term(desk.body(body_id), desk.today)
    assert refusal(desk.stand_again, member_id) is Refusal.STANDS


def test_the_end_of_a_term_is_no_mistake(desk: Bodies, seat: Seat) -> None:
    member = desk.seat(seat, starts_on=desk.today - DAY)
    member_id, body_id = member.id, seat.term.body_id
    desk.term(desk.body(body_id), desk.today + DAY)
    assert refusal(desk.stand_again, member_id) is Refusal.STANDS
