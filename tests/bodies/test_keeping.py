"""Founding, changing, beginning a term, adding seats, dissolving: what is kept and what is told."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from portal.audit.models import AuditFact
from portal.bodies import actions, dissolving, queries, terms
from portal.bodies.mandates import Act
from portal.bodies.models import Membership, ResidentsGroup
from portal.bodies.rules import Base, How, Kind, Post, Refusal, Whom, WhyEnded
from portal.core import clock, outbox
from portal.core.access import Role
from portal.core.db import db, writing
from tests.bodies.making import DAY, USUAL, Bodies, refusal
from tests.meetings.making import open_meeting
from tests.world import post


def last_line() -> tuple[str, dict[str, Any]]:
    fact = db.session.scalars(select(AuditFact).order_by(AuditFact.number.desc())).first()
    assert fact
    return fact.kind, fact.payload


def told(person_id: int) -> list[str]:
    return [one.kind for one in outbox.latest(person_id, 10)]


def test_body_is_founded_today_in_public(desk: Bodies) -> None:
    body = desk.found(Kind.COUNCIL, "议事会")
    assert (body.sort, body.founded_on, body.notice_days) == (Kind.COUNCIL, desk.today, 10)
    assert last_line() == ("body.founded", {"body": body.id, "name": "议事会"})


def test_two_bodies_share_no_name_and_the_laws_are_there_once(desk: Bodies) -> None:
    council = desk.found(Kind.COUNCIL, "议事会")
    assert refusal(desk.found, Kind.JOINT, "议事会") is Refusal.NAME_TAKEN
    assert refusal(desk.found, Kind.COUNCIL, "第二议事会") is Refusal.ONLY_ONE
    assert refusal(desk.found, Kind.SUBCOMMITTEE, "小组") is Refusal.NO_PARENT
    small = desk.found(Kind.SUBCOMMITTEE, "小组", council)
    assert refusal(desk.found, Kind.SUBCOMMITTEE, "小小组", small) is Refusal.NO_PARENT
    assert [one.id for one in queries.subcommittees(council.id, desk.today)] == [small.id]


@pytest.mark.parametrize("kind", [Kind.RESIDENTS_MEETING, Kind.ASSEMBLY])
def test_base_of_a_majority_is_the_laws_for_residents_meeting_and_assembly_art_27_29(
    desk: Bodies, kind: Kind
) -> None:
    assert refusal(desk.found, kind, base=Base.YES_NO) is Refusal.BASE_FIXED
    body_id, yes_no = desk.found(kind).id, replace(USUAL, base=Base.YES_NO)

    def change() -> None:
        with writing():
            actions.change(body_id, yes_no, desk.by, clock.now())

    assert refusal(change) is Refusal.BASE_FIXED
    assert desk.body(body_id).base == Base.PRESENT


@pytest.mark.parametrize("kind", [Kind.RESIDENTS_MEETING, Kind.ASSEMBLY])
def test_no_sum_needs_two_thirds_in_residents_meeting_and_assembly_art_27_29(
    desk: Bodies, kind: Kind
) -> None:
    assert refusal(desk.found, kind, large_fen=5_000_000) is Refusal.MAJORITY_FIXED
    body_id, large = desk.found(kind).id, replace(USUAL, large_fen=1)

    def change() -> None:
        with writing():
            actions.change(body_id, large, desk.by, clock.now())

    assert refusal(change) is Refusal.MAJORITY_FIXED
    assert desk.body(body_id).large_fen is None


def test_residents_meeting_is_not_announced_nine_days_ahead_art_26(desk: Bodies) -> None:
    assert refusal(desk.found, Kind.RESIDENTS_MEETING, notice_days=9) is Refusal.NOTICE_TOO_SHORT


def test_record_tells_what_a_setting_was_and_is(desk: Bodies) -> None:
    body_id = desk.found(Kind.COUNCIL, "议事会").id
    changed = replace(USUAL, base=Base.YES_NO, large_fen=5_000_000, proxies=True, notice_days=5)
    with writing():
        assert actions.change(body_id, changed, desk.by, clock.now())
    kind, payload = last_line()
    assert kind == "body.changed"
    assert payload["what"].split("；") == [
        "多数怎么算：到会人数的多数（弃权等于不赞成） → 赞成多于反对（弃权不算）",
        "多大的金额要三分之二赞成：没有 → ¥50,000.00",
        "提前几天通知开会：10 → 5",
        "缺席的成员可以委托别的成员：否 → 是",
        "从下一次通知的会议起算",
    ]
    with writing():
        assert not actions.change(body_id, changed, desk.by, clock.now())
    with writing():
        assert actions.change(body_id, replace(changed, phone="110"), desk.by, clock.now())
    assert last_line()[1]["what"] == "电话：010-55550100 → 110"


# ---- Terms ----


def test_term_begins_with_the_seats_of_the_last_one_and_nobody_on_them(desk: Bodies) -> None:
    group = desk.group()
    assembly = desk.found(Kind.ASSEMBLY)
    first = desk.term(assembly)
    desk.seats(first, whom=Whom.GROUPS)
    desk.seats(first, 2, label="列席的单位", votes=False)
    member = desk.seat(queries.seats(first.id)[0])
    person_id, starts = member.person_id, desk.today + 10 * DAY
    second = desk.term(desk.body(assembly.id), starts, copy=True)
    copied = [(one.number, one.group_id, one.label, one.votes) for one in queries.seats(second.id)]
    guest = (None, "列席的单位", False)
    assert copied == [(1, group.id, "", True), (2, *guest), (3, *guest)]
    assert queries.of_term(second.id) == []
    (old,) = queries.of_term(first.id)
    assert (old.ends_on, old.why_ended) == (starts - DAY, WhyEnded.TERM_OVER)
    assert queries.terms(assembly.id)[1].ends_on == starts - DAY
    assert told(person_id) == ["bodies.vacated", "bodies.seated"]
    kind, payload = last_line()
    assert (kind, payload["number"], payload["seats"]) == ("body.term_on", 2, 3)
    assert payload["why"].startswith("依据街道关于选举结果的公告")


def test_last_terms_members_can_sit_again(desk: Bodies) -> None:
    (seat,) = desk.with_seats(Kind.COUNCIL, 1)
    member = desk.seat(seat)
    person = member.person
    again = desk.term(desk.body(seat.term.body_id), desk.today + DAY, copy=True)
    made = desk.seat(queries.seats(again.id)[0], person, starts_on=desk.today + DAY)
    assert (made.how, made.person_id) == (How.ELECTED, person.id)


def test_term_is_no_longer_than_five_years_art_14(desk: Bodies) -> None:
    body = desk.found(Kind.COMMITTEE)
    six = date(desk.today.year + 6, 1, 1)
    assert refusal(desk.term, body, desk.today, six) is Refusal.TERM_TOO_LONG


def test_term_does_not_begin_before_the_last_one_or_its_last_member(desk: Bodies) -> None:
    (seat,) = desk.with_seats(Kind.COUNCIL, 1)
    term, body_id = seat.term, seat.term.body_id
    first = term.starts_on
    assert refusal(desk.term, desk.body(body_id), first) is Refusal.TERM_TOO_SOON
    desk.seat(seat, starts_on=desk.today)
    assert refusal(desk.term, desk.body(body_id), desk.today) is Refusal.TERM_TOO_SOON
    assert queries.terms(body_id)[0].number == 1


def test_residents_meeting_has_no_seats_art_26(desk: Bodies) -> None:
    meeting = desk.found(Kind.RESIDENTS_MEETING)
    assert refusal(desk.term, meeting) is Refusal.NO_SEATS


# ---- Seats ----


def test_one_seat_for_every_group_is_added_at_once_and_not_twice(desk: Bodies) -> None:
    groups = [desk.group(f"第{n}小组") for n in range(3)]
    term = desk.term(desk.found(Kind.ASSEMBLY))
    made = desk.seats(term, whom=Whom.GROUPS)
    assert [(one.number, one.group_id) for one in made] == [
        (n, group.id) for n, group in enumerate(groups, 1)
    ]
    assert last_line()[1]["count"] == 3
    assert refusal(desk.seats, term, whom=Whom.GROUPS) is Refusal.GROUP_HAS_SEAT
    fourth = desk.group("第四小组")
    assert [one.group_id for one in desk.seats(term, whom=Whom.GROUPS)] == [fourth.id]


def test_seats_for_every_grid_or_for_one(desk: Bodies) -> None:
    here, there = desk.world.grid_row, desk.world.grid("第二网格")
    term = desk.term(desk.found(Kind.COUNCIL))
    assert [one.grid_id for one in desk.seats(term, 2, whom=Whom.GRIDS)] == [
        *[here.id] * 2,
        *[there.id] * 2,
    ]
    made = desk.seats(term, 1, whom=Whom.GRIDS, grid_id=there.id)
    assert [(one.number, one.grid_id) for one in made] == [(5, there.id)]


def test_committee_gets_no_tenth_seat_art_8(desk: Bodies) -> None:
    term = desk.term(desk.found(Kind.COMMITTEE))
    desk.seats(term, 9)
    assert refusal(desk.seats, term) is Refusal.TOO_MANY_SEATS
    assert len(queries.seats(term.id)) == 9


def test_assembly_keeps_no_more_than_a_fifth_for_the_committee_art_28(desk: Bodies) -> None:
    term = desk.term(desk.found(Kind.ASSEMBLY))
    desk.seats(term, 8, whom=Whom.GRIDS, grid_id=desk.world.grid_row.id)
    few = refusal(desk.seats, term, 3, ex_officio=True)
    assert few is Refusal.TOO_FEW_REPRESENTATIVES
    few = refusal(desk.seats, term, 3, label="驻社区单位")
    assert few is Refusal.TOO_FEW_REPRESENTATIVES
    desk.seats(term, 2, ex_officio=True)
    unused = queries.seats(term.id)[0].id

    def remove() -> None:
        with writing():
            terms.remove_seat(unused, desk.by, clock.now())

    assert refusal(remove) is Refusal.TOO_FEW_REPRESENTATIVES
    assert len(queries.seats(term.id)) == 10


def test_only_a_seat_that_nobody_ever_had_goes(desk: Bodies) -> None:
    used, unused = desk.with_seats(Kind.COUNCIL, 2)
    ids = used.id, unused.id
    desk.end(desk.seat(used), WhyEnded.RESIGNED)

    def remove(seat_id: int) -> None:
        with writing():
            terms.remove_seat(seat_id, desk.by, clock.now())

    assert [refusal(remove, one) for one in ids] == [Refusal.SEAT_USED, None]
    assert last_line()[0] == "body.seat_removed"


# ---- Dissolving ----


@pytest.mark.parametrize(
    "kind", [Kind.RESIDENTS_MEETING, Kind.ASSEMBLY, Kind.COMMITTEE, Kind.SUPERVISORS]
)
def test_bodies_of_the_law_are_not_dissolved(desk: Bodies, kind: Kind) -> None:
    body_id = desk.found(kind).id

    def dissolve() -> None:
        with writing():
            dissolving.dissolve(body_id, "不要了", desk.by, clock.now())

    assert refusal(dissolve) is Refusal.STATUTORY


def test_dissolved_body_takes_its_subcommittees_along_and_tells_everyone(desk: Bodies) -> None:
    (seat,) = desk.with_seats(Kind.COUNCIL, 1)
    body_id = seat.term.body_id
    small = desk.found(Kind.SUBCOMMITTEE, "小组", desk.body(body_id))
    small_id, member = small.id, desk.seat(seat)
    person_id = member.person_id
    ground = desk.paper(Act.DISSOLVE, desk.body(body_id), title="关于撤销的决定")
    with writing():
        dissolving.dissolve(body_id, "并入别的组织", desk.by, clock.now(), ground)
    assert [desk.body(one).dissolved_on for one in (body_id, small_id)] == [desk.today] * 2
    assert queries.bodies(desk.today + DAY) == []
    kind, payload = last_line()
    assert kind == "body.dissolved"
    assert payload["reason"].startswith("并入别的组织（依据关于撤销的决定（")
    assert told(person_id)[0] == "bodies.vacated"
    assert refusal(desk.seats, queries.terms(body_id)[0]) is Refusal.DISSOLVED


@pytest.mark.parametrize("of_subcommittee", [False, True])
def test_a_body_with_a_meeting_that_is_not_over_is_not_dissolved(
    desk: Bodies, of_subcommittee: bool
) -> None:
    """Nor is one whose subcommittee has such a meeting."""
    council = desk.found(Kind.COUNCIL, notice_days=3)
    small = {"notice_days": 3}
    meets = desk.found(Kind.SUBCOMMITTEE, "小组", council, **small) if of_subcommittee else council
    body_id, term = council.id, desk.term(meets)
    for seat in desk.seats(term, 3):
        desk.seat(seat)
    made = open_meeting(desk.world, desk.body(term.body_id))
    staff, page = desk.world.staff(Role.DIRECTOR), f"/desk/bodies/{body_id}/dissolve/"
    said = {"reason": "并入别的组织", "ground": desk.paper(Act.DISSOLVE, desk.body(body_id))}
    answer = post(staff, page, page, **said)
    assert answer.status_code == 422
    assert "还有没开完的会" in answer.get_data(as_text=True)
    db.session.rollback()
    assert desk.body(body_id).dissolved_on is None
    with writing():
        made.row.closed_at = clock.now()
    assert post(staff, page, page, **said).status_code == 303
    db.session.rollback()
    assert desk.body(body_id).dissolved_on == desk.today


# ---- Residents' groups ----


def test_group_of_19_households_is_refused_art_13(desk: Bodies) -> None:
    assert refusal(desk.group, "小的", 19) is Refusal.GROUP_SIZE
    assert refusal(desk.group, "大的", 51) is Refusal.GROUP_SIZE
    desk.group("正好", 20)
    assert refusal(desk.group, "正好", 30) is Refusal.GROUP_NAME_TAKEN
    assert last_line() == ("group.formed", {"name": "正好", "households": 20})


def test_group_that_changes_says_from_what_to_what(desk: Bodies) -> None:
    group_id, grid = desk.group("一组").id, desk.world.grid("第二网格")
    plan = actions.GroupPlan("一组", grid.id, "", 30)
    with writing():
        actions.change_group(group_id, plan, desk.by, clock.now())
    assert last_line()[1]["what"].split("；") == [
        "网格：第一网格 → 第二网格",
        "范围：1 号楼 → 没有",
        "户数：40 → 30",
    ]
    assert db.session.get_one(ResidentsGroup, group_id).households == 30


def test_nobody_is_told_to_the_public_by_name(desk: Bodies) -> None:
    (seat,) = desk.with_seats(Kind.COUNCIL, 1)
    member = desk.seat(seat, desk.world.person("欧阳修"), post=Post.CHAIR)
    desk.end(member, WhyEnded.MOVED_OUT)
    said = db.session.scalars(select(AuditFact.payload)).all()
    assert not [one for one in said if "欧阳修" in str(one) or "person" in one]
    assert last_line()[1]["why"].startswith("不再任职，依据一名成员不能再任职的证明（")


def test_who_sits_is_counted_by_body(desk: Bodies) -> None:
    seats = desk.with_seats(Kind.COUNCIL, 3)
    body_id, ends = seats[0].term.body_id, seats[0].term.ends_on
    ids = [seat.id for seat in seats]
    for seat_id in ids[:2]:
        desk.seat_by_id(seat_id, desk.world.person().id)
    assert queries.filled(desk.today) == {body_id: (3, 2, ends)}
    assert {one.vote_body_id for one in db.session.scalars(select(Membership))} == {body_id}
