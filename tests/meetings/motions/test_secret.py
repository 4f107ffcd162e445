"""A secret vote: sealed when it opens, counted from its box, resumed wherever it was killed."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from portal.ballots import keys
from portal.ballots import queries as boxes
from portal.ballots.models import Box, Envelope, RollRow
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.core.outbox import Message
from portal.meetings.motions import due, queries, words
from portal.meetings.motions.actions import closing, slips, voting
from portal.meetings.motions.models import MotionPaper, MotionVoter
from portal.meetings.motions.rules import No, PaperCount, Refused
from portal.resolutions import queries as resolutions
from tests.meetings.motions.browser import html
from tests.meetings.motions.room import Room, why_not
from tests.world import World, post


@pytest.fixture
def motion(room: Room) -> int:
    """A secret vote that is open."""
    motion_id = room.motion(about_persons=True)
    room.open(motion_id)
    return motion_id


def box_of(room: Room, motion_id: int) -> Box:
    return db.session.get_one(Box, room.row(motion_id).box_id)


def give_paper(room: Room, motion_id: int, *people: int) -> None:
    voices = [room.voice(motion_id, one).id for one in people]
    with writing():
        one = queries.locked(motion_id)
        slips.give_paper(one, voices, room.clerk, clock.now(), agreed=True)


def count_paper(room: Room, motion_id: int, by: int, *counted: int) -> None:
    with writing():
        one = queries.locked(motion_id)
        closing.enter_paper(one, PaperCount(*counted), by, clock.now())
    closing.finish(motion_id, room.keys, clock.now())


def test_a_secret_vote_is_counted_and_no_row_tells_who_voted_how(room: Room, motion: int) -> None:
    assert room.row(motion).form == "secret"
    room.vote(motion, "for", *room.members[:4])
    room.vote(motion, "against", room.members[4])
    room.vote(motion, "abstain", room.members[5])
    assert {one.choice for one in queries.roll(motion)} == {None}
    room.close(motion)
    assert room.row(motion).state == "adopted"
    assert room.figures(motion) == (6, 6, 4, 1, 1, 0)
    assert {(one.choice, one.via) for one in queries.roll(motion)} == {(None, None)}
    made = resolutions.of_source("meetings.motion", motion)
    assert made is not None
    assert made.digest == box_of(room, motion).final_digest


def test_its_box_is_sealed_by_opening_it_and_its_key_goes_with_the_close(
    room: Room, motion: int
) -> None:
    box = box_of(room, motion)
    path = keys.path_of(room.keys, box.public_key)
    assert path.stat().st_mode & 0o777 == 0o600
    room.close(motion)
    assert not path.exists()
    box = box_of(room, motion)
    assert box.key_erased_at is not None
    assert db.session.scalar(select(func.count()).select_from(Envelope)) == 0


def test_a_vote_that_does_not_open_leaves_no_key(room: Room) -> None:
    motion = room.motion(form="secret")
    room.end()
    assert why_not(room.open, motion)[0] is No.MEETING_NOT_OPEN
    assert not list(room.keys.glob("*.key"))


def test_only_those_in_the_room_who_did_not_step_back_are_on_the_boxes_roll(room: Room) -> None:
    motion = room.motion(form="secret")
    room.recuse(motion, room.members[5])
    room.open(motion)
    rows = select(RollRow.person_id, RollRow.grid_code).where(
        RollRow.box_id == room.row(motion).box_id
    )
    assert db.session.execute(rows.order_by(RollRow.id)).all() == [
        (one, "") for one in room.members[:5]
    ]


def test_a_receipt_of_somebody_elses_is_not_taken(room: Room, motion: int) -> None:
    other = voting.offer(room.row(motion), room.voice(motion, room.members[3]), "forged")
    draft = voting.Draft(room.voice(motion, room.members[2]).id, "for", other.code, other.mark)

    def cast() -> None:
        with writing():
            one = queries.locked_alone(motion)
            voting.cast(one, room.members[2], draft, "a secret", clock.now())

    assert why_not(cast)[0] is No.FORGED
    assert boxes.turnout(room.row(motion).box_id or 0) == (0, 6)


KILLED_IN = ["_unseal", "_erase_key", "_decide"]


@pytest.mark.parametrize("step", KILLED_IN)
@pytest.mark.parametrize("after", [False, True])
def test_a_count_that_is_killed_anywhere_goes_on_to_the_same_result(
    room: Room, motion: int, step: str, after: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.vote(motion, "for", *room.members[:4])
    whole: Callable[..., None] = getattr(closing, step)

    def killed(*args: object) -> None:
        if after:
            whole(*args)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(closing, step, killed)
        with pytest.raises(KeyboardInterrupt):
            room.close(motion)
    db.session.rollback()
    assert room.row(motion).state == "counting"
    assert why_not(room.vote, motion, "against", room.members[5])[0] is No.CLOSED
    due.tick(clock.now())
    due.tick(clock.now())
    assert room.row(motion).state == "adopted"
    assert room.figures(motion) == (6, 6, 4, 0, 0, 0)
    assert not list(room.keys.glob("*.key"))
    told = select(func.count()).where(Message.kind == "motions.adopted")
    assert db.session.scalar(told) == 6


def test_a_lost_key_means_voting_again_openly(room: Room, motion: int) -> None:
    room.vote(motion, "for", *room.members[:4])
    first = box_of(room, motion).id
    keys.erase(room.keys, box_of(room, motion).public_key)
    assert why_not(room.close, motion)[0] is No.KEY_LOST
    assert room.row(motion).state == "counting"
    with writing():
        closing.void(queries.locked(motion), room.chair, room.keys, clock.now())
    assert room.row(motion).state == "void"
    assert db.session.scalar(select(func.count()).select_from(Envelope)) == 0
    told = select(func.count()).where(Message.kind == "motions.again")
    assert db.session.scalar(told) == 6
    room.open(motion)
    assert box_of(room, motion).id != first
    room.vote(motion, "against", *room.members)
    room.close(motion)
    assert room.figures(motion) == (6, 6, 0, 6, 0, 0)


def test_no_vote_is_thrown_away_while_its_key_is_there(room: Room, motion: int) -> None:
    give_paper(room, motion, room.members[5])
    room.close(motion, minutes=3)

    def void() -> None:
        with writing():
            closing.void(queries.locked(motion), room.chair, room.keys, clock.now())

    assert why_not(void)[0] is No.KEY_THERE


# ---- Paper


def test_paper_is_counted_by_two_people_and_lies_among_the_others(room: Room, motion: int) -> None:
    room.vote(motion, "for", *room.members[:3])
    give_paper(room, motion, *room.members[3:])
    room.close(motion, minutes=3)
    assert room.row(motion).state == "counting"
    count_paper(room, motion, room.clerk, 1, 1, 0, 1)
    assert room.row(motion).state == "counting"
    count_paper(room, motion, room.members[2], 1, 1, 0, 1)
    assert room.row(motion).state == "adopted"
    assert room.figures(motion) == (6, 6, 4, 1, 0, 0)
    ballots = boxes.ballots(box_of(room, motion))
    assert [one.content for one in ballots] == sorted(one.content for one in ballots)
    assert {(one.channel, one.grid_code) for one in ballots} == {("", "")}
    assert db.session.scalar(select(func.count()).select_from(MotionPaper)) == 0


def test_who_takes_paper_casts_nothing_else_and_who_has_cast_takes_none(
    room: Room, motion: int
) -> None:
    give_paper(room, motion, room.members[5])
    assert why_not(room.vote, motion, "for", room.members[5])[0] is No.ON_PAPER
    room.vote(motion, "for", room.members[4])
    voices = [room.voice(motion, room.members[4]).id]
    with writing():
        late = slips.give_paper(queries.locked(motion), voices, room.clerk, clock.now(), True)
        assert [one.person_id for one in late] == [room.members[4]]


def test_a_count_that_is_not_the_paper_handed_out_is_refused_with_both_numbers(
    room: Room, motion: int
) -> None:
    give_paper(room, motion, *room.members[3:])
    room.close(motion, minutes=3)
    why = why_not(count_paper, room, motion, room.clerk, 3, 1, 0, 0)
    assert why == (No.PAPER_SUM, {"total": 4, "marks": 3})


def test_two_counts_that_differ_are_made_again(room: Room, motion: int) -> None:
    room.vote(motion, "for", *room.members[:3])
    give_paper(room, motion, *room.members[3:])
    room.close(motion, minutes=3)
    count_paper(room, motion, room.clerk, 3, 0, 0, 0)
    count_paper(room, motion, room.members[2], 2, 1, 0, 0)
    assert room.row(motion).state == "counting"
    count_paper(room, motion, room.clerk, 2, 1, 0, 0)
    assert room.figures(motion) == (6, 6, 5, 1, 0, 0)


def test_the_same_person_twice_is_not_two_people(room: Room, motion: int) -> None:
    give_paper(room, motion, *room.members[3:])
    room.close(motion, minutes=3)
    for _ in range(2):
        count_paper(room, motion, room.clerk, 3, 0, 0, 0)
    assert room.row(motion).state == "counting"


def test_who_was_not_in_the_vote_counts_no_paper(room: Room, motion: int) -> None:
    give_paper(room, motion, room.members[5])
    room.close(motion, minutes=3)
    stranger = room.world.person("路人").id
    why = why_not(count_paper, room, motion, stranger, 1, 0, 0, 0)
    assert why[0] is No.NOT_COUNTER


def test_no_paper_is_handed_out_in_a_named_vote(room: Room) -> None:
    named = room.motion()
    room.open(named)

    def give() -> None:
        give_paper(room, named, room.members[5])

    assert why_not(give)[0] is No.CLOSED


def test_the_marks_say_who_and_never_when_or_how(room: Room, motion: int) -> None:
    room.vote(motion, "for", *room.members[:2])
    assert set(RollRow.__table__.columns.keys()).isdisjoint({"at", "choice", "marked_at"})
    assert queries.spoken(room.row(motion), queries.roll(motion)) == {
        **dict.fromkeys(room.members[:2], "online"),
        **dict.fromkeys(room.members[2:], None),
    }
    assert db.session.scalar(select(func.count(MotionVoter.choice))) == 0


def test_refusals_have_a_sentence_each() -> None:
    assert set(words.REFUSALS) == set(No)
    assert words.refusal(Refused(No.NO_QUORUM, present=33, needed=34)).startswith(
        "已签到 33 人，至少要 34 人"
    )


def test_who_leads_makes_a_vote_secret_before_it_opens_and_nobody_makes_it_named(
    room: Room,
) -> None:
    motion, other = room.motion(), room.motion(title="第二件")
    clerk = room.client(room.clerk)
    address = f"/motions/{motion}/"
    assert post(clerk, f"{address}secret/", f"{address}lead/").status_code == 303
    assert room.row(motion).form == "secret"
    assert post(clerk, f"{address}secret/", f"{address}lead/").status_code == 422
    assert room.row(motion).form == "secret"
    room.open(other)
    page = f"/motions/{other}/"
    assert post(clerk, f"{page}secret/", f"{page}lead/").status_code == 422
    assert room.row(other).form == "named"
    member = room.client(room.members[3])
    assert post(member, f"{address}secret/", f"{address}recuse/").status_code == 403


def test_no_supervisor_amends_the_roll_of_a_motion(world: World, room: Room) -> None:
    motion = room.motion(form="secret")
    room.open(motion)
    box = room.row(motion).box_id
    html(world.staff(Role.SUPERVISOR), f"/desk/rolls/{box}/", 404)
