"""Two at once: the database decides, and everyone gets an answer."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask.testing import FlaskClient

from portal.audit.models import AuditFact
from portal.core import clock
from portal.core.db import db
from portal.meetings import door, kinds, presence, queries
from portal.meetings.models import Attendance, Proxy
from portal.meetings.rules import State
from tests.meetings.making import HOUR, MeetingInTest, called_meeting, make_body
from tests.world import World, token


def at_its_hour(made: MeetingInTest) -> MeetingInTest:
    row = made.row
    row.starts_at, row.ends_at = clock.now(), clock.now() + 2 * HOUR
    db.session.commit()
    return made


def at_once(*presses: Callable[[], int]) -> Counter[int]:
    db.session.rollback()
    with ThreadPoolExecutor(len(presses)) as pool:
        return Counter(pool.map(lambda press: press(), presses))


def press(client: FlaskClient, address: str, **fields: object) -> Callable[[], int]:
    data = {"csrf_token": token(client, "/me/"), **fields}
    return lambda: client.post(address, data=data).status_code


def code_of(made: MeetingInTest) -> str:
    return door.code(made.row.door_secret, made.id, clock.now(), kinds.DOOR_MINUTES())


def test_somebody_who_signs_in_twice_at_once_is_one(world: World) -> None:
    made = at_its_hour(called_meeting(world))
    member, code = made.browser(made.voters[0]), code_of(made)
    sign_in = press(member, f"{made.address}sign-in/", code=code)
    assert at_once(*[sign_in] * 4) == {303: 4}
    assert presence.of(made.id, made.row.body.sort).present == 1
    assert db.session.query(AuditFact).filter_by(kind=kinds.ARRIVED).count() == 1


def test_an_observer_who_signs_in_twice_at_once_is_one(world: World) -> None:
    made, guest = at_its_hour(called_meeting(world)), world.account()
    sign_in = press(world.client(guest), f"{made.address}sign-in/", code=code_of(made))
    assert at_once(*[sign_in] * 4) == {303: 4}
    rows = db.session.query(Attendance).filter_by(meeting_id=made.id, person_id=guest.person_id)
    assert rows.count() == 1


def test_two_who_open_the_same_meeting_open_it_once(world: World) -> None:
    made = at_its_hour(called_meeting(world))
    chair, clerk = made.chair(), made.browser(made.row.clerk_id)
    answers = at_once(*(press(one, f"{made.address}open/") for one in (chair, clerk, chair)))
    assert answers == {303: 1, 422: 2}
    assert db.session.query(AuditFact).filter_by(kind=kinds.OPENED).count() == 1


def test_two_meetings_of_one_body_do_not_open_at_once(world: World) -> None:
    body = make_body(world, 3)
    both = [at_its_hour(called_meeting(world, body)) for _ in range(2)]
    answers = at_once(*(press(made.chair(), f"{made.address}open/") for made in both))
    assert answers == {303: 1, 422: 1}
    assert Counter(made.row.state for made in both) == {State.OPEN: 1, State.CALLED: 1}


def test_two_proxies_to_one_holder_at_once_are_one(world: World) -> None:
    made = called_meeting(world, make_body(world, 4, proxies=True))
    *givers, holder = made.voters
    presses = [
        press(made.browser(one), f"{made.address}proxy/", holder_id=holder) for one in givers
    ]
    assert at_once(*presses) == {303: 1, 422: 2}
    assert db.session.query(Proxy).count() == 1


def test_who_signs_in_while_it_opens_is_counted(world: World) -> None:
    made = at_its_hour(called_meeting(world, make_body(world, 6)))
    code = code_of(made)
    presses = [
        press(made.browser(one), f"{made.address}sign-in/", code=code) for one in made.voters
    ]
    assert at_once(press(made.chair(), f"{made.address}open/"), *presses) == {303: 7}
    assert presence.of(made.id, made.row.body.sort).present == 6
    assert queries.under_way(made.row.body_id) is not None
