"""Handing in, again, taking back, deciding: each in the caller's transaction."""

from datetime import datetime

from flask_babel import force_locale
from sqlalchemy import update

from portal.audit.actions import record
from portal.core import outbox
from portal.core.db import db
from portal.core.i18n import LANGUAGES
from portal.moderation import kinds, registry, rules
from portal.moderation.models import Decision, Item
from portal.moderation.registry import Kind, Preview
from portal.moderation.rules import MODERATORS_MOVES, MOVES, Move, State


class Conflict(Exception):
    """Somebody moved the post meanwhile: it is not in the version that was read."""

    def __init__(self, item: Item) -> None:
        super().__init__(item.id)
        self.item = item


class OwnWork(Exception):
    """Nobody decides on their own."""


class MoveRefused(Exception):
    """There is no such move from where the post stands."""


class ReasonMissing(Exception):
    """This is never done without words."""


# ---- The author


def submit(kind: str, author_id: int, now: datetime) -> Item:
    """A new post begins to wait; its room points at the item's id. KeyError for an unknown kind."""
    registry.known(kind)
    item = Item(kind=kind, author_id=author_id, submitted_at=now)
    db.session.add(item)
    db.session.flush()
    return item


def resubmit(item: Item, now: datetime) -> None:
    """The author changed the post: it waits once more, and is not public until it is read.

    MoveRefused where it cannot be handed in again; Conflict where it was moved meanwhile.
    """
    _move(item, Move.RESUBMIT, "", item.author_id, now)
    item.submitted_at = now


def withdraw(item: Item, now: datetime) -> None:
    """The author takes the post back. MoveRefused, Conflict as above."""
    _move(item, Move.WITHDRAW, "", item.author_id, now)


# ---- The moderator


def decide(
    item_id: int, version: int, move: Move, reason: str, moderator_id: int, now: datetime
) -> Item:
    """One decision on the version that the moderator read; its room acts on it, its author is told.
    An approval that comes too late for the room makes the post lapse instead.

    LookupError for an unknown post; OwnWork, Conflict, MoveRefused, ReasonMissing.
    """
    item = db.session.get(Item, item_id)
    if item is None:
        raise LookupError(item_id)
    kind = registry.known(item.kind)
    kind.hold(item)
    preview, was = registry.preview(item), State(item.state)
    _check(item, preview, version, move, reason, moderator_id)
    if (move, was) == (Move.APPROVE, State.WAITING) and kind.lapsed(item, now):
        _move(item, Move.LAPSE, "", moderator_id, now)
        record(kinds.LAPSED, moderator_id, now, **_named(kind, item, preview))
        return item
    _move(item, move, reason, moderator_id, now)
    kind.decided(item, move, now)
    restoring = rules.is_restoring(move, was)
    told = kinds.TOLD_RESTORED if restoring else kinds.TOLD[move]
    words = {"title": preview.title, "href": preview.href, "reason": reason}
    outbox.tell_once([item.author_id], told, now, **words)  # four photos, one message
    recorded = kinds.RESTORED if restoring else kinds.RECORDED[move]
    record(recorded, moderator_id, now, **_named(kind, item, preview), reason=reason)
    return item


def _check(
    item: Item, preview: Preview, version: int, move: Move, reason: str, moderator_id: int
) -> None:
    if not rules.may_decide(moderator_id, preview.authors | {item.author_id}):
        raise OwnWork
    if item.version != version:
        raise Conflict(item)
    if move not in MODERATORS_MOVES or (item.state, move) not in MOVES:
        raise MoveRefused
    if rules.needs_reason(move, State(item.state)) and not reason.strip():
        raise ReasonMissing


def _named(kind: Kind, item: Item, preview: Preview) -> dict[str, str]:
    return {"thing": _thing(kind), "number": preview.number or str(item.id)}


def _thing(kind: Kind) -> str:
    """What the record calls the kind of post: in Chinese, whoever decides reads."""
    with force_locale(LANGUAGES["zh"]):
        return str(kind.label)


def _move(item: Item, move: Move, reason: str, by: int, now: datetime) -> None:
    """Moves the post on from the version at hand; of two who try at once, one does."""
    target = MOVES.get((State(item.state), move))
    if target is None:
        raise MoveRefused
    version, decided = item.version, move in (*MODERATORS_MOVES, Move.LAPSE)
    same = update(Item).where(Item.id == item.id, Item.version == version)
    moved = same.values(
        state=target,
        version=version + 1,
        reason=reason,
        decided_at=now if decided else None,
        decided_by=by if decided else None,
    )
    if db.session.execute(moved).rowcount != 1:  # type: ignore[attr-defined]
        db.session.refresh(item)
        raise Conflict(item)
    db.session.add(
        Decision(item_id=item.id, version=version, move=move, reason=reason, by=by, at=now)
    )
    db.session.flush()
