"""The screening meeting's sheet: looked at first, then all of it or none."""

import re
from datetime import datetime
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from portal.audit.models import AuditFact
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.proposals import queries
from portal.proposals.actions import results as acts
from portal.proposals.actions import screening
from portal.proposals.actions.results import RowRefused
from portal.proposals.actions.screening import Act, OwnProposal
from portal.proposals.results import (
    CONCLUSIONS,
    mark,
)
from portal.proposals.rules import Ground, Move, State
from tests.budget.conftest import RoundInTest
from tests.proposals import making
from tests.proposals.sheets import (
    HEADER,
    ROOM,
    confirm,
    hand_in,
    line,
    result,
    state,
    steps,
    workbook,
)
from tests.world import Member, World, post

MARCH = datetime(2026, 3, 1)  # noqa: DTZ001 - as Excel has a date


@pytest.fixture
def made(world: World) -> RoundInTest:
    return making.collecting_round(world, needed=2)


@pytest.fixture
def member(world: World) -> Member:
    return world.account(None, Role.COMMITTEE_MEMBER)


@pytest.fixture
def committee(world: World, member: Member) -> FlaskClient:
    return world.client(member)


# ---- Out


def test_the_sheet_has_what_waits_and_columns_to_fill(
    world: World, made: RoundInTest, committee: FlaskClient
) -> None:
    one = making.get(making.screened(made, world))
    making.published(made, world, title="还在联名的")
    answer = committee.get(f"{ROOM}screening.xlsx")
    assert answer.headers["Cache-Control"] == "no-store"
    table = load_workbook(BytesIO(answer.data))["筛选会结果"]
    rows = [[cell.value for cell in row] for row in table.iter_rows()]
    assert rows == [
        HEADER,
        [one.number, one.title, one.place, 2, "46000", *[None] * 8, mark(one.id, one.version)],
    ]
    offered = {rule.formula1 for rule in table.data_validations.dataValidation}
    assert f'"{",".join(CONCLUSIONS)}"' in offered
    assert all(len(one) <= 255 for one in offered)  # Excel takes no longer ones


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_what_residents_write_never_becomes_a_formula(
    world: World, made: RoundInTest, committee: FlaskClient, start: str
) -> None:
    evil = start + 'HYPERLINK("http://x","点我")'
    making.screened(made, world, title=evil, place=evil)
    table = load_workbook(BytesIO(committee.get(f"{ROOM}screening.xlsx").data)).worksheets[0]
    cells = [cell for row in table.iter_rows() for cell in row if cell.value == evil]
    assert [(cell.data_type, cell.quotePrefix) for cell in cells] == [("s", True)] * 2


def test_a_sheet_that_comes_back_as_it_went_decides_nothing(
    world: World, made: RoundInTest, committee: FlaskClient
) -> None:
    making.screened(made, world)
    answer = hand_in(committee, committee.get(f"{ROOM}screening.xlsx").data)
    assert "表里没有一行写了结论" in answer.text
    assert 'name="rows"' not in answer.text
    assert steps() == 0


# ---- In


def test_nothing_is_written_before_it_is_confirmed_and_then_all_of_it(
    world: World, made: RoundInTest, member: Member, committee: FlaskClient
) -> None:
    ids = [making.screened(made, world, title=f"第{n}件事要办") for n in range(5)]
    good, bad, ask, merge, wait = [making.get(one) for one in ids]
    content = workbook(
        line(merge, "合并", into=good.number),
        line(good, cost="46,000.50", held_on="2026-03-01", minutes="A-12"),
        line(bad, "不可行", ground="吃喝招待", held_on=MARCH),
        line(ask, "请修改", reason="请写清楚\n是哪几号楼。"),
        line(wait, ""),
    )
    preview = hand_in(committee, content)
    assert preview.status_code == 200
    assert "有结论的 4 行，没写结论的 1 行" in preview.text
    assert steps() == 0
    assert confirm(committee, preview).status_code == 303
    assert [state(one) for one in ids] == [
        State.FEASIBLE, State.REFUSED, State.REVISING, State.MERGED, State.SCREENING,
    ]  # fmt: skip
    listed = making.get(ids[0]).listed
    assert listed is not None
    assert listed.cost_fen == 4_600_050
    accepted, refused = queries.steps(ids[0])[-1], queries.steps(ids[1])[-1]
    said = "看过现场，做得成。（2026年3月1日筛选会，会议记录 A-12）"
    assert (accepted.reason, accepted.by_id) == (said, member.person_id)
    assert (refused.ground, refused.reason) == (
        Ground.ENTERTAINMENT,
        "看过现场，做得成。（2026年3月1日筛选会）",
    )
    facts = db.session.scalars(select(AuditFact).where(AuditFact.kind == "screening.sheet")).all()
    assert [(fact.payload["count"], fact.actor_id) for fact in facts] == [(4, member.person_id)]
    public = world.app.test_client().get(f"/proposals/{ids[0]}/").text
    assert "会议记录 A-12" in public


