"""What people do with their messages, in the caller's transaction."""

from datetime import datetime

from sqlalchemy import update

from portal.core.db import db
from portal.core.outbox import Message


def mark_read(message: Message, now: datetime) -> None:
    """Notes when it was first read; read again it keeps that instant."""
    message.read_at = message.read_at or now


def mark_all_read(person_id: int, upto: int, now: datetime) -> None:
    """Marks what the reader has been shown: a message that came since then stays unread."""
    shown = (Message.person_id == person_id, Message.id <= upto, Message.read_at.is_(None))
    db.session.execute(update(Message).where(*shown).values(read_at=now))
