"""Who votes: each resident or each household once, in the whole community or in some grids."""

import json
from datetime import date

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.ballots import rules as box_rules
from portal.ballots.models import RollRow
from portal.ballots.rules import Electorate, Refusal, Voter, Voters
from portal.budget import queries, words
from portal.budget.files import RULES
from portal.core.access import Role
from portal.core.db import db, writing
from portal.roster.models import Grid, Person
from tests.budget.conftest import RoundInTest, list_project, make_round
from tests.budget.test_desk import NEW, send, settings
from tests.budget.test_roll import amend
from tests.world import World, fields

FIRST_DAY = date(2026, 6, 1)


def choose(made: RoundInTest, voters: Voters = Voters.HOUSEHOLDS, *grids: Grid) -> RoundInTest:
    with writing():
        row = made.row
        row.voters = voters
        row.grids = queries.grids([grid.id for grid in grids])
    return made


def on_roll() -> dict[str, int | None]:
    """Name → the household whose ballot they cast."""
    db.session.rollback()
    rows = db.session.scalars(select(RollRow).where(RollRow.removed.is_(False)))
    return {row.person.name: row.household_id for row in rows}


def text(answer: object) -> str:
    return answer.get_data(as_text=True)  # type: ignore[attr-defined,no-any-return]


@pytest.fixture
def family(world: World) -> dict[str, Person]:
    """A delegate, a second adult and a child in one dwelling."""
    home = world.household()
    return {
        "delegate": world.person("王秀英", 1955, home, is_delegate=True),
        "second": world.person("王志明", 1953, home),
        "child": world.person("王小明", 2015, home),
    }


# ---- The rule, over small rosters ----

MEMBERS = st.builds(
    Voter,
    birth_year=st.one_of(st.none(), st.sampled_from((1950, 2000, 2007, 2008, 2020))),
    born_on=st.one_of(st.none(), st.sampled_from((date(2008, 6, 1), date(2008, 6, 2)))),
    left_on=st.one_of(st.none(), st.sampled_from((FIRST_DAY, date(2026, 6, 2)))),
    has_home_here=st.just(True),
    is_missing=st.booleans(),
    grid_code=st.sampled_from("ABC"),
)
GRIDS = st.one_of(st.none(), st.frozensets(st.sampled_from("ABC"), min_size=1))


@given(MEMBERS, GRIDS)
def test_choosing_grids_only_ever_takes_away_those_who_live_elsewhere(
    member: Voter, grids: frozenset[str] | None
) -> None:
    everywhere = box_rules.entitled(member, FIRST_DAY, Electorate())
    here = box_rules.entitled(member, FIRST_DAY, Electorate(grids=grids))
    if grids is None or member.grid_code in grids:
        assert here == everywhere
    else:
        assert here in (Refusal.OTHER_GRID, Refusal.MOVED_OUT, Refusal.MISSING)


@given(st.dictionaries(st.integers(1, 6), st.booleans(), max_size=6))
def test_a_household_has_one_delegate_or_none(marked: dict[int, bool]) -> None:
    sole = box_rules.sole_delegate(marked)
    if sum(marked.values()) == 1:
        assert sole is not None
        assert marked[sole]
    else:
        assert sole is None


@given(st.integers(1, 6), st.one_of(st.none(), st.integers(1, 6)))
def test_the_supervisors_name_the_rosters_delegate_where_there_is_one(
    person: int, sole: int | None
) -> None:
    assert box_rules.may_cast_for_household(person, sole) == (sole in (None, person))


# ---- The roll ----


@pytest.mark.parametrize(
    ("voters", "only_second_grid", "expected"),
    [
        (Voters.RESIDENTS, False, {"王秀英", "王志明", "远方"}),
        (Voters.RESIDENTS, True, {"远方"}),
        (Voters.HOUSEHOLDS, False, {"王秀英", "远方"}),
        (Voters.HOUSEHOLDS, True, {"远方"}),
    ],
)
def test_the_roll_of_each_electorate(
    world: World,
    family: dict[str, Person],
    draft_round: RoundInTest,
    voters: Voters,
    only_second_grid: bool,
    expected: set[str],
) -> None:
    second = world.grid("第二网格")
    world.person("远方", 1960, world.household(second), is_delegate=True)
    choose(draft_round, voters, *([second] if only_second_grid else [])).open()
    found = on_roll()
    assert set(found) == expected
    assert all((home is not None) == (voters is Voters.HOUSEHOLDS) for home in found.values())


