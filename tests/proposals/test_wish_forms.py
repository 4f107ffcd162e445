"""Paper wish forms: typed in once a household, by who may, withdrawn where mistyped."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.audit.models import AuditFact
from portal.budget import queries as rounds
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.proposals import heard, paper, queries, rules
from portal.proposals.models import WishForm
from portal.proposals.paper import (
    AlreadyEntered,
    NotTaken,
)
from portal.proposals.rules import NotInTime
from portal.roster.models import Household
from tests.budget.conftest import RoundInTest
from tests.proposals import making
from tests.proposals.paper import PILE, WORDS, carry, entered, got, propose
from tests.statements import statements
from tests.world import World, fields, post


@pytest.fixture
def made(world: World) -> RoundInTest:
    return making.collecting_round(world, needed=2)


@pytest.fixture
def staff(world: World) -> FlaskClient:
    return world.staff(Role.STATION_STAFF)


def typed(made: RoundInTest, client: FlaskClient, home: Household, **said: str) -> dict[str, str]:
    """What the staff's browser sends for one form."""
    page = f"{PILE.format(round=made.id)}new/?household={home.id}"
    return {
        "household": str(home.id),
        "received_on": str(clock.today()),
        "collected_by": "三号楼楼栋长",
        "wish1": WORDS,
        "place1": "三号楼",
        "csrf_token": token(client, page),
        **said,
    }


def token(client: FlaskClient, page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(page).text)
    assert found, page
    return found[1]


def form_count() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(WishForm)) or 0


# ---- Typing a pile in


def test_a_form_is_checked_kept_and_the_next_one_keeps_day_and_collector(
    world: World, made: RoundInTest, staff: FlaskClient
) -> None:
    home = world.household()
    address = f"{PILE.format(round=made.id)}new/"
    checked = staff.post(address, data=typed(made, staff, home, wish2="多几张长椅"))
    assert checked.status_code == 200
    assert "还没有保存" in checked.text
    assert form_count() == 0
    saved = staff.post(address, data={**fields(checked), "save": "1"})
    assert saved.status_code == 303
    assert "collected_by=%E4%B8%89%E5%8F%B7%E6%A5%BC" in saved.location
    (form,) = db.session.scalars(select(WishForm))
    assert [(w.position, w.text, w.place) for w in form.wishes] == [
        (1, WORDS, "三号楼"),
        (2, "多几张长椅", ""),
    ]
    following = staff.get(saved.location).text
    assert f"已录入，编号 {form.reference}" in following
    assert f'name="received_on" value="{clock.today()}"' in following
    assert 'value="三号楼楼栋长"' in following
    kinds = db.session.scalars(select(AuditFact.kind)).all()
    assert "wishes.entered" in kinds


def test_going_back_from_the_check_loses_nothing(
    world: World, made: RoundInTest, staff: FlaskClient
) -> None:
    address = f"{PILE.format(round=made.id)}new/"
    said = typed(made, staff, world.household(), wish1="第一行\n第二行")
    checked = staff.post(address, data=said)
    again = staff.post(address, data={**said, "change": "1"})
    assert checked.status_code == again.status_code == 200
    assert "第一行\n第二行" in again.text
    assert form_count() == 0


def test_a_dwelling_is_found_by_a_few_signs_and_a_door_number(
    world: World, made: RoundInTest, staff: FlaskClient
) -> None:
    homes = [world.household() for _ in range(3)]
    address = f"{PILE.format(round=made.id)}new/"
    one = staff.get(f"{address}?q=里仁 {homes[1].room}").text
    assert 'name="wish1"' in one
    assert homes[1].address in one
    assert homes[2].address not in one
    many = staff.get(f"{address}?q=１号楼").text
    assert all(f"household={home.id}" in many for home in homes)
    assert "没有找到" in staff.get(f"{address}?q=没有这里").text
    assert "没有找到" in staff.get(f"{address}?q=%25_").text


def test_the_second_form_of_a_household_is_told_with_a_way_to_the_first(
    world: World, made: RoundInTest, staff: FlaskClient
) -> None:
    home = world.household()
    first = entered(made, home)
    answer = staff.post(
        f"{PILE.format(round=made.id)}new/", data=typed(made, staff, home, wish1="别的愿望")
    )
    assert answer.status_code == 422
    assert f"/desk/wishes/forms/{first.id}/" in answer.text
    assert "别的愿望" in answer.text
    assert form_count() == 1


