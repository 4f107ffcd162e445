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


def test_message_goes_with_the_transaction_that_causes_it(world: World) -> None:
    person_id = world.person().id
    try:
        with writing():
            outbox.tell([person_id], GREETED, clock.now(), name="王秀英")
            raise KeyError
    except KeyError:
        db.session.rollback()
    assert outbox.latest(person_id, 5) == []