def test_households_without_exactly_one_adult_delegate_are_left_out_and_counted(
    world: World, family: dict[str, Person], draft_round: RoundInTest, client: FlaskClient
) -> None:
    nobody, two, child = (world.household() for _ in range(3))
    world.person("无代表", 1960, nobody)
    for name in ("甲", "乙"):
        world.person(name, 1960, two, is_delegate=True)
    world.person("成人", 1960, child)
    world.person("孩子", 2016, child, is_delegate=True)
    world.person("只有孩子", 2016, world.household(), is_delegate=True)
    choose(draft_round).open()
    assert set(on_roll()) == {"王秀英"}
    assert draft_round.row.box is not None
    assert draft_round.row.box.left_out == 3
    assert "封箱时有 3 户" in text(client.get(f"/budget/{draft_round.id}/"))


def test_the_rules_file_says_who_votes(
    world: World, family: dict[str, Person], draft_round: RoundInTest, client: FlaskClient
) -> None:
    choose(draft_round, Voters.HOUSEHOLDS, world.grid_row).open()
    said = json.loads(client.get(f"/budget/{draft_round.id}/files/{RULES}").data)
    assert (said["scheme"], said["voters"], said["grids"], said["households_left_out"]) == (
        "liren-round-2",
        "households, by one delegate of 18+ each",
        [world.grid_row.code],
        0,
    )


def test_a_round_of_all_residents_says_so(
    world: World, draft_round: RoundInTest, client: FlaskClient
) -> None:
    draft_round.open()
    said = json.loads(client.get(f"/budget/{draft_round.id}/files/{RULES}").data)
    assert (said["voters"], said["grids"], said["households_left_out"]) == (
        "residents 18+",
        None,
        None,
    )


# ---- Casting ----


def test_the_delegate_casts_and_the_turnout_counts_households(
    world: World, family: dict[str, Person], draft_round: RoundInTest, client: FlaskClient
) -> None:
    delegate = world.client(world.account(family["delegate"]))
    made = choose(draft_round, Voters.HOUSEHOLDS, world.grid_row).open()
    assert "这一票代表您全家" in text(delegate.get(made.address))
    assert made.vote(delegate, *made.ids("A")).status_code == 303
    assert "已有 1 户投票" in text(delegate.get(f"{made.address}done/"))
    page = text(client.get(f"/budget/{made.id}/"))
    assert "名册共 1 户" in page
    assert "每户一票：由户代表投；第一网格" in page
    assert "投票 1 / 1 户" in text(client.get("/budget/"))
    assert "名册记着：您家已投票" in text(delegate.get("/me/"))


def test_the_second_member_is_told_who_casts_and_whether_it_is_cast(
    world: World, family: dict[str, Person], draft_round: RoundInTest
) -> None:
    delegate, second = (world.client(world.account(family[one])) for one in ("delegate", "second"))
    made = choose(draft_round).open()
    before = text(second.get(made.address))
    assert "您家的票由户代表王秀英投。名册上记着：您家还没有投票。" in before
    assert "您家的票由户代表王秀英投" in text(second.get("/"))
    assert "去投票" not in text(second.get("/"))
    made.vote(delegate, *made.ids("A"))
    for page in (made.address, f"/budget/{made.id}/"):
        assert "您家的票由户代表王秀英投。名册上记着：您家已经投票。" in text(second.get(page))
    assert "名册记着：您家已投票" in text(second.get("/me/"))


