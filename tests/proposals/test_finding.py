"""A thousand proposals: found by two signs, by grid, kind and state; and those that are alike."""

import re

import pytest
from flask.testing import FlaskClient

from portal.core import clock
from portal.core.db import db, writing
from portal.moderation import actions as moderation
from portal.moderation.rules import Move
from portal.proposals import nearby, paper, queries
from portal.proposals.actions import writing as acts
from portal.proposals.models import Authorship, Proposal, Revision, WishForm
from portal.proposals.rules import State
from tests.budget.conftest import RoundInTest
from tests.proposals import making
from tests.proposals.making import NEED, collecting_round, endorse, get, published
from tests.statements import statements
from tests.world import World, post


@pytest.fixture
def made(world: World) -> RoundInTest:
    return collecting_round(world, needed=50)


def crowd(world: World, made: RoundInTest, count: int, first: int = 1) -> list[int]:
    """So many public proposals, read and approved, written at once."""
    author, moderator, now = world.person().id, world.person().id, clock.now()
    with writing():
        rows = [
            Proposal(
                **{**making.TEXT, "title": f"修一修第{number}号楼的单元门"},
                round_id=made.id,
                author_id=author,
                number=number,
                state=State.COLLECTING,
                created_at=now,
                published_at=now,
                item_id=moderation.submit(acts.KIND, author, now).id,
            )
            for number in range(first, first + count)
        ]
        db.session.add_all(rows)
        db.session.flush()
        for row in rows:
            row.search_key = acts.search_key(row)
            db.session.add(
                Authorship(proposal_id=row.id, person_id=author, invited_at=now, accepted_at=now)
            )
            text = {name: getattr(row, name) for name in acts.TEXT}
            db.session.add(
                Revision(**text, proposal_id=row.id, number=1, by_id=author, at=now, public_at=now)
            )
        db.session.flush()
        for row in rows:
            assert row.item is not None
            row.item.state, row.item.decided_by = "approved", moderator
        return [row.id for row in rows]


def found(client: FlaskClient, query: str = "") -> list[int]:
    """The proposals on a page of the list, in its order."""
    answer = client.get(f"/proposals/?{query}")
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    part = page[page.index('id="found"') :]
    return [int(one) for one in re.findall(r'href="/proposals/(\d+)/"', part)]


def total(client: FlaskClient, query: str = "") -> int:
    page = client.get(f"/proposals/?{query}").get_data(as_text=True)
    said = re.search(r"共 ([\d,]+) 份提案", page)
    assert said
    return int(said[1].replace(",", ""))


# ---- A thousand


def test_a_thousand_are_listed_and_searched_by_as_many_questions_as_twenty(
    world: World, made: RoundInTest, client: FlaskClient
) -> None:
    addresses = [
        "/proposals/",
        "/proposals/?page=3",
        "/proposals/?q=单元",
        "/proposals/?q=单元+第7号&sort=support&kind=works&state=collecting",
    ]

    def cost() -> list[int]:
        asked = []
        for address in addresses:
            with statements() as seen:
                assert client.get(address).status_code == 200
            asked.append(len(seen))
        return asked

    crowd(world, made, 60)
    few = cost()
    crowd(world, made, 940, first=61)
    assert cost() == few
    assert max(few) <= 16
    assert total(client) == total(client, "q=单元") == 1000
    assert found(client, "q=第777号") == [get(777).id]


def test_page_after_page_shows_each_once(
    world: World, made: RoundInTest, client: FlaskClient
) -> None:
    ids = crowd(world, made, 45)
    pages = [found(client, f"page={number}") for number in (1, 2, 3)]
    assert [len(one) for one in pages] == [20, 20, 5]
    assert [one for page in pages for one in page] == ids[::-1]  # newest first
    assert found(client, "page=4") == found(client, "page=999999") == []
    for nonsense in ("0", "-1", "abc", "9" * 30, "1.5", ""):
        assert found(client, f"page={nonsense}") == pages[0]


