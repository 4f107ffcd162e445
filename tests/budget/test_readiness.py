"""Before a round is sealed a list says what is missing, what to look at, and how to mend it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.budget import checklist, readiness
from portal.budget.readiness import Circumstances, Grade, Item
from portal.budget.readiness import checklist as list_of
from portal.budget.rules import Lack
from portal.core import clock, tick
from portal.core.access import Role
from portal.core.db import db, writing
from tests.budget.conftest import RoundInTest, make_round
from tests.budget.test_commands import run
from tests.world import World

READY = Circumstances(
    announced=True,
    projects=3,
    undecided=0,
    on_roll=40,
    missing=0,
    without_account=5,
    without_slip=0,
    supervisors=2,
    supervisors_needed=2,
    keys_writable=True,
    tick_alive=True,
    rehearsed=True,
)


def test_a_round_in_order_has_every_line_done() -> None:
    found = list_of([], READY)
    assert [line.item for line in found] == list(Item)
    assert {line.grade for line in found} == {Grade.DONE}
    assert readiness.may_seal(found)


@pytest.mark.parametrize("lack", Lack)
def test_every_lack_has_its_line_and_refuses(lack: Lack) -> None:
    found = list_of([lack], READY)
    assert [(line.item, line.lack) for line in found if line.grade is not Grade.DONE] == [
        (readiness.LACKING[lack], lack)
    ]
    assert not readiness.may_seal(found)


@pytest.mark.parametrize(
    ("change", "item", "grade"),
    [
        ({"announced": False}, Item.ANNOUNCED, Grade.MISSING),
        ({"on_roll": 0}, Item.ROLL, Grade.MISSING),
        ({"keys_writable": False}, Item.KEYS, Grade.MISSING),
        ({"projects": 0}, Item.PROJECTS, Grade.WARNING),
        ({"undecided": 1}, Item.SCREENING, Grade.WARNING),
        ({"missing": 1}, Item.MISSING_PEOPLE, Grade.WARNING),
        ({"without_slip": 1}, Item.ACCOUNTS, Grade.WARNING),
        ({"supervisors": 1}, Item.SUPERVISORS, Grade.WARNING),
        ({"tick_alive": False}, Item.TICK, Grade.WARNING),
        ({"rehearsed": False}, Item.REHEARSAL, Grade.WARNING),
    ],
)
def test_what_refuses_and_what_warns(change: dict[str, object], item: Item, grade: Grade) -> None:
    found = list_of([], replace(READY, **change))  # type: ignore[arg-type]
    assert [(line.item, line.grade) for line in found if line.grade is not Grade.DONE] == [
        (item, grade)
    ]
    assert readiness.may_seal(found) is (grade is Grade.WARNING)


def grades(made: RoundInTest) -> dict[Item, Grade]:
    return {one.item: one.grade for one in checklist.lines(made.row, made.keys, clock.now())}


def test_the_list_knows_the_roster_the_offices_and_the_clock(
    world: World, resident: FlaskClient, draft_round: RoundInTest
) -> None:
    before = grades(draft_round)
    assert before[Item.ANNOUNCED] is Grade.MISSING
    assert before[Item.SUPERVISORS] is Grade.WARNING
    assert before[Item.TICK] is Grade.WARNING
    assert before[Item.MISSING_PEOPLE] is Grade.DONE
    for _ in range(2):
        world.staff(Role.SUPERVISOR)
    with writing():
        lost = db.session.merge(world.person())
        lost.missing_since = date(2026, 1, 1)
    tick.note_round(clock.now())
    draft_round.announce()
    after = {
        one.item: one
        for one in checklist.said(checklist.lines(draft_round.row, draft_round.keys, clock.now()))
    }
    assert after[Item.ANNOUNCED].grade is Grade.DONE
    assert after[Item.SUPERVISORS].grade is Grade.DONE
    assert after[Item.TICK].grade is Grade.DONE
    assert after[Item.MISSING_PEOPLE].text == "1 人在最近的花名册里没有找到，没核实就不上选民名册"
    assert after[Item.ROLL].text == "现在封箱，名册上有 3 人"


def test_a_key_folder_that_cannot_be_made_is_missing(
    resident: FlaskClient, draft_round: RoundInTest, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder")
    for folder, grade in (
        (tmp_path / "file" / "keys", Grade.MISSING),
        (tmp_path / "a" / "b", Grade.DONE),
    ):
        found = checklist.lines(draft_round.row, folder, clock.now())
        assert next(one.grade for one in found if one.item is Item.KEYS) is grade


def test_the_desk_shows_the_list_with_the_way_to_mend(
    world: World, draft_round: RoundInTest
) -> None:
    empty = make_round(world, amount_fen=0)
    staff = world.staff(Role.COMMITTEE_MEMBER)
    page = staff.get(f"/desk/rounds/{empty.id}/").get_data(as_text=True)
    assert "资金总额要大于零" in page
    assert "还没有列入项目" in page
    assert f'href="/desk/rounds/{empty.id}/edit/">资金总额' in page
    draft_round.announce()
    draft_round.seal()
    assert "封箱前的清单" not in staff.get(f"/desk/rounds/{draft_round.id}/").get_data(as_text=True)


def test_seal_prints_the_list_and_refuses_what_is_missing(
    app: Flask, world: World, draft_round: RoundInTest
) -> None:
    draft_round.announce()
    refused = run(app, "seal", draft_round.id)
    assert refused.exit_code == 1
    assert "MISSING 选民名册：名册上一个人也没有，请先导入花名册" in refused.stderr
    assert draft_round.row.box_id is None
    world.person()
    sealed = run(app, "seal", draft_round.id)
    assert sealed.exit_code == 0
    assert "warning 在任的监督委员：只有 0 人；确认结果要两人见证密钥销毁" in sealed.stderr
    assert "ok      选民名册：现在封箱，名册上有 1 人" in sealed.stderr


def test_accounts_are_counted_among_those_who_may_vote_in_this_round(world: World) -> None:
    """A round of one grid does not wait for the slips of another."""
    here = world.grid("第二网格")
    made = make_round(world)
    with writing():
        made.row.grids = [db.session.merge(here)]
    for _ in range(3):
        world.person()
    world.person(household=world.household(here))
    found = {one.item: one for one in checklist.lines(made.row, made.keys, clock.now())}
    assert (found[Item.ROLL].count, found[Item.ACCOUNTS].count) == (1, 1)
    said = {one.item: one.text for one in checklist.said(list(found.values()))}
    assert said[Item.ACCOUNTS] == "这一轮能投票的，1 人还没有账号，其中有人连开通纸条也没有"
