"""A round closes by itself, once, and to the same end however often it is interrupted."""

import sqlite3
import stat
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.ballots import actions as boxes
from portal.ballots import canon, keys
from portal.ballots import queries as box_queries
from portal.ballots.models import Box, Envelope, Receipt, RollRow
from portal.ballots.sealing import WrongKey
from portal.budget import due, pabulib, queries, tally
from portal.budget.actions import closing, voting
from portal.budget.actions.preparing import Frozen
from portal.budget.pages import state_of
from portal.budget.rules import State
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.roster.models import Person
from tests.budget.conftest import RoundInTest, list_project, make_round
from tests.world import World

CHOICES = [("A", "C"), ("B", "C"), ("C",), (), ("A",)]


@pytest.fixture
def voted_round(world: World, draft_round: RoundInTest) -> RoundInTest:
    """Five of six residents have voted: A 2, B 1, C 3, one blank."""
    voters = [world.client(world.account()) for _ in range(6)]
    draft_round.open()
    for client, codes in zip(voters, CHOICES, strict=False):
        assert draft_round.vote(client, *draft_round.ids(*codes)).status_code == 303
    return draft_round


def body(made: RoundInTest, name: str) -> bytes:
    found = box_queries.file(made.row.box_id or 0, name)
    assert found is not None
    return found.body


def final_digest(made: RoundInTest) -> str:
    db.session.rollback()
    return str(made.row.box.final_digest)  # type: ignore[union-attr]


def test_the_result_is_counted_under_the_declared_rule_and_posted(voted_round: RoundInTest) -> None:
    voted_round.close()
    outcomes = queries.outcomes(voted_round.id)
    assert outcomes[True].rule == "most-votes"
    assert outcomes[True].body["selected"] == ["C", "A"]
    assert (outcomes[True].body["ballots"], outcomes[True].body["blank"]) == (5, 1)
    assert outcomes[False].rule == "equal-shares"
    assert state_of(voted_round.row, clock.now()) is State.POSTED


def test_everyone_reads_the_result_with_a_reason_for_each_project(
    voted_round: RoundInTest, client: FlaskClient
) -> None:
    voted_round.close()
    page = client.get(f"/budget/{voted_round.id}/result/").get_data(as_text=True)
    assert "得 3 票；轮到它时还剩 ¥100,000，够付 ¥40,000，入选。" in page
    assert "得 1 票；轮到它时只剩 ¥0，不够付 ¥50,000，未入选。" in page
    assert "只供对照，不生效" in page
    assert final_digest(voted_round) in page


def test_the_posted_ballots_recount_to_the_posted_winners(voted_round: RoundInTest) -> None:
    voted_round.close()
    election = pabulib.parse(body(voted_round, "ballots.pb").decode())
    counted = tally.count(
        election.price_list(), election.ballots(), election.budget, tally.Rule.MOST_VOTES, step=1
    )
    assert list(counted.selected) == queries.outcomes(voted_round.id)[True].body["selected"]


def test_after_the_close_nothing_joins_a_voter_to_a_ballot(voted_round: RoundInTest) -> None:
    box_id = voted_round.row.box_id or 0
    voted_round.close()
    ballots = box_queries.ballots(voted_round.row.box)  # type: ignore[arg-type]
    assert [b.number for b in ballots] == [1, 2, 3, 4, 5]
    assert [b.content for b in ballots] == sorted(b.content for b in ballots)
    assert db.session.scalar(select(func.count()).select_from(Envelope)) == 0
    assert not list(voted_round.keys.glob("*.key"))
    published = body(voted_round, canon.RECEIPTS).decode().split()
    assert published == sorted(published)
    assert len(published) == 5
    assert box_queries.turnout(box_id) == (5, 6)


