"""The figures: entered twice, by two people, and equal."""

import pytest
from flask.testing import FlaskClient

from portal.core.access import Role
from portal.elections import queries
from portal.elections.actions import counting
from tests.elections.conftest import ElectionInTest, send, set_up, text, voter
from tests.world import World


@pytest.fixture
def polled(world: World) -> tuple[ElectionInTest, list[int]]:
    """The day has come; six stand for five seats, twelve are on the roll."""
    made = set_up(world)
    return made, made.to_the_poll(made.voters[:6])


def figures(order: list[int], **more: object) -> dict[str, object]:
    votes = {f"votes_{one}": n for one, n in zip(order, (9, 8, 8, 7, 7, 3), strict=True)}
    typed = {"issued": 12, "returned": 11, "valid": 10, "spoilt": 1, "blank": 0}
    return {**typed, **votes, "signed_by": "张三、李四", **more}


def settled(made: ElectionInTest) -> bool:
    return made.row.polls[-1].settled


def test_two_people_enter_the_same_figures(
    polled: tuple[ElectionInTest, list[int]], world: World, staff: FlaskClient
) -> None:
    made, order = polled
    assert send(staff, f"{made.desk}count/", **figures(order)).status_code == 303
    assert not settled(made)
    second = world.staff(Role.DIRECTOR)
    assert send(second, f"{made.desk}count/", **figures(order)).status_code == 303
    assert settled(made)
    (only,) = counting.counted(made.row, queries.entitled(made.id))
    assert [only.outcome.valid, list(only.outcome.elected), only.run_off] == [True, order[:5], []]


def test_one_person_twice_is_one_entry(
    polled: tuple[ElectionInTest, list[int]], staff: FlaskClient
) -> None:
    made, order = polled
    for _ in range(2):
        assert send(staff, f"{made.desk}count/", **figures(order)).status_code == 303
    assert not settled(made)
    assert len(made.row.polls[-1].counts) == 1


def test_figures_that_differ_are_void_on_the_record_and_both_enter_again(
    polled: tuple[ElectionInTest, list[int]], world: World, staff: FlaskClient
) -> None:
    made, order = polled
    send(staff, f"{made.desk}count/", **figures(order, **{f"votes_{order[0]}": 8}))
    second = world.staff(Role.DIRECTOR)
    answer = send(second, f"{made.desk}count/", **figures(order))
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "和第一次录入的数字不一样" in page
    assert 'value="9"' in page  # what was typed is kept
    assert made.row.polls[-1].counts == []
    _member, resident = voter(world, made, 7)
    assert "两次录入不一致" in text(resident, "/audit/")
    # guessing at the first figures leads nowhere: there are none any more
    send(second, f"{made.desk}count/", **figures(order, **{f"votes_{order[0]}": 8}))
    assert not settled(made)
    send(second, f"{made.desk}count/", **figures(order))
    send(staff, f"{made.desk}count/", **figures(order))
    assert settled(made)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"issued": 13}, "发出的票比名单上的人还多"),
        ({"issued": 10}, "收回的票比发出的多"),
        ({"spoilt": 0}, "加起来，要等于收回的票"),
        ({"valid": -1}, "请填 0 到 999999 之间的数"),
        ({"valid": "十"}, "请填写整数"),
        ({"returned": 10**14}, "请填 0 到 999999 之间的数"),
        ({"signed_by": ""}, "请写签字人的姓名"),
    ],
)
def test_sums_that_cannot_be_right_are_answered_at_their_field(
    polled: tuple[ElectionInTest, list[int]],
    staff: FlaskClient,
    wrong: dict[str, object],
    said: str,
) -> None:
    made, order = polled
    answer = send(staff, f"{made.desk}count/", **figures(order, **wrong))
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert made.row.polls[-1].counts == []


def test_nothing_is_entered_before_the_day(world: World, staff: FlaskClient) -> None:
    made = set_up(world).announce().post_roll()
    order = made.nominate(*made.voters[:6])
    made.pass_days(21)
    made.post_candidates(order)
    answer = send(staff, f"{made.desk}count/", **figures(order))
    assert answer.status_code == 422
    assert "日期不对" in answer.get_data(as_text=True)
    assert send(staff, f"{made.desk}certify/").status_code == 422


def test_figures_are_public_only_when_the_result_is_certified(
    polled: tuple[ElectionInTest, list[int]],
    world: World,
    staff: FlaskClient,
    client: FlaskClient,
) -> None:
    made, order = polled
    second = world.staff(Role.DIRECTOR)
    for clerk in (staff, second):
        send(clerk, f"{made.desk}count/", **figures(order))
    assert "得票" not in text(client, made.address)
    assert send(staff, f"{made.desk}certify/").status_code == 303
    page = text(client, made.address)
    assert "当选 5 人，应选 5 人" in page
    assert "居民委员会组织法第十九条" in page
