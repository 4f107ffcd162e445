"""Messages and mail go when somebody has their data erased."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from portal.accounts.leaving import leave
from portal.accounts.mine import gather
from portal.accounts.models import Account
from portal.audit.models import AuditFact
from portal.core import clock, outbox
from portal.core.db import db, writing
from portal.core.outbox import Message
from portal.inbox import delivery
from portal.inbox.models import Delivery, DeliveryItem, MailAddress
from portal.inbox.rules import Pace
from tests.world import Member, World

NEWS = outbox.kind("test.erasing", _l("第 %(number)s 件事办好了"), urgent=True)


def with_mail(member: Member, address: str) -> None:
    """A mail is packed and waits, and a message that came later lies in none."""
    with writing():
        db.session.add(
            MailAddress(
                person_id=member.person_id,
                address=address,
                language="zh",
                mine=Pace.AT_ONCE,
                confirmed_at=clock.now(),
            )
        )
        outbox.tell([member.person_id], NEWS, clock.now(), number=1)


def figures(member: Member) -> list[int]:
    """Messages, mails, their contents, addresses."""
    db.session.rollback()
    own = select(Message.id).where(Message.person_id == member.person_id)
    counted = (
        select(func.count()).select_from(Message).where(Message.id.in_(own)),
        select(func.count()).select_from(Delivery).where(Delivery.person_id == member.person_id),
        select(func.count()).select_from(DeliveryItem).where(DeliveryItem.message_id.in_(own)),
        select(func.count())
        .select_from(MailAddress)
        .where(MailAddress.person_id == member.person_id),
    )
    return [db.session.scalar(one) or 0 for one in counted]


def test_messages_mails_and_the_address_go_and_nobody_elses(world: World) -> None:
    me, other = world.account(), world.account()
    with_mail(me, "wo@mail.example")
    with_mail(other, "bie@mail.example")
    at_noon = clock.now().replace(hour=4)
    delivery.pack(at_noon)
    assert (figures(me), figures(other)) == ([1, 1, 1, 1], [1, 1, 1, 1])
    held = {one.section.code: one.rows for one in gather(me.person_id)}
    assert [one["邮箱"] for one in held["mail"]] == ["wo@mail.example"]
    assert [one["消息"] for one in held["messages"]] == ["第 1 件事办好了"]
    assert len(held["letters"]) == 1
    with writing():
        leave(db.session.get_one(Account, me.account_id), clock.now())
    assert (figures(me), figures(other)) == ([0, 0, 0, 0], [1, 1, 1, 1])
    assert delivery.claim(at_noon) is not None
    assert delivery.claim(at_noon) is None
    acts = db.session.scalars(select(AuditFact.kind).order_by(AuditFact.number)).all()
    assert acts == ["inbox.mail_withdrawn", "accounts.erased"]
