"""Messages to people, written in the transaction that causes them and shown in the portal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import LazyString
from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Model, UTCDateTime, db


@dataclass(frozen=True)
class Kind:
    """``sentence`` and ``link`` may use %(name)s of the payload."""

    sentence: LazyString
    link: str | None


_KINDS: dict[str, Kind] = {}


class Message(Model):
    """One thing that one person is told; the words are made from kind and payload when read."""

    __tablename__ = "message"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @property
    def sentence(self) -> str:
        return str(_KINDS[self.kind].sentence) % self.payload

    @property
    def link(self) -> str | None:
        """The path of the page that it is about."""
        path = _KINDS[self.kind].link
        return path % self.payload if path else None


def kind(code: str, sentence: LazyString, link: str | None = None) -> str:
    """Names a kind of message, and the path of the page it leads to (``/budget/%(round)s/``)."""
    _KINDS[code] = Kind(sentence, link)
    return code


def tell(person_ids: Iterable[int], kind: str, now: datetime, **payload: Any) -> None:
    """Writes one message to each person, in the caller's transaction."""
    for person_id in person_ids:
        db.session.add(Message(person_id=person_id, kind=kind, payload=payload, created_at=now))


def latest(person_id: int, limit: int) -> list[Message]:
    """A person's messages, newest first."""
    wanted = select(Message).where(Message.person_id == person_id)
    return list(db.session.scalars(wanted.order_by(Message.id.desc()).limit(limit)))
