"""The roll after sealing: addenda by the supervisors, with a reason; a marked row never changes."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.ballots import canon, roll
from portal.ballots import queries as box_queries
from portal.ballots import rules as box_rules
from portal.ballots.models import RollRow
from portal.ballots.rules import Refusal
from portal.ballots.words import ROLL_REFUSALS
from portal.budget import words
from portal.core.access import Role
from portal.core.db import db
from tests.budget.conftest import RoundInTest
from tests.world import World, post


@pytest.fixture
def supervisor(world: World) -> FlaskClient:
    return world.staff(Role.SUPERVISOR)


def amend(
    made: RoundInTest, by: FlaskClient, person_id: int, change: str, reason: str = "登记遗漏"
) -> object:
    address = f"/desk/rolls/{made.row.box_id}/"
    fields = {"person_id": person_id, "change": change, "reason": reason}
    return post(by, address, "/me/", **fields)


def test_someone_forgotten_is_added_and_votes(
    world: World, supervisor: FlaskClient, open_round: RoundInTest, client: FlaskClient
) -> None:
    late = world.account()
    voter = world.client(late)
    assert amend(open_round, supervisor, late.person_id, "add").status_code == 303  # type: ignore[attr-defined]
    assert open_round.vote(voter, *open_round.ids("A")).status_code == 303
    page = client.get("/audit/").get_data(as_text=True)
    assert "选民名册补登一人，原因：登记遗漏" in page
    assert "王秀英" not in page


def test_someone_who_does_not_belong_is_struck_and_told_so(
    world: World, supervisor: FlaskClient, draft_round: RoundInTest
) -> None:
    member = world.account()
    draft_round.open()
    amend(draft_round, supervisor, member.person_id, "remove", "重复登记")
    answer = world.client(member).get(draft_round.address).get_data(as_text=True)
    assert str(words.REFUSALS[Refusal.REMOVED]) in answer
    assert box_queries.turnout(draft_round.row.box_id or 0) == (0, 1)


def test_a_marked_row_never_changes(
    world: World, supervisor: FlaskClient, draft_round: RoundInTest
) -> None:
    member = world.account()
    draft_round.open()
    draft_round.vote(world.client(member), *draft_round.ids("A"))
    answer = amend(draft_round, supervisor, member.person_id, "remove")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert str(ROLL_REFUSALS[Refusal.ALREADY_VOTED]) in answer.get_data(as_text=True)  # type: ignore[attr-defined]


def test_the_roster_must_entitle_whom_the_supervisors_add(
    world: World, supervisor: FlaskClient, open_round: RoundInTest
) -> None:
    child = world.person("小明", birth_year=2015)
    answer = amend(open_round, supervisor, child.id, "add")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert db.session.scalar(select(RollRow).where(RollRow.person_id == child.id)) is None


def test_an_addendum_needs_a_reason(
    world: World, supervisor: FlaskClient, open_round: RoundInTest
) -> None:
    late = world.account()
    assert amend(open_round, supervisor, late.person_id, "add", " ").status_code == 422  # type: ignore[attr-defined]


def test_nobody_is_added_twice_or_after_the_end(
    world: World, supervisor: FlaskClient, open_round: RoundInTest
) -> None:
    late = world.account()
    first, second = (amend(open_round, supervisor, late.person_id, "add") for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 422)  # type: ignore[attr-defined]
    open_round.close()
    later = world.account()
    assert amend(open_round, supervisor, later.person_id, "add").status_code == 422  # type: ignore[attr-defined]


def test_the_addenda_are_published_undated_at_the_close(
    world: World, supervisor: FlaskClient, draft_round: RoundInTest
) -> None:
    stays, goes, comes = world.account(), world.account(), None
    draft_round.open()
    comes = world.account()
    amend(draft_round, supervisor, goes.person_id, "remove")
    amend(draft_round, supervisor, comes.person_id, "add")
    draft_round.close()
    file = box_queries.file(draft_round.row.box_id or 0, canon.ROLL_ADDENDA)
    assert file is not None
    lines = file.body.decode().split()
    assert lines[0] == "commitment;change"
    assert sorted(line.split(";")[1] for line in lines[1:]) == ["added", "removed"]
    final = box_queries.file(draft_round.row.box_id or 0, canon.ROLL_FINAL)
    assert final is not None
    published = {line.split(";")[0] for line in final.body.decode().split()[1:]}
    rows = {
        row.person_id: row.commitment
        for row in db.session.scalars(select(RollRow))
        if not row.removed
    }
    assert published == set(rows.values())
    assert {stays.person_id, comes.person_id} <= set(rows)


def test_the_roll_is_taken_with_or_without_an_account(
    world: World, draft_round: RoundInTest
) -> None:
    world.person()
    world.person(birth_year=2015)
    draft_round.announce()
    draft_round.seal()
    assert box_queries.turnout(draft_round.row.box_id or 0) == (0, 1)
    box = draft_round.row.box
    assert box is not None
    assert all(
        box_rules.entitled(roll.voter(row.person), roll.opening_day(box), box.electorate) is None
        for row in db.session.scalars(select(RollRow))
    )
