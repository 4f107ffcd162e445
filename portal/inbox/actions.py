"""What people do with their messages and their consent to mail, in the caller's transaction."""

from datetime import datetime, timedelta
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from sqlalchemy import update

from portal.accounts import throttle
from portal.accounts.rules import LOGIN_LIMIT, Limit
from portal.audit import kinds
from portal.audit.actions import record
from portal.core.db import db
from portal.core.outbox import Message
from portal.inbox import queries, seals
from portal.inbox.models import MailAddress
from portal.inbox.rules import Pace

AGREED = kinds.kind("inbox.mail_agreed", _l("验证了邮箱，同意用邮件接收消息"))
WITHDRAWN = kinds.kind("inbox.mail_withdrawn", _l("收回了用邮件接收消息的同意"))

SEND_LIMIT = Limit(10, timedelta(hours=1), timedelta(hours=1))  # nobody floods a mailbox through us

# ---- Reading ----


def mark_read(message: Message, now: datetime) -> None:
    """Notes when it was first read; read again it keeps that instant."""
    message.read_at = message.read_at or now


def mark_all_read(person_id: int, upto: int, now: datetime) -> None:
    """Marks what the reader has been shown: a message that came since then stays unread."""
    shown = (Message.person_id == person_id, Message.id <= upto, Message.read_at.is_(None))
    db.session.execute(update(Message).where(*shown).values(read_at=now))


# ---- Consent to mail ----


def may_send_code(person_id: int, address: str, now: datetime) -> bool:
    """Counts one code to be sent, by whom and to where; False when there have been too many."""
    keys = [throttle.key("mail from", str(person_id)), throttle.key("mail to", address)]
    if throttle.locked(keys, now):
        return False
    throttle.count_failure(dict.fromkeys(keys, SEND_LIMIT), now)
    return True


class Proof(StrEnum):
    """What a typed code is answered with."""

    RIGHT = "right"
    WRONG = "wrong"
    MUST_WAIT = "must_wait"
    STALE = "stale"


def prove(person_id: int, ticket: str, typed: str, language: str, now: datetime) -> Proof:
    """Keeps the address of a ticket if the code is right: from now on the person has agreed.

    Wrong codes are counted. A ticket that is old or somebody else's proves nothing.
    """
    address = seals.address_of(ticket, person_id)
    if address is None:
        return Proof.STALE
    key = throttle.key("mail code", str(person_id))
    if throttle.locked([key], now):
        return Proof.MUST_WAIT
    if typed != seals.code(ticket):
        throttle.count_failure({key: LOGIN_LIMIT}, now)
        return Proof.WRONG
    throttle.forget([key])
    _keep(person_id, address, language, now)
    return Proof.RIGHT


def _keep(person_id: int, address: str, language: str, now: datetime) -> None:
    """In place of the one before; what was chosen for that stays."""
    row = queries.address_of(person_id) or MailAddress(person_id=person_id)
    row.address, row.language, row.confirmed_at = address, language, now
    db.session.add(row)
    db.session.flush()
    record(AGREED, person_id, now)


def withdraw(address: MailAddress, now: datetime) -> None:
    """Forgets the address; what waits to be mailed is not."""
    person_id = address.person_id
    db.session.delete(address)
    db.session.flush()
    record(WITHDRAWN, person_id, now)


def choose(address: MailAddress, mine: Pace, rounds: Pace, language: str) -> None:
    """How soon what concerns the person goes by mail, in the language they are reading now."""
    address.mine, address.rounds, address.language = mine, rounds, language


def unsubscribe(address: MailAddress) -> None:
    """No more mail but what concerns the account."""
    address.mine = address.rounds = Pace.NEVER
