"""On what a seat, its end and its correction rest; nothing is written into the past unseen."""

import pytest
from flask.testing import FlaskClient

from portal.bodies import mandates, queries, terms
from portal.bodies.mandates import Act
from portal.bodies.models import Body, Membership, Seat
from portal.bodies.rules import How, Kind, Post, Refusal, WhyEnded, last_day
from portal.core import clock
from portal.core.db import writing
from portal.resolutions import actions as resolutions
from portal.resolutions import of_seats
from portal.resolutions.actions import Item
from tests.bodies.making import DAY, Bodies, refusal
from tests.bodies.test_keeping import last_line
from tests.meetings.making import open_meeting
from tests.resolutions.conftest import Council, decision
from tests.world import World, fields, post


def resolved(
    desk: Bodies,
    act: Act,
    subject: Body | Membership,
    text: str = "",
    days_ago: int = 40,
    by: Kind = Kind.ASSEMBLY,
) -> str:
    """A resolution, so many days old, that does this to a body or a member; its ground's code."""
    body = queries.of_kind(by, desk.today) or desk.found(by)
    wanted = of_seats.SUBJECTS[act]
    items = [Item("选举、罢免", 0, wanted, subject.id)]
    source = next(desk.numbers)
    made = decision(source, "关于人选的决定", body_id=body.id, items=items, text=text)
    who, then = Council(desk.world).person_id, clock.now() - days_ago * DAY
    with writing():
        return f"resolution:{resolutions.adopt(made, who, then).id}"


# ---- Coming to a seat


@pytest.mark.parametrize("kind", [Kind.COMMITTEE, Kind.SUPERVISORS, Kind.COUNCIL])
def test_whoever_was_elected_comes_to_a_seat_only_on_what_elected_them(
    world: World, desk: Bodies, keeper: FlaskClient, client: FlaskClient, kind: Kind
) -> None:
    (seat,) = desk.with_seats(kind, 1, "组织")
    person, body_id = world.person("当选人"), seat.term.body_id
    path = f"/desk/bodies/seats/{seat.id}/{person.id}/"
    said = {"post": "member", "how": "elected", "starts_on": desk.today.isoformat()}
    waiting = f"paper:{desk.scan(Act.FILL, desk.body(body_id), '当选人')}"
    other = desk.paper(Act.FILL, desk.found(Kind.JOINT), "当选人")
    recall = desk.paper(Act.FILL, desk.body(body_id), "落选人")
    for ground in ("", waiting, other, "paper:99", recall):
        answer = post(keeper, path, **said, ground=ground, declared="y")
        assert (answer.status_code, 'id="ground-error"' in answer.text) == (422, True), ground
    assert queries.sitting(body_id, desk.today) == []
    seen = desk.paper(Act.FILL, desk.body(body_id), "落选人\n当选人")
    assert post(keeper, path, **said, ground=seen, declared="y").status_code == 303
    page = client.get(f"/bodies/{body_id}/").text
    assert f'<a href="/bodies/papers/{seen.removeprefix("paper:")}/">依据街道关于选举结果的' in page
    assert last_line()[1]["how"].startswith("选举产生，依据街道关于选举结果的公告（")


@pytest.mark.parametrize("kind", [Kind.COUNCIL, Kind.JOINT, Kind.SUPERVISORS])
def test_nobody_presides_without_a_ground(desk: Bodies, kind: Kind) -> None:
    (seat,) = desk.with_seats(kind, 1, "组织")
    assert refusal(desk.seat, seat, post=Post.CHAIR, ground="") is Refusal.NO_GROUND
    assert desk.seat(seat, post=Post.CHAIR).basis == "街道关于选举结果的公告"


def test_nobody_has_a_vote_in_the_council_by_another_name_for_the_way(desk: Bodies) -> None:
    (seat,) = desk.with_seats(Kind.COUNCIL, 1)
    no = refusal(desk.seat, seat, how=How.APPOINTED, ground="")
    (kept,) = desk.seats(seat.term, ex_officio=True)
    (own,) = desk.with_seats(Kind.COMMITTEE, 1)
    member = desk.seat(own)
    by_office = refusal(desk.seat, kept, member.person, ground="")
    assert (no, by_office) == (Refusal.NO_GROUND, Refusal.NO_GROUND)


