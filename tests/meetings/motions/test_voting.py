"""Votes as the bylaws have them: quorum, roll, recusal, result, and nothing after the close."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from portal.accounts import mine
from portal.accounts.mine import Leaver
from portal.audit.models import AuditFact
from portal.bodies.rules import Base, Kind
from portal.core import clock
from portal.core.db import db, writing
from portal.core.outbox import Message
from portal.meetings.motions import doubles, queries
from portal.meetings.motions.actions import moving, voting
from portal.meetings.motions.models import (
    ClosedForGood,
    Motion,
    MotionSponsor,
    MotionVoter,
    Recusal,
)
from portal.meetings.motions.rules import No, Refused
from portal.resolutions import queries as resolutions
from portal.roster.upkeep import By
from tests.meetings.motions.room import Room, make_room
from tests.world import World


def why_not(act: object, *args: object) -> tuple[No, dict[str, int | str]]:
    with pytest.raises(Refused) as no:
        act(*args)  # type: ignore[operator]
    db.session.rollback()
    return no.value.reason, no.value.figures


def test_art_29_33_of_51_representatives_signed_in_cannot_open_a_vote_the_34th_can(
    world: World,
) -> None:
    room = make_room(world, Kind.ASSEMBLY, 51, arrived=33)
    motion = room.motion()
    assert why_not(room.open, motion) == (No.NO_QUORUM, {"present": 33, "needed": 34})
    assert room.row(motion).state == "admitted"
    assert queries.roll(motion) == []
    room.sign_in(34)
    room.open(motion)
    assert room.row(motion).state == "open"
    assert room.figures(motion) == (51, 34, None, None, None, 0)
    assert len(queries.roll(motion)) == 34


def test_art_27_25_of_51_delegates_cannot_open_a_vote_the_26th_can(world: World) -> None:
    room = make_room(world, Kind.RESIDENTS_MEETING, 51, arrived=25)
    motion = room.motion()
    assert why_not(room.open, motion) == (No.NO_QUORUM, {"present": 25, "needed": 26})
    room.sign_in(26)
    room.open(motion)
    assert room.figures(motion) == (51, 26, None, None, None, 0)


def test_an_adopted_motion_is_a_resolution_with_all_figures_the_rule_and_its_article(
    world: World,
) -> None:
    room = make_room(world, Kind.ASSEMBLY, 6, arrived=5)
    motion = room.motion(amount_fen=1_234_500)
    room.open(motion)
    room.vote(motion, "for", *room.members[:3])
    room.vote(motion, "abstain", room.members[3])
    room.close(motion)
    assert room.row(motion).state == "adopted"
    assert room.figures(motion) == (6, 5, 3, 0, 1, 0)
    made = resolutions.of_source("meetings.motion", motion)
    assert made is not None
    assert made.body_id == room.body.id
    assert made.title == "在北门装两盏路灯"
    assert made.text == "由居委会在三个月内装好两盏路灯。"
    assert made.facts == {
        "entitled": 6,
        "present": 5,
        "for": 3,
        "against": 0,
        "abstain": 1,
        "recused": 0,
    }
    assert made.rule.startswith("记名表决；到会成员（回避的不算）过半数同意才通过")
    assert made.basis == "《城市居民委员会组织法》第二十九条"
    assert made.adopted_by == room.chair
    assert [(item.title, item.amount_fen) for item in made.items] == [(made.title, 1_234_500)]


def test_a_tie_fails_and_makes_no_resolution(room: Room) -> None:
    motion = room.motion()
    room.open(motion)
    room.vote(motion, "for", *room.members[:3])
    room.vote(motion, "against", *room.members[3:])
    room.close(motion)
    assert room.row(motion).state == "rejected"
    assert room.figures(motion) == (6, 6, 3, 3, 0, 0)
    assert resolutions.of_source("meetings.motion", motion) is None


def test_who_is_there_and_does_not_vote_counts_like_a_no(room: Room) -> None:
    motion = room.motion()
    room.open(motion)
    room.vote(motion, "for", *room.members[:3])
    room.close(motion)
    assert room.row(motion).state == "rejected"
    assert room.row(motion).count.silent == 3


def test_a_council_that_counts_yes_against_no_adopts_the_same(world: World) -> None:
    room = make_room(world, base=Base.YES_NO)
    motion = room.motion()
    room.open(motion)
    room.vote(motion, "for", *room.members[:3])
    room.close(motion)
    assert room.row(motion).state == "adopted"


def test_an_assembly_counts_those_present_whatever_its_settings_say(world: World) -> None:
    room = make_room(world, Kind.ASSEMBLY, base=Base.YES_NO)
    motion = room.motion()
    room.open(motion)
    room.vote(motion, "for", *room.members[:3])
    room.close(motion)
    assert room.row(motion).state == "rejected"


@pytest.mark.parametrize(("votes", "state"), [(3, "rejected"), (4, "adopted")])
def test_a_large_sum_needs_two_thirds(world: World, votes: int, state: str) -> None:
    room = make_room(world, size=5, large_fen=5_000_000)
    motion = room.motion(amount_fen=5_000_000)
    room.open(motion)
    room.vote(motion, "for", *room.members[:votes])
    room.close(motion)
    assert room.row(motion).state == state


@pytest.mark.parametrize("kind", [Kind.RESIDENTS_MEETING, Kind.ASSEMBLY])
@pytest.mark.parametrize(("votes", "state"), [(3, "rejected"), (4, "adopted")])
def test_art_27_and_art_29_more_than_half_carry_the_largest_sum(
    world: World, kind: Kind, votes: int, state: str
) -> None:
    """Four of seven; a body's rules would ask for five."""
    room = make_room(world, kind, size=7, large_fen=5_000_000)
    motion = room.motion(amount_fen=50_000_000, majority="two_thirds")
    assert room.row(motion).majority == "half"
    room.open(motion)
    room.vote(motion, "for", *room.members[:votes])
    room.vote(motion, "against", *room.members[votes:])
    room.close(motion)
    assert room.row(motion).state == state


