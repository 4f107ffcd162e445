"""On what a seat, its end and its correction rest; nothing is written into the past unseen."""

from datetime import date

import pytest
from flask.testing import FlaskClient

from portal.bodies import grounds, queries
from portal.bodies.eligibility import Basis
from portal.bodies.models import Seat
from portal.bodies.rules import Kind, Post, Refusal, Whom, WhyEnded
from portal.core import clock
from portal.core.access import Role
from portal.core.db import writing
from portal.resolutions import actions as resolutions
from tests.bodies.making import DAY, Bodies, refusal
from tests.bodies.test_keeping import last_line, told
from tests.meetings.making import open_meeting
from tests.resolutions.conftest import Council, decision
from tests.world import World, post


def resolved(desk: Bodies, title: str, days_ago: int = 40) -> int:
    """A resolution of the assembly, so many days old."""
    assembly = queries.of_kind(Kind.ASSEMBLY, desk.today) or desk.found(Kind.ASSEMBLY)
    made = decision(days_ago, title, body_id=assembly.id, items=[])
    by, then = Council(desk.world).person_id, clock.now() - days_ago * DAY
    with writing():
        return resolutions.adopt(made, by, then).id


RECALL = Basis("居民会议罢免决定", date(2024, 1, 5))


@pytest.fixture
def keeper(world: World) -> FlaskClient:
    return world.staff(Role.DIRECTOR)


@pytest.fixture
def seat(desk: Bodies) -> Seat:
    return desk.with_seats(Kind.COUNCIL, 3, "议事会")[0]


# ---- Coming to a seat of the committee


def test_committee_seat_is_filled_by_hand_only_on_a_public_document_art_8(
    world: World, desk: Bodies, keeper: FlaskClient, client: FlaskClient
) -> None:
    (seat,) = desk.with_seats(Kind.COMMITTEE, 1, "居委会")
    body_id, path = seat.term.body_id, f"/desk/bodies/seats/{seat.id}/{world.person().id}/"
    said = {"post": "member", "how": "elected", "starts_on": desk.today.isoformat()}
    tomorrow = (desk.today + DAY).isoformat()
    for paper, where in (
        ({}, "basis"),
        ({"basis": "街道公告"}, "basis"),
        ({"basis_on": "2024-01-05"}, "basis"),
        ({"basis": "街道公告", "basis_on": tomorrow}, "basis_on"),
    ):
        answer = post(keeper, path, **said, **paper, declared="y")
        assert (answer.status_code, f'id="{where}-error"' in answer.text) == (422, True), paper
    assert queries.sitting(body_id, desk.today) == []
    paper = {"basis": "街道关于换届结果的公告", "basis_on": "2024-01-05"}
    assert post(keeper, path, **said, **paper, declared="y").status_code == 303
    assert "依据街道关于换届结果的公告（2024年1月5日）" in client.get(f"/bodies/{body_id}/").text
    assert last_line()[1]["how"] == "选举产生，依据街道关于换届结果的公告（2024年1月5日）"


def test_other_bodies_seats_ask_for_no_document(
    desk: Bodies, seat: Seat, keeper: FlaskClient
) -> None:
    path = f"/desk/bodies/seats/{seat.id}/{desk.world.person().id}/"
    assert "依据哪一份公开的文件" not in keeper.get(path).text


# ---- Recalls


def test_a_recall_rests_on_a_decision_that_everyone_may_read_art_27(
    desk: Bodies, keeper: FlaskClient, client: FlaskClient
) -> None:
    (seat,) = desk.with_seats(Kind.SUPERVISORS, 1, "监督委员会")
    member = desk.seat(seat)
    body_id, member_id = seat.term.body_id, member.id
    path = f"/desk/bodies/members/{member_id}/end/"
    said = {"ends_on": desk.today.isoformat(), "why": "recalled", "resolution": "0"}
    bare = post(keeper, path, **said)
    assert (bare.status_code, 'id="basis-error"' in bare.text) == (422, True)
    tomorrow = (desk.today + DAY).isoformat()
    coming = post(keeper, path, **said, basis="罢免决定", basis_on=tomorrow)
    assert (coming.status_code, 'id="basis_on-error"' in coming.text) == (422, True)
    kept = queries.membership(member_id)
    assert kept
    assert kept.ends_on is None
    day = desk.today.isoformat()
    assert post(keeper, path, **said, basis="罢免决定", basis_on=day).status_code == 303
    page = client.get(f"/bodies/{body_id}/?term={queries.terms(body_id)[0].id}").text
    assert "依据罢免决定" in keeper.get("/audit/").text
    assert "被罢免" not in page  # the last day counts: still there today


