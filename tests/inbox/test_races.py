"""Several senders at once: the database decides who sends what."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from portal.core import outbox
from portal.core.db import db, writing
from portal.inbox import delivery
from portal.inbox.models import Delivery, DeliveryItem
from portal.inbox.rules import Pace
from tests.inbox.conftest import ALARM, NEWS, Post
from tests.inbox.test_delivery import at


@pytest.mark.parametrize(("pace", "now"), [(Pace.AT_ONCE, at(9)), (Pace.DAILY, at(18))])
def test_four_processes_at_once_send_each_mail_once(post: Post, pace: Pace, now: datetime) -> None:
    """Packing and sending, by processes whose clocks differ by some seconds."""
    for number in range(12):
        post.tell(post.reader(f"reader{number}", mine=pace), NEWS, at(8, 59), "甲", "乙")
    db.session.rollback()
    mail = post.box.mail()

    def run(late: int) -> Counter[str]:
        with post.world.app.app_context():
            return delivery.run(mail, lambda: now + timedelta(seconds=late))

    with ThreadPoolExecutor(4) as pool:
        done = sum(pool.map(run, range(4)), Counter())
    assert done == Counter(sent=12)
    assert sorted(post.box.addressed) == sorted(f"reader{n}@mail.example" for n in range(12))


def test_a_message_lies_in_one_mail(post: Post) -> None:
    post.tell(post.reader(), ALARM, at(9))
    delivery.pack(at(9))
    (made,) = post.deliveries()
    message = outbox.latest(made.person_id, 1)[0]
    with pytest.raises(IntegrityError), writing():
        db.session.add(DeliveryItem(message_id=message.id, delivery_id=made.id))


def test_nobody_has_two_digests_of_one_day(post: Post) -> None:
    post.tell(post.reader(), NEWS, at(9))
    delivery.pack(at(18))
    (made,) = post.deliveries()
    copy = {"reference": "other", "person_id": made.person_id, "digest_on": made.digest_on}
    with pytest.raises(IntegrityError), writing():
        db.session.add(Delivery(**copy, at_any_hour=False, created_at=at(18), due_at=at(18)))
