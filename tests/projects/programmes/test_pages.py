"""A programme from its resolution to its last line, through the pages."""

import pytest
from flask.testing import FlaskClient

from portal.core import clock
from portal.core.access import Role
from portal.core.db import db
from portal.projects.programmes.models import Line, Programme
from tests.projects.making import annul, founded, get, resolution
from tests.world import World, post

YEAR = clock.today().year
DESK = "/desk/programmes/1/"
LINE = {"target": 1, "number": 12, "on": clock.today().isoformat(), "note": "三号楼每层两个"}


def html(client: FlaskClient, path: str) -> str:
    return client.get(path).get_data(as_text=True)


def programme(world: World, staff: FlaskClient) -> None:
    """Three years of handrails, with their figures."""
    ground = resolution(world, 100).id
    typed = {"title": "三年加装扶手", "resolution": ground, "first_year": YEAR - 1}
    answer = post(staff, "/desk/programmes/new/", **typed, summary="", last_year=YEAR + 1)
    assert answer.location == DESK
    due = {f"due_{YEAR + n}": 40 + 10 * n for n in (-1, 0, 1)}
    answer = post(staff, f"{DESK}targets/", DESK, what="加装扶手", unit="个", **due)
    assert answer.status_code == 303


@pytest.fixture
def staff(world: World) -> FlaskClient:
    return world.staff(Role.COMMITTEE_MEMBER)


def test_a_programme_shows_reached_and_due_and_says_that_it_is_behind(
    world: World, staff: FlaskClient, client: FlaskClient
) -> None:
    programme(world, staff)
    assert post(staff, f"{DESK}report/", DESK, **LINE).status_code == 303
    page = html(client, "/programmes/1/")
    assert "已完成 12，应完成 120 个" in page
    assert "落后了：到去年年底应完成的，还差 18 个。" in page
    assert "三号楼每层两个" in page
    assert "三年加装扶手" in html(client, "/programmes/")


def test_a_line_sent_twice_is_one(world: World, staff: FlaskClient) -> None:
    programme(world, staff)
    for _ in range(2):
        post(staff, f"{DESK}report/", DESK, **LINE)
    assert db.session.query(Line).count() == 1


def test_a_line_is_corrected_by_another_and_only_once(
    world: World, staff: FlaskClient, client: FlaskClient
) -> None:
    programme(world, staff)
    post(staff, f"{DESK}report/", DESK, **LINE)
    right = {"number": 10, "on": LINE["on"], "note": "数错了两个"}
    assert post(staff, "/desk/programmes/lines/1/correct/", **right).status_code == 303
    page = html(client, "/programmes/1/")
    assert "已由第 2 行更正，不再计算" in page
    assert "更正第 1 行" in page
    assert "已完成 10，应完成 120 个" in page
    again = post(staff, "/desk/programmes/lines/1/correct/", **right)
    assert again.status_code == 422
    assert "这一行已经更正过了" in again.get_data(as_text=True)


def test_a_figure_changes_by_a_resolution_and_the_old_one_stays(
    world: World, staff: FlaskClient, client: FlaskClient
) -> None:
    programme(world, staff)
    ground = resolution(world, 1)
    typed = {"aim": f"1-{YEAR}", "changed": 60, "resolution": ground.id, "why": "增加一栋楼"}
    assert post(staff, f"{DESK}change/", DESK, **typed).status_code == 303
    page = html(client, "/programmes/1/")
    assert f"{YEAR} 年的目标改成 60 个，依据 {ground.number}，原因：增加一栋楼" in page
    assert "应完成 140 个" in page
    same = post(staff, f"{DESK}change/", DESK, **typed)
    assert same.status_code == 422
    assert "没有改动" in same.get_data(as_text=True)


def test_no_programme_without_a_resolution_in_force(world: World, staff: FlaskClient) -> None:
    ground = resolution(world, 100)
    other = resolution(world, 100)
    annul(world, ground.id)
    typed = {"title": "计划", "summary": "", "first_year": YEAR, "last_year": YEAR}
    answer = post(staff, "/desk/programmes/new/", **typed, resolution=ground.id)
    assert answer.status_code == 422
    assert db.session.query(Programme).count() == 0
    assert post(staff, "/desk/programmes/new/", **typed, resolution=other.id).status_code == 303
    again = post(staff, "/desk/programmes/new/", **typed, resolution=other.id)
    assert "已经设立过同名的计划" in again.get_data(as_text=True)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"number": "0"}, "完成 0 不用写"),
        ({"number": "-3"}, "请填写 0 到 1000 万的整数"),
        ({"number": "很多"}, "请填写整数"),
        ({"on": "2099-01-01"}, "这一天还没有到"),
        ({"on": "2001-01-01"}, "这一天在计划开始以前"),
        ({"target": "99"}, "请从列出的选项里选"),
        ({"note": ""}, "请写几句说明"),
    ],
)
def test_a_bad_line_is_refused_at_its_field_and_kept(
    world: World, staff: FlaskClient, wrong: dict[str, str], said: str
) -> None:
    programme(world, staff)
    answer = post(staff, f"{DESK}report/", DESK, **{**LINE, **wrong})
    page = answer.get_data(as_text=True)
    assert (answer.status_code, said in page) == (422, True)
    assert wrong.get("note", LINE["note"]) in page
    assert db.session.query(Line).count() == 0


def test_a_project_belongs_to_one_programme_and_says_so(
    world: World, staff: FlaskClient, client: FlaskClient
) -> None:
    programme(world, staff)
    project_id = founded(world)
    assert post(staff, f"{DESK}join/", DESK, project=project_id).status_code == 303
    assert "属于多年计划" in html(client, f"/projects/{project_id}/")
    assert "充电车棚" in html(client, "/programmes/1/")
    assert post(staff, f"{DESK}leave/{project_id}/", DESK).status_code == 303
    assert get(project_id).programme_id is None


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.STATION_STAFF])
def test_only_the_committee_writes_of_programmes(world: World, role: Role) -> None:
    assert world.staff(role).get("/desk/programmes/").status_code == 403