def test_a_recall_names_a_resolution_in_force_of_a_body_that_may_recall(
    desk: Bodies, keeper: FlaskClient, seat: Seat
) -> None:
    in_force, posted = resolved(desk, "关于罢免的决定"), resolved(desk, "还在公示的决定", 2)
    assert posted not in grounds.resolved()
    member = desk.seat(seat)
    path = f"/desk/bodies/members/{member.id}/end/"
    member_id, number = member.id, grounds.resolved()[in_force].text
    assert number in keeper.get(path).text
    said = {"ends_on": desk.today.isoformat(), "why": "recalled"}
    assert post(keeper, path, **said, resolution="999999").status_code == 422
    assert post(keeper, path, **said, resolution=str(in_force)).status_code == 303
    ended = queries.membership(member_id)
    assert ended
    assert (ended.end_basis, ended.end_link.startswith("/resolutions/")) == (number, True)
    assert keeper.get(ended.end_link).status_code == 200


def test_a_recall_is_no_earlier_than_its_decision(desk: Bodies, seat: Seat) -> None:
    member = desk.seat(seat, starts_on=desk.today - 5 * DAY)
    decided = Basis("决定", desk.today - 2 * DAY)
    early = refusal(desk.end, member, WhyEnded.RECALLED, desk.today - 3 * DAY, decided)
    assert early is Refusal.BEFORE_BASIS
    assert refusal(desk.end, member, WhyEnded.RECALLED, desk.today - 2 * DAY, decided) is None


def test_what_is_no_recall_carries_no_decision(desk: Bodies, seat: Seat) -> None:
    member = desk.seat(seat)
    member_id = member.id
    desk.end(member, WhyEnded.RESIGNED, basis=RECALL)
    ended = queries.membership(member_id)
    assert ended
    assert (ended.end_basis, ended.end_basis_on) == ("", None)


# ---- Into the past


@pytest.mark.parametrize(("days", "reason"), [(15, None), (16, Refusal.TOO_LONG_AGO)])
def test_nobody_is_ended_or_seated_longer_ago_than_the_house_allows(
    desk: Bodies, seat: Seat, days: int, reason: Refusal | None
) -> None:
    then = desk.today - days * DAY
    other = queries.seats(seat.term_id)[1]
    member = desk.seat(seat, starts_on=desk.today - 15 * DAY)
    with writing():
        queries.of_term(seat.term_id)[0].starts_on = desk.today - 90 * DAY
    assert refusal(desk.end, member, WhyEnded.RESIGNED, then) is reason
    assert refusal(desk.seat, other, starts_on=then) is reason


def test_who_sat_before_this_site_is_written_down_with_a_document_in_the_first_term_only(
    desk: Bodies,
) -> None:
    (seat,) = desk.with_seats(Kind.COMMITTEE, 1, "居委会")
    then, body_id = desk.today - 90 * DAY, seat.term.body_id
    assert desk.seat(seat, starts_on=then).starts_on == then
    assert last_line()[1]["how"].endswith("补记")
    second = desk.term(desk.body(body_id), desk.today - DAY, copy=True)
    with writing():
        queries.terms(body_id)[0].starts_on = then
    late = refusal(desk.seat, queries.seats(second.id)[0], starts_on=desk.today - 20 * DAY)
    assert late is Refusal.TOO_LONG_AGO


def test_public_page_says_what_was_written_down_later(
    desk: Bodies, seat: Seat, client: FlaskClient
) -> None:
    body_id, member = seat.term.body_id, desk.seat(seat, starts_on=desk.today - 3 * DAY)
    assert "补记" in client.get(f"/bodies/{body_id}/").text
    desk.end(member, WhyEnded.RESIGNED, desk.today - DAY)
    page = client.get(f"/bodies/{body_id}/").text
    assert "补记" in page.split("这一届以前在任的")[1]
    assert last_line()[1]["why"].startswith("辞去职务，")
    assert last_line()[1]["why"].endswith("补记")