def test_who_stepped_back_leaves_the_denominator_and_casts_nothing(room: Room) -> None:
    motion, gone = room.motion(), room.members[5]
    room.recuse(motion, gone, room.members[4])
    room.open(motion)
    assert why_not(room.vote, motion, "for", gone)[0] is No.RECUSED
    room.vote(motion, "for", *room.members[:3])
    room.vote(motion, "against", room.members[3])
    room.close(motion)
    assert room.figures(motion) == (6, 6, 3, 1, 0, 2)
    assert room.row(motion).state == "adopted"


def test_who_stepped_back_still_makes_the_quorum(world: World) -> None:
    room = make_room(world, Kind.ASSEMBLY, 51, arrived=34)
    motion = room.motion()
    room.recuse(motion, *room.members[10:14])
    room.open(motion)
    assert room.figures(motion) == (51, 34, None, None, None, 4)


def test_nobody_steps_back_once_the_vote_is_open(room: Room) -> None:
    motion = room.motion()
    room.open(motion)
    assert why_not(room.recuse, motion, room.members[3])[0] is No.MOVED_ON


def test_a_recusal_is_taken_back_by_the_member_and_never_by_who_leads(room: Room) -> None:
    motion, who = room.motion(), room.members[3]

    def lift(by: int) -> None:
        with writing():
            moving.lift_recusal(queries.locked(motion), who, by, clock.now())

    room.recuse(motion, who)
    for leader in (room.chair, room.clerk):
        assert why_not(lift, leader)[0] is No.OWN_RECUSAL
    assert why_not(lift, room.members[4])[0] is No.NOT_LEADING
    assert [one.person_id for one in queries.recusals(motion)] == [who]
    lift(who)
    assert queries.recusals(motion) == []
    for by in (room.clerk, who):  # what a leader put down, either takes back
        with writing():
            one = queries.locked(motion)
            moving.recuse(one, who, "利害", room.chair, clock.now(), agreed=True)
        lift(by)
        assert queries.recusals(motion) == []


def test_only_the_chair_makes_somebody_else_step_back(room: Room) -> None:
    motion = room.motion()

    def recuse() -> None:
        with writing():
            one = queries.locked(motion)
            moving.recuse(one, room.members[4], "利害", room.members[3], clock.now())

    assert why_not(recuse)[0] is No.NOT_LEADING