def test_authors_are_told_as_of_any_decision(
    world: World, made: RoundInTest, committee: FlaskClient
) -> None:
    author = world.account()
    proposal_id = making.submitted(made, author.person_id)
    making.read(proposal_id, world.person().id)
    making.endorse(proposal_id, world.person().id, world.person().id)
    content = workbook(line(making.get(proposal_id)))
    confirm(committee, hand_in(committee, content))
    assert "通过了筛选" in world.client(author).get("/me/inbox/").text


def test_a_confirmed_sheet_is_entered_once(
    world: World, made: RoundInTest, committee: FlaskClient
) -> None:
    preview = hand_in(committee, workbook(line(making.get(making.screened(made, world)))))
    assert confirm(committee, preview).status_code == 303
    again = confirm(committee, preview)
    assert again.status_code == 409
    assert "取表以后，这份提案有了变化" in again.text
    assert steps() == 1


def test_what_changed_since_the_sheet_was_fetched_is_not_overwritten(
    world: World, made: RoundInTest, committee: FlaskClient
) -> None:
    one, other = (making.get(making.screened(made, world, title=f"第{n}件事")) for n in (1, 2))
    content = workbook(line(one), line(other))
    act = Act(other.id, other.version, world.person().id, "先请他改", clock.now())
    with writing():
        screening.ask(act)
    answer = hand_in(committee, content)
    assert answer.status_code == 422
    assert "取表以后，这份提案有了变化" in answer.text
    assert 'name="rows"' not in answer.text
    assert (state(one.id), state(other.id)) == (State.SCREENING, State.REVISING)


def test_what_changes_between_preview_and_confirmation_stops_the_whole_sheet(
    world: World, made: RoundInTest, committee: FlaskClient
) -> None:
    one, other = (making.get(making.screened(made, world, title=f"第{n}件事")) for n in (1, 2))
    preview = hand_in(committee, workbook(line(one), line(other)))
    act = Act(other.id, other.version, world.person().id, "先请他改", clock.now())
    with writing():
        screening.ask(act)
    answer = confirm(committee, preview)
    assert answer.status_code == 409
    assert "一行也没有写入" in answer.text
    assert (state(one.id), state(other.id), steps()) == (State.SCREENING, State.REVISING, 1)


def test_one_row_that_cannot_be_undoes_the_rows_before_it(
    world: World, made: RoundInTest, member: Member
) -> None:
    one, own = making.screened(made, world), making.submitted(made, member.person_id)
    making.read(own, world.person().id)
    making.endorse(own, world.person().id, world.person().id)
    results = [result(making.get(number)) for number in (one, own)]
    with pytest.raises(RowRefused) as refused, writing():
        acts.apply(results, member.person_id, clock.now())
    assert refused.value.result.proposal_id == own
    assert (state(one), steps()) == (State.SCREENING, 0)


def test_nobody_decides_on_their_own_by_a_sheet(
    world: World, made: RoundInTest, member: Member, committee: FlaskClient
) -> None:
    own = making.submitted(made, member.person_id)
    making.read(own, world.person().id)
    making.endorse(own, world.person().id, world.person().id)
    answer = hand_in(committee, workbook(line(making.get(own))))
    assert answer.status_code == 422
    assert "这是您自己参与的提案" in answer.text
    assert state(own) == State.SCREENING


