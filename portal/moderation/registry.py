"""The kinds of posts that are moderated: each room names its own here at import."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import LazyString

from portal.core.access import Can
from portal.moderation.models import Item
from portal.moderation.rules import Move


@dataclass(frozen=True)
class Preview:
    """A post as a moderator reads it: whole, whatever its state.

    ``href`` and ``photo`` are addresses on this site: of its page, of its picture. ``authors``
    are the persons who wrote it, or of whose work it speaks. ``context`` says where it stands
    ("回答《…》的问题"). ``number``: the one that everyone knows it by, where it has one.
    """

    title: str
    text: str
    href: str
    authors: frozenset[int]
    photo: str | None = None
    context: str = ""
    number: str = ""


def never(item: Item, now: datetime) -> bool:
    """Of most kinds nothing lapses."""
    return False


def nothing(item: Item) -> None:
    """Most kinds have no lock of their own."""


@dataclass(frozen=True)
class Kind:
    """``previews`` reads many posts by their item ids in a constant number of queries.

    ``decided`` is called after a moderator's move, in its transaction: the room publishes, takes
    down or sends back what is its own. ``lapsed`` is asked before an approval: where what waits
    must not appear any more, the room lets go of it, tells its author, and answers yes.
    ``decides``: whose key opens the queue in which it is read. ``hold`` takes, before a decision
    reads anything, the lock under which the room decides who may make it.
    """

    code: str
    label: LazyString
    previews: Callable[[Sequence[int]], Mapping[int, Preview]]
    decided: Callable[[Item, Move, datetime], None]
    lapsed: Callable[[Item, datetime], bool] = never
    decides: Can = Can.MODERATE
    hold: Callable[[Item], None] = nothing


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Names a kind of post. ValueError for a second meaning of a code."""
    if kind.code in _KINDS:
        raise ValueError(f"moderation kind {kind.code} is named twice")
    _KINDS[kind.code] = kind


def known(code: str) -> Kind:
    """The registered kind; KeyError for one that nobody named."""
    return _KINDS[code]


def decided_by(key: Can) -> list[str]:
    """The codes of what is read with this key, in the order in which the rooms named them."""
    return [kind.code for kind in _KINDS.values() if kind.decides is key]


def preview(item: Item) -> Preview:
    """The post itself, from its room. KeyError where the room does not know it."""
    return known(item.kind).previews([item.id])[item.id]


def previews(items: Sequence[Item]) -> dict[int, Preview]:
    """Of many posts, by item id: each kind is asked once."""
    by_kind: dict[str, list[int]] = {}
    for item in items:
        by_kind.setdefault(item.kind, []).append(item.id)
    return {
        item_id: one
        for code, ids in by_kind.items()
        for item_id, one in known(code).previews(ids).items()
    }


def labels() -> dict[str, LazyString]:
    """What each kind is called, by code, in the order in which the rooms named them."""
    return {kind.code: kind.label for kind in _KINDS.values()}