def test_a_proxy_votes_once_for_each_voice(room: Room) -> None:
    giver, holder = room.members[5], room.members[4]
    with writing():
        row = queries.attendance(room.meeting_id, giver)
        assert row is not None
        row.arrived_at = None
    room.lend(giver, holder)
    motion = room.motion()
    room.open(motion)
    assert room.figures(motion)[:2] == (6, 6)
    assert [one.row.person_id for one in voting.own_voices(room.row(motion), holder)] == [
        holder,
        giver,
    ]
    room.cast(motion, holder, holder, "for")
    room.cast(motion, giver, holder, "against")
    assert why_not(room.cast, motion, giver, holder, "for")[0] is No.ALREADY_VOTED
    assert why_not(room.cast, motion, giver, giver, "for")[0] is No.NO_VOICE
    assert why_not(room.cast, motion, holder, giver, "for")[0] is No.NO_VOICE


def test_a_voice_that_a_recused_holder_speaks_for_steps_back_with_them(room: Room) -> None:
    giver, holder = room.members[5], room.members[4]
    with writing():
        row = queries.attendance(room.meeting_id, giver)
        assert row is not None
        row.arrived_at = None
    room.lend(giver, holder)
    motion = room.motion()
    room.recuse(motion, holder)
    room.open(motion)
    assert room.figures(motion) == (6, 6, None, None, None, 2)
    assert why_not(room.cast, motion, giver, holder, "for")[0] is No.RECUSED


def test_who_comes_after_the_opening_is_not_on_its_roll(world: World) -> None:
    room = make_room(world, arrived=5)
    motion = room.motion()
    room.open(motion)
    room.sign_in(6)
    assert len(queries.roll(motion)) == 5
    assert voting.own_voices(room.row(motion), room.members[5]) == []


def test_only_chair_or_clerk_open_and_close(room: Room) -> None:
    motion = room.motion()
    assert why_not(room.open, motion, room.members[2])[0] is No.NOT_LEADING
    room.open(motion, room.clerk)
    assert why_not(room.close, motion, room.members[2])[0] is No.NOT_LEADING
    room.close(motion, room.clerk)
    assert room.row(motion).opened_by == room.row(motion).closed_by == room.clerk


def test_no_vote_opens_before_the_meeting_or_after_it(room: Room) -> None:
    motion = room.motion()
    room.end()
    assert why_not(room.open, motion)[0] is No.MEETING_NOT_OPEN
    with writing():
        room.meeting.closed_at = room.meeting.opened_at = None
    assert why_not(room.open, motion)[0] is No.MEETING_NOT_OPEN


def test_one_motion_at_a_time(room: Room) -> None:
    first, second = room.motion(), room.motion(title="第二件")
    room.open(first)
    assert why_not(room.open, second)[0] is No.OTHER_OPEN
    room.close(first)
    room.open(second)
    assert room.row(second).state == "open"


def test_the_database_itself_keeps_two_motions_from_being_open(room: Room) -> None:
    first, second = room.motion(), room.motion(title="第二件")
    room.open(first)
    with pytest.raises(IntegrityError), writing():
        db.session.get_one(Motion, second).state = "open"


def test_a_choice_never_stands_on_the_row_of_a_secret_vote(room: Room) -> None:
    motion = room.motion(form="secret")
    room.open(motion)
    said = update(MotionVoter).where(MotionVoter.motion_id == motion)
    with pytest.raises(IntegrityError), writing():
        db.session.execute(said.values(choice="for", via="phone"))


def test_nothing_changes_after_the_close(room: Room) -> None:
    motion = signed_and_decided(room)
    before = room.figures(motion)
    late = room.members[5]
    assert why_not(room.vote, motion, "against", late)[0] is No.CLOSED
    assert why_not(room.close, motion)[0] is No.MOVED_ON
    assert why_not(room.open, motion)[0] is No.MOVED_ON
    assert why_not(room.recuse, motion, late)[0] is No.MOVED_ON

    def withdraw() -> None:
        with writing():
            moving.withdraw(queries.locked(motion), room.members[2], clock.now())

    assert why_not(withdraw)[0] is No.MOVED_ON
    for column, value in {
        "in_favour": 5,
        "text": "别的",
        "state": "open",
        "closed_at": None,
    }.items():
        with pytest.raises((ClosedForGood, IntegrityError)), writing():
            setattr(db.session.get_one(Motion, motion), column, value)
    assert room.figures(motion) == before


