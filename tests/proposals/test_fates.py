"""What time and the count make of proposals: each of those concerned is told once."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from portal.budget.models import Round
from portal.core import clock, outbox
from portal.core.db import db, writing
from portal.moderation.models import Item
from portal.moderation.rules import Move
from portal.moderation.rules import State as Reading
from portal.proposals import kinds, queries
from portal.proposals.actions import fates, screening, supporting
from portal.proposals.actions.screening import Act
from portal.proposals.models import Proposal
from portal.proposals.rules import Ground, State
from tests.budget.conftest import RoundInTest
from tests.proposals import making
from tests.proposals.making import collecting_round, endorse, get, published, screened, told
from tests.world import World, post


@pytest.fixture
def made(world: World) -> RoundInTest:
    return collecting_round(world, needed=2)


def tick(times: int = 1) -> None:
    for _ in range(times):
        db.session.rollback()
        fates.tick(clock.now())


def everything() -> list[tuple[int, str]]:
    db.session.rollback()
    return [(one.person_id, one.kind) for one in db.session.query(outbox.Message)]


def accepted(world: World, proposal_id: int, cost_fen: int) -> None:
    act = Act(proposal_id, get(proposal_id).version, world.person().id, "能做", clock.now())
    with writing():
        screening.accept(act, cost_fen, "三家报价取中")


def concerned(proposal_id: int) -> list[int]:
    db.session.rollback()
    return queries.concerned(proposal_id)


def follow(world: World, proposal_id: int) -> int:
    person_id = world.person().id
    with writing():
        supporting.follow(queries.locked(proposal_id), person_id)
    return person_id


def vote(world: World, made: RoundInTest, proposal_id: int) -> None:
    making.stop_collecting(made)
    voter = world.client(world.account())
    made.seal()
    made.move(opens=timedelta(hours=-1), closes=timedelta(hours=1))
    assert made.vote(voter, str(get(proposal_id).listed_id)).status_code == 303
    made.close()


# ---- The end of collecting


def test_too_few_in_time_ends_it_and_everyone_is_told_once(world: World, made: RoundInTest) -> None:
    proposal_id = published(made, world)
    endorse(proposal_id, world.person().id)
    follow(world, proposal_id)
    tick()
    assert get(proposal_id).state == State.COLLECTING  # there is time yet
    making.stop_collecting(made)
    tick(3)
    assert get(proposal_id).state == State.LAPSED
    assert told(kinds.TOLD_LAPSED) == concerned(proposal_id)
    shown = world.app.test_client().get(f"/proposals/{proposal_id}/").get_data(as_text=True)
    assert "联名没有够数" in shown
    assert making.TEXT["need"] in shown  # it stays readable


def test_what_nobody_has_read_in_time_leaves_the_queue(world: World, made: RoundInTest) -> None:
    proposal_id = making.submitted(made, world.person().id)
    making.stop_collecting(made)
    tick(2)
    assert get(proposal_id).state == State.LAPSED
    assert told(kinds.TOLD_LAPSED) == [get(proposal_id).author_id]
    assert [item.state for item in db.session.query(Item)] == [Reading.WITHDRAWN]
    assert world.app.test_client().get(f"/proposals/{proposal_id}/").status_code == 404


def test_what_reached_screening_in_time_and_drafts_stay_as_they_are(
    world: World, made: RoundInTest
) -> None:
    reached = screened(made, world)
    asked = making.submitted(made, world.person().id, title="退回去的一份")
    making.read(asked, world.person().id, Move.ASK, "请写清楚")
    making.stop_collecting(made)
    tick(2)
    assert [get(one).state for one in (reached, asked)] == [State.SCREENING, State.DRAFT]
    assert told(kinds.TOLD_LAPSED) == []


def test_the_last_endorsement_and_the_end_do_not_both_happen(
    world: World, made: RoundInTest
) -> None:
    proposal_id = published(made, world)
    endorse(proposal_id, world.person().id)
    late = fates._late(clock.now() + timedelta(days=15))
    assert late == [proposal_id]
    endorse(proposal_id, world.person().id)  # between the look and the lock
    with writing():
        fates.lapse(queries.locked(proposal_id), clock.now())
    assert get(proposal_id).state == State.SCREENING
    assert told(kinds.TOLD_LAPSED) == []


# ---- The count


def test_winners_losers_and_followers_are_told_once_what_became_of_it(
    world: World, made: RoundInTest
) -> None:
    with writing():
        made.row.rule = "most-votes"
        made.row.completion = "none"
    winner, loser = screened(made, world), screened(made, world, title="小花园种树")
    refused = screened(made, world, title="重阳节聚餐")
    accepted(world, winner, 6_000_000)
    accepted(world, loser, 7_000_000)  # both together do not fit the 100,000 yuan
    act = Act(refused, get(refused).version, world.person().id, "聚餐不能用", clock.now())
    with writing():
        screening.refuse(act, Ground.ENTERTAINMENT)
    followers = [follow(world, one) for one in (winner, loser)]
    vote(world, made, winner)
    before = Counter(everything())
    tick(3)
    new = Counter(everything()) - before
    expected = Counter(
        [
            *((one, kinds.TOLD_WON) for one in concerned(winner)),
            *((one, kinds.TOLD_LOST) for one in concerned(loser)),
        ]
    )
    assert new == expected
    assert set(followers) <= {person_id for person_id, _kind in new}


def test_who_came_with_a_merger_is_told_of_the_one_that_stands(
    world: World, made: RoundInTest
) -> None:
    into, source = screened(made, world), screened(made, world, title="楼道要扶手")
    theirs = concerned(source)
    act = Act(source, get(source).version, world.person().id, "同一件事", clock.now())
    with writing():
        screening.merge(act, into)
    accepted(world, into, 6_000_000)
    vote(world, made, into)
    tick(2)
    won = told(kinds.TOLD_WON)
    assert won == concerned(into)
    assert set(theirs) <= set(won)


def set_at(made: RoundInTest, name: str, at: datetime) -> None:
    with writing():
        setattr(db.session.get_one(Round, made.id), name, at)


def test_the_resolution_is_told_after_the_result_and_once(world: World, made: RoundInTest) -> None:
    proposal_id = screened(made, world)
    accepted(world, proposal_id, 6_000_000)
    vote(world, made, proposal_id)
    tick()
    set_at(made, "certified_at", clock.now())
    tick(3)
    assert told(kinds.TOLD_WON) == told(kinds.TOLD_DECIDED) == concerned(proposal_id)


def test_whoever_stands_behind_an_open_one_hears_that_its_round_is_void(
    world: World, made: RoundInTest
) -> None:
    listed, waiting = screened(made, world), screened(made, world, title="还在筛选的")
    accepted(world, listed, 6_000_000)
    set_at(made, "voided_at", clock.now())
    tick(3)
    assert told(kinds.TOLD_VOIDED) == sorted([*concerned(listed), *concerned(waiting)])


def test_what_was_withdrawn_or_refused_is_told_no_more(world: World, made: RoundInTest) -> None:
    listed, refused = screened(made, world), screened(made, world, title="重阳节聚餐")
    accepted(world, listed, 6_000_000)
    act = Act(refused, get(refused).version, world.person().id, "聚餐不能用", clock.now())
    with writing():
        screening.refuse(act, Ground.ENTERTAINMENT)
    vote(world, made, listed)
    before = Counter(everything())
    tick()
    reached = {person_id for person_id, _kind in Counter(everything()) - before}
    assert reached.isdisjoint(set(concerned(refused)) - set(concerned(listed)))
    assert {one.told for one in db.session.query(Proposal)} == {fates.POSTED}


# ---- The command


def test_the_command_runs_it_and_runs_it_twice_alike(world: World, made: RoundInTest) -> None:
    proposal_id = published(made, world)
    endorse(proposal_id, world.person().id)
    making.stop_collecting(made)
    runner = world.app.test_cli_runner()
    db.session.rollback()
    for _ in range(2):
        result = runner.invoke(args=["tick"])
        assert result.exit_code == 0, result.output
    assert get(proposal_id).state == State.LAPSED
    assert told(kinds.TOLD_LAPSED) == concerned(proposal_id)


def test_each_message_leads_to_its_proposal(world: World, made: RoundInTest) -> None:
    author = world.account()
    proposal_id = making.submitted(made, author.person_id)
    making.read(proposal_id, world.person().id)
    making.stop_collecting(made)
    tick()
    client = world.client(author)
    inbox = client.get("/me/inbox/").get_data(as_text=True)
    assert making.TEXT["title"] in inbox
    assert "到期没有进入筛选" in inbox
    latest = outbox.latest(author.person_id, 1)[0]
    assert latest.link == f"/proposals/{proposal_id}/"
    assert client.get(latest.link).status_code == 200
    assert post(client, f"/proposals/{proposal_id}/unfollow/", "/me/inbox/").status_code == 303