def test_the_second_member_cannot_cast_with_the_delegates_form(
    world: World, family: dict[str, Person], draft_round: RoundInTest
) -> None:
    delegate, second = (world.client(world.account(family[one])) for one in ("delegate", "second"))
    made = choose(draft_round).open()
    form = fields(made.review(delegate, *made.ids("A")))
    form["csrf_token"] = fields(second.get("/me/"))["csrf_token"]
    answer = second.post(f"{made.address}cast/", data=form)
    assert answer.status_code == 422
    assert "您家的票由户代表王秀英投" in text(answer)
    db.session.rollback()
    assert db.session.scalars(select(RollRow.marked)).all() == [None]


def test_no_other_household_learns_who_casts_for_this_one(
    world: World, family: dict[str, Person], draft_round: RoundInTest
) -> None:
    world.person("户主", 1950, family["second"].household)  # not a delegate, of the same dwelling
    other = world.household()
    stranger = world.client(world.account(world.person("邻居", 1970, other)))
    made = choose(draft_round).open()
    for page in (made.address, f"/budget/{made.id}/", "/", "/me/"):
        assert "王秀英" not in text(stranger.get(page))
    assert str(words.REFUSALS[Refusal.NO_DELEGATE]) in text(stranger.get(made.address))


def test_a_child_is_refused_for_its_age_before_anything_else(
    world: World, family: dict[str, Person], draft_round: RoundInTest
) -> None:
    child = world.client(world.account(family["child"]))
    made = choose(draft_round).open()
    assert str(words.REFUSALS[Refusal.UNDER_AGE]) in text(child.get(made.address))


@pytest.mark.parametrize("voters", Voters)
def test_who_lives_in_another_grid_is_told_which_grids_the_round_is_for(
    world: World, family: dict[str, Person], draft_round: RoundInTest, voters: Voters
) -> None:
    elsewhere = world.person("远方", 1960, world.household(world.grid("第九网格")))
    visitor = world.client(world.account(elsewhere))
    made = choose(draft_round, voters, world.grid_row).open()
    for page in (made.address, f"/budget/{made.id}/", "/"):
        assert "这一轮只面向这些网格：第一网格。" in text(visitor.get(page))
    assert "去投票" not in text(visitor.get("/"))


def test_home_leads_to_the_round_in_which_one_has_a_say(
    world: World, draft_round: RoundInTest
) -> None:
    me = world.client(world.account(world.person("远方", 1960, world.household(world.grid("二")))))
    mine = make_round(world, title="大家的一轮")
    list_project(mine, "A", 100_000)
    mine.open()
    choose(draft_round, Voters.RESIDENTS, world.grid_row).open()
    page = text(me.get("/"))
    assert "您一票" in page
    assert page.index("大家的一轮") < page.index("2026年民生项目")


# ---- Addenda ----


@pytest.fixture
def supervisor(world: World) -> FlaskClient:
    return world.staff(Role.SUPERVISOR)


def test_a_household_that_was_left_out_is_added_by_naming_a_member(
    world: World, supervisor: FlaskClient, draft_round: RoundInTest
) -> None:
    home = world.household()
    one, other = (world.person(name, 1960, home) for name in ("甲", "乙"))
    voter = world.client(world.account(one))
    made = choose(draft_round).open()
    assert amend(made, supervisor, one.id, "add").status_code == 303  # type: ignore[attr-defined]
    again = amend(made, supervisor, other.id, "add")
    assert again.status_code == 422  # type: ignore[attr-defined]
    assert "同一户的另一位" in text(again)
    assert on_roll() == {"甲": home.id}
    assert made.vote(voter, *made.ids("A")).status_code == 303