def test_two_desks_that_enter_one_household_at_once_make_one_form(
    world: World, made: RoundInTest
) -> None:
    home = world.household()
    desks = [world.staff(Role.STATION_STAFF) for _ in range(4)]
    sent = [{**typed(made, desk, home), "save": "1"} for desk in desks]
    address = f"{PILE.format(round=made.id)}new/"
    db.session.rollback()
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(
                lambda pair: pair[0].post(address, data=pair[1]).status_code,
                zip(desks, sent, strict=True),
            )
        )
    told = Counter(answers)
    assert told[303] == 1
    assert told[409] + told[422] == 3
    assert form_count() == 1


def test_a_round_of_some_grids_takes_the_forms_of_their_households_alone(
    world: World, made: RoundInTest, staff: FlaskClient
) -> None:
    far = world.household(world.grid("第二网格"))
    with writing():
        made.row.grids = rounds.grids([world.grid_row.id])
    told = staff.get(f"/desk/wishes/{made.id}/new/?household={far.id}").text
    assert "这一轮只面向第一网格，不收这一户的表" in told
    answer = staff.post(
        f"/desk/wishes/{made.id}/new/", data={**typed(made, staff, far), "save": "1"}
    )
    assert (answer.status_code, form_count()) == (422, 0)
    assert [one.grid for one in heard.coverage(made.row)] == ["第一网格"]


def test_the_constraint_has_the_last_word(world: World, made: RoundInTest) -> None:
    home = world.household()
    entered(made, home)
    with pytest.raises(AlreadyEntered):
        entered(made, home)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"wish1": ""}, "请照表填写第一个愿望"),
        ({"wish1": "长" * 501}, "太长了，最多 500 个字"),
        ({"received_on": ""}, "请填写收到这张表的日期"),
        ({"received_on": "昨天"}, "请填写日期"),
        ({"received_on": "2999-01-01"}, "收表日期不能在今天之后"),
        ({"received_on": "2001-01-01"}, "这一天征集还没有开始"),
        ({"place2": "后门"}, "写了地点，没有写愿望"),
        ({"collected_by": "长" * 61}, "太长了"),
    ],
)
def test_a_fault_is_told_at_its_field_and_what_was_typed_stays(
    world: World, made: RoundInTest, staff: FlaskClient, said: dict[str, str], told: str
) -> None:
    data = typed(made, staff, world.household(), **said)
    answer = staff.post(f"{PILE.format(round=made.id)}new/", data={**data, "save": "1"})
    assert answer.status_code == 422
    assert told in answer.text
    assert data["place1"] in answer.text
    assert form_count() == 0


@pytest.mark.parametrize("household", ["", "0", "999999", "x", "-1", "99999999999999999999"])
def test_a_form_of_no_household_is_not_found(
    made: RoundInTest, staff: FlaskClient, household: str
) -> None:
    world = made.world
    data = typed(made, staff, world.household(), household=household, save="1")
    answer = staff.post(f"{PILE.format(round=made.id)}new/", data=data)
    assert answer.status_code in (404, 422)
    assert form_count() == 0


def test_in_time_is_from_the_first_day_of_collecting_to_the_last() -> None:
    first, last, today = date(2026, 3, 1), date(2026, 3, 20), date(2026, 3, 25)
    asked = {day: rules.not_in_time(date(2026, 3, day), first, last, today) for day in (1, 20)}
    assert asked == {1: None, 20: None}
    assert rules.not_in_time(date(2026, 2, 28), first, last, today) is NotInTime.TOO_EARLY
    assert rules.not_in_time(date(2026, 3, 21), first, last, today) is NotInTime.TOO_LATE
    assert rules.not_in_time(date(2026, 3, 26), first, last, today) is NotInTime.FUTURE


def test_forms_are_entered_while_the_committee_screens_and_not_after(
    world: World, made: RoundInTest, staff: FlaskClient
) -> None:
    making.stop_collecting(made)
    assert paper.takes_forms(made.row, clock.now())
    with writing():
        made.row.voting_from = clock.now() - timedelta(minutes=1)
    assert not paper.takes_forms(made.row, clock.now())
    address = f"{PILE.format(round=made.id)}new/"
    data = {"household": str(world.household().id), "received_on": str(clock.today())}
    answer = staff.post(
        address, data={**data, "wish1": WORDS, "save": "1", "csrf_token": token(staff, "/")}
    )
    assert answer.status_code == 422
    assert "这一轮已经不收表了" in answer.text
    assert form_count() == 0