# ---- Words


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("楼道加装扶手", "扶手"),
        ("楼道加装扶手", "扶 手"),
        ("楼道加装扶手", "扶手 楼道"),
        ("楼道加装扶手", "\u3000扶手\u3000"),
        ("楼道加装扶手", "电机"),  # stands in the need
        ("楼道加装扶手", "号楼"),  # in the place
        ("楼道加装扶手", "老人"),  # among those who benefit
        ("装一批ＬＥＤ灯", "led"),  # full-width, capitals
        ("装一批LED灯", "ＬＥＤ"),
        ("装 3 盏路灯", "３盏"),
        ("打八折100%的事", "100%"),
        ("门牌A_1要换", "A_1"),
        ("写着\\的牌子要换", "\\"),
        ("“儿童”乐园", "“儿童"),
        ("㈱旁边的路灯", "(株)"),
    ],
)
def test_what_is_meant_is_found(
    world: World, made: RoundInTest, client: FlaskClient, title: str, typed: str
) -> None:
    wanted = published(made, world, title=title)
    published(made, world, title="小花园种树", need="小花园光秃秃的，缺树。", place="东门",
              beneficiaries="大家")  # fmt: skip
    answer = client.get("/proposals/", query_string={"q": typed})
    page = answer.get_data(as_text=True)
    part = page[page.index('id="found"') :]
    assert re.findall(r'href="/proposals/(\d+)/"', part) == [str(wanted)]


@pytest.mark.parametrize("typed", ["扶手 花园", "%", "_", "扶%手", "扶_", "手扶", "' OR 1=1 --"])
def test_what_is_not_there_is_not_found(
    world: World, made: RoundInTest, client: FlaskClient, typed: str
) -> None:
    """Signs that a database reads as wild cards are signs like others."""
    published(made, world)
    page = client.get("/proposals/", query_string={"q": typed}).get_data(as_text=True)
    assert "没有找到" in page


@pytest.mark.parametrize("typed", ["", " ", "\u200b\u202e", "\0", "\u3000"])
def test_no_words_ask_for_nothing(
    world: World, made: RoundInTest, client: FlaskClient, typed: str
) -> None:
    proposal_id = published(made, world)
    page = client.get("/proposals/", query_string={"q": typed}).get_data(as_text=True)
    assert f'href="/proposals/{proposal_id}/"' in page


def test_endless_words_are_cut_and_answered(
    world: World, made: RoundInTest, client: FlaskClient
) -> None:
    published(made, world)
    for typed in ("扶手" * 500, "扶 " * 500, "a" * 1500):
        assert client.get("/proposals/", query_string={"q": typed}).status_code == 200


def test_only_what_is_public_is_found(world: World, made: RoundInTest, client: FlaskClient) -> None:
    shown = published(made, world)
    making.submitted(made, world.person().id, title="还没人读的扶手")
    hidden = published(made, world, title="被隐藏的扶手")
    making.read(hidden, world.person().id, Move.HIDE, "是广告")
    assert found(client, "q=扶手") == [shown]
    page = client.get("/proposals/").get_data(as_text=True)
    assert "是广告" in page  # a placeholder in its place
    assert "被隐藏的扶手" not in page


def test_a_change_is_found_by_its_new_words_once_they_are_public(
    world: World, made: RoundInTest, client: FlaskClient
) -> None:
    proposal_id, now = published(made, world), clock.now()
    with writing():
        one = queries.locked(proposal_id)
        acts.save(one, one.author_id, {**making.TEXT, "title": "楼道装栏杆"}, now)
        acts.hand_in_change(one, one.author_id, "换个说法", now)
    assert found(client, "q=栏杆") == []
    making.read(proposal_id, world.person().id)
    assert found(client, "q=栏杆") == [proposal_id]


@pytest.mark.parametrize("typed", ["2", "2号", "２ 号", "提案2", "提案 2 号"])
def test_a_proposal_is_found_by_its_number_before_those_that_say_it(
    world: World, made: RoundInTest, client: FlaskClient, typed: str
) -> None:
    needs = {"need": "这里缺一盏灯，晚上看不见。", "place": "东门"}
    first, second, third = (published(made, world, title=f"第{n}件", **needs) for n in "一二三")
    assert found(client, f"q={typed}") == [second]
    says = published(made, world, title=f"换掉写着“{typed}”的牌子", **needs)
    assert found(client, f"q={typed}") == [second, says]
    assert found(client, "q=999号") == []
    making.read(second, world.person().id, Move.HIDE, "是广告")
    page = client.get("/proposals/", query_string={"q": typed}).get_data(as_text=True)
    assert ("是广告" in page, "第二件" in page) == (True, False)
    assert {first, third}.isdisjoint(found(client, f"q={typed}"))


# ---- Filters and order


def test_every_one_that_is_listed_is_counted_under_its_state(
    world: World, made: RoundInTest, client: FlaskClient
) -> None:
    for state in (State.COLLECTING, State.MERGED, State.WITHDRAWN, State.LAPSED):
        proposal_id = published(made, world, title=f"状态{state}")
        with writing():
            queries.locked(proposal_id).state = state
        assert found(client, f"state={state}") == [proposal_id]
    page = client.get("/proposals/").get_data(as_text=True)
    counted = re.findall(r"<option[^>]*>[^<]*（(\d+)）</option>", page[page.index('id="state"') :])
    assert sum(map(int, counted)) == len(found(client)) == 4


