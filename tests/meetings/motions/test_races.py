"""Sixty members at once, and a vote that races the close: the database decides."""

import json
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple
from subprocess import PIPE, Popen

import pytest

from portal.core import clock
from portal.core.db import db, writing
from portal.meetings.motions import entered, queries
from portal.meetings.motions.actions import carrying, hands, opening, voting
from portal.meetings.motions.actions.voting import Draft
from portal.meetings.motions.rules import Form, Refused
from portal.meetings.motions.standing import Standing
from portal.resolutions import queries as resolutions
from tests.meetings.motions.room import SECRET, Room, make_room, reviewed
from tests.world import World

SIZE = 60


@pytest.fixture
def hall(world: World) -> Room:
    return make_room(world, size=SIZE)


def drafts(room: Room, motion_id: int) -> list[tuple[int, Draft]]:
    """(member, vote): every third against, every fifth of the rest abstains."""
    motion, made = room.row(motion_id), []
    for place, row in enumerate(queries.roll(motion_id)):
        choice = "against" if place % 3 == 0 else "abstain" if place % 5 == 0 else "for"
        code, mark = "", ""
        if motion.is_secret:
            shown = voting.offer(motion, row, SECRET)
            code, mark = shown.code, shown.mark
        made.append((row.person_id, Draft(row.id, choice, code, mark)))
    db.session.rollback()
    return made


def cast(room: Room, motion_id: int, person_id: int, draft: Draft) -> str:
    """In a connection of its own, as a process of its own would."""
    with room.world.app.app_context():
        try:
            with writing():
                motion = queries.locked_alone(motion_id)
                now = clock.database_now(db.session)
                voting.cast(motion, person_id, draft, SECRET, now)
        except Refused as no:
            return no.reason
        finally:
            db.session.remove()
    return "cast"


EXPECTED = {"for": 32, "against": 20, "abstain": 8}


@pytest.mark.parametrize("form", Form)
def test_sixty_members_vote_at_once_each_twice_and_the_sums_are_right(
    hall: Room, form: Form
) -> None:
    motion = hall.motion(form=form)
    hall.open(motion)
    votes = drafts(hall, motion)
    assert Counter(draft.choice for _who, draft in votes) == EXPECTED
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda one: cast(hall, motion, *one), [*votes, *votes]))
    assert answers == ["cast"] * 2 * SIZE  # the second of each is the same press again
    assert queries.progress(hall.row(motion)).given == SIZE
    hall.close(motion)
    assert hall.figures(motion) == (SIZE, SIZE, 32, 20, 8, 0)


@pytest.mark.parametrize("form", Form)
def test_sixty_members_vote_from_two_processes_and_nobody_counts_twice(
    hall: Room, form: Form
) -> None:
    motion = hall.motion(form=form)
    hall.open(motion)
    votes = drafts(hall, motion)
    halves = votes[:40], votes[20:]  # twenty members press in both
    processes = [_process(hall, motion, half) for half in halves]
    for one in processes:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    answers = [json.loads(one.communicate()[0]) for one in _started(processes)]
    assert [len(one) for one in answers] == [40, 40]
    assert Counter(answers[0] + answers[1]) == {"cast": 80}  # the same press again changes nothing
    assert queries.progress(hall.row(motion)).given == SIZE
    hall.close(motion)
    assert hall.figures(motion) == (SIZE, SIZE, 32, 20, 8, 0)


def _process(room: Room, motion_id: int, votes: list[tuple[int, Draft]]) -> Popen[str]:
    """Another Python with another app on the same database, ready to cast these."""
    config = room.world.app.config["PORTAL"]
    order = {
        "folder": str(config.instance),
        "database": config.database_url,
        "motion": motion_id,
        "secret": SECRET,
        "votes": [(who, astuple(draft)) for who, draft in votes],
    }
    command = [sys.executable, "-m", "tests.meetings.motions.voter"]
    made = Popen(command, stdin=PIPE, stdout=PIPE, text=True)
    assert made.stdin is not None
    made.stdin.write(json.dumps(order) + "\n")
    made.stdin.flush()
    return made


