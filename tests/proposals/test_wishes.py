"""From a wish on paper to the proposal that carries it, or is made of it."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.audit.models import AuditFact
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.moderation import actions as moderation
from portal.moderation.actions import OwnWork
from portal.moderation.rules import Move as Reading
from portal.proposals import heard, queries
from portal.proposals.actions import writing as acts
from portal.proposals.models import Proposal
from portal.proposals.paper import (
    AlreadyCarried,
    NotTheirs,
    OwnProposal,
)
from portal.proposals.rules import MoveRefused, State
from portal.roster.models import Household, Person
from tests.budget.conftest import RoundInTest
from tests.proposals import making
from tests.proposals.paper import WORDS, carry, entered, got, propose
from tests.world import World, post


@pytest.fixture
def made(world: World) -> RoundInTest:
    return making.collecting_round(world, needed=2)


@pytest.fixture
def staff(world: World) -> FlaskClient:
    return world.staff(Role.STATION_STAFF)


# ---- From wish to proposal


def test_a_carried_wish_is_one_household_more(world: World, made: RoundInTest) -> None:
    proposal_id, clerk = making.published(made, world), world.person().id
    form = entered(made, world.household(), WORDS, "还是楼道的事")
    for wish in form.wishes:
        carry(wish.id, proposal_id, clerk)
    assert queries.support_of(proposal_id) == 1
    carry(entered(made, world.household()).wishes[0].id, proposal_id, clerk)
    one = making.get(proposal_id)
    assert (queries.support_of(proposal_id), one.state) == (2, State.SCREENING)


def test_a_household_counts_once_beside_a_member_who_endorsed(
    world: World, made: RoundInTest
) -> None:
    proposal_id, member = making.published(made, world), world.person()
    making.endorse(proposal_id, member.id)
    home = db.session.get_one(Household, member.household_id)
    carry(entered(made, home).wishes[0].id, proposal_id, world.person().id)
    assert queries.support_of(proposal_id) == 1


def test_an_authors_own_household_does_not_stand_behind_their_proposal(
    world: World, made: RoundInTest
) -> None:
    author = world.person()
    home = db.session.get_one(Household, author.household_id)
    wish = entered(made, home).wishes[0]
    proposal_id = propose(wish.id, author.id, world.person().id)
    making.read(proposal_id, world.person().id)
    assert making.get(proposal_id).state == State.COLLECTING
    assert queries.support_of(proposal_id) == 0


@pytest.mark.parametrize("state", [State.REFUSED, State.MERGED, State.WITHDRAWN, State.LAPSED])
def test_a_closed_proposal_carries_no_more_wishes(
    world: World, made: RoundInTest, state: State
) -> None:
    proposal_id, wish = making.published(made, world), entered(made, world.household()).wishes[0]
    with writing():
        queries.locked(proposal_id).state = state
    with pytest.raises(MoveRefused):
        carry(wish.id, proposal_id, world.person().id)
    assert queries.support_of(proposal_id) == 0


def test_after_the_days_of_collecting_paper_cannot_bring_a_proposal_to_screening(
    world: World, made: RoundInTest
) -> None:
    proposal_id, wish = making.published(made, world), entered(made, world.household()).wishes[0]
    making.stop_collecting(made)
    with pytest.raises(MoveRefused):
        carry(wish.id, proposal_id, world.person().id)


def test_a_wish_is_not_carried_into_another_round(world: World, made: RoundInTest) -> None:
    other = making.collecting_round(world, title="另一轮")
    wish = entered(made, world.household()).wishes[0]
    with pytest.raises(MoveRefused):
        carry(wish.id, making.published(other, world), world.person().id)


def test_nobody_brings_wishes_to_their_own_proposal(world: World, made: RoundInTest) -> None:
    author = world.person().id
    proposal_id = making.submitted(made, author)
    making.read(proposal_id, world.person().id)
    with pytest.raises(OwnProposal):
        carry(entered(made, world.household()).wishes[0].id, proposal_id, author)


def test_the_desk_suggests_what_is_alike_and_carries_it_by_number(
    world: World, made: RoundInTest, staff: FlaskClient
) -> None:
    proposal = making.get(making.published(made, world))
    making.published(made, world, title="加一台饮水机", need="孩子放学在楼下玩，没有水喝。")
    form = entered(made, world.household(), "电机厂宿舍楼道加装扶手")
    page = f"/desk/wishes/forms/{form.id}/"
    assert f"归入 {proposal.number} 号" in staff.get(page).text
    assert "加一台饮水机" not in staff.get(page).text
    sent = post(
        staff, f"/desk/wishes/wish/{form.wishes[0].id}/carry/", page, number=f"{proposal.number}"
    )
    assert sent.status_code == 303
    assert got(form.id).wishes[0].proposal_id == proposal.id


def test_a_carried_wish_is_taken_out_before_another_proposal_carries_it(
    world: World, made: RoundInTest, staff: FlaskClient
) -> None:
    one, other = (making.get(making.published(made, world, title=f"第{n}件")) for n in (1, 2))
    form = entered(made, world.household())
    wish, page = form.wishes[0].id, f"/desk/wishes/forms/{form.id}/"
    address = f"/desk/wishes/wish/{wish}/"
    assert post(staff, f"{address}carry/", page, number=f"{one.number}").status_code == 303
    again = post(staff, f"{address}carry/", page, number=f"{other.number}")
    assert again.status_code == 422
    assert "请先拿出来，再归另一份" in again.text
    with pytest.raises(AlreadyCarried):
        carry(wish, other.id, world.person().id)
    db.session.rollback()
    carry(wish, one.id, world.person().id)  # the same once more changes nothing
    assert got(form.id).wishes[0].proposal_id == one.id
    assert post(staff, f"{address}take-out/", page).status_code == 303
    assert (got(form.id).wishes[0].proposal_id, queries.support_of(one.id)) == (None, 0)
    assert post(staff, f"{address}carry/", page, number=f"{other.number}").status_code == 303
    assert got(form.id).wishes[0].proposal_id == other.id
    with writing():
        queries.locked(other.id).state = State.FEASIBLE
    assert post(staff, f"{address}take-out/", page).status_code == 422
    assert got(form.id).wishes[0].proposal_id == other.id


@pytest.mark.parametrize("number", ["", "0", "77", "x", "-1", "99999999999999999"])
def test_a_number_that_no_proposal_has_is_told_at_the_field(
    world: World, made: RoundInTest, staff: FlaskClient, number: str
) -> None:
    form = entered(made, world.household())
    page, address = (
        f"/desk/wishes/forms/{form.id}/",
        f"/desk/wishes/wish/{form.wishes[0].id}/carry/",
    )
    answer = post(staff, address, page, number=number)
    assert answer.status_code == 422
    assert f'id="number-{form.wishes[0].id}-error"' in answer.text
    assert got(form.id).wishes[0].proposal_id is None


# ---- In the name of a neighbour


def test_a_proposal_made_of_a_wish_is_its_neighbours_and_read_by_somebody_else(
    world: World, made: RoundInTest
) -> None:
    neighbour, clerk = world.account(), world.account(None, Role.COMMITTEE_MEMBER)
    wish_id = wish_of(made, neighbour.person_id)
    client = world.client(clerk)
    page = f"/desk/wishes/wish/{wish_id}/propose/"
    sent = post(
        client,
        page,
        person=str(neighbour.person_id),
        title="楼道装灯",
        need=WORDS,
        place="三号楼",
        grid="0",
        kind="works",
    )
    assert sent.status_code == 303, sent.text
    proposal = db.session.scalars(select(Proposal)).one()
    assert (proposal.author_id, proposal.entered_by) == (neighbour.person_id, clerk.person_id)
    assert (proposal.state, proposal.signs) == (State.SUBMITTED, False)
    told = world.client(neighbour).get("/me/inbox/").text
    assert "按您家的纸质征集表，替您录入了提案《楼道装灯》" in told
    item_id, version = proposal.item_id, proposal.item.version if proposal.item else 0
    assert item_id is not None
    with pytest.raises(OwnWork), writing():
        moderation.decide(item_id, version, Reading.APPROVE, "", clerk.person_id, clock.now())
    making.read(proposal.id, world.person().id)
    assert making.get(proposal.id).state == State.COLLECTING
    fact = db.session.scalars(select(AuditFact).where(AuditFact.kind == "proposal.submitted")).one()
    assert fact.actor_id == clerk.person_id


def wish_of(made: RoundInTest, person_id: int) -> int:
    """A wish of somebody's household."""
    home = db.session.get_one(Person, person_id).household
    assert home is not None
    return entered(made, home).wishes[0].id


