"""Keeping the books at the desk, as browsers send it: right, wrong, and from those who may not."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.bodies import queries
from portal.bodies.mandates import Act
from portal.bodies.models import Seat
from portal.bodies.rules import Kind, WhyEnded
from portal.core.access import Role
from tests.bodies.making import DAY, Bodies
from tests.world import World, post

SETTINGS = {
    "name": "议事会",
    "purpose": "商量日常的事。",
    "contact": "6 号楼",
    "phone": "010-55550100",
    "base": "present",
    "large_fen": "",
    "sponsors": "5",
    "resident_sponsors": "10",
    "notice_days": "3",
    "papers_days": "3",
}


@pytest.fixture
def seat(desk: Bodies) -> Seat:
    return desk.with_seats(Kind.COUNCIL, 2, "议事会")[0]


def found(keeper: FlaskClient, **said: str) -> TestResponse:
    return post(
        keeper, "/desk/bodies/new/", **{"kind": "council", "parent": "0", **SETTINGS, **said}
    )


def test_from_nothing_to_a_member(world: World, desk: Bodies, keeper: FlaskClient) -> None:
    """Founded, a group formed, a term begun, a seat for each group, somebody on it."""
    assert "还没有登记" in keeper.get("/desk/bodies/").text
    answer = found(keeper, kind="assembly", name="代表会议", sponsors="7")
    (body,) = queries.bodies(desk.today)
    address = f"/desk/bodies/{body.id}/"
    assert (answer.status_code, answer.location) == (303, address)
    assert (body.kind, body.sponsors, body.proxies) == ("assembly", 7, False)
    said = {
        "name": "一组",
        "grid_id": str(world.grid_row.id),
        "extent": "1 号楼",
        "households": "40",
    }
    assert post(keeper, "/desk/bodies/groups/new/", **said).status_code == 303
    year = desk.today.year
    days = {"starts_on": f"{year}-01-01", "ends_on": f"{year + 4}-12-31"}
    assert post(keeper, f"{address}term/", **days).status_code == 303
    seats = {"whom": "groups", "grid": "0", "count": "1", "label": "", "votes": "y"}
    assert post(keeper, f"{address}seats/", **seats).status_code == 303
    (seat,) = queries.seats(queries.terms(body.id)[0].id)
    person = world.person("李代表", phone="13912345678")
    person_id, seat_path = person.id, f"/desk/bodies/seats/{seat.id}/"
    assert f"{seat_path}{person_id}/" in keeper.get(f"{seat_path}?q=13912345678").text
    ground = desk.elected(seat, person_id)
    sitting = {"post": "chair", "how": "elected", "starts_on": desk.today.isoformat()}
    bare = post(keeper, f"{seat_path}{person_id}/", **sitting)
    assert (bare.status_code, 'id="ground-error"' in bare.text) == (422, True)
    answer = post(keeper, f"{seat_path}{person_id}/", **sitting, ground=ground)
    assert (answer.status_code, answer.location) == (303, address)
    assert [one.person_id for one in queries.sitting(body.id, desk.today)] == [person_id]
    assert "李代表" in keeper.get(address).text


@pytest.mark.parametrize(
    ("said", "field", "message"),
    [
        ({"name": ""}, "name", "请填写名称"),
        ({"kind": "parliament"}, "kind", "请从列出的选项里选"),
        ({"kind": "assembly", "base": "yes_no"}, "base", "法律规定按到会人数算多数"),
        ({"kind": "assembly", "large_fen": "5万"}, "large_fen", "不论多大的金额都是过半数"),
        ({"kind": "residents_meeting", "notice_days": "9"}, "notice_days", "最少提前 10 天"),
        ({"notice_days": "一周"}, "notice_days", "请填写整数"),
        ({"notice_days": "-1"}, "notice_days", "请填写 0 到 60 之间的数"),
        ({"sponsors": "999999999999999"}, "sponsors", "请填写 0 到 100 之间的数"),
        ({"large_fen": "很多"}, "large_fen", "请填写金额"),
        ({"kind": "subcommittee"}, "parent", "专门小组要选它属于哪个组织"),
        ({"parent": "99"}, "parent", "请从列出的选项里选"),
        ({"name": "很长" * 40}, "name", "太长了"),
    ],
)
def test_body_that_cannot_be_founded_is_refused_at_its_field(
    keeper: FlaskClient, desk: Bodies, said: dict[str, str], field: str, message: str
) -> None:
    answer = found(keeper, **said)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert message in answer.text
    assert "商量日常的事。" in answer.text, "what was typed stays"
    assert queries.bodies(desk.today) == []


def test_settings_of_the_law_are_shown_as_fixed_and_cannot_be_sent_otherwise_art_27(
    keeper: FlaskClient, desk: Bodies
) -> None:
    body_id = desk.found(Kind.RESIDENTS_MEETING).id
    address = f"/desk/bodies/{body_id}/settings/"
    shown = keeper.get(address).text
    assert "由法律定，改不了" in shown
    assert "多大的金额都是过半数；由法律定，改不了" in shown
    assert 'name="large_fen"' not in shown
    assert "最少提前 10 天" in shown
    assert '<select class="input" id="base"' not in shown.replace("  ", " ")
    for said, message in (
        ({"base": "yes_no"}, "法律规定按到会人数算多数"),
        ({"notice_days": "9"}, "居民会议最少提前 10 天通知"),
    ):
        answer = post(keeper, address, **{**SETTINGS, "notice_days": "10", **said})
        assert (answer.status_code, message in answer.text) == (422, True)
    answer = post(keeper, address, **{**SETTINGS, "notice_days": "12", "proxies": "y"})
    assert answer.status_code == 303
    body = desk.body(body_id)
    assert (body.notice_days, body.proxies, body.name) == (12, True, "议事会")


def test_vacancies_come_first_with_what_to_do(
    keeper: FlaskClient, desk: Bodies, seat: Seat
) -> None:
    body_id, first, second = seat.term.body_id, *(one.id for one in queries.seats(seat.term_id))
    desk.seat_by_id(first, desk.world.person("在任的人").id)
    shown = keeper.get(f"/desk/bodies/{body_id}/").text
    assert shown.index(f"/desk/bodies/seats/{second}/") < shown.index("在任的人")
    assert "有空着的席位，要补选" in shown
    assert "没有主持人" in shown


def test_ending_a_membership_opens_a_by_election(
    keeper: FlaskClient, desk: Bodies, seat: Seat
) -> None:
    seat_id, member = seat.id, desk.seat(seat)
    member_id, today = member.id, desk.today
    address = f"/desk/bodies/members/{member_id}/end/"
    said = {"why": "resigned", "ground": desk.paper(Act.RESIGN, member)}
    answer = post(keeper, address, ends_on=(today - DAY).isoformat(), **said)
    assert (answer.status_code, "最后一天不能早于任职的第一天" in answer.text) == (422, True)
    for wrong in ({"ends_on": ""}, {"why": "烦"}, {"ground": "paper:99"}, {"ground": ""}):
        day = {"ends_on": today.isoformat()}
        assert post(keeper, address, **{**day, **said, **wrong}).status_code == 422
    answer = post(keeper, address, ends_on=today.isoformat(), **said)
    assert answer.status_code == 303
    ended = queries.membership(member_id)
    assert ended
    assert (ended.ends_on, ended.why_ended) == (today, WhyEnded.RESIGNED)
    form = keeper.get(f"/desk/bodies/seats/{seat_id}/{desk.world.person().id}/").text
    assert "补选产生" in form
    assert "选举产生" not in form
    assert (today + DAY).isoformat() in form


def test_refusal_of_a_member_keeps_what_was_typed(
    keeper: FlaskClient, desk: Bodies, world: World
) -> None:
    (here,), (there,) = desk.with_seats(Kind.COMMITTEE, 1), desk.with_seats(Kind.SUPERVISORS, 1)
    there_id, home = there.id, desk.seat(here).person.household
    spouse = world.person("老伴", household=home).id
    address = f"/desk/bodies/seats/{there_id}/{spouse}/"
    said = {"post": "member", "how": "elected", "starts_on": desk.today.isoformat()}
    said["ground"] = desk.paper(Act.FILL, there.term.body, "老伴\n王秀英")
    answer = post(keeper, address, **said, reach="凉亭", consent="y", declared="y")
    assert answer.status_code == 422
    assert "名册上他们住在同一户" in answer.text
    assert 'value="凉亭"' in answer.text
    other = world.person().id
    undeclared = post(keeper, f"/desk/bodies/seats/{there_id}/{other}/", **said)
    assert 'id="declared-error"' in undeclared.text
    silent = post(
        keeper, f"/desk/bodies/seats/{there_id}/{other}/", **said, reach="x", declared="y"
    )
    assert 'id="consent-error"' in silent.text


def test_seat_that_was_added_by_mistake_is_taken_away(
    keeper: FlaskClient, desk: Bodies, seat: Seat
) -> None:
    seat_id, term_id, body_id = seat.id, seat.term_id, seat.term.body_id
    path = f"/desk/bodies/seats/{seat_id}/"
    answer = post(keeper, f"{path}remove/", path)
    assert (answer.status_code, answer.location) == (303, f"/desk/bodies/{body_id}/")
    assert [one.number for one in queries.seats(term_id)] == [2]


def test_council_is_dissolved_with_a_reason_and_the_laws_bodies_are_not(
    keeper: FlaskClient, desk: Bodies, seat: Seat
) -> None:
    body_id, law = seat.term.body_id, desk.found(Kind.ASSEMBLY).id
    assert post(keeper, f"/desk/bodies/{body_id}/dissolve/", reason="").status_code == 422
    refused = post(keeper, f"/desk/bodies/{law}/dissolve/", reason="不要了")
    assert (refused.status_code, "不能撤销" in refused.text) == (422, True)
    path = f"/desk/bodies/{body_id}/dissolve/"
    bare = post(keeper, path, reason="不要了")
    assert (bare.status_code, 'id="ground-error"' in bare.text) == (422, True)
    ground = desk.paper(Act.DISSOLVE, desk.body(body_id))
    assert post(keeper, path, reason="并入", ground=ground).status_code == 303
    assert desk.body(body_id).dissolved_on == desk.today
    assert "并入" in keeper.get("/audit/").text


def test_term_and_seats_that_cannot_be_are_refused(
    keeper: FlaskClient, desk: Bodies, seat: Seat
) -> None:
    address, year = f"/desk/bodies/{seat.term.body_id}/", desk.today.year
    for starts, ends, message in (
        (f"{year + 1}-01-01", f"{year + 1}-01-01", "最后一天要在第一天以后"),
        (f"{year + 1}-01-01", f"{year + 7}-01-01", "一届最多五年"),
        ("1990-01-01", "1991-01-01", "新的一届要在上一届开始以后"),
        ("", "", "请填写第一天"),
        ("9999-12-31", "9999-12-31", "年份要在 1900 到 2100 之间"),
    ):
        answer = post(keeper, f"{address}term/", starts_on=starts, ends_on=ends)
        assert (answer.status_code, message in answer.text) == (422, True), message
    seats = {"whom": "whole", "grid": "0", "count": "1", "label": ""}
    for said, message in (
        ({"count": "0"}, "请填写 1 到 60 之间的数"),
        ({"whom": "stars"}, "请从列出的选项里选"),
        ({"grid": "99"}, "请从列出的选项里选"),
        ({"whom": "groups"}, "还没有居民小组"),
    ):
        answer = post(keeper, f"{address}seats/", **{**seats, **said})
        assert (answer.status_code, message in answer.text) == (422, True), message


def test_group_that_cannot_be_is_refused_art_13(keeper: FlaskClient, desk: Bodies) -> None:
    group, grid_id = desk.group("一组"), str(desk.world.grid_row.id)
    path = f"/desk/bodies/groups/{group.id}/"
    for said, message in (
        ({"households": "51"}, "一个居民小组要有 20 到 50 户"),
        ({"name": ""}, "请填写名称"),
        ({"grid_id": "99"}, "请从列出的选项里选"),
    ):
        usual = {"name": "一组", "grid_id": grid_id, "extent": "", "households": "30"}
        answer = post(keeper, path, **{**usual, **said})
        assert (answer.status_code, message in answer.text) == (422, True), message
    assert "一组" in keeper.get("/desk/bodies/groups/").text


@pytest.mark.parametrize(
    "role", [None, Role.COMMITTEE_MEMBER, Role.SUPERVISOR, Role.REPRESENTATIVE, Role.GRID_WORKER]
)
def test_only_director_and_administrator_keep_the_books(
    world: World, desk: Bodies, seat: Seat, role: Role | None
) -> None:
    other = world.client(world.account(None, *([role] if role else [])))
    seat_id, body_id, person_id = seat.id, seat.term.body_id, world.person().id
    sitting = {"post": "member", "how": "elected", "starts_on": desk.today.isoformat()}
    for path, said in (
        ("/desk/bodies/new/", {"kind": "joint", **SETTINGS}),
        (f"/desk/bodies/{body_id}/dissolve/", {"reason": "不要了"}),
        (f"/desk/bodies/seats/{seat_id}/{person_id}/", sitting),
        (f"/desk/bodies/seats/{seat_id}/remove/", {}),
    ):
        assert post(other, path, "/me/", **said).status_code == 403, path
    assert queries.sitting(body_id, desk.today) == []
    assert world.staff(Role.ADMINISTRATOR).get("/desk/bodies/").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/desk/bodies/99/",
        "/desk/bodies/99/term/",
        "/desk/bodies/99/seats/",
        "/desk/bodies/99/settings/",
        "/desk/bodies/99/dissolve/",
        "/desk/bodies/seats/99/",
        "/desk/bodies/seats/99/99/",
        "/desk/bodies/members/99/end/",
        "/desk/bodies/groups/99/",
    ],
)
def test_what_is_not_there_is_not_found(keeper: FlaskClient, desk: Bodies, path: str) -> None:
    assert keeper.get(path).status_code == 404
    posted = post(keeper, path, "/desk/bodies/new/", reason="x", **SETTINGS)
    assert posted.status_code in (404, 405)


def test_term_of_another_body_is_not_shown(keeper: FlaskClient, desk: Bodies, seat: Seat) -> None:
    other = desk.term(desk.found(Kind.JOINT)).id
    assert keeper.get(f"/desk/bodies/{seat.term.body_id}/?term={other}").status_code == 404
    shown = keeper.get(f"/desk/bodies/{seat.term.body_id}/?term={seat.term_id}")
    assert shown.status_code == 200
