"""Reading messages: a person's own, and how many are unread."""

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import func, select

from portal.core.db import db
from portal.core.outbox import Message


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