def test_who_is_sent_to_a_joint_meeting_needs_no_paper(desk: Bodies) -> None:
    (seat,) = desk.with_seats(Kind.JOINT, 1)
    assert desk.seat(seat, how=How.APPOINTED).basis == ""


def test_a_resolution_seats_whom_it_names_once_it_is_in_force(desk: Bodies) -> None:
    one, other, third = desk.with_seats(Kind.COUNCIL, 3)
    council, named = desk.body(one.term.body_id), "推选王秀英、当选人为议事会成员"
    elected = resolved(desk, Act.ELECT, council, named)
    posted = resolved(desk, Act.ELECT, council, named, days_ago=2)
    lower = resolved(desk, Act.ELECT, council, named, by=Kind.COUNCIL)
    assert desk.seat(one, desk.world.person("当选人"), ground=elected).link.startswith("/resol")
    stranger = desk.world.person("别人")
    assert refusal(desk.seat, other, stranger, ground=elected) is Refusal.NOT_NAMED
    for wrong in (posted, lower):
        assert refusal(desk.seat, third, ground=wrong) is Refusal.NO_GROUND


def test_what_elected_one_term_seats_nobody_in_the_next(desk: Bodies) -> None:
    council = desk.found(Kind.COUNCIL)
    body_id = desk.term(council).body_id
    first = desk.paper(Act.RENEW, desk.body(body_id), "王秀英")
    old = desk.paper(Act.FILL, desk.body(body_id), "王秀英", dated_on=desk.today - 9 * DAY)
    second = desk.term(desk.body(body_id), desk.today)
    (seat,) = desk.seats(second)
    assert refusal(desk.seat, seat, ground=first) is Refusal.OTHER_TERM
    assert refusal(desk.seat, seat, ground=old) is Refusal.GROUND_TOO_OLD


# ---- Beginning a term


def test_a_new_term_begins_only_on_what_elected_it(desk: Bodies) -> None:
    (seat,) = desk.with_seats(Kind.SUPERVISORS, 1)
    body_id, after = seat.term.body_id, seat.term.ends_on + DAY
    desk.seat(seat)
    wrong = resolved(desk, Act.FILL, desk.body(body_id))
    for ground in ("", wrong, "resolution:99"):
        no = refusal(desk.term, desk.body(body_id), after, ground=ground)
        assert no is Refusal.NO_GROUND, ground
    assert [one.number for one in queries.terms(body_id)] == [1]
    assert queries.sitting(body_id, desk.today)[0].ends_on is None
    elected = resolved(desk, Act.ELECT, desk.body(body_id))
    term = desk.term(desk.body(body_id), after, ground=elected)
    assert (term.number, term.ground, term.basis_on) == (2, elected, desk.today - 40 * DAY)


def test_a_new_term_cuts_nobody_short_unless_its_ground_says_so(desk: Bodies) -> None:
    (seat,) = desk.with_seats(Kind.SUPERVISORS, 1)
    body_id, ends = seat.term.body_id, seat.term.ends_on
    desk.seat(seat)
    elected = resolved(desk, Act.ELECT, desk.body(body_id))
    for day in (desk.today + DAY, ends):
        no = refusal(desk.term, desk.body(body_id), day, ground=elected)
        assert no is Refusal.TERM_RUNS
    early = resolved(desk, Act.RENEW, desk.body(body_id))
    assert desk.term(desk.body(body_id), desk.today + DAY, ground=early).number == 2
    assert queries.terms(body_id)[1].ends_on == desk.today


def test_one_ground_begins_one_term(desk: Bodies) -> None:
    council, today = desk.found(Kind.COUNCIL), desk.today
    body_id = desk.term(council, today - 9 * DAY, today - 2 * DAY).body_id
    ground = desk.paper(Act.ELECT, desk.body(body_id))
    second = desk.term(desk.body(body_id), today - DAY, today, ground=ground)
    no = refusal(desk.term, desk.body(body_id), second.ends_on + DAY, ground=ground)
    assert no is Refusal.GROUND_USED
    assert [one.number for one in queries.terms(body_id)] == [2, 1]