def _started(processes: list[Popen[str]]) -> list[Popen[str]]:
    """All told to begin before anybody is waited for."""
    for one in processes:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    return processes


@pytest.mark.parametrize("form", Form)
def test_two_tabs_of_one_member_that_say_two_things_count_once(room: Room, form: Form) -> None:
    motion = room.motion(form=form)
    room.open(motion)
    who = room.members[3]
    member = room.client(who)
    tabs = [reviewed(member, motion, one) for one in ("for", "against", "abstain")]
    db.session.rollback()
    address = f"/motions/{motion}/vote/cast/"
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda data: member.post(address, data=data).status_code, tabs))
    assert Counter(answers) == {303: 1, 422: 2}
    assert queries.progress(room.row(motion)).given == 1


@pytest.mark.parametrize("form", Form)
def test_a_vote_that_races_the_close_is_counted_or_refused_and_never_lost(
    hall: Room, form: Form
) -> None:
    motion = hall.motion(form=form)
    hall.open(motion)
    votes = drafts(hall, motion)

    def close() -> None:
        with hall.world.app.app_context():
            try:
                hall.close(motion)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(6) as pool:
        first = [pool.submit(cast, hall, motion, *one) for one in votes[:30]]
        ending = pool.submit(close)
        second = [pool.submit(cast, hall, motion, *one) for one in votes[30:]]
        answers = [one.result() for one in (*first, *second)]
        ending.result()
    assert set(answers) <= {"cast", "closed"}
    taken = Counter(
        draft.choice
        for (_who, draft), answer in zip(votes, answers, strict=True)
        if answer == "cast"
    )
    one = hall.row(motion)
    assert (one.in_favour, one.against, one.abstain) == (
        taken["for"],
        taken["against"],
        taken["abstain"],
    )


def test_two_motions_opened_in_the_same_instant_are_one(room: Room) -> None:
    motions = [room.motion(title=f"第{n}件") for n in range(4)]
    db.session.rollback()

    def open_(motion: int) -> str:
        with room.world.app.app_context():
            try:
                opening.open_vote(motion, room.chair, room.keys, clock.now())
            except Refused as no:
                return no.reason
            finally:
                db.session.remove()
        return "open"

    with ThreadPoolExecutor(4) as pool:
        answers = Counter(pool.map(open_, motions))
    assert answers == {"open": 1, "other_open": 3}


def test_two_who_press_close_make_one_resolution(room: Room) -> None:
    motion = room.motion(form="secret")
    room.open(motion)
    room.vote(motion, "for", *room.members)
    db.session.rollback()

    def close(by: int) -> str:
        with room.world.app.app_context():
            try:
                room.close(motion, by)
            except Refused as no:
                return no.reason
            finally:
                db.session.remove()
        return "closed"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(close, [room.chair, room.chair]))
    assert answers[0] == "closed"
    assert room.figures(motion) == (6, 6, 6, 0, 0, 0)
    assert len(resolutions.everything()) == 1


def test_signatures_in_the_same_instant_admit_a_motion_once(world: World) -> None:
    room = make_room(world, sponsors=3)
    motion = room.draft()
    room.submit(motion)
    db.session.rollback()

    def sign(person_id: int) -> str:
        with room.world.app.app_context():
            try:
                room.sign(motion, person_id)
            except Refused as no:
                return no.reason
            finally:
                db.session.remove()
        return "signed"

    with ThreadPoolExecutor(5) as pool:
        answers = Counter(pool.map(sign, room.members[1:]))
    assert answers == {"signed": 3, "moved_on": 2}
    assert room.row(motion).state == "admitted"


# ---- What was entered for somebody, against what they do themselves


