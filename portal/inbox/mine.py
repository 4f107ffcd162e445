"""The messages and the mail of one person: registered at import."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from portal.accounts import mine
from portal.accounts.mine import Done, Leaver, Row, Section, carry_out
from portal.accounts.rules import masked
from portal.core.db import db
from portal.core.outbox import Message
from portal.core.words import moment
from portal.inbox import actions, queries, words
from portal.inbox.models import Delivery, DeliveryItem
from portal.inbox.rules import Pace


def _messages(person_id: int) -> list[Row]:
    own = select(Message).where(Message.person_id == person_id).order_by(Message.id)
    return [
        {
            _("时间"): moment(one.created_at),
            _("消息"): _sentence(one),
            _("读过"): moment(one.read_at) or _("没有"),
        }
        for one in db.session.scalars(own)
    ]


def _sentence(message: Message) -> str:
    """A housemate who is named in a message is somebody else: enough to know them by."""
    payload = dict(message.payload)
    if "name" in payload:
        payload["name"] = masked(payload["name"])
    return Message(kind=message.kind, payload=payload).sentence


def _erase_messages(leaver: Leaver) -> Done:
    own = select(Message.id).where(Message.person_id == leaver.person_id)
    carry_out(delete(DeliveryItem).where(DeliveryItem.message_id.in_(own)))
    return Done(carry_out(delete(Message).where(Message.person_id == leaver.person_id)))


def _mail(person_id: int) -> list[Row]:
    address = queries.address_of(person_id)
    if address is None:
        return []
    return [
        {
            _("邮箱"): address.address,
            _("同意的时间"): moment(address.confirmed_at),
            _("与我有关的事"): str(words.PACES[Pace(address.mine)]),
            _("轮次和结果"): str(words.PACES[Pace(address.rounds)]),
        }
    ]


def _letters(person_id: int) -> list[Row]:
    own = select(Delivery).where(Delivery.person_id == person_id).order_by(Delivery.id)
    return [
        {_("时间"): moment(one.created_at), _("办完"): moment(one.closed_at) or _("还没有发出")}
        for one in db.session.scalars(own)
    ]


def _erase_mail(leaver: Leaver) -> Done:
    address = queries.address_of(leaver.person_id)
    if address is None:
        return Done()
    actions.withdraw(address, leaver.now)
    return Done(1)


def _erase_letters(leaver: Leaver) -> Done:
    own = select(Delivery.id).where(Delivery.person_id == leaver.person_id)
    carry_out(delete(DeliveryItem).where(DeliveryItem.delivery_id.in_(own)))
    return Done(carry_out(delete(Delivery).where(Delivery.person_id == leaver.person_id)))


mine.register(
    Section(
        "messages",
        _l("消息"),
        _l("把与您有关的事告诉您"),
        _l("您有账号的时候"),
        _messages,
        ("message.person_id",),
        erased=_l("全部消息，没读过的也一样"),
        erase=_erase_messages,
    )
)
mine.register(
    Section(
        "mail",
        _l("邮箱"),
        _l("您同意了，才用邮件发消息"),
        _l("到您收回同意为止"),
        _mail,
        ("mail_address.person_id",),
        erased=_l("您的邮箱；从此不再发邮件"),
        erase=_erase_mail,
    )
)
mine.register(
    Section(
        "letters",
        _l("给您发过的邮件"),
        _l("同一封信不发两次，发不出去能再试"),
        _l("您有账号的时候"),
        _letters,
        ("delivery.person_id",),
        erased=_l("发信的记录；还没发出的不再发"),
        erase=_erase_letters,
    )
)
