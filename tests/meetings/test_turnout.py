"""What everyone reads on a body's page of its meetings: who came, and how often."""

import re
from datetime import timedelta

from portal.bodies.models import Body, Term
from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.db import db
from portal.meetings.models import Attendance
from tests.meetings.making import (
    HOUR,
    MeetingInTest,
    called_meeting,
    make_body,
    open_meeting,
    people_of,
    seat_somebody,
)
from tests.world import World

DAY = timedelta(days=1)


def held(world: World, body: Body, came: list[int], ago: timedelta = DAY) -> MeetingInTest:
    """Called, held and closed so long ago."""
    made = open_meeting(world, body, 0).sign_in(*came)
    row = made.row
    row.starts_at, row.ends_at = clock.now() - ago, clock.now() - ago + HOUR
    row.closed_at = clock.now() - ago + HOUR
    db.session.commit()
    return made


def shown(world: World, body: Body) -> str:
    answer = world.app.test_client().get(f"/bodies/{body.id}/")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def counts(text: str) -> list[tuple[str, str, str]]:
    return re.findall(r"<li>([^<]+)，到会 (\d+) / (\d+) 次</li>", text)


def test_the_last_meetings_tell_how_many_came_of_those_with_a_vote(world: World) -> None:
    body = make_body(world, 3, silent=1)
    people = people_of(body)
    first, last = held(world, body, people[:2], 9 * DAY), held(world, body, people)
    text = shown(world, body)
    assert re.findall(r"到会 (\d+) / (\d+) 人", text) == [("3", "3"), ("2", "3")]
    assert text.index(f'href="{last.address}"') < text.index(f'href="{first.address}"')


def test_each_member_is_told_with_how_often_they_came_this_term(world: World) -> None:
    body = make_body(world, 2, silent=1)
    one, other, silent = people_of(body)
    held(world, body, [one, silent], 9 * DAY)
    held(world, body, [one])
    assert counts(shown(world, body)) == [
        ("代表1", "2", "2"),
        ("代表2", "0", "2"),
        ("代表3", "1", "2"),
    ]
    seat_somebody(world, body)
    held(world, body, [one, other])
    assert counts(shown(world, body))[-1] == ("代表4", "0", "1")  # not of what was before them


def test_what_was_before_the_term_what_is_not_over_and_other_bodies_do_not_count(
    world: World,
) -> None:
    body, other = make_body(world, 1), make_body(world, 1)
    held(world, body, people_of(body))
    held(world, other, people_of(other))
    called_meeting(world, body)
    assert counts(shown(world, body)) == [("代表1", "1", "1")]
    ends = clock.today() + timedelta(days=900)
    db.session.add(Term(body_id=body.id, number=2, starts_on=clock.today(), ends_on=ends))
    db.session.commit()
    assert counts(shown(world, body)) == []


def test_observers_and_cancelled_meetings_are_not_counted(world: World) -> None:
    body = make_body(world, 1)
    made = held(world, body, people_of(body))
    guest = world.person("来听会的")
    db.session.add(
        Attendance(meeting_id=made.id, person_id=guest.id, votes=False, arrived_at=clock.now())
    )
    gone = called_meeting(world, body).row
    gone.cancelled_at, gone.cancel_reason = clock.now(), "场地漏水"
    db.session.commit()
    text = shown(world, body)
    assert counts(text) == [("代表1", "1", "1")]
    assert "来听会的" not in text
    assert "下一次会议" not in text


def test_the_next_meeting_is_linked_and_before_it_the_one_under_way(world: World) -> None:
    body = make_body(world, 2)
    called_meeting(world, body, starts_at=clock.now() + 20 * DAY)
    soon = called_meeting(world, body, starts_at=clock.now() + 5 * DAY)
    text = shown(world, body)
    assert "下一次会议" in text
    assert re.findall(r'href="(/meetings/\d+/)"', text) == [soon.address]
    now = open_meeting(world, body)
    text = shown(world, body)
    assert "正在开会" in text
    assert re.findall(r'href="(/meetings/\d+/)"', text) == [now.address]


def test_of_the_residents_meeting_numbers_only(world: World) -> None:
    body = make_body(world, 0, Kind.RESIDENTS_MEETING)
    neighbour, chair = world.person("欧阳锦绣"), world.person()
    made = called_meeting(world, body, electorate="residents", starts_at=clock.now() + 20 * DAY)
    made.sign_in(neighbour.id).open()
    row = made.row
    row.closed_at = clock.now()
    db.session.commit()
    text = shown(world, body)
    assert re.findall(r"到会 (\d+) / (\d+) 人", text) == [("1", str(len(made.voters)))]
    assert chair.id in made.voters
    assert (counts(text), "欧阳锦绣" in text) == ([], False)


def test_a_body_that_never_met_says_nothing_of_meetings(world: World) -> None:
    assert "开会和到会" not in shown(world, make_body(world, 1))
