"""Staff set a round up; whatever is wrong is said at the field, and what is sealed stays."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.audit.models import AuditFact
from portal.budget import queries
from portal.budget.models import ListedProject
from portal.budget.pages import state_of
from portal.budget.rules import State
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from tests.budget.conftest import RoundInTest
from tests.world import World, post

NEW = "/desk/rounds/new/"


def settings(**changes: object) -> dict[str, object]:
    start = clock.local(clock.now() + timedelta(days=3))
    return {
        "title": "2026 民生项目",
        "fund": "保障资金",
        "amount_fen": "300,000.00",
        "form": "approve",
        "max_choices": "3",
        "points": "10",
        "rule": "equal-shares",
        "completion": "add1-utilitarian",
        "min_support": "0",
        "voting_from": f"{start:%Y-%m-%dT%H:%M}",
        "voting_until": f"{start + timedelta(days=14):%Y-%m-%dT%H:%M}",
        "posting_days": "15",
        "endorsements_needed": "10",
        "screening_days": "10",
        **changes,
    }


@pytest.fixture
def staff(world: World) -> FlaskClient:
    return world.staff(Role.COMMITTEE_MEMBER)


def send(client: FlaskClient, address: str, **fields: object) -> TestResponse:
    return post(client, address, "/me/", **fields)


def test_a_round_is_set_up_announced_and_public(staff: FlaskClient, client: FlaskClient) -> None:
    made = send(staff, NEW, **settings())
    assert made.status_code == 303
    round_id = int(made.location.rstrip("/").rsplit("/", 1)[1])
    assert client.get(f"/budget/{round_id}/").status_code == 404
    project = {"code": "A1", "title": "车棚", "kind": "works", "cost_fen": "¥88,000"}
    assert send(staff, f"{made.location}projects/new/", **project).status_code == 303
    assert send(staff, f"{made.location}announce/").status_code == 303
    page = client.get(f"/budget/{round_id}/").get_data(as_text=True)
    assert "¥300,000" in page
    assert "车棚" in page
    assert "¥88,000" in page


def test_times_are_typed_and_shown_in_shanghai(staff: FlaskClient) -> None:
    year = clock.today().year + 1
    typed = settings(voting_from=f"{year}-05-01T09:00", voting_until=f"{year}-05-15T18:00")
    made = send(staff, NEW, **typed)
    edit = staff.get(f"{made.location}edit/").get_data(as_text=True)
    assert f'value="{year}-05-01T09:00"' in edit
    row = queries.round_by_id(int(made.location.rstrip("/").rsplit("/", 1)[1]))
    assert row is not None
    assert row.voting_from.isoformat() == f"{year}-05-01T01:00:00+00:00"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("title", ""),
        ("title", "\u200b\u202e "),
        ("amount_fen", "三十万"),
        ("amount_fen", "-5"),
        ("amount_fen", "1e9"),
        ("amount_fen", "NaN"),
        ("amount_fen", "99999999999999999999"),
        ("max_choices", "0"),
        ("max_choices", "9" * 30),
        ("min_support", "-1"),
        ("voting_from", "昨天"),
        ("voting_from", ""),
        ("posting_days", "14"),
        ("rule", "lottery"),
        ("form", "'; DROP TABLE"),
    ],
)
def test_bad_input_is_told_at_its_field_and_what_was_typed_stays(
    staff: FlaskClient, field: str, typed: str
) -> None:
    answer = send(staff, NEW, **settings(**{field: typed}))
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in html
    assert "2026 民生项目" in html or field == "title"
    assert queries.all_rounds() == []


def test_a_round_that_is_not_ready_says_what_is_missing(staff: FlaskClient) -> None:
    made = send(staff, NEW, **settings())
    answer = send(staff, f"{made.location}announce/")
    assert answer.status_code == 422
    assert "还没有列入项目" in answer.get_data(as_text=True)


def test_a_code_is_used_once_in_a_round(staff: FlaskClient, draft_round: RoundInTest) -> None:
    address = f"/desk/rounds/{draft_round.id}/projects/new/"
    answer = send(staff, address, code="A", title="又一个", kind="goods", cost_fen="10")
    assert answer.status_code == 422
    assert "这个编号已经用过了" in answer.get_data(as_text=True)
    assert "又一个" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [("code", "A,B", "编号里不能有逗号"), ("cost_fen", "0", "金额要大于零")],
)
def test_what_could_not_be_posted_or_paid_is_not_listed(
    staff: FlaskClient, draft_round: RoundInTest, field: str, typed: str, told: str
) -> None:
    project = {"code": "N", "title": "新", "kind": "goods", "cost_fen": "10", field: typed}
    answer = send(staff, f"/desk/rounds/{draft_round.id}/projects/new/", **project)
    assert (answer.status_code, told in answer.get_data(as_text=True)) == (422, True)
    assert len(draft_round.projects()) == 3


def test_the_first_reason_of_a_withdrawal_stands(
    staff: FlaskClient, draft_round: RoundInTest
) -> None:
    (first, *_rest) = draft_round.projects()
    address = f"/desk/rounds/{draft_round.id}/projects/{first.id}/withdraw/"
    send(staff, address, reason="属于物业职责")
    assert send(staff, address, reason="改口").status_code == 422
    assert draft_round.projects()[0].withdrawn_reason == "属于物业职责"


def test_a_sealed_round_is_frozen(staff: FlaskClient, draft_round: RoundInTest) -> None:
    draft_round.announce()
    draft_round.seal()
    before = draft_round.row.title, [p.cost_fen for p in draft_round.projects()]
    (first, *_rest) = draft_round.projects()
    base = f"/desk/rounds/{draft_round.id}"
    project = {"code": "Z", "title": "后加", "kind": "goods", "cost_fen": "1"}
    answers = [
        send(staff, f"{base}/edit/", **settings(title="改名")),
        send(staff, f"{base}/projects/new/", **project),
        send(staff, f"{base}/projects/{first.id}/", **project),
        send(staff, f"{base}/projects/{first.id}/withdraw/", reason="太晚"),
        send(staff, f"{base}/announce/"),
    ]
    assert [answer.status_code for answer in answers] == [422] * 5
    db.session.rollback()
    assert (draft_round.row.title, [p.cost_fen for p in draft_round.projects()]) == before


def test_a_withdrawn_project_stays_in_public_with_its_reason(
    staff: FlaskClient, client: FlaskClient, draft_round: RoundInTest
) -> None:
    (first, *_rest) = draft_round.projects()
    address = f"/desk/rounds/{draft_round.id}/projects/{first.id}/withdraw/"
    assert send(staff, address, reason="").status_code == 422
    assert send(staff, address, reason="属于物业职责").status_code == 303
    draft_round.announce()
    page = client.get(f"/budget/{draft_round.id}/").get_data(as_text=True)
    assert "已撤下的项目" in page
    assert "属于物业职责" in page


def test_a_project_of_another_round_is_unknown_here(
    staff: FlaskClient, world: World, draft_round: RoundInTest
) -> None:
    other = send(staff, NEW, **settings())
    (first, *_rest) = draft_round.projects()
    assert staff.get(f"{other.location}projects/{first.id}/").status_code == 404


def test_supervisors_extend_once_and_void_openly(
    world: World, resident: FlaskClient, open_round: RoundInTest
) -> None:
    supervisor = world.staff(Role.SUPERVISOR)
    base = f"/desk/rounds/{open_round.id}"
    until = f"{clock.local(open_round.row.voting_until + timedelta(days=1)):%Y-%m-%dT%H:%M}"
    assert send(supervisor, f"{base}/extend/", until=until, reason="停电").status_code == 303
    assert send(supervisor, f"{base}/extend/", until=until, reason="又停").status_code == 422
    assert send(supervisor, f"{base}/void/", reason="").status_code == 422
    assert send(supervisor, f"{base}/void/", reason="名册有误").status_code == 303
    assert state_of(open_round.row, clock.now()) is State.VOID
    assert "名册有误" in resident.get(f"/budget/{open_round.id}/").get_data(as_text=True)


def test_the_committee_can_neither_extend_nor_void(
    staff: FlaskClient, open_round: RoundInTest
) -> None:
    base = f"/desk/rounds/{open_round.id}"
    for act in ("extend", "void", "witness", "certify"):
        assert send(staff, f"{base}/{act}/", reason="不行").status_code == 403


@pytest.mark.parametrize("code", ["A", "a", "Ａ", " ａ "])
def test_a_code_is_taken_in_every_spelling(
    staff: FlaskClient, draft_round: RoundInTest, code: str
) -> None:
    project = {"code": code, "title": "车棚", "kind": "works", "cost_fen": "88000"}
    base = f"/desk/rounds/{draft_round.id}/projects/"
    (b,) = draft_round.ids("B")
    for address in (f"{base}new/", f"{base}{b}/"):
        answer = send(staff, address, **project)
        assert answer.status_code == 422
        assert "这个编号已经用过了" in answer.get_data(as_text=True)
    db.session.rollback()
    assert [p.code for p in draft_round.projects()] == ["A", "B", "C"]


def test_what_changes_on_the_price_list_is_told_in_public_with_both_costs(
    staff: FlaskClient, draft_round: RoundInTest
) -> None:
    (a,) = draft_round.ids("A")
    address = f"/desk/rounds/{draft_round.id}/projects/{a}/"
    project = {"code": "a", "title": "项目A", "kind": "works", "cost_fen": "59000.50"}
    for _twice in range(2):
        assert send(staff, address, **project).status_code == 303
    record = staff.get("/audit/").get_data(as_text=True)
    told = "修改项目 A 的编号（改为 a）、造价；金额原来 ¥60,000，现在 ¥59,000.50"
    assert record.count(f"第 {draft_round.id} 轮：{told}") == 1
    assert record.count("修改项目") == 1


def at(days: float) -> str:
    return f"{clock.local(clock.now() + timedelta(days=days)):%Y-%m-%dT%H:%M}"


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"voting_until": at(2)}, "voting_until", "要晚于“开始投票”的时间"),
        ({"voting_from": at(17), "voting_until": at(17)}, "voting_until", "要晚于“开始投票”"),
        (
            {"proposing_from": at(2), "screening_from": at(1)},
            "screening_from",
            "要晚于“开始征集提案”的时间",
        ),
        ({"screening_from": at(9)}, "voting_from", "要晚于“开始筛选”的时间"),
        ({"proposing_from": at(9)}, "voting_from", "要晚于“开始征集提案”的时间"),
        ({"voting_from": at(-9), "voting_until": at(-1)}, "voting_until", "这个时间已经过去了"),
        ({"voting_until": "9999-12-31T23:59"}, "voting_until", "太远了，最多写到五年以后"),
        ({"proposing_from": "9999-12-31T23:59"}, "proposing_from", "太远了，最多写到五年以后"),
        ({"amount_fen": "0"}, "amount_fen", "金额要大于零"),
        ({"amount_fen": "0.00"}, "amount_fen", "金额要大于零"),
        ({"posting_days": "366"}, "posting_days", "请填写 15 到 365 之间的数"),
        ({"posting_days": "14"}, "posting_days", "请填写 15 到 365 之间的数"),
    ],
)
def test_a_timetable_that_cannot_be_is_told_at_its_field(
    staff: FlaskClient, typed: dict[str, str], field: str, told: str
) -> None:
    answer = send(staff, NEW, **settings(**typed))
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    error = html.split(f'id="{field}-error"')[1].split("</p>")[0]
    assert told in error
    assert "2026 民生项目" in html
    assert queries.all_rounds() == []


def test_a_collecting_timetable_in_order_is_kept(staff: FlaskClient) -> None:
    typed = settings(proposing_from=at(1), screening_from=at(2), posting_days="365")
    assert send(staff, NEW, **typed).status_code == 303


def test_a_round_that_ends_in_the_year_9999_is_not_announced(
    staff: FlaskClient, draft_round: RoundInTest
) -> None:
    draft_round.move(opens=timedelta(days=1), closes=timedelta(days=2_900_000))
    answer = send(staff, f"/desk/rounds/{draft_round.id}/announce/")
    assert answer.status_code == 422
    assert "时间表里有五年以后的日期" in answer.get_data(as_text=True)
    db.session.rollback()
    assert draft_round.row.announced_at is None


def test_a_draft_that_was_never_announced_is_thrown_away(
    world: World, staff: FlaskClient, draft_round: RoundInTest
) -> None:
    """With its price list, its grids and its rehearsal; one line is left, which is not public."""
    base = f"/desk/rounds/{draft_round.id}/"
    with writing():
        draft_round.row.grids = queries.all_grids()
    assert send(staff, f"{base}rehearsal/", minutes="60").status_code == 303
    page = staff.get(base).get_data(as_text=True)
    assert "确定丢弃这份草稿" in page
    answer = send(staff, f"{base}discard/")
    assert (answer.status_code, answer.location) == (303, "/desk/rounds/")
    assert "草稿已经丢弃" in staff.get(answer.location).get_data(as_text=True)
    db.session.rollback()
    assert queries.all_rounds(with_rehearsals=True) == []
    assert list(db.session.scalars(select(ListedProject))) == []
    told = db.session.scalars(select(AuditFact).where(AuditFact.kind == "round.discarded")).one()
    assert told.payload == {"round": draft_round.id, "title": "2026年民生项目"}
    assert "丢弃了轮次" not in staff.get("/audit/").get_data(as_text=True)
    assert send(staff, f"{base}discard/").status_code == 404


def test_what_was_announced_is_not_thrown_away(
    staff: FlaskClient, draft_round: RoundInTest
) -> None:
    draft_round.announce()
    base = f"/desk/rounds/{draft_round.id}/"
    assert "丢弃这份草稿" not in staff.get(base).get_data(as_text=True)
    assert send(staff, f"{base}discard/").location == base
    assert "不能丢弃：这一轮已经公布" in staff.get(base).get_data(as_text=True)
    db.session.rollback()
    assert len(draft_round.projects()) == 3