def signed_and_decided(room: Room) -> int:
    """Moved by the third member, signed by the fourth; the last one stepped back."""
    room.set(sponsors=1)
    motion = room.draft(room.members[2])
    room.submit(motion)
    room.sign(motion, room.members[3])
    room.recuse(motion, room.members[4])
    room.open(motion)
    room.vote(motion, "for", *room.members[:4])
    room.close(motion)
    assert room.row(motion).state == "adopted"
    return motion


def _change_voice() -> None:
    db.session.query(MotionVoter).filter_by(choice="for", person_id=1).one().choice = "against"


def _lift_to_another() -> None:
    db.session.query(Recusal).one().reason = "别的"


@pytest.mark.parametrize(
    "change",
    [
        lambda: db.session.delete(db.session.query(Motion).one()),
        _change_voice,
        lambda: db.session.delete(db.session.query(MotionVoter).first()),
        _lift_to_another,
        lambda: db.session.delete(db.session.query(Recusal).one()),
        lambda: db.session.add(
            Recusal(motion_id=1, person_id=1, reason="晚", by_id=1, at=clock.now())
        ),
        lambda: setattr(db.session.query(MotionSponsor).one(), "votes", False),
        lambda: db.session.delete(db.session.query(MotionSponsor).one()),
        lambda: db.session.add(MotionSponsor(motion_id=1, person_id=1, votes=True, at=clock.now())),
    ],
    ids=[
        "the motion goes",
        "a vote is another",
        "a voice goes",
        "a recusal is for another reason",
        "a recusal goes",
        "somebody steps back late",
        "a sponsor is no member",
        "a sponsor goes",
        "somebody signs late",
    ],
)
def test_nothing_that_belongs_to_a_closed_motion_changes_past_the_rules(
    room: Room, change: Callable[[], None]
) -> None:
    signed_and_decided(room)
    with pytest.raises(ClosedForGood), writing():
        change()
    assert (len(queries.roll(1)), len(queries.recusals(1)), len(queries.sponsors(1))) == (6, 1, 1)
    assert [one.choice for one in queries.roll(1)].count("for") == 4


def test_who_is_erased_leaves_a_closed_motion_as_it_is(room: Room) -> None:
    """What was handed in is the meeting's; a draft that nobody has read goes, lapsed as it is."""
    motion, who = signed_and_decided(room), room.members[2]
    draft = room.draft(who, title="草稿")
    before = room.figures(motion)
    with writing():
        moving.lapse_all(room.meeting, room.chair, clock.now())
    with writing():
        mine.erase(Leaver(who, clock.now()))
    assert room.figures(motion) == before
    assert room.row(motion).mover_id == who
    assert queries.motion(draft) is None


def test_a_vote_is_cast_once_and_never_changed(room: Room) -> None:
    motion, who = room.motion(), room.members[2]
    room.open(motion)
    room.vote(motion, "for", who)
    assert why_not(room.vote, motion, "against", who)[0] is No.ALREADY_VOTED
    room.vote(motion, "for", who)  # the same press again, after a lost answer
    assert [one.choice for one in queries.roll(motion) if one.person_id == who] == ["for"]


def test_the_clerk_enters_raised_hands_and_leaves_alone_who_voted_already(room: Room) -> None:
    motion = room.motion()
    room.open(motion)
    room.vote(motion, "against", room.members[2])
    hands = {
        room.voice(motion, room.members[2]).id: "for",
        room.voice(motion, room.members[3]).id: "for",
    }
    with writing():
        late = voting.enter_hands(queries.locked(motion), hands, room.clerk, clock.now())
        assert [one.person_id for one in late] == [room.members[2]]
    found = {one.person_id: (one.choice, one.via, one.entered_by) for one in queries.roll(motion)}
    assert found[room.members[2]] == ("against", "phone", None)
    assert found[room.members[3]] == ("for", "clerk", room.clerk)


