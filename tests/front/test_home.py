"""The home page: a ballot that waits for the visitor is never lost among other rounds."""

import re

import pytest
from flask.testing import FlaskClient

from tests.budget.conftest import RoundInTest, list_project, make_round
from tests.statements import statements
from tests.world import Member, World

WAITS = "还没有投"


@pytest.fixture
def resident(world: World) -> Member:
    return world.account()


def opened(world: World, title: str) -> RoundInTest:
    made = make_round(world, title=title)
    list_project(made, "A", 100_000)
    return made.open()


def listed(client: FlaskClient) -> list[tuple[str, bool]]:
    """Title of each round of the list, and whether its ballot waits for the visitor."""
    page = client.get("/").get_data(as_text=True)
    section = page[page.rindex("<section>") : page.index("</main>")]
    cards = re.findall(r"第.轮.*?(?=第.轮|$)", section, re.S)
    return [(card[:3], WAITS in card) for card in cards]


def test_every_open_ballot_is_listed_and_those_that_wait_come_first(
    world: World, resident: Member
) -> None:
    rounds = [opened(world, f"第{n}轮") for n in "一二三四五"]
    client = world.client(resident)
    assert rounds[4].vote(client, *rounds[4].ids("A")).status_code == 303
    found = listed(client)
    assert {title for title, _waits in found} == {f"第{n}轮" for n in "一二三四五"}
    assert [waits for _title, waits in found] == [True] * 4 + [False]
    assert found[-1][0] == "第五轮"


def test_an_old_open_ballot_comes_before_newer_rounds(world: World, resident: Member) -> None:
    opened(world, "第一轮")
    for n in "二三四":
        made = make_round(world, title=f"第{n}轮")
        list_project(made, "A", 100_000)
        made.announce()
    found = listed(world.client(resident))
    assert (found[0], len(found)) == (("第一轮", True), 3)


def test_a_passer_by_and_who_is_on_no_roll_have_no_ballot_that_waits(
    world: World, client: FlaskClient, resident: Member
) -> None:
    opened(world, "第一轮")
    later = world.account(world.person("新来的"))
    assert listed(client) == [("第一轮", False)]
    assert listed(world.client(later)) == [("第一轮", False)]


def test_many_open_rounds_take_no_more_queries(world: World, resident: Member) -> None:
    opened(world, "第一轮")
    client = world.client(resident)
    client.get("/")
    with statements() as one:
        client.get("/")
    for n in "二三四":
        opened(world, f"第{n}轮")
    with statements() as four:
        client.get("/")
    assert len(four) == len(one)