def test_filters_narrow_and_combine(world: World, made: RoundInTest, client: FlaskClient) -> None:
    east, west = world.grid("东网格").id, world.grid("西网格").id
    at_east = published(made, world, grid_id=east)
    at_west = published(made, world, title="西边的路灯", grid_id=west, kind="goods")
    everywhere = published(made, world, title="全社区的路灯", kind="services")
    with writing():
        queries.locked(at_west).state = State.SCREENING
    assert found(client, f"grid={east}") == [everywhere, at_east]
    assert found(client, "kind=goods") == [at_west]
    assert found(client, "state=screening") == [at_west]
    assert found(client, f"grid={west}&kind=services&q=路灯") == [everywhere]
    assert found(client, f"grid={east}&kind=goods") == []
    all_ = found(client)
    for nonsense in ("kind=feast", "state=draft", "state=nonsense", "grid=abc", "grid=", "sort=x"):
        assert found(client, nonsense) == all_, nonsense


def test_what_can_still_be_endorsed_stands_before_what_is_decided(
    world: World, made: RoundInTest, client: FlaskClient
) -> None:
    first, second, third = (published(made, world, title=f"第{n}份提案") for n in "一二三")
    with writing():
        queries.locked(third).state = State.REFUSED
    assert found(client) == [second, first, third]


def test_by_support_counts_neighbours_and_households_on_paper(
    world: World, made: RoundInTest, client: FlaskClient
) -> None:
    by_name, on_paper, nobody = (published(made, world, title=f"第{n}份提案") for n in "一二三")
    endorse(by_name, world.person().id)
    clerk = world.person().id
    for _ in range(2):
        form = WishForm(
            round_id=made.id,
            household_id=world.household().id,
            received_on=clock.today(),
            entered_by=clerk,
        )
        with writing():
            (wish,) = paper.enter(form, [("装扶手", "三单元")], clock.now()).wishes
            paper.carry(wish, queries.locked(on_paper), clerk, clock.now())
    assert found(client, "sort=support") == [on_paper, by_name, nobody]
    assert found(client) == [nobody, on_paper, by_name]


def test_each_round_has_its_own_list(world: World, made: RoundInTest, client: FlaskClient) -> None:
    mine = published(made, world)
    other = collecting_round(world, title="另一轮")
    theirs = published(other, world, title="另一轮的提案")
    assert found(client, f"round={made.id}") == [mine]
    assert found(client, f"round={other.id}") == [theirs]
    for unknown in ("999", "0", "-1"):
        assert client.get(f"/proposals/?round={unknown}").status_code == 404


# ---- Alike


def test_similar_ones_are_shown_while_one_writes(
    world: World, made: RoundInTest, client: FlaskClient
) -> None:
    alike, hidden = published(made, world), published(made, world, title="楼道里加装扶手")
    other = published(made, world, title="小花园种树", need="小花园光秃秃的，缺树。")
    making.read(hidden, world.person().id, Move.HIDE, "是广告")
    me = world.client(world.account())
    asked = {"title": "楼道装扶手", "need": "没有电梯"}
    page = me.get("/proposals/similar/", query_string=asked).get_data(as_text=True)
    assert f'href="/proposals/{alike}/"' in page
    assert f"/proposals/{other}/" not in page
    assert f"/proposals/{hidden}/" not in page
    # with scripts off: on the second page, of what was typed on the first
    begun = post(me, "/proposals/new/", **{**NEED, "title": "楼道装扶手"})
    assert f'href="/proposals/{alike}/"' in me.get(begun.location).get_data(as_text=True)


@pytest.mark.parametrize("typed", ["", "扶", "。。。！！", "zzzz qqqq", "%" * 400])
def test_what_resembles_nothing_shows_nothing(world: World, made: RoundInTest, typed: str) -> None:
    published(made, world)
    me = world.client(world.account())
    page = me.get("/proposals/similar/", query_string={"title": typed}).get_data(as_text=True)
    assert "/proposals/" not in page


def test_the_nearest_of_a_thousand_are_few_and_cost_one_question(
    world: World, made: RoundInTest
) -> None:
    crowd(world, made, 1000)
    alike = published(made, world)
    with statements() as seen:
        others = nearby.others(made.id)
    assert len([one for one in seen if one.startswith("SELECT")]) == 1
    near = nearby.resembling("楼道里想加装扶手", others, 3)
    assert near[0].id == alike
    assert len(near) <= 3