# ---- Who may


@pytest.mark.parametrize("role", [None, Role.SUPERVISOR, Role.TEAM_LEADER, Role.PARTY_ORGANIZATION])
def test_only_staff_who_enter_wishes_come_in(
    world: World, made: RoundInTest, role: Role | None
) -> None:
    form = entered(made, world.household())
    client = world.staff(*([role] if role else []))
    for page in ("", f"{made.id}/", f"{made.id}/new/", f"{made.id}/blank/", f"forms/{form.id}/"):
        assert client.get(f"/desk/wishes/{page}").status_code == 403
    sent = client.post(
        f"/desk/wishes/wish/{form.wishes[0].id}/carry/",
        data={"number": "1", "csrf_token": token(client, "/me/")},
    )
    assert sent.status_code == 403


@pytest.mark.parametrize(
    "role", [Role.COMMITTEE_MEMBER, Role.DIRECTOR, Role.STATION_STAFF, Role.GRID_WORKER]
)
def test_committee_station_and_grid_workers_come_in(
    world: World, made: RoundInTest, role: Role
) -> None:
    client = world.staff(role)
    assert client.get(f"/desk/wishes/{made.id}/").status_code == 200


# ---- Mistyped


def test_a_mistyped_form_is_withdrawn_with_its_reason_and_entered_anew(
    world: World, made: RoundInTest, staff: FlaskClient
) -> None:
    proposal_id, home = making.published(made, world), world.household()
    form = entered(made, home, "搂道太黑")
    carry(form.wishes[0].id, proposal_id, world.person().id)
    page = f"/desk/wishes/forms/{form.id}/withdraw/"
    assert post(staff, page, reason="").status_code == 422
    sent = post(staff, page, reason="打错了字")
    assert sent.status_code == 303
    assert "搂道太黑" in staff.get(sent.location).text
    assert queries.support_of(proposal_id) == 0
    again = entered(made, home, "楼道太黑")
    assert {one.id: one.withdrawn_reason for one in (got(form.id), got(again.id))} == {
        form.id: "打错了字",
        again.id: "",
    }
    assert [one.forms for one in heard.coverage(made.row)] == [1]
    assert post(staff, page, reason="再来").status_code == 409


def test_a_withdrawn_form_is_led_nowhere(world: World, made: RoundInTest) -> None:
    proposal_id, home = making.published(made, world), world.household()
    person_id, form = world.person(household=home).id, entered(made, home)
    with writing():
        paper.withdraw(form.id, "不是这一户", world.person().id, clock.now())
    with pytest.raises(NotTaken):
        carry(form.wishes[0].id, proposal_id, world.person().id)
    with pytest.raises(NotTaken):
        propose(form.wishes[0].id, person_id, world.person().id)


# ---- What everyone reads


def test_the_blank_form_can_be_printed_with_a_way_back(
    made: RoundInTest, staff: FlaskClient
) -> None:
    page = staff.get(f"/desk/wishes/{made.id}/blank/").text
    assert "<svg" in page
    assert f"/proposals/?round={made.id}" in page


def test_a_long_pile_costs_no_more_queries(
    world: World, made: RoundInTest, staff: FlaskClient
) -> None:
    def looked_at() -> dict[str, int]:
        newest = db.session.scalars(select(func.max(WishForm.id))).one()
        pages = {
            "pile": f"/desk/wishes/{made.id}/",
            "found": f"/desk/wishes/{made.id}/new/?q=里仁",
            "form": f"/desk/wishes/forms/{newest}/",
            "public": f"/proposals/wishes/{made.id}/",
        }
        return {name: queries_of(staff, page) for name, page in pages.items()}

    clerk = world.person().id

    def grow(size: int) -> None:
        for number in range(size):
            proposal_id = making.published(made, world, title=f"第{number}件事要办一办")
            form = entered(made, world.household(), WORDS, WORDS, "第三件事")
            carry(form.wishes[0].id, proposal_id, clerk)

    grow(3)
    few = looked_at()
    grow(18)
    assert looked_at() == few
    assert max(few.values()) <= 16


def queries_of(client: FlaskClient, page: str) -> int:
    with statements() as seen:
        assert client.get(page).status_code == 200
    return len([one for one in seen if not one.startswith("PRAGMA")])