def test_nobody_is_ended_before_a_meeting_in_which_they_were_counted(desk: Bodies) -> None:
    seats = desk.seats(desk.term(desk.found(Kind.COUNCIL, notice_days=3)), 4)
    members = [desk.seat(one, starts_on=desk.today - 5 * DAY) for one in seats[:3]]
    open_meeting(desk.world, desk.body(seats[0].term.body_id))
    before = desk.today - DAY
    assert refusal(desk.end, members[0], WhyEnded.RESIGNED, before) is Refusal.MET_SINCE
    assert refusal(desk.seat, seats[3], starts_on=before) is Refusal.MET_SINCE
    term = refusal(desk.term, desk.body(seats[0].term.body_id), before)
    assert term is Refusal.MET_SINCE
    assert refusal(desk.end, members[0], WhyEnded.RESIGNED, desk.today) is None
    assert refusal(desk.seat, seats[3]) is None


def test_a_later_term_does_not_begin_long_ago(desk: Bodies) -> None:
    body_id = desk.term(desk.found(Kind.COUNCIL)).body_id
    old = refusal(desk.term, desk.body(body_id), desk.today - 16 * DAY)
    assert old is Refusal.TOO_LONG_AGO
    assert len(queries.terms(body_id)) == 1


# ---- Mistakes


def test_an_end_that_was_a_mistake_is_taken_out_in_public_while_the_seat_is_free(
    desk: Bodies, seat: Seat, keeper: FlaskClient
) -> None:
    member = desk.seat(seat, post=Post.CHAIR)
    member_id, person_id, seat_id = member.id, member.person_id, seat.id
    desk.end(member, WhyEnded.RECALLED)
    find = f"/desk/bodies/seats/{seat_id}/"
    assert "登记错了" in keeper.get(find).text
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
    assert "登记错了" not in keeper.get(find).text
    assert refusal(desk.stand_again, member_id) is Refusal.STANDS


def test_nobody_stands_again_beside_who_has_the_seat_by_now(desk: Bodies, seat: Seat) -> None:
    member = desk.seat(seat)
    member_id = member.id
    desk.end(member, WhyEnded.RESIGNED)
    desk.seat(seat, starts_on=desk.today + DAY)
    assert refusal(desk.stand_again, member_id) is Refusal.STANDS


def test_nobody_stands_again_where_the_law_has_it_otherwise_by_now_art_36(desk: Bodies) -> None:
    (here,), (there,) = desk.with_seats(Kind.COMMITTEE, 1), desk.with_seats(Kind.SUPERVISORS, 1)
    member = desk.seat(here, starts_on=desk.today - 3 * DAY)
    member_id, person = member.id, member.person
    desk.end(member, WhyEnded.RESIGNED, desk.today - DAY)
    desk.seat(there, person)
    assert refusal(desk.stand_again, member_id) is Refusal.SUPERVISES_ITSELF


def test_the_committees_seat_in_the_assembly_stands_again_with_it_art_28(desk: Bodies) -> None:
    (own,) = desk.with_seats(Kind.COMMITTEE, 1)
    assembly = desk.term(desk.found(Kind.ASSEMBLY))
    desk.seats(assembly, 4, whom=Whom.GRIDS, grid_id=desk.world.grid_row.id)
    (kept,) = desk.seats(assembly, ex_officio=True)
    member = desk.seat(own)
    beside = desk.seat(kept, member.person).id
    member_id = member.id
    desk.end(member, WhyEnded.RESIGNED)
    desk.stand_again(member_id)
    found = [queries.membership(one) for one in (member_id, beside)]
    assert [one.ends_on for one in found if one] == [None, None]


def test_the_end_of_a_term_is_no_mistake(desk: Bodies, seat: Seat) -> None:
    member = desk.seat(seat, starts_on=desk.today - DAY)
    member_id, body_id = member.id, seat.term.body_id
    desk.term(desk.body(body_id), desk.today + DAY)
    assert refusal(desk.stand_again, member_id) is Refusal.STANDS
