"""What people read of projects, and what the desk does with them."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image

from portal.core import clock
from portal.core.access import Role
from portal.core.db import db
from portal.core.outbox import Message
from portal.projects.models import Contract, Milestone, ProjectPhoto, Quote
from portal.projects.rules import State
from tests.projects.making import acts_of, annul, founded, get, manager, resolution
from tests.world import World, post


def today(plus: int = 0) -> str:
    return (clock.today() + timedelta(days=plus)).isoformat()


def photo(colour: str = "red") -> tuple[BytesIO, str]:
    file = BytesIO()
    Image.new("RGB", (120, 90), colour).save(file, "JPEG")
    file.seek(0)
    return file, "a.jpg"


class Desk:
    """A member of the committee at work on one project."""

    def __init__(self, world: World, fen: int = 5_000_000) -> None:
        self.me = manager(world)
        self.client = world.client(self.me)
        self.id = founded(world, self.me, fen)
        self.page = f"/desk/projects/{self.id}/"

    def do(self, act: str, **fields: Any) -> int:
        told = {"version": get(self.id).version, **fields}
        return post(self.client, f"{self.page}{act}/", self.page, **told).status_code

    def sign(self, **fields: Any) -> int:
        told = {
            "contractor": "甲公司",
            "choice": "quotes",
            "fen": "48000",
            "signed_on": today(),
            "bidder_1": "甲公司",
            "price_1": "48000",
            "bidder_2": "乙公司",
            "price_2": "49000",
            "bidder_3": "丙公司",
            "price_3": "5万",
            **fields,
        }
        return self.do("contract", **told)


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def text(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def test_a_project_is_founded_on_the_desk_from_what_was_decided(world: World) -> None:
    made = resolution(world, 8_800_000)
    me = manager(world)
    client, item = world.client(me), made.items[0].id
    assert f"/desk/projects/new/?item={item}" in text(client, "/desk/projects/")
    address = f"/desk/projects/new/?item={item}"
    told = {
        "title": "充电车棚",
        "summary": "建一座车棚。",
        "kind": "works",
        "place": "3号楼北侧",
        "grid": world.grid_row.id,
        "beneficiaries": "骑车的居民",
        "grids": [world.grid_row.id],
        "manager": me.person_id,
        "start_on": today(),
        "due_on": today(60),
    }
    answer = post(client, address, **told)
    assert answer.status_code == 303
    assert answer.location.startswith("/desk/projects/")
    page = text(world.app.test_client(), answer.location.removeprefix("/desk"))
    for words in (
        "充电车棚",
        "3号楼北侧（第一网格）",
        "骑车的居民（第一网格）",
        "王建国",
        "¥88,000",
    ):
        assert words in page
    assert "new/?item" not in text(client, "/desk/projects/")
    other = world.client(manager(world, "赵敏"))
    again = other.get(address).get_data(as_text=True)
    assert "这一项已经立项了" in again


def test_what_was_typed_stays_where_a_project_is_refused(world: World) -> None:
    me, made = manager(world), resolution(world, 100)
    client = world.client(me)
    address = f"/desk/projects/new/?item={made.items[0].id}"
    told = {"title": "车棚", "summary": "建", "kind": "works", "place": "北侧", "grid": 0}
    dates = {"manager": me.person_id, "start_on": today(5), "due_on": today(1)}
    answer = post(client, address, **told, **dates)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "完工的日子不能早于开始的日子。" in page
    assert 'value="北侧"' in page


def test_a_project_is_carried_out_to_its_end(desk: Desk) -> None:
    assert desk.do("stage", title="挖基础", due_on=today(10)) == 303
    assert desk.sign() == 303
    assert desk.do("begin", on=today(), text="") == 303
    stage = db.session.query(Milestone).one().id
    assert desk.do("stage_move", stage=stage, due_on=today(12), reason="下雨") == 303
    assert desk.do("stage_done", stage=stage, on=today()) == 303
    assert desk.do("due", due_on=today(90), reason="缺材料") == 303
    assert desk.do("note", text="立柱装好了") == 303
    assert desk.do("finish", on=today(), text="全部做完") == 303
    assert acts_of(desk.id) == [
        "found",
        "stage_added",
        "contract",
        "begin",
        "stage_moved",
        "stage_done",
        "delay",
        "note",
        "finish",
    ]
    page = text(desk.client, f"/projects/{desk.id}/")
    for words in (
        "甲公司",
        "丙公司",
        "缺材料",
        "立柱装好了",
        "挖基础",
        "做完了，等验收",
        "¥48,000",
    ):
        assert words in page
    assert get(desk.id).state == State.FINISHED


REFUSED = {
    "超过了决议定的金额": {"fen": "50000.01", "price_1": "60000", "reason": "熟"},
    "至少要有三家报价": {"bidder_3": "", "price_3": ""},
    "选中的单位不在报价的单位里": {"contractor": "丁公司"},
    "合同金额不能高于这一家的报价": {"fen": "48000.01"},
    "选的不是报价最低的一家": {"contractor": "乙公司"},
    "同一家写了两次": {"bidder_2": "甲　公司"},
    "直接委托要写明原因": {"choice": "direct"},
    "请写明什么时候、在哪里抽的签": {"choice": "lot"},
    "抽签至少要有两家": {
        "choice": "lot",
        "bidder_2": "",
        "price_2": "",
        "bidder_3": "",
        "price_3": "",
    },
    "签合同的日子不能晚于今天": {"signed_on": "2099-01-01"},
    "请填写这一家的报价": {"price_2": ""},
    "请写这一家的名称": {"bidder_2": ""},
    "合同金额要大于 0": {"fen": "0"},
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_a_contract_is_refused_at_its_field(desk: Desk, sentence: str) -> None:
    told = {
        "contractor": "甲公司",
        "choice": "quotes",
        "fen": "48000",
        "signed_on": today(),
        "bidder_1": "甲公司",
        "price_1": "48000",
        "bidder_2": "乙公司",
        "price_2": "49000",
        "bidder_3": "丙公司",
        "price_3": "50000",
        "version": get(desk.id).version,
        **REFUSED[sentence],
    }
    answer = post(desk.client, f"{desk.page}contract/", **told)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert sentence in page
    assert 'value="丙公司"' in page or "bidder_3" in REFUSED[sentence]
    assert db.session.query(Contract).count() == 0
    assert db.session.query(Quote).count() == 0
    assert get(desk.id).state == State.PLANNED


def test_a_dearer_offer_is_taken_for_a_reason_that_is_public(desk: Desk) -> None:
    assert desk.sign(contractor="乙公司", fen="49000", reason="保修五年") == 303
    assert "保修五年" in text(desk.client, f"/projects/{desk.id}/")


def test_the_contract_s_file_is_a_download(world: World, desk: Desk) -> None:
    pdf = b"%PDF-1.4\n1 0 obj\nendobj\n%%EOF\n"
    assert desk.sign(paper=(BytesIO(pdf), "合同.pdf")) == 303
    answer = world.app.test_client().get(f"/projects/{desk.id}/contract/")
    assert answer.data == pdf
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_photos_are_shown_and_one_taken_away_leaves_its_reason(world: World, desk: Desk) -> None:
    told = {"moment": "before", "caption": "开工前", "taken_on": today()}
    assert desk.do("photo", photo=photo(), **told) == 303
    assert desk.do("photo", photo=photo(), **told) == 422  # the same picture
    assert desk.do("photo", **told) == 422  # none chosen
    kept = db.session.query(ProjectPhoto).one()
    visitor = world.app.test_client()
    for size in ("full", "small"):
        answer = visitor.get(f"/projects/photos/{kept.id}/{size}.jpg")
        assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert "开工前" in text(visitor, f"/projects/{desk.id}/")
    photo_id = kept.id
    assert desk.do("photo_remove", photo=photo_id, reason="拍到了人") == 303
    assert visitor.get(f"/projects/photos/{photo_id}/full.jpg").status_code == 404
    assert "拍到了人" in text(visitor, f"/projects/{desk.id}/")


def test_whoever_comes_second_overwrites_nothing(desk: Desk) -> None:
    seen = get(desk.id).version
    assert desk.do("note", text="第一笔") == 303
    assert desk.do("note", text="第二笔", version=seen) == 303
    assert acts_of(desk.id) == ["found", "note"]
    assert "没有记下" in text(desk.client, desk.page)


def test_days_and_stages_are_refused_at_their_field(desk: Desk) -> None:
    due = get(desk.id).due_on.isoformat()
    assert desk.do("due", due_on=due, reason="没有变") == 422
    assert desk.do("due", due_on=today(-1), reason="以前") == 422
    assert desk.do("stage", title="挖", due_on=today(-1)) == 422
    assert desk.do("stage_done", stage=1, on=today()) == 422  # there is none
    assert desk.do("begin", on=today()) == 303  # nothing is signed yet: it stays as it is
    assert acts_of(desk.id) == ["found"]
    assert desk.sign() == 303
    assert desk.do("begin", on=today(1)) == 422
    assert desk.do("begin", on=today(-1)) == 422
    assert desk.do("finish", on=today(), text="做完") == 303
    assert acts_of(desk.id) == ["found", "contract"]


def test_once_the_founding_fell_page_and_desk_say_so_and_nothing_is_signed(world: World) -> None:
    me, made = manager(world), resolution(world, 5_000_000)
    client, project_id = world.client(me), founded(world, me, of=made)
    annul(world, made.id)
    assert "立项的决议已被废止" in text(world.app.test_client(), f"/projects/{project_id}/")
    page = f"/desk/projects/{project_id}/"
    assert "立项的决议已被废止" in text(client, page)
    told = {"contractor": "甲", "choice": "direct", "fen": "1", "reason": "急"}
    more = {"signed_on": today(), "version": get(project_id).version}
    answer = post(client, f"{page}contract/", **told, **more)
    assert answer.status_code == 422
    assert "不能签合同" in answer.get_data(as_text=True)


def test_later_decisions_are_taken_on_the_desk(world: World, desk: Desk) -> None:
    more, words = resolution(world, 700_000), resolution(world)
    page = f"{desk.page}decide/"
    assert "现在没有可以用的决议" not in text(desk.client, page)
    told = {"item": more.items[0].id, "text": "涨价", "version": get(desk.id).version}
    assert post(desk.client, f"{page}supplement/", page, **told).status_code == 303
    again = {**told, "version": get(desk.id).version}
    assert post(desk.client, f"{page}supplement/", page, **again).status_code == 422
    scope = {"resolution": words.id, "text": "改为两层"}
    version = get(desk.id).version
    assert post(desk.client, f"{page}scope/", page, **scope, version=version).status_code == 303
    stop = {"resolution": words.id, "text": "居民不要了", "version": get(desk.id).version}
    assert post(desk.client, f"{page}stop/", page, **stop).status_code == 303
    public = text(world.app.test_client(), f"/projects/{desk.id}/")
    for said in ("涨价", "改为两层", "居民不要了", "¥57,000", "已停止"):
        assert said in public


def test_followers_are_told_of_each_step(world: World, desk: Desk) -> None:
    neighbour = world.account()
    client, page = world.client(neighbour), f"/projects/{desk.id}/"
    assert post(client, f"{page}follow/", page).status_code == 303
    assert post(client, f"{page}follow/", page).status_code == 303
    assert desk.do("note", text="备料") == 303
    told = db.session.query(Message).filter_by(person_id=neighbour.person_id).all()
    assert [one.kind for one in told] == ["projects.note"]
    number = get(desk.id).number
    assert told[0].sentence == f"您关注的项目 {number}《充电车棚》有新进展：进展。"
    assert told[0].link == page
    assert post(client, f"{page}unfollow/", page).status_code == 303
    assert desk.do("note", text="又备料") == 303
    assert db.session.query(Message).filter_by(person_id=neighbour.person_id).count() == 1


def test_only_the_committee_keeps_projects(world: World, desk: Desk) -> None:
    for role in (Role.SUPERVISOR, Role.GRID_WORKER):
        client = world.staff(role)
        assert client.get("/desk/projects/").status_code == 403
        assert client.get(desk.page).status_code == 403
    assert world.app.test_client().get(desk.page).status_code == 303


NONSENSE = {"version": "９９９９９９９９", "on": "2026-13-99", "due_on": "x", "stage": "'; --"}


@pytest.mark.parametrize(
    "act", ["note", "begin", "finish", "stage", "stage_done", "stage_move", "due", "manager"]
)
def test_nonsense_is_answered_at_its_field(desk: Desk, act: str) -> None:
    long = {"text": "长" * 3000, "reason": "长" * 3000, "title": "长" * 300, "manager": "-1"}
    assert desk.do(act, **NONSENSE, **long) == 422
    assert desk.do(act) in (422, 303)
    assert acts_of(desk.id) == ["found"]


def test_the_list_is_narrowed_by_what_is_asked(world: World, desk: Desk) -> None:
    db.session.rollback()
    year, grid = clock.today().year, world.grid_row.id
    assert "充电车棚" in text(
        desk.client, f"/projects/?q=车棚&year={year}&kind=works&state=planned"
    )
    for asked in ("q=没有", f"grid={grid}", "kind=goods", "state=late", "year=2001"):
        page = text(desk.client, f"/projects/?{asked}")
        assert "没有找到" in page, asked
    late = get(desk.id)
    late.start_on = late.due_on = clock.today() - timedelta(days=1)
    db.session.commit()
    assert "已经晚了" in text(desk.client, "/projects/?state=late").partition("没有找到")[0]
    assert "没有找到" not in text(desk.client, "/projects/?state=nonsense&page=0")


def test_the_files_hold_what_the_list_shows_and_no_formula(world: World, desk: Desk) -> None:
    project = get(desk.id)
    project.title = "=1+1"
    db.session.commit()
    answer = world.app.test_client().get("/projects/csv/")
    lines = answer.get_data(as_text=True).splitlines()
    assert len(lines) == 2
    assert f"{get(desk.id).number},'=1+1,,工程," in lines[1]
    assert ",50000,,0,50000," in lines[1]
    book = world.app.test_client().get("/projects/xlsx/?kind=goods")
    assert book.status_code == 200
    assert book.data[:2] == b"PK"
    assert world.app.test_client().get("/projects/pdf/").status_code == 404


def test_a_project_that_nobody_knows_is_no_page(world: World, desk: Desk) -> None:
    for address in ("/projects/99/", "/projects/99/contract/", "/projects/photos/9/full.jpg"):
        assert world.app.test_client().get(address).status_code == 404
    assert desk.client.get("/desk/projects/99/").status_code == 404
    assert desk.client.get("/desk/projects/new/?item=99").status_code == 404
