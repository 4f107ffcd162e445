"""A posted result takes objections; each is answered before the round is certified."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from portal.budget.pages import state_of
from portal.budget.rules import State
from portal.core import clock
from portal.core.access import Role
from portal.notices.rules import Act
from tests.budget.conftest import RoundInTest
from tests.budget.posted import (
    ANSWER,
    REMEDY,
    TEXT,
    answer,
    certify,
    end_posting,
    object_to,
    posting,
    settle,
    void,
    witness,
)
from tests.world import World


@pytest.fixture
def posted_round(resident: FlaskClient, open_round: RoundInTest) -> RoundInTest:
    """One resident voted for C; the result was posted just now."""
    open_round.vote(resident, *open_round.ids("C"))
    open_round.close()
    return open_round


@pytest.fixture
def director(world: World) -> FlaskClient:
    return world.staff(Role.DIRECTOR)


def result(client: FlaskClient, made: RoundInTest) -> str:
    return client.get(f"/budget/{made.id}/result/").get_data(as_text=True)


def desk(client: FlaskClient, made: RoundInTest) -> str:
    return client.get(f"/desk/rounds/{made.id}/").get_data(as_text=True)


def state(made: RoundInTest) -> State:
    return state_of(made.row, clock.now())


def test_the_result_stands_open_to_objections_for_the_posting_period(
    posted_round: RoundInTest, client: FlaskClient
) -> None:
    found = posting(posted_round)
    assert found.until - found.posted_at == timedelta(days=15)
    assert found.posted_at == posted_round.row.posted_at
    assert found.title == posted_round.row.title
    page = result(client, posted_round)
    assert f"/notices/{found.id}/object/" in page
    assert "还没有人提出异议" in page


def test_the_result_shows_objections_with_their_answers(
    world: World, posted_round: RoundInTest, client: FlaskClient
) -> None:
    objection = object_to(world, posted_round)
    before = result(client, posted_round)
    assert "共 1 条异议，1 条等待答复。" in before
    assert TEXT not in before
    answer(world, objection, Act.DISMISS)
    after = result(client, posted_round)
    assert TEXT in after
    assert ANSWER in after


def test_after_the_period_the_result_says_whom_to_turn_to(
    posted_round: RoundInTest, client: FlaskClient
) -> None:
    end_posting(posted_round)
    page = result(client, posted_round)
    assert "我要提异议" not in page
    assert "和风街道投诉" in page


def test_a_round_is_certified_when_every_objection_is_answered(
    world: World, posted_round: RoundInTest, director: FlaskClient
) -> None:
    first, second = object_to(world, posted_round), object_to(world, posted_round)
    witness(world, posted_round)
    end_posting(posted_round)
    answer(world, first, Act.DISMISS)
    assert certify(director, posted_round) == 422
    assert state(posted_round) is State.POSTED
    answer(world, second, Act.DISMISS)
    assert certify(director, posted_round) == 303
    assert state(posted_round) is State.CERTIFIED


def test_an_upheld_objection_keeps_a_round_from_being_certified_until_it_is_settled(
    world: World, posted_round: RoundInTest, director: FlaskClient, client: FlaskClient
) -> None:
    objection = object_to(world, posted_round)
    witness(world, posted_round)
    end_posting(posted_round)
    answer(world, objection, Act.UPHOLD)
    assert certify(director, posted_round) == 422
    settle(world, objection)
    assert certify(director, posted_round) == 303
    assert REMEDY in result(client, posted_round)


def test_the_desk_names_each_missing_thing_and_who_has_to_do_it(
    world: World, posted_round: RoundInTest, director: FlaskClient
) -> None:
    waiting, upheld = object_to(world, posted_round), object_to(world, posted_round)
    witness(world, posted_round, 1)
    answer(world, upheld, Act.UPHOLD)
    page = desk(director, posted_round)
    for told in (
        "公示期满",
        "等到 ",
        "已有 1 名，请监督委员确认",
        "还有 1 条，请监督委员答复",
        "还有 1 条，请监督委员写明处理结果",
    ):
        assert told in page
    assert "确认这一轮的结果" not in page
    answer(world, waiting, Act.DISMISS)
    settle(world, upheld)
    witness(world, posted_round, 1)
    end_posting(posted_round)
    page = desk(director, posted_round)
    assert "请监督委员" not in page
    assert "确认这一轮的结果" in page


def test_supervisors_void_a_posted_round_where_an_objection_was_upheld(
    world: World, posted_round: RoundInTest, client: FlaskClient
) -> None:
    supervisor = world.staff(Role.SUPERVISOR)
    objection = object_to(world, posted_round)
    assert "作废这一轮" not in desk(supervisor, posted_round)
    assert void(supervisor, posted_round) == 422
    answer(world, objection, Act.UPHOLD)
    assert "作废这一轮" in desk(supervisor, posted_round)
    assert void(supervisor, posted_round) == 303
    assert state(posted_round) is State.VOID
    assert "异议成立，名册有误" in client.get("/audit/").get_data(as_text=True)


def test_a_dismissed_objection_voids_nothing(world: World, posted_round: RoundInTest) -> None:
    answer(world, object_to(world, posted_round), Act.DISMISS)
    assert void(world.staff(Role.SUPERVISOR), posted_round) == 422
    assert state(posted_round) is State.POSTED


def test_what_was_posted_of_a_voided_round_stays_in_public_as_void(
    world: World, posted_round: RoundInTest, client: FlaskClient
) -> None:
    objection = object_to(world, posted_round)
    answer(world, objection, Act.UPHOLD)
    void(world.staff(Role.SUPERVISOR), posted_round)
    (winner,) = posted_round.ids("C")
    pages = [
        result(client, posted_round),
        client.get(f"/budget/{posted_round.id}/projects/{winner}/").get_data(as_text=True),
        client.get(f"/notices/{posting(posted_round).id}/objections/").get_data(as_text=True),
    ]
    assert all("异议成立，名册有误" in page for page in pages)
    assert TEXT in pages[0]
    assert "我要提异议" not in pages[0] + pages[2]
    assert "入选" not in pages[1]


def test_a_certified_round_is_voided_no_more(
    world: World, posted_round: RoundInTest, director: FlaskClient
) -> None:
    objection = object_to(world, posted_round)
    answer(world, objection, Act.UPHOLD)
    settle(world, objection)
    witness(world, posted_round)
    end_posting(posted_round)
    assert certify(director, posted_round) == 303
    assert void(world.staff(Role.SUPERVISOR), posted_round) == 422
    assert state(posted_round) is State.CERTIFIED


def test_a_voided_round_is_certified_no_more(
    world: World, posted_round: RoundInTest, director: FlaskClient
) -> None:
    objection = object_to(world, posted_round)
    answer(world, objection, Act.UPHOLD)
    settle(world, objection)
    witness(world, posted_round)
    end_posting(posted_round)
    void(world.staff(Role.SUPERVISOR), posted_round)
    assert certify(director, posted_round) == 422
    assert state(posted_round) is State.VOID


def test_a_round_voided_before_its_result_was_posted_has_none(
    world: World, open_round: RoundInTest, client: FlaskClient
) -> None:
    assert void(world.staff(Role.SUPERVISOR), open_round) == 303
    assert client.get(f"/budget/{open_round.id}/result/").status_code == 404
