"""Whoever holds the tables cannot tell how somebody answered: not by order, ids, sizes or times."""

import json
from collections import Counter
from random import Random

from sqlalchemy import inspect, select

from portal.appraisals.actions import closing
from portal.appraisals.models import Appraisal, Cell
from portal.audit.models import AuditFact
from portal.ballots import keys
from portal.ballots.models import Ballot, Box, Envelope, Receipt, RollRow
from portal.ballots.sealing import open_all
from portal.core import clock
from portal.core.db import db
from portal.core.outbox import Message
from tests.appraisals.making import Room
from tests.world import World

PEOPLE = 120
CHANCE = 25
"""By how many a join that finds nothing may be off the half: 4.5 times the deviation."""


def filled(world: World) -> tuple[Room, int, list[int]]:
    """Everyone answers, in the order of the roll; the first half is satisfied, the other is not."""
    room = Room(world)
    for _ in range(PEOPLE):
        world.person()
    made = room.opened(asks_words=True)
    people = [one for one in room.roll(made) if one != room.supervisor.person_id][:PEOPLE]
    shuffled = Random(7).sample(people, PEOPLE)
    for place, person_id in enumerate(shuffled):
        said = "satisfied" if place < PEOPLE // 2 else "dissatisfied"
        words = f"第{place}句" if place % 2 else ""
        assert room.answer(made, person_id, said, words=words) == "cast"
    return room, made, shuffled


def test_all_envelopes_of_a_box_are_of_one_size(world: World) -> None:
    _room, made, _people = filled(world)
    found = db.session.get_one(Appraisal, made)
    for box_id in (found.box_id, found.words_box_id):
        sealed = list(db.session.scalars(select(Envelope).where(Envelope.box_id == box_id)))
        assert len(sealed) == PEOPLE
        assert len({len(one.sealed) for one in sealed}) == 1
        assert len({one.id for one in sealed}) == PEOPLE


def test_who_wrote_words_and_who_did_not_look_alike(world: World) -> None:
    """An empty sheet is sealed too, and the sheets of words have a box and a size of their own."""
    _room, made, _people = filled(world)
    found = db.session.get_one(Appraisal, made)
    boxes = [db.session.get_one(Box, one) for one in (found.box_id, found.words_box_id)]
    rolls = [
        len(db.session.scalars(select(RollRow).where(RollRow.box_id == one.id)).all())
        for one in boxes
    ]
    assert rolls == [PEOPLE + 1, 0]  # the words' box knows nobody


def test_no_envelope_can_be_told_from_the_roll_by_its_id(world: World) -> None:
    """Envelopes by id against the roll by row, by person, as they came: opened with the key, which
    an adversary has not, the pairs match by chance alone. (The order in which a database keeps its
    rows may be that of their coming: that is why none is ever opened in place.)
    """
    room, made, came = filled(world)
    box = db.session.get_one(Box, db.session.get_one(Appraisal, made).box_id)
    private = keys.read(room.keys, box)
    assert private is not None
    sealed = select(Envelope.sealed).where(Envelope.box_id == box.id).order_by(Envelope.id)
    said = [
        json.loads(open_all([one], private)[0].content)["answers"][0]
        for one in db.session.scalars(sealed)
    ]
    rows = select(RollRow.person_id).where(RollRow.box_id == box.id).order_by(RollRow.id)
    roll = [one for one in db.session.scalars(rows) if one in came]
    truth = {
        person: "satisfied" if place < PEOPLE // 2 else "dissatisfied"
        for place, person in enumerate(came)
    }
    for order in (roll, sorted(roll), came, came[::-1]):
        hits = sum(truth[who] == what for who, what in zip(order, said, strict=True))
        assert abs(hits - PEOPLE // 2) <= CHANCE, hits


def test_after_the_end_nothing_of_a_single_answer_is_anywhere(world: World) -> None:
    room, made, _people = filled(world)
    found = room.close(made)
    assert db.session.scalars(select(Envelope)).all() == []
    kept = db.session.scalars(select(Ballot)).all()
    assert {one.box_id for one in kept} == {found.words_box_id}
    assert {one.grid_code for one in kept} == {""}
    contents = [one.content for one in kept]
    assert contents == sorted(contents)  # by what they say, not as they came
    assert list(room.keys.glob("*.key")) == []
    assert db.session.get_one(Box, found.box_id).key_erased_at is not None
    shown = {one.answer: one.count for one in db.session.scalars(select(Cell)) if not one.grid_code}
    assert shown == {"satisfied": 60, "fairly": 0, "dissatisfied": 60, "unsure": 0, "": 0}


def test_hidden_counts_are_not_kept_either(room: Room) -> None:
    made = room.opened()
    room.answers(made, *[["satisfied"]] * 7, ["dissatisfied"], ["dissatisfied"])
    room.close(made)
    kept = {one.answer: one.count for one in db.session.scalars(select(Cell))}
    assert kept == {"satisfied": None, "dissatisfied": None, "fairly": 0, "unsure": 0, "": 0}


def test_no_table_has_a_time_beside_who_answered(room: Room) -> None:
    for table in (RollRow, Envelope, Receipt, Ballot, Cell):
        kinds = {str(one.type) for one in inspect(table).columns}
        assert not kinds & {"DATETIME", "UTCDATETIME", "TIMESTAMP"}, table


def test_answering_writes_no_message_and_no_line_on_record(room: Room) -> None:
    made = room.opened()
    before = _written()
    assert room.answer(made, room.roll(made)[0], "satisfied") == "cast"
    assert _written() == before


def _written() -> tuple[int, int]:
    db.session.rollback()
    return (
        len(db.session.scalars(select(Message.id)).all()),
        len(db.session.scalars(select(AuditFact)).all()),
    )


def test_a_blank_line_betrays_nobody(world: World) -> None:
    """Whoever is appraised leaves their own line; so may anybody, and it looks the same."""
    room = Room(world)
    for _ in range(4):
        world.person()
    made = room.opened(subjects=("甲", "乙"))
    room.answers(made, ["", "fairly"], ["", "fairly"], ["satisfied", "fairly"])
    found = room.close(made)
    assert found.taken_part == 3


def test_a_count_that_was_killed_ends_in_the_same_figures(
    world: World, monkeypatch: object
) -> None:
    room, made, _people = filled(world)
    end = clock.end_of(room.row(made).closes_on)
    killed = Counter[str]()

    def once(name: str) -> None:
        real = getattr(closing, name)

        def stumbles(*said: object, **more: object) -> object:
            killed[name] += 1
            if killed[name] == 1:
                raise KeyboardInterrupt(name)
            return real(*said, **more)

        monkeypatch.setattr(closing, name, stumbles)  # type: ignore[attr-defined]

    for name in ("_count", "_erase_key", "_post"):
        once(name)
        try:
            closing.close(made, room.keys, end)
        except KeyboardInterrupt:
            db.session.rollback()
    room.tick(end)
    found = room.row(made)
    assert (found.state, found.taken_part) == ("posted", PEOPLE)
    assert killed["_count"] >= 1
    assert len(db.session.scalars(select(Cell).where(Cell.grid_code == "")).all()) == 5