def test_a_new_delegate_takes_over_while_the_ballot_is_not_cast(
    world: World, supervisor: FlaskClient, family: dict[str, Person], draft_round: RoundInTest
) -> None:
    old, new = (world.client(world.account(family[one])) for one in ("delegate", "second"))
    made = choose(draft_round).open()
    refused = amend(made, supervisor, family["second"].id, "replace")
    assert refused.status_code == 422  # type: ignore[attr-defined]
    assert "户代表是另一位" in text(refused)
    name_on_roster(family["second"])
    assert amend(made, supervisor, family["second"].id, "replace").status_code == 303  # type: ignore[attr-defined]
    again = amend(made, supervisor, family["second"].id, "replace")
    assert again.status_code == 422  # type: ignore[attr-defined]
    assert "本来就由这个人投票" in text(again)
    assert set(on_roll()) == {"王志明"}
    assert "您家的票由户代表王志明投" in text(old.get(made.address))
    assert made.vote(new, *made.ids("B")).status_code == 303
    late = amend(made, supervisor, family["delegate"].id, "replace")
    assert late.status_code == 422  # type: ignore[attr-defined]
    assert set(on_roll()) == {"王志明"}


def name_on_roster(person: Person) -> None:
    with writing():
        for one in db.session.scalars(
            select(Person).where(Person.household_id == person.household_id)
        ):
            one.is_delegate = one.id == person.id


def test_who_has_cast_stays_though_the_roster_names_another(
    world: World, supervisor: FlaskClient, family: dict[str, Person], draft_round: RoundInTest
) -> None:
    old = world.client(world.account(family["delegate"]))
    made = choose(draft_round).open()
    made.vote(old, *made.ids("A"))
    name_on_roster(family["second"])
    answer = amend(made, supervisor, family["second"].id, "replace")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "这一户的票已经投出" in text(answer)
    assert set(on_roll()) == {"王秀英"}


def test_a_household_that_was_struck_is_told_so_and_can_come_back(
    world: World, supervisor: FlaskClient, family: dict[str, Person], draft_round: RoundInTest
) -> None:
    delegate = world.client(world.account(family["delegate"]))
    made = choose(draft_round).open()
    amend(made, supervisor, family["delegate"].id, "remove")
    assert str(words.REFUSALS[Refusal.REMOVED]) in text(delegate.get(made.address))
    amend(made, supervisor, family["delegate"].id, "add")
    assert on_roll() == {"王秀英": family["delegate"].household_id}
    assert made.vote(delegate, *made.ids("A")).status_code == 303


def test_nobody_from_another_grid_is_added(
    world: World, supervisor: FlaskClient, draft_round: RoundInTest
) -> None:
    elsewhere = world.person("远方", 1960, world.household(world.grid("第九网格")))
    made = choose(draft_round, Voters.RESIDENTS, world.grid_row).open()
    answer = amend(made, supervisor, elsewhere.id, "add")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "只面向部分网格" in text(answer)


def test_the_rolls_page_shows_who_casts_for_the_household(
    world: World, supervisor: FlaskClient, family: dict[str, Person], draft_round: RoundInTest
) -> None:
    made = choose(draft_round).open()
    page = text(supervisor.get(f"/desk/rolls/{made.row.box_id}/?q=王志明"))
    assert "名册上这一户由王秀英投票" in page
    assert "改由这一位代表全户" in page


# ---- The desk ----


def test_the_desk_chooses_voters_and_grids(
    world: World, client: FlaskClient, draft_round: RoundInTest
) -> None:
    staff = world.staff(Role.COMMITTEE_MEMBER)
    second = world.grid("第二网格")
    address = send(staff, NEW, **settings(voters="households", grids=[second.id])).location
    made = queries.round_by_id(int(address.rstrip("/").rsplit("/", 1)[1]))
    assert made is not None
    assert (made.voters, [grid.id for grid in made.grids]) == ("households", [second.id])
    form = text(staff.get(f"{address}edit/"))
    assert form.count(" checked") == 2
    send(staff, f"{address}edit/", **settings(voters="residents"))
    db.session.expire_all()
    assert (made.voters, made.grids) == ("residents", [])


@pytest.mark.parametrize("wrong", [{"voters": "dogs"}, {"grids": ["999"]}, {"grids": ["x"]}])
def test_nonsense_is_refused_at_its_field(world: World, wrong: dict[str, object]) -> None:
    staff = world.staff(Role.COMMITTEE_MEMBER)
    answer = send(staff, NEW, **settings(**wrong))
    assert answer.status_code == 422
    assert f'href="#{next(iter(wrong))}' in text(answer)
