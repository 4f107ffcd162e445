"""After the close: who had a hand entered for them says so in public, and what turns a result."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.audit.models import AuditFact
from portal.bodies.rules import Base
from portal.core import clock
from portal.core.db import db, writing
from portal.meetings.motions import due, entered, queries, rules
from portal.meetings.motions.actions import carrying
from portal.meetings.motions.actions import hands as entering
from portal.meetings.motions.rules import No, Tally
from portal.meetings.motions.standing import Standing, standing
from portal.meetings.quorum import Count, Majority
from portal.resolutions import queries as resolutions
from portal.resolutions.models import Resolution
from tests.meetings.motions.browser import html, send
from tests.meetings.motions.room import Room, why_not
from tests.meetings.motions.test_hands import answer, hands
from tests.meetings.motions.test_slips import told


def closed(room: Room, phones: int, by_hand: int) -> int:
    """Adopted: so many for it by phone, and so many by a hand that the clerk entered."""
    motion = room.motion()
    room.open(motion)
    room.vote(motion, "for", *room.members[:phones])
    for who in room.members[phones : phones + by_hand]:
        hands(room, motion, who, "for")
    room.close(motion, minutes=3)
    assert room.row(motion).state == "adopted"
    return motion


def resolution(motion: int) -> Resolution | None:
    db.session.rollback()
    return resolutions.of_source("meetings.motion", motion)


def tick(hours: int) -> None:
    due.tick(clock.now() + timedelta(hours=hours))


def test_a_hand_that_cannot_turn_the_result_keeps_no_resolution_waiting(
    room: Room, client: FlaskClient
) -> None:
    motion = closed(room, phones=4, by_hand=2)
    assert resolution(motion) is not None
    assert answer(room, motion, room.members[4], "not-meant") == 303
    page = html(client, f"/motions/{motion}/")
    assert "1 位代表说登记的不是本人的意思" in page
    assert "不能形成决议" not in page
    assert room.figures(motion) == (6, 6, 6, 0, 0, 0)


def test_no_resolution_is_drawn_while_hands_that_nobody_confirmed_could_turn_the_result(
    room: Room, client: FlaskClient
) -> None:
    motion = closed(room, phones=3, by_hand=2)
    assert resolution(motion) is None
    assert "有 2 票是别人录入的举手，本人还没有确认，会影响结果" in html(
        client, f"/motions/{motion}/"
    )
    tick(hours=23)
    assert resolution(motion) is None
    tick(hours=25)
    made = resolution(motion)
    assert made is not None
    tick(hours=25)
    assert resolution(motion) == made


def test_once_enough_have_confirmed_the_resolution_is_drawn_at_once(room: Room) -> None:
    motion = closed(room, phones=3, by_hand=2)
    assert answer(room, motion, room.members[3], "meant") == 303
    assert resolution(motion) is not None
    assert answer(room, motion, room.members[3], "not-meant") == 422  # said for good


def test_a_result_that_was_turned_becomes_no_resolution_and_everyone_is_told(
    room: Room, client: FlaskClient
) -> None:
    motion = closed(room, phones=3, by_hand=1)
    assert answer(room, motion, room.members[3], "not-meant") == 303
    page = html(client, f"/motions/{motion}/")
    assert "1 位代表说登记的不是本人的意思" in page
    assert "这次表决不能形成决议，要由主持人重新提交表决" in page
    assert sorted(told("motions.turned")) == room.members
    lines = select(AuditFact.kind).where(AuditFact.kind.in_(("motion.turned",)))
    assert list(db.session.scalars(lines)) == ["motion.turned"]
    tick(hours=25)
    assert resolution(motion) is None
    screen = html(client, f"/meetings/{room.meeting_id}/screen/")
    assert "1 位代表说登记的不是本人的意思" in screen


def test_the_chair_puts_a_turned_motion_to_the_vote_again_once_and_the_first_never_resolves(
    room: Room, client: FlaskClient
) -> None:
    motion, address = closed(room, phones=3, by_hand=1), ""
    assert send(room.client(room.chair), motion, "carry", "vote/") == 422  # nothing turned it
    answer(room, motion, room.members[3], "not-meant")
    address = f"/motions/{motion}/"
    assert "重新提交表决" in html(room.client(room.chair), address)
    assert send(room.client(room.clerk), motion, "carry", "lead/") == 422
    assert send(room.client(room.chair), motion, "carry") == 303
    again = queries.carried_to(motion)
    assert again is not None
    assert (again.meeting_id, again.text, again.number) == (
        room.meeting_id,
        room.row(motion).text,
        2,
    )
    assert send(room.client(room.chair), motion, "carry", "vote/") == 422
    assert "已经重新提交表决" in html(client, address)
    room.open(again.id)
    room.vote(again.id, "for", *room.members[:4])
    room.close(again.id)
    tick(hours=25)
    assert (resolution(motion), resolution(again.id) is not None) == (None, True)


def test_after_its_time_is_over_nobody_objects_any_more(room: Room) -> None:
    motion, who = closed(room, phones=4, by_hand=1), room.members[4]
    voice, late = room.voice(motion, who).id, clock.now() + timedelta(hours=25)

    def object_() -> None:
        with writing():
            entering.object_to_hand(queries.locked(motion), voice, who, late)

    assert why_not(object_)[0] is No.CLOSED
    assert entered.result(room.row(motion), late).denied == 0


def test_who_voted_by_phone_objects_to_nothing_after_the_close(room: Room) -> None:
    motion = closed(room, phones=4, by_hand=1)
    assert answer(room, motion, room.members[0], "not-meant") == 422
    assert answer(room, motion, room.members[3], "not-meant", of=room.members[4]) == 422


def test_a_result_that_stands_is_not_put_to_the_vote_again(room: Room) -> None:
    motion = closed(room, phones=4, by_hand=2)
    answer(room, motion, room.members[5], "not-meant")
    assert not carrying.may_put_again(room.row(motion), room.chair, clock.now())


# ---- The rule

votes = st.integers(0, 30)


@st.composite
def counts(draw: st.DrawFn) -> tuple[Count, Tally, Tally]:
    """A count, and hands of it that were denied and that nobody has answered for."""
    for_, against, abstain, silent = (draw(votes) for _ in range(4))
    denied = Tally(*(draw(st.integers(0, one)) for one in (for_, against, abstain)))
    left = for_ - denied.for_, against - denied.against, abstain - denied.abstain
    asked = Tally(*(draw(st.integers(0, one)) for one in left))
    there = for_ + against + abstain + silent
    return Count(there, there, for_, against, abstain, 0), denied, asked


@given(counts(), st.sampled_from(Base), st.sampled_from(Majority))
def test_what_stands_stands_however_those_answer_who_have_not(
    found: tuple[Count, Tally, Tally], base: Base, majority: Majority
) -> None:
    count, denied, asked = found
    if standing(count, base, majority, denied, asked) is not Standing.STANDS:
        return
    if rules.quorum.outcome(count, base, majority) is rules.Outcome.REJECTED:
        return
    for some in range(asked.for_ + 1):
        more = Tally(denied.for_ + some, denied.against, denied.abstain)
        assert standing(count, base, majority, more, Tally(0, 0, 0)) is Standing.STANDS


@pytest.mark.parametrize(
    ("denied", "silent", "found"),
    [
        ((0, 0, 0), (0, 0, 0), Standing.STANDS),
        ((0, 0, 0), (2, 0, 0), Standing.WAITS),
        ((1, 0, 0), (0, 0, 0), Standing.STANDS),
        ((2, 0, 0), (0, 0, 0), Standing.TURNED),
        ((1, 0, 0), (1, 0, 0), Standing.WAITS),
        ((0, 2, 0), (0, 0, 0), Standing.STANDS),
    ],
)
def test_of_ten_six_for_it_two_hands_fewer_turn_it(
    denied: tuple[int, int, int], silent: tuple[int, int, int], found: Standing
) -> None:
    count = Count(10, 10, 7, 2, 1, 0)
    said = Tally(*denied), Tally(*silent)
    assert standing(count, Base.PRESENT, Majority.HALF, *said) is found
