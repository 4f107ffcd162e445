"""The same person from two phones, an answer against the close: the database decides."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from portal.appraisals import due
from portal.appraisals.actions import closing
from portal.appraisals.models import Appraisal
from portal.appraisals.rules import No, Refused
from portal.ballots.models import Box, Envelope, RollRow
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db
from tests.appraisals.making import DAY, Room, typed
from tests.topics.test_races import at_once, press
from tests.world import World


def envelopes(box_id: int | None) -> int:
    db.session.rollback()
    counted = select(func.count()).select_from(Envelope).where(Envelope.box_id == box_id)
    return db.session.scalar(counted) or 0


def test_one_person_from_five_phones_is_counted_once(room: Room) -> None:
    made = room.opened(asks_words=True)
    who = room.roll(made)[0]
    drafts = [room.drafted(made, who, said) for said in ("satisfied", "fairly") * 3]
    with ThreadPoolExecutor(6) as pool:
        answers = Counter(pool.map(lambda one: room.cast(made, who, one), drafts))
    assert answers == {"cast": 1, No.ALREADY_ANSWERED: 5}
    found = room.row(made)
    assert (envelopes(found.box_id), envelopes(found.words_box_id)) == (1, 1)


def test_everyone_at_once_each_twice_and_the_sums_are_right(room: Room) -> None:
    made = room.opened(asks_words=True)
    people = room.roll(made)
    drafts = [(who, room.drafted(made, who, "satisfied", words="好")) for who in people]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda one: room.cast(made, *one), [*drafts, *drafts]))
    assert answers == ["cast"] * 2 * len(people)  # the second is the same press again
    found = room.row(made)
    assert envelopes(found.box_id) == envelopes(found.words_box_id) == len(people)
    assert room.close(made).taken_part == len(people)


def test_an_answer_against_the_close_is_counted_or_refused_never_lost(room: Room) -> None:
    made = room.opened()
    people = room.roll(made)
    drafts = [(who, room.drafted(made, who, "satisfied")) for who in people]
    end = clock.end_of(room.row(made).closes_on)

    def close(_none: object) -> str:
        with room.world.app.app_context():
            try:
                closing.close(made, room.keys, end)
            except Refused as no:
                return no.reason
            finally:
                db.session.remove()
        return "closed"

    db.session.rollback()
    with ThreadPoolExecutor(6) as pool:
        casting = [pool.submit(room.cast, made, *one) for one in drafts[:6]]
        closed = [pool.submit(close, None) for _ in range(2)]
        casting += [pool.submit(room.cast, made, *one) for one in drafts[6:]]
        answers = Counter(one.result() for one in casting)
        assert {one.result() for one in closed} == {"closed"}
    assert set(answers) <= {"cast", No.CLOSED}
    found = room.row(made)
    marked = select(func.count(RollRow.marked)).where(RollRow.box_id == found.box_id)
    assert found.taken_part == answers["cast"] == db.session.scalar(marked)
    assert db.session.get_one(Box, found.box_id).opened_at is not None


def test_two_machines_open_it_once(room: Room) -> None:
    made = room.announced()

    def tick(_none: object) -> None:
        with room.world.app.app_context():
            due.tick(clock.now())
            db.session.remove()

    db.session.rollback()
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(tick, range(3)))
    assert room.row(made).state == "open"
    assert db.session.scalar(select(func.count()).select_from(Box)) == 1
    assert len(list(room.keys.glob("*.key"))) == 1


def test_a_draft_pressed_many_times_is_one(world: World) -> None:
    room = Room(world)
    desk = world.client(room.supervisor)
    asks = [press(desk, "/desk/appraisals/new/", **typed(clock.today())) for _ in range(4)]
    assert at_once(asks) == [303] * 4
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Appraisal)) == 1


def test_two_replies_at_once_and_one_stands(room: Room) -> None:
    made = room.opened(closes_on=clock.today() + DAY)
    room.close(made)
    director = room.world.staff(Role.DIRECTOR)
    asks = [press(director, f"/appraisals/{made}/reply/", reply=f"第{n}份答复") for n in range(4)]
    assert sorted(at_once(asks)) == [303, 409, 409, 409]
