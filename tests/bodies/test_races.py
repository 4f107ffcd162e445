"""Two at the desk at once: the database decides, and everyone gets an answer."""

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from portal.bodies.mandates import Act
from portal.bodies.models import Membership, Term
from portal.bodies.rules import How, Kind, Post, WhyEnded
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db
from tests.bodies.making import DAY, Bodies
from tests.world import World, token


def all_at_once(
    clients: list[FlaskClient], sent: Sequence[tuple[str, Mapping[str, object]]]
) -> Counter[int]:
    """Every client sends its form at the same time; the answers' numbers."""
    tokens = [token(client, "/me/") for client in clients]
    db.session.rollback()
    acts = zip(clients, tokens, sent, strict=True)
    with ThreadPoolExecutor(len(sent)) as pool:
        answers = pool.map(
            lambda one: one[0].post(one[2][0], data={**one[2][1], "csrf_token": one[1]}), acts
        )
        found = Counter(answer.status_code for answer in answers)
    db.session.rollback()
    return found


def form(**said: object) -> dict[str, object]:
    usual = {"post": "member", "how": "elected", "starts_on": clock.today().isoformat()}
    return {**usual, **said}


@pytest.fixture
def staff(world: World) -> list[FlaskClient]:
    return [world.staff(Role.DIRECTOR) for _ in range(4)]


def count(what: type) -> int:
    return db.session.scalar(select(func.count()).select_from(what)) or 0


def test_two_people_for_one_seat_are_one(
    world: World, desk: Bodies, staff: list[FlaskClient]
) -> None:
    (seat,) = desk.with_seats(Kind.COUNCIL, 1)
    seat_id = seat.id
    people, ground = [world.person().id for _ in staff], desk.elected(seat, world.person().id)
    sent = [(f"/desk/bodies/seats/{seat_id}/{one}/", form(ground=ground)) for one in people]
    assert all_at_once(staff, sent) == {303: 1, 422: 3}
    assert count(Membership) == 1


def test_one_person_on_two_seats_has_one_vote(
    world: World, desk: Bodies, staff: list[FlaskClient]
) -> None:
    seats, person_id = desk.with_seats(Kind.COUNCIL, 4), world.person().id
    said = form(ground=desk.elected(seats[0], person_id))
    sent = [(f"/desk/bodies/seats/{one.id}/{person_id}/", said) for one in seats]
    assert all_at_once(staff, sent) == {303: 1, 422: 3}
    assert count(Membership) == 1


def test_two_of_one_household_do_not_sit_on_both_sides_at_once_art_37(
    world: World, desk: Bodies, staff: list[FlaskClient]
) -> None:
    (here,), (there,) = desk.with_seats(Kind.COMMITTEE, 1), desk.with_seats(Kind.SUPERVISORS, 1)
    home = world.household()
    pair = [world.person(name, household=home).id for name in ("夫", "妻")]
    sent = [
        (
            f"/desk/bodies/seats/{seat.id}/{person}/",
            form(declared="y", ground=desk.elected(seat, person)),
        )
        for seat, person in zip((here, there), pair, strict=True)
    ]
    assert all_at_once(staff[:2], sent) == {303: 1, 422: 1}
    assert count(Membership) == 1


def test_term_that_two_begin_is_begun_once(desk: Bodies, staff: list[FlaskClient]) -> None:
    body_id, today = desk.found(Kind.COUNCIL).id, clock.today()
    days = {"starts_on": today.isoformat(), "ends_on": f"{today.year + 2}-01-01"}
    sent = [(f"/desk/bodies/{body_id}/term/", days)] * 4
    assert all_at_once(staff, sent) == {303: 1, 422: 3}
    assert count(Term) == 1


def test_next_term_that_two_begin_on_one_ground_is_begun_once(
    desk: Bodies, staff: list[FlaskClient]
) -> None:
    today = clock.today()
    body_id = desk.term(desk.found(Kind.COUNCIL), today - 9 * DAY, today - DAY).body_id
    ground = desk.paper(Act.ELECT, desk.body(body_id))
    said = {"starts_on": today.isoformat(), "ends_on": f"{today.year + 2}-01-01", "seen": "seen"}
    sent = [(f"/desk/bodies/{body_id}/term/", {**said, "ground": ground})] * 4
    assert all_at_once(staff, sent) == {303: 1, 422: 3}
    assert count(Term) == 2


def test_the_members_word_and_the_next_in_the_seat_are_one(
    world: World, desk: Bodies, staff: list[FlaskClient]
) -> None:
    """While they may still say so, nobody else has the seat; after that they may not."""
    (seat,) = desk.with_seats(Kind.COUNCIL, 1)
    seat_id, owner = seat.id, world.person("议事员")
    member = desk.seat(seat, owner)
    member_id, phone = member.id, world.client(world.account(owner))
    desk.end(member, WhyEnded.RESIGNED, ground=desk.paper(Act.RESIGN, member))
    other = world.person()
    ground, tomorrow = desk.elected(seat, other.id), (clock.today() + DAY).isoformat()
    sent: list[tuple[str, Mapping[str, object]]] = [
        (f"/bodies/members/{member_id}/contest/", {}),
        (
            f"/desk/bodies/seats/{seat_id}/{other.id}/",
            form(how="by_election", starts_on=tomorrow, ground=ground),
        ),
    ]
    assert all_at_once([phone, staff[0]], sent) == {303: 1, 422: 1}
    assert count(Membership) == 1


def test_database_itself_keeps_one_person_a_seat_and_one_vote_a_person(desk: Bodies) -> None:
    """Whoever wrote past the rules would be stopped there."""
    one, other = (seat.id for seat in desk.with_seats(Kind.COUNCIL, 2))
    first = desk.seat_by_id(one, desk.world.person().id)
    person_id, body_id = first.person_id, first.vote_body_id
    stranger = desk.world.person().id
    for seat_id, who in ((one, stranger), (other, person_id)):
        row = Membership(
            seat_id=seat_id,
            person_id=who,
            post=Post.MEMBER,
            how=How.ELECTED,
            starts_on=desk.today,
            vote_body_id=body_id,
            entered_at=clock.now(),
        )
        db.session.add(row)
        with pytest.raises(IntegrityError):
            db.session.flush()
        db.session.rollback()


def test_who_stands_again_and_who_is_seated_at_once_are_one(
    world: World, desk: Bodies, staff: list[FlaskClient]
) -> None:
    (seat,) = desk.with_seats(Kind.COUNCIL, 1)
    seat_id, member = seat.id, desk.seat(seat)
    member_id, paper = member.id, desk.paper(Act.LEAVE, member)
    desk.end(member, WhyEnded.DIED, ground=paper)
    desk.strike(paper)
    person_id = world.person().id
    ground, tomorrow = desk.elected(seat, person_id), clock.today() + DAY
    sent: list[tuple[str, Mapping[str, object]]] = [
        (f"/desk/bodies/members/{member_id}/stand-again/", {"reason": "看错了人"}),
        (
            f"/desk/bodies/seats/{seat_id}/{person_id}/",
            form(how="by_election", starts_on=tomorrow.isoformat(), ground=ground),
        ),
    ]
    assert all_at_once(staff[:2], sent) == {303: 1, 422: 1}
    open_ended = select(func.count()).select_from(Membership).where(Membership.ends_on.is_(None))
    assert db.session.scalar(open_ended) == 1
