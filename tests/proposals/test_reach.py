"""In a round of some grids, who lives there proposes and endorses; the others are told why not."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.budget import queries as rounds
from portal.core import clock
from portal.core.db import db, writing
from portal.proposals import queries
from portal.proposals.actions import supporting
from portal.proposals.actions import writing as acts
from portal.proposals.actions.writing import OutOfReach
from portal.proposals.models import Authorship, Endorsement, Proposal
from portal.roster.models import Grid
from tests.budget.conftest import RoundInTest
from tests.proposals.making import NEED, TEXT, collecting_round, published
from tests.world import World, post


@pytest.fixture
def here(world: World) -> RoundInTest:
    """A round for the first grid alone."""
    return limited(collecting_round(world, title="一网格的一轮"), world.grid_row)


def limited(made: RoundInTest, *grids: Grid) -> RoundInTest:
    with writing():
        made.row.grids = rounds.grids([grid.id for grid in grids])
    return made


@pytest.fixture
def outsider(world: World) -> FlaskClient:
    home = world.household(world.grid("第九网格"))
    return world.client(world.account(world.person("远方", 1960, home)))


def text(answer: object) -> str:
    return answer.get_data(as_text=True)  # type: ignore[attr-defined,no-any-return]


def endorsers(proposal_id: int) -> int:
    db.session.rollback()
    wanted = select(Endorsement).where(Endorsement.proposal_id == proposal_id)
    return len(db.session.scalars(wanted).all())


def test_a_neighbour_of_the_grid_endorses_and_another_is_told_why_not(
    world: World, here: RoundInTest, outsider: FlaskClient
) -> None:
    one = published(here, world)
    page = f"/proposals/{one}/"
    refused = post(outsider, f"{page}endorse/", "/me/")
    assert refused.status_code == 422
    assert "您的住址不在其中" in text(refused)
    assert "您的住址不在其中" in text(outsider.get(page))
    assert endorsers(one) == 0
    insider = world.client(world.account())
    assert post(insider, f"{page}endorse/", "/me/").status_code == 303
    assert endorsers(one) == 1


def test_each_resident_endorses_where_households_vote(world: World, here: RoundInTest) -> None:
    with writing():
        here.row.voters = "households"
    one, home = published(here, world), world.household()
    for name in ("甲", "乙"):
        member = world.client(world.account(world.person(name, 1960, home)))
        assert post(member, f"/proposals/{one}/endorse/", "/me/").status_code == 303
    assert endorsers(one) == 2


def test_who_lives_elsewhere_is_told_which_grids_may_propose(
    world: World, here: RoundInTest, outsider: FlaskClient
) -> None:
    page = text(outsider.get("/proposals/new/"))
    assert "《一网格的一轮》现在征集提案，但只面向这些网格：第一网格。" in page
    answer = post(outsider, "/proposals/new/", "/me/", **NEED)
    assert answer.status_code == 422
    assert "第一网格" in text(answer)
    assert db.session.scalars(select(Proposal)).all() == []


def test_one_proposes_in_the_round_that_is_for_the_own_grid(
    world: World, here: RoundInTest, outsider: FlaskClient
) -> None:
    everyone = collecting_round(world, title="大家的一轮")
    answer = post(outsider, "/proposals/new/", "/me/", **NEED)
    assert answer.status_code == 303
    assert db.session.scalars(select(Proposal.round_id)).all() == [everyone.id]


def test_who_moved_away_from_the_grid_hands_nothing_in(world: World, here: RoundInTest) -> None:
    author = world.person("搬走", 1960)
    with writing():
        one = acts.begin(here.row, author.id, TEXT, clock.now()).id
    author.household_id = world.household(world.grid("第九网格")).id
    db.session.commit()
    with pytest.raises(OutOfReach), writing():
        acts.submit(queries.locked(one), author.id, True, clock.now())


def test_a_co_author_lives_in_the_grid_too(world: World, here: RoundInTest) -> None:
    one = published(here, world)
    member = world.account(world.person("远方", 1960, world.household(world.grid("第九网格"))))
    with writing():
        proposal = queries.locked(one)
        supporting.invite(proposal, proposal.author_id, member.person_id, clock.now())
    answer = post(world.client(member), f"/proposals/{one}/authors/accept/", "/me/")
    assert answer.status_code == 303
    db.session.rollback()
    mine = select(Authorship.accepted_at).where(Authorship.person_id == member.person_id)
    assert db.session.scalars(mine).all() == [None]