def test_someone_alone_in_a_grid_hides_among_all(world: World, draft_round: RoundInTest) -> None:
    """The roll knows the voter's grid, so the ballot must not."""
    there, elsewhere = world.household(), world.household(world.grid("第二网格"))
    people = [world.account(world.person(household=there)) for _ in range(11)]
    alone = world.account(world.person(household=elsewhere))
    draft_round.open()
    for member in [*people, alone]:
        draft_round.vote(world.client(member), *draft_round.ids("C"))
    draft_round.close()
    ballots = box_queries.ballots(draft_round.row.box)  # type: ignore[arg-type]
    assert {(ballot.grid_code, ballot.channel) for ballot in ballots} == {("", "")}
    assert "neighborhood" not in body(draft_round, "ballots.pb").decode()


def test_grids_of_ten_or_more_are_told_apart(world: World, draft_round: RoundInTest) -> None:
    homes = [world.household(), world.household(world.grid("第二网格"))]
    people = [world.account(world.person(household=home)) for home in homes for _ in range(10)]
    draft_round.open()
    for member in people:
        draft_round.vote(world.client(member), *draft_round.ids("C"))
    draft_round.close()
    election = pabulib.parse(body(draft_round, "ballots.pb").decode())
    assert sorted({row["neighborhood"] for row in election.votes}) == sorted(
        home.grid.code for home in homes
    )


def test_one_round_that_cannot_go_on_does_not_keep_the_others(
    world: World, voted_round: RoundInTest
) -> None:
    other = make_round(world, title="另一轮")
    list_project(other, "Z", 100)
    other.open()
    for made in (voted_round, other):
        made.end()
    with writing():
        envelope = db.session.scalars(select(Envelope).limit(1)).one()
        envelope.sealed = b"spoilt"
    due.tick(clock.now())
    assert state_of(voted_round.row, clock.now()) is State.COUNTING
    assert state_of(other.row, clock.now()) is State.POSTED


@pytest.mark.sqlite
def test_the_count_holds_no_lock(voted_round: RoundInTest, monkeypatch: pytest.MonkeyPatch) -> None:
    from portal.budget import counting

    original = counting.count

    def slowly(urn: counting.Urn) -> object:
        file = sqlite3.connect(str(db.engine.url.database), timeout=0)
        file.execute("BEGIN EXCLUSIVE")
        file.rollback()
        file.close()
        return original(urn)

    monkeypatch.setattr(counting, "count", slowly)
    voted_round.close()
    assert state_of(voted_round.row, clock.now()) is State.POSTED


def test_the_marked_roll_names_nobody_and_agrees_with_the_turnout(voted_round: RoundInTest) -> None:
    voted_round.close()
    lines = body(voted_round, canon.ROLL_FINAL).decode().split()
    assert lines[0] == "commitment;voted"
    assert sorted(line[-1] for line in lines[1:]) == list("011111")
    opening = body(voted_round, canon.ROLL_OPENING).decode().split()
    assert [line[:64] for line in lines[1:]] == opening == sorted(opening)


def test_every_digest_is_over_the_bytes_that_are_posted(
    voted_round: RoundInTest, client: FlaskClient
) -> None:
    voted_round.close()
    for name, digest in box_queries.files(voted_round.row.box_id or 0):
        sent = client.get(f"/budget/{voted_round.id}/files/{name}").data
        assert canon.digest(sent) == digest
    assert canon.digest(body(voted_round, canon.FINAL_MANIFEST)) == final_digest(voted_round)


STEPS = ("_stop", "_open", "erase_key", "_count", "_post")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_close_killed_at_any_step_ends_in_the_same_digests(
    voted_round: RoundInTest, monkeypatch: pytest.MonkeyPatch, step: str, when: str
) -> None:
    voted_round.end()
    expected = _digest_of_a_twin(voted_round)
    original: Callable[..., object] = getattr(closing, step)

    def killed(*given: object) -> None:
        if when == "after":
            original(*given)
        raise KeyboardInterrupt

    for _again in range(2):
        with monkeypatch.context() as patched:
            patched.setattr(closing, step, killed)
            with pytest.raises(KeyboardInterrupt):
                closing.close(voted_round.id, voted_round.keys, clock.now())
    db.session.rollback()
    closing.close(voted_round.id, voted_round.keys, clock.now())
    assert body(voted_round, canon.FINAL_MANIFEST) == expected
    assert queries.outcomes(voted_round.id)[True].body["selected"] == ["C", "A"]
    assert not list(voted_round.keys.glob("*.key"))


