import re

import pytest
from flask_babel import lazy_gettext as _l

from portal.core import clock, outbox
from portal.core.db import db, writing
from tests.world import World

GREETED = outbox.kind("test.greeted", _l("%(name)s问您好"))


def test_message_is_read_as_a_sentence_newest_first(world: World) -> None:
    one, other = world.person().id, world.person().id
    with writing():
        outbox.tell([one, other], GREETED, clock.now(), name="王秀英")
        outbox.tell([one], GREETED, clock.now(), name="李建国")
    assert [message.sentence for message in outbox.latest(one, 5)] == [
        "李建国问您好",
        "王秀英问您好",
    ]
    assert [message.sentence for message in outbox.latest(one, 1)] == ["李建国问您好"]
    assert [message.sentence for message in outbox.latest(other, 5)] == ["王秀英问您好"]


def test_days_and_instants_read_as_everywhere_else(world: World) -> None:
    person_id = world.person().id
    with writing():
        for when in ("2026-12-11", "2026-12-11 09:05", "2026-13-41", "12-11"):
            outbox.tell([person_id], GREETED, clock.now(), name=when)
    assert [one.sentence for one in outbox.latest(person_id, 5)] == [
        "12-11问您好",
        "2026-13-41问您好",
        "2026年12月11日 09:05问您好",
        "2026年12月11日问您好",
    ]


def test_the_same_words_are_told_once_while_they_wait_unread(world: World) -> None:
    one, other = world.person().id, world.person().id
    with writing():
        for _ in range(3):
            outbox.tell_once([one], GREETED, clock.now(), name="王秀英")
        outbox.tell_once([one, other], GREETED, clock.now(), name="王秀英")
        outbox.tell_once([one], GREETED, clock.now(), name="李建国")
    assert len(outbox.latest(one, 9)) == 2
    assert len(outbox.latest(other, 9)) == 1
    with writing():
        outbox.latest(other, 1)[0].read_at = clock.now()
        outbox.tell_once([other], GREETED, clock.now(), name="王秀英")
    assert len(outbox.latest(other, 9)) == 2


def test_message_goes_with_the_transaction_that_causes_it(world: World) -> None:
    person_id = world.person().id
    try:
        with writing():
            outbox.tell([person_id], GREETED, clock.now(), name="王秀英")
            raise KeyError
    except KeyError:
        db.session.rollback()
    assert outbox.latest(person_id, 5) == []


def test_no_kind_of_message_can_tell_how_anyone_voted(world: World) -> None:
    """Every kind that a room has named, with all that its words and its link may use."""
    for code, kind in outbox.all_kinds().items():
        words = f"{kind.sentence} {kind.link}"
        assert not outbox.betrays([code, *re.findall(r"%\((\w+)\)", words)]), code


@pytest.mark.parametrize(
    "key", ["choice", "choices", "ballot", "ballot_id", "receipt_code", "envelope", "voted_for"]
)
def test_a_payload_that_could_tell_how_somebody_voted_is_refused(world: World, key: str) -> None:
    person_id = world.person().id
    with pytest.raises(ValueError, match=key), writing():
        outbox.tell([person_id], GREETED, clock.now(), name="王秀英", **{key: "3"})
    assert outbox.latest(person_id, 5) == []


def test_a_kind_is_about_ones_own_matters_and_waits_unless_it_says_otherwise() -> None:
    kinds = outbox.all_kinds()
    assert (kinds[GREETED].group, kinds[GREETED].urgent) == (outbox.Group.MINE, False)
    told = kinds["accounts.housemate_joined"]
    assert told.group is outbox.Group.ACCOUNT