def test_only_an_adult_of_the_household_lends_the_name(world: World, made: RoundInTest) -> None:
    home = world.household()
    wish = entered(made, home).wishes[0]
    stranger = world.person().id
    child = world.person("王小宝", clock.today().year - 9, home).id
    gone = world.person("王大明", 1970, home, left_on=clock.today()).id
    for person_id in (stranger, child, gone, 999_999):
        with pytest.raises(NotTheirs):
            propose(wish.id, person_id, world.person().id)
    assert db.session.scalar(select(func.count()).select_from(Proposal)) == 0


def test_a_stranger_sent_by_a_forged_form_is_refused_at_the_field(
    world: World, made: RoundInTest, staff: FlaskClient
) -> None:
    home, stranger = world.household(), world.person()
    world.person("王秀兰", 1960, home)
    wish = entered(made, home).wishes[0]
    page = f"/desk/wishes/wish/{wish.id}/propose/"
    answer = post(
        staff,
        page,
        person=str(stranger.id),
        title="楼道装灯",
        need=WORDS,
        place="三号楼",
        grid="0",
        kind="works",
    )
    assert answer.status_code == 422
    assert db.session.scalar(select(func.count()).select_from(Proposal)) == 0


def test_a_wish_becomes_one_proposal_however_often_it_is_sent(
    world: World, made: RoundInTest
) -> None:
    home = world.household()
    person_id, clerk = world.person(household=home).id, world.person().id
    wish = entered(made, home).wishes[0]
    propose(wish.id, person_id, clerk)
    with pytest.raises(AlreadyCarried):
        propose(wish.id, person_id, clerk, title="又一次")
    assert db.session.scalar(select(func.count()).select_from(Proposal)) == 1


def test_a_wish_whose_proposal_was_taken_back_waits_and_may_be_proposed_anew(
    world: World, made: RoundInTest
) -> None:
    home = world.household()
    person_id, clerk = world.person(household=home).id, world.person().id
    wish = entered(made, home).wishes[0]
    first = propose(wish.id, person_id, clerk)
    assert heard.fates(made.id) == heard.Fates(wishes=1, carried=0, being_read=1)
    with writing():
        acts.withdraw(queries.locked(first), person_id, "我再想想", clock.now())
    assert heard.fates(made.id).waiting == 1
    again = propose(wish.id, person_id, clerk, title="换个说法再提")
    assert got(wish.form_id).wishes[0].proposal_id == again != first