def _digest_of_a_twin(made: RoundInTest) -> bytes:
    """What an undisturbed close of the very same box posts; rolled back again."""
    box = made.row.box
    assert box is not None
    private = keys.read(made.keys, box)
    projects = queries.on_ballot(queries.listed(made.id))
    from portal.budget import files

    boxes.open_envelopes(
        box, str(private), lambda found: files.ballots(made.row, projects, found), clock.now()
    )
    db.session.flush()
    manifest = body(made, canon.FINAL_MANIFEST)
    db.session.rollback()
    return manifest


def test_closing_twice_changes_nothing(voted_round: RoundInTest) -> None:
    voted_round.close()
    first = final_digest(voted_round)
    closing.close(voted_round.id, voted_round.keys, clock.now())
    assert final_digest(voted_round) == first


def test_a_round_is_not_closed_before_its_time(voted_round: RoundInTest) -> None:
    with pytest.raises(Frozen):
        closing.close(voted_round.id, voted_round.keys, clock.now())
    assert db.session.scalar(select(func.count()).select_from(Envelope)) == 5


def test_a_lost_key_file_is_replaced_by_the_printed_key(
    world: World, draft_round: RoundInTest
) -> None:
    voter = world.client(world.account())
    draft_round.announce()
    printed = draft_round.seal()
    draft_round.move(opens=timedelta(hours=-1), closes=timedelta(hours=1))
    draft_round.vote(voter, *draft_round.ids("B"))
    for file in draft_round.keys.glob("*.key"):
        file.unlink()
    with pytest.raises(closing.KeyLost):
        draft_round.close()
    with pytest.raises(WrongKey):
        closing.close(draft_round.id, draft_round.keys, clock.now(), "00" * 32)
    closing.close(draft_round.id, draft_round.keys, clock.now(), printed)
    assert queries.outcomes(draft_round.id)[True].body["selected"] == ["B"]


def test_a_round_whose_keys_are_all_lost_is_voided_openly(
    voted_round: RoundInTest, client: FlaskClient
) -> None:
    with writing():
        closing.void(voted_round.row, "两把钥匙都丢了", None, clock.now())
    assert state_of(voted_round.row, clock.now()) is State.VOID
    assert db.session.scalar(select(func.count()).select_from(Envelope)) == 0
    assert "两把钥匙都丢了" in client.get(f"/budget/{voted_round.id}/").get_data(as_text=True)
    assert "两把钥匙都丢了" in client.get("/audit/").get_data(as_text=True)


def test_the_key_of_a_voided_round_is_destroyed_too(voted_round: RoundInTest) -> None:
    with writing():
        closing.void(voted_round.row, "名册有误", None, clock.now())
    for _again in range(2):
        due.tick(clock.now())
    assert not list(voted_round.keys.glob("*.key"))
    assert voted_round.row.box.key_erased_at is not None  # type: ignore[union-attr]


def test_the_key_file_is_readable_by_its_owner_alone(draft_round: RoundInTest) -> None:
    draft_round.announce()
    private = draft_round.seal()
    (file,) = draft_round.keys.glob("*.key")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text() == private


@pytest.mark.sqlite
def test_the_private_key_is_nowhere_in_the_database(draft_round: RoundInTest) -> None:
    draft_round.announce()
    private = draft_round.seal()
    database = (draft_round.world.app.config["PORTAL"].instance / "portal.db").read_bytes()
    assert private.encode() not in database
    assert bytes.fromhex(private) not in database


