"""What everyone reads of a body, and what a member says of the own seat."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import select

from portal.accounts import mine
from portal.accounts.mine import Leaver
from portal.bodies import dissolving, panels, queries
from portal.bodies.mandates import Act
from portal.bodies.models import Membership, ResidentsGroup, Seat
from portal.bodies.rules import Kind, Post, Whom, WhyEnded
from portal.core import clock
from portal.core.db import db, writing
from portal.roster.models import Person
from tests.bodies.making import DAY, Bodies
from tests.world import World, post


@pytest.fixture
def seat(desk: Bodies) -> Seat:
    return desk.with_seats(Kind.COUNCIL, 2, "议事会")[0]


def main(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    text = answer.get_data(as_text=True)
    return text[text.index("<main") : text.index("</main>")]


def test_page_tells_who_sits_for_whom_until_when_and_how_to_reach_them(
    desk: Bodies, client: FlaskClient
) -> None:
    desk.group("一组")
    term = desk.term(desk.found(Kind.ASSEMBLY, "居民代表会议"))
    (seat,) = desk.seats(term, whom=Whom.GROUPS)
    desk.seats(term, label="物业公司", votes=False)
    desk.seat(seat, desk.world.person("李代表"), reach="星期六在门口", consent=True)
    shown = main(client, f"/bodies/{term.body_id}/")
    for part in (
        "居民代表会议",
        "李代表",
        "一组",
        "1 号楼",
        "星期六在门口",
        "010-55550100",
        "居民代表不少于五分之四",
        "三分之二以上的成员到会才能开会",
        "2 个席位，1 人在任，空 1 席",
        "第 2 席，物业公司（列席，不参加表决）",
    ):
        assert part in " ".join(shown.split()), part


def test_earlier_members_of_the_term_stay_on_the_page(
    desk: Bodies, seat: Seat, client: FlaskClient
) -> None:
    body_id = seat.term.body_id
    first = desk.seat(seat, desk.world.person("从前的人"), starts_on=desk.today - 9 * DAY)
    desk.end(first, WhyEnded.DIED, desk.today - DAY)
    desk.seat(seat, desk.world.person("后来的人"))
    shown = main(client, f"/bodies/{body_id}/")
    now, earlier = shown.split("这一届以前在任的")
    assert ("后来的人" in now, "从前的人" in now, "从前的人" in earlier) == (True, False, True)
    assert "去世" not in shown


def test_who_is_to_follow_shows_beside_who_still_sits(
    desk: Bodies, seat: Seat, client: FlaskClient
) -> None:
    body_id = seat.term.body_id
    desk.end(desk.seat(seat, desk.world.person("还在的人")), WhyEnded.RESIGNED)
    desk.seat(seat, desk.world.person("接任的人"), starts_on=desk.today + DAY)
    shown = main(client, f"/bodies/{body_id}/")
    assert shown.index("还在的人") < shown.index("接任的人")
    assert "2 个席位，1 人在任，空 1 席" in shown


def test_chair_comes_first(desk: Bodies, seat: Seat, client: FlaskClient) -> None:
    second = queries.seats(seat.term_id)[1]
    body_id = seat.term.body_id
    desk.seat(seat, desk.world.person("一号成员"))
    desk.seat(second, desk.world.person("主持的人"), post=Post.CHAIR)
    shown = main(client, f"/bodies/{body_id}/")
    assert shown.index("主持的人") < shown.index("一号成员")


def test_term_that_is_over_says_so(desk: Bodies, client: FlaskClient) -> None:
    body = desk.found(Kind.COUNCIL)
    desk.term(body, desk.today - 400 * DAY, desk.today - DAY)
    assert "正在等待换届" in main(client, f"/bodies/{body.id}/")


def test_residents_meeting_is_everybody(desk: Bodies, client: FlaskClient) -> None:
    body = desk.found(Kind.RESIDENTS_MEETING, "居民会议")
    shown = main(client, f"/bodies/{body.id}/")
    assert "全体年满十八周岁的居民" in shown
    assert "谁在里面" not in shown


def test_resident_finds_the_own_representatives_first(world: World, desk: Bodies) -> None:
    desk.group("一组")
    (seat,) = desk.seats(desk.term(desk.found(Kind.ASSEMBLY, "代表会议")), whom=Whom.GROUPS)
    desk.seat(seat, world.person("李代表"))
    shown = main(world.client(world.account()), "/bodies/")
    assert shown.index("我的代表") < shown.index("李代表") < shown.index("社区的组织")


def test_the_own_groups_representative_stands_first_and_the_others_folded(
    world: World, desk: Bodies
) -> None:
    member = world.account()
    person = db.session.get_one(Person, member.person_id)
    assert person.household is not None
    door = f"{person.household.building.address}{person.household.unit}"
    desk.group("一组")
    desk.group("二组")
    with writing():
        row = db.session.scalars(select(ResidentsGroup).where(ResidentsGroup.name == "二组")).one()
        row.extent = door
    term = desk.term(desk.found(Kind.ASSEMBLY, "代表会议"))
    first, second = (one.id for one in desk.seats(term, whom=Whom.GROUPS))
    desk.seat_by_id(first, world.person("别组代表").id)
    desk.seat_by_id(second, world.person("本组代表").id)
    shown = main(world.client(member), "/bodies/")
    assert "代表您住的小组" in shown
    assert shown.index("本组代表") < shown.index("<details") < shown.index("别组代表")


def test_grid_without_a_representative_is_told_whom_to_ask(world: World, desk: Bodies) -> None:
    desk.found(Kind.ASSEMBLY)
    assert "现在没有居民代表" in main(world.client(world.account()), "/bodies/")


def test_passer_by_sees_the_bodies_and_nobodys_representative(
    desk: Bodies, seat: Seat, client: FlaskClient
) -> None:
    shown = main(client, "/bodies/")
    assert "议事会" in shown
    assert "我的代表" not in shown


def test_dissolved_body_keeps_its_page_and_leaves_the_list(
    desk: Bodies, seat: Seat, client: FlaskClient
) -> None:
    body_id = seat.term.body_id
    ground = desk.paper(Act.DISSOLVE, desk.body(body_id))
    with writing():
        dissolving.dissolve(body_id, "并入", desk.by, clock.now(), ground)
        desk.body(body_id).dissolved_on = desk.today - DAY
    assert "撤销" in main(client, f"/bodies/{body_id}/")
    assert "议事会</a>" not in main(client, "/bodies/")


def test_no_such_body(client: FlaskClient) -> None:
    assert client.get("/bodies/99/").status_code == 404


# ---- The own seat ----


def own_seat(desk: Bodies, seat: Seat) -> tuple[FlaskClient, Membership]:
    account = desk.world.account(desk.world.person("李建平"))
    member = desk.seat_by_id(seat.id, account.person_id)
    return desk.world.client(account), member


def test_member_publishes_and_takes_back_how_they_are_reached(desk: Bodies, seat: Seat) -> None:
    client, member = own_seat(desk, seat)
    member_id, body_id = member.id, seat.term.body_id
    assert "改我的联系办法" in main(client, f"/bodies/{body_id}/")
    for said in ("星期天下午在凉亭", ""):
        answer = post(client, f"/bodies/members/{member_id}/reach/", reach=said)
        assert (answer.status_code, answer.location) == (303, f"/bodies/{body_id}/")
        kept = queries.membership(member_id)
        assert kept
        assert kept.reach == said


def test_what_is_too_long_comes_back_as_typed(desk: Bodies, seat: Seat) -> None:
    client, member = own_seat(desk, seat)
    answer = post(client, f"/bodies/members/{member.id}/reach/", reach="很长" * 100)
    assert answer.status_code == 422
    assert "很长" * 100 in answer.text


def test_nobody_changes_anothers(desk: Bodies, seat: Seat) -> None:
    _client, member = own_seat(desk, seat)
    path = f"/bodies/members/{member.id}/reach/"
    other = desk.world.client(desk.world.account())
    assert other.get(path).status_code == 404
    assert post(other, path, "/me/", reach="别人的").status_code == 404
    kept = queries.membership(member.id)
    assert kept
    assert kept.reach == ""


def test_who_has_their_data_erased_keeps_the_seat_in_history_and_no_reach(
    desk: Bodies, seat: Seat
) -> None:
    member = desk.seat(seat, reach="13900000000", consent=True)
    person_id, member_id = member.person_id, member.id
    held = {one.section.code: one.rows for one in mine.gather(person_id)}
    assert [row["公开的联系办法"] for row in held["seats"]] == ["13900000000"]
    section = next(one for one in mine.sections() if one.code == "seats")
    assert section.erase
    with writing():
        done = section.erase(Leaver(person_id, clock.now()))
    assert (done.erased, done.kept) == (1, 1)
    kept = queries.membership(member_id)
    assert kept
    assert (kept.person_id, kept.reach) == (person_id, "")


# ---- What other rooms show, and the command ----


def test_panels_of_other_rooms_show_where_they_have_something_to_say(
    desk: Bodies, seat: Seat, app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panels, "_PANELS", {})
    body_id = seat.term.body_id
    panels.register(
        "test", "ui_test/panel.html", lambda one: {"decided": "路灯"} if one == body_id else None
    )
    panels.register("silent", "ui_test/none.html", lambda one: None)
    with pytest.raises(ValueError, match="named twice"):
        panels.register("test", "x.html", lambda one: None)
    loader = app.jinja_env.loader
    words = "<p>决定了：{{ told.decided }}</p>"
    assert loader
    app.jinja_env.loader = ChoiceLoader([DictLoader({"ui_test/panel.html": words}), loader])
    assert "<p>决定了：路灯</p>" in main(client, f"/bodies/{body_id}/")
    other = desk.found(Kind.JOINT).id
    assert "决定了" not in main(client, f"/bodies/{other}/")


def test_command_lists_seats_and_who_sits(desk: Bodies, seat: Seat, app: Flask) -> None:
    desk.seat(seat)
    desk.found(Kind.RESIDENTS_MEETING, "居民会议")
    council, meeting = queries.bodies(desk.today)
    ends = queries.terms(council.id)[0].ends_on.isoformat()
    run = app.test_cli_runner().invoke
    assert json.loads(run(args=["bodies", "list", "--json"]).output) == [
        {
            "id": council.id,
            "kind": "council",
            "name": "议事会",
            "seats": 2,
            "filled": 1,
            "term_ends_on": ends,
        },
        {
            "id": meeting.id,
            "kind": "residents_meeting",
            "name": "居民会议",
            "seats": 0,
            "filled": 0,
            "term_ends_on": None,
        },
    ]
    assert f"议事会  1/2  {ends}" in run(args=["bodies", "list"]).output


def test_long_list_keeps_the_chair_and_the_readers_own_open_and_folds_the_rest_by_grid(
    desk: Bodies,
) -> None:
    """On a phone; printed, it is whole."""
    own, other = desk.world.grid_row, desk.world.grid("二号网格")
    me = desk.world.account(desk.world.person(household=desk.world.household(own)))
    term = desk.term(desk.found(Kind.ASSEMBLY, "居民代表会议"))
    mine = desk.seats(term, 2, whom=Whom.GRIDS, grid_id=own.id)
    theirs = desk.seats(term, 15, whom=Whom.GRIDS, grid_id=other.id)
    for seat in mine:
        desk.seat(seat, desk.world.person("我的代表", household=desk.world.household(own)))
    for n, seat in enumerate(theirs):
        home = desk.world.household(other)
        post_there = Post.CHAIR if n == 3 else Post.MEMBER
        desk.seat(seat, desk.world.person(f"代表{n}", household=home), post=post_there)
    page = main(desk.world.client(me), f"/bodies/{term.body_id}/")
    first, folded = page.split('<details class="print-whole">')
    assert first.count("我的代表") == 2
    assert "代表3" in first
    assert "代表4" not in first
    assert "二号网格：14 人" in folded
    assert "代表4" in folded
    assert "代表3<" not in folded
