"""Reading the queue, a post's history, and what is hidden."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from portal.core import settings
from portal.core.db import db
from portal.core.waiting import Waiting
from portal.moderation.models import Decision, Item
from portal.moderation.rules import State, is_overdue

HOURS = settings.number("moderation.hours", _l("居民发的内容，几小时之内审核"), 24, 1, 240)


def item(item_id: int) -> Item | None:
    return db.session.get(Item, item_id, options=[joinedload(Item.author)])


def history(item_id: int) -> list[Decision]:
    """Every move of a post with who made it, oldest first."""
    moves = select(Decision).where(Decision.item_id == item_id).order_by(Decision.version)
    return list(db.session.scalars(moves.options(joinedload(Decision.person))))


def waiting(kinds: Sequence[str], page: int, size: int) -> Pagination:
    """One page of the queue of these kinds, oldest first: so the overdue come first."""
    queue = _queue(kinds).options(joinedload(Item.author))
    return db.paginate(queue, page=page, per_page=size, error_out=False)


def _queue(kinds: Sequence[str]) -> Select[Item]:
    waits = Item.state == State.WAITING, Item.kind.in_(kinds)
    return select(Item).where(*waits).order_by(Item.submitted_at, Item.id)


def next_waiting(after: Item, kinds: Sequence[str], reader_id: int) -> Item | None:
    """The post to read after this one, never one's own; after the last comes the first."""
    others = _queue(kinds).where(Item.id != after.id, Item.author_id != reader_id).limit(1)
    later = or_(
        Item.submitted_at > after.submitted_at,
        and_(Item.submitted_at == after.submitted_at, Item.id > after.id),
    )
    return db.session.scalar(others.where(later)) or db.session.scalar(others)


@dataclass(frozen=True)
class Load:
    """How many posts of one kind wait, and since when the oldest does."""

    number: int
    oldest: datetime

    def is_late(self, now: datetime) -> bool:
        return is_overdue(self.oldest, HOURS(), now)


def loads() -> dict[str, Load]:
    """What waits, by kind, in one query; a kind of which nothing waits is not there."""
    counted = select(Item.kind, func.count(), func.min(Item.submitted_at))
    rows = db.session.execute(counted.where(Item.state == State.WAITING).group_by(Item.kind))
    return {kind: Load(number, oldest) for kind, number, oldest in rows}


def in_wait(now: datetime, kinds: Sequence[str]) -> Waiting:
    """For the desk: how many posts of these kinds wait, those that waited too long among them."""
    counted = select(func.count()).select_from(Item)
    waits = counted.where(Item.state == State.WAITING, Item.kind.in_(kinds))
    return Waiting(waits, waits.where(Item.submitted_at < now - timedelta(hours=HOURS())))


def hidden(page: int, size: int) -> Pagination:
    """One page of what is hidden, latest first."""
    found = select(Item).where(Item.state == State.HIDDEN)
    latest = found.order_by(Item.decided_at.desc(), Item.id.desc())
    return db.paginate(latest, page=page, per_page=size, error_out=False)