def test_tick_seals_what_opens_unsealed_and_closes_what_has_ended(
    world: World, draft_round: RoundInTest
) -> None:
    world.account()
    draft_round.announce()
    draft_round.move(opens=timedelta(seconds=-1), closes=timedelta(hours=1))
    due.tick(clock.now())
    assert state_of(draft_round.row, clock.now()) is State.VOTING
    draft_round.end()
    due.tick(clock.now())
    assert state_of(draft_round.row, clock.now()) is State.POSTED


def test_the_record_tells_turnout_once_an_hour_and_no_single_vote(
    voted_round: RoundInTest, client: FlaskClient
) -> None:
    now = clock.now()
    for minutes in (0, 1, 59, 60, 61):
        due.tick(now + timedelta(minutes=minutes) - timedelta(minutes=5))
    assert client.get("/audit/").get_data(as_text=True).count("已投 5 票") == 1


def test_the_second_of_closing_is_decided_by_the_database_clock(
    world: World, draft_round: RoundInTest
) -> None:
    """A voter whose form was in time but whose cast comes late is told so, and nothing is lost."""
    world.account()
    draft_round.open()
    box = draft_round.row.box
    assert box is not None
    row = db.session.scalar(select(RollRow))
    assert row is not None
    boxes.check_open(box, row, box.closes_at - timedelta(milliseconds=1))
    with pytest.raises(voting.Refused):
        boxes.check_open(box, row, box.closes_at)


def test_supervisors_extend_once_before_the_close(voted_round: RoundInTest) -> None:
    until = voted_round.row.voting_until + timedelta(days=1)
    with writing():
        closing.extend(voted_round.row, until, "停电", 1, clock.now())
    assert db.session.scalar(select(Box.closes_at)) == until
    with pytest.raises(ValueError, match="2"), writing():
        closing.extend(voted_round.row, until + timedelta(days=1), "又停电", 1, clock.now())


def test_certifying_needs_the_posting_period_and_two_supervisors(
    world: World, voted_round: RoundInTest
) -> None:
    first, second, director = (world.account().person_id for _ in range(3))
    voted_round.close()
    later = clock.now() + timedelta(days=15, minutes=1)
    with writing():
        closing.witness_key(voted_round.row, first, later)
        closing.witness_key(voted_round.row, first, later)
    with pytest.raises(Frozen), writing():
        closing.certify(voted_round.row, director, later)
    with writing():
        closing.witness_key(voted_round.row, second, later)
    with pytest.raises(Frozen), writing():
        closing.certify(voted_round.row, director, clock.now() + timedelta(days=14))
    with writing():
        closing.certify(voted_round.row, director, later)
    assert state_of(voted_round.row, later) is State.CERTIFIED


def test_receipts_are_as_many_as_ballots(voted_round: RoundInTest) -> None:
    assert db.session.scalar(select(func.count()).select_from(Receipt)) == 5


def test_tick_seals_no_round_without_voters_and_the_desk_says_why(
    world: World, draft_round: RoundInTest
) -> None:
    """As the command does: an empty roll is never sealed. Whoever holds the office lives
    elsewhere.
    """
    member = world.account(None, Role.COMMITTEE_MEMBER)
    with writing():
        db.session.get_one(Person, member.person_id).household_id = None
    draft_round.announce()
    draft_round.move(opens=timedelta(seconds=-1), closes=timedelta(hours=1))
    due.tick(clock.now())
    assert draft_round.row.box_id is None
    desk = world.client(member).get(f"/desk/rounds/{draft_round.id}/").get_data(as_text=True)
    notice = desk.split("还没有封箱，居民不能投票")[1].split("封箱前的清单")[0]
    assert "选民名册：名册上一个人也没有，请先导入花名册" in notice
    world.person()
    due.tick(clock.now())
    assert draft_round.row.box_id is not None