def at_once(room: Room, *acts: Callable[[], object]) -> list[str]:
    """Each in a thread and a connection of its own; ``done``, or why not."""
    db.session.rollback()

    def run(act: Callable[[], object]) -> str:
        with room.world.app.app_context():
            try:
                act()
            except Refused as no:
                return no.reason
            finally:
                db.session.remove()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def enter(room: Room, motion: int, voice: int, choice: str) -> None:
    with writing():
        hands.enter_hands(queries.locked(motion), {voice: choice}, room.clerk, clock.now())


@pytest.mark.parametrize("again", range(4))
def test_ones_own_vote_that_races_a_hand_is_what_counts(room: Room, again: int) -> None:
    motion = room.motion()
    room.open(motion)
    who = room.members[4]
    voice, own = room.voice(motion, who).id, Draft(room.voice(motion, who).id, "against")
    acts = [
        lambda: enter(room, motion, voice, "for"),
        lambda: cast_own(room, motion, who, own),
        lambda: enter(room, motion, voice, "abstain"),
    ]
    answers = at_once(room, *acts[again % 2 :], *acts[: again % 2])
    assert set(answers) == {"done"}  # a hand that comes late changes nothing
    db.session.rollback()
    row = room.voice(motion, who)
    assert (row.choice, row.via, row.entered_by) == ("against", "phone", None)
    assert queries.progress(room.row(motion)).given == 1


def cast_own(room: Room, motion: int, who: int, draft: Draft) -> None:
    with writing():
        voting.cast(queries.locked_alone(motion), who, draft, SECRET, clock.now())


@pytest.mark.parametrize("again", range(4))
def test_an_objection_that_races_the_close_frees_the_voice_or_stands_in_the_result(
    room: Room, again: int
) -> None:
    """Before it the close waits; after it no resolution is drawn. It is never lost."""
    motion = room.motion()
    room.open(motion)
    room.vote(motion, "for", *room.members[:3])
    who = room.members[4]
    voice = room.voice(motion, who).id
    enter(room, motion, voice, "for")

    def object_() -> None:
        with writing():
            hands.object_to_hand(queries.locked(motion), voice, who, clock.now())

    acts = [object_, lambda: room.close(motion, minutes=3)]
    answers = at_once(room, *(acts if again % 2 else acts[::-1]))
    assert set(answers) <= {"done", "too_soon"}
    one = room.row(motion)
    assert resolutions.of_source("meetings.motion", motion) is None
    assert queries.answers(motion)[who].meant is False
    if one.is_decided and one.in_favour == 4:  # closed first: it stands in the result
        assert entered.result(one, clock.now()).standing is Standing.TURNED
    else:
        assert room.voice(motion, who).choice is None


@pytest.mark.parametrize("again", range(2))
def test_two_phones_of_one_member_that_object_and_vote_count_once(room: Room, again: int) -> None:
    motion = room.motion()
    room.open(motion)
    who = room.members[4]
    voice = room.voice(motion, who).id
    enter(room, motion, voice, "for")

    def object_() -> None:
        with writing():
            hands.object_to_hand(queries.locked(motion), voice, who, clock.now())

    def own() -> None:
        cast_own(room, motion, who, Draft(voice, "against"))

    answers = at_once(room, *((object_, own) if again else (own, object_)))
    assert set(answers) <= {"done", "not_a_hand"}
    db.session.rollback()
    row = room.voice(motion, who)
    assert (row.choice, row.via) == ("against", "phone")
    assert queries.progress(room.row(motion)).given == 1


def test_two_who_put_a_turned_motion_again_make_one(room: Room) -> None:
    motion = room.motion()
    room.open(motion)
    room.vote(motion, "for", *room.members[:3])
    who = room.members[4]
    enter(room, motion, room.voice(motion, who).id, "for")
    room.close(motion, minutes=3)
    with writing():
        voice = room.voice(motion, who).id
        hands.object_to_hand(queries.locked(motion), voice, who, clock.now())

    def again() -> None:
        with writing():
            carrying.carry(queries.locked(motion), room.chair, clock.now())

    assert sorted(at_once(room, again, again)) == ["carried", "done"]
    assert len(queries.of_meeting(room.meeting_id)) == 2