def test_no_term_ends_others_than_were_shown(desk: Bodies) -> None:
    """Who came to a seat between the look and the act is not ended unseen."""
    (seat,) = desk.with_seats(Kind.SUPERVISORS, 1)
    body_id, member_id = seat.term.body_id, desk.seat(seat).id
    ground, first = desk.paper(Act.RENEW, desk.body(body_id)), desk.today + DAY

    def begin(shown: set[int]) -> None:
        with writing():
            said = first, last_day(first), True, desk.by, clock.now(), ground
            terms.begin(body_id, *said, shown=shown)

    assert refusal(begin, set()) is Refusal.CAME_OR_WENT
    assert refusal(begin, {member_id}) is None


def test_who_would_leave_is_shown_before_a_term_begins(
    desk: Bodies, keeper: FlaskClient, client: FlaskClient
) -> None:
    (seat, free) = desk.with_seats(Kind.SUPERVISORS, 2, "监督委员会")
    body_id, free_id = seat.term.body_id, free.id
    desk.seat(seat, desk.world.person("在任监督"))
    ground = desk.paper(Act.RENEW, desk.body(body_id), "新人", title="提前换届的决定")
    path, day = f"/desk/bodies/{body_id}/term/", (desk.today + DAY).isoformat()
    said = {"starts_on": day, "ends_on": f"{desk.today.year + 3}-01-01", "ground": ground}
    check = post(keeper, path, **said, copy="y")
    assert (check.status_code, "在任监督" in check.text, "提前结束" in check.text) == (
        200,
        True,
        True,
    )
    assert len(queries.terms(body_id)) == 1
    desk.seat_by_id(free_id, desk.world.person("后来的监督").id)
    again = keeper.post(path, data=fields(check))
    assert (again.status_code, "后来的监督" in again.text) == (200, True), "what changed is shown"
    assert len(queries.terms(body_id)) == 1
    done = keeper.post(path, data=fields(again))
    assert (done.status_code, len(queries.terms(body_id))) == (303, 2)
    with writing():
        queries.terms(body_id)[0].starts_on = desk.today
    page = client.get(f"/bodies/{body_id}/").text
    assert "这一届的依据" in page
    assert "提前换届的决定" in page


# ---- Recalls


def test_a_recall_rests_on_the_decision_about_this_very_member_art_27(
    desk: Bodies, keeper: FlaskClient
) -> None:
    one, other = desk.with_seats(Kind.SUPERVISORS, 2, "监督委员会")
    member, beside = desk.seat(one), desk.seat(other, desk.world.person("另一位"))
    path = f"/desk/bodies/members/{member.id}/end/"
    in_force = resolved(desk, Act.RECALL, member)
    wrong = (
        "",
        resolved(desk, Act.RECALL, beside),
        resolved(desk, Act.ELECT, desk.body(one.term.body_id)),
        resolved(desk, Act.RECALL, member, days_ago=2),
        resolved(desk, Act.RECALL, member, by=Kind.COUNCIL),
        f"paper:{desk.scan(Act.RECALL, member)}",
        desk.paper(Act.RESIGN, member),
    )
    said, member_id = {"ends_on": desk.today.isoformat(), "why": "recalled"}, member.id
    for ground in wrong:
        answer = post(keeper, path, **said, ground=ground)
        assert (answer.status_code, 'id="ground-error"' in answer.text) == (422, True), ground
    kept = queries.membership(member_id)
    assert kept
    assert kept.ends_on is None
    assert post(keeper, path, **said, ground=in_force).status_code == 303
    ended = queries.membership(member_id)
    assert ended
    assert (ended.end_ground, ended.end_link.startswith("/resolutions/")) == (in_force, True)
    assert keeper.get(ended.end_link).status_code == 200
    assert "关于人选的决定" in last_line()[1]["why"]


@pytest.mark.parametrize(
    ("act", "by", "of", "may"),
    [
        (Act.RECALL, Kind.ASSEMBLY, Kind.SUPERVISORS, True),
        (Act.RECALL, Kind.RESIDENTS_MEETING, Kind.COMMITTEE, True),
        (Act.ELECT, Kind.ASSEMBLY, Kind.COMMITTEE, False),
        (Act.RENEW, Kind.RESIDENTS_MEETING, Kind.COMMITTEE, False),
        (Act.RECALL, Kind.COMMITTEE, Kind.SUPERVISORS, False),
        (Act.RECALL, Kind.COUNCIL, Kind.SUPERVISORS, False),
        (Act.RECALL, Kind.ASSEMBLY, Kind.ASSEMBLY, False),
        (Act.RESIGN, Kind.ASSEMBLY, Kind.SUPERVISORS, False),
        (Act.FILL, Kind.ASSEMBLY, Kind.COUNCIL, True),
    ],
)
def test_whoever_elects_recalls_and_nobody_else_art_27_29(
    act: Act, by: Kind, of: Kind, may: bool
) -> None:
    assert mandates.decides(act, by, of, is_parent=False) is may


