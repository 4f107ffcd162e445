"""Reading messages, and what became of them by mail."""

from dataclasses import dataclass
from datetime import datetime

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import func, select

from portal.core.db import db
from portal.core.outbox import Message
from portal.core.waiting import Waiting
from portal.inbox.models import Delivery, MailAddress
from portal.inbox.rules import KEPT, Outcome


def messages(person_id: int, only_unread: bool, number: int, size: int) -> Pagination:
    """One page of a person's messages, newest first; beyond the end it is the last one."""
    wanted = select(Message).where(Message.person_id == person_id).order_by(Message.id.desc())
    if only_unread:
        wanted = wanted.where(Message.read_at.is_(None))
    found = db.paginate(wanted, page=number, per_page=size, error_out=False)
    if number > found.pages > 0:
        return db.paginate(wanted, page=found.pages, per_page=size, error_out=False)
    return found


def unread_count(person_id: int) -> int:
    """How many messages wait to be read: asked by every page of a signed-in person."""
    unread = select(func.count()).select_from(Message)
    mine = unread.where(Message.person_id == person_id, Message.read_at.is_(None))
    return db.session.scalar(mine) or 0


def own_message(person_id: int, message_id: int) -> Message | None:
    """A message, if it was written to this person."""
    message = db.session.get(Message, message_id)
    return message if message and message.person_id == person_id else None


# ---- By mail ----


def address_of(person_id: int) -> MailAddress | None:
    """Where this person agreed to get mail."""
    return db.session.scalar(select(MailAddress).where(MailAddress.person_id == person_id))


def last_was_given_up(address: MailAddress) -> datetime | None:
    """When the latest mail to this address was given up; None if it was not."""
    closed = select(Delivery).where(
        Delivery.person_id == address.person_id,
        Delivery.closed_at >= address.confirmed_at,
        Delivery.outcome != Outcome.NEEDLESS,
    )
    last = db.session.scalars(closed.order_by(Delivery.closed_at.desc()).limit(1)).first()
    return last.closed_at if last and last.outcome == Outcome.GIVEN_UP else None


@dataclass(frozen=True)
class MailFigures:
    """How many mails wait, and what became of those of the last seven days."""

    waiting: int
    sent: int
    given_up: int


def given_up(now: datetime) -> Waiting:
    """For the desk: how many mails of the last seven days did not arrive."""
    lost = Delivery.closed_at > now - KEPT, Delivery.outcome == Outcome.GIVEN_UP
    return Waiting(select(func.count()).select_from(Delivery).where(*lost))


def mail_figures(now: datetime) -> MailFigures:
    recent = (Delivery.closed_at > now - KEPT) | Delivery.outcome.is_(None)
    counted = select(Delivery.outcome, func.count()).where(recent).group_by(Delivery.outcome)
    found: dict[str | None, int] = dict(db.session.execute(counted).all())
    return MailFigures(
        waiting=found.get(None, 0),
        sent=found.get(Outcome.SENT, 0),
        given_up=found.get(Outcome.GIVEN_UP, 0),
    )
