"""Before a round of households is sealed the desk names whom the roster does not name."""

import re

import pytest
from flask.testing import FlaskClient

from portal.ballots.rules import Voters
from portal.core.access import Role
from portal.core.db import db
from portal.roster.models import Person
from portal.roster.rules import Refusal
from portal.roster.words import REFUSALS
from tests.budget.conftest import RoundInTest
from tests.budget.test_electorate import choose, on_roll, text
from tests.world import World, post, token


@pytest.fixture
def staff(world: World) -> FlaskClient:
    """A committee member, the delegate of their own household."""
    home = world.person("委员", 1970, is_delegate=True)
    return world.client(world.account(home, Role.COMMITTEE_MEMBER))


@pytest.fixture
def couple(world: World) -> list[Person]:
    home = world.household()
    return [world.person(name, 1960, home) for name in ("甲", "乙")]


def address(made: RoundInTest) -> str:
    return f"/desk/rounds/{made.id}/delegates/"


def name(made: RoundInTest, by: FlaskClient, person: Person, **more: object) -> object:
    home = person.household_id
    page = text(by.get(address(made)))
    seal = re.search(rf'name="h{home}-seen"[^>]*value="([^"]+)"', page)
    fields = {
        "household": home,
        f"h{home}-seen": seal[1] if seal else "",
        f"h{home}-person": person.id,
        f"h{home}-reason": "上门问过",
        **more,
    }
    return by.post(address(made), data={"csrf_token": token(by, "/me/"), **fields})


def test_the_desk_counts_them_before_sealing_and_names_one(
    world: World, staff: FlaskClient, couple: list[Person], draft_round: RoundInTest
) -> None:
    made = choose(draft_round)
    assert "有 1 户没有唯一的户代表" in text(staff.get(f"/desk/rounds/{made.id}/"))
    page = text(staff.get(address(made)))
    assert "下面 1 户" in page
    assert [who in page for who in ("甲（", "乙（", "委员（")] == [True, True, False]
    assert name(made, staff, couple[1]).status_code == 303  # type: ignore[attr-defined]
    assert "都有了" in text(staff.get(address(made)))
    assert "有 1 户没有唯一的户代表" not in text(staff.get(f"/desk/rounds/{made.id}/"))
    made.open()
    assert set(on_roll()) == {"委员", "乙"}


def test_sealing_goes_on_without_them_and_says_how_many(
    world: World, staff: FlaskClient, couple: list[Person], draft_round: RoundInTest
) -> None:
    made = choose(draft_round).open()
    assert set(on_roll()) == {"委员"}
    assert "封箱时有 1 户" in text(staff.get(f"/desk/rounds/{made.id}/"))
    page = text(staff.get(address(made)))
    assert "已经封箱" in page
    assert "甲" not in page


def test_the_command_says_how_many_are_left_out(
    world: World, couple: list[Person], draft_round: RoundInTest
) -> None:
    made = choose(draft_round)
    made.announce()
    world.person(is_delegate=True)
    said = world.app.test_cli_runner().invoke(args=["budget", "seal", str(made.id)])
    assert said.exit_code == 0, said.output
    assert "1 household without exactly one delegate is not on the roll." in said.output


def test_several_delegates_are_as_good_as_none(
    world: World, staff: FlaskClient, draft_round: RoundInTest
) -> None:
    home = world.household()
    for who in ("甲", "乙"):
        world.person(who, 1960, home, is_delegate=True)
    page = text(staff.get(address(choose(draft_round))))
    assert "花名册上的户代表：甲、乙" in page


def test_what_changed_meanwhile_is_shown_and_not_overwritten(
    world: World, staff: FlaskClient, couple: list[Person], draft_round: RoundInTest
) -> None:
    made, home = choose(draft_round), couple[0].household_id
    answer = name(made, staff, couple[0], **{f"h{home}-seen": "older"})
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert str(REFUSALS[Refusal.CHANGED_MEANWHILE]) in text(answer)
    assert "上门问过" in text(answer)
    db.session.expire_all()
    assert not any(one.is_delegate for one in couple)


@pytest.mark.parametrize(
    ("field", "value"), [("person", ""), ("person", "999"), ("person", "x"), ("reason", " ")]
)
def test_what_is_missing_or_forged_is_said_at_its_field(
    world: World,
    staff: FlaskClient,
    couple: list[Person],
    draft_round: RoundInTest,
    field: str,
    value: str,
) -> None:
    made, home = choose(draft_round), couple[0].household_id
    answer = name(made, staff, couple[0], **{f"h{home}-{field}": value})
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert f'href="#h{home}-{field}' in text(answer)


@pytest.mark.parametrize("household", ["0", "999", "x", "-1", str(2**40)])
def test_no_such_household(
    world: World, staff: FlaskClient, draft_round: RoundInTest, household: str
) -> None:
    made = choose(draft_round)
    assert post(staff, address(made), "/me/", household=household).status_code == 404


def test_a_round_of_residents_has_no_such_page(
    world: World, staff: FlaskClient, draft_round: RoundInTest
) -> None:
    made = choose(draft_round, Voters.RESIDENTS)
    assert staff.get(address(made)).status_code == 404
    assert post(staff, address(made), "/me/", household="1").status_code == 404


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.GRID_WORKER, Role.RESIDENT])
def test_others_do_not_open_it(world: World, draft_round: RoundInTest, role: Role) -> None:
    made = choose(draft_round)
    assert world.staff(role).get(address(made)).status_code == 403
