"""Amendments are decided before their motion, and give it its words."""

import pytest

from portal.core import clock
from portal.core.db import writing
from portal.meetings.motions import queries
from portal.meetings.motions.actions import moving
from portal.meetings.motions.rules import No, Refused
from portal.resolutions import queries as resolutions
from tests.meetings.motions.room import Room, why_not

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
