"""Messages to people, written in the transaction that causes them and shown in the portal.

The inbox carries them further, by mail, to whoever asked for it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask_babel import LazyString
from sqlalchemy import JSON, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock, words
from portal.core.db import Model, UTCDateTime, db


class Group(StrEnum):
    """What a message is about; people choose for each group what goes to them by mail."""

    ACCOUNT = "account"  # who can sign in as me
    MINE = "mine"  # my proposals, what I follow, what I asked for
    ROUNDS = "rounds"  # rounds and their results


@dataclass(frozen=True)
class Kind:
    """``sentence`` and ``link`` may use %(name)s of the payload.

    An urgent kind waits for no digest.
    """

    sentence: LazyString
    link: str | None
    group: Group = Group.MINE
    urgent: bool = False


_KINDS: dict[str, Kind] = {}

_SECRET = re.compile("choice|chosen|ballot|receipt|envelope|voted")
"""How anyone voted is told to nobody, in no words: no payload has a key like these."""


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}")


def _in_words(value: Any) -> Any:
    """A day, or an instant in Shanghai's time, as it is written everywhere else."""
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return words.day(date.fromisoformat(value))
        if isinstance(value, str) and _MOMENT.fullmatch(value):
            return words.moment(datetime.fromisoformat(value).replace(tzinfo=clock.SHANGHAI))
    except ValueError:  # a title that looks like a day and is none
        pass
    return value


class Message(Model):
    """One thing that one person is told; the words are made from kind and payload when read."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_unread", "person_id", "read_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @property
    def sentence(self) -> str:
        told = {name: _in_words(value) for name, value in self.payload.items()}
        return str(_KINDS[self.kind].sentence) % told

    @property
    def link(self) -> str | None:
        """The path of the page that it is about."""
        path = _KINDS[self.kind].link
        return path % self.payload if path else None


def kind(
    code: str,
    sentence: LazyString,
    link: str | None = None,
    *,
    group: Group = Group.MINE,
    urgent: bool = False,
) -> str:
    """Names a kind of message, and the path of the page it leads to (``/budget/%(round)s/``)."""
    _KINDS[code] = Kind(sentence, link, group, urgent)
    return code


def all_kinds() -> dict[str, Kind]:
    """Every named kind, by its code."""
    return dict(_KINDS)


def betrays(keys: Iterable[str]) -> bool:
    """Whether one of these keys of a payload could tell how somebody voted."""
    return any(_SECRET.search(key) for key in keys)


def tell(person_ids: Iterable[int], kind: str, now: datetime, **payload: Any) -> None:
    """Writes one message to each person, in the caller's transaction.

    ValueError for a payload that could tell how somebody voted.
    """
    if betrays(payload):
        raise ValueError(sorted(payload))
    for person_id in person_ids:
        db.session.add(Message(person_id=person_id, kind=kind, payload=payload, created_at=now))


def tell_once(person_ids: Iterable[int], kind: str, now: datetime, **payload: Any) -> None:
    """As ``tell``, but not to whom the very same words wait unread already."""
    people = list(person_ids)
    waiting = select(Message).where(
        Message.person_id.in_(people), Message.kind == kind, Message.read_at.is_(None)
    )
    have = {one.person_id for one in db.session.scalars(waiting) if one.payload == payload}
    tell([one for one in people if one not in have], kind, now, **payload)


def latest(person_id: int, limit: int) -> list[Message]:
    """A person's messages, newest first."""
    wanted = select(Message).where(Message.person_id == person_id)
    return list(db.session.scalars(wanted.order_by(Message.id.desc()).limit(limit)))