def test_an_amount_over_the_cap_or_the_round_is_refused_as_one_by_one(
    world: World, made: RoundInTest, committee: FlaskClient
) -> None:
    one = making.get(making.screened(made, world))
    for cost, told in (("0", "金额要大于零"), (999_999_999, "超过了")):
        answer = hand_in(committee, workbook(line(one, cost=cost)))
        assert answer.status_code == 422
        assert told in answer.text
    assert steps() == 0


def test_a_number_that_takes_no_merger_is_told_at_its_cell_before_anything_is_confirmed(
    world: World, made: RoundInTest, member: Member, committee: FlaskClient
) -> None:
    one, other = (making.get(making.screened(made, world, title=f"第{n}件事")) for n in (1, 2))
    own = making.submitted(made, member.person_id)
    making.read(own, world.person().id)
    refused = making.get(making.screened(made, world, title="不予列入的"))
    with writing():
        act = Act(refused.id, refused.version, world.person().id, "现金", clock.now())
        screening.refuse(act, Ground.CASH)
    beside = line(other, "不可行", ground="发放现金")
    for into, told in (
        (one.number, "这是这份提案自己的编号"),
        (77, "这一轮里没有这个编号的提案"),
        (refused.number, "那份提案已经有了结论"),
        (other.number, "那份提案已经有了结论"),  # by another row of the same sheet
        (making.get(own).number, "那是您自己参与的提案"),
    ):
        answer = hand_in(committee, workbook(line(one, "合并", into=into), beside))
        assert (answer.status_code, told in answer.text) == (422, True), into
        cell = re.search(r"第 2 行.*?并入几号", answer.text, re.DOTALL)
        assert cell, into
        assert "</tr>" not in cell[0], into
        assert 'name="rows"' not in answer.text
    assert steps() == 1


def test_what_the_sheet_decides_on_the_way_may_take_a_merger(
    world: World, made: RoundInTest, committee: FlaskClient
) -> None:
    one, other = (making.get(making.screened(made, world, title=f"第{n}件事")) for n in (1, 2))
    preview = hand_in(committee, workbook(line(one, "合并", into=other.number), line(other)))
    assert preview.status_code == 200
    assert confirm(committee, preview).status_code == 303
    assert (state(one.id), state(other.id)) == (State.MERGED, State.FEASIBLE)


def test_nobody_merges_into_their_own_by_a_sheet(
    world: World, made: RoundInTest, member: Member
) -> None:
    one, own = making.screened(made, world), making.submitted(made, member.person_id)
    making.read(own, world.person().id)
    row = result(making.get(one), move=Move.MERGE, into=making.get(own).number)
    with pytest.raises(RowRefused) as refused, writing():
        acts.apply([row], member.person_id, clock.now())
    assert isinstance(refused.value.why, OwnProposal)
    assert (state(one), steps()) == (State.SCREENING, 0)


def test_a_forged_or_another_members_confirmation_is_refused(
    world: World, made: RoundInTest, committee: FlaskClient
) -> None:
    one = making.screened(made, world)
    preview = hand_in(committee, workbook(line(making.get(one))))
    other = world.staff(Role.DIRECTOR)
    assert confirm(other, preview).status_code == 422
    assert post(committee, f"{ROOM}confirm/", ROOM, rows="x.y").status_code == 422
    assert post(committee, f"{ROOM}confirm/", ROOM).status_code == 422
    assert state(one) == State.SCREENING


@pytest.mark.parametrize(
    "role", [None, Role.STATION_STAFF, Role.GRID_WORKER, Role.SUPERVISOR, Role.ADMINISTRATOR]
)
def test_only_those_who_screen_fetch_or_hand_in_a_sheet(
    world: World, made: RoundInTest, role: Role | None
) -> None:
    client = world.staff(*([role] if role else []))
    assert client.get(ROOM).status_code == 403
    assert client.get(f"{ROOM}screening.xlsx").status_code == 403
    assert post(client, f"{ROOM}confirm/", "/me/", rows="").status_code == 403
