"""Proposals that are merged keep everyone who stood behind them, and count nobody twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.proposals import heard, kinds, paper, queries
from portal.proposals.actions import screening, supporting
from portal.proposals.actions import writing as acts
from portal.proposals.models import Endorsement, WishForm
from portal.proposals.rules import MoveRefused, State
from tests.budget.conftest import RoundInTest
from tests.proposals import making
from tests.proposals.making import collecting_round, endorse, get, published, screened, told
from tests.proposals.screening import COST, act, decide, merged, public_page
from tests.world import World, token


@pytest.fixture
def made(world: World) -> RoundInTest:
    return collecting_round(world, needed=2)


@pytest.fixture
def committee(world: World) -> FlaskClient:
    return world.staff(Role.COMMITTEE_MEMBER)


# ---- Merging


def test_merging_keeps_everyone_and_counts_nobody_twice(world: World, made: RoundInTest) -> None:
    both, one_only, follower, co_author = (world.person().id for _ in range(4))
    into = published(made, world, title="楼道要扶手")
    source = published(made, world)
    endorse(source, both, one_only)
    endorse(into, both)
    now = clock.now()
    with writing():
        row = queries.locked(source)
        supporting.follow(row, follower)
        supporting.invite(row, row.author_id, co_author, now)
        supporting.accept(row, co_author, True, now)
    merged(world, source, into)
    gone, kept = get(source), get(into)
    assert (gone.state, gone.merged_into_id) == (State.MERGED, into)
    assert queries.endorsers(into) == sorted([both, one_only])
    assert queries.support_of(into) == 2
    via = select(Endorsement.via_id).where(
        Endorsement.proposal_id == into, Endorsement.person_id.in_([both, one_only])
    )
    rows = db.session.scalars(via.order_by(Endorsement.person_id)).all()
    assert rows == [None, source]
    everyone = {gone.author_id, kept.author_id, co_author}
    assert queries.authors_of(into) == everyone
    assert queries.concerned(into) == sorted({*everyone, both, one_only, follower})
    assert kept.state == State.SCREENING  # two stand behind it now
    shown = public_page(world, source)
    assert f'href="/proposals/{into}/"' in shown
    assert f'href="/proposals/{source}/"' in public_page(world, into)


def test_everyone_is_told_of_a_merger_once_and_those_who_took_it_in_too(
    world: World, made: RoundInTest
) -> None:
    both, one_only = world.person().id, world.person().id
    into, source = published(made, world, title="楼道要扶手"), published(made, world)
    with writing():
        made.row.endorsements_needed = 9
    endorse(source, both, one_only)
    endorse(into, both)
    merged(world, source, into)
    theirs, ours = get(source).author_id, get(into).author_id
    assert told(kinds.TOLD_MERGED) == sorted([theirs, both, one_only])
    assert told(kinds.TOLD_TOOK_IN) == [ours]


def test_who_wrote_the_one_and_endorsed_the_other_is_an_author_of_it(
    world: World, made: RoundInTest
) -> None:
    into, source = published(made, world, title="楼道要扶手"), published(made, world)
    theirs, ours = get(source).author_id, get(into).author_id
    endorse(into, theirs)
    endorse(source, ours)
    merged(world, source, into)
    assert queries.authors_of(into) == {theirs, ours}
    assert queries.endorsers(into) == []
    assert get(into).state == State.COLLECTING


def test_wishes_on_paper_come_along_and_a_household_counts_once(
    world: World, made: RoundInTest
) -> None:
    into, source = published(made, world, title="楼道要扶手"), published(made, world)
    with writing():
        made.row.endorsements_needed = 9
    at_home, clerk = world.person(), world.person().id
    form = WishForm(
        round_id=made.id,
        household_id=at_home.household_id,
        received_on=clock.now().date(),
        entered_by=clerk,
    )
    with writing():
        wishes = [("装扶手", "三单元"), ("还是装扶手", "四单元")]
        entered = paper.enter(form, wishes, clock.now()).id
    with writing():
        kept = heard.form(entered)
        assert kept is not None
        for wish, target in zip(kept.wishes, (source, into), strict=True):
            paper.carry(wish, queries.locked(target), clerk, clock.now())
    assert [queries.support_of(one) for one in (source, into)] == [1, 1]
    merged(world, source, into)
    assert queries.support_of(into) == 1
    assert {wish.proposal_id for wish in heard.form(entered).wishes} == {into}
    endorse(into, at_home.id)
    assert queries.support_of(into) == 1


def test_a_chain_of_mergers_leads_to_the_one_that_stands(
    world: World, made: RoundInTest, committee: FlaskClient
) -> None:
    last, middle, first = (
        published(made, world, title=title) for title in ("楼道要扶手", "上楼要扶手", "装上扶手")
    )
    person = world.person().id
    endorse(first, person)
    merged(world, first, middle)
    merged(world, middle, last)
    assert queries.endorsers(last) == [person]
    assert len(queries.authors_of(last)) == 3
    endorse(last, world.person().id)
    assert decide(committee, last, "accept", **COST)[0] == 303
    (project,) = made.projects()
    for one in (first, middle):
        shown = public_page(world, one)
        assert f'href="/budget/{made.id}/projects/{project.id}/"' in shown, one


def test_no_merger_goes_round_in_a_circle_to_itself_or_to_another_round(
    world: World, made: RoundInTest, committee: FlaskClient
) -> None:
    into, source = published(made, world, title="楼道要扶手"), screened(made, world)
    elsewhere = published(collecting_round(world, title="另一轮"), world, title="别轮的扶手")
    draft = making.submitted(made, world.person().id, title="没人读过的")
    for wrong in (source, elsewhere, draft, 999_999, "abc", ""):
        status, _page = decide(committee, source, "merge", into=wrong, reason="同一件事")
        assert status == 422, wrong
    for wrong_id in (source, elsewhere, draft):
        with pytest.raises(MoveRefused):
            screening.merge(act(source, world.person().id), wrong_id)
        db.session.rollback()
    merged(world, source, into)
    assert decide(committee, into, "merge", into=source, reason="反过来")[0] == 422
    assert get(into).merged_into_id is None


def test_two_that_are_merged_into_each_other_at_once_end_as_one(
    world: World, made: RoundInTest
) -> None:
    ids = [screened(made, world, title=title) for title in ("楼道要扶手", "上楼要扶手")]
    screeners = [world.staff(Role.COMMITTEE_MEMBER) for _ in ids]
    pages = [f"/desk/screening/{one}/" for one in ids]
    sent = [
        {
            "csrf_token": token(client, page),
            "version": get(one).version,
            "into": into,
            "reason": "同一件事",
        }
        for client, page, one, into in zip(screeners, pages, ids, ids[::-1], strict=True)
    ]
    db.session.rollback()
    with ThreadPoolExecutor(2) as pool:
        answers = pool.map(
            lambda n: screeners[n].post(f"{pages[n]}merge/", data=sent[n]).status_code, range(2)
        )
        statuses = sorted(answers)
    assert statuses[0] == 303
    assert statuses[1] in (409, 422)
    assert sorted(get(one).state for one in ids) == sorted([State.MERGED, State.SCREENING])


def test_a_change_that_waits_is_not_published_after_the_merger(
    world: World, made: RoundInTest
) -> None:
    moderator = world.person().id
    into, source = published(made, world, title="楼道要扶手"), published(made, world)
    now, author = clock.now(), get(source).author_id
    with writing():
        one = queries.locked(source)
        acts.save(one, author, {**making.TEXT, "need": "改过以后的需求，还没有人读。"}, now)
        acts.hand_in_change(one, author, "改了", now)
    merged(world, source, into)
    making.read(source, moderator)
    assert get(source).need == making.TEXT["need"]
    assert get(source).state == State.MERGED
