"""Proxies: one each way, between those who have a vote, until the meeting is opened."""

from datetime import timedelta

import pytest

from portal.bodies.rules import Kind
from portal.core import clock, outbox
from portal.core.db import db, writing
from portal.meetings import attending, kinds, leading, presence, proxies, queries, roll
from portal.meetings.models import Proxy
from portal.meetings.refusing import Refused
from portal.meetings.rules import Refusal, Via
from tests.meetings.making import (
    HOUR,
    MeetingInTest,
    called_meeting,
    make_body,
    seat_somebody,
)
from tests.meetings.test_pages import text
from tests.world import World, post


@pytest.fixture
def made(world: World) -> MeetingInTest:
    """A meeting of five whose body knows proxies."""
    return called_meeting(world, make_body(world, 5, proxies=True))


def give(made: MeetingInTest, giver: int, holder: int) -> None:
    with writing():
        proxies.give(queries.locked(made.id), giver, holder, clock.now())


def refusal(made: MeetingInTest, giver: int, holder: int) -> Refusal:
    with pytest.raises(Refused) as no:
        give(made, giver, holder)
    return no.value.reason


def test_an_absent_members_voice_is_with_the_holder_who_is_there(made: MeetingInTest) -> None:
    one, two, *_rest = made.voters
    give(made, one, two)
    assert presence.voices(made.id) == {}
    made.sign_in(two)
    assert presence.voices(made.id) == {one: two, two: two}
    made.sign_in(one)
    assert presence.voices(made.id) == {one: one, two: two}


def test_the_holder_is_told(made: MeetingInTest) -> None:
    give(made, *made.voters[:2])
    assert outbox.latest(made.voters[1], 1)[0].sentence == "代表1委托您在《第一次会议》代为表决。"
    with writing():
        proxies.take_back(queries.locked(made.id), made.voters[0], clock.now())
    assert outbox.latest(made.voters[1], 1)[0].kind == kinds.TELL_PROXY_TAKEN_BACK
    assert db.session.query(Proxy).count() == 0


def test_nobody_carries_two_gives_two_or_hands_one_on(made: MeetingInTest) -> None:
    one, two, three, four, _five = made.voters
    give(made, one, two)
    assert refusal(made, three, two) is Refusal.HOLDS_ANOTHER
    assert refusal(made, one, three) is Refusal.GAVE_ALREADY
    assert refusal(made, two, four) is Refusal.CARRIES_ONE
    assert refusal(made, four, one) is Refusal.HOLDER_GAVE
    assert refusal(made, four, four) is Refusal.NOT_CALLED_TO_IT


def test_a_body_that_knows_no_proxies_takes_none(world: World) -> None:
    made = called_meeting(world)
    assert refusal(made, *made.voters[:2]) is Refusal.NO_PROXIES
    page = text(made.browser(made.voters[0]), made.address)
    assert "委托别人代我表决" not in page


def test_who_has_no_vote_lends_none_and_carries_none(world: World) -> None:
    body = make_body(world, 2, silent=1, proxies=True)
    made = called_meeting(world, body)
    silent = next(p for p in roll.called(made.id) if p not in made.voters)
    assert refusal(made, silent, made.voters[0]) is Refusal.NOT_CALLED_TO_IT
    assert refusal(made, made.voters[0], silent) is Refusal.NOT_CALLED_TO_IT
    assert refusal(made, made.voters[0], world.person().id) is Refusal.NOT_CALLED_TO_IT


def test_after_opening_nothing_is_lent_or_taken_back(made: MeetingInTest) -> None:
    one, two, three, *_rest = made.voters
    give(made, one, two)
    made.open()
    assert refusal(made, three, made.voters[3]) is Refusal.NOT_NOW
    with pytest.raises(Refused), writing():
        proxies.take_back(queries.locked(made.id), one, clock.now())


def test_a_proxy_of_who_lost_the_seat_is_void_when_it_opens(world: World) -> None:
    body = make_body(world, 3, proxies=True)
    made = called_meeting(world, body)
    extra = seat_somebody(world, body)
    with writing():
        roll.refresh(queries.locked(made.id))
    give(made, extra.person_id, made.voters[0])
    extra.ends_on = clock.today() - timedelta(days=2)
    db.session.commit()
    row = made.row
    row.starts_at, row.ends_at = clock.now() - HOUR, clock.now() + HOUR
    db.session.commit()
    with writing():
        meeting = queries.locked(made.id)
        attending.sign_in(meeting, made.voters[0], Via.DOOR, clock.now())
        leading.open_(meeting, meeting.chair_id, clock.now())
    assert db.session.query(Proxy).count() == 0
    assert presence.voices(made.id) == {made.voters[0]: made.voters[0]}


def test_lending_and_taking_back_on_the_meetings_page(made: MeetingInTest) -> None:
    one, two, *_rest = made.voters
    giver, holder = made.browser(one), made.browser(two)
    answer = post(giver, f"{made.address}proxy/", made.address, holder_id=two)
    assert answer.status_code == 303
    assert "您委托了代表2代为表决" in text(giver, made.address)
    assert "代表1委托您代为表决，请一定到会" in text(holder, made.address)
    assert post(giver, f"{made.address}proxy/back/", made.address).status_code == 303
    assert "委托别人代我表决" in text(giver, made.address)


@pytest.mark.parametrize("holder", ["", "x", "0", "999999"])
def test_a_holder_who_is_none_is_answered_at_the_field(made: MeetingInTest, holder: str) -> None:
    giver = made.browser(made.voters[0])
    answer = post(giver, f"{made.address}proxy/", made.address, holder_id=holder)
    assert answer.status_code == 422
    assert 'id="holder_id-error"' in answer.get_data(as_text=True)


def test_residents_called_to_a_residents_meeting_are_not_shown_one_anothers_names(
    world: World,
) -> None:
    people = [world.account(world.person(name, is_delegate=True)) for name in ("张三丰", "李四光")]
    body = make_body(world, 0, Kind.RESIDENTS_MEETING, proxies=True)
    made = called_meeting(
        world, body, starts_at=clock.now() + 20 * 24 * HOUR, electorate="delegates"
    )
    assert "李四光" not in text(world.client(people[0]), made.address)
    assert refusal(made, people[0].person_id, people[1].person_id) is Refusal.NO_PROXIES