def test_a_member_enters_no_hands(room: Room) -> None:
    motion = room.motion()
    room.open(motion)
    hands = {room.voice(motion, room.members[3]).id: "for"}

    def enter() -> None:
        with writing():
            voting.enter_hands(queries.locked(motion), hands, room.members[2], clock.now())

    assert why_not(enter)[0] is No.NOT_LEADING


def test_everyone_of_the_meeting_is_told_the_result_and_nobody_how_anyone_voted(room: Room) -> None:
    motion = room.motion()
    room.open(motion)
    room.vote(motion, "for", *room.members[:4])
    room.close(motion)
    told = list(db.session.scalars(select(Message).where(Message.kind == "motions.adopted")))
    assert [one.person_id for one in told] == room.members
    assert told[0].payload == {
        "motion": motion,
        "number": 1,
        "title": "在北门装两盏路灯",
        "meeting": "第三次会议",
    }


def test_the_record_says_who_opened_and_closed_and_the_figures(room: Room) -> None:
    motion = room.motion()
    room.open(motion, room.clerk)
    room.vote(motion, "for", *room.members[:4])
    room.close(motion)
    said = select(AuditFact).where(AuditFact.kind.in_(("motion.opened", "motion.adopted")))
    lines = list(db.session.scalars(said.order_by(AuditFact.number)))
    about = {"motion": motion, "number": 1, "meeting": "第三次会议"}
    assert [(one.actor_id, one.payload) for one in lines] == [
        (room.clerk, {**about, "entitled": 6, "present": 6, "recused": 0}),
        (
            room.chair,
            {
                **about,
                "entitled": 6,
                "present": 6,
                "for_": 4,
                "against": 0,
                "abstain": 0,
                "recused": 0,
            },
        ),
    ]


def test_two_who_had_a_voice_in_one_vote_are_not_made_one_entry(room: Room) -> None:
    motion = room.motion()
    one, other = room.members[2:4]
    by = By(room.chair, clock.now(), "同一个人")
    assert not doubles._both_had_a_voice(one, other, by)
    room.open(motion)
    assert doubles._both_had_a_voice(one, other, by)


# ---- Amendments


def test_an_amendment_is_decided_before_its_motion_and_gives_it_its_words(room: Room) -> None:
    main = room.motion(amount_fen=100)
    change = room.motion(title="修正", text="由居委会在一个月内装好三盏路灯。", amends_id=main)
    assert why_not(room.open, main)[0] is No.AMENDMENT_FIRST
    room.open(change)
    room.vote(change, "for", *room.members[:4])
    room.close(change)
    assert room.row(change).replaced_text == "由居委会在三个月内装好两盏路灯。"
    assert resolutions.of_source("meetings.motion", change) is None
    assert (room.row(main).text, room.row(main).amount_fen) == (
        "由居委会在一个月内装好三盏路灯。",
        100,
    )
    room.open(main)
    room.vote(main, "for", *room.members[:4])
    room.close(main)
    made = resolutions.of_source("meetings.motion", main)
    assert made is not None
    assert made.text == "由居委会在一个月内装好三盏路灯。"


def test_a_rejected_amendment_changes_nothing(room: Room) -> None:
    main = room.motion()
    change = room.motion(title="修正", text="不装了。", amends_id=main)
    room.open(change)
    room.close(change)
    assert room.row(main).text == "由居委会在三个月内装好两盏路灯。"
    room.open(main)
    assert room.row(main).state == "open"


def test_no_amendment_comes_once_its_motion_is_voted_on(room: Room) -> None:
    main = room.motion()
    room.open(main)
    with pytest.raises(Refused) as no:
        room.draft(title="修正", amends_id=main)
    assert no.value.reason is No.MAIN_FIRST


def test_an_amendment_is_not_itself_amended(room: Room) -> None:
    change = room.motion(title="修正", amends_id=room.motion())
    with pytest.raises(Refused) as no:
        room.draft(title="修正的修正", amends_id=change)
    assert no.value.reason is No.MAIN_FIRST


def test_a_withdrawn_motion_takes_its_amendments_along(room: Room) -> None:
    main = room.motion()
    change = room.motion(title="修正", amends_id=main)
    with writing():
        moving.withdraw(queries.locked(main), room.chair, clock.now())
    assert (room.row(main).state, room.row(change).state) == ("withdrawn", "withdrawn")