def test_a_subcommittee_is_its_parents_to_fill_and_recall() -> None:
    assert mandates.decides(Act.RECALL, Kind.COUNCIL, Kind.SUBCOMMITTEE, is_parent=True)
    assert not mandates.decides(Act.RECALL, Kind.COUNCIL, Kind.SUBCOMMITTEE, is_parent=False)


def test_a_recall_is_no_earlier_than_its_decision(desk: Bodies, seat: Seat) -> None:
    member = desk.seat(seat, starts_on=desk.today - 5 * DAY)
    decided = desk.paper(Act.RECALL, member, dated_on=desk.today - 2 * DAY)
    early = refusal(desk.end, member, WhyEnded.RECALLED, desk.today - 3 * DAY, decided)
    assert early is Refusal.BEFORE_BASIS
    assert refusal(desk.end, member, WhyEnded.RECALLED, desk.today - 2 * DAY, decided) is None


@pytest.mark.parametrize("why", [WhyEnded.MOVED_OUT, WhyEnded.DIED, WhyEnded.INCOMPATIBLE])
def test_nobody_is_ended_on_the_desks_word_alone(desk: Bodies, seat: Seat, why: WhyEnded) -> None:
    member = desk.seat(seat)
    assert refusal(desk.end, member, why, ground="") is Refusal.NO_GROUND
    recall = desk.paper(Act.RECALL, member)
    assert refusal(desk.end, member, why, ground=recall) is Refusal.NO_GROUND
    assert refusal(desk.end, member, why) is None


# ---- Into the past


@pytest.mark.parametrize(("days", "reason"), [(15, None), (16, Refusal.TOO_LONG_AGO)])
def test_nobody_is_ended_or_seated_longer_ago_than_the_house_allows(
    desk: Bodies, seat: Seat, days: int, reason: Refusal | None
) -> None:
    then = desk.today - days * DAY
    (other,) = desk.with_seats(Kind.JOINT, 1)
    member = desk.seat(seat, starts_on=desk.today - 15 * DAY)
    with writing():
        queries.of_term(seat.term_id)[0].starts_on = desk.today - 90 * DAY
    assert refusal(desk.end, member, WhyEnded.MOVED_OUT, then) is reason
    assert refusal(desk.seat, other, starts_on=then, how=How.APPOINTED) is reason


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
    with writing():
        queries.terms(body_id)[0].basis_on = then
    late = refusal(desk.seat, queries.seats(second.id)[0], starts_on=desk.today - 20 * DAY)
    assert late is Refusal.TOO_LONG_AGO


def test_public_page_says_what_was_written_down_later(
    desk: Bodies, seat: Seat, client: FlaskClient
) -> None:
    body_id, member = seat.term.body_id, desk.seat(seat, starts_on=desk.today - 3 * DAY)
    assert "补记" in client.get(f"/bodies/{body_id}/").text
    desk.end(member, WhyEnded.MOVED_OUT, desk.today - DAY)
    page = client.get(f"/bodies/{body_id}/").text
    assert "补记" in page.split("这一届以前在任的")[1]
    assert last_line()[1]["why"].startswith("不再任职，")
    assert last_line()[1]["why"].endswith("补记")


def test_nobody_is_ended_before_a_meeting_in_which_they_were_counted(desk: Bodies) -> None:
    seats = desk.seats(desk.term(desk.found(Kind.COUNCIL, notice_days=3)), 4)
    members = [desk.seat(one, starts_on=desk.today - 5 * DAY) for one in seats[:3]]
    open_meeting(desk.world, desk.body(seats[0].term.body_id))
    before = desk.today - DAY
    assert refusal(desk.end, members[0], WhyEnded.MOVED_OUT, before) is Refusal.MET_SINCE
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
